"""A user's own list, as CSV or Excel."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from gazetteer.errors import ImportFileError
from gazetteer.importers import read
from gazetteer.places import Place, PlaceKind
from tests.gazetteer.list_files import (
    COMMUNITIES,
    community,
    geonames,
    geonames_line,
    one,
    workbook,
    written,
    zipped,
)


def test_all_columns_of_a_users_list(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "Field notes 2014.xlsx",
        Sheet1=[
            ["Name", "Lat", "Lon", "name_ar", "aliases", "kind", "feature", "governorate", "radius_km",
             "accuracy_km", "population", "place_id", "parent_id", "source", "note"],
            ["Karm", 34.72, 36.71, "كرم", "Karem; Kerm|Krm al-X", "Neighbourhood", "quarter", "Hims governorate", 0.5,
             1, 1200, "mine:karm", "gn:169577", "a visit", "by the mill"],
        ],
    )  # fmt: skip
    found = read(path, "csv")
    assert (found.name, found.title) == ("csv-field-notes-2014", "Field notes 2014")
    assert (found.licence, found.units, found.skipped) == ("", (), ())
    assert one(found) == Place(
        place_id="mine:karm", name="Karm", kind=PlaceKind.NEIGHBOURHOOD, lat=34.72, lon=36.71, radius_km=0.5,
        governorate="Homs", name_ar="كرم", aliases=("Karem", "Kerm", "Krm al-X"), parent_id="gn:169577",
        feature="quarter", population=1200, source="a visit", accuracy_km=1.0,
    )  # fmt: skip


def test_what_is_not_given_has_defaults(tmp_path: Path) -> None:
    found = read(
        written(tmp_path, "name,latitude,longitude\nTell Qarah,36.5,37.4\n", name="Tells.csv"), "csv"
    )
    assert one(found) == Place(
        "csv:tells/tell-qarah",
        "Tell Qarah",
        PlaceKind.SETTLEMENT,
        36.5,
        37.4,
        1.0,
        feature="settlement",
        source="Tells",
    )


@pytest.mark.parametrize(
    ("given_name", "layer", "title"),
    [
        ("My List, 2nd!", "csv-my-list-2nd", "My List, 2nd!"),
        ("قرى حمص", "csv-qra-hms", "قرى حمص"),
        ("../..", "csv-places", "../.."),
        ("a\nb", "csv-a-b", "a b"),
        ("x" * 300, "csv-" + "x" * 60, "x" * 79 + "…"),
        (None, "csv-list", "list"),
    ],
)
def test_the_layers_name_is_safe_in_a_file_name(
    tmp_path: Path, given_name: str | None, layer: str, title: str
) -> None:
    found = read(written(tmp_path, "name,lat,lon\nKafr,34.7,36.7\n"), "csv", given_name)
    assert (found.name, found.title) == (layer, title)
    assert one(found).place_id == f"csv:{layer.removeprefix('csv-')}/kafr"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    text = "name,name_ar,y,x\r\nHoms,حمص,34.73,36.71\r\n".replace(",", separator)
    found = read(written(tmp_path, text, encoding), "csv")
    assert (one(found).name, one(found).name_ar) == ("Homs", "حمص")
    assert (one(found).lat, one(found).lon) == (34.73, 36.71)
    warned = any("Windows-1256" in line for line in found.skipped)
    assert warned == (encoding == "cp1256")


def test_decimal_commas(tmp_path: Path) -> None:
    with_semicolons = read(written(tmp_path, "name;lat;lon;radius_km\nHoms;34,73;36,71;1,5\n"), "csv")
    assert (one(with_semicolons).lat, one(with_semicolons).radius_km) == (34.73, 1.5)
    with_commas = written(tmp_path, 'name,lat,lon\nHoms,"34,73",36.71\nHama,35.1,36.7\n')
    assert read(with_commas, "csv").skipped == ("row 2: latitude '34,73' is not a number",)


def test_digits_may_be_arabic(tmp_path: Path) -> None:
    assert one(read(written(tmp_path, "name,lat,lon\nHoms,٣٤٫٧٣,36.71\n"), "csv")).lat == 34.73


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Homs,36.71,34.73", "latitude 36.71, longitude 34.73: latitude and longitude look swapped"),
        ("Paris,48.9,2.3", "latitude 48.9, longitude 2.3: this is not in or near Syria"),
        ("Homs,abc,36.7", "latitude 'abc' is not a number"),
        ("Homs,nan,36.7", "latitude 'nan' is not a number"),
        ("Homs,34.7,inf", "longitude 'inf' is not a number"),
        ("Homs,34.7", "longitude is missing"),
        ("Homs", "latitude is missing"),
        (",34.7,36.7", "the name is missing"),
        ("\x02\u200b,34.7,36.7", "the name is missing"),
        ("123 - 4,34.7,36.7", "the name '123 - 4' has no letters"),
        ("x" * 201 + ",34.7,36.7", f"the name '{'x' * 39}…' is longer than 200 characters"),
        ("x" * 20_001 + ",34.7,36.7", "the row is longer than 20,000 characters"),
        ("Homs,34.7,36.7,district", "a district has official borders, which a point cannot give"),
        ('"Homs,34.7,36.7', 'a quotation mark (") is opened and not closed'),
    ],
)
def test_unusable_rows_are_set_aside_with_the_reason(tmp_path: Path, row: str, reason: str) -> None:
    text = f"name,lat,lon,kind\nKafr,34.7,36.7,\n{row}\n\n,,\nTell,35.7,36.7,village\n"
    found = read(written(tmp_path, text), "csv")
    assert [place.name for place in found.places] == ["Kafr", "Tell"]
    assert found.skipped == (f"row 3: {reason}",)


@pytest.mark.parametrize(
    ("column", "cell", "note"),
    [
        ("governorate", "Atlantis", "its governorate 'Atlantis' is not known; the position will tell"),
        (
            "kind",
            "hamlet",
            "its kind 'hamlet' is none of settlement, neighbourhood, site, area; taken as settlement",
        ),
        ("radius_km", "big", "its radius_km 'big' is not a number up to 200 and left out"),
        ("radius_km", "-3", "its radius_km '-3' is not a number up to 200 and left out"),
        ("population", "many", "its population 'many' is not a number up to 100,000,000 and left out"),
        ("aliases", "Kfr;12", "1 of its aliases have no letters or are too long and left out"),
        ("place_id", "a b", "the id 'a b' has blanks or quotation marks or is too long; it has a new one"),
        ("feature", "f" * 201, "its feature is longer than 200 characters and left out"),
    ],
)
def test_what_does_not_matter_is_noted_and_the_row_kept(
    tmp_path: Path, column: str, cell: str, note: str
) -> None:
    found = read(written(tmp_path, f"name,lat,lon,{column}\nKafr,34.7,36.7,{cell}\n"), "csv")
    place = one(found)
    assert found.skipped == (f"row 2: kept, but {note}",)
    assert (place.place_id, place.governorate, place.radius_km, place.population) == (
        "csv:list/kafr",
        None,
        1.0,
        0,
    )


@pytest.mark.parametrize(
    ("governorate", "name"),
    [
        ("Deraa", "Daraa"),
        ("Rif Dimashq", "Rif Dimashq"),
        ("Deir al-Zour province", "Deir ez-Zor"),
        ("محافظة إدلب", "Idlib"),
        ("HASSAKEH", "Hasakah"),
        ("sy06", "Latakia"),
        ("Hums", "Homs"),
        ("", None),
    ],
)
def test_governorates_in_any_spelling(tmp_path: Path, governorate: str, name: str | None) -> None:
    found = read(written(tmp_path, f"name,lat,lon,governorate\nKafr,34.7,36.7,{governorate}\n"), "csv")
    assert (one(found).governorate, found.skipped) == (name, ())


@pytest.mark.parametrize(
    ("kind", "expected", "feature", "radius_km"),
    [
        ("", PlaceKind.SETTLEMENT, "settlement", 1.0),
        ("Village", PlaceKind.SETTLEMENT, "village", 1.0),
        ("neighborhood", PlaceKind.NEIGHBOURHOOD, "neighbourhood", 0.7),
        ("SITE", PlaceKind.SITE, "site", 1.0),
        ("area", PlaceKind.AREA, "area", 25.0),
    ],
)
def test_kinds(tmp_path: Path, kind: str, expected: PlaceKind, feature: str, radius_km: float) -> None:
    place = one(read(written(tmp_path, f"name,lat,lon,kind\nKafr,34.7,36.7,{kind}\n"), "csv"))
    assert (place.kind, place.feature, place.radius_km) == (expected, feature, radius_km)


def test_population_with_thousands_marked(tmp_path: Path) -> None:
    text = 'name,lat,lon,population\nA,34.7,36.7,"12,500"\nB,34.7,36.7,1 200 300\nC,34.7,36.7,0\n'
    found = read(written(tmp_path, text), "csv")
    assert [place.population for place in found.places] == [12_500, 1_200_300, 0]
    assert found.skipped == ()


def test_ids_are_unique(tmp_path: Path) -> None:
    rows = (
        "Kafr,34.1,36.7,\nKafr,34.2,36.7,\nkafr,34.3,36.7,\nTell,34.4,36.7,csv:list/kafr-4\nKafr,34.5,36.7,\n"
    )
    text = "name,lat,lon,place_id\n" + rows + "A,34.6,36.7,mine\nB,34.7,36.7,mine\n"
    found = read(written(tmp_path, text), "csv")
    assert [place.place_id.removeprefix("csv:list/") for place in found.places] == [
        "kafr", "kafr-2", "kafr-3", "kafr-4", "kafr-5", "mine", "mine-2",
    ]  # fmt: skip
    assert found.skipped == ("row 8: kept, but the id 'mine' stands twice; this one is mine-2",)


def test_markup_and_formulas_are_text_and_control_characters_go(tmp_path: Path) -> None:
    rows = '"=HYPERLINK(""x"")",34.7,36.7,<b>x</b>,a\u202e\x07b\u2028c\n{{7*7}} Tell,34.8,36.7,,\n'
    text = "name,lat,lon,feature,source\n" + rows
    first, second = read(written(tmp_path, text), "csv").places
    assert (first.name, first.feature, first.source) == ('=HYPERLINK("x")', "<b>x</b>", "ab c")
    assert second.name == "{{7*7}} Tell"


def test_an_arabic_name_is_its_own_arabic_name(tmp_path: Path) -> None:
    place = one(read(written(tmp_path, "name,lat,lon\nتل رفعت,36.47,37.09\n"), "csv"))
    assert (place.name, place.name_ar, place.aliases) == ("تل رفعت", "تل رفعت", ())


def test_a_bad_quotation_mark_costs_one_row_and_cells_may_hold_lines(tmp_path: Path) -> None:
    rows = [
        '"Tell ""the hill""",34.1,36.7,"two\nlines, one cell"',
        '"Lost,34.2,36.7,x',
        '"Karm, the",34.3,36.7,x',
        '"Bab" Amr,34.4,36.7,5" wide',
        '"Open,34.5,36.7,x',
        *[f"Kafr {n},34.6,36.7,x" for n in range(30)],
    ]
    found = read(written(tmp_path, "name,lat,lon,note\n" + "\n".join(rows)), "csv")
    names = [place.name for place in found.places]
    assert names[:4] == ['Tell "the hill"', "Karm, the", "Bab Amr", "Kafr 0"]
    assert len(names) == 33
    assert found.skipped == (
        'row 4: a quotation mark (") is opened and not closed',
        'row 7: a quotation mark (") is opened and not closed',
    )


def test_columns_and_rows_that_are_not_used_are_said(tmp_path: Path) -> None:
    text = "My places\nname,lat,lon,colour,note\nKafr,34.7,36.7,red,x\n"
    assert read(written(tmp_path, text), "csv").skipped == (
        "1 row that stands above the headings left out",
        "columns that are not used: colour",
    )


def test_no_usable_row(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match=r"none of its 2 rows can be used \(row 2: latitude 'a' is not"):
        read(written(tmp_path, "name,lat,lon\nHoms,a,b\nHama,c,d\n"), "csv")
    with pytest.raises(ImportFileError, match="there are no rows"):
        read(written(tmp_path, "name,lat,lon\n"), "csv")


def test_zip_file_or_old_excel_as_a_table(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="zip file but no Excel workbook; unpack it"):
        read(zipped(tmp_path / "list.zip", list="name,lat,lon\n"), "csv")
    path = tmp_path / "list.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(ImportFileError, match=r"old or locked Excel file; save it as \.xlsx"):
        read(path, "csv")


def test_workbook_cells_of_all_sorts(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["name", "lat", "lon", "population"],
        [None, None, None, None],
        ["Kafr", 34, "36.7", 1200.0],
        [None, 34.5, 36.7, None],
        [True, "#N/A", 36.7, None],
    ]
    found = read(workbook(tmp_path / "list.xlsx", Data=rows), "csv")
    assert (one(found).lat, one(found).population) == (34.0, 1200)
    assert found.skipped == ("row 4: the name is missing", "row 5: latitude '#N/A' is not a number")


def test_a_workbook_may_state_a_wrong_size(tmp_path: Path) -> None:
    rows: list[list[object]] = [["name", "lat", "lon"], ["Kafr", 34.7, 36.7]]
    path = workbook(tmp_path / "list.xlsx", Data=rows)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "odd.xlsx", "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info).replace(b'ref="A1:C2"', b'ref="A1"'))
    assert one(read(tmp_path / "odd.xlsx", "csv")).name == "Kafr"


def test_absurdly_long_cells_are_set_aside(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["name", "lat", "lon", "aliases"],
        ["Kafr", 34.7, 36.7, "Kfr"],
        ["Tell", 34.7, 36.7, "T;" * 10_001],
    ]
    assert read(workbook(tmp_path / "list.xlsx", Data=rows), "csv").skipped == (
        "row 3: the row is longer than 20,000 characters",
    )
    geo = geonames(
        tmp_path, geonames_line(1), geonames_line(2, alternates="Tell," * 5000), geonames_line(3, "T" * 201)
    )
    assert len(geo.places) == 1
    assert geo.skipped == (
        "row 2: the row is longer than 20,000 characters",
        f"row 3: the name '{'T' * 39}…' is longer than 200 characters",
    )
    ocha = read(written(tmp_path, COMMUNITIES + community(reference="R" * 201)), "ocha")
    assert one(ocha).aliases == ()
    assert ocha.skipped == ("row 2: kept, but without a spelling longer than 200 characters",)
