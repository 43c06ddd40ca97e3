"""Whether two claims can speak of one occurrence: their days, kinds, numbers and doers."""

from __future__ import annotations

import datetime as dt
import math
from typing import Final

from incidents.model import (
    ActorCategory,
    Casualties,
    Claim,
    DateRange,
    EventType,
    Role,
    Stance,
    SubEventType,
)

SLACK: Final = dt.timedelta(days=1)

GENERAL: Final = frozenset({SubEventType.ATTACK, SubEventType.REMOTE_EXPLOSIVE, SubEventType.ARMED_CLASH})
"""Kinds that words which only point back are read as: "the attack", "the blast", "the fighting"."""

VIOLENT: Final = frozenset({EventType.EXPLOSIONS, EventType.VIOLENCE, EventType.BATTLES})

TAKING: Final = frozenset({SubEventType.GOVERNMENT_REGAINS, SubEventType.NON_STATE_OVERTAKES})

CAMP: Final = {
    ActorCategory.GOVERNMENT: "government",
    ActorCategory.MILITIA: "government",
    ActorCategory.RUSSIA: "government",
    ActorCategory.IRAN: "government",
    ActorCategory.REBELS: "opposition",
    ActorCategory.NUSRA: "opposition",
    ActorCategory.TURKEY: "opposition",
    ActorCategory.ISLAMIC_STATE: "islamic state",
    ActorCategory.SDF: "sdf",
    ActorCategory.COALITION: "sdf",
    ActorCategory.ISRAEL: "israel",
    ActorCategory.TRANSITIONAL: "transitional",
}
"""Which camp a category fights in: blame on two camps for one act is a contradiction, on two of one camp is not."""


VAGUE_WORDS: Final = frozenset(
    {"dozens", "scores", "hundreds", "thousands", "tens", "several", "few", "handful"}
)
"""Words that give no figure; those of the extraction's number scheme that stand for an open amount."""


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
    if SubEventType.ATTACK in {a.sub_event_type, b.sub_event_type} and kinds <= VIOLENT:
        if EventType.BATTLES in kinds:
            return same_counts(a, b) and a.killed.reported
        return same_counts(a, b) or not (a.killed.reported and b.killed.reported)
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
    return SubEventType.REMOTE_EXPLOSIVE in pair or (same_counts(a, b) and a.killed.reported)


def same_counts(a: Claim, b: Claim) -> bool:
    return a.killed.low == b.killed.low and a.wounded.low == b.wounded.low


def overlap(a: Casualties, b: Casualties) -> bool:
    """Whether two counts can be of the same people; a count that is not reported can be any."""
    if a.low is None or b.low is None:
        return True
    a_high = math.inf if a.high is None else a.high
    b_high = math.inf if b.high is None else b.high
    return a.low <= b_high and b.low <= a_high


def vague(count: Casualties) -> bool:
    """Whether a count rests on a vague word ("dozens") rather than on a figure."""
    return not VAGUE_WORDS.isdisjoint((count.phrase or "").lower().split())


def counts_meet(a: Claim, b: Claim) -> bool:
    """Whether two claims' numbers can be of one event.

    One source does not contradict itself, so its two numbers are two events; two sources may well differ.
    """
    if two_sources(a, b):
        return True
    return overlap(a.killed, b.killed) and overlap(a.wounded, b.wounded)


def two_sources(a: Claim, b: Claim) -> bool:
    return bool(a.claimant and b.claimant and a.claimant != b.claimant)


def doers_meet(a: Claim, b: Claim) -> bool:
    """Whether two claims' doers can be those of one act.

    One source, or the reporter, that tells of the deeds of two enemies tells of two acts; two sources may name two.
    Where the one's doers are whom the other's attacked in another way, it is two acts whoever tells.
    """
    if {a.stance, b.stance} != {Stance.ASSERTS}:
        return True  # blame and denial are there to contradict
    mine, theirs = camps(a), camps(b)
    if not mine or not theirs or mine & theirs:
        return True
    returned = a.sub_event_type is not b.sub_event_type and (mine & _attacked(b) or theirs & _attacked(a))
    return two_sources(a, b) and not returned


def camps(claim: Claim) -> frozenset[str]:
    """The camps that a claim says did it; nobody's of a battle, which two camps fight, but of ground taken."""
    if claim.event_type is EventType.BATTLES and claim.sub_event_type not in TAKING:
        return frozenset()
    return _camps_in(claim, Role.INITIATOR)


def _attacked(claim: Claim) -> frozenset[str]:
    return _camps_in(claim, Role.TARGET)


def _camps_in(claim: Claim, role: Role) -> frozenset[str]:
    found = {CAMP.get(a.category) for a in claim.actors if a.role is role}
    return frozenset(camp for camp in found if camp is not None)
