from __future__ import annotations

import socket

import pytest
from geopandas.tools import geocode
from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import Geocoder

from gazetteer.geocoder import SyriaGazetteer


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("the geocoder opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_geopandas_geocodes_with_it(no_network):
    frame = geocode(["Homs", "Deraa", "Nowhere-at-all"], provider=SyriaGazetteer)
    assert list(frame["address"][:2]) == ["Homs, Syria", "Daraa, Syria"]
    assert frame.geometry[0].x == pytest.approx(36.72, abs=0.05)
    assert frame.geometry[0].y == pytest.approx(34.72, abs=0.05)
    assert frame.geometry[2].is_empty


def test_evidence_is_in_raw(no_network):
    location = SyriaGazetteer(timeout=3).geocode("Jobar", parent="Homs", timeout=1)
    assert location.raw["place_id"] == "sy:homs/jobar"
    assert location.raw["precision"] == "neighbourhood"
    assert location.raw["reason"]


def test_a_miss_is_none_and_all_candidates_come_on_request():
    geocoder = SyriaGazetteer()
    assert isinstance(geocoder, Geocoder)
    assert geocoder.geocode("Doha") is None
    assert geocoder.geocode("Jobar") is None
    assert len(geocoder.geocode("Jobar", exactly_one=False)) >= 2
    assert geocoder.geocode("qqqqq", exactly_one=False) is None


def test_governorate_and_language():
    geocoder = SyriaGazetteer()
    assert geocoder.geocode("Suran", governorate="Aleppo").raw["governorate"] == "Aleppo"
    assert "حمص" in geocoder.geocode("Homs", language="ar").address


def test_reverse():
    geocoder = SyriaGazetteer()
    assert geocoder.reverse((34.72, 36.72)).raw["place_id"] == "sy:adm3/homs/homs"
    assert geocoder.reverse("34.72, 36.72", exactly_one=False)[0].raw["kind"] == "subdistrict"
    assert geocoder.reverse((48.85, 2.35)) is None


@pytest.mark.parametrize("query", ["somewhere", object(), (91.0,) * 5])
def test_what_is_no_point_is_a_query_error(query):
    with pytest.raises(GeocoderQueryError):
        SyriaGazetteer().reverse(query)


def test_a_query_must_be_text():
    with pytest.raises(GeocoderQueryError):
        SyriaGazetteer().geocode(12)
