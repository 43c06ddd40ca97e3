"""Back, Forward and Reload: each page comes back as it was left, and only pages add history."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import NewPage, Serve, expect
from tests.browser.test_dashboard import APP, CLIPBOARD, WAIT_MS, choose_first_type, copy_link, shown, zoom_in

pytestmark = pytest.mark.browser
CHART = "[data-testid=stVegaLiteChart]"


def entries(page: Any) -> int:
    return int(page.evaluate("history.length"))


def address(page: Any) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def settled(page: Any) -> None:
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=WAIT_MS)


def wait_for_address(page: Any, path: str, **params: str | None) -> None:
    """Until the page's own address says so; None for a parameter that is not in it or is the default."""
    wanted = [[name, value] for name, value in params.items()]
    page.wait_for_function(
        """([path, wanted]) => {
          const here = new URLSearchParams(location.search);
          const same = ([name, value]) => value === null
            ? [null, "any", "none"].includes(here.get(name)) : here.get(name) === value;
          return location.pathname.endsWith(path) && here.has("v") && wanted.every(same);
        }""",
        arg=[path, wanted],
        timeout=WAIT_MS,
    )


def to(page: Any, name: str) -> None:
    settled(page)
    page.get_by_role("link", name=name, exact=True).click()


def choose_bar(page: Any) -> None:
    """Click the first bar of the overview's first chart."""
    chart = page.locator(CHART).first
    chart.locator("canvas, svg").first.wait_for(timeout=WAIT_MS)
    settled(page)
    box = None
    while box != (box := chart.bounding_box()):  # it is drawn anew when it knows its width
        page.wait_for_timeout(500)
    page.mouse.click(
        box["x"] + 32, box["y"] + box["height"] - 55
    )  # just above the axis, whatever the key takes


def test_filters_selection_and_panning_add_no_history_and_pages_do(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(APP))
    page.locator(".si-count").wait_for(timeout=3 * WAIT_MS)  # the server's first page opens the samples
    wait_for_address(page, "/")
    before = entries(page)
    choose_first_type(page)
    page.locator("[class*=st-key-incidents-w-start] button").first.click()
    page.locator(".si-incident").first.wait_for(timeout=WAIT_MS)
    zoom_in(page)
    page.get_by_role("textbox", name="Words in the report").fill("people")
    page.keyboard.press("Enter")
    wait_for_address(page, "/", q="people")
    assert entries(page) == before
    left = address(page)
    assert left["sel"].startswith("inc-")

    to(page, "Overview")
    wait_for_address(page, "/overview", q="people", type=left["type"], sel=left["sel"])
    assert entries(page) == before + 1
    page.go_back()
    wait_for_address(page, "/", **left)
    n, total = shown(page)
    assert 0 < n < total
    page.locator(".si-incident").first.wait_for(timeout=WAIT_MS)
    page.go_forward()
    wait_for_address(page, "/overview", q="people")


def test_back_from_a_bar_is_the_overview_without_it(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(APP) + "/overview?v=1&type=explosions")
    wait_for_address(page, "/overview", type="explosions")
    before = entries(page)
    choose_bar(page)
    page.wait_for_function("location.pathname === '/' && /from=20/.test(location.search)", timeout=WAIT_MS)
    assert entries(page) == before + 1
    page.go_back()
    wait_for_address(page, "/overview", type="explosions", **{"from": None, "to": None})
    expect(page.get_by_role("heading", name="Incidents per month, by type")).to_be_visible(timeout=WAIT_MS)


@pytest.mark.parametrize("path", ["", "overview", "sources", "review", "add", "places", "about"])
def test_a_reload_and_a_link_keep_filters_and_selection_on_every_page(
    serve: Serve, new_page: NewPage, path: str
) -> None:
    page = new_page(f"{serve(APP)}/{path}?v=1&gov=homs&q=people&sel=inc-0123456789abcdef&data=samples")
    kept = {"gov": "homs", "q": "people", "sel": "inc-0123456789abcdef", "data": "samples"}
    wait_for_address(page, f"/{path}", **kept, best="middle")
    page.reload()
    settled(page)
    wait_for_address(page, f"/{path}", **kept)
    if path in ("", "add", "places", "about"):
        to(page, "Overview")
        wait_for_address(page, "/overview", **kept)


def test_the_link_of_a_page_opens_that_page(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(APP) + "/sources?v=1&gov=homs", permissions=CLIPBOARD)
    wait_for_address(page, "/sources", gov="homs")
    link = copy_link(page)
    assert urlsplit(link).path == "/sources"
    assert parse_qs(urlsplit(link).query)["gov"] == ["homs"]
    other = new_page(link)
    expect(other.locator(".si-count")).to_contain_text("Homs", timeout=WAIT_MS)
