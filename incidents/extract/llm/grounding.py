"""What of a model's claim the report bears out: every part is taken from the report's own words, or left open.

No word of the model gets into a claim: what is kept of its words is the stretch of the report that they were found at.
Where the rules can read that stretch themselves, their reading counts.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from incidents.extract.confidence import FAIR_SCORE, overall
from incidents.extract.dates import ONE_DAY
from incidents.extract.flagged import Flagged
from incidents.extract.lexicon import Lexicon
from incidents.extract.llm.answers import Stated, StatedActor
from incidents.extract.llm.evidence import Evidence
from incidents.extract.llm.figures import read_count
from incidents.extract.llm.quoting import Span, overlapping
from incidents.extract.sources import side_of
from incidents.model import (
    AREA_PRECISIONS,
    NOT_REPORTED,
    Actor,
    ActorCategory,
    Band,
    Casualties,
    ClaimantSide,
    DatePrecision,
    DateRange,
    Flag,
    ResolvedPlace,
    SlotBands,
)

_DAYS_OF: Final = ((2, DatePrecision.DAY), (7, DatePrecision.WEEK), (31, DatePrecision.MONTH))


@dataclass(slots=True)
class Grounded:
    """The parts of a claim that the report bears out."""

    claimant: str | None = None
    side: ClaimantSide = ClaimantSide.UNKNOWN
    place: ResolvedPlace | None = None
    dates: DateRange | None = None
    killed: Casualties = NOT_REPORTED
    wounded: Casualties = NOT_REPORTED
    actors: tuple[Actor, ...] = ()
    weapon: str | None = None
    flagged: tuple[Flagged, ...] = ()
    slots: SlotBands = field(default_factory=SlotBands)
    open: Counter[str] = field(default_factory=Counter)
    """Parts left open because the report does not bear them out, by what they are."""

    @property
    def confidence(self) -> Band:
        return overall(self.slots)


def ground(stated: Stated, evidence: Evidence, lexicon: Lexicon) -> Grounded:
    """Compare each part of a claim with the report.

    Bands are never high, and low wherever the rules do not read the same words themselves: how often a model is right
    is not measured here.
    """
    found = Grounded()
    found.open["unknown terms"] += stated.unknown_words
    claimant_band = _claimant(stated, evidence, lexicon, found)
    place_band = _place(stated, evidence, found)
    dates_band = _dates(stated, evidence, found)
    killed_band, wounded_band = _counts(stated, evidence, lexicon, found)
    actors_band = _actors(stated, evidence, found)
    weapon = evidence.find_near(stated.weapon)
    found.weapon = evidence.text(weapon) if weapon is not None else None
    marked = [flag for flag in Flag if flag in stated.flags]
    found.flagged += tuple(Flagged(flag, f"the language model marks it as {flag.value}") for flag in marked)
    found.slots = SlotBands(
        place=place_band,
        dates=dates_band,
        event_type=Band.MEDIUM if stated.sure_of_kind else Band.LOW,
        killed=killed_band,
        wounded=wounded_band,
        actors=actors_band,
        claimant=claimant_band,
    )
    return found


# --- who says it --------------------------------------------------------------------------------------------------


def _claimant(stated: Stated, evidence: Evidence, lexicon: Lexicon, found: Grounded) -> Band | None:
    """A source is one the report names; its side is what our lists say of those words, if anything.

    Where the rules read who speaks in the quote's sentences it is one of those; else one of the quote or before it.
    """
    if stated.claimant is None:
        own_voice = stated.side is ClaimantSide.JOURNALIST
        found.side = ClaimantSide.JOURNALIST if own_voice else ClaimantSide.UNKNOWN
        return None
    span = evidence.find(stated.claimant)
    if span is None or not _speaks(span, evidence):
        found.open["claimants"] += 1
        return None
    found.claimant = " ".join(evidence.text(span).split())
    known = side_of(found.claimant, lexicon)
    claimed = ClaimantSide.UNKNOWN if stated.side is ClaimantSide.JOURNALIST else stated.side
    found.side = known if known is not ClaimantSide.UNKNOWN else claimed
    return Band.MEDIUM if evidence.is_near(span) else Band.LOW


def _speaks(span: Span, evidence: Evidence) -> bool:
    """Whether the one named in a stretch can be the source of the quote."""
    sources = evidence.sheet.sources(evidence.around)
    return bool(overlapping(sources, span)) if sources else span[1] <= evidence.around[1]


# --- where --------------------------------------------------------------------------------------------------------


def _place(stated: Stated, evidence: Evidence, found: Grounded) -> Band | None:
    span = evidence.find(stated.place)
    if span is None:
        found.open["places"] += stated.place is not None
        return None
    named = evidence.sheet.place(span)
    if named is None:
        return None
    if named.foreign is not None:
        found.flagged += (Flagged(Flag.OTHER_COUNTRY, f"in {named.foreign}"),)
    implied = not evidence.is_near(span)
    reason = (
        f"named elsewhere in the report; {named.place.reason}"
        if implied and named.place.located
        else named.place.reason
    )
    found.place = dataclasses.replace(named.place, implied=implied, reason=reason)
    if not found.place.located:
        return None
    sure = not implied and found.place.precision not in AREA_PRECISIONS and found.place.score >= FAIR_SCORE
    return Band.MEDIUM if sure else Band.LOW


# --- when ---------------------------------------------------------------------------------------------------------


def _dates(stated: Stated, evidence: Evidence, found: Grounded) -> Band | None:
    """The days by the rules' reading of the report's words; else the model's, where words or publication allow it."""
    published = evidence.sheet.document.published
    span = evidence.find(stated.date_words)
    read = evidence.sheet.days(span) if span is not None else None
    if read is not None and _is_past(read, published):
        found.dates = read
        return Band.MEDIUM
    given = _range(stated)
    if given is None or published is None:
        found.open["dates"] += bool(stated.date_start or stated.date_end or stated.date_words)
        return None
    unworded = stated.date_words is None and published <= _next(given.start) and given.end <= published
    if not _is_past(given, published) or not (span is not None or unworded):
        found.open["dates"] += 1
        return None
    found.dates = given
    return Band.LOW


def _is_past(days: DateRange, published: dt.date | None) -> bool:
    """Whether days lie before the report came out; one day after is allowed for, as its date may be a day off."""
    return published is None or days.end <= _next(published)


def _next(day: dt.date) -> dt.date:
    return day + ONE_DAY if day < dt.date.max else day


def _range(stated: Stated) -> DateRange | None:
    """The model's own days, with the precision that their number allows."""
    try:
        start = dt.date.fromisoformat(stated.date_start or stated.date_end or "")
        end = dt.date.fromisoformat(stated.date_end or stated.date_start or "")
    except ValueError:
        return None
    if end < start or dt.date.max - end <= ONE_DAY:
        return None
    length = (end - start).days + 1
    return DateRange(start, end, next((p for most, p in _DAYS_OF if length <= most), DatePrecision.YEAR))


# --- how many -----------------------------------------------------------------------------------------------------


def _counts(
    stated: Stated, evidence: Evidence, lexicon: Lexicon, found: Grounded
) -> tuple[Band | None, Band | None]:
    killed = read_count(stated.killed, evidence, lexicon)
    wounded = read_count(stated.wounded, evidence, lexicon)
    if killed is not None and wounded is not None and killed[:2] == wounded[:2]:
        killed = wounded = None  # one number of both together: "19 killed or injured"
    if killed is not None:
        found.killed = killed[0]
    if wounded is not None:
        found.wounded = wounded[0]
    found.open["numbers"] += (stated.killed.given and killed is None) + (
        stated.wounded.given and wounded is None
    )
    return (killed[2] if killed else None), (wounded[2] if wounded else None)


# --- who did it ---------------------------------------------------------------------------------------------------


def _actors(stated: Stated, evidence: Evidence, found: Grounded) -> Band | None:
    actors: dict[Actor, None] = {}
    sure = True
    for actor in stated.actors:
        span = evidence.find(actor.words)
        if span is None:
            found.open["actors"] += 1
            continue
        category, read = _category(actor, span, evidence, found.side)
        sure = sure and read and evidence.is_near(span)
        actors[Actor(" ".join(evidence.text(span).split()), category, actor.role)] = None
    found.actors = tuple(actors)
    return (Band.MEDIUM if sure else Band.LOW) if actors else None


def _category(
    actor: StatedActor, span: Span, evidence: Evidence, side: ClaimantSide
) -> tuple[ActorCategory, bool]:
    """Who the words stand for, and whether the rules say so: a model must not give "gunmen" a side."""
    known = evidence.sheet.category(span, side)
    return (actor.category, False) if known is None else (known, True)
