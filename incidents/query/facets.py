"""How many incidents each choice of a filter would show, the other filters as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

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
from incidents.query.filters import Filters
from incidents.query.index import FrameIndex, Mask, mask


@dataclass(frozen=True, slots=True)
class Facets:
    """For each choice of a filter, how many incidents would be shown with it, the other filters as they are."""

    event_types: Mapping[str, int]
    sub_event_types: Mapping[str, int]
    governorates: Mapping[str, int]
    places: Mapping[str, int]
    actors: Mapping[str, int]
    accusers: Mapping[str, int]
    sides: Mapping[str, int]
    sources: Mapping[str, int]
    corroborations: Mapping[str, int]
    precisions: Mapping[str, int]
    bands: Mapping[str, int]
    reviews: Mapping[str, int]
    contested: Mapping[bool, int]
    undated: int


def facets(index: FrameIndex, filters: Filters) -> Facets:
    """Count what each choice would show."""

    def without(**cleared: Any) -> Mask:
        return mask(index, replace(filters, **cleared))

    nobody: frozenset[Any] = frozenset()
    kinds = without(event_types=nobody, sub_event_types=nobody)
    where = without(governorates=nobody, places=nobody)
    who = without(actors=nobody, accusers=nobody)
    blamed = filters.actors or frozenset(ActorCategory)
    blamers = {
        side.value: int((who & index.accusations.any_of({f"{side.value}>{a.value}" for a in blamed})).sum())
        for side in ClaimantSide
    }
    return Facets(
        event_types=tally(index.event_type, kinds, EventType),
        sub_event_types=tally(index.sub_event_type, kinds, SubEventType),
        governorates=tally(index.governorate, where, Governorate),
        places=index.places.counts(where),
        actors=bit_tally(index.actor_bits, who, ActorCategory),
        accusers={side: n for side, n in blamers.items() if n},
        sides=bit_tally(index.side_bits, without(sides=nobody), ClaimantSide),
        sources=index.sources.counts(without(sources=nobody)),
        corroborations=tally(index.corroboration, without(corroborations=nobody), Corroboration),
        precisions=tally(index.precision, without(precisions=nobody), Precision),
        bands=tally(index.band, without(bands=nobody), Band),
        reviews=tally(index.review, without(reviews=frozenset(ReviewStatus)), ReviewStatus),
        contested=_contested_tally(index, without(contested="any")),
        undated=int((np.isnat(index.start) & without(include_undated=True)).sum()),
    )


def _contested_tally(index: FrameIndex, shown: Mask) -> Mapping[bool, int]:
    yes = int((index.contested & shown).sum())
    return {True: yes, False: int(shown.sum()) - yes}


def tally(positions: npt.NDArray[np.int8], shown: Mask, vocabulary: type[StrEnum]) -> Mapping[str, int]:
    """How many of the rows shown have each value, by its word; those without any are left out."""
    found = np.bincount(positions[shown].astype("int64") + 1, minlength=len(vocabulary) + 1)
    return {member.value: int(n) for member, n in zip(vocabulary, found[1:], strict=True) if n}


def bit_tally(bits: npt.NDArray[np.uint32], shown: Mask, vocabulary: type[StrEnum]) -> Mapping[str, int]:
    """The same for rows that hold several values, one bit each."""
    held = bits[shown]
    found = {m.value: int(((held >> np.uint32(place)) & 1).sum()) for place, m in enumerate(vocabulary)}
    return {value: n for value, n in found.items() if n}
