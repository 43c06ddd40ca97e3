"""The export menu in a real browser: each file comes down and opens in the program it is for."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
import pytest

from tests.browser.conftest import NewPage, Serve

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

    for name in ("CSV with codebook", "ACLED columns"):
        with zipfile.ZipFile(download(page, name, tmp_path)) as archive:
            table, readme = archive.namelist()
            assert readme == f"{table}.README.txt"
            with archive.open(table) as file:
                assert len(pd.read_csv(file)) == total
            assert b"link: ?v=" in archive.read(readme)

    package = download(page, "GeoPackage", tmp_path)
    assert len(pyogrio.read_dataframe(package, layer="incidents")) == total

    opened = new_page(download(page, "Page with map", tmp_path).as_uri())
    opened.wait_for_function("() => window.IncidentMap.drawn && window.IncidentMap.drawn.drawn")
    assert f"{total} of {total} incidents shown" in opened.locator("#count").inner_text()
