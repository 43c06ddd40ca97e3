"""Which stored reports are copies of one: new ones are compared with those they may copy, many at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
from sqlalchemy import Connection, delete, insert, or_, select

from incidents import copies
from incidents.copies import Signature
from incidents.model import Document
from incidents.store import schema
from incidents.store.tellings import chunks

Pairs = set[tuple[str, str]]
"""Ids of two reports, the lower first."""


def compare(connection: Connection, documents: Sequence[Document]) -> Pairs:
    """The pairs in which any of some reports is a copy of another; those that are new are compared first."""
    ids = {document.id for document in documents}
    table = schema.signature
    known = {
        found
        for piece in chunks(ids)
        for found in connection.scalars(select(table.c.document_id).where(table.c.document_id.in_(piece)))
    }
    fresh = {d.id: copies.signature(d.text) for d in documents if d.id not in known}
    if fresh:
        _compare(connection, fresh)
    return _pairs_of(connection, ids)


def _compare(connection: Connection, fresh: Mapping[str, Signature]) -> None:
    keys: dict[str, list[str]] = defaultdict(list)
    for document_id, sketch in fresh.items():
        for key in copies.bands(sketch):
            keys[key].append(document_id)
    near = _near(connection, keys)
    stored = set(chain.from_iterable(near.values())) - fresh.keys()
    sketches = dict(fresh) | dict(_sketches(connection, stored))
    alike = {
        (min(one, other), max(one, other))
        for one, others in near.items()
        for other in others
        if copies.alike(sketches[one], sketches[other])
    }
    rows = [
        {"one": a, "other": b, "similarity": copies.similarity(sketches[a], sketches[b])}
        for a, b in sorted(alike)
    ]
    if rows:
        connection.execute(insert(schema.copy), rows)
    _keep(connection, fresh)


def _keep(connection: Connection, fresh: Mapping[str, Signature]) -> None:
    blobs = [{"document_id": i, "sketch": s.astype("<u8").tobytes()} for i, s in fresh.items()]
    connection.execute(insert(schema.signature), blobs)
    bands = [{"key": key, "document_id": i} for i, s in fresh.items() for key in copies.bands(s)]
    connection.execute(insert(schema.band), bands)


def _near(connection: Connection, keys: Mapping[str, Collection[str]]) -> Mapping[str, set[str]]:
    """For each new report those that share a band with it: stored ones, and new ones of a higher id."""
    table = schema.band
    near: dict[str, set[str]] = defaultdict(set)
    for piece in chunks(keys):
        for row in connection.execute(select(table.c.key, table.c.document_id).where(table.c.key.in_(piece))):
            for document_id in keys[row.key]:
                near[document_id].add(row.document_id)
    for owners in keys.values():
        for one in owners:
            near[one].update(other for other in owners if other > one)
    return near


def _sketches(connection: Connection, ids: Iterable[str]) -> Iterator[tuple[str, Signature]]:
    table = schema.signature
    for piece in chunks(ids):
        for row in connection.execute(select(table).where(table.c.document_id.in_(piece))):
            yield row.document_id, np.frombuffer(row.sketch, dtype="<u8")


def _pairs_of(connection: Connection, ids: Iterable[str]) -> Pairs:
    table = schema.copy
    return {
        (row.one, row.other)
        for piece in chunks(ids)
        for row in connection.execute(
            select(table.c.one, table.c.other).where(or_(table.c.one.in_(piece), table.c.other.in_(piece)))
        )
    }


def sketch_again(connection: Connection, document_id: str, text: str) -> None:
    """Put the sketch of a changed text in the place of the old one; which reports are copies of it stays."""
    for table in (schema.signature, schema.band):
        connection.execute(delete(table).where(table.c.document_id == document_id))
    _keep(connection, {document_id: copies.signature(text)})
