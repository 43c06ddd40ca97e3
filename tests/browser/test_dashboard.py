"""The whole job in a real browser: from the sample map to one's own report and back by a link."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from incidents.query import from_params, mask
from incidents.store import Store
from tests.browser.conftest import NewPage, Serve, expect
from tests.factories import HOSTILE, TEXT, make_result

pytestmark = pytest.mark.browser
APP = Path(__file__).resolve().parents[2] / "app.py"
WAIT_MS = 30_000
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def shown(page: Any) -> tuple[int, int]:
    """The n and N of "n of N incidents shown"."""
    words = page.locator(".si-count").inner_text(timeout=WAIT_MS)
    match = re.search(r"([\d,]+) of ([\d,]+) incidents shown", words)
    assert match, words
    n, total = (int(number.replace(",", "")) for number in match.groups())
    return n, total


def wait_for_count(page: Any, words: str) -> None:
    page.locator(".si-count", has_text=words).wait_for(timeout=WAIT_MS)


def map_frame(page: Any) -> Any:
    frame = page.wait_for_selector(".st-key-si-map iframe", timeout=WAIT_MS).content_frame()
    frame.wait_for_function("window.IncidentMap && IncidentMap.drawn", timeout=WAIT_MS)
    return frame


def zoom_in(page: Any) -> None:
    """Move the map, and wait until it has said so in the address."""
    map_frame(page).locator("[aria-label='Zoom in']").click()
    page.wait_for_function(
        "/^-?\\d/.test(new URLSearchParams(location.search).get('view') || '')", timeout=WAIT_MS
    )


def choose_first_type(page: Any) -> None:
    page.get_by_role("combobox", name="Event type").click()
    page.get_by_role("option").first.click()
    page.locator(".si-count", has_text="Filtered:").wait_for(timeout=WAIT_MS)
    page.keyboard.press("Escape")


def copy_link(page: Any) -> str:
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Link copied.").wait_for(timeout=WAIT_MS)
    return str(page.evaluate("navigator.clipboard.readText()"))


def panel_heading(page: Any) -> str:
    return str(page.locator(".si-incident h2").first.inner_text(timeout=WAIT_MS))


def wait_for_selection_in_address(page: Any) -> None:
    page.wait_for_function(
        "new URLSearchParams(location.search).get('sel')?.startsWith('inc-')", timeout=WAIT_MS
    )


def add_report(page: Any, text: str, published: str = "2012-03-12", title: str = "") -> None:
    page.get_by_role("link", name="Add a report").click()
    page.get_by_label("Text of the report").fill(text, timeout=WAIT_MS)
    page.get_by_label("Title (optional)").fill(title)
    if published:
        # The field is made of parts (year, month, day) and takes typed digits.
        page.get_by_test_id("stDateInput").locator("[role=spinbutton]").first.click()
        page.keyboard.type(published.replace("-", ""))
    page.get_by_role("button", name="Read the report").click()


def test_from_the_samples_to_a_link_that_restores_what_was_seen(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(APP), permissions=CLIPBOARD)
    page.get_by_text("Sample data.").wait_for(timeout=WAIT_MS)
    _, total = shown(page)
    assert total >= 15
    zoom_in(page)

    choose_first_type(page)
    n, _ = shown(page)
    assert 0 < n < total

    page.locator("[class*=st-key-incidents-w-start] button").first.click()
    heading = panel_heading(page)
    quote = page.locator(".si-statement blockquote").first.inner_text()
    page.locator(".si-report mark", has_text=quote).first.wait_for(timeout=WAIT_MS)
    assert quote in page.locator(".si-report mark").all_inner_texts()

    # A button pressed while the page still draws may be replaced before it answers.
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=WAIT_MS)
    with page.expect_download() as download:
        page.get_by_role("button", name="GeoJSON").click()
    features = json.loads(download.value.path().read_text(encoding="utf-8"))["features"]
    assert all(feature["properties"]["sample"] for feature in features)

    link = copy_link(page)
    sent, notes = from_params({k: v for k, v in parse_qsl(urlsplit(link).query) if k != "data"})
    frame = Store.samples().frame()
    assert notes == []
    assert {feature["id"] for feature in features} == set(frame["id"][mask(frame, sent.filters)])
    assert len(features) == n
    params = parse_qs(urlsplit(link).query)
    assert {"v", "type", "gov", "actor", "contested", "from", "to", "undated", "view", "sel", "asof"} <= set(
        params
    )

    other = new_page(link)
    wait_for_count(other, f"{n:,} of {total:,} incidents shown")
    assert panel_heading(other) == heading
    assert sent.view is not None
    assert map_frame(other).evaluate("IncidentMap.engine.map.getZoom()") == sent.view.zoom


def test_a_pasted_report_replaces_the_samples(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(APP, env={"INCIDENTS_TEST": "paste"}))
    page.get_by_text("Sample data.").wait_for(timeout=WAIT_MS)
    add_report(page, TEXT)
    said = page.locator(".si-good").inner_text(timeout=WAIT_MS)
    assert "Added to your store" in said
    found = int(re.search(r"(\d+) incidents? found", said).group(1))  # type: ignore[union-attr]
    assert found >= 1
    page.get_by_role("button", name="See on the map").first.click()
    # The count is drawn before the panel: wait for the report's marked sentence, then look.
    page.locator(".si-report mark").first.wait_for(timeout=WAIT_MS)
    assert shown(page) == (found, found)
    assert page.get_by_text("Sample data.").count() == 0
    wait_for_selection_in_address(page)
    page.reload()
    panel_heading(page)
    assert shown(page) == (found, found)


def test_a_row_of_the_table_opens_its_incident(serve: Serve, new_page: NewPage, own_store: str) -> None:
    page = new_page(serve(APP, env={"INCIDENTS_DB": own_store}))
    table = page.get_by_test_id("stDataFrame").first
    table.wait_for(timeout=WAIT_MS)
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    page.mouse.click(box["x"] + 16, box["y"] + 37 + 17)
    assert panel_heading(page)
    page.wait_for_function(
        "new URLSearchParams(location.search).get('sel')?.startsWith('inc-')", timeout=WAIT_MS
    )


def test_a_click_on_the_map_opens_the_panel(serve: Serve, new_page: NewPage, tmp_path: Path) -> None:
    Store.open(tmp_path / "one.sqlite").add(make_result())
    page = new_page(serve(APP, env={"INCIDENTS_DB": str(tmp_path / "one.sqlite")}))
    frame = map_frame(page)
    frame.wait_for_function(
        "IncidentMap.engine.items && IncidentMap.engine.items.length > 0", timeout=WAIT_MS
    )
    x, y = frame.evaluate(
        """() => {
            const e = IncidentMap.engine, found = e.items[0];
            const p = e.map.latLngToContainerPoint(e.map.unproject([found.x, found.y]));
            return [p.x, p.y];
        }"""
    )
    box = page.locator(".st-key-si-map iframe").bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)
    assert panel_heading(page) in ("Daraa", "Karm al-Zeitoun, Homs")


def test_dragging_across_the_bars_sets_the_dates(serve: Serve, new_page: NewPage, own_store: str) -> None:
    page = new_page(serve(APP, env={"INCIDENTS_DB": own_store}))
    chart = page.locator(".st-key-si-timeline svg")
    chart.locator("path").first.wait_for(timeout=WAIT_MS)
    chart.scroll_into_view_if_needed()
    page.wait_for_timeout(1000)
    box = chart.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 30, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 65, steps=6)
    page.mouse.up()
    page.locator(".si-count", has_text="Filtered: from").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="All dates").click()
    wait_for_count(page, "No filter is set")


def first_day(page: Any) -> Any:
    return page.get_by_role("slider", name="First day shown")


def test_keys_faster_than_the_page_end_where_they_lead_everywhere(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(APP))
    handle = first_day(page)
    handle.wait_for(timeout=WAIT_MS)
    begin = int(handle.get_attribute("aria-valuenow"))
    handle.focus()
    presses = (1, 4, 2, 7, 1, 3, 9)
    for number, times in enumerate(presses):  # bursts, some sent while the page is still being drawn
        for _ in range(times):
            page.keyboard.press("ArrowRight")
        page.wait_for_timeout(90 + 45 * number)
    expected = dt.date(1970, 1, 1) + dt.timedelta(days=begin + sum(presses))
    said = f"from {expected.day} {expected:%B %Y}"
    page.locator(".si-count", has_text=said).wait_for(timeout=WAIT_MS)
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=WAIT_MS)
    page.wait_for_timeout(500)
    expect(page.locator(".si-count")).to_contain_text(said)
    assert handle.get_attribute("aria-valuenow") == str(begin + sum(presses))
    assert typed(page, "From") == expected.isoformat()

    page.get_by_role("button", name="All dates").click()
    wait_for_count(page, "No filter is set")
    expect(handle).to_have_attribute("aria-valuenow", str(begin))
    assert typed(page, "From") == ""


def typed(page: Any, label: str) -> str:
    """The day in a date field, empty when none is."""
    parts = page.get_by_test_id("stDateInput").filter(has_text=label).locator("[role=spinbutton]")
    words = [part.strip() for part in parts.all_inner_texts()]
    return "-".join(words) if all(word.isdigit() for word in words) else ""


@pytest.mark.parametrize(
    ("kind", "what", "says"),
    [("day", ".needle", "(line)"), ("uncertain", ".bar", "“?”"), ("duration", ".bar", "lasted")],
)
def test_the_timeline_marks_when_the_chosen_incident_was(
    serve: Serve, new_page: NewPage, kind: str, what: str, says: str
) -> None:
    frame = Store.samples().frame()
    single = frame["date_start"] == frame["date_end"]
    rows = frame[single if kind == "day" else ~single & (frame["date_kind"] == kind)]
    page = new_page(f"{serve(APP)}?v=1&sel={rows['id'].iloc[0]}")
    mark = page.locator(".st-key-si-timeline .mark")
    mark.wait_for(timeout=WAIT_MS, state="attached")
    assert mark.get_attribute("class") == f"mark {kind}"
    assert mark.locator(what).count() >= 1
    page.get_by_text(says).first.wait_for(timeout=WAIT_MS)


@pytest.fixture(scope="session")
def own_store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store whose reports hold everything that must stay words."""
    path = tmp_path_factory.mktemp("own") / "own.sqlite"
    store = Store.open(path)
    store.add(make_result(f"{TEXT} {HOSTILE}", title=HOSTILE, publisher="![x](http://evil.example/a.png)"))
    store.add(make_result(f"Another report. {TEXT}", later=10))
    return str(path)


def test_hostile_words_stay_words(serve: Serve, new_page: NewPage, own_store: str) -> None:
    page = new_page(serve(APP, env={"INCIDENTS_DB": own_store}))
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    shown(page)
    page.locator("[class*=st-key-incidents-w-start] button").first.click()
    panel_heading(page)
    page.locator(".si-report", has_text="{{ cycler.__init__.__globals__.os.getcwd() }} <img src=x").wait_for(
        timeout=WAIT_MS
    )
    page.get_by_text("![x](http://evil.example/a.png)").first.wait_for(timeout=WAIT_MS)
    page.locator(".si-code", has_text="U+202E").first.wait_for(timeout=WAIT_MS)
    page.get_by_role("tab", name="Not mapped").click()

    text = f"{HOSTILE} ![x](http://evil.example/b.png)\n\n{TEXT}"
    add_report(page, text, title="![t](http://evil.example/c.png) **bold**")
    page.locator(".si-good, .si-note").first.wait_for(timeout=WAIT_MS)
    page.get_by_text("![t](http://evil.example/c.png) **bold**").first.wait_for(timeout=WAIT_MS)
    report = page.locator(".si-report", has_text="![x](http://evil.example/b.png)").last
    report.wait_for(timeout=WAIT_MS)
    assert page.locator("img[src*=evil], img[src=x]").count() == 0
    assert dialogs == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\x7fELF\0\1\2\3" * 200, "is not text"),
        (b"Killed in Homs. " * 330_000, "MB, more than one report has"),
    ],
)
def test_files_that_cannot_be_read_say_why(
    serve: Serve, new_page: NewPage, own_store: str, content: bytes, words: str
) -> None:
    page = new_page(f"{serve(APP, env={'INCIDENTS_DB': own_store})}/add")
    page.get_by_text("Upload files").click(timeout=WAIT_MS)
    page.locator("input[type=file]").set_input_files(
        {"name": "report.txt", "mimeType": "text/plain", "buffer": content}
    )
    page.get_by_text("report.txt").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="Read the report").click()
    page.get_by_role("alert").filter(has_text=words).wait_for(timeout=WAIT_MS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_the_map_first_and_never_scrolls_sideways(
    serve: Serve, new_page: NewPage, own_store: str, scheme: str
) -> None:
    page = new_page(
        serve(APP, env={"INCIDENTS_DB": own_store}),
        viewport={"width": 390, "height": 844},
        color_scheme=scheme,
    )
    map_frame(page)
    shown(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    filters = page.get_by_role("combobox", name="Event type")
    assert filters.count() == 0 or filters.bounding_box()["x"] < 0
    assert page.locator(".st-key-si-map").bounding_box()["y"] < 600
    page.get_by_test_id("stExpandSidebarButton").click()
    page.wait_for_timeout(1000)  # it slides in
    assert filters.bounding_box()["x"] >= 0
