"""Reports added many at a time leave the store that they leave one after the other."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

from incidents.errors import StoreError
from incidents.model import Document, ReportResult
from incidents.samples import sample_documents
from incidents.store import Store
from incidents.store.shipped import sample_results
from tests.factories import make_result
from tests.ingest.runs import content, texts


def results() -> list[ReportResult]:
    """The samples, reports that tell of the same, copies, and one report given twice."""
    rng = random.Random(3)
    ours = [
        ReportResult(_own(r.document), r.claims, r.incidents, r.warnings, r.run) for r in sample_results()
    ]
    made = [make_result(text, later=rng.randrange(5), ref=f"m{n}") for n, text in enumerate(texts(25))]
    copies = [make_result(r.document.text + " The end.", later=2, ref="copy") for r in made[:4]]
    mixed = [*ours, *made, *copies]
    rng.shuffle(mixed)
    return [*mixed, mixed[0]]


def _own(document: Document) -> Document:
    return Document.create(document.text, ref=document.ref, published=document.published)


@pytest.mark.parametrize("size", [1, 3, 100])
def test_batches_of_any_size_leave_the_same_store(size: int, tmp_path: Path) -> None:
    every = results()
    one, many = Store.open(tmp_path / "one.sqlite"), Store.open(tmp_path / "many.sqlite")
    added = [one.add(result).added for result in every]
    outcomes = [
        outcome
        for start in range(0, len(every), size)
        for outcome in many.add_many(every[start : start + size])
    ]
    assert [outcome.added for outcome in outcomes] == added
    assert not added[-1]
    assert content(tmp_path / "one.sqlite") == content(tmp_path / "many.sqlite")
    assert many.holds([every[0].document.id, "none"]) == {every[0].document.id}
    assert any(outcome.n_shared for outcome in outcomes)
    assert len(list(sample_documents())) < len(every)


def test_a_date_takes_the_place_of_none_within_a_batch(tmp_path: Path) -> None:
    undated = make_result(published=None)
    dated = make_result(published=dt.date(2012, 3, 12))
    store = Store.open(tmp_path / "s.sqlite")
    outcomes = store.add_many([undated, dated])
    assert [outcome.dated for outcome in outcomes] == [False, True]
    assert store.holds([undated.document.id, dated.document.id]) == {dated.document.id}


def test_one_that_cannot_be_stored_keeps_all_out(tmp_path: Path) -> None:
    good, bad = make_result("Good. " + make_result().document.text), make_result()
    broken = ReportResult(bad.document, good.claims, (), (), bad.run)
    store = Store.open(tmp_path / "s.sqlite")
    with pytest.raises(StoreError, match="belongs to another"):
        store.add_many([good, broken])
    assert store.is_empty()


def test_while_a_corpus_is_written_others_read_and_then_it_is_one_file_again(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    store = Store.open(path)
    with store.written_at_length():
        store.add_many([make_result()])
        assert (tmp_path / "s.sqlite-wal").exists()
        other = Store.open(path)
        assert len(other.documents()) == 1
        other.close()
    store.close()
    assert [file.name for file in tmp_path.iterdir()] == ["s.sqlite"]
