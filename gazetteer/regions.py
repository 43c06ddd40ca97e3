"""Which governorate, district and sub-district a point lies in, and the shapes of those units."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal

import shapely
from shapely.geometry import shape

if TYPE_CHECKING:
    import geopandas as gpd

Level = Literal[1, 2, 3]
FILES: Final[dict[Level, str]] = {
    1: "governorates.geojson",
    2: "districts.geojson",
    3: "subdistricts.geojson",
}
NEAR_BORDER_DEG: Final = 0.03
"""About 3 km: how far outside every polygon a point may lie and still get the nearest unit. The shapes are
generalised, so the coast and the state border run up to that far from the real ones."""
KM_PER_DEGREE: Final = 111.32


@dataclass(frozen=True, slots=True)
class Unit:
    """Where a point lies: ``place_id`` of each unit and the governorate's name; None outside Syria."""

    governorate: str | None = None
    governorate_id: str | None = None
    district_id: str | None = None
    subdistrict_id: str | None = None


class Regions:
    """The administrative polygons of Syria (WGS 84, longitude first inside the shapes)."""

    def __init__(self) -> None:
        self._properties: dict[Level, list[dict[str, Any]]] = {}
        self._shapes: dict[Level, list[Any]] = {}
        for level, name in FILES.items():
            features = json.loads(files("incidents_data").joinpath("gazetteer", name).read_text("utf-8"))[
                "features"
            ]
            self._properties[level] = [feature["properties"] for feature in features]
            self._shapes[level] = [shape(feature["geometry"]) for feature in features]
        self._tree = shapely.STRtree(self._shapes[3])
        self._by_id: dict[str, Any] = {
            properties["place_id"]: geometry
            for level in FILES
            for properties, geometry in zip(self._properties[level], self._shapes[level], strict=True)
        }
        self._governorate_ids = {p["governorate"]: p["place_id"] for p in self._properties[1]}
        self._district_ids = {(p["governorate"], p["district"]): p["place_id"] for p in self._properties[2]}

    def ids(self) -> Iterable[str]:
        """``place_id`` of every unit, all three levels."""
        return self._by_id.keys()

    def polygon(self, place_id: str) -> Any | None:
        """The shape of a unit (shapely, x = longitude), or None."""
        return self._by_id.get(place_id)

    def name(self, place_id: str) -> str | None:
        """What a district or sub-district is called, or None."""
        for level, key in ((3, "name"), (2, "district")):
            for own in self._properties[level]:  # type: ignore[index]
                if own["place_id"] == place_id:
                    return str(own[key])
        return None

    def governorate_id(self, name: str) -> str | None:
        """``place_id`` of a governorate by its name in this program."""
        return self._governorate_ids.get(name)

    def at(self, lat: float, lon: float) -> Unit:
        """The units that hold a point; the nearest ones when it lies just outside all of them."""
        return self.at_many([lat], [lon])[0]

    def at_many(self, lats: list[float], lons: list[float]) -> list[Unit]:
        """As :meth:`at` for many points in one sweep."""
        points = shapely.points(lons, lats)
        rows = self._tree.query_nearest(points, max_distance=NEAR_BORDER_DEG, all_matches=False)
        units = [Unit()] * len(lats)
        for point, hit in zip(*rows, strict=True):
            units[point] = self._unit(int(hit))
        return units

    def distance_km(self, place_id: str, lat: float, lon: float) -> float:
        """How far outside a unit a point lies; 0 inside it. Good to a few per cent at this latitude."""
        degrees = shapely.distance(self._by_id[place_id], shapely.Point(lon, lat))
        return float(degrees) * KM_PER_DEGREE * 0.9

    def circle(self, place_id: str) -> tuple[float, float, float]:
        """Stand-in circle of a unit: a point inside it, and the radius in km of a circle of the same area."""
        polygon = self._by_id[place_id]
        point = polygon.representative_point()
        km2 = polygon.area * KM_PER_DEGREE**2 * math.cos(math.radians(point.y))
        return round(point.y, 5), round(point.x, 5), round(math.sqrt(km2 / math.pi), 1)

    def frame(self, level: Level) -> gpd.GeoDataFrame:
        """The units of one level as a GeoDataFrame in EPSG:4326, for maps and joins."""
        import geopandas as gpd  # takes most of a second to import, and look-ups do not need it

        return gpd.GeoDataFrame(self._properties[level], geometry=self._shapes[level], crs="EPSG:4326")

    def _unit(self, row: int) -> Unit:
        own = self._properties[3][row]
        governorate = own["governorate"]
        return Unit(
            governorate,
            self._governorate_ids[governorate],
            self._district_ids[governorate, own["district"]],
            own["place_id"],
        )


@lru_cache(maxsize=1)
def load() -> Regions:
    """The embedded polygons, read once in a process."""
    return Regions()
