"""Which claims speak of one occurrence."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.group import Group, days_meet, distance_km, group_claims, holds, kinds_meet, same_place
from incidents.model import (
    EVENT_TYPE_OF,
    Actor,
    ActorCategory,
    Casualties,
    Claim,
    ClaimantSide,
    DateRange,
    Flag,
    Governorate,
    Precision,
    ResolvedPlace,
    Role,
    Stance,
    SubEventType,
)
from tests.factories import DARAA, HOMS, UNLOCATED, make_claim, make_document

CITY = ResolvedPlace(
    mention="Homs", place_id="gn:169577", name="Homs", governorate=Governorate.HOMS, lat=34.732, lon=36.714,
    radius_km=5.0, precision=Precision.SETTLEMENT, score=0.9,
)  # fmt: skip
PROVINCE = replace(CITY, place_id="sy:adm1/homs", radius_km=90.0, precision=Precision.GOVERNORATE)
JOBAR = replace(HOMS, mention="Jobar", place_id="sy:homs/jobar", name="Jobar, Homs", lat=34.699, lon=36.683)
SUNDAY = DateRange(dt.date(2012, 3, 11), dt.date(2012, 3, 11))
FRIDAY = DateRange(dt.date(2012, 3, 2), dt.date(2012, 3, 2))
WORDS = [f"word{i} tells of it." for i in range(60)]
DOCUMENT = make_document("\n".join(WORDS))
S = SubEventType


def told(
    number: int, place: ResolvedPlace | None = HOMS, sub: SubEventType = S.ATTACK, **fields: Any
) -> Claim:
    """The claim that the report's sentence of that number makes."""
    given_fields = {
        "sub_event_type": sub,
        "event_type": EVENT_TYPE_OF[sub],
        "killed": Casualties(),
        "dates": SUNDAY,
    }
    claim = make_claim(DOCUMENT, WORDS[number], place=place, **(given_fields | fields))
    return replace(claim, id=f"clm-{number:02d}")


def numbers(groups: list[Group]) -> list[list[int]]:
    return [[int(c.id[4:]) for c in g.claims] for g in groups]


def killed(low: int, high: int | None = -1) -> Casualties:
    return Casualties(low, low if high == -1 else high, str(low))


def test_repeated_mentions_are_one_occurrence() -> None:
    assert numbers(group_claims([told(0), told(1), told(2, killed=killed(45))])) == [[0, 1, 2]]


def test_two_towns_stay_two() -> None:
    assert numbers(group_claims([told(0), told(1, DARAA)])) == [[0], [1]]


def test_two_days_stay_two() -> None:
    assert numbers(group_claims([told(0), told(1, dates=FRIDAY)])) == [[0], [1]]


def test_a_days_difference_is_one_occurrence() -> None:
    monday = DateRange(dt.date(2012, 3, 12), dt.date(2012, 3, 12))
    assert numbers(group_claims([told(0), told(1, dates=monday)])) == [[0, 1]]


def test_a_shelling_and_an_air_raid_stay_two() -> None:
    assert numbers(group_claims([told(0, sub=S.SHELLING), told(1, sub=S.AIR_STRIKE)])) == [[0], [1]]


def test_a_bombing_told_as_a_car_bomb_and_as_a_suicide_bomb_is_one() -> None:
    assert numbers(group_claims([told(0, sub=S.REMOTE_EXPLOSIVE), told(1, sub=S.SUICIDE_BOMB)])) == [[0, 1]]


def test_a_neighbourhood_and_its_city_meet_at_the_neighbourhood() -> None:
    (group,) = group_claims([told(0, CITY), told(1, HOMS)])
    assert len(group.claims) == 2
    assert any("which holds" in join.reason for join in group.joins)


def test_a_city_goes_to_its_most_prominent_neighbourhood() -> None:
    groups = group_claims([told(0, CITY), told(1, JOBAR, killed=killed(3)), told(2, HOMS, killed=killed(45))])
    assert numbers(groups) == [[0, 2], [1]]


def test_a_city_with_another_exact_toll_stays_apart() -> None:
    groups = group_claims([told(0, CITY, killed=killed(12)), told(1, HOMS, killed=killed(45))])
    assert numbers(groups) == [[0], [1]]


def test_a_province_holds_its_towns_but_not_those_of_another() -> None:
    assert holds(PROVINCE, HOMS)
    assert not holds(PROVINCE, DARAA)
    assert not holds(HOMS, CITY)


def test_one_source_with_two_tolls_tells_of_two_events() -> None:
    assert numbers(group_claims([told(0, killed=killed(5)), told(1, killed=killed(45))])) == [[0], [1]]


def test_two_sources_with_two_tolls_tell_of_one() -> None:
    claims = [
        told(0, killed=killed(40)),
        told(1, killed=killed(45), claimant="SANA", claimant_side=ClaimantSide.GOVERNMENT),
    ]
    assert numbers(group_claims(claims)) == [[0, 1]]


def test_a_rival_toll_without_a_place_goes_to_what_was_told_before() -> None:
    implied = replace(HOMS, implied=True)
    claims = [told(0, killed=killed(40)), told(1, implied, killed=killed(45), claimant="SANA")]
    assert numbers(group_claims(claims)) == [[0, 1]]


def test_blame_and_denial_go_to_the_most_prominent_act() -> None:
    claims = [
        told(0, JOBAR, killed=killed(3)),
        told(1, HOMS, killed=killed(45)),
        told(2, None, stance=Stance.REPORTS_BLAME, flags=frozenset({Flag.NO_PLACE})),
        told(3, None, stance=Stance.DENIES, flags=frozenset({Flag.NO_PLACE})),
    ]
    assert numbers(group_claims(claims)) == [[0], [1, 2, 3]]


def test_a_blame_that_names_what_nothing_else_tells_of_is_an_occurrence_of_its_own() -> None:
    blame = {"stance": Stance.REPORTS_BLAME}
    claims = [
        told(0, DARAA, **blame),
        told(1, None, **blame, flags=frozenset({Flag.NO_PLACE})),
        told(2, DARAA),
    ]
    assert numbers(group_claims(claims[:2])) == [[0, 1]]
    assert numbers(group_claims(claims)) == [[0, 1, 2]]
    assert numbers(group_claims([told(0, HOMS), told(1, DARAA, **blame)])) == [[0], [1]]


@pytest.mark.parametrize(
    "claim",
    [
        told(0, replace(HOMS, implied=True), stance=Stance.REPORTS_BLAME),
        told(0, HOMS, S.AGREEMENT, stance=Stance.REPORTS_BLAME),
        told(0, HOMS, stance=Stance.DENIES),
    ],
)
def test_a_blame_without_a_place_or_a_deed_and_a_denial_start_nothing(claim: Claim) -> None:
    assert group_claims([claim]) == []


def test_a_toll_in_the_lead_belongs_to_the_place_named_right_after() -> None:
    claims = [told(0, None, killed=killed(45), flags=frozenset({Flag.NO_PLACE})), told(1, killed=killed(45))]
    assert numbers(group_claims(claims)) == [[0, 1]]


def test_people_killed_at_an_implied_place_are_an_occurrence_of_their_own() -> None:
    implied = replace(HOMS, implied=True)
    (group,) = group_claims([told(0, implied, killed=killed(4))])
    assert group.notes == ("place carried over from the sentences before",)


@pytest.mark.parametrize(
    "claim",
    [
        told(0, flags=frozenset({Flag.CUMULATIVE})),
        told(0, flags=frozenset({Flag.HYPOTHETICAL, Flag.NO_PLACE})),
        told(0, UNLOCATED, flags=frozenset({Flag.NO_PLACE})),
        told(0, None, stance=Stance.DENIES, flags=frozenset({Flag.NO_PLACE})),
    ],
)
def test_what_stays_off_the_map_starts_nothing(claim: Claim) -> None:
    assert group_claims([claim]) == []


def test_unknown_days_meet_any() -> None:
    assert days_meet(None, SUNDAY)
    assert days_meet(SUNDAY, None)
    assert not days_meet(SUNDAY, FRIDAY)


def test_distances() -> None:
    assert distance_km(CITY, CITY) == 0
    assert 120 < distance_km(CITY, replace(DARAA, lat=33.5138, lon=36.2765)) < 145  # Homs to Damascus
    assert distance_km(CITY, UNLOCATED) == math.inf
    assert same_place(HOMS, replace(HOMS, mention="Karm el-Zeitoun"))
    assert not same_place(PROVINCE, replace(PROVINCE, place_id="other"))


places = st.sampled_from([HOMS, JOBAR, CITY, PROVINCE, DARAA, UNLOCATED, None, replace(HOMS, implied=True)])
claims = st.lists(
    st.tuples(
        places,
        st.sampled_from(list(S)),
        st.sampled_from([Casualties(), killed(0), killed(5), killed(45), killed(12, None)]),
        st.sampled_from([None, SUNDAY, FRIDAY]),
        st.sampled_from(list(Stance)),
        st.sampled_from([None, "activists", "SANA"]),
        st.sampled_from([frozenset[Flag](), frozenset({Flag.NO_PLACE}), frozenset({Flag.HISTORICAL})]),
    ),
    max_size=8,
).map(
    lambda rows: [
        told(i, place, sub, killed=k, dates=d, stance=stance, claimant=who, flags=flags)
        for i, (place, sub, k, d, stance, who, flags) in enumerate(rows)
    ]
)


def assert_tree(group: Group) -> None:
    """The joins hold all claims of the group together, and none is needless."""
    assert len(group.joins) == len(group.claims) - 1
    reached = {group.claims[0].id}
    for _ in group.joins:
        reached |= {end for j in group.joins if {j.left, j.right} & reached for end in (j.left, j.right)}
    assert reached == {c.id for c in group.claims}


@settings(deadline=None)
@given(claims)
def test_every_group_is_located_in_order_and_shares_no_claim(made: list[Claim]) -> None:
    groups = group_claims(made)
    ids = [c.id for g in groups for c in g.claims]
    assert len(ids) == len(set(ids))
    assert [g.claims[0].id for g in groups] == sorted(g.claims[0].id for g in groups)
    for group in groups:
        assert [c.id for c in group.claims] == sorted(c.id for c in group.claims)
        assert any(c.place is not None and c.place.located for c in group.claims)
        assert all(c.flags <= {Flag.NO_PLACE} for c in group.claims)
        assert_tree(group)
        assert not {c.id for c in group.summaries} & set(ids)
        assert all(j.reason for j in group.joins)


@settings(deadline=None)
@given(claims)
def test_kinds_meet_either_way(made: list[Claim]) -> None:
    for a in made:
        assert kinds_meet(a, a)
        for b in made:
            assert kinds_meet(a, b) == kinds_meet(b, a)


BLAMED = (Actor("the army", ActorCategory.GOVERNMENT, Role.ALLEGED_PERPETRATOR),)


def test_an_accusation_that_tells_whom_and_where_is_an_incident() -> None:
    accused = told(1, stance=Stance.REPORTS_BLAME, sub=S.CHEMICAL_WEAPON, actors=BLAMED)
    assert numbers(group_claims([accused])) == [[1]]
    assert group_claims([replace(accused, actors=())]) == []
    assert group_claims([replace(accused, place=replace(HOMS, implied=True))]) == []
    assert group_claims([replace(accused, stance=Stance.DENIES)]) == []


def test_an_accusation_of_a_kind_of_its_own_is_of_nothing_else_told_there() -> None:
    taken = told(0, sub=S.NON_STATE_OVERTAKES)
    struck = told(1, stance=Stance.REPORTS_BLAME, sub=S.AIR_STRIKE, actors=BLAMED)
    assert numbers(group_claims([taken, struck])) == [[0], [1]]
    assert numbers(group_claims([told(0, sub=S.AIR_STRIKE), struck])) == [[0, 1]]


# --- totals, leads and rival accounts ---------------------------------------------------------------------------

TARIQ = replace(
    HOMS, mention="Inshaat", place_id="sy:homs/inshaat", name="Inshaat, Homs", lat=34.72, lon=36.69
)
TALBISEH = replace(CITY, mention="Talbiseh", place_id="gn:2", name="Talbiseh", lat=34.84, lon=36.73)
RASTAN = replace(CITY, mention="Rastan", place_id="gn:1", name="Rastan", lat=34.93, lon=36.73)
ARMY = (Actor("the army", ActorCategory.GOVERNMENT, Role.INITIATOR),)
REBELS = (Actor("rebels", ActorCategory.REBELS, Role.INITIATOR),)
IMPLIED = replace(HOMS, implied=True)


def summaries(groups: list[Group]) -> list[list[int]]:
    return [[int(c.id[4:]) for c in g.summaries] for g in groups]


def saying(claim: Claim, words: str) -> Claim:
    return replace(claim, quote=words)


def test_a_total_of_which_parts_are_told_is_a_summary_of_them_and_no_incident() -> None:
    total = told(0, CITY, killed=Casualties(36, 36, "36 people"))
    part = saying(
        told(1, HOMS, killed=Casualties(16, 16, "Sixteen")), "Sixteen of them died in Karm al-Zeitoun."
    )
    other = told(2, TARIQ, killed=killed(12))
    groups = group_claims([total, part, other])
    assert numbers(groups) == [[1], [2]]
    assert summaries(groups) == [[0], [0]]
    unsaid = group_claims([total, replace(part, quote="Sixteen died in Karm al-Zeitoun."), other])
    assert numbers(unsaid) == [[0], [1], [2]], "a city's figure is no total until the words say so"


def test_those_who_were_among_a_provinces_dead_are_counted_by_it() -> None:
    total = told(2, PROVINCE, killed=Casualties(19, 19, "19 people"))
    parts = [told(0, TALBISEH, killed=killed(3)), told(1, RASTAN, killed=killed(5))]
    said = saying(total, "They were among 19 people killed in Homs province.")
    assert summaries(group_claims([*parts, said])) == [[2], [2]]
    assert summaries(group_claims([*parts, replace(total, killed=Casualties(8, 8, "8"))])) == [[2], [2]], (
        "what the towns come to is their total"
    )
    assert summaries(group_claims([*parts, replace(total, killed=Casualties(9, 9, "9"))])) == [[], [], []]


def test_a_days_toll_of_the_country_counts_the_towns_told_before() -> None:
    towns = [told(0, TALBISEH, killed=killed(3)), told(1, DARAA, killed=killed(5))]
    toll = told(2, IMPLIED, killed=killed(136), flags=frozenset({Flag.CUMULATIVE}))
    words = "In all 136 people were killed across the country on Sunday."
    groups = group_claims([*towns, saying(toll, words)])
    assert (numbers(groups), summaries(groups)) == ([[0], [1]], [[2], [2]])
    for other in (
        saying(toll, "136 people have been killed across the country since March."),
        saying(replace(toll, dates=FRIDAY), words),
        saying(replace(toll, killed=killed(7)), words),
    ):
        assert summaries(group_claims([*towns, other])) == [[], []]


def test_a_lead_without_a_place_counts_the_towns_that_come_to_its_figure() -> None:
    lead = told(0, None, killed=killed(21), flags=frozenset({Flag.NO_PLACE}))
    towns = [told(1, TALBISEH, killed=killed(15)), told(2, RASTAN, killed=killed(6))]
    groups = group_claims([lead, *towns])
    assert (numbers(groups), summaries(groups)) == ([[1], [2]], [[0], [0]])
    assert summaries(group_claims([replace(lead, killed=killed(22)), *towns])) == [[], []]
    assert summaries(group_claims([*towns, replace(lead, start=900, end=920)])) == [[], []]


def test_one_figure_for_several_places_is_linked_to_what_its_sentence_tells_of_them() -> None:
    both = replace(UNLOCATED, mention="Talbiseh, Rastan")
    claims = [
        told(0, TALBISEH),
        replace(told(0, RASTAN), id="clm-01"),
        replace(told(0, both, killed=killed(12), flags=frozenset({Flag.SUMMARY})), id="clm-02"),
        told(3, DARAA),
    ]
    assert summaries(group_claims(claims)) == [[2], [2], []]


def test_a_leads_city_gives_way_to_the_town_that_the_details_name() -> None:
    lead = told(0, CITY, S.AIR_STRIKE, killed=killed(11))
    town = told(1, TALBISEH, S.AIR_STRIKE)
    (group,) = group_claims([lead, town])
    assert group.loosely == {"clm-00"}
    assert "loosely" in group.joins[0].reason
    elsewhere = replace(DARAA, governorate=Governorate.DARAA)
    assert numbers(group_claims([lead, told(1, elsewhere, S.AIR_STRIKE)])) == [[0], [1]]
    below = replace(lead, start=400, end=420, id="clm-02")
    assert numbers(group_claims([town, below])) == [[1], [2]], "only a lead is loose"
    assert numbers(group_claims([lead, replace(town, killed=killed(4))])) == [[0], [1]]
    both = [told(0, CITY, S.AIR_STRIKE), replace(told(0, TALBISEH, S.AIR_STRIKE), id="clm-01")]
    assert numbers(group_claims(both)) == [[0], [1]], "two towns named in one sentence are two"


def test_a_citys_figure_with_several_parts_hit_is_that_of_none() -> None:
    parts = [told(1, HOMS), told(2, TARIQ)]
    assert numbers(group_claims([told(0, CITY, killed=killed(9)), *parts])) == [[0], [1], [2]]
    assert numbers(group_claims([told(0, CITY, killed=killed(9)), parts[0]])) == [[0, 1]]


def test_the_deeds_of_two_enemies_are_two_acts_unless_two_sources_tell() -> None:
    shelled = told(0, sub=S.SHELLING, actors=ARMY)
    assert numbers(group_claims([shelled, told(1, sub=S.SHELLING, actors=REBELS)])) == [[0], [1]]
    rivals = [
        replace(shelled, claimant="activists"),
        told(1, sub=S.SHELLING, actors=REBELS, claimant="SANA"),
    ]
    assert numbers(group_claims(rivals)) == [[0, 1]]
    police = (*REBELS, Actor("the police", ActorCategory.GOVERNMENT, Role.TARGET))
    returned = told(1, sub=S.ATTACK, actors=police, claimant="SANA")
    assert numbers(group_claims([rivals[0], returned])) == [[0], [1]]


def test_a_monitor_and_its_director_are_one_source() -> None:
    monitor = {"claimant": "Syrian Observatory for Human Rights", "claimant_side": ClaimantSide.MONITOR}
    director = {"claimant": "Observatory head Rami Abdel Rahman", "claimant_side": ClaimantSide.MONITOR}
    claims = [told(0, killed=killed(40), **monitor), told(1, killed=killed(45), **director)]
    assert numbers(group_claims(claims)) == [[0], [1]]


def test_some_of_a_tolls_people_are_told_of_the_same_occurrence() -> None:
    headline = told(0, killed=Casualties(11, 11, "11 children"))
    details = told(1, killed=Casualties(15, 15, "Fifteen civilians"))
    assert numbers(group_claims([headline, details])) == [[0, 1]]
    fighters = replace(headline, killed=Casualties(11, 11, "11 fighters"))
    assert numbers(group_claims([fighters, details])) == [[0], [1]]


def test_counts_of_an_advances_dead_are_of_that_advance_but_not_a_rivals_attack() -> None:
    advance = told(
        0, CITY, S.GOVERNMENT_REGAINS, actors=ARMY, killed=Casualties(12, None, "Scores of people")
    )
    there = replace(CITY, implied=True)
    counts = [
        told(1, there, killed=killed(45), claimant="the Observatory", actors=()),
        told(2, there, killed=killed(100), claimant="a rights group", actors=()),
    ]
    assert numbers(group_claims([advance, *counts])) == [[0, 1, 2]]
    rival = told(3, there, killed=killed(2), claimant="SANA", actors=REBELS)
    assert [3] in numbers(group_claims([advance, rival]))


def test_soldiers_dead_in_a_blast_are_that_blasts_toll() -> None:
    soldiers = (Actor("soldiers", ActorCategory.GOVERNMENT, Role.TARGET),)
    toll = told(1, IMPLIED, S.ARMED_CLASH, killed=killed(42), actors=soldiers)
    assert numbers(group_claims([told(0, sub=S.SHELLING), toll])) == [[0, 1]]
    assert numbers(group_claims([told(0, sub=S.SHELLING, killed=killed(3)), toll])) == [[0], [1]]


def test_a_place_named_in_passing_is_no_scene() -> None:
    lead = told(0, None, S.REMOTE_EXPLOSIVE, killed=killed(126), flags=frozenset({Flag.NO_PLACE}))
    blast = told(1, HOMS, S.REMOTE_EXPLOSIVE)
    passing = replace(DARAA, implied=True)
    bodies = told(2, passing, killed=Casualties(100, None, "at least 100 bodies"), claimant="rescuers")
    assert numbers(group_claims([lead, blast, bodies])) == [[0, 1, 2]]
    more = replace(bodies, killed=killed(300))
    assert numbers(group_claims([lead, blast, more])) == [[0, 1], [2]]


def test_what_stands_alone_is_joined_by_what_goes_on_with_it() -> None:
    claims = [
        told(0, IMPLIED, killed=killed(62), claimant="the Observatory"),
        told(1, IMPLIED, killed=killed(102), claimant="another group"),
    ]
    assert numbers(group_claims(claims)) == [[0, 1]]


def test_a_join_says_in_words_why() -> None:
    claims = [
        told(0, killed=killed(45)),
        told(1, IMPLIED, killed=killed(45)),
        told(2, IMPLIED, stance=Stance.REPORTS_BLAME, claimant="activists", actors=BLAMED),
        told(3, IMPLIED, stance=Stance.DENIES, claimant="SANA"),
    ]
    (group,) = group_claims(claims)
    same, blame, denial = (j.reason for j in group.joins)
    assert same == "gives the same figure (45) and names no place of its own"
    assert blame.startswith("activists says who did it")
    assert denial.startswith("a denial by SANA")


@pytest.mark.parametrize(
    ("said", "joined"),
    [
        ("The Observatory, however, spoke of 12 dead.", True),
        ("State media put the death toll at 12.", True),
        ("The Observatory said 12 people were killed in the raid.", True),
        ("The Observatory said that 12 people had been killed.", False),
    ],
)
def test_a_named_source_s_figure_set_against_the_report_s_own_is_of_the_same_act(
    said: str, joined: bool
) -> None:
    raid = told(0, sub=S.AIR_STRIKE, killed=killed(5), claimant=None, claimant_side=ClaimantSide.JOURNALIST)
    rival = told(1, replace(HOMS, implied=True), killed=killed(12), claimant="the Observatory", actors=())
    groups = group_claims([raid, replace(rival, quote=said)])
    assert numbers(groups) == ([[0, 1]] if joined else [[0], [1]])
