"""An ingest with real processes: what dies, hangs or is interrupted costs no report, and the outcome is the same."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from incidents.store import Reason, Store
from tests.ingest.runs import content, ingest, rows, set_aside, start, texts

KILLS = int(os.environ.get("INGEST_KILLS", "3"))
"""How often an ingest is killed: ``INGEST_KILLS=50 pytest tests/ingest/test_processes.py -k killed`` for more."""
COUNT = 150


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rows(tmp_path_factory.mktemp("corpus") / "c.jsonl", texts(COUNT, "SLOW"))


@pytest.fixture(scope="module")
def whole(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """What one process makes of the corpus, undisturbed."""
    db = tmp_path_factory.mktemp("whole") / "s.sqlite"
    done = ingest("unruly", db, corpus)
    assert done.returncode == 0, done.stderr
    assert f"{COUNT} reports added" in done.stderr
    assert list((db.parent / "s.sqlite.ingest" / "shards").iterdir()) == []
    return content(db)


def test_two_processes_give_the_same_store(corpus: Path, whole: dict[str, list[Any]], tmp_path: Path) -> None:
    db = tmp_path / "s.sqlite"
    done = ingest("unruly", db, corpus, 2)
    assert done.returncode == 0, done.stderr
    assert content(db) == whole
    assert any(len(json.loads(record)["document_ids"]) > 1 for _, record, _ in whole["incidents"])


def test_an_ingest_killed_again_and_again_comes_to_the_same_store(
    corpus: Path, whole: dict[str, list[Any]], tmp_path: Path
) -> None:
    db, rng = tmp_path / "s.sqlite", random.Random(7)
    for _ in range(KILLS):
        running = start(["-m", "tests.ingest.driver", "unruly", db, corpus, 2])
        before = _receipts(db)
        _wait_for(lambda: running.poll() is not None or _receipts(db) > before)  # noqa: B023
        time.sleep(rng.uniform(0.0, 0.4))
        running.kill()
        running.communicate()
        with sqlite3.connect(db) as connection:
            assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    done = ingest("unruly", db, corpus, 2)
    assert done.returncode == 0, done.stderr
    assert content(db) == whole
    again = ingest("unruly", db, corpus)
    assert f"0 reports added (0 claims, 0 incidents, 0 of them told by other reports too), {COUNT} there" in (
        again.stderr
    )
    assert _processes_at(db) == []


def _receipts(db: Path) -> int:
    return len(list(Path(f"{db}.ingest/receipts").glob("*.json")))


def _processes_at(db: Path) -> list[str]:
    """Processes of ours that still run for a store: none may be left behind by one that was killed."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if str(db.parent).encode() in entry.read_bytes() and entry.parent.name != str(os.getpid()):
                found.append(entry.parent.name)
        except OSError:
            continue
    return found


def test_two_ingests_at_once_lose_and_double_nothing(
    corpus: Path, whole: dict[str, list[Any]], tmp_path: Path
) -> None:
    db = tmp_path / "s.sqlite"
    both = [start(["-m", "tests.ingest.driver", "unruly", db, corpus]) for _ in range(2)]
    said = [running.communicate(timeout=240)[1] for running in both]
    assert [running.returncode for running in both] == [0, 0], said
    assert content(db) == whole


def test_bad_reports_are_set_aside_and_the_others_go_in(tmp_path: Path) -> None:
    good = texts(30)
    once = f"ONCE {tmp_path / 'mark'} {good[0]} again"
    bad = ["CRASH at once", "HANG on", "REFUSE it", once, "   "]
    path = rows(tmp_path / "c.jsonl", [*good[:10], *bad, *good[10:]])
    with path.open("a") as file:
        file.write("no row\n")
    db = tmp_path / "s.sqlite"
    done = ingest("unruly", db, path, 2, 3)
    assert done.returncode == 1
    assert "31 reports added" in done.stderr
    assert "5 set aside" in done.stderr
    found = {row["doc_id"]: row for row in set_aside(db)}
    assert set(found) == {"r10", "r11", "r12", "c.jsonl line 15", "c.jsonl line 36"}
    assert "ended the process that read it, twice" in found["r10"]["reason"]
    assert "longer than 3 seconds" in found["r11"]["reason"]
    assert found["r12"]["reason"] == "this one cannot be read: leave it out."
    assert found["r12"]["where"] == f"{path} line 13"
    assert (tmp_path / "mark").exists()
    refs = {ref for _, ref, _, _ in content(db)["documents"]}
    assert refs == {f"r{number}" for number in range(35)} - {"r10", "r11", "r12", "r14"}


def test_mended_reports_go_in_when_it_is_run_again(tmp_path: Path) -> None:
    good = texts(12)
    path = rows(tmp_path / "c.jsonl", [*good, "REFUSE it"])
    db = tmp_path / "s.sqlite"
    assert ingest("unruly", db, path).returncode == 1
    done = ingest(
        "reader", db, path
    )  # one that takes what the other refuses, if the text holds what it looks for
    assert "0 reports added" in done.stderr
    rows(path, [*good, f"It was mended. {good[0]}"])
    done = ingest("unruly", db, path)
    assert done.returncode == 0, done.stderr
    assert "1 reports added" in done.stderr
    assert "12 there already" in done.stderr


def test_reports_taken_out_or_purged_are_set_aside_and_the_others_go_in(tmp_path: Path) -> None:
    some = texts(8)
    path, db = rows(tmp_path / "c.jsonl", some[:6]), tmp_path / "s.sqlite"
    assert ingest("reader", db, path).returncode == 0
    store = Store.open(db)
    ids = {entry.ref: entry.id for entry in store.documents()}
    store.withdraw(ids["r1"])
    store.purge_report(ids["r2"], Reason.REQUEST)
    assert _receipts(db) == 0, "an id tells whoever has the text that it was here"
    rows(path, some)
    done = ingest("reader", db, path)
    assert done.returncode == 1
    assert "2 reports added" in done.stderr
    assert "4 there already, 2 set aside" in done.stderr
    reasons = {row["doc_id"]: row["reason"] for row in set_aside(db)}
    assert reasons.keys() == {"r1", "r2"}
    assert "taken out on" in reasons["r1"]
    assert "'incidents ingest --again'" in reasons["r2"]
    again = ingest("reader", db, path, 1, 60, 20, "again")
    assert "1 reports added" in again.stderr
    assert "6 there already, 1 set aside" in again.stderr
    assert store.holds(ids.values()) == {found for ref, found in ids.items() if ref != "r1"}


def test_ctrl_c_finishes_what_is_at_hand_and_says_how_to_go_on(tmp_path: Path) -> None:
    path = rows(tmp_path / "c.jsonl", texts(300, "SLOW"))
    db = tmp_path / "s.sqlite"
    running = start(["-m", "tests.ingest.driver", "unruly", db, path])
    _wait_for(lambda: list(Path(f"{db}.ingest/receipts").glob("*")))
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=120)
    assert running.returncode == 130, err
    assert "press Ctrl-C again" in err
    assert "run the same command again to go on from here" in err
    first = len(content(db)["documents"])
    assert 0 < first < 300
    done = ingest("unruly", db, path, 2)
    assert f"{300 - first} reports added" in done.stderr
    assert f"{first} there already" in done.stderr


def test_a_second_ctrl_c_stops_at_once(tmp_path: Path) -> None:
    path = rows(tmp_path / "c.jsonl", ["HANG on", *texts(3)])
    db = tmp_path / "s.sqlite"
    running = start(["-m", "tests.ingest.driver", "unruly", db, path, 1, 600])
    _wait_for(lambda: Path(f"{db}.ingest/shards").exists())
    time.sleep(3)
    running.send_signal(signal.SIGINT)
    time.sleep(1)
    assert running.poll() is None
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=20)
    assert running.returncode == 130, err
    assert "Stopped at once" in err


def _wait_for(found: Any) -> None:
    end = time.monotonic() + 120
    while not found():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_what_all_reports_need_stops_it_in_one_line(tmp_path: Path) -> None:
    done = ingest("missing", tmp_path / "s.sqlite", rows(tmp_path / "c.jsonl", texts(3)), 2)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "incidents: There is no model: install it."


def test_a_folder_of_reports_cannot_hand_us_modules(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('ours was not loaded')")
    rows(tmp_path / "c.jsonl", texts(2))
    words = ["-P", "-m", "tests.ingest.driver", "reader", tmp_path / "s.sqlite", tmp_path / "c.jsonl"]
    running = start(words, cwd=tmp_path)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 0, err


@pytest.mark.parametrize("most", [int(os.environ.get("INGEST_MEMORY", "4000"))])
def test_memory_does_not_grow_with_the_corpus(tmp_path: Path, most: int) -> None:
    """``INGEST_MEMORY=100000`` for a long one."""
    peaks = []
    for count in (most // 8, most):
        path = tmp_path / f"{count}.jsonl"
        with path.open("w") as file:
            for number in range(count):
                words = random.Random(number).choices("abcdefghij", k=60)
                file.write(json.dumps({"text": f"Report {number}. {' '.join(words)}"}) + "\n")
        done = ingest("empty", tmp_path / f"{count}.sqlite", path, 1, 60, 200)
        assert f"{count} reports added" in done.stderr
        peaks.append(float(done.stdout.splitlines()[-1]))
    assert peaks[1] < peaks[0] + 30, f"{peaks} MB at most"
