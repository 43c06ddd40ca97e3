"""Build the base map, ``incidents/dashboard/map/assets/basemap.json``, from public data and our own boundaries.

    python data/build/basemap.py FOLDER

fetches into FOLDER, from their registries, the two packages that hold the data (nothing in them is run):

- npm ``world-atlas``: countries, Natural Earth 1:10m (public domain);
- PyPI ``pyworldatlas-mapdata-standard``: rivers, Natural Earth 1:10m (public domain; the package is CC0).

Governorates, districts and sub-districts are those of ``data/gazetteer`` (UN OCHA), the towns those of its table
(GeoNames). The Orontes, the Khabur, the Balikh and the lakes are in neither package at this scale: their courses
below were set down by hand through the towns they pass, a kilometre or two off at worst.

Each ring is a flat list of whole ten-thousandths of a degree, lon and lat in turn, each the difference from the point
before: the form ``assets/basemap.js`` reads.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
import zlib
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from shapely.geometry import LineString, MultiPolygon, Polygon, box, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import make_valid

ROOT = Path(__file__).resolve().parents[2]
GAZETTEER = ROOT / "data" / "gazetteer"
OUT = ROOT / "incidents" / "dashboard" / "map" / "assets" / "basemap.json"

EXTENT = box(18, 22, 60, 47)
NEAR = box(33, 30, 45, 39)
SLIVER = 0.002  # square degrees, some 20 square km; the city of Damascus within Rif Dimashq has 0.01
Point = tuple[float, float]

# lon, lat; from source to mouth.
RIVERS_BY_HAND: dict[str, list[Point]] = {
    "Orontes": [
        (36.36, 34.36),
        (36.40, 34.43),
        (36.50, 34.50),
        (36.55, 34.58),
        (36.61, 34.66),
        (36.68, 34.72),
        (36.68, 34.80),
        (36.73, 34.87),
        (36.73, 34.93),
        (36.79, 35.01),
        (36.75, 35.13),
        (36.66, 35.20),
        (36.57, 35.25),
        (36.50, 35.28),
        (36.38, 35.38),
        (36.36, 35.50),
        (36.33, 35.62),
        (36.32, 35.72),
        (36.32, 35.81),
        (36.37, 35.90),
        (36.39, 35.99),
        (36.40, 36.10),
        (36.36, 36.22),
        (36.27, 36.26),
        (36.16, 36.20),
        (36.07, 36.12),
        (35.96, 36.05),
    ],
    "Khabur": [
        (40.07, 36.85),
        (40.20, 36.74),
        (40.35, 36.66),
        (40.53, 36.60),
        (40.75, 36.49),
        (40.73, 36.35),
        (40.76, 36.20),
        (40.73, 36.05),
        (40.73, 35.88),
        (40.69, 35.70),
        (40.65, 35.53),
        (40.57, 35.37),
        (40.45, 35.25),
        (40.43, 35.15),
    ],
    "Balikh": [
        (38.95, 36.70),
        (39.04, 36.52),
        (39.06, 36.35),
        (39.09, 36.18),
        (39.06, 36.03),
        (39.08, 35.92),
    ],
}
LAKES_BY_HAND: dict[str, list[Point]] = {
    "Lake Assad": [
        (38.57, 35.86),
        (38.54, 35.93),
        (38.45, 35.98),
        (38.37, 35.97),
        (38.30, 36.03),
        (38.19, 36.05),
        (38.13, 36.13),
        (38.08, 36.24),
        (38.03, 36.30),
        (37.99, 36.27),
        (38.05, 36.15),
        (38.06, 36.06),
        (38.14, 35.99),
        (38.25, 35.93),
        (38.33, 35.89),
        (38.46, 35.87),
    ],
    "Lake Qattinah": [
        (36.62, 34.68),
        (36.59, 34.64),
        (36.54, 34.60),
        (36.52, 34.62),
        (36.56, 34.67),
        (36.60, 34.70),
    ],
    "Lake Tiberias": [
        (35.59, 32.90),
        (35.64, 32.87),
        (35.65, 32.80),
        (35.61, 32.72),
        (35.57, 32.71),
        (35.55, 32.78),
        (35.52, 32.84),
    ],
    "Dead Sea": [
        (35.56, 31.76),
        (35.57, 31.55),
        (35.52, 31.35),
        (35.40, 31.38),
        (35.45, 31.55),
        (35.50, 31.76),
    ],
    "Lake Jabbul": [
        (37.42, 36.10),
        (37.52, 36.13),
        (37.60, 36.08),
        (37.62, 36.00),
        (37.52, 35.99),
        (37.44, 36.04),
    ],
}

# kind, name, lat, lon, from zoom, below zoom
NAMES: list[list[Any]] = [
    ["country", "Turkey", 37.65, 37.9, 5, 9],
    ["country", "Iraq", 34.4, 42.6, 5, 9],
    ["country", "Jordan", 31.85, 37.0, 5, 9],
    ["country", "Lebanon", 33.93, 35.87, 6.5, 9],
    ["country", "Israel", 32.75, 35.22, 7, 9],
    ["country", "Palestine", 32.15, 35.28, 7.5, 9],
    ["country", "Cyprus", 35.05, 33.2, 5, 9],
    ["country", "Syria", 34.95, 38.75, 5, 6.5],
    ["sea", "Mediterranean Sea", 34.45, 34.4, 5, 9],
    ["water", "Euphrates", 34.83, 40.68, 7.5, 13],
    ["water", "Euphrates", 35.68, 39.75, 8, 13],
    ["water", "Tigris", 37.25, 42.2, 8.5, 13],
    ["water", "Orontes", 35.45, 36.30, 8.5, 13],
    ["water", "Khabur", 35.9, 40.62, 8, 13],
    ["water", "Lake Assad", 36.0, 38.27, 8, 13],
    ["town", "Beirut", 33.893, 35.503, 7, 19],
    ["town", "Tripoli", 34.437, 35.85, 7.5, 19],
    ["town", "Amman", 31.954, 35.911, 6.5, 19],
    ["town", "Gaziantep", 37.066, 37.383, 7, 19],
    ["town", "Antakya", 36.202, 36.161, 7.5, 19],
    ["town", "Şanlıurfa", 37.159, 38.797, 7, 19],
    ["town", "Mosul", 36.34, 43.13, 7, 19],
    ["town", "Adana", 37.0, 35.325, 7, 19],
    ["town", "Irbid", 32.556, 35.85, 8, 19],
]


def main(folder: Path) -> None:
    from registry import npm, wheel  # beside this file

    folder.mkdir(parents=True, exist_ok=True)
    atlas = npm("world-atlas", "2.0.2", folder) / "countries-10m.json"
    rivers = wheel("pyworldatlas-mapdata-standard", "0.9.5", folder)
    write(atlas, rivers / "pyworldatlas_mapdata_standard" / "data" / "maps.sqlite3")


def write(atlas: Path, rivers: Path) -> None:
    base = {
        "attribution": "Boundaries: UN OCHA, Natural Earth · Places: GeoNames",
        "countries": list(countries(json.loads(atlas.read_text(encoding="utf-8")))),
        "governorates": list(areas("governorates", "governorate")),
        "districts": list(areas("districts", "district")),
        "subdistricts": list(areas("subdistricts", "name")),
        "lakes": [{"rings": [flat([*points, points[0]])]} for points in LAKES_BY_HAND.values()],
        "rivers": [*river_lines(rivers), *rivers_by_hand()],
        "names": NAMES,
        "towns": list(towns()),
    }
    text = json.dumps(base, ensure_ascii=False, separators=(",", ":"))
    OUT.write_text(text + "\n", encoding="utf-8")
    print(f"{OUT.relative_to(ROOT)}: {len(text.encode()) / 1000:.0f} kB", file=sys.stderr)


def flat(points: Iterable[Point]) -> list[int]:
    """Points as differences in ten-thousandths of a degree; repeated points fall away."""
    result: list[int] = []
    last = (0, 0)
    for lon, lat in points:
        here = (round(lon * 10_000), round(lat * 10_000))
        if here == last:
            continue
        result += [here[0] - last[0], here[1] - last[1]]
        last = here
    return result


def polygons(geometry: BaseGeometry) -> Iterator[Polygon]:
    if isinstance(geometry, Polygon):
        yield geometry
    elif hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from polygons(part)


def rings(geometry: BaseGeometry, least: float = 0.0, least_hole: float = 0.0) -> list[list[int]]:
    """Outer and inner rings, without islands and holes smaller than so many square degrees."""
    found = []
    for polygon in polygons(geometry):
        if polygon.is_empty or polygon.area < least:
            continue
        holes = [hole for hole in polygon.interiors if Polygon(hole).area >= least_hole]
        found += [flat(ring.coords) for ring in (polygon.exterior, *holes)]
    return [ring for ring in found if len(ring) >= 8]


def countries(topology: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Countries within the extent: close to Syria in full detail, farther off coarser."""
    arcs = list(_arcs(topology))
    for geometry in topology["objects"]["countries"]["geometries"]:
        whole = _geometry(geometry, arcs)
        part = whole.intersection(EXTENT)
        if part.is_empty:
            continue
        name = geometry["properties"]["name"]
        if name != "Syria":
            near = part.intersection(NEAR)
            part = part.simplify(0.002 if not near.is_empty and near.area > 0.3 * part.area else 0.012)
        outline = rings(part, least=0.0005)
        if outline:
            yield {"name": name, "home": name == "Syria", "rings": outline}


def _arcs(topology: dict[str, Any]) -> Iterator[list[Point]]:
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        yield points


def _geometry(geometry: dict[str, Any], arcs: list[list[Point]]) -> BaseGeometry:
    parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry.get("arcs", [])
    made = []
    for part in parts:
        outer, *inner = [_ring(indices, arcs) for indices in part]
        if len(outer) >= 4:
            made.append(Polygon(outer, [ring for ring in inner if len(ring) >= 4]))
    return make_valid(MultiPolygon(made))


def _ring(indices: list[int], arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def areas(layer: str, name: str) -> Iterator[dict[str, Any]]:
    """Our own boundaries, as they are (neighbours keep sharing every point) but for slivers left by dissolving."""
    collection = json.loads((GAZETTEER / f"{layer}.geojson").read_text(encoding="utf-8"))
    for feature in collection["features"]:
        properties = feature["properties"]
        geometry = shape(feature["geometry"])
        middle = geometry.representative_point()
        yield {
            "id": properties["place_id"],
            "name": properties[name],
            "at": [round(middle.y, 3), round(middle.x, 3)],
            "rings": rings(geometry, least=SLIVER / 1000, least_hole=SLIVER),
        }


def river_lines(database: Path) -> Iterator[dict[str, Any]]:
    """The Euphrates and the Tigris. The source closes each line into a ring; the last point is taken off again."""
    connection = sqlite3.connect(database)
    query = "SELECT payload FROM country_map WHERE alpha2 IN ('SY', 'TR', 'IQ') ORDER BY alpha2"
    for (payload,) in connection.execute(query):
        for river in json.loads(zlib.decompress(payload))["rivers"]:
            points = [tuple(point) for point in river["points"]]
            if river["name"] not in ("Euphrates", "Tigris") or len(points) < 3:
                continue
            if points[0] == points[-1]:
                points.pop()
            if len(points) > 1 and LineString(points).intersects(NEAR):
                yield {"name": river["name"], "rank": 1, "rings": [flat(points)]}


def rivers_by_hand() -> Iterator[dict[str, Any]]:
    for name, points in RIVERS_BY_HAND.items():
        yield {"name": name, "rank": 1 if name == "Orontes" else 2, "rings": [flat(_smooth(points))]}


def _smooth(points: list[Point]) -> list[Point]:
    """Cut the corners of a line twice (Chaikin), its ends kept."""
    for _ in range(2):
        cut = [points[0]]
        for (ax, ay), (bx, by) in pairwise(points):
            cut += [
                (0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by),
                (0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by),
            ]
        points = [*cut, points[-1]]
    return points


def towns() -> Iterator[list[Any]]:
    """``[name, Arabic name, lat, lon, zoom from which it is written]``, the most important first."""
    with (GAZETTEER / "towns.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(
            csv.DictReader(file), key=lambda row: (_rank(row), -int(row["population"] or 0), row["name"])
        )
    for row in rows:
        arabic = " ".join(row["name_ar"].split())
        yield [row["name"], arabic, round(float(row["lat"]), 4), round(float(row["lon"]), 4), _rank(row)]


def _rank(row: dict[str, str]) -> float:
    population = int(row["population"] or 0)
    if (
        row["feature"] == "capital"
        or row["name"] == "Palmyra"
        or (row["feature"] == "city" and population > 90_000)
    ):
        return 5
    if row["feature"] == "city":
        return 6.5
    for least, zoom in ((90_000, 7), (45_000, 7.5), (25_000, 8.5), (8_000, 9.5)):
        if population >= least:
            return zoom
    return 10.5


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python data/build/basemap.py FOLDER (packages are downloaded into it)")
    main(Path(sys.argv[1]))
