"""Who says the sentences of a report that name no source themselves: quotations that run over several sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from incidents.extract.attribution import Attribution
from incidents.extract.lexicon import Lexicon
from incidents.extract.nlp import Sentence
from incidents.extract.reported_speech import find_attributions
from incidents.extract.sources import Source, Speakers

LONGEST_QUOTATION: Final = 6
"""Sentences; a quotation that stays open longer has lost its closing mark."""

_FIRST_PERSON: Final = re.compile(r"\b(?:We|I|we|our|my)\b")
_MARKS: Final = re.compile(r"[\"“”]")


@dataclass(frozen=True, slots=True)
class Speech:
    """What a sentence reports of others' words."""

    attributions: Sequence[Attribution]
    speaker: Source | None
    """Who speaks in a sentence without attribution that is a quotation or in the first person."""


def read_speech(sentences: Sequence[Sentence], lexicon: Lexicon) -> list[Speech]:
    """Find who says what in a whole report.

    Parameters
    ----------
    sentences : sequence of Sentence
        All of a report, in order; those that were not parsed say nothing.
    lexicon : Lexicon

    Returns
    -------
    list of Speech
        One for each sentence.
    """
    speakers = Speakers()
    found: list[list[Attribution]] = []
    before: list[Source | None] = []
    for sentence in sentences:
        found.append(find_attributions(sentence.tokens, lexicon, speakers) if sentence.parsed else [])
        before.append(speakers.last)
    open_ends = _open_ends(sentences)
    speeches = []
    for k, sentence in enumerate(sentences):
        speaker = None
        if not found[k] and ((k > 0 and open_ends[k - 1]) or open_ends[k] or is_spoken(sentence.text)):
            speaker = _closing_source(k, found, open_ends) or before[k]
        speeches.append(Speech(found[k], speaker))
    return speeches


def is_spoken(text: str) -> bool:
    """A sentence somebody else says: in quotation marks, or "we" and "I" where the marks were lost."""
    return text[:1] in '"“' or _FIRST_PERSON.search(text) is not None


def _open_ends(sentences: Sequence[Sentence]) -> list[bool]:
    """For each sentence whether a quotation goes on after it, in the same paragraph."""
    ends: list[bool] = []
    inside, since = False, 0
    for k, sentence in enumerate(sentences):
        if k > 0 and sentence.paragraph != sentences[k - 1].paragraph:
            inside = False
        for mark in _MARKS.findall(sentence.text):
            inside = not inside if mark == '"' else mark == "“"
        since = since + 1 if inside else 0
        if since > LONGEST_QUOTATION:
            inside, since = False, 0
        ends.append(inside)
    return ends


def _closing_source(
    k: int, found: Sequence[Sequence[Attribution]], open_ends: Sequence[bool]
) -> Source | None:
    """The source named where the quotation that a sentence belongs to ends: "“A. B,” he said."."""
    while k + 1 < len(found) and open_ends[k]:
        k += 1
        sources = [a.source for a in found[k] if a.source is not None]
        if sources:
            return sources[0]
    return None
