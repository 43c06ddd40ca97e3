"""Writing reports: one transaction each, all of it or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from incidents.derive import group_of
from incidents.errors import StoreError
from incidents.group import Group
from incidents.model import Claim, Document, ReportResult, Run
from incidents.review import GROUPING, Act, Decision
from incidents.store import grouping, records, schema
from incidents.store.tellings import as_decision, chunks, claims_held, new_seq, shared, tellings_of_claims


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
    """
    return add_many(connection, [result], now, supersede=supersede, redate=redate)[0]


def add_many(
    connection: Connection,
    results: Sequence[ReportResult],
    now: dt.datetime,
    *,
    supersede: bool = False,
    redate: bool = False,
) -> list[AddOutcome]:
    """Add reports inside the caller's transaction, as if one after the other, see :func:`add`.

    A statement to the database serves all of them, and what they touch is grouped anew once: a third of the work.
    """
    for result in results:
        _check(result)
    return [
        outcome
        for part in _parts(results, redate=redate)
        for outcome in _add_part(connection, part, now, supersede=supersede, redate=redate)
    ]


def _parts(results: Iterable[ReportResult], *, redate: bool) -> Iterator[list[ReportResult]]:
    """Runs of reports none of which takes the place of another, or is the same."""
    part: dict[str, ReportResult] = {}
    for result in results:
        document = result.document
        if part and (redate or not part.keys().isdisjoint({document.id, _undated(document)})):
            yield list(part.values())
            part = {}
        part[document.id] = result
    if part:
        yield list(part.values())


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
    there = set() if supersede else standing(connection, (r.document.id for r in results))
    fresh = [r for r in results if r.document.id not in there]
    if not fresh:
        return [_outcome(r, added=False) for r in results]
    others = _other_dates(connection, [r.document for r in fresh], any_date=redate)
    gone = _supersede(connection, {r.document.id for r in fresh}.union(*others.values()), now)
    _insert_documents(connection, [r.document for r in fresh], now)
    derivations = _insert_derivations(connection, fresh, now)
    sequence = _insert_claims(connection, {derivations[r.document.id]: r.claims for r in fresh})
    told = [grouping.Told(r.document, derivations[r.document.id], groups_of(r)) for r in fresh]
    own, touched = grouping.add_tellings(connection, told, sequence)
    grouping.regroup(connection, touched.union(*own.values()), now, gone)
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
    claims = {*decision.one, *decision.other}
    if decision.act is Act.UNDO:
        claims = _undone(connection, decision)
    tellings = tellings_of_claims(connection, claims)
    known = claims_held(connection, tellings)
    paired = decision.act not in GROUPING or decision.other
    if decision.act is not Act.UNDO and not (decision.one and paired and claims <= known):
        raise StoreError("The incident was changed meanwhile: open it again, then decide.")
    table = schema.decision
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
    seq = new_seq(connection.execute(insert(table).values(values)).inserted_primary_key)
    if decision.act is not Act.UNDO:
        named = [{"claim_id": claim_id, "decision_seq": seq} for claim_id in sorted(claims)]
        connection.execute(insert(schema.decision_claim), named)
    grouping.regroup(connection, tellings, now)
    bump(connection)
    return seq


def _undone(connection: Connection, decision: Decision) -> set[str]:
    """The claims named by the decision that another takes back, directly or through others."""
    table = schema.decision
    number = decision.undoes
    while number is not None:
        row = connection.execute(select(table).where(table.c.seq == number)).mappings().one_or_none()
        if row is None:
            raise StoreError(f"There is no decision number {decision.undoes}: list them, then take one back.")
        found = as_decision(row)
        if found.act is not Act.UNDO:
            return {*found.one, *found.other}
        number = found.undoes
    raise StoreError("Name the decision to take back by its number.")


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


def _supersede(connection: Connection, documents: set[str], now: dt.datetime) -> set[int]:
    """Let what was made of some documents no longer stand; gives the numbers of their tellings."""
    made, told = schema.derivation, schema.telling
    standing = (made.c.document_id.in_(documents)) & made.c.superseded_at.is_(None)
    gone = select(told.c.seq).join(made, made.c.seq == told.c.derivation_seq).where(standing)
    numbers = set(connection.scalars(gone))
    connection.execute(update(made).where(standing).values(superseded_at=now))
    return numbers


def standing(connection: Connection, documents: Iterable[str]) -> set[str]:
    """Those of some documents, by id, that stand."""
    table = schema.derivation
    query = select(table.c.document_id).where(table.c.superseded_at.is_(None))
    return {
        found
        for piece in chunks(documents)
        for found in connection.scalars(query.where(table.c.document_id.in_(piece)))
    }


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
    there = standing(connection, set().union(*others.values()))
    return {document_id: found & there for document_id, found in others.items()}


def _insert_documents(connection: Connection, documents: Sequence[Document], now: dt.datetime) -> None:
    table = schema.document
    known = {
        found
        for piece in chunks(d.id for d in documents)
        for found in connection.scalars(select(table.c.id).where(table.c.id.in_(piece)))
    }
    rows = [_document_row(document, now) for document in documents if document.id not in known]
    if rows:
        connection.execute(insert(table), rows)


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


def _run_seq(connection: Connection, run: Run, now: dt.datetime) -> int:
    table = schema.run
    names = {"extractor": run.extractor, "rules": run.rules, "gazetteer": run.gazetteer, "model": run.model}
    same = select(table.c.seq).where(*(table.c[name] == value for name, value in names.items()))
    found = connection.scalar(same)
    if found is not None:
        return int(found)
    return new_seq(connection.execute(insert(table).values(created_at=now, **names)).inserted_primary_key)


def _insert_derivations(
    connection: Connection, results: Sequence[ReportResult], now: dt.datetime
) -> dict[str, int]:
    """Add what was made of some documents; gives the numbers by document."""
    runs = {r.run: _run_seq(connection, r.run or Run("", "", ""), now) for r in results}
    table = schema.derivation
    connection.execute(
        insert(table),
        [
            {
                "document_id": r.document.id,
                "run_seq": runs[r.run],
                "warnings": json.dumps(list(r.warnings), ensure_ascii=False),
                "created_at": now,
            }
            for r in results
        ],
    )
    made = select(table.c.document_id, table.c.seq).where(table.c.superseded_at.is_(None))
    return {
        row.document_id: int(row.seq)
        for piece in chunks(r.document.id for r in results)
        for row in connection.execute(made.where(table.c.document_id.in_(piece)))
    }


def _insert_claims(connection: Connection, derived: Mapping[int, Sequence[Claim]]) -> dict[str, int]:
    """Add the claims of some derivations that are new, and say at which row each stands."""
    table = schema.claim
    claims = [claim for of_one in derived.values() for claim in of_one]
    records_of = {claim.id: records.dumps(claim) for claim in claims}
    digests = {i: hashlib.sha256(record.encode()).hexdigest()[:16] for i, record in records_of.items()}
    known = _numbers(connection, digests)
    rows = [
        {"id": c.id, "document_id": c.document_id, "digest": digests[c.id], "record": records_of[c.id]}
        for c in claims
        if c.id not in known
    ]
    if rows:
        connection.execute(insert(table), rows)
        known |= _numbers(connection, {str(row["id"]): str(row["digest"]) for row in rows})
    held = [
        {"derivation_seq": derivation, "position": position, "claim_seq": known[claim.id]}
        for derivation, of_one in derived.items()
        for position, claim in enumerate(of_one)
    ]
    if held:
        connection.execute(insert(schema.derived_claim), held)
    return {claim.id: int(known[claim.id]) for claim in claims}


def _numbers(connection: Connection, digests: Mapping[str, str]) -> dict[str, int]:
    """Numbers of those of some claims, by id, that are there in the same words."""
    table = schema.claim
    return {
        row.id: row.seq
        for piece in chunks(digests)
        for row in connection.execute(
            select(table.c.seq, table.c.id, table.c.digest).where(table.c.id.in_(piece))
        )
        if row.digest == digests[row.id]
    }
