"""Parts of speech from the table are those of the model's own component."""

from __future__ import annotations

from typing import Any

import pytest

from incidents.extract.word_classes import RULER, WordClasses

SENTENCES = (
    "Two people were killed and 14 wounded in an air strike on Douma, activists said.",
    "There is fighting in Homs, and there were raids that it had not seen since March.",
    "Rebels  have taken\tthe town  of Nawa.",
    "“Don't go,” he'd said; nobody did.",
    "But those who had shelled it do so no more.",
)


def told(sentences: Any) -> list[list[tuple[str, str, str, int]]]:
    return [[(t.pos_, t.tag_, t.dep_, t.head.i) for t in sentence] for sentence in sentences]


def test_equal_to_the_model_at_first_sight_and_from_the_table(nlp: Any) -> None:
    classes = WordClasses(nlp)
    expected = told(nlp.pipe(SENTENCES))
    assert told(classes.pipe(SENTENCES)) == expected
    assert told(classes.pipe(SENTENCES)) == expected


def test_the_ruler_is_asked_once_for_a_plain_sentence(nlp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    classes = WordClasses(nlp)
    first = told(classes.pipe(SENTENCES[:1]))
    monkeypatch.setattr(classes, "_ruler", pytest.fail)
    assert told(classes.pipe(SENTENCES[:1])) == first


def test_a_model_that_ends_otherwise_does_all_itself(nlp: Any) -> None:
    with nlp.select_pipes(disable=[RULER]):
        classes = WordClasses(nlp)
        assert told(classes.pipe(SENTENCES[:1])) == told(nlp.pipe(SENTENCES[:1]))
