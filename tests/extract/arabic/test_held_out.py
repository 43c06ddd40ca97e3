"""How much of sixty sentences kept out of tuning is read right: a floor below which the rules must not fall."""

from __future__ import annotations

import datetime as dt

import pytest

from incidents.extract.arabic import ArabicReader
from incidents.model import Claim, Document
from tests.extract.arabic.held_out import HELD_OUT, HeldOut

FLOORS = {"type": 57, "place": 56, "date": 58, "killed": 57}
"""Right of 60; raise a floor when the rules read more, lower one only on purpose."""


def hits(claim: Claim | None, wanted: HeldOut) -> dict[str, bool]:
    if claim is None:
        return dict.fromkeys(FLOORS, False)
    name = (claim.place.name or "") if claim.place is not None else ""
    days = f"{claim.dates.start}..{claim.dates.end}" if claim.dates is not None else ""
    return {
        "type": claim.sub_event_type.value in wanted.subs,
        "place": any(part in name for part in wanted.places) if wanted.places else not name,
        "date": days == wanted.days,
        "killed": (claim.killed.low, claim.killed.high) == wanted.killed,
    }


@pytest.fixture(scope="module")
def right(reader: ArabicReader) -> dict[str, int]:
    found = dict.fromkeys(FLOORS, 0)
    for published, sentences in HELD_OUT:
        for wanted in sentences:
            claims = reader.read(Document.create(wanted.text, published=published), [(0, len(wanted.text))])
            for slot, hit in hits(claims[0] if claims else None, wanted).items():
                found[slot] += hit
    return found


@pytest.mark.parametrize("slot", FLOORS)
def test_no_slot_falls_below_its_floor(slot: str, right: dict[str, int]) -> None:
    assert right[slot] >= FLOORS[slot]


def test_there_are_sixty_sentences_of_four_days() -> None:
    assert sum(len(sentences) for _, sentences in HELD_OUT) == 60
    assert all(isinstance(day, dt.date) for day, _ in HELD_OUT)
