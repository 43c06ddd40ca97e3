"""A store as version 3 left it: its tables by the frozen step, and rows that version wrote, kept in ``data/v3.jsonl``.

Eight reports (five of the samples, three made up) with incidents that stand and that were superseded, decisions, a
report taken out and one purged.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Boolean, Connection, LargeBinary, MetaData, insert, text

from incidents.frame import FRAME_COLUMNS, Flat
from incidents.model import Claim, Incident
from incidents.store import records, schema, upgrade
from incidents.store.dialect import dialect_of
from incidents.store.location import as_url, open_engine

FILE: Final = Path(__file__).parent / "data" / "v3.jsonl"
Rows = dict[str, list[dict[str, Any]]]


@cache
def rows() -> Rows:
    """The rows of each table, tables in an order in which they can be written."""
    found: Rows = defaultdict(list)
    for line in FILE.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        found[told["table"]].append(told["row"])
    return dict(found)


def standing() -> list[dict[str, Any]]:
    return [row for row in rows()["incident"] if row["superseded_at"] is None]


def incidents() -> list[Incident]:
    """What stands in it."""
    return [records.loads(Incident, row["record"]) for row in standing()]


def flats() -> list[Flat]:
    truth = {"contested", "sample"}
    return [
        tuple(bool(row[name]) if name in truth else row[name] for name in FRAME_COLUMNS) for row in standing()
    ]


def claims(incident_id: str) -> list[Claim]:
    """The claims an incident that stands is made of."""
    (seq,) = (row["seq"] for row in standing() if row["id"] == incident_id)
    told = {row["seq"]: row["record"] for row in rows()["claim"]}
    held = [row for row in rows()["incident_claim"] if row["incident_seq"] == seq]
    return [
        records.loads(Claim, told[row["claim_seq"]]) for row in sorted(held, key=lambda row: row["position"])
    ]


def write(url: str) -> None:
    """Make that store in an empty database."""
    engine = open_engine(as_url(url), create=True)
    dialect_of(engine).prepare(engine)
    with engine.execution_options(writing=True).begin() as connection:
        first = upgrade.scripts(None)[0]
        assert first.revision == "3"
        with upgrade._operations(connection):
            first.module.upgrade()
        schema.words_beside(connection)
        made = MetaData()
        made.reflect(connection, only=[name for name in rows() if name not in schema.WORD_TABLES])
        for name, values in rows().items():
            if name in schema.WORD_TABLES:
                places = ", ".join(f":{column}" for column in values[0])
                connection.execute(
                    text(f"INSERT INTO {name} ({', '.join(values[0])}) VALUES ({places})"), values
                )
            else:
                table = made.tables[name]
                connection.execute(insert(table), [_typed(table.c, row) for row in values])
                _count_on(connection, name, values)
        schema.refuse_changes(connection)
    engine.dispose()


def _typed(columns: Any, row: dict[str, Any]) -> dict[str, Any]:
    """A row with what JSON does not know."""

    def typed(name: str, value: Any) -> Any:
        kind = columns[name].type
        if value is None:
            return None
        if isinstance(kind, LargeBinary):
            return bytes.fromhex(value)
        return bool(value) if isinstance(kind, Boolean) else value

    return {name: typed(name, value) for name, value in row.items()}


def _count_on(connection: Connection, name: str, values: Sequence[dict[str, Any]]) -> None:
    """Let a server go on counting where these rows end, as SQLite does by itself."""
    if connection.dialect.name == "postgresql" and "seq" in values[0]:
        query = text(f"SELECT setval(pg_get_serial_sequence('{name}', 'seq'), max(seq)) FROM \"{name}\"")
        connection.execute(query)
