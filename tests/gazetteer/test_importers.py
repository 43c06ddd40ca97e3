from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import tabular
from gazetteer.errors import ImportFileError
from gazetteer.importers import Imported, read
from gazetteer.importers.geonames import FEATURES, TOWNS
from gazetteer.importers.ocha import OCHA_COLUMNS
from gazetteer.importers.own import CSV_COLUMNS
from gazetteer.places import Place, PlaceKind
from gazetteer.tables import read_rows

FORMATS = ("geonames", "ocha", "csv")


def geonames_line(number: int | str = 1, name: str = "Kafr", **cells: str) -> str:
    """A row in GeoNames' layout."""
    row = {
        "id": str(number), "name": name, "ascii": name, "alternates": "", "lat": "34.7", "lon": "36.7",
        "class": "P", "code": "PPL", "country": "SY", "cc2": "", "admin1": "11", "admin2": "", "admin3": "",
        "admin4": "", "population": "0", "elevation": "", "dem": "500", "zone": "Asia/Damascus", "day": "2024-03-05",
    }  # fmt: skip
    assert not cells.keys() - row.keys()
    return "\t".join((row | cells).values())


def zipped(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.txt", text)
    return path


def geonames(tmp_path: Path, *lines: str) -> Imported:
    return read(zipped(tmp_path / "SY.zip", SY="\n".join(lines) + "\n", readme="about"), "geonames")


def one(imported: Imported) -> Place:
    (place,) = imported.places
    return place


def written(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "list.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


# GeoNames


def test_zip_and_unpacked_text_hold_the_same(tmp_path: Path) -> None:
    line = geonames_line(169577, "Ḩimş", ascii="Homs", alternates="Hims,حمص", population="775404")
    packed = geonames(tmp_path, line)
    plain = read(written(tmp_path, line + "\r\n", name="SY.txt"), "geonames")
    assert packed == plain
    assert (packed.name, packed.title, packed.licence) == ("geonames", "GeoNames, Syria", "CC BY 4.0")
    assert packed.source == "GeoNames (geonames.org)"
    place = one(packed)
    assert (place.place_id, place.name, place.name_ar) == ("gn:169577", "Homs", "حمص")
    assert place.aliases == ("Ḩimş", "Hims", "حمص")
    assert (place.lat, place.lon, place.radius_km, place.population) == (34.7, 36.7, 6.0, 775404)
    assert (place.kind, place.feature, place.governorate) == (PlaceKind.SETTLEMENT, "city", None)
    assert place.source == "GeoNames"
    assert packed.skipped == ()


@pytest.mark.parametrize(
    ("feature", "kind", "word"),
    [
        ("P.PPL", PlaceKind.SETTLEMENT, "village"),
        ("P.PPLA", PlaceKind.SETTLEMENT, "city"),
        ("P.PPLC", PlaceKind.SETTLEMENT, "capital"),
        ("P.PPLQ", PlaceKind.SETTLEMENT, "abandoned village"),
        ("P.PPLW", PlaceKind.SETTLEMENT, "destroyed village"),
        ("P.PPLX", PlaceKind.NEIGHBOURHOOD, "neighbourhood"),
        ("S.AIRB", PlaceKind.SITE, "air base"),
        ("S.CMPRF", PlaceKind.SITE, "refugee camp"),
        ("S.CSTM", PlaceKind.SITE, "border crossing"),
        ("S.DAM", PlaceKind.SITE, "dam"),
        ("S.PRN", PlaceKind.SITE, "prison"),
        ("T.MT", PlaceKind.SITE, "mountain"),
        ("H.RSV", PlaceKind.SITE, "reservoir"),
        ("L.OILF", PlaceKind.SITE, "oil field"),
        ("L.MILB", PlaceKind.SITE, "military base"),
        ("L.RGN", PlaceKind.AREA, "region"),
    ],
)
def test_geonames_features(tmp_path: Path, feature: str, kind: PlaceKind, word: str) -> None:
    group, code = feature.split(".")
    place = one(geonames(tmp_path, geonames_line(**{"class": group, "code": code})))
    assert (place.kind, place.feature, place.parent_id) == (kind, word, None)


@pytest.mark.parametrize(
    ("population", "radius_km", "word"),
    [
        ("0", 1.0, "village"),
        ("", 1.0, "village"),
        ("900", 1.5, "village"),
        ("6000", 2.0, "town"),
        ("120000", 4.0, "city"),
    ],
)
def test_size_of_a_town_follows_its_population(
    tmp_path: Path, population: str, radius_km: float, word: str
) -> None:
    place = one(geonames(tmp_path, geonames_line(population=population)))
    assert (place.radius_km, place.feature) == (radius_km, word)


def test_the_tables_of_features_are_sound() -> None:
    assert all(re.fullmatch(r"[HLPST]\.[A-Z]+", code) for code in FEATURES)
    assert all(word and 0 < radius_km <= 25 for _, word, radius_km in FEATURES.values())
    assert "PPLH" not in TOWNS
    assert not {f"P.{code}" for code in TOWNS} & FEATURES.keys()


@pytest.mark.parametrize(
    ("ascii_name", "alternates", "name"),
    [
        ("hms", "حمص,Emesa,Homs,Hums", "Homs"),  # the consonants agree
        ("lrqh", "Nicephorium,Raqqah,Al-Raqqah,الرقه", "Al-Raqqah"),
        ("dyr lzwr", "Deir ez-Zor,Azaura", "Deir ez-Zor"),  # a vowel, and yet made by a machine
        ("kf lj`", "Kāf al-Jā", "Kaf al-Ja"),
        ("`Ayn Dara", "Ain Dara", "`Ayn Dara"),
        ("drkwsh", "دركوش", "drkwsh"),
    ],
)
def test_main_name_is_readable(tmp_path: Path, ascii_name: str, alternates: str, name: str) -> None:
    place = one(geonames(tmp_path, geonames_line(name="دركوش", ascii=ascii_name, alternates=alternates)))
    assert place.name == name
    assert place.name.isascii()


def test_aliases_are_names_in_latin_or_arabic_letters(tmp_path: Path) -> None:
    alternates = (
        "Alep,Алеппо,Halab,Alep,hlb,ALP,https://example.org/Aleppo,123,,حەلەب,حلب,حلب Halab,חלב,Hələb"
    )
    place = one(geonames(tmp_path, geonames_line(name="Ḩalab", ascii="Aleppo", alternates=alternates)))
    assert place.aliases == ("Ḩalab", "Alep", "Halab", "Hələb", "حەلەب", "حلب")
    assert place.name_ar == "حلب"  # not the Kurdish spelling before it


@pytest.mark.parametrize("char", ["˂", "۱", "ۖ", "-", "a"])
def test_names_of_odd_characters_are_judged_at_once(tmp_path: Path, char: str) -> None:
    """A pattern that tries each character in two ways would not come to an end here."""
    odd = char * 90 + "Ж"
    assert one(geonames(tmp_path, geonames_line(alternates=odd))).aliases == ()


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    units = [geonames_line(n, **{"class": "A", "code": f"ADM{n}"}) for n in (1, 2, 3)]
    streams = [geonames_line(n, **{"class": "H", "code": "STM"}) for n in (4, 5)]
    rest = [geonames_line(6, code="PPLH"), geonames_line(7, country="LB"), geonames_line(8, country="")]
    found = geonames(tmp_path, *units, *streams, *rest, geonames_line(9))
    assert one(found).place_id == "gn:9"
    assert found.skipped == (
        "3 administrative units left out: the built-in boundaries serve for them",
        "1 place of the past left out: nobody lives there now",
        "2 other features left out: H.STM 2",
        "2 places of other countries left out: LB 1, none 1",
    )


def test_bad_rows_of_geonames_are_set_aside(tmp_path: Path) -> None:
    found = geonames(
        tmp_path,
        geonames_line(1),
        "a line\tof something",
        geonames_line(3, lat="abc"),
        geonames_line(4, lat="36.7", lon="34.7"),
        geonames_line(5, lat="52.1", lon="5.1"),
        geonames_line(1, "Other"),
        geonames_line(7, "", ascii=""),
        geonames_line("x8"),
    )
    assert one(found).name == "Kafr"
    assert found.skipped == (
        "row 2: 2 columns, where GeoNames has 19",
        "row 3: latitude 'abc' is not a number",
        "row 4: latitude 36.7, longitude 34.7: latitude and longitude look swapped",
        "row 5: latitude 52.1, longitude 5.1: this is not in or near Syria",
        "row 6: the number 1 stands twice; the first row is kept",
        "row 7: the name is missing",
        "row 8: the number 'x8' of the place is none",
    )


def test_another_countrys_geonames_file_is_named(tmp_path: Path) -> None:
    line = geonames_line(country="LB")
    with pytest.raises(ImportFileError, match=r"another country \(LB\)"):
        read(zipped(tmp_path / "LB.zip", LB=line, readme="about"), "geonames")
    with pytest.raises(ImportFileError, match=r"another country \(LB\) and none of Syria"):
        read(written(tmp_path, line, name="SY.txt"), "geonames")


def test_zip_without_the_table(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match=r"holds no SY\.txt \(it holds places\.txt\); download https"):
        read(zipped(tmp_path / "SY.zip", places=geonames_line()), "geonames")


# Files that are not what they should be


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n \n", "is empty"),
        (b"\n <!DOCTYPE html><html><body>Not found</body></html>", "is a web page"),
        (b"<HTML>\n<head>", "is a web page"),
        (b"name,lat\n\x00\x01\x02\xff\xfe", "is not (a )?text"),
        ("name,lat,lon\nHoms,34,36".encode("utf-16-le"), "is not a text file"),
        (b"\xff\xfeh", "is not text"),
        (b"name,lat,lon\n\x01\xff,34.7,36.7\n", "is not text"),
        (b"PK\x03\x04 and no more", "damaged or cut short"),
        (b"PK\x05\x06" + b"\0" * 18, "holds no SY.txt|no Excel workbook"),
        (b"one line of prose", "GeoNames' layout|lacks the columns"),
    ],
)
def test_wrong_content_is_told_in_one_line(tmp_path: Path, kind: str, content: bytes, message: str) -> None:
    path = tmp_path / "SY.zip"
    path.write_bytes(content)
    with pytest.raises(ImportFileError, match=message) as caught:
        read(path, kind)
    assert "SY.zip" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert re.search("; (download|save|unpack|check|give)", str(caught.value))


@pytest.mark.parametrize("kind", FORMATS)
def test_no_file_or_a_folder(tmp_path: Path, kind: str) -> None:
    with pytest.raises(ImportFileError, match="there is no file"):
        read(tmp_path / "none.csv", kind)
    with pytest.raises(ImportFileError, match="is a folder"):
        read(tmp_path, kind)
    with pytest.raises(ImportFileError, match=r"there is no file|cannot read"):
        read(tmp_path / ("n" * 5000), kind)


def test_unknown_format(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="no format 'kml'; the formats are geonames, ocha, csv"):
        read(written(tmp_path, "x"), "kml")  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["geonames", "ocha"])
def test_published_lists_must_be_utf8(tmp_path: Path, kind: str) -> None:
    text = "NAME_EN,NAME_ARA,PCODE,LATITUDE,LONGITUDE\nHoms,حمص,C2528,34.73,36.71\n"
    with pytest.raises(ImportFileError, match="not text in UTF-8; save it anew"):
        read(written(tmp_path, text, "cp1256"), kind)


@pytest.mark.parametrize("kind", FORMATS)
def test_truncated_zip(tmp_path: Path, kind: str) -> None:
    names = "\n".join(geonames_line(n, f"Kafr {n * 7919}") for n in range(500))
    whole = zipped(tmp_path / "SY.zip", SY=names).read_bytes()
    if kind != "geonames":
        rows: list[list[object]] = [["name", "lat", "lon"], *[[f"Kafr {n}", 34.7, 36.7] for n in range(500)]]
        whole = workbook(tmp_path / "list.xlsx", Sheet1=rows).read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ImportFileError, match="damaged or cut short; download it again"):
        read(cut, kind)


def test_corrupt_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "SY.zip", SY="\n".join(geonames_line(n, f"Kafr {n * 7919}") for n in range(500)))
    content = bytearray(path.read_bytes())
    content[200:240] = bytes(40)
    path.write_bytes(content)
    with pytest.raises(ImportFileError, match="damaged or cut short"):
        read(path, "geonames")


def test_locked_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "SY.zip", SY=geonames_line())
    content = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    path.write_bytes(content)
    with pytest.raises(ImportFileError, match="is locked or oddly packed; unpack it"):
        read(path, "geonames")


def test_another_sort_of_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    lines = ["a line of something"] * 1000
    assert len(geonames(tmp_path, *lines[1:], geonames_line()).skipped) == 999
    with pytest.raises(ImportFileError, match="holds no place in GeoNames' layout"):
        geonames(tmp_path, *lines, geonames_line())


@pytest.mark.parametrize("kind", FORMATS)
def test_zip_bomb_is_not_unpacked(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "LARGEST", 100_000)
    path = zipped(tmp_path / "SY.zip", SY="x" * 100_001)
    assert path.stat().st_size < 1000
    with pytest.raises(ImportFileError, match="unpacks to more than"):
        read(path, kind)


def test_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "LARGEST", 10)
    with pytest.raises(ImportFileError, match="is larger than"):
        read(written(tmp_path, "name,lat,lon"), "csv")


def test_start_up_does_not_wait_for_excel() -> None:
    code = "import sys, gazetteer.importers; print('openpyxl' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# UN OCHA

COMMUNITIES = (
    "NAME_EN,NAM_EN_REF,NAME_ARA,PCODE,ADMIN3_COD,ADMIN3_EN,ADMIN3_ARA,ADMIN2_COD,ADMIN2_EN,ADMIN2_ARA,"
    "ADMIN1_COD,ADMIN1_EN,ADMIN1_ARA,LATITUDE,LONGITUDE,CAPIT_LVL\n"
)
NEIGHBOURHOODS = (
    "name_en,name_ar,pcode,area_en,city_en,city_ar,city_pcode,subdistrict_pcode,governorate_en,"
    "latitude,longitude\n"
)


def community(
    name: str = "Kafr",
    code: str = "C1",
    *,
    lat: object = 34.7,
    lon: object = 36.7,
    seat: str = "",
    reference: str = "",
) -> str:
    return (
        f"{name},{reference},كفر,{code},SY040100,Rural,ريف,SY0401,Homs,حمص,SY04,Homs,حمص,{lat},{lon},{seat}\n"
    )


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


# A user's own list


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


# Whatever a file holds


def outcome(path: Path, kind: str) -> Imported | str:
    """What is read, or the message of the refusal; any other exception fails the test."""
    try:
        return read(path, kind)
    except ImportFileError as error:
        return str(error)


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=30)
degrees = st.one_of(st.floats(30, 45).map(str), cells)


@given(
    rows=st.lists(st.tuples(cells, degrees, degrees, cells, cells, cells, cells), min_size=1, max_size=8),
    separator=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@settings(deadline=None)
def test_every_row_is_a_place_or_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], separator: str, encoding: str
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(["note", "name", "lat", "lon", "kind", "aliases", "governorate", "place_id"])
    writer.writerows([f"n{number}", *row] for number, row in enumerate(rows))
    path = tmp_path_factory.getbasetemp() / "rows.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    found = outcome(path, "csv")
    if isinstance(found, str):
        assert f"none of its {len(rows)} row" in found
        return
    unusable = [line for line in found.skipped if re.match(r"row \d+: (?!kept, but )", line)]
    assert len(found.places) + len(unusable) == len(rows)
    assert len({place.place_id for place in found.places}) == len(found.places)
    assert all(line == " ".join(line.split()) and line.isprintable() for line in found.skipped)
    for place in found.places:
        texts = (place.place_id, place.name, place.feature, place.source, *place.aliases)
        assert all(text.isprintable() for text in texts)


HEADINGS = (
    "name,lat,lon,kind\n",
    "name;lat;lon\n",
    COMMUNITIES,
    NEIGHBOURHOODS,
    "\t".join("x" * 19) + "\n",
    geonames_line() + "\n",
    "",
)


def read_or_refused(path: Path, kind: str) -> None:
    found = outcome(path, kind)
    if isinstance(found, str):
        assert len(found.splitlines()) == 1
    else:
        assert found.places


@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.tuples(st.sampled_from(HEADINGS), st.text(max_size=200)).map(
            lambda parts: "".join(parts).encode("utf-8")
        ),
        st.tuples(st.sampled_from(HEADINGS), st.text('ab", ;\t\r\n34.7', max_size=200)).map(
            lambda p: "".join(p).encode()
        ),
        st.binary(max_size=200).map(lambda tail: b"name,lat,lon\nHoms,34.7,36.7\n" + tail),
        st.binary(max_size=100).map(lambda tail: b"PK\x03\x04" + tail),
        st.text(max_size=100).map(lambda text: ("name,lat,lon\n" + text).encode("utf-16", "surrogatepass")),
    ),
    kind=st.sampled_from(FORMATS),
)
@settings(deadline=None, max_examples=300)
def test_any_content_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, kind: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    read_or_refused(path, kind)


@pytest.fixture(scope="module")
def sound_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A workbook and a zip file to damage, the members not compressed, so that damage reaches what is in them."""
    folder = tmp_path_factory.mktemp("sound")
    rows: list[list[object]] = [["name", "lat", "lon"], ["Homs", 34.7, 36.7], ["حماة", "35,1", 36.7]]
    packed = workbook(folder / "list.xlsx", Sheet1=rows)
    with zipfile.ZipFile(packed) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return {
        "csv": packed.read_bytes(),
        "ocha": stored.getvalue(),
        "geonames": zipped(folder / "SY.zip", SY=geonames_line()).read_bytes(),
    }


@given(
    kind=st.sampled_from(FORMATS),
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6
    ),
)
@settings(deadline=None, max_examples=150)
def test_damaged_zip_files_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory,
    sound_files: dict[str, bytes],
    kind: str,
    changes: list[tuple[float, int]],
) -> None:
    content = bytearray(sound_files[kind])
    for where, byte in changes:
        content[int(where * len(content))] = byte
    path = tmp_path_factory.getbasetemp() / "damaged.bin"
    path.write_bytes(content)
    for as_kind in {kind, "csv"}:
        read_or_refused(path, as_kind)


@given(xml=st.text('<>/="rcvst 0123456789AZ&;', max_size=80))
@settings(deadline=None, max_examples=100)
def test_odd_sheets_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, sound_files: dict[str, bytes], xml: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "odd.xlsx"
    with zipfile.ZipFile(io.BytesIO(sound_files["csv"])) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename.startswith("xl/worksheets/"):
                content = content.replace(b"</sheetData>", xml.encode() + b"</sheetData>")
            new.writestr(info.filename, content)
    read_or_refused(path, "csv")
