"""What to call the places and sources of a table: for the filters' choices and chips."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

Known = Callable[[str], tuple[str, str | None] | None]
"""Name, with what kind of unit it is, and Arabic name of a place by its id; None for one that no list holds."""


@dataclass(frozen=True)
class Names:
    """Names by id or code; what is not in the table is called by its id."""

    places: Mapping[str, str] = field(default_factory=dict)
    """"Karm al-Zeitoun, Homs · كرم الزيتون"."""
    sources: Mapping[str, str] = field(default_factory=dict)

    def place(self, place_id: str) -> str:
        return self.places.get(place_id, place_id)

    def source(self, source_id: str) -> str:
        return self.sources.get(source_id, "a source not in these data")


@dataclass(frozen=True)
class LookedUp(Names):
    """Names looked up when they are asked for: of more places than anybody reads."""

    all_names: Callable[[], Names] = Names
    """Gives the names of all places and sources; takes a while, so it is asked for what no list of places knows."""
    known: Known = lambda _: None
    """What the lists of places say."""

    def place(self, place_id: str) -> str:
        found = self.known(place_id)
        return self.all_names().place(place_id) if found is None else _with_arabic(*found)

    def source(self, source_id: str) -> str:
        return self.all_names().source(source_id)


def names_of(frame: pd.DataFrame, sources: Mapping[str, str], known: Known) -> Names:
    """What a table of incidents and the lists of places call its places.

    Parameters
    ----------
    frame : pandas.DataFrame
        The incident table, with ``place_id``, ``place``, ``governorate`` and the ids of what holds each place.
    sources : mapping of str to str
        Names of sources by id.
    known : callable
        What the lists of places say.
    """
    told = frame.drop_duplicates(["place_id", "place"])
    places: dict[str, str] = {}
    for place_id, name, governorate in zip(told["place_id"], told["place"], told["governorate"], strict=True):
        if place_id is not None and place_id not in places:
            places[place_id] = _in(name, governorate)
    holders = {
        i for name in ("city_id", "subdistrict_id", "district_id") for i in frame[name].dropna().unique()
    }
    for place_id in [*places, *sorted(holders - places.keys())]:
        found = known(place_id)
        if found is not None:
            name, arabic = found
            places[place_id] = _with_arabic(places.get(place_id, name), arabic)
    return Names(places, sources)


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
