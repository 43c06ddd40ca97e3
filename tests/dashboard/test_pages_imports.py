"""Rows of other datasets in the dashboard: shown beside reports, said to be rows, with their words inert."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from incidents.dashboard.components.accounts import account_html, by_source
from incidents.dashboard.components.off_map import claim_item
from incidents.exchange import importing
from incidents.model import Claim
from incidents.store import Store
from tests.factories import HOSTILE, make_result

APP = str(Path(__file__).resolve().parents[2] / "app.py")
FILES = Path(__file__).resolve().parents[1] / "exchange" / "files"


@pytest.fixture(autouse=True)
def _own_caches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("incidents.dashboard.map.component.runtime_exists", lambda: False)
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def rows(key: str) -> tuple[Claim, ...]:
    return importing.read_file(FILES / f"{key}.csv", key).result.claims


def test_the_panel_says_that_it_is_a_row_and_offers_what_reports_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "own.sqlite"
    monkeypatch.setenv("INCIDENTS_DB", str(path))
    store = Store.open(path)
    store.add(make_result())
    for key in ("acled", "ged"):
        store.add_import(importing.read_file(FILES / f"{key}.csv", key).result)
    homs = importing.read_file(FILES / "acled.csv", "acled").result.incidents[0]
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["v"], app.query_params["sel"] = "1", homs.id
    app.run()
    assert not app.exception, [error.message for error in app.exception]
    said = "\n".join(element.proto.body for element in app.get("html"))
    assert "Imported row: <bdi>On 11 March 2012, regime forces killed 45 people" in said
    assert "9 of 9 incidents shown" in said
    assert any("Perhaps the same occurrence" in box.label for box in app.expander)
    app.session_state["incidents.page.lists"] = "off"
    app.run()
    said = "\n".join(element.proto.body for element in app.get("html"))
    assert "the row names only the country" in said  # listed as not mapped, with the reason


def test_what_acled_writes_as_zero_is_not_told_as_none() -> None:
    bomb = rows("acled")[1]
    (account,) = by_source([bomb], {})
    assert "killed 0 or not reported" in account_html(account)


def test_a_rows_words_are_inert() -> None:
    row = replace(rows("ged")[3], note=HOSTILE, claimant=HOSTILE)
    for made in (account_html(by_source([row], {})[0]), claim_item(row)):
        assert "<img" not in made
        assert "<script" not in made
        assert "Imported row: <bdi>{{ cycler" in made
