"""Taking a person's name out of everything in the store, for good; what is left stays in its place.

Ids stay as they are, so that links and decisions go on working; spans are moved so that each quote is still what its
report says there. A source known by that name gets the id of what is put in its place.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from incidents.claimants import OWN_VOICE
from incidents.errors import StoreError
from incidents.model import Claim, Correction, Incident, stable_id
from incidents.redact import Name, Redacted, throughout
from incidents.store import copied, counting, flat, grouping, purge, records, schema, search, tombstones
from incidents.store.tellings import tellings_of_documents
from incidents.store.tombstones import Kind, Reason, Tombstone

EXAMPLES: Final = 5
AROUND: Final = 60
"""Characters of context on either side of an example."""


@dataclass(frozen=True, slots=True)
class Example:
    """Where a name stands in a report."""

    title: str
    before: str
    found: str
    after: str


@dataclass(frozen=True, slots=True)
class Occurrences:
    """In how many reports, claims and decisions a name stands."""

    reports: int = 0
    claims: int = 0
    decisions: int = 0
    elsewhere: int = 0
    """Incidents, sources and notes of the machine."""
    examples: tuple[Example, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.reports or self.claims or self.decisions or self.elsewhere)


# --- looking -----------------------------------------------------------------------------------------------------


def occurrences(connection: Connection, name: Name) -> Occurrences:
    """Where a name stands; nothing is changed."""
    reports, examples = 0, list[Example]()
    for row in connection.execute(select(schema.document)).mappings():
        reports += _document_changes(row, name)[0] != {}
        if len(examples) < EXAMPLES:
            examples += _examples(row, name)
    claims = {row.id for row, old in _claims(connection) if throughout(old, name.out_of) != old}
    decisions = sum(_decision_changes(row, name) != {} for row in _decisions(connection))
    elsewhere = sum(_words_changes(row, name, columns) != {} for _, columns, row in _others(connection))
    elsewhere += sum(throughout(old, name.out_of) != old for _, old in _incidents(connection))
    return Occurrences(reports, len(claims), decisions, elsewhere, tuple(examples[:EXAMPLES]))


def _examples(row: RowMapping, name: Name) -> Iterator[Example]:
    text = row["text"]
    for start, end in name.spans(text)[:2]:
        before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
        yield Example(row["title"] or row["ref"] or row["id"], before, text[start:end], after)


# --- taking out --------------------------------------------------------------------------------------------------


def forget(connection: Connection, name: Name, reason: Reason, by: str, now: dt.datetime) -> Tombstone:
    """Take a name out inside the caller's transaction.

    Raises
    ------
    StoreError
        It stands nowhere.
    """
    if not occurrences(connection, name).any:
        raise StoreError(
            "That name stands nowhere in the store: nothing was changed. Try how it is written there."
        )
    with purge.exception(connection):
        stone = tombstones.lay(connection, Kind.NAME, reason, name.out_of(by), now)
        documents, texts = _documents(connection, name, stone)
        claims = _rewrite_claims(connection, name, texts)
        search.rewrite(connection, claims, documents)
        _rewrite_decisions(connection, name)
        sources = _rename_sources(connection, name)
        _rewrite_incidents(connection, name, sources)
        for table, columns, row in list(_others(connection)):
            if values := _words_changes(row, name, columns):
                keys = (column == row[column.name] for column in table.primary_key)
                connection.execute(update(table).where(*keys).values(values))
    _settle(connection, texts, sources, now)
    return stone


def _documents(connection: Connection, name: Name, stone: Tombstone) -> tuple[set[str], dict[str, Redacted]]:
    """Take it out of the reports; gives by id those changed, and what became of each text that had it."""
    table = schema.document
    changed: set[str] = set()
    texts: dict[str, Redacted] = {}
    for row in connection.execute(select(table)).mappings().all():
        values, text = _document_changes(row, name)
        if not values:
            continue
        connection.execute(update(table).where(table.c.id == row["id"]).values(values))
        changed.add(row["id"])
        if text.cuts:
            texts[row["id"]] = text
            tombstones.mark_text(connection, stone, row["text"])
            copied.sketch_again(connection, row["id"], text.text)
    return changed, texts


def _document_changes(row: RowMapping, name: Name) -> tuple[dict[str, Any], Redacted]:
    text = name.redact(row["text"])
    values: dict[str, Any] = {"text": text.text, "url": _address(row["url"], name)}
    values |= {field: row[field] and name.out_of(row[field]) for field in ("ref", "title", "publisher")}
    return {field: value for field, value in values.items() if value != row[field]}, text


def _address(url: str | None, name: Name) -> str | None:
    """A web address; of one that holds the name only the site."""
    if url is None or not (name.spans(url) or name.spans(unquote(url))):
        return url
    parts = urlsplit(url)
    return name.out_of(f"{parts.scheme}://{parts.netloc}/")


def _rewrite_claims(connection: Connection, name: Name, texts: Mapping[str, Redacted]) -> dict[int, Claim]:
    """Take it out of the claims; gives those changed, by number."""
    table = schema.claim
    rewritten: dict[int, Claim] = {}
    for row, old in list(_claims(connection)):
        new = _moved(throughout(old, name.out_of), old, texts.get(old.document_id))
        if new == old:
            continue
        record = records.dumps(new)
        digest = counting.digest(record)
        same = select(table.c.seq).where(
            table.c.id == row.id, table.c.digest == digest, table.c.seq != row.seq
        )
        if connection.scalar(same) is not None:  # two versions that differed in the name alone
            digest = counting.digest(f"{record}{row.seq}")
        changed = {"record": record, "digest": digest}
        connection.execute(update(table).where(table.c.seq == row.seq).values(changed))
        rewritten[row.seq] = new
    return rewritten


def _moved(claim: Claim, old: Claim, text: Redacted | None) -> Claim:
    """A claim whose words are what its report now says where they stand."""
    if text is None or old.start is None or old.end is None:
        return claim
    start, end = text.start(old.start), text.end(old.end)
    quote = claim.quote if claim.quote is None else text.text[start:end]
    return replace(claim, start=start, end=end, quote=quote)


def _rewrite_decisions(connection: Connection, name: Name) -> None:
    table = schema.decision
    for row in list(_decisions(connection)):
        if values := _decision_changes(row, name):
            connection.execute(update(table).where(table.c.seq == row["seq"]).values(values))


def _decision_changes(row: RowMapping, name: Name) -> dict[str, Any]:
    values: dict[str, Any] = {field: name.out_of(row[field]) for field in ("note", "made_by")}
    if row["correction"] is not None:
        old = records.loads(Correction, row["correction"])
        new = throughout(old, name.out_of)
        values["correction"] = row["correction"] if new == old else records.dumps(new)
    return {field: value for field, value in values.items() if value != row[field]}


def _rename_sources(connection: Connection, name: Name) -> dict[str, str]:
    """Give sources of that name the one put in its place; gives old id -> new."""
    table, held = schema.source, schema.incident_source
    moved: dict[str, str] = {}
    for row in connection.execute(select(table)).all():
        called = name.out_of(row.name)
        if called == row.name:
            continue
        parts = (called.casefold(),) if row.named else (OWN_VOICE, called.casefold())
        new = moved[row.id] = stable_id("src", *parts)
        if connection.scalar(select(table.c.id).where(table.c.id == new)) is None:
            connection.execute(insert(table).values(id=new, name=called, named=row.named))
        resting = set(connection.scalars(select(held.c.incident_seq).where(held.c.source_id == row.id)))
        resting -= set(connection.scalars(select(held.c.incident_seq).where(held.c.source_id == new)))
        if resting:
            rows = [{"source_id": new, "incident_seq": seq} for seq in sorted(resting)]
            connection.execute(insert(held), rows)
        connection.execute(delete(held).where(held.c.source_id == row.id))
        connection.execute(delete(table).where(table.c.id == row.id))
    return moved


def _rewrite_incidents(connection: Connection, name: Name, sources: Mapping[str, str]) -> None:
    for row, old in list(_incidents(connection)):
        ids = tuple(dict.fromkeys(sources.get(i, i) for i in old.source_ids))
        new = replace(throughout(old, name.out_of), source_ids=ids)
        if new != old:
            purge.replace_incident(connection, row.seq, new, row.choice)


def _settle(
    connection: Connection, texts: Mapping[str, Redacted], sources: Mapping[str, str], now: dt.datetime
) -> None:
    """Group anew what speaks with another voice now."""
    table, held = schema.incident_telling, schema.incident_source
    told = tellings_of_documents(connection, texts)
    if sources:
        renamed = select(table.c.telling_seq).join(held, held.c.incident_seq == table.c.incident_seq)
        told |= set(connection.scalars(renamed.where(held.c.source_id.in_(set(sources.values())))))
    grouping.regroup(connection, told, now)
    with purge.exception(connection):
        purge.drop_sources(connection)
    flat.drop_unused(connection)


# --- rows --------------------------------------------------------------------------------------------------------


def _claims(connection: Connection) -> Iterator[tuple[Any, Claim]]:
    for row in connection.execute(select(schema.claim).order_by(schema.claim.c.seq)).all():
        yield row, records.loads(Claim, row.record)


def _incidents(connection: Connection) -> Iterator[tuple[Any, Incident]]:
    table, told = schema.incident, schema.incident_record
    query = (
        select(table.c.seq, table.c.choice, told.c.record)
        .join(told, told.c.incident_seq == table.c.seq)
        .order_by(table.c.seq)
    )
    for row in connection.execute(query).all():
        yield row, records.loads(Incident, row.record)


def _decisions(connection: Connection) -> Iterator[RowMapping]:
    yield from connection.execute(select(schema.decision)).mappings().all()


OTHER_WORDS: Final[tuple[tuple[Any, dict[str, bool]], ...]] = (
    (schema.derivation, {"warnings": True}),
    (schema.telling, {"joins": True, "notes": True}),
    (schema.edge, {"reason": False}),
    (schema.tombstone, {"made_by": False}),
)
"""Columns with the machine's and others' words, and whether they hold JSON."""


def _others(connection: Connection) -> Iterator[tuple[Any, dict[str, bool], RowMapping]]:
    for table, columns in OTHER_WORDS:
        for row in connection.execute(select(table)).mappings().all():
            yield table, columns, row


def _words_changes(row: RowMapping, name: Name, columns: Mapping[str, bool]) -> dict[str, Any]:
    values = {
        column: _in_json(row[column], name.out_of) if is_json else name.out_of(row[column])
        for column, is_json in columns.items()
    }
    return {column: value for column, value in values.items() if value != row[column]}


def _in_json(text: str, change: Callable[[str], str]) -> str:
    old = json.loads(text)
    new = _in_value(old, change)
    return text if new == old else json.dumps(new, ensure_ascii=False)


def _in_value(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_in_value(item, change) for item in value]
    if isinstance(value, dict):  # the ends of a join and on whose word it rests stay
        kept = {"left", "right", "basis"}
        return {k: item if k in kept else _in_value(item, change) for k, item in value.items()}
    return value
