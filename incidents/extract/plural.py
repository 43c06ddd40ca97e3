"""Who did several acts told before: "Islamic State claimed the attacks" speaks of each of them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import Final

from incidents.model import PERPETRATOR_ROLES, Claim, EventType, Stance, stable_id

REACH: Final = 3000
"""Characters: how far back in a report such words can point."""

_SEVERAL: Final = re.compile(
    r"\b(?:the|both|these|those|all|two|three|four|five)\s+(?:\w+\s+){0,2}?"
    r"(?:attacks|assaults|bombings|blasts|explosions|massacres|killings|shootings|raids|strikes)\b",
    re.IGNORECASE,
)
_ONE_SIDED: Final = frozenset({EventType.EXPLOSIONS, EventType.VIOLENCE})


def for_each_act(found: Sequence[Claim], before: Sequence[Claim]) -> Iterator[Claim]:
    """The claims of a sentence that name a culprit of several acts, once more for each further act of those days.

    Parameters
    ----------
    found : sequence of Claim
        The claims of the sentence.
    before : sequence of Claim
        Those of the sentences before it.
    """
    for claim in found:
        if not _answers_for_several(claim):
            continue
        own = claim.place.place_id if claim.place is not None else None
        for place_id, act in _acts(claim, before).items():
            if place_id != own and act.place is not None:
                yield dataclasses.replace(
                    claim,
                    id=stable_id("clm", claim.id, place_id),
                    event_type=act.event_type,
                    sub_event_type=act.sub_event_type,
                    dates=act.dates,
                    place=dataclasses.replace(act.place, implied=True),
                )


def _answers_for_several(claim: Claim) -> bool:
    named = claim.place is not None and claim.place.located and not claim.place.implied
    culprit = any(a.role in PERPETRATOR_ROLES for a in claim.actors)
    told = claim.killed.reported or claim.wounded.reported or claim.stance is Stance.DENIES
    return (
        culprit
        and not named
        and not told
        and not claim.flags
        and _SEVERAL.search(claim.quote or "") is not None
    )


def _acts(claim: Claim, before: Sequence[Claim]) -> dict[str, Claim]:
    """By place, the last one-sided act told of the same days without a culprit."""
    found: dict[str, Claim] = {}
    for act in before:
        place = act.place
        if (
            place is None
            or place.place_id is None
            or place.implied
            or act.flags
            or act.event_type not in _ONE_SIDED
        ):
            continue
        near = (claim.start or 0) - (act.start or 0) <= REACH
        if near and act.stance is Stance.ASSERTS and _same_days(claim, act):
            found[place.place_id] = act
    return found


def _same_days(a: Claim, b: Claim) -> bool:
    if a.dates is None or b.dates is None:
        return a.dates is b.dates
    return a.dates.start <= b.dates.end and b.dates.start <= a.dates.end
