"""What is done on the map of incidents besides clicking one: a box, areas, a list of many; and on a phone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import NewPage, Serve, expect
from tests.browser.test_dashboard import APP, WAIT_MS, map_frame, shown, wait_for_count
from tests.browser.test_map_component import PAGE, chosen, item_at, map_of

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
ENV = {"INCIDENTS_TEST": "tools"}
BOX_BUTTON = "Keep only what lies in a box"
HOME = "() => { const b = map.getBounds(); return b.contains([[32.35, 35.65], [37.3, 42.35]]); }"


def start(serve: Serve, new_page: NewPage, query: str = "", **options: Any) -> tuple[Any, Any]:
    page = new_page(serve(APP, env=ENV) + "/" + query, **options)
    return page, map_frame(page)


def corner(page: Any) -> tuple[float, float]:
    box = page.locator(".st-key-si-map iframe").bounding_box()
    return box["x"], box["y"]


def parameter(page: Any, name: str) -> str:
    return str(page.evaluate("name => new URLSearchParams(location.search).get(name) || ''", name))


def wait_for_parameter(page: Any, name: str, pattern: str) -> None:
    page.wait_for_function(
        "([name, like]) => new RegExp(like).test(new URLSearchParams(location.search).get(name) || '')",
        arg=[name, pattern],
        timeout=WAIT_MS,
    )


# --- the box ---


def test_a_box_dragged_with_the_mouse_filters_and_its_chip_takes_it_away(
    serve: Serve, new_page: NewPage
) -> None:
    page, frame = start(serve, new_page)
    page.locator(".st-key-si-map iframe").scroll_into_view_if_needed()
    _, everything = shown(page)
    frame.get_by_role("button", name=BOX_BUTTON).click()
    x, y = corner(page)
    zoom = frame.evaluate("map.getZoom()")
    expected = frame.evaluate(
        "[map.containerPointToLatLng([60, 120]).lng, map.containerPointToLatLng([220, 330]).lat]"
    )
    page.mouse.move(x + 60, y + 120)
    page.mouse.down()
    page.mouse.move(x + 220, y + 330, steps=6)
    expect(frame.locator(".im-rubber")).to_be_visible()
    page.mouse.up()
    chip = page.get_by_role("button", name="In the box drawn on the map")
    chip.wait_for(timeout=WAIT_MS)
    n, _ = shown(page)
    assert 0 < n < everything
    wait_for_parameter(page, "box", r"^\d")
    west, south, _, _ = (float(edge) for edge in parameter(page, "box").split(","))
    assert [west, south] == pytest.approx(expected, abs=0.02)
    assert frame.evaluate("map.getZoom()") == zoom, "the drag must not move the map"
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')", timeout=WAIT_MS)
    frame.wait_for_function("IncidentMap.engine.state.box", timeout=WAIT_MS)
    chip.click()
    wait_for_count(page, f"{everything} of {everything}")
    frame.wait_for_function("IncidentMap.engine.boxTool.box === null", timeout=WAIT_MS)


def test_a_box_by_touch(serve: Serve, new_page: NewPage) -> None:
    page, frame = start(serve, new_page, **PHONE)
    page.locator(".st-key-si-map-switch").evaluate("e => e.scrollIntoView({block: 'start'})")
    frame.get_by_role("button", name=BOX_BUTTON).tap()
    x, y = corner(page)
    client = page.context.new_cdp_session(page)
    for kind, points in (
        ("touchStart", [(60, 140)]), ("touchMove", [(120, 220)]), ("touchMove", [(200, 330)]), ("touchEnd", []),
    ):  # fmt: skip
        places = [{"x": x + dx, "y": y + dy} for dx, dy in points]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})
    page.get_by_role("button", name="In the box drawn on the map").wait_for(timeout=WAIT_MS)


def test_escape_cancels_and_the_part_in_view_needs_no_mouse(serve: Serve, new_page: NewPage) -> None:
    page, frame = start(serve, new_page, "?v=1&view=34.7,36.7,9")
    button = frame.get_by_role("button", name=BOX_BUTTON)
    button.focus()
    page.keyboard.press("Enter")
    expect(frame.get_by_role("status").get_by_text("Escape cancels")).to_be_visible()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(frame.locator(".im-sheet")).to_be_hidden()
    n, everything = shown(page)
    assert n == everything
    page.keyboard.press("Enter")
    expect(frame.get_by_role("button", name="Use the part of the map in view")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="In the box drawn on the map").wait_for(timeout=WAIT_MS)
    n, _ = shown(page)
    assert 0 < n < everything


# --- areas ---


def test_areas_are_coloured_clicked_and_left_without_moving_the_map(serve: Serve, new_page: NewPage) -> None:
    page, frame = start(serve, new_page)
    frame.evaluate("window.sameMap = map; map.setView([35, 38.6], 6.75, {animate: false})")
    wait_for_parameter(page, "view", "^35,|^35.0")
    history, view = page.evaluate("history.length"), parameter(page, "view")
    _, everything = shown(page)
    page.get_by_role("radio", name="Governorates").click()
    frame.wait_for_function("IncidentMap.engine.areas.on", timeout=WAIT_MS)
    wait_for_parameter(page, "map", "governorates")
    expect(frame.get_by_role("button", name="Play over time")).to_be_disabled()
    assert frame.locator(".im-legend li").all_inner_texts()[0] == "none"
    total = frame.evaluate("IncidentMap.engine.state.areas.rows.reduce((sum, [n]) => sum + n, 0)")
    elsewhere = frame.evaluate("IncidentMap.engine.state.areas.elsewhere")
    assert total + elsewhere == everything
    page.locator(".st-key-si-map iframe").scroll_into_view_if_needed()
    x, y = corner(page)
    dx, dy = frame.evaluate("(({x, y}) => [x, y])(map.latLngToContainerPoint([34.2, 38.6]))")  # Homs
    page.mouse.move(x + dx, y + dy)
    expect(frame.locator(".im-tip-place")).to_have_text("Homs")
    assert "killed" in frame.locator(".im-tip").inner_text()
    page.mouse.click(x + dx, y + dy)
    chip = page.get_by_role("button", name="Homs ✕")
    chip.wait_for(timeout=WAIT_MS)
    assert shown(page)[0] == frame.evaluate("IncidentMap.engine.state.areas.rows[6][0]")
    chip.click()
    wait_for_count(page, f"{everything} of {everything}")
    page.get_by_role("radio", name="Incidents").click()
    frame.wait_for_function("!IncidentMap.engine.areas.on && IncidentMap.drawn.drawn > 0", timeout=WAIT_MS)
    expect(frame.get_by_role("button", name="Play over time")).to_be_enabled()
    assert frame.evaluate("window.sameMap === map")
    assert parameter(page, "view") == view
    assert page.evaluate("history.length") == history


def test_a_link_opens_districts_by_killed(serve: Serve, new_page: NewPage) -> None:
    page, frame = start(serve, new_page, "?v=1&map=districts&measure=killed")
    frame.wait_for_function("IncidentMap.engine.areas.on && IncidentMap.engine.base", timeout=WAIT_MS)
    assert frame.evaluate("IncidentMap.engine.state.areas.measure") == "killed"
    expect(frame.locator(".im-legend summary")).to_have_text("Killed, best figures")
    page.get_by_text("known by governorate or country alone").wait_for(timeout=WAIT_MS)
    # Each district is found under its own middle.
    wrong = frame.evaluate(
        """() => {
            const { areas, base } = IncidentMap.engine;
            return base.districts.filter((d, k) => areas.at(L.latLng(d.at)) !== k).map(d => d.name);
        }"""
    )
    assert len(wrong) <= 2, wrong


# --- many at one place ---


def test_hundreds_at_one_place_are_listed_by_date_and_each_can_be_chosen(
    serve: Serve, new_page: NewPage
) -> None:
    page = new_page(serve(PAGE, env={"MAP_PAGE": "one-spot"}))
    frame = map_of(page)
    page.mouse.click(*item_at(page, frame, "item.count === 350"))
    stack = frame.get_by_role("dialog", name="Incidents at one place")
    expect(stack).to_contain_text("350 incidents at one place")
    assert stack.get_by_role("listitem").count() == 100
    for _ in range(3):
        stack.get_by_role("button", name="Show more").click()
    assert stack.get_by_role("listitem").count() == 350
    assert "1 Jan 2012" in stack.get_by_role("listitem").first.inner_text()
    stack.get_by_role("listitem").last.get_by_role("button").click()
    chosen(page, "inc-347")  # the last of December
    expect(stack.locator("[aria-current=true]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(stack).to_be_hidden()


def test_hovering_says_something_of_whatever_is_drawn_at_every_zoom(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(PAGE, env={"MAP_PAGE": "many"}))
    frame = map_of(page)
    silent = frame.evaluate(
        """() => {
            const e = IncidentMap.engine, silent = [];
            for (let zoom = 6; zoom <= 18; zoom += 1) {
                map.setView([34.73, 36.72], zoom, { animate: false });
                for (const drawn of [...e.items]) {
                    const latlng = map.unproject([drawn.x, drawn.y]);
                    if (!map.getBounds().contains(latlng)) continue;
                    e.hover({ latlng, containerPoint: map.latLngToContainerPoint(latlng) });
                    if (e.tip.hidden || !e.tip.textContent) silent.push([zoom, drawn.item.kind]);
                }
            }
            return silent;
        }"""
    )
    assert silent == []


# --- narrow ---


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1280])
def test_the_whole_country_is_seen_at_first(serve: Serve, new_page: NewPage, width: int) -> None:
    page, frame = start(serve, new_page, viewport={"width": width, "height": 844})
    assert frame.evaluate(HOME)
    page.set_viewport_size({"width": 360, "height": 800})
    frame.wait_for_function(HOME, timeout=WAIT_MS)
    page.wait_for_timeout(500)
    assert parameter(page, "view") == "", "nobody has moved the map"


OVERLAPS = """() => {
    const seen = [...document.querySelectorAll("button, select, input, summary")]
        .filter(e => e.checkVisibility({ visibilityProperty: true }));
    const boxes = seen.map(e => [e.title || e.textContent || e.ariaLabel, e.getBoundingClientRect()]);
    const small = boxes.filter(([, b]) => b.width < 24 || b.height < 24).map(([name]) => name);
    const out = boxes.filter(([, b]) => b.left < 0 || b.right > innerWidth + 0.5).map(([name]) => name);
    const over = [];
    boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
        const beside = p.right - 1 <= q.left || q.right - 1 <= p.left;
        if (!beside && p.top < q.bottom - 1 && q.top < p.bottom - 1) over.push([a, b]);
    }));
    return { small, out, over };
}"""


@pytest.mark.parametrize("width", [320, 390])
def test_controls_on_a_phone_are_large_enough_and_apart(serve: Serve, new_page: NewPage, width: int) -> None:
    phone = {**PHONE, "viewport": {"width": width, "height": 844}}
    _, frame = start(serve, new_page, **phone)
    # While the page around it is being laid out, the frame of the map has no size yet.
    frame.wait_for_function(f"({OVERLAPS})().small.length === 0", timeout=WAIT_MS)
    fine: dict[str, list[str]] = {"small": [], "out": [], "over": []}
    assert frame.evaluate(OVERLAPS) == fine
    frame.get_by_role("button", name="Play over time").tap()
    frame.get_by_role("button", name="Pause").tap()
    assert frame.evaluate(OVERLAPS) == fine
    frame.get_by_role("button", name="Stop playing").tap()
    frame.get_by_role("button", name=BOX_BUTTON).tap()
    assert frame.evaluate(OVERLAPS) == fine


def test_on_a_phone_a_button_leads_from_the_map_to_the_incident(serve: Serve, new_page: NewPage) -> None:
    page, frame = start(serve, new_page, **PHONE)
    page.locator(".st-key-si-map-switch").evaluate("e => e.scrollIntoView({block: 'start'})")
    frame.wait_for_function("IncidentMap.engine.items.length > 3", timeout=WAIT_MS)
    dx, dy = frame.evaluate(
        """() => {
            const e = IncidentMap.engine;
            const found = e.items.find(({ item }) => item.count === 1);
            const p = map.latLngToContainerPoint(map.unproject([found.x, found.y]));
            return [p.x, p.y];
        }"""
    )
    x, y = corner(page)
    page.touchscreen.tap(x + dx, y + dy)
    below = frame.get_by_role("button", name="See the incident below")
    expect(below).to_be_visible(timeout=WAIT_MS)
    below.tap()
    page.wait_for_function(
        "document.querySelector('.si-incident')?.getBoundingClientRect().top < innerHeight / 2",
        timeout=WAIT_MS,
    )
    expect(below).to_be_hidden()


def test_beside_the_map_no_button_is_needed(serve: Serve, new_page: NewPage) -> None:
    page, frame = start(serve, new_page)
    page.locator("[class*=st-key-incidents-w-start] button").first.click()
    page.locator(".si-incident").wait_for(timeout=WAIT_MS)
    page.wait_for_timeout(800)
    expect(frame.get_by_role("button", name="See the incident below")).to_be_hidden()
