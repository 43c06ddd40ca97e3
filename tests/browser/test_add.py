"""Adding reports in a real browser: many files at once, a draft that stays, an address that is refused, a phone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import NewPage, Serve, expect
from tests.browser.test_dashboard import APP, WAIT_MS, add_report
from tests.factories import HOSTILE, TEXT
from tests.pdf_files import pdf

pytestmark = pytest.mark.browser
IDLIB = "IDLIB, Syria, March 14, 2012 - A car bomb killed nine people in a market in Idlib on Tuesday, activists said."
HAMA = [
    "HAMA, Syria, March 15, 2012 - Army shelling killed four people in Hama on",
    "Wednesday, residents said.",
]


def settled(page: Any) -> None:
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=WAIT_MS)


def open_add(serve: Serve, new_page: NewPage, name: str, **options: Any) -> Any:
    page = new_page(f"{serve(APP, env={'INCIDENTS_TEST': name})}/add", **options)
    page.get_by_role("heading", name="Add reports").wait_for(timeout=WAIT_MS)
    return page


def drop(page: Any, files: list[tuple[str, str]]) -> None:
    """Drag files onto the field, as from a folder on the desktop."""
    page.get_by_text("Upload files", exact=True).click(timeout=WAIT_MS)
    zone = page.get_by_test_id("stFileUploaderDropzone")
    zone.wait_for(timeout=WAIT_MS)
    dragged = page.evaluate_handle(
        """files => {
            const data = new DataTransfer();
            for (const [name, text] of files)
                data.items.add(new File([Uint8Array.from(text, c => c.charCodeAt(0))], name));
            return data;
        }""",
        files,
    )
    zone.dispatch_event("drop", {"dataTransfer": dragged})


def test_three_files_of_which_one_is_broken(serve: Serve, new_page: NewPage) -> None:
    page = open_add(serve, new_page, "three")
    damaged = f"{HOSTILE[:20]}.pdf".replace("/", "_")
    drop(
        page, [("idlib.txt", IDLIB), (damaged, "%PDF-1.7 torn"), ("hama.pdf", pdf([HAMA]).decode("latin-1"))]
    )
    page.get_by_role("button", name="Read the 3 files").click(timeout=WAIT_MS)
    said = page.locator(".si-good").inner_text(timeout=2 * WAIT_MS)
    assert "2 reports added" in said
    assert "1 not added" in said
    expect(page.locator("ul.si-batch li", has_text="waiting")).to_have_count(0, timeout=WAIT_MS)
    rows = page.locator("ul.si-batch li").all_inner_texts()
    assert len(rows) == 3
    assert "added" in rows[0]
    assert "damaged PDF" in rows[1]
    assert "incident" in rows[2]
    page.get_by_role("button", name="Check them in Review").click()
    page.get_by_role("heading", name="Review").wait_for(timeout=WAIT_MS)
    page.locator(".si-count", has_text="2 incidents to check").wait_for(timeout=WAIT_MS)
    page.get_by_role("link", name="Add a report").click()
    settled(page)
    page.get_by_role("button", name="See them on the map").click(timeout=WAIT_MS)
    page.locator(".si-count", has_text="2 of 2 incidents shown").wait_for(timeout=WAIT_MS)


def test_cancel_stops_and_keeps_what_was_added(serve: Serve, new_page: NewPage) -> None:
    page = open_add(serve, new_page, "cancel")
    long = " ".join(f"Shelling killed {n} people in Homs on Monday, activists said." for n in range(2, 300))
    drop(page, [(f"report-{n:02}.txt", f"2012-03-{n:02}\n\n{n}. {long}") for n in range(1, 21)])
    page.get_by_role("button", name="Read the 20 files").click(timeout=WAIT_MS)
    page.locator("ul.si-batch li", has_text="✓").first.wait_for(timeout=2 * WAIT_MS)
    page.get_by_role("button", name="Cancel").click()
    said = page.locator(".si-note", has_text="Cancelled").inner_text(timeout=WAIT_MS)
    added, left = (int(re.search(rf"(\d+) {word}", said).group(1)) for word in ("reports? added", "not read"))  # type: ignore[union-attr]
    assert 1 <= added < 20
    assert added + left == 20
    expect(page.locator("ul.si-batch li", has_text="✓")).to_have_count(added, timeout=WAIT_MS)


def test_a_draft_stays_when_another_page_is_opened(serve: Serve, new_page: NewPage) -> None:
    page = open_add(serve, new_page, "draft")
    page.get_by_label("Text of the report").fill(IDLIB, timeout=WAIT_MS)
    page.get_by_label("Publisher (optional)").fill("The Wire")
    page.get_by_text("Found in the report's first lines.").wait_for(timeout=WAIT_MS)
    page.get_by_role("link", name="Sources").click(delay=120)  # as a hand does: the field is left first
    page.get_by_role("heading", name="Sources").wait_for(timeout=WAIT_MS)
    page.get_by_role("link", name="Add a report").click()
    page.get_by_role("heading", name="Add reports").wait_for(timeout=WAIT_MS)
    expect(page.get_by_label("Text of the report")).to_have_value(IDLIB, timeout=WAIT_MS)
    expect(page.get_by_label("Publisher (optional)")).to_have_value("The Wire", timeout=WAIT_MS)
    settled(page)
    page.get_by_role("button", name="Read the report").click()
    assert "Added to your store" in page.locator(".si-good").inner_text(timeout=2 * WAIT_MS)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_label("Text of the report")).to_have_value("", timeout=WAIT_MS)


def test_a_pdf_shows_what_was_found_before_it_is_read(serve: Serve, new_page: NewPage) -> None:
    page = open_add(serve, new_page, "pdf")
    made = pdf([["Shelling of Hama", *HAMA]], properties={"Title": "Shelling of Hama", "Author": "A. Writer"})
    drop(page, [("hama.pdf", made.decode("latin-1"))])
    page.get_by_text("Found in the first page.").first.wait_for(timeout=WAIT_MS)
    expect(page.get_by_label("Title (optional)")).to_have_value("Shelling of Hama", timeout=WAIT_MS)
    page.get_by_text("The file names as its author").wait_for(timeout=WAIT_MS)


def test_an_address_of_this_computer_is_refused(serve: Serve, new_page: NewPage) -> None:
    page = open_add(serve, new_page, "web")
    page.get_by_text("Web address", exact=True).click(timeout=WAIT_MS)
    page.get_by_label("Address of the report").fill("http://localhost/private", timeout=WAIT_MS)
    page.get_by_role("button", name="Fetch it").click()
    page.get_by_role("alert").filter(has_text="private network or on this computer").wait_for(timeout=WAIT_MS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_never_scrolls_sideways(serve: Serve, new_page: NewPage, scheme: str, tmp_path: Path) -> None:
    page = open_add(
        serve, new_page, f"phone-{scheme}", viewport={"width": 390, "height": 844}, color_scheme=scheme
    )
    drop(page, [("a" * 90 + ".txt", IDLIB), ("broken.pdf", "%PDF"), ("c.docx", "PK")])
    page.get_by_role("button", name="Read the 3 files").click(timeout=WAIT_MS)
    page.locator(".si-good").wait_for(timeout=2 * WAIT_MS)
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_text("word processor's document").wait_for(timeout=WAIT_MS)


def test_what_is_pasted_and_sent_at_once_is_read(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(APP, env={"INCIDENTS_TEST": "at-once"}))
    add_report(page, TEXT, published="", title="Mine")
    assert "Added to your store" in page.locator(".si-good").inner_text(timeout=2 * WAIT_MS)
    page.get_by_text("Publication date 12 March 2012, found in").wait_for(timeout=WAIT_MS)
