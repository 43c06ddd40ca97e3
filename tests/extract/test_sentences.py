"""Cutting a report into sentences without losing a character."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.extract.nlp import MAX_SENTENCE_CHARS, parse, sentence_spans

PIECES = st.sampled_from(
    [
        "He said no.",
        " ",
        "\n",
        "\n\n",
        "\u2028",
        "Gen. Ali spoke.",
        "U.N. staff",
        "“Go!” he said.",
        "x" * 400,
        "\u202e",
        "\x00",
        "😀",
        "1,102",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=30).map(" ".join)


@settings(deadline=None)
@given(TEXTS)
def test_spans_are_in_order_apart_short_and_lose_only_white_space(text: str) -> None:
    spans = list(sentence_spans(text))
    cursor = 0
    for paragraph, start, end in spans:
        assert cursor <= start < end <= len(text)
        assert not text[cursor:start].strip()
        assert text[start:end] == text[start:end].strip()
        assert end - start <= MAX_SENTENCE_CHARS
        assert paragraph >= 0
        cursor = end
    assert not text[cursor:].strip()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Troops came. They left.", 2),
        ("Gen. Ali said so. He left.", 2),
        ("The U.N. General Assembly met.", 1),
        ("“They shot at us.” He wept.", 2),
        ("One\nTwo\n\nThree", 3),
        ("Was he shot? Nobody knows!", 2),
        ("HOMS, Syria - Troops entered the city.", 2),
    ],
)
def test_full_stops(text: str, count: int) -> None:
    assert len(list(sentence_spans(text))) == count


@settings(deadline=None)
@given(TEXTS)
def test_parsed_sentences_stand_where_they_say(nlp: Any, text: str) -> None:
    sentences = list(parse(nlp, sentence_spans(text), text))
    assert [s.index for s in sentences] == list(range(len(sentences)))
    for sentence in sentences:
        assert text[sentence.start : sentence.start + len(sentence.text)] == sentence.text
        assert sentence.tokens.start == 0
