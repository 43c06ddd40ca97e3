"""Which sentences are parsed: a sentence passed by must not have had anything to say."""

from __future__ import annotations

from typing import Any

import pytest

from gazetteer import Gazetteer
from incidents.extract.extractor import Extractor
from incidents.extract.filtering import worth_parsing
from incidents.extract.lexicon import load_lexicon
from incidents.extract.matching import Matchers
from incidents.samples import sample_documents
from tests.extract.conftest import Reader


@pytest.fixture(scope="module")
def matchers(nlp: Any) -> Matchers:
    return Matchers(nlp, load_lexicon())


@pytest.fixture
def worth(nlp: Any, matchers: Matchers, gazetteer: Gazetteer) -> Any:
    def of(*sentences: str) -> list[bool]:
        return worth_parsing([nlp.make_doc(s) for s in sentences], matchers, gazetteer)

    return of


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Troops shelled the old town.", True),
        ("The minister rejected the accusation.", True),
        ("Prices of bread have doubled since the autumn.", False),
        ("He grew up in Aleppo and studied law there.", False),
        ("Aid workers said the road to Douma was open again.", True),
        ("Aid workers said the road was open again.", False),
    ],
)
def test_events_statements_and_scenes_are_read(worth: Any, sentence: str, expected: bool) -> None:
    assert worth(sentence) == [expected]


@pytest.mark.parametrize(
    "later",
    [
        "He said that shells had killed ten people.",
        "Ten people were killed, Haddad said.",
        "We counted ten people killed by shells.",
        "“Ten people were killed by shells in front of my house.”",
    ],
)
def test_whoever_a_later_sentence_needs_is_read(worth: Any, later: str) -> None:
    assert worth("Karim Haddad, a baker, said the nights were cold.", later) == [True, True]


def test_a_speaker_that_nothing_points_back_to_is_passed_by(worth: Any) -> None:
    assert worth("Karim Haddad, a baker, said the nights were cold.", "Shells killed ten people.") == [
        False,
        True,
    ]


def test_a_place_named_in_a_passed_sentence_is_pointed_back_to(read: Reader) -> None:
    claims = read(
        "Rastan lies on the road to the north. Shells hit the town on Sunday and killed ten people."
    )
    assert [c.place.name for c in claims if c.place] == ["Rastan"]


def test_almost_nothing_is_lost_by_passing_sentences_by(
    extractor: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> list[tuple[Any, ...]]:
        found = [claim for document in sample_documents() for claim in extractor.extract(document)]
        return [(c.document_id, c.start, c.sub_event_type, c.killed.low, c.wounded.low) for c in found]

    filtered = told()
    monkeypatch.setattr(Extractor, "_worth", lambda self, sentences: [True] * len(sentences))
    assert filtered == told()
