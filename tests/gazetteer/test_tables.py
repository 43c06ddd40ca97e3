from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from gazetteer import Context, PlaceKind, regions, tables
from gazetteer.distance import distance_km
from gazetteer.find import ambiguous_words
from gazetteer.names import fold, has_vowel, is_arabic, key
from incidents.model import Governorate, Precision

GOVERNORATES = {str(g) for g in Governorate}
TOWNS = tables.read_rows("towns.csv")
ADMIN = tables.read_rows("admin_names.csv")
FOREIGN = tables.read_rows("foreign.csv")


def test_counts():
    assert len(TOWNS) == 310
    assert Counter(row["level"] for row in ADMIN) == {"1": 14, "2": 62, "3": 272}
    assert len(FOREIGN) > 2000
    assert len(tables.read_rows("airfields.csv")) == 15


@pytest.mark.parametrize("table", ["towns.csv", "admin_names.csv"])
def test_ids_are_unique(table):
    counts = Counter(row["place_id"] for row in tables.read_rows(table))
    assert [place_id for place_id, n in counts.items() if n > 1] == []


def test_ids_are_unique_over_all_tables(gazetteer):
    names = [*("towns.csv", "admin_names.csv"), *tables.HAND_WRITTEN]
    counts = Counter(row["place_id"] for table in names for row in tables.read_rows(table))
    assert [place_id for place_id, n in counts.items() if n > 1] == []


@pytest.mark.parametrize("row", TOWNS, ids=lambda r: r["place_id"])
def test_town(row):
    assert re.fullmatch(r"gn:\d+|sy:town/[a-z-]+", row["place_id"])
    assert row["governorate"] in GOVERNORATES
    assert row["name"].isascii()
    assert has_vowel(row["name"])
    assert int(row["population"]) >= 0
    lat, lon = float(row["lat"]), float(row["lon"])
    nearest = regions.load().governorate_id(row["governorate"])
    assert regions.load().distance_km(nearest, lat, lon) < 3
    aliases = row["aliases"].split(";")
    assert all(is_arabic(alias) or has_vowel(alias) for alias in aliases)
    assert not row["name_ar"] or is_arabic(row["name_ar"])


@pytest.mark.parametrize("row", tables.read_rows("airfields.csv"), ids=lambda r: r["name"])
def test_airfield(gazetteer, row):
    assert row["governorate"] in GOVERNORATES
    assert regions.load().at(float(row["lat"]), float(row["lon"])).governorate == row["governorate"]
    for spelling in [row["name"], *row["aliases"].split(";")]:
        found = gazetteer.resolve(spelling, Context(governorates=(row["governorate"],)))
        assert found.precision == "site", spelling
        assert distance_km(found.lat, found.lon, float(row["lat"]), float(row["lon"])) < 5, spelling


def test_nearly_every_town_has_an_arabic_name():
    assert sum(bool(row["name_ar"]) for row in TOWNS) >= 306


@pytest.mark.parametrize("row", ADMIN, ids=lambda r: r["place_id"])
def test_administrative_unit(row):
    polygon = regions.load().polygon(row["place_id"])
    assert polygon is not None
    assert polygon.is_valid
    assert polygon.area > 1e-5  # a tenth of a square kilometre: the island of Arwad
    assert row["governorate"] in GOVERNORATES
    assert row["name"].strip() == row["name"] != ""
    lat, lon, radius_km = regions.load().circle(row["place_id"])
    assert regions.load().at(lat, lon).governorate == row["governorate"]
    assert radius_km > 0.1
    if row["level"] == "1":
        assert re.fullmatch(r"SY\d\d", row["pcode"])
        assert re.fullmatch(r"SY-[A-Z]{2}", row["iso"])
    if row["seat_id"]:
        assert row["seat_id"] in {town["place_id"] for town in TOWNS}


def test_every_polygon_has_a_name():
    assert set(regions.load().ids()) == {row["place_id"] for row in ADMIN}


def test_governorates_cover_their_subdistricts():
    units = regions.load()
    whole = sum(units.polygon(row["place_id"]).area for row in ADMIN if row["level"] == "1")
    parts = sum(units.polygon(row["place_id"]).area for row in ADMIN if row["level"] == "3")
    assert whole == pytest.approx(parts, rel=0.01)


def test_frames_are_geopandas_in_degrees():
    frame = regions.load().frame(1)
    assert len(frame) == 14
    assert frame.crs.to_epsg() == 4326


def test_foreign_names_are_no_governorates_or_large_towns_of_syria(gazetteer):
    for row in FOREIGN:
        assert row["country"] != "Syria"
        assert int(row["weight"]) > 0
    for name in ("Homs", "Aleppo", "Damascus", "Hama", "Latakia", "Idlib", "Raqqa", "Palmyra"):
        assert gazetteer.resolve(name).foreign is None


def test_ambiguous_words_are_folded_and_explained():
    words = ambiguous_words()
    assert set(words.values()) == {"word", "person", "agency", "article", "not"}
    assert [word for word in words if fold(word) != word] == []
    assert {"rami", "omar", "sana", "ali", "ibrahim", "nasser", "assad", "sarin", "khaled"} <= words.keys()


def test_spelling_words_have_one_key_each():
    folder = tables.files("incidents_data").joinpath("gazetteer", "spelling_words.txt")
    lines = [line for line in folder.read_text("utf-8").splitlines() if not line.startswith("#")]
    words = [word for line in lines for word in line.split("\t")[1].split()]
    assert len(words) == len(set(words))
    assert key("Kafr") == key("Kafar") == "kfr"


def test_points_carry_their_units(gazetteer):
    """Within the border strip for which the generalised shapes may be wrong, the table's governorate stands."""
    for place in gazetteer.places:
        assert place.kind.value in {str(p) for p in Precision}
        if place.kind in (PlaceKind.SETTLEMENT, PlaceKind.NEIGHBOURHOOD):
            assert place.governorate in GOVERNORATES, place.place_id
            assert place.subdistrict is not None, place.place_id
            assert 32 < place.lat < 37.5, place.place_id
            assert 35.5 < place.lon < 42.5, place.place_id


def test_neighbourhoods_belong_to_a_known_city(gazetteer):
    for place in gazetteer.places:
        if place.kind is PlaceKind.NEIGHBOURHOOD and place.parent_id:
            assert gazetteer.place(place.parent_id) is not None, place.place_id


def test_a_table_that_is_not_there_is_empty():
    assert tables.read_rows("no-such-table.csv") == []


def test_the_version_names_the_content(gazetteer):
    assert gazetteer.version == tables.version()
    assert re.fullmatch(r"embedded-[0-9a-f]{12}", gazetteer.version)


def test_csv_tables_have_no_ragged_rows():
    for name in ("towns.csv", "admin_names.csv", "foreign.csv"):
        text = tables.files("incidents_data").joinpath("gazetteer", name).read_text("utf-8")
        widths = {len(row) for row in csv.reader(text.splitlines())}
        assert len(widths) == 1
