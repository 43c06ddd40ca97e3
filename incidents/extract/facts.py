"""All that is found in one sentence before its events are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from incidents.extract.attribution import Attribution
from incidents.extract.dates import TimeExpression
from incidents.extract.flagged import Flagged
from incidents.extract.frames import clauses
from incidents.extract.matching import ActorMention, Trigger
from incidents.extract.mentions import PlacePhrase
from incidents.extract.nlp import Sentence
from incidents.extract.parse_tree import small_words
from incidents.extract.quantities import Quantity
from incidents.extract.sources import Source
from incidents.model import ResolvedPlace


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place phrase, where it is, and the sentence's tokens that name it."""

    phrase: PlacePhrase
    place: ResolvedPlace
    tokens: frozenset[int]

    @property
    def key(self) -> str:
        """The same for two mentions of one place."""
        return self.place.place_id or self.phrase.text


@dataclass(frozen=True, slots=True)
class NamedDays:
    """A time expression and the sentence's tokens that name it."""

    expression: TimeExpression
    tokens: frozenset[int]


@dataclass(frozen=True)
class SentenceFacts:
    """One sentence and what each reader found in it."""

    sentence: Sentence
    places: Sequence[NamedPlace]
    dates: Sequence[NamedDays]
    actors: Sequence[ActorMention]
    attributions: Sequence[Attribution]
    quantities: Sequence[Quantity]
    furniture: Flagged | None
    triggers: Sequence[Trigger]
    speaker: Source | None
    """Who speaks in a sentence without attribution that is a quotation or in the first person."""

    @classmethod
    def without_event(
        cls, sentence: Sentence, places: Sequence[NamedPlace], dates: Sequence[NamedDays]
    ) -> SentenceFacts:
        """What a sentence that was not parsed gives: places and days alone."""
        return cls(sentence, places, dates, (), (), (), None, (), None)

    @property
    def sent(self) -> Any:
        """The parsed sentence, a spaCy ``Span``."""
        return self.sentence.tokens

    @property
    def index(self) -> int:
        """Number of the sentence in the report."""
        return self.sentence.index

    @property
    def start(self) -> int:
        """Offset of the sentence's first character in the report."""
        return self.sentence.start

    @property
    def end(self) -> int:
        """Offset after the sentence's last character."""
        return self.sentence.start + len(self.sentence.text)

    @cached_property
    def words(self) -> Sequence[str]:
        """Its tokens in small letters."""
        return small_words(self.sent)

    @cached_property
    def clause_of(self) -> Sequence[int]:
        """For each token the index of its clause's head."""
        return clauses(self.sent)

    @cached_property
    def source_tokens(self) -> frozenset[int]:
        """Tokens that only name who says it: places and event words among them are no part of what happened."""
        return frozenset[int]().union(*(a.source_tokens for a in self.attributions))
