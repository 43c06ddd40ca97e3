"""The page Places in a real browser: look up, set a point on the map, add a place, and GeoNames by one click."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import NewPage, Serve, expect
from tests.gazetteer.geonames_server import GeonamesServer

pytestmark = pytest.mark.browser
APP = Path(__file__).resolve().parents[2] / "app.py"
WAIT_MS = 30_000
URL_SETTING = "SYRIA_GAZETTEER_GEONAMES_URL"


def open_places(new_page: NewPage, address: str, **options: Any) -> Any:
    page = new_page(f"{address}/places", **options)
    page.get_by_label("Name of a place").wait_for(timeout=WAIT_MS)
    return page


def search(page: Any, name: str) -> None:
    field = page.get_by_label("Name of a place")
    field.fill(name)
    field.press("Enter")
    answer(page).wait_for(timeout=WAIT_MS)


def answer(page: Any) -> Any:
    return page.locator(".si-place").first


def map_frame(page: Any) -> Any:
    frame = page.wait_for_selector("iframe", timeout=WAIT_MS).content_frame()
    frame.wait_for_function(
        "window.IncidentMap && IncidentMap.drawn && IncidentMap.engine.base", timeout=WAIT_MS
    )
    return frame


def wait_for_numbers(frame: Any, count: int) -> None:
    frame.wait_for_function("count => IncidentMap.drawn.drawn === count", arg=count, timeout=WAIT_MS)


def on_map(page: Any, frame: Any, lat: float, lon: float) -> tuple[float, float]:
    x, y = frame.evaluate("([lat, lon]) => { const p = map.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }",
                          [lat, lon])  # fmt: skip
    page.locator("iframe").scroll_into_view_if_needed()
    box = page.locator("iframe").bounding_box()
    return box["x"] + x, box["y"] + y


def open_section(page: Any, name: str) -> None:
    page.locator(".st-key-incidents-w-places-section").get_by_text(name).click()


@pytest.fixture(scope="module")
def plain(serve: Serve) -> str:
    """A server that only these tests write to."""
    return serve(APP, env={"INCIDENTS_TEST": "places"})


def test_a_name_is_looked_up_at_once_in_both_scripts(plain: str, new_page: NewPage) -> None:
    page = open_places(new_page, plain)
    for name in ("Karm el-Zeytoun", "كرم الزيتون"):
        search(page, name)
        page.locator(".si-place", has_text="Neighbourhood of Homs").wait_for(timeout=WAIT_MS)
        page.locator(".si-place", has_text=f"“{name}”").wait_for(timeout=WAIT_MS)
    arabic = page.locator(".si-place h2 bdi[lang=ar]")
    arabic.wait_for(timeout=WAIT_MS)
    assert arabic.inner_text() == "كرم الزيتون"
    assert arabic.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert "Karm" not in page.url
    wait_for_numbers(map_frame(page), 1)


def test_list_and_map_point_at_the_same_place(plain: str, new_page: NewPage) -> None:
    page = open_places(new_page, plain)
    search(page, "Jobar")
    frame = map_frame(page)
    wait_for_numbers(frame, 2)
    options = page.locator("[data-testid=stRadioOption]")
    homs = next(n for n in range(2) if "Homs" in options.nth(n).inner_text())
    assert options.nth(homs).inner_text().startswith(str(homs + 1))
    lat, lon = frame.evaluate(
        "n => { const p = IncidentMap.engine.data.places[n]; return [p.lat, p.lon]; }", homs
    )
    page.mouse.click(*on_map(page, frame, lat, lon))
    page.get_by_text(f"Number {homs + 1} of the list").wait_for(timeout=WAIT_MS)
    expect(page.get_by_role("radio").nth(-2 + homs)).to_be_checked(timeout=WAIT_MS)
    page.keyboard.press("Tab")
    options.nth(1 - homs).click()
    page.get_by_text(f"Number {2 - homs} of the list").wait_for(timeout=WAIT_MS)
    frame.wait_for_function(
        "n => IncidentMap.drawn.chosen.join() === String(n)", arg=1 - homs, timeout=WAIT_MS
    )


def test_a_place_set_on_the_map_is_added_and_found(plain: str, new_page: NewPage) -> None:
    page = open_places(new_page, plain)
    search(page, "Tal Maqsur")
    page.locator(".si-place", has_text="No place found").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="Add this place").click()
    field = page.get_by_label("Latitude, longitude")
    field.wait_for(timeout=WAIT_MS)
    expect(page.get_by_label("Name in Latin script")).to_have_value("Tal Maqsur", timeout=WAIT_MS)
    page.wait_for_timeout(500)
    frame = map_frame(page)
    page.get_by_label("Name in Arabic script").fill("تل مقصور")
    page.mouse.click(*on_map(page, frame, 35.4, 38.2))
    page.get_by_text("That point is in").wait_for(timeout=WAIT_MS)
    lat, lon = (float(number) for number in re.findall(r"\d+\.\d+", field.input_value()))
    assert (lat, lon) == pytest.approx((35.4, 38.2), abs=0.02)
    assert page.get_by_label("Name in Arabic script").input_value() == "تل مقصور", "what was typed stays"
    wait_for_numbers(frame, 1)
    page.get_by_label("Your initials").fill("RK")
    page.get_by_role("button", name="Add this place").click()
    page.locator(".si-good", has_text="was added and is used from now on").wait_for(timeout=WAIT_MS)
    page.locator(".si-place", has_text="by RK").wait_for(timeout=WAIT_MS)
    search(page, "تل مقصور")
    page.locator(".si-place h2", has_text="Tal Maqsur").wait_for(timeout=WAIT_MS)

    open_section(page, "Added by you (1)")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download user-places.geojson").click()
    assert download.value.suggested_filename == "user-places.geojson"
    assert "Tal Maqsur" in download.value.path().read_text(encoding="utf-8")
    page.get_by_role("button", name="Take back").click()
    page.locator(".si-good", has_text="was taken back").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="Undo").click()
    page.locator(".si-good", has_text="is used again").wait_for(timeout=WAIT_MS)


def test_hostile_words_stay_words(plain: str, new_page: NewPage) -> None:
    dialogs: list[str] = []
    hostile = "![x](http://evil.example/a.png) {{7*7}} ${7*7} <img src=x onerror=alert(1)>"
    page = open_places(new_page, plain)
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    search(page, hostile)
    expect(answer(page)).to_contain_text(hostile, timeout=WAIT_MS)
    page.get_by_role("button", name="Add this place").click()
    page.get_by_label("Latitude, longitude").fill("35.2, 38.3")
    page.get_by_role("button", name="Add this place").click()
    page.locator(".si-good").wait_for(timeout=WAIT_MS)
    open_section(page, "Added by you")
    page.locator(".si-entry", has_text=hostile).wait_for(timeout=WAIT_MS)
    assert page.locator("img[src*=evil], img[src=x]").count() == 0
    assert dialogs == []


def test_the_page_opens_while_the_map_is_still_loading(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(APP, env={"INCIDENTS_TEST": "two pages at once"}))
    page.get_by_role("link", name="Places").click(timeout=WAIT_MS)
    page.get_by_label("Name of a place").wait_for(timeout=WAIT_MS)
    page.get_by_role("link", name="Map").click()
    page.locator(".si-count").wait_for(timeout=WAIT_MS)


@pytest.fixture
def geonames() -> Iterator[GeonamesServer]:
    with GeonamesServer("complete") as server:
        yield server


def test_the_map_offers_geonames_and_says_what_it_added(
    serve: Serve, new_page: NewPage, geonames: GeonamesServer
) -> None:
    page = new_page(serve(APP, env={URL_SETTING: geonames.url}))
    strip = page.locator(".si-offer")
    strip.wait_for(timeout=WAIT_MS)
    assert geonames.url.split("/")[2] in strip.inner_text(), "the server that would be asked is named"
    assert geonames.requests == [], "nothing is asked for before the button is pressed"
    page.get_by_role("button", name="Add them").click()
    page.locator(".si-good", has_text="GeoNames, Syria: 8 places read").wait_for(timeout=WAIT_MS)
    assert len(geonames.requests) == 1
    strip.wait_for(state="detached", timeout=WAIT_MS)
    page.get_by_role("link", name="Places").click()
    page.get_by_label("Name of a place").wait_for(timeout=WAIT_MS)
    search(page, "Kafr Talhin")
    page.locator(".si-place", has_text="GeoNames (geonames.org) (CC BY 4.0)").wait_for(timeout=WAIT_MS)
    open_section(page, "Lists (1)")
    page.locator(".si-entry", has_text="8 of them in no other list").wait_for(timeout=WAIT_MS)


@pytest.mark.parametrize(
    ("behaviour", "fault"), [("refused", "connection refused"), ("html", "sent a web page")]
)
def test_a_download_that_fails_says_why_and_the_way_out(
    serve: Serve, new_page: NewPage, behaviour: str, fault: str
) -> None:
    with GeonamesServer(behaviour) as server:
        page = new_page(serve(APP, env={URL_SETTING: server.url}))
        page.get_by_role("button", name="Add them").click(timeout=WAIT_MS)
        page.get_by_role("alert").filter(has_text=fault).wait_for(timeout=WAIT_MS)
    page.get_by_text("upload it on the page Places, under “Lists”").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="Not now").click()
    page.locator(".si-offer").wait_for(state="detached", timeout=WAIT_MS)
    page.reload()
    page.locator(".si-count").wait_for(timeout=WAIT_MS)
    page.wait_for_timeout(1000)
    assert page.locator(".si-offer").count() == 0, "what was put away stays away"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_the_answer_first_and_never_scrolls_sideways(
    plain: str, new_page: NewPage, scheme: str
) -> None:
    page = open_places(new_page, plain, viewport={"width": 390, "height": 844}, color_scheme=scheme)
    search(page, "Idlib")
    wait_for_numbers(map_frame(page), 4)
    assert answer(page).bounding_box()["y"] < 600
    listed = page.locator(".st-key-si-candidates")
    tops = [part.bounding_box()["y"] for part in (answer(page), page.locator("iframe"), listed)]
    assert tops == sorted(tops), "the answer, the map, the list"
    box = page.locator("iframe").bounding_box()
    assert box["y"] - tops[0] - answer(page).bounding_box()["height"] < 100, "the map comes right after"
    assert listed.bounding_box()["width"] == box["width"]
    for section in ("Look up", "Add a place", "Added by you", "Lists"):
        open_section(page, section)
        page.wait_for_timeout(700)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        main = page.get_by_test_id("stMainBlockContainer")
        assert main.evaluate("e => e.scrollWidth <= e.clientWidth + 1"), section


def contrast(colours: list[str]) -> float:
    """Contrast of two colours as the browser gives them, by WCAG 2."""

    def luminance(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    dark, light = sorted(map(luminance, colours))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_of_primary_buttons_can_be_read(plain: str, new_page: NewPage, scheme: str) -> None:
    page = open_places(new_page, plain, color_scheme=scheme)
    open_section(page, "Add a place")
    page.get_by_label("Latitude, longitude").wait_for(timeout=WAIT_MS)
    button = page.locator("[data-testid=stBaseButton-primary]", has_text="Add this place")
    for act in (lambda: None, button.hover, button.focus):
        act()
        page.wait_for_timeout(400)
        colours = button.evaluate(
            "e => [getComputedStyle(e.querySelector('p')).color, getComputedStyle(e).backgroundColor]"
        )
        assert contrast(colours) >= 4.5, colours
