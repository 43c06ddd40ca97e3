"""What to call the places, areas and sources of a table: for the filters' choices and chips."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from incidents.query import area_code

ArabicName = Callable[[str], str | None]
"""The Arabic name of a place, by its id."""


@dataclass(frozen=True)
class Names:
    """Names by id or code; what is not in the table is called by its id."""

    places: Mapping[str, str] = field(default_factory=dict)
    """"Karm al-Zeitoun, Homs · كرم الزيتون"."""
    areas: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    def place(self, place_id: str) -> str:
        return self.places.get(place_id, place_id)

    def area(self, code: str) -> str:
        return self.areas.get(code, code.replace("/", ", "))

    def source(self, source_id: str) -> str:
        return self.sources.get(source_id, "a source not in these data")


def names_of(frame: pd.DataFrame, sources: Mapping[str, str], arabic: ArabicName) -> Names:
    """The names that a table of incidents gives its places and areas.

    Parameters
    ----------
    frame : pandas.DataFrame
        The incident table, with ``place_id``, ``place``, ``governorate``, ``district``, ``subdistrict``, ``city_id``.
    sources : mapping of str to str
        Names of sources by id.
    arabic : callable
        Gives the Arabic name of a place by its id, or None.
    """
    told = frame.drop_duplicates(["place_id", "place"])
    places: dict[str, str] = {}
    for place_id, name, governorate in zip(told["place_id"], told["place"], told["governorate"], strict=True):
        if place_id is not None and place_id not in places:
            places[place_id] = _with_arabic(_in(name, governorate), arabic(place_id))
    areas: dict[str, str] = {}
    units = frame[["governorate", "district", "subdistrict"]].drop_duplicates()
    for governorate, district, subdistrict in units.itertuples(index=False):
        if governorate is None or district is None:
            continue
        areas[area_code(governorate, district)] = f"{_in(district, governorate)} (district)"
        if subdistrict is not None:
            code = area_code(governorate, district, subdistrict)
            areas[code] = f"{_in(subdistrict, governorate)} (sub-district)"
    return Names(places, areas, sources)


def _in(name: str, governorate: str | None) -> str:
    if governorate is None or name == governorate or name.endswith(f", {governorate}"):
        return name
    return f"{name}, {governorate}"


def _with_arabic(name: str, arabic: str | None) -> str:
    return f"{name} · {arabic}" if arabic else name


def most(values: Mapping[str, int], chosen: Iterable[str], limit: int) -> list[str]:
    """The values to offer: the most frequent first, and those chosen even where nothing has them."""
    ordered = sorted(values, key=lambda value: (-values[value], value))[:limit]
    return [*ordered, *(value for value in sorted(chosen) if value not in set(ordered))]
