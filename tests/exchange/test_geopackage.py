"""The GeoPackage, read back by GDAL and pandas: points, claims and what the file is."""

from __future__ import annotations

import datetime as dt
import io
import sqlite3
from dataclasses import replace
from pathlib import Path

import geopandas
import pyogrio
import pytest

from incidents.errors import InputError
from incidents.exchange import geopackage, tables
from incidents.exchange.about import About
from incidents.model import ReportResult
from incidents.store import dossiers_of
from tests.factories import HOSTILE, TEXT, UNLOCATED, make_claim, make_document, make_incident, make_result

ABOUT = """\
made by | syria-incidents
as of | 2026-01-02T03:04:00+00:00
link | ?v=1&type=any
best figure | middle: the middle source's, the higher of two
vague numbers | read by the scheme 'acled'
left out | nobody's claims
attribution | Extracted from the reports named in each claim; places after the gazetteer named by place_id.
licence | The data are the user's to license. Quotes remain their publishers'; keep them with their source. \
Imported rows (origin: import) stay under the terms of the dataset they name: cite it.
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    result, elsewhere = make_result(), make_result(TEXT + " Again.")
    unlocated = replace(elsewhere, incidents=(replace(elsewhere.incidents[0], place=UNLOCATED, dates=None),))
    path = tmp_path / "incidents.gpkg"
    about = About(dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC), "?v=1&type=any")
    assert geopackage.write(path, [*dossiers_of(result), *dossiers_of(unlocated)], about=about) == 3
    return path


def test_its_layers_are_incidents_claims_and_about(file: Path) -> None:
    assert [tuple(layer) for layer in pyogrio.list_layers(file)] == [
        ("incidents", "Point"),
        ("claims", None),
        ("about", None),
    ]


def test_incidents_are_points_in_wgs_84_and_the_unlocated_are_kept(file: Path) -> None:
    table = geopandas.read_file(file, layer="incidents")
    assert list(table.columns) == [*tables.INCIDENTS, "geometry"]
    assert table.crs.to_epsg() == 4326
    assert table.geometry.isna().tolist() == [False, False, True]
    assert (table.geometry.iloc[1].x, table.geometry.iloc[1].y) == pytest.approx((36.1021, 32.6189))
    assert table["killed_low"].tolist() == [45, 1, 45]
    assert table["killed_high"].isna().tolist() == [True, False, True]
    assert table["contested"].tolist()[:2] == [True, False]
    assert str(table["date_start"].iloc[0])[:10] == "2012-03-11"
    assert table["date_start"].isna().tolist() == [False, False, True]


def test_claims_are_tied_to_their_incident(file: Path) -> None:
    incidents = pyogrio.read_dataframe(file, layer="incidents")
    claims = pyogrio.read_dataframe(file, layer="claims")
    assert list(claims.columns) == list(tables.CLAIMS)
    assert set(claims["incident_id"]) == set(incidents["id"])
    first = claims.iloc[0]
    assert (first["quote"], first["position"], first["blamed"]) == (
        "At least 45 women and children",
        1,
        "pro-government militia",
    )
    assert (first["publisher"], first["killed_as_written"]) == ("Wire", "at least 45")


def test_it_says_what_it_is(file: Path) -> None:
    about = pyogrio.read_dataframe(file, layer="about")
    facts = about[about["section"] == "about"]
    lines = [f"{item} | {text}" for item, text in zip(facts["item"], facts["text"], strict=True)]
    lines[0] = lines[0].rsplit(" ", 1)[0]  # the version
    assert "\n".join(lines) + "\n" == ABOUT
    explained = {
        name for names in about[about["section"] == "codebook"]["item"] for name in names.split(", ")
    }
    columns = {f"claims.{name}" for name in tables.CLAIMS}
    columns |= {f"incidents.{name}" for name in tables.INCIDENTS}
    assert {name if "." in name else f"incidents.{name}" for name in explained} == columns


def test_batches_make_one_layer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geopackage, "BATCH", 2)
    dossiers = [
        d for later in range(0, 50, 10) for d in dossiers_of(make_result(f"{TEXT} {later}", later=later))
    ]
    path = tmp_path / "incidents.gpkg"
    assert geopackage.write(path, iter(dossiers)) == 10
    assert pyogrio.read_dataframe(path, layer="incidents")["id"].tolist() == [d.incident.id for d in dossiers]
    assert len(pyogrio.read_dataframe(path, layer="claims")) == 15


def test_an_empty_selection_has_its_layers_too(tmp_path: Path) -> None:
    path = tmp_path / "incidents.gpkg"
    path.write_bytes(b"what was there before")
    assert geopackage.write(path, []) == 0
    assert len(geopandas.read_file(path, layer="incidents")) == 0
    assert len(pyogrio.list_layers(path)) == 3


def test_the_bytes_are_a_geopackage_and_nothing_is_left_behind(tmp_path: Path) -> None:
    out = io.BytesIO()
    assert geopackage.copy(out, dossiers_of(make_result())) == 2
    path = tmp_path / "copy.gpkg"
    path.write_bytes(out.getvalue())
    with sqlite3.connect(path) as database:
        assert database.execute("select count(*) from claims").fetchone() == (3,)
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    geopackage.write(tmp_path / "a.gpkg", [])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.gpkg", "copy.gpkg"]


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        geopackage.write(tmp_path / "no" / "a.gpkg", [])


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    words = f"{HOSTILE} \x00 \ud800 '; drop table incidents; --"
    document = make_document(f"{TEXT} {words}", title=words, publisher=words)
    claim = make_claim(document, words, claimant=words, place=replace(UNLOCATED, mention=words), weapon=words)
    result = ReportResult(document, (claim,), (make_incident((claim,)),))
    path = tmp_path / "a.gpkg"
    geopackage.write(path, dossiers_of(result))
    claims = pyogrio.read_dataframe(path, layer="claims")
    wanted = words.replace("\x00", "\ufffd").replace("\ud800", "?")
    assert claims.loc[0, ["quote", "claimant", "weapon", "title"]].tolist() == [wanted] * 4
    assert pyogrio.read_dataframe(path, layer="incidents")["place"].tolist() == [wanted]
