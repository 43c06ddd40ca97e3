"""What a place is, and what a look-up gives back. Values only; reading tables is :mod:`gazetteer.tables`' work."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

PrecisionName = Literal[
    "site",
    "neighbourhood",
    "settlement",
    "near_settlement",
    "subdistrict",
    "district",
    "governorate",
    "area",
    "country",
]


class PlaceKind(StrEnum):
    """What a place is; the same words as the precision of an incident there."""

    SITE = "site"  # an air base, a dam, a crossing, a camp: a spot, not a town
    NEIGHBOURHOOD = "neighbourhood"
    SETTLEMENT = "settlement"
    SUBDISTRICT = "subdistrict"
    DISTRICT = "district"
    GOVERNORATE = "governorate"
    AREA = "area"  # a named region without official borders: Ghouta, Qalamoun
    COUNTRY = "country"


ADMIN: Final = frozenset({PlaceKind.GOVERNORATE, PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT})
"""The administrative units: they have official borders."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of Syria.

    ``lat`` and ``lon`` are WGS 84 degrees of a representative point; ``radius_km`` the circle around it that holds
    the place.
    """

    place_id: str
    """``gn:169577``, ``sy:homs/karm-al-zeitoun``, ``sy:adm1/homs``, ``sy:adm3/homs/talbiseh``; stable."""
    name: str
    kind: PlaceKind
    lat: float
    lon: float
    radius_km: float
    governorate: str | None = None
    district: str | None = None
    subdistrict: str | None = None
    name_ar: str | None = None
    aliases: tuple[str, ...] = ()
    parent_id: str | None = None
    """The city of a neighbourhood."""
    feature: str = ""
    """A word for people: city, town, village, air base, camp, dam ..."""
    population: int = 0
    source: str = ""
    accuracy_km: float | None = None
    """How far off the point may be, for rows written by hand."""
    pcode: str | None = None
    """UN OCHA's code of an administrative unit or community, where it is known."""
    notable: bool = False
    """In the tables that come with the program: a place that reports on the war name."""
    listed_as: tuple[str, ...] = ()
    """Its main name in each of the joined records; empty for one record alone."""
    provenance: tuple[str, ...] = ()
    """Ids of the records of every layer that were joined into this place, its own first; empty for one record alone."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean, with a score in 0..1 and a reason a person can read."""

    place: Place
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer to one look-up.

    ``place`` is None when nothing matched, or when namesakes could not be told apart: ``candidates`` then ranks
    them, and ``lat``, ``lon``, ``radius_km``, ``precision`` give the area that holds them, or None.
    """

    name: str
    place: Place | None
    lat: float | None
    lon: float | None
    radius_km: float | None
    precision: PrecisionName | None
    score: float
    reason: str
    candidates: tuple[Candidate, ...] = ()
    foreign: str | None = None
    """The country, when the name is that of a country or a town outside Syria."""
    told_by: tuple[Place, ...] = ()
    """The places that a relative place is told by: Idlib for "30 km south of Idlib"."""
    area: Place | None = None
    """When namesakes could not be told apart: the smallest unit that holds them all. ``lat`` and ``lon`` are given with
    it only where it is small enough to be of use as a place."""


@dataclass(frozen=True, slots=True)
class UnitName:
    """What an imported list calls an administrative unit: code and names, and points that lie in it."""

    level: Literal[1, 2, 3]
    pcode: str
    names: tuple[str, ...]
    points: tuple[tuple[float, float], ...] = ()
    """``(lat, lon)`` of places that the list puts in the unit: they tell which polygon it is."""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A stretch of text that reads like a known place name: ``text[start:end]``."""

    start: int
    end: int
    text: str
    kinds: frozenset[PlaceKind]
    """The kinds of the places so called; empty for a foreign place."""
    foreign: str | None = None
    """Country name when it is a country or town outside Syria."""
    ambiguous_word: bool = False
    """The name is also a word, a person or an agency (Rami, Omar, SANA): take it only with a place's context."""


@dataclass(frozen=True, slots=True)
class Context:
    """What else is known about where a name was used; every part may be missing."""

    governorates: tuple[str, ...] = ()
    """Named with it; several mean "one of these"."""
    parent: str | None = None
    """A place named as holding it: the city of a neighbourhood, the district of a village."""
    near: str | None = None
    """A place named as close by."""
    others: tuple[str, ...] = ()
    """``place_id`` of the other places resolved in the same report."""
    kind_hint: PlaceKind | None = None
    """What the phrase calls it: "the district of" neighbourhood, "the village of" settlement ..."""
