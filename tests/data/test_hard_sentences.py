"""The made-up hard sentences: well formed and within the vocabularies of the program."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from incidents.model import EVENT_TYPE_OF, ActorCategory, Flag, SubEventType

FILE = Path(__file__).parents[2] / "data" / "eval" / "hard_sentences.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def test_ids_and_sentences_occur_once() -> None:
    assert len(ROWS) >= 60
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
