"""Read the tables that come with the program into places.

What the user imports or adds later are layers of the same :class:`~gazetteer.places.Place` values
(:mod:`gazetteer.layers`), joined with these by :mod:`gazetteer.merge`.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Final

from gazetteer import regions
from gazetteer.match import GEONAMES, Foreign, filed
from gazetteer.merge import merge
from gazetteer.names import is_arabic, key, slug
from gazetteer.places import Place, PlaceKind, UnitName
from gazetteer.sizes import KIND_RADII, town_radius_km

HAND_WRITTEN: Final = ("neighbourhoods.csv", "villages.csv", "sites.csv", "areas.csv", "airfields.csv")
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
    notable=True,
)


def read_rows(name: str) -> list[dict[str, str]]:
    """Rows of a table of data/gazetteer; none when the table is not there."""
    path = files("incidents_data").joinpath("gazetteer", name)
    if not path.is_file():
        return []
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def embedded() -> tuple[Place, ...]:
    """All places that come with the program, each with its governorate, district and sub-district."""
    return with_country(points())


def points(hand_written: Sequence[str] = HAND_WRITTEN) -> list[Place]:
    """Towns, neighbourhoods, villages, sites and areas of the tables: everything but administrative units.

    Parameters
    ----------
    hand_written
        File names of the hand-written tables to read; fewer of them show what each is worth.
    """
    towns = [_town(row) for row in read_rows("towns.csv")]
    cities = {f"city:{slug(t.name)}": t.place_id for t in sorted(towns, key=lambda t: t.population)}
    by_hand = [_hand_written(row, cities) for name in hand_written for row in read_rows(name)]
    return merge(list(_as_seats([*towns, *by_hand])))


def _as_seats(places: Sequence[Place]) -> Iterator[Place]:
    """Places with the spellings of the sub-districts whose seats they are: without that word the seat is meant."""
    spellings = {
        row["seat_id"]: (row["name"], *_split(row["aliases"]))
        for row in read_rows("admin_names.csv")
        if row["level"] == "3" and row["seat_id"]
    }
    for place in places:
        known = {place.name, *place.aliases}
        more = [n for n in spellings.get(place.place_id, ()) if n not in known and not n.startswith("ناحية")]
        listed = (place.name, *more) if more else ()
        yield replace(place, aliases=(*place.aliases, *more), listed_as=listed)


def with_country(points: Sequence[Place], names: Sequence[UnitName] = ()) -> tuple[Place, ...]:
    """Points with the units they lie in, after these units themselves and the country.

    Parameters
    ----------
    points
        All places but administrative units.
    names
        What imported lists call the units: their codes and spellings are added.
    """
    placed = with_units(points)
    return (SYRIA, *_named_units(_units(placed), names), *placed)


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
        radius_km=town_radius_km(population),
        governorate=row["governorate"],
        name_ar=row["name_ar"] or None,
        aliases=_split(row["aliases"]),
        feature=row["feature"],
        population=population,
        source=GEONAMES,
        notable=True,
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
        notable=True,
    )


def with_units(places: Sequence[Place]) -> list[Place]:
    """Places with the governorate, district and sub-district they lie in, as far as their records do not say."""
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


def _romanisations(place: Place) -> list[str]:
    """Its spellings, without those in foreign languages that GeoNames has for towns."""
    keys = {spelling.key for spelling in filed(place)}
    return [name for name in (place.name, *place.aliases) if key(name) in keys]


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
        names = dict.fromkeys([*_split(row["aliases"]), *(_romanisations(seat) if seat else ())])
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
            pcode=row["pcode"] or None,
            notable=True,
        )


def _named_units(units: Iterable[Place], names: Sequence[UnitName]) -> Iterator[Place]:
    """Units with the codes and spellings that imported lists give them."""
    by_unit: dict[str, list[UnitName]] = {}
    for name in names:
        unit = _unit_of(name)
        if unit is not None:
            by_unit.setdefault(unit, []).append(name)
    for place in units:
        said = by_unit.get(place.place_id, [])
        spellings = dict.fromkeys(n for name in said for n in name.names)
        known = {place.name, *place.aliases}
        # Two codes that fall into one polygon are not both its code.
        code = said[0].pcode if len(said) == 1 else None
        yield replace(
            place,
            pcode=place.pcode or code,
            aliases=(*place.aliases, *(n for n in spellings if n not in known)),
            name_ar=place.name_ar or next((n for n in spellings if is_arabic(n)), None),
        )


def _unit_of(name: UnitName) -> str | None:
    """The unit in which most points of an imported unit lie: at least two thirds of them."""
    if not name.points:
        return None
    found = regions.load().at_many([lat for lat, _ in name.points], [lon for _, lon in name.points])
    ids = Counter({1: u.governorate_id, 2: u.district_id, 3: u.subdistrict_id}[name.level] for u in found)
    unit, count = ids.most_common(1)[0]
    return unit if 3 * count >= 2 * len(name.points) else None
