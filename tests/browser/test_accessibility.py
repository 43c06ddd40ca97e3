"""axe-core over every page, on desktop and phone, light and dark: nothing serious or critical of our own making."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pytest

from incidents.store import Store
from tests.browser.conftest import NewPage, Serve, expect
from tests.browser.test_dashboard import APP, WAIT_MS, map_frame, wait_for_count
from tests.factories import TEXT, make_result

pytestmark = pytest.mark.browser

GRAVE: Final = frozenset({"serious", "critical"})
PAGES: Final = ("map", "panel", "overview", "sources", "review", "add", "places", "about", "embed")
SIZES: Final = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
BESIDE: Final = frozenset({"heading-order", "target-size"})
"""Rules that count whatever weight axe-core gives them."""
ALLOWED: Final[tuple[tuple[str, str], ...]] = (
    # Vega draws the brush of the timeline as a mark without words; the dates have fields beside it.
    ("svg-img-alt", "brush_brush"),
)
"""Rule of axe-core and a part of the element's HTML: markup of others, which is not ours to mend."""


@pytest.fixture
def where(tmp_path: Path) -> str:
    store = Store.open(tmp_path / "own.sqlite")
    store.add(make_result())
    store.close()
    return str(tmp_path / "own.sqlite")


def faults(page: Any) -> list[str]:
    """What axe-core finds in a page and its frames, but for what is allowed."""
    script = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    found: list[str] = []
    for frame in page.frames:
        frame.evaluate(script)
        result = frame.evaluate(
            "axe.run(document, {iframes: false, resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
        )
        found += [
            f"{fault['id']} ({fault['impact']}): {node['html'][:200]} {node['failureSummary'][:200]}"
            for fault in result["violations"]
            if fault["impact"] in GRAVE or fault["id"] in BESIDE
            for node in fault["nodes"]
            if not any(fault["id"] == rule and part in node["html"] for rule, part in ALLOWED)
        ]
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_no_page_has_a_serious_fault(
    serve: Serve, new_page: NewPage, where: str, size: str, scheme: str
) -> None:
    url = serve(APP, env={"INCIDENTS_DB": where})
    chosen = Store.open(where).incidents()[0].id
    page = new_page(url, viewport=SIZES[size], color_scheme=scheme)
    told: dict[str, list[str]] = {}
    for name in PAGES:
        own = {"panel": f"{url}/?v=1&sel={chosen}", "map": url, "embed": f"{url}/?v=1&embed=true"}
        page.goto(own.get(name, f"{url}/{name}"))
        ready = page.locator(".si-embed-count") if name == "embed" else page.get_by_role("heading", level=1)
        expect(ready).to_be_visible(timeout=WAIT_MS)
        if name == "panel":
            expect(page.locator(".si-account").first).to_be_visible(timeout=WAIT_MS)
        if name in ("map", "panel"):
            map_frame(page)
        page.locator("[data-test-script-state=notRunning]").first.wait_for(timeout=WAIT_MS)
        page.wait_for_timeout(300)
        if found := faults(page):
            told[name] = found
    assert told == {}


def test_every_incident_is_reached_by_keyboard(serve: Serve, new_page: NewPage, where: str) -> None:
    page = new_page(serve(APP, env={"INCIDENTS_DB": where}))
    wait_for_count(page, "2 of 2 incidents shown")
    map_frame(page)
    field = page.get_by_role("combobox", name="Open an incident")
    for _ in range(120):
        page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            break
    expect(field).to_be_focused()
    page.keyboard.type("Daraa")
    page.keyboard.press("Enter")
    expect(page.locator(".si-incident h2")).to_have_text("Daraa", timeout=WAIT_MS)


def test_the_menu_of_a_phone_goes_away_once_a_page_is_chosen(
    serve: Serve, new_page: NewPage, where: str
) -> None:
    page = new_page(serve(APP, env={"INCIDENTS_DB": where}), viewport=SIZES["phone"])
    wait_for_count(page, "2 of 2 incidents shown")
    page.get_by_text("Menu and filters").or_(page.get_by_test_id("stExpandSidebarButton")).first.click()
    page.get_by_role("link", name="Sources").click(timeout=WAIT_MS)
    expect(page.get_by_role("heading", name="Sources")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("[data-testid=stSidebar][aria-expanded=true]")).to_have_count(0, timeout=WAIT_MS)


def test_graphic_words_are_folded_until_asked_for(serve: Serve, new_page: NewPage, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "graphic.sqlite")
    store.add(make_result(TEXT.replace("were stabbed and burned", "were stabbed to death")))
    chosen = store.incidents()[0].id
    store.close()
    page = new_page(f"{serve(APP, env={'INCIDENTS_DB': store.where})}/?v=1&sel={chosen}")
    report = page.locator(".si-report")
    expect(report).to_be_visible(timeout=WAIT_MS)
    folded = report.locator("details.si-graphic")
    expect(folded).to_have_count(1)
    expect(folded.locator("mark").first).not_to_be_visible()
    folded.get_by_text("Graphic description: show").click()
    expect(folded.locator("mark").first).to_be_visible()
    page.get_by_text("Hide graphic descriptions until asked").click()
    expect(page.locator(".si-graphic")).to_have_count(0, timeout=WAIT_MS)
    page.get_by_role("link", name="Sources").click()
    expect(page.get_by_role("checkbox", name="Hide graphic descriptions")).not_to_be_checked(timeout=WAIT_MS)
