"""Values to plain JSON and back."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.errors import StoreError
from incidents.model import (
    Casualties,
    Claim,
    DatePrecision,
    DateRange,
    Document,
    Flag,
    Incident,
    PlaceCandidate,
    ReportResult,
    ResolvedPlace,
)
from incidents.store.records import dossiers_of, dumps, from_record, loads, to_record
from tests.factories import HOSTILE, make_claim, make_document, make_result

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1))
RANGES = st.tuples(DAYS, DAYS, st.sampled_from(DatePrecision)).map(
    lambda t: DateRange(min(t[:2]), max(t[:2]), t[2])
)
COUNTS = st.tuples(st.integers(0, 9000), st.none() | st.integers(0, 9000), st.none() | WORDS).map(
    lambda t: Casualties(t[0], None if t[1] is None else t[0] + t[1], t[2])
)
DEGREES = st.floats(-90, 90, allow_nan=False)
CANDIDATES = st.builds(PlaceCandidate, WORDS, WORDS, DEGREES, DEGREES, st.floats(0, 1), WORDS)
PLACES = st.builds(
    ResolvedPlace,
    mention=WORDS,
    lat=DEGREES,
    lon=DEGREES,
    candidates=st.lists(CANDIDATES, max_size=2).map(tuple),
)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    return make_claim(
        make_document(),
        claimant=draw(st.none() | WORDS),
        dates=draw(st.none() | RANGES),
        place=draw(st.none() | PLACES),
        killed=draw(COUNTS),
        flags=draw(st.frozensets(st.sampled_from(Flag))),
        flag_reason=draw(WORDS),
    )


@given(claims())
def test_a_claim_comes_back_as_it_was(claim: Claim) -> None:
    assert loads(Claim, dumps(claim)) == claim
    assert from_record(Claim, to_record(claim)) == claim


@given(WORDS, st.none() | DAYS)
def test_a_document_comes_back_as_it_was(text: str, published: dt.date | None) -> None:
    document = make_document(text, title=HOSTILE, published=published)
    assert loads(Document, dumps(document)) == document
    assert "\n" not in dumps(document)


def test_a_whole_result_comes_back_as_it_was() -> None:
    result = make_result()
    assert loads(ReportResult, dumps(result)) == result


def test_equal_claims_give_equal_records_however_their_sets_were_made() -> None:
    flags = list(Flag)
    one = make_claim(make_document(), flags=frozenset(flags))
    other = make_claim(make_document(), flags=frozenset(reversed(flags)))
    assert dumps(one) == dumps(other)
    assert to_record(one)["flags"] == sorted(flag.value for flag in Flag)


@pytest.mark.parametrize("line", ["", "{", "[]", "null", '{"id": "inc-1"}'])
def test_a_damaged_record_is_refused_in_one_line(line: str) -> None:
    with pytest.raises(StoreError, match="cannot be read") as caught:
        loads(Incident, line)
    assert "\n" not in str(caught.value)


def test_a_record_with_a_word_outside_the_vocabulary_is_refused_without_repeating_it() -> None:
    record = to_record(make_result().incidents[0]) | {"event_type": HOSTILE}
    with pytest.raises(StoreError, match="event_type") as caught:
        from_record(Incident, json.loads(json.dumps(record)))
    assert "cycler" not in str(caught.value)


def test_dossiers_of_a_result_hold_claims_and_document() -> None:
    result = make_result()
    dossiers = dossiers_of(result)
    assert [dossier.incident for dossier in dossiers] == list(result.incidents)
    assert dossiers[0].claims == result.claims[:2]
    assert dossiers[0].documents == (result.document,)
    assert not dossiers[0].sample
