"""How two places lie to each other: the same, one within the other, or far apart."""

from __future__ import annotations

import math
from typing import Final

from gazetteer import distance
from incidents.model import AREA_PRECISIONS, Claim, Precision, ResolvedPlace

FINENESS: Final = {
    Precision.SITE: 0, Precision.NEIGHBOURHOOD: 1, Precision.SETTLEMENT: 2, Precision.NEAR_SETTLEMENT: 3,
    Precision.SUBDISTRICT: 4, Precision.DISTRICT: 5, Precision.AREA: 6, Precision.GOVERNORATE: 7, Precision.COUNTRY: 8,
}  # fmt: skip
"""From the finest place to the coarsest."""

NEAR_KM: Final = 30
"""How far from a town that is "near Raqqa" may lie, as reports use the word."""


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


def touches(a: ResolvedPlace, b: ResolvedPlace) -> bool:
    """Whether two places are the same or one holds the other."""
    return same_place(a, b) or holds(a, b) or holds(b, a)


def stands_for(loose: ResolvedPlace, exact: ResolvedPlace) -> bool:
    """Whether a headline's place can be a loose word for a town: "in Idlib" for one in its province, "near Raqqa"."""
    if fineness(exact) > fineness(loose) or same_place(loose, exact):
        return False
    if loose.precision is Precision.NEAR_SETTLEMENT:
        return 0 < distance_km(loose, exact) <= NEAR_KM
    seat = loose.precision is Precision.SETTLEMENT and loose.governorate is not None
    return seat and loose.name == loose.governorate and loose.governorate == exact.governorate


def located(claim: Claim) -> bool:
    """Whether a claim's place is on the map, be it its own or carried over."""
    return claim.place is not None and claim.place.located


def names_place(claim: Claim) -> bool:
    """Whether a claim has a place of its own, not one carried over from what was told before."""
    return claim.place is not None and claim.place.located and not claim.place.implied


def place_name(claim: Claim) -> str:
    """A claim's place, for a person to read."""
    return (claim.place.name or claim.place.mention) if claim.place is not None else "unknown place"
