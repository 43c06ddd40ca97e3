"""Whose number is whose, when one sentence names several places."""

from __future__ import annotations

import pytest

from incidents.model import Claim, Flag
from tests.extract.conftest import Reader

OWN = [
    # sentence, killed by place
    ("Fighting killed 10 in Homs and 5 in Hama.", {"Homs": 10, "Hama": 5}),
    (
        "Shelling left twenty-five to thirty dead in Rastan, one in Zamalka and 3 more in Arbeen.",
        {"Rastan": 25, "Zamalka": 1, "Arbin": 3},
    ),
    ("Troops killed 9 people in Homs, 4 in Idlib and 2 in Daraa.", {"Homs": 9, "Idlib": 4, "Daraa": 2}),
    ("In Homs 10 people were killed and in Hama five.", {"Homs": 10, "Hama": 5}),
]

JOINT = [
    # sentence, the figure, its places
    ("Several people were killed in raids on Douma and Zabadani.", 3, "Douma, Zabadani"),
    ("Raids on Rastan and Talbiseh left four dead.", 4, "Rastan, Talbiseh"),
    ("Warplanes bombed Binnish and Saraqib, killing 11 civilians.", 11, "Binnish, Saraqeb"),
]


def _place(claim: Claim) -> str | None:
    return claim.place.name if claim.place else None


@pytest.mark.parametrize(("text", "killed"), OWN)
def test_each_place_has_its_own_number(text: str, killed: dict[str, int], read: Reader) -> None:
    assert {_place(c): c.killed.low for c in read(text)} == killed


def test_a_number_without_a_verb_tells_what_the_one_before_told(read: Reader) -> None:
    claims = read("Shelling wounded 10 people in Homs and five in Hama.")
    assert [(c.killed.low, c.wounded.low) for c in claims] == [(None, 10), (None, 5)]


@pytest.mark.parametrize(("text", "killed", "places"), JOINT)
def test_one_figure_for_several_places_is_of_none_and_kept_off_the_map(
    text: str, killed: int, places: str, read: Reader
) -> None:
    *own, joint = read(text)
    assert all(not c.killed.reported and not c.flags for c in own)
    assert (joint.killed.low, joint.flags) == (killed, {Flag.SUMMARY})
    assert joint.flag_reason == f"one figure for several places: {places}"
    assert joint.place is not None
    assert not joint.place.located


def test_places_without_any_figure_have_no_joint_claim(read: Reader) -> None:
    assert not any(c.flags for c in read("Warplanes bombed Binnish and Saraqib."))


def test_nobody_killed_is_said_of_each_place(read: Reader) -> None:
    claims = read("Nobody was killed in raids on Rastan and Talbiseh.")
    assert [(c.killed.low, c.killed.high) for c in claims if not c.flags] == [(0, 0), (0, 0)]


def test_a_spot_named_with_its_town_takes_nothing_from_it(read: Reader) -> None:
    claims = read("Fifteen civilians were killed in air strikes on Karm al-Zeitoun and other parts of Homs.")
    assert [c.killed.low for c in claims if c.killed.reported] == [15]
    assert not any(c.flags for c in claims)


def test_a_figure_told_of_each_place_is_that_of_every_one(read: Reader) -> None:
    claims = read("Two people were killed in each of the towns of Rastan and Talbiseh.")
    assert [(_place(c), c.killed.low) for c in claims] == [("Rastan", 2), ("Talbiseh", 2)]


def test_some_of_a_figures_people_are_told_of_a_part_of_the_place(read: Reader) -> None:
    text = "Air strikes killed 36 people in Aleppo on Sunday, sixteen of them in Tariq al-Bab."
    total, part = read(text)
    assert (_place(total), total.killed.low, total.flags) == ("Aleppo", 36, {Flag.SUMMARY})
    assert total.flag_reason == "a total that counts Tariq al-Bab"
    assert (_place(part), part.killed.low, part.flags) == ("Tariq al-Bab", 16, frozenset())
    towns = read(
        "Warplanes killed 20 people in Idlib on Sunday, 12 of them in Ariha and five of them in Saraqeb."
    )
    assert {_place(c): c.killed.low for c in towns if not c.flags} == {"Ariha": 12, "Saraqeb": 5}
    assert [c.killed.low for c in towns if Flag.SUMMARY in c.flags] == [20]
