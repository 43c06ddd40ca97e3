"""Join the records of several lists that are one place: by name and nearness, keeping where each came from.

The earlier record wins: its id, name and kind stay. The later one adds its spellings and its id, and its position where
the earlier one is known to be rough. Within one list two records are two places, however near: a list knows its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from gazetteer.distance import distance_km
from gazetteer.names import consonants, fold, is_arabic, key
from gazetteer.places import Place, PlaceKind

K = PlaceKind
SAME_ROW_KM: Final = 3.0
"""Two hand-written rows of one name, kind and city closer than this are one place."""
REACH_KM: Final[dict[frozenset[PlaceKind], float]] = {
    frozenset({K.SETTLEMENT}): 5.0,
    frozenset({K.SITE}): 5.0,
    frozenset({K.NEIGHBOURHOOD}): 2.0,
    frozenset({K.SETTLEMENT, K.NEIGHBOURHOOD}): 1.5,
    frozenset({K.AREA}): 30.0,
}
"""How far apart two lists may put one place, by the kinds they give it. Points of the public lists differ by up to some
five kilometres for a village; a village that became a part of a city has one point in both."""
SHORT_KEY: Final = 2
SHORT_KEY_KM: Final = 1.5
"""Names with at most two consonants agree by chance; they must lie this close."""
TWICE_KM: Final = 1.0
"""A second record of one list joins a place only this close to it; further off it is a namesake."""
ROUGH_KM: Final = 1.0
"""A hand-written position that may be further off than this gives way to a list's."""
LARGE_TOWN: Final = 5_000
"""A town of this size has names in many languages in GeoNames: only spellings of names it has already are taken."""
CITY: Final = 30_000
"""A town of this size has neighbourhoods that lists name."""
SUBURBAN_KM: Final = 3.0
"""How far beyond a city's radius a neighbourhood may lie whose record names no city that is known."""


def merge(places: Iterable[Place]) -> list[Place]:
    """Join rows of the embedded tables that are one place under one name; the earlier row wins."""
    kept: list[Place] = []
    by_key: dict[tuple[str, PlaceKind], list[int]] = {}
    for place in places:
        slots = by_key.setdefault((key(place.name), place.kind), [])
        twin = next((i for i in slots if _same_row(kept[i], place)), None)
        if twin is None:
            slots.append(len(kept))
            kept.append(place)
        else:
            kept[twin] = joined(kept[twin], place)
    return kept


def join(places: Sequence[Place], layer: Sequence[Place], *, corrects: bool = False) -> list[Place]:
    """Add a layer to the places known so far.

    Parameters
    ----------
    places
        Known already; their order stays.
    layer
        Records of one list. A ``parent_id`` or ``place_id`` that is the id of a record joined before means that place.

    corrects
        Whether the layer's positions are corrections, to be taken instead of the earlier ones.

    Returns
    -------
    list of Place
        `places` with what the layer knows of them, then the layer's further places.
    """
    kept = list(places)
    by_id = {known: slot for slot, place in enumerate(kept) for known in ids_of(place)}
    by_name = _by_name(kept)
    pairs = sorted(
        (
            pair
            for number, record in enumerate(layer)
            for pair in _pairs(number, record, kept, by_name, by_id)
        ),
        key=lambda pair: (pair[0], pair[1], pair[2]),
    )
    twin_of: dict[int, int] = {}
    taken: set[int] = set()
    for apart, number, slot in pairs:
        if number not in twin_of and (slot not in taken or apart <= TWICE_KM):
            twin_of[number] = slot
            taken.add(slot)
    for number, record in enumerate(layer):
        if number in twin_of:
            kept[twin_of[number]] = joined(kept[twin_of[number]], record, corrects=corrects)
        else:
            kept.append(_in_its_city(record, kept, by_id))
    return kept


def ids_of(place: Place) -> tuple[str, ...]:
    """Every id a place answers to: its own and those of the records joined into it."""
    return tuple(dict.fromkeys((place.place_id, *place.provenance)))


def main_names(place: Place) -> tuple[str, ...]:
    """What the lists call a place, other than in passing."""
    return place.listed_as or (place.name,)


def joined(place: Place, other: Place, *, corrects: bool = False) -> Place:
    """One place of two records; `corrects` says that the other one's position is the right one."""
    known = {place.name, *place.aliases}
    more = tuple(n for n in dict.fromkeys((other.name, *other.aliases)) if n not in known)
    if other.place_id.startswith("gn:") and max(place.population, other.population) >= LARGE_TOWN:
        keys = {key(name) for name in known}
        more = tuple(name for name in more if is_arabic(name) or key(name) in keys)
    rough = place.accuracy_km is not None and place.accuracy_km > ROUGH_KM and other.kind is place.kind
    moved = other if rough or corrects else place
    return replace(
        place,
        lat=moved.lat,
        lon=moved.lon,
        accuracy_km=other.accuracy_km or ROUGH_KM if rough else moved.accuracy_km,
        aliases=(*place.aliases, *more),
        name_ar=place.name_ar or other.name_ar,
        population=place.population or other.population,
        governorate=place.governorate or other.governorate,
        pcode=place.pcode or other.pcode,
        notable=place.notable or other.notable,
        listed_as=tuple(dict.fromkeys((*main_names(place), *main_names(other)))),
        provenance=tuple(dict.fromkeys((*ids_of(place), *ids_of(other)))),
    )


def _same_row(one: Place, other: Place) -> bool:
    near = distance_km(one.lat, one.lon, other.lat, other.lon) <= SAME_ROW_KM
    return near and one.parent_id == other.parent_id


def _names(place: Place) -> Iterable[tuple[str, str]]:
    """Forms under which a place is compared, each with the key that says how much agreement on it is worth."""
    for name in (place.name, *place.aliases, *((place.name_ar,) if place.name_ar else ())):
        yield fold(name), key(name)


def _by_name(places: Sequence[Place]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for slot, place in enumerate(places):
        for name_key in {name_key for _, name_key in _names(place) if name_key}:
            found.setdefault(name_key, []).append(slot)
    return found


def _pairs(
    number: int,
    record: Place,
    kept: Sequence[Place],
    by_name: Mapping[str, Sequence[int]],
    by_id: Mapping[str, int],
) -> list[tuple[float, int, int]]:
    """``(km apart, number of the record, slot)`` for every known place that the record may be."""
    same = next((by_id[known] for known in ids_of(record) if known in by_id), None)
    if same is not None:
        return [(0.0, number, same)]
    found: dict[int, float] = {}
    folds = {form for form, _ in _names(record)}
    for name_key in {name_key for _, name_key in _names(record) if name_key}:
        short = len(consonants(name_key)) <= SHORT_KEY
        for slot in by_name.get(name_key, ()):
            place = kept[slot]
            reach = REACH_KM.get(frozenset({place.kind, record.kind}), 0.0)
            if short and not folds & {form for form, _ in _names(place)}:
                reach = min(reach, SHORT_KEY_KM)
            apart = distance_km(place.lat, place.lon, record.lat, record.lon)
            if apart <= reach and _one_city(place, record, kept, by_id):
                found[slot] = apart
    return [(apart, number, slot) for slot, apart in found.items()]


def _one_city(place: Place, record: Place, kept: Sequence[Place], by_id: Mapping[str, int]) -> bool:
    """Whether two neighbourhoods may lie in one city: not when the records name different ones."""
    if place.parent_id is None or record.parent_id is None:
        return True
    slot = by_id.get(record.parent_id)
    return slot is None or place.parent_id == kept[slot].place_id


def _in_its_city(record: Place, kept: Sequence[Place], by_id: Mapping[str, int]) -> Place:
    """A neighbourhood with the id that its city has here; the nearest city where its record names none we know."""
    if record.parent_id is None and record.kind is not K.NEIGHBOURHOOD:
        return record
    slot = by_id.get(record.parent_id) if record.parent_id else None
    if slot is None and record.kind is K.NEIGHBOURHOOD:
        slot = _nearest_city(record, kept)
    return replace(record, parent_id=kept[slot].place_id if slot is not None else None)


def _nearest_city(record: Place, kept: Sequence[Place]) -> int | None:
    cities = (
        (distance_km(place.lat, place.lon, record.lat, record.lon) - place.radius_km, slot)
        for slot, place in enumerate(kept)
        if place.population >= CITY and place.kind is K.SETTLEMENT
    )
    beyond, slot = min(cities, default=(SUBURBAN_KM + 1, -1))
    return slot if beyond <= SUBURBAN_KM else None
