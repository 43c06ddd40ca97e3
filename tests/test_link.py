"""Which incidents of different reports are one occurrence: the rules one by one, and what holds whatever is told."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents import link
from incidents.link import Linked, Telling, Verdict
from incidents.model import ActorCategory, Basis, Casualties, Claim, ReportResult, SubEventType
from tests.worlds import (
    CITY,
    OTHER_PART,
    PART,
    PROVINCE,
    TOWN,
    VILLAGE,
    Told,
    at_least,
    copies_of,
    exactly,
    report,
    tellings_of,
    worlds,
)

quick = settings(deadline=None, max_examples=60)
DOZENS = Casualties(12, None, "dozens")
K = SubEventType


def two(one: Told, other: Told) -> tuple[Telling, Telling]:
    """What two reports tell."""
    a, b = tellings_of([report(1, [[one]]), report(2, [[other]])])
    return a, b


def verdict(one: Told, other: Told) -> Verdict | None:
    found = link.compare(*two(one, other))
    return None if found is None else found.verdict


# --- the rules -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({"killed": exactly(5)}, {"killed": exactly(5)}),
        ({"killed": exactly(45)}, {"killed": at_least(40)}),
        ({"killed": exactly(70)}, {"killed": DOZENS}),
        ({"place": TOWN, "killed": exactly(4)}, {"place": TOWN, "killed": exactly(7)}),
        ({"place": PART, "killed": exactly(4)}, {"killed": exactly(4)}),
        ({"place": PART, "killed": exactly(2), "wounded": exactly(9)}, {"killed": exactly(2), "wounded": exactly(9)}),
        ({"place": TOWN, "killed": exactly(12)}, {"place": VILLAGE, "killed": exactly(12)}),
        ({"day": 1, "killed": exactly(22)}, {"day": 2, "killed": exactly(22)}),
        ({"kind": K.ATTACK, "killed": exactly(4)}, {"kind": K.AIR_STRIKE, "killed": exactly(4)}),
        ({"kind": K.ARMED_CLASH, "killed": exactly(4)}, {"kind": K.SHELLING, "killed": exactly(4)}),
        ({"killed": exactly(50)}, {"killed": exactly(58)}),
    ],
)  # fmt: skip
def test_joined(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert verdict(Told(**one), Told(**other)) is Verdict.JOIN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"place": PART}, {}),
        ({"place": PART, "killed": exactly(1)}, {"killed": exactly(1)}),
        ({"killed": exactly(3)}, {"killed": exactly(5)}),
        ({"place": TOWN, "killed": exactly(2)}, {"place": TOWN, "killed": exactly(30)}),
        ({"day": 1, "killed": exactly(4)}, {"day": 2, "killed": exactly(4)}),
        ({"kind": K.ATTACK, "place": TOWN, "killed": exactly(4)}, {"place": TOWN, "killed": exactly(9)}),
        ({"by": ActorCategory.GOVERNMENT}, {"by": ActorCategory.REBELS}),
        ({"place": PROVINCE}, {"place": PROVINCE}),
    ],
)
def test_proposed(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert verdict(Told(**one), Told(**other)) is Verdict.PROPOSE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"day": 0}, {"day": 2}),
        ({"place": PART}, {"place": OTHER_PART}),
        ({"place": CITY}, {"place": TOWN}),
        ({"place": PROVINCE}, {"place": CITY}),
        ({"kind": K.SHELLING}, {"kind": K.ARMED_CLASH}),
        ({"kind": K.REMOTE_EXPLOSIVE, "weapon": "car bomb"}, {"kind": K.SHELLING}),
        ({"killed": exactly(2)}, {"killed": exactly(30)}),
        ({"day": 1, "killed": exactly(3)}, {"day": 2, "killed": exactly(5)}),
        ({"day": 1, "by": ActorCategory.GOVERNMENT}, {"day": 2, "by": ActorCategory.REBELS}),
        ({"place": TOWN, "killed": exactly(3)}, {"place": VILLAGE, "killed": exactly(5)}),
        ({"day": None}, {"day": 1}),
    ],
)
def test_never_brought_together(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert verdict(Told(**one), Told(**other)) is None


STOCK = "Women and children were among the dead, the Observatory said by telephone from its office."


def test_the_same_sentence_joins_only_where_it_names_the_place() -> None:
    a, b = two(Told(words=STOCK, killed=exactly(3)), Told(words=STOCK, killed=exactly(5)))
    found = link.compare(a, b)
    assert found is not None
    assert (found.verdict, found.score) == (Verdict.JOIN, 1.0)

    def pointing(telling: Telling) -> Telling:
        (claim,) = telling.group.claims
        assert claim.place is not None
        own = replace(claim, id=claim.id + "x", quote="An act of its own.", killed=Casualties())
        back = replace(claim, place=replace(claim.place, implied=True))
        return replace(telling, group=replace(telling.group, claims=(own, back)))

    found = link.compare(pointing(a), pointing(b))
    assert found is not None
    assert found.verdict is Verdict.PROPOSE


def test_what_two_copies_tell_alike_is_one_even_undated() -> None:
    one, other = two(Told(day=None, killed=exactly(1), place=PART), Told(day=None, killed=exactly(1)))
    assert link.compare(one, other) is None
    joined = link.compare(one, other, copies=True)
    assert joined is not None
    assert joined.verdict is Verdict.JOIN
    far = two(Told(killed=exactly(1)), Told(killed=exactly(30)))
    assert link.compare(*far, copies=True) is None


def test_two_that_contradict_each_other_are_not_joined_through_a_third() -> None:
    results = [
        report(1, [[Told(killed=exactly(2))]]),
        report(2, [[Told()]]),
        report(3, [[Told(killed=exactly(30))]]),
    ]
    linked = link.link(tellings_of(results))
    assert sorted(len(g.claims) for g in linked.groups) == [1, 2]
    assert len(linked.proposals) == 1, "the link that would have joined them is left to a person"


def test_reports_that_tell_two_things_apart_keep_them_apart() -> None:
    both = [[Told(killed=exactly(3))], [Told(killed=exactly(3))]]
    linked = link.link(tellings_of([report(1, both), report(2, both)]))
    assert [len(g.claims) for g in linked.groups] == [2, 2]
    assert all(len({c.document_id for c in g.claims}) == 2 for g in linked.groups)


# --- whatever is told ----------------------------------------------------------------------------------------------


def linked(results: Sequence[ReportResult]) -> Linked:
    return link.link(tellings_of(results), copies_of(results))


def claims_of(results: Sequence[ReportResult]) -> list[str]:
    return sorted(c.id for r in results for c in r.claims)


@quick
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_reports_does_not_matter(results: list[ReportResult], rng: random.Random) -> None:
    tellings = tellings_of(results)
    other = rng.sample(tellings, len(tellings))
    assert link.link(tellings, copies_of(results)) == link.link(other, copies_of(results))


@quick
@given(worlds())
def test_every_claim_is_in_exactly_one_group_however_many_reports_come(results: list[ReportResult]) -> None:
    for many in range(len(results) + 1):
        found = [c.id for g in linked(results[:many]).groups for c in g.claims]
        assert sorted(found) == claims_of(results[:many])


@quick
@given(worlds())
def test_joins_hold_a_group_together_as_a_tree(results: list[ReportResult]) -> None:
    for group in linked(results).groups:
        assert_a_tree(group.claims, [(j.left, j.right) for j in group.joins])
        across = [j for j in group.joins if j.basis is Basis.REPORTS]
        assert len(across) == len({c.document_id for c in group.claims}) - 1


def assert_a_tree(claims: Sequence[Claim], edges: Sequence[tuple[str, str]]) -> None:
    assert len(edges) == len(claims) - 1
    reached = {claims[0].id}
    for _ in claims:
        reached |= {end for edge in edges if set(edge) & reached for end in edge}
    assert reached == {claim.id for claim in claims}


@quick
@given(worlds())
def test_no_two_tellings_of_a_group_contradict_each_other(results: list[ReportResult]) -> None:
    tellings = tellings_of(results)
    for group in linked(results).groups:
        ids = {c.id for c in group.claims}
        inside = [t for t in tellings if t.id in ids]
        assert all(link.possible(a, b) for a in inside for b in inside if a is not b)


@quick
@given(worlds())
def test_a_pair_is_judged_alike_from_both_sides_and_found_by_its_keys(results: list[ReportResult]) -> None:
    tellings = tellings_of(results)
    for a in tellings:
        for b in tellings:
            for copied in (False, True):
                assert link.compare(a, b, copies=copied) == link.compare(b, a, copies=copied)
            if a.days and b.days and link.compare(a, b) is not None:
                assert set(link.lookups(a)) & set(link.keys(b)), "the store would not find them"


@quick
@given(worlds())
def test_all_edges_are_those_of_comparing_each_with_each(results: list[ReportResult]) -> None:
    tellings, pairs = tellings_of(results), copies_of(results)
    found = {(e.left, e.right) for e in link.edges(tellings, pairs)}
    wanted = {
        (a.id, b.id) for a in tellings for b in tellings if a.id < b.id and link.edge(a, b, pairs) is not None
    }
    assert found == wanted


@quick
@given(worlds())
def test_what_is_proposed_is_not_joined(results: list[ReportResult]) -> None:
    found = linked(results)
    home = {c.id: n for n, g in enumerate(found.groups) for c in g.claims}
    assert all(home[e.left] != home[e.right] for e in found.proposals)
    scores = [e.link.score for e in found.proposals]
    assert scores == sorted(scores, reverse=True)
