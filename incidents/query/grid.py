"""The incidents of one view of the map, counted by cells of a grid that is fixed to the world, and by area.

What the browser does with rows it holds (``assets/cluster.js``), for data that are too many to send: the edges of the
cells are worked out once as degrees, so that counting is comparing, here and in a database alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from incidents.model import AREA_PRECISIONS, EventType, Precision
from incidents.query.index import FrameIndex, Mask

SOFT: Final = tuple(sorted(p.value for p in AREA_PRECISIONS | {Precision.NEAR_SETTLEMENT}))
"""Precisions that are drawn as an area, unless it is too small to see."""
SMALL_AREA_PX: Final = 24
"""Radius on the screen below which an area joins the counts."""
_EARTH_KM: Final = 40075.017
_TILE_PX: Final = 256
_SYRIA_Y: Final = 0.4
"""Where Syria lies from north to south in a square world: one scale for the whole view."""
_MOST_LAT: Final = 85.05112878


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one view."""

    lats: tuple[float, ...]
    """Edges of the rows in degrees, from south to north; a row holds its southern edge."""
    lons: tuple[float, ...]
    """Edges of the columns, from west to east; a column holds its western edge."""
    area_km: float
    """Radius from which on a soft place is drawn as an area."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What some incidents add up to."""

    incidents: int
    contested: int
    killed: int
    """By the best figures; incidents without one add nothing."""
    types: tuple[int, ...]
    """How many of each event type, in the order of the vocabulary."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The incidents in one cell of a grid."""

    row: int
    column: int
    lat: float
    """Mean position in WGS 84 degrees."""
    lon: float
    sums: Sums


@dataclass(frozen=True, slots=True)
class Area:
    """The incidents of which no more is known than that they were in this area."""

    place: str
    place_id: str | None
    governorate: str | None
    precision: str
    lat: float
    lon: float
    radius_km: float
    """The largest of them."""
    sums: Sums


def grid_of(west: float, south: float, east: float, north: float, zoom: int) -> Grid:
    """The cells that a view of the map touches.

    Parameters
    ----------
    west, south, east, north : float
        Edges of the view in WGS 84 degrees.
    zoom : int
        As web maps count it.
    """
    size = 34 if zoom >= 15 else 42 if zoom >= 12 else 52
    world = _TILE_PX * 2.0**zoom
    across = range(math.floor(_x(west) * world / size), math.floor(_x(east) * world / size) + 2)
    down = range(math.floor(_y(north) * world / size), math.floor(_y(south) * world / size) + 2)
    lat = math.atan(math.sinh(math.pi * (1 - 2 * _SYRIA_Y)))
    px_per_km = world / (_EARTH_KM * math.cos(lat))
    return Grid(
        lats=tuple(_lat(n * size / world) for n in reversed(down)),
        lons=tuple(n * size / world * 360 - 180 for n in across),
        area_km=SMALL_AREA_PX / px_per_km,
    )


def _x(lon: float) -> float:
    return lon / 360 + 0.5


def _y(lat: float) -> float:
    bent = math.radians(max(-_MOST_LAT, min(_MOST_LAT, lat)))
    return 0.5 - math.asinh(math.tan(bent)) / (2 * math.pi)


def _lat(y: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))


def cells(index: FrameIndex, shown: Mask, grid: Grid) -> list[Cell]:
    """The cells that hold any incident, from south to north, then west to east; areas are not in them."""
    lat, lon = (index.frame[name].to_numpy(dtype="float64") for name in ("lat", "lon"))
    row = np.searchsorted(grid.lats, lat, side="right") - 1
    column = np.searchsorted(grid.lons, lon, side="right") - 1
    inside = (row >= 0) & (row < len(grid.lats) - 1) & (column >= 0) & (column < len(grid.lons) - 1)
    rows = np.flatnonzero(shown & index.located & ~_as_area(index, grid) & inside)
    made = []
    for key in sorted(set(zip(row[rows].tolist(), column[rows].tolist(), strict=True))):
        mine = rows[(row[rows] == key[0]) & (column[rows] == key[1])]
        made.append(Cell(*key, float(lat[mine].mean()), float(lon[mine].mean()), _sums(index, mine)))
    return made


def areas(index: FrameIndex, shown: Mask, grid: Grid) -> list[Area]:
    """The areas of the selection, in the order of their names, whether they lie in the view or not."""
    frame = index.frame
    rows = np.flatnonzero(shown & index.located & _as_area(index, grid))
    keys = zip(*(frame[name].to_numpy(dtype=object)[rows] for name in AREA_KEY), strict=True)
    held: dict[tuple[Any, ...], list[int]] = {}
    for number, key in zip(rows.tolist(), keys, strict=True):
        held.setdefault(key, []).append(number)
    made = []
    for (place, place_id, governorate, precision), numbers in held.items():
        mine = np.array(numbers)
        lat, lon, radius = (
            frame[name].to_numpy(dtype="float64")[mine] for name in ("lat", "lon", "radius_km")
        )
        spot = (float(lat.min()), float(lon.min()), float(radius.max()))
        made.append(Area(place, place_id, governorate, precision, *spot, _sums(index, mine)))
    return sorted(made, key=area_order)


AREA_KEY: Final = ("place", "place_id", "governorate", "precision")
"""The columns of which rows of one area have the same values."""


def area_order(area: Area) -> tuple[str, str, str, str]:
    """What areas are sorted by."""
    return area.place, area.precision, area.place_id or "", area.governorate or ""


def _as_area(index: FrameIndex, grid: Grid) -> Mask:
    soft = np.isin(index.frame["precision"].to_numpy(dtype=object).astype(str), SOFT)
    return np.asarray(soft & (index.frame["radius_km"].to_numpy(dtype="float64") >= grid.area_km), dtype=bool)


def _sums(index: FrameIndex, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Sums:
    kinds = np.bincount(index.event_type[rows].astype("int64"), minlength=len(EventType))
    return Sums(
        incidents=len(rows),
        contested=int(index.contested[rows].sum()),
        killed=int(np.maximum(index.killed[rows], 0).sum()),
        types=tuple(int(n) for n in kinds),
    )
