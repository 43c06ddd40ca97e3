"""Writing reports: one transaction each, all of it or nothing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, insert, select, update

from incidents.derive import group_of
from incidents.errors import ReportRefused, StoreError
from incidents.group import Group
from incidents.model import Claim, Document, ReportResult
from incidents.review import GROUPING, STANDING, Act, Decision
from incidents.store import counting, grouping, records, schema, search, tombstones
from incidents.store.tellings import as_decision, chunks, claims_held, new_seq, shared, tellings_of_claims
from incidents.store.tombstones import Kind, Tombstone


@dataclass(frozen=True, slots=True)
class AddOutcome:
    """What adding a report did."""

    added: bool
    """False when the store held the report already and nothing changed."""
    document_id: str
    n_claims: int
    n_incidents: int
    n_shared: int = 0
    """Incidents it tells of that other reports tell of too, and that were joined with theirs."""
    dated: bool = False
    """Whether it took the place of the same report read without its publication date, or with another."""


def add(
    connection: Connection,
    result: ReportResult,
    now: dt.datetime,
    *,
    supersede: bool,
    redate: bool = False,
    again: bool = False,
) -> AddOutcome:
    """Add one report inside the caller's transaction.

    Parameters
    ----------
    result
        The report and what was made of it.
    now
        The moment it stands from (aware).
    supersede
        For a report that is there already: False leaves everything as it is, True puts the new derivation in
        the place of the current one, which is kept as superseded.
    redate
        Let it take the place of the same words under another publication date, too: a person has corrected the date.
        Looks through all texts; without it only a reading without a date is found, by its id.
    again
        Add it even if it was purged.

    Raises
    ------
    ReportRefused
        It was taken out or purged, or a name was removed from it.
    StoreError
        It does not hang together.
    """
    return add_many(connection, [result], now, supersede=supersede, redate=redate, again=again)[0]


def add_many(
    connection: Connection,
    results: Sequence[ReportResult],
    now: dt.datetime,
    *,
    supersede: bool = False,
    redate: bool = False,
    again: bool = False,
) -> list[AddOutcome]:
    """Add reports inside the caller's transaction, as if one after the other, see :func:`add`.

    A statement to the database serves all of them, and what they touch is grouped anew once: a third of the work.

    Raises
    ------
    ReportRefused
        Some were taken out or purged, or a name was removed from them: it says which. Nothing was written.
    """
    for result in results:
        _check(result)
    _refuse(connection, [result.document for result in results], again=again)
    return [
        outcome
        for part in _parts(results, redate=redate)
        for outcome in _add_part(connection, part, now, supersede=supersede, redate=redate)
    ]


def _parts(results: Iterable[ReportResult], *, redate: bool) -> Iterator[list[ReportResult]]:
    """Runs of reports none of which takes the place of another, is the same, or makes the same claim."""
    part: list[ReportResult] = []
    taken: set[str] = set()
    for result in results:
        document, claims = result.document, {claim.id for claim in result.claims}
        if part and (redate or not taken.isdisjoint({document.id, _undated(document), *claims})):
            yield part
            part, taken = [], set()
        part.append(result)
        taken |= {document.id, *claims}
    if part:
        yield part


def _undated(document: Document) -> str:
    """Id of the same words without a publication date."""
    return Document.create(document.text).id


def _add_part(
    connection: Connection,
    results: Sequence[ReportResult],
    now: dt.datetime,
    *,
    supersede: bool,
    redate: bool,
) -> list[AddOutcome]:
    # A reading that another date took the place of is no longer there: given again, it stands again.
    there = set() if supersede else counting.counted(connection, (r.document.id for r in results))
    fresh = [r for r in results if r.document.id not in there]
    if not fresh:
        return [_outcome(r, added=False) for r in results]
    others = _other_dates(connection, [r.document for r in fresh], any_date=redate)
    replaced = {r.document.id for r in fresh}.union(*others.values())
    gone = counting.supersede(connection, counting.readings(connection, replaced), now)
    _insert_documents(connection, fresh, now)
    readings = counting.insert_readings(connection, fresh, now)
    sequence = counting.insert_claims(connection, {readings[r.document.id]: r.claims for r in fresh})
    told = [grouping.Told(r.document, readings[r.document.id], groups_of(r)) for r in fresh]
    own, touched = grouping.add_tellings(connection, told, sequence)
    grouping.regroup(connection, touched.union(*own.values()), now, gone)
    for report in fresh:
        counting.carry(connection, others.get(report.document.id, ()), report.document, now)
    bump(connection)
    joint = shared(connection, own)
    return [
        _outcome(r, r.document.id in own, joint.get(r.document.id, 0), dated=bool(others.get(r.document.id)))
        for r in results
    ]


def _outcome(result: ReportResult, added: bool, n_shared: int = 0, *, dated: bool = False) -> AddOutcome:
    n_claims, n_incidents = len(result.claims), len(result.incidents)
    return AddOutcome(added, result.document.id, n_claims, n_incidents, n_shared, dated)


def groups_of(result: ReportResult) -> list[Group]:
    """The groups of claims that the incidents of one report were derived from."""
    claims = {claim.id: claim for claim in result.claims}
    return [
        group_of(
            incident,
            [claims[c] for c in incident.claim_ids],
            [claims[c] for c in incident.summary_ids if c in claims],
        )
        for incident in result.incidents
    ]


def decide(connection: Connection, decision: Decision, now: dt.datetime) -> int:
    """Add what a person decided, inside the caller's transaction, and make anew what it touches.

    Returns
    -------
    int
        Its number.

    Raises
    ------
    StoreError
        It names a claim that is part of no incident, or a decision that is not there or does not stand.
    """
    root = _undone(connection, decision) if decision.act is Act.UNDO else decision
    if root.act in STANDING:
        seq = _record(connection, decision, now)
        counting.settle(connection, replace(root, number=root.number or seq), now)
        bump(connection)
        return seq
    claims = {*root.one, *root.other}
    tellings = tellings_of_claims(connection, claims)
    known = claims_held(connection, tellings)
    paired = decision.act not in GROUPING or decision.other
    if decision.act is not Act.UNDO and not (decision.one and paired and claims <= known):
        raise StoreError("The incident was changed meanwhile: open it again, then decide.")
    seq = _record(connection, decision, now)
    grouping.regroup(connection, tellings, now)
    bump(connection)
    return seq


def add_missed(connection: Connection, claim: Claim, decision: Decision, now: dt.datetime) -> int:
    """Add what a person read in a report and the machine missed; otherwise as :func:`decide`."""
    seq = _record(connection, decision, now)
    counting.add_missed(connection, claim, seq, now)
    bump(connection)
    return seq


def _record(connection: Connection, decision: Decision, now: dt.datetime) -> int:
    """Write a decision down with the claims that it names; gives its number."""
    values = {
        "act": decision.act.value,
        "one": json.dumps(list(decision.one)),
        "other": json.dumps(list(decision.other)),
        "undoes": decision.undoes,
        "correction": None if decision.correction is None else records.dumps(decision.correction),
        "made_by": decision.by,
        "note": decision.note,
        "at": now,
    }
    seq = new_seq(connection.execute(insert(schema.decision).values(values)).inserted_primary_key)
    named = [{"claim_id": i, "decision_seq": seq} for i in sorted({*decision.one, *decision.other})]
    if named:
        connection.execute(insert(schema.decision_claim), named)
    return seq


def _undone(connection: Connection, decision: Decision) -> Decision:
    """The decision that another takes back, directly or through others."""
    table = schema.decision
    number = decision.undoes
    while number is not None:
        row = connection.execute(select(table).where(table.c.seq == number)).mappings().one_or_none()
        if row is None:
            raise StoreError(f"There is no decision number {decision.undoes}: list them, then take one back.")
        found = as_decision(row)
        if found.act is not Act.UNDO:
            return found
        number = found.undoes
    raise StoreError("Name the decision to take back by its number.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a report is not added."""

    said: str
    """For a person to read."""
    purged: bool = False
    """Whether it may be added all the same when asked for."""


def refusal(connection: Connection, document: Document) -> Refusal | None:
    """Why a report is not added: it was taken out or purged, or a name was removed from it; None for any other."""
    return refusals(connection, [document]).get(document.id)


def refusals(connection: Connection, documents: Sequence[Document]) -> dict[str, Refusal]:
    """Those of some reports, by id, that are not added, with the reason, see :func:`refusal`."""
    out = counting.withdrawn(connection)
    said = {d.id: Refusal(_taken_out(d.id, out[d.id])) for d in documents if d.id in out}
    stones = tombstones.of_texts(connection, [d for d in documents if d.id not in said])
    marked = [d for d in documents if d.id in stones]
    kept = _texts(connection, (d.id for d in marked))
    return said | {d.id: _purged(stones[d.id]) for d in marked if kept.get(d.id) != _words(d.text)}


def _texts(connection: Connection, documents: Iterable[str]) -> dict[str, str]:
    """The words of those of some reports, by id, that are there."""
    table = schema.document
    return {
        row.id: _words(row.text)
        for piece in chunks(documents)
        for row in connection.execute(select(table.c.id, table.c.text).where(table.c.id.in_(piece)))
    }


def _words(text: str) -> str:
    return " ".join(text.split())


def _taken_out(document_id: str, decision: Decision) -> str:
    when = decision.at.date().isoformat() if decision.at else "before"
    by = f" by {decision.by}" if decision.by else ""
    return (
        f"This report was taken out on {when}{by}: take it in again on the page Sources, or with "
        f"'incidents restore {document_id}'."
    )


def _purged(stone: Tombstone) -> Refusal:
    if stone.kind is Kind.NAME:
        return Refusal(
            f"A name was removed from this report on {stone.at.date().isoformat()}, at someone's request: it is not "
            "added with the name in it."
        )
    return Refusal(
        f"{stone.said}: it is not added again; 'incidents ingest --again' does so all the same.", purged=True
    )


def _refuse(connection: Connection, documents: Sequence[Document], *, again: bool) -> None:
    found = refusals(connection, documents)
    refused = {i: why.said for i, why in found.items() if not (again and why.purged)}
    if refused:
        raise ReportRefused(next(iter(refused.values())), refused)


def _check(result: ReportResult) -> None:
    document_id = result.document.id
    known = {claim.id for claim in result.claims}
    if len(known) != len(result.claims):
        raise StoreError(f"Report {document_id} names a claim twice: nothing was added; please report this.")
    if any(claim.document_id != document_id for claim in result.claims):
        raise StoreError(f"A claim of report {document_id} belongs to another one: nothing was added.")
    if any(not known.issuperset(incident.claim_ids) for incident in result.incidents):
        raise StoreError(f"An incident of report {document_id} names an unknown claim: nothing was added.")


def bump(connection: Connection) -> None:
    """Count a change, so that readers see that what they cached is old."""
    revision = int(connection.scalar(select(schema.meta.c.value).where(schema.meta.c.key == "revision")) or 0)
    connection.execute(
        update(schema.meta).where(schema.meta.c.key == "revision").values(value=str(revision + 1))
    )


def _other_dates(
    connection: Connection, documents: Sequence[Document], *, any_date: bool
) -> dict[str, set[str]]:
    """The standing readings of the same words without a publication date, or with another, whose place each takes.

    They are superseded, not deleted.
    """
    others: dict[str, set[str]] = {}
    for document in documents:
        if document.published is None:
            continue
        others[document.id] = {_undated(document)}
        if any_date:
            same = select(schema.document.c.id).where(schema.document.c.text == document.text)
            others[document.id] |= set(connection.scalars(same)) - {document.id}
    there = counting.counted(connection, set().union(*others.values()))
    return {document_id: found & there for document_id, found in others.items()}


def _insert_documents(connection: Connection, results: Sequence[ReportResult], now: dt.datetime) -> None:
    """Add those of some reports that are new, and their words."""
    table = schema.document
    known = {
        found
        for piece in chunks(r.document.id for r in results)
        for found in connection.scalars(select(table.c.id).where(table.c.id.in_(piece)))
    }
    fresh = [r for r in results if r.document.id not in known]
    if fresh:
        connection.execute(insert(table), [_document_row(r.document, now) for r in fresh])
        search.add_documents(connection, [(r.document, r.claims) for r in fresh])


def _document_row(document: Document, now: dt.datetime) -> dict[str, object]:
    return {
        "id": document.id,
        "ref": document.ref,
        "title": document.title,
        "publisher": document.publisher,
        "url": document.url,
        "published": document.published and document.published.isoformat(),
        "sample": document.sample,
        "text": document.text,
        "added_at": now,
    }
