"""The page that ``benchmarks.map_speed`` measures: one filter and one map, ours or plain folium's, same data.

The environment says which: MAP_BENCHMARK_KIND (ours, folium) and MAP_BENCHMARK_SIZE (a number, or sample).
"""

from __future__ import annotations

import os
import time

import folium
import numpy as np
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from benchmarks.map_speed import load
from incidents.dashboard.map import event_colours, incident_map
from incidents.dashboard.map.layer import OfflineMap, declare_assets
from incidents.model import EventType


class PlainMap(folium.Map):
    """Plain folium, but for the addresses of its files: from this server instead of from elsewhere."""

    default_js = [link for link in OfflineMap.default_js if link[0] == "leaflet"]  # noqa: RUF012
    default_css = OfflineMap.default_css[:1]


@st.cache_resource
def frame() -> pd.DataFrame:
    return load(os.environ["MAP_BENCHMARK_SIZE"])


@st.cache_resource
def columns() -> dict[str, np.ndarray]:
    """What the plain map needs, taken out of the frame beforehand: the comparison is about the map."""
    data = frame()
    colours = event_colours()
    return {
        "lat": data["lat"].to_numpy(),
        "lon": data["lon"].to_numpy(),
        "colour": np.array([colours[EventType(event)] for event in data["event_type"]]),
        "event": data["event_type"].to_numpy(dtype=object),
    }


def plain_layer(mask: np.ndarray) -> folium.FeatureGroup:
    """All selected incidents as one GeoJson of circle markers."""
    data = columns()
    features = [
        {
            "type": "Feature",
            "properties": {"style": {"color": colour}},
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
        }
        for lat, lon, colour in zip(data["lat"][mask], data["lon"][mask], data["colour"][mask], strict=True)
    ]
    group = folium.FeatureGroup()
    marker = folium.CircleMarker(radius=5, weight=1, fill=True)
    folium.GeoJson({"type": "FeatureCollection", "features": features}, marker=marker).add_to(group)
    return group


@st.fragment
def page() -> None:
    without = st.radio(
        "Without", list(EventType), horizontal=True, format_func=lambda event: event.name.lower()
    )
    started = time.perf_counter()
    events = columns()["event"]
    mask = events != str(without)
    if os.environ["MAP_BENCHMARK_KIND"] == "ours":
        incident_map(frame(), mask, key="map", selected=None, view=None, dark=False)
    else:
        declare_assets()
        plain = PlainMap([35.0, 38.6], zoom_start=7, tiles=None, prefer_canvas=True)
        plain.options["maxZoom"] = 18
        mask &= ~np.isnan(columns()["lat"])
        st_folium(plain, key="map", height=560, use_container_width=True, returned_objects=[],
                  feature_group_to_add=plain_layer(mask))  # fmt: skip
    st.text(f"server {without.name.lower()} {(time.perf_counter() - started) * 1000:.1f}")


st.set_page_config(layout="wide")
page()
