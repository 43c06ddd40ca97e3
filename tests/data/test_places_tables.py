"""The hand-written place tables, row by row: a slip of the pen in one of them must not reach the map."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from importlib.resources import files

import geopandas
import pytest
from shapely.geometry import Point

from gazetteer.names import fold, is_arabic
from gazetteer.places import Place, PlaceKind
from gazetteer.tables import embedded
from incidents.model import Governorate

HEADER = [
    *(
        "place_id",
        "name",
        "kind",
        "feature",
        "lat",
        "lon",
        "radius_km",
        "governorate",
        "parent_id",
        "name_ar",
    ),
    *("aliases", "accuracy_km", "source", "note"),
]
KINDS = {"neighbourhoods": "neighbourhood", "villages": "settlement", "sites": "site", "areas": "area"}
ID_FORMS = {
    "neighbourhoods": r"sy:[a-z-]+/[a-z0-9-]+",
    "villages": r"sy:village/[a-z-]+/[a-z0-9-]+",
    "sites": r"sy:site/[a-z-]+/[a-z0-9-]+",
    "areas": r"sy:area/[a-z0-9-]+",
}
KM_PER_DEGREE = 105.0
"""Between a degree of latitude (111) and of longitude at 35 degrees north (91): enough for a tolerance."""
BORDER_KM = 3.0
"""The polygons are simplified: a place this near to its governorate counts as in it."""
SOURCES = {
    "hand-written",
    "hand-written; position corrected from OCHA",
    "hand-written; position corrected from GeoNames",
    "hand-written; position corrected from UCDP GED",
}


def read(table: str) -> list[dict[str, str]]:
    path = files("incidents_data").joinpath("gazetteer", f"{table}.csv")
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


ROWS = [pytest.param(table, row, id=row["place_id"]) for table in KINDS for row in read(table)]


@cache
def governorates() -> dict[str, object]:
    path = files("incidents_data").joinpath("gazetteer", "governorates.geojson")
    frame = geopandas.read_file(str(path))
    return dict(zip(frame["governorate"], frame.geometry, strict=True))


@cache
def loaded() -> dict[str, Place]:
    return {place.place_id: place for place in embedded()}


def spellings(row: dict[str, str]) -> list[str]:
    return [row["name"], *filter(None, row["aliases"].split(";"))]


@pytest.mark.parametrize("table", KINDS)
def test_header(table):
    assert list(read(table)[0]) == HEADER


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_row(table, row):
    assert re.fullmatch(ID_FORMS[table], row["place_id"])
    assert row["kind"] == KINDS[table] == PlaceKind(row["kind"])
    assert row["feature"]
    assert row["source"] in SOURCES
    assert not row["governorate"] or Governorate(row["governorate"])
    assert row["governorate"] or table == "areas", "only an area may lie in several governorates"
    assert None not in row, "a comma too many"
    assert all(value == value.strip() for value in row.values())


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_numbers(table, row):
    accuracy, radius = float(row["accuracy_km"]), float(row["radius_km"])
    assert 32.0 < float(row["lat"]) < 37.5
    assert 35.5 < float(row["lon"]) < 42.5
    assert 0 < accuracy <= 50
    assert radius > 0
    assert radius <= (200 if table == "areas" else 5)


@pytest.mark.parametrize(("table", "row"), [p for p in ROWS if p.values[0] != "areas"])
def test_point_lies_in_its_governorate(table, row):
    point = Point(float(row["lon"]), float(row["lat"]))
    off_km = governorates()[row["governorate"]].distance(point) * KM_PER_DEGREE
    assert off_km <= max(BORDER_KM, float(row["accuracy_km"])) or row["note"]


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_names(table, row):
    names = spellings(row)
    assert is_arabic(row["name_ar"])
    assert not re.search("[A-Za-z]", row["name_ar"].replace("M10", ""))
    assert len(names) == len(set(names)), "the same spelling twice"
    for name in names:
        assert re.search("[A-Za-z0-9]", name)
        assert not re.search(r'[;"\u0600-\u06ff]', name), "Arabic has its own column"


def test_ids_are_unique():
    counts = Counter(row["place_id"] for table in KINDS for row in read(table))
    assert [place_id for place_id, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("row", [pytest.param(row, id=row["place_id"]) for row in read("neighbourhoods")])
def test_neighbourhood_belongs_to_a_city_that_there_is(row):
    city = row["parent_id"].removeprefix("city:")
    assert row["place_id"].startswith(f"sy:{city}/")
    assert loaded()[row["place_id"]].parent_id in loaded()


def test_one_spelling_means_one_neighbourhood_of_a_city():
    taken: dict[tuple[str, str], str] = {}
    for row in read("neighbourhoods"):
        for name in {fold(name) for name in spellings(row)}:
            owner = taken.setdefault((row["parent_id"], name), row["place_id"])
            assert owner == row["place_id"], f"{name!r} names {owner} and {row['place_id']}"


def test_one_spelling_means_one_area_or_site_of_a_governorate():
    taken: dict[tuple[str, str], str] = {}
    for table in ("sites", "areas"):
        for row in read(table):
            for name in {fold(name) for name in spellings(row)}:
                owner = taken.setdefault((row["governorate"], name), row["place_id"])
                assert owner == row["place_id"], f"{name!r} names {owner} and {row['place_id']}"


def test_no_english_word_as_a_spelling():
    """Words that open sentences or name offices and people would be found all over a report."""
    words = {
        "has",
        "corner",
        "old",
        "north",
        "airport",
        "camp",
        "hospital",
        "army",
        "jazeera",
        "sahel",
        "baath",
    }
    found = {fold(name) for table in KINDS for row in read(table) for name in spellings(row)} & words
    assert found <= {"sahel"}, "Sahel is a village of Qalamoun; ambiguous elsewhere"


@pytest.mark.parametrize(
    ("table", "least"), [("neighbourhoods", 156), ("villages", 200), ("sites", 80), ("areas", 25)]
)
def test_tables_are_complete_enough(table, least):
    assert len(read(table)) >= least


def test_homs_has_its_neighbourhoods():
    assert sum(row["parent_id"] == "city:homs" for row in read("neighbourhoods")) >= 36


@pytest.mark.parametrize(
    ("place_id", "lat", "lon"),
    [
        ("sy:homs/karm-al-zeitoun", 34.718, 36.732),
        ("sy:homs/baba-amr", 34.711, 36.690),
        ("sy:homs/jobar", 34.69, 36.671),
        ("sy:damascus/jobar", 33.5265, 36.333),
    ],
)
def test_places_of_well_known_reports(place_id, lat, lon):
    row = next(row for row in read("neighbourhoods") if row["place_id"] == place_id)
    assert float(row["lat"]) == pytest.approx(lat, abs=0.01)
    assert float(row["lon"]) == pytest.approx(lon, abs=0.01)
