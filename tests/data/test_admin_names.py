"""The names of the administrative units: each in Arabic, and as news writes it beside the official spelling."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from gazetteer.names import fold, is_arabic

BUILD = Path(__file__).parents[2] / "data" / "build"
PATH = files("incidents_data").joinpath("gazetteer", "admin_names.csv")
ROWS = list(csv.DictReader(PATH.read_text("utf-8").splitlines()))
BY_ID = {row["place_id"]: row for row in ROWS}


def by_hand(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((BUILD / name).read_text("utf-8").splitlines()))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["place_id"])
def test_unit_has_an_arabic_name_and_a_second_spelling(row):
    assert is_arabic(row["name_ar"])
    aliases = row["aliases"].split(";")
    assert len(aliases) == len(set(aliases))
    assert row["name"] not in aliases
    assert {fold(name) for name in aliases if not is_arabic(name)} - {fold(row["name"])}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["place_id"])
def test_only_governorates_have_codes(row):
    assert (row["level"] == "1") == bool(row["pcode"]) == bool(row["iso"])


@pytest.mark.parametrize("own", by_hand("subdistricts.csv"), ids=lambda own: own["place_id"])
def test_the_table_holds_what_was_written_for_a_sub_district(own):
    row = BY_ID[own["place_id"]]
    assert row["level"] == "3"
    assert row["name_ar"] == own["name_ar"]
    assert set(filter(None, own["aliases"].split(";"))) <= set(row["aliases"].split(";"))


@pytest.mark.parametrize("own", by_hand("districts.csv"), ids=lambda own: own["district"])
def test_the_table_holds_what_was_written_for_a_district(own):
    (row,) = (
        r
        for r in ROWS
        if (r["level"], r["governorate"], r["name"]) == ("2", own["governorate"], own["district"])
    )
    assert not own["name_ar"] or row["name_ar"] == own["name_ar"]
    assert set(filter(None, own["aliases"].split(";"))) <= set(row["aliases"].split(";"))
