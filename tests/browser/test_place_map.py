"""The map of places in a real browser: numbers, reach, words on hovering, clicks, and that it stays at home."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import NewPage, Serve
from tests.browser.place_map_page import LARGE, LONELY, SETS
from tests.map_frames import HOSTILE_NAMES

pytestmark = pytest.mark.browser
PAGE = Path(__file__).with_name("place_map_page.py")
WAIT_MS = 30_000
PHONE = {"viewport": {"width": 390, "height": 900}, "has_touch": True, "is_mobile": True}

ALL_IN = "IncidentMap.engine.data.places.every(p => map.getBounds().contains(IncidentMap.engine.boundsOf(p)))"
# Keeps what is written on any canvas.
KEEP_TEXTS = """
    window.texts = new Set();
    const write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
        window.texts.add(text);
        return write.call(this, text, ...rest);
    };
"""


@pytest.fixture
def open_map(serve: Serve, new_page: NewPage) -> Callable[..., tuple[Any, Any]]:
    """Open the page on one of its sets and give the page and the map's frame."""

    def start(wanted: str = "towns", **options: Any) -> tuple[Any, Any]:
        page = new_page(serve(PAGE), **options)
        frame = page.wait_for_selector("iframe", timeout=WAIT_MS).content_frame()
        frame.wait_for_function(
            "window.IncidentMap && IncidentMap.drawn && IncidentMap.engine.base", timeout=WAIT_MS
        )
        if wanted != "towns":
            show(page, frame, wanted)
        page.locator("iframe").scroll_into_view_if_needed()
        return page, frame

    return start


def show(page: Any, frame: Any, wanted: str) -> None:
    page.get_by_text(wanted, exact=True).click()
    labels = [place.label for place in SETS[wanted]]
    frame.wait_for_function(
        "labels => IncidentMap.engine.data.places.map(p => p.label).join() === labels.join()",
        arg=labels,
        timeout=WAIT_MS,
    )


def mark_at(page: Any, frame: Any, index: int) -> tuple[float, float]:
    """Where on the page a number stands."""
    place = frame.evaluate(
        """index => {
            const e = IncidentMap.engine, mark = e.items.find(mark => mark.index === index);
            const p = e.map.latLngToContainerPoint(e.map.unproject([mark.x, mark.y]));
            return [p.x, p.y];
        }""",
        index,
    )
    box = page.locator("iframe").bounding_box()
    return box["x"] + place[0], box["y"] + place[1]


def ground_at(page: Any, frame: Any, lat: float, lon: float) -> tuple[float, float]:
    x, y = frame.evaluate("([lat, lon]) => { const p = map.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }",
                          [lat, lon])  # fmt: skip
    box = page.locator("iframe").bounding_box()
    return box["x"] + x, box["y"] + y


def opacity_at(frame: Any, points: list[tuple[float, float]], right: int = 0) -> list[int]:
    """How much of the canvas in front is covered some pixels to the right of some places, 0 to 255."""
    return [pixel[3] for pixel in pixels_at(frame, points, right=right)]


def pixels_at(
    frame: Any, points: list[tuple[float, float]], *, right: int = 0, down: int = 0
) -> list[list[int]]:
    found: list[list[int]] = frame.evaluate(
        """([points, right, down]) => {
            const canvas = IncidentMap.engine.front._container, corner = L.DomUtil.getPosition(canvas);
            const ratio = canvas.width / canvas.clientWidth;
            return points.map(([lat, lon]) => {
                const p = map.latLngToLayerPoint([lat, lon]).add([right, down]).subtract(corner);
                const { x, y } = p.multiplyBy(ratio).round();
                return [...canvas.getContext("2d").getImageData(x, y, 1, 1).data];
            });
        }""",
        [points, right, down],
    )
    return found


def view(frame: Any) -> list[float]:
    found: list[float] = frame.evaluate("[map.getCenter().lat, map.getCenter().lng, map.getZoom()]")
    return found


def drag(page: Any, dx: int, dy: int) -> None:
    box = page.locator("iframe").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] - 60
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=6)
    page.mouse.up()
    page.wait_for_timeout(500)


def told(page: Any) -> str:
    return str(page.get_by_text("index=").inner_text())


def wait_for(page: Any, words: str) -> None:
    page.get_by_text(words).wait_for(timeout=WAIT_MS)


# What is drawn


def test_each_place_has_its_number_and_the_frame_says_how_many(open_map: Any) -> None:
    page, frame = open_map(before=lambda page: page.add_init_script(KEEP_TEXTS))
    assert {"1", "2", "3"} <= set(frame.evaluate("[...window.texts]"))
    assert "4" not in frame.evaluate("[...window.texts]")
    page.wait_for_function("document.querySelector('iframe').title === 'Map of places: 3 candidates'")
    show(page, frame, "none")
    page.wait_for_function("document.querySelector('iframe').title === 'Map of places: no candidates'")
    assert "use the list" in frame.locator("#im-keys").inner_text()


def test_the_view_holds_all_candidates_or_the_whole_country(open_map: Any) -> None:
    page, frame = open_map()
    for wanted in ("towns", "units", "hostile", "one spot"):
        show(page, frame, wanted)
        assert frame.evaluate(ALL_IN), wanted
    assert frame.evaluate("map.getZoom()") > 11, "five namesakes at one spot are seen from near"
    show(page, frame, "none")
    assert frame.evaluate("map.getBounds().contains(IncidentMap.HOME)")
    assert frame.evaluate("map.getZoom()") < 8


def test_a_narrower_window_still_shows_all(open_map: Any) -> None:
    page, frame = open_map()
    page.set_viewport_size({"width": 420, "height": 900})
    frame.wait_for_function("map.getSize().x < 420 && " + ALL_IN, timeout=WAIT_MS)
    page.wait_for_timeout(500)
    assert frame.evaluate(ALL_IN)


def test_without_the_base_map_units_are_circles(serve: Serve, new_page: NewPage) -> None:
    page = new_page(
        serve(PAGE), before=lambda page: page.route("**/basemap.json", lambda route: route.abort())
    )
    frame = page.wait_for_selector("iframe", timeout=WAIT_MS).content_frame()
    frame.get_by_text("places are drawn without it").wait_for(timeout=WAIT_MS)
    show(page, frame, "units")
    # South of the governorate, within the 90 km of its circle.
    assert opacity_at(frame, [(35.62, 37.0)])[0] > 0


def test_a_circle_is_drawn_to_scale(open_map: Any) -> None:
    _, frame = open_map()
    site = SETS["towns"][2]
    frame.evaluate("([lat, lon]) => map.setView([lat, lon], 15, {animate: false})", [site.lat, site.lon])
    for share, inside in ((0.9, True), (0.99, True), (1.05, False), (1.2, False)):
        north = (site.lat + share * site.radius_km / 111.2, site.lon)
        assert (opacity_at(frame, [north])[0] > 0) is inside, f"at {share} of the radius"


def test_units_are_drawn_as_their_polygons(open_map: Any) -> None:
    _, frame = open_map("units")
    shapes = frame.evaluate(
        "IncidentMap.engine.data.places.map(p => (IncidentMap.engine.shapeOf(p) || {id: null}).id)"
    )
    assert shapes == [None, "sy:adm3/aleppo/afrin", "sy:adm2/aleppo/afrin", "sy:adm1/aleppo", None]
    # Both lie within 90 km of the governorate's point; the first in Idlib, the second in Aleppo.
    outside, inside = opacity_at(frame, [(35.78, 36.95), (36.62, 37.85)])
    assert outside == 0 < inside


def test_an_area_without_a_polygon_is_a_soft_circle(open_map: Any) -> None:
    _, frame = open_map("units")
    area = SETS["units"][4]
    near, far, off = opacity_at(
        frame, [(area.lat - share * area.radius_km / 111.2, area.lon) for share in (0.6, 0.95, 1.1)]
    )
    assert near > far > off == 0


def test_areas_and_spots_carry_different_marks_clear_of_each_other(open_map: Any) -> None:
    page, frame = open_map("units")
    marks = frame.evaluate("IncidentMap.engine.items.map(m => ({...m, at: [m.at.x, m.at.y]}))")
    assert [mark["index"] for mark in marks] == [4, 3, 2, 1, 0], "the chosen one and the first lie on top"
    for mark in marks:
        assert 2 * min(mark["rx"], mark["ry"]) >= 24
        assert (mark["rx"] == mark["ry"]) is (mark["index"] == 0), "a disc for a spot, a tag for an area"
    show(page, frame, "one spot")
    marks = frame.evaluate("IncidentMap.engine.items.map(m => [m.x, m.y, m.rx, m.ry])")
    for k, (x, y, rx, ry) in enumerate(marks):
        for x2, y2, rx2, ry2 in marks[:k]:
            assert abs(x - x2) > rx + rx2 or abs(y - y2) > ry + ry2


def test_the_chosen_one_is_filled_and_the_others_are_not(open_map: Any) -> None:
    page, frame = open_map()

    spots = [(place.lat, place.lon) for place in SETS["towns"]]

    def fills() -> list[list[int]]:
        """Colours in the marks, above their numbers."""
        return [pixel[:3] for pixel in pixels_at(frame, spots, down=-9)]

    accent, white = [0x1F, 0x5A, 0x7A], [255, 255, 255]
    assert fills() == [accent, white, white]
    page.mouse.click(*mark_at(page, frame, 2))
    frame.wait_for_function("IncidentMap.drawn.chosen.join() === '2'", timeout=WAIT_MS)
    assert fills() == [white, white, accent]


# What it says


def test_hostile_labels_are_shown_as_text_and_run_nothing(open_map: Any) -> None:
    dialogs: list[str] = []

    def note(dialog: Any) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page, frame = open_map("hostile")
    page.on("dialog", note)
    for index, place in enumerate(SETS["hostile"]):
        page.mouse.move(*mark_at(page, frame, index))
        frame.wait_for_selector(".im-tip:not([hidden])")
        assert frame.locator(".im-tip-place").text_content() == place.label
        assert frame.locator(".im-tip-small").text_content().startswith(f"No. {index + 1} · town or village")
        assert frame.locator(".im-tip img, .im-tip script, .im-tip svg").count() == 0
        page.mouse.move(5, 5)
    assert "{{7*7}}" in [place.label for place in SETS["hostile"]]
    assert frame.evaluate("typeof window.hacked") == "undefined"
    assert page.evaluate("typeof window.hacked") == "undefined"
    assert dialogs == []


def test_says_so_when_its_data_does_not_arrive_and_tries_again(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(PAGE), before=lambda page: page.route("**/media/**", lambda route: route.abort()))
    frame = page.wait_for_selector("iframe", timeout=WAIT_MS).content_frame()
    notice = frame.get_by_role("status")
    notice.get_by_text("the list beside it names the same places").wait_for(timeout=WAIT_MS)
    page.unroute("**/media/**")
    frame.get_by_role("button", name="Try again").click()
    frame.wait_for_function("IncidentMap.drawn && IncidentMap.drawn.drawn === 3", timeout=WAIT_MS)
    assert not notice.is_visible()


# What it sends


def test_a_click_on_a_number_gives_its_place_once(open_map: Any) -> None:
    page, frame = open_map()
    page.mouse.click(*mark_at(page, frame, 1))
    wait_for(page, "index=1 lat=None lon=None")
    page.get_by_text("Dark").click()
    frame.wait_for_function("IncidentMap.drawn.dark", timeout=WAIT_MS)
    assert "clicks=1" in page.get_by_text("runs=").inner_text(), "a later run must not repeat the click"


def test_a_click_on_the_ground_sets_a_point_where_it_was(open_map: Any) -> None:
    page, frame = open_map()
    at = ground_at(page, frame, 35.5, 38.6)
    page.mouse.click(*at)
    page.wait_for_timeout(600)
    assert told(page) == "index=None lat=None lon=None", "only where a point may be set"
    page.get_by_text("Set a point").click()
    frame.wait_for_function("IncidentMap.engine.state.pick", timeout=WAIT_MS)
    before = opacity_at(frame, [(35.5, 38.6)], right=8)
    page.mouse.click(*at)
    wait_for(page, "index=None lat=35.")
    lat, lon = (float(number) for number in re.findall(r"-?\d+\.\d+", told(page)))
    assert (lat, lon) == pytest.approx((35.5, 38.6), abs=0.01)
    assert before == [0]
    assert opacity_at(frame, [(lat, lon)], right=8)[0] > 200, "a cross with a ring marks the point"
    page.mouse.click(*ground_at(page, frame, 35.05, 38.25))
    wait_for(page, "index=None lat=35.0")
    page.mouse.click(*mark_at(page, frame, 2))
    wait_for(page, "index=2")


def test_a_point_can_be_set_by_keyboard(open_map: Any) -> None:
    page, frame = open_map()
    page.get_by_text("Set a point").click()
    frame.wait_for_function("IncidentMap.engine.state.pick", timeout=WAIT_MS)
    frame.locator(".im-map").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(600)
    assert frame.evaluate("!IncidentMap.engine.aim.hidden"), "the middle of the map is shown"
    assert "Enter sets a point" in frame.locator("#im-keys").inner_text()
    page.keyboard.press("Enter")
    wait_for(page, "index=None lat=3")
    lat, lon = (float(number) for number in re.findall(r"-?\d+\.\d+", told(page)))
    assert [lat, lon] == pytest.approx(view(frame)[:2], abs=1e-5)


# The view


def test_going_through_the_list_neither_fetches_nor_moves(open_map: Any) -> None:
    fetched: list[str] = []
    page, frame = open_map()
    frame.evaluate("window.sameMap = map")
    page.on("request", lambda request: fetched.append(request.url))
    before = view(frame)
    page.mouse.click(*mark_at(page, frame, 2))
    frame.wait_for_function("IncidentMap.drawn.chosen.join() === '2'", timeout=WAIT_MS)
    assert view(frame) == before
    assert frame.evaluate("window.sameMap === map")
    assert not [url for url in fetched if "/media/" in url or "/component/" in url]


def test_other_names_for_the_same_places_leave_the_view_alone(open_map: Any) -> None:
    page, frame = open_map()
    frame.evaluate("map.setView([36, 40], 9, {animate: false})")
    before = view(frame)
    page.get_by_text("Other names").click()
    frame.wait_for_function("IncidentMap.engine.data.places[0].label.endsWith('again')", timeout=WAIT_MS)
    page.get_by_text("Dark").click()
    frame.wait_for_function("IncidentMap.drawn.dark", timeout=WAIT_MS)
    assert view(frame) == before


def test_a_view_moved_by_hand_stays_while_it_shows_the_new_places(open_map: Any) -> None:
    page, frame = open_map("none")
    drag(page, 30, -20)
    before = view(frame)
    show(page, frame, "towns")
    assert view(frame) == before
    frame.evaluate("map.setView([33.3, 36.3], 11, {animate: false})")
    show(page, frame, "one spot")
    assert view(frame)[:2] == pytest.approx([35.0, 38.0], abs=0.05)


def test_a_click_that_sets_a_point_holds_the_view(open_map: Any) -> None:
    page, frame = open_map("none")
    page.get_by_text("Set a point").click()
    frame.wait_for_function("IncidentMap.engine.state.pick", timeout=WAIT_MS)
    before = view(frame)
    page.mouse.dblclick(*ground_at(page, frame, 35.0, 38.1))
    wait_for(page, "index=None lat=3")
    page.wait_for_timeout(500)
    assert view(frame) == before, "no double click to zoom, as its first half has set the point"
    show(page, frame, "one spot")
    assert view(frame) == before
    assert frame.evaluate("IncidentMap.engine.picked") is None, "the new places stand for the point"
    frame.get_by_role("button", name="Fit the map").click()
    frame.wait_for_function("map.getZoom() > 11", timeout=WAIT_MS)


def test_the_address_of_the_page_is_left_alone(open_map: Any) -> None:
    page, _ = open_map()
    before = page.url
    drag(page, 60, -40)
    page.wait_for_timeout(800)
    assert page.url == before


# The known places behind them


def lay_backdrop(page: Any, frame: Any) -> None:
    page.get_by_text("Known places").click()
    frame.wait_for_function("IncidentMap.engine.backdrop", timeout=WAIT_MS)


def drawn_at(frame: Any, at: tuple[float, float], zoom: float) -> tuple[list[str], list[str]]:
    """Names of the known places whose dots are drawn in a view, and those that are written."""
    dots, names = frame.evaluate(
        """([at, zoom]) => {
            map.setView(at, zoom, {animate: false});
            const { drawn, names } = IncidentMap.engine.backdrop;
            return [drawn.dots.map(k => names[k]), drawn.names];
        }""",
        [at, zoom],
    )
    return dots, names


def test_known_places_are_drawn_with_their_names_from_near(open_map: Any) -> None:
    page, frame = open_map(before=lambda page: page.add_init_script(KEEP_TEXTS))
    lay_backdrop(page, frame)
    dots, names = drawn_at(frame, LONELY, 12)
    assert "Lonely village" in dots
    assert "Lonely village" in names
    assert {"Lonely village", "Large village · قرية كبيرة"} <= set(frame.evaluate("[...window.texts]"))
    assert min(opacity_at(frame, [LONELY, LARGE])) > 150
    assert opacity_at(frame, [(34.61, 38.015)]) == [0], "nothing between them"
    page.get_by_text("Known places").click()
    frame.wait_for_function("!IncidentMap.engine.backdrop", timeout=WAIT_MS)
    assert opacity_at(frame, [LONELY, LARGE]) == [0, 0]


def test_from_afar_no_known_places_are_drawn_and_then_the_heavier_first(open_map: Any) -> None:
    page, frame = open_map()
    lay_backdrop(page, frame)
    for zoom in (7, 8.75):
        assert drawn_at(frame, LONELY, zoom) == ([], [])
    assert opacity_at(frame, [LONELY]) == [0]
    some = {zoom: set(drawn_at(frame, LONELY, zoom)[0]) for zoom in (9, 10, 11)}
    assert "Large village · قرية كبيرة" in some[9]
    assert some[9] < some[10] < some[11]
    assert "Lonely village" in some[11]
    assert len([name for name in some[11] if name.startswith("Hamlet")]) == 200
    frame.evaluate("map.panBy([90, 40], {animate: false})")
    center = frame.evaluate("[map.getCenter().lat, map.getCenter().lng]")
    assert set(drawn_at(frame, center, 9)[0]) == some[9], "panning makes none come or go"


def test_names_of_known_places_do_not_cover_each_other(open_map: Any) -> None:
    page, frame = open_map()
    keep = """() => {
        window.boxes = [];
        const write = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
            const wide = this.measureText(text).width;
            if (this.font.startsWith("11px")) window.boxes.push([x, y - 5, x + wide, y + 5]);
            return write.call(this, text, x, y);
        };
    }"""
    lay_backdrop(page, frame)
    frame.evaluate("at => map.setView(at, 10, {animate: false})", LONELY)
    frame.evaluate(keep)
    frame.evaluate("IncidentMap.engine.front.repaint()")
    boxes = frame.evaluate("window.boxes")
    assert len(boxes) > 20
    for k, one in enumerate(boxes):
        for other in boxes[:k]:
            assert one[0] > other[2] or one[2] < other[0] or one[1] > other[3] or one[3] < other[1]


def test_what_the_base_map_names_is_not_named_twice(open_map: Any) -> None:
    page, frame = open_map("none")
    lay_backdrop(page, frame)
    dots, names = drawn_at(frame, (34.724, 36.7256), 12)
    assert "Homs" not in dots
    assert "Homs" not in names


def test_a_point_set_by_hand_does_not_hide_the_name_of_its_place(open_map: Any) -> None:
    page, frame = open_map("none")
    lay_backdrop(page, frame)
    page.get_by_text("Set a point").click()
    frame.wait_for_function("IncidentMap.engine.state.pick", timeout=WAIT_MS)
    drawn_at(frame, LONELY, 12)
    page.mouse.click(*ground_at(page, frame, *LONELY))
    wait_for(page, "index=None lat=34.")
    lat, lon = (float(number) for number in re.findall(r"-?\d+\.\d+", told(page)))
    assert (lat, lon) == pytest.approx(LONELY, abs=0.001), "known places take no clicks"
    assert "Lonely village" in frame.evaluate("IncidentMap.engine.backdrop.drawn.names")


def test_hostile_names_of_known_places_are_written_as_text_and_run_nothing(open_map: Any) -> None:
    dialogs: list[str] = []

    def note(dialog: Any) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page, frame = open_map("none", before=lambda page: page.add_init_script(KEEP_TEXTS))
    page.on("dialog", note)
    lay_backdrop(page, frame)
    drawn_at(frame, (34.58, 38.1), 13)
    written = frame.evaluate("[...window.texts]")
    for name in HOSTILE_NAMES:
        assert (name if len(name) <= 48 else name[:47] + "…") in written
    assert frame.evaluate("typeof window.hacked") == "undefined"
    assert page.evaluate("typeof window.hacked") == "undefined"
    assert frame.locator(".im-map img, .im-map svg, .im-map script").count() == 0
    assert dialogs == []


def test_known_places_are_fetched_once_and_leave_the_view_alone(open_map: Any) -> None:
    page, frame = open_map()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    before = view(frame)
    lay_backdrop(page, frame)
    assert view(frame) == before
    page.get_by_text("Dark").click()
    frame.wait_for_function("IncidentMap.drawn.dark", timeout=WAIT_MS)
    page.mouse.click(*mark_at(page, frame, 2))
    frame.wait_for_function("IncidentMap.drawn.chosen.join() === '2'", timeout=WAIT_MS)
    assert view(frame) == before
    show(page, frame, "one spot")
    assert frame.evaluate(ALL_IN)
    page.wait_for_timeout(300)
    media = [url for url in fetched if "/media/" in url]
    assert len(media) == len(set(media)) == 2, "the known places and the new list"


def test_says_so_when_the_known_places_do_not_arrive(open_map: Any) -> None:
    page, frame = open_map()
    page.route("**/media/**", lambda route: route.abort())
    page.get_by_text("Known places").click()
    missing = frame.get_by_text("Names of villages not loaded")
    missing.wait_for(timeout=WAIT_MS)
    assert not frame.get_by_role("status").is_visible(), "the places themselves are there"
    page.unroute("**/media/**")
    page.get_by_text("Dark").click()
    frame.wait_for_function("IncidentMap.engine.backdrop", timeout=WAIT_MS)
    assert missing.count() == 0


# On a phone


def test_a_tap_beside_a_number_gives_its_place_and_tells_it(open_map: Any) -> None:
    page, frame = open_map(**PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert frame.evaluate("document.documentElement.scrollWidth") <= 390
    x, y = mark_at(page, frame, 1)
    page.touchscreen.tap(x + 19, y)
    wait_for(page, "index=1")
    frame.locator(".im-tip-place", has_text="Homs in the north").wait_for()
    page.get_by_text("Set a point").click()
    frame.wait_for_function("IncidentMap.engine.state.pick", timeout=WAIT_MS)
    page.locator("iframe").scroll_into_view_if_needed()
    page.touchscreen.tap(*ground_at(page, frame, 34.4, 38.6))
    wait_for(page, "index=None lat=34.")


def test_works_below_a_base_path(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(PAGE, base_path="research/syria"))
    frame = page.wait_for_selector("iframe", timeout=WAIT_MS).content_frame()
    frame.wait_for_function(
        "window.IncidentMap && IncidentMap.drawn && IncidentMap.drawn.drawn === 3", timeout=WAIT_MS
    )
