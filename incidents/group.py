"""Which claims speak of one occurrence. Pure; every join carries a reason a person can read.

A report tells of one occurrence several times over: in the headline, the lead, the details, and again when it names who
is blamed. Claims meet when kind, place, days and numbers can be of one occurrence; a claim about a city and one about
a part of it meet at the finer place.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from incidents.model import (
    AREA_PRECISIONS,
    Casualties,
    Claim,
    DateRange,
    EventType,
    Flag,
    Precision,
    ResolvedPlace,
    Stance,
    SubEventType,
)

EARTH_RADIUS_KM: Final = 6371.0088
LEAD_REACH: Final = 900
"""Characters: how far below its lead a report may first name the place."""
SLACK: Final = dt.timedelta(days=1)
FINENESS: Final = {
    Precision.SITE: 0, Precision.NEIGHBOURHOOD: 1, Precision.SETTLEMENT: 2, Precision.NEAR_SETTLEMENT: 3,
    Precision.SUBDISTRICT: 4, Precision.DISTRICT: 5, Precision.AREA: 6, Precision.GOVERNORATE: 7, Precision.COUNTRY: 8,
}  # fmt: skip
"""From the finest place to the coarsest."""

_GENERAL: Final = frozenset({SubEventType.ATTACK, SubEventType.REMOTE_EXPLOSIVE, SubEventType.ARMED_CLASH})
"""Kinds that words which only point back are read as: "the attack", "the blast", "the fighting"."""

_VIOLENT: Final = frozenset({EventType.EXPLOSIONS, EventType.VIOLENCE, EventType.BATTLES})


@dataclass(frozen=True, slots=True)
class Group:
    """Claims about one occurrence, in the order of the text, and why each was joined."""

    claims: tuple[Claim, ...]
    reasons: tuple[str, ...] = ()


def distance_km(a: ResolvedPlace, b: ResolvedPlace) -> float:
    """Great-circle distance between two located places in kilometres; infinite when one is not located."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return math.inf
    lat1, lon1, lat2, lon2 = map(math.radians, (a.lat, a.lon, b.lat, b.lon))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def fineness(place: ResolvedPlace | None) -> int:
    """Rank of a place from finest (0) to unlocated (9)."""
    return FINENESS.get(place.precision, 9) if place is not None and place.precision is not None else 9


def same_place(a: ResolvedPlace, b: ResolvedPlace) -> bool:
    """Whether two mentions mean the same place."""
    if a.place_id is not None and a.place_id == b.place_id:
        return True
    return fineness(a) == fineness(b) and distance_km(a, b) < 0.5 and a.precision not in AREA_PRECISIONS


def holds(coarse: ResolvedPlace, fine: ResolvedPlace) -> bool:
    """Whether the coarser place can hold the finer one: a neighbourhood in its city, a town in its governorate."""
    if fineness(coarse) <= fineness(fine):
        return False
    if coarse.precision is Precision.GOVERNORATE:
        return coarse.governorate is not None and coarse.governorate == fine.governorate
    return distance_km(coarse, fine) <= (coarse.radius_km or 0.0) + 1.5


def days_meet(a: DateRange | None, b: DateRange | None) -> bool:
    """Whether two claims can speak of the same days, a day's difference allowed; unknown days meet any."""
    if a is None or b is None:
        return True
    return a.start - SLACK <= b.end and b.start - SLACK <= a.end


def kinds_meet(a: Claim, b: Claim) -> bool:
    """Whether two claims can speak of the same kind of event.

    A killing without a named means can be any violent event; battles and the taking of ground are told as one.
    """
    if a.sub_event_type == b.sub_event_type:
        return True
    kinds = {a.event_type, b.event_type}
    if SubEventType.ATTACK in {a.sub_event_type, b.sub_event_type} and kinds <= _VIOLENT:
        if EventType.BATTLES in kinds:
            return _same_counts(a, b) and a.killed.reported
        return _same_counts(a, b) or not (a.killed.reported and b.killed.reported)
    if {a.sub_event_type, b.sub_event_type} == {SubEventType.ATTACK, SubEventType.EXCESSIVE_FORCE}:
        return True
    if a.event_type == b.event_type:
        return a.event_type is not EventType.EXPLOSIONS or _remote_meet(a, b)
    return False


def _remote_meet(a: Claim, b: Claim) -> bool:
    """ "Bombing" and "air strike" can be one event, "car bomb" and "suicide bomb" too; a shelling and an air raid are two."""
    pair = {a.sub_event_type, b.sub_event_type}
    if SubEventType.CHEMICAL_WEAPON in pair:
        return True
    return SubEventType.REMOTE_EXPLOSIVE in pair or (_same_counts(a, b) and a.killed.reported)


def _same_counts(a: Claim, b: Claim) -> bool:
    return a.killed.low == b.killed.low and a.wounded.low == b.wounded.low


def _overlap(a: Casualties, b: Casualties) -> bool:
    if a.low is None or b.low is None:
        return True
    return a.low <= (b.high if b.high is not None else math.inf) and b.low <= (
        a.high if a.high is not None else math.inf
    )


def counts_meet(a: Claim, b: Claim) -> bool:
    """Whether two claims' numbers can be of one event.

    One source does not contradict itself, so its two numbers are two events; two sources may well differ.
    """
    if a.claimant is not None and b.claimant is not None and a.claimant != b.claimant:
        return True
    return _overlap(a.killed, b.killed) and _overlap(a.wounded, b.wounded)


def _is_reference(claim: Claim) -> bool:
    """A claim that only points back: it blames, denies or admits, or its place is implied."""
    return claim.stance is not Stance.ASSERTS or claim.place is None or claim.place.implied


def groupable(claim: Claim) -> bool:
    """Whether a claim may be part of an incident: nothing flags it, but that its place is not named."""
    return claim.flags <= {Flag.NO_PLACE}


def _weight(group: Sequence[Claim]) -> tuple[int, int]:
    """How prominent an occurrence is in the report: its toll, then how often it is told."""
    return max((c.killed.low or 0 for c in group), default=0), len(group)


def _fits(claim: Claim, group: Sequence[Claim]) -> bool:
    return all(
        kinds_meet(claim, other) and days_meet(claim.dates, other.dates) and counts_meet(claim, other)
        for other in group
    )


def _named_places(group: Sequence[Claim]) -> list[ResolvedPlace]:
    return [c.place for c in group if c.place is not None and c.place.located and not c.place.implied]


def group_claims(claims: Iterable[Claim]) -> list[Group]:
    """Group one report's claims by occurrence.

    Parameters
    ----------
    claims : iterable of Claim
        In the order of the text; flagged ones are left out, except those that only lack a place.

    Returns
    -------
    list of Group
        Groups with at least one claim that names its place, in the order of their first claim.
    """
    usable = [c for c in claims if groupable(c)]
    named = [c for c in usable if not _is_reference(c) and c.place is not None and c.place.located]
    groups: list[tuple[list[Claim], list[str]]] = []
    for claim in named:
        home = _home(claim, groups)
        if home is None:
            groups.append(([claim], []))
        else:
            home[0].append(claim)
            home[1].append(f"same place ({_place_name(claim)}), kind and days")
    groups = _meet_at_finer_place(groups)
    references = [c for c in usable if c not in named]
    for claim in sorted(references, key=lambda c: c.place is None or not c.place.located):
        _attach_reference(claim, groups)
    order = {c.id: i for i, c in enumerate(usable)}
    finished = [
        Group(tuple(sorted(members, key=lambda c: order[c.id])), tuple(dict.fromkeys(reasons)))
        for members, reasons in groups
    ]
    return sorted(finished, key=lambda g: order[g.claims[0].id])


def _place_name(claim: Claim) -> str:
    return (claim.place.name or claim.place.mention) if claim.place is not None else "unknown place"


def _home(
    claim: Claim, groups: Sequence[tuple[list[Claim], list[str]]]
) -> tuple[list[Claim], list[str]] | None:
    place = claim.place
    if place is None:
        return None
    for group in reversed(groups):
        if any(same_place(place, other) for other in _named_places(group[0])) and _fits(claim, group[0]):
            return group
    return None


def _meet_at_finer_place(groups: list[tuple[list[Claim], list[str]]]) -> list[tuple[list[Claim], list[str]]]:
    """Join what is told of a city with what is told of a part of it, at the most prominent such part."""
    kept = list(groups)
    for coarse in sorted(groups, key=lambda g: -min(fineness(p) for p in _named_places(g[0]))):
        place = min(_named_places(coarse[0]), key=fineness)
        finer = [
            g
            for g in kept
            if g is not coarse
            and holds(place, min(_named_places(g[0]), key=fineness))
            and all(_coarse_fits(c, g[0]) for c in coarse[0])
        ]
        if finer and coarse in kept:
            target = max(finer, key=lambda g: _weight(g[0]))
            target[0].extend(coarse[0])
            target[1].extend(
                [*coarse[1], f"told of {_place_name(coarse[0][0])}, which holds {_place_name(target[0][0])}"]
            )
            kept.remove(coarse)
    return kept


def _coarse_fits(claim: Claim, group: Sequence[Claim]) -> bool:
    """A city's claim fits a district's event when kind and days meet and its figure is not another exact one."""
    for other in group:
        if not (
            claim.event_type == other.event_type
            and kinds_meet(claim, other)
            and days_meet(claim.dates, other.dates)
        ):
            return False
        exact = claim.killed.low is not None and claim.killed.high == claim.killed.low
        if exact and other.killed.reported and not _overlap(claim.killed, other.killed):
            return False
    return True


def _attach_reference(claim: Claim, groups: list[tuple[list[Claim], list[str]]]) -> None:
    """Tie a claim that points back ("the killings") to the occurrence it most likely means.

    A claim that gives a figure goes where that figure is told already, or to an event at the same place that has none;
    one that blames or denies to the most prominent event that fits. Anything else starts an incident of its own only
    when it tells of people killed right after a place was named.
    """
    located = claim.place is not None and claim.place.located
    fitting = [g for g in groups if _reference_fits(claim, g[0])]
    if located:
        # A claim that carries its place over from an act told before belongs to that very act.
        fitting = [g for g in fitting if any(_touches(claim, p) for p in _named_places(g[0]))]
    if claim.killed.reported:
        told = [g for g in fitting if _shares_count(claim, g[0])]
        fitting = told or [
            g for g in fitting if _belongs(claim, g[0]) and (_uncounted(g[0]) or _rival_toll(claim, g[0]))
        ]
    elif not located and claim.stance is Stance.ASSERTS:
        fitting = []
    if fitting:
        pointing = claim.stance is not Stance.ASSERTS
        target = max(
            fitting,
            key=lambda g: (_same_kind(claim, g[0]), _weight(g[0]) if pointing else (_last_position(g[0]), 0)),
        )
        target[0].append(claim)
        target[1].append("points back to it: no place of its own, same kind of event")
    elif (
        located
        and not claim.flags
        and claim.stance is Stance.ASSERTS
        and (claim.killed.low or not _is_reference(claim))
    ):
        groups.append(([claim], ["place carried over from the sentences before"]))


def _same_kind(claim: Claim, group: Sequence[Claim]) -> bool:
    return any(claim.event_type == other.event_type for other in group)


def _touches(claim: Claim, place: ResolvedPlace) -> bool:
    own = claim.place
    return own is not None and (same_place(own, place) or holds(own, place) or holds(place, own))


def _uncounted(group: Sequence[Claim]) -> bool:
    return not any(c.killed.reported for c in group)


def _rival_toll(claim: Claim, group: Sequence[Claim]) -> bool:
    """Another source's figure for what was told before, or a figure for what was told vaguely."""
    counted = [c for c in group if c.killed.reported]
    return all(
        _overlap(claim.killed, c.killed) or (claim.claimant and c.claimant and claim.claimant != c.claimant)
        for c in counted
    )


def _at_same_place(claim: Claim, group: Sequence[Claim]) -> bool:
    return any(claim.place is not None and same_place(claim.place, p) for p in _named_places(group))


def _belongs(claim: Claim, group: Sequence[Claim]) -> bool:
    located = claim.place is not None and claim.place.located
    return _at_same_place(claim, group) if located else _leads_to(claim, group)


def _leads_to(claim: Claim, group: Sequence[Claim]) -> bool:
    """A lead that gives the toll before any place is named belongs to what is told right after it."""
    first = min((c.start or 0) for c in group)
    return claim.place is None and first > (claim.start or 0) and first - (claim.end or 0) < LEAD_REACH


def _shares_count(claim: Claim, group: Sequence[Claim]) -> bool:
    return claim.killed.low is not None and any(c.killed.low == claim.killed.low for c in group)


def _last_position(group: Sequence[Claim]) -> int:
    return max(c.start or 0 for c in group)


def _reference_fits(claim: Claim, group: Sequence[Claim]) -> bool:
    reference = claim.stance is not Stance.ASSERTS
    subs = {other.sub_event_type for other in group}
    if not reference and not claim.killed.reported and claim.sub_event_type not in subs | _GENERAL:
        return False
    toll_of_assault = (
        claim.killed.reported
        and claim.sub_event_type is SubEventType.ATTACK
        and subs == {SubEventType.ARMED_CLASH}
    )
    kinds = any(
        kinds_meet(claim, other)
        or toll_of_assault
        or (reference and {claim.event_type, other.event_type} <= _VIOLENT)
        for other in group
    )
    return kinds and all(
        days_meet(claim.dates, other.dates)
        and (counts_meet(claim, other) or _overlap(claim.killed, other.killed))
        for other in group
    )
