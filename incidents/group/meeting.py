"""Whether two claims can speak of one occurrence: their days, kinds, numbers and doers."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Final

from incidents.model import (
    ActorCategory,
    Casualties,
    Claim,
    ClaimantSide,
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


MONITORS: Final = frozenset(
    {"observatory", "monitor", "monitors", "monitoring", "watchdog", "abdel", "abdulrahman"}
)
"""Words that the Syrian Observatory for Human Rights and its director are named by; agencies say "a monitor" for it."""

_GROUND: Final = re.compile(r"\b(?:shell|rocket|missile|mortar|artillery|tank|cannon)", re.IGNORECASE)

SOME_PEOPLE: Final = frozenset(
    {"child", "children", "woman", "women", "girl", "girls", "boy", "boys", "baby", "babies", "infants", "toddlers",
     "student", "students", "pupils", "schoolchildren", "evacuees", "patients", "medics", "nurses", "doctors"}
)  # fmt: skip
"""Words for some of the people that a toll counts; a headline names them where the details give the toll."""

_RIVAL: Final = re.compile(
    r"\b(?:however|by contrast|for (?:its|their|his|her) part|(?:spoke|speaks) of|counted"
    r"|(?:puts?|putting) (?:the|its|their|his|her) (?:own )?(?:(?:death|casualty) )?(?:toll|figure|number|count)\b"
    r"|gave (?:a|the|its|their) (?:(?:different|higher|lower|death) )*(?:toll|figure|number|count)"
    r"|in the (?:\w+ )?(?:shelling|bombardment|fighting|clash(?:es)?|battles?|attacks?|assault|raids?"
    r"|(?:air ?)?strikes?|bombings?|blasts?|explosions?|massacre|killings?))\b",
    re.IGNORECASE,
)
"""Words that set a source's figure against others, or tell it of "the shelling" that was spoken of before."""

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
    if pair == {SubEventType.SHELLING, SubEventType.AIR_STRIKE} and (_by_any_means(a) or _by_any_means(b)):
        return True
    return SubEventType.REMOTE_EXPLOSIVE in pair or (same_counts(a, b) and a.killed.reported)


def _by_any_means(claim: Claim) -> bool:
    """“Bombardment” and nothing more: from the ground or from the air."""
    words = (claim.quote or "").lower()
    return (
        claim.sub_event_type is SubEventType.SHELLING and "bombardment" in words and not _GROUND.search(words)
    )


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
    if overlap(a.killed, b.killed) and overlap(a.wounded, b.wounded):
        return True
    same_day = (
        a.dates is None or b.dates is None or (a.dates.start <= b.dates.end and b.dates.start <= a.dates.end)
    )
    return same_day and (_counts_some_of(a, b) or _counts_some_of(b, a))


def _counts_some_of(part: Claim, whole: Claim) -> bool:
    """Whether a source's number can be some of the people it tells of elsewhere: "11 children" of "15 civilians"."""
    some, everyone = part.killed, whole.killed
    if some.low is None or everyone.low is None or some.low >= everyone.low:
        return False
    counted, among = (set((c.phrase or "").lower().split()) for c in (some, everyone))
    subset = not counted.isdisjoint(SOME_PEOPLE) and among.isdisjoint(SOME_PEOPLE)
    return subset and part.claimant in {None, whole.claimant}


def gives_another_toll(claim: Claim) -> bool:
    """A named source's own figure for what was told before: "the Observatory, however, spoke of 12 dead"."""
    return bool(claim.claimant) and claim.killed.reported and _RIVAL.search(claim.quote or "") is not None


def two_sources(a: Claim, b: Claim) -> bool:
    """Whether two named sources tell; a monitor's full and short name, and its director's, are of one."""
    return bool(a.claimant and b.claimant) and _voice(a) != _voice(b)


def _voice(claim: Claim) -> str:
    words = (claim.claimant or "").lower().replace("’", "'").replace("'s", "").split()
    monitor = claim.claimant_side is ClaimantSide.MONITOR and not MONITORS.isdisjoint(words)
    return "observatory" if monitor else " ".join(w for w in words if w not in {"the", "a", "an"})


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
