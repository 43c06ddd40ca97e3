"""Which claims speak of one occurrence. Pure; every join carries a reason a person can read.

A report tells of one occurrence several times over: in the headline, the lead, the details, and again when it names who
is blamed. Claims meet when kind, place, days and numbers can be of one occurrence; a claim about a city and one about
a part of it meet at the finer place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from incidents.group.drafts import Draft
from incidents.group.meeting import (
    GENERAL,
    VIOLENT,
    counts_meet,
    days_meet,
    doers_meet,
    gives_another_toll,
    kinds_meet,
    overlap,
    two_sources,
    vague,
)
from incidents.group.places import (
    fineness,
    holds,
    located,
    names_place,
    place_name,
    same_place,
    stands_for,
    touches,
)
from incidents.group.summaries import link_summaries
from incidents.model import ACTING_ROLES, Claim, EventType, Flag, Join, Precision, Role, Stance, SubEventType

LEAD_REACH: Final = 900
"""Characters: how far below its lead a report may first name the place."""
HEAD_REACH: Final = 250
"""Characters: as far headline and lead go."""


_BARE: Final = frozenset({SubEventType.ATTACK, SubEventType.ARMED_CLASH})
"""What people killed are read as when nothing tells how: civilians, soldiers."""


@dataclass(frozen=True, slots=True)
class Group:
    """Claims about one occurrence, in the order of the text, and why each was joined: one join less than claims."""

    claims: tuple[Claim, ...]
    joins: tuple[Join, ...] = ()
    notes: tuple[str, ...] = ()
    summaries: tuple[Claim, ...] = ()
    """Totals over several occurrences that count this one among them."""
    loosely: frozenset[str] = frozenset()
    """Ids of claims that name the place by a larger or a neighbouring one: it is where the others say."""


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
    told = list(claims)
    usable = [c for c in told if groupable(c)]
    named = [c for c in usable if not _points_back(c)]
    drafts = _meet_at_same_place(named)
    drafts = _meet_at_finer_place(drafts)
    drafts = _meet_below_headline(drafts)
    pointing = [c for c in usable if _points_back(c)]
    # Those that name their place first: what a blame starts, others can point back to.
    left = [claim for claim in sorted(pointing, key=_rank) if not _attach(claim, drafts)]
    for claim in left:
        _attach(claim, drafts)  # what it points to may have come up since
    drafts = link_summaries(drafts, told)
    order = {c.id: i for i, c in enumerate(usable)}
    finished = [
        Group(
            tuple(sorted(d.claims, key=lambda c: order[c.id])),
            tuple(d.joins),
            tuple(d.notes),
            tuple(d.summaries),
            frozenset(d.loosely),
        )
        for d in drafts
    ]
    return sorted(finished, key=lambda g: order[g.claims[0].id])


def _rank(claim: Claim) -> int:
    """Those that name their place first, then a lead's toll, then those whose place is implied, then the rest."""
    if located(claim):
        return 0 if names_place(claim) else 2
    return 1 if claim.killed.reported else 3


def _points_back(claim: Claim) -> bool:
    """A claim that blames, denies or admits, or names no place of its own."""
    return claim.stance is not Stance.ASSERTS or not names_place(claim)


# --- the same place ---------------------------------------------------------------------------------------------


def _meet_at_same_place(claims: Iterable[Claim]) -> list[Draft]:
    """Join each claim to the last group that tells of its place, kind and days; else it starts one."""
    drafts: list[Draft] = []
    for claim in claims:
        home = next((d for d in reversed(drafts) if _at_place_of(claim, d) and _fits(claim, d)), None)
        if home is None:
            drafts.append(Draft([claim]))
        else:
            at = next(c for c in home.claims if c.place and claim.place and same_place(claim.place, c.place))
            home.join(Draft([claim]), at, f"same place ({place_name(claim)}), kind and days")
    return drafts


def _at_place_of(claim: Claim, draft: Draft) -> bool:
    return claim.place is not None and any(same_place(claim.place, other) for other in draft.places)


def _fits(claim: Claim, draft: Draft) -> bool:
    return all(
        kinds_meet(claim, other)
        and days_meet(claim.dates, other.dates)
        and counts_meet(claim, other)
        and doers_meet(claim, other)
        for other in draft.claims
    )


# --- a city and a part of it ------------------------------------------------------------------------------------


def _meet_at_finer_place(drafts: list[Draft]) -> list[Draft]:
    """Join what is told of a city with what is told of a part of it, at the most prominent such part."""
    kept = list(drafts)
    for coarse in sorted(drafts, key=lambda d: -fineness(d.finest)):
        target = _meant_part(coarse, [d for d in kept if d is not coarse and _is_part_of(d, coarse)])
        if target is not None:
            told = f"told of {place_name(coarse.claims[0])}, which holds {place_name(target.claims[0])}"
            target.join(coarse, target.claims[0], told)
            kept.remove(coarse)
    return kept


def _meant_part(coarse: Draft, finer: list[Draft]) -> Draft | None:
    """Which of the parts of a city or a province is told of.

    The one of its figure; else the most prominent; but a figure where several parts were hit is that of none of them.
    """
    same = [d for d in finer if _same_toll(d, coarse)]
    kinds = {c.sub_event_type for c in coarse.claims}
    alike = [d for d in finer if kinds & {c.sub_event_type for c in d.claims} or SubEventType.ATTACK in kinds]
    spots = [spot for d in alike if (spot := d.finest) is not None]
    if not same and coarse.toll is not None and any(not touches(spots[0], other) for other in spots[1:]):
        return None
    return max(same or finer, key=lambda d: d.weight, default=None)


def _is_part_of(fine: Draft, coarse: Draft) -> bool:
    inner, outer = fine.finest, coarse.finest
    if inner is None or outer is None or not holds(outer, inner):
        return False
    return all(_city_fits(claim, fine) for claim in coarse.claims)


def _city_fits(claim: Claim, draft: Draft) -> bool:
    """A city's claim fits a district's event when kind and days meet and its figure is not another one."""
    figure = claim.killed.reported and not vague(claim.killed)
    for other in draft.claims:
        one_sided = {claim.event_type, other.event_type} <= {EventType.EXPLOSIONS, EventType.VIOLENCE}
        same_kind = (one_sided or claim.event_type == other.event_type) and kinds_meet(claim, other)
        if not (same_kind and days_meet(claim.dates, other.dates) and doers_meet(claim, other)):
            return False
        if figure and other.killed.reported and not overlap(claim.killed, other.killed):
            return False
    return True


def _meet_below_headline(drafts: list[Draft]) -> list[Draft]:
    """Join what only headline and lead tell, of a province named by its city or of a town near by, with the details."""
    kept = list(drafts)
    for loose in drafts:
        if any((c.start or 0) >= HEAD_REACH for c in loose.claims):
            continue
        target = _meant_part(loose, [d for d in kept if d is not loose and _is_meant_loosely(d, loose)])
        if target is not None:
            named = place_name(loose.claims[0])
            told = f"the lead says “{named}” loosely; the details name {place_name(target.claims[0])}"
            loose.loosely |= {c.id for c in loose.claims}
            target.join(loose, target.claims[0], told)
            kept.remove(loose)
    return kept


def _is_meant_loosely(exact: Draft, loose: Draft) -> bool:
    named, meant = loose.finest, exact.finest
    if named is None or meant is None or not stands_for(named, meant):
        return False
    if _in_one_sentence(exact, loose) and not _lends_toll(exact, loose):
        return False  # "took Bulbul and three villages near Rajo", "bombed Idlib and Ariha"
    return all(_city_fits(claim, exact) for claim in loose.claims)


def _in_one_sentence(one: Draft, other: Draft) -> bool:
    return not {c.start for c in one.claims}.isdisjoint(c.start for c in other.claims)


def _lends_toll(exact: Draft, loose: Draft) -> bool:
    """“11 killed in Idlib Jets bombed a market in Ariha”: headline and first sentence run together on the web."""
    told = any(c.killed.reported or c.wounded.reported for c in exact.claims)
    seat = loose.finest is not None and loose.finest.precision is Precision.SETTLEMENT
    return seat and loose.toll is not None and not told


def _same_toll(one: Draft, other: Draft) -> bool:
    tolls = {c.killed.low for c in one.claims if c.killed.reported}
    return any(c.killed.low in tolls for c in other.claims if c.killed.reported)


# --- pointing back ----------------------------------------------------------------------------------------------


def _attach(claim: Claim, drafts: list[Draft]) -> bool:
    """Tie a claim that points back ("the killings") to the occurrence it most likely means.

    A claim that gives a figure goes where that figure is told already, or to an event at the same place that has none;
    one that blames or denies to the most prominent event that fits. Anything else starts an incident of its own only
    when it blames somebody for what it tells of a place it names, or tells of people killed right after one was named.
    """
    fits = [d for d in drafts if _back_fits(claim, d)]
    fitting = _meant(claim, fits)
    if not fitting and _is_placed_by_chance(claim, drafts):
        fitting = [d for d in fits if _told_before(claim, d)][-1:]
    if fitting:
        target = max(fitting, key=lambda d: _likelihood(claim, d))
        to = _meant_words(claim, target)
        target.join(Draft([claim]), to, _why_meant(claim, to))
    elif _tells_of_its_own(claim):
        drafts.append(Draft([claim]))
    elif _stands_alone(claim):
        drafts.append(Draft([claim], notes=["place carried over from the sentences before"]))
    else:
        return False
    return True


def _why_meant(claim: Claim, to: Claim) -> str:
    """Why a claim that points back was tied to an occurrence, for a person to read."""
    who, place = claim.claimant or "the report", place_name(to)
    if claim.stance is Stance.DENIES:
        return f"a denial by {who}, which of all that is told fits what happened in {place}"
    if claim.stance is Stance.REPORTS_BLAME:
        return f"{who} says who did it; of all that is told what happened in {place} fits"
    if claim.killed.reported and claim.killed.low == to.killed.low:
        return (
            f"gives the same figure ({claim.killed.phrase or claim.killed.low}) and names no place of its own"
        )
    if claim.killed.reported:
        told = claim.killed.phrase or claim.killed.low
        return f"a toll ({told}) without a place of its own, of what was told of {place}"
    return f"goes on with what was told of {place}: no place of its own, same days and kind"


def _is_placed_by_chance(claim: Claim, drafts: list[Draft]) -> bool:
    """Whether a general word's place was only named in passing before: nothing is told to have happened there."""
    general = claim.sub_event_type in GENERAL or claim.stance is not Stance.ASSERTS
    return general and located(claim) and not names_place(claim) and not _is_scene(claim, drafts)


def _is_scene(claim: Claim, drafts: list[Draft]) -> bool:
    return any(claim.place is not None and touches(claim.place, p) for d in drafts for p in d.places)


def _told_before(claim: Claim, draft: Draft) -> bool:
    """Whether an occurrence was told of before a claim, with no smaller toll than the claim gives."""
    before = any((c.start or 0) < (claim.start or 0) for c in draft.claims)
    return before and (not claim.killed.reported or (claim.killed.low or 0) <= (draft.toll or 0))


def _meant_words(claim: Claim, draft: Draft) -> Claim:
    """The claim of an occurrence that another points back to: that of the same figure, else the first."""
    same = [c for c in draft.claims if claim.killed.reported and c.killed.low == claim.killed.low]
    return (same or draft.claims)[0]


def _meant(claim: Claim, drafts: list[Draft]) -> list[Draft]:
    """Those of the fitting occurrences that a claim can mean, by its place and its figure."""
    if located(claim):
        # A claim that carries its place over from an act told before belongs to that very act.
        drafts = [d for d in drafts if _is_scene(claim, [d])]
    if claim.killed.reported:
        told = [d for d in drafts if any(c.killed.low == claim.killed.low for c in d.claims)]
        return told or [d for d in drafts if _belongs(claim, d) and _toll_meets(claim, d)]
    if not located(claim) and claim.stance is Stance.ASSERTS:
        return []
    return drafts


def _likelihood(claim: Claim, draft: Draft) -> tuple[bool, tuple[int, int]]:
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
    asserted = located(claim) and not claim.flags and claim.stance is Stance.ASSERTS
    return asserted and bool(claim.killed.low)


def _belongs(claim: Claim, draft: Draft) -> bool:
    """At the same place; or, for a lead that gives the toll before any place is named, told right after it."""
    if located(claim):
        return _at_place_of(claim, draft)
    first = min((c.start or 0) for c in draft.claims)
    return claim.place is None and first > (claim.start or 0) and first - (claim.end or 0) < LEAD_REACH


def _toll_meets(claim: Claim, draft: Draft) -> bool:
    """A figure for what was told without one or vaguely, or another source's figure."""
    return all(
        overlap(claim.killed, c.killed) or two_sources(claim, c) or _sets_against(claim, c)
        for c in draft.claims
        if c.killed.reported
    )


def _sets_against(claim: Claim, other: Claim) -> bool:
    """Whether a named source's figure is set against one told in the report's own voice, or by another."""
    return gives_another_toll(claim) and claim.claimant != other.claimant


def _back_fits(claim: Claim, draft: Draft) -> bool:
    """Whether what a claim points back to can be this occurrence: kind, days and numbers."""
    return _back_kinds(claim, draft) and all(
        days_meet(claim.dates, other.dates)
        and (counts_meet(claim, other) or overlap(claim.killed, other.killed) or _sets_against(claim, other))
        and doers_meet(claim, other)
        for other in draft.claims
    )


def _back_kinds(claim: Claim, draft: Draft) -> bool:
    blames = claim.stance is not Stance.ASSERTS
    subs = {other.sub_event_type for other in draft.claims}
    one_blast = claim.event_type is EventType.EXPLOSIONS and any(
        claim.event_type is other.event_type and kinds_meet(claim, other) for other in draft.claims
    )
    if not (blames or claim.killed.reported or one_blast or claim.sub_event_type in subs | GENERAL):
        return False
    if gives_another_toll(claim) and claim.sub_event_type in GENERAL:
        return all(other.event_type in VIOLENT for other in draft.claims)
    # An accusation that tells where, and of what kind, is of nothing else told of that place.
    loose = blames and not (names_place(claim) and claim.sub_event_type not in GENERAL)
    return _is_toll_of(claim, draft) or any(
        kinds_meet(claim, other) or (loose and {claim.event_type, other.event_type} <= VIOLENT)
        for other in draft.claims
    )


def _is_toll_of(claim: Claim, draft: Draft) -> bool:
    """Whether a bare toll can be that of an occurrence of another kind.

    That of an assault; of an advance told with a vague number of dead; of a blast told without one, in which soldiers
    died.
    """
    acting = any(a.role in ACTING_ROLES for a in claim.actors)
    if acting or not claim.killed.reported or claim.sub_event_type not in _BARE:
        return False
    kinds = {other.event_type for other in draft.claims}
    if EventType.EXPLOSIONS in kinds <= {EventType.EXPLOSIONS, EventType.VIOLENCE}:
        return draft.toll is None
    if claim.sub_event_type is not SubEventType.ATTACK:
        return False
    if {other.sub_event_type for other in draft.claims} == {SubEventType.ARMED_CLASH}:
        return True
    fought = all(other.event_type is EventType.BATTLES or other.killed.reported for other in draft.claims)
    return fought and any(vague(o.killed) and overlap(claim.killed, o.killed) for o in draft.claims)
