"""What very many reports would take, on what cluster, and what breaks first: computed from ``docs/benchmarks.md``.

    python -m benchmarks capacity [--reports 10000000] [--words 450] [--workers 8,16,32,64,128]

Nothing is measured here but how long the made-up reports are and how many incidents they give; all else are figures of
the sections ``ingest``, ``writing``, ``memory``, ``page`` and ``pushdown``, and straight lines drawn through them. It
writes ``docs/capacity.md``.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.corpus import made_up
from benchmarks.pages import PAGE, rows_of
from incidents.dashboard.counted import MOST_ROWS
from incidents.pipeline import Pipeline
from incidents.store import Store

OUT: Final = PAGE.with_name("capacity.md")
SAMPLE: Final = 400
DISK_GB: Final = 1000
PATIENCE_S: Final = 5.0
"""How long somebody waits for the counts of a changed filter."""


@dataclass(frozen=True)
class Figures:
    """What was measured, on one core of the machine that docs/benchmarks.md names."""

    reading: float
    """Reports a second of one worker."""
    dask: float
    """Of a worker under Dask, beside one of the pool."""
    writing_ms: float
    """Of processor time a made-up report, in batches, in the one process that writes."""
    writing_word_ms: float
    """What each further word of a report adds to that, from the longer sample reports."""
    worker_mb: float
    store_mb: float
    """A report."""
    page_mb: float
    """Memory of the dashboard for the most incidents it reads whole."""
    counts_s: float
    """For all counts of a selection by the database, an incident."""
    words: float
    """In a made-up report."""
    incidents: float
    """Of a made-up report, those told by others too counted once."""


def number(text: str) -> float:
    """The number in a cell, whatever its unit."""
    return float(text.split()[0].replace(",", ""))


def measured() -> tuple[float, float]:
    """Words and incidents of a made-up report."""
    documents = list(made_up(SAMPLE))
    pipeline = Pipeline.create(shipped_places_only=True)
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "store.sqlite")
        store.add_many([pipeline.process(document) for document in documents])
        incidents = len(store.frame())
        store.close()
    return sum(len(document.text.split()) for document in documents) / SAMPLE, incidents / SAMPLE


def figures(page: str) -> Figures:
    """Read what is needed.

    Raises
    ------
    LookupError
        Something was not measured yet.
    """
    ways = {row["way"]: row for row in rows_of(page, "ingest") if "way" in row}
    ratios = {row["in the same round"]: row for row in rows_of(page, "ingest") if "in the same round" in row}
    writing = [row for row in rows_of(page, "writing") if row.get("what") == "store"][-1]
    short, long = [row for row in rows_of(page, "writing") if "words each" in row]
    more_words = number(long["words each"]) - number(short["words each"])
    memory = rows_of(page, "memory")[-1]
    whole = [row for row in rows_of(page, "page") if "memory, one session" in row][-1]
    counts = {row["seconds for so many incidents"]: row for row in rows_of(page, "pushdown")}
    *_, (most, seconds), _ = counts["all that stand: facets"].items()
    words, incidents = measured()
    return Figures(
        reading=number(ways["1 process"]["reports a second, median"]),
        dask=number(ratios["Dask, 2 workers beside 2 processes"]["ratio, median"]),
        writing_ms=number(writing["fourth"]),
        writing_word_ms=(number(long["store, a report"]) - number(short["store, a report"])) / more_words,
        worker_mb=number(memory["memory of all processes"]) / 3,
        store_mb=number(memory["the store"]) / number(memory["reports"]),
        page_mb=number(whole["memory, one session"]),
        counts_s=number(seconds) / number(most),
        words=words,
        incidents=incidents,
    )


def said(hours: float) -> str:
    """So many hours, as a person says it."""
    if hours < 1:
        return f"{hours * 60:.0f} min"
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} days"


def _writing_ms(f: Figures, words: int) -> float:
    return f.writing_ms + f.writing_word_ms * (words - f.words)


def _cluster(f: Figures, reports: int, words: int, workers: Sequence[int]) -> Iterator[str]:
    reading = f.reading * f.words / words
    writing_h = reports * _writing_ms(f, words) / 3.6e6
    yield "| workers (a core each) | reading | writing, one process | the whole | memory of the workers | held up by |"
    yield "|---|---|---|---|---|---|"
    for count in workers:
        reading_h = reports / (reading * f.dask * count) / 3600
        bound = "reading" if reading_h > writing_h else "writing"
        yield (
            f"| {count} | {said(reading_h)} | {said(writing_h)} | {said(max(reading_h, writing_h))} "
            f"| {f.worker_mb * count / 1024:,.0f} GB | {bound} |"
        )
    most = 1000 / _writing_ms(f, words) / (reading * f.dask)
    yield f"\nMore than {most:.0f} workers gain nothing: the process that writes cannot keep up with them."


def _breaks(f: Figures, reports: int, words: int) -> Iterator[str]:
    limits = [
        (MOST_ROWS / f.incidents,
         f"the dashboard reads a store whole ({f.page_mb:,.0f} MB for {MOST_ROWS:,} incidents); beyond, it asks the "
         "database for counts until the filters leave fewer"),
        (PATIENCE_S / f.counts_s / f.incidents,
         f"the database answers all counts of a selection within {PATIENCE_S:.0f} s, on one core"),
        (DISK_GB * 1000 / f.store_mb, f"the store fits on a disk of {DISK_GB:,} GB"),
        (24 * 3.6e6 / _writing_ms(f, words), "one process writes them within a day"),
    ]  # fmt: skip
    yield "| up to so many reports | this holds |\n|---|---|"
    for most, what in sorted(limits):
        yield f"| about {float(f'{most:.2g}'):,.0f}{' (passed)' if most < reports else ''} | {what} |"


def page(f: Figures, reports: int, words: int, workers: Sequence[int]) -> str:
    """The whole page."""
    lines = [
        f"# What {reports:,} reports would take",
        f"\nWritten by `python -m benchmarks capacity --reports {reports} --words {words}` from the figures in "
        "[benchmarks.md](benchmarks.md), by straight lines through them: nobody has run this many.",
        "\n## What was measured",
        "\n| | |\n|---|---|",
        f"| one worker reads | {f.reading:.1f} made-up reports of {f.words:.0f} words a second; of {words} words, "
        f"as news reports are, {f.reading * f.words / words:.1f} |",
        f"| a worker under Dask, beside one of the pool | {f.dask:.2f} |",
        f"| writing a report takes | {f.writing_ms:.2f} ms of the one process that writes; of {words} words "
        f"{_writing_ms(f, words):.1f} ms |",
        f"| a worker takes | {f.worker_mb:,.0f} MB |",
        f"| a made-up report takes | {f.store_mb * 1000:.0f} kB in the store |",
        f"| a made-up report gives | {f.incidents:.2f} incidents of its own, so {reports * f.incidents:,.0f} in all |",
        "\n## On what cluster\n",
        *_cluster(f, reports, words, workers),
        f"\nThe store then holds {reports * f.store_mb / 1000:,.0f} GB. Results wait in shards beside it, which go "
        "when they are written.",
        "\n## What breaks first\n",
        *_breaks(f, reports, words),
        "\nThe lines are straight where the work is not: grouping compares what is told of the same place and days, so "
        "a corpus that tells a hundred times of each day in each town costs more to write than these made-up reports "
        "do. A store that is split by year or by governorate, each with a process that writes, is the way past one "
        "writer.",
    ]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks capacity", description=__doc__.split("\n")[0])
    parser.add_argument("--reports", type=int, default=10_000_000)
    parser.add_argument("--words", type=int, default=450, help="in a report")
    parser.add_argument("--workers", default="8,16,32,64,128")
    options = parser.parse_args(arguments)
    found = figures(PAGE.read_text(encoding="utf-8"))
    text = page(found, options.reports, options.words, [int(count) for count in options.workers.split(",")])
    OUT.write_text(text, encoding="utf-8")
    print(text)
    return 0
