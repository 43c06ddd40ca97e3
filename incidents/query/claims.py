"""Which claims match the filters, as far as a single claim can: for what was read but is part of no incident."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from incidents.model import PERPETRATOR_ROLES, Claim
from incidents.query.filters import Filters
from incidents.query.words import holds, terms

NOT_OF_CLAIMS: Final = frozenset(
    {"contested", "located", "killed", "killed_min", "killed_max", "sources", "corroborations", "reviews"}
)
"""Filters on what only an incident has: they leave out no claim."""


def claim_matches(claim: Claim, filters: Filters) -> bool:
    """Whether a claim matches by type, place, actor, claimant's side, confidence, days, box and words."""
    return all(part(claim, filters) for part in _PARTS)


def _kind(claim: Claim, filters: Filters) -> bool:
    return (not filters.event_types or claim.event_type in filters.event_types) and (
        not filters.sub_event_types or claim.sub_event_type in filters.sub_event_types
    )


def _where(claim: Claim, filters: Filters) -> bool:
    if not (filters.governorates or filters.places):
        return True
    place = claim.place
    if place is None:
        return False
    holders = {place.place_id, place.city_id, place.subdistrict_id, place.district_id}
    return place.governorate in filters.governorates or bool(holders & filters.places)


def _precision(claim: Claim, filters: Filters) -> bool:
    return not filters.precisions or (claim.place is not None and claim.place.precision in filters.precisions)


def _who(claim: Claim, filters: Filters) -> bool:
    if filters.accusers:
        blamed = {actor.category for actor in claim.actors if actor.role in PERPETRATOR_ROLES}
        return claim.claimant_side in filters.accusers and bool(blamed & (filters.actors or blamed))
    return not filters.actors or any(actor.category in filters.actors for actor in claim.actors)


def _who_tells(claim: Claim, filters: Filters) -> bool:
    return not filters.sides or claim.claimant_side in filters.sides


def _how_sure(claim: Claim, filters: Filters) -> bool:
    return not filters.bands or claim.confidence in filters.bands


def _when(claim: Claim, filters: Filters) -> bool:
    if claim.dates is None:
        return filters.include_undated
    begins_in_time = filters.date_to is None or claim.dates.start <= filters.date_to
    return begins_in_time and (filters.date_from is None or claim.dates.end >= filters.date_from)


def words_of(claim: Claim) -> str:
    """What is looked through of a claim: its words, place, source and actors as written, and the place they mean."""
    place = claim.place
    parts = [
        claim.quote,
        claim.note,
        claim.claimant,
        claim.weapon,
        *(actor.as_written for actor in claim.actors),
    ]
    parts += [] if place is None else [place.mention, place.name]
    return " \n".join(part for part in parts if part)


def _with_words(claim: Claim, filters: Filters) -> bool:
    return not filters.words or holds(words_of(claim), terms(filters.words))


def _in_box(claim: Claim, filters: Filters) -> bool:
    if filters.box is None:
        return True
    place = claim.place
    if place is None or place.lat is None or place.lon is None:
        return False
    return bool(filters.box.holds(np.array([place.lat]), np.array([place.lon]))[0])


_PARTS: Final[tuple[Callable[[Claim, Filters], bool], ...]] = (
    _kind, _where, _precision, _who, _who_tells, _how_sure, _when, _in_box, _with_words,
)  # fmt: skip
