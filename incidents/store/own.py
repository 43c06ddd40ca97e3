"""Writing incidents that another store of this program gave out: reports, claims, grouping and what people decided.

A report that was read here from its own text stays as it was read. One that came with an import is brought up to date;
claims of it that only an earlier import held stay. Where the rules here would group otherwise than the file, and
where people had decided on an incident there, that is entered as decisions of the import, which can be taken back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, select

from incidents.derive import derive_incident
from incidents.group import Group
from incidents.model import Casualties, Correction, Incident, Join, ReportResult, ReviewStatus
from incidents.review import Act, Decision
from incidents.store import records, schema, tellings, write
from incidents.store.records import Dossier
from incidents.store.tellings import chunks

MAKER: Final = "import/own"
"""The extractor of a run that brings in what another store gave out."""
BY: Final = "the import"
"""Who made the decisions that come with a file."""


@dataclass(frozen=True, slots=True)
class OwnOutcome:
    """What bringing in a file of ours did."""

    n_reports: int = 0
    n_known: int = 0
    """Reports that were read here from their own text and stay as they are."""
    n_incidents: int = 0
    n_updated: int = 0
    """Of these, how many were there before."""
    n_decisions: int = 0
    n_refused: int = 0
    """Reports that were taken out or purged here, or whose names were removed: they stay as they are."""


def add(
    connection: Connection, dossiers: Sequence[Dossier], results: Iterable[ReportResult], now: dt.datetime
) -> OwnOutcome:
    """Add them inside the caller's transaction.

    Parameters
    ----------
    dossiers
        The incidents as the file has them.
    results
        The same by report, as :func:`incidents.exchange.own.results` gives them.
    """
    before = _holders(connection, dossiers)
    added = known = refused = 0
    for result in results:
        maker = _maker(connection, result.document.id)
        if maker is not None and maker != (result.run and result.run.extractor):
            known += 1
            continue
        merged = _merged(connection, result)
        if not merged.claims:
            continue
        if write.refusal(connection, merged.document) is not None:
            refused += 1
            continue
        write.add(connection, merged, now, supersede=True)
        added += 1
    decided = _regroup(connection, dossiers, now) + _review(connection, dossiers, now)
    updated = sum(any(c.id in before for c in dossier.claims) for dossier in dossiers)
    return OwnOutcome(added, known, len(dossiers), updated, decided, refused)


def _maker(connection: Connection, document_id: str) -> str | None:
    """What made the standing reading of a report; None where there is none."""
    made, by = schema.derivation, schema.run
    query = (
        select(by.c.extractor)
        .join(made, made.c.run_seq == by.c.seq)
        .where(made.c.document_id == document_id, made.c.superseded_at.is_(None))
    )
    return connection.scalar(query.limit(1))


def _merged(connection: Connection, result: ReportResult) -> ReportResult:
    """A report without claims that stand in another one here, and with those that only an earlier import held."""
    document = result.document
    foreign = _elsewhere(connection, document.id, [claim.id for claim in result.claims])
    brought = {claim.id for claim in result.claims} - foreign
    groups = [_cut(group, brought) for group in write.groups_of(result)]
    numbers = tellings.tellings_of_documents(connection, {document.id})
    groups += [
        _cut(stored.telling.group, set(stored.claim_seqs) - brought)
        for stored in tellings.load(connection, numbers)
    ]
    kept = [group for group in groups if group.claims]
    claims = tuple(claim for group in kept for claim in group.claims)
    located = [g for g in kept if any(c.place is not None and c.place.located for c in g.claims)]
    return replace(result, claims=claims, incidents=tuple(map(derive_incident, located)))


def _cut(group: Group, ids: set[str]) -> Group:
    """The part of a group that some claims make; what joined them only through others is joined anew."""
    claims = tuple(claim for claim in group.claims if claim.id in ids)
    if len(claims) == len(group.claims) or not claims:
        return replace(group, claims=claims)
    joins = tuple(Join(claims[0].id, c.id, "as in the imported file") for c in claims[1:])
    return Group(claims, joins, group.notes, loosely=group.loosely & ids)


def _elsewhere(connection: Connection, document_id: str, ids: Sequence[str]) -> set[str]:
    """Those of some claims that stand under another report."""
    made, held, told = schema.derivation, schema.derived_claim, schema.claim
    query = (
        select(told.c.id)
        .join(held, held.c.claim_seq == told.c.seq)
        .join(made, made.c.seq == held.c.derivation_seq)
        .where(made.c.document_id != document_id, made.c.superseded_at.is_(None))
    )
    return {name for piece in chunks(ids) for name in connection.scalars(query.where(told.c.id.in_(piece)))}


# --- as the file has it ------------------------------------------------------------------------------------------


def _holders(connection: Connection, dossiers: Iterable[Dossier]) -> Mapping[str, int]:
    """Number of the standing incident that holds each claim; claims of none are missing."""
    held, told, table = schema.incident_claim, schema.claim, schema.incident
    query = (
        select(told.c.id, table.c.seq)
        .join(held, held.c.claim_seq == told.c.seq)
        .join(table, table.c.seq == held.c.incident_seq)
        .where(table.c.superseded_at.is_(None))
    )
    ids = [claim.id for dossier in dossiers for claim in dossier.claims]
    return {
        row.id: row.seq
        for piece in chunks(ids)
        for row in connection.execute(query.where(told.c.id.in_(piece)))
    }


def _regroup(connection: Connection, dossiers: Sequence[Dossier], now: dt.datetime) -> int:
    """Decide on what the rules here take together or apart otherwise than the file."""
    holders = _holders(connection, dossiers)
    decisions: list[Decision] = []
    together: dict[int, list[list[str]]] = {}
    for dossier in dossiers:
        parts: dict[int, list[str]] = {}
        for claim in dossier.claims:
            if claim.id in holders:
                parts.setdefault(holders[claim.id], []).append(claim.id)
        for number, ids in parts.items():
            together.setdefault(number, []).append(ids)
        first, *others = parts.values() if parts else [[]]
        decisions += [Decision(0, Act.JOIN, tuple(first), tuple(ids), by=BY) for ids in others]
    partings = [
        Decision(0, Act.PART, tuple(pieces[0]), tuple(ids), by=BY)
        for pieces in together.values()
        for ids in pieces[1:]
    ]
    for decision in (*partings, *decisions):
        write.decide(connection, decision, now)
    return len(partings) + len(decisions)


def _review(connection: Connection, dossiers: Iterable[Dossier], now: dt.datetime) -> int:
    """Decide on incidents as people had decided on them there."""
    seen = [d for d in dossiers if d.incident.review is not ReviewStatus.UNREVIEWED]
    holders = _holders(connection, seen)
    count = 0
    for dossier in seen:
        number = holders.get(dossier.claims[0].id)
        here = None if number is None else _incident(connection, number)
        decision = None if here is None else _verdict(dossier.incident, here)
        if decision is not None:
            write.decide(connection, decision, now)
            count += 1
    return count


def _incident(connection: Connection, number: int) -> Incident:
    told = schema.incident_record
    record = connection.scalar(select(told.c.record).where(told.c.incident_seq == number))
    return records.loads(Incident, str(record))


def _verdict(there: Incident, here: Incident) -> Decision | None:
    """What makes an incident here as people made it there; None where it is that already."""
    ids = tuple(dict.fromkeys((*(c for c in there.claim_ids if c in here.claim_ids), *here.claim_ids)))
    correction = _correction(there, here)
    note = there.review_note
    if correction.fields and there.review is not ReviewStatus.ACCEPTED:
        return Decision(0, Act.CORRECT, ids, by=BY, note=note, correction=correction)
    act = {ReviewStatus.ACCEPTED: Act.ACCEPT, ReviewStatus.REJECTED: Act.REJECT}.get(there.review)
    return Decision(0, act, ids, by=BY, note=note) if act and here.review is not there.review else None


def _correction(there: Incident, here: Incident) -> Correction:
    changes: dict[str, Any] = {
        name: getattr(there, name)
        for name in ("sub_event_type", "place", "dates", "perpetrators", "contested")
        if getattr(there, name) != getattr(here, name)
    }
    for name in ("killed", "wounded"):
        told, own = getattr(there, name), getattr(here, name)
        if (told.low, told.high) != (own.low, own.high) and told.low is not None:
            changes[name] = Casualties(told.low, told.high)
    return Correction(**changes)
