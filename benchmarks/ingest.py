"""Reports a second of ``incidents ingest``, with one process, two, and a Dask cluster: ``python -m benchmarks ingest``.

Each way is the command as a user runs it, on a store of its own; the rate is the one it says itself, from the moment
that all is loaded. The corpus is made up (:mod:`benchmarks.corpus`), with the sample reports among it. The ways take
turns, round by round, so that a busy machine slows all; the median counts, and the spread is given. The yardstick in
each round is bare spaCy in one process: the same model and components over the same texts, which reads nothing and
stores nothing. Memory is the sum over all processes of an ingest at its highest, sampled.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.corpus import made_up, row_of

ROUNDS: Final = 3
REPORTS: Final = 600
SINGLE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_BARE: Final = """
import json, sys, time
from incidents.extract.nlp import load_model
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
nlp = load_model()
list(nlp.pipe(texts[:5]))
begin = time.perf_counter()
for _ in nlp.pipe(texts): pass
print(time.perf_counter() - begin)
"""


@dataclass(frozen=True)
class Run:
    rate: float
    """Reports a second."""
    memory_mb: float


def write_corpus(path: Path, reports: int) -> None:
    """Made-up reports with the samples first."""
    from incidents.samples import sample_documents

    samples = list(sample_documents())[: reports // 10]
    with path.open("w", encoding="utf-8") as file:
        for number, document in enumerate([*samples, *made_up(reports - len(samples))]):
            file.write(row_of(document, number))


def ingest(corpus: Path, way: str, db: Path) -> Run:
    """One run of the command."""
    by = ["--dask", way] if way.startswith("tcp") else ["--workers", way]
    command = [sys.executable, "-m", "incidents.cli", "ingest", str(corpus), "--db", str(db), *by]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    with _peak_of(running.pid, whole_machine=way.startswith("tcp")) as peak:
        _, said = running.communicate()
    if running.returncode:
        raise SystemExit(said)
    return Run(float(re.findall(r" s, ([0-9.]+) a second", said)[-1]), peak[0])


@contextmanager
def _peak_of(pid: int, *, whole_machine: bool) -> Iterator[list[float]]:
    """The highest sum of memory of a process and all below it; with the cluster's, if it reads."""
    peak, done = [0.0], threading.Event()

    def look() -> None:
        while not done.wait(0.25):
            peak[0] = max(
                peak[0], sum(_memory_mb(one) for one in _family(os.getpid() if whole_machine else pid))
            )

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()


def _family(pid: int) -> list[int]:
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        below.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found = [pid]
    for one in found:
        found += below.get(one, [])
    return [one for one in found if one != os.getpid()]


def _memory_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((float(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """A scheduler and workers on this computer, each a process of its own."""
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder}
    here = {"env": os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}}
    words = ["-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    log = folder / "scheduler.log"
    processes = [subprocess.Popen([sys.executable, *words], stderr=log.open("w"), **quiet, **here)]  # type: ignore[call-overload]
    try:
        while "Scheduler at:" not in log.read_text():
            time.sleep(0.1)
        address = log.read_text().partition("Scheduler at:")[2].split()[0]
        words = [
            "-m",
            "distributed.cli.dask_worker",
            address,
            "--nthreads",
            "1",
            "--no-nanny",
            "--no-dashboard",
        ]
        words += ["--local-directory", str(folder)]
        for _ in range(workers):
            processes.append(
                subprocess.Popen([sys.executable, *words], stderr=subprocess.DEVNULL, **quiet, **here)  # type: ignore[call-overload]
            )
        yield address
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()


def bare(corpus: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _BARE, str(corpus)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def measure(folder: Path, ways: list[str], reports: int, rounds: int) -> Iterator[str]:
    """Lines to print, way by way."""
    corpus = folder / "corpus.jsonl"
    write_corpus(corpus, reports)
    rates: dict[str, list[float]] = {way: [] for way in (*ways, "bare")}
    memory: dict[str, float] = dict.fromkeys(ways, 0.0)
    for number in range(rounds):
        rates["bare"].append(reports / bare(corpus))
        for way in ways:
            at = f"{number}-{way.replace(':', '').replace('/', '')}"
            run = ingest(corpus, way, folder / f"{at}.sqlite")
            rates[way].append(run.rate)
            memory[way] = max(memory[way], run.memory_mb)
            print(f"round {number + 1}, {way}: {rates[way][-1]:.1f} reports/s", file=sys.stderr, flush=True)
    yield f"{reports:,} reports, {rounds} rounds; load of the machine at the end {os.getloadavg()[0]:.1f}.\n"
    yield "| way | reports a second, median | lowest | highest | memory of all processes |"
    yield "|---|---|---|---|---|"
    for way, found in rates.items():
        used = f"{memory[way]:,.0f} MB" if way in memory else ""
        yield f"| {_named(way)} | {statistics.median(found):.1f} | {min(found):.1f} | {max(found):.1f} | {used} |"
    yield "\n| in the same round | ratio, median | lowest | highest |\n|---|---|---|---|"
    for one, other in (("2", "1"), ("tcp", "2"), ("1", "bare")):
        for a, b in ((a, b) for a in rates for b in rates if a.startswith(one) and b == other):
            ratios = [x / y for x, y in zip(rates[a], rates[b], strict=True)]
            told = f"{statistics.median(ratios):.2f} | {min(ratios):.2f} | {max(ratios):.2f}"
            yield f"| {_named(a)} beside {_named(b)} | {told} |"


def _named(way: str) -> str:
    if way.startswith("tcp"):
        return "Dask, 2 workers"
    return {"bare": "bare spaCy, 1 process", "1": "1 process"}.get(way, f"{way} processes")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks ingest", description=__doc__)
    parser.add_argument("--reports", type=int, default=REPORTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--ways", nargs="+", default=["1", "2", "dask"])
    options = parser.parse_args(arguments)
    os.environ.update(SINGLE_THREAD)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ways = [way for way in options.ways if way != "dask"]
        with cluster(folder, 2) as address:
            ways += [address] if "dask" in options.ways else []
            for line in measure(folder, ways, options.reports, options.rounds):
                print(line)
    return 0
