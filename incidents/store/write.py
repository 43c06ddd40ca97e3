"""Writing reports: one transaction each, all of it or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from incidents.errors import StoreError
from incidents.frame import FRAME_COLUMNS, flatten
from incidents.model import Claim, Document, Incident, ReportResult, Run
from incidents.store import records, schema


@dataclass(frozen=True, slots=True)
class AddOutcome:
    """What adding a report did."""

    added: bool
    """False when the store held the report already and nothing changed."""
    document_id: str
    n_claims: int
    n_incidents: int
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
    _check(result)
    document_id = result.document.id
    known = (
        connection.scalar(select(schema.document.c.id).where(schema.document.c.id == document_id)) is not None
    )
    # A reading that another date took the place of is no longer there: given again, it stands again.
    added = supersede or not _stands(connection, document_id)
    dated = added and _redate(connection, result.document, now, any_date=redate)
    outcome = AddOutcome(added, document_id, len(result.claims), len(result.incidents), dated)
    if not outcome.added:
        return outcome
    if known:
        _supersede(connection, document_id, now)
    else:
        connection.execute(insert(schema.document).values(_document_row(result.document, now)))
    derivation = _insert_derivation(connection, result, now)
    sequence = _insert_claims(connection, derivation, result.claims)
    _insert_incidents(connection, derivation, result, sequence, now)
    bump(connection)
    return outcome


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


def _supersede(connection: Connection, document_id: str, now: dt.datetime) -> None:
    old = select(schema.derivation.c.seq).where(
        schema.derivation.c.document_id == document_id, schema.derivation.c.superseded_at.is_(None)
    )
    incident, derivation = schema.incident, schema.derivation
    connection.execute(update(incident).where(incident.c.derivation_seq.in_(old)).values(superseded_at=now))
    connection.execute(update(derivation).where(derivation.c.seq.in_(old)).values(superseded_at=now))


def _stands(connection: Connection, document_id: str) -> bool:
    table = schema.derivation
    current = select(table.c.seq).where(table.c.document_id == document_id, table.c.superseded_at.is_(None))
    return connection.scalar(current.limit(1)) is not None


def _redate(connection: Connection, document: Document, now: dt.datetime, *, any_date: bool) -> bool:
    """Let a report with its publication date take the place of the same words read without it, or with another.

    That reading is superseded, not deleted; says whether there was one.
    """
    if document.published is None:
        return False
    others = {Document.create(document.text).id}
    if any_date:
        same = select(schema.document.c.id).where(schema.document.c.text == document.text)
        others |= set(connection.scalars(same)) - {document.id}
    table = schema.derivation
    current = select(table.c.document_id).where(
        table.c.document_id.in_(others), table.c.superseded_at.is_(None)
    )
    replaced = set(connection.scalars(current))
    for other in replaced:
        _supersede(connection, other, now)
    return bool(replaced)


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
    return _new_seq(connection.execute(insert(table).values(created_at=now, **names)).inserted_primary_key)


def _new_seq(key: Sequence[object] | None) -> int:
    if not key or not isinstance(key[0], int):
        raise StoreError("The database gave no number to a new row: nothing was added.")
    return key[0]


def _insert_derivation(connection: Connection, result: ReportResult, now: dt.datetime) -> int:
    run = result.run or Run(extractor="", rules="", gazetteer="")
    done = connection.execute(
        insert(schema.derivation).values(
            document_id=result.document.id,
            run_seq=_run_seq(connection, run, now),
            warnings=json.dumps(list(result.warnings), ensure_ascii=False),
            created_at=now,
        )
    )
    return _new_seq(done.inserted_primary_key)


def _insert_claims(connection: Connection, derivation: int, claims: Iterable[Claim]) -> dict[str, int]:
    """Add the claims that are new, and say at which row each stands."""
    table, sequence = schema.claim, {}
    for claim in claims:
        record = records.dumps(claim)
        digest = hashlib.sha256(record.encode()).hexdigest()[:16]
        seq = connection.scalar(select(table.c.seq).where(table.c.id == claim.id, table.c.digest == digest))
        if seq is None:
            values = {"id": claim.id, "document_id": claim.document_id, "digest": digest, "record": record}
            seq = _new_seq(connection.execute(insert(table).values(values)).inserted_primary_key)
        sequence[claim.id] = int(seq)
    if sequence:
        connection.execute(
            insert(schema.derived_claim),
            [
                {"derivation_seq": derivation, "position": position, "claim_seq": seq}
                for position, seq in enumerate(sequence.values())
            ],
        )
    return sequence


def _insert_incidents(
    connection: Connection, derivation: int, result: ReportResult, sequence: dict[str, int], now: dt.datetime
) -> None:
    for incident in result.incidents:
        row = _incident_row(incident, result.document.sample)
        row |= {"derivation_seq": derivation, "created_at": now}
        seq = _new_seq(connection.execute(insert(schema.incident).values(row)).inserted_primary_key)
        links = [
            {"incident_seq": seq, "position": position, "claim_seq": sequence[claim_id]}
            for position, claim_id in enumerate(incident.claim_ids)
        ]
        connection.execute(insert(schema.incident_claim), links)


def _incident_row(incident: Incident, sample: bool) -> dict[str, object]:
    flat = dict(zip(FRAME_COLUMNS, flatten(incident, sample), strict=True))
    return flat | {"record": records.dumps(incident)}
