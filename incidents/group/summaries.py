"""Totals: figures that count several occurrences together, linked to each of them and an incident of none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from incidents.group.drafts import Draft
from incidents.group.meeting import days_meet
from incidents.group.places import holds, place_name, stands_for
from incidents.model import AREA_PRECISIONS, Claim, Flag, Stance

PART_REACH: Final = 400
"""Characters below a total within which "sixteen of them" counts some of its people."""

LONGEST_DAYS: Final = 3
"""Days of a country's toll that can count single incidents; a longer one is a tally of the war."""

_TOTAL: Final = re.compile(
    r"\b(?:in all|altogether|in total|overall|all told|(?:bring|tak|rais)(?:ing|es) the (?:\w+ ){0,2}toll)\b",
    re.IGNORECASE,
)
_AMONG: Final = (
    r"\b(?:they|those|these|the (?:dead|victims|killed)|the \w+ deaths) (?:was|were|are) among "
    r"(?:the |at least |some |about |around |more than )*"
)
_SOME: Final = r"\b (?:\w+ )?of (?:them|whom|those|these|the (?:dead|victims))\b"
_DAYS_TOLL: Final = re.compile(
    r"\b(?:across|throughout|around|in all of|all over) (?:the country|syria)\b|\bnationwide\b", re.IGNORECASE
)
_OLD_TOLL: Final = re.compile(r"\b(?:since|so far|until|years?|months?|weeks?|war|conflict)\b", re.IGNORECASE)


def link_summaries(drafts: Sequence[Draft], claims: Iterable[Claim]) -> list[Draft]:
    """Find the totals over several occurrences and link each to those that it counts.

    Parameters
    ----------
    drafts : sequence of Draft
        All occurrences; those that only give a total are left out of what is returned.
    claims : iterable of Claim
        All of the report, the flagged ones too: some are known to be totals already.
    """
    placed = {c.id for d in drafts for c in d.claims}
    for claim in claims:
        if claim.id in placed:
            continue
        named = [d for d in drafts if _counts_in_sentence(claim, d)]
        for draft in named or _counted_in_country(claim, drafts) or _counted_in_lead(claim, drafts):
            draft.summaries.append(claim)
    return [d for d in drafts if not _is_total(d, drafts)]


def summary_reason(claim: Claim, counted: Sequence[str]) -> str:
    """Say for a person what a total counts, by the places of the incidents."""
    told = claim.killed.phrase or claim.wounded.phrase or "a figure"
    return f"a total (“{told}”) that counts {', '.join(dict.fromkeys(counted))}"


def _counts_in_sentence(claim: Claim, draft: Draft) -> bool:
    """One figure for several places, or for a town and a part of it: those that the sentence names."""
    if Flag.SUMMARY not in claim.flags:
        return False
    names = (claim.place.mention if claim.place is not None else "").split(", ")
    return any(
        other.start == claim.start
        and (claim.place is None or claim.place.located or place_name(other) in names)
        for other in draft.claims
        if other.sub_event_type is claim.sub_event_type
    )


def _counted_in_country(claim: Claim, drafts: Sequence[Draft]) -> list[Draft]:
    """“In all 136 people were killed across the country in the day”, after the towns have been told one by one."""
    days, words = claim.dates, claim.quote or ""
    if Flag.CUMULATIVE not in claim.flags or days is None or not claim.killed.reported:
        return []
    if (days.end - days.start).days > LONGEST_DAYS or not _DAYS_TOLL.search(words) or _OLD_TOLL.search(words):
        return []
    told = _with_toll(claim, drafts)
    return told if sum(d.toll or 0 for d in told) <= (claim.killed.low or 0) else []


def _counted_in_lead(claim: Claim, drafts: Sequence[Draft]) -> list[Draft]:
    """“Air strikes killed 21 people in Syria”, before the towns that come to just that are told one by one."""
    if claim.flags != {Flag.NO_PLACE} or claim.place is not None or not claim.killed.reported:
        return []
    below = [d for d in _with_toll(claim, drafts) if min(c.start or 0 for c in d.claims) > (claim.start or 0)]
    adds_up = sum(d.toll or 0 for d in below) == claim.killed.low
    return below if len(below) > 1 and adds_up and claim.stance is Stance.ASSERTS else []


def _with_toll(claim: Claim, drafts: Sequence[Draft]) -> list[Draft]:
    """The occurrences of a claim's days that have a figure of their own."""
    return [d for d in drafts if d.toll and all(days_meet(claim.dates, c.dates) for c in d.claims)]


def _is_total(total: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether a group only tells a total of others; it is then linked to them, with what else it tells."""
    figure = total.toll
    if figure is None or any(c.stance is not Stance.ASSERTS for c in total.claims):
        return False
    parts = [d for d in drafts if d is not total and _is_part(d, total, figure)]
    if not parts or not (_said_of(total, parts) or _adds_up(total, parts, figure)):
        return False
    counting = [c for c in total.claims if c.killed.reported]
    for part in parts:
        part.summaries += counting
    main = max(parts, key=lambda d: d.weight)
    for claim in total.claims:
        if claim not in counting:
            told = f"told of {place_name(claim)}, for which the report gives a total that counts this one"
            main.loosely.add(claim.id)
            main.join(Draft([claim]), main.claims[0], told)
    return True


def _is_part(part: Draft, total: Draft, figure: int) -> bool:
    """Whether an occurrence with a figure of its own, at a place within, can be counted in a total."""
    outer, inner = total.finest, part.finest
    if outer is None or inner is None or part.toll is None or not 0 < part.toll < figure:
        return False
    within = holds(outer, inner) or stands_for(outer, inner)
    return within and all(days_meet(a.dates, b.dates) for a in total.claims for b in part.claims)


def _said_of(total: Draft, parts: Sequence[Draft]) -> bool:
    """Whether the words say that it is a total: "sixteen of them in", "were among 19 killed", "in all 14"."""
    if any(c.killed.reported and _tells_total(c) for c in total.claims):
        return True
    end = max(c.end or 0 for c in total.claims if c.killed.reported)
    return any(
        0 <= (c.start or 0) - end < PART_REACH and _is_told_as_part(c) for part in parts for c in part.claims
    )


def _tells_total(claim: Claim) -> bool:
    words, figure = claim.quote or "", re.escape(claim.killed.phrase or "")
    among = bool(figure) and re.search(_AMONG + figure, words, re.IGNORECASE) is not None
    return among or _TOTAL.search(words) is not None


def _is_told_as_part(claim: Claim) -> bool:
    """“Sixteen of them”, “12 of the dead”."""
    figure = (claim.killed.phrase or "").split()[:1]
    return (
        bool(figure) and re.search(rf"\b{re.escape(figure[0])}{_SOME}", claim.quote or "", re.I) is not None
    )


def _adds_up(total: Draft, parts: Sequence[Draft], figure: int) -> bool:
    """Whether two or more towns of a province or district come to just what is told of it."""
    wide = total.finest is not None and total.finest.precision in AREA_PRECISIONS
    return wide and len(parts) > 1 and sum(part.toll or 0 for part in parts) == figure
