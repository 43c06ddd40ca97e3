"""The registry of formats: what commands and buttons offer, and that each file carries what it is."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import pandas as pd
import pyogrio
import pytest

from incidents.exchange import acled, tables
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
    assert {key: form.suffix for key, form in FORMATS.items()} == {
        "geojson": ".geojson",
        "csv": ".csv",
        "acled": ".csv",
        "gpkg": ".gpkg",
        "html": ".html",
    }


@pytest.mark.parametrize("key", FORMATS)
def test_every_format_says_moment_link_and_who_was_left_out(key: str, tmp_path: Path) -> None:
    made, readme = dumps(key, dossiers_of(make_result()), ABOUT), FORMATS[key].readme
    if readme is not None:
        made = readme("incidents.csv", ABOUT)
    if key == "gpkg":
        (tmp_path / "a.gpkg").write_bytes(made)
        made = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="about").to_csv().encode()
    text = made.decode().replace("\\u0026", "&")
    for words in ("2026-01-02T00:00:00+00:00", "?v=1&gov=homs", "A left out source", "licence", "event_type"):
        assert words in text


@pytest.mark.parametrize("key", ["csv", "acled"])
def test_a_table_and_its_readme_in_one_zip(key: str) -> None:
    with zipfile.ZipFile(
        io.BytesIO(zipped(key, "incidents.csv", dossiers_of(make_result()), ABOUT))
    ) as archive:
        assert archive.namelist() == ["incidents.csv", "incidents.csv.README.txt"]
        with archive.open("incidents.csv") as table:
            assert len(pd.read_csv(table)) == 2
        assert b"A left out source" in archive.read("incidents.csv.README.txt")


def test_the_docs_name_every_column_and_format() -> None:
    text = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    columns = [*acled.COLUMNS, *tables.CLAIMS, *FORMATS]
    assert [name for name in columns if f"`{name}`" not in text] == []


def test_what_says_itself_what_it_is_needs_no_zip() -> None:
    with pytest.raises(ValueError, match="says itself"):
        zipped("geojson", "a", [], ABOUT)
