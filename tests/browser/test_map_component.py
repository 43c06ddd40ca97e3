"""The map in a real browser: what it draws, what it says, what it sends back, and that it stays at home."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import NewPage, Serve
from tests.map_frames import HOSTILE_NAMES

pytestmark = pytest.mark.browser
PAGE = Path(__file__).with_name("map_page.py")
WAIT_MS = 30_000


def map_of(page: Any) -> Any:
    frame = page.wait_for_selector("iframe", timeout=WAIT_MS).content_frame()
    frame.wait_for_function(
        "window.IncidentMap && IncidentMap.drawn && IncidentMap.engine.base", timeout=WAIT_MS
    )
    return frame


def item_at(page: Any, frame: Any, condition: str) -> tuple[float, float]:
    """Where on the page the drawn item stands for which a condition on ``item`` and the columns ``c`` holds."""
    place = frame.evaluate(
        """condition => {
            const e = IncidentMap.engine, c = e.columns;
            const test = new Function("item", "c", "return " + condition);
            const found = e.items.find(({ item }) => test(item, c));
            if (!found) return null;
            const p = e.map.latLngToContainerPoint(e.map.unproject([found.x, found.y]));
            return [p.x, p.y];
        }""",
        condition,
    )
    assert place is not None, f"nothing drawn with {condition}"
    box = page.locator("iframe").bounding_box()
    return box["x"] + place[0], box["y"] + place[1]


def runs(page: Any) -> int:
    return int(page.get_by_text("runs=").inner_text().split()[0].removeprefix("runs="))


def chosen(page: Any, expected: str) -> None:
    page.get_by_text(f"chosen={expected}", exact=True).wait_for(timeout=WAIT_MS)


def test_hostile_place_names_are_shown_as_text_and_run_nothing(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(PAGE))
    frame = map_of(page)
    for number, name in enumerate(HOSTILE_NAMES):
        page.mouse.move(*item_at(page, frame, f"item.first === {number} && item.count === 1"))
        frame.wait_for_selector(".im-tip:not([hidden])")
        assert frame.locator(".im-tip-place").text_content() == name
        assert frame.locator(".im-tip img, .im-tip script").count() == 0
        page.mouse.move(5, 5)
    assert frame.evaluate("typeof window.hacked") == "undefined"
    assert page.evaluate("typeof window.hacked") == "undefined"


def test_a_click_gives_the_incident_once_and_marks_it(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(PAGE))
    frame = map_of(page)
    page.mouse.click(*item_at(page, frame, "item.first === 1 && item.count === 1"))
    chosen(page, "inc-1")
    page.get_by_text("clicks=1").wait_for()
    page.get_by_text("Only the first three").click()
    frame.wait_for_function(
        "IncidentMap.drawn.shown === 3 && IncidentMap.drawn.selected === 1", timeout=WAIT_MS
    )
    assert page.get_by_text("clicks=1").is_visible(), "a later run must not repeat the click"


def test_a_filter_changes_the_drawing_but_not_the_map(serve: Serve, new_page: NewPage) -> None:
    fetched: list[str] = []
    page = new_page(serve(PAGE))
    frame = map_of(page)
    page.on("request", lambda request: fetched.append(request.url))
    frame.evaluate("window.sameMap = window.map")
    before = frame.evaluate("IncidentMap.drawn.drawn")
    page.get_by_text("Only the first three").click()
    frame.wait_for_function("IncidentMap.drawn.drawn === 3", timeout=WAIT_MS)
    page.get_by_text("Dark").click()
    frame.wait_for_function("IncidentMap.drawn.dark", timeout=WAIT_MS)
    assert before == len(HOSTILE_NAMES) + 1 + 5, "the incident without a place is not drawn"
    assert frame.evaluate("window.sameMap === window.map")
    assert not [url for url in fetched if "/media/" in url or "/component/" in url]


def test_a_filter_set_while_the_map_still_loads_is_not_lost(serve: Serve, new_page: NewPage) -> None:
    waiting = []

    def hold(page: Any) -> None:
        page.route("**/leaflet.js", lambda route: waiting.append(route))

    page = new_page(serve(PAGE), before=hold)
    page.get_by_text("Only the first three").wait_for(timeout=WAIT_MS)
    while not waiting:
        page.wait_for_timeout(50)
    before = runs(page)
    page.get_by_text("Only the first three").click()
    page.wait_for_function(f"document.body.innerText.match(/runs=(\\d+)/)?.[1] > {before}", timeout=WAIT_MS)
    page.wait_for_timeout(300)
    waiting[0].continue_()
    frame = map_of(page)
    frame.wait_for_function("IncidentMap.drawn.drawn === 3", timeout=WAIT_MS)


def test_panning_keeps_the_view_in_the_address_without_history_or_rerun(
    serve: Serve, new_page: NewPage
) -> None:
    page = new_page(serve(PAGE))
    frame = map_of(page)
    assert "view=" not in page.url
    history, before = page.evaluate("history.length"), runs(page)
    box = page.locator("iframe").bounding_box()
    page.mouse.move(box["x"] + 250, box["y"] + 400)
    page.mouse.down()
    page.mouse.move(box["x"] + 180, box["y"] + 360, steps=5)
    page.mouse.up()
    page.wait_for_function("location.search.includes('view=')", timeout=WAIT_MS)
    page.wait_for_timeout(900)
    view = frame.evaluate(
        "() => { const c = map.getCenter(); return `${c.lat.toFixed(4)},${c.lng.toFixed(4)},${map.getZoom()}`; }"
    )
    assert f"view={view}" in page.url
    assert page.evaluate("history.length") == history
    assert runs(page) == before


def test_the_view_survives_streamlit_writing_the_address(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(PAGE))
    frame = map_of(page)
    frame.evaluate("map.setView([35.1, 40.2], 8, {animate: false})")
    page.wait_for_function("location.search.includes('view=35.1')", timeout=WAIT_MS)
    page.get_by_text("A note in the address").click()
    page.wait_for_function("location.search.includes('note=1') && location.search.includes('view=35.1')")
    assert frame.evaluate("map.getZoom()") == 8


def test_a_link_restores_the_view(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(PAGE) + "/?view=35.2000,40.1000,9")
    frame = map_of(page)
    centre = frame.evaluate("[map.getCenter().lat, map.getCenter().lng, map.getZoom()]")
    assert centre == pytest.approx([35.2, 40.1, 9], abs=0.01)


def test_works_below_a_base_path(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(PAGE, base_path="research/syria"))
    frame = map_of(page)
    assert frame.evaluate("IncidentMap.drawn.drawn") == len(HOSTILE_NAMES) + 6


def test_vague_places_are_areas_never_pins(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(PAGE))
    frame = map_of(page)
    row = len(HOSTILE_NAMES)
    kinds = frame.evaluate(
        f"IncidentMap.engine.items.filter(d => d.item.first === {row}).map(d => d.item.kind)"
    )
    assert kinds == ["area"]
    assert frame.evaluate("IncidentMap.engine.shapeOf(IncidentMap.engine.grouping.areas[0]).name") == "Homs"
    page.mouse.click(*item_at(page, frame, "item.kind === 'area'"))
    chosen(page, f"inc-{row}")


def test_incidents_at_one_spot_fan_out(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(PAGE))
    frame = map_of(page)
    first = len(HOSTILE_NAMES) + 1
    page.mouse.click(*item_at(page, frame, "item.count === 5"))
    frame.wait_for_function("IncidentMap.engine.items.filter(d => d.item.fan).length === 5")
    page.mouse.click(*item_at(page, frame, f"item.fan && item.first === {first + 3}"))
    chosen(page, f"inc-{first + 3}")


def test_every_incident_is_in_exactly_one_group_at_every_zoom(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(PAGE, env={"MAP_PAGE": "many"}))
    frame = map_of(page)
    wrong = frame.evaluate(
        """() => {
            const e = IncidentMap.engine, c = e.columns, wrong = [];
            for (let zoom = 6; zoom <= 11; zoom += 0.25) {
                const s = 256 * 2 ** zoom;
                const bounds = { x0: 0.59 * s, y0: 0.37 * s, x1: 0.63 * s, y1: 0.42 * s };
                const g = IncidentMap.group(c, e.bits, zoom, bounds);
                const items = [...g.clusters, ...g.areas];
                const rows = items.flatMap(item => IncidentMap.rowsOf(c, e.bits, g, item, 1e9));
                const sums = items.every(i => i.count === i.types.reduce((a, b) => a + b));
                if (rows.length !== c.n || new Set(rows).size !== c.n || !sums) wrong.push(zoom);
            }
            return wrong;
        }"""
    )
    assert wrong == []


def test_a_cluster_opens_by_going_closer(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(PAGE, env={"MAP_PAGE": "many"}))
    frame = map_of(page)
    zoom = frame.evaluate("map.getZoom()")
    page.mouse.click(*item_at(page, frame, "item.kind === 'cluster' && item.count > 100"))
    frame.wait_for_function(f"map.getZoom() > {zoom}", timeout=WAIT_MS)


def test_says_so_when_its_data_does_not_arrive_and_tries_again(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(PAGE), before=lambda page: page.route("**/media/**", lambda route: route.abort()))
    frame = page.wait_for_selector("iframe", timeout=WAIT_MS).content_frame()
    notice = frame.get_by_role("status")
    notice.get_by_text("could not load its data").wait_for(timeout=WAIT_MS)
    page.unroute("**/media/**")
    frame.get_by_role("button", name="Try again").click()
    frame.wait_for_function("IncidentMap.drawn && IncidentMap.drawn.drawn > 0", timeout=WAIT_MS)
    assert not notice.is_visible()


def test_says_so_when_leaflet_does_not_arrive(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(PAGE), before=lambda page: page.route("**/leaflet.js", lambda route: route.abort()))
    frame = page.wait_for_selector("iframe", timeout=WAIT_MS).content_frame()
    frame.get_by_text("could not load one of its own files").wait_for(timeout=WAIT_MS)


def test_a_tap_on_a_phone_gives_the_incident(serve: Serve, new_page: NewPage) -> None:
    phone = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
    page = new_page(serve(PAGE) + "/?view=33.5,36.75,9", **phone)
    frame = map_of(page)
    assert not frame.locator(".im-legend details").evaluate("d => d.open"), "the key is folded on a phone"
    page.locator("iframe").scroll_into_view_if_needed()
    x, y = item_at(page, frame, "item.first === 1 && item.count === 1")
    page.touchscreen.tap(x + 6, y)
    chosen(page, "inc-1")


def test_the_frame_has_a_title_and_the_map_words_for_the_keyboard(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(PAGE))
    frame = map_of(page)
    page.wait_for_function("document.querySelector('iframe').title.startsWith('Map of incidents: 13 drawn')")
    assert "use the table" in frame.locator("#im-keys").inner_text()
    assert "leaflet" not in frame.locator(".leaflet-control-attribution").inner_text().lower()
