"""Which claims speak of one occurrence. Pure; every join carries a reason a person can read.

A report tells of one occurrence several times over: in the headline, the lead, the details, and again when it names who
is blamed. Claims meet when kind, place, days and numbers can be of one occurrence; a claim about a city and one about
a part of it meet at the finer place.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from gazetteer import distance
from incidents.model import (
    AREA_PRECISIONS,
    Casualties,
    Claim,
    DateRange,
    EventType,
    Flag,
    Join,
    Precision,
    ResolvedPlace,
    Role,
    Stance,
    SubEventType,
)

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
    """Claims about one occurrence, in the order of the text, and why each was joined: one join less than claims."""

    claims: tuple[Claim, ...]
    joins: tuple[Join, ...] = ()
    notes: tuple[str, ...] = ()
    summaries: tuple[Claim, ...] = ()
    """Totals over several occurrences that count this one among them."""


@dataclass(eq=False)
class _Draft:
    """A group while claims are still joined to it; never empty."""

    claims: list[Claim]
    joins: list[Join] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def join(self, other: _Draft, to: Claim, reason: str) -> None:
        """Take over what another group tells, tied to one claim of this one."""
        self.joins += [*other.joins, Join(to.id, other.claims[0].id, reason)]
        self.claims += other.claims
        self.notes += other.notes

    @property
    def places(self) -> list[ResolvedPlace]:
        """The places its claims name themselves."""
        return [
            c.place for c in self.claims if c.place is not None and c.place.located and not c.place.implied
        ]

    @property
    def finest(self) -> ResolvedPlace | None:
        return min(self.places, key=fineness, default=None)

    @property
    def weight(self) -> tuple[int, int]:
        """How prominent it is in the report: its toll, then how often it is told."""
        return max((c.killed.low or 0 for c in self.claims), default=0), len(self.claims)


def distance_km(a: ResolvedPlace, b: ResolvedPlace) -> float:
    """Great-circle distance between two located places in kilometres; infinite when one is not located."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return math.inf
    return distance.distance_km(a.lat, a.lon, b.lat, b.lon)


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
    """A "bombing" can be an air strike, a "car bomb" a suicide bomb; a shelling and an air raid are two."""
    pair = {a.sub_event_type, b.sub_event_type}
    if SubEventType.CHEMICAL_WEAPON in pair:
        return True
    return SubEventType.REMOTE_EXPLOSIVE in pair or (_same_counts(a, b) and a.killed.reported)


def _same_counts(a: Claim, b: Claim) -> bool:
    return a.killed.low == b.killed.low and a.wounded.low == b.wounded.low


def _overlap(a: Casualties, b: Casualties) -> bool:
    if a.low is None or b.low is None:
        return True
    a_high = math.inf if a.high is None else a.high
    b_high = math.inf if b.high is None else b.high
    return a.low <= b_high and b.low <= a_high


def counts_meet(a: Claim, b: Claim) -> bool:
    """Whether two claims' numbers can be of one event.

    One source does not contradict itself, so its two numbers are two events; two sources may well differ.
    """
    if _two_sources(a, b):
        return True
    return _overlap(a.killed, b.killed) and _overlap(a.wounded, b.wounded)


def _two_sources(a: Claim, b: Claim) -> bool:
    return bool(a.claimant and b.claimant and a.claimant != b.claimant)


def groupable(claim: Claim) -> bool:
    """Whether a claim may be part of an incident: nothing flags it, but that its place is not named.

    A place that is named but not known, or open between several, keeps it out: it is told of no other place.
    """
    elsewhere = claim.place is not None and not claim.place.located
    return claim.flags <= {Flag.NO_PLACE} and not elsewhere


def group_claims(claims: Iterable[Claim]) -> list[Group]:
    """Group one report's claims by occurrence.

    Three rules, in this order: claims that name the same place meet; what is told of a city meets what is told of a
    part of it; claims that only point back go to the occurrence they most likely mean.

    Parameters
    ----------
    claims : iterable of Claim
        In the order of the text; flagged ones are left out, except those that only lack a place.

    Returns
    -------
    list of Group
        Groups with at least one claim that has a place, in the order of their first claim.
    """
    usable = [c for c in claims if groupable(c)]
    named = [c for c in usable if not _points_back(c)]
    drafts = _meet_at_same_place(named)
    drafts = _meet_at_finer_place(drafts)
    pointing = [c for c in usable if _points_back(c)]
    # Those that name their place first: what a blame starts, others can point back to.
    for claim in sorted(pointing, key=lambda c: (not _located(c), not names_place(c))):
        _attach(claim, drafts)
    order = {c.id: i for i, c in enumerate(usable)}
    finished = [
        Group(tuple(sorted(d.claims, key=lambda c: order[c.id])), tuple(d.joins), tuple(d.notes))
        for d in drafts
    ]
    return sorted(finished, key=lambda g: order[g.claims[0].id])


def _located(claim: Claim) -> bool:
    return claim.place is not None and claim.place.located


def names_place(claim: Claim) -> bool:
    """Whether a claim has a place of its own, not one carried over from what was told before."""
    return claim.place is not None and claim.place.located and not claim.place.implied


def _points_back(claim: Claim) -> bool:
    """A claim that blames, denies or admits, or names no place of its own."""
    return claim.stance is not Stance.ASSERTS or not names_place(claim)


def _place_name(claim: Claim) -> str:
    return (claim.place.name or claim.place.mention) if claim.place is not None else "unknown place"


# --- the same place ---------------------------------------------------------------------------------------------


def _meet_at_same_place(claims: Iterable[Claim]) -> list[_Draft]:
    """Join each claim to the last group that tells of its place, kind and days; else it starts one."""
    drafts: list[_Draft] = []
    for claim in claims:
        home = next((d for d in reversed(drafts) if _at_place_of(claim, d) and _fits(claim, d)), None)
        if home is None:
            drafts.append(_Draft([claim]))
        else:
            at = next(c for c in home.claims if c.place and claim.place and same_place(claim.place, c.place))
            home.join(_Draft([claim]), at, f"same place ({_place_name(claim)}), kind and days")
    return drafts


def _at_place_of(claim: Claim, draft: _Draft) -> bool:
    return claim.place is not None and any(same_place(claim.place, other) for other in draft.places)


def _fits(claim: Claim, draft: _Draft) -> bool:
    return all(
        kinds_meet(claim, other) and days_meet(claim.dates, other.dates) and counts_meet(claim, other)
        for other in draft.claims
    )


# --- a city and a part of it ------------------------------------------------------------------------------------


def _meet_at_finer_place(drafts: list[_Draft]) -> list[_Draft]:
    """Join what is told of a city with what is told of a part of it, at the most prominent such part."""
    kept = list(drafts)
    for coarse in sorted(drafts, key=lambda d: -fineness(d.finest)):
        finer = [d for d in kept if d is not coarse and _is_part_of(d, coarse)]
        if finer:
            target = max(finer, key=lambda d: d.weight)
            told = f"told of {_place_name(coarse.claims[0])}, which holds {_place_name(target.claims[0])}"
            target.join(coarse, target.claims[0], told)
            kept.remove(coarse)
    return kept


def _is_part_of(fine: _Draft, coarse: _Draft) -> bool:
    inner, outer = fine.finest, coarse.finest
    if inner is None or outer is None or not holds(outer, inner):
        return False
    return all(_city_fits(claim, fine) for claim in coarse.claims)


def _city_fits(claim: Claim, draft: _Draft) -> bool:
    """A city's claim fits a district's event when kind and days meet and its figure is not another exact one."""
    exact = claim.killed.low is not None and claim.killed.high == claim.killed.low
    for other in draft.claims:
        one_sided = {claim.event_type, other.event_type} <= {EventType.EXPLOSIONS, EventType.VIOLENCE}
        same_kind = (one_sided or claim.event_type == other.event_type) and kinds_meet(claim, other)
        if not (same_kind and days_meet(claim.dates, other.dates)):
            return False
        if exact and other.killed.reported and not _overlap(claim.killed, other.killed):
            return False
    return True


# --- pointing back ----------------------------------------------------------------------------------------------


def _attach(claim: Claim, drafts: list[_Draft]) -> None:
    """Tie a claim that points back ("the killings") to the occurrence it most likely means.

    A claim that gives a figure goes where that figure is told already, or to an event at the same place that has none;
    one that blames or denies to the most prominent event that fits. Anything else starts an incident of its own only
    when it blames somebody for what it tells of a place it names, or tells of people killed right after one was named.
    """
    fitting = _meant(claim, [d for d in drafts if _back_fits(claim, d)])
    if fitting:
        target = max(fitting, key=lambda d: _likelihood(claim, d))
        reason = "points back to it: no place of its own, same kind of event"
        target.join(_Draft([claim]), _meant_words(claim, target), reason)
    elif _tells_of_its_own(claim):
        drafts.append(_Draft([claim]))
    elif _stands_alone(claim):
        drafts.append(_Draft([claim], notes=["place carried over from the sentences before"]))


def _meant_words(claim: Claim, draft: _Draft) -> Claim:
    """The claim of an occurrence that another points back to: that of the same figure, else the first."""
    same = [c for c in draft.claims if claim.killed.reported and c.killed.low == claim.killed.low]
    return (same or draft.claims)[0]


def _meant(claim: Claim, drafts: list[_Draft]) -> list[_Draft]:
    """Those of the fitting occurrences that a claim can mean, by its place and its figure."""
    if _located(claim):
        # A claim that carries its place over from an act told before belongs to that very act.
        drafts = [d for d in drafts if any(_touches(claim, p) for p in d.places)]
    if claim.killed.reported:
        told = [d for d in drafts if any(c.killed.low == claim.killed.low for c in d.claims)]
        return told or [d for d in drafts if _belongs(claim, d) and _toll_meets(claim, d)]
    if not _located(claim) and claim.stance is Stance.ASSERTS:
        return []
    return drafts


def _likelihood(claim: Claim, draft: _Draft) -> tuple[bool, tuple[int, int]]:
    """Blame goes to the most prominent act of the kind, anything else to the last one."""
    same_kind = any(claim.event_type == other.event_type for other in draft.claims)
    last = max(c.start or 0 for c in draft.claims)
    return same_kind, draft.weight if claim.stance is not Stance.ASSERTS else (last, 0)


def _tells_of_its_own(claim: Claim) -> bool:
    """“Activists accused the army of shelling Talbiseh”: a blame that is the first to tell of what it names.

    Nobody is to blame for an agreement: "accused the army of breaking the truce in Homs".
    """
    blames = claim.stance is Stance.REPORTS_BLAME and claim.sub_event_type is not SubEventType.AGREEMENT
    accused = any(a.role is Role.ALLEGED_PERPETRATOR for a in claim.actors)
    return blames and accused and names_place(claim) and not claim.flags


def _stands_alone(claim: Claim) -> bool:
    asserted = _located(claim) and not claim.flags and claim.stance is Stance.ASSERTS
    return asserted and bool(claim.killed.low)


def _touches(claim: Claim, place: ResolvedPlace) -> bool:
    own = claim.place
    return own is not None and (same_place(own, place) or holds(own, place) or holds(place, own))


def _belongs(claim: Claim, draft: _Draft) -> bool:
    """At the same place; or, for a lead that gives the toll before any place is named, told right after it."""
    if _located(claim):
        return _at_place_of(claim, draft)
    first = min((c.start or 0) for c in draft.claims)
    return claim.place is None and first > (claim.start or 0) and first - (claim.end or 0) < LEAD_REACH


def _toll_meets(claim: Claim, draft: _Draft) -> bool:
    """A figure for what was told without one or vaguely, or another source's figure."""
    return all(
        _overlap(claim.killed, c.killed) or _two_sources(claim, c) for c in draft.claims if c.killed.reported
    )


def _back_fits(claim: Claim, draft: _Draft) -> bool:
    """Whether what a claim points back to can be this occurrence: kind, days and numbers."""
    blames = claim.stance is not Stance.ASSERTS
    subs = {other.sub_event_type for other in draft.claims}
    if not blames and not claim.killed.reported and claim.sub_event_type not in subs | _GENERAL:
        return False
    toll_of_assault = (
        claim.killed.reported
        and claim.sub_event_type is SubEventType.ATTACK
        and subs == {SubEventType.ARMED_CLASH}
    )
    # An accusation that tells where, and of what kind, is of nothing else told of that place.
    loose = blames and not (names_place(claim) and claim.sub_event_type not in _GENERAL)
    kinds = toll_of_assault or any(
        kinds_meet(claim, other) or (loose and {claim.event_type, other.event_type} <= _VIOLENT)
        for other in draft.claims
    )
    return kinds and all(
        days_meet(claim.dates, other.dates)
        and (counts_meet(claim, other) or _overlap(claim.killed, other.killed))
        for other in draft.claims
    )
