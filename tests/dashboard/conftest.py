"""What the tests of the page Places share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from incidents.model import ReportResult
from incidents.store import Store
from tests.dashboard.places_page import places_page, run

Seed = Callable[..., Store]


@pytest.fixture
def fresh_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing cached; and Streamlit's test runner serves media under a made-up address, which the map does not take."""
    monkeypatch.setattr("incidents.dashboard.map.component.runtime_exists", lambda: False)
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Seed:
    """The user's store, with the reports given."""

    def seed(*results: ReportResult) -> Store:
        path = tmp_path / "own.sqlite"
        monkeypatch.setenv("INCIDENTS_DB", str(path))
        store = Store.open(path)
        for result in results:
            store.add(result)
        return store

    return seed


@pytest.fixture
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A cache folder of the test's own; and Streamlit's test runner has no media server for the map."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("incidents.dashboard.map.component.runtime_exists", lambda: False)
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def app(own_folders: None) -> AppTest:
    """The page Places, drawn once."""
    return run(AppTest.from_function(places_page, default_timeout=60))
