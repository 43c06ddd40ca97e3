"""What counts as graphic, and what does not: hiding every killing would hide nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.graphic import is_graphic, passages


@pytest.mark.parametrize(
    "said",
    [
        "Two soldiers were beheaded in the square.",
        "The bodies were mutilated, a doctor said.",
        "A family was burned alive in its home.",
        "At least 45 women and children were stabbed to death.",
        "The bodies of dozens of children lay in the mosque.",
        "He found his neighbours with their throats slit.",
        "Victims were foaming at the mouth.",
        "The bodies showed signs of torture.",
        "عثر على جثث أطفال في المنزل",
        "قتلوا ذَبْحًا بالسكاكين",
        "وأشلاء متناثرة في الشارع",
    ],
)
def test_what_bodies_suffered_is_graphic(said: str) -> None:
    assert is_graphic(said)


@pytest.mark.parametrize(
    "said",
    [
        "Shelling killed 12 people and wounded 30 in Homs.",
        "A car bomb exploded near a school, killing five children.",
        "Warplanes bombed the town; residents fled.",
        "The body of rules was agreed in Geneva.",
        "The governing body was torn between two plans.",
        "A sniper shot a woman dead.",
        "Ten bodies were found in Daraya.",
        "The army cut off the road to Aleppo and burned cars.",
        "Protesters burned tyres; brainstorming went on.",
        "قتل عشرة مدنيين في قصف على المدينة",
        "صلاة الجمعة في حلب",
    ],
)
def test_killed_or_bombed_alone_is_not(said: str) -> None:
    assert not is_graphic(said)


@given(st.text(max_size=80), st.text(max_size=80))
def test_passages_hold_the_words_and_lie_in_order(before: str, behind: str) -> None:
    text = f"{before}\nTwo men were beheaded there.\n{behind}"
    found = passages(text)
    assert any("beheaded" in text[start:end] for start, end in found)
    assert all(one[1] < other[0] for one, other in pairwise(found))
