"""Which sentences are worth parsing: those that tell of an event, and those that say who speaks in them.

Parsing takes most of the time, and a good third of a report has no event word in it. Such a sentence is only looked
through for places and days. It is parsed all the same when a later one needs its speaker (for "he said", for a surname
whose bearer was introduced in it, for a quotation that goes on), or when somebody speaks of a place or a day in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from incidents.extract.dates import find_dates
from incidents.extract.matching import Matchers
from incidents.extract.protocol import Places
from incidents.extract.quotations import LONGEST_QUOTATION

FAR_ACTOR: Final = 4
"""Sentences back in which the actor that "they" or "the group" stands for is looked for."""

NEAR: Final = 3
"""Words between a verb of speech and a name that may be its subject."""


def worth_parsing(sentences: Sequence[Any], matchers: Matchers, places: Places) -> list[bool]:
    """For each sentence of a report, in order, whether to parse it.

    Parameters
    ----------
    sentences : sequence of spacy.tokens.Doc
        Tokens alone.
    matchers : Matchers
    places : Places
    """
    verbs = [matchers.speech_verbs(sentence) for sentence in sentences]
    worth = [
        matchers.may_tell(sentence) or (bool(found) and _sets_the_scene(sentence, places))
        for sentence, found in zip(sentences, verbs, strict=True)
    ]
    speaking = [i for i, found in enumerate(verbs) if found]
    for i in range(len(sentences) - 1, -1, -1):
        if worth[i]:
            for needed in _speakers_of(i, sentences, verbs, speaking, matchers):
                worth[needed] = True
            if matchers.points_to_actor(sentences[i]):
                before = range(i - 1, max(-1, i - 1 - FAR_ACTOR), -1)
                named = next((j for j in before if matchers.may_name_actor(sentences[j])), None)
                worth[i if named is None else named] = True
    return worth


def _speakers_of(
    i: int,
    sentences: Sequence[Any],
    verbs: Sequence[Sequence[int]],
    speaking: Sequence[int],
    matchers: Matchers,
) -> Iterator[int]:
    """The other sentences that say who speaks in a sentence."""
    names = _names_at(sentences[i], verbs[i])
    yield from (s for s in speaking if s < i and not names.isdisjoint(t.text for t in sentences[s]))
    if matchers.points_to_speaker(sentences[i], verbs[i]):
        yield from [s for s in speaking if s < i][-1:]
        if not verbs[i]:  # a quotation may name its source where it ends
            yield from [s for s in speaking if i < s <= i + LONGEST_QUOTATION][:1]


def _sets_the_scene(sentence: Any, places: Places) -> bool:
    """Whether a statement names a place or a day.

    Only its parse tells the speaker's own place and the day of speaking from those spoken of.
    """
    return any(True for _ in places.find(sentence.text)) or bool(find_dates(sentence.text, None))


def _names_at(sentence: Any, verbs: Sequence[int]) -> frozenset[str]:
    """Capitalised words near a verb of speech: "Abdulrahman said", "said Mr Abdulrahman"."""
    near = {j for i in verbs for j in range(i - NEAR, i + NEAR + 1) if 0 < j < len(sentence)}
    return frozenset(sentence[j].text for j in near if sentence[j].text[:1].isupper())
