"""What people decide over the machine's output: incidents parted, joined, accepted, rejected, corrected, and
added where the machine missed one; reports taken out. Pure.

Decisions are never changed: one is taken back by another that names it. They are laid over whatever the machine makes
of the claims, so that a new report or a new version of the rules does not undo a person's work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from incidents.group import Group
from incidents.model import (
    EVENT_TYPE_OF,
    Basis,
    Casualties,
    CasualtyEstimate,
    Claim,
    Correction,
    Incident,
    Join,
    ReviewStatus,
)


class Act(StrEnum):
    """What a decision does."""

    PART = "part"
    JOIN = "join"
    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"
    ADD = "add"
    WITHDRAW = "withdraw"
    PROTECT = "protect"
    """Says nothing of what happened: only that a public view shall blur the place."""
    UNDO = "undo"


GROUPING: Final = frozenset({Act.PART, Act.JOIN})
"""Acts on which claims speak of one occurrence."""
STANDING: Final = frozenset({Act.ADD, Act.WITHDRAW})
"""Acts on whether a claim or a report counts at all."""
SAYING: Final = frozenset({Act.ACCEPT, Act.REJECT, Act.CORRECT})
"""Acts on what an incident says."""
VERDICTS: Final = {Act.ACCEPT: ReviewStatus.ACCEPTED, Act.REJECT: ReviewStatus.REJECTED}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: on which claims speak of one occurrence, or on what the incident of some claims says."""

    number: int
    """Its place in the order of decisions, from 1."""
    act: Act
    one: tuple[str, ...] = ()
    """Ids of claims; for a verdict or a correction those of the incident, its first one first; of what is added, its
    claim; of a report taken out, the report."""
    other: tuple[str, ...] = ()
    """Ids of claims, to be parted from, or joined with, the first."""
    undoes: int | None = None
    """Number of the decision taken back."""
    by: str = ""
    at: dt.datetime | None = None
    note: str = ""
    correction: Correction | None = None


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
        if decision.act in GROUPING:
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
        Join(
            _named(first, named), _named(part, named), f"joined by {decision.by or 'a person'}", Basis.PERSON
        )
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
    return f" by {decision.by}" if decision.by else ""


def reviewed(incident: Incident, decisions: Iterable[Decision]) -> Incident:
    """An incident with what people decided on it.

    A decision goes with the first claim that it names: when an incident is parted later, to the part that has this
    claim. The last verdict counts; of corrections the last on each field.

    Parameters
    ----------
    incident : Incident
        As derived.
    decisions : iterable of Decision
        Those on other claims are passed over.
    """
    claims = set(incident.claim_ids)
    valid = [d for d in standing(decisions) if d.one and d.one[0] in claims]
    on_it = [d for d in valid if d.act in SAYING]
    if not on_it:
        return _as_added(incident, [d for d in valid if d.act is Act.ADD])
    for decision in on_it:
        if decision.correction is not None:
            incident = _corrected(incident, decision)
    verdicts = [d for d in on_it if d.act in VERDICTS]
    corrections = [d for d in on_it if d.act is Act.CORRECT]
    if verdicts and verdicts[-1].act is Act.REJECT:
        status, last = ReviewStatus.REJECTED, verdicts[-1]
    elif corrections:
        status, last = ReviewStatus.CORRECTED, corrections[-1]
    else:
        status, last = ReviewStatus.ACCEPTED, verdicts[-1]
    return replace(incident, review=status, review_note=_told(status, last, corrections))


def _as_added(incident: Incident, added: Sequence[Decision]) -> Incident:
    """An incident that people alone tell of needs no other check: who added it has read the report."""
    if not added or not set(incident.claim_ids) <= {d.one[0] for d in added}:
        return incident
    last = added[-1]
    day = f", {last.at.date().isoformat()}" if last.at else ""
    why = f": {last.note}" if last.note else ""
    return replace(incident, review=ReviewStatus.ACCEPTED, review_note=f"added{_by(last)}{day}{why}")


def _corrected(incident: Incident, decision: Decision) -> Incident:
    made = decision.correction
    if made is None:
        return incident
    rule = f"corrected{_by(decision)}"
    changes: dict[str, Any] = {}
    if made.sub_event_type is not None:
        changes |= {"sub_event_type": made.sub_event_type, "event_type": EVENT_TYPE_OF[made.sub_event_type]}
    for name in ("killed", "wounded"):
        count: Casualties | None = getattr(made, name)
        if count is not None:
            changes[name] = CasualtyEstimate(count.low, count.low, count.high, rule)
    for name in ("place", "dates", "perpetrators", "contested"):
        if getattr(made, name) is not None:
            changes[name] = getattr(made, name)
    if made.contested is not None:
        changes["contested_reason"] = f"as {rule}" if made.contested else ""
    return replace(incident, **changes)


def _told(status: ReviewStatus, last: Decision, corrections: Sequence[Decision]) -> str:
    day = f", {last.at.date().isoformat()}" if last.at else ""
    what = status.value
    if status is ReviewStatus.CORRECTED:
        fields = dict.fromkeys(f for d in corrections if d.correction for f in d.correction.fields)
        what += f" ({', '.join(name.replace('_', ' ') for name in fields)})"
    why = f": {last.note}" if last.note else ""
    return f"{what}{_by(last)}{day}{why}"


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
