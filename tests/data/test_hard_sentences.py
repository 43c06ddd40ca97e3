"""The made-up hard sentences: well formed, within the vocabularies of the program, and read as they should be.

Each sentence is a test of its own. One that comes out wrong today stands in `KNOWN_WRONG`; when a rule sets it right
the test fails until it is taken off that list, so that no gain is lost again unseen.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from gazetteer import Gazetteer
from incidents.extract.nlp import load_model
from incidents.model import EVENT_TYPE_OF, ActorCategory, Flag, SubEventType
from incidents.pipeline import Pipeline
from tests.extract.hard_sentences import SENTENCES, faults_of

ROWS: list[dict[str, Any]] = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]

KNOWN_WRONG: dict[str, str] = {
    "denial-01": "the account that is denied is not told apart from the denial",
    "history-04": 'a life told in passing: what "a week before" counts to is not seen as history',
    "passive-03": "the spelling Mhin is not in the gazetteer",
    "date-02": 'ambiguous: "on Saturday" is taken for the day of both acts',
    "date-04": '"a week ago to the day", and "it was the turn of"',
    "date-08": '"two more on the following day": the second act has no verb',
    "place-04": 'the city is told only in the next clause: "it is the one in Aleppo"',
    "several-02": '"the former" and "the latter"',
    "type-16": 'the parser takes "sexually assaulted" for no verb of its own',
    "type-17": '"deserted" is no word for an event: towns are deserted more often',
    "type-23": "those who choke are not counted as wounded",
    "type-25": "leaving by bus and raising a flag are no words for a change of hands",
    "type-27": "plain-clothes men are of no side, so that being taken away is an abduction",
    "type-28": "a crowd that calls for something is not known for a protest",
    "type-31": '"led away" with the people in between is not looked for',
}
"""Why a sentence comes out wrong today, in a phrase."""


def _cases() -> Iterator[Any]:
    for row in ROWS:
        reason = KNOWN_WRONG.get(row["id"])
        marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
        yield pytest.param(row, id=row["id"], marks=marks)


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return Gazetteer.embedded()


@pytest.fixture(scope="module")
def pipeline(places: Gazetteer) -> Pipeline:
    return Pipeline(places, load_model())


@pytest.mark.parametrize("row", list(_cases()))
def test_a_sentence_is_read_as_it_should_be(
    row: dict[str, Any], pipeline: Pipeline, places: Gazetteer
) -> None:
    wrong = faults_of(row, pipeline, places)
    assert not wrong, f"{row['text']}\n" + "\n".join(wrong)


def test_only_sentences_of_the_file_are_known_to_be_wrong() -> None:
    assert set(KNOWN_WRONG) <= {row["id"] for row in ROWS}
    assert all(KNOWN_WRONG.values())


def test_ids_and_sentences_occur_once() -> None:
    assert len(ROWS) > 100
    assert not [key for key, n in Counter(row["id"] for row in ROWS).items() if n > 1]
    assert not [text for text, n in Counter(row["text"] for row in ROWS).items() if n > 1]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_sentence_expects_incidents_or_says_why_not(row: dict[str, Any]) -> None:
    expect = row["expect"]
    assert bool(expect["incidents"]) != ("not_mapped_reason" in expect)
    assert expect.get("not_mapped_reason", Flag.NEGATED) in set(Flag)
    published = dt.date.fromisoformat(row["published"])
    for incident in expect["incidents"]:
        assert EVENT_TYPE_OF[SubEventType(incident["sub_event_type"])] == incident["event_type"]
        assert incident["place"]
        assert set(incident["perpetrators"]) <= set(ActorCategory) - {ActorCategory.UNKNOWN}
        for count in (incident["killed"], incident["wounded"]):
            assert count is None or 0 <= count[0] <= count[1]
        if "date_start" in incident:
            start, end = (dt.date.fromisoformat(incident[key]) for key in ("date_start", "date_end"))
            assert start <= end <= published


def test_every_kind_of_difficulty_is_there() -> None:
    groups = Counter(row["id"].rsplit("-", 1)[0] for row in ROWS)
    assert set(groups) == {
        "negation", "denial", "hypothetical", "plan", "total", "history", "number", "attribution", "passive",
        "date", "place", "several", "type", "actor", "diplomacy", "furniture", "web",
    }  # fmt: skip
    assert {row["expect"].get("not_mapped_reason") for row in ROWS} >= {
        Flag.NEGATED,
        Flag.HYPOTHETICAL,
        Flag.PLAN_OR_THREAT,
        Flag.CUMULATIVE,
        Flag.HISTORICAL,
        Flag.OTHER_COUNTRY,
        Flag.DIPLOMACY,
        Flag.CAPTION,
    }


def test_every_sub_event_type_is_there_twice() -> None:
    kinds = Counter(i["sub_event_type"] for row in ROWS for i in row["expect"]["incidents"])
    assert {kind for kind in SubEventType if kinds[kind] < 2} == set()
