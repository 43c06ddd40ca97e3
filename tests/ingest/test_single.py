"""Many reports into a store: bad ones set aside, running it again adds nothing."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from incidents.errors import InputError, ModelMissing, NotFetched, StoreError
from incidents.ingest import collect, ingest, process
from incidents.model import Document, ReportResult
from incidents.sources import NO_DATE, Fetched, Loaded, Rejected, reading
from incidents.store import Store
from incidents.store.write import AddOutcome
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
    assert len(lines) == 7
    (left_out,) = [line for line in lines if line.startswith("left out: ")]
    assert "photo.jpg is a picture" in left_out
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

    def refuse(url: str) -> Fetched:
        raise NotFetched(f"{url} has no such page")

    paths = [tmp_path / "no.txt", tmp_path / "none", "https://x.org", folder / "b.txt"]
    reports = list(collect(paths, fetch=refuse))
    assert [type(report) for report in reports] == [Rejected, Rejected, Rejected, Loaded]
    assert isinstance(reports[2], Rejected)
    assert reports[2].reason == "https://x.org has no such page"


def test_a_page_is_fetched_and_read_with_the_date_given() -> None:
    page = Fetched("https://x.org/b", "page", f"<html><body><p>{TEXT}</p></body></html>".encode())
    (report,) = collect(["https://x.org/a"], dt.date(2012, 3, 12), lambda url: page)
    assert isinstance(report, Loaded)
    assert report.document.published == dt.date(2012, 3, 12)
    assert report.document.url == "https://x.org/b"


def test_warnings_of_reader_and_pipeline_are_joined_once() -> None:
    class Echo:
        def process(self, document: Document) -> ReportResult:
            return replace(make_result(), warnings=("no publication date: sorry", "odd", "no verbs"))

    assert process(Echo(), Loaded(Document.create(TEXT), (NO_DATE, "odd"))).warnings == (
        NO_DATE,
        "odd",
        "no verbs",
    )


class Faulty(OneClaim):
    """Has a fault that one report brings out."""

    def __init__(self, fault: BaseException) -> None:
        super().__init__()
        self.fault = fault

    def process(self, document: Document) -> ReportResult:
        if "Idlib" in document.text:
            raise self.fault
        return super().process(document)


FAULTS = [ValueError("Abu Ali,\nsecret"), RecursionError(), MemoryError(), KeyError("x"), AssertionError()]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_a_fault_on_one_report_sets_it_aside_and_a_repair_adds_it(
    fault: Exception, folder: Path, tmp_path: Path
) -> None:
    store, lines = Store.open(tmp_path / "s.sqlite"), []
    counts = ingest(store, Faulty(fault), collect([folder]), lambda counts, line: lines.append(line))
    assert counts.added == 2
    (reason,) = [rejected.reason for rejected in counts.set_aside if rejected.ref == "first"]
    assert (
        reason
        == f"first: the program failed on it ({type(fault).__name__}): it was set aside, please report this."
    )
    assert f"set aside: {reason}" in lines
    again = ingest(store, OneClaim(), collect([folder]))
    assert (again.added, again.known) == (1, 2)
    assert {entry.ref for entry in store.documents()} == {"first", "b.txt", "r3"}


def test_a_fault_in_reading_one_file_or_row_costs_no_other(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = reading.find_published

    def faulty(text: str) -> dt.date | None:
        if "Hama" in text or "Shelling" in text:
            raise RecursionError
        return whole(text)

    monkeypatch.setattr(reading, "find_published", faulty)
    reports = list(collect([folder]))
    refs = [report.document.ref for report in reports if isinstance(report, Loaded)]
    assert refs == ["first", "r1"]
    failed = [
        report.reason
        for report in reports
        if isinstance(report, Rejected) and "RecursionError" in report.reason
    ]
    assert any("rows.jsonl line 3" in reason for reason in failed)
    assert any("b.txt" in reason for reason in failed)


def test_a_fault_in_storing_one_report_costs_no_other(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, add = Store.open(tmp_path / "s.sqlite"), Store.add

    def faulty(self: Store, result: ReportResult, **how: bool) -> AddOutcome:
        if "Idlib" in result.document.text:
            raise OverflowError("Python int too large to convert to SQLite INTEGER")
        return add(self, result, **how)

    monkeypatch.setattr(Store, "add", faulty)
    counts = ingest(store, OneClaim(), collect([folder]))
    assert counts.added == 2
    assert any("OverflowError" in rejected.reason for rejected in counts.set_aside)
    monkeypatch.undo()
    assert ingest(store, OneClaim(), collect([folder])).added == 1


@pytest.mark.parametrize(
    "stop", [KeyboardInterrupt(), SystemExit(1), ModelMissing("none"), StoreError("full")]
)
def test_what_concerns_all_reports_stops_the_batch(stop: BaseException, folder: Path, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "s.sqlite")
    with pytest.raises(type(stop)):
        ingest(store, Faulty(stop), collect([folder]))


def test_pages_in_a_folder_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body><p>Shelling hit Homs.</p></body></html>")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "a_files").mkdir()
    for beside in ("a_files/style.css", "a_files/ad.html", ".DS_Store", "Thumbs.db"):
        (tmp_path / beside).write_text("x")
    report, damaged = collect([tmp_path])
    assert isinstance(report, Loaded)
    assert report.document.text == "Shelling hit Homs."
    assert isinstance(damaged, Rejected)
    assert "damaged PDF" in damaged.reason


def test_files_of_other_kinds_are_named_and_those_that_may_be_reports_counted(tmp_path: Path) -> None:
    for name in ("a.txt", "b.docx", "c.png", "d.sqlite"):
        (tmp_path / name).write_text("Shelling hit Homs.")
    store, lines = Store.open(tmp_path.parent / "s.sqlite"), []
    counts = ingest(store, OneClaim(), collect([tmp_path]), lambda counts, line: lines.append(line))
    assert counts.added == 1
    assert counts.documents == [store.documents()[0].id]
    assert ["b.docx is a word" in rejected.reason for rejected in counts.set_aside] == [True]
    assert [line.startswith("left out: ") for line in lines] == [False, False, True, True]
