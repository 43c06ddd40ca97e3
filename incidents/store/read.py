"""Reading: what stands now, or stood at a given moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Row, Select, Table, func, or_, select

from incidents.frame import FRAME_COLUMNS, build_frame
from incidents.model import Claim, Document, Incident
from incidents.store import records, schema
from incidents.store.records import Dossier

_CHUNK = 500  # below every database's limit on values in one statement


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """One line of the list of reports: all but the text."""

    id: str
    ref: str
    title: str | None
    publisher: str | None
    url: str | None
    published: dt.date | None
    sample: bool
    added_at: dt.datetime
    n_incidents: int


def standing(table: Table, as_of: dt.datetime | None) -> ColumnElement[bool]:
    """The condition that a derived row stands now, or stood at `as_of`."""
    if as_of is None:
        return table.c.superseded_at.is_(None)
    still = or_(table.c.superseded_at.is_(None), table.c.superseded_at > as_of)
    return (table.c.created_at <= as_of) & still


def incidents(connection: Connection, as_of: dt.datetime | None) -> list[Incident]:
    table = schema.incident
    query = select(table.c.record).where(standing(table, as_of)).order_by(table.c.seq)
    return [records.loads(Incident, record) for record in connection.scalars(query)]


def incident(connection: Connection, incident_id: str, as_of: dt.datetime | None) -> Incident | None:
    table = schema.incident
    record = connection.scalar(
        select(table.c.record).where(table.c.id == incident_id, standing(table, as_of))
    )
    return None if record is None else records.loads(Incident, record)


def frame(connection: Connection, as_of: dt.datetime | None) -> pd.DataFrame:
    table = schema.incident
    columns = [table.c[name] for name in FRAME_COLUMNS]
    query = select(*columns).where(standing(table, as_of)).order_by(table.c.seq)
    return build_frame([tuple(row) for row in connection.execute(query)])


def claims(connection: Connection, incident_id: str, as_of: dt.datetime | None) -> list[Claim]:
    link, table, told = schema.incident_claim, schema.incident, schema.claim
    query = (
        select(told.c.record)
        .join(link, link.c.claim_seq == told.c.seq)
        .join(table, table.c.seq == link.c.incident_seq)
        .where(table.c.id == incident_id, standing(table, as_of))
        .order_by(link.c.position)
    )
    return _load_claims(connection, query)


def claims_of_document(connection: Connection, document_id: str, as_of: dt.datetime | None) -> list[Claim]:
    return _load_claims(
        connection, _derived_claims(as_of).where(schema.derivation.c.document_id == document_id)
    )


def not_mapped(connection: Connection, as_of: dt.datetime | None) -> list[Claim]:
    """Claims of standing derivations that are part of none of their incidents."""
    table, link = schema.incident, schema.incident_claim
    used = (
        select(link.c.claim_seq)
        .join(table, table.c.seq == link.c.incident_seq)
        .where(table.c.derivation_seq == schema.derivation.c.seq, link.c.claim_seq == schema.claim.c.seq)
        .exists()
    )
    return _load_claims(connection, _derived_claims(as_of).where(~used))


def _derived_claims(as_of: dt.datetime | None) -> Select[tuple[Any]]:
    made, link, told = schema.derivation, schema.derived_claim, schema.claim
    return (
        select(told.c.record)
        .join(link, link.c.claim_seq == told.c.seq)
        .join(made, made.c.seq == link.c.derivation_seq)
        .where(standing(made, as_of))
        .order_by(made.c.seq, link.c.position)
    )


def _load_claims(connection: Connection, query: Select[tuple[Any]]) -> list[Claim]:
    return [records.loads(Claim, record) for record in connection.scalars(query)]


def document(connection: Connection, document_id: str) -> Document | None:
    table = schema.document
    row = connection.execute(select(table).where(table.c.id == document_id)).one_or_none()
    return None if row is None else _document(row)


def _document(row: Row[Any]) -> Document:
    return Document(
        id=row.id,
        text=row.text,
        ref=row.ref,
        title=row.title,
        publisher=row.publisher,
        url=row.url,
        published=_date(row.published),
        sample=row.sample,
    )


def _date(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def documents(connection: Connection) -> list[DocumentEntry]:
    table, made, derived = schema.document, schema.derivation, schema.incident
    counts = (
        select(made.c.document_id, func.count(derived.c.seq).label("n"))
        .join(derived, derived.c.derivation_seq == made.c.seq)
        .where(made.c.superseded_at.is_(None))
        .group_by(made.c.document_id)
        .subquery()
    )
    columns = [column for column in table.c if column.name != "text"]
    query = (
        select(*columns, func.coalesce(counts.c.n, 0).label("n_incidents"))
        .outerjoin(counts, counts.c.document_id == table.c.id)
        .order_by(table.c.added_at, table.c.id)
    )
    return [
        DocumentEntry(**dict(row) | {"published": _date(row["published"])})
        for row in connection.execute(query).mappings()
    ]


def dossiers(connection: Connection, ids: Sequence[str], as_of: dt.datetime | None) -> Iterator[Dossier]:
    """The incidents named, in the order of `ids`, each with its claims and documents; unknown ids are passed over."""
    kept: dict[str, Document] = {}
    for first in range(0, len(ids), _CHUNK):
        if len(kept) > _CHUNK:  # texts are large: do not gather all of them
            kept.clear()
        yield from _dossier_chunk(connection, ids[first : first + _CHUNK], as_of, kept)


def _dossier_chunk(
    connection: Connection, ids: Sequence[str], as_of: dt.datetime | None, kept: dict[str, Document]
) -> Iterator[Dossier]:
    table, link, told = schema.incident, schema.incident_claim, schema.claim
    found = connection.execute(
        select(table.c.seq, table.c.record).where(table.c.id.in_(ids), standing(table, as_of))
    ).all()
    sequence = {row.seq: records.loads(Incident, row.record) for row in found}
    behind: dict[int, list[Claim]] = {seq: [] for seq in sequence}
    query = (
        select(link.c.incident_seq, told.c.record)
        .join(told, told.c.seq == link.c.claim_seq)
        .where(link.c.incident_seq.in_(list(sequence)))
        .order_by(link.c.incident_seq, link.c.position)
    )
    for row in connection.execute(query):
        behind[row.incident_seq].append(records.loads(Claim, row.record))
    _fetch_documents(connection, {d for item in sequence.values() for d in item.document_ids}, kept)
    by_id = {item.id: (item, tuple(behind[seq])) for seq, item in sequence.items()}
    for incident_id in ids:
        if incident_id in by_id:
            item, its_claims = by_id[incident_id]
            yield Dossier(item, its_claims, tuple(kept[d] for d in item.document_ids if d in kept))


def _fetch_documents(connection: Connection, wanted: set[str], kept: dict[str, Document]) -> None:
    missing = sorted(wanted - kept.keys())
    for first in range(0, len(missing), _CHUNK):
        table = schema.document
        query = select(table).where(table.c.id.in_(missing[first : first + _CHUNK]))
        kept.update({row.id: _document(row) for row in connection.execute(query)})
