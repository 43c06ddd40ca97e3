"""What to show: filters on incidents as plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from incidents.model import (
    ActorCategory,
    Band,
    ClaimantSide,
    Corroboration,
    EventType,
    Governorate,
    Precision,
    ReviewStatus,
    SubEventType,
)
from incidents.query.box import Box
from incidents.query.words import tidy

YesNo = Literal["any", "yes", "no"]
KilledTold = Literal["any", "some", "none", "silent"]
WordsIn = Literal["told", "reports"]


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
    reviews: frozenset[ReviewStatus] = frozenset()
    """What people made of it; empty is all but the rejected."""
    places: frozenset[str] = frozenset()
    """Ids of places: a city holds its neighbourhoods, a district and a sub-district what lies in them."""
    box: Box | None = None
    """Its point lies in a box drawn on the map; an area counts by its representative point. Only what the map draws."""
    words: str = ""
    """Words to look for, see :mod:`incidents.query.words`; a store finds them, see :meth:`FrameIndex.narrowed`."""
    words_in: WordsIn = "told"
    """Where: in one of the claims that tell of it, or anywhere in one of its reports too."""

    def __post_init__(self) -> None:
        if self.words != tidy(self.words):
            raise ValueError(
                "words to look for are made of letters, digits, spaces, hyphens and quotation marks"
            )
