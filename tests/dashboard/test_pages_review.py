"""Checking incidents: the queue, accepting, rejecting, correcting, and taking back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from incidents.dashboard.components.check import correction_of
from incidents.dashboard.queue import priority, to_check
from incidents.errors import StoreError
from incidents.frame import to_frame
from incidents.model import (
    ActorCategory,
    Band,
    Casualties,
    CasualtyEstimate,
    Correction,
    DateRange,
    EventType,
    ReviewStatus,
    SubEventType,
)
from incidents.query import Filters, FrameIndex, mask
from incidents.review import Act, Decision, reviewed
from incidents.rules import DEFAULT_RULES, BestFigure, Rules
from incidents.store import Store
from tests.dashboard.conftest import Seed
from tests.factories import DARAA, HOMS, make_result

pytestmark = pytest.mark.usefixtures("fresh_page")
APP = str(Path(__file__).resolve().parents[2] / "app.py")


@pytest.fixture
def store(own: Seed) -> Store:
    return own(make_result())


def checked(app: AppTest) -> AppTest:
    assert not app.exception, [error.message for error in app.exception]
    return app


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def button(app: AppTest, key: str) -> Any:
    return next(b for b in app.button if key in (b.key or ""))


def queue() -> AppTest:
    def script() -> None:
        from incidents.dashboard.pages.review import page

        page()

    return checked(AppTest.from_function(script, default_timeout=30).run())


def killing(store: Store) -> str:
    return next(i.id for i in store.incidents() if "Karm" in (i.place.name or ""))


# --- what decisions do ---


def test_the_last_verdict_counts_and_taking_it_back_leaves_the_one_before(store: Store) -> None:
    first = killing(store)
    store.accept(first, by="R. K.")
    rejected = store.reject(first, by="A. B.", note="told twice")
    incident = store.incident(first)
    assert incident is not None
    assert incident.review is ReviewStatus.REJECTED
    assert "by A. B." in incident.review_note
    assert "told twice" in incident.review_note
    store.undo(rejected)
    again = store.incident(first)
    assert again is not None
    assert again.review is ReviewStatus.ACCEPTED


def test_a_rejected_incident_is_left_out_unless_asked_for(store: Store) -> None:
    store.reject(killing(store))
    frame = store.frame()
    assert len(frame) == 2, "it stays on record"
    assert int(mask(frame, Filters()).sum()) == 1
    assert int(mask(frame, Filters(reviews=frozenset({ReviewStatus.REJECTED}))).sum()) == 1


def test_a_correction_changes_its_fields_and_no_other_and_is_taken_back_whole(store: Store) -> None:
    chosen = killing(store)
    before = store.incident(chosen)
    assert before is not None
    made = Correction(
        sub_event_type=SubEventType.SHELLING,
        place=DARAA,
        dates=DateRange(dt.date(2012, 3, 10), dt.date(2012, 3, 10)),
        killed=Casualties(40, 47),
        perpetrators=(ActorCategory.GOVERNMENT,),
        contested=False,
    )
    number = store.correct(chosen, made, by="R. K.", note="hospital list")
    after = store.incident(chosen)
    assert after is not None
    assert (after.event_type, after.sub_event_type) == (EventType.EXPLOSIONS, SubEventType.SHELLING)
    assert after.place == DARAA
    assert (after.killed.low, after.killed.high) == (40, 47)
    assert after.killed.rule == "corrected by R. K."
    assert after.perpetrators == (ActorCategory.GOVERNMENT,)
    assert not after.contested
    assert after.review is ReviewStatus.CORRECTED
    assert after.wounded == before.wounded
    assert store.claims(chosen) == list(make_result().claims[:2]), "what the sources say is untouched"
    row = store.frame().set_index("id").loc[chosen]
    assert (row["lat"], row["sub_event_type"], row["review"]) == (
        DARAA.lat,
        SubEventType.SHELLING,
        "corrected",
    )
    store.undo(number)
    assert store.incident(chosen) == before


def test_a_correction_stands_under_any_choice_of_rules_and_with_new_reports(store: Store) -> None:
    chosen = killing(store)
    store.correct(chosen, Correction(killed=Casualties(47, 47)))
    for rules in (DEFAULT_RULES, Rules(best=BestFigure.HIGHEST)):
        incident = store.incident(chosen, rules=rules)
        assert incident is not None
        assert incident.killed.low == 47
        assert store.frame(rules=rules).set_index("id").loc[chosen]["killed_low"] == 47
    store.add(make_result("Once more. " + make_result().document.text))
    later = store.incident(chosen)
    assert later is not None
    assert later.killed.low == 47
    assert len(later.document_ids) == 2


def test_what_stood_before_a_decision_stands_as_of_then(store: Store) -> None:
    chosen = killing(store)
    before = dt.datetime.now(dt.UTC)
    store.reject(chosen)
    then = store.incident(chosen, as_of=before)
    assert then is not None
    assert then.review is ReviewStatus.UNREVIEWED


def test_a_decision_on_an_unknown_incident_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="open it again"):
        store.accept("inc-0000000000000000")
    with pytest.raises(StoreError, match="no decision number"):
        store.undo(99)
    assert store.decisions() == []


def test_decisions_on_other_claims_change_nothing() -> None:
    incident = make_result().incidents[0]
    other = Decision(1, Act.REJECT, ("clm-none",))
    assert reviewed(incident, [other]) == incident
    parted = Decision(2, Act.PART, incident.claim_ids[:1], incident.claim_ids[1:])
    assert reviewed(incident, [parted]) == incident


# --- what a form gives ---


def values(**given: Any) -> dict[str, Any]:
    incident = make_result().incidents[0]
    now: dict[str, Any] = {
        "sub": incident.sub_event_type,
        "place": "",
        "start": incident.dates.start if incident.dates else None,
        "end": incident.dates.end if incident.dates else None,
        "killed": (incident.killed.low, incident.killed.high),
        "wounded": (incident.wounded.low, incident.wounded.high),
        "perpetrators": incident.perpetrators,
        "contested": incident.contested,
        "note": "",
    }
    return now | given


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, ()),
        ({"sub": SubEventType.SHELLING}, ("sub_event_type",)),
        ({"killed": (45, 60)}, ("killed",)),
        ({"killed": (None, None)}, ("killed",)),
        ({"end": dt.date(2012, 3, 11)}, ("dates",)),
        ({"perpetrators": ()}, ("perpetrators",)),
        ({"contested": False, "place": "Homs"}, ("place", "contested")),
    ],
)
def test_a_form_gives_only_what_differs(given: dict[str, Any], fields: tuple[str, ...]) -> None:
    made = correction_of(make_result().incidents[0], values(**given), lambda name: HOMS)
    assert made.fields == fields


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"start": dt.date(2012, 3, 20)}, "before the first"),
        ({"start": dt.date(2099, 1, 1), "end": dt.date(2099, 1, 1)}, "future"),
        ({"killed": (9, 3)}, "less than"),
    ],
)
def test_a_form_that_contradicts_itself_says_what_to_mend(given: dict[str, Any], said: str) -> None:
    with pytest.raises(Exception, match=said):
        correction_of(make_result().incidents[0], values(**given), lambda name: HOMS)


# --- the queue ---


def test_the_gravest_and_least_certain_come_first() -> None:
    base = make_result().incidents[0]
    calm = replace(base, contested=False, confidence=Band.HIGH, killed=CasualtyEstimate())
    made = [
        replace(calm, id="inc-1"),
        replace(calm, id="inc-2", killed=CasualtyEstimate(40, 40, 40)),
        replace(calm, id="inc-3", killed=CasualtyEstimate(40, 40, 40), confidence=Band.LOW),
        replace(calm, id="inc-4", contested=True),
        replace(calm, id="inc-5", killed=CasualtyEstimate(90, 90, 90), review=ReviewStatus.ACCEPTED),
    ]
    index = FrameIndex(to_frame(made, samples=False))
    shown = mask(index, Filters())
    assert to_check(index, shown) == ["inc-3", "inc-2", "inc-4", "inc-1"]
    assert (priority(index) > 0).all()


def test_accepting_takes_the_next_in_the_queue(store: Store) -> None:
    app = queue()
    assert "2 incidents to check" in html(app)
    next(t for t in app.text_input if "decided-by-check" in t.key).set_value("R. K.")
    button(app, "w.accept").click()
    assert "1 incident to check" in html(checked(app.run()))
    accepted = [i for i in store.incidents() if i.review is ReviewStatus.ACCEPTED]
    assert [i.id for i in accepted] == [killing(store)]
    assert "by R. K." in accepted[0].review_note
    button(app, "w.accept").click()
    assert "Everything that the filters leave has been checked" in html(checked(app.run()))


def test_what_was_decided_last_is_taken_back_from_the_queue(store: Store) -> None:
    app = queue()
    button(app, "w.accept").click()
    checked(app.run())
    button(app, "w.accept").click()
    checked(app.run())
    assert "Everything that the filters leave" in html(app)
    assert "Accepted: Daraa" in html(app)
    button(app, "last-undo").click()
    checked(app.run())
    assert "1 incident to check" in html(app)
    assert "Daraa" in html(app).partition("si-incident")[2]
    assert "Accepted: Daraa" not in html(app)
    assert {i.review for i in store.incidents()} == {ReviewStatus.ACCEPTED, ReviewStatus.UNREVIEWED}


def test_back_and_next_walk_the_queue(store: Store) -> None:
    app = queue()
    first = html(app)
    button(app, "review-next").click()
    second = html(checked(app.run()))
    assert "Karm al-Zeitoun, Homs" in first.partition("si-incident")[2]
    assert "Daraa" in second.partition("si-incident")[2]
    button(app, "review-back").click()
    assert html(checked(app.run())) == first


def test_rejecting_on_the_map_leaves_it_out_and_says_so(store: Store) -> None:
    app = AppTest.from_file(APP, default_timeout=30)
    app.query_params["sel"] = killing(store)
    checked(app.run())
    button(app, "w.reject").click()
    said = html(checked(app.run()))
    assert "1 of 2 incidents shown" in said
    assert "1 incident that a person rejected left out" in said


def test_the_samples_are_not_checked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = Store.in_memory([make_result(sample=True)], sample=True)
    with pytest.raises(StoreError, match="cannot be changed"):
        samples.accept(killing(samples))
