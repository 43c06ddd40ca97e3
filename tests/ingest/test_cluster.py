"""An ingest by a Dask cluster: scheduler and workers are processes of their own on this computer."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from incidents.errors import InputError
from incidents.ingest.cluster import DaskPool
from incidents.ingest.messages import Setup
from tests.ingest.runs import content, ingest, rows, set_aside, start, texts

pytest.importorskip("distributed")


def _line_of(process: subprocess.Popen[str], pattern: str) -> str:
    """What a process says that matches; what it says later goes to a file."""
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(pattern, line):
            return found[1]
    raise AssertionError("it ended before it said so")


class Cluster:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        quiet = {"stdout": subprocess.DEVNULL, "cwd": folder}
        words = [
            "-m",
            "distributed.cli.dask_scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
        ]
        self.scheduler = start(words, **quiet)
        self.address = _line_of(self.scheduler, r"Scheduler at:\s+(tcp://127\.0\.0\.1:\d+)")
        self.workers = [self.worker(number) for number in range(2)]

    def worker(self, number: int) -> subprocess.Popen[str]:
        words = ["-m", "distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-dashboard"]
        words += [
            "--no-nanny",
            "--host",
            "127.0.0.1",
            "--name",
            f"w{number}",
            "--local-directory",
            self.folder,
        ]
        log = (self.folder / f"w{number}.log").open("w")
        return start(words, stdout=subprocess.DEVNULL, stderr=log, cwd=self.folder)

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.terminate()
        for process in (*self.workers, self.scheduler):
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    running = Cluster(tmp_path_factory.mktemp("dask"))
    yield running
    running.close()


def test_a_cluster_gives_the_same_store_and_bad_reports_cost_only_themselves(
    cluster: Cluster, tmp_path: Path
) -> None:
    good = texts(60)
    path = rows(tmp_path / "c.jsonl", [*good[:20], "CRASH now", "HANG on", *good[20:]])
    here, there = tmp_path / "here.sqlite", tmp_path / "there.sqlite"
    assert ingest("unruly", here, path, 1, 3).returncode == 1
    done = ingest("unruly", there, path, cluster.address, 3)
    assert done.returncode == 1
    assert "60 reports added" in done.stderr, done.stderr
    assert content(there) == content(here)
    assert set_aside(there) == set_aside(here)
    again = ingest("unruly", there, path, cluster.address, 3)
    assert "60 there already" in again.stderr


def test_a_worker_that_is_killed_costs_no_report(cluster: Cluster, tmp_path: Path) -> None:
    path = rows(tmp_path / "c.jsonl", texts(120, "SLOW"))
    db = tmp_path / "s.sqlite"
    running = start(["-m", "tests.ingest.driver", "unruly", db, path, cluster.address])
    end = time.monotonic() + 120
    while not list(Path(f"{db}.ingest/receipts").glob("*.json")) and time.monotonic() < end:
        time.sleep(0.05)
    cluster.workers[0].kill()
    _, err = running.communicate(timeout=200)
    assert running.returncode == 0, err
    assert "120 reports added" in err


def test_what_is_wrong_with_a_cluster_is_one_line(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, path = tmp_path / "s.sqlite", rows(tmp_path / "c.jsonl", texts(2))
    done = ingest("missing", db, path, cluster.address)
    assert done.stderr.splitlines()[-1] == (
        "incidents: A worker cannot read reports: There is no model: install it."
    )
    monkeypatch.setattr("incidents.ingest.cluster.CONNECT_S", 1.0)
    with pytest.raises(InputError, match=r"No scheduler answers at tcp://127\.0\.0\.1:9"):
        DaskPool(Setup(), "tcp://127.0.0.1:9")
    with pytest.raises(InputError, match="No scheduler answers at nowhere at all"):
        DaskPool(Setup(), "nowhere at all")


def test_without_dask_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'syria-incidents\[cluster\]'"):
        DaskPool(Setup(), "tcp://127.0.0.1:9")
