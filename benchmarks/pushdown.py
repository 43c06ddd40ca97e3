"""Counting in the database beside counting on the table in memory, for very many made-up incidents.

From the project folder::

    python -m benchmarks pushdown [--db URL] [--rows 1000000]

Without ``--db`` a file in a temporary folder; else an empty database. Seconds for what a page shows of a selection: the
median of three, after one round to warm up. "table" is what the dashboard does now, once for a state of the store;
afterwards each change of a filter costs "facets in memory".
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pandas as pd

from benchmarks.synthetic import synthetic_frame
from incidents.errors import StoreError
from incidents.frame import FRAME_COLUMNS
from incidents.model import EventType
from incidents.query import Filters, FrameIndex, facets, mask
from incidents.query.grid import grid_of
from incidents.store import Store, pushdown, schema

_BATCH: Final = 20_000
_RECORD: Final = "{" + "x" * 1200 + "}"
"""As long as an incident's record is on average."""

_MISSING: Final = {
    "sides": ("opposition",),
    "accusations": ("opposition>syrian government",),
    "source_ids": ("src-1", "src-2"),
    "review": "unreviewed",
}
"""Columns that the made-up table leaves out."""


def fill(store: Store, rows: int) -> None:
    """Write so many incidents past the pipeline: what stands behind them is not read here."""
    now = dt.datetime.now(dt.UTC)
    base = {"run_seq": 1, "choice": False, "record": _RECORD, "created_at": now, "superseded_at": None}
    with store._writing() as connection:
        run = {"extractor": "", "rules": "", "gazetteer": "", "model": "", "created_at": now}
        connection.execute(schema.run.insert().values(run))
        for start in range(0, rows, _BATCH):
            frame = synthetic_frame(min(_BATCH, rows - start), seed=start)
            values = [
                _flat(row) | base | {"id": f"inc-{start + n}"}
                for n, row in enumerate(frame.to_dict("records"))
            ]
            connection.execute(schema.incident.insert(), values)


def _flat(row: dict[Any, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name in FRAME_COLUMNS:
        value = row.get(name, _MISSING.get(name))
        if isinstance(value, tuple):
            made[name] = "|".join(value)
        elif value is None or pd.isna(value):
            made[name] = None
        else:
            made[name] = value.date().isoformat() if isinstance(value, pd.Timestamp) else value
    return made


def seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """The median time of some rounds."""
    work()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def measured(store: Store) -> dict[str, float]:
    """Seconds of each kind of work."""
    chosen = Filters(event_types=frozenset({EventType.EXPLOSIONS}), date_from=dt.date(2013, 1, 1))
    grid = grid_of(35.5, 32.0, 42.5, 37.5, 7)
    found = {}
    with store._reading() as connection:
        found["count"] = seconds(lambda: pushdown.count(connection, chosen))
        found["facets"] = seconds(lambda: pushdown.facets(connection, chosen))
        found["histogram"] = seconds(lambda: pushdown.timeline(connection, chosen))
        found["cells and areas"] = seconds(
            lambda: (pushdown.cells(connection, chosen, grid), pushdown.areas(connection, chosen, grid))
        )
    start = time.perf_counter()
    index = FrameIndex(store.frame())
    found["table"] = time.perf_counter() - start
    found["facets in memory"] = seconds(lambda: (mask(index, chosen), facets(index, chosen)))
    return found


def main(arguments: list[str]) -> int:
    """Run it and print the seconds."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks pushdown", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--db", help="an empty database; otherwise a file in a temporary folder")
    parser.add_argument("--rows", type=int, default=1_000_000)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        try:
            store = Store.open(given.db or Path(folder) / "pushdown.sqlite")
            if not store.is_empty():
                raise StoreError("This store holds reports: give the address of an empty database.")
            start = time.perf_counter()
            fill(store, given.rows)
            print(f"{given.rows} incidents written in {time.perf_counter() - start:.0f} s")
            for name, value in measured(store).items():
                print(f"{name:18} {value:7.2f} s")
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{'peak memory':18} {peak:7.0f} MB")
            store.close()
        except StoreError as error:
            print(error, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
