from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import Gazetteer, PlaceKind

LOADED = Gazetteer.embedded()


def texts(gazetteer, text):
    return [mention.text for mention in gazetteer.find(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Troops shelled Talbiseh and al-Rastan.", ["Talbiseh", "al-Rastan"]),
        ("Homs's Khalidiyah district", ["Homs", "Khalidiyah"]),
        ("Syria’s army, in Deir ez-Zor", ["Syria", "Deir ez-Zor"]),
        ("the Karm al-Zeitoun area of Homs", ["Karm al-Zeitoun", "Homs"]),
        ("near Ma‘arrat an-Nu‘mān and Dera'a", ["Ma‘arrat an-Nu‘mān", "Dera'a"]),
        ("in Ar Raqqah, Khan\nSheikhoun", ["Ar Raqqah", "Khan\nSheikhoun"]),
        ("fighting in the homs area", []),
        ("rockets hit Shayrat airbase and the Tabqa air base", ["Shayrat airbase", "Tabqa air base"]),
        ("in the Damascus countryside", ["Damascus countryside"]),
        ("قصف على إدلب", ["إدلب"]),
        ("في حمص وإدلب", ["حمص", "إدلب"]),
        ("", []),
    ],
)
def test_names_and_their_extent(gazetteer, text, names):
    assert texts(gazetteer, text) == names


def test_misspelt_names_are_found(gazetteer):
    assert texts(gazetteer, "shelling in Talbisseh and Khan Shaikhoun") == ["Talbisseh", "Khan Shaikhoun"]


@pytest.mark.parametrize("word", ["Syrian", "Russian", "Human", "Western", "Mother", "Until", "Nusra"])
def test_words_that_only_share_a_key_are_no_places(gazetteer, word):
    assert texts(gazetteer, f"{word} forces said on Monday") == []


@pytest.mark.parametrize(
    "text", ["SANA said", "Rami Abdulrahman said", "Sarin was used", "the Ahrar al-Sham group"]
)
def test_names_that_are_also_something_else_are_marked(gazetteer, text):
    assert all(mention.ambiguous_word for mention in gazetteer.find(text))


def test_an_article_makes_a_short_name_a_place(gazetteer):
    (bare,) = gazetteer.find("Bab was shelled")
    (full,) = gazetteer.find("shells hit al-Bab")
    assert bare.ambiguous_word
    assert not full.ambiguous_word


def test_places_abroad_carry_their_country(gazetteer):
    (mention,) = gazetteer.find("talks in Doha")
    assert mention.foreign == "Qatar"
    assert mention.kinds == frozenset()


def test_kinds(gazetteer):
    (mention,) = gazetteer.find("in Homs")
    assert {PlaceKind.SETTLEMENT, PlaceKind.GOVERNORATE} <= mention.kinds


TEXT = st.lists(
    st.sampled_from(
        [
            "Homs",
            "al-Rastan",
            "Dar‘ā",
            "Deir",
            "ez-Zor",
            "Homs's",
            "حمص",
            "in",
            "Doha",
            "é",
            "\n",
            "🔥",
            "\u202e",
            "’",
            "A",
        ]
    )
    | st.text(max_size=6),
    max_size=25,
)


@settings(max_examples=200, deadline=None)
@given(TEXT, st.sampled_from([" ", "-", ", ", "\n", ""]))
def test_offsets_are_exact_ordered_and_apart(words, glue):
    text = glue.join(words)
    end = 0
    for mention in LOADED.find(text):
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= end
        assert mention.end > mention.start
        end = mention.end


def test_every_place_of_a_long_text_is_found(gazetteer):
    sentence = (
        "Government troops shelled Talbiseh and the Khalidiyah district of Homs overnight, activists said. "
    )
    text = sentence * 2000
    assert len(gazetteer.find(text)) == 6000
