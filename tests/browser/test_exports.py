"""The export menu in a real browser: each file comes down and opens in the program it is for."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pyogrio
import pytest

from tests.browser.conftest import NewPage, Serve, expect
from tests.exchange.shaped import acled_rows, as_csv

pytestmark = pytest.mark.browser
APP = Path(__file__).parents[2] / "app.py"
WAIT_MS = 60_000


def download(page: Any, name: str, folder: Path) -> Path:
    with page.expect_download(timeout=WAIT_MS) as started:
        page.get_by_role("button", name=name, exact=True).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def test_every_format_comes_down_and_opens(serve: Serve, new_page: NewPage, tmp_path: Path) -> None:
    page = new_page(serve(APP), accept_downloads=True)
    page.get_by_text("incidents shown").first.wait_for(timeout=WAIT_MS)
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=WAIT_MS)
    page.get_by_role("button", name="Export").click()
    total = len(json.loads(download(page, "GeoJSON with claims", tmp_path).read_bytes())["features"])
    assert total > 100

    page.get_by_text("More formats").click()
    for name in ("CSV with codebook", "ACLED columns", "UCDP GED columns", "CSV with HXL tags"):
        with zipfile.ZipFile(download(page, name, tmp_path)) as archive:
            table, *_, readme = archive.namelist()
            assert readme == f"{table}.README.txt"
            with archive.open(table) as file:
                assert len(pd.read_csv(file)) == total + ("HXL" in name)
            assert b"link: ?v=" in archive.read(readme)
    with zipfile.ZipFile(download(page, "PLOVER events", tmp_path)) as archive:
        assert len(archive.read(archive.namelist()[0]).splitlines()) == total

    assert len(geopandas.read_parquet(download(page, "GeoParquet", tmp_path))) == total
    assert len(pd.read_excel(download(page, "Excel workbook", tmp_path), sheet_name="incidents")) == total
    assert len(ET.parse(download(page, "KML", tmp_path)).findall(".//{*}Placemark")) == total
    package = download(page, "GeoPackage", tmp_path)
    assert len(pyogrio.read_dataframe(package, layer="incidents")) == total

    opened = new_page(download(page, "Page with map", tmp_path).as_uri())
    opened.wait_for_function("() => window.IncidentMap.drawn && window.IncidentMap.drawn.drawn")
    assert f"{total} of {total} incidents shown" in opened.locator("#count").inner_text()


def test_a_dataset_is_imported_and_seen_on_the_map(serve: Serve, new_page: NewPage, tmp_path: Path) -> None:
    (tmp_path / "acled.csv").write_bytes(as_csv(acled_rows(30)))
    page = new_page(serve(APP, env={"LANG": "C"}) + "/add")
    page.get_by_text("Import a dataset").click(timeout=WAIT_MS)
    page.locator("input[type=file]").set_input_files(tmp_path / "acled.csv")
    expect(page.get_by_text("30 rows understood; 30 new.")).to_be_visible(timeout=WAIT_MS)
    page.get_by_role("button", name="Import them").click()
    expect(page.get_by_text("30 rows of ACLED added.")).to_be_visible(timeout=WAIT_MS)
    page.get_by_role("button", name="See them on the map").click()
    expect(page.get_by_text("30 of 30 incidents shown")).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_role("button", name="Told by: ACLED (imported)")).to_be_visible(timeout=WAIT_MS)
