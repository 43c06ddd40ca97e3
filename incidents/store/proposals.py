"""What is left for a person to decide: pairs of incidents that may be one occurrence, and what was decided before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from incidents.review import Act, Decision, standing
from incidents.store import read, schema
from incidents.store.tellings import as_decision, chunks, decisions_on


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two incidents that may be one occurrence, with what speaks for it."""

    left: str
    """Id of an incident."""
    right: str
    reason: str
    score: float
    """From 0 to 1, to order by; not a probability."""
    left_claim: str
    """Id of a claim of each, for a decision to name."""
    right_claim: str


def proposals(connection: Connection, incident_id: str | None = None) -> list[Proposal]:
    """Pairs of standing incidents that something links and nobody has kept apart, the surest first.

    Parameters
    ----------
    incident_id : str, optional
        Only the pairs that this incident is one of, which is then their left one.
    """
    mine: set[str] | None = None
    if incident_id is not None:
        seq = read.number_of(connection, incident_id, None)
        claims = read.claims(connection, incident_id, None) if seq is not None else []
        mine = {claim.id for claim in claims}
    apart = _kept_apart(connection)
    links = list(_links(connection, mine))
    holder = _holders(connection, {claim for left, right, _, _ in links for claim in (left, right)})
    best: dict[tuple[str, str], Proposal] = {}
    for left_claim, right_claim, reason, score in links:
        left, right = holder.get(left_claim), holder.get(right_claim)
        if left is None or right is None or left == right:
            continue
        if frozenset((left_claim, right_claim)) in apart:
            continue
        if mine is not None and left_claim not in mine:
            left, right, left_claim, right_claim = right, left, right_claim, left_claim
        pair = (left, right) if mine is not None else (min(left, right), max(left, right))
        offered = Proposal(left, right, reason, score, left_claim, right_claim)
        if pair not in best or _surest(offered) < _surest(best[pair]):
            best[pair] = offered
    return sorted(best.values(), key=lambda p: (-p.score, p.left, p.right))


def _surest(proposal: Proposal) -> tuple[float, str, str]:
    return -proposal.score, proposal.left_claim, proposal.right_claim


def _links(connection: Connection, claims: set[str] | None) -> Iterable[tuple[str, str, str, float]]:
    """First claim of each of two linked tellings, why, and how strongly; all, or those one of whose ends is given."""
    edge, left, right = schema.edge, schema.telling.alias(), schema.telling.alias()
    query = (
        select(left.c.id, right.c.id, edge.c.reason, edge.c.score)
        .join(left, left.c.seq == edge.c.left_seq)
        .join(right, right.c.seq == edge.c.right_seq)
    )
    if claims is None:
        yield from (tuple(row) for row in connection.execute(query))
        return
    for piece in chunks(claims):
        for end in (left, right):
            yield from (tuple(row) for row in connection.execute(query.where(end.c.id.in_(piece))))


def _holders(connection: Connection, claim_ids: set[str]) -> dict[str, str]:
    """Id of the standing incident that holds each of some claims."""
    table, link, claim = schema.incident, schema.incident_claim, schema.claim
    query = (
        select(claim.c.id, table.c.id)
        .join(link, link.c.claim_seq == claim.c.seq)
        .join(table, table.c.seq == link.c.incident_seq)
        .where(table.c.superseded_at.is_(None))
    )
    return {
        str(row[0]): str(row[1])
        for piece in chunks(claim_ids)
        for row in connection.execute(query.where(claim.c.id.in_(piece)))
    }


def protected(connection: Connection) -> frozenset[str]:
    """Ids of the claims that a decision names whose place could bring harm."""
    table = schema.decision
    query = select(table).where(table.c.act.in_([Act.PROTECT.value, Act.UNDO.value])).order_by(table.c.seq)
    made = [as_decision(row) for row in connection.execute(query).mappings()]
    return frozenset(
        claim for decision in standing(made) if decision.act is Act.PROTECT for claim in decision.one
    )


def holding(connection: Connection, claim_ids: frozenset[str], as_of: dt.datetime | None) -> frozenset[str]:
    """Ids of the incidents, standing at a moment, that hold any of some claims."""
    table, link, claim = schema.incident, schema.incident_claim, schema.claim
    query = (
        select(table.c.id)
        .join(link, link.c.incident_seq == table.c.seq)
        .join(claim, claim.c.seq == link.c.claim_seq)
        .where(read.standing(table, as_of))
    )
    pieces = chunks(claim_ids)
    return frozenset(i for piece in pieces for i in connection.scalars(query.where(claim.c.id.in_(piece))))


def _kept_apart(connection: Connection) -> set[frozenset[str]]:
    return {
        frozenset((a, b))
        for decision in standing(decisions(connection))
        if decision.act is Act.PART
        for a in decision.one
        for b in decision.other
    }


def decisions(connection: Connection, incident_id: str | None = None) -> list[Decision]:
    """All decisions in order, or those that name a claim of one incident with what took them back."""
    table = schema.decision
    if incident_id is not None:
        claims = read.claims(connection, incident_id, None)
        return sorted(decisions_on(connection, [claim.id for claim in claims]), key=lambda d: d.number)
    query = select(table).order_by(table.c.seq)
    return [as_decision(row) for row in connection.execute(query).mappings()]
