"""Corpora to ingest, ways to ingest them in processes of their own, and what a store then holds."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.factories import TEXT

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 240


def texts(count: int, first_word: str = "", seed: int = 1) -> list[str]:
    """Reports of the same kind of incident, so different in words that few are copies."""
    rng = random.Random(seed)
    said = []
    for number in range(count):
        words = " ".join("".join(rng.choices("abcdefgh", k=6)) for _ in range(120))
        said.append(f"{first_word} {TEXT} Number {number}. {words}".strip())
    return said


def rows(path: Path, reports: Iterable[str]) -> Path:
    """A file with a row for each report, named r0, r1 ..."""
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(reports):
            row = {"doc_id": f"r{number}", "published": "2012-03-12", "text": text}
            file.write(json.dumps(row) + "\n")
    return path


def start(words: Sequence[object], **given: Any) -> subprocess.Popen[str]:
    command = [sys.executable, *map(str, words)]
    env = os.environ | {"PYTHONPATH": str(ROOT)} | given.pop("env", {})
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, env=env, text=True, cwd=given.pop("cwd", None), **(pipes | given))


def ingest(factory: str, db: Path, path: Path, *more: object) -> subprocess.CompletedProcess[str]:
    """Run an ingest to its end."""
    running = start(["-m", "tests.ingest.driver", factory, db, path, *more])
    out, err = running.communicate(timeout=LONGEST_S)
    return subprocess.CompletedProcess([], running.returncode, out, err)


def content(db: Path) -> dict[str, list[Any]]:
    """All that a store holds but numbers of rows and moments."""
    queries = {
        "documents": "select id, ref, published, text from document",
        "claims": "select id, digest, record from claim",
        "derivations": "select d.document_id, d.warnings, r.extractor, d.superseded_at is null from derivation d "
        "join run r on r.seq = d.run_seq",
        "incidents": "select i.id, r.record, i.choice from incident i join incident_record r on r.incident_seq = i.seq "
        "where i.superseded_at is null",
        "rests on": "select i.id, s.source_id from incident_source s join incident i on i.seq = s.incident_seq "
        "where i.superseded_at is null",
        "links": "select min(l.id, r.id), max(l.id, r.id), e.verdict, e.score, e.reason from edge e "
        "join telling l on l.seq = e.left_seq join derivation dl on dl.seq = l.derivation_seq "
        "join telling r on r.seq = e.right_seq join derivation dr on dr.seq = r.derivation_seq "
        "where dl.superseded_at is null and dr.superseded_at is null",
        "copies": "select one, other, similarity from copy",
        "words of claims": "select c.id, w.words from claim_words w join claim c on c.seq = w.rowid",
        "words of reports": "select document_id, words from document_words",
        "keys": "select t.id, k.key from telling_key k join telling t on t.seq = k.telling_seq",
    }
    with sqlite3.connect(db) as connection:
        return {name: sorted(connection.execute(query).fetchall()) for name, query in queries.items()}


def set_aside(db: Path) -> list[dict[str, str]]:
    """Rows of all files with reports that were set aside."""
    files = sorted(Path(f"{db}.ingest").glob("set-aside-*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
