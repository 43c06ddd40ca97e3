"""Which numbers of one frame are whose, when it names several places: "10 in Homs and five in Hama"."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Final

from gazetteer.distance import distance_km
from incidents.extract.casualties import Counts, count
from incidents.extract.facts import SentenceFacts
from incidents.extract.flagged import Flagged
from incidents.extract.frames import Frame
from incidents.extract.lexicon import Lexicon
from incidents.extract.quantities import Quantity
from incidents.model import Flag, Precision, ResolvedPlace

REACH: Final = 5
"""Words between a number and its place: "3 more in the town of"."""

ACROSS_TOWN_KM: Final = 12
"""As far from a town's middle its neighbourhoods may lie."""

_IN_TOWN: Final = frozenset({Precision.SITE, Precision.NEIGHBOURHOOD})
_LISTED: Final = frozenset({",", "and", ";", "another"})
"""What stands before a further number of a list."""


@dataclass(frozen=True, slots=True)
class Share:
    """A place of a frame and the casualties it had there."""

    place: ResolvedPlace | None
    counts: Counts
    apart: bool = False
    """Whether the numbers are divided between several places."""
    flagged: Flagged | None = None
    """Why it is kept off the map: the figure is that of several places."""


_Order = Sequence[tuple[frozenset[int], ResolvedPlace]]
"""Places with their words in the sentence, in the order of the text."""


def shares(
    places: Sequence[ResolvedPlace], frame: Frame, facts: SentenceFacts, counts: Counts, lexicon: Lexicon
) -> Iterator[Share]:
    """Give each of several places its own numbers: "10 in Homs and five in Hama".

    One figure for all of them belongs to none: it is kept beside them, off the map.
    """
    if len(places) <= 1:
        yield Share(places[0] if places else None, counts)
        return
    order = sorted(
        ((n.tokens, n.place) for n in facts.places if n.place in places and n.tokens),
        key=lambda pair: min(pair[0]),  # not by place: two names may share a token
    )
    some = _some_of_them(order, facts, lexicon)
    if some and counts.reported and min(counts.used, default=inf) < min(q.first for q in some.values()):
        yield from _total_and_parts(order, some, counts)
        return
    if _in_one_town([place for _, place in order]):
        nothing = Counts(kinds=counts.kinds)
        yield from (Share(place, nothing if i else counts, apart=True) for i, (_, place) in enumerate(order))
        return
    numbers = _numbers(order, facts, counts)
    divided = _divided(order, numbers)
    if not divided and _each(order, numbers, facts.sent):
        yield from (Share(place, counts, apart=True) for _, place in order)
        return
    before: Counts | None = None
    for (_, place), own in zip(order, divided or [[] for _ in order], strict=True):
        share = count(frame, facts.sent, facts.quantities, lexicon, frozenset(q.first for q in own))
        if before is not None and len(own) == 1 and not share.reported:
            share = _same_effect(own[0], before)
        before = share
        yield Share(place, share, apart=True)
    if not divided and counts.used:
        yield _joint([place for _, place in order], counts)


def _some_of_them(order: _Order, facts: SentenceFacts, lexicon: Lexicon) -> dict[int, Quantity]:
    """By number of the place: "36 people were killed in Aleppo, sixteen of them in Tariq al-Bab"."""
    found: dict[int, Quantity] = {}
    for q in facts.quantities:
        after = facts.words[q.last + 1 : q.last + 3]
        if len(after) < 2 or after[0] != "of" or after[1] not in lexicon.counting.part_pronouns:
            continue
        ahead = ((min(tokens) - q.last, i) for i, (tokens, _) in enumerate(order) if min(tokens) > q.last)
        distance, i = min(ahead, default=(inf, -1))
        if distance <= REACH + len(after):
            found[i] = q
    return found


def _total_and_parts(order: _Order, some: dict[int, Quantity], counts: Counts) -> Iterator[Share]:
    """The whole figure is a total that counts the parts; it is kept beside them, off the map."""
    names = ", ".join(place.name or place.mention for i, (_, place) in enumerate(order) if i in some)
    total = Flagged(Flag.SUMMARY, f"a total that counts {names}")
    for i, (_, place) in enumerate(order):
        if i in some:
            yield Share(place, _same_effect(some[i], counts), apart=True)
        else:
            yield Share(place, counts, apart=True, flagged=total)
    if len(some) == len(order):
        yield _joint([place for _, place in order], counts)


def _in_one_town(places: Sequence[ResolvedPlace]) -> bool:
    """Whether they are a town and spots in it, named to say where in it: "the Opera House in Damascus"."""
    towns = [p for p in places if p.precision is Precision.SETTLEMENT]
    spots = [p for p in places if p.precision in _IN_TOWN]
    if len(towns) != 1 or len(spots) + 1 != len(places):
        return False
    return all(_apart_km(towns[0], spot) <= ACROSS_TOWN_KM for spot in spots)


def _apart_km(one: ResolvedPlace, other: ResolvedPlace) -> float:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return inf
    return distance_km(one.lat, one.lon, other.lat, other.lon)


def _numbers(order: _Order, facts: SentenceFacts, counts: Counts) -> list[Quantity]:
    """The frame's numbers, and those that go on with their list place by place: "10 in Homs and 5 in Hama"."""
    found: list[Quantity] = []
    for q in facts.quantities:
        goes_on = bool(found) and _goes_on(q, order, facts.sent)
        if q.first in counts.used or goes_on:
            found.append(q)
    return found


def _goes_on(quantity: Quantity, order: _Order, sent: Any) -> bool:
    if any(quantity.first - 1 in tokens for tokens, _ in order):
        return True  # "and in Hama five"
    listed = sent[quantity.first - 1].lower_ in _LISTED
    return listed and any(0 < min(tokens) - quantity.last <= REACH for tokens, _ in order)


def _divided(order: _Order, numbers: Sequence[Quantity]) -> list[list[Quantity]] | None:
    """For each place its numbers, or None when they are not told place by place."""
    starts = [min(tokens) for tokens, _ in order]
    ends = [*starts[1:], None]
    after = [
        [q for q in numbers if start < q.first and (end is None or q.first < end)]
        for start, end in zip(starts, ends, strict=True)
    ]
    if all(after):
        # "In Homs 10 people were killed, in Hama five".
        leading = [q for q in numbers if q.first < starts[0]]
        if not leading:
            return after
    before = [
        [q for q in numbers if start < q.first < end]
        for start, end in zip([-1, *starts[:-1]], starts, strict=True)
    ]
    return before if any(before[1:]) else None


def _each(order: _Order, numbers: Sequence[Quantity], sent: Any) -> bool:
    """Whether one figure is told of every place: "one was killed in each of the towns of"."""
    return any(t.lower_ == "each" for q in numbers for t in sent[q.last + 1 : min(order[0][0])])


def _same_effect(quantity: Quantity, before: Counts) -> Counts:
    """A number without a verb of its own tells what the one before it told."""
    counted = quantity.casualties()
    share = Counts(used=frozenset({quantity.first}))
    if before.killed.reported == before.wounded.reported:
        return Counts()
    if before.killed.reported:
        return dataclasses.replace(share, killed=counted)
    return dataclasses.replace(share, wounded=counted)


def _joint(places: Sequence[ResolvedPlace], counts: Counts) -> Share:
    """The one figure of several places, of which none can be said to have had it."""
    names = ", ".join(dict.fromkeys(p.name or p.mention for p in places))
    reason = f"one figure for several places: {names}"
    nowhere = ResolvedPlace(mention=names, reason=reason)
    return Share(nowhere, counts, apart=True, flagged=Flagged(Flag.SUMMARY, reason))
