"""Stretches of a sentence that word lists know: spaCy phrase matchers, and what they find."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from spacy.matcher import PhraseMatcher

from incidents.extract.lexicon import TriggerForm
from incidents.extract.parse_tree import small_words
from incidents.model import ActorCategory


@dataclass(frozen=True, slots=True)
class Trigger:
    """An event word in a sentence: tokens ``first`` to ``last``; ``head`` stands for it in the parse."""

    first: int
    last: int
    head: int
    form: TriggerForm

    @property
    def is_effect(self) -> bool:
        """Whether it tells what happened to people ("killed") rather than what was done."""
        return self.form.effect is not None

    @property
    def is_specific(self) -> bool:
        """Whether it alone names a kind of event."""
        return self.form.sub is not None


@dataclass(frozen=True, slots=True)
class ActorMention:
    """An actor named in a sentence."""

    first: int
    last: int
    head: int
    """The token that stands for it in the parse; of "Syrian" in "Syrian and Russian jets" that is "jets"."""
    text: str
    category: ActorCategory
    end: int
    """Its last token, or that of the words it shares with others: "jets" in the example."""
    owns: bool = False
    """It only says whose a place or a thing is, as in "an army checkpoint"."""
    aside: bool = False
    """It only helps or holds a place: "backed by Russia"."""


def phrase_matcher(nlp: Any, phrases: Iterable[str]) -> PhraseMatcher:
    """A matcher of phrases by their lower-case words."""
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("p", [nlp.make_doc(phrase) for phrase in phrases])
    return matcher


def find_phrases(matcher: PhraseMatcher, sent: Any) -> list[tuple[int, int, str]]:
    """First and last token and lower-case text of what a matcher finds, without overlaps."""
    found = matcher(sent)
    if not found:
        return []
    words = small_words(sent)
    return longest(
        (start, end - 1, words[start] if end == start + 1 else sent[start:end].text.lower())
        for _, start, end in found
    )


def longest(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Keep the longest of overlapping stretches, the earlier one when equal."""
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda s: (-(s[1] - s[0]), s[0])):
        if all(span[1] < other[0] or other[1] < span[0] for other in kept):
            kept.append(span)
    return sorted(kept)
