"""The map of incidents as the pages use it, and what it shares with the map of places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

import folium
import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st
from streamlit.runtime import exists as runtime_exists
from streamlit.runtime import get_instance
from streamlit_folium import st_folium

from incidents.dashboard.map.columns import Columns, bitset, encoded
from incidents.dashboard.map.layer import IncidentLayer, OfflineMap, declare_assets

BINARY: Final = "application/octet-stream"
JSON: Final = "application/json"
_CLICK: Final = "last_active_drawing"


class MapView(Protocol):
    """Centre in WGS 84 degrees and zoom level."""

    @property
    def lat(self) -> float: ...
    @property
    def lon(self) -> float: ...
    @property
    def zoom(self) -> float: ...


def incident_map(
    frame: pd.DataFrame,
    mask: npt.NDArray[np.bool_],
    *,
    key: str,
    selected: str | None,
    view: MapView | None,
    dark: bool,
    height: int = 560,
) -> str | None:
    """Draw the incidents that a mask selects and tell which one was clicked.

    The frame's columns travel to the browser once; a changed mask sends one bit for each row.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per incident: id, place, place_id, governorate, lat, lon, radius_km, precision, date_start, date_end,
        date_precision, date_kind, event_type, sub_event_type, killed_low, killed_best, killed_high, contested,
        corroboration, n_claims, sample; further columns are not looked at. Pass the same object while the data stays
        the same, and do not change it: it is packed once.
    mask : numpy.ndarray of bool, shape (len(frame),)
        Rows to show. Rows without coordinates, and those known only by country, are never drawn.
    key : str
        Names this map in the session.
    selected : str, optional
        Id of the incident to highlight; the map moves to it when it changes and lies out of sight.
    view : View, optional
        Where to look, from the link; the whole country when None. While the user moves the map, the map keeps
        ``view=lat,lon,zoom`` in the page's address up to date by itself, without a rerun.
    dark : bool
        Draw on a dark ground.
    height : int, default 560
        In CSS pixels.

    Returns
    -------
    str or None
        Id of the incident clicked since the last run, or None.

    Raises
    ------
    ValueError
        If the mask does not have one value for each row.
    """
    if len(mask) != len(frame):
        raise ValueError(f"the mask has {len(mask)} values for {len(frame)} incidents")
    columns = encoded(frame)
    layer = IncidentLayer(
        url=serve(columns.payload, columns.version, BINARY, f"incident-map.{key}"),
        version=columns.version,
        bits=bitset(mask),
        selected=columns.row_of(selected),
        dark=dark,
        view=None if view is None else (view.lat, view.lon, view.zoom),
    )
    return _clicked(columns, draw(layer, key=key, height=height))


def clicked_incident(frame: pd.DataFrame, key: str) -> str | None:
    """What :func:`incident_map` would return, known before the map is drawn: so that one run draws all of it."""
    return _clicked(encoded(frame), _new_click(st.session_state.get(key), key))


def _clicked(columns: Columns, click: Mapping[str, Any]) -> str | None:
    row = click.get("row")
    if not isinstance(row, int) or click.get("version") != columns.version or not 0 <= row < len(columns.ids):
        return None
    return str(columns.ids[row])


def draw(layer: folium.FeatureGroup, *, key: str, height: int) -> dict[str, Any]:
    """Show a layer on an offline map.

    Returns
    -------
    dict
        What the layer's script sent when it was clicked since the last run, not yet checked; empty if it was not.
    """
    declare_assets()
    answer = st_folium(
        OfflineMap(),
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=[_CLICK],
        feature_group_to_add=layer,
    )
    return _new_click(answer, key)


def serve(payload: bytes, version: str, mimetype: str, coordinates: str) -> str:
    """Hand data to Streamlit's media store and return its address below the server's base path.

    The store drops a file as soon as no session refers to it, so every run refers to it again.

    Parameters
    ----------
    payload : bytes
        What the browser should fetch.
    version : str
        Hash of the content, in hexadecimal digits.
    mimetype : str
        ``BINARY`` or ``JSON``.
    coordinates : str
        Names the map in the session: its data of earlier runs makes room for this.
    """
    if not runtime_exists():
        # Tests without a server (AppTest): nothing will be fetched.
        return f"media/{version}.bin"
    url = get_instance().media_file_mgr.add(payload, mimetype, coordinates=coordinates)
    return f"media/{url.rsplit('/', 1)[-1]}"


def _new_click(answer: Any, key: str) -> dict[str, Any]:
    """Take the click out of the browser's answer, once for each click.

    The component repeats its last answer in every run, so the moment of the click is remembered.
    """
    click = ((answer or {}).get(_CLICK) or {}).get("properties") or {}
    moment = click.get("moment")
    seen = f"{key}:last-click"
    if moment is None or st.session_state.get(seen) == moment:
        return {}
    st.session_state[seen] = moment
    return dict(click)
