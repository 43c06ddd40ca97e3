"""How sure each part of a claim is: what it rests on decides."""

from __future__ import annotations

import pytest

from incidents.extract.confidence import lowest, overall
from incidents.model import Band, SlotBands
from tests.extract.conftest import Reader

HIGH, MEDIUM, LOW = Band.HIGH, Band.MEDIUM, Band.LOW


def test_the_least_sure_part_decides() -> None:
    assert lowest([HIGH, LOW, MEDIUM]) is LOW
    assert overall(SlotBands(place=HIGH, dates=HIGH, event_type=MEDIUM)) is MEDIUM
    assert overall(SlotBands(place=HIGH, event_type=HIGH)) is HIGH, "unknown days are not unsure ones"
    assert overall(SlotBands(dates=HIGH, event_type=HIGH)) is LOW, "without a place nothing is sure"


@pytest.mark.parametrize(
    ("text", "slot", "band"),
    [
        ("Shelling in Rastan killed ten people on Sunday.", "place", HIGH),
        ("Warplanes struck Idlib province on Sunday.", "place", LOW),
        ("Rastan was quiet. Shells then hit the town, killing ten people.", "place", MEDIUM),
        ("Shelling killed ten people in Rastan on Sunday.", "dates", HIGH),
        ("Shelling killed ten people in Rastan.", "dates", MEDIUM),
        ("A car bomb killed ten people in Rastan.", "event_type", HIGH),
        ("Ten people were killed in Rastan.", "event_type", LOW),
        ("Shelling killed ten people in Rastan.", "killed", HIGH),
        ("Shelling killed dozens of people in Rastan.", "killed", LOW),
        ("Shelling wounded ten people in Rastan.", "killed", None),
        ("Rebels shelled Rastan, activists said.", "actors", HIGH),
        ("Shelling killed ten people in Rastan.", "actors", None),
        ("Shelling killed ten people in Rastan.", "claimant", None),
        ("Shelling killed ten people in Rastan, activists said.", "claimant", MEDIUM),
    ],
)
def test_what_a_part_rests_on(text: str, slot: str, band: Band | None, read: Reader) -> None:
    (claim,) = [c for c in read(text) if c.place is not None]
    assert getattr(claim.slots, slot) is band


def test_a_place_carried_over_is_unsure(read: Reader) -> None:
    claims = read("Shelling hit Rastan on Sunday. The market burnt down. Ten people were killed.")
    assert [c.slots.place for c in claims] == [HIGH, LOW, LOW]
