"""Names of the administrative units that hold a place, for columns: looked up by id in the shipped table of names.

No gazetteer is built for it: an id that a list of the user's brought and the table does not hold has no name here.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, NamedTuple

from incidents.model import ResolvedPlace

CODEBOOK: Final = {
    "admin1": "governorate, as 'governorate'",
    "admin1_pcode": "its p-code in OCHA's common operational dataset",
    "admin2": "name of the district that holds the place, or that it is; null where unknown",
    "admin3": "name of the sub-district, likewise",
}
"""What the columns mean. The p-codes of districts and sub-districts are not in the shipped table."""


class Unit(NamedTuple):
    """One administrative unit."""

    name: str
    pcode: str | None


@cache
def units() -> Mapping[str, Unit]:
    """Units by gazetteer id."""
    table = files("incidents_data").joinpath("gazetteer", "admin_names.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines())
    return MappingProxyType({row["place_id"]: Unit(row["name"], row["pcode"] or None) for row in rows})


@cache
def _pcodes() -> Mapping[str, str | None]:
    return {unit.name: unit.pcode for key, unit in units().items() if key.startswith("sy:adm1/")}


def admin_of(place: ResolvedPlace) -> dict[str, str | None]:
    """The columns of :data:`CODEBOOK` for a place."""
    governorate = place.governorate and place.governorate.value
    return {
        "admin1": governorate,
        "admin1_pcode": _pcodes().get(governorate) if governorate else None,
        "admin2": _name(place.district_id),
        "admin3": _name(place.subdistrict_id),
    }


def _name(unit_id: str | None) -> str | None:
    unit = units().get(unit_id) if unit_id else None
    return unit and unit.name
