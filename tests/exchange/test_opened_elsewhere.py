"""Workbook, GeoParquet, KML and the tables of other datasets, opened by the programs that they are for."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import pandas as pd
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings

from incidents.errors import InputError
from incidents.exchange import acled, ged_export, hxl, importing, kml, plover, tables, xlsx
from incidents.exchange.about import About
from incidents.exchange.formats import FORMATS, dumps
from incidents.exchange.rows import Imported
from incidents.model import (
    Actor,
    ActorCategory,
    CasualtyEstimate,
    Precision,
    ReportResult,
    Role,
    SubEventType,
)
from incidents.store import Dossier, Store, dossiers_of
from tests.exchange.values import dossiers
from tests.factories import (
    DARAA,
    HOSTILE,
    TEXT,
    UNLOCATED,
    make_claim,
    make_document,
    make_incident,
    make_result,
)

ABOUT = About(link="?v=1")
FORMULAS = ('=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "  =1", "＝1+1", "=1+1")
KML = "{http://www.opengis.net/kml/2.2}"


def hostile(words: str) -> list[Dossier]:
    document = make_document(f"{TEXT} {words}", title=words, publisher=words)
    told = make_claim(document, words, claimant=words, weapon=words)
    return dossiers_of(ReportResult(document, (told,), (make_incident((told,), contested_reason=words),)))


def saved(key: str, told: list[Dossier], folder: Path) -> Path:
    path = folder / f"a.{key}{FORMATS[key].suffix}"
    path.write_bytes(dumps(key, told, ABOUT))
    return path


def elsewhere(**place: Any) -> list[Dossier]:
    result = make_result()
    moved = replace(result.incidents[0], place=replace(DARAA, **place))
    return dossiers_of(replace(result, incidents=(moved,)))


def unlocated() -> list[Dossier]:
    result = make_result()
    return dossiers_of(replace(result, incidents=(replace(result.incidents[0], place=UNLOCATED),)))


# --- workbook ---


def test_a_workbook_has_its_four_sheets_with_typed_cells(tmp_path: Path) -> None:
    path = saved("xlsx", dossiers_of(make_result()), tmp_path)
    sheets = pd.read_excel(path, sheet_name=None)
    assert list(sheets) == ["incidents", "claims", "codebook", "about"]
    incidents, claims = sheets["incidents"], sheets["claims"]
    assert list(incidents.columns) == ["id", "lat", "lon", *(c for c in tables.INCIDENTS if c != "id")]
    assert list(claims.columns) == list(tables.CLAIMS)
    assert incidents["date_start"].dtype.kind == "M"
    assert incidents["killed_low"].tolist() == [45, 1]
    assert set(claims["incident_id"]) == set(incidents["id"])
    explained = {
        f"{sheet}.{name}"
        for names in sheets["codebook"]["sheet.column"]
        for sheet, _, first in [str(names).split(", ")[0].partition(".")]
        for name in [first, *str(names).replace(f"{sheet}.", "").split(", ")[1:]]
    }
    assert {f"claims.{name}" for name in tables.CLAIMS} <= explained
    assert {f"incidents.{name}" for name in tables.INCIDENTS} <= explained


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_workbook_runs(formula: str, tmp_path: Path) -> None:
    path = saved("xlsx", hostile(formula), tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert not [n for n in archive.namelist() if b"<f>" in archive.read(n)]
        assert not [n for n in archive.namelist() if "external" in n.lower()]
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    bare = " ".join(formula.split())
    marked = [c for c in cells if isinstance(c.value, str) and c.value.strip() == bare]
    assert marked
    assert all(cell.quotePrefix for cell in marked)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dossiers())
def test_any_words_make_a_workbook(told: Dossier) -> None:
    out = io.BytesIO()
    assert xlsx.write(out, [told]) == 1
    assert [
        cell.data_type for row in openpyxl.load_workbook(out)["claims"].iter_rows() for cell in row
    ].count("f") == 0


def test_a_cell_holds_no_more_than_excel_takes(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(saved("xlsx", hostile("x" * 40_000), tmp_path))
    longest = max(len(str(c.value)) for row in book["claims"].iter_rows() for c in row)
    assert longest == xlsx.LONGEST


def test_too_many_rows_for_a_sheet_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)
    with pytest.raises(InputError, match="narrow the filters"):
        xlsx.write(io.BytesIO(), dossiers_of(make_result()))


# --- GeoParquet ---


def test_geopandas_reads_geoparquet(tmp_path: Path) -> None:
    result = make_result()
    later = make_result(TEXT + " Later.", later=40)
    without = replace(later, incidents=(replace(later.incidents[0], place=UNLOCATED),))
    path = saved("geoparquet", [*dossiers_of(result), *dossiers_of(without)], tmp_path)
    table = geopandas.read_parquet(path)
    assert list(table.columns) == [*tables.INCIDENTS, "claims", "geometry"]
    assert table.crs.to_epsg() == 4326 or table.crs.to_authority() == ("OGC", "CRS84")
    assert table.geometry.isna().tolist() == [False, False, True]
    assert table.geometry.iloc[1].x == pytest.approx(36.1021)
    assert table["claims"].iloc[0][0]["quote"] == "At least 45 women and children"
    assert table["killed_low"].tolist() == [45, 1, 45]


# --- KML ---


def marks(content: bytes) -> list[ET.Element]:
    return ET.fromstring(content).findall(f".//{KML}Placemark")


def test_gdal_reads_kml(tmp_path: Path) -> None:
    path = saved("kml", [*dossiers_of(make_result()), *unlocated()], tmp_path)
    read = pyogrio.read_dataframe(path, layer="Incidents")
    assert len(read) == 2
    assert read.geometry.iloc[1].x == pytest.approx(36.1021)
    assert len(pyogrio.read_dataframe(path, layer="Not located")) == 1


def test_kml_has_days_and_columns(tmp_path: Path) -> None:
    first, second = marks(dumps("kml", dossiers_of(make_result()), ABOUT))
    span = first.find(f"{KML}TimeSpan")
    assert span is not None
    assert [part.text for part in span] == ["2012-03-11", "2012-03-12"]
    data = {d.get("name"): d[0].text for d in second.iter(f"{KML}Data")}
    assert (data["killed_low"], data["event_type"], data["sample"]) == (
        "1",
        "Explosions/Remote violence",
        "false",
    )


def test_an_area_is_a_circle_in_kml_and_never_a_pin() -> None:
    for precision in Precision:
        (mark,) = marks(dumps("kml", elsewhere(precision=precision, radius_km=20.0), ABOUT))
        pin = precision in {Precision.SITE, Precision.NEIGHBOURHOOD, Precision.SETTLEMENT}
        assert (mark.find(f"{KML}Point") is not None) == pin
        ring = mark.find(f"{KML}Polygon")
        assert (ring is not None) == (not pin and precision is not Precision.COUNTRY)
        if ring is not None:
            corners = "".join(ring.itertext()).split()
            assert corners[0] == corners[-1]
            assert max(abs(float(c.split(",")[1]) - 32.62) for c in corners) == pytest.approx(
                20 / 111.3, abs=0.01
            )


def test_what_is_not_located_stands_in_a_folder_of_its_own() -> None:
    root = ET.fromstring(dumps("kml", unlocated(), ABOUT))
    folders = {f[0].text: len(f.findall(f"{KML}Placemark")) for f in root.iter(f"{KML}Folder")}
    assert folders == {"Incidents": 0, "Not located": 1}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dossiers())
def test_any_words_make_well_formed_kml(told: Dossier) -> None:
    out = io.BytesIO()
    assert kml.write(out, [told]) == 1
    assert len(marks(out.getvalue())) == 1


def test_words_of_reports_are_words_in_a_balloon_too() -> None:
    (mark,) = marks(dumps("kml", hostile(HOSTILE), ABOUT))
    described = mark.findtext(f"{KML}description") or ""
    assert "&lt;img src=x onerror=alert(1)&gt;" in described
    assert "<img" not in described
    assert "<script" not in described


# --- tables of other datasets ---


def table(key: str, told: list[Dossier]) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(dumps(key, told, ABOUT)), dtype=str, keep_default_na=False)


def test_pandas_reads_acleds_31_columns_in_order() -> None:
    read = table("acled", elsewhere(district_id="sy:adm2/daraa/daraa", subdistrict_id="sy:adm3/daraa/dara"))
    first = [
        "event_id_cnty",
        "event_date",
        "year",
        "time_precision",
        "disorder_type",
        "event_type",
        "sub_event_type",
        "actor1",
        "assoc_actor_1",
        "inter1",
        "actor2",
        "assoc_actor_2",
        "inter2",
        "interaction",
        "civilian_targeting",
        "iso",
        "region",
        "country",
        "admin1",
        "admin2",
        "admin3",
        "location",
        "latitude",
        "longitude",
        "geo_precision",
        "source",
        "source_scale",
        "notes",
        "fatalities",
        "tags",
        "timestamp",
    ]
    assert list(read.columns[:31]) == first == list(acled.STANDARD)
    assert read.loc[0, ["admin1", "admin2", "admin3"]].tolist() == ["Dar'a", "Daraa", "Dar'a"]


@pytest.mark.parametrize("key", ["csv", "acled", "ged", "hxl"])
@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_table_runs_when_a_workbook_is_made_of_it(key: str, formula: str) -> None:
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(dumps(key, hostile(formula), ABOUT).decode("utf-8-sig"), newline="")):
        book.active.append(row)
    assert not [c for row in book.active.iter_rows() for c in row if c.data_type == "f"]


def test_geds_49_columns_come_back() -> None:
    rows = dossiers_of(make_result())
    read = table("ged", rows)
    assert list(read.columns) == list(ged_export.COLUMNS)
    assert len(read.columns) == 49
    assert read["type_of_violence"].tolist() == ["3", "1"] or read["type_of_violence"].tolist() == ["3", "2"]
    made = importing.read_bytes(dumps("ged", rows, ABOUT), "ours.csv", "ged")
    assert isinstance(made, Imported)
    assert made.faults == ()
    killing, bomb = made.result.incidents
    assert (killing.killed.low, bomb.killed.low) == (45, 1)
    assert killing.dates == rows[0].incident.dates
    assert bomb.place.lat == pytest.approx(32.6189)


def test_our_ged_table_of_the_samples_comes_back_where_it_is_organised_violence() -> None:
    samples = Store.samples()
    told = list(samples.dossiers(samples.frame()["id"].tolist()))
    made = importing.read_bytes(dumps("ged", told, ABOUT), "ours.csv", "ged")
    assert isinstance(made, Imported)
    assert all("type_of_violence ''" in fault for fault in made.faults)
    assert len(made.result.claims) + len(made.faults) == len(told)
    assert len(made.result.claims) > len(told) / 2


@pytest.mark.parametrize(
    ("one", "other", "sub", "violence"),
    [
        (ActorCategory.GOVERNMENT, ActorCategory.REBELS, SubEventType.ARMED_CLASH, 1),
        (ActorCategory.ISLAMIC_STATE, ActorCategory.SDF, SubEventType.ARMED_CLASH, 2),
        (ActorCategory.ISLAMIC_STATE, ActorCategory.CIVILIANS, SubEventType.SUICIDE_BOMB, 3),
        (ActorCategory.GOVERNMENT, ActorCategory.CIVILIANS, SubEventType.EXCESSIVE_FORCE, 3),
        (ActorCategory.GOVERNMENT, ActorCategory.REBELS, SubEventType.AGREEMENT, None),
    ],
)
def test_types_of_violence(
    one: ActorCategory, other: ActorCategory, sub: SubEventType, violence: int | None
) -> None:
    from incidents.model import EVENT_TYPE_OF

    actors = (Actor("a", one, Role.INITIATOR), Actor("b", other, Role.TARGET))
    (dossier, _) = dossiers_of(make_result())
    incident = replace(
        dossier.incident,
        actors=actors,
        perpetrators=(one,),
        sub_event_type=sub,
        event_type=EVENT_TYPE_OF[sub],
        killed=CasualtyEstimate(4, 5, None),
    )
    row = ged_export.row(replace(dossier, incident=incident))
    assert row["type_of_violence"] == violence
    assert (row["low"], row["best"], row["high"]) == (4, 5, 5)
    assert row["deaths_civilians"] == (5 if violence == 3 else 0)


def test_priogrid_cells() -> None:
    assert ged_export.priogrid(-89.9, -179.9) == 1
    assert ged_export.priogrid(89.9, 179.9) == 259_200
    assert ged_export.priogrid(34.73, 36.71) - ged_export.priogrid(34.23, 36.71) == 720


def test_hxl_tags_stand_under_every_heading() -> None:
    read = table("hxl", dossiers_of(make_result()))
    assert list(read.columns) == list(hxl.TAGS) == list(hxl.CODEBOOK)
    assert read.iloc[0].tolist() == list(hxl.TAGS.values())
    assert all(tag.startswith("#") for tag in hxl.TAGS.values())
    assert read["killed"].tolist()[1:] == ["45", "1"]


def test_plover_has_one_of_its_categories_for_every_sub_type() -> None:
    sixteen = [
        "AGREE",
        "CONSULT",
        "SUPPORT",
        "CONCEDE",
        "COOPERATE",
        "AID",
        "RETREAT",
        "REQUEST",
        "ACCUSE",
        "REJECT",
        "THREATEN",
        "PROTEST",
        "SANCTION",
        "MOBILIZE",
        "COERCE",
        "ASSAULT",
    ]
    assert set(plover.EVENTS) == set(SubEventType)
    assert {event for event, _ in plover.EVENTS.values()} <= set(sixteen)
    assert set(plover.RESOLUTION) == set(Precision)
    first, second = (
        json.loads(line) for line in dumps("plover", dossiers_of(make_result()), ABOUT).splitlines()
    )
    assert (first["event"], first["size"]["dead"], first["location"]["resolution"]) == ("ASSAULT", 45, 5)
    assert second["location"]["geonameid"] == 170905
    assert set(first) == {name for names in plover.CODEBOOK for name in names.split(", ")}
