"""Where a researcher has a choice in how incidents are derived from their claims. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from incidents.claimants import NO_VOICES, Voices, sources_of
from incidents.model import Claim


class BestFigure(StrEnum):
    """Which source's figure is the best one."""

    MIDDLE = "middle"
    """The middle source's, the higher of two."""
    LOWEST = "lowest"
    """The lowest, as ACLED codes."""
    HIGHEST = "highest"
    INDEPENDENT = "independent"
    """The middle one of those that are no party to the war; of all where there is none."""


class NumberWords(StrEnum):
    """How words such as "dozens" are read: ACLED's conservative values, or what the word says."""

    ACLED = "acled"
    LITERAL = "literal"


@dataclass(frozen=True, slots=True)
class Rules:
    """How incidents are derived from their claims, where a researcher has a choice."""

    best: BestFigure = BestFigure.MIDDLE
    numbers: NumberWords = NumberWords.ACLED
    without: frozenset[str] = frozenset()
    """Ids of sources and of documents whose claims are left out."""


DEFAULT_RULES: Final = Rules()


def left_out(claim: Claim, without: frozenset[str], voices: Voices = NO_VOICES) -> bool:
    """Whether a claim's source, or the report it stands in, is among those left out."""
    if not without:
        return False
    return claim.document_id in without or any(s.id in without for s in sources_of(claim, voices))
