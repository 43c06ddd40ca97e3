"""How large a place is when its record does not say: radii in km, in round figures."""

from __future__ import annotations

from typing import Final

from gazetteer.places import PlaceKind

CITY_RADII: Final = ((1_000_000, 10.0), (500_000, 6.0), (100_000, 4.0), (30_000, 3.0), (5_000, 2.0))
"""Population -> km from the centre point to the built-up edge."""
SMALL_TOWN_KM: Final = 1.5
KIND_RADII: Final = {
    PlaceKind.SITE: 1.0,
    PlaceKind.NEIGHBOURHOOD: 0.7,
    PlaceKind.SETTLEMENT: 1.0,
    PlaceKind.AREA: 25.0,
}


def town_radius_km(population: int) -> float:
    """Radius of a town of so many people."""
    return next((radius for least, radius in CITY_RADII if population >= least), SMALL_TOWN_KM)
