"""Headlines run into a report's first sentence are cut off, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.extract.headlines import headline_end
from incidents.extract.nlp import sentence_spans
from tests.extract.conftest import Reader


@pytest.mark.parametrize(
    ("headline", "lead"),
    [
        ("Car Bomb Kills Ten People in Central Homs", "A car bomb killed ten people on Sunday."),
        ("Bomb kills ten in Homs Monitor AFP Sunday 25 May 2014", "Ten people were killed on Sunday."),
        ("Bomb kills ten in Homs Reuters 25 May 2014", "“Ten people were killed,” a doctor said."),
        ("Army Shells Market in Eastern Ghouta, Killing Dozens", "At least 30 people were killed by shells."),
        (
            "Jets Destroy Rebel Command Centre Near Town of Saraqib -",
            "Russia's Aerospace Forces have destroyed a command centre.",
        ),
        ("Air strike kills 12 - (updated 18:20) Get short URL 0 12", "Twelve people were killed in Idlib."),
        (
            "3 May 2014 Rebels Seize Army Checkpoint Near Town of Morek",
            "The fighters have seized a checkpoint on the road.",
        ),
    ],
)
def test_a_headline_ends_where_its_report_begins(headline: str, lead: str) -> None:
    text = f"{headline} {lead}"
    end = headline_end(text)
    assert end is not None
    assert text[end:] == lead


@pytest.mark.parametrize(
    "text",
    [
        "The Syrian Observatory for Human Rights said that ten people were killed on Sunday.",
        "President Bashar al-Assad told Foreign Minister Walid Moallem to go to Geneva, officials close to him said.",
        "Shelling killed ten people in Homs on Sunday, the Syrian Observatory for Human Rights said in a statement.",
        "Homs",
        "",
    ],
)
def test_sentences_stay_whole(text: str) -> None:
    assert headline_end(text) is None


def test_only_the_first_paragraph_has_a_headline() -> None:
    text = "Car Bomb Kills Ten People in Central Homs A car bomb killed ten people on Sunday."
    assert len(list(sentence_spans(text))) == 2
    assert len(list(sentence_spans(f"HOMS\n{text}"))) == 2


@given(st.text(max_size=200))
def test_any_text_is_cut_inside_or_not_at_all(text: str) -> None:
    end = headline_end(text)
    assert end is None or 0 < end <= len(text)


def test_both_parts_are_read(read: Reader) -> None:
    claims = read("Car Bomb Kills Ten People in Central Homs A car bomb killed ten people in Homs on Sunday.")
    assert [c.killed.low for c in claims] == [10, 10]
    assert claims[1].quote == "A car bomb killed ten people in Homs on Sunday."
