"""What an Arabic report is speaking of, and the places and days that a clause takes from its words or from before."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from incidents.extract.arabic.clauses import Clause
from incidents.extract.arabic.lexicon import ArabicWords
from incidents.extract.arabic.places import NamedPlace
from incidents.extract.arabic.sources import Attribution, Source
from incidents.extract.arabic.text import Word, readings
from incidents.extract.dates import ONE_DAY, TimeExpression
from incidents.model import (
    AREA_PRECISIONS,
    Claim,
    DateKind,
    DatePrecision,
    DateRange,
    Precision,
    ResolvedPlace,
)

NEVER = -99
SINCE_REACH = 5
"""Words between "since" and the date of what began then."""
RUNNING = 2
"""Sentences after a day in which one without a day of its own goes on with it."""


@dataclass
class Focus:
    """What the report is speaking of; brought up to date sentence by sentence."""

    place: ResolvedPlace | None = None
    place_sentence: int = NEVER
    settlement: ResolvedPlace | None = None
    city: str | None = None
    others: list[str] = field(default_factory=list)
    day: DateRange | None = None
    day_sentence: int = NEVER
    speaker: Source | None = None
    event: Claim | None = None
    """The last act told of that somebody can be blamed for."""
    event_sentence: int = NEVER
    paragraph: int = 0
    """Line breaks up to the sentence now read."""
    day_paragraph: int = NEVER

    def see(self, place: ResolvedPlace, sentence: int) -> None:
        """Move to a place named in the sentence of that number."""
        self.place, self.place_sentence = place, sentence
        if place.precision is Precision.SETTLEMENT:
            self.settlement, self.city = place, place.name
        if place.place_id and place.place_id not in self.others:
            self.others.append(place.place_id)

    def running_day(self, sentence: int) -> DateRange | None:
        """The day given right before in the same paragraph."""
        near = sentence - self.day_sentence <= RUNNING and self.paragraph == self.day_paragraph
        return self.day if near else None

    def act_before(self, sentence: int) -> Claim | None:
        """The act told of right before."""
        return self.event if sentence - self.event_sentence <= RUNNING else None


@dataclass(frozen=True, slots=True)
class Where:
    """The places of a clause; `carried_over` when none is named with it, `foreign` the country when it is abroad."""

    places: tuple[ResolvedPlace, ...] = ()
    named: tuple[NamedPlace, ...] = ()
    carried_over: bool = False
    foreign: str | None = None


def where(
    clause: Clause, words: Sequence[Word], named: Sequence[NamedPlace], focus: Focus, lexicon: ArabicWords
) -> Where:
    """Where a clause's event took place: its own places, what "the town" points to, the nearest, the one before."""
    usable = [n for n in named if n.usable]
    own = [n for n in usable if n.first in clause.span]
    located = _finest([n for n in own if n.place.located])
    if located:
        return Where(tuple(n.place for n in located), tuple(located))
    if own and own[0].phrase.foreign:
        return Where((own[0].place,), foreign=own[0].phrase.foreign)
    pointed = _pointed_at(clause, words, usable, focus, lexicon)
    if pointed is not None:
        return Where((pointed,))
    unknown = next((n for n in named if n.first in clause.span and not n.phrase.context_only), None)
    if unknown is not None:
        return Where((unknown.place,), (unknown,))
    main = clause.main.first
    near = sorted((n for n in usable if n.place.located), key=lambda n: abs(n.first - main))
    if near:
        return Where((near[0].place,), (near[0],))
    if focus.place is None:
        return Where(carried_over=True)
    reason = f"carried over from before; {focus.place.reason}"
    return Where((dataclasses.replace(focus.place, implied=True, reason=reason),), carried_over=True)


def _finest(named: Sequence[NamedPlace]) -> list[NamedPlace]:
    """Each place once, without areas beside towns, the city beside its neighbourhood and where people come from."""
    scenes = [n for n in named if not n.origin] or named
    seen: dict[str, NamedPlace] = {}
    for n in scenes:
        seen.setdefault(n.place.place_id or n.place.mention, n)
    once = list(seen.values())
    kept = [n for n in once if not any(_holds(n.place, other.place) for other in once)]
    towns = [n for n in kept if n.place.precision not in AREA_PRECISIONS]
    return towns or kept


def _holds(city: ResolvedPlace, part: ResolvedPlace) -> bool:
    """Whether a place is the city of a neighbourhood, by the ids: ``sy:homs/baba-amr``."""
    slug = (city.name or "").lower().replace(" ", "-")
    return bool(slug) and (part.place_id or "").startswith(f"sy:{slug}/")


def _pointed_at(
    clause: Clause, words: Sequence[Word], named: Sequence[NamedPlace], focus: Focus, lexicon: ArabicWords
) -> ResolvedPlace | None:
    """The place that "the town" in a clause points back to, in this sentence or before."""
    pointing = lexicon.sets["pointing"]
    for i in clause.span:
        if not any(stem in pointing for _, stem in readings(words[i].form)):
            continue
        before = [n.place for n in named if n.last < i and n.place.located]
        target = before[-1] if before else focus.settlement or focus.place
        if target is not None:
            return dataclasses.replace(
                target, reason=f"“{words[i].form}”, spoken of before; {target.reason}", implied=False
            )
    return None


@dataclass(frozen=True, slots=True)
class When:
    """The days written for an event, and the days to use, assumed from the report's when none are written."""

    written: DateRange | None
    days: DateRange | None


def when(
    clause: Clause,
    words: Sequence[Word],
    dates: Sequence[TimeExpression],
    said: Attribution | None,
    published: dt.date | None,
) -> When:
    """When a clause's event took place; without a date of its own on the day it was said or the day before."""
    known = [e for e in dates if e.days is not None and not _of_the_war(e, words)]
    speech = [e for e in known if said is not None and _of_speech(e, said, words)]
    rest = [e for e in known if e not in speech]
    start, end = words[clause.span.start].start, words[clause.span.stop - 1].end
    main = words[clause.main.first].start
    pool = [e for e in rest if start <= e.start < end] or rest
    if pool:
        best = min(pool, key=lambda e: (_is_long(e), abs(e.start - main)))
        return When(best.days, best.days)
    if published is None:
        return When(None, None)
    day = speech[0].days.end if speech and speech[0].days is not None else published
    return When(None, day_and_eve(min(day, published)))


def _of_speech(expression: TimeExpression, said: Attribution, words: Sequence[Word]) -> bool:
    """Whether a time is that of the statement: "said on Monday that"."""
    if said.behind or not said.words:
        return False
    end = max(said.words)
    start = next((i for i, w in enumerate(words) if w.end > expression.start), len(words))
    stop = next((i for i, w in enumerate(words) if w.start >= expression.end), len(words))
    follows = stop < len(words) and words[stop].form in {"ان", "انه", "انها", "بان", ":"}
    return start == end + 1 and follows


def _of_the_war(expression: TimeExpression, words: Sequence[Word]) -> bool:
    """Whether a date is that of what began with "since": "منذ اندلاع الثورة في آذار 2011"."""
    before = [w.form for w in words if w.end <= expression.start][-SINCE_REACH:]
    return "منذ" in before[:-1]


def _is_long(expression: TimeExpression) -> bool:
    days = expression.days
    return days is not None and days.kind is DateKind.DURATION


def day_and_eve(day: dt.date) -> DateRange:
    """A day and the one before it: news without a date is of one of the two."""
    first = day - ONE_DAY if day > dt.date.min else day
    return DateRange(first, day, DatePrecision.DAY, DateKind.UNCERTAIN)
