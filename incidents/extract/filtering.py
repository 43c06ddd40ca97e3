"""Which sentences are worth parsing: those that tell of an event, and those that one of these points back to.

Parsing takes most of the time, and a good third of a report has no event word in it. Such a sentence is only looked
through for places and days. It is parsed all the same when a later one needs its speaker (for "he said", for a surname
whose bearer was introduced in it, for a quotation that goes on) or its actor ("they", "the group"), or when somebody
speaks of a place in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from incidents.extract.matching import Matchers
from incidents.extract.protocol import Places
from incidents.extract.quotations import LONGEST_QUOTATION

FAR_ACTOR: Final = 4
"""Sentences back in which the actor that "they" or "the group" stands for is looked for."""

NEAR: Final = 3
"""Words between a verb of speech and a name that may be its subject."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What a sentence shows before it is parsed."""

    words: Sequence[str]
    verbs: Sequence[int]
    """Which words are forms of verbs of speech."""

    def names(self, known: frozenset[str]) -> frozenset[str]:
        """Capitalised words near a verb of speech that are no known body: "Abdulrahman said"."""
        near = {j for i in self.verbs for j in range(i - NEAR, i + NEAR + 1) if 0 < j < len(self.words)}
        return frozenset(
            self.words[j] for j in near if self.words[j][:1].isupper() and self.words[j].lower() not in known
        )


def worth_parsing(sentences: Sequence[Any], matchers: Matchers, places: Places) -> list[bool]:
    """For each sentence of a report, in order, whether to parse it.

    Parameters
    ----------
    sentences : sequence of spacy.tokens.Doc
        Tokens alone.
    matchers : Matchers
    places : Places
    """
    looks = [_look(sentence, matchers) for sentence in sentences]
    worth = [
        matchers.may_tell(sentence) or (bool(look.verbs) and _names_place(sentence, places))
        for sentence, look in zip(sentences, looks, strict=True)
    ]
    for i in range(len(sentences) - 1, -1, -1):
        if worth[i]:
            for needed in (*_speakers_of(i, looks, matchers), *_actors_of(i, sentences, looks, matchers)):
                worth[needed] = True
    return worth


def _look(sentence: Any, matchers: Matchers) -> _Look:
    words = [token.text for token in sentence]
    return _Look(words, [i for i, word in enumerate(words) if word.lower() in matchers.lexicon.speech])


def _names_place(sentence: Any, places: Places) -> bool:
    """Whether a statement names a place: only its parse tells the speaker's own from that spoken of."""
    return any(True for _ in places.find(sentence.text))


def _speakers_of(i: int, looks: Sequence[_Look], matchers: Matchers) -> Iterator[int]:
    """The other sentences that say who speaks in a sentence."""
    look = looks[i]
    names = look.names(matchers.known_words)
    if names:  # whoever bears the name was introduced where it stood first
        yield from [j for j in range(i) if looks[j].verbs and not names.isdisjoint(looks[j].words)][:1]
    if matchers.points_to_speaker(look.words, look.verbs):
        yield from [j for j in range(i) if looks[j].verbs][-1:]
        if not look.verbs:  # a quotation may name its source where it ends
            after = range(i + 1, min(len(looks), i + 1 + LONGEST_QUOTATION))
            yield from [j for j in after if looks[j].verbs][:1]


def _actors_of(i: int, sentences: Sequence[Any], looks: Sequence[_Look], matchers: Matchers) -> Iterator[int]:
    """The sentence that names the actor whom a later one's words stand for."""
    if matchers.points_to_actor(looks[i].words):
        before = range(i - 1, max(-1, i - 1 - FAR_ACTOR), -1)
        yield from [j for j in before if matchers.may_name_actor(sentences[j])][:1]
