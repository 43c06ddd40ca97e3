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

from incidents.dashboard.map.areas import AreaClick, AreaFill, clicked_area
from incidents.dashboard.map.columns import Columns, bitset, encoded
from incidents.dashboard.map.layer import IncidentLayer, OfflineMap, declare_assets
from incidents.dashboard.map.tiles import TileSource
from incidents.query import Box, Level

BINARY: Final = "application/octet-stream"
JSON: Final = "application/json"
_CLICK: Final = "last_active_drawing"

Answer = str | Box | AreaClick
"""What can be done on the map of incidents: click one (its id), draw a box, click an area."""


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
    box: Box | None = None,
    areas: AreaFill | None = None,
    tiles: TileSource | None = None,
) -> Answer | None:
    """Draw the incidents that a mask selects and tell what was done on the map.

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
    box : Box, optional
        The box that is filtered by: outlined.
    areas : AreaFill, optional
        Draw areas coloured by numbers in place of the incidents.
    tiles : TileSource, optional
        Lay the tiles of a server under it all. The browser then asks that server for them.

    Returns
    -------
    str, Box, AreaClick or None
        What was done since the last run: the id of the incident clicked, a box drawn, an area clicked; or None.

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
        box=None if box is None else box.edges,
        areas=areas,
        tiles=tiles,
    )
    return _asked(columns, draw(layer, key=key, height=height), areas.level if areas else None)


def asked(frame: pd.DataFrame, key: str, level: Level | None) -> Answer | None:
    """What :func:`incident_map` would return, known before the map is drawn: so that one run draws all of it.

    Parameters
    ----------
    frame : pandas.DataFrame
    key : str
        As for :func:`incident_map`.
    level : "governorates" or "districts", optional
        What areas the map showed, if any.
    """
    return _asked(encoded(frame), new_click(st.session_state.get(key), key), level)


def _asked(columns: Columns, click: dict[str, Any], level: Level | None) -> Answer | None:
    if click.get("version") != columns.version:
        return None
    return _incident_in(click, columns) or box_in(click) or (clicked_area(level, click) if level else None)


def _incident_in(click: dict[str, Any], columns: Columns) -> str | None:
    row = click.get("row")
    return str(columns.ids[row]) if type(row) is int and 0 <= row < len(columns.ids) else None


def box_in(click: Mapping[str, Any]) -> Box | None:
    """The box that was drawn; None for anything else."""
    edges = click.get("box")
    if not isinstance(edges, list) or len(edges) != 4:
        return None
    if not all(isinstance(edge, int | float) for edge in edges):
        return None
    try:
        return Box(*edges)
    except ValueError:
        return None


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
    return new_click(answer, key)


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


def new_click(answer: Any, key: str) -> dict[str, Any]:
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
