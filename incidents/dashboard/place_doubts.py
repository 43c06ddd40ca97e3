"""What should be asked before something added by hand is saved: what it would change besides. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gazetteer import Gazetteer
from gazetteer.distance import distance_km
from gazetteer.merge import join
from gazetteer.names import fold
from gazetteer.places import Place
from gazetteer.user_places import Entry, UserPlaces
from incidents.dashboard import place_words
from incidents.dashboard.place_found import city

_AROUND_KM: Final = 50.0
"""Nothing further off than this is ever joined with a place."""


def doubts(entry: Entry, places: Gazetteer) -> list[str]:
    """Say, one line each, what speaks against adding this; empty when nothing does."""
    return _other_meanings(entry, places) if entry.target is not None else _known_there(entry, places)


def spelt_so(place: Place, name: str) -> bool:
    """Whether a name is among a place's spellings already."""
    known = {fold(spelling) for spelling in (place.name, place.name_ar or "", *place.aliases)}
    return fold(name) in known


def _other_meanings(entry: Entry, places: Gazetteer) -> list[str]:
    """Spellings that lead to another place already."""
    target = places.place(entry.target or "")
    if target is None:
        return []
    said = []
    for name in entry.names:
        if spelt_so(target, name):
            continue
        found = places.resolve(name)
        exact = (c.place for c in found.candidates if spelt_so(c.place, name))
        other = found.place or next(exact, None)
        if other is not None and other.place_id != target.place_id:
            said.append(
                f"“{name}” already leads to another place: {_named(other, places)}. "
                f"Is it a spelling of {_named(target, places)} as well?"
            )
    return said


def _known_there(entry: Entry, places: Gazetteer) -> list[str]:
    """The known place that this one would be joined with, whose point would become this one's."""
    (record,) = UserPlaces(0, (replace(entry, removed=False),)).places()
    near = [
        place
        for place in places.places
        if distance_km(place.lat, place.lon, record.lat, record.lon) <= _AROUND_KM
    ]
    both = join(near, [record], corrects=True)
    for before, after in zip(near, both, strict=False):
        mine = record.place_id in (before.place_id, *before.provenance)
        if record.place_id in after.provenance and not mine:
            apart = place_words.kilometres(distance_km(before.lat, before.lon, record.lat, record.lon))
            return [
                f"{_named(before, places)} is known there already ({apart} away): adding it corrects its point."
            ]
    return []


def _named(place: Place, places: Gazetteer) -> str:
    return place_words.label(place, city(place, places))
