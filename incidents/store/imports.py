"""Writing rows of another dataset: one file is one document, and a row stands once, as the last file tells it.

A row is known by its claim's id, which is made of the dataset and the dataset's own id. When a file is added, the
earlier files of that dataset are derived anew without the rows it brings; both happen in one transaction, and what
stood before is kept as superseded. Rows that only an earlier file holds stay: a file of one year says nothing of
another.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, select

from incidents.derive import derive_incident
from incidents.group import Group
from incidents.model import ReportResult, Run
from incidents.store import read, schema, write
from incidents.store.write import AddOutcome


def add(connection: Connection, result: ReportResult, now: dt.datetime) -> tuple[AddOutcome, int]:
    """Add a file's rows inside the caller's transaction.

    Returns
    -------
    AddOutcome
    int
        How many of the rows were there before.
    """
    brought = {claim.id for claim in result.claims}
    updated = 0
    for document_id in _files(connection, result.run or Run("", "", "")):
        held = _claim_ids(connection, document_id)
        updated += len(held & brought)
        if document_id != result.document.id and held & brought:
            write.add(connection, _without(connection, document_id, brought, result), now, supersede=True)
    return write.add(connection, result, now, supersede=True), updated


def _files(connection: Connection, run: Run) -> list[str]:
    """Ids of the documents that hold rows of the same dataset."""
    made, by = schema.derivation, schema.run
    query = (
        select(made.c.document_id)
        .join(by, by.c.seq == made.c.run_seq)
        .where(by.c.extractor == run.extractor, made.c.superseded_at.is_(None))
        .order_by(made.c.seq)
    )
    return list(connection.scalars(query))


def _claim_ids(connection: Connection, document_id: str) -> set[str]:
    made, held, told = schema.derivation, schema.derived_claim, schema.claim
    query = (
        select(told.c.id)
        .join(held, held.c.claim_seq == told.c.seq)
        .join(made, made.c.seq == held.c.derivation_seq)
        .where(made.c.document_id == document_id, made.c.superseded_at.is_(None))
    )
    return set(connection.scalars(query))


def _without(
    connection: Connection, document_id: str, brought: set[str], result: ReportResult
) -> ReportResult:
    """An earlier file with the rows that are left to it."""
    document = read.document(connection, document_id)
    assert document is not None  # a derivation is of a document
    claims = [c for c in read.claims_of_document(connection, document_id, None) if c.id not in brought]
    located = (c for c in claims if not c.flags)
    incidents = tuple(derive_incident(Group((claim,))) for claim in located)
    return ReportResult(document, tuple(claims), incidents, (), result.run)
