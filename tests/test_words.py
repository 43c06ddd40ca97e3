"""Words looked for: how they are read, and where they stand in a text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gazetteer.names import fold, fold_text
from incidents.query.words import MOST_CHARACTERS, Term, folded, holds, spans, terms, tidy
from tests.factories import HOSTILE

TYPED = st.text(max_size=120) | st.text("abشقصفال\"“” -'’ًé١2", max_size=30)


def test_words_may_go_on_and_phrases_stand_as_they_are() -> None:
    assert terms('shell "air strike" an-Nu‘mān 45') == (
        Term(("shell",), open=True),
        Term(("air", "strike"), open=False),
        Term(("an", "numan"), open=True),
        Term(("45",), open=False),
    )


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("shell", "Heavy shelling in Homs", True),
        ("SHELL", "heavy Shellfire", True),
        ("hell", "Heavy shelling", False),
        ('"shell"', "Heavy shelling", False),
        ('"car bomb"', "a car-bomb went off", True),
        ('"car bomb"', "a bomb in a car", False),
        ("car bomb", "a bomb in a car", True),
        ("maarrat", "near Ma‘arrat an-Nu‘mān", True),
        ("Ma'arrat", "Maarrat", True),
        ("قصف", "والقصف على حمص", True),
        ("القصف", "قصفت الطائرات", True),
        ("قَصْف", "قصف", True),
        ("ادلب", "في إدلب", True),
        ("مدرسه", "مدرسة", True),
        ("45", "450 people", False),
        ("45", "٤٥ قتيلا", True),
        ("red crescent", "the Red Cross", False),
        ('“red crescent”', "the Red Crescent said", True),
        ('"red crescent', "the Red Crescent said", True),
    ],
)  # fmt: skip
def test_what_is_found(words: str, text: str, expected: bool) -> None:
    assert holds(text, terms(words)) is expected
    assert bool(spans(text, terms(words)[:1])) is holds(text, terms(words)[:1])


def test_what_is_found_is_marked_where_it_stands() -> None:
    text = "Ma‘arrat an-Nu‘mān: والقصف, shelling of “Air strikes”"
    found = spans(text, terms('maarrat shell قصف "air strikes"'))
    assert [text[start:end] for start, end in found] == ["Ma‘arrat", "والقصف", "shelling", "Air", "strikes"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<script>alert(1)</script>", "script alert 1 script"),
        ("{{ x }} ${y} `id`", "x y `id`"),
        ("  two   words ", "two words"),
        ("--", ""),
        ('""', ""),
        ("قصف، حمص", "قصف حمص"),
        ("a\x00b\ud800c\u202ed", "abcd"),
    ],
)
def test_only_words_are_kept(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


@given(TYPED)
@example(HOSTILE)
@example("x" * 500)
@example("é" * 99 + "e\u0301")
def test_tidying_is_done_once_and_leaves_words_or_nothing(typed: str) -> None:
    kept = tidy(typed)
    assert tidy(kept) == kept
    assert len(kept) <= MOST_CHARACTERS
    assert not set(kept) & set("<>{}$&=#%\x00\n\\/;:()[]")
    assert bool(terms(kept)) == bool(kept)


@given(st.text(max_size=200), TYPED)
def test_marks_stand_apart_within_the_text_and_any_text_can_be_searched(text: str, typed: str) -> None:
    wanted = terms(typed)
    found = spans(text, wanted)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert all(token and " " not in token for term in wanted for token in term.tokens)
    holds(text, wanted)


@given(st.text(max_size=60))
@example("".join(map(chr, range(128))))
def test_a_whole_text_is_folded_as_a_name_is(text: str) -> None:
    assert fold_text(text) == fold(text)
    assert fold_text(text + "ß") == fold(text + "ß")
    assert folded(folded(text)) or not folded(text)


def test_plain_letters_are_folded_by_the_same_rules_as_all_others() -> None:
    """ASCII text takes a shorter way: sign by sign it must come out as in a text that does not."""
    for code in range(128):
        alone = fold_text(f"a{chr(code)}b")
        beside = fold_text(f"a{chr(code)}b é")
        assert f"{alone} e" == beside, code
