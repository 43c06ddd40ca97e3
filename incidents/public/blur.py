"""Places made coarse, for incidents where an exact point could bring harm; pure."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from gazetteer import regions
from incidents.errors import InputError
from incidents.model import AREA_PRECISIONS, Claim, Precision, ResolvedPlace, SubEventType

BLUR: Final = "INCIDENTS_BLUR"
"""Environment variable: sub-event types, separated by commas, of which every incident is blurred."""
BLURRED: Final = "place blurred for safety"
PLACE_WITHHELD: Final = "[place withheld]"
CELL_DEG: Final = 0.1
"""Side of a grid cell: about 11 km from south to north, 9 km from west to east."""
CELL_KM: Final = 10.0
_SHORTEST: Final = 3


def kinds() -> frozenset[SubEventType]:
    """The sub-event types that are blurred as a rule.

    Raises
    ------
    InputError
        The setting names one that does not exist: nothing is shown rather than too much.
    """
    known = {kind.value.casefold(): kind for kind in SubEventType}
    named = [part.strip().casefold() for part in os.environ.get(BLUR, "").split(",") if part.strip()]
    wrong = [part for part in named if part not in known]
    if wrong:
        raise InputError(
            f"{BLUR} names '{wrong[0][:60]}', which is no sub-event type: write it as in the codebook, such as "
            "'Chemical weapon, Shelling/artillery/missile attack'."
        )
    return frozenset(known[part] for part in named)


def blurred(place: ResolvedPlace) -> ResolvedPlace:
    """A place that says no more than its sub-district; where that is not known, a grid cell of about 10 km."""
    if place.lat is None or place.lon is None:
        return ResolvedPlace(mention=f"({BLURRED})", governorate=place.governorate, reason=BLURRED)
    if place.precision in AREA_PRECISIONS:
        return replace(place, candidates=(), reason=BLURRED)
    units = regions.load()
    unit = place.subdistrict_id or units.at(place.lat, place.lon).subdistrict_id
    coarse = replace(place, mention="", candidates=(), reason=BLURRED, city_id=None, subdistrict_id=unit)
    if unit is None or units.polygon(unit) is None:
        return replace(
            coarse,
            name=f"{place.governorate or 'Syria'} ({BLURRED})",
            place_id=None,
            lat=_centre(place.lat),
            lon=_centre(place.lon),
            radius_km=CELL_KM,
            precision=Precision.AREA,
            subdistrict_id=None,
        )
    lat, lon, radius_km = units.circle(unit)
    name = f"{units.name(unit)} sub-district ({BLURRED})"
    return replace(
        coarse,
        name=name,
        place_id=unit,
        lat=lat,
        lon=lon,
        radius_km=radius_km,
        precision=Precision.SUBDISTRICT,
    )


def _centre(degrees: float) -> float:
    return round((math.floor(degrees / CELL_DEG + 1e-9) + 0.5) * CELL_DEG, 4)


def fine_names(claims: Iterable[Claim]) -> frozenset[str]:
    """Words that name the places of some claims more exactly than a blurred point may."""
    found: set[str] = set()
    for place in (claim.place for claim in claims if claim.place is not None):
        if place.precision in AREA_PRECISIONS:
            continue
        named = {place.mention, place.name or "", *(candidate.name for candidate in place.candidates)}
        found |= {
            part.strip() for name in named for part in name.split(",") if len(part.strip()) >= _SHORTEST
        }
        found -= {place.governorate.value} if place.governorate else set()
    return frozenset(found)


def without_places(text: str, names: frozenset[str]) -> str:
    """The text with these names of places withheld."""
    if not names:
        return text
    longest_first = sorted(names, key=len, reverse=True)
    return re.sub(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)",
        PLACE_WITHHELD,
        text,
        flags=re.IGNORECASE,
    )
