"""What is left of what was purged: that it was, when, by whom and for which reason; never what.

Old ids and a purged text given again are known by a *mark*: a hash keyed with a random key of this store. A plain hash
of a known text could be confirmed by whoever has the text, from any copy of a tombstone; a keyed one only together with
the key, which is in the store and in no export. Whoever holds the store file itself holds both.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, RowMapping, insert, select

from incidents.model import Document
from incidents.store import schema
from incidents.store.tellings import chunks

_KEY: Final = "purge_key"


class Kind(StrEnum):
    """What was purged."""

    REPORT = "report"
    NAME = "name"


class Reason(StrEnum):
    """Why something was purged: words chosen from this list, so that they cannot give away what."""

    SAFETY = "safety"
    REQUEST = "request"
    LAW = "law"
    MISTAKE = "mistake"


REASON_WORDS: Final[Mapping[Reason, str]] = {
    Reason.SAFETY: "someone could be harmed",
    Reason.REQUEST: "the person concerned, or the source, asked for it",
    Reason.LAW: "a law or a court asks for it",
    Reason.MISTAKE: "it should not have been added",
}


@dataclass(frozen=True, slots=True)
class Tombstone:
    """That something was purged."""

    id: str
    kind: Kind
    reason: Reason
    by: str
    at: dt.datetime

    @property
    def said(self) -> str:
        """One line for whoever follows an old link."""
        what = "This report was purged" if self.kind is Kind.REPORT else "A person's name was removed"
        return f"{what} on {self.at.date().isoformat()}, at someone's request"


def lay(connection: Connection, kind: Kind, reason: Reason, by: str, now: dt.datetime) -> Tombstone:
    """Add a tombstone inside the caller's transaction."""
    stone = Tombstone(f"purge-{secrets.token_hex(8)}", kind, reason, by, now)
    values = {"id": stone.id, "kind": kind.value, "reason": reason.value, "made_by": by, "at": now}
    connection.execute(insert(schema.tombstone).values(values))
    return stone


def mark_ids(connection: Connection, stone: Tombstone, ids: Mapping[str, str | None]) -> None:
    """Let old ids be known again, each with the claim whose incident it leads to, or None."""
    _mark(connection, stone, {f"id:{old}": claim for old, claim in ids.items()})


def mark_text(connection: Connection, stone: Tombstone, text: str) -> None:
    """Let a text be known again when it is given once more, whatever its white space and publication date."""
    _mark(connection, stone, {_text(text): None})


def of_id(connection: Connection, some_id: str) -> Tombstone | None:
    """What became of a report or an incident that an old link names; None when nothing of it was purged."""
    return _found(connection, f"id:{some_id}")


def of_texts(connection: Connection, documents: Iterable[Document]) -> dict[str, Tombstone]:
    """Those of some reports, by id, that were purged, or that a name was removed from."""
    key = _key(connection)
    if key is None:
        return {}
    marks = {document.id: _hash(key, _text(document.text)) for document in documents}
    found = _marked(connection, marks.values())
    return {document_id: found[mark] for document_id, mark in marks.items() if mark in found}


def claim_instead(connection: Connection, incident_id: str) -> str | None:
    """The claim whose incident an old id of an incident leads to now."""
    key = _key(connection)
    if key is None:
        return None
    table = schema.tombstone_mark
    return connection.scalar(select(table.c.claim_id).where(table.c.mark == _hash(key, f"id:{incident_id}")))


def all_of(connection: Connection) -> list[Tombstone]:
    """All tombstones, the latest first."""
    query = select(schema.tombstone).order_by(schema.tombstone.c.at.desc())
    return [_stone(row) for row in connection.execute(query).mappings()]


def _found(connection: Connection, value: str) -> Tombstone | None:
    key = _key(connection)
    if key is None:
        return None
    mark = _hash(key, value)
    return _marked(connection, [mark]).get(mark)


def _marked(connection: Connection, marks: Iterable[str]) -> dict[str, Tombstone]:
    """The tombstones of those of some marks that have one."""
    table, stones = schema.tombstone_mark, schema.tombstone
    query = select(table.c.mark, *stones.c).join(stones, table.c.tombstone_id == stones.c.id)
    return {
        row["mark"]: _stone(row)
        for piece in chunks(marks)
        for row in connection.execute(query.where(table.c.mark.in_(piece))).mappings()
    }


def _stone(row: RowMapping) -> Tombstone:
    return Tombstone(row["id"], Kind(row["kind"]), Reason(row["reason"]), row["made_by"], row["at"])


def _mark(connection: Connection, stone: Tombstone, values: Mapping[str, str | None]) -> None:
    key, table = _key(connection) or _new_key(connection), schema.tombstone_mark
    marks = {_hash(key, value): claim for value, claim in values.items()}
    _drop(connection, marks)  # purged again after it was added again: the latest counts
    if marks:
        rows = [{"mark": mark, "tombstone_id": stone.id, "claim_id": claim} for mark, claim in marks.items()]
        connection.execute(insert(table), rows)


def _drop(connection: Connection, marks: Iterable[str]) -> None:
    table = schema.tombstone_mark
    for piece in chunks(marks):
        connection.execute(table.delete().where(table.c.mark.in_(piece)))


def _text(text: str) -> str:
    return "text:" + " ".join(text.split())


def _hash(key: bytes, value: str) -> str:
    return hmac.new(key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _key(connection: Connection) -> bytes | None:
    found = connection.scalar(select(schema.meta.c.value).where(schema.meta.c.key == _KEY))
    return None if found is None else bytes.fromhex(found)


def _new_key(connection: Connection) -> bytes:
    key = secrets.token_bytes(32)
    connection.execute(insert(schema.meta).values(key=_KEY, value=key.hex()))
    return key
