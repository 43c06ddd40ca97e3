"""Which places lie at a point or close to it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import shapely

from gazetteer.distance import distance_km
from gazetteer.places import Place, PlaceKind

KM_PER_DEGREE: Final = 111.19
"""Of latitude, on the sphere of :mod:`gazetteer.distance`; rounded down, so that no box is too small."""
NEAR_POLE_DEG: Final = 89.0
"""From here on a box goes all around the Earth."""
FINE_SITE_KM: Final = 1.5
"""A site wider than the widest neighbourhood, such as an air base, is no finer an answer than the village beside it."""
_FINENESS: Final[dict[PlaceKind, int]] = {
    PlaceKind.SITE: 0,
    PlaceKind.NEIGHBOURHOOD: 0,
    PlaceKind.SETTLEMENT: 1,
    PlaceKind.AREA: 2,
    PlaceKind.SUBDISTRICT: 3,
    PlaceKind.DISTRICT: 4,
    PlaceKind.GOVERNORATE: 5,
    PlaceKind.COUNTRY: 6,
}


class Nearby:
    """Places by where they are; immutable, and safe to share between threads.

    Parameters
    ----------
    places
        Each counts as its circle, also an administrative unit: leave out those whose circle only stands in for a shape.

    Examples
    --------
    >>> homs = Place("gn:1", "Homs", PlaceKind.SETTLEMENT, 34.724, 36.726, 6.0)
    >>> quarter = Place("sy:1", "Karm al-Zeitoun", PlaceKind.NEIGHBOURHOOD, 34.718, 36.732, 0.6)
    >>> [place.name for place in Nearby([homs, quarter]).holding(34.719, 36.731)]
    ['Karm al-Zeitoun', 'Homs']
    >>> [(place.name, round(km, 1)) for place, km in Nearby([homs, quarter]).nearest(34.73, 36.75, within_km=2.5)]
    [('Karm al-Zeitoun', 2.1), ('Homs', 2.3)]
    """

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = tuple(places)
        # Boxes around the circles rather than points: one tree then answers both questions.
        self._tree = shapely.STRtree([_box(place.lat, place.lon, place.radius_km) for place in self._places])

    def holding(self, lat: float, lon: float) -> list[Place]:
        """Places whose circle holds a point: the finest kind first, then the nearest.

        Parameters
        ----------
        lat, lon
            WGS 84 degrees. Nothing holds a point that is not a number.
        """
        held = [(place, km) for place, km in self._touching(lat, lon, 0.0) if km <= place.radius_km]
        held.sort(key=lambda pair: (_fineness(pair[0]), pair[1], pair[0].place_id))
        return [place for place, _ in held]

    def nearest(self, lat: float, lon: float, within_km: float) -> list[tuple[Place, float]]:
        """Places whose centre lies within a distance of a point, each with that distance in km, the nearest first.

        Parameters
        ----------
        lat, lon
            WGS 84 degrees.
        within_km
            Kilometres, the limit included; nothing is within a negative distance.
        """
        near = [(place, km) for place, km in self._touching(lat, lon, within_km) if km <= within_km]
        return sorted(near, key=lambda pair: (pair[1], pair[0].place_id))

    def _touching(self, lat: float, lon: float, km: float) -> list[tuple[Place, float]]:
        """Places whose box meets that around a point, with their distances from it."""
        found = [self._places[row] for row in self._tree.query(_box(lat, lon, km), predicate="intersects")]
        return [(place, distance_km(lat, lon, place.lat, place.lon)) for place in found]


def _fineness(place: Place) -> int:
    wide = place.kind is PlaceKind.SITE and place.radius_km > FINE_SITE_KM
    return _FINENESS[PlaceKind.SETTLEMENT if wide else place.kind]


def _box(lat: float, lon: float, km: float) -> shapely.Polygon:
    """A box in degrees (x = longitude) that holds a circle. It does not go on beyond 180 degrees of longitude."""
    up = min(km / KM_PER_DEGREE, 180.0)
    poleward = abs(lat) + up
    # A degree of longitude is shortest at the edge that lies closest to the pole.
    aside = up / math.cos(math.radians(poleward)) if poleward < NEAR_POLE_DEG else 360.0
    return shapely.box(lon - aside, lat - up, lon + aside, lat + up)
