"""Which incidents of different reports are one occurrence. Pure; every join carries a reason a person can read.

What one report tells of one occurrence is a *telling*: a group of its claims (:mod:`incidents.group`). Tellings of
different reports are compared where place, days and kind bring them together (:func:`keys`, :func:`lookups`), and two
that clearly are of one occurrence are joined; where that is not clear, the pair is proposed to a person with what
speaks for it. The outcome does not depend on the order in which reports come in: pairs are judged each by itself, and
joined from the surest down, never two tellings that cannot be one.

Rules
-----
never
    Two tellings of one report (it tells them apart), two rows of one dataset, days further than one apart, places that
    are neither the same nor one within or beside the other.
joined
    The same words in both. The same place, days and kind, where the figures do not contradict each other, or do
    but the place is so small that two such events in it on one day are unlikely. A city and a part of it, or
    neighbouring villages, or adjoining days, when the tolls agree and are no everyday ones.
proposed
    The rest of what place, days and kind leave possible and nothing contradicts, and all that would be joined but for
    one being a row of another dataset.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

from incidents.derive import killed_of, wounded_of
from incidents.group import CAMP, Group, distance_km, fineness, holds, same_place, vague
from incidents.model import (
    AREA_PRECISIONS,
    EVENT_TYPE_OF,
    PERPETRATOR_ROLES,
    Basis,
    Casualties,
    Claim,
    EventType,
    Join,
    Origin,
    Precision,
    ResolvedPlace,
    Stance,
    SubEventType,
)

CELL_DEGREES: Final = 0.15
"""Side of the squares that bring places together: 16 by 13 km, more than a city's radius and the slack around it."""
NEAR_KM: Final = 5.0
"""Up to here two villages can be named for one event between them."""
SMALL_KM: Final = 2.5
"""Radius up to which a place is so small that two events of one kind on one day in it are unlikely."""
LONGEST_DAYS: Final = 7
"""Longer ranges are no date that could bring two tellings together."""
GRAVE: Final = 10
"""Killed from which an event is rare enough to be known by its toll."""
TELLING_TOLL: Final = 3
"""Killed from which the same figure twice is no everyday coincidence."""
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
        located = [c.place for c in self.group.claims if c.place is not None and c.place.located]
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
        """Its sentences, bare of case and punctuation, where they are long enough to have one author."""
        bare = (" ".join(c.quote.casefold().split()) for c in self.group.claims if c.quote)
        return frozenset(quote for quote in bare if len(quote) >= SAME_WORDS)

    def _counts(self, of: Callable[[Claim], Casualties]) -> tuple[Casualties, ...]:
        told = (of(c) for c in self.group.claims if c.stance is not Stance.DENIES)
        return tuple(dict.fromkeys(count for count in told if count.reported))


# --- what brings two tellings together ---------------------------------------------------------------------------


def keys(telling: Telling) -> list[str]:
    """Under which keys a telling is found: its place and each of its days."""
    return (
        []
        if telling.days is None
        else [
            f"{where}:{day}"
            for where in _squares(telling.place, 0)
            for day in range(telling.days[0], telling.days[1] + 1)
        ]
    )


def lookups(telling: Telling) -> list[str]:
    """The keys of all tellings that might be of the same occurrence: the squares around, the days before and after."""
    return (
        []
        if telling.days is None
        else [
            f"{where}:{day}"
            for where in _squares(telling.place, 1)
            for day in range(telling.days[0] - 1, telling.days[1] + 2)
        ]
    )


def _squares(place: ResolvedPlace, around: int) -> list[str]:
    if place.precision in AREA_PRECISIONS or place.lat is None or place.lon is None:
        return [f"{place.place_id}"]
    row, column = math.floor(place.lat / CELL_DEGREES), math.floor(place.lon / CELL_DEGREES)
    reach = range(-around, around + 1)
    return [f"{row + up}/{column + right}" for up in reach for right in reach]


# --- comparing two -----------------------------------------------------------------------------------------------


class _Where(StrEnum):
    SAME = "the same place"
    PART = "one within the other"
    NEAR = "beside each other"


def possible(a: Telling, b: Telling) -> bool:
    """Whether two tellings can be of one occurrence at all: of two reports, of days and places that meet."""
    return a.document_id != b.document_id and _gap(a, b) <= 1 and _where(a.place, b.place) is not None


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


_GENERAL: Final = frozenset({SubEventType.ATTACK, SubEventType.REMOTE_EXPLOSIVE})
_VIOLENT: Final = frozenset({EventType.EXPLOSIONS, EventType.VIOLENCE})


def _kinds_meet(a: Telling, b: Telling) -> bool:
    """The same kind, or one told in general words ("an attack", "a bombing") that the other specifies."""
    if a.kinds & b.kinds:
        return True
    for one, other in ((a, b), (b, a)):
        if one.kinds <= _GENERAL and any(EVENT_TYPE_OF[sub] in _VIOLENT for sub in other.kinds):
            return True
    types = {EVENT_TYPE_OF[sub] for sub in a.kinds} & {EVENT_TYPE_OF[sub] for sub in b.kinds}
    return bool(types & {EventType.BATTLES, EventType.PROTESTS})


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
    return _Counts.RIVAL if ratio <= RIVAL_RATIO else _Counts.FAR


def _overlap(a: Casualties, b: Casualties) -> bool:
    """Whether two counts can be one figure; an open one ("at least 40") reaches half as far again."""
    low_a, low_b = a.low or 0, b.low or 0
    high_a = a.high if a.high is not None else 1.5 * low_a
    high_b = b.high if b.high is not None else 1.5 * low_b
    return low_a <= high_b and low_b <= high_a


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
    gap, where = _gap(a, b), _where(a.place, b.place)
    if where is None or gap > 1 or not _kinds_meet(a, b):
        return None
    same_words = bool(a.words & b.words)
    dated = a.days is not None and b.days is not None
    counts = _counts(a, b)
    if not dated and not (same_words or copies):
        return None
    if same_words or (copies and not imported and counts in {_Counts.SAME, _Counts.SILENT}):
        said = "the same sentence in both" if same_words else "told alike in two copies of one report"
        return Link(Verdict.JOIN, 1.0, f"{said} ({_named(a, b)})")
    if not dated:
        return None
    reason = f"{where.value} ({_named(a, b)}), {_days_told(gap)}, {counts.value}"
    verdict = _verdict(a, b, where, gap, counts)
    if imported and verdict is Verdict.JOIN:
        verdict = Verdict.PROPOSE  # what another dataset codes and what reports tell, only a person joins
    return None if verdict is None else Link(verdict, _score(a, b, where, gap, counts), reason)


def _verdict(a: Telling, b: Telling, where: _Where, gap: float, counts: _Counts) -> Verdict | None:
    worst = min(max(a.toll, default=0), max(b.toll, default=0))
    telling = (counts is _Counts.SAME and bool(a.toll & b.toll) and max(a.toll & b.toll) >= TELLING_TOLL) or (
        counts is _Counts.CLOSE and worst >= GRAVE
    )
    if where is _Where.SAME and gap == 0:
        return _at_one_place(a, b, counts, worst)
    if telling and (where is not _Where.NEAR or gap == 0):
        return Verdict.JOIN
    if counts is _Counts.FAR or (gap and counts is _Counts.RIVAL):
        return None
    if where is _Where.NEAR and counts is not _Counts.SAME:
        return None
    return Verdict.PROPOSE


def _at_one_place(a: Telling, b: Telling, counts: _Counts, worst: int) -> Verdict | None:
    area = a.place.precision in AREA_PRECISIONS
    small = not area and (a.place.radius_km or math.inf) <= SMALL_KM
    if counts is _Counts.FAR:
        return Verdict.PROPOSE if small else None
    if area:
        return Verdict.JOIN if counts is _Counts.SAME and worst >= TELLING_TOLL else Verdict.PROPOSE
    if counts is _Counts.RIVAL:
        return Verdict.JOIN if small or worst >= GRAVE else Verdict.PROPOSE
    # Two camps that each shell a city on one day are two events, unless the toll says otherwise.
    two_doers = bool(a.camps and b.camps) and not a.camps & b.camps
    return Verdict.PROPOSE if two_doers and not small and counts is _Counts.SILENT else Verdict.JOIN


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


# --- joining -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edge:
    """Two tellings, by id, and what links them."""

    left: str
    right: str
    link: Link


@dataclass(frozen=True, slots=True)
class Linked:
    """Occurrences told in one or several reports."""

    groups: tuple[Group, ...]
    proposals: tuple[Edge, ...] = ()
    """Pairs, now in two groups, that a person may want to join; the surest first."""


Copies = Collection[tuple[str, str]]
"""Pairs of documents, by id, the lower first, that are copies of one report."""


def link(tellings: Sequence[Telling], copies: Copies = ()) -> Linked:
    """Group the tellings of many reports by occurrence.

    Parameters
    ----------
    tellings : sequence of Telling
        In any order; the outcome is the same.
    copies : collection of tuple
        Pairs of documents that are copies of one report, see :mod:`incidents.copies`.
    """
    return cluster(tellings, edges(tellings, copies))


def edges(tellings: Sequence[Telling], copies: Copies = ()) -> list[Edge]:
    """All pairs that something brings together; parameters as :func:`link`."""
    under: dict[str, list[int]] = defaultdict(list)
    of_document: dict[str, list[int]] = defaultdict(list)
    for number, telling in enumerate(tellings):
        of_document[telling.document_id].append(number)
        for key in keys(telling):
            under[key].append(number)
    pairs = {
        (other, number)
        for number, telling in enumerate(tellings)
        for key in lookups(telling)
        for other in under.get(key, ())
        if other < number
    }
    for one, two in copies:
        pairs |= {(min(a, b), max(a, b)) for a in of_document.get(one, ()) for b in of_document.get(two, ())}
    made = (edge(tellings[a], tellings[b], copies) for a, b in pairs)
    return [found for found in made if found is not None]


def edge(a: Telling, b: Telling, copies: Copies = ()) -> Edge | None:
    """What links two tellings, the one with the lower id first."""
    one, two = sorted((a.document_id, b.document_id))
    found = compare(a, b, copies=(one, two) in copies)
    return None if found is None else Edge(min(a.id, b.id), max(a.id, b.id), found)


@dataclass(eq=False)
class _Cluster:
    members: list[Telling]
    joins: list[Join] = field(default_factory=list)


def cluster(tellings: Sequence[Telling], pairs: Iterable[Edge]) -> Linked:
    """Join tellings along their links, the surest first, never two that cannot be of one occurrence.

    Parameters
    ----------
    tellings : sequence of Telling
    pairs : iterable of Edge
        As :func:`edges` gives them; those that name other tellings are passed over.
    """
    by_id = {t.id: t for t in tellings}
    home = {t.id: _Cluster([t]) for t in tellings}
    left_open: list[Edge] = []
    known = [e for e in pairs if e.left in by_id and e.right in by_id]
    for pair in sorted(known, key=lambda e: (-e.link.score, e.left, e.right)):
        one, other = home[pair.left], home[pair.right]
        if one is other:
            continue
        if pair.link.verdict is Verdict.PROPOSE or not _all_possible(one, other):
            left_open.append(pair)
            continue
        one.joins += [*other.joins, Join(pair.left, pair.right, pair.link.reason, Basis.REPORTS)]
        one.members += other.members
        for member in other.members:
            home[member.id] = one
    proposals = [e for e in left_open if home[e.left] is not home[e.right]]
    distinct = {id(c): c for c in home.values()}
    groups = sorted((merged(c.members, c.joins) for c in distinct.values()), key=_first)
    return Linked(tuple(groups), tuple(proposals))


def _all_possible(one: _Cluster, other: _Cluster) -> bool:
    return all(possible(a, b) for a in one.members for b in other.members)


def _first(group: Group) -> str:
    return group.claims[0].id


def merged(members: Sequence[Telling], joins: Iterable[Join]) -> Group:
    """One group of several tellings: earlier reports first, those without a date last."""
    ordered = sorted(members, key=lambda t: (t.published or dt.date.max, t.document_id, t.id))
    groups = [t.group for t in ordered]
    return Group(
        tuple(claim for g in groups for claim in g.claims),
        (*(join for g in groups for join in g.joins), *joins),
        tuple(dict.fromkeys(note for g in groups for note in g.notes)),
        tuple(claim for g in groups for claim in g.summaries),
        frozenset().union(*(g.loosely for g in groups)),
    )
