"""An answer of the gazetteer taken apart for the page: what kind of answer it is, and the list beside the map. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gazetteer import Gazetteer
from gazetteer.distance import distance_km
from gazetteer.places import Candidate, Place, PlaceKind, PrecisionName, Resolution
from gazetteer.relative import parse_relative
from incidents.dashboard import place_words
from incidents.dashboard.map.places import MapPlace


class Verdict(StrEnum):
    """What kind of answer it is."""

    PLACE = "place"
    RELATIVE = "relative"
    """A point worked out from other places: "30 km south of Idlib"."""
    BETWEEN = "between"
    """The middle between namesakes that lie close together."""
    UNDECIDED = "undecided"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"
    """No place at all, or none that fits what was named with it."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the list, with its number on the map."""

    label: str
    kind: PlaceKind | PrecisionName
    lat: float
    lon: float
    radius_km: float
    score: float | None
    reason: str
    place: Place | None = None
    """None for a point that is no place of its own."""
    is_answer: bool = False
    parent: Place | None = None
    """The city of a neighbourhood."""

    def on_map(self, *, chosen: bool) -> MapPlace:
        """The same, for the map."""
        arabic = f" · {self.place.name_ar}" if self.place and self.place.name_ar else ""
        unit = self.place.place_id if self.place and self.place.kind in place_words.UNITS else None
        return MapPlace(
            self.lat,
            self.lon,
            self.radius_km,
            self.label + arabic,
            str(self.kind),
            chosen=chosen,
            unit_id=unit,
        )


def verdict(found: Resolution) -> Verdict:
    """Tell what kind of answer this is."""
    if found.foreign is not None and found.lat is None:
        return Verdict.FOREIGN
    if found.lat is None:
        return Verdict.UNDECIDED if found.score > 0 else Verdict.UNKNOWN
    if found.place is not None and _at(found, found.place):
        return Verdict.PLACE
    if found.place is None and found.area is not None and _at(found, found.area):
        return Verdict.UNDECIDED
    return Verdict.RELATIVE if parse_relative(found.name) is not None else Verdict.BETWEEN


def _at(found: Resolution, place: Place) -> bool:
    return (found.lat, found.lon) == (place.lat, place.lon)


def city(place: Place, places: Gazetteer) -> Place | None:
    """The city that a neighbourhood belongs to, where that is known."""
    return places.place(place.parent_id) if place.parent_id else None


def items(found: Resolution, places: Gazetteer) -> list[Item]:
    """The list beside the map: a point that was worked out, the candidates, the area that holds them all."""
    kind = verdict(found)
    listed = [_spot(found, kind)] if kind in (Verdict.RELATIVE, Verdict.BETWEEN) else []
    own = found.place.place_id if found.place is not None and kind is Verdict.PLACE else None
    listed += [
        _of(
            one.place,
            one.score,
            one.reason,
            is_answer=one.place.place_id == own,
            parent=city(one.place, places),
        )
        for one in candidates(found)
    ]
    known = {item.place.place_id for item in listed if item.place is not None}
    if kind is Verdict.UNDECIDED and found.area is not None and found.area.place_id not in known:
        listed.append(_of(found.area, None, "the smallest area that holds all of them"))
    return listed


def candidates(found: Resolution) -> list[Candidate]:
    """The candidates, each place once."""
    once: dict[str, Candidate] = {}
    for candidate in found.candidates:
        once.setdefault(candidate.place.place_id, candidate)
    return list(once.values())


def tied(found: Resolution) -> list[Place]:
    """The places between which nothing decides."""
    best = max((candidate.score for candidate in found.candidates), default=0.0)
    return [candidate.place for candidate in candidates(found) if candidate.score == best]


def answer_point(found: Resolution) -> tuple[float, float] | None:
    """Where the answer is; None when there is none."""
    return None if found.lat is None or found.lon is None else (found.lat, found.lon)


def away(item: Item, point: tuple[float, float] | None) -> float | None:
    """Kilometres between a line of the list and the answer; None for the answer, and where there is none."""
    return None if point is None or item.is_answer else distance_km(item.lat, item.lon, *point)


def _spot(found: Resolution, kind: Verdict) -> Item:
    assert found.lat is not None
    assert found.lon is not None
    label = found.name if kind is Verdict.RELATIVE else f"Between the places called {found.name}"
    return Item(
        label,
        found.precision or "near_settlement",
        found.lat,
        found.lon,
        found.radius_km or 0.0,
        found.score,
        found.reason,
        is_answer=True,
    )


def _of(
    place: Place, score: float | None, reason: str, *, is_answer: bool = False, parent: Place | None = None
) -> Item:
    return Item(
        place_words.label(place, parent),
        place.kind,
        place.lat,
        place.lon,
        place.radius_km,
        score,
        reason,
        place,
        is_answer,
        parent,
    )
