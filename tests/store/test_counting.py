"""What a person adds to a report, and reports taken out: both can be taken back, and nothing is lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.errors import ReadOnlyStore, ReportRefused, StoreError
from incidents.exchange.extract_json import document_record
from incidents.missed import Facts, marked_words, missed_claim
from incidents.model import (
    Casualties,
    Claim,
    Correction,
    DateRange,
    Origin,
    ReportResult,
    ReviewStatus,
    SubEventType,
)
from incidents.store import Store
from tests.factories import DARAA, HOMS, TEXT, make_document, make_result
from tests.store.test_grouping import by_id, claims_in, few, stored
from tests.worlds import worlds

WORDS = "More than 7,500 people have died since 2011."
DAY = DateRange(dt.date(2012, 3, 9), dt.date(2012, 3, 9))


@pytest.fixture
def store() -> Store:
    return stored([make_result()])


def missed(text: str = TEXT, **facts: object) -> Claim:
    document = make_document(text)
    given_ = {
        "kind": SubEventType.SHELLING,
        "place": HOMS,
        "dates": DAY,
        "killed": Casualties(7, 7),
        "claimant": "Radio Orontes",
    }
    return missed_claim(document, marked_words(text, WORDS), Facts(**(given_ | facts)))  # type: ignore[arg-type]


# --- added by a person ---


def test_what_a_person_adds_is_an_incident_with_the_reports_words(store: Store) -> None:
    before, moment = store.incidents(), dt.datetime.now(dt.UTC)
    store.add_missed(missed(), by="R. K.", note="read again")
    (new,) = [i for i in store.incidents() if i.id not in by_id(before)]
    (claim,) = store.claims(new.id)
    document = store.document(claim.document_id)
    assert document is not None
    assert claim.origin is Origin.REVIEWER
    assert claim.quote == WORDS == document.text[claim.start : claim.end]
    assert (new.sub_event_type, new.place, new.dates, new.killed.low) == (SubEventType.SHELLING, HOMS, DAY, 7)
    assert new.review is ReviewStatus.ACCEPTED
    assert new.review_note.startswith("added by R. K.")
    assert new.review_note.endswith(": read again")
    assert new.id in set(store.frame()["id"])
    assert "Radio Orontes" in {entry.name for entry in store.sources()}
    (dossier,) = store.dossiers([new.id])
    assert dossier.documents == (document,)
    assert claim in store.claims_of_document(document.id)
    assert store.incidents(as_of=moment) == before


def test_it_is_taken_back_and_brought_back(store: Store) -> None:
    before = store.incidents()
    number = store.add_missed(missed())
    with_it = store.incidents()
    undone = store.undo(number)
    assert store.incidents() == before
    store.undo(undone)
    assert by_id(store.incidents()) == by_id(with_it)
    with pytest.raises(StoreError, match="added already"):
        store.add_missed(missed())


def test_it_is_joined_with_what_other_reports_tell_and_survives_reading_again(store: Store) -> None:
    other = make_result(f"Another paper. {TEXT}", publisher="Another wire", later=40)
    store.add(other)
    theirs = next(i for i in other.incidents if i.place == DARAA)
    bombing = missed(
        kind=SubEventType.REMOTE_EXPLOSIVE, place=DARAA, dates=theirs.dates, killed=Casualties(1, 1),
        wounded=Casualties(25, 25),
    )  # fmt: skip
    number = store.add_missed(bombing)
    both = store.incident(theirs.id)
    assert both is not None
    assert bombing.id in both.claim_ids
    assert len(both.document_ids) == 2
    store.correct(both.id, Correction(killed=Casualties(3, 3)))
    store.add(replace(make_result(), incidents=make_result().incidents[:1]), supersede=True)
    again = store.incident(theirs.id)
    assert again is not None
    assert bombing.id in again.claim_ids
    assert again.killed.low == 3
    store.undo(number)
    left = store.incident(theirs.id)
    assert left is not None
    assert bombing.id not in left.claim_ids


def test_it_goes_over_to_the_reading_with_the_right_date() -> None:
    undated = make_result(published=None)
    store = stored([undated])
    claim = missed_claim(undated.document, marked_words(TEXT, WORDS), Facts(SubEventType.SHELLING, HOMS, DAY))
    number = store.add_missed(claim)
    dated = make_result(f"{TEXT} ".replace("said. ", "said.\n"))
    store.add(dated)
    (kept,) = [c for c in store.claims_of_document(dated.document.id) if c.origin is Origin.REVIEWER]
    assert kept.quote == dated.document.text[kept.start : kept.end] == WORDS
    assert kept.id == claim.id
    assert {d for i in store.incidents() for d in i.document_ids} == {dated.document.id}
    store.undo(number)
    assert all(claim.id not in i.claim_ids for i in store.incidents())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quote": "other words"}, "mark the sentence again"),
        ({"place": None}, "place is missing"),
        ({"document_id": "doc-0000000000000000"}, "does not count"),
        ({"origin": Origin.TEXT}, "place is missing"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_written(
    store: Store, change: dict[str, object], said: str
) -> None:
    with pytest.raises(StoreError, match=said):
        store.add_missed(replace(missed(), **change))  # type: ignore[arg-type]
    assert store.decisions() == []


# --- reports taken out ---


@few
@given(worlds(4), st.data())
def test_a_report_taken_out_leaves_what_the_others_tell_and_comes_back_whole(
    results: list[ReportResult], data: st.DataObject
) -> None:
    results = list({r.document.id: r for r in results}.values())
    store = stored(results)
    which = data.draw(st.integers(0, len(results) - 1))
    before, moment, claims = by_id(store.incidents()), dt.datetime.now(dt.UTC), claims_in(store)
    number = store.withdraw(results[which].document.id, by="R. K.", note="a hoax")
    left = {key for i in store.incidents() for key in i.document_ids}
    assert results[which].document.id not in left
    told = {frozenset(i.claim_ids) for i in store.incidents()}
    assert told == {
        frozenset(i.claim_ids) for i in stored([*results[:which], *results[which + 1 :]]).incidents()
    }
    assert by_id(store.incidents(as_of=moment)) == before
    store.undo(number)
    assert by_id(store.incidents()) == before
    assert claims_in(store) == claims


def test_a_report_taken_out_is_not_added_again_by_chance(store: Store) -> None:
    result = make_result()
    number = store.withdraw(result.document.id, by="R. K.")
    assert store.withdrawn()[result.document.id].by == "R. K."
    assert store.not_mapped() == []
    for supersede in (False, True):
        with pytest.raises(ReportRefused, match=r"taken out .* by R\. K\.: take it in again"):
            store.add(result, supersede=supersede)
    with pytest.raises(StoreError, match="nothing to take out"):
        store.withdraw(result.document.id)
    with pytest.raises(StoreError, match="does not count"):
        store.add_missed(missed())
    store.undo(number)
    assert store.withdrawn() == {}
    assert not store.add(result).added


def test_decisions_hold_while_a_report_is_out_and_what_was_added_comes_back_with_it(store: Store) -> None:
    result = make_result()
    added = store.add_missed(missed())
    chosen = result.incidents[0].id
    store.accept(chosen, by="A. B.")
    number = store.withdraw(result.document.id)
    assert store.incidents() == []
    back = store.undo(number)
    kept = store.incident(chosen)
    assert kept is not None
    assert kept.review is ReviewStatus.ACCEPTED
    assert len(store.incidents()) == 3
    store.undo(back)  # out again
    gone = store.undo(added)  # what was added is taken back while it is out
    store.undo(store.decisions()[-2].number)
    assert len(store.incidents()) == 2
    store.undo(gone)
    assert len(store.incidents()) == 3


def test_a_read_only_store_refuses_all_of_it() -> None:
    samples = Store.in_memory([make_result(sample=True)], sample=True)
    for act in (lambda: samples.add_missed(missed()), lambda: samples.withdraw(make_document().id)):
        with pytest.raises(ReadOnlyStore):
            act()


def test_the_pipelines_output_knows_nothing_of_it() -> None:
    assert "reviewer" not in str(document_record(make_result()))
