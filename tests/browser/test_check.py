"""Checking in a real browser: the keyboard's way through the queue, a missed sentence, and a place set on the map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from incidents.model import Origin, ReviewStatus
from incidents.store import Store
from tests.browser.conftest import NewPage, Serve, expect
from tests.browser.test_dashboard import APP, WAIT_MS
from tests.factories import make_result
from tests.store.test_purge import secret

pytestmark = pytest.mark.browser


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store.open(tmp_path / "check.sqlite")
    made.add(make_result())
    return made


@pytest.fixture
def page(serve: Serve, new_page: NewPage, store: Store) -> Any:
    opened = new_page(f"{serve(APP, env={'INCIDENTS_DB': store.where})}/review")
    expect(opened.locator(".si-incident h2")).to_have_text("Karm al-Zeitoun, Homs", timeout=WAIT_MS)
    return opened


def settled(page: Any) -> None:
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=WAIT_MS)


def test_the_keyboard_walks_the_queue_to_its_end_and_back(page: Any, store: Store) -> None:
    heading, count = page.locator(".si-incident h2"), page.locator(".si-count")
    report, facts = page.locator(".si-report").bounding_box(), page.locator(".si-incident").bounding_box()
    assert abs(report["y"] - facts["y"]) < 60, "the report stands beside the form"
    assert report["x"] + report["width"] <= facts["x"]
    settled(page)
    page.locator("h1").click()  # the page, not its frame, has the keyboard
    page.keyboard.press("n")
    expect(heading).to_have_text("Daraa", timeout=WAIT_MS)
    settled(page)
    page.keyboard.press("b")
    expect(heading).to_have_text("Karm al-Zeitoun, Homs", timeout=WAIT_MS)
    settled(page)
    page.keyboard.press("a")
    expect(heading).to_have_text("Daraa", timeout=WAIT_MS)
    expect(count).to_contain_text("1 incident to check")
    settled(page)
    page.keyboard.press("a")
    expect(page.get_by_text("Everything that the filters leave has been checked")).to_be_visible(
        timeout=WAIT_MS
    )
    assert {i.review for i in store.incidents()} == {ReviewStatus.ACCEPTED}
    settled(page)
    page.keyboard.press("u")
    expect(heading).to_have_text("Daraa", timeout=WAIT_MS)
    expect(count).to_contain_text("1 incident to check")
    page.get_by_role("button", name="Reject …").click()
    page.get_by_label("More (optional)").fill("told twice")
    page.get_by_role("button", name="Reject it").click()
    expect(page.get_by_text("Everything that the filters leave has been checked")).to_be_visible(
        timeout=WAIT_MS
    )
    rejected = next(i for i in store.incidents() if i.review is ReviewStatus.REJECTED)
    assert rejected.review_note.endswith("told twice")


def test_a_missed_sentence_is_marked_by_keyboard_and_added(page: Any, store: Store) -> None:
    page.get_by_text("Add an incident that was missed").click()
    settled(page)
    box = page.get_by_role("combobox", name="Which sentence tells of it?")
    box.focus()
    page.keyboard.type("schoolgirl")
    expect(page.get_by_role("option")).to_have_count(1)  # before that, Enter would choose nothing
    page.keyboard.press("Enter")
    form = page.get_by_role("button", name="Add this incident")
    expect(form).to_be_visible(timeout=WAIT_MS)
    expect(page.locator(".si-marked")).to_have_text(
        "In Deraa a car bomb killed one schoolgirl and wounded 25 others."
    )
    expect(page.get_by_label("Killed: at least").first).to_have_value("1", timeout=WAIT_MS)
    page.get_by_label("Your name or initials").first.fill("R. K.")
    settled(page)
    form.click()
    expect(page.get_by_text("The incident was added")).to_be_visible(timeout=WAIT_MS)
    (new,) = [i for i in store.incidents() if i.review is ReviewStatus.ACCEPTED]
    (claim,) = store.claims(new.id)
    assert (claim.origin, claim.place and claim.place.name, claim.killed.low) == (Origin.REVIEWER, "Daraa", 1)
    assert "by R. K." in new.review_note


def test_a_place_is_moved_by_a_click_on_the_map(page: Any, store: Store) -> None:
    page.get_by_text("Correct a field").click()
    page.get_by_text("Set it on a map").click()
    element = page.wait_for_selector("[data-testid=stExpander] iframe", timeout=WAIT_MS)
    frame = element.content_frame()
    frame.wait_for_function(
        "window.IncidentMap && IncidentMap.drawn && IncidentMap.drawn.drawn === 1", timeout=WAIT_MS
    )
    page.wait_for_timeout(1000)
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.3)
    expect(page.get_by_label("Radius in km")).to_be_visible(timeout=WAIT_MS)
    frame.wait_for_function("IncidentMap.drawn.drawn === 2", timeout=WAIT_MS)  # the old place and the new one
    radius = page.get_by_label("Radius in km")
    radius.fill("2.5")
    radius.press("Enter")
    expect(page.get_by_text("within about 2.5 km of the point")).to_be_visible(timeout=WAIT_MS)
    page.get_by_role("button", name="Save the correction").click()
    expect(page.locator(".si-last")).to_contain_text("Corrected", timeout=WAIT_MS)
    (moved,) = [i for i in store.incidents() if i.review is ReviewStatus.CORRECTED]
    assert moved.place.radius_km == 2.5
    assert moved.place.governorate == "Homs"
    assert (moved.place.lat, moved.place.lon) != (34.722213, 36.735127)
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(".si-count")).to_contain_text("2 incidents to check", timeout=WAIT_MS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marking_and_reports_fit_a_phone(serve: Serve, new_page: NewPage, store: Store, scheme: str) -> None:
    store.add(secret())
    url = serve(APP, env={"INCIDENTS_DB": store.where})
    phone = {"viewport": {"width": 390, "height": 844}, "color_scheme": scheme}
    page = new_page(f"{url}/review", **phone)
    page.get_by_text("Add an incident that was missed").click(timeout=WAIT_MS)
    settled(page)
    page.get_by_role("combobox", name="Which sentence tells of it?").click()
    page.get_by_role("option").nth(1).click()
    expect(page.get_by_role("button", name="Add this incident")).to_be_visible(timeout=WAIT_MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sources = new_page(f"{url}/sources", **phone)
    sources.get_by_role("tab", name="Reports", exact=True).click(timeout=WAIT_MS)
    sources.get_by_role("combobox", name="A report to take out").click(timeout=WAIT_MS)
    sources.get_by_role("option").first.click()
    expect(sources.get_by_role("button", name="Take it out")).to_be_visible(timeout=WAIT_MS)
    assert sources.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_purged_report_is_gone_from_the_page(serve: Serve, new_page: NewPage, store: Store) -> None:
    store.add(secret())
    (incident,) = secret().incidents
    url = serve(APP, env={"INCIDENTS_DB": store.where})
    page = new_page(f"{url}/sources")
    page.get_by_role("tab", name="Reports", exact=True).click(timeout=WAIT_MS)
    page.get_by_role("combobox", name="A report to take out").click(timeout=WAIT_MS)
    page.get_by_role("option", name="Khalil").click()
    page.get_by_text("Purge it for good").click(timeout=WAIT_MS)
    word = page.get_by_label("Type PURGE to confirm")
    word.fill("PURGE")
    page.get_by_role("button", name="Purge this report").click()
    expect(page.locator(".si-good")).to_contain_text("The report was purged", timeout=WAIT_MS)
    assert store.document(secret().document.id) is None
    link = new_page(f"{url}/?v=1&sel={incident.id}")
    expect(link.get_by_text("This report was purged on")).to_be_visible(timeout=WAIT_MS)
