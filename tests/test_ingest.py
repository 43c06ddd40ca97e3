"""Many reports into a store: bad ones set aside, running it again adds nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from incidents.errors import InputError
from incidents.ingest import collect, ingest, process
from incidents.model import Document, ReportResult
from incidents.sources import NO_DATE, Loaded, Rejected
from incidents.store import Store
from tests.factories import TEXT, make_claim, make_incident, make_result


class OneClaim:
    """Reads each report as one claim on its first word; knows one that it cannot read."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def process(self, document: Document) -> ReportResult:
        self.seen.append(document.ref)
        if "unreadable" in document.text:
            raise InputError("this report cannot be read: leave it out.")
        claim = make_claim(document, document.text.split()[0])
        return ReportResult(document, (claim,), (make_incident((claim,)),), ("no verbs",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "deeper").mkdir(parents=True)
    (tmp_path / "in" / "b.txt").write_text("2012-03-12\n\nShelling hit Homs.")
    (tmp_path / "in" / "a.md").write_text("---\nref: first\npublished: 2012-03-11\n---\nClashes in Idlib.")
    (tmp_path / "in" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "in" / "deeper" / "empty.txt").write_text("")
    rows = [
        {"doc_id": "r1", "text": "unreadable words"},
        {"doc_id": "r2"},
        {"doc_id": "r3", "text": "Protest in Hama."},
    ]
    (tmp_path / "in" / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return tmp_path / "in"


def test_a_folder_is_read_in_name_order_and_bad_reports_are_set_aside(folder: Path, tmp_path: Path) -> None:
    store, reader, lines = Store.open(tmp_path / "s.sqlite"), OneClaim(), []
    counts = ingest(store, reader, collect([folder]), lambda counts, line: lines.append(line))
    assert reader.seen == ["first", "b.txt", "r1", "r3"]
    assert (counts.added, counts.known, counts.claims, counts.incidents) == (3, 0, 3, 3)
    reasons = " ".join(rejected.reason for rejected in counts.set_aside)
    assert len(counts.set_aside) == 3
    assert "empty.txt is empty" in reasons
    assert "cannot be read" in reasons
    assert "no 'text'" in reasons
    assert len(lines) == 6
    assert [entry.ref for entry in store.documents()] == ["first", "b.txt", "r3"]


def test_running_it_again_reads_only_what_is_new(folder: Path, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "s.sqlite")
    ingest(store, OneClaim(), collect([folder]))
    version, reader = store.version(), OneClaim()
    counts = ingest(store, reader, collect([folder]))
    assert (counts.added, counts.known) == (0, 3)
    assert reader.seen == ["r1"]
    assert store.version() == version


def test_what_cannot_be_opened_is_set_aside_and_the_rest_goes_on(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    reports = list(collect([tmp_path / "no.txt", tmp_path / "none", "https://x.org", folder / "b.txt"]))
    assert [type(report) for report in reports] == [Rejected, Rejected, Rejected, Loaded]


def test_warnings_of_reader_and_pipeline_are_joined_once() -> None:
    class Echo:
        def process(self, document: Document) -> ReportResult:
            return replace(make_result(), warnings=("no publication date: sorry", "odd", "no verbs"))

    assert process(Echo(), Loaded(Document.create(TEXT), (NO_DATE, "odd"))).warnings == (
        NO_DATE,
        "odd",
        "no verbs",
    )
