"""A page with nothing but the map, for the tests beside it. MAP_PAGE names the incidents to show."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import streamlit as st

from incidents.dashboard.map import incident_map
from incidents.query import View
from tests.map_frames import HOSTILE_NAMES, map_frame


@st.cache_resource
def frame() -> pd.DataFrame:
    if os.environ.get("MAP_PAGE") == "many":
        from benchmarks.synthetic import synthetic_frame

        return synthetic_frame(3000)
    if os.environ.get("MAP_PAGE") == "one-spot":
        return map_frame(
            [{"place": "Same spot", "lat": 36.5, "lon": 41.0, "date_start": f"2012-{1 + n % 12:02}-01",
              "date_end": f"2012-{1 + n % 12:02}-01"} for n in range(350)]
        )  # fmt: skip
    return map_frame(
        [{"place": name, "lat": 33.0 + 0.5 * number, "lon": 36.3 + 0.45 * number}
         for number, name in enumerate(HOSTILE_NAMES)]
        + [{"place": "Homs", "place_id": "sy:adm1/homs", "precision": "governorate", "lat": 34.3, "lon": 38.3,
            "radius_km": 90.0}]
        + [{"place": "Same spot", "lat": 36.5, "lon": 41.0} for _ in range(5)]
        + [{"place": "Nowhere", "lat": None, "lon": None, "precision": None, "radius_km": None}]
    )  # fmt: skip


def _view() -> View | None:
    text = st.query_params.get("view")
    return View(*(float(number) for number in text.split(","))) if text else None


@st.fragment
def page() -> None:
    st.session_state.runs = st.session_state.get("runs", 0) + 1
    data = frame()
    mask = np.ones(len(data), dtype=bool)
    if st.checkbox("Only the first three"):
        mask[3:] = False
    if st.checkbox("A note in the address"):
        st.query_params["note"] = "1"
    dark = st.checkbox("Dark")
    clicked = incident_map(
        data, mask, key="map", selected=st.session_state.get("chosen"), view=_view(), dark=dark, height=500
    )
    if clicked is not None:
        st.session_state.chosen = clicked
        st.session_state.clicks = st.session_state.get("clicks", 0) + 1
    st.text(f"runs={st.session_state.runs} clicks={st.session_state.get('clicks', 0)}")
    st.text(f"chosen={st.session_state.get('chosen')}")


page()
