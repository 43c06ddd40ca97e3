"""What to show: filters on incidents as plain values."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from anyascii import anyascii

from incidents.model import (
    ActorCategory,
    Band,
    ClaimantSide,
    Corroboration,
    EventType,
    Governorate,
    Precision,
    SubEventType,
)

YesNo = Literal["any", "yes", "no"]
KilledTold = Literal["any", "some", "none", "silent"]


def area_code(governorate: str, district: str, subdistrict: str | None = None) -> str:
    """Name a district or sub-district in a link: ``homs/ar-rastan``, ``homs/ar-rastan/talbiseh``."""
    names = (governorate, district) if subdistrict is None else (governorate, district, subdistrict)
    return "/".join(_slug(name) for name in names)


@lru_cache(maxsize=4096)
def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower()).strip("-") or "x"


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show. An empty set of types, governorates or actors means "any"; the parts are joined by "and"."""

    event_types: frozenset[EventType] = frozenset()
    sub_event_types: frozenset[SubEventType] = frozenset()
    governorates: frozenset[Governorate] = frozenset()
    actors: frozenset[ActorCategory] = frozenset()
    """Any of these among the incident's actors or alleged perpetrators."""
    contested: YesNo = "any"
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    """Last day shown; an incident matches when its own range overlaps the window."""
    include_undated: bool = True
    located: YesNo = "any"
    """Whether the map can draw it: it has coordinates, and they mean something smaller than the country."""
    killed_min: int | None = None
    """At least so many killed by the best figure; incidents without a figure do not match."""
    killed_max: int | None = None
    """At most so many killed by the best figure; incidents without a figure do not match."""
    killed: KilledTold = "any"
    """Whether a toll is told at all: "none" is a told 0, "silent" is no figure."""
    accusers: frozenset[ClaimantSide] = frozenset()
    """Sides of which any blames one of `actors` (anybody, if no actor is chosen)."""
    sides: frozenset[ClaimantSide] = frozenset()
    """Any of these sides tells of it."""
    sources: frozenset[str] = frozenset()
    """Ids of sources, any of which tells of it."""
    corroborations: frozenset[Corroboration] = frozenset()
    precisions: frozenset[Precision] = frozenset()
    bands: frozenset[Band] = frozenset()
    """How sure the machine is."""
    areas: frozenset[str] = frozenset()
    """Codes of districts and sub-districts, any of which holds it, see :func:`area_code`."""
    places: frozenset[str] = frozenset()
    """Ids of places; a city holds its neighbourhoods."""
