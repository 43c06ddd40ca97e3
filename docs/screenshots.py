"""Make the screenshots of the dashboard: ``python docs/screenshots.py [NAME ...]``. Needs Chromium and Playwright.

Starts a server on an empty store, so that the sample reports are shown, and writes ``docs/images/*.png``: the map on a
desktop and on a phone, light and dark, with an incident chosen, a name looked up, and a report just added; or only the
pictures named (``places-light``). ``--every FOLDER`` writes every page there, on desktop and phone, light and dark, to
look through.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.server import chromium, streamlit_server  # noqa: E402

IMAGES = ROOT / "docs" / "images"
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
WAIT_MS = 60_000
TABLE = ROOT / "tests" / "exchange" / "files" / "acled.csv"
REPORT = """HOMS, Syria, March 12, 2012 - At least 45 women and children were stabbed and burned in the Homs \
district of Karm al-Zeitoun, opposition activists said on Monday. State media blamed "armed terrorist groups".

In the northern province of Idlib, army shelling killed seven people on Sunday, residents said.

More than 7,500 people have been killed since the uprising began, the United Nations says."""


def show_map(page: Any) -> None:
    """Wait until the map is drawn."""
    page.locator(".si-count").wait_for(timeout=WAIT_MS)
    frame = page.wait_for_selector(".st-key-si-map iframe", timeout=WAIT_MS).content_frame()
    frame.wait_for_function("window.IncidentMap && IncidentMap.drawn", timeout=WAIT_MS)
    page.wait_for_timeout(1500)  # symbols fade in


def choose_incident(page: Any) -> None:
    """Open the first of the incidents offered to begin with."""
    show_map(page)
    page.locator("[class*=st-key-incidents-w-start] button").first.click()
    page.locator(".si-incident").wait_for(timeout=WAIT_MS)
    page.wait_for_timeout(1500)


def show_panel(page: Any) -> None:
    """On a phone, go down to the incident."""
    choose_incident(page)
    page.locator(".si-incident").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('.si-incident').scrollIntoView({block: 'start'})")
    page.wait_for_timeout(500)


def add_report(page: Any) -> None:
    """Paste a report and read it."""
    page.get_by_role("button", name="Add a report").click()
    page.get_by_label("Text of the report").fill(REPORT, timeout=WAIT_MS)
    page.get_by_role("button", name="Read the report").click()
    page.locator(".si-good").wait_for(timeout=WAIT_MS)
    page.wait_for_timeout(1000)


def look_up(page: Any) -> None:
    """Look a name up on the page Places."""
    page.get_by_role("link", name="Places").click()
    page.get_by_label("Name of a place").fill("Jobar district of Homs", timeout=WAIT_MS)
    page.get_by_label("Name of a place").press("Enter")
    page.locator(".si-place").wait_for(timeout=WAIT_MS)
    frame = page.wait_for_selector(".st-key-si-places-map iframe", timeout=WAIT_MS).content_frame()
    frame.wait_for_function(
        "window.IncidentMap && IncidentMap.drawn && IncidentMap.drawn.drawn", timeout=WAIT_MS
    )
    page.wait_for_timeout(1500)


def sources(page: Any) -> None:
    """Who reports what."""
    page.get_by_role("link", name="Sources").click()
    page.get_by_test_id("stDataFrame").first.wait_for(timeout=WAIT_MS)
    page.wait_for_timeout(1500)


def review(page: Any) -> None:
    """Check what was just read."""
    show_map(page)
    if page.get_by_role("button", name="Add a report").count():
        add_report(page)
    page.get_by_role("link", name="Review").click()
    page.locator(".si-incident").wait_for(timeout=WAIT_MS)
    page.wait_for_timeout(1500)


def overview(page: Any) -> None:
    """What the samples add up to."""
    page.goto(f"{page.url.partition('?')[0]}overview")  # on a phone its link is behind the menu
    page.get_by_text("Who tells of it").wait_for(timeout=WAIT_MS)
    page.wait_for_timeout(2500)


def areas(page: Any) -> None:
    """Governorates coloured by the number of killed."""
    page.goto(f"{page.url.partition('?')[0]}?v=1&map=governorates&measure=killed")
    show_map(page)


def embed(page: Any) -> None:
    """The small page for other websites."""
    page.goto(f"{page.url.partition('?')[0]}?v=1&type=explosions&embed=true")
    page.locator(".si-embed-foot").wait_for(timeout=WAIT_MS)
    frame = page.wait_for_selector(".st-key-si-embed-map iframe", timeout=WAIT_MS).content_frame()
    frame.wait_for_function("window.IncidentMap && IncidentMap.drawn", timeout=WAIT_MS)
    page.wait_for_timeout(1500)


def import_rows(page: Any) -> None:
    """A dataset about to be imported."""
    page.goto(f"{page.url.partition('?')[0]}add")
    page.get_by_text("Import a dataset").first.click(timeout=WAIT_MS)
    page.locator("input[type=file]").last.set_input_files(TABLE)
    page.get_by_role("button", name="Import them").wait_for(timeout=WAIT_MS)
    page.wait_for_timeout(1500)


def named(path: str) -> Callable[[Any], None]:
    """Open a page by its address and wait until it is drawn."""

    def open_page(page: Any) -> None:
        page.goto(f"{page.url.partition('?')[0]}{path}")
        page.get_by_role("heading", level=1).wait_for(timeout=WAIT_MS)
        page.locator("[data-test-script-state=notRunning]").first.wait_for(timeout=WAIT_MS)
        page.wait_for_timeout(2500)

    return open_page


# The report comes last: from then on the store is no longer empty and the samples are put away.
SHOTS: tuple[tuple[str, dict[str, int], str, Callable[[Any], None]], ...] = (
    ("map-light", DESKTOP, "light", show_map),
    ("map-dark", DESKTOP, "dark", show_map),
    ("incident-light", DESKTOP, "light", choose_incident),
    ("incident-dark", DESKTOP, "dark", choose_incident),
    ("phone-light", PHONE, "light", show_map),
    ("phone-dark", PHONE, "dark", show_map),
    ("phone-incident-light", PHONE, "light", show_panel),
    ("overview-light", {"width": 1440, "height": 1250}, "light", overview),
    ("overview-dark", {"width": 1440, "height": 1250}, "dark", overview),
    ("phone-overview-light", PHONE, "light", overview),
    ("sources-light", DESKTOP, "light", sources),
    ("sources-dark", DESKTOP, "dark", sources),
    ("areas-light", DESKTOP, "light", areas),
    ("embed-light", {"width": 600, "height": 400}, "light", embed),
    ("import-light", DESKTOP, "light", import_rows),
    ("places-light", DESKTOP, "light", look_up),
    ("add-report-light", DESKTOP, "light", add_report),
    ("review-light", DESKTOP, "light", review),
    ("review-dark", DESKTOP, "dark", review),
)
EVERY: tuple[tuple[str, Callable[[Any], None]], ...] = (
    ("map", show_map),
    ("incident", show_panel),
    ("areas", areas),
    ("overview", overview),
    ("sources", named("sources")),
    ("places", named("places")),
    ("about", named("about")),
    ("add", named("add")),
    ("import", import_rows),
    ("embed", embed),
    ("review", named("review")),
)


def every() -> list[tuple[str, dict[str, int], str, Callable[[Any], None]]]:
    """Each page on desktop and phone, light and dark."""
    return [
        (f"{name}-{device}-{scheme}", size, scheme, prepare)
        for name, prepare in EVERY
        for device, size in (("desktop", DESKTOP), ("phone", PHONE))
        for scheme in ("light", "dark")
    ]


def main() -> None:
    """Take the screenshots named on the command line, or all."""
    whole = sys.argv[1:2] == ["--every"]
    wanted = set(sys.argv[1:]) or {shot[0] for shot in SHOTS}
    shots = every() if whole else [shot for shot in SHOTS if shot[0] in wanted]
    images = Path(sys.argv[2]) if whole else IMAGES
    images.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        env = {
            "XDG_DATA_HOME": folder,
            "XDG_CACHE_HOME": str(Path(folder) / "cache"),
            "INCIDENTS_DB": str(Path(folder) / "store.sqlite"),
        }
        with streamlit_server(ROOT / "app.py", env=env) as address, chromium() as browser:
            for name, size, scheme, prepare in shots:
                context = browser.new_context(viewport=size, color_scheme=scheme)
                page = context.new_page()
                page.goto(address)
                prepare(page)
                page.screenshot(path=images / f"{name}.png")
                context.close()
                print(images / f"{name}.png", file=sys.stderr)


if __name__ == "__main__":
    main()
