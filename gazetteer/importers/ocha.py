"""UN OCHA's lists of populated places and of city neighbourhoods."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple

from gazetteer import tabular
from gazetteer.errors import ImportFileError
from gazetteer.importers.model import (
    Imported,
    governorate_of,
    no_rows,
    spellings_besides,
)
from gazetteer.places import Place, PlaceKind, UnitName
from gazetteer.sizes import KIND_RADII
from gazetteer.tabular import RowError, Table, has_letters, position, shown, usable_name
from gazetteer.user_places import LONGEST

K = PlaceKind

_LEVELS: Final[tuple[tuple[Literal[1, 2, 3], str], ...]] = (
    (1, "governorate"),
    (2, "district"),
    (3, "subdistrict"),
)

OCHA_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": (
        "name_en", "neighbourhood_name_en", "neighbourhood_en", "neighbourhood_name", "neighborhood_name_en",
        "neighborhood_en", "neighborhood_name", "neigh_en", "admin5name_en", "adm5_en", "adm5_name", "admin5name",
        "featureName_en", "featureName", "community_name_en", "community_en", "community_name", "admin4name_en",
        "adm4_en", "adm4_name", "admin4name", "place_name", "name",
    ),
    "pcode": (
        "pcode", "neighbourhood_pcode", "neighborhood_pcode", "neigh_pcode", "npcode", "admin5pcode", "adm5_pcode",
        "featurePcode", "community_pcode", "admin4pcode", "adm4_pcode", "place_code", "code",
    ),
    "lat": (
        "latitude", "lat", "latitude_y", "latitude_dd", "lat_dd", "y_coord", "point_y", "center_lat", "y",
    ),
    "lon": (
        "longitude", "lon", "longitude_x", "longitude_dd", "lon_dd", "x_coord", "point_x", "center_lon", "long", "x",
    ),
    "reference": (
        "nam_en_ref", "name_en_ref", "name_ref_en", "featureRefName_en", "featureRefName", "admin4refName",
    ),
    "name_ar": (
        "name_ara", "name_ar", "neighbourhood_name_ar", "neighbourhood_ar", "neighborhood_name_ar",
        "neighborhood_ar", "neigh_ar", "admin5name_ar", "adm5_ar", "featureName_ar", "community_name_ar",
        "community_ar", "admin4name_ar", "adm4_ar", "adm4_name1", "name_arabic",
    ),
    "city_pcode": ("city_pcode", "city_code", "community_pcode", "admin4pcode", "adm4_pcode"),
    "seat": ("capit_lvl", "capital_level", "capital_lvl"),
    "governorate": (
        "admin1_en", "admin1name_en", "adm1_en", "governorate_en", "governorate_name_en", "governorate",
        "admin1name", "adm1_name",
    ),
    "governorate_pcode": ("admin1_cod", "admin1pcode", "adm1_pcode", "governorate_pcode", "admin1_code"),
    "governorate_ar": ("admin1_ara", "admin1name_ar", "adm1_ar", "governorate_ar", "adm1_name1"),
    "district": (
        "admin2_en", "admin2name_en", "adm2_en", "district_en", "district", "admin2name", "adm2_name",
    ),
    "district_pcode": ("admin2_cod", "admin2pcode", "adm2_pcode", "district_pcode", "admin2_code"),
    "district_ar": ("admin2_ara", "admin2name_ar", "adm2_ar", "district_ar", "adm2_name1"),
    "subdistrict": (
        "admin3_en", "admin3name_en", "adm3_en", "subdistrict_en", "subdistrict", "admin3name", "adm3_name",
    ),
    "subdistrict_pcode": ("admin3_cod", "admin3pcode", "adm3_pcode", "subdistrict_pcode", "admin3_code"),
    "subdistrict_ar": ("admin3_ara", "admin3name_ar", "adm3_ar", "subdistrict_ar", "adm3_name1"),
}  # fmt: skip
"""Field -> headings of OCHA's lists of several years, the preferred first; capitals, blanks and underscores do not
count. A list of communities may give a community's code in a column that would name the city in the other list."""

SEATS: Final[Mapping[str, tuple[str, float]]] = {"1": ("city", 4.0), "2": ("town", 2.0), "3": ("town", 1.0)}
"""What a place is the seat of (governorate, district, sub-district) -> word for people, radius in km."""
UNIT_POINTS: Final = 40
"""Points that are kept of an administrative unit."""
_BRACKET: Final = re.compile(r"(.*\S)\s*\([^()]*\)")


def read_ocha(content: bytes, file: str) -> Imported:
    table = tabular.read_table(content, file, OCHA_COLUMNS, ("name", "pcode", "lat", "lon"))
    codes = {code[:2].upper() for _, row in table.rows for code in _unit_codes(row)}
    if codes and "SY" not in codes:
        raise ImportFileError(
            f"{file} is a list of another country (its codes begin with {', '.join(sorted(codes)[:3])}, not SY); "
            "download OCHA's list of Syria"
        )
    in_cities = _are_neighbourhoods(table)
    places: dict[str, Place] = {}
    kept: list[tuple[Mapping[str, str], Place]] = []
    faults = list(table.faults)
    for number_, row in table.rows:
        try:
            place = _ocha_place(row, table.decimal_comma, in_cities)
            if places.setdefault(place.place_id, place) is not place:
                raise RowError(f"the code {shown(row['pcode'])} stands twice; the first row is kept")
            kept.append((row, place))
            if any(len(row.get(field, "")) > LONGEST for field in ("name", "reference", "name_ar")):
                faults.append(f"row {number_}: kept, but without a spelling longer than {LONGEST} characters")
            if in_cities and place.parent_id is None:
                faults.append(f"row {number_}: kept, but the code of its city is missing")
        except RowError as error:
            faults.append(f"row {number_}: {error}")
    if not places:
        raise ImportFileError(no_rows(file, faults))
    name, what = (
        ("ocha-neighbourhoods", "neighbourhoods") if in_cities else ("ocha-places", "towns and villages")
    )
    units = () if in_cities else tuple(_units(kept))
    skipped = (*faults, *table.notes)
    return Imported(
        name, f"UN OCHA, {what}", "UN OCHA", "CC BY 3.0 IGO", tuple(places.values()), units, skipped
    )


def _unit_codes(row: Mapping[str, str]) -> list[str]:
    return [code for _, level in _LEVELS if (code := row.get(f"{level}_pcode", ""))]


def _are_neighbourhoods(table: Table) -> bool:
    """Whether the places lie in cities: most have a code of one, other than their own, or codes beginning with N."""
    codes = [(row["pcode"].upper(), row.get("city_pcode", "").upper()) for _, row in table.rows]
    return 2 * sum(own.startswith("N") or city not in ("", own) for own, city in codes) > len(codes)


def _ocha_place(row: Mapping[str, str], decimal_comma: bool, in_city: bool) -> Place:
    pcode = row["pcode"].upper()
    if not re.fullmatch(r"[A-Z0-9_-]{1,20}", pcode):
        raise RowError(
            f"'{shown(pcode)}' is no code of a place" if pcode else "the code of the place is missing"
        )
    if re.fullmatch(r"SY\d*", pcode):
        raise RowError(f"{pcode} is the code of an administrative unit, not of a place in it")
    foreign = next((code for code in _unit_codes(row) if not code.upper().startswith("SY")), None)
    if foreign:
        raise RowError(f"the code {shown(foreign)} is not one of Syria")
    reference, arabic = row.get("reference", ""), row.get("name_ar", "")
    full = row["name"] or reference or arabic
    name = usable_name(_unbracketed(full))
    name_ar = _unbracketed(arabic) or None
    lat, lon = position(row["lat"], row["lon"], decimal_comma=decimal_comma)
    city = row.get("city_pcode", "").upper() if in_city else ""
    feature, radius_km = SEATS.get(row.get("seat", ""), ("village", KIND_RADII[K.SETTLEMENT]))
    if in_city:
        feature, radius_km = "neighbourhood", KIND_RADII[K.NEIGHBOURHOOD]
    written = (
        full,
        reference,
        _unbracketed(reference),
        arabic,
        *map(_first_of_two, (full, reference, arabic)),
    )
    others = (part for part in written if len(part) <= LONGEST)
    return Place(
        place_id=f"ocha:{pcode}", name=name, kind=K.NEIGHBOURHOOD if in_city else K.SETTLEMENT, lat=lat, lon=lon,
        radius_km=radius_km, governorate=governorate_of(*_unit_codes(row)[:1], row.get("governorate", "")),
        name_ar=name_ar if name_ar and len(name_ar) <= LONGEST else None,
        aliases=spellings_besides(*others, than=(name, name_ar)), parent_id=f"ocha:{city}" if city else None,
        feature=feature, source="UN OCHA", pcode=pcode,
    )  # fmt: skip


def _unbracketed(name: str) -> str:
    """The name without a bracket at its end, which tells it from a namesake: "Marj (Damascus)"."""
    match = _BRACKET.fullmatch(name)
    return match[1] if match else name


def _first_of_two(name: str) -> str:
    """The first of two names joined into one: "Kafra - Azaz", "كفرة_أعزاز"; empty when there is one only."""
    first, joint, _ = re.sub(r"\s+-\s+", "_", name).partition("_")
    return first.strip() if joint and has_letters(first) else ""


class _Unit(NamedTuple):
    names: dict[str, None]
    points: list[tuple[float, float]]


def _units(kept: Iterable[tuple[Mapping[str, str], Place]]) -> Iterable[UnitName]:
    """What the list calls the administrative units, with points spread over the places it puts in each."""
    found: dict[tuple[Literal[1, 2, 3], str], _Unit] = {}
    for row, place in kept:
        for level, field in _LEVELS:
            if code := row.get(f"{field}_pcode", "").upper():
                unit = found.setdefault((level, code), _Unit({}, []))
                names = (row.get(field, ""), row.get(f"{field}_ar", ""))
                unit.names.update(dict.fromkeys(name for name in names if name and len(name) <= LONGEST))
                unit.points.append((place.lat, place.lon))
    for (level, code), unit in sorted(found.items()):
        step = -(-len(unit.points) // UNIT_POINTS)
        yield UnitName(level, code, tuple(unit.names), tuple(unit.points[::step]))
