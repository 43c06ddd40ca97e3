"""The registry of formats: what commands and buttons offer, and that each file carries what it is."""

from __future__ import annotations

import datetime as dt
import html
import io
import zipfile
from pathlib import Path

import geopandas
import openpyxl
import pandas as pd
import pyogrio
import pytest
from pyarrow import parquet

from incidents.cli import Format
from incidents.exchange import acled, admin, claims_csv, ged_export, hxl, mapping, tables
from incidents.exchange.about import About, derivation
from incidents.exchange.formats import FORMATS, dumps, zipped
from incidents.rules import Rules
from incidents.store import dossiers_of
from tests.factories import make_result

ABOUT = About(
    dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
    "?v=1&gov=homs",
    derivation(Rules(without=frozenset({"src-1"})), {"src-1": "A left out source"}),
)


def test_the_formats_are_these() -> None:
    assert {key: (form.suffix, form.common) for key, form in FORMATS.items()} == {
        "geojson": (".geojson", True),
        "xlsx": (".xlsx", True),
        "csv": (".csv", True),
        "gpkg": (".gpkg", True),
        "html": (".html", True),
        "acled": (".csv", False),
        "ged": (".csv", False),
        "kml": (".kml", False),
        "geoparquet": (".parquet", False),
        "hxl": (".csv", False),
        "plover": (".jsonl", False),
    }
    assert {form.value for form in Format} == set(FORMATS)


def said(key: str, made: bytes, folder: Path) -> str:
    """What a file says of itself, as its own programs read it."""
    readme = FORMATS[key].readme
    if readme is not None:
        return readme("incidents", ABOUT).decode()
    path = folder / f"a{FORMATS[key].suffix}"
    path.write_bytes(made)
    if key == "gpkg":
        return str(pyogrio.read_dataframe(path, layer="about").to_csv())
    if key == "xlsx":
        book = openpyxl.load_workbook(path, read_only=True)
        return "\n".join(str(row) for name in ("about", "codebook") for row in book[name].values)
    if key == "geoparquet":
        return parquet.read_schema(path).metadata[b"about"].decode()
    return html.unescape(html.unescape(made.decode())).replace("\\u0026", "&")


@pytest.mark.parametrize("key", FORMATS)
def test_every_format_says_moment_link_and_who_was_left_out(key: str, tmp_path: Path) -> None:
    text = said(key, dumps(key, dossiers_of(make_result()), ABOUT), tmp_path)
    for words in ("2026-01-02T00:00:00+00:00", "?v=1&gov=homs", "A left out source", "date"):
        assert words in text
    assert "licence" in text
    assert "attribution" in text


@pytest.mark.parametrize("key", FORMATS)
def test_every_format_marks_sample_data(key: str, tmp_path: Path) -> None:
    made = dumps(key, dossiers_of(make_result(sample=True)), ABOUT)
    plain = dumps(key, dossiers_of(make_result()), ABOUT)
    path = tmp_path / f"a{FORMATS[key].suffix}"
    path.write_bytes(made)
    if key == "gpkg":
        assert pyogrio.read_dataframe(path, layer="incidents")["sample"].all()
    elif key == "geoparquet":
        assert geopandas.read_parquet(path)["sample"].all()
    elif key == "xlsx":
        assert pd.read_excel(path)["sample"].all()
    elif key == "ged":
        assert set(pd.read_csv(path)["code_status"]) == {"Sample"}
    elif key == "plover":
        assert pd.read_json(path, lines=True)["sample"].all()
    elif FORMATS[key].suffix == ".csv":
        assert set(pd.read_csv(path, skiprows=[1] if key == "hxl" else None)["sample"]) == {"yes"}
    else:
        assert made != plain
        assert b"true" in made


@pytest.mark.parametrize("key", FORMATS)
def test_an_empty_selection_is_a_file_too(key: str) -> None:
    assert dumps(key, [], ABOUT) or key == "plover"


@pytest.mark.parametrize("key", [key for key, form in FORMATS.items() if form.readme])
def test_a_table_and_its_side_files_in_one_zip(key: str) -> None:
    packed = zipped(key, "incidents.csv", dossiers_of(make_result()), ABOUT)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        beside = ["incidents.csv.claims.csv"] if key == "csv" else []
        assert archive.namelist() == ["incidents.csv", *beside, "incidents.csv.README.txt"]
        assert len(archive.read("incidents.csv").splitlines()) == 2 + {"hxl": 2, "plover": 0}.get(key, 1)
        assert b"A left out source" in archive.read("incidents.csv.README.txt")


def test_the_docs_name_every_column_and_format() -> None:
    text = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    columns = [*acled.COLUMNS, *tables.CLAIMS, *FORMATS, *ged_export.COLUMNS, *hxl.TAGS, *mapping.FIELDS]
    columns += [*claims_csv.RECORDS, *admin.CODEBOOK]
    assert [name for name in columns if f"`{name}`" not in text] == []


def test_what_says_itself_what_it_is_needs_no_zip() -> None:
    with pytest.raises(ValueError, match="says itself"):
        zipped("geojson", "a", [], ABOUT)
