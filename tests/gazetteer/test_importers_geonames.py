"""GeoNames' list of a country: what is taken of it, and under which names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gazetteer.errors import ImportFileError
from gazetteer.importers import read
from gazetteer.importers.geonames import FEATURES, TOWNS
from gazetteer.places import PlaceKind
from tests.gazetteer.list_files import geonames, geonames_line, one, written, zipped


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
