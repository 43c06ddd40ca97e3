"""The map of counts: what the browser needs to draw the cells and areas of one view, and the view it asks for.

The browser groups the rows it holds (``assets/cluster.js``); of incidents that are too many to send it gets what the
database counted, one line for each cell and area, and says what part of the map it shows.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import streamlit as st

from incidents.dashboard.map.areas import AreaClick, AreaFill, clicked_area
from incidents.dashboard.map.columns import vocabularies
from incidents.dashboard.map.component import JSON, MapView, box_in, draw, new_click, serve
from incidents.dashboard.map.layer import CountLayer
from incidents.dashboard.map.tiles import TileSource
from incidents.model import Precision
from incidents.query import Box, Level, View
from incidents.query.grid import Area, Cell, Grid, Sums, grid_of

_PADDING: Final = 0.3
"""Share of a view that is counted beyond each of its edges, so that a small move asks for nothing."""
_WEST, _SOUTH, _EAST, _NORTH = 28.0, 27.0, 50.0, 42.0
"""A little more than the map can be moved to (:class:`incidents.dashboard.map.layer.OfflineMap`)."""
_MOST_PX: Final = 8000
"""Height or width that is counted at most: what a browser sends is not trusted to be a screen."""
_LEAST_DEG: Final = 1e-6
_PRECISIONS: Final = {precision.value: place for place, precision in enumerate(Precision)}


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the map, edges in WGS 84 degrees, at a zoom level."""

    west: float
    south: float
    east: float
    north: float
    zoom: int
    at: View | None = None
    """Its centre and exact zoom, once somebody has moved the map."""

    @classmethod
    def around(cls, view: MapView) -> Window:
        """About what a browser shows of a link's view."""
        across = 500 * 360 / (256 * 2.0**view.zoom)
        down = 300 * 360 / (256 * 2.0**view.zoom)
        edges = (view.lon - across, view.lat - down, view.lon + across, view.lat + down)
        return cls(*edges, zoom=round(view.zoom))

    @property
    def counted(self) -> Window:
        """What is counted for it: a little more, as far as the map goes."""
        wide, high = (self.east - self.west) * _PADDING, (self.north - self.south) * _PADDING
        return replace(
            self,
            west=max(self.west - wide, _WEST),
            south=max(self.south - high, _SOUTH),
            east=min(self.east + wide, _EAST),
            north=min(self.north + high, _NORTH),
        )

    @property
    def grid(self) -> Grid:
        """Its cells."""
        return grid_of(self.west, self.south, self.east, self.north, self.zoom)


HOME: Final = Window(35.3, 32.0, 42.7, 37.6, zoom=7)
"""The whole country, as a desktop's map begins with it."""


def pack(cells: Sequence[Cell], areas: Sequence[Area], window: Window) -> tuple[bytes, str]:
    """Pack what was counted.

    Returns
    -------
    bytes
        JSON: cells as ``[row, column, lat, lon, incidents, contested, killed, one for each type]``, areas as ``[lat,
        lon, radius_km, precision, ...]`` with the same sums, their names apart.
    str
        Hash of the content, 32 hexadecimal digits; also in it.
    """
    told = {
        "zoom": window.zoom,
        "bounds": [window.west, window.south, window.east, window.north],
        "cells": [
            [cell.row, cell.column, round(cell.lat, 5), round(cell.lon, 5), *_numbers(cell.sums)]
            for cell in cells
        ],
        "areas": [
            [
                *(round(area.lat, 5), round(area.lon, 5), area.radius_km, _PRECISIONS[area.precision]),
                *_numbers(area.sums),
            ]
            for area in areas
        ],
        "header": {"places": [_named(area) for area in areas], **vocabularies()},
    }
    version = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]
    return json.dumps(told | {"version": version}, separators=(",", ":")).encode(), version


def _numbers(sums: Sums) -> list[int]:
    return [sums.incidents, sums.contested, sums.killed, *sums.types]


def _named(area: Area) -> list[str]:
    """Name, governorate, and the id of a unit whose outline the base map has."""
    unit = area.place_id or ""
    return [area.place or "", area.governorate or "", unit if unit.startswith("sy:adm") else ""]


def count_map(
    packed: tuple[bytes, str],
    *,
    key: str,
    view: MapView | None,
    dark: bool,
    height: int,
    box: Box | None = None,
    areas: AreaFill | None = None,
    tiles: TileSource | None = None,
) -> None:
    """Draw it; parameters as for :func:`incidents.dashboard.map.incident_map`."""
    payload, version = packed
    layer = CountLayer(
        url=serve(payload, version, JSON, f"count-map.{key}"),
        version=version,
        bits=b"",
        dark=dark,
        view=None if view is None else (view.lat, view.lon, view.zoom),
        box=None if box is None else box.edges,
        areas=areas,
        tiles=tiles,
    )
    draw(layer, key=key, height=height)


def asked_of_counts(key: str, level: Level | None) -> Window | Box | AreaClick | None:
    """What was done on the map of counts since the last run: moved, a box drawn, an area clicked."""
    click = new_click(st.session_state.get(key), key)
    return window_in(click) or box_in(click) or (clicked_area(level, click) if level else None)


def window_in(click: Mapping[str, Any]) -> Window | None:
    """The view that a browser says it shows; None if it is none that a map can show."""
    edges, zoom = _numbers_in(click.get("window"), 4), click.get("zoom")
    if edges is None or type(zoom) is not int or not 1 <= zoom <= 18:
        return None
    west, south, east, north = edges
    west, east = max(west, _WEST), min(east, _EAST)
    south, north = max(south, _SOUTH), min(north, _NORTH)
    if east - west < _LEAST_DEG or north - south < _LEAST_DEG:
        return None
    # A degree of latitude is longer on the map than one of longitude, by a quarter where Syria lies.
    widest = max(east - west, 1.4 * (north - south))
    closest = int(math.log2(_MOST_PX / 256 * 360 / widest))
    return Window(west, south, east, north, min(zoom, max(closest, 1)), _view_in(click.get("at")))


def _numbers_in(value: Any, many: int) -> list[float] | None:
    if not isinstance(value, list) or len(value) != many:
        return None
    finite = all(type(number) in (int, float) and math.isfinite(number) for number in value)
    return [float(number) for number in value] if finite else None


def _view_in(value: Any) -> View | None:
    found = _numbers_in(value, 3)
    try:
        return View(*found) if found else None
    except ValueError:
        return None
