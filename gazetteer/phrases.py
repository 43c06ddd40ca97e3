"""What the words around a name say it is: "Idlib province", "the city of Homs", "Mintaqat Azaz district"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gazetteer.places import PlaceKind

KIND_WORDS: Final[dict[str, PlaceKind]] = {
    "province": PlaceKind.GOVERNORATE,
    "governorate": PlaceKind.GOVERNORATE,
    "muhafazah": PlaceKind.GOVERNORATE,
    "countryside": PlaceKind.GOVERNORATE,
    "sub-district": PlaceKind.SUBDISTRICT,
    "subdistrict": PlaceKind.SUBDISTRICT,
    "nahiya": PlaceKind.SUBDISTRICT,
    "district": PlaceKind.DISTRICT,
    "mintaqat": PlaceKind.DISTRICT,
    "city": PlaceKind.SETTLEMENT,
    "town": PlaceKind.SETTLEMENT,
    "village": PlaceKind.SETTLEMENT,
    "hamlet": PlaceKind.SETTLEMENT,
    "suburb": PlaceKind.NEIGHBOURHOOD,
    "neighbourhood": PlaceKind.NEIGHBOURHOOD,
    "neighborhood": PlaceKind.NEIGHBOURHOOD,
    "quarter": PlaceKind.NEIGHBOURHOOD,
    "region": PlaceKind.AREA,
    "area": PlaceKind.AREA,
    "plain": PlaceKind.AREA,
    "محافظة": PlaceKind.GOVERNORATE,
    "منطقة": PlaceKind.DISTRICT,
    "ناحية": PlaceKind.SUBDISTRICT,
    "مدينة": PlaceKind.SETTLEMENT,
    "بلدة": PlaceKind.SETTLEMENT,
    "قرية": PlaceKind.SETTLEMENT,
    "حي": PlaceKind.NEIGHBOURHOOD,
}
_LATIN_WORDS: Final = "|".join(word for word in KIND_WORDS if word.isascii())
_ARABIC_WORDS: Final = "|".join(word for word in KIND_WORDS if not word.isascii())
_AFTER: Final = re.compile(
    rf"^(?P<name>.+?)[ ,]+(?:(?P<inner>town|city) )?(?P<word>{_LATIN_WORDS})s?$", re.IGNORECASE
)
_BEFORE: Final = re.compile(
    rf"^(?:the )?(?:(?P<word>{_LATIN_WORDS}) of (?:the )?|(?P<prefix>mintaqat|nahiyat|markaz|muhafazat) )(?P<name>.+)$",
    re.IGNORECASE,
)
_ARABIC_BEFORE: Final = re.compile(rf"^(?P<word>{_ARABIC_WORDS}) (?P<name>.+)$")
_PREFIX_KIND: Final = {
    "mintaqat": PlaceKind.DISTRICT,
    "nahiyat": PlaceKind.SUBDISTRICT,
    "markaz": PlaceKind.DISTRICT,
    "muhafazat": PlaceKind.GOVERNORATE,
}
_RURAL: Final = re.compile(r"^(?:the )?(?:rural|rif|reef|ريف) (?P<name>.+)$", re.IGNORECASE)
_DIRECTION: Final = re.compile(
    r"^(?:the )?(?:north|south|east|west|northern|southern|eastern|western|central|"
    r"(?:north|south)[ -]?(?:east|west)(?:ern)?) (?P<name>.+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name without the words that say what it is."""

    name: str
    kind: PlaceKind | None = None
    direction: bool = False
    """A compass word was taken off: only a part of the place is meant."""


def parse(text: str) -> Phrase:
    """Take the kind words and a compass direction off a name.

    Examples
    --------
    >>> parse("the city of Homs")
    Phrase(name='Homs', kind=<PlaceKind.SETTLEMENT: 'settlement'>, direction=False)
    >>> parse("northern Idlib province").name
    'Idlib'
    """
    direction = _DIRECTION.match(text)
    if direction:
        inner = parse(direction["name"])
        return Phrase(inner.name, inner.kind, True)
    for pattern in (_ARABIC_BEFORE, _AFTER, _BEFORE, _RURAL):
        match = pattern.match(text)
        if match:
            inner = parse(match["name"])
            return Phrase(inner.name, _kind(match) if inner.kind is None else inner.kind, inner.direction)
    return Phrase(re.sub(r"^the (?=\w)", "", text, flags=re.IGNORECASE))


def _kind(match: re.Match[str]) -> PlaceKind:
    groups = match.groupdict()
    if groups.get("prefix"):
        return _PREFIX_KIND[groups["prefix"].lower()]
    word = groups.get("word")
    return KIND_WORDS[word.lower()] if word else PlaceKind.GOVERNORATE
