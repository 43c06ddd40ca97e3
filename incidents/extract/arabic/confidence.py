"""How sure each part of an Arabic claim is.

The bands stand for shares that were measured on English reports; until they are measured on Arabic ones, nothing
read by word lists is called high.
"""

from __future__ import annotations

from incidents.extract.arabic.casualties import Counts
from incidents.extract.arabic.clauses import Clause
from incidents.extract.arabic.where import When, Where
from incidents.extract.confidence import FAIR_SCORE, lowest
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


def slot_bands(
    clause: Clause,
    sub: SubEventType,
    place: ResolvedPlace | None,
    around: Where,
    time: When,
    counts: Counts,
    actors: tuple[Actor, ...],
    *,
    has_source: bool,
) -> SlotBands:
    """Sort each part of a claim into a band, medium at most."""
    blamed = {a.category for a in actors if a.role in PERPETRATOR_ROLES}
    return SlotBands(
        place=_place(place, around),
        dates=Band.MEDIUM if time.days is not None else None,
        event_type=Band.MEDIUM if any(t.value.sub is sub for t in clause.triggers) else Band.LOW,
        killed=_count(counts.killed),
        wounded=_count(counts.wounded),
        actors=(Band.MEDIUM if len(blamed) == 1 else Band.LOW) if blamed else None,
        claimant=Band.MEDIUM if has_source else None,
    )


def _place(place: ResolvedPlace | None, around: Where) -> Band | None:
    if place is None or not place.located:
        return None
    area = place.precision in AREA_PRECISIONS
    sure = Band.MEDIUM if place.score >= FAIR_SCORE and not area else Band.LOW
    return lowest([sure, Band.LOW if around.carried_over else Band.MEDIUM])


def _count(count: Casualties) -> Band | None:
    if not count.reported:
        return None
    return Band.MEDIUM if count.high is not None and count.low == count.high else Band.LOW
