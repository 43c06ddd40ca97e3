"""GeoJSON as RFC 7946 has it, read back by the programs that will open it."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import pytest
from geojson_pydantic import Feature, FeatureCollection, Point

from incidents.exchange import geojson
from incidents.frame import FRAME_COLUMNS
from incidents.model import Precision, ReportResult
from incidents.store import Store, dossiers_of
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


def collection(result: ReportResult, **members: Any) -> dict[str, Any]:
    return json.loads(geojson.collection_of(result, **members))


def with_place(**place: Any) -> ReportResult:
    result = make_result()
    return replace(result, incidents=(replace(result.incidents[0], place=replace(DARAA, **place)),))


def test_a_collection_holds_exactly_the_given_incidents_and_says_what_it_is() -> None:
    result = make_result()
    moment = dt.datetime(2026, 1, 2, 5, 4, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    made = collection(result, as_of=moment, link="?v=1&type=any")
    assert made["type"] == "FeatureCollection"
    assert [feature["id"] for feature in made["features"]] == [incident.id for incident in result.incidents]
    assert (made["as_of"], made["link"]) == ("2026-01-02T03:04:00+00:00", "?v=1&type=any")
    assert made["generator"].startswith("syria-incidents ")
    assert made["attribution"]
    assert made["licence"]
    assert "crs" not in made


def test_the_codebook_explains_every_property() -> None:
    made = collection(make_result())
    explained = {name for names in made["codebook"] for name in names.split(", ")}
    assert explained == set(made["features"][0]["properties"])


def test_properties_are_those_of_the_table_and_scalar_but_for_claims_and_joins() -> None:
    properties = collection(make_result())["features"][0]["properties"]
    assert set(FRAME_COLUMNS) - {"id", "lat", "lon"} <= set(properties)
    for name, value in properties.items():
        assert name in {"claims", "joins"} or not isinstance(value, dict | list)


def test_claims_carry_their_words_and_their_report() -> None:
    result = make_result()
    claims = collection(result)["features"][0]["properties"]["claims"]
    first = claims[0]
    assert len(claims) == 2
    assert result.document.text[first["start"] : first["end"]] == first["quote"]
    assert (first["killed_low"], first["killed_high"], first["stance"]) == (45, None, "asserts")
    assert claims[1]["actors"][0]["category"] == "rebels"
    report = first["document"]
    assert (report["title"], report["publisher"], report["published"]) == (
        "Massacre in Homs",
        "Wire",
        "2012-03-12",
    )


def test_positions_are_longitude_first_with_the_decimals_the_precision_deserves() -> None:
    spot = {"lat": 34.123456789, "lon": 36.987654321}
    site = collection(with_place(**spot, precision=Precision.SITE))["features"][0]["geometry"]
    assert site == {"type": "Point", "coordinates": [36.98765, 34.12346]}
    area = collection(with_place(**spot, precision=Precision.GOVERNORATE))["features"][0]["geometry"]
    assert area["coordinates"] == [36.99, 34.12]
    assert set(geojson.DECIMALS) == set(Precision)
    assert max(geojson.DECIMALS.values()) <= 6


def test_incidents_without_a_point_are_kept_with_null_geometry() -> None:
    result = make_result()
    unlocated = replace(result, incidents=(replace(result.incidents[0], place=UNLOCATED),))
    (feature,) = collection(unlocated)["features"]
    assert feature["geometry"] is None
    assert feature["properties"]["place"] == "Tel Nowhere"
    assert feature["properties"]["radius_km"] is None


@pytest.mark.parametrize("sample", [True, False])
def test_samples_are_marked(sample: bool) -> None:
    features = collection(make_result(sample=sample))["features"]
    assert [feature["properties"]["sample"] for feature in features] == [sample] * 2


def test_hostile_text_stays_a_json_string() -> None:
    document = make_document(f"{TEXT} {HOSTILE} \u2028 \ud800 end", title=HOSTILE, publisher="\ud83d lone")
    claim = make_claim(document, HOSTILE, claimant=HOSTILE)
    result = ReportResult(document, (claim,), (make_incident((claim,)),))
    (feature,) = collection(result)["features"]
    assert feature["properties"]["claims"][0]["quote"] == HOSTILE
    assert feature["properties"]["claims"][0]["document"]["title"] == HOSTILE


def test_an_empty_selection_is_a_valid_empty_collection() -> None:
    out = io.BytesIO()
    assert geojson.write(out, []) == 0
    assert json.loads(out.getvalue())["features"] == []


def test_it_is_rfc_7946_to_a_validator_that_is_not_ours() -> None:
    result = make_result()
    unlocated = replace(result, incidents=(replace(result.incidents[0], place=UNLOCATED),))
    for told in (result, unlocated, replace(result, incidents=())):
        content = geojson.collection_of(told)
        read = FeatureCollection[Feature[Point, dict[str, Any]]].model_validate_json(content)
        assert [feature.id for feature in read.features] == [incident.id for incident in told.incidents]
        assert json.loads(read.model_dump_json())["features"] == [
            {k: v for k, v in feature.items() if k != "incident"}
            for feature in json.loads(content)["features"]
        ]


def test_places_carry_the_units_that_hold_them() -> None:
    made = with_place(district_id="sy:adm2/homs/homs", subdistrict_id="sy:adm3/daraa/dara")
    properties = collection(made)["features"][0]["properties"]
    units = [properties[name] for name in ("admin1", "admin1_pcode", "admin2", "admin3")]
    assert units == ["Daraa", "SY12", "Homs", "Dar'a"]
    unknown = collection(with_place(district_id="user:1", governorate=None))["features"][0]["properties"]
    assert (unknown["admin1"], unknown["admin1_pcode"], unknown["admin2"]) == (None, None, None)


def test_geopandas_reads_it_back(tmp_path: Path) -> None:
    result = make_result()
    elsewhere = make_result(TEXT + " Again.")
    unlocated = replace(elsewhere, incidents=(replace(elsewhere.incidents[0], place=UNLOCATED),))
    file = tmp_path / "incidents.geojson"
    with file.open("wb") as out:
        assert geojson.write(out, [*dossiers_of(result), *dossiers_of(unlocated)]) == 3
    table = geopandas.read_file(file, engine="pyogrio")
    assert list(table["id"]) == [incident.id for incident in (*result.incidents, *unlocated.incidents)]
    assert table.geometry.isna().tolist() == [False, False, True]
    assert table.crs.to_epsg() == 4326
    assert table.geometry.iloc[1].x == pytest.approx(36.1021)
    assert table["killed_low"].tolist() == [45, 1, 45]
    claims = table["claims"].iloc[0]
    claims = (
        json.loads(claims) if isinstance(claims, str) else claims
    )  # older versions leave it to the reader
    assert claims[0]["quote"] == "At least 45 women and children"


def test_a_store_gives_the_same_as_the_report_itself(tmp_path: Path) -> None:
    result = make_result()
    store = Store.open(tmp_path / "a.sqlite")
    store.add(result)
    ids = store.frame()["id"].tolist()
    assert geojson.dumps(store.dossiers(ids)) == geojson.collection_of(result)
