"""What one report tells of one occurrence, and what two such tellings have in common. Pure.

The rules are stated in :mod:`incidents.link`, which joins what is compared here.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from incidents.group import CAMP, Group, distance_km, fineness, holds, names_place, same_place, vague
from incidents.model import (
    AREA_PRECISIONS,
    EVENT_TYPE_OF,
    PERPETRATOR_ROLES,
    Casualties,
    Claim,
    EventType,
    Origin,
    Precision,
    ResolvedPlace,
    Stance,
    SubEventType,
)
from incidents.tolls import killed_of, wounded_of

NEAR_KM: Final = 5.0
"""Up to here two villages can be named for one event between them."""
SMALL_KM: Final = 3.0
"""Radius up to which a place is so small that two events of one kind on one day in it are unlikely."""
LONGEST_DAYS: Final = 7
"""Longer ranges are no date that could bring two tellings together."""
GRAVE: Final = 10
"""Killed from which an event is rare enough to be known by its toll."""
TELLING_TOLL: Final = 3
"""Killed from which the same figure twice is no everyday coincidence."""
FEW: Final = 10
"""Up to here a vague word such as "several" reaches; "dozens" and "hundreds" begin with it."""
RISING_RATIO: Final = 1.2
"""How far two grave tolls lie apart at most that agree: more bodies were found between the reports."""
RIVAL_RATIO: Final = 3.0
"""How far rival tolls of one event lie apart at most."""
SAME_WORDS: Final = 60
"""Characters from which two sentences that are the same have one author."""


class Verdict(StrEnum):
    JOIN = "one occurrence"
    PROPOSE = "perhaps one occurrence"


@dataclass(frozen=True, slots=True)
class Link:
    """What two tellings have in common, and what follows from it."""

    verdict: Verdict
    score: float
    """From 0 to 1, to order by; not a probability."""
    reason: str


@dataclass(frozen=True)
class Telling:
    """What one report tells of one occurrence, with what it is compared by.

    Its id is that of its first claim: the same report gives the same tellings on every machine.
    """

    group: Group
    published: dt.date | None = None
    """When the report appeared; orders the claims of an incident."""

    @cached_property
    def id(self) -> str:
        return self.group.claims[0].id

    @cached_property
    def document_id(self) -> str:
        return self.group.claims[0].document_id

    @cached_property
    def dataset(self) -> str | None:
        """Of which dataset it is a row; None for what a report tells."""
        first = self.group.claims[0]
        return first.extractor if first.origin is Origin.IMPORT else None

    @cached_property
    def place(self) -> ResolvedPlace:
        claims = self.group.claims
        exact = [c for c in claims if c.id not in self.group.loosely] or claims
        located = [c.place for c in exact if c.place is not None and c.place.located]
        located = located or [c.place for c in claims if c.place is not None and c.place.located]
        return min(located, key=lambda p: (p.implied, fineness(p), -p.score))

    @cached_property
    def days(self) -> tuple[int, int] | None:
        """First and last day as ordinals, by the narrowest range; None when undated or too long to tell."""
        ranges = [c.dates for c in self.group.claims if c.dates is not None]
        if not ranges:
            return None
        best = min(ranges, key=lambda d: d.end - d.start)
        first, last = best.start.toordinal(), best.end.toordinal()
        return (first, last) if last - first < LONGEST_DAYS else None

    @cached_property
    def kinds(self) -> frozenset[SubEventType]:
        return frozenset(c.sub_event_type for c in self.group.claims)

    @cached_property
    def own_kinds(self) -> frozenset[SubEventType]:
        """Its kinds without general words for them; none when it is told in such words alone.

        "The bombing" is one, "the attack" another; a bomb whose make is told is none.
        """
        bombs = {c.sub_event_type for c in self.group.claims if c.weapon}
        return frozenset(k for k in self.kinds if k not in _GENERAL or (k is _BOMB and k in bombs))

    @cached_property
    def killed(self) -> tuple[Casualties, ...]:
        return self._counts(killed_of)

    @cached_property
    def wounded(self) -> tuple[Casualties, ...]:
        return self._counts(wounded_of)

    @cached_property
    def toll(self) -> frozenset[int]:
        """The figures given for those killed, vague words left out."""
        return frozenset(c.low for c in self.killed if c.low and not vague(c))

    @cached_property
    def hurt(self) -> frozenset[int]:
        """The figures given for those wounded, vague words left out."""
        return frozenset(c.low for c in self.wounded if c.low and not vague(c))

    @cached_property
    def camps(self) -> frozenset[str]:
        """The camps said to have done it."""
        acting = [
            CAMP.get(a.category)
            for c in self.group.claims
            if c.stance is not Stance.DENIES
            for a in c.actors
            if a.role in PERPETRATOR_ROLES
        ]
        return frozenset(camp for camp in acting if camp is not None)

    @cached_property
    def words(self) -> frozenset[str]:
        """Its sentences that name where it was, in lower case, if long enough to have one author.

        What agencies write under every report ("women and children were among the dead") names no place.
        """
        naming = (c.quote for c in self.group.claims if c.quote and names_place(c))
        bare = (" ".join(quote.casefold().split()) for quote in naming)
        return frozenset(quote for quote in bare if len(quote) >= SAME_WORDS)

    def _counts(self, of: Callable[[Claim], Casualties]) -> tuple[Casualties, ...]:
        told = (of(c) for c in self.group.claims if c.stance is not Stance.DENIES)
        return tuple(dict.fromkeys(count for count in told if count.reported))


# --- comparing two -----------------------------------------------------------------------------------------------


class _Where(StrEnum):
    SAME = "the same place"
    PART = "one within the other"
    NEAR = "beside each other"


def possible(a: Telling, b: Telling) -> bool:
    """Whether two tellings can be of one occurrence at all: of two reports; days, places, kinds and tolls that meet."""
    if a.document_id == b.document_id or _gap(a, b) > 1 or _where(a.place, b.place) is None:
        return False
    return _what(a, b) is not None and _counts(a, b) is not _Counts.FAR


def _gap(a: Telling, b: Telling) -> float:
    """Days between two tellings; 0 when they overlap, and when one tells no day."""
    if a.days is None or b.days is None:
        return 0
    return max(0, a.days[0] - b.days[1], b.days[0] - a.days[1])


def _where(a: ResolvedPlace, b: ResolvedPlace) -> _Where | None:
    if same_place(a, b):
        return _Where.SAME
    if a.precision in AREA_PRECISIONS or b.precision in AREA_PRECISIONS:
        return _Where.SAME if a.place_id is not None and a.place_id == b.place_id else None
    if holds(a, b) or holds(b, a):
        return _Where.PART
    villages = Precision.NEIGHBOURHOOD not in {a.precision, b.precision}
    return _Where.NEAR if villages and distance_km(a, b) <= NEAR_KM else None


_BOMB: Final = SubEventType.REMOTE_EXPLOSIVE
_GENERAL: Final = frozenset({SubEventType.ATTACK, _BOMB})
_VIOLENT: Final = frozenset({EventType.EXPLOSIONS, EventType.VIOLENCE})
_DEADLY: Final = _VIOLENT | {EventType.BATTLES}


class _What(StrEnum):
    SAME = "the same kind"
    GENERAL = "a kind and a general word for it"
    TOLL = "kinds that only the toll brings together"


def _what(a: Telling, b: Telling) -> _What | None:
    """The same kind, or one told in general words ("an attack", "a bombing") that the other specifies.

    Two specific kinds are two events: a car bomb and the shelling of the same town. Only where it was of the same
    deadly toll, one report's "clash" can be the other's killing, its shelling an air raid.
    """
    if (a.own_kinds or a.kinds) & (b.own_kinds or b.kinds):
        return _What.SAME
    types = {EVENT_TYPE_OF[sub] for sub in a.own_kinds} & {EVENT_TYPE_OF[sub] for sub in b.own_kinds}
    if types & {EventType.BATTLES, EventType.PROTESTS}:
        return _What.SAME
    for one, other in ((a, b), (b, a)):
        if not one.own_kinds and (one.kinds & other.kinds or _specifies(other, one)):
            return _What.GENERAL
    deadly = all(EVENT_TYPE_OF[sub] in _DEADLY for t in (a, b) for sub in t.kinds)
    return _What.TOLL if deadly and max(a.toll & b.toll, default=0) >= TELLING_TOLL else None


def _specifies(one: Telling, general: Telling) -> bool:
    """Whether one tells what another has in general words only; shots at a protest are an attack, too."""
    if SubEventType.ATTACK in general.kinds and SubEventType.EXCESSIVE_FORCE in one.kinds:
        return True
    return any(EVENT_TYPE_OF[sub] in _VIOLENT for sub in one.kinds)


class _Counts(StrEnum):
    SAME = "the same toll"
    CLOSE = "tolls that agree"
    SILENT = "no toll to compare"
    RIVAL = "rival tolls"
    FAR = "tolls far apart"


def _counts(a: Telling, b: Telling) -> _Counts:
    if a.toll & b.toll:
        return _Counts.SAME
    if not a.killed or not b.killed:
        if a.wounded and b.wounded and not a.killed and not b.killed:
            same = {c.low for c in a.wounded} & {c.low for c in b.wounded}
            return _Counts.SAME if same else _Counts.RIVAL
        return _Counts.SILENT
    if any(_overlap(x, y) for x in a.killed for y in b.killed):
        return _Counts.CLOSE
    ratio = min(_ratio(x.low or 0, y.low or 0) for x in a.killed for y in b.killed)
    if ratio <= RISING_RATIO and max(a.toll, default=0) >= GRAVE <= max(b.toll, default=0):
        return _Counts.CLOSE
    return _Counts.RIVAL if ratio <= RIVAL_RATIO else _Counts.FAR


def _overlap(a: Casualties, b: Casualties) -> bool:
    """Whether two counts can be one figure."""
    return (a.low or 0) <= _reach(b) and (b.low or 0) <= _reach(a)


def _reach(count: Casualties) -> float:
    """How far a count reaches: an open one ("at least 40") half as far again, a word to where the next one begins."""
    low = count.low or 0
    if count.high is not None:
        return count.high
    if vague(count):
        return 10 ** len(str(low)) - 1 if low >= FEW else FEW
    return 1.5 * low


def _ratio(x: int, y: int) -> float:
    small, large = sorted((x, y))
    return math.inf if small == 0 < large else 1.0 if large == 0 else large / small


def compare(a: Telling, b: Telling, *, copies: bool = False) -> Link | None:
    """Judge whether two tellings are of one occurrence.

    Parameters
    ----------
    a, b : Telling
    copies : bool
        Whether their reports are copies of one (:mod:`incidents.copies`).

    Returns
    -------
    Link or None
        None when nothing brings them together. The same whichever comes first.
    """
    if a.document_id == b.document_id or (a.dataset is not None and a.dataset == b.dataset):
        return None
    imported = a.dataset is not None or b.dataset is not None
    gap = _gap(a, b)
    what = _what(a, b) if gap <= 1 else None
    where = _where(a.place, b.place) if what is not None else None
    if what is None or where is None:
        return None
    counts = _counts(a, b)
    same_words = bool(a.words & b.words) and counts is not _Counts.FAR
    dated = a.days is not None and b.days is not None
    if not dated and not copies:
        return None
    if same_words or (copies and not imported and counts in {_Counts.SAME, _Counts.SILENT}):
        said = "the same sentence in both" if same_words else "told alike in two copies of one report"
        return Link(Verdict.JOIN, 1.0, f"{said} ({_named(a, b)})")
    if not dated:
        return None
    reason = f"{where.value} ({_named(a, b)}), {_days_told(gap)}, {counts.value}"
    verdict = _verdict(a, b, where, gap, counts)
    if verdict is Verdict.JOIN and what is _What.GENERAL and counts is _Counts.RIVAL:
        verdict = Verdict.PROPOSE
    if imported and verdict is Verdict.JOIN:
        verdict = Verdict.PROPOSE  # what another dataset codes and what reports tell, only a person joins
    return None if verdict is None else Link(verdict, _score(a, b, where, gap, counts), reason)


def _verdict(a: Telling, b: Telling, where: _Where, gap: float, counts: _Counts) -> Verdict | None:
    worst = min(max(a.toll, default=0), max(b.toll, default=0))
    if gap:
        return _on_adjoining_days(a, b, where, counts)
    if where is _Where.SAME:
        return _at_one_place(a, b, counts, worst)
    if (counts is _Counts.SAME and _telling_toll(a, b)) or (counts is _Counts.CLOSE and worst >= GRAVE):
        return Verdict.JOIN
    if counts is _Counts.FAR or (where is _Where.NEAR and counts is not _Counts.SAME):
        return None
    return Verdict.PROPOSE


def _on_adjoining_days(a: Telling, b: Telling, where: _Where, counts: _Counts) -> Verdict | None:
    """The war goes on from day to day: only a grave toll shows that one of two days was misread."""
    if counts is _Counts.SAME and where is not _Where.NEAR and max(a.toll & b.toll, default=0) >= GRAVE:
        return Verdict.JOIN
    if counts in {_Counts.FAR, _Counts.RIVAL} or (counts is not _Counts.SAME and _two_doers(a, b)):
        return None
    return None if where is _Where.NEAR and counts is not _Counts.SAME else Verdict.PROPOSE


def _two_doers(a: Telling, b: Telling) -> bool:
    return bool(a.camps and b.camps) and not a.camps & b.camps


def _telling_toll(a: Telling, b: Telling) -> bool:
    """Whether the same figure, of killed or else of wounded, is in both, and is no everyday one."""
    return max(a.toll & b.toll | a.hurt & b.hurt, default=0) >= TELLING_TOLL


def _at_one_place(a: Telling, b: Telling, counts: _Counts, worst: int) -> Verdict | None:
    area = a.place.precision in AREA_PRECISIONS
    small = not area and max(t.place.radius_km or math.inf for t in (a, b)) <= SMALL_KM
    if counts is _Counts.FAR:
        return Verdict.PROPOSE if small else None
    if area:
        return Verdict.JOIN if counts is _Counts.SAME and worst >= TELLING_TOLL else Verdict.PROPOSE
    if counts is _Counts.RIVAL:
        return Verdict.JOIN if small or worst >= GRAVE else Verdict.PROPOSE
    # Two camps that each shell a city on one day are two events, unless the toll says otherwise.
    apart = counts is _Counts.SILENT and not small and _two_doers(a, b)
    return Verdict.PROPOSE if apart else Verdict.JOIN


def _score(a: Telling, b: Telling, where: _Where, gap: float, counts: _Counts) -> float:
    score = {_Where.SAME: 0.35, _Where.PART: 0.25, _Where.NEAR: 0.15}[where]
    score += 0.2 if gap == 0 else 0.1
    score += 0.15 if a.kinds & b.kinds else 0.05
    score += {
        _Counts.SAME: 0.2,
        _Counts.CLOSE: 0.12,
        _Counts.SILENT: 0.05,
        _Counts.RIVAL: 0.02,
        _Counts.FAR: 0.0,
    }[counts]
    return round(score + (0.05 if a.camps & b.camps else 0.0), 3)


def _named(a: Telling, b: Telling) -> str:
    first, second = sorted((a, b), key=lambda t: (fineness(t.place), t.place.name or t.place.mention))
    names = dict.fromkeys(t.place.name or t.place.mention for t in (first, second))
    return " and ".join(names)


def _days_told(gap: float) -> str:
    return "the same days" if gap == 0 else "adjoining days"
