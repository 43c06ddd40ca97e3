"""A store that holds more incidents than are read at once, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.pushdown import fill
from incidents.store import Store
from tests.browser.conftest import NewPage, Serve, expect
from tests.browser.test_dashboard import APP, WAIT_MS, shown, wait_for_count
from tests.factories import make_result

pytestmark = pytest.mark.browser
ROWS = 3000
MOST = 400
_STATE = """(() => {
  const { engine, drawn } = IncidentMap;
  return { version: drawn.version, drawn: drawn.drawn, zoom: engine.map.getZoom(), counted: engine.columns.zoom,
           cells: engine.columns.cells ? engine.columns.cells.length : -1, mark: window.mark || 0,
           items: engine.items.filter(({ item }) => item.kind === "cluster").length };
})()"""


@pytest.fixture(scope="module")
def server(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("many") / "store.sqlite"
    store = Store.open(path)
    fill(store, ROWS)
    store.add(make_result())
    store.close()
    return serve(APP, env={"INCIDENTS_DB": str(path), "INCIDENTS_MOST_ROWS": str(MOST)})


def the_map(page: Any) -> Any:
    frame = page.wait_for_selector(".st-key-si-map iframe", timeout=WAIT_MS).content_frame()
    frame.wait_for_function("window.IncidentMap && IncidentMap.drawn", timeout=WAIT_MS)
    return frame


def settled(frame: Any) -> dict[str, Any]:
    """What is drawn once the cells of the view are there."""
    frame.wait_for_function(
        "IncidentMap.engine.columns.zoom === Math.round(IncidentMap.engine.map.getZoom())", timeout=WAIT_MS
    )
    return dict(frame.evaluate(_STATE))


def test_cells_are_drawn_and_a_closer_look_gives_finer_ones(server: str, new_page: NewPage) -> None:
    page = new_page(server)
    frame = the_map(page)
    first = settled(frame)
    n, _ = shown(page)
    assert first["items"] > 3
    assert first["drawn"] <= n
    frame.evaluate("window.mark = 7")
    for _ in range(2):
        frame.locator("[aria-label='Zoom in']").click()
        page.wait_for_timeout(600)
    closer = settled(frame)
    assert closer["mark"] == 7, "the map was not built anew"
    assert closer["counted"] > first["counted"]
    assert closer["version"] != first["version"]
    assert closer["cells"] > 0


def test_a_click_on_a_count_goes_closer_and_hovering_tells_it(server: str, new_page: NewPage) -> None:
    page = new_page(server)
    frame = the_map(page)
    before = settled(frame)
    spot = frame.evaluate(
        """(() => {
          const { engine } = IncidentMap;
          const clusters = engine.items.filter(({ item }) => item.kind === "cluster");
          const big = clusters.sort((a, b) => b.item.count - a.item.count)[0];
          const at = engine.map.latLngToContainerPoint(engine.map.unproject([big.x, big.y]));
          return { x: at.x, y: at.y, count: big.item.count };
        })()"""
    )
    at = {"x": spot["x"], "y": spot["y"]}
    frame.locator("#map_div").hover(position=at)
    expect(frame.locator(".im-tip")).to_contain_text(f"{spot['count']:,} incidents")
    expect(frame.locator(".im-tip")).to_contain_text("killed, the sum of best figures")
    frame.locator("#map_div").click(position=at)
    frame.wait_for_function(f"IncidentMap.engine.map.getZoom() > {before['zoom']}", timeout=WAIT_MS)
    assert settled(frame)["counted"] > before["counted"]


def test_narrowing_changes_the_counts_and_then_shows_each_incident(server: str, new_page: NewPage) -> None:
    page = new_page(server)
    frame = the_map(page)
    before = settled(frame)
    frame.evaluate("window.mark = 7")
    page.get_by_role("button", name="Aleppo (").click()
    wait_for_count(page, "Filtered: Aleppo")
    frame.wait_for_function(f"IncidentMap.drawn.drawn < {before['drawn']}", timeout=WAIT_MS)
    assert shown(page)[0] > MOST
    assert settled(frame)["mark"] == 7, "the map was not built anew"
    page.get_by_role("button", name="2013 (").click()
    page.get_by_role("tab", name="Table").wait_for(timeout=WAIT_MS)
    n, total = shown(page)
    assert 0 < n <= MOST < total
    ordinary = the_map(page)
    assert ordinary.evaluate("IncidentMap.engine.columns.n") == n


def test_areas_are_coloured_and_filter(server: str, new_page: NewPage) -> None:
    page = new_page(server)
    settled(the_map(page))
    page.get_by_role("radio", name="Governorates").click()
    frame = the_map(page)
    frame.wait_for_function("IncidentMap.engine.areas.on", timeout=WAIT_MS)
    frame.wait_for_function("IncidentMap.engine.base", timeout=WAIT_MS)
    place = frame.evaluate(
        """(() => {
          const { engine } = IncidentMap;
          const at = engine.map.latLngToContainerPoint(engine.areas.shapes[0].at);
          return { x: at.x, y: at.y };
        })()"""
    )
    frame.locator("#map_div").click(position=place)
    wait_for_count(page, "Filtered:")
    assert shown(page)[0] < shown(page)[1]


def test_the_ordinary_map_goes_on_where_the_counts_were_left(server: str, new_page: NewPage) -> None:
    page = new_page(server)
    frame = the_map(page)
    settled(frame)
    for _ in range(2):
        frame.locator("[aria-label='Zoom in']").click()
        page.wait_for_timeout(600)
    zoom = settled(frame)["zoom"]
    page.get_by_role("button", name="2013 (").click()
    page.get_by_role("tab", name="Table").wait_for(timeout=WAIT_MS)
    assert the_map(page).evaluate("IncidentMap.engine.map.getZoom()") == zoom


def test_a_moved_map_opens_there_when_the_link_is_opened(server: str, new_page: NewPage) -> None:
    page = new_page(f"{server}/?view=36.2,37.15,10&v=1")
    found = settled(the_map(page))
    assert found["zoom"] == found["counted"] == 10
