"""Memory of ``incidents ingest`` with two processes as the corpus grows: ``python -m benchmarks memory``.

The corpus is the one of :mod:`benchmarks.ingest`. Memory is the sum over all processes at its highest, sampled; the
smallest corpus is the yardstick: all of its memory is the program, its model and its places.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.ingest import SINGLE_THREAD, ingest, write_corpus


def rows(folder: Path, sizes: Sequence[int]) -> Iterator[str]:
    """A row for each size."""
    least = None
    for size in sizes:
        corpus, db = folder / f"{size}.jsonl", folder / f"{size}.sqlite"
        write_corpus(corpus, size)
        run = ingest(corpus, "2", db)
        least = least or run.memory_mb
        yield (
            f"| {size:,} | {run.memory_mb:,.0f} MB | {run.memory_mb / least:.2f} | {run.rate:.1f} "
            f"| {db.stat().st_size / 1e6:,.0f} MB |"
        )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks memory", description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    options = parser.parse_args(arguments)
    os.environ.update(SINGLE_THREAD)
    print("| reports | memory of all processes | beside the smallest | reports a second | the store |")
    print("|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(Path(folder), options.sizes):
            print(row, flush=True)
    return 0
