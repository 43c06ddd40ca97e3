"""What people decide on the grouping: laid over it, taken back, and never at the price of a claim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from incidents import link, review
from incidents.group import Group
from incidents.model import Basis, Join, ReportResult
from incidents.review import Act, Decision
from tests.test_link import assert_a_tree
from tests.worlds import Told, copies_of, exactly, report, tellings_of, worlds

quick = settings(deadline=None, max_examples=60)


def machine(results: Sequence[ReportResult]) -> list[Group]:
    return list(link.link(tellings_of(results), copies_of(results)).groups)


def partition(groups: Iterable[Group]) -> set[frozenset[str]]:
    return {frozenset(c.id for c in g.claims) for g in groups}


def claim_ids(groups: Iterable[Group]) -> list[str]:
    return sorted(c.id for g in groups for c in g.claims)


@st.composite
def decided(draw: st.DrawFn) -> tuple[list[Group], list[Decision]]:
    """Groups, and up to six decisions on their claims, some of which take back others or name claims not there."""
    groups = machine(draw(worlds(4)))
    ids = [*claim_ids(groups), "clm-gone"]
    some = st.lists(st.sampled_from(ids), min_size=1, max_size=3, unique=True).map(tuple)
    made: list[Decision] = []
    for number in range(1, draw(st.integers(0, 6)) + 1):
        act = draw(st.sampled_from(list(Act)))
        if act is Act.UNDO:
            made.append(Decision(number, act, undoes=draw(st.integers(1, number))))
            continue
        one = draw(some)
        left = [i for i in ids if i not in one]
        if left:
            other = draw(st.lists(st.sampled_from(left), min_size=1, max_size=3, unique=True).map(tuple))
            made.append(Decision(number, act, one, other))
    return groups, made


@quick
@given(decided())
def test_no_decision_loses_a_claim_and_joins_stay_a_tree(given: tuple[list[Group], list[Decision]]) -> None:
    groups, decisions = given
    made = review.apply(groups, decisions)
    assert claim_ids(made) == claim_ids(groups)
    for group in made:
        assert_a_tree(group.claims, [(j.left, j.right) for j in group.joins])


@quick
@given(decided())
def test_the_order_in_which_decisions_are_read_does_not_matter(
    given: tuple[list[Group], list[Decision]],
) -> None:
    groups, decisions = given
    assert review.apply(groups, decisions) == review.apply(groups, decisions[::-1])


@quick
@given(decided(), st.data())
def test_what_is_taken_back_leaves_no_trace(
    given: tuple[list[Group], list[Decision]], data: st.DataObject
) -> None:
    groups, decisions = given
    before = review.apply(groups, decisions)
    number = len(decisions) + 10
    ids = claim_ids(groups)
    one = tuple(data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True)))
    other = tuple(i for i in ids if i not in one)[:2]
    act = data.draw(st.sampled_from((Act.PART, Act.JOIN)))
    decisions = [*decisions, Decision(number, act, one, other)]
    undone = [*decisions, Decision(number + 1, Act.UNDO, undoes=number)]
    assert review.apply(groups, undone) == before
    redone = [*undone, Decision(number + 2, Act.UNDO, undoes=number + 1)]
    assert review.apply(groups, redone) == review.apply(groups, decisions)


@quick
@given(worlds())
def test_parting_any_join_gives_two_parts_and_joining_them_again_gives_the_whole(
    results: list[ReportResult],
) -> None:
    groups = machine(results)
    for group in groups:
        for join in group.joins:
            one, other = review.parting(group, join)
            assert join.left in one
            assert join.right in other
            assert sorted((*one, *other)) == sorted(c.id for c in group.claims)
            part = Decision(1, Act.PART, one, other)
            parted = review.apply(groups, [part])
            assert {frozenset(one), frozenset(other)} <= partition(parted)
            again = review.apply(groups, [part, Decision(2, Act.JOIN, one, other)])
            assert partition(again) == partition(groups)
            assert [c.id for g in again for c in g.claims] == [c.id for g in groups for c in g.claims], (
                "same order"
            )


def test_joining_says_who_did_it_and_the_join_can_be_parted_again() -> None:
    groups = machine([report(1, [[Told(killed=exactly(1))]]), report(2, [[Told(killed=exactly(40))]])])
    assert len(groups) == 2
    one, other = (g.claims[0].id for g in groups)
    (whole,) = review.apply(groups, [Decision(1, Act.JOIN, (one,), (other,), by="Rana")])
    (join,) = whole.joins
    assert (join.basis, join.reason) == (Basis.PERSON, "joined by Rana")
    assert review.parting(whole, join) == ((one,), (other,))


def test_what_hangs_on_a_parted_claim_goes_with_it() -> None:
    results = [report(n, [[Told(killed=exactly(9)), Told(killed=exactly(9))]]) for n in range(2)]
    (group,) = machine(results)
    across = next(j for j in group.joins if j.basis is Basis.REPORTS)
    parts = review.apply([group], [Decision(1, Act.PART, (across.left,), (across.right,))])
    assert partition(parts) == {frozenset({"clm-0-0-0", "clm-0-0-1"}), frozenset({"clm-1-0-0", "clm-1-0-1"})}


def test_claims_parted_out_of_the_middle_leave_the_rest_together() -> None:
    results = [report(n, [[Told(killed=exactly(9))]]) for n in range(3)]
    (group,) = machine(results)
    middle = next(c.id for c in group.claims if sum(c.id in (j.left, j.right) for j in group.joins) == 2)
    rest = tuple(c.id for c in group.claims if c.id != middle)
    parts = review.apply([group], [Decision(1, Act.PART, (middle,), rest)])
    assert partition(parts) == {frozenset({middle}), frozenset(rest)}
    whole = next(g for g in parts if len(g.claims) == 2)
    assert [j.basis for j in whole.joins] == [Basis.PERSON]


def test_a_decision_on_claims_that_are_gone_does_nothing() -> None:
    groups = machine([report(1, [[Told()]])])
    for act in (Act.PART, Act.JOIN):
        assert review.apply(groups, [Decision(1, act, ("clm-x",), (groups[0].claims[0].id,))]) == groups


def test_taking_back_the_taking_back_restores() -> None:
    made = [
        Decision(1, Act.JOIN, ("a",), ("b",)),
        Decision(2, Act.UNDO, undoes=1),
        Decision(3, Act.UNDO, undoes=2),
        Decision(4, Act.UNDO, undoes=3),
    ]
    assert [[d.number for d in review.standing(made[:n])] for n in range(1, 5)] == [[1], [], [1], []]


def test_parting_a_join_that_is_not_of_the_group_changes_nothing_in_it() -> None:
    (group,) = machine([report(1, [[Told(), Told()]])])
    one, other = review.parting(group, Join("clm-x", "clm-y", "of another group"))
    assert (one, other) == ((), ("clm-1-0-0", "clm-1-0-1"))
