"""What it costs to write a report into a store as it grows: ``python -m benchmarks writing``.

All that an ingest does but for reading: the report, its claims, copies looked for, tellings compared with those of the
same place and days, incidents derived anew. One process does it, however many read, so this is what more workers cannot
make faster. The yardstick writes the same records into one table with no index, in the same batches.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks.corpus import made_up
from incidents.model import Document, ReportResult
from incidents.pipeline import Pipeline
from incidents.samples import sample_documents
from incidents.store import Store, records

BATCHES: Final = (1, 100)
ROUNDS: Final = 5


def written(path: Path, lines: Sequence[str], batch: int) -> list[float]:
    """Milliseconds of processor time a report, in each quarter of the reports."""
    store = Store.open(path)
    times = []
    for quarter in _quarters(lines):
        begin = time.process_time()
        for start in range(0, len(quarter), batch):
            store.add_many([records.loads(ReportResult, line) for line in quarter[start : start + batch]])
        times.append(1000 * (time.process_time() - begin) / len(quarter))
    store.close()
    return times


def bare(path: Path, lines: Sequence[str], batch: int) -> list[float]:
    """The same of records written as they are."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE report (record TEXT)")
        times = []
        for quarter in _quarters(lines):
            begin = time.process_time()
            for start in range(0, len(quarter), batch):
                with database:
                    rows = [(line,) for line in quarter[start : start + batch]]
                    database.executemany("INSERT INTO report VALUES (?)", rows)
            times.append(1000 * (time.process_time() - begin) / len(quarter))
    return times


def _quarters(lines: Sequence[str]) -> list[Sequence[str]]:
    size = len(lines) // 4
    return [lines[number * size : (number + 1) * size] for number in range(4)]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks writing", description=__doc__.split("\n")[0])
    parser.add_argument("--reports", type=int, default=4000)
    options = parser.parse_args(arguments)
    pipeline = Pipeline.create(shipped_places_only=True)
    lines = [records.dumps(pipeline.process(document)) for document in made_up(options.reports)]
    print(f"Milliseconds of processor time a report, in each quarter of {options.reports:,} reports.\n")
    print("| batches of | what | first | second | third | fourth |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for batch in BATCHES:
            for name, work in (("store", written), ("records alone", bare)):
                times = work(Path(folder) / f"{name} {batch}.sqlite", lines, batch)
                print(f"| {batch} | {name} | {' | '.join(f'{ms:.2f}' for ms in times)} |", flush=True)
        print("\n| reports, in one batch | words each | store, a report |\n|---|---|---|")
        samples = [replace(document, sample=False) for document in sample_documents()]
        for name, documents in (("made up", list(made_up(len(samples)))), ("samples", samples)):
            print(
                f"| {name} | {_words(documents):.0f} | {_at_once(Path(folder) / name, pipeline, documents):.2f} ms |"
            )
    return 0


def _words(documents: Sequence[Document]) -> float:
    return sum(len(document.text.split()) for document in documents) / len(documents)


def _at_once(path: Path, pipeline: Pipeline, documents: Sequence[Document]) -> float:
    """Milliseconds of processor time a report: the median of some stores."""
    results = [pipeline.process(document) for document in documents]
    times = []
    for number in range(ROUNDS + 1):
        store = Store.open(path.with_suffix(f".{number}.sqlite"))
        begin = time.process_time()
        store.add_many(results)
        times.append(1000 * (time.process_time() - begin) / len(results))
        store.close()
    return statistics.median(times[1:])  # the first loads what it needs
