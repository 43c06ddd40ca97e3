"""What the page Add does, without the screen: drafts, batches, and the way to what was just added."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace

import pytest

from incidents.dashboard import adding
from incidents.dashboard.adding import (
    Batch,
    Draft,
    batch_of,
    changed,
    confirmed,
    filled,
    filters_around,
    remarks,
)
from incidents.errors import InputError, ModelMissing
from incidents.model import Document, ReportResult
from incidents.query import mask
from incidents.sources import Loaded, from_bytes, from_text
from incidents.store import Store
from tests.factories import TEXT, make_claim, make_incident, make_result
from tests.pdf_files import pdf, picture

TODAY = dt.date(2020, 5, 4)
DAY = dt.date(2012, 3, 12)


@dataclass(frozen=True)
class Upload:
    name: str
    data: bytes

    def getvalue(self) -> bytes:
        return self.data


class OneClaim:
    """Reads each report as one claim on its first word."""

    def process(self, document: Document) -> ReportResult:
        claim = make_claim(document, document.text.split()[0])
        return ReportResult(document, (claim,), (make_incident((claim,)),))


# --- one report ---


def test_what_is_found_fills_the_fields_that_nobody_touched() -> None:
    loaded = from_bytes(
        b"---\ntitle: T\npublisher: P\npublished: 2012-03-12\n---\nShelling hit Homs.", "a.txt"
    )
    draft = filled(changed(Draft(), "title", "Mine"), loaded)
    assert (draft.title, draft.publisher, draft.published) == ("Mine", "P", DAY)
    assert filled(draft, from_text("Words.")).publisher == ""
    assert filled(changed(draft, "title", ""), loaded).title == "T"
    assert loaded.origins.publisher == "the file's head"


def test_the_same_value_again_is_no_change() -> None:
    draft = filled(Draft(), from_text(TEXT))
    assert changed(draft, "published", draft.published).touched == frozenset()


def test_the_report_is_stored_under_what_was_confirmed() -> None:
    loaded = from_text(TEXT, url="https://x.example/a")
    document = confirmed(loaded, Draft(title=" T ", publisher="P", published=DAY), TODAY)
    assert (document.title, document.publisher, document.published) == ("T", "P", DAY)
    assert (document.text, document.url) == (loaded.document.text, "https://x.example/a")
    assert confirmed(loaded, Draft(), TODAY).published is None


def test_a_day_in_the_future_is_refused() -> None:
    with pytest.raises(InputError, match="lies in the future"):
        confirmed(from_text(TEXT), Draft(published=dt.date(2020, 5, 6)), TODAY)
    assert confirmed(from_text(TEXT), Draft(published=dt.date(2020, 5, 5)), TODAY).published
    with pytest.raises(InputError, match="lies in the future"):
        batch_of([], dt.date(2031, 1, 1), TODAY)


def test_remarks_speak_of_the_day_in_the_words_of_the_page() -> None:
    loaded = from_text(TEXT)
    assert "found in the report's first lines" in remarks(loaded, filled(Draft(), loaded))[-1]
    other = changed(Draft(), "published", dt.date(2014, 6, 6))
    assert "The report bears the date 12 March 2012" in remarks(loaded, other)[-1]
    assert remarks(loaded, changed(Draft(), "published", DAY)) == ()
    made = from_bytes(pdf([["Words of a report."]], properties={"CreationDate": "D:20190503"}), "a.pdf")
    assert not [said for said in remarks(made, Draft()) if "2019" in said], "the field says it"


# --- many ---


def run(batch: Batch, store: Store) -> Batch:
    while batch.running:
        batch.step(store, OneClaim)
    return batch


def uploads() -> list[Upload]:
    rows = [{"doc_id": "r1", "published": "2012-03-12", "text": "Protest in Hama."}, {"doc_id": "r2"}]
    return [
        Upload("a.txt", b"2012-03-12\n\nShelling hit Homs."),
        Upload("b.pdf", picture()),
        Upload("c.docx", b"PK"),
        Upload("rows.jsonl", "\n\n".join(map(json.dumps, rows)).encode()),
        Upload("a-again.txt", b"2012-03-12\n\nShelling hit Homs."),
        Upload("undated.txt", b"Clashes in Idlib."),
        Upload("none.jsonl", b" \n"),
    ]


def test_each_file_and_row_has_its_own_fate() -> None:
    store = Store.in_memory()
    batch = run(batch_of(uploads(), None, TODAY), store)
    assert [(item.name, item.status) for item in batch.items] == [
        ("a.txt", "added"),
        ("b.pdf", "not added"),
        ("c.docx", "not added"),
        ("rows.jsonl line 1", "added"),
        ("rows.jsonl line 3", "not added"),
        ("a-again.txt", "there already"),
        ("undated.txt", "added"),
        ("none.jsonl", "not added"),
    ]
    told = {item.name: item.told for item in batch.items}
    assert "text recognition" in told["b.pdf"]
    assert "save it as .pdf or .txt" in told["c.docx"]
    assert "no 'text'" in told["rows.jsonl line 3"]
    assert told["a.txt"] == "1 incident"
    assert "no publication date found" in told["undated.txt"]
    assert batch.counts.added == 3
    assert all(item.data == b"" for item in batch.items)


def test_a_day_given_is_for_those_without_one() -> None:
    store = Store.in_memory()
    run(batch_of(uploads(), dt.date(2013, 1, 1), TODAY), store)
    days = {entry.ref: entry.published for entry in store.documents()}
    assert days["undated.txt"] == dt.date(2013, 1, 1)
    assert days["r1"] == DAY


def test_cancel_stops_after_the_current_report_and_keeps_the_rest() -> None:
    store = Store.in_memory()
    batch = batch_of(uploads(), None, TODAY)
    batch.step(store, OneClaim)
    batch.cancel()
    assert not batch.running
    assert [item.status for item in batch.items][:2] == ["added", "waiting"]
    assert len(store.documents()) == 1


def test_what_concerns_all_reports_is_raised() -> None:
    def missing() -> OneClaim:
        raise ModelMissing("No model: install one.")

    batch = batch_of(uploads(), None, TODAY)
    with pytest.raises(ModelMissing):
        batch.step(Store.in_memory(), missing)
    assert batch.at == 0


def test_too_many_at_once_are_sent_to_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "MOST_REPORTS", 7)
    with pytest.raises(InputError, match="incidents ingest"):
        batch_of(uploads(), None, TODAY)


def test_a_fault_in_one_file_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Loaded:
        raise RecursionError

    monkeypatch.setattr(adding.sources, "from_bytes", fail)
    batch = run(batch_of(uploads(), None, TODAY), Store.in_memory())
    assert "RecursionError" in batch.items[0].told
    assert batch.items[3].status == "added"


# --- what to check next ---


def test_filters_leave_all_incidents_of_the_reports_just_added() -> None:
    first, second = make_result(), make_result(f"Another report. {TEXT}", later=400)
    store = Store.in_memory([first, second])
    ids = adding.incidents_of(store, [second.document.id])
    assert ids
    frame = store.frame()
    filters, left = filters_around(frame, ids)
    shown = mask(frame, filters)
    assert set(ids) <= set(frame["id"][shown])
    assert left == shown.sum()
    assert adding.incidents_of(store, []) == []


def test_filters_reach_incidents_without_a_place() -> None:
    result = make_result()
    unplaced = tuple(
        replace(i, place=replace(i.place, place_id=None, lat=None, lon=None)) for i in result.incidents
    )
    frame = Store.in_memory([replace(result, incidents=unplaced)]).frame()
    filters, _ = filters_around(frame, list(frame["id"]))
    assert mask(frame, filters).all()
