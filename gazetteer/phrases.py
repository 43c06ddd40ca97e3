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
    r"^(?:the )?(?P<direction>(?:north|south|east|west)(?:ern)?|central|"
    r"(?:north|south)[ -]?(?:east|west)(?:ern)?) (?P<name>.+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name without the words that say what it is."""

    name: str
    kind: PlaceKind | None = None
    direction: str | None = None
    """A compass word was taken off: only a part of the place is meant."""


def parse(text: str) -> Phrase:
    """Take the kind words and a compass direction off a name.

    Examples
    --------
    >>> parse("the city of Homs")
    Phrase(name='Homs', kind=<PlaceKind.SETTLEMENT: 'settlement'>, direction=None)
    >>> parse("northern Idlib province").name
    'Idlib'
    """
    return stages(text)[-1]


def stages(text: str) -> list[Phrase]:
    """A name as it stands, and as each word around it is taken off, from the outside.

    Examples
    --------
    >>> [phrase.name for phrase in stages("Rif Dimashq governorate")]
    ['Rif Dimashq governorate', 'Rif Dimashq', 'Dimashq']
    """
    found = [Phrase(text)]
    while (inner := _without_outermost(found[-1])) is not None:
        found.append(inner)
    return found


def _without_outermost(phrase: Phrase) -> Phrase | None:
    """Without one word; a direction goes last, as it may belong to the name: "Eastern Bari sub-district"."""
    for pattern in (_ARABIC_BEFORE, _AFTER, _BEFORE, _RURAL):
        match = pattern.match(phrase.name)
        if match:
            # The word nearest to the name says what it is: "the district of Homs city".
            return Phrase(match["name"], _kind(match), phrase.direction)
    match = _DIRECTION.match(phrase.name)
    if match:
        return Phrase(match["name"], phrase.kind, match["direction"].lower())
    bare = re.sub(r"^the (?=\w)", "", phrase.name, flags=re.IGNORECASE)
    return Phrase(bare, phrase.kind, phrase.direction) if bare != phrase.name else None


@dataclass(frozen=True, slots=True)
class Held:
    """A name and what its own phrase says of where it is."""

    name: str
    parent: str | None = None
    near: str | None = None


_SYRIA: Final = frozenset({"syria", "سوريا", "سورية", ""})
_THE_KIND: Final = re.compile(rf"^(?:the )?(?:{_LATIN_WORDS}|cities|countrysides?)s?$", re.IGNORECASE)
_INSIDE: Final = re.compile(
    r"^(?P<name>.+?)\s+(?:in|of|inside|within|في|ضمن)\s+(?:the\s+)?(?P<holder>.+)$", re.IGNORECASE
)
_KIND_OF_INSIDE: Final = re.compile(
    rf"^(?P<name>(?:the )?(?:{_LATIN_WORDS}) of .+?)\s+(?:in|inside|within)\s+(?:the\s+)?(?P<holder>.+)$",
    re.IGNORECASE,
)
_OWNER: Final = re.compile(r"^(?P<holder>[^'’]+)['’]s?\s+(?P<name>\S.+)$")
_BESIDE: Final = re.compile(
    r"^(?P<name>.+?),?\s+(?:near(?: to)?|close to|not far from|قرب|بالقرب من)\s+(?:the\s+)?(?P<near>.+)$",
    re.IGNORECASE,
)
_BEARING: Final = re.compile(
    r"^(?P<name>[^\d]+?),?\s+(?:(?:about|some|around)\s+)?(?:[\d.]+\s*(?:km|kilomet(?:er|re)s?|miles?)\s+)?"
    r"(?:to the\s+)?(?:(?:north|south)[ -]?)?(?:north|south|east|west)\s+of\s+(?P<near>.+)$",
    re.IGNORECASE,
)
_BRACKET: Final = re.compile(r"^(?P<name>[^()]+?)\s*\((?P<holder>[^()]+)\)$")


def held(text: str) -> Held:
    """Take off what says where a name is: "Jobar, Damascus", "Jobar district of Homs", "Kafr Nabl near Maarrat".

    Examples
    --------
    >>> held("Jobar district of Homs")
    Held(name='Jobar district', parent='Homs', near=None)
    >>> held("the city of Homs, Syria").name
    'the city of Homs'
    """
    first, comma, rest = text.partition("," if "," in text else "،")
    if comma and first.strip():
        beside = _near(text)
        if beside is not None:
            return beside
        inner, holder = held(first.strip()), rest.strip()
        if holder.casefold() in _SYRIA or inner.parent:
            return inner
        return Held(inner.name, holder, inner.near)
    bracket = _BRACKET.match(text)
    if bracket:
        return Held(bracket["name"], bracket["holder"])
    beside = _near(text)
    if beside is not None:
        return beside
    inside = _KIND_OF_INSIDE.match(text) or _INSIDE.match(text)
    if inside and not _THE_KIND.match(inside["name"]):
        return Held(inside["name"], inside["holder"])
    owner = _OWNER.match(text)
    return Held(owner["name"], owner["holder"]) if owner else Held(text)


def _near(text: str) -> Held | None:
    match = _BESIDE.match(text) or _BEARING.match(text)
    if match is None or _THE_KIND.match(match["name"]):
        return None
    return Held(match["name"], near=match["near"])


def _kind(match: re.Match[str]) -> PlaceKind:
    groups = match.groupdict()
    if groups.get("prefix"):
        return _PREFIX_KIND[groups["prefix"].lower()]
    word = groups.get("word")
    return KIND_WORDS[word.lower()] if word else PlaceKind.GOVERNORATE
