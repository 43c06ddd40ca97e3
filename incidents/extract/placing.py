"""Where: the place or places of an event, among all that its sentence and the report name."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gazetteer.places import PlaceKind
from incidents.extract.facts import NamedPlace, SentenceFacts
from incidents.extract.focus import SPOTS, Focus, spoken_of
from incidents.extract.frames import Frame
from incidents.extract.locating import resolve_phrase
from incidents.extract.matching import Trigger
from incidents.extract.mentions import PlacePhrase, place_phrases
from incidents.extract.nlp import Sentence
from incidents.extract.parse_tree import VERBAL, climb, index_of, tokens_of
from incidents.extract.protocol import Places
from incidents.extract.words import WhereWords
from incidents.model import AREA_PRECISIONS, Precision, ResolvedPlace

RECENT: Final = 12
"""Sentences for which the last place named is what an event without a place is told of; then the first place is."""

BY_ITS_HOLDER: Final = 0.5
"""Highest score of a place that is located only by the known one which holds it."""


_DATELINE: Final = re.compile(
    r"[A-Z][A-Z .'’/-]{2,40}(?:,[^-–—]{0,40}?)?\s*(?:\([^)]{1,40}\)\s*)?(?:--?|–|—)\s"  # HAMA, May 8, 2014 (Reuters) -
)


class Tie(StrEnum):
    """What ties a place to an event, from the surest on."""

    ATTACHED = "hangs on the event word"
    CLAUSE = "in its clause"
    SENTENCE = "elsewhere in its sentence"
    POINTED = "pointed back to"
    CARRIED = "carried over from before"


_LISTED: Final = re.compile(
    r"\s*(?:,|,?\s+and|,?\s+as\s+well\s+as)\s+(?:(?:in|at|near)\s+)?(?:the\s+)?(?:(?:city|town|village)\s+of\s+)?"
)
"""What stands between two places of a list."""


@dataclass(frozen=True, slots=True)
class Where:
    """The places of a frame, and what ties them to it."""

    places: tuple[ResolvedPlace, ...] = ()
    tie: Tie = Tie.CARRIED
    foreign: str | None = None
    """The other country it happened in."""

    @property
    def carried_over(self) -> bool:
        """Whether the places are only those of the sentences before."""
        return self.tie is Tie.CARRIED


def named_places(sentence: Sentence, places: Places, focus: Focus, words: WhereWords) -> list[NamedPlace]:
    """Find and resolve the places of a sentence; the city that later neighbourhoods lie in goes into `focus`."""
    sent = sentence.tokens
    dateline = _DATELINE.match(sentence.text)
    found = []
    for phrase in place_phrases(sentence.text, places, words.whole_country):
        if dateline is not None and phrase.end <= dateline.end():
            continue  # where the reporter wrote, not where it happened
        place = resolve_phrase(phrase, places, city=focus.city, others=tuple(focus.others))
        if not place.located and not phrase.foreign:
            place = _by_its_holder(phrase, place, places, focus)
        tokens = tokens_of(sent, sent.start_char + phrase.start, sent.start_char + phrase.end)
        found.append(NamedPlace(phrase, place, tokens))
        if place.located and place.precision is Precision.SETTLEMENT and place.name:
            focus.city = place.name
        elif phrase.parent:
            focus.city = phrase.parent
    return _without_heading(found, sentence.text)


def _without_heading(found: list[NamedPlace], text: str) -> list[NamedPlace]:
    """Of a row such as "Idlib: air strikes on Saraqib" the first place only says where the other lies."""
    if not found or not any(n.place.located for n in found[1:]):
        return found
    first = found[0]
    before, after = text[: first.phrase.start], text[first.phrase.end :]
    if any(c.isalnum() for c in before) or not after.lstrip().startswith(":"):
        return found
    return [
        dataclasses.replace(first, phrase=dataclasses.replace(first.phrase, context_only=True)),
        *found[1:],
    ]


def _by_its_holder(
    phrase: PlacePhrase, unknown: ResolvedPlace, places: Places, focus: Focus
) -> ResolvedPlace:
    """Locate a place that no table knows by the known one its phrase names: "the Mallah farms in Aleppo"."""
    governorate = next(iter(phrase.governorates), None)
    holders = ((phrase.parent, False), (phrase.near or phrase.bearing, True), (governorate, False))
    for name, near in holders:
        if name is None:
            continue
        around = PlacePhrase(
            phrase.start,
            phrase.end,
            name,
            phrase.kinds,
            PlaceKind.GOVERNORATE if name in phrase.governorates else None,
            near_settlement=near or phrase.hint is not PlaceKind.NEIGHBOURHOOD,
        )
        found = resolve_phrase(around, places, city=None, others=tuple(focus.others))
        if found.located:
            reason = f"“{phrase.text}” itself is not known; the phrase places it by {found.name}"
            score = min(found.score, BY_ITS_HOLDER)
            return dataclasses.replace(found, mention=phrase.text, reason=reason, score=score)
    return unknown


def attached_places(triggers: Sequence[Trigger], facts: SentenceFacts) -> list[frozenset[str]]:
    """For each trigger the keys of the places that hang on it alone: "an assault on Idlib", "clashes in Hama"."""
    keys: list[set[str]] = [set() for _ in triggers]
    for named in facts.places:
        if named.phrase.context_only or not named.place.located or not named.tokens:
            continue
        owner = _owner(named, triggers, facts)
        if owner is not None:
            keys[owner].add(named.key)
    return [frozenset(own) for own in keys]


def _owner(named: NamedPlace, triggers: Sequence[Trigger], facts: SentenceFacts) -> int | None:
    """Number of the trigger above a place, up to the next verb."""
    for token in climb(facts.sent[max(named.tokens)], 9):
        index = index_of(token, facts.sent)
        owner = next((i for i, t in enumerate(triggers) if t.first <= index <= t.last), None)
        if owner is not None:
            return owner
        if token.pos_ in VERBAL and index not in named.tokens:
            return None
    return None


def where(
    frame: Frame, facts: SentenceFacts, focus: Focus, attached: frozenset[str], words: WhereWords
) -> Where:
    """Where a frame's event took place.

    Places that hang on its triggers count first, then those of its clauses, then the nearest of the sentence; then
    what "there" or "the town" points back to; at last the place the report is speaking of.

    Parameters
    ----------
    frame, facts, focus
    attached : frozenset of str
        Keys of the places attached to the frame's triggers.
    words : WhereWords
    """
    chosen, tie = _chosen(frame, facts, attached)
    located = [named.place for named in chosen if named.place.located]
    pointed = spoken_of(frame, facts, focus, words)
    if located and not (pointed and all(p.precision not in SPOTS for p in located)):
        return Where(tuple(_finest(located)), tie)
    foreign = next((named.phrase for named in chosen if named.phrase.foreign), None)
    if foreign is not None:
        abroad = ResolvedPlace(mention=foreign.text, reason=f"in {foreign.foreign}")
        return Where((abroad,), tie, foreign.foreign)
    if pointed is not None:
        return Where((pointed,), Tie.POINTED)
    namesake = _namesake(frame, facts, attached)
    if namesake is not None:
        return Where((namesake,), Tie.CLAUSE)
    recent = focus.place is not None and facts.index - focus.sentence <= RECENT
    carried = focus.place if recent else focus.lead
    if carried is None:
        # A headline, or a report that has named no place yet: whatever its own words name is nearer than nothing.
        named = [n.place for n in _usable(facts) if n.place.located]
        return Where((named[0],), Tie.SENTENCE) if named else Where()
    reason = f"carried over from before; {carried.reason}"
    return Where((dataclasses.replace(carried, implied=True, reason=reason),))


def _chosen(frame: Frame, facts: SentenceFacts, attached: frozenset[str]) -> tuple[list[NamedPlace], Tie]:
    usable = _usable(facts)
    hanging = _once(n for n in usable if n.key in attached)
    if hanging:
        return _with_listed(hanging, usable, facts.sentence.text), Tie.ATTACHED
    beside = _once(n for n in usable if n.tokens & frame.tokens)
    if beside:
        return beside, Tie.CLAUSE
    others = [n for n in usable if n.place.located and not _in_description(n, frame, facts)]
    return sorted(others, key=lambda n: abs(min(n.tokens) - frame.main.head))[:1], Tie.SENTENCE


def _with_listed(hanging: Sequence[NamedPlace], usable: Sequence[NamedPlace], text: str) -> list[NamedPlace]:
    """Add the places that a list goes on with: "in Talbiseh, in Nawa and in Douma", of which the parser hangs one."""
    found = list(hanging)
    for named in usable:
        last = found[-1].phrase
        listed = named.phrase.start > last.end and _LISTED.fullmatch(text[last.end : named.phrase.start])
        if listed and named.key not in {n.key for n in found}:
            found.append(named)
    return found


def _namesake(frame: Frame, facts: SentenceFacts, attached: frozenset[str]) -> ResolvedPlace | None:
    """A place named with the event that stays open between several: better none than the one spoken of before."""
    for named in facts.places:
        own = named.key in attached or named.tokens & frame.tokens
        open_between = len(named.place.candidates) > 1 and not named.place.located
        if own and open_between and not named.phrase.context_only and not named.tokens & facts.source_tokens:
            return named.place
    return None


def _usable(facts: SentenceFacts) -> list[NamedPlace]:
    """The places of a sentence that something can have happened in."""
    return [
        named
        for named in facts.places
        if not named.phrase.context_only
        and named.tokens
        and (named.place.located or named.phrase.foreign)
        and not named.tokens & facts.source_tokens
        and not _is_origin(named, facts)
    ]


def _is_origin(named: NamedPlace, facts: SentenceFacts) -> bool:
    """Whether a place only says where people came from: "98 evacuees from Fuaa were killed"."""
    people = {q.head for q in facts.quantities} | {q.last for q in facts.quantities}
    for token in climb(facts.sent[min(named.tokens)], 5):
        if token.dep_ == "prep" and token.lower_ == "from":
            return index_of(token.head, facts.sent) in people
        if token.pos_ in VERBAL:
            return False
    return False


def _once(items: Iterable[NamedPlace]) -> list[NamedPlace]:
    seen: dict[str, NamedPlace] = {}
    for named in items:
        seen.setdefault(named.key, named)
    return list(seen.values())


def _in_description(named: NamedPlace, frame: Frame, facts: SentenceFacts) -> bool:
    """Whether a place stands in a clause that only describes something ("which adjoins ... Baba Amr").

    One that describes the event itself tells where it was: "a massacre committed by militiamen in Houla".
    """
    words = frozenset(i for t in frame.triggers for i in range(t.first, t.last + 1))
    return any(
        token.dep_ in {"relcl", "acl"}
        and index_of(token, facts.sent) not in frame.tokens
        and index_of(token.head, facts.sent) not in words
        for token in climb(facts.sent[max(named.tokens)], 10)
    )


def _finest(places: Sequence[ResolvedPlace]) -> list[ResolvedPlace]:
    """Drop areas when towns are named beside them."""
    towns = [p for p in places if p.precision is not None and p.precision not in AREA_PRECISIONS]
    return towns or list(places)
