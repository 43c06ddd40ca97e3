"""Speed of the parts beside a yardstick in the same run: ``python -m benchmarks speed [--rows 100000]``.

Each line gives the part, its yardstick and their ratio, so that a slow machine slows both. Yardsticks are what somebody
would use without this program: bare spaCy, a regular expression of all names, ``pandas.read_sql``, ``DataFrame.query``.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from benchmarks import searching
from benchmarks.synthetic import synthetic_frame
from gazetteer import Gazetteer
from incidents.extract.extractor import Extractor
from incidents.extract.nlp import load_model
from incidents.model import EventType
from incidents.query import Filters, FrameIndex, mask
from incidents.samples import sample_documents
from incidents.store import Store

REPEATS = 5


def seconds(work: Callable[[], Any], repeats: int = REPEATS) -> float:
    """Median of several runs, after one that is not counted."""
    work()
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def line(part: str, ours: float, yardstick: str, theirs: float, amount: float, unit: str) -> str:
    return (
        f"{part:34} {amount / ours:12,.0f} {unit:11} {yardstick:34} {amount / theirs:12,.0f} {unit:11}"
        f" ratio {theirs / ours:6.2f}"
    )


def reading(documents: list[Any]) -> list[str]:
    """Extraction beside the bare parser, finding names beside one regular expression of them all."""
    nlp, places = load_model(), Gazetteer.load()
    extractor = Extractor(places, nlp)
    texts = [d.text for d in documents]
    words = sum(len(text.split()) for text in texts)
    ours = seconds(lambda: [extractor.extract(d) for d in documents])
    bare = seconds(lambda: list(nlp.pipe(texts)))
    names = sorted({name for p in places.places for name in (p.name, *p.aliases)}, key=len, reverse=True)
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b")
    finding = seconds(lambda: [places.find(text) for text in texts])
    matching = seconds(lambda: [pattern.findall(text) for text in texts])
    return [
        line("extraction", ours, "spaCy, the same model, alone", bare, words, "words/s"),
        line("finding place names", finding, "one regular expression of them", matching, words, "words/s"),
    ]


def looking(rows: int) -> list[str]:
    """A filter beside pandas' own query, over a table of synthetic incidents."""
    frame = synthetic_frame(rows)
    index = FrameIndex(frame)
    kinds = frozenset({EventType.BATTLES, EventType.EXPLOSIONS})
    chosen = Filters(event_types=kinds, contested="no", killed_min=1)
    wanted = [kind.value for kind in kinds]
    query = "event_type in @wanted and not contested and killed_low >= 1"
    plain = frame.astype({"killed_low": "float64"})
    ours = seconds(lambda: mask(index, chosen))
    theirs = seconds(lambda: plain.query(query, local_dict={"wanted": wanted}))
    assert int(np.sum(mask(index, chosen))) == len(plain.query(query, local_dict={"wanted": wanted}))
    return [line(f"filter of {rows:,}", ours, "DataFrame.query", theirs, rows, "rows/s")]


def finding_words(rows: int) -> list[str]:
    """Words looked for in a store, beside a regular expression over all its claims."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        words = searching.fill(path, rows)
        store = Store.open(path)
        scan = seconds(lambda: searching.scan(words, "barrel"), 1)
        told = []
        for name, wanted, where in searching.SEARCHES:
            ours = seconds(lambda wanted=wanted, where=where: store.search(wanted, where))
            found = len(store.search(wanted, where))
            told.append(
                f"{f'search: {name}':42} {ours * 1000:8.1f} ms, {found:,} of {rows:,} incidents; "
                f"a scan with one regular expression {scan * 1000:,.0f} ms"
            )
        store.close()
    return told


def storing() -> list[str]:
    """The sample store's table beside ``pandas.read_sql`` of a table of the same size."""
    store = Store.samples()
    frame = store.frame()
    plain = frame.drop(columns=["perpetrators", "actors"])
    with tempfile.TemporaryDirectory() as folder:
        engine = sa.create_engine(f"sqlite:///{Path(folder) / 'plain.sqlite'}")
        plain.to_sql("incident", engine, index=False)
        theirs = seconds(lambda: pd.read_sql("select * from incident", engine))
        engine.dispose()
    ours = seconds(store.frame)
    return [line("the samples' table", ours, "pandas.read_sql", theirs, len(frame), "rows/s")]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks speed", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="synthetic incidents to filter")
    parser.add_argument("--search", action="store_true", help="only the search for words")
    options = parser.parse_args(arguments)
    if options.search:
        print(*finding_words(options.rows), sep="\n")
        return 0
    documents = list(sample_documents())
    for told in (*reading(documents), *looking(options.rows), *finding_words(options.rows), *storing()):
        print(told)
    return 0
