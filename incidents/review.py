"""What people decide over the machine's grouping: incidents parted and joined, and taken back. Pure.

Decisions are never changed: one is taken back by another that names it. They are laid over whatever the machine makes
of the claims, so that a new report or a new version of the rules does not undo a person's work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from incidents.group import Group
from incidents.model import Basis, Claim, Join

BY_PERSON: Final = "joined by a person"


class Act(StrEnum):
    """What a decision does."""

    PART = "part"
    JOIN = "join"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision on which claims speak of one occurrence."""

    number: int
    """Its place in the order of decisions, from 1."""
    act: Act
    one: tuple[str, ...] = ()
    """Ids of claims."""
    other: tuple[str, ...] = ()
    """Ids of claims, to be parted from, or joined with, the first."""
    undoes: int | None = None
    """Number of the decision taken back."""
    by: str = ""
    at: dt.datetime | None = None
    note: str = ""


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that were not taken back, in order; one that takes back a taking back restores it."""
    ordered = sorted(decisions, key=lambda d: d.number)
    off: set[int] = set()
    for decision in reversed(ordered):
        if decision.act is Act.UNDO and decision.undoes is not None and decision.number not in off:
            off.add(decision.undoes)
    return [d for d in ordered if d.act is not Act.UNDO and d.number not in off]


def apply(groups: Sequence[Group], decisions: Iterable[Decision]) -> list[Group]:
    """Lay decisions over groups of claims, one after the other.

    Parameters
    ----------
    groups : sequence of Group
        As the machine made them; no claim is in two.
    decisions : iterable of Decision
        Claims they name that are in none of the groups are passed over.

    Returns
    -------
    list of Group
        The same claims, in the order of their first claims as they came in.
    """
    order = {claim.id: number for number, claim in enumerate(c for g in groups for c in g.claims)}
    made = list(groups)
    for decision in standing(decisions):
        made = _part(made, decision) if decision.act is Act.PART else _join(made, decision, order)
    return sorted(made, key=lambda g: order[g.claims[0].id])


def _part(groups: Iterable[Group], decision: Decision) -> list[Group]:
    one, other = set(decision.one), set(decision.other)
    made: list[Group] = []
    for group in groups:
        ids = {claim.id for claim in group.claims}
        made += _divided(group, one, other) if ids & one and ids & other else [group]
    return made


def _divided(group: Group, one: set[str], other: set[str]) -> list[Group]:
    """The claims of `one` and those of `other` apart; the rest stays with what it is joined to."""
    joins = [j for j in group.joins if not ({j.left, j.right} & one and {j.left, j.right} & other)]
    side: dict[str, bool] = {c.id: c.id in one for c in group.claims if c.id in one or c.id in other}
    while True:  # what hangs on a claim goes with it
        reached = {
            end: side[start]
            for j in joins
            for start, end in ((j.left, j.right), (j.right, j.left))
            if start in side and end not in side
        }
        if not reached:
            break
        side |= reached
    return [
        part
        for wanted in (True, False)
        if (part := _of(group, [c for c in group.claims if side.get(c.id, False) is wanted]))
    ]


def _of(group: Group, claims: Sequence[Claim]) -> Group | None:
    """The part of a group that some of its claims make, tied together where the parting cut a join."""
    if not claims:
        return None
    ids = {claim.id for claim in claims}
    joins = [j for j in group.joins if {j.left, j.right} <= ids]
    return Group(tuple(claims), _tied(claims, joins), group.notes, group.summaries, group.loosely & ids)


def _tied(claims: Sequence[Claim], joins: Iterable[Join]) -> tuple[Join, ...]:
    kept = list(joins)
    root = {claim.id: claim.id for claim in claims}

    def find(claim_id: str) -> str:
        while root[claim_id] != claim_id:
            claim_id = root[claim_id]
        return claim_id

    for join in kept:
        root[find(join.right)] = find(join.left)
    for claim in claims[1:]:
        if find(claim.id) != find(claims[0].id):
            kept.append(
                Join(claims[0].id, claim.id, "left together when a person parted others", Basis.PERSON)
            )
            root[find(claim.id)] = find(claims[0].id)
    return tuple(kept)


def _join(groups: Sequence[Group], decision: Decision, order: Mapping[str, int]) -> list[Group]:
    named = [*decision.one, *decision.other]
    holding: Mapping[str, Group] = {c.id: g for g in groups for c in g.claims}
    parts = list({id(holding[c]): holding[c] for c in named if c in holding}.values())
    if len(parts) < 2:
        return list(groups)
    first = parts[0]
    ties = [
        Join(_named(first, named), _named(part, named), f"{BY_PERSON}{_by(decision)}", Basis.PERSON)
        for part in parts[1:]
    ]
    claims = sorted((c for part in parts for c in part.claims), key=lambda c: order[c.id])
    whole = Group(
        tuple(claims),
        (*(j for part in parts for j in part.joins), *ties),
        tuple(dict.fromkeys(n for part in parts for n in part.notes)),
        tuple({c.id: c for part in parts for c in part.summaries}.values()),
        frozenset().union(*(part.loosely for part in parts)),
    )
    joined = {id(part) for part in parts}
    return [*(g for g in groups if id(g) not in joined), whole]


def _named(group: Group, named: Sequence[str]) -> str:
    ids = {claim.id for claim in group.claims}
    return next((claim_id for claim_id in named if claim_id in ids), group.claims[0].id)


def _by(decision: Decision) -> str:
    return f" ({decision.by})" if decision.by else ""


def parting(group: Group, join: Join) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The two parts into which a group falls when one of its joins is undone: what to give to a decision.

    Returns
    -------
    tuple of tuple of str
        Ids of the claims on the side of ``join.left``, then of the others.
    """
    rest = [j for j in group.joins if j != join]
    near = {join.left}
    while grown := {end for j in rest if {j.left, j.right} & near for end in (j.left, j.right)} - near:
        near |= grown
    ids = [claim.id for claim in group.claims]
    return tuple(i for i in ids if i in near), tuple(i for i in ids if i not in near)
