"""Rival accounts in a real browser: side by side, one left out, a join undone, and the page of sources."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from incidents.derive import derive_incident
from incidents.group import Group
from incidents.model import Casualties, ReportResult
from incidents.store import Store
from tests.browser.conftest import NewPage, Serve, expect
from tests.browser.test_dashboard import APP, CLIPBOARD, WAIT_MS, copy_link, wait_for_count
from tests.factories import TEXT, make_result

pytestmark = pytest.mark.browser
STATE = "Syrian state media"


def rival() -> ReportResult:
    """Another paper's report of the same killing, with the government's toll."""
    result = make_result(f"{TEXT} Fifteen bodies were shown on television.", publisher="Another wire")
    state = replace(result.claims[1], killed=Casualties(15, 15, "Fifteen bodies"))
    made = derive_incident(Group((state,)))
    return replace(result, claims=(state,), incidents=(made,))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store.open(tmp_path / "rival.sqlite")
    made.add(make_result())
    made.add(rival())
    return made


@pytest.fixture
def page(serve: Serve, new_page: NewPage, store: Store) -> Any:
    chosen = next(i.id for i in store.incidents() if "Karm" in (i.place.name or ""))
    url = serve(APP, env={"INCIDENTS_DB": store.where})
    opened = new_page(f"{url}/?v=1&sel={chosen}", permissions=CLIPBOARD)
    expect(opened.locator(".si-account").first).to_be_visible(timeout=WAIT_MS)
    return opened


def test_two_papers_accounts_stand_side_by_side_with_each_figure(page: Any) -> None:
    expect(page.locator(".si-account")).to_have_count(2)
    first, second = (page.locator(".si-account").nth(n).bounding_box() for n in (0, 1))
    assert abs(first["y"] - second["y"]) < 5, "beside each other"
    assert first["x"] + first["width"] <= second["x"]
    rows = page.locator(".si-plot li:visible")
    expect(rows).to_have_count(2)
    assert "15" in rows.nth(0).inner_text()
    assert "at least 45" in rows.nth(1).inner_text()
    point, bar = (rows.nth(n).locator("i:not(.si-range)").bounding_box() for n in (0, 1))
    assert point["x"] < bar["x"], "the lower figure stands to the left"


def test_a_source_left_out_changes_page_link_and_export(page: Any, new_page: NewPage) -> None:
    account = page.locator(
        "[data-testid=stVerticalBlock]", has=page.locator(".si-account", has_text=STATE)
    ).last
    account.get_by_role("button", name="Leave this source out").click()
    expect(page.locator(".si-account")).to_have_count(1, timeout=WAIT_MS)
    expect(page.locator(".si-count")).to_contain_text("Without 1 source")
    expect(page.locator(".si-incident .si-contested")).to_have_count(0)
    link = copy_link(page)
    assert "without=src-" in link
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=WAIT_MS)
    with page.expect_download() as download:
        page.get_by_role("button", name="GeoJSON").click()
    made = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert [source["name"] for source in made["derivation"]["left_out"]] == [STATE]
    killing = next(f for f in made["features"] if "Karm" in f["properties"]["place"])
    assert {claim["claimant"] for claim in killing["properties"]["claims"]} == {"activists"}
    assert killing["properties"]["killed_low"] == 45
    other = new_page(link)
    expect(other.locator(".si-account")).to_have_count(1, timeout=WAIT_MS)
    page.get_by_role("button", name="Include again").click()
    expect(page.locator(".si-account")).to_have_count(2, timeout=WAIT_MS)


def test_a_join_across_reports_is_undone_and_restored(page: Any, store: Store) -> None:
    wait_for_count(page, "2 of 2 incidents shown")
    page.get_by_text("Why these are one incident").click()
    page.get_by_label("Your name or initials").fill("R. K.")
    page.get_by_label("Your name or initials").press("Enter")
    join = page.locator(".si-join", has_text="across reports")
    expect(join).to_be_visible(timeout=WAIT_MS)
    page.get_by_role("button", name="Undo").last.click()
    wait_for_count(page, "3 of 3 incidents shown")
    (decision,) = store.decisions()
    assert decision.by == "R. K."
    page.get_by_text("Why these are one incident").click()
    page.get_by_role("button", name="Take back").click()
    wait_for_count(page, "2 of 2 incidents shown")


def test_the_page_of_sources_leads_to_the_incident_in_dispute(page: Any) -> None:
    page.get_by_role("link", name="Sources").click()
    page.get_by_role("tab", name="Where they disagree (1)").click(timeout=WAIT_MS)
    table = page.get_by_test_id("stDataFrame").locator("visible=true")
    table.wait_for(timeout=WAIT_MS)
    box = table.bounding_box()
    page.mouse.click(box["x"] + 16, box["y"] + 37 + 17)
    expect(page.locator(".si-incident h2")).to_have_text("Karm al-Zeitoun, Homs", timeout=WAIT_MS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accounts_and_sources_fit_a_phone(serve: Serve, new_page: NewPage, store: Store, scheme: str) -> None:
    url = serve(APP, env={"INCIDENTS_DB": store.where})
    chosen = store.incidents()[0].id
    phone = {"viewport": {"width": 390, "height": 844}, "color_scheme": scheme}
    page = new_page(f"{url}/?v=1&sel={chosen}", **phone)
    expect(page.locator(".si-account").first).to_be_visible(timeout=WAIT_MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sources = new_page(f"{url}/sources", **phone)
    expect(sources.get_by_role("tab", name="Who reports what (2)")).to_be_visible(timeout=WAIT_MS)
    assert sources.evaluate("document.documentElement.scrollWidth") <= 390


def test_filters_keep_what_they_show_from_page_to_page(page: Any) -> None:
    for name in ("Sources", "Review", "Map"):
        page.get_by_role("link", name=name, exact=True).click()
        expect(
            page.get_by_role("heading", name=name if name != "Map" else "Incidents of the war")
        ).to_be_visible(timeout=WAIT_MS)
        expect(page.get_by_role("checkbox", name="Include incidents without a date")).to_be_checked(
            timeout=WAIT_MS
        )
        expect(page.get_by_role("radio", name="All").first).to_be_checked(timeout=WAIT_MS)
