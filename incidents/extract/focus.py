"""What the report is speaking of: the last place, city, days and event, for words that point back to them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from incidents.extract.anaphora import Cast
from incidents.extract.facts import NamedPlace, SentenceFacts
from incidents.extract.frames import Frame
from incidents.extract.words import WhereWords
from incidents.model import (
    Claim,
    DateKind,
    DatePrecision,
    DateRange,
    EventType,
    Precision,
    ResolvedPlace,
    Stance,
    SubEventType,
)

NEVER: Final = -99
SPOTS: Final = frozenset({Precision.SITE, Precision.NEIGHBOURHOOD, Precision.SETTLEMENT})
_BLAMABLE: Final = frozenset(
    {EventType.VIOLENCE, EventType.EXPLOSIONS, EventType.PROTESTS, EventType.BATTLES}
)
_ON_THE_WAY: Final = re.compile(
    r"\b(?:from|to|towards?|via|through|reached|left|leaving|for|between)\s+(?:the\s+)?$", re.I
)


@dataclass
class Focus:
    """What the report is speaking of; brought up to date sentence by sentence."""

    place: ResolvedPlace | None = None
    city: str | None = None
    """Name of the last city named, in which neighbourhoods are looked up first."""
    settlement: ResolvedPlace | None = None
    sentence: int = NEVER
    """Number of the sentence that named :attr:`place`."""
    dates: DateRange | None = None
    lead: ResolvedPlace | None = None
    """The first place of the report."""
    others: list[str] = field(default_factory=list)
    """Ids of all places so far, in order."""
    event: Claim | None = None
    """The last act told of that somebody can be blamed for."""
    event_sentence: int = NEVER
    day: DateRange | None = None
    """The last day written in a sentence, that the sentences after it in its paragraph may go on with."""
    day_sentence: int = NEVER
    day_paragraph: int = NEVER
    cast: Cast = field(default_factory=Cast)
    """The actors spoken of, for words that stand for them."""
    dated: dict[SubEventType, DateRange] = field(default_factory=dict)
    """The first day written for each kind of event: the one the report is about."""

    def see(self, place: ResolvedPlace, sentence: int) -> None:
        """Move to a place named in the sentence of that number."""
        self.place, self.sentence = place, sentence
        if place.precision is Precision.SETTLEMENT and place.name:
            self.city, self.settlement = place.name, place
        if self.lead is None:
            self.lead = place
        if place.place_id and place.place_id not in self.others:
            self.others.append(place.place_id)

    def date(self, sub: SubEventType, written: DateRange | None) -> None:
        """Remember the day of the first event of a kind; a month or a duration is not one."""
        if (
            written is not None
            and written.precision is DatePrecision.DAY
            and written.kind is DateKind.UNCERTAIN
        ):
            self.dated.setdefault(sub, written)

    def pass_day(self, day: DateRange | None, facts: SentenceFacts) -> None:
        """Remember the day that a sentence gives."""
        if day is not None:
            self.day, self.day_sentence, self.day_paragraph = day, facts.index, facts.sentence.paragraph

    def running_day(self, facts: SentenceFacts) -> DateRange | None:
        """The day given right before in the same paragraph."""
        near = facts.index - self.day_sentence <= 2 and facts.sentence.paragraph == self.day_paragraph
        return self.day if near else None

    def see_named(self, facts: SentenceFacts) -> None:
        """Move to the places of a sentence without an event, but not to those only passed through."""
        for named in facts.places:
            on_the_way = _ON_THE_WAY.search(facts.sentence.text[: named.phrase.start])
            says_who = named.tokens & facts.source_tokens
            if named.place.located and not named.phrase.context_only and not says_who and not on_the_way:
                self.see(named.place, facts.index)

    def follow(self, claims: Sequence[Claim], facts: SentenceFacts) -> None:
        """Move to what the claims of a sentence tell; without a place of theirs, to the places it names."""
        act = last_act(claims)
        if act is not None:
            self.event, self.event_sentence = act, facts.index
        told = [c.place for c in claims if c.place is not None and c.place.located and not c.place.implied]
        for place in told:
            self.see(place, facts.index)
        if not told:
            self.see_named(facts)


def last_act(claims: Sequence[Claim]) -> Claim | None:
    """The last act told of that somebody can be blamed for."""
    acts = (c for c in reversed(claims) if c.event_type in _BLAMABLE and not c.flags and _tells(c))
    return next(acts, None)


def _tells(claim: Claim) -> bool:
    """Whether a claim tells of an act itself; a blame does where it names the place."""
    if claim.stance is Stance.REPORTS_BLAME:
        return claim.place is not None and claim.place.located and not claim.place.implied
    return claim.stance is Stance.ASSERTS


def spoken_of(frame: Frame, facts: SentenceFacts, focus: Focus, words: WhereWords) -> ResolvedPlace | None:
    """The place that "there", "the town" or "the district" in a frame points back to, in this sentence or before."""
    for i in sorted(frame.tokens):
        target = _pointed_at(i, facts, focus, words)
        if target is not None:
            reason = f"“{facts.sent[i].text}”, spoken of before; {target.reason}"
            return dataclasses.replace(target, reason=reason, implied=False)
    return None


def _pointed_at(i: int, facts: SentenceFacts, focus: Focus, words: WhereWords) -> ResolvedPlace | None:
    word = facts.words[i]
    there = word == "there" and facts.sent[i].dep_ in {"advmod", "pobj"}
    kind_word = word in words.settlements or word in words.areas
    if not there and not (kind_word and _definite(i, facts.sent, words)):
        return None
    before = [named.place for named in facts.places if _is_spot_before(named, i)]
    if word in words.settlements:
        settlements = (p for p in reversed(before) if p.precision is Precision.SETTLEMENT)
        return next(settlements, focus.settlement or focus.place)
    return before[-1] if before else focus.place


def _definite(i: int, sent: Any, words: WhereWords) -> bool:
    """Whether a word is "the town", without "of ..." that would name it."""
    token = sent[i]
    article = (i > 0 and sent[i - 1].lower_ in words.definite) or any(
        c.lower_ in words.definite for c in token.children
    )
    return article and not any(c.dep_ == "prep" and c.lower_ == "of" for c in token.children)


def _is_spot_before(named: NamedPlace, i: int) -> bool:
    return (
        bool(named.tokens)
        and max(named.tokens) < i
        and named.place.located
        and not named.phrase.context_only
        and named.place.precision in SPOTS
    )
