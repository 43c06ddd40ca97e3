"""What goes through folium and Streamlit: numbers only, own addresses only, and the same map in every run."""

from __future__ import annotations

import json
import re
from typing import Any

import folium
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit_folium import generate_leaflet_string

from incidents.dashboard.map import incident_map
from incidents.dashboard.map.layer import ASSETS, SCRIPTS, STYLES, IncidentLayer, OfflineMap
from tests.map_frames import HOSTILE_NAMES, map_frame

VERSION = "0" * 32


def page(dark: bool = False, only: int | None = None) -> None:
    import numpy as np
    import streamlit as st

    from incidents.dashboard.map import incident_map
    from tests.map_frames import HOSTILE_NAMES, map_frame

    if "frame" not in st.session_state:
        st.session_state.frame = map_frame([{"place": name, "place_id": name} for name in HOSTILE_NAMES])
    frame = st.session_state.frame
    mask = np.ones(len(frame), dtype=bool) if only is None else np.arange(len(frame)) == only
    clicked = incident_map(frame, mask, key="map", selected="inc-1", view=None, dark=dark)
    st.text(str(clicked))


def sent(**kwargs: Any) -> dict[str, Any]:
    app = AppTest.from_function(page, kwargs=kwargs).run()
    assert not app.exception
    return dict(json.loads(app.get("component_instance")[0].proto.json_args))


def test_no_word_of_an_incident_goes_through_folium() -> None:
    args = sent()
    everything = json.dumps(args)
    for name in HOSTILE_NAMES:
        assert name not in everything
        assert json.dumps(name)[1:-1] not in everything
    state = re.search(r"IncidentMap\.layer\((\{.*\})\)", args["feature_group"])
    assert state is not None
    assert set(json.loads(state[1])) == {"url", "version", "bits", "selected", "dark", "view"}


def test_every_address_is_our_own() -> None:
    args = sent()
    assert len(args["js_links"]) == len(SCRIPTS)
    for link in args["js_links"] + args["css_links"]:
        assert link.startswith("../incidents.dashboard.map.layer.assets/")
    own = {key: value for key, value in args.items() if key in ("script", "header", "html", "feature_group")}
    assert not re.search(r"(https?:)?//\w", json.dumps(own).replace("http://www.w3.org", ""))


def test_only_the_layer_differs_between_runs() -> None:
    first, second = sent(), sent(dark=True, only=3)
    assert first["feature_group"] != second["feature_group"]
    for unstable in ("feature_group", "id", "key"):
        first.pop(unstable, None)
        second.pop(unstable, None)
    assert first == second


def test_folium_itself_stays_as_it_is() -> None:
    assert any("https://" in url for _, url in folium.Map.default_js)
    assert not any("//" in url for _, url in OfflineMap.default_js + OfflineMap.default_css)


@pytest.mark.parametrize(
    "url", ["media/{{ 7*7 }}.bin", "https://example.org/a.bin", "media/../x.bin", "media/A.bin\n"]
)
def test_only_addresses_of_the_media_store_are_taken(url: str) -> None:
    with pytest.raises(ValueError, match="media store"):
        IncidentLayer(url=url, version=VERSION, bits=b"")


def test_the_layer_is_one_call() -> None:
    layer = IncidentLayer(url="media/0a.bin", version=VERSION, bits=b"\x05", selected=2, view=(34.7, 36.7, 9))
    layer.add_to(OfflineMap())
    script = generate_leaflet_string(layer, base_id="x")
    assert script.strip() == (
        'var feature_group_x = window.IncidentMap.layer({"url": "../../media/0a.bin", '
        f'"version": "{VERSION}", "bits": "BQ==", "selected": 2, "dark": false, "view": [34.7, 36.7, 9.0]}});'
    )


def test_every_file_that_is_loaded_exists() -> None:
    for name in SCRIPTS + STYLES:
        assert (ASSETS / name).is_file(), name


def test_a_mask_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 values for 1 incidents"):
        incident_map(map_frame([{}]), np.ones(2, dtype=bool), key="map", selected=None, view=None, dark=False)
