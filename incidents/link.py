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
    are neither the same nor one within or beside the other, kinds that are two ("a car bomb", "shelling"), unless a
    deadly toll is the same.
    Nor are two tellings joined through a third when they themselves contradict each other in this, or in the toll.
joined
    The same sentence in both that names the place. The same place, day and kind, where the figures do not contradict
    each other, or do but the place is so small that two such events in it on one day are unlikely. A city and a part of
    it, or neighbouring villages, when the tolls agree and are no everyday ones. Adjoining days, when both give the same
    grave toll.
proposed
    The rest of what place, days and kind leave possible and nothing contradicts; rival tolls where one tells in general
    words ("an attack") what the other specifies; all that would be joined but for one being a row of another dataset.
tolls
    An open figure ("at least 40") reaches half as far again, a vague word ("dozens") to where the next one begins
    ("hundreds"); grave tolls a fifth apart agree, as more dead are found between two reports.
"""

from __future__ import annotations

import datetime as dt
import gc
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from incidents.group import Group
from incidents.likeness import Link, Telling, Verdict, compare, possible
from incidents.model import AREA_PRECISIONS, Basis, Join, ResolvedPlace

__all__ = [
    "Copies",
    "Edge",
    "Link",
    "Linked",
    "Telling",
    "Verdict",
    "cluster",
    "compare",
    "edge",
    "edges",
    "keys",
    "link",
    "lookups",
    "merged",
    "possible",
]

CELL_DEGREES: Final = 0.15
"""Side of the squares that bring places together: 16 by 13 km, more than a city's radius and the slack around it."""


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
    with _no_collecting():
        return cluster(tellings, edges(tellings, copies))


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Pause the search for reference cycles: none are made here, and each search walks all claims there are."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def edges(tellings: Sequence[Telling], copies: Copies = ()) -> list[Edge]:
    """All pairs that something brings together; parameters as :func:`link`."""
    of_document: dict[str, list[int]] = defaultdict(list)
    for number, telling in enumerate(tellings):
        of_document[telling.document_id].append(number)
    pairs = {
        (min(a, b), max(a, b))
        for one, two in copies
        for a in of_document.get(one, ())
        for b in of_document.get(two, ())
    }
    found = [edge(tellings[a], tellings[b], copies) for a, b in pairs]
    found += [
        edge(tellings[a], tellings[b], copies)
        for a, b in _near_pairs(tellings)
        if (min(a, b), max(a, b)) not in pairs
    ]
    return [made for made in found if made is not None]


def _near_pairs(tellings: Sequence[Telling]) -> Iterator[tuple[int, int]]:
    """All pairs that :func:`keys` and :func:`lookups` bring together, each once.

    Day by day: only what is told of the days around is kept at hand, so that each telling costs the same however many
    there are.
    """
    dated = [(t.days, number) for number, t in enumerate(tellings) if t.days is not None]
    at: dict[int, dict[str, list[int]]] = {}
    for (first, last), number in sorted(dated):
        for day in [day for day in at if day < first - 1]:
            del at[day]
        place = tellings[number].place
        around = [at[day] for day in range(first - 1, last + 2) if day in at]
        squares = _squares(place, 1) if around else []
        yield from (
            (other, number) for other in {n for told in around for s in squares for n in told.get(s, ())}
        )
        for square in _squares(place, 0):
            for day in range(first, last + 1):
                at.setdefault(day, {}).setdefault(square, []).append(number)


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
    known = [e for e in pairs if e.left in by_id and e.right in by_id]
    groups, proposals = [], []
    for members, links in _tied(by_id, known):
        clusters, left_open = _joined(members, links)
        groups += [merged(c.members, c.joins) for c in clusters]
        proposals += left_open
    return Linked(tuple(sorted(groups, key=_first)), tuple(sorted(proposals, key=_surest)))


def _tied(by_id: Mapping[str, Telling], pairs: Sequence[Edge]) -> Iterator[tuple[list[Telling], list[Edge]]]:
    """The tellings that links tie together, directly or through others, with those links: each lot by itself."""
    ties: dict[str, list[Edge]] = defaultdict(list)
    for pair in pairs:
        ties[pair.left].append(pair)
        ties[pair.right].append(pair)
    seen: set[str] = set()
    for start in by_id:
        if start in seen:
            continue
        seen.add(start)
        lot = [start]
        for member in lot:
            new = {end for pair in ties.get(member, ()) for end in (pair.left, pair.right)} - seen
            seen |= new
            lot += sorted(new)
        yield [by_id[i] for i in lot], [pair for i in lot for pair in ties.get(i, ()) if pair.left == i]


def _joined(members: Sequence[Telling], pairs: Sequence[Edge]) -> tuple[list[_Cluster], list[Edge]]:
    """The clusters that links make of some tellings, and the links between two clusters."""
    home = {t.id: _Cluster([t]) for t in members}
    left_open: list[Edge] = []
    for pair in sorted(pairs, key=_surest):
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
    distinct = {id(c): c for c in home.values()}
    return list(distinct.values()), [e for e in left_open if home[e.left] is not home[e.right]]


def _surest(pair: Edge) -> tuple[float, str, str]:
    return -pair.link.score, pair.left, pair.right


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
