"""The one-file page in a real browser, opened as a file: it draws, filters, opens an incident and asks for nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from incidents.exchange import snapshot
from incidents.exchange.about import About
from incidents.model import Actor, ActorCategory, EventType, ReportResult, Role
from incidents.store import Store, dossiers_of
from tests.browser.conftest import NewPage, expect
from tests.factories import HOMS, HOSTILE, TEXT, make_claim, make_document, make_incident, make_result

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
DRAWN = "() => window.IncidentMap.drawn && window.IncidentMap.drawn.drawn"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = Store.samples()
    path = tmp_path_factory.mktemp("page") / "samples.html"
    with path.open("wb") as out:
        about = About(dt.datetime(2026, 1, 2, tzinfo=dt.UTC), "?v=1")
        snapshot.write(out, store.dossiers(store.frame()["id"].tolist()), about)
    return path


@pytest.fixture
def open_file(new_page: NewPage) -> Open:
    """Open a page file; a request for anything but itself, an error or a dialog fails the test."""
    seen: list[str] = []

    def open_page(path: Path, **options: Any) -> Any:
        def watch(page: Any) -> None:
            page.on("request", lambda request: seen.append(request.url))
            page.on("pageerror", lambda error: seen.append(f"error: {error}"))
            page.on("dialog", lambda dialog: (seen.append("dialog"), dialog.dismiss()))

        page = new_page(path.as_uri(), before=watch, **options)
        page.wait_for_function(DRAWN)
        assert seen == [path.as_uri()]
        return page

    return open_page


def shown(page: Any) -> int:
    return int(page.locator("#count").inner_text().split(" of ")[0].replace(",", ""))


def test_it_draws_every_incident_that_has_a_place(open_file: Open, samples: Path) -> None:
    page = open_file(samples)
    total = shown(page)
    assert total > 100
    assert page.evaluate(DRAWN) == total
    assert page.locator("#timeline rect").count() > 20
    assert page.locator("tbody tr").count() == 100
    page.locator("#more").click()
    assert page.locator("tbody tr").count() == min(total, 200)
    colours = page.evaluate(
        """() => { const c = document.querySelector("canvas"); const d = c.getContext("2d")
            .getImageData(0, 0, c.width, c.height).data; const found = new Set();
            for (let i = 0; i < d.length; i += 400) found.add(d.slice(i, i + 3).join()); return found.size; }"""
    )
    assert colours > 3  # the base map is there


def test_filters_by_type_days_governorate_and_words(open_file: Open, samples: Path) -> None:
    page = open_file(samples)
    total = shown(page)
    page.locator('[data-type="Protests"]').click()
    protests = shown(page)
    assert 0 < protests < total
    page.wait_for_function(f"{DRAWN.removeprefix('() => ')} === {protests}")
    kinds = page.locator("tbody td:nth-child(3)").all_inner_texts()
    assert all("protest" in kind.lower() for kind in kinds)
    page.locator("#from").fill("2012-01-01")
    assert 0 <= shown(page) < protests
    page.locator("#reset").click()
    assert shown(page) == total
    page.locator("#governorate").select_option("Homs")
    assert 0 < shown(page) < total
    page.locator("#words").fill("zzz nothing")
    assert shown(page) == 0
    page.locator("#reset").click()
    page.locator("#contested").check()
    assert 0 < shown(page) < total


def test_a_drag_across_the_timeline_keeps_those_days(open_file: Open, samples: Path) -> None:
    page = open_file(samples)
    total = shown(page)
    box = page.locator("#timeline").bounding_box()
    y = box["y"] + 30
    page.mouse.move(box["x"] + box["width"] * 0.2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, y, steps=4)
    page.mouse.up()
    assert 0 < shown(page) < total
    first, last = page.locator("#from").input_value(), page.locator("#to").input_value()
    assert "2012" <= first < last < "2017"


def test_an_incident_opens_from_the_table_and_its_address(open_file: Open, samples: Path) -> None:
    page = open_file(samples)
    page.locator("tbody button", has_text="Umayyad Mosque").first.click()
    expect(page.locator("#panel h2")).to_contain_text("Umayyad Mosque")
    assert page.locator("#panel blockquote").count() >= 1
    address = page.url
    assert "#inc-" in address
    page.reload()
    expect(page.locator("#panel h2")).to_contain_text("Umayyad Mosque")


def test_a_click_on_the_map_opens_an_incident(open_file: Open, tmp_path: Path) -> None:
    path = tmp_path / "two.html"
    path.write_bytes(snapshot.dumps(dossiers_of(make_result())))
    page = open_file(path, reduced_motion="reduce")
    page.locator("#words").fill("schoolgirl")
    assert shown(page) == 1
    page.get_by_role("button", name="Fit the map to the results").click()
    page.wait_for_timeout(300)
    page.locator("#map").click()  # its middle, where the only incident lies now
    expect(page.locator("#panel h2")).to_contain_text("Daraa")
    expect(page.locator("#panel blockquote")).to_contain_text("car bomb killed one schoolgirl")


def hostile_page(path: Path) -> Path:
    document = make_document(
        f"{TEXT} {HOSTILE}", title=HOSTILE, publisher=HOSTILE, url=f"javascript:{HOSTILE}"
    )
    claim = make_claim(
        document,
        HOSTILE,
        claimant=HOSTILE,
        actors=(Actor(HOSTILE, ActorCategory.REBELS, Role.INITIATOR),),
        place=replace(HOMS, name=HOSTILE, mention=HOSTILE),
        event_type=EventType.VIOLENCE,
    )
    incident = make_incident((claim,), contested=True, contested_reason=HOSTILE)
    with path.open("wb") as out:
        left_out = [{"id": "x", "name": HOSTILE}]
        derived = {"best_figure": HOSTILE, "vague_numbers": "acled", "left_out": left_out}
        about = About(None, HOSTILE, derived)
        snapshot.write(out, dossiers_of(ReportResult(document, (claim,), (incident,))), about)
    return path


def test_hostile_words_are_shown_and_never_run(open_file: Open, tmp_path: Path) -> None:
    page = open_file(hostile_page(tmp_path / "hostile.html"))
    scripts = page.locator("script").count()
    page.locator("tbody button").first.click()
    page.locator("#about summary").click()
    page.locator("#map").hover()
    page.wait_for_timeout(300)
    assert page.locator("#panel img, #about img, #table img").count() == 0
    assert page.locator("script").count() == scripts == 4
    assert page.locator("a[href^='javascript'], a[href^='http']").count() == 0
    shown_words = page.locator("#panel blockquote").inner_text()
    assert "{{ cycler" in shown_words
    assert "<img src=x onerror=alert(1)>" in shown_words
    assert "[U+202E]" in shown_words


def test_the_policy_stops_any_other_script(open_file: Open, samples: Path) -> None:
    page = open_file(samples)
    page.evaluate(
        """() => { const s = document.createElement("script"); s.textContent = "window.ran = 1";
                   document.body.append(s);
                   document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran = 2'>"); }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("() => window.ran") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_light_and_dark(open_file: Open, samples: Path, scheme: str) -> None:
    page = open_file(samples, color_scheme=scheme)
    ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(18, 23, 29)") is (scheme == "dark")
    assert page.evaluate("() => window.IncidentMap.drawn.dark") is (scheme == "dark")


def test_on_a_phone_nothing_runs_off_the_side(open_file: Open, samples: Path) -> None:
    page = open_file(samples, viewport={"width": 390, "height": 844}, has_touch=True)
    page.locator("tbody button").first.click()
    expect(page.locator("#panel h2")).to_be_in_viewport()
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("#map").bounding_box()["height"] >= 300
