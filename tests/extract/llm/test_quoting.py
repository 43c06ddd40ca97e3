"""Words found again in the text they come from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.extract.llm.quoting import Passage, is_whole


def found(text: str, words: str) -> list[str]:
    return [text[a:b] for a, b in Passage.of(text, 0, len(text)).find(words)]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Shelling hit Homs.", "hit Homs", ["hit Homs"]),
        ("Shelling\n hit\u00a0Homs.", "Shelling hit Homs.", ["Shelling\n hit\u00a0Homs."]),
        (
            "They said “it’s over” – twice.",
            'They said "it\'s over" - twice.',
            ["They said “it’s over” – twice."],
        ),
        ('He said "no".', "He said “no”.", ['He said "no".']),
        ("Karm\u200b al\u2011Zeitoun", "Karm al-Zeitoun", ["Karm\u200b al\u2011Zeitoun"]),
        ("Homs. Homs.", "Homs", ["Homs", "Homs"]),
        ("Ho\nms Homs", "Homs", ["Homs"]),
        ("Homsi men", "Homs", []),
        ("killed 50 men", "killed 5", []),
        ("killed 1,102 men", "102", []),
        ("killed 1,102 men", "1", []),
        ("about 2.5 million", "5 million", []),
        ("In 2012, 12 died.", "2012", ["2012"]),
        ("twenty-five men", "five men", []),
        ("a well-known man", "a well", []),
        ("They fled - five men", "five men", ["five men"]),
        ("في حمص وبحمص", "حمص", ["حمص", "حمص"]),
        ("في حمصي", "حمص", []),
        ("shelling hit homs", "Homs", []),
        ("anything", "", []),
        ("anything", " \u200b ", []),
        ("", "x", []),
    ],
)
def test_words_are_found_whole_and_as_written(text: str, words: str, expected: list[str]) -> None:
    assert found(text, words) == expected


def test_exact_copies_come_first() -> None:
    text = "hit\nHoms, hit Homs"
    assert found(text, "hit Homs") == ["hit Homs", "hit\nHoms"]


def test_only_the_passage_is_searched() -> None:
    text = "Homs. Hama. Homs."
    assert list(Passage.of(text, 6, 12).find("Homs")) == []
    assert list(Passage.of(text, 6, 17).find("Homs")) == [(12, 16)]


def test_the_nearest_is_in_the_quote_then_in_its_sentence_then_before() -> None:
    text = "Homs. Homs saw it; Homs. Homs."
    passage = Passage.of(text, 0, len(text))
    assert passage.nearest("Homs", (19, 23), (6, 24)) == (19, 23)
    assert passage.nearest("Homs", (11, 17), (6, 18)) == (6, 10)
    assert passage.nearest("Homs", (11, 17), (11, 18)) == (6, 10)
    assert passage.nearest("Homs", (0, 0), (0, 0)) == (0, 4)
    assert passage.nearest("Hama", (0, 4), (0, 5)) is None
    assert passage.nearest(None, (0, 4), (0, 5)) is None


@given(st.text(alphabet="ab5,.- \n“'’شي\u200b", max_size=60), st.text(alphabet="ab5,.- \n\"'شي", max_size=8))
def test_what_is_found_reads_the_same_and_is_whole(text: str, words: str) -> None:
    flat = Passage.of(words, 0, len(words)).plain.strip()
    spans = list(Passage.of(text, 0, len(text)).find(words))
    assert len(set(spans)) == len(spans)
    for start, end in spans:
        assert Passage.of(text, start, end).plain.strip() == flat
        assert is_whole(text, start, end)


@given(st.text(max_size=80), st.data())
def test_every_stretch_of_whole_words_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    words = text[start:end]
    if words.strip() and is_whole(text, start, end) and words == words.strip():
        assert (start, end) in list(Passage.of(text, 0, len(text)).find(words))
