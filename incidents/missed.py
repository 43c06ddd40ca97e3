"""What a person read in a report and the machine missed, as a claim like any other. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from incidents.errors import InputError
from incidents.extract.nlp import sentence_spans
from incidents.model import (
    EVENT_TYPE_OF,
    NOT_REPORTED,
    Actor,
    ActorCategory,
    Band,
    Casualties,
    Claim,
    ClaimantSide,
    DateRange,
    Document,
    Origin,
    ResolvedPlace,
    Role,
    Stance,
    SubEventType,
    stable_id,
)

EXTRACTOR: Final = "reviewer"
"""Names who made such a claim, where others name a program."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Words that a person marked in a report: one sentence, several in a row, or a part of one."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person reads in the words marked."""

    kind: SubEventType
    place: ResolvedPlace
    dates: DateRange | None = None
    killed: Casualties = NOT_REPORTED
    wounded: Casualties = NOT_REPORTED
    did_it: tuple[ActorCategory, ...] = ()
    suffered: tuple[ActorCategory, ...] = ()
    claimant: str = ""
    """As written; empty where the report itself says it."""
    side: ClaimantSide = ClaimantSide.JOURNALIST
    weapon: str = ""


def sentences(text: str) -> list[Marked]:
    """The sentences of a report, in order."""
    return [Marked(start, end, text[start:end]) for _, start, end in sentence_spans(text)]


def marked(text: str, first: int, last: int, listed: Sequence[Marked] | None = None) -> Marked:
    """The words from one sentence to another, both by their number from 0.

    Raises
    ------
    InputError
        There are no such sentences.
    """
    known = sentences(text) if listed is None else listed
    if not 0 <= first <= last < len(known):
        raise InputError(
            "Those sentences are not in the report: choose the first and the last of those listed."
        )
    start, end = known[first].start, known[last].end
    return Marked(start, end, text[start:end])


def marked_words(text: str, words: str) -> Marked:
    """Words copied from a report, wherever its lines break.

    Raises
    ------
    InputError
        They are not in it, or in several places.
    """
    parts = words.split()
    found = list(re.finditer(r"\s+".join(map(re.escape, parts)), text)) if parts else []
    if not found:
        raise InputError("These words are not in the report: copy them from it as they stand there.")
    if len(found) > 1:
        raise InputError(f"These words stand in the report {len(found)} times: copy more of the sentence.")
    return Marked(found[0].start(), found[0].end(), found[0].group())


def missed_claim(document: Document, words: Marked, facts: Facts) -> Claim:
    """The claim that a person makes of the words marked; the same facts in the same words give the same id."""
    claimant = " ".join(facts.claimant.split())
    side = facts.side if claimant or facts.side is not ClaimantSide.UNKNOWN else ClaimantSide.JOURNALIST
    actors = [Actor(category.value, category, Role.INITIATOR) for category in facts.did_it]
    actors += [Actor(category.value, category, Role.TARGET) for category in facts.suffered]
    claim = Claim(
        id="",
        document_id=document.id,
        quote=words.text,
        start=words.start,
        end=words.end,
        claimant=claimant or None,
        claimant_side=side,
        stance=Stance.ASSERTS,
        event_type=EVENT_TYPE_OF[facts.kind],
        sub_event_type=facts.kind,
        dates=facts.dates,
        place=facts.place,
        killed=facts.killed,
        wounded=facts.wounded,
        actors=tuple(actors),
        weapon=" ".join(facts.weapon.split()) or None,
        origin=Origin.REVIEWER,
        confidence=Band.HIGH,  # nothing was read by a machine
        extractor=EXTRACTOR,
    )
    return replace(claim, id=stable_id("clm", document.id, EXTRACTOR, repr(claim)))


def proposal(claims: Iterable[Claim], words: Marked) -> Claim | None:
    """What a machine read in the words marked, to fill in a form with: the fullest claim."""
    within = [c for c in claims if c.start is not None and c.end is not None]
    within = [c for c in within if (c.start or 0) < words.end and words.start < (c.end or 0)]
    return min(within, key=_emptiness, default=None)


def _emptiness(claim: Claim) -> tuple[bool, bool, bool]:
    located = claim.place is not None and claim.place.located
    return not located, not (claim.killed.reported or claim.wounded.reported), claim.dates is None
