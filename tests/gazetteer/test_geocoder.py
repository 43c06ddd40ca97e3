from __future__ import annotations

import asyncio
import datetime as dt
import doctest
import json
import math
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pandas as pd
import pytest
from geopandas.tools import geocode, reverse_geocode
from geopy.adapters import BaseAsyncAdapter, URLLibAdapter
from geopy.distance import great_circle
from geopy.exc import ConfigurationError, GeocoderQueryError
from geopy.extra.rate_limiter import AsyncRateLimiter, RateLimiter
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import geometry

import gazetteer.geocoder as module
from gazetteer import Gazetteer, user_places
from gazetteer.geocoder import KEYS, SyriaGazetteer
from gazetteer.places import Context, Place, PlaceKind

KARM = (34.718, 36.732)
"""The centre of a neighbourhood of Homs."""
DESERT = (34.2, 39.5)
RAW = {
    "place_id", "name", "name_ar", "kind", "governorate", "district", "subdistrict", "lat", "lon", "precision",
    "radius_km", "score", "reason", "source", "provenance", "candidates",
}  # fmt: skip


class Awaited(BaseAsyncAdapter):
    """An adapter for asyncio, which the geocoder must not use."""

    def __init__(self, *, proxies: object, ssl_context: object) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)

    async def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> object:
        raise AssertionError("the geocoder asked the network")

    get_text = get_json


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("the geocoder opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="session")
def geocoder(gazetteer: Gazetteer) -> SyriaGazetteer:
    return SyriaGazetteer(gazetteer)


def place_id(location: Location | None) -> str | None:
    return location and location.raw["place_id"]


def ids(locations: list[Location] | None) -> list[str] | None:
    return locations and [location.raw["place_id"] for location in locations]


def village(name: str, lat: float, lon: float) -> Place:
    return Place(f"test:{name}/{lat}", name, PlaceKind.SETTLEMENT, lat, lon, 1.5, "Idlib")


def with_places(gazetteer: Gazetteer, *places: Place) -> SyriaGazetteer:
    return SyriaGazetteer(Gazetteer((*gazetteer.places, *places)))


def test_the_examples_run() -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed


# Where geopy's geocoders are used


def test_geopandas_geocodes_with_it() -> None:
    frame = geocode(["Homs", "Deraa", "Nowhere-at-all"], provider=SyriaGazetteer, timeout=5, user_agent="me")
    assert list(frame["address"][:2]) == ["Homs, Homs governorate, Syria", "Daraa, Daraa governorate, Syria"]
    assert frame.geometry[0].x == pytest.approx(36.72, abs=0.05)
    assert frame.geometry[0].y == pytest.approx(34.72, abs=0.05)
    assert frame.geometry[2].is_empty
    assert frame.crs == "EPSG:4326"


def test_geopandas_keeps_the_index_and_rows_without_a_name() -> None:
    names = pd.Series(["Homs", None, float("nan"), pd.NA, "", "Deraa"], index=list("abcdef"))
    frame = geocode(names, provider=SyriaGazetteer)
    assert list(frame.index) == list("abcdef")
    assert list(frame.geometry.is_empty) == [False, True, True, True, True, False]
    assert frame["address"].isna().tolist() == [False, True, True, True, True, False]


def test_geopandas_names_points_with_it() -> None:
    frame = reverse_geocode(
        [geometry.Point(*reversed(KARM)), geometry.Point(2.35, 48.85)], provider=SyriaGazetteer
    )
    assert frame["address"][0] == "Karm al-Zeitoun, Homs, Homs governorate, Syria"
    assert frame["address"].isna().tolist() == [False, True]


def test_a_rate_limiter_takes_it(geocoder: SyriaGazetteer) -> None:
    limited = RateLimiter(geocoder.geocode, max_retries=0, swallow_exceptions=False)
    assert [place_id(limited(name)) for name in ("Homs", "qqqqq")] == ["gn:169577", None]
    assert place_id(RateLimiter(geocoder.reverse)(KARM)) == "sy:homs/karm-al-zeitoun"


def test_it_is_a_context_manager() -> None:
    with SyriaGazetteer() as geocoder:
        assert isinstance(geocoder, Geocoder)
        assert place_id(geocoder.geocode("Homs")) == "gn:169577"


def test_with_an_adapter_for_asyncio_all_methods_are_awaited(gazetteer: Gazetteer) -> None:
    async def ask() -> tuple[list[str | None], list[str | None], str | None]:
        async with SyriaGazetteer(gazetteer, adapter_factory=Awaited) as geocoder:
            limited = AsyncRateLimiter(geocoder.geocode)
            one_by_one = [place_id(await limited(name)) for name in ("Homs", "qqqqq")]
            many = [place_id(found) for found in await geocoder.geocode_many(["Deraa", None])]
            with pytest.raises(GeocoderQueryError):
                await geocoder.geocode("")
            return one_by_one, many, place_id(await geocoder.reverse(KARM))

    expected = ["gn:169577", None], ["gn:170905", None], "sy:homs/karm-al-zeitoun"
    assert asyncio.run(ask()) == expected


def test_options_of_geopy_are_taken(gazetteer: Gazetteer) -> None:
    geocoder = SyriaGazetteer(
        gazetteer, scheme="http", timeout=None, proxies={"https": "192.0.2.1:80"}, user_agent="me",
        ssl_context=ssl.create_default_context(), adapter_factory=URLLibAdapter,
    )  # fmt: skip
    assert (geocoder.scheme, geocoder.timeout, geocoder.headers["User-Agent"]) == ("http", None, "me")
    assert place_id(geocoder.geocode("Homs")) == "gn:169577"


def test_options_that_geopy_does_not_know_are_refused() -> None:
    with pytest.raises(TypeError, match="api_key"):
        SyriaGazetteer(api_key="x")
    with pytest.raises(ConfigurationError, match="not str"):
        SyriaGazetteer("my-application")
    with pytest.raises(ConfigurationError):
        SyriaGazetteer(scheme="ftp")


def test_a_new_instance_sees_what_the_user_added() -> None:
    before = SyriaGazetteer()
    entry = user_places.new_place(["Madeupville"], 35.2, 37.9, now=dt.datetime.now(dt.UTC))
    user_places.save(user_places.load().with_entry(entry))
    after = SyriaGazetteer()
    assert before.geocode("Madeupville") is None
    assert after.geocode("Madeupville").latitude == 35.2
    assert place_id(after.reverse((35.2, 37.9))) == entry.entry_id
    assert SyriaGazetteer()._gazetteer is after._gazetteer


# Names


def test_the_answer_of_each_call_is_that_of_geopy(geocoder: SyriaGazetteer) -> None:
    assert isinstance(geocoder.geocode("Homs", True, 1), Location)
    assert geocoder.geocode("Jobar") is None
    namesakes = geocoder.geocode("Jobar", False, None)
    assert set(ids(namesakes)) == {"sy:damascus/jobar", "sy:homs/jobar"}
    assert geocoder.geocode("Doha") is None
    assert geocoder.geocode("Doha", exactly_one=False) is None
    assert geocoder.geocode("qqqqq", exactly_one=False) is None


@pytest.mark.parametrize("query", ["Homs", "Suran", "Idlib province", "eastern Aleppo", "near Homs", "Syria"])
def test_the_first_of_a_list_is_the_one_that_is_meant(geocoder: SyriaGazetteer, query: str) -> None:
    assert geocoder.geocode(query, exactly_one=False)[0] == geocoder.geocode(query)


def test_a_list_holds_each_place_once_the_likeliest_first(geocoder: SyriaGazetteer) -> None:
    found = geocoder.geocode("Suran", exactly_one=False)
    assert len(found) > 2
    assert len(set(ids(found))) == len(found)
    assert found[0].raw["candidates"] == ids(found)
    scores = [location.raw["score"] for location in found]
    assert scores == sorted(scores, reverse=True)


def test_places_that_are_ruled_out_or_only_look_alike_are_no_candidates(
    geocoder: SyriaGazetteer, gazetteer: Gazetteer
) -> None:
    assert geocoder.geocode("Jobar", exactly_one=False, parent="Aleppo") is None
    assert geocoder.geocode("Talbiseh", exactly_one=False, governorate="Aleppo") is None
    assert gazetteer.resolve("Talbisehkk").candidates
    assert geocoder.geocode("Talbisehkk", exactly_one=False) is None


@pytest.mark.parametrize("limit", [1, "1", 1.0])
def test_a_limit_cuts_the_list(geocoder: SyriaGazetteer, limit: object) -> None:
    assert len(geocoder.geocode("Suran", exactly_one=False, limit=limit)) == 1
    assert len(geocoder.geocode("Suran", exactly_one=False, limit=3)) == 3


@pytest.mark.parametrize("limit", [0, -1, "many", math.inf, [1]])
def test_a_limit_below_one_is_refused_only_where_it_counts(geocoder: SyriaGazetteer, limit: object) -> None:
    with pytest.raises(ValueError, match=r"(?i)limit") as error:
        geocoder.geocode("Suran", exactly_one=False, limit=limit)
    assert not isinstance(error.value, GeocoderQueryError)  # which a RateLimiter would try again
    assert geocoder.geocode("Homs", limit=limit) == geocoder.geocode("Homs")


def test_context_is_binding(geocoder: SyriaGazetteer) -> None:
    assert geocoder.geocode("Suran", governorate="Aleppo").raw["governorate"] == "Aleppo"
    assert geocoder.geocode("Suran", governorate=["Aleppo", "Atlantis"]).raw["governorate"] == "Aleppo"
    assert geocoder.geocode("Suran", governorate="Aleppo Governorate").raw["governorate"] == "Aleppo"
    assert place_id(geocoder.geocode("Jobar", parent="Homs")) == "sy:homs/jobar"
    assert place_id(geocoder.geocode("Jobar", near="Ain Tarma")) == "sy:damascus/jobar"
    assert geocoder.geocode("Homs", governorate="Bavaria") is None
    assert geocoder.geocode("Homs", governorate=float("nan"), parent=None, near="") is not None


@pytest.mark.parametrize(
    "query", [12, None, float("nan"), b"Homs", ["Homs"], object(), "", " \t\n", "\u200b", {}, {"city": ""}]
)
def test_what_is_no_name_is_a_query_error(geocoder: SyriaGazetteer, query: object) -> None:
    with pytest.raises(GeocoderQueryError):
        geocoder.geocode(query)


@pytest.mark.parametrize("option", ["governorate", "parent", "near", "language"])
def test_options_that_are_no_text_are_a_query_error(geocoder: SyriaGazetteer, option: str) -> None:
    with pytest.raises(GeocoderQueryError, match=option):
        geocoder.geocode("Homs", **{option: 12})


def test_a_text_too_long_for_a_name_is_a_miss(geocoder: SyriaGazetteer) -> None:
    assert geocoder.geocode("Homs " * 100) is None
    assert geocoder.geocode({"city": "x" * 1000}, exactly_one=False) is None


# Structured queries


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"city": "Homs", "country": "Syria"}, "gn:169577"),
        ({"city": "Homs", "state": "Homs Governorate", "country": "SY"}, "gn:169577"),
        ({"state": "Homs"}, "sy:adm1/homs"),
        ({"state": "Rif Dimashq Governorate"}, "sy:adm1/rif-dimashq"),
        ({"county": "Homs", "state": "Homs"}, "sy:adm2/homs/homs"),
        ({"subdistrict": "Homs", "county": "Homs"}, "sy:adm3/homs/homs"),
        ({"suburb": "Jobar", "city": "Damascus"}, "sy:damascus/jobar"),
        ({"city": "Homs", "neighbourhood": "Jobar"}, "sy:homs/jobar"),
        ({"village": "Kansafra", "county": "Ariha", "state": "Idlib"}, "sy:village/idlib/kansafra"),
        ({"town": None, "village": "Kansafra", "state": float("nan")}, "sy:village/idlib/kansafra"),
        ({"country": "Syrian Arab Republic"}, "sy:country"),
        ({"city": "حمص", "state": "محافظة حمص", "country": "سوريا"}, "gn:169577"),
        ({"city": "Homs", "country": "Turkey"}, None),
        ({"city": "Homs", "state": "Bavaria"}, None),
        ({"city": "Homs", "state": "Aleppo"}, None),
        ({"suburb": "Jobar", "city": "Atlantis"}, None),
        ({"village": "Kansafra", "county": "Jobar"}, None),
        ({"suburb": "Jobar"}, None),
    ],
)
def test_structured_queries(geocoder: SyriaGazetteer, query: dict[str, str], expected: str | None) -> None:
    assert place_id(geocoder.geocode(query)) == expected


def test_a_structured_query_and_its_options_both_bind(geocoder: SyriaGazetteer) -> None:
    assert geocoder.geocode({"city": "Suran", "state": "Aleppo"}, governorate="Hama") is None
    assert geocoder.geocode({"city": "Suran"}, governorate="Hama").raw["governorate"] == "Hama"
    assert geocoder.geocode({"city": "Suran"}, governorate="Bavaria") is None


def test_keys_that_are_not_understood_are_named_with_those_that_are(geocoder: SyriaGazetteer) -> None:
    with pytest.raises(GeocoderQueryError, match=r"street.*understood.*country.*city.*village"):
        geocoder.geocode({"street": "Main Street", "city": "Homs"})
    with pytest.raises(GeocoderQueryError, match="town"):
        geocoder.geocode({"city": "Homs", "town": "Hama"})
    with pytest.raises(GeocoderQueryError, match="city must be text, not int"):
        geocoder.geocode({"city": 5})


# Viewboxes

AROUND_DAMASCUS = ((33.3, 36.0), (33.7, 36.6))


@pytest.mark.parametrize(
    "viewbox",
    [
        AROUND_DAMASCUS,
        [Point(33.7, 36.0), Point(33.3, 36.6)],
        ("33.3, 36.6", "33.7, 36.0"),
    ],
)
def test_what_lies_outside_a_bounded_viewbox_is_left_out(
    geocoder: SyriaGazetteer, viewbox: tuple[object, object]
) -> None:
    box = {"viewbox": viewbox, "bounded": True}
    assert ids(geocoder.geocode("Jobar", exactly_one=False, **box)) == ["sy:damascus/jobar"]
    assert place_id(geocoder.geocode("Jobar", **box)) == "sy:damascus/jobar"
    assert place_id(geocoder.geocode("Damascus", **box)) == "gn:170654"
    assert geocoder.geocode("Homs", **box) is None
    assert geocoder.geocode("10 km south of Homs", exactly_one=False, **box) is None
    assert geocoder.geocode("10 km south of Damascus", **box).raw["precision"] == "near_settlement"
    assert [place_id(found) for found in geocoder.geocode_many(["Jobar", "Homs"], **box)] == [
        "sy:damascus/jobar",
        None,
    ]


def test_candidates_outside_a_viewbox_are_left_out_beside_an_answer_inside_it(
    geocoder: SyriaGazetteer,
) -> None:
    everywhere = geocoder.geocode("Suran", exactly_one=False)
    lat, lon = everywhere[0].latitude, everywhere[0].longitude
    box = ((lat - 0.1, lon - 0.1), (lat + 0.1, lon + 0.1))
    inside = geocoder.geocode("Suran", exactly_one=False, viewbox=box, bounded=True)
    assert inside[0].address == everywhere[0].address
    assert set(ids(inside)) == set(inside[0].raw["candidates"]) < set(ids(everywhere))


def test_the_only_place_in_a_viewbox_is_not_taken_where_the_name_means_another(
    geocoder: SyriaGazetteer, gazetteer: Gazetteer
) -> None:
    unit = gazetteer.place("sy:adm1/homs")
    assert unit is not None
    around = ((unit.lat - 0.1, unit.lon - 0.1), (unit.lat + 0.1, unit.lon + 0.1))
    box = {"viewbox": around, "bounded": True}
    assert ids(geocoder.geocode("Homs", exactly_one=False, **box)) == [unit.place_id]
    assert geocoder.geocode("Homs", **box) is None
    assert place_id(geocoder.geocode("Homs province", **box)) == unit.place_id


def test_a_viewbox_does_not_overrule_what_is_named(geocoder: SyriaGazetteer) -> None:
    box = {"viewbox": AROUND_DAMASCUS, "bounded": True}
    assert geocoder.geocode("Jobar", governorate="Homs", **box) is None
    assert geocoder.geocode("Jobar", parent="Homs", **box) is None


def test_a_viewbox_that_is_not_bounded_chooses_nothing(geocoder: SyriaGazetteer) -> None:
    assert geocoder.geocode("Jobar", viewbox=AROUND_DAMASCUS) is None
    assert geocoder.geocode("Homs", viewbox=AROUND_DAMASCUS) == geocoder.geocode("Homs")


@pytest.mark.parametrize("viewbox", [5, [], [(1, 2)], [(1, 2), (99, 2)], ["a", "b"], [(1, 2), (math.nan, 3)]])
@pytest.mark.filterwarnings("ignore:Latitude normalization")
def test_what_is_no_viewbox_is_a_query_error(geocoder: SyriaGazetteer, viewbox: object) -> None:
    with pytest.raises(GeocoderQueryError, match="viewbox"):
        geocoder.geocode("Homs", viewbox=viewbox)


# Spots and areas, which are no places of their own


def test_a_place_told_by_its_relation_is_a_spot(geocoder: SyriaGazetteer) -> None:
    idlib, spot = geocoder.geocode("Idlib"), geocoder.geocode("30 km south of Idlib")
    assert great_circle(idlib.point, spot.point).km == pytest.approx(30, abs=0.5)
    assert spot.latitude < idlib.latitude
    assert (spot.raw["place_id"], spot.raw["precision"]) == (None, "near_settlement")
    assert spot.raw["candidates"] == [place_id(idlib)]
    assert spot.raw["radius_km"] > 5
    assert spot.raw["governorate"] == "Idlib"
    assert geocoder.geocode("30 km south of Idlib", exactly_one=False) == [spot]
    between = geocoder.geocode("between Homs and Hama")
    assert geocoder.geocode("between Homs and Hama", exactly_one=False) == [between]


def test_the_address_of_a_vague_spot_is_a_unit_as_large_as_that(
    geocoder: SyriaGazetteer, gazetteer: Gazetteer
) -> None:
    spot = geocoder.geocode("30 km south of Idlib")
    unit = gazetteer.place(gazetteer.reverse(spot.latitude, spot.longitude).district)
    assert gazetteer.reverse(spot.latitude, spot.longitude).radius_km < spot.raw["radius_km"] < unit.radius_km
    assert spot.address == f"in {unit.name} district, Idlib governorate, Syria"


def test_the_address_of_a_spot_says_near_only_where_it_is(geocoder: SyriaGazetteer) -> None:
    assert geocoder.geocode("2 km south of Talbiseh").address == "near Talbiseh, Homs governorate, Syria"
    assert geocoder.geocode("between Homs and Hama").address == "near Homs and Hama, Syria"
    assert geocoder.geocode("شمال حمص", language="ar").address == "قرب حمص، محافظة حمص، سوريا"


def test_a_spot_across_the_border_is_not_told_as_the_town_beside_it(geocoder: SyriaGazetteer) -> None:
    spot = geocoder.geocode("north of Qamishli")
    assert (spot.raw["place_id"], spot.raw["governorate"]) == (None, None)
    assert spot.address == "near Qamishli, Hasakah governorate, Syria"


def test_a_spot_told_by_a_name_of_several_places_is_nowhere(geocoder: SyriaGazetteer) -> None:
    assert geocoder.geocode("30 km south of Jobar") is None
    assert geocoder.geocode("30 km south of Jobar", exactly_one=False) is None


def test_a_name_that_sounds_like_a_relation_is_a_name(geocoder: SyriaGazetteer, gazetteer: Gazetteer) -> None:
    found = geocoder.geocode("South of the Stadium")
    assert found.raw["kind"] == "neighbourhood"
    assert found.address == "Janoub al-Malaab, Hama, Hama governorate, Syria"
    name = "northern countryside of Homs"
    area = Place("test:area", name, PlaceKind.AREA, 34.9, 36.8, 20.0, "Homs")
    assert place_id(with_places(gazetteer, area).geocode(name)) == "test:area"


def test_namesakes_side_by_side_are_told_as_the_spot_between_them(gazetteer: Gazetteer) -> None:
    one, other = village("Madeupville", 35.60, 36.60), village("Madeupville", 35.64, 36.60)
    geocoder = with_places(gazetteer, one, other)
    spot = geocoder.geocode("Madeupville")
    assert (spot.latitude, spot.raw["place_id"]) == (pytest.approx(35.62), None)
    assert spot.address == "near Madeupville, Idlib governorate, Syria"
    found = geocoder.geocode("Madeupville", exactly_one=False)
    assert found[0] == spot
    assert set(ids(found[1:])) == {one.place_id, other.place_id}


def test_namesakes_in_one_subdistrict_are_told_as_that(gazetteer: Gazetteer) -> None:
    unit = gazetteer.place("sy:adm3/idlib/maarrat-an-numan")
    assert unit is not None
    spread = [
        replace(village("Madeupville", lat, 36.68), subdistrict=unit.place_id) for lat in (35.55, 35.72)
    ]
    found = with_places(gazetteer, *spread).geocode("Madeupville")
    assert (found.latitude, found.longitude) == (unit.lat, unit.lon)
    assert (found.raw["place_id"], found.raw["precision"]) == (None, "subdistrict")
    assert found.raw["subdistrict"] == unit.name
    assert found.address == f"in {unit.name} sub-district, Idlib governorate, Syria"
    assert set(found.raw["candidates"]) == {p.place_id for p in spread}


def test_namesakes_far_apart_are_not_told(gazetteer: Gazetteer) -> None:
    far = (
        village("Madeupville", 35.60, 36.60),
        replace(village("Madeupville", 36.6, 41.0), governorate="Hasakah"),
    )
    geocoder = with_places(gazetteer, *far)
    assert geocoder.geocode("Madeupville") is None
    assert len(geocoder.geocode("Madeupville", exactly_one=False)) == 2


# Addresses and evidence


@pytest.mark.parametrize(
    ("query", "english", "arabic"),
    [
        (
            "Karm al-Zeitoun, Homs",
            "Karm al-Zeitoun, Homs, Homs governorate, Syria",
            "كرم الزيتون، حمص، محافظة حمص، سوريا",
        ),
        ("Kansafra", "Kansafra, Ehsem sub-district, Idlib governorate, Syria", None),
        ("Homs", "Homs, Homs governorate, Syria", "حمص، محافظة حمص، سوريا"),
        ("Homs sub-district", "Homs sub-district, Homs governorate, Syria", "ناحية حمص، محافظة حمص، سوريا"),
        ("Homs district", "Homs district, Homs governorate, Syria", "منطقة حمص، محافظة حمص، سوريا"),
        ("Homs province", "Homs governorate, Syria", "محافظة حمص، سوريا"),
        ("Rojava", "Rojava, Syria", None),
        ("Syria", "Syria", "سوريا"),
    ],
)  # fmt: skip
def test_an_address_says_what_holds_a_place(
    geocoder: SyriaGazetteer, query: str, english: str, arabic: str | None
) -> None:
    assert geocoder.geocode(query).address == english
    if arabic:
        assert geocoder.geocode(query, language="ar").address == arabic


def test_a_name_that_is_not_known_in_arabic_is_told_in_english(gazetteer: Gazetteer) -> None:
    geocoder = with_places(gazetteer, village("Madeupville", 35.6, 36.6))
    assert geocoder.geocode("Madeupville", language="ar").address.startswith("Madeupville، محافظة ")


def test_a_place_on_a_border_is_not_put_into_a_subdistrict_of_another_governorate(
    gazetteer: Gazetteer,
) -> None:
    place = replace(village("Madeupville", 35.6, 36.6), subdistrict="sy:adm3/idlib/ehsem")
    assert with_places(gazetteer, place).geocode("Madeupville").address.startswith("Madeupville, Ehsem")
    place = replace(place, governorate="Hama")
    found = with_places(gazetteer, place).geocode("Madeupville")
    assert found.address == "Madeupville, Hama governorate, Syria"


def test_addresses_are_understood_again(gazetteer: Gazetteer, geocoder: SyriaGazetteer) -> None:
    local = {PlaceKind.SETTLEMENT, PlaceKind.NEIGHBOURHOOD}
    places = [p for p in gazetteer.places if p.kind in local]
    told = [geocoder.reverse((p.lat, p.lon), exactly_one=False) for p in places[::10]]
    addresses = {loc.address: place_id(loc) for found in told for loc in found if loc.raw["kind"] in local}
    right = [place_id(found) for found in geocoder.geocode_many(addresses)]
    assert len(addresses) > 100
    assert sum(map(str.__eq__, map(str, right), addresses.values())) >= 0.95 * len(addresses)


@pytest.mark.parametrize(
    ("language", "arabic"),
    [
        ("ar", True),
        ("AR", True),
        ("ar-SY", True),
        ("ar_SY", True),
        ("fr, ar;q=0.8, en;q=0.5", True),
        ("en_GB", False),
        ("en,ar", False),
        ("fr", False),
        ("arc", False),
        ("", False),
        (False, False),
        (None, False),
    ],
)
def test_languages(geocoder: SyriaGazetteer, language: object, arabic: bool) -> None:
    name = "حمص" if arabic else "Homs"
    assert geocoder.geocode("Homs", language=language).address.startswith(name)
    assert geocoder.geocode("Homs", exactly_one=False, language=language)[0].address.startswith(name)
    assert geocoder.geocode_many(["Homs"], language=language)[0].address.startswith(name)
    assert geocoder.reverse((34.72, 36.72), language=language, zoom=5).address.endswith(
        "سوريا" if arabic else "Syria"
    )


@pytest.mark.parametrize(
    "query", ["Homs", "Karm al-Zeitoun, Homs", "Jobar", "30 km south of Idlib", "Syria", "Ghouta"]
)
def test_evidence_is_in_raw(geocoder: SyriaGazetteer, query: str) -> None:
    found = geocoder.geocode(query, exactly_one=False)
    for location in found:
        assert set(location.raw) == RAW
        assert (location.raw["lat"], location.raw["lon"]) == (location.latitude, location.longitude)
        assert location.raw["reason"]
        assert 0 < location.raw["score"] <= 1
        assert location.raw["radius_km"] > 0
        assert json.loads(json.dumps(location.raw)) == location.raw


def test_raw_names_the_units_and_the_records(geocoder: SyriaGazetteer) -> None:
    raw = geocoder.geocode("Kansafra").raw
    assert raw["place_id"] == "sy:village/idlib/kansafra"
    assert raw["place_id"] in raw["provenance"]
    assert (raw["governorate"], raw["district"], raw["subdistrict"]) == ("Idlib", "Ariha", "Ehsem")
    assert (raw["precision"], raw["kind"]) == ("settlement", "settlement")
    assert geocoder.geocode("eastern Aleppo").raw["precision"] == "near_settlement"


# Many at once


def test_many_are_found_in_their_order(geocoder: SyriaGazetteer) -> None:
    rows = pd.Series(
        ["Homs", None, "qqqqq", pd.NA, {"city": "Deraa"}, ("Jobar", Context(parent="Homs")), "", "Jobar"]
    )
    found = geocoder.geocode_many(rows)
    expected = ["gn:169577", None, None, None, "gn:170905", "sy:homs/jobar", None, None]
    assert [place_id(one) for one in found] == expected
    assert found[0] == geocoder.geocode("Homs")
    assert geocoder.geocode_many([]) == []


def test_what_is_known_of_all_holds_for_each(geocoder: SyriaGazetteer) -> None:
    own = ("Suran", Context(governorates=("Hama",)))
    found = geocoder.geocode_many(iter(["Suran", "Talbiseh", own]), governorate="Aleppo")
    assert [one and one.raw["governorate"] for one in found] == ["Aleppo", None, "Hama"]
    assert (
        geocoder.geocode_many(["Homs", ("Homs", Context(governorates=("Bavaria",)))], parent="Homs")[1]
        is None
    )


@pytest.mark.parametrize("bad", [5, ("Homs", "Homs"), {"street": "x"}, (5, Context()), ("x", Context((5,)))])
def test_the_message_says_which_of_many_is_unusable(geocoder: SyriaGazetteer, bad: object) -> None:
    with pytest.raises(GeocoderQueryError, match="query 1:"):
        geocoder.geocode_many(["Homs", bad])


# Points


def test_a_point_is_named_by_the_finest_place_that_holds_it(geocoder: SyriaGazetteer) -> None:
    found = geocoder.reverse(KARM)
    assert found.address == "Karm al-Zeitoun, Homs, Homs governorate, Syria"
    assert (found.latitude, found.longitude) == (34.718, 36.732)
    assert found.raw["distance_km"] == 0
    assert place_id(geocoder.reverse(DESERT)) == "sy:adm3/homs/sokhneh"


def test_a_list_goes_from_fine_to_coarse(geocoder: SyriaGazetteer) -> None:
    found = geocoder.reverse(KARM, False, 1)
    assert found[0] == geocoder.reverse(KARM)
    kinds = [location.raw["kind"] for location in found]
    assert kinds[0] == "neighbourhood"
    assert kinds[-4:] == ["settlement", "subdistrict", "district", "governorate"]
    assert ids(found)[-4:] == ["gn:169577", "sy:adm3/homs/homs", "sy:adm2/homs/homs", "sy:adm1/homs"]
    for location in found:
        assert set(location.raw) == RAW | {"distance_km"}
        apart = great_circle(KARM, location.point).km
        assert location.raw["distance_km"] == pytest.approx(apart, abs=0.01)
        assert kinds[-3:].count(location.raw["kind"]) or apart <= location.raw["radius_km"]


@pytest.mark.parametrize(
    "point", [Point(*KARM), list(KARM), "34.718, 36.732", "34.718;36.732", (*KARM, 500.0), "34 43m 4.8s N 36 43m 55s E"]
)  # fmt: skip
def test_points_are_taken_as_geopy_takes_them(geocoder: SyriaGazetteer, point: object) -> None:
    assert place_id(geocoder.reverse(point)) == "sy:homs/karm-al-zeitoun"


@pytest.mark.parametrize(
    "point", [(48.85, 2.35), (34.5, 35.0), (33.89, 35.5), (90, 0), (-34.7, 36.7), (0, 0)]
)
def test_a_point_outside_syria_is_nowhere(geocoder: SyriaGazetteer, point: tuple[float, float]) -> None:
    assert geocoder.reverse(point) is None
    assert geocoder.reverse(point, exactly_one=False) is None
    assert geocoder.reverse(point, zoom=0) is None


@pytest.mark.parametrize(
    "point",
    [
        "somewhere", "", object(), None, 34.7, (), {}, (34.7,), (None, 36.7), (34.7, ""), (91, 36), (36, 91, 0, 0),
        (math.nan, 36), (34, math.inf), math.nan, pd.NA, (10**400, 1), geometry.Point(36, 34), b"34,36", "1" * 500,
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Latitude normalization")
def test_what_is_no_point_is_refused_as_by_geopy(geocoder: SyriaGazetteer, point: object) -> None:
    with pytest.raises(ValueError, match="Must be a coordinate pair or Point") as error:
        geocoder.reverse(point)
    assert not isinstance(error.value, GeocoderQueryError)  # which a RateLimiter would try again


@pytest.mark.parametrize(
    ("zoom", "kind"),
    [
        (None, "neighbourhood"),
        (18, "neighbourhood"),
        (14, "neighbourhood"),
        ("10", "settlement"),
        (9, "subdistrict"),
        (8, "district"),
        (5, "governorate"),
        (3, "country"),
        (-1, "country"),
    ],
)
def test_zoom_says_how_fine(geocoder: SyriaGazetteer, zoom: object, kind: str) -> None:
    assert geocoder.reverse(KARM, zoom=zoom).raw["kind"] == kind
    found = geocoder.reverse(KARM, exactly_one=False, zoom=zoom)
    assert found[-1].raw["kind"] == ("country" if kind == "country" else "governorate")


def test_a_zoom_is_a_number(geocoder: SyriaGazetteer) -> None:
    with pytest.raises(GeocoderQueryError, match="zoom"):
        geocoder.reverse(KARM, zoom="near")


def test_threads_may_share_it(gazetteer: Gazetteer) -> None:
    places = gazetteer.places[::40]
    points = [(place.lat, place.lon) for place in places]
    alone = [SyriaGazetteer(gazetteer).reverse(point) for point in points]
    fresh = SyriaGazetteer(Gazetteer.embedded())
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(fresh.reverse, points)) == alone


# Whatever is asked

WORDS = st.sampled_from(
    [
        "Homs",
        "Jobar",
        "Syria",
        "30 km",
        "south of",
        "between",
        "and",
        ",",
        "near",
        "district",
        "حمص",
        "شمال",
        "Paris",
    ]
)
TEXTS = st.text(max_size=40) | st.lists(WORDS, max_size=6).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(query=TEXTS, language=st.sampled_from(["en", "ar"]), bounded=st.booleans())
def test_any_text_is_answered_or_refused(geocoder, query, language, bounded) -> None:
    options = {"language": language, "viewbox": AROUND_DAMASCUS, "bounded": bounded}
    try:
        one = geocoder.geocode(query, **options)
        every = geocoder.geocode(query, exactly_one=False, **options)
    except GeocoderQueryError:
        assert not any(c.isprintable() and not c.isspace() for c in query)
        return
    assert one is None or every[0] == one
    for location in every or ():
        assert location.address.endswith("سوريا" if language == "ar" else "Syria")
        if bounded:
            assert 33.3 <= location.latitude <= 33.7
            assert 36.0 <= location.longitude <= 36.6


@settings(max_examples=200, deadline=None)
@given(query=st.dictionaries(st.sampled_from(sorted(KEYS)), TEXTS | st.none()), other=TEXTS)
def test_any_structured_query_is_answered_or_refused(geocoder, query, other) -> None:
    try:
        found = geocoder.geocode(query, parent=other, governorate=[other], near=other)
    except GeocoderQueryError:
        return
    assert found is None or isinstance(found, Location)


@settings(max_examples=300, deadline=None)
@given(
    point=st.tuples(st.floats(32, 37.5), st.floats(35.5, 42.5)) | st.tuples(st.floats(), st.floats()) | TEXTS
)
@pytest.mark.filterwarnings("ignore:Latitude normalization")
def test_any_point_is_named_or_refused(geocoder, point) -> None:
    try:
        found = geocoder.reverse(point, exactly_one=False)
    except ValueError:
        return
    assert found is None or [loc.raw["kind"] for loc in found][-3:] == [
        "subdistrict",
        "district",
        "governorate",
    ]
