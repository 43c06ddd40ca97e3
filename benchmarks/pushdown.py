"""Counting in the database beside counting on the table in memory, for very many made-up incidents.

From the project folder::

    python -m benchmarks pushdown [--db URL] [--rows 10000,100000,1000000]

Without ``--db`` a file in a temporary folder; else an empty database, which stays filled. The store grows from one
size to the next. Seconds for what a page shows of a selection: the median of three, after one round to warm up. "The
table" is the other way: read once for each state of the store, then each change of a filter costs "facets on it".
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pandas as pd

from benchmarks.speed import seconds
from benchmarks.synthetic import synthetic_frame
from incidents.errors import StoreError
from incidents.frame import FRAME_COLUMNS, Flat
from incidents.model import EventType
from incidents.query import Filters, FrameIndex, facets, mask
from incidents.query.grid import grid_of
from incidents.store import Store, flat, pushdown, schema
from incidents.store.dialect import dialect_of

_BATCH: Final = 20_000
_RECORD: Final = "{" + "x" * 1200 + "}"
"""As long as an incident's record is on average."""
ROUNDS: Final = 3
SELECTIONS: Final = {
    "all that stand": Filters(),
    "explosions from 2013 on": Filters(
        event_types=frozenset({EventType.EXPLOSIONS}), date_from=dt.date(2013, 1, 1)
    ),
}


def fill(store: Store, rows: int, held: int = 0) -> None:
    """Write incidents past the pipeline until there are so many: what stands behind them is not read here.

    Parameters
    ----------
    held
        How many there are already.
    """
    now = dt.datetime.now(dt.UTC)
    base = {"run_seq": 1, "choice": False, "created_at": now, "superseded_at": None}
    with store._writing() as connection:
        if not held:
            run = {"extractor": "", "rules": "", "gazetteer": "", "model": "", "created_at": now}
            connection.execute(schema.run.insert().values(run))
        for start in range(held, rows, _BATCH):
            frame = synthetic_frame(min(_BATCH, rows - start), seed=start)
            numbers = range(start + 1, start + len(frame) + 1)
            columns = flat.columns_of(connection, [_flat(row) for row in frame.to_dict("records")])
            made = [c | base | {"seq": n, "id": f"inc-{n}"} for n, c in zip(numbers, columns, strict=True)]
            connection.execute(schema.incident.insert(), made)
            told = [{"incident_seq": n, "record": _RECORD} for n in numbers]
            connection.execute(schema.incident_record.insert(), told)
    # What a server does by itself after a while.
    dialect_of(store._engine).emptied(store._engine, schema.all_tables())


def _flat(row: dict[Any, Any]) -> Flat:
    return tuple(_plain(row[name]) for name in FRAME_COLUMNS)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return "|".join(value)
    if value is None or pd.isna(value):
        return None
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else value


def measured(store: Store) -> dict[str, float]:
    """Seconds of each kind of work, and megabytes."""
    _forget_peak()
    found = {}
    for name, chosen in SELECTIONS.items():
        found |= {f"{name}: {part}": seconds(work, ROUNDS) for part, work in parts(store, chosen).items()}
    found["peak memory, MB"] = _peak()
    start = time.perf_counter()
    frame = store.frame()
    found["the table: read"] = time.perf_counter() - start
    index = FrameIndex(frame)
    facets(index, Filters())  # its columns are made when they are asked for
    found["the table: read and made ready"] = time.perf_counter() - start
    for name, chosen in SELECTIONS.items():
        found[f"the table: facets on it, {name}"] = seconds(
            lambda f=chosen: (mask(index, f), facets(index, f)), ROUNDS
        )  # type: ignore[misc]
    found["the table: peak memory, MB"] = _peak()
    return found


def parts(store: Store, chosen: Filters) -> dict[str, Callable[[], object]]:
    """What a page shows of a selection, each part as the database works it out, and all of it."""
    grid = grid_of(35.5, 32.0, 42.5, 37.5, 7)

    def reading(work: Callable[[Any], object]) -> Callable[[], object]:
        def run() -> object:
            with store._reading() as connection:
                return work(connection)

        return run

    return {
        "count": reading(lambda c: pushdown.count(c, chosen)),
        "facets": reading(lambda c: pushdown.facets(c, chosen)),
        "histogram": reading(lambda c: pushdown.timeline(c, chosen)),
        "by governorate": reading(lambda c: pushdown.by_area(c, chosen, "governorate")),
        "cells": reading(lambda c: pushdown.cells(c, chosen, grid)),
        "areas": reading(lambda c: pushdown.areas(c, chosen, grid)),
        "all that a page shows": lambda: (
            store.counts().sizes(chosen),
            store.counts().facets(chosen),
            store.counts().histogram(chosen),
            store.counts().view(chosen, grid),
        ),
    }


def _forget_peak() -> None:
    """Let the peak of memory start anew, where the system can do that."""
    if (file := Path("/proc/self/clear_refs")).exists():
        file.write_text("5")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table(by_size: dict[int, dict[str, float]]) -> Iterator[str]:
    """Rows of Markdown: each kind of work with its figure at each size, and how it grows with ten times the rows."""
    sizes = list(by_size)
    yield f"| seconds for so many incidents | {' | '.join(f'{size:,}' for size in sizes)} | times, per tenfold |"
    yield "|---" * (len(sizes) + 2) + "|"
    for name in by_size[sizes[0]]:
        values = [by_size[size][name] for size in sizes]
        shown = (f"{value:.0f}" if name.endswith("MB") else f"{value:.3f}" for value in values)
        growth = (
            (later / first) ** (1 / math.log10(many / few))
            for (few, first), (many, later) in pairwise(zip(sizes, values, strict=True))
        )
        yield f"| {name} | {' | '.join(shown)} | {', '.join(f'{times:.1f}' for times in growth)} |"


def main(arguments: list[str]) -> int:
    """Run it and print the seconds."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks pushdown", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--db", help="an empty database; otherwise a file in a temporary folder")
    parser.add_argument("--rows", default="10000,100000,1000000", help="numbers, separated by commas")
    given = parser.parse_args(arguments)
    sizes = sorted({int(size) for size in given.rows.split(",")})
    with tempfile.TemporaryDirectory() as folder:
        try:
            store = Store.open(given.db or Path(folder) / "pushdown.sqlite")
            if len(store.frame()):
                raise StoreError("This store holds incidents: give the address of an empty database.")
            by_size: dict[int, dict[str, float]] = {}
            for held, size in pairwise([0, *sizes]):
                start = time.perf_counter()
                fill(store, size, held)
                print(f"{size:,} incidents written in {time.perf_counter() - start:.0f} s", file=sys.stderr)
                by_size[size] = measured(store)
            print(f"{dialect_of(store._engine).__class__.__name__}; the file's pages are in memory.\n")
            print("\n".join(table(by_size)))
            store.close()
        except StoreError as error:
            print(error, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
