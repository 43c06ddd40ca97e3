"""Read the embedded tables into places.

A *layer* is a set of places with one origin. What the user imports later is another layer of the same
:class:`~gazetteer.places.Place` values, merged by :func:`merge`.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.resources import files
from typing import Final

from gazetteer import regions
from gazetteer.distance import distance_km
from gazetteer.match import GEONAMES, Foreign
from gazetteer.names import fold, key
from gazetteer.places import Place, PlaceKind

HAND_WRITTEN: Final = ("neighbourhoods.csv", "villages.csv", "sites.csv", "areas.csv", "airfields.csv")
SAME_PLACE_KM: Final = 3.0
"""Two rows of one name, kind and governorate closer than this are one place."""
CITY_RADII: Final = ((1_000_000, 10.0), (500_000, 6.0), (100_000, 4.0), (30_000, 3.0), (5_000, 2.0))
"""Population -> km from the centre point to the built-up edge, in round figures."""
KIND_RADII: Final = {
    PlaceKind.SITE: 1.0,
    PlaceKind.NEIGHBOURHOOD: 0.7,
    PlaceKind.SETTLEMENT: 1.0,
    PlaceKind.AREA: 25.0,
}
SYRIA: Final = Place(
    "sy:country",
    "Syria",
    PlaceKind.COUNTRY,
    35.0,
    38.5,
    350.0,
    name_ar="سوريا",
    aliases=("Syrian Arab Republic", "سورية"),
    feature="country",
    source="hand-written",
)


def slug(name: str) -> str:
    """A name as part of an id: "Deir ez-Zor" -> "deir-ez-zor"."""
    return "-".join(fold(name).split())


def read_rows(name: str) -> list[dict[str, str]]:
    """Rows of a table of data/gazetteer; none when the table is not there."""
    path = files("incidents_data").joinpath("gazetteer", name)
    if not path.is_file():
        return []
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def embedded() -> tuple[Place, ...]:
    """All places that come with the program, each with its governorate, district and sub-district."""
    towns = [_town(row) for row in read_rows("towns.csv")]
    cities = {f"city:{slug(t.name)}": t.place_id for t in sorted(towns, key=lambda t: t.population)}
    by_hand = [_hand_written(row, cities) for name in HAND_WRITTEN for row in read_rows(name)]
    points = _with_units(merge([*towns, *by_hand]))
    return (SYRIA, *_units(points), *points)


def foreign() -> list[Foreign]:
    """Countries, and towns outside Syria that reports on it name."""
    return [Foreign(row["name"], row["country"], int(row["weight"])) for row in read_rows("foreign.csv")]


def version() -> str:
    """Names the content of the embedded tables: equal data, equal version."""
    digest = hashlib.sha256()
    folder = files("incidents_data").joinpath("gazetteer")
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_file() and entry.name.endswith((".csv", ".geojson", ".txt")):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return f"embedded-{digest.hexdigest()[:12]}"


def merge(places: Iterable[Place]) -> list[Place]:
    """Join rows that are one place under one name; the earlier row wins, the later one adds its spellings."""
    kept: list[Place] = []
    by_key: dict[tuple[str, PlaceKind], list[int]] = {}
    for place in places:
        slots = by_key.setdefault((key(place.name), place.kind), [])
        twin = next((i for i in slots if _same(kept[i], place)), None)
        if twin is None:
            slots.append(len(kept))
            kept.append(place)
        else:
            kept[twin] = _joined(kept[twin], place)
    return kept


def _same(one: Place, other: Place) -> bool:
    near = distance_km(one.lat, one.lon, other.lat, other.lon) <= SAME_PLACE_KM
    return near and one.parent_id == other.parent_id


def _joined(place: Place, other: Place) -> Place:
    more = [n for n in (other.name, *other.aliases) if n != place.name and n not in place.aliases]
    return replace(place, aliases=(*place.aliases, *more), name_ar=place.name_ar or other.name_ar)


def _split(cell: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (cell or "").split(";") if part.strip())


def _town(row: dict[str, str]) -> Place:
    population = int(row["population"] or 0)
    return Place(
        place_id=row["place_id"],
        name=row["name"],
        kind=PlaceKind.SETTLEMENT,
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        radius_km=next((r for least, r in CITY_RADII if population >= least), 1.5),
        governorate=row["governorate"],
        name_ar=row["name_ar"] or None,
        aliases=_split(row["aliases"]),
        feature=row["feature"],
        population=population,
        source=GEONAMES,
    )


def _hand_written(row: dict[str, str], cities: dict[str, str]) -> Place:
    kind = PlaceKind(row["kind"])
    parent = row.get("parent_id") or ""
    return Place(
        place_id=row["place_id"],
        name=row["name"],
        kind=kind,
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        radius_km=float(row.get("radius_km") or KIND_RADII[kind]),
        governorate=row.get("governorate") or None,
        name_ar=row.get("name_ar") or None,
        aliases=_split(row.get("aliases")),
        parent_id=cities.get(parent, parent) or None,
        feature=row.get("feature") or "",
        source=row.get("source") or "",
        accuracy_km=float(row["accuracy_km"]) if row.get("accuracy_km") else None,
    )


def _with_units(places: list[Place]) -> list[Place]:
    found = regions.load().at_many([p.lat for p in places], [p.lon for p in places])
    return [
        place
        if place.kind is PlaceKind.AREA
        else replace(
            place,
            governorate=place.governorate or unit.governorate,
            district=unit.district_id,
            subdistrict=unit.subdistrict_id,
        )
        for place, unit in zip(places, found, strict=True)
    ]


_LEVEL_KIND: Final = {"1": PlaceKind.GOVERNORATE, "2": PlaceKind.DISTRICT, "3": PlaceKind.SUBDISTRICT}


def _units(points: list[Place]) -> Iterator[Place]:
    """The administrative units; a sub-district also answers to every spelling of its seat."""
    by_id = {place.place_id: place for place in points}
    district_ids = {
        (r["governorate"], r["name"]): r["place_id"]
        for r in read_rows("admin_names.csv")
        if r["level"] == "2"
    }
    for row in read_rows("admin_names.csv"):
        seat = by_id.get(row["seat_id"])
        lat, lon, radius_km = regions.load().circle(row["place_id"])
        kind = _LEVEL_KIND[row["level"]]
        names = dict.fromkeys([*_split(row["aliases"]), *((seat.name, *seat.aliases) if seat else ())])
        yield Place(
            place_id=row["place_id"],
            name=row["name"],
            kind=kind,
            lat=lat,
            lon=lon,
            radius_km=radius_km,
            governorate=row["governorate"],
            district=district_ids.get((row["governorate"], row["district"])),
            subdistrict=row["place_id"] if kind is PlaceKind.SUBDISTRICT else None,
            name_ar=row["name_ar"] or None,
            aliases=tuple(names),
            feature=kind.value,
            source="UN OCHA via geoBoundaries",
        )
