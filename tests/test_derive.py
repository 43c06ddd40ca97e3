"""From claims to an incident's fields, rule by rule."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.derive import corroborate, derive_incident, event_kind
from incidents.group import Group
from incidents.model import (
    EVENT_TYPE_OF,
    Actor,
    ActorCategory,
    Band,
    Casualties,
    Claim,
    ClaimantSide,
    Corroboration,
    DateRange,
    Incident,
    Precision,
    Role,
    Stance,
    SubEventType,
)
from incidents.tolls import estimate, figures, killed_of
from tests.factories import DARAA, HOMS, UNLOCATED, make_claim, make_document

A, S = ActorCategory, SubEventType
CITY = replace(HOMS, place_id="gn:169577", name="Homs", precision=Precision.SETTLEMENT, radius_km=5.0)
WORDS = [f"word{i} tells of it." for i in range(12)]
DOCUMENT = make_document("\n".join(WORDS))
ACTIVISTS = {"claimant": "activists", "claimant_side": ClaimantSide.OPPOSITION}
SANA = {"claimant": "SANA", "claimant_side": ClaimantSide.GOVERNMENT}


def told(number: int, sub: SubEventType = S.ATTACK, killed: tuple[Any, ...] = (), **fields: Any) -> Claim:
    base: dict[str, Any] = {"actors": (), "killed": Casualties(*killed), **ACTIVISTS}
    base |= {"sub_event_type": sub, "event_type": EVENT_TYPE_OF[sub]}
    return replace(make_claim(DOCUMENT, WORDS[number], **(base | fields)), id=f"clm-{number}")


def by(category: ActorCategory, role: Role = Role.INITIATOR) -> tuple[Actor, ...]:
    return (Actor(category.value, category, role),)


def derived(*claims: Claim) -> Incident:
    return derive_incident(Group(claims))


def test_the_finest_place_is_the_incidents() -> None:
    assert derived(told(0, place=CITY), told(1)).place == HOMS
    assert derived(told(0, place=replace(HOMS, implied=True)), told(1, place=CITY)).place == CITY


def test_the_narrowest_dates_are_the_incidents() -> None:
    week = DateRange(dt.date(2012, 3, 5), dt.date(2012, 3, 11))
    day = DateRange(dt.date(2012, 3, 11), dt.date(2012, 3, 11))
    assert derived(told(0, dates=week), told(1, dates=day), told(2, dates=None)).dates == day
    assert derived(told(0, dates=None)).dates is None


@pytest.mark.parametrize(
    ("claims", "low", "best", "high"),
    [
        ([told(0)], None, None, None),
        ([told(0, killed=(45, 45, "45"))], 45, 45, 45),
        ([told(0, killed=(45, None, "at least 45"))], 45, 45, None),
        ([told(0, killed=(0, 0, "nobody"))], 0, 0, 0),
        ([told(0, killed=(30, 40, "30 to 40"))], 30, 30, 40),
        # A figure counts before a vague word.
        ([told(0, killed=(12, None, "dozens")), told(1, killed=(45, 45, "45"))], 45, 45, 45),
        ([told(0, killed=(12, None, "dozens of people"))], 12, 12, None),
        # One source is heard once, with its largest figure.
        ([told(0, killed=(4, 4, "4")), told(1, killed=(7, 7, "7"))], 7, 7, 7),
        # Several sources give a range; the middle one is the best.
        ([told(0, killed=(45, 45, "45")), told(1, killed=(50, 50, "50"), **SANA)], 45, 50, 50),
        (
            [
                told(0, killed=(40, 40, "40")),
                told(1, killed=(45, 45, "45"), **SANA),
                told(2, killed=(60, None, "at least 60"), claimant="monitors"),
            ],
            40,
            45,
            None,
        ),
        # What is told of the place itself counts before what is told of its city.
        ([told(0, killed=(90, 90, "90"), place=CITY, **SANA), told(1, killed=(45, 45, "45"))], 45, 45, 45),
        # A denial gives no figure.
        ([told(0, killed=(45, 45, "45")), told(1, killed=(1, 1, "1"), stance=Stance.DENIES, **SANA)], 45, 45, 45),
    ],
)  # fmt: skip
def test_counts(claims: list[Claim], low: int | None, best: int | None, high: int | None) -> None:
    count = estimate(claims, lambda c: c.killed, HOMS)
    assert (count.low, count.best, count.high) == (low, best, high)
    assert count.rule


def test_a_specific_kind_is_the_incidents_before_a_general_one() -> None:
    assert event_kind([told(0), told(1), told(2, S.SUICIDE_BOMB)]) is S.SUICIDE_BOMB
    assert event_kind([told(0, S.REMOTE_EXPLOSIVE), told(1, S.SUICIDE_BOMB)]) is S.SUICIDE_BOMB
    assert event_kind([told(0), told(1)]) is S.ATTACK


def test_whoever_acts_or_is_accused_is_a_perpetrator_but_nobody_unknown() -> None:
    incident = derived(
        told(0, actors=by(A.MILITIA, Role.ALLEGED_PERPETRATOR)),
        told(1, actors=by(A.UNKNOWN)),
        told(2, actors=by(A.REBELS, Role.TARGET)),
        told(3, actors=by(A.GOVERNMENT)),
    )
    assert incident.perpetrators == (A.MILITIA, A.GOVERNMENT)
    assert len(incident.actors) == 4


def test_a_denial_contests_and_names_nobody() -> None:
    incident = derived(
        told(0, actors=by(A.GOVERNMENT)), told(1, stance=Stance.DENIES, actors=by(A.REBELS), **SANA)
    )
    assert incident.contested
    assert "denied" in incident.contested_reason
    assert incident.perpetrators == (A.GOVERNMENT,)
    assert incident.corroboration is Corroboration.CONFLICTING


def test_blame_of_two_sides_by_two_sides_contests() -> None:
    incident = derived(told(0, actors=by(A.MILITIA)), told(1, actors=by(A.REBELS), **SANA))
    assert incident.contested
    assert (
        incident.contested_reason
        == "the government side is blamed by activists; the opposition side is blamed by SANA"
    )


def test_two_sides_that_blame_each_other_contest() -> None:
    claim = told(0, stance=Stance.REPORTS_BLAME, claimant="each side")
    for words in ("Each side accused the other of it.", "The two sides blamed each other for it."):
        assert derived(replace(claim, quote=words)).contested
    assert not derived(replace(claim, quote="Activists accused the other men of it.")).contested


@pytest.mark.parametrize(
    "claims",
    [
        # one camp
        [told(0, actors=by(A.MILITIA)), told(1, actors=by(A.GOVERNMENT), claimant="residents")],
        # one source naming two camps
        [told(0, actors=by(A.MILITIA)), told(1, actors=by(A.REBELS))],
        # both sides of a battle fight it
        [
            told(0, S.ARMED_CLASH, actors=by(A.GOVERNMENT)),
            told(1, S.ARMED_CLASH, actors=by(A.REBELS), **SANA),
        ],
        # only a denial: nothing to deny is told
        [told(0, stance=Stance.DENIES, **SANA)],
    ],
)
def test_what_contests_nothing(claims: list[Claim]) -> None:
    assert not derived(*claims).contested


def test_corroboration() -> None:
    assert derived(told(0), told(1)).corroboration is Corroboration.SINGLE
    assert derived(told(0), told(1, **SANA)).corroboration is Corroboration.MULTIPLE
    admitted = told(0, S.SUICIDE_BOMB, actors=by(A.ISLAMIC_STATE), claimant_side=ClaimantSide.ISLAMIC_STATE)
    assert derived(admitted).corroboration is Corroboration.ADMITTED
    fought = told(0, S.ARMED_CLASH, actors=by(A.GOVERNMENT), **SANA)
    assert corroborate([fought], contested=False) is Corroboration.SINGLE


def test_the_best_band_of_its_claims_is_the_incidents() -> None:
    assert derived(told(0, confidence=Band.LOW), told(1, confidence=Band.HIGH)).confidence is Band.HIGH


def test_nothing_is_derived_without_a_place() -> None:
    with pytest.raises(ValueError, match="place"):
        derived(told(0, place=UNLOCATED))
    with pytest.raises(ValueError, match="place"):
        derive_incident(Group(()))


counts = st.one_of(
    st.just(Casualties()),
    st.integers(0, 500).map(lambda n: Casualties(n, n, str(n))),
    st.integers(0, 500).map(lambda n: Casualties(n, None, f"at least {n}")),
    st.sampled_from([Casualties(12, None, "dozens"), Casualties(100, None, "hundreds of people")]),
)
sources = st.sampled_from([None, "activists", "SANA", "residents"])


@settings(deadline=None)
@given(st.lists(st.tuples(counts, sources, st.sampled_from([HOMS, CITY, DARAA])), min_size=1, max_size=6))
def test_low_best_and_high_are_in_order_and_told_by_somebody(rows: list[tuple[Casualties, Any, Any]]) -> None:
    claims = [told(i, claimant=who, place=place, **{}) for i, (_, who, place) in enumerate(rows)]
    claims = [replace(c, killed=count) for c, (count, *_) in zip(claims, rows, strict=True)]
    incident = derived(*claims)
    low, best, high = incident.killed.low, incident.killed.best, incident.killed.high
    if low is None:
        assert not any(c.killed.reported for c in claims)
        return
    assert best is not None
    assert low <= best
    assert high is None or best <= high
    assert low in {c.killed.low for c in claims}


@settings(deadline=None)
@given(
    st.permutations(
        [told(0, killed=(5, 5, "5")), told(1, killed=(9, 9, "9"), **SANA), told(2, S.SUICIDE_BOMB)]
    )
)
def test_the_order_of_claims_changes_neither_kind_nor_counts(claims: list[Claim]) -> None:
    incident = derived(*claims)
    assert incident.sub_event_type is S.SUICIDE_BOMB
    assert (incident.killed.low, incident.killed.high) == (5, 9)


def test_a_figure_that_is_told_as_a_further_one_is_not_the_lowest() -> None:
    killed = derived(
        told(0, killed=(21, 21, "21 people")), told(1, killed=(1, 1, "another child"), **SANA)
    ).killed
    assert (killed.low, killed.high) == (21, 21)
    assert derived(told(0, killed=(1, 1, "another child"))).killed.low == 1


def test_a_monitor_is_the_observatory() -> None:
    monitor = {"claimant": "a monitoring group", "claimant_side": ClaimantSide.MONITOR}
    observatory = {"claimant": "Syrian Observatory for Human Rights", "claimant_side": ClaimantSide.MONITOR}
    both = (told(0, killed=(21, 21), **monitor), told(1, killed=(15, 15), **observatory))
    assert derived(*both).killed.low == 21, "one source's largest figure stands for it"
    assert corroborate(both, False) is Corroboration.SINGLE


def test_a_lead_without_a_place_counts_like_one_with_it() -> None:
    lead = told(0, killed=(21, 21), place=None)
    assert derived(lead, told(1, killed=(15, 15))).killed.best == 21


# --- which figures the estimate rests on ---


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        (
            [told(0, killed=(12, 12, "12")), told(1, killed=(9, 9, "nine"))],
            ["", "another figure of this source stands for it"],
        ),
        (
            [told(0, killed=(12, None, "dozens")), told(1, killed=(31, 31, "31"), **SANA)],
            ["a vague word, where others give figures", ""],
        ),
        (
            [told(0, killed=(12, 12, "12")), told(1, killed=(9, 9, "a further nine"), **SANA)],
            ["", "comes on top of another figure"],
        ),
        (
            [told(0, killed=(12, 12, "12")), told(1, killed=(70, 70, "70"), place=CITY, **SANA)],
            ["", "told of a wider place"],
        ),
        (
            [told(0, killed=(12, 12, "12")), told(1, killed=(40, 40, "40"), stance=Stance.DENIES, **SANA)],
            ["", "part of a denial"],
        ),
        ([told(0, killed=(12, 12, "12")), told(1)], [""]),
    ],
)
def test_a_figure_that_was_not_used_says_why(claims: list[Claim], why: list[str]) -> None:
    found = figures(claims, killed_of, HOMS)
    assert [figure.why for figure in found] == why
    assert [figure.used for figure in found] == [not reason for reason in why]
    used = [figure.count.low for figure in found if figure.used]
    assert estimate(claims, killed_of, HOMS).low == min(n for n in used if n is not None)


def test_a_figure_names_its_source() -> None:
    (figure,) = figures([told(0, killed=(12, 12, "12"), **SANA)], killed_of, HOMS)
    assert (figure.claim_id, figure.source.name, figure.source.named) == ("clm-0", "Syrian state media", True)


def test_both_sides_of_a_battle_fight_it() -> None:
    fighting = by(A.GOVERNMENT, Role.PARTICIPANT) + by(A.REBELS, Role.PARTICIPANT)
    incident = derived(told(0, S.ARMED_CLASH, actors=fighting))
    assert incident.perpetrators == (A.GOVERNMENT, A.REBELS)
    assert {a.role for a in incident.actors} == {Role.INITIATOR}
    assert derived(told(0, actors=fighting)).perpetrators == ()
    alone = told(0, S.ARMED_CLASH, actors=fighting[:1], killed=(5, 5, "5"))
    assert derived(alone).perpetrators == (), "those named alone with the dead may be the dead"
    assert derived(replace(alone, killed=Casualties())).perpetrators == (A.GOVERNMENT,)


def test_what_the_reporter_tells_of_two_sides_contests_nothing() -> None:
    own_voice = {"claimant": None, "claimant_side": ClaimantSide.JOURNALIST}
    answered = told(1, actors=by(A.REBELS), **own_voice)
    assert not derived(told(0, actors=by(A.GOVERNMENT)), answered).contested


def test_a_claim_that_names_the_place_loosely_does_not_give_it() -> None:
    lead, details = told(0, place=replace(CITY, score=1.0)), told(1, place=replace(DARAA, score=0.5))
    assert derive_incident(Group((lead, details))).place.name == CITY.name
    assert derive_incident(Group((lead, details), loosely=frozenset({lead.id}))).place.name == DARAA.name
