"""Where: the place phrases of a sentence, with what each phrase says about the places in it.

"the Homs district of Karm al-Zeitoun" names one place and the city that holds it; "in Taftanaz, near Idlib" one place
and what lies near it; "Homs and Hama" two. The finest place of a phrase is where something happened, the others help
to find it in the gazetteer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from gazetteer.places import PlaceKind, PlaceMention
from incidents.extract.abroad import lies_beside, places_abroad
from incidents.extract.protocol import Places

_NEIGHBOURHOOD: Final = r"(?:districts?|neighbou?rhoods?|quarters?|suburbs?)"
_SETTLEMENT: Final = r"(?:city|cities|towns?|villages?|hamlets?|township)"
_PROVINCE: Final = r"(?:provinces?|governorates?|countryside|region)"
_SITE: Final = (
    r"(?:camps?|air\s?bases?|air\s?ports?|airports?|airfields?|crossings?|prisons?|dams?|military base|base"
    r"|oil field|gas field)"
)
_DIRECTION: Final = r"(?:north|south|east|west|north-?east|north-?west|south-?east|south-?west)(?:ern)?"
_ADJECTIVES: Final = r"(?:[a-z][a-z'’-]+\s+){0,4}?"
_CITY_OF: Final = r"(?:\w+\s+)?(?:(?:city|town)\s+of\s+)?"
"""What may stand between "near the" and a name: "besieged city of"."""

_AFTER_HINTS: Final = (
    (re.compile(rf"^['’]?s?\s+{_NEIGHBOURHOOD}\b", re.I), PlaceKind.NEIGHBOURHOOD),
    (re.compile(rf"^\s+{_PROVINCE}\b", re.I), PlaceKind.GOVERNORATE),
    (re.compile(rf"^\s+{_SETTLEMENT}\b", re.I), PlaceKind.SETTLEMENT),
    (re.compile(rf"^\s+(?:{_ADJECTIVES})?{_SITE}\b", re.I), PlaceKind.SITE),
)
_BEFORE_HINTS: Final = (
    (re.compile(rf"{_NEIGHBOURHOOD}\s+of\s+$", re.I), PlaceKind.NEIGHBOURHOOD),
    (re.compile(rf"{_PROVINCE}\s+of\s+$", re.I), PlaceKind.GOVERNORATE),
    (re.compile(rf"{_SETTLEMENT}\s+of\s+$", re.I), PlaceKind.SETTLEMENT),
    (re.compile(rf"{_SITE}\s+(?:of|at|in)\s+$", re.I), PlaceKind.SITE),
)
_NEAR_BEFORE: Final = re.compile(
    r"(?:\bnear(?:by)?(?:\s+the)?(?:\s+(?:city|town|village)\s+of)?"
    r"|\boutskirts\s+of(?:\s+the\s+(?:city|town)\s+of)?"
    r"|\bsuburbs?\s+of|\bcountryside\s+of"
    rf"|\b(?:{_DIRECTION})\s+of"
    r"|\bclose\s+to|\boutside(?:\s+of)?|\bon\s+the\s+edge\s+of|\baround|\bvicinity\s+of|\benvirons\s+of)"
    rf"\s+(?:the\s+)?{_CITY_OF}$",
    re.I,
)
_RELATION_BEFORE: Final = re.compile(
    r"(?:\b(?:about|around|some|roughly|nearly)\s+)?"
    r"(?:\b\d+(?:[.,]\d+)?(?:\s*(?:-|–|to)\s*\d+)?[\s-]*(?:km|kms|kilomet(?:er|re)s?|miles?|met(?:er|re)s?)\s+"
    r"(?:\(\s*\d[^)]{0,20}\)\s+)?)?"
    rf"(?:to\s+the\s+|(?<!the\s))\b{_DIRECTION}\s+of\s+(?:the\s+)?{_CITY_OF}$",
    re.I,
)
"""What tells a place by its direction from the name after it, and how far: "some 30 km (20 miles) south of". "In the
south of" is a part of it instead."""
_OF_PLACES: Final = r"(?:the\s+)?(?:(?:\w+\s+)?(?:cities|towns|villages|city|town|village)\s+of\s+)?"
_BETWEEN_BEFORE: Final = re.compile(rf"\b(?:half-?way\s+|mid-?way\s+)?between\s+{_OF_PLACES}$", re.I)
_BETWEEN_INSIDE: Final = re.compile(rf"^\s+and\s+{_OF_PLACES}$", re.I)
_ROAD_AFTER: Final = re.compile(r"^\s+(?:international\s+)?(?:highway|motorway|road)\b", re.I)
_LEADS_TO_BETWEEN: Final = re.compile(
    r"^(?:\s+[a-z]+){0,2}\s*,?\s+(?:(?:in|on|along)\s+the\s+(?:[a-z]+\s+){1,2}|(?:lying|located|lies)\s+)?$"
)
"""What may stand between a place and the "between" that only says where it is: "air base in the desert"."""
_NEAR_AFTER: Final = re.compile(
    rf"^['’]?s?\s+(?:(?:{_DIRECTION}|rural|nearby)\s+)*(?:outskirts|countryside|suburbs|hinterland|environs)\b",
    re.I,
)
_INSIDE_BETWEEN: Final = re.compile(
    rf"^(?:\s+(?:{_SETTLEMENT}|{_NEIGHBOURHOOD}|{_SITE}))?(?:\s*,)?\s*"
    r"(?:\(|(?:which is\s+)?(?:located\s+)?(?:in|of|within|inside)\s+)?(?:the\s+)?"
    rf"{_ADJECTIVES}(?:{_DIRECTION}\s+)?"
    rf"(?:(?:{_SETTLEMENT}|{_PROVINCE}|suburb|outskirts|countryside)\s+of\s+)?$",
    re.I,
)
_POSSESSIVE_BETWEEN: Final = re.compile(
    rf"^(?:\s+(?:city|province))?(?:['’]s?)?\s+(?:{_ADJECTIVES})"
    rf"(?:(?:{_NEIGHBOURHOOD}|{_SETTLEMENT}|{_PROVINCE})\s+of\s+)?$",
    re.I,
)
_HOLDER_BEFORE_OF: Final = re.compile(
    rf"^(?:['’]s)?\s+(?:{_ADJECTIVES})?(?:{_NEIGHBOURHOOD}|suburb|area|town|village)s?\s+of\s+$", re.I
)
_NEAR_BETWEEN: Final = re.compile(
    rf"^(?:\s+{_SETTLEMENT})?(?:\s*,)?\s+"
    r"(?:(?:just|about|some|around|\d+\s*(?:km|kilomet(?:re|er)s?|miles?))\s+)*"
    rf"(?:(?:to\s+the\s+)?{_DIRECTION}\s+of|near|outside|close\s+to"
    r"|on\s+the\s+(?:outskirts|edge)\s+of|(?:from|away\s+from))"
    rf"\s+(?:the\s+)?{_CITY_OF}$",
    re.I,
)
_BEARING: Final = re.compile(rf"\b(?:{_DIRECTION}\s+of|from)\s+(?:the\s+)?{_CITY_OF}$", re.I)
_SEPARATE: Final = re.compile(r"\band\b|\bor\b|\bto\b|;")
_THE_CITYS: Final = re.compile(
    r"\b(?:the|this|that)\s+(?:city|town|capital|provincial capital)['’]s\s+(?:[a-z-]+\s+){0,3}$"
)
_CAPITAL: Final = re.compile(r"\bthe\s+(?:Syrian\s+)?capital\b(?!\s+(?:of|city\s+of|Damascus|[A-Z]))")

# Whether a name stands where a place stands.
_TITLE_BEFORE: Final = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|General|Col|Colonel|Sheikh|Abu|President|Minister|Ambassador|Captain|Capt|Lt|Brig"
    r"|Brigadier|Major|director|spokesman|activist|named|called|Umm|Bin|Ibn|Abdel|Abdul)\.?"
    r"|(?<=[a-z] )(?!Syrian\b)[A-Z][a-z]+)\s+$"
)
_PLACE_PREPOSITION: Final = re.compile(
    r"\b(?:in|at|near|of|from|on|outside|around|into|to|towards?|across|inside|over|through)"
    r"\s+(?:the\s+)?(?:(?:[a-z-]+\s+){0,3})$"
)
_BASED: Final = re.compile(r"(?:\s*[-–]\s*|\s+)based\s+(?:in\s+)?(?!in\b|at\b|on\b)")
_ITS_GOVERNMENT: Final = re.compile(r"\s+(?:regime|government|authorities|officials)\b")
_SPEAKS: Final = re.compile(
    r"\s+(?:says?|said|denie[sd]|has\s+(?:denied|accused|said|agreed|rejected)|accuse[sd]?|insists?|claims?|claimed"
    r"|calls?|wants?|blame[sd]?|considers?|regards?|agreed|rejects?|rejected|refers?"
    r"|and\s+(?:Moscow|Tehran|its\s+allies))\b"
)
_BORDER: Final = re.compile(r"(?:-|–|['’]s\s+|\s+)(?:\w+\s+)?(?:border|frontier)\b")
_SECOND_NAME: Final = re.compile(r"\s+(?:[A-Z][a-z]+|al-)")
_PLACE_WORD_AFTER: Final = re.compile(rf"^\s+(?:{_NEIGHBOURHOOD}|{_SETTLEMENT}|{_PROVINCE}|{_SITE})\b", re.I)

LONGEST_LINK: Final = 60
"""Characters between two names of one place phrase."""

_RISING: Final = (
    PlaceKind.SITE,
    PlaceKind.NEIGHBOURHOOD,
    PlaceKind.SETTLEMENT,
    PlaceKind.SUBDISTRICT,
    PlaceKind.DISTRICT,
    PlaceKind.AREA,
    PlaceKind.GOVERNORATE,
)


@dataclass(frozen=True, slots=True)
class PlacePhrase:
    """One place of a sentence and what the words around it say of it. Offsets are in the sentence."""

    start: int
    end: int
    text: str
    kinds: frozenset[PlaceKind] = frozenset()
    hint: PlaceKind | None = None
    parent: str | None = None
    near: str | None = None
    bearing: str | None = None
    """A place it lies to one side of, at no told distance: "Atmeh, west of Aleppo"."""
    governorates: tuple[str, ...] = ()
    near_settlement: bool = False
    relation: str | None = None
    """The words before the name when they tell another place by it: "30 km south of "."""
    foreign: str | None = None
    context_only: bool = False
    """It only helps to find another place of the phrase."""
    anaphoric_city: bool = False
    """Written "the city's X district": X lies in the city spoken of before."""
    helpers: tuple[int, ...] = field(default=())
    """Start offsets of the places that help to find this one."""


def place_phrases(text: str, places: Places, whole_country: frozenset[str]) -> list[PlacePhrase]:
    """The places a sentence names, each with the parent, neighbour and governorate its phrase gives.

    Places that only help to find another ("Homs" in "the Homs district of Karm al-Zeitoun") are marked
    ``context_only``.

    Parameters
    ----------
    text : str
        One sentence.
    places : Places
        Finds the names.
    whole_country : frozenset of str
        Lower-case names that say no more than that the report is on Syria.
    """
    abroad = places_abroad(text)
    phrases: list[PlacePhrase] = []
    for mention in places.find(text):
        elsewhere = any(a.start < mention.end and mention.start < a.end for a in abroad)
        if not elsewhere and _is_place(text, mention) and mention.text.lower() not in whole_country:
            phrases.append(_phrase(text, mention, phrases[-1].end if phrases else 0))
    phrases = [replace(p, context_only=lies_beside(text, p.start, abroad)) for p in phrases]
    phrases += [PlacePhrase(a.start, a.end, text[a.start : a.end], foreign=a.country) for a in abroad]
    phrases += _the_capital(text, phrases)
    phrases.sort(key=lambda p: p.start)
    phrases = _pairs(text, phrases)
    for i in range(len(phrases) - 1):
        linked = _link(text, phrases[i], phrases[i + 1])
        if linked is not None:
            phrases[i], phrases[i + 1] = linked
    return _chain(phrases)


def _pairs(text: str, phrases: Sequence[PlacePhrase]) -> list[PlacePhrase]:
    """Two names that tell one place, made one phrase: "between Sarmin and Saraqeb", "the Damascus-Homs highway"."""
    found: list[PlacePhrase] = []
    for phrase in phrases:
        left = found[-1] if found else None
        pair = _pair(text, left, phrase) if left is not None else None
        if pair is None:
            found.append(phrase)
            continue
        found.pop()
        start = pair.start - len(pair.relation or "")
        explained = found and _LEADS_TO_BETWEEN.match(text[found[-1].end : start])
        # "The T4 air base in the desert between Homs and Palmyra" is the air base.
        found.append(replace(pair, context_only=True) if explained else pair)
    return found


def _pair(text: str, left: PlacePhrase, right: PlacePhrase) -> PlacePhrase | None:
    if left.foreign or right.foreign or left.relation or right.relation:
        return None
    between, before = text[left.end : right.start], _BETWEEN_BEFORE.search(text, 0, left.start)
    if before is not None and _BETWEEN_INSIDE.match(between):
        return replace(
            left, end=right.end, text=text[left.start : right.end], hint=None, relation=before.group()
        )
    road = _ROAD_AFTER.match(text[right.end :])
    if road is not None and between in {"-", "–", " - "}:
        end = right.end + road.end()
        return replace(left, end=end, text=text[left.start : end], hint=None, relation="the ")
    return None


def _phrase(text: str, mention: PlaceMention, previous_end: int) -> PlacePhrase:
    before, after = text[: mention.start], text[mention.end :]
    relation = _RELATION_BEFORE.search(text, previous_end, mention.start)
    return PlacePhrase(
        mention.start,
        mention.end,
        mention.text,
        mention.kinds,
        _hint(text[previous_end : mention.start], after),
        near_settlement=bool(_NEAR_BEFORE.search(before) or _NEAR_AFTER.search(after)),
        relation=relation.group() if relation else None,
        foreign=mention.foreign,
        anaphoric_city=bool(_THE_CITYS.search(before)),
    )


def _hint(before: str, after: str) -> PlaceKind | None:
    """What the words around a name call it; those after it count first."""
    for hints, words in ((_AFTER_HINTS, after), (_BEFORE_HINTS, before)):
        for pattern, kind in hints:
            if pattern.search(words):
                return kind
    return None


def _is_place(text: str, mention: PlaceMention) -> bool:
    """Whether a name that is also a word or a person stands where a place stands.

    A capital that stands for its government is none ("Damascus denied", "the Damascus regime"), nor is the other side
    of a border ("the Syria-Turkey border").
    """
    before, after = text[: mention.start], text[mention.end :]
    if _ITS_GOVERNMENT.match(after) or _BASED.match(after):
        return False
    if _SPEAKS.match(after) and not _PLACE_PREPOSITION.search(before[-40:]):
        return False
    if mention.foreign and (before.endswith(("-", "–")) or _BORDER.match(after)):
        return False
    if _TITLE_BEFORE.search(before) and not _PLACE_WORD_AFTER.search(after):
        return False
    if not mention.ambiguous_word:
        return True
    if _SECOND_NAME.match(after):
        return False
    return bool(_PLACE_WORD_AFTER.search(after) or _PLACE_PREPOSITION.search(before[-60:]))


def _could_hold(outer: PlacePhrase, inner: PlacePhrase) -> bool:
    """Whether one place can lie inside the other by what kinds they can be."""
    inner_ranks, outer_ranks = _ranks(inner), _ranks(outer)
    return bool(inner_ranks and outer_ranks) and min(inner_ranks) < max(outer_ranks)


def _side_by_side(left: PlacePhrase, between: str, right: PlacePhrase) -> bool:
    """Whether “in Talbiseh, in Nawa” names two towns: a town is in a province, a district or an area, not in a town."""
    towns = {PlaceKind.SETTLEMENT, PlaceKind.SUBDISTRICT}
    plain = re.fullmatch(r",\s+(?:in|at)\s+", between) is not None
    return plain and PlaceKind.SETTLEMENT in left.kinds and right.kinds <= towns and right.hint is None


def _ranks(phrase: PlacePhrase) -> list[int]:
    # In "the Jobar district of Homs" the word says nothing of Homs, which is no neighbourhood.
    misread = phrase.hint is PlaceKind.NEIGHBOURHOOD and phrase.hint not in phrase.kinds
    kinds = {phrase.hint} if phrase.hint and not misread else phrase.kinds
    return [_RISING.index(kind) for kind in kinds if kind in _RISING]


def _the_capital(text: str, named: Sequence[PlacePhrase]) -> list[PlacePhrase]:
    """“The capital” in a report on Syria is Damascus, unless a place is named with it."""
    found = []
    for match in _CAPITAL.finditer(text):
        # "near the capital" and "near the Syrian capital": the patterns want a name after the words.
        with_name = text[: match.end() - len("capital")] + "X "
        near = _NEAR_BEFORE.search(with_name) or _NEAR_BEFORE.search(text[: match.start()])
        if not any(p.start - 2 <= match.end() and match.start() <= p.end + 2 for p in named):
            kinds = frozenset({PlaceKind.SETTLEMENT})
            found.append(
                PlacePhrase(match.start(), match.end(), "Damascus", kinds, near_settlement=bool(near))
            )
    return found


def _link(text: str, left: PlacePhrase, right: PlacePhrase) -> tuple[PlacePhrase, PlacePhrase] | None:
    """Two neighbouring names joined by what stands between them, or None when they are two places."""
    between = text[left.end : right.start]
    if len(between) > LONGEST_LINK or left.foreign or right.foreign or _SEPARATE.search(between):
        return None
    helpers = (*left.helpers, right.start)
    if _HOLDER_BEFORE_OF.match(between) and _names_part_of(left, right):
        part = replace(
            right, parent=left.text, hint=PlaceKind.NEIGHBOURHOOD, helpers=(*right.helpers, left.start)
        )
        return replace(left, hint=None, context_only=True), part
    if _HOLDER_BEFORE_OF.match(between) and _is_wider(left, right):
        # The word between them belongs to both: it makes neither a part of a city nor the outskirts of one.
        part = replace(right, hint=None, near_settlement=False)
        return replace(left, hint=None, context_only=True), _inside(part, replace(left, hint=None))
    if _BEARING.search(between):
        return replace(left, helpers=helpers, bearing=right.text), replace(right, context_only=True)
    if _NEAR_BETWEEN.match(between):
        helped = replace(left, helpers=helpers, near=right.text, near_settlement=False)
        return helped, replace(right, context_only=True)
    if (
        _INSIDE_BETWEEN.match(between)
        and _could_hold(right, left)
        and not _side_by_side(left, between, right)
    ):
        return _inside(left, right), replace(right, context_only=True, near_settlement=False)
    possessive = _POSSESSIVE_BETWEEN.match(between) and not between.startswith(",")
    if possessive and _could_hold(left, right):
        return replace(left, context_only=True), _inside(right, left)
    return None


def _names_part_of(left: PlacePhrase, right: PlacePhrase) -> bool:
    """“The Homs district of Karm al-Zeitoun” names a part of Homs; “Jobar district of Homs” does not."""
    neighbourhood = PlaceKind.NEIGHBOURHOOD
    left_is_part = neighbourhood in left.kinds and left.hint is neighbourhood
    return neighbourhood in right.kinds and not (left_is_part and PlaceKind.SETTLEMENT in right.kinds)


def _is_wider(left: PlacePhrase, right: PlacePhrase) -> bool:
    """“The Damascus suburb of Douma”: of the two only Damascus is the name of a governorate, too."""
    left_is_part = PlaceKind.NEIGHBOURHOOD in left.kinds
    return PlaceKind.GOVERNORATE in left.kinds - right.kinds and not left_is_part


def _inside(inner: PlacePhrase, outer: PlacePhrase) -> PlacePhrase:
    helpers = (*inner.helpers, outer.start)
    if outer.hint is PlaceKind.GOVERNORATE or outer.kinds == {PlaceKind.GOVERNORATE}:
        return replace(inner, governorates=(*inner.governorates, outer.text), helpers=helpers)
    return replace(inner, parent=outer.text, helpers=helpers)


def _chain(phrases: Sequence[PlacePhrase]) -> list[PlacePhrase]:
    """Hand a helper's own context on: "Taldou, Houla, in Homs province" gives Taldou the province as well."""
    by_start = {p.start: p for p in phrases}
    chained = []
    for phrase in phrases:
        if not phrase.helpers:
            chained.append(phrase)
            continue
        governorates, near = list(phrase.governorates), phrase.near
        for start in phrase.helpers:
            helper = by_start.get(start)
            if helper is not None:
                governorates += [g for g in helper.governorates if g not in governorates]
                near = near or helper.near
        chained.append(replace(phrase, governorates=tuple(governorates), near=near))
    return chained
