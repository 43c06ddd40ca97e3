"""The record of an incident, and what many incidents have alike, move into tables of their own.

What stands in them stays as it was. The old table is read in pieces, as a store may be larger than memory.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"

PIECE = 5_000
SHARED = {
    "kind": (
        "event_type", "sub_event_type", "precision", "date_precision", "date_kind", "contested", "corroboration",
        "confidence", "review", "sample",
    ),
    "where": ("place", "place_id", "governorate", "district_id", "subdistrict_id", "city_id"),
    "who": ("perpetrators", "actors", "sides", "accusations"),
    "told_by": ("source_ids",),
}  # fmt: skip
REQUIRED = {"place", "event_type", "sub_event_type", "contested", "corroboration", "confidence"}
NAMING = ("incident_record", "incident_telling", "incident_claim", "incident_source")
"""Tables whose rows name an incident."""


def upgrade() -> None:
    connection = op.get_bind()
    _make_shared_tables()
    _make_records()
    # The new rows wait in a table of this connection alone, as the new table takes the old one's names.
    waiting = sa.Table("incident_waiting", sa.MetaData(), *_columns(), prefixes=["TEMPORARY"])
    waiting.create(connection)
    _read_all(connection, waiting)
    # On a server this drops the foreign keys of the tables that name it; SQLite looks for it by name.
    server = connection.dialect.name == "postgresql"
    op.execute(f"DROP TABLE incident{' CASCADE' if server else ''}")
    _make_incidents()
    names = ", ".join(column.name for column in waiting.columns)
    op.execute(f"INSERT INTO incident ({names}) SELECT {names} FROM incident_waiting ORDER BY seq")
    waiting.drop(connection)
    _make_indexes()
    if server:
        for name in NAMING:
            op.create_foreign_key(f"{name}_incident_seq_fkey", name, "incident", ["incident_seq"], ["seq"])
        for name in ("incident", *(f"incident_{name}" for name in SHARED)):
            op.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'seq'), max(seq)) FROM {name}")


def _columns() -> list[sa.Column[Any]]:
    counts = [f"{of}_{bound}" for of in ("killed", "wounded") for bound in ("low", "best", "high")]
    return [
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("run_seq", sa.Integer(), nullable=False),
        *(sa.Column(f"{name}_seq", sa.Integer(), nullable=False) for name in SHARED),
        sa.Column("id", sa.String(length=32), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=True) for name in ("lat", "lon", "radius_km")),
        *(sa.Column(name, sa.String(length=10), nullable=True) for name in ("date_start", "date_end")),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in (*counts, "n_claims", "n_documents")),
        sa.Column("choice", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("superseded_at", sa.String(length=32), nullable=True),
    ]


def _shared_columns(name: str) -> list[sa.Column[Any]]:
    kinds = {"contested": sa.Boolean(), "sample": sa.Boolean()}
    return [
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        *(sa.Column(c, kinds.get(c, sa.Text()), nullable=c not in REQUIRED) for c in SHARED[name]),
    ]


def _make_shared_tables() -> None:
    for name in SHARED:
        op.create_table(
            f"incident_{name}",
            *_shared_columns(name),
            sa.PrimaryKeyConstraint("seq"),
            sa.UniqueConstraint("digest"),
        )


def _make_records() -> None:
    op.create_table(
        "incident_record",
        sa.Column("incident_seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["incident_seq"], ["incident.seq"]),
        sa.PrimaryKeyConstraint("incident_seq"),
    )
    op.execute(
        "INSERT INTO incident_record (incident_seq, record) SELECT seq, record FROM incident ORDER BY seq"
    )


def _make_incidents() -> None:
    op.create_table(
        "incident",
        *_columns(),
        sa.ForeignKeyConstraint(["run_seq"], ["run.seq"]),
        *(sa.ForeignKeyConstraint([f"{name}_seq"], [f"incident_{name}.seq"]) for name in SHARED),
        sa.PrimaryKeyConstraint("seq"),
    )


def _make_indexes() -> None:
    stands = sa.text("superseded_at IS NULL")
    told = ["date_end", "killed_low", "killed_best", "killed_high", "lat", "lon", "radius_km"]
    covered = ["date_start", "superseded_at", *(f"{name}_seq" for name in SHARED), *told]
    for name, columns, unique in (
        ("incident_current_id", ["id"], True),
        ("incident_standing", covered, False),
    ):
        op.create_index(
            name, "incident", columns, unique=unique, sqlite_where=stands, postgresql_where=stands
        )
    op.create_index("incident_id", "incident", ["id"], unique=False)


def _read_all(connection: sa.Connection, waiting: sa.Table) -> None:
    """Write down what many incidents have alike once, and beside it the incidents with the numbers of it."""
    tables = {name: sa.table(f"incident_{name}", *_shared_columns(name)) for name in SHARED}
    known: dict[str, dict[tuple[Any, ...], int]] = {name: {} for name in SHARED}
    kept = [
        column.name for column in waiting.columns if column.name not in {f"{name}_seq" for name in SHARED}
    ]
    for piece in _pieces(connection):
        rows = [{column: row[column] for column in kept} for row in piece]
        for name, columns in SHARED.items():
            told = [tuple(old[column] for column in columns) for old in piece]
            numbers = known[name]
            new = [values for values in dict.fromkeys(told) if values not in numbers]
            if new:
                added = [_shared_row(columns, values) for values in new]
                for row in added:
                    row["seq"] = numbers[tuple(row[column] for column in columns)] = len(numbers) + 1
                connection.execute(sa.insert(tables[name]), added)
            for row, values in zip(rows, told, strict=True):
                row[f"{name}_seq"] = numbers[values]
        connection.execute(sa.insert(waiting), rows)


def _shared_row(columns: tuple[str, ...], values: tuple[Any, ...]) -> dict[str, Any]:
    told = json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return dict(zip(columns, values, strict=True)) | {"digest": hashlib.sha256(told).hexdigest()[:32]}


def _pieces(connection: sa.Connection) -> Iterator[list[sa.RowMapping]]:
    kinds = {column.name: column.type for name in SHARED for column in _shared_columns(name)}
    own = [column for column in _columns() if column.name not in {f"{name}_seq" for name in SHARED}]
    shared = [sa.column(column, kinds[column]) for columns in SHARED.values() for column in columns]
    old = sa.table("incident", *(sa.column(c.name, c.type) for c in own), *shared)
    last = -1
    while True:
        query = sa.select(old).where(old.c.seq > last).order_by(old.c.seq).limit(PIECE)
        piece = list(connection.execute(query).mappings())
        if not piece:
            return
        yield piece
        last = piece[-1]["seq"]
