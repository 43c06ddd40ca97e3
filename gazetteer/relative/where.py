"""Where a relative place is: a circle wide enough for what such words mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from shapely.geometry import Polygon

from gazetteer import regions
from gazetteer.distance import distance_km
from gazetteer.names import key
from gazetteer.places import ADMIN, Place, PlaceKind
from gazetteer.relative.model import Relative, Spot
from gazetteer.relative.words import SIXTEEN

WIDE: Final = ADMIN | {PlaceKind.AREA}
NEAR_KM: Final = 8.0
"""How far beyond a place's own radius "near" and "outskirts" reach."""
NEAR_IN_TOWN_KM: Final = 3.0
"""The same for a neighbourhood, where the next one is near."""
SIDE_REACH_KM: Final = 15.0
SIDE_REACH_RADII: Final = 1.5
SIDE_WIDTH: Final = 4 / 3
"""How far beyond the edge "north of" reaches, 15 km and one and a half radii, and how much wider than that stretch its
circle is, for writers use the word loosely: it holds 15 of 17 places that news reports place so."""
DISTANCE_SHARE: Final = 0.25
DISTANCE_LEAST_KM: Final = 2.0
"""How far off a point told by distance and direction may be, beside the radius of the town: a quarter of the
distance, 2 km at least. It holds 11 of 14 places that news reports place so."""
BETWEEN_KM: Final = 2.0
"""What the circle between two places has beyond half their distance: the road is not straight."""
HALF_OFFSET: Final = 4 / (3 * math.pi)
HALF_RADIUS: Final = math.sqrt(0.5)
"""Of half a disc: how far its centroid lies from the centre, and the circle of its area, in radii."""
COUNTRYSIDE_KM: Final = 60.0
"""What is further out is not called a city's countryside; the desert of Homs goes on for 250 km."""
SMALLEST_PIECE_KM2: Final = 20.0
"""A smaller piece is no countryside: that of Latakia has no west."""
RURAL: Final = {"Damascus": "Rif Dimashq"}
"""The city that is a governorate of its own, and the governorate that is its countryside."""
FARTHEST_KM: Final = 300.0
WIDEST_KM: Final = 100.0
"""A wider circle says less than the name of a governorate does."""
MARGIN_KM: Final = 20.0
"""How far outside Syria a point may lie; "north of Qamishli" is on the border."""


def destination(lat: float, lon: float, bearing_deg: float, km: float) -> tuple[float, float]:
    """The point that lies `km` from another in a direction, along the great circle (mean Earth radius 6,371 km)."""
    phi, lam, theta, arc = math.radians(lat), math.radians(lon), math.radians(bearing_deg), km / 6371.0
    sine = math.sin(phi) * math.cos(arc) + math.cos(phi) * math.sin(arc) * math.cos(theta)
    there = math.asin(max(-1.0, min(1.0, sine)))
    turn = math.atan2(math.sin(theta) * math.sin(arc) * math.cos(phi), math.cos(arc) - math.sin(phi) * sine)
    return math.degrees(there), (math.degrees(lam + turn) + 540.0) % 360.0 - 180.0


def locate(relative: Relative, anchors: Sequence[Place]) -> Spot | None:
    """Where a relative place is, given the places that its names mean.

    Parameters
    ----------
    relative
        What :func:`parse_relative` gave.
    anchors
        One place for each of ``relative.anchors``, in the same order.

    Returns
    -------
    Spot
        None when nothing useful can be said: the number of places is wrong, one of them is the country, the distance is
        above 300 km, the circle would be wider than most provinces (two towns more than 196 km apart), or it lies
        outside Syria by far.
    """
    if len(anchors) != (2 if relative.relation == "between" else 1):
        return None
    too_far = (relative.distance_km or 0) > FARTHEST_KM
    if too_far or any(anchor.kind is PlaceKind.COUNTRY for anchor in anchors):
        return None
    spot = _between(*anchors) if len(anchors) == 2 else _around(relative, anchors[0])
    return spot if spot and spot.radius_km <= WIDEST_KM and _about_syria(spot) else None


def _around(relative: Relative, anchor: Place) -> Spot | None:
    bearing, km = relative.bearing_deg, relative.distance_km
    if km is not None:
        return _measured_off(anchor, bearing, km, relative.spread_km)
    if bearing is None:
        return _near(anchor)
    if relative.relation == "countryside" and _rural_unit(anchor):
        return _countryside(anchor, bearing)
    if relative.relation == "outskirts":
        return _edge(anchor, bearing)
    if relative.relation == "part" or anchor.kind in WIDE:
        return _part(anchor, bearing)
    return _side(anchor, bearing)


def _measured_off(anchor: Place, bearing: float | None, km: float, spread_km: float) -> Spot:
    """Writers measure from the centre or from the edge of a town: its radius is added."""
    slack = anchor.radius_km + max(DISTANCE_LEAST_KM, DISTANCE_SHARE * km) + spread_km
    if bearing is None:
        reason = f"{km:.3g} km from {anchor.name}, in a direction not told"
        return _spot((anchor.lat, anchor.lon), km + slack, reason)
    point = destination(anchor.lat, anchor.lon, bearing, km)
    return _spot(point, slack, f"{km:.3g} km {compass(bearing)} of {anchor.name}")


def _near(anchor: Place) -> Spot:
    radius = anchor.radius_km + _reach(anchor, NEAR_KM)
    return _spot((anchor.lat, anchor.lon), radius, f"within {radius:.0f} km of the centre of {anchor.name}")


def _side(anchor: Place, bearing: float) -> Spot:
    """From the edge of a place outwards."""
    reach = _reach(anchor, SIDE_REACH_KM) + SIDE_REACH_RADII * anchor.radius_km
    point = destination(anchor.lat, anchor.lon, bearing, anchor.radius_km + reach / 2)
    return _spot(
        point, SIDE_WIDTH * reach / 2, f"{compass(bearing)} of {anchor.name}, up to {reach:.0f} km outside it"
    )


def _edge(anchor: Place, bearing: float) -> Spot:
    point = destination(anchor.lat, anchor.lon, bearing, anchor.radius_km)
    return _spot(point, anchor.radius_km, f"the {compass(bearing)}ern edge of {anchor.name}")


def _part(anchor: Place, bearing: float) -> Spot | None:
    """The half of a place that lies in a direction: of its shape where it is known, else of its circle."""
    reason = f"the {compass(bearing)}ern half of {anchor.name}"
    shape = regions.load().polygon(anchor.place_id)
    if shape is not None:
        centre = shape.centroid
        return _piece(shape, (centre.y, centre.x), bearing, 90, 2 * FARTHEST_KM, reason)
    point = destination(anchor.lat, anchor.lon, bearing, HALF_OFFSET * anchor.radius_km)
    return _spot(point, HALF_RADIUS * anchor.radius_km, reason)


def _countryside(city: Place, bearing: float) -> Spot | None:
    """The quarter of a capital's province that lies in a direction, as far as it is still that city's countryside."""
    shape = regions.load().polygon(_rural_unit(city) or "")
    reason = f"the countryside {compass(bearing)} of {city.name}, up to {COUNTRYSIDE_KM:.0f} km from it"
    return _piece(shape, (city.lat, city.lon), bearing, 45, COUNTRYSIDE_KM, reason)


def _rural_unit(city: Place) -> str | None:
    """``place_id`` of the province of which a town is the capital."""
    own = city.governorate if city.kind is PlaceKind.SETTLEMENT else None
    if own is None or key(city.name) != key(own):
        return None
    return regions.load().governorate_id(RURAL.get(own, own))


def _piece(
    shape: Any, centre: tuple[float, float], bearing: float, half_deg: int, reach_km: float, reason: str
) -> Spot | None:
    """Centroid and circle of the same area of the part of a shape in a fan of `half_deg` to either side."""
    rim = [destination(*centre, bearing + turn, reach_km) for turn in range(-half_deg, half_deg + 1, 5)]
    piece = shape.intersection(Polygon([(lon, lat) for lat, lon in (centre, *rim)]))
    point = piece.centroid
    km2 = 0.0 if piece.is_empty else piece.area * regions.KM_PER_DEGREE**2 * math.cos(math.radians(point.y))
    if km2 < SMALLEST_PIECE_KM2:
        return None
    return _spot((point.y, point.x), math.sqrt(km2 / math.pi), reason)


def _between(one: Place, other: Place) -> Spot:
    apart = distance_km(one.lat, one.lon, other.lat, other.lon)
    reason = f"halfway between {one.name} and {other.name}, {apart:.0f} km apart"
    return _spot(midpoint(one.lat, one.lon, other.lat, other.lon), apart / 2 + BETWEEN_KM, reason)


def midpoint(lat1: float, lon1: float, lat2: float, lon2: float) -> tuple[float, float]:
    """The point halfway on the great circle between two."""
    a, b, c, d = map(math.radians, (lat1, lon1, lat2, lon2))
    x, y = math.cos(c) * math.cos(d - b), math.cos(c) * math.sin(d - b)
    lat = math.atan2(math.sin(a) + math.sin(c), math.hypot(math.cos(a) + x, y))
    return math.degrees(lat), math.degrees(b + math.atan2(y, math.cos(a) + x))


def _reach(anchor: Place, usual_km: float) -> float:
    return NEAR_IN_TOWN_KM if anchor.kind is PlaceKind.NEIGHBOURHOOD else usual_km


def _spot(point: tuple[float, float], radius_km: float, reason: str) -> Spot:
    return Spot(round(point[0], 5), round(point[1], 5), round(max(1.0, radius_km), 1), reason)


def compass(bearing_deg: float) -> str:
    """The nearest of the sixteen compass words: 46 is "northeast"."""
    return SIXTEEN[round(bearing_deg / 22.5) % 16]


def _about_syria(spot: Spot) -> bool:
    shapes = regions.load()
    if shapes.at(spot.lat, spot.lon).governorate is not None:
        return True
    provinces = (place_id for place_id in shapes.ids() if place_id.startswith("sy:adm1/"))
    return any(shapes.distance_km(place_id, spot.lat, spot.lon) <= MARGIN_KM for place_id in provinces)
