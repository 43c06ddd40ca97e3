"""Hostile words in every field of a store, on every page: they are shown as words, and nothing of them runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from incidents.derive import derive_incident
from incidents.group import Group
from incidents.model import (
    Actor,
    ActorCategory,
    Casualties,
    ClaimantSide,
    Correction,
    Flag,
    ReportResult,
    Role,
    VictimGroup,
)
from incidents.store import Store
from tests.browser.conftest import NewPage, Serve, expect
from tests.browser.test_dashboard import APP, WAIT_MS, map_frame
from tests.factories import HOMS, HOSTILE, RUN, UNLOCATED, make_claim, make_document

pytestmark = pytest.mark.browser

RUNS: Final = (
    '<img src=x onerror="window.parent.ran=1;window.ran=1"><svg onload="window.ran=2"> ${window.ran=3}'
)
EVIL: Final = (
    f"{HOSTILE} {RUNS} {{{{ 7 * 191 }}}} ![x](http://evil.example/a.png) [y](javascript:window.ran=4)"
)
"""The template would give 1337."""
TOLD: Final = "were killed in the town"
HARD: Final = "were beheaded in the square"


def made(where: Path) -> str:
    """A store with such words wherever a report, a source, a place, an actor or a person could put them."""
    store = Store.open(where)
    for number in range(3):
        text = f"{number} people {TOLD}. {EVIL} {number} more {HARD}. {EVIL} Later. {EVIL}"
        document = make_document(
            text, title=f"{EVIL} {number}", publisher=f"{EVIL} {number % 2}", ref=f"{EVIL}.txt",
            url=f"javascript:window.ran=5//{number}",
        )  # fmt: skip
        place = replace(HOMS, mention=EVIL, name=EVIL)
        fields: dict[str, Any] = {
            "claimant": f"{EVIL} {number}", "place": place, "weapon": EVIL, "note": EVIL, "flag_reason": EVIL,
            "killed": Casualties(number + 1, None, EVIL), "victims": (VictimGroup(EVIL),),
            "actors": (Actor(EVIL, ActorCategory.MILITIA, Role.ALLEGED_PERPETRATOR),),
        }  # fmt: skip
        claims = (
            make_claim(document, f"{number} people {TOLD}. {EVIL}", **fields),
            make_claim(
                document, f"{number} more {HARD}. {EVIL}",
                **{**fields, "claimant_side": ClaimantSide.GOVERNMENT, "killed": Casualties(9, 9, EVIL)},
            ),
            make_claim(
                document, f"Later. {EVIL}", **{**fields, "place": UNLOCATED, "flags": frozenset({Flag.CUMULATIVE})}
            ),
        )  # fmt: skip
        incident = derive_incident(Group(claims[:2]))
        store.add(ReportResult(document, claims, (incident,), (EVIL,), RUN))
    first, *others = store.incidents()
    store.correct(first.id, Correction(place=replace(HOMS, mention=EVIL, name=EVIL)), by=EVIL, note=EVIL)
    for incident in others[:1]:
        store.accept(incident.id, by=EVIL, note=EVIL)
    store.close()
    return str(where)


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> str:
    return made(tmp_path_factory.mktemp("hostile") / "store.sqlite")


def nothing_ran(page: Any) -> None:
    for frame in page.frames:
        assert frame.evaluate("window.ran") is None, frame.url
        assert frame.locator("img[src*=evil], img[src=x], svg[onload], a[href^=javascript]").count() == 0
        assert "1337" not in frame.locator("body").inner_text(), frame.url


def settle(page: Any) -> None:
    page.locator("[data-test-script-state=notRunning]").first.wait_for(timeout=WAIT_MS)
    page.wait_for_timeout(300)


def unfold(page: Any) -> None:
    """Open what is folded, so that all words are in the page."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    for each in page.locator("[data-testid=stExpander] summary").all():
        if each.is_visible() and each.locator("xpath=..").get_attribute("open") is None:
            each.click()
    for tab in page.get_by_role("tab").all():
        tab.click()
        settle(page)


@pytest.mark.parametrize(
    "name",
    ["map", "panel", "governorates", "embed", "overview", "sources", "review", "add", "places", "about"],
)
def test_nothing_of_them_runs(serve: Serve, new_page: NewPage, where: str, name: str) -> None:
    url = serve(APP, env={"INCIDENTS_DB": where})
    chosen = Store.open(where).incidents()[0].id
    addresses = {
        "map": url,
        "panel": f"{url}/?v=1&sel={chosen}",
        "governorates": f"{url}/?v=1&map=governorates&measure=killed&q=town",
        "embed": f"{url}/?v=1&embed=true&sel={chosen}",
    }
    said: list[str] = []

    def listen(page: Any) -> None:
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))

    page = new_page(addresses.get(name, f"{url}/{name}"), before=listen)
    if name == "embed":
        expect(page.locator(".si-embed-count")).to_be_visible(timeout=WAIT_MS)
    else:
        expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=WAIT_MS)
    if name in ("map", "panel", "governorates"):
        map_frame(page)
    if name == "panel":
        expect(page.locator(".si-incident")).to_contain_text("{{ 7 * 191 }}", timeout=WAIT_MS)
    settle(page)
    if name != "embed":
        unfold(page)
    settle(page)
    nothing_ran(page)
    assert said == []
