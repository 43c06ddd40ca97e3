"""From claims to an incident's fields, by written rules. Pure: the same claims always give the same incident.

Rules
-----
place
    The finest place any claim names; of several equally fine the best found one.
dates
    The narrowest range any claim gives; at equal width the first.
killed, wounded
    Figures count before vague words, claims that name the incident's own place before those that tell of a wider one;
    a figure that comes on top of another ("a further nine") only when no other is told.
    One source's largest figure stands for it. Low is the lowest source's lower bound, as in ACLED's practice; high the
    highest upper bound, open when a source leaves it open; which source's lower bound is best, a named scheme says
    (:class:`BestFigure`), and another how vague words are read (:class:`NumberWords`).
corroboration
    Conflicting when contested; admitted when a side says of itself that it did it; multiple when two independent
    sources tell of it (:func:`incidents.claimants.independent`): copies of one report are not two.
perpetrators
    Whoever a claim names as initiator or accuses; in a battle those who fight it; a denial names nobody.
contested
    Sources blame different sides of the war for one-sided violence, or one denies what another says. What the reporter
    tells in their own voice is no side's account.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from incidents.claimants import NO_VOICES, Voices, independent, sources_of
from incidents.group import CAMP, Group, fineness
from incidents.model import (
    EVENT_TYPE_OF,
    PERPETRATOR_ROLES,
    Accusation,
    Actor,
    ActorCategory,
    Band,
    Claim,
    ClaimantSide,
    Corroboration,
    DateRange,
    EventType,
    Incident,
    ResolvedPlace,
    Role,
    SlotBands,
    Stance,
    SubEventType,
    stable_id,
)
from incidents.rules import DEFAULT_RULES, Rules, left_out
from incidents.tolls import estimate, killed_of, wounded_of

OWN_SIDE: Final = {
    "government": ClaimantSide.GOVERNMENT,
    "islamic state": ClaimantSide.ISLAMIC_STATE,
    "opposition": ClaimantSide.OPPOSITION,
}
"""The side on which a camp's own spokesmen stand: what they say of their camp's acts is an admission."""


_BANDS: Final = (Band.HIGH, Band.MEDIUM, Band.LOW)
_MUTUAL_BLAME: Final = re.compile(
    r"\b(?:accus|blam)(?:ed?|es|ing)\s+(?:each\s+other\b|one\s+another\b|the\s+other(?:\s+(?:side|of|for)\b|[.,;]))",
    re.IGNORECASE,
)
_SPECIFICITY: Final = {
    SubEventType.ATTACK: 0,
    SubEventType.OTHER: 0,
    SubEventType.REMOTE_EXPLOSIVE: 1,
    SubEventType.ARMED_CLASH: 1,
}


def derive_incident(group: Group, rules: Rules = DEFAULT_RULES, voices: Voices = NO_VOICES) -> Incident:
    """Derive one incident from the claims of a group.

    Parameters
    ----------
    group : Group
    rules : Rules
        Where a researcher has a choice. Its id stays the same whichever sources are left out.
    voices : mapping of str to str
        Whose voice each document speaks with, see :func:`incidents.claimants.source_of`.

    Raises
    ------
    ValueError
        When the group is empty, or none of the claims that are not left out is located.
    """
    claims = [claim for claim in group.claims if not left_out(claim, rules.without, voices)]
    exact = [c for c in claims if c.id not in group.loosely] or claims
    located = [c.place for c in exact if c.place is not None and c.place.located]
    located = located or [c.place for c in claims if c.place is not None and c.place.located]
    if not located:
        raise ValueError("an incident needs at least one claim with a place")
    place = min(located, key=lambda p: (p.implied, fineness(p), -p.score))
    sub = event_kind(claims)
    contested, why = contest(claims)
    kept = {claim.id for claim in claims}
    return Incident(
        id=incident_id(group.claims[0].id),
        claim_ids=tuple(c.id for c in claims),
        document_ids=tuple(dict.fromkeys(c.document_id for c in claims)),
        event_type=EVENT_TYPE_OF[sub],
        sub_event_type=sub,
        dates=narrowest(claims),
        place=place,
        killed=estimate(claims, killed_of, place, rules, voices),
        wounded=estimate(claims, wounded_of, place, rules, voices),
        actors=merged_actors(claims),
        perpetrators=perpetrators(claims),
        corroboration=corroborate(claims, contested, voices),
        contested=contested,
        contested_reason=why,
        confidence=band(claims),
        joins=tuple(join for join in group.joins if {join.left, join.right} <= kept),
        notes=group.notes,
        summary_ids=tuple(c.id for c in group.summaries if not left_out(c, rules.without, voices)),
        loose_ids=tuple(c.id for c in claims if c.id in group.loosely),
        slots=slot_bands(claims, place, sub),
        sides=tuple(dict.fromkeys(c.claimant_side for c in claims)),
        accusations=accusations(claims),
        source_ids=tuple(dict.fromkeys(s.id for c in claims for s in sources_of(c, voices))),
    )


def group_of(incident: Incident, claims: Sequence[Claim], summaries: Sequence[Claim] = ()) -> Group:
    """The group that an incident was derived from, given its claims and the totals that count it."""
    return Group(
        tuple(claims), incident.joins, incident.notes, tuple(summaries), frozenset(incident.loose_ids)
    )


def accusations(claims: Iterable[Claim]) -> tuple[Accusation, ...]:
    """Which side names whom as the one who did it, each pair once; a denial accuses nobody."""
    found = [
        Accusation(claim.claimant_side, actor.category)
        for claim in claims
        if claim.stance is not Stance.DENIES
        for actor in claim.actors
        if actor.role in PERPETRATOR_ROLES and actor.category is not ActorCategory.UNKNOWN
    ]
    return tuple(dict.fromkeys(found))


def incident_id(first_claim_id: str) -> str:
    """The id of the incident whose first claim is this one."""
    return stable_id("inc", first_claim_id)


def event_kind(claims: Sequence[Claim]) -> SubEventType:
    """The kind most claims give, specific kinds before general ones."""
    tally = Counter(c.sub_event_type for c in claims)
    first = {sub: i for i, sub in reversed(list(enumerate(c.sub_event_type for c in claims)))}
    return max(
        tally,
        key=lambda sub: (_SPECIFICITY.get(sub, 2) > 0, tally[sub], _SPECIFICITY.get(sub, 2), -first[sub]),
    )


def narrowest(claims: Sequence[Claim]) -> DateRange | None:
    """The narrowest date range of the claims, the first of equals."""
    ranges = [c.dates for c in claims if c.dates is not None]
    return min(ranges, key=lambda d: d.end - d.start) if ranges else None


def merged_actors(claims: Sequence[Claim]) -> tuple[Actor, ...]:
    """All actors of the claims, each category and role once, as first written; who fights a battle initiates it."""
    seen: dict[tuple[ActorCategory, Role], Actor] = {}
    for claim in claims:
        if claim.stance is Stance.DENIES:
            continue
        fighting = _fighting(claim)
        for actor in claim.actors:
            told = replace(actor, role=Role.INITIATOR) if actor in fighting else actor
            seen.setdefault((told.category, told.role), told)
    return tuple(seen.values())


def _fighting(claim: Claim) -> Sequence[Actor]:
    """Those who take part in a battle: both sides fight it.

    Who alone is named with the dead of a battle may be those who died.
    """
    if claim.event_type is not EventType.BATTLES:
        return ()
    hit = {a.category for a in claim.actors if a.role is Role.TARGET}
    fighting = [a for a in claim.actors if a.role is Role.PARTICIPANT and a.category not in hit]
    alone = len({a.category for a in claim.actors} - {ActorCategory.UNKNOWN}) == 1
    return () if alone and claim.killed.reported else fighting


def perpetrators(claims: Sequence[Claim]) -> tuple[ActorCategory, ...]:
    """Categories of those who did it or are accused of it, in the order of the text."""
    found = [
        a.category
        for a in merged_actors(claims)
        if a.role in PERPETRATOR_ROLES and a.category is not ActorCategory.UNKNOWN
    ]
    return tuple(dict.fromkeys(found))


def contest(claims: Sequence[Claim]) -> tuple[bool, str]:
    """Whether the accounts contradict each other on who did it or whether it happened, and how."""
    denials = [c for c in claims if c.stance is Stance.DENIES]
    if denials and len(denials) < len(claims):
        return True, f"denied by {denials[0].claimant or 'one source'}"
    if any(c.stance is Stance.REPORTS_BLAME and _MUTUAL_BLAME.search(c.quote or "") for c in claims):
        return True, "each side blames the other"
    kinds = {c.event_type for c in claims}
    if EventType.BATTLES in kinds and EventType.VIOLENCE not in kinds:
        return False, ""  # both sides of a battle fight it
    blame = _accusers(claims)
    sides = {side for accusers in blame.values() for side in accusers}
    if len(blame) > 1 and len(sides) > 1:
        told = "; ".join(
            f"the {camp} side is blamed by {next(iter(who.values()))}" for camp, who in blame.items()
        )
        return True, told
    return False, ""


def _accusers(claims: Sequence[Claim]) -> dict[str, dict[ClaimantSide, str]]:
    """By camp: the sides that name it as the one who did it, each with the first such source.

    What the reporter tells in their own voice is no side's account: a raid and the raid that answered it contest
    nothing.
    """
    blame: dict[str, dict[ClaimantSide, str]] = {}
    for claim in claims:
        if claim.claimant_side is ClaimantSide.JOURNALIST:
            continue
        for actor in claim.actors:
            camp = CAMP.get(actor.category)
            if camp is not None and actor.role in PERPETRATOR_ROLES:
                blame.setdefault(camp, {}).setdefault(claim.claimant_side, claim.claimant or "the report")
    return blame


def corroborate(claims: Sequence[Claim], contested: bool, voices: Voices = NO_VOICES) -> Corroboration:
    """How the sources stand to each other."""
    if contested:
        return Corroboration.CONFLICTING
    if any(_admits(claim) for claim in claims):
        return Corroboration.ADMITTED
    return Corroboration.MULTIPLE if len(independent(claims, voices)) > 1 else Corroboration.SINGLE


def _admits(claim: Claim) -> bool:
    """Whether a side says of itself that it did it; in battle that is no admission."""
    return claim.event_type is not EventType.BATTLES and any(
        actor.role is Role.INITIATOR and OWN_SIDE.get(CAMP.get(actor.category, "")) is claim.claimant_side
        for actor in claim.actors
    )


def slot_bands(claims: Sequence[Claim], place: ResolvedPlace, sub: SubEventType) -> SlotBands:
    """How sure each part is: as sure as the surest claim that gives the incident this part.

    Parameters
    ----------
    claims : sequence of Claim
    place : ResolvedPlace
        The incident's own place.
    sub : SubEventType
        Its kind.
    """
    asserting = [c for c in claims if c.stance is not Stance.DENIES]
    days = narrowest(claims)
    kind = EVENT_TYPE_OF[sub]
    return SlotBands(
        place=_surest(c.slots.place for c in claims if c.place == place),
        dates=_surest(c.slots.dates for c in claims if c.dates == days),
        event_type=_surest(c.slots.event_type for c in claims if c.event_type is kind),
        killed=_surest(c.slots.killed for c in asserting),
        wounded=_surest(c.slots.wounded for c in asserting),
        actors=_surest(c.slots.actors for c in asserting),
        claimant=_surest(c.slots.claimant for c in claims),
    )


def _surest(bands: Iterable[Band | None]) -> Band | None:
    return min((b for b in bands if b is not None), key=_BANDS.index, default=None)


def band(claims: Sequence[Claim]) -> Band:
    """The best band of the claims that name the place."""
    return min((c.confidence for c in claims), key=_BANDS.index)
