"""Extraction beside bare spaCy, on as many processes as asked for, with memory: ``python -m benchmarks reading``.

Each process loads the model and the gazetteer of its own, as ingest does, then reads the sample reports in turn with
the bare pipeline (the same model and components) and with the extractor, round by round, so that a busy machine slows
both. The ratio is that of the same round; the median of all rounds of all processes is given. The bare
pipeline is the model as it comes; the extractor parses fewer sentences, and takes parts of speech from a table
(:mod:`incidents.extract.word_classes`), which is a good part of the ratio.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

ROUNDS: Final = 7
SINGLE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""One thread a process: otherwise the processes fight over the cores."""


@dataclass(frozen=True)
class Measured:
    """What one process found: seconds of each round, and its peak memory in MB at three stages."""

    bare: Sequence[float]
    ours: Sequence[float]
    memory_mb: Sequence[float]


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _timed(work: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def read_rounds(rounds: int) -> Measured:
    """Read the samples `rounds` times with either; what is counted starts after one round that is not."""
    from gazetteer import Gazetteer
    from incidents.extract.extractor import Extractor
    from incidents.extract.nlp import load_model
    from incidents.samples import sample_documents

    documents = list(sample_documents())
    texts = [document.text for document in documents]
    nlp = load_model()

    def bare() -> None:
        list(nlp.pipe(texts))

    bare()
    memory = [_peak_mb()]
    extractor = Extractor(Gazetteer.embedded(), nlp)
    memory.append(_peak_mb())

    def ours() -> None:
        for document in documents:
            extractor.extract(document)

    ours()
    times = [(_timed(bare), _timed(ours)) for _ in range(rounds)]
    return Measured([b for b, _ in times], [o for _, o in times], [*memory, _peak_mb()])


def describe(found: Sequence[Measured], words: int) -> list[str]:
    """The lines to print: words a second of all processes together, the ratio of rounds, memory of the largest."""
    bare = sum(words / statistics.median(m.bare) for m in found)
    ours = sum(words / statistics.median(m.ours) for m in found)
    ratio = statistics.median(b / o for m in found for b, o in zip(m.bare, m.ours, strict=True))
    stages = [max(m.memory_mb[i] for m in found) for i in range(3)]
    return [
        f"{len(found)} process(es): extraction {ours:,.0f} words/s, spaCy alone {bare:,.0f} words/s, ratio of the "
        f"same round {ratio:.2f}",
        f"memory of a process at most: {stages[0]:,.0f} MB with spaCy alone, {stages[1]:,.0f} MB with gazetteer and "
        f"word lists, {stages[2]:,.0f} MB after reading",
    ]


def main(arguments: list[str]) -> int:
    from incidents.samples import sample_documents

    parser = argparse.ArgumentParser(prog="benchmarks reading", description=__doc__)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args(arguments)
    os.environ.update(SINGLE_THREAD)
    words = sum(len(document.text.split()) for document in sample_documents())
    for processes in options.processes:
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            found = pool.map(read_rounds, [options.rounds] * processes, chunksize=1)
        for line in describe(found, words):
            print(line)
    return 0
