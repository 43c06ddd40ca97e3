"""Words found in claims and reports: what is written beside each of them, and the incidents a search leads to.

What is stored was folded by :mod:`incidents.query.words`, words and single spaces; the database only compares. On
SQLite two FTS5 tables hold it, split at spaces (the `ascii` tokenizer takes every other sign as part of a word). On
PostgreSQL each row has a `tsvector` of the same words, made without its parser, under a GIN index.

Claims and reports are never changed, so a row is written once, in the transaction that adds what it is about; which
of them count, now or at an earlier moment, the incidents say that hold them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    column,
    or_,
    select,
    table,
    text,
)

from incidents.model import Claim, Document, Origin
from incidents.query.claims import words_of
from incidents.query.filters import WordsIn
from incidents.query.words import Terms, folded, terms
from incidents.rules import Rules, left_out
from incidents.store import read, records, schema
from incidents.store.dialect import Dialect, dialect_of
from incidents.store.tellings import chunks, voices_of


def add_claims(connection: Connection, claims: Mapping[int, Claim]) -> None:
    """Write down the words of claims that are new, by their numbers."""
    _add(connection, "claim_words", {seq: words_of(claim) for seq, claim in claims.items()})


def add_documents(connection: Connection, reports: Iterable[tuple[Document, Iterable[Claim]]]) -> None:
    """Write down the words of reports that are new, each given with its claims."""
    _add(connection, "document_words", {document.id: _told(document, claims) for document, claims in reports})


def _told(document: Document, claims: Iterable[Claim]) -> str:
    """What is looked for in a report; of a file of rows its title alone, as its rows are its claims."""
    rows_only = any(claim.origin is Origin.IMPORT for claim in claims)
    parts = (document.title, document.publisher, None if rows_only else document.text)
    return " \n".join(part for part in parts if part)


def _add(connection: Connection, name: str, texts: Mapping[Any, str]) -> None:
    key, _ = schema.WORD_TABLES[name]
    rows = [{"key": value, "words": folded(told)} for value, told in texts.items()]
    if rows:
        connection.execute(text(f"INSERT INTO {name} ({key}, words) VALUES (:key, :words)"), rows)


def forget(connection: Connection, claims: Iterable[int], documents: Iterable[str]) -> None:
    """Erase the words of claims, by number, and of reports: nothing of them is left in the tables."""
    for seq in claims:
        connection.execute(text("DELETE FROM claim_words WHERE rowid = :seq"), {"seq": seq})
    for document_id in documents:
        connection.execute(text("DELETE FROM document_words WHERE document_id = :id"), {"id": document_id})
    for name in schema.WORD_TABLES:
        for statement in dialect_of(connection).words_forgotten(name):
            connection.exec_driver_sql(statement)


def rewrite(connection: Connection, claims: Mapping[int, Claim], documents: Iterable[str]) -> None:
    """Write down anew the words of claims, by number, and of reports that were changed."""
    reports = [found for found in (read.document(connection, name) for name in documents) if found]
    forget(connection, claims, [report.id for report in reports])
    add_claims(connection, claims)
    told = schema.claim
    for report in reports:
        held = connection.scalars(select(told.c.record).where(told.c.document_id == report.id))
        add_documents(connection, [(report, [records.loads(Claim, record) for record in held])])


def find(
    connection: Connection, words: str, where: WordsIn, as_of: dt.datetime | None, rules: Rules
) -> set[str]:
    """Ids of the standing incidents that hold the words, see :meth:`incidents.store.Store.search`."""
    made = schema.incident
    wanted = terms(words)
    every = select(made.c.id).where(read.standing(made, as_of))
    if not wanted:
        return set(connection.scalars(every))
    matching = _matching(dialect_of(connection), wanted, where)
    found = set(connection.scalars(every.where(_holding(matching))))
    return found - _only_left_out(connection, matching, as_of, rules) if rules.without else found


def condition(dialect: Dialect, words: str, where: WordsIn) -> ColumnElement[bool]:
    """The condition that an incident holds the words; there has to be one."""
    return _holding(_matching(dialect, terms(words), where))


def _holding(matching: ColumnElement[bool]) -> ColumnElement[bool]:
    held = schema.incident_claim
    return schema.incident.c.seq.in_(select(held.c.incident_seq).where(matching))


def _matching(dialect: Dialect, wanted: Terms, where: WordsIn) -> ColumnElement[bool]:
    """The condition that the claim an incident is made of holds what is looked for, or its report does."""
    claim_seq = schema.incident_claim.c.claim_seq
    in_claims = claim_seq.in_(select(_CLAIM_WORDS.c.rowid).where(dialect.words_match("claim_words", wanted)))
    if where == "told":
        return in_claims
    told = schema.claim
    documents = select(_DOCUMENT_WORDS.c.document_id).where(dialect.words_match("document_words", wanted))
    return or_(in_claims, claim_seq.in_(select(told.c.seq).where(told.c.document_id.in_(documents))))


_CLAIM_WORDS: Final = table("claim_words", column("rowid"))
_DOCUMENT_WORDS: Final = table("document_words", column("document_id"))


def _only_left_out(
    connection: Connection,
    matching: ColumnElement[bool],
    as_of: dt.datetime | None,
    rules: Rules,
) -> set[str]:
    """Standing incidents in which only claims that are left out hold the words."""
    made, held, told, rests = (
        schema.incident, schema.incident_claim, schema.claim, schema.incident_source,
    )  # fmt: skip
    gone: set[str] = set()
    kept: set[str] = set()
    for piece in chunks(rules.without):
        touched = select(rests.c.incident_seq).where(rests.c.source_id.in_(piece))
        query = (
            select(made.c.id, told.c.record)
            .join(held, held.c.incident_seq == made.c.seq)
            .join(told, told.c.seq == held.c.claim_seq)
            .where(made.c.seq.in_(touched), read.standing(made, as_of), matching)
        )
        rows = [(row.id, records.loads(Claim, row.record)) for row in connection.execute(query)]
        voices = voices_of(connection, {claim.document_id for _, claim in rows})
        for incident_id, claim in rows:
            (gone if left_out(claim, rules.without, voices) else kept).add(incident_id)
    return gone - kept
