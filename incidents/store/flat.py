"""The flat values of incidents in their tables: what many have alike is written once, see :data:`schema.SHARED`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, delete, insert, select

from incidents.frame import FRAME_COLUMNS, Flat, Shared, frame_of
from incidents.store import schema
from incidents.store.tellings import chunks

_PLACES: Final = {
    name: tuple(FRAME_COLUMNS.index(column) for column in columns) for name, columns in schema.SHARED.items()
}
_PIECE: Final = 5_000
_OWN: Final = tuple(FRAME_COLUMNS.index(column) for column in schema.OWN)


def digest(values: Sequence[Any]) -> str:
    """Names a combination of values: the same for the same, on every machine."""
    told = json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).hexdigest()[:32]


def columns_of(connection: Connection, flats: Sequence[Flat]) -> list[dict[str, Any]]:
    """The columns of ``incident`` for some flat incidents; combinations of values that are new are added."""
    rows = [dict(zip(schema.OWN, (flat[place] for place in _OWN), strict=True)) for flat in flats]
    for name, places in _PLACES.items():
        told = [tuple(flat[place] for place in places) for flat in flats]
        numbers = _numbers(connection, name, told)
        for row, values in zip(rows, told, strict=True):
            row[f"{name}_seq"] = numbers[values]
    return rows


def _numbers(
    connection: Connection, name: str, told: Iterable[tuple[Any, ...]]
) -> dict[tuple[Any, ...], int]:
    table, columns = schema.shared[name], schema.SHARED[name]
    digests = {values: digest(values) for values in dict.fromkeys(told)}
    known = _known(connection, name, digests.values())
    new = [
        dict(zip(columns, values, strict=True)) | {"digest": called}
        for values, called in digests.items()
        if called not in known
    ]
    if new:
        connection.execute(insert(table), new)
        known |= _known(connection, name, (row["digest"] for row in new))
    return {values: known[called] for values, called in digests.items()}


def _known(connection: Connection, name: str, digests: Iterable[str]) -> dict[str, int]:
    table = schema.shared[name]
    return {
        row.digest: int(row.seq)
        for piece in chunks(digests)
        for row in connection.execute(select(table.c.seq, table.c.digest).where(table.c.digest.in_(piece)))
    }


def drop_unused(connection: Connection) -> None:
    """Delete combinations of values that no incident has any more: something of what was purged stood in them."""
    for name, table in schema.shared.items():
        used = select(schema.incident.c[f"{name}_seq"])
        connection.execute(delete(table).where(table.c.seq.not_in(used)))


def read(
    connection: Connection, condition: ColumnElement[bool]
) -> tuple[npt.NDArray[np.int64], pd.DataFrame]:
    """Numbers and table of the incidents of which a condition holds, in the order they were written."""
    made = schema.incident
    numbered = ("seq", *(f"{name}_seq" for name in schema.SHARED))
    query = select(*(made.c[name] for name in (*numbered, *schema.OWN))).where(condition).order_by(made.c.seq)
    columns = by_columns(connection, query, (*numbered, *schema.OWN))
    shared = [
        _shared(connection, name, np.array(columns[f"{name}_seq"], dtype="int64"), condition)
        for name in schema.SHARED
    ]
    frame = frame_of({name: columns[name] for name in schema.OWN}, shared)
    return np.array(columns["seq"], dtype="int64"), frame


def _shared(connection: Connection, name: str, numbers: npt.NDArray[np.int64], condition: Any) -> Shared:
    """The combinations of values that some incidents have, and where each of them has its own."""
    table, columns = schema.shared[name], schema.SHARED[name]
    used = select(schema.incident.c[f"{name}_seq"]).where(condition)
    query = (
        select(table.c.seq, *(table.c[column] for column in columns))
        .where(table.c.seq.in_(used))
        .order_by(table.c.seq)
    )
    values = by_columns(connection, query, ("seq", *columns))
    positions = np.searchsorted(np.array(values.pop("seq"), dtype="int64"), numbers)
    return Shared(values, positions)


def by_columns(
    connection: Connection, query: Select[*tuple[Any, ...]], names: Sequence[str]
) -> dict[str, list[Any]]:
    """What a query finds, as columns: the driver's own values, of which no row is made, in pieces that are let go."""
    columns: list[list[Any]] = [[] for _ in names]
    found = connection.execute(query)
    while found.cursor is not None and (rows := found.cursor.fetchmany(_PIECE)):
        for column, values in zip(columns, zip(*rows, strict=True), strict=True):
            column.extend(values)
    found.close()
    return dict(zip(names, columns, strict=True))
