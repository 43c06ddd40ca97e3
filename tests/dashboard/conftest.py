"""What the tests of the page Places share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.dashboard.places_page import places_page, run


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
