"""Places that their own words put into another country: "the Turkish town of X", whatever X is."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Final

from incidents.extract.words import read_table, words

_NAME: Final = r"(?:al-|el-|ar-|as-)?[A-Z][\w'’-]+(?: (?:al-|el-)?[A-Z][\w'’-]+)?"
_KIND: Final = (
    r"(?:city|cities|towns?|villages?|hamlet|township|port|border crossing|border post|province|district)"
)
_NOT_ITS: Final = r"(?!(?:held|controlled|occupied|run|backed|speaking|populated|allied)\b)"
"""“Turkish controlled town” is in Syria."""

_BESIDE: Final = re.compile(
    r",?\s+(?:close to|near|opposite|across(?: the border)? from|facing|adjacent to|with|from)\s+(?:the\s+)?"
    rf"(?:Syrian?(?:['’]s)?\s+)?(?:{_KIND}\s+of\s+)?$"
)
"""What may stand between "the Turkish side of the border" and the Syrian place it is near to."""


@dataclass(frozen=True, slots=True)
class Abroad:
    """A stretch of a sentence that names a place of another country."""

    start: int
    end: int
    country: str
    is_side: bool = False
    """It is "the Turkish side of the border", near to some place of Syria."""


def places_abroad(text: str) -> list[Abroad]:
    """Find the places of a sentence that its words put into another country."""
    pattern, countries = _pattern()
    return [
        Abroad(
            found.start("name") if found["name"] else found.start(),
            found.end(),
            countries[found["whose"].lower()],
            is_side=not found["name"],
        )
        for found in pattern.finditer(text)
    ]


def lies_beside(text: str, start: int, abroad: list[Abroad]) -> bool:
    """Whether a place only says where another country's side of the border is meant: "near Jarabulus"."""
    return any(a.is_side and a.end <= start and _BESIDE.fullmatch(text[a.end : start]) for a in abroad)


@functools.cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    countries: dict[str, str] = {}
    for country, adjectives in read_table("actors")["countries"].items():
        countries |= dict.fromkeys(
            (*words(adjectives), f"{country.lower()}'s", f"{country.lower()}’s"), country
        )
    whose = "|".join(re.escape(word) for word in sorted(countries, key=len, reverse=True))
    return (
        re.compile(
            rf"\b(?P<whose>(?i:{whose}))\s+(?:(?:{_NOT_ITS}[a-z]+\s+){{0,2}}{_KIND}\s+(?:of\s+)?(?P<name>{_NAME})"
            r"|side(?:\s+of\s+the\s+(?:\w+\s+)?(?:border|frontier))?\b)"
        ),
        countries,
    )
