"""The page that adds up a selection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from incidents.query import Filters
from incidents.store import Store
from tests.factories import make_result


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    path = tmp_path / "own.sqlite"
    monkeypatch.setenv("INCIDENTS_DB", str(path))
    Store.open(path).add(make_result())
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def overview(**params: str) -> AppTest:
    def script() -> None:
        from incidents.dashboard.pages.overview import page

        page()

    app = AppTest.from_function(script, default_timeout=30)
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, [error.message for error in app.exception]
    return app


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def test_the_page_counts_the_selection_and_warns_of_its_sums() -> None:
    app = overview()
    said = html(app)
    assert '<div class="si-number">2</div><div class="si-sub">incidents</div>' in said
    assert '<div class="si-number">1</div><div class="si-sub">contested</div>' in said
    assert "nobody should cite a sum of these as a death toll" in "\n".join(c.value for c in app.caption)
    places, actors, sources = (element.value for element in app.dataframe)
    assert set(places["Incidents"]) == {1}
    assert list(actors["Actor"]) == ["Pro-government militia", "Rebels"]
    assert list(sources["Source"]) == ["activists", "Syrian state media"]


def test_a_filter_narrows_it_and_nothing_left_says_what_to_do() -> None:
    assert '<div class="si-number">1</div><div class="si-sub">incidents</div>' in html(
        overview(type="explosions")
    )
    assert "reset or widen" in html(overview(gov="tartus"))


def test_what_leads_to_the_map_is_a_filter() -> None:
    from incidents.dashboard.pages.overview import _days

    changes = _days({"first": "2012-03-01", "last": "2012-03-31"})
    chosen = Filters(**changes)
    assert (str(chosen.date_from), str(chosen.date_to), chosen.include_undated) == (
        "2012-03-01",
        "2012-03-31",
        False,
    )
