"""The map page's box, areas and background in Streamlit's test runner."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from incidents.dashboard.components.background import WARNING
from incidents.dashboard.filter_words import chips, describe
from incidents.dashboard.map.tiles import SETTING
from incidents.dashboard.names import Names
from incidents.query import Box, Filters
from tests.dashboard.conftest import Seed
from tests.dashboard.test_pages_app import _checked, html, start
from tests.factories import make_result

pytestmark = pytest.mark.usefixtures("fresh_page")


def layer(app: AppTest) -> dict[str, Any]:
    """The state of the map's layer."""
    sent = json.loads(app.get("component_instance")[0].proto.json_args)["feature_group"]
    found = re.search(r"IncidentMap\.layer\((\{.*\})\)", sent)
    assert found is not None
    return dict(json.loads(found[1]))


def test_a_link_with_a_box_shows_what_lies_in_it_with_a_chip(own: Seed) -> None:
    own(make_result())
    app = start(box="36.6,34.6,36.9,34.9")
    assert "1 of 2 incidents shown" in html(app)
    assert layer(app)["box"] == [36.6, 34.6, 36.9, 34.9]
    chip = next(button for button in app.button if button.label.startswith("In the box drawn on the map"))
    chip.click()
    _checked(app.run())
    assert "2 of 2 incidents shown" in html(app)
    assert "box" not in layer(app)


def test_a_box_has_words_and_is_taken_away_alone() -> None:
    filters = Filters(contested="yes", box=Box(36, 33, 37, 34))
    assert describe(filters, Names()) == "contested · in the box drawn on the map"
    chip = next(chip for chip in chips(filters, Names()) if chip.name == "box")
    assert chip.without(filters) == {"box": None}


def test_the_switch_changes_the_map_and_nothing_else(own: Seed) -> None:
    own(make_result())
    app = start()
    before = layer(app)
    assert "areas" not in before
    app.button_group(key="incidents.w.map-mode").set_value("governorates")
    _checked(app.run())
    now = layer(app)
    assert now.pop("areas")["level"] == "governorates"
    assert now == before
    app.selectbox(key="incidents.w.map-measure").set_value("killed")
    _checked(app.run())
    assert layer(app)["areas"]["measure"] == "killed"
    assert any("No death toll" in caption.value for caption in app.caption)


def test_a_link_opens_districts_and_says_what_they_leave_out(own: Seed) -> None:
    own(make_result())
    app = start(map="districts", measure="killed")
    areas = layer(app)["areas"]
    assert (areas["level"], areas["measure"]) == ("districts", "killed")
    if areas["elsewhere"]:
        assert any("counted in no district" in caption.value for caption in app.caption)


def areas_page() -> None:
    import streamlit as st

    from incidents.dashboard import state
    from incidents.dashboard.components.map_view import filter_by_area
    from incidents.dashboard.map import AreaClick

    for level, area in st.session_state.get("clicks", []):
        filter_by_area(AreaClick(level, area))
    filters = state.current().filters
    st.text(f"{[g.value for g in filters.governorates]} {list(filters.places)}")


@pytest.mark.parametrize(
    ("clicks", "expected"),
    [
        ([("governorates", "Homs")], "['Homs'] []"),
        ([("governorates", "Homs"), ("governorates", "Hama")], "['Hama'] []"),
        ([("governorates", "Homs"), ("governorates", "Homs")], "[] []"),
        ([("governorates", "Homs"), ("districts", "sy:adm2/hama/hama")], "[] ['sy:adm2/hama/hama']"),
        ([("districts", "sy:adm2/hama/hama"), ("districts", "sy:adm2/hama/hama")], "[] []"),
    ],
)
def test_a_click_on_an_area_filters_by_it_and_a_second_lets_go(
    clicks: list[tuple[str, str]], expected: str
) -> None:
    app = AppTest.from_function(areas_page)
    app.session_state["clicks"] = clicks
    app.run()
    assert not app.exception
    assert [text.value for text in app.text] == [expected]


def test_tiles_are_off_until_chosen_and_never_part_of_a_link(
    own: Seed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, "https://tiles.example.org/{z}/{x}/{y}.png")
    own(make_result())
    app = start(tiles="preset", background="OpenStreetMap.Mapnik")
    assert "tiles" not in layer(app)
    assert WARNING in html(app)
    radio = app.radio(key="incidents.w.tiles")
    assert radio.value == "built-in"
    radio.set_value("preset")
    _checked(app.run())
    assert json.loads(base64.b64decode(layer(app)["tiles"]))["host"] == "tiles.example.org"
    assert any("On now: the tiles of tiles.example.org" in caption.value for caption in app.caption)
    assert "example" not in json.dumps([element.proto.json for element in app.get("bidi_component")])
    app.radio(key="incidents.w.tiles").set_value("built-in")
    _checked(app.run())
    assert "tiles" not in layer(app)


def test_a_setting_that_cannot_be_used_says_so(own: Seed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "http://tiles.example.org/{z}/{x}/{y}.png")
    own(make_result())
    app = start()
    assert "INCIDENTS_TILES cannot be used" in html(app)
    assert "must begin with https://" in html(app)
