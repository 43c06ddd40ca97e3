"""OCHA's lists of populated places and of neighbourhoods."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gazetteer.errors import ImportFileError
from gazetteer.importers import read
from gazetteer.importers.ocha import OCHA_COLUMNS
from gazetteer.importers.own import CSV_COLUMNS
from gazetteer.places import PlaceKind
from gazetteer.tables import read_rows
from tests.gazetteer.list_files import COMMUNITIES, NEIGHBOURHOODS, community, one, workbook, written


def test_communities(tmp_path: Path) -> None:
    found = read(
        written(tmp_path, COMMUNITIES + community("Hama", "C2987", reference="Hamah", seat="1")), "ocha"
    )
    assert (found.name, found.source, found.licence) == ("ocha-places", "UN OCHA", "CC BY 3.0 IGO")
    place = one(found)
    assert (place.place_id, place.pcode, place.name, place.name_ar) == ("ocha:C2987", "C2987", "Hama", "كفر")
    assert place.aliases == ("Hamah",)
    assert (place.kind, place.parent_id, place.governorate) == (PlaceKind.SETTLEMENT, None, "Homs")
    assert (place.lat, place.lon) == (34.7, 36.7)
    assert found.skipped == ()


@pytest.mark.parametrize(
    ("seat", "feature", "radius_km"),
    [("", "village", 1.0), ("1", "city", 4.0), ("2", "town", 2.0), ("3", "town", 1.0), ("0", "village", 1.0)],
)
def test_seats_are_towns(tmp_path: Path, seat: str, feature: str, radius_km: float) -> None:
    place = one(read(written(tmp_path, COMMUNITIES + community(seat=seat)), "ocha"))
    assert (place.feature, place.radius_km) == (feature, radius_km)


def test_units_have_codes_names_and_points_spread_over_their_places(tmp_path: Path) -> None:
    rows = "".join(community(f"Kafr {n}", f"C{n}", lat=34 + n / 100) for n in range(100))
    found = read(written(tmp_path, COMMUNITIES + rows), "ocha")
    assert [(u.level, u.pcode, u.names) for u in found.units] == [
        (1, "SY04", ("Homs", "حمص")),
        (2, "SY0401", ("Homs", "حمص")),
        (3, "SY040100", ("Rural", "ريف")),
    ]
    points = found.units[0].points
    assert 20 < len(points) <= 40
    assert points[0] == (34.0, 36.7)
    assert points[-1][0] > 34.9


def test_neighbourhoods(tmp_path: Path) -> None:
    rows = (
        "Bab Amr,بابا عمرو,N0200,,Homs,حمص,C2528,SY040000,Homs,34.71,36.69",
        "Karm,,N0201,,Homs,,,SY040000,,34.72,36.7",
    )
    found = read(written(tmp_path, NEIGHBOURHOODS + "\n".join(rows)), "ocha")
    assert (found.name, found.units) == ("ocha-neighbourhoods", ())
    place, orphan = found.places
    assert (place.place_id, place.parent_id, place.pcode) == ("ocha:N0200", "ocha:C2528", "N0200")
    assert (place.kind, place.feature, place.radius_km) == (PlaceKind.NEIGHBOURHOOD, "neighbourhood", 0.7)
    assert (place.name_ar, place.governorate) == ("بابا عمرو", "Homs")
    assert (orphan.parent_id, orphan.governorate) == (None, "Homs")
    assert found.skipped == ("row 3: kept, but the code of its city is missing",)


def test_a_bracket_is_not_part_of_the_name(tmp_path: Path) -> None:
    text = COMMUNITIES + community("Marj (Damascus)", reference="Murj (Damascus)")
    place = one(read(written(tmp_path, text), "ocha"))
    assert place.name == "Marj"
    assert place.aliases == ("Marj (Damascus)", "Murj (Damascus)", "Murj")


@pytest.mark.parametrize(
    ("listed", "first"),
    [
        ("Kafra - Mithal", "Kafra"),
        ("Kafra_Mithal", "Kafra"),
        ("Deir-ez-Zor", None),
        ("Kafra", None),
        (" - Kafra", None),
    ],
)
def test_of_two_names_joined_into_one_the_first_is_a_name_too(tmp_path: Path, listed, first) -> None:
    place = one(read(written(tmp_path, COMMUNITIES + community(listed)), "ocha"))
    assert (first in place.aliases) is (first is not None)


@pytest.mark.parametrize(
    ("written_name", "name"),
    [
        ("Damascus", "Damascus"),
        ("Aleppo", "Aleppo"),
        ("Rural Damascus", "Rif Dimashq"),
        ("Homs", "Homs"),
        ("Hama", "Hama"),
        ("Lattakia", "Latakia"),
        ("Idleb", "Idlib"),
        ("Al-Hasakeh", "Hasakah"),
        ("Deir-ez-Zor", "Deir ez-Zor"),
        ("Tartous", "Tartus"),
        ("Ar-Raqqa", "Raqqa"),
        ("Dar'a", "Daraa"),
        ("As-Sweida", "Suwayda"),
        ("Quneitra", "Quneitra"),
    ],
)
def test_ochas_governorates_have_our_names(tmp_path: Path, written_name: str, name: str) -> None:
    row = f"Kafr,,N1,,Homs,,C1,,{written_name},34.7,36.7\n"
    assert one(read(written(tmp_path, NEIGHBOURHOODS + row), "ocha")).governorate == name


def test_the_code_of_a_governorate_counts_before_its_name(tmp_path: Path) -> None:
    codes = {row["pcode"]: row["name"] for row in read_rows("admin_names.csv") if row["level"] == "1"}
    assert len(codes) == 14
    for code, name in codes.items():
        row = f"Kafr,,N1,,Homs,,C1,{code}0101,Homs,34.7,36.7\n"
        assert one(read(written(tmp_path, NEIGHBOURHOODS + row), "ocha")).governorate == name


def test_newer_workbook_with_sheets_titles_and_hxl(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "syr_admin.xlsx",
        About=[["Syria: populated places"], ["Source", "OCHA"]],
        Admin1=[["Name", "Pcode", "Latitude", "Longitude"], ["Homs", "SY04", 34.5, 38.2]],
        Admin4=[
            ["Syria, level 4"],
            [],
            ["admin4Name_en", "admin4Name_ar", "admin4Pcode", "admin1Name_en", "admin1Pcode", "Latitude_y",
             "Longitude_x"],
            ["#adm4+name+en", "#adm4+name+ar", "#adm4+code", "#adm1+name", "#adm1 +code", "#geo+lat", "#geo+lon"],
            ["Bazabur", "بزابور", "C4268", "Idleb", "SY07", 35.7747819, "36,6148441"],
            ["Nowhere", None, "C9", "Idleb", "SY07", None, 36.6],
        ],
    )  # fmt: skip
    found = read(path, "ocha")
    place = one(found)
    assert found.name == "ocha-places"
    assert (place.name, place.name_ar, place.pcode, place.governorate) == (
        "Bazabur",
        "بزابور",
        "C4268",
        "Idlib",
    )
    assert (place.lat, place.lon) == (35.7747819, 36.6148441)
    assert found.skipped == (
        "row 6: latitude is missing",
        "1 row that stands above the headings left out",
        "sheet 'Admin1' was not read",
    )


@pytest.mark.parametrize(
    "headings",
    [
        "featureName_en,featurePcode,Latitude_y,Longitude_x",
        "ADM4_EN,ADM4_PCODE,latitude_dd,longitude_dd",
        "admin4 name en;ADMIN4_PCODE;POINT_Y;POINT_X",
        "Community Name\tCommunity Pcode\tLat\tLon",
        "NAME EN,P-Code,LATITUDE,LONGITUDE",
    ],
)
def test_headings_of_several_years(tmp_path: Path, headings: str) -> None:
    separator = next(s for s in ";\t," if s in headings)
    row = separator.join(["Kafr", "C7", "34.7", "36.7"])
    place = one(read(written(tmp_path, f"{headings}\n{row}\n"), "ocha"))
    assert (place.place_id, place.name, place.lat, place.lon) == ("ocha:C7", "Kafr", 34.7, 36.7)
    assert place.kind is PlaceKind.SETTLEMENT


def test_a_community_twice_in_its_row_is_no_neighbourhood(tmp_path: Path) -> None:
    twice = "featureName_en,featurePcode,admin4Pcode,lat,lon\nKafr,C7,C7,34.7,36.7\n"
    assert one(read(written(tmp_path, twice), "ocha")).kind is PlaceKind.SETTLEMENT
    in_it = "neighbourhoodName_en,neighbourhoodPcode,admin4Pcode,lat,lon\nKarm,N7,C7,34.7,36.7\n"
    assert one(read(written(tmp_path, in_it), "ocha")).parent_id == "ocha:C7"
    no_city = "name_en,pcode,lat,lon\nKarm,N7,34.7,36.7\n"
    assert one(read(written(tmp_path, no_city), "ocha")).kind is PlaceKind.NEIGHBOURHOOD


def test_bad_rows_of_ocha_are_set_aside(tmp_path: Path) -> None:
    text = COMMUNITIES + (
        community("Good", "C1") + community("Again", "C1") + community("Unit", "SY0401") + community("None", "")
        + community("", "C5") + community("Far", "C6", lat=52, lon=5) + community("Odd", "C 7")
        + "Beirut,,,C8,LB01,,,LB0,,,LB,,,33.9,35.5,\n"
    )  # fmt: skip
    found = read(written(tmp_path, text), "ocha")
    assert [place.name for place in found.places] == ["Good", "كفر"]  # a name in Arabic is a name
    assert found.skipped == (
        "row 3: the code C1 stands twice; the first row is kept",
        "row 4: SY0401 is the code of an administrative unit, not of a place in it",
        "row 5: the code of the place is missing",
        "row 7: latitude 52, longitude 5: this is not in or near Syria",
        "row 8: 'C 7' is no code of a place",
        "row 9: the code LB is not one of Syria",
    )


def test_another_countrys_ocha_list(tmp_path: Path) -> None:
    text = "NAME_EN,PCODE,ADMIN1_COD,LATITUDE,LONGITUDE\nBeirut,C1,LB01,33.9,35.5\n"
    with pytest.raises(ImportFileError, match=r"another country \(its codes begin with LB, not SY\)"):
        read(written(tmp_path, text), "ocha")


def test_missing_columns_are_named_with_those_found(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError) as caught:
        read(written(tmp_path, "Town,PCODE,Latitude,Longitude\nHoms,C1,34.7,36.7\n"), "ocha")
    message = str(caught.value)
    assert message.startswith("list.csv lacks the columns expected: name (name_en, ")
    assert "found: Town, PCODE, Latitude, Longitude" in message


@pytest.mark.parametrize("columns", [OCHA_COLUMNS, CSV_COLUMNS], ids=["ocha", "csv"])
def test_the_tables_of_headings_are_sound(columns: dict[str, tuple[str, ...]]) -> None:
    for field, headings in columns.items():
        plain = [heading.replace("_", "").casefold() for heading in headings]
        assert len(set(plain)) == len(plain), field
        assert all(re.fullmatch("[a-z0-9]+", heading) for heading in plain), field
