"""Reading: what stands now, or stood at a given moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, distinct, func, or_, select

from incidents.model import Claim, Document, Incident
from incidents.store import records, schema, tombstones
from incidents.store.records import Dossier
from incidents.store.tellings import CHUNK, chunks


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
    query = recorded().where(standing(table, as_of)).order_by(table.c.seq)
    return [records.loads(Incident, record) for _, record in connection.execute(query)]


def recorded() -> Select[int, str]:
    """The query for number and record of incidents."""
    table, told = schema.incident, schema.incident_record
    return select(table.c.seq, told.c.record).join(told, told.c.incident_seq == table.c.seq)


def incident(connection: Connection, incident_id: str, as_of: dt.datetime | None) -> Incident | None:
    table = schema.incident_record
    seq = number_of(connection, incident_id, as_of)
    record = connection.scalar(select(table.c.record).where(table.c.incident_seq == seq))
    return None if record is None else records.loads(Incident, record)


def number_of(connection: Connection, incident_id: str, as_of: dt.datetime | None) -> int | None:
    """Number of the incident of that id, or of the one that now holds what it began with; None for an unknown id."""
    table = schema.incident
    seq = connection.scalar(select(table.c.seq).where(table.c.id == incident_id, standing(table, as_of)))
    if seq is not None:
        return int(seq)
    held, told, first = schema.incident_claim, schema.claim, schema.anchor
    query = (
        select(table.c.seq)
        .join(held, held.c.incident_seq == table.c.seq)
        .join(told, told.c.seq == held.c.claim_seq)
        .join(first, first.c.claim_id == told.c.id)
        .where(first.c.incident_id == incident_id, standing(table, as_of))
    )
    found = connection.scalar(query)
    if found is None and (claim := tombstones.claim_instead(connection, incident_id)) is not None:
        return _holding(connection, claim, as_of)
    return found


def _holding(connection: Connection, claim_id: str, as_of: dt.datetime | None) -> int | None:
    """Number of the incident that holds a claim."""
    table, held, told = schema.incident, schema.incident_claim, schema.claim
    query = (
        select(table.c.seq)
        .join(held, held.c.incident_seq == table.c.seq)
        .join(told, told.c.seq == held.c.claim_seq)
        .where(told.c.id == claim_id, standing(table, as_of))
    )
    return connection.scalar(query)


def claims(connection: Connection, incident_id: str, as_of: dt.datetime | None) -> list[Claim]:
    link, told = schema.incident_claim, schema.claim
    query = (
        select(told.c.record)
        .join(link, link.c.claim_seq == told.c.seq)
        .where(link.c.incident_seq == number_of(connection, incident_id, as_of))
        .order_by(link.c.position)
    )
    return _load_claims(connection, query)


def claims_by_id(connection: Connection, claim_ids: Sequence[str]) -> list[Claim]:
    """The latest version of each of these claims, in that order; unknown ids are passed over."""
    table = schema.claim
    found = {
        row.id: row.record
        for piece in chunks(claim_ids)
        for row in connection.execute(
            select(table.c.id, table.c.record).where(table.c.id.in_(piece)).order_by(table.c.seq)
        )
    }
    return [records.loads(Claim, found[claim_id]) for claim_id in claim_ids if claim_id in found]


def standing_claims(connection: Connection, claim_ids: Sequence[str]) -> list[Claim]:
    """Those of some claims that standing readings hold."""
    query = _derived_claims(None)
    return [
        claim
        for piece in chunks(claim_ids)
        for claim in _load_claims(connection, query.where(schema.claim.c.id.in_(piece)))
    ]


def claims_of_document(connection: Connection, document_id: str, as_of: dt.datetime | None) -> list[Claim]:
    return _load_claims(
        connection, _derived_claims(as_of).where(schema.derivation.c.document_id == document_id)
    )


def not_mapped(
    connection: Connection, as_of: dt.datetime | None, documents: Iterable[str] | None = None
) -> list[Claim]:
    """Claims of standing derivations that are part of no incident; with `documents` those of these reports alone."""
    table, link = schema.incident, schema.incident_claim
    used = (
        select(link.c.claim_seq)
        .join(table, table.c.seq == link.c.incident_seq)
        .where(standing(table, as_of), link.c.claim_seq == schema.claim.c.seq)
        .exists()
    )
    query = _derived_claims(as_of).where(~used)
    if documents is None:
        return _load_claims(connection, query)
    held = schema.derivation.c.document_id
    pieces = chunks(sorted(documents))
    return [claim for piece in pieces for claim in _load_claims(connection, query.where(held.in_(piece)))]


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
    table, made, told = schema.document, schema.derivation, schema.telling
    held, derived = schema.incident_telling, schema.incident
    counts = (
        select(made.c.document_id, func.count(distinct(derived.c.seq)).label("n"))
        .join(told, told.c.derivation_seq == made.c.seq)
        .join(held, held.c.telling_seq == told.c.seq)
        .join(derived, derived.c.seq == held.c.incident_seq)
        .where(made.c.superseded_at.is_(None), derived.c.superseded_at.is_(None))
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
    for first in range(0, len(ids), CHUNK):
        if len(kept) > CHUNK:  # texts are large: do not gather all of them
            kept.clear()
        yield from _dossier_chunk(connection, ids[first : first + CHUNK], as_of, kept)


def _dossier_chunk(
    connection: Connection, ids: Sequence[str], as_of: dt.datetime | None, kept: dict[str, Document]
) -> Iterator[Dossier]:
    table = schema.incident
    found = connection.execute(recorded().where(table.c.id.in_(ids), standing(table, as_of))).all()
    sequence = {row.seq: records.loads(Incident, row.record) for row in found}
    behind = claims_behind(connection, sequence)
    _fetch_documents(connection, {d for item in sequence.values() for d in item.document_ids}, kept)
    by_id = {item.id: (item, tuple(behind[seq])) for seq, item in sequence.items()}
    for incident_id in ids:
        if incident_id in by_id:
            item, its_claims = by_id[incident_id]
            yield Dossier(item, its_claims, tuple(kept[d] for d in item.document_ids if d in kept))


def claims_behind(connection: Connection, incidents: Iterable[int]) -> dict[int, list[Claim]]:
    """The claims of each of some incidents, by number, in the order they hold them."""
    link, told = schema.incident_claim, schema.claim
    numbers = list(incidents)
    behind: dict[int, list[Claim]] = {seq: [] for seq in numbers}
    for piece in chunks(numbers):
        query = (
            select(link.c.incident_seq, told.c.record)
            .join(told, told.c.seq == link.c.claim_seq)
            .where(link.c.incident_seq.in_(piece))
            .order_by(link.c.incident_seq, link.c.position)
        )
        for row in connection.execute(query):
            behind[row.incident_seq].append(records.loads(Claim, row.record))
    return behind


def _fetch_documents(connection: Connection, wanted: set[str], kept: dict[str, Document]) -> None:
    table = schema.document
    for piece in chunks(wanted - kept.keys()):
        query = select(table).where(table.c.id.in_(piece))
        kept.update({row.id: _document(row) for row in connection.execute(query)})
