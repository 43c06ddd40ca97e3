"""Where: the place or places of an event, among all that its sentence and the report name."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from gazetteer.places import PlaceKind
from incidents.extract.facts import NamedDays, NamedPlace, SentenceFacts
from incidents.extract.focus import SPOTS, Focus, spoken_of
from incidents.extract.frames import Frame
from incidents.extract.locating import resolve_phrase
from incidents.extract.matching import Trigger
from incidents.extract.mentions import PlacePhrase, place_phrases
from incidents.extract.nlp import Sentence
from incidents.extract.parse_tree import VERBAL, climb, index_of, tokens_of
from incidents.extract.protocol import Places
from incidents.extract.unknown_places import unknown_place
from incidents.extract.words import WhereWords
from incidents.model import AREA_PRECISIONS, Precision, ResolvedPlace

RECENT: Final = 12
"""Sentences for which the last place named is what an event without a place is told of; then the first place is."""

BY_ITS_HOLDER: Final = 0.5
"""Highest score of a place that is located only by the known one which holds it."""


_DATELINE: Final = re.compile(
    r"[A-Z][A-Z .'’/-]{2,40}(?:,[^-–—]{0,40}?)?\s*(?:\([^)]{1,40}\)\s*)?(?:--?|–|—)\s"  # HAMA, May 8, 2014 (Reuters) -
)


_WAY_TO: Final = re.compile(
    r"\b(?:road|highway|motorway|route)\s+(?:that\s+)?(?:leads?\s+|leading\s+|linking\s+it\s+)?(?:to|towards?)\s+(?:the\s+)?"
    r"(?:(?:city|town)\s+of\s+)?$"
)
"""Before a place that a road only leads to: "at a checkpoint on the road to Shaddadi"."""

_OF_PEOPLE: Final = frozenset({"compound", "amod", "nmod", "poss"})


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
        if _of_person(named, facts):
            continue
        owner = _owner(named, triggers, facts)
        if owner is not None:
            keys[owner].add(named.key)
    return [frozenset(own) for own in keys]


def attached_days(triggers: Sequence[Trigger], facts: SentenceFacts) -> list[frozenset[str]]:
    """For each verb that names an act the days that hang on it alone: "shelled it in May and took it in July"."""
    days: list[set[str]] = [set() for _ in triggers]
    for named in facts.dates:
        owner = _owner(named, triggers, facts) if named.tokens and named.expression.days is not None else None
        if owner is not None and triggers[owner].is_specific and triggers[owner].form.pos == "verb":
            days[owner].add(str(named.expression.days))
    return [frozenset(own) for own in days]


def _owner(named: NamedPlace | NamedDays, triggers: Sequence[Trigger], facts: SentenceFacts) -> int | None:
    """Number of the trigger above a place or a time, up to the next verb."""
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
    unknown = unknown_place(frame, facts, words)
    if unknown is not None:
        return Where((ResolvedPlace(mention=unknown, reason="no list of places has this name"),), Tie.CLAUSE)
    recent = focus.place is not None and facts.index - focus.sentence <= RECENT
    carried = focus.place if recent else focus.lead
    if carried is None:
        # A headline, or a report that has named no place yet: whatever its own words name is nearer than nothing.
        named = [n.place for n in _usable(facts) if n.place.located and not _is_way(n, facts)]
        return Where((named[0],), Tie.SENTENCE) if named else Where()
    reason = f"carried over from before; {carried.reason}"
    return Where((dataclasses.replace(carried, implied=True, reason=reason),))


def _chosen(frame: Frame, facts: SentenceFacts, attached: frozenset[str]) -> tuple[list[NamedPlace], Tie]:
    usable = _usable(facts)
    hanging = _foremost(_once(n for n in usable if n.key in attached), facts)
    if hanging:
        return _with_listed(hanging, usable, facts.sentence.text), Tie.ATTACHED
    described = _described(usable, frame, facts)
    if described is not None:
        return [described], Tie.CLAUSE
    beside = _foremost(_once(n for n in usable if n.tokens & frame.tokens), facts)
    if beside:
        return beside, Tie.CLAUSE
    others = [n for n in usable if n.place.located and not _in_description(n, frame, facts)]
    others = [n for n in others if not _is_way(n, facts)]
    return sorted(others, key=lambda n: abs(min(n.tokens) - frame.main.head))[:1], Tie.SENTENCE


def _foremost(found: Sequence[NamedPlace], facts: SentenceFacts) -> list[NamedPlace]:
    """Leave out where a road only leads to and where somebody only is from, when another place is told."""
    told = [n for n in found if not _is_way(n, facts) and not _of_person(n, facts)]
    spot = any(n.phrase.foreign or n.place.precision not in AREA_PRECISIONS for n in told)
    return told if spot else list(found)


def _is_way(named: NamedPlace, facts: SentenceFacts) -> bool:
    return _WAY_TO.search(facts.sentence.text, 0, named.phrase.start) is not None


def _of_person(named: NamedPlace, facts: SentenceFacts) -> bool:
    """Whether a place only says where somebody is from: "the Homs native", "an Aleppo doctor"."""
    token = facts.sent[max(named.tokens)]
    noun = index_of(token.head, facts.sent)
    person = any(q.last == noun and q.kind is not None for q in facts.quantities)
    native = token.head.lower_ in {"native", "natives", "resident", "residents"}
    return token.dep_ in _OF_PEOPLE and noun > max(named.tokens) and (person or native)


def _described(usable: Sequence[NamedPlace], frame: Frame, facts: SentenceFacts) -> NamedPlace | None:
    """The place of another country that the frame's clause tells more of: "to the Turkish town of X, where ..."."""
    for i in sorted(frame.tokens):
        if facts.words[i] == "where":
            before = {i - 1, i - 2} if i > 1 and facts.words[i - 1] == "," else {i - 1}
            return next((n for n in usable if n.phrase.foreign and n.tokens & before), None)
    return None


def _fired_abroad(named: NamedPlace, facts: SentenceFacts) -> bool:
    """Whether something only came from a place to hit another country: "shells from X hit the Jordanian town of Y"."""
    first = min(named.tokens)
    if first == 0 or facts.words[first - 1] != "from":
        return False
    clause_of = facts.clause_of
    others = (max(n.tokens) for n in facts.places if n.phrase.foreign and n.tokens)
    fired = facts.words[first - 2] in {"fired", "launched"}
    return any(
        (fired or clause_of[other] == clause_of[first]) and _is_aim(facts.sent[other]) for other in others
    )


def _is_aim(token: Any) -> bool:
    """Whether a name is what its verb is done to, or where: "hit X", "fired at X", "killed two in X"."""
    for above in climb(token, 5):
        if above.dep_ == "dobj" or (above.dep_ == "prep" and above.lower_ in {"at", "on", "in"}):
            return True
        if above.pos_ in VERBAL:
            return False
    return False


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
        and not _fired_abroad(named, facts)
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


def without_refuges(found: list[NamedPlace], sent: Any, words: WhereWords) -> list[NamedPlace]:
    """The places of a sentence but those to which the hurt were brought: "took 55 wounded to clinics in Idlib"."""
    told = {token.lower_ for token in sent}
    if words.casualties.isdisjoint(told) or words.brought.isdisjoint(told):
        return found
    return [named for named in found if not _is_refuge(named, sent, words)]


def _is_refuge(named: NamedPlace, sent: Any, words: WhereWords) -> bool:
    to = False
    for token in climb(sent[min(named.tokens)], 8) if named.tokens else ():
        to |= token.dep_ == "prep" and token.lower_ == "to"
        if token.pos_ in VERBAL and token.lower_ not in words.casualties:
            return to and token.lower_ in words.brought
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
