"""Adding a missed incident, and setting its place or another's: the forms as they are filled in."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from incidents.dashboard.components.decide import NAME, Unusable
from incidents.dashboard.components.missed import facts_of
from incidents.dashboard.components.place_pick import SPOT_KM, Spot, resolve
from incidents.dashboard.words import read_by
from incidents.errors import InputError, ModelMissing
from incidents.missed import marked, marked_words, proposal, sentences
from incidents.model import (
    ActorCategory,
    Band,
    Casualties,
    ClaimantSide,
    Origin,
    PlaceCandidate,
    Precision,
    ReviewStatus,
    SubEventType,
)
from incidents.store import Store
from tests.dashboard.conftest import Seed
from tests.dashboard.test_pages_review import button, checked, html, queue
from tests.factories import HOMS, TEXT, make_result

pytestmark = pytest.mark.usefixtures("fresh_page")
APP = str(Path(__file__).resolve().parents[2] / "app.py")


@pytest.fixture
def store(own: Seed, monkeypatch: pytest.MonkeyPatch) -> Store:
    def none() -> None:
        raise ModelMissing("no English spaCy model is installed")

    monkeypatch.setattr("incidents.dashboard.data.pipeline", none)
    return own(make_result())


def field(app: AppTest, kind: str, label: str) -> Any:
    return next(element for element in getattr(app, kind) if element.label.startswith(label))


# --- the words marked ---


def test_sentences_and_words_are_marked_where_they_stand() -> None:
    listed = sentences(TEXT)
    assert all(TEXT[s.start : s.end] == s.text for s in listed)
    two = marked(TEXT, len(listed) - 2, len(listed) - 1)
    assert two.text == TEXT[two.start : two.end]
    assert two.text.startswith("In Deraa")
    assert two.text.endswith("since 2011.")
    pasted = marked_words("One\nline and  another.", " line and another ")
    assert (pasted.start, pasted.text) == (4, "line and  another")
    with pytest.raises(InputError, match="not in the report"):
        marked_words(TEXT, "no such words")
    with pytest.raises(InputError, match="2 times"):
        marked_words("a b a b", "a b")
    with pytest.raises(InputError, match="choose the first"):
        marked(TEXT, 3, 2)


def test_the_fullest_claim_that_touches_the_words_is_proposed() -> None:
    result = make_result()
    bomb = result.claims[2]
    assert proposal(result.claims, marked_words(TEXT, "a car bomb killed")) == bomb
    assert proposal(result.claims, marked_words(TEXT, "BEIRUT")) is None


# --- the place ---


def test_a_place_is_given_by_name_candidate_or_point() -> None:
    assert resolve(Spot("Daraa")).name == "Daraa"
    near = resolve(Spot("34.73, 36.71", None, 2.5))
    assert (near.lat, near.lon, near.radius_km, near.precision) == (34.73, 36.71, 2.5, Precision.SITE)
    assert near.governorate == "Homs"
    chosen = resolve(Spot("ignored", HOMS.place_id))
    assert (chosen.place_id, chosen.precision) == (HOMS.place_id, Precision.NEIGHBOURHOOD)
    for wrong in (Spot("no such place at all"), Spot("48.85, 2.35"), Spot("", "gn:0")):
        with pytest.raises(Unusable):
            resolve(wrong)
    assert not Spot(" ")
    assert Spot().radius_km == SPOT_KM


def test_a_candidate_is_chosen_by_one_click_and_corrects_the_place(own: Seed) -> None:
    result = make_result()
    candidates = (
        PlaceCandidate(
            "sy:homs/karm-al-zeitoun", "Karm al-Zeitoun", HOMS.lat or 0, HOMS.lon or 0, 0.9, "exact"
        ),
        PlaceCandidate("gn:170905", "Daraa", 32.6, 36.1, 0.4, "sounds like it"),
    )
    place = replace(HOMS, candidates=candidates)
    claims = (*(replace(c, place=place) for c in result.claims[:2]), *result.claims[2:])
    store = own(replace(result, claims=claims))
    app = queue()
    pills = next(p for p in app.button_group if "spot-candidate" in (p.key or ""))
    assert len(pills.options) == 2
    pills.set_value("gn:170905")
    checked(app.run())
    field(app, "button", "Save the correction").click()
    checked(app.run())
    moved = [i for i in store.incidents() if i.review is ReviewStatus.CORRECTED]
    assert [i.place.place_id for i in moved] == ["gn:170905"]
    assert "Corrected: Karm al-Zeitoun" in html(app)
    button(app, "last-undo").click()
    checked(app.run())
    assert {i.review for i in store.incidents()} == {ReviewStatus.UNREVIEWED}


# --- the form ---


def filled(**given: Any) -> dict[str, Any]:
    now: dict[str, Any] = {
        "kind": SubEventType.SHELLING,
        "start": dt.date(2012, 3, 10),
        "end": None,
        "killed": (3, 5),
        "wounded": (None, None),
        "did_it": [ActorCategory.GOVERNMENT],
        "suffered": [ActorCategory.CIVILIANS],
        "claimant": " ",
        "side": ClaimantSide.JOURNALIST,
    }
    return now | given


def test_a_form_gives_the_facts() -> None:
    facts = facts_of(Spot("Daraa"), filled())
    assert (facts.killed, facts.wounded) == (Casualties(3, 5), Casualties())
    assert facts.dates is not None
    assert (facts.dates.start, facts.dates.end) == (dt.date(2012, 3, 10), dt.date(2012, 3, 10))


@pytest.mark.parametrize(
    ("held", "given", "said"),
    [
        (Spot(), {}, "place is missing"),
        (Spot("Daraa"), {"kind": None}, "kind is missing"),
        (Spot("Daraa"), {"killed": (9, 3)}, "less than"),
        (Spot("Daraa"), {"end": dt.date(2012, 3, 1)}, "before the first"),
    ],
)
def test_a_form_that_lacks_something_says_what(held: Spot, given: dict[str, Any], said: str) -> None:
    with pytest.raises(Unusable, match=said):
        facts_of(held, filled(**given))


def test_a_missed_sentence_becomes_an_incident_and_is_taken_back(store: Store) -> None:
    app = queue()
    field(app, "selectbox", "Which sentence").set_value(len(sentences(TEXT)) - 1)
    checked(app.run())
    assert "More than 7,500 people have died since 2011." in html(app)
    next(t for t in app.text_input if t.label == "Where").set_value("Daraa")
    checked(app.run())
    next(t for t in app.text_input if t.label == NAME).set_value("R. K.")
    field(app, "selectbox", "Kind").set_value(SubEventType.SHELLING)
    next(n for n in app.number_input if n.label == "Killed: at least").set_value(7)
    field(app, "button", "Add this incident").click()
    checked(app.run())
    assert "The incident was added" in html(app)
    (new,) = [i for i in store.incidents() if i.review is ReviewStatus.ACCEPTED]
    assert new.review_note.startswith("added by R. K.")
    (claim,) = store.claims(new.id)
    assert (claim.quote, claim.origin, claim.killed.low) == (
        "More than 7,500 people have died since 2011.",
        Origin.REVIEWER,
        7,
    )
    button(app, "last-undo").click()
    checked(app.run())
    assert len(store.incidents()) == 2


def test_it_is_offered_in_the_panel_and_shows_who_read_it(store: Store) -> None:
    from tests.store.test_counting import missed

    store.add_missed(missed())
    (new,) = [i for i in store.incidents() if i.review is ReviewStatus.ACCEPTED]
    app = AppTest.from_file(APP, default_timeout=30)
    app.query_params["sel"] = new.id
    checked(app.run())
    assert "Read by a person" in html(app)
    assert "Add an incident that was missed" in [e.label for e in app.expander]
    assert "Added by" not in html(app)
    assert "Added, " in html(app)


# --- who read it ---


@pytest.mark.parametrize(
    ("origins", "said"),
    [
        ([Origin.IMPORT], "Imported: not read by the machine"),
        ([Origin.REVIEWER], "Read by a person"),
        ([Origin.IMPORT, Origin.REVIEWER], "Imported, and read by a person"),
        ([Origin.IMPORT, Origin.TEXT], "Machine's confidence: high"),
        ([], "Machine's confidence: high"),
    ],
)
def test_what_no_machine_read_has_no_machines_confidence(origins: list[Origin], said: str) -> None:
    assert read_by(Band.HIGH, origins) == said


def test_the_samples_offer_no_form(monkeypatch: pytest.MonkeyPatch, own: Seed) -> None:
    own()
    app = queue()
    assert not [s for s in app.selectbox if s.label.startswith("Which sentence")]
