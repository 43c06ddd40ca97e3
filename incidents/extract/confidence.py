"""How sure each part of a claim is: high, medium or low, by what it rests on.

The bands are words for measured shares: ``incidents evaluate`` prints how often each was right on an annotated set, and
docs/method.md states the figures. The rules below only sort; they promise nothing by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Final

from incidents.extract.account import Account
from incidents.extract.casualties import Counts
from incidents.extract.lexicon import Lexicon
from incidents.extract.placing import Tie
from incidents.extract.timing import Told
from incidents.model import (
    AREA_PRECISIONS,
    PERPETRATOR_ROLES,
    Actor,
    Band,
    Casualties,
    ResolvedPlace,
    SlotBands,
    SubEventType,
)

SURE_SCORE: Final = 0.9
FAIR_SCORE: Final = 0.7
"""Scores of a gazetteer answer that are right in 97 and 85 of 100 cases (see docs/method.md)."""

_ORDER: Final = (Band.HIGH, Band.MEDIUM, Band.LOW)
_GENERAL: Final = frozenset({SubEventType.ATTACK, SubEventType.ARMED_CLASH, SubEventType.OTHER})
_OF_TIE: Final = {
    Tie.ATTACHED: Band.HIGH,
    Tie.CLAUSE: Band.HIGH,
    Tie.SENTENCE: Band.MEDIUM,
    Tie.POINTED: Band.MEDIUM,
    Tie.CARRIED: Band.LOW,
}
_OF_DAY: Final = {
    Told.CLAUSE: Band.HIGH,
    Told.SENTENCE: Band.HIGH,
    Told.BEFORE: Band.MEDIUM,
    Told.SAID: Band.MEDIUM,
    Told.PUBLISHED: Band.MEDIUM,
}


def lowest(bands: Sequence[Band]) -> Band:
    """The least sure of several bands."""
    return max(bands, key=_ORDER.index)


def slot_bands(
    account: Account, place: ResolvedPlace | None, counts: Counts, *, shared: bool, lexicon: Lexicon
) -> SlotBands:
    """Sort each part of a claim into a band.

    Parameters
    ----------
    account : Account
    place : ResolvedPlace or None
        The one of the account's places that the claim is about.
    counts : Counts
        Its share of the numbers.
    shared : bool
        Whether several places divide the account's numbers between them.
    lexicon : Lexicon
    """
    spot, kind = _place(account, place), _type(account)
    # A figure is sure only where it is plain what it is a figure of.
    plain = spot in {Band.HIGH, Band.MEDIUM} and kind is Band.HIGH and not shared
    return SlotBands(
        place=spot,
        dates=_OF_DAY[account.when.told] if account.when.days is not None else None,
        event_type=kind,
        killed=_count(counts.killed, plain=plain, vague=lexicon.vague_words),
        wounded=_count(counts.wounded, plain=plain, vague=lexicon.vague_words),
        actors=_actors(account.actors, account),
        claimant=_claimant(account),
    )


def overall(slots: SlotBands) -> Band:
    """How sure it is that a claim tells of an incident of that kind, at that place, in those days."""
    deciding = [b for b in (slots.place, slots.dates, slots.event_type) if b is not None]
    return lowest(deciding) if slots.place is not None else Band.LOW


def _place(account: Account, place: ResolvedPlace | None) -> Band | None:
    if place is None or not place.located:
        return None
    if place.precision in AREA_PRECISIONS:
        return Band.LOW  # half of them turn out to be a town in it that a later sentence names
    by_score = (
        Band.HIGH if place.score >= SURE_SCORE else Band.MEDIUM if place.score >= FAIR_SCORE else Band.LOW
    )
    return lowest([_OF_TIE[account.where.tie], by_score])


def _type(account: Account) -> Band:
    if account.sub in _GENERAL:
        return Band.LOW if all(t.is_effect for t in account.frame.triggers) else Band.MEDIUM
    named = any(t.form.sub is account.sub for t in account.frame.triggers)
    return Band.HIGH if named else Band.MEDIUM


def _count(count: Casualties, *, plain: bool, vague: Set[str]) -> Band | None:
    if not count.reported:
        return None
    if not vague.isdisjoint((count.phrase or "").lower().split()):
        return Band.LOW
    return Band.HIGH if plain else Band.MEDIUM


def _actors(actors: Sequence[Actor], account: Account) -> Band | None:
    blamed = [a for a in actors if a.role in PERPETRATOR_ROLES]
    if not blamed:
        return None
    return Band.HIGH if len({a.category for a in blamed}) == 1 else Band.MEDIUM


def _claimant(account: Account) -> Band | None:
    return None if account.attribution is None else Band.MEDIUM
