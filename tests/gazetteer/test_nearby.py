from __future__ import annotations

import doctest
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gazetteer.nearby
from gazetteer import Gazetteer
from gazetteer.distance import distance_km
from gazetteer.nearby import Nearby
from gazetteer.places import Place, PlaceKind

LOCAL = {PlaceKind.SETTLEMENT, PlaceKind.NEIGHBOURHOOD, PlaceKind.SITE}
LATS = st.floats(32.0, 37.5)
LONS = st.floats(35.5, 42.5)
DEGREES_A_KM = 1 / 111.195


def place(name: str, kind: PlaceKind, lat: float, lon: float, radius_km: float) -> Place:
    return Place(name, name, kind, lat, lon, radius_km)


def names(places: list[Place]) -> list[str]:
    return [p.name for p in places]


@pytest.fixture(scope="module")
def points() -> list[Place]:
    return [p for p in Gazetteer.embedded().places if p.kind in LOCAL]


@pytest.fixture(scope="module")
def nearby(points: list[Place]) -> Nearby:
    return Nearby(points)


def test_the_examples_run() -> None:
    result = doctest.testmod(gazetteer.nearby)
    assert result.attempted
    assert not result.failed


def test_a_neighbourhood_stands_before_a_nearer_town() -> None:
    city = place("city", PlaceKind.SETTLEMENT, 34.724, 36.726, 6.0)
    far = place("far quarter", PlaceKind.NEIGHBOURHOOD, 34.7285, 36.726, 0.6)
    near = place("near quarter", PlaceKind.NEIGHBOURHOOD, 34.7235, 36.726, 0.6)
    assert names(Nearby([city, far, near]).holding(34.724, 36.726)) == ["near quarter", "far quarter", "city"]


def test_a_wide_site_counts_like_a_village_and_a_small_one_like_a_neighbourhood() -> None:
    village = place("village", PlaceKind.SETTLEMENT, 35.001, 37.0, 1.5)
    field = place("oil field", PlaceKind.SITE, 35.02, 37.0, 5.0)
    bridge = place("bridge", PlaceKind.SITE, 35.003, 37.0, 0.5)
    assert names(Nearby([field, village, bridge]).holding(35.0, 37.0)) == ["bridge", "village", "oil field"]


def test_a_circle_ends_at_its_radius() -> None:
    village = place("village", PlaceKind.SETTLEMENT, 35.0, 37.0, 1.5)
    edge = 1.5 * DEGREES_A_KM
    nearby = Nearby([village])
    assert nearby.holding(35.0 + 0.99 * edge, 37.0) == [village]
    assert nearby.holding(35.0 + 1.01 * edge, 37.0) == []
    assert nearby.holding(35.0 + 0.9 * edge, 37.0 + 0.9 * edge) == []  # a corner of the box around it


@settings(max_examples=100, deadline=None)
@given(lat=LATS, lon=LONS, row=st.integers(0, 10_000), east=st.floats(-3, 3), north=st.floats(-3, 3))
def test_holding_is_what_measuring_every_distance_gives(points, nearby, lat, lon, row, east, north) -> None:
    near = points[row % len(points)]
    for y, x in ((lat, lon), (near.lat + north * DEGREES_A_KM, near.lon + east * DEGREES_A_KM)):
        held = nearby.holding(y, x)
        assert {p.place_id for p in held} == {
            p.place_id for p in points if distance_km(y, x, p.lat, p.lon) <= p.radius_km
        }
        kinds = [p.kind for p in held if p.kind is not PlaceKind.SITE]
        assert kinds == sorted(kinds, key=[PlaceKind.NEIGHBOURHOOD, PlaceKind.SETTLEMENT].index)


@settings(max_examples=100, deadline=None)
@given(lat=LATS, lon=LONS, within_km=st.floats(0, 400))
def test_nearest_is_what_measuring_every_distance_gives(points, nearby, lat, lon, within_km) -> None:
    found = nearby.nearest(lat, lon, within_km)
    expected = {p.place_id for p in points if distance_km(lat, lon, p.lat, p.lon) <= within_km}
    assert {p.place_id for p, _ in found} == expected
    distances = [km for _, km in found]
    assert distances == sorted(distances)
    assert distances == [distance_km(lat, lon, p.lat, p.lon) for p, _ in found]


def test_a_place_is_within_no_distance_of_its_own_centre() -> None:
    village = place("village", PlaceKind.SETTLEMENT, 35.0, 37.0, 1.5)
    assert Nearby([village]).nearest(35.0, 37.0, 0.0) == [(village, 0.0)]
    assert Nearby([village]).nearest(35.0, 37.0, -1.0) == []


def test_odd_points_are_nowhere(nearby: Nearby, points: list[Place]) -> None:
    for lat, lon in ((math.nan, 37.0), (35.0, math.inf)):
        assert nearby.holding(lat, lon) == []
        assert nearby.nearest(lat, lon, 50.0) == []
    assert nearby.nearest(35.0, 37.0, math.nan) == []
    assert nearby.holding(90.0, 0.0) == []
    assert len(nearby.nearest(90.0, 0.0, math.inf)) == len(points)


def test_no_places_hold_nothing() -> None:
    assert Nearby([]).holding(35.0, 37.0) == []
    assert Nearby([]).nearest(35.0, 37.0, 100.0) == []
