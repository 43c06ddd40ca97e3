"""Reports added many at a time leave the store that they leave one after the other."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path

import pytest

from incidents.errors import ReportRefused, StoreError
from incidents.missed import Facts, marked_words, missed_claim
from incidents.model import DateRange, Document, Origin, ReportResult, SubEventType
from incidents.samples import sample_documents
from incidents.store import AddOutcome, Reason, Store
from incidents.store.shipped import sample_results
from tests.factories import HOMS, TEXT, make_result
from tests.ingest.runs import content, texts

DAY = DateRange(dt.date(2012, 3, 9), dt.date(2012, 3, 9))


UNDATED = make_result(published=None)
WITHDRAWN, PURGED = (make_result(f"{word} was told. {TEXT}", ref=word) for word in ("This", "That"))


def begun(path: Path) -> Store:
    """A store with a report taken out, one purged, and one without a date that a person added an incident to."""
    store = Store.open(path)
    for result in (UNDATED, WITHDRAWN, PURGED):
        store.add(result)
    words = marked_words(TEXT, "More than 7,500 people have died since 2011.")
    store.add_missed(missed_claim(UNDATED.document, words, Facts(SubEventType.SHELLING, HOMS, DAY)))
    store.withdraw(WITHDRAWN.document.id)
    store.purge_report(PURGED.document.id, Reason.REQUEST)
    return store


def results() -> list[ReportResult]:
    """The samples, reports that tell of the same, copies, what :func:`begun` holds, and one report given twice."""
    rng = random.Random(3)
    ours = [
        ReportResult(_own(r.document), r.claims, r.incidents, r.warnings, r.run) for r in sample_results()
    ]
    made = [make_result(text, later=rng.randrange(5), ref=f"m{n}") for n, text in enumerate(texts(25))]
    copies = [make_result(r.document.text + " The end.", later=2, ref="copy") for r in made[:4]]
    mixed = [*ours, *made, *copies, WITHDRAWN, PURGED, make_result()]
    rng.shuffle(mixed)
    return [*mixed, mixed[0]]


def _own(document: Document) -> Document:
    return Document.create(document.text, ref=document.ref, published=document.published)


@pytest.mark.parametrize("size", [1, 3, 100])
def test_batches_of_any_size_leave_the_same_store(size: int, tmp_path: Path) -> None:
    every = results()
    one, many = begun(tmp_path / "one.sqlite"), begun(tmp_path / "many.sqlite")
    singly = [outcome for result in every for outcome in _added(one, [result])]
    outcomes = [
        outcome
        for start in range(0, len(every), size)
        for outcome in _added(many, every[start : start + size])
    ]
    assert [_told(outcome) for outcome in outcomes] == [_told(outcome) for outcome in singly]
    assert isinstance(outcomes[-1], AddOutcome)
    assert not outcomes[-1].added
    assert sum(isinstance(outcome, str) for outcome in outcomes) == 2
    assert [o.document_id for o in outcomes if isinstance(o, AddOutcome) and o.dated] == [
        make_result().document.id
    ]
    assert Origin.REVIEWER in {c.origin for c in many.claims_of_document(make_result().document.id)}
    assert content(tmp_path / "one.sqlite") == content(tmp_path / "many.sqlite")
    assert many.holds([every[0].document.id, "none"]) == {every[0].document.id}
    assert any(outcome.n_shared for outcome in outcomes if isinstance(outcome, AddOutcome))
    assert len(list(sample_documents())) < len(every)


def _added(store: Store, some: list[ReportResult]) -> list[AddOutcome | str]:
    """What came of each; of those the store refuses, why."""
    try:
        return list(store.add_many(some)) if some else []
    except ReportRefused as error:
        others = iter(_added(store, [r for r in some if r.document.id not in error.refused]))
        return [error.refused.get(r.document.id) or next(others) for r in some]


def _told(outcome: AddOutcome | str) -> object:
    """What does not depend on the reports of the same batch: those it is joined with may come before or after."""
    return outcome if isinstance(outcome, str) else replace(outcome, n_shared=0)


def test_refused_ones_keep_all_out_and_are_named(tmp_path: Path) -> None:
    store = begun(tmp_path / "s.sqlite")
    before = content(tmp_path / "s.sqlite")
    with pytest.raises(ReportRefused) as refused:
        store.add_many([make_result("Good. " + TEXT), PURGED, WITHDRAWN])
    assert refused.value.refused.keys() == {PURGED.document.id, WITHDRAWN.document.id}
    assert "purged on" in refused.value.refused[PURGED.document.id]
    assert "taken out on" in refused.value.refused[WITHDRAWN.document.id]
    assert content(tmp_path / "s.sqlite") == before
    with pytest.raises(ReportRefused) as refused:
        store.add_many([PURGED, WITHDRAWN], again=True)
    assert refused.value.refused.keys() == {WITHDRAWN.document.id}
    assert store.add_many([PURGED], again=True)[0].added
    assert store.holds([r.document.id for r in (PURGED, WITHDRAWN)]) == {PURGED.document.id}


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
