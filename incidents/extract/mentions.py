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

from gazetteer.places import Context, PlaceKind, PlaceMention, Resolution
from incidents.extract.protocol import Places
from incidents.model import Governorate, PlaceCandidate, Precision, ResolvedPlace

_NEIGHBOURHOOD_WORD: Final = r"(?:districts?|neighbou?rhoods?|quarters?|suburbs?)"
_SETTLEMENT_WORD: Final = r"(?:city|cities|towns?|villages?|hamlets?|township)"
_PROVINCE_WORD: Final = r"(?:provinces?|governorates?|countryside|region)"
_SITE_WORD: Final = r"(?:camps?|air\s?bases?|air\s?ports?|airports?|airfields?|crossings?|prisons?|dams?|military base|base|oil field|gas field)"
_DIRECTION: Final = r"(?:north|south|east|west|north-?east|north-?west|south-?east|south-?west)(?:ern)?"
_ADJECTIVES: Final = r"(?:[a-z][a-z'’-]+\s+){0,4}?"

_AFTER_HINTS: Final = (
    (re.compile(rf"^['’]?s?\s+{_NEIGHBOURHOOD_WORD}\b", re.I), PlaceKind.NEIGHBOURHOOD),
    (re.compile(rf"^\s+{_PROVINCE_WORD}\b", re.I), PlaceKind.GOVERNORATE),
    (re.compile(rf"^\s+{_SETTLEMENT_WORD}\b", re.I), PlaceKind.SETTLEMENT),
    (re.compile(rf"^\s+(?:{_ADJECTIVES})?{_SITE_WORD}\b", re.I), PlaceKind.SITE),
)
_BEFORE_HINTS: Final = (
    (re.compile(rf"{_NEIGHBOURHOOD_WORD}\s+of\s+$", re.I), PlaceKind.NEIGHBOURHOOD),
    (re.compile(rf"{_PROVINCE_WORD}\s+of\s+$", re.I), PlaceKind.GOVERNORATE),
    (re.compile(rf"{_SETTLEMENT_WORD}\s+of\s+$", re.I), PlaceKind.SETTLEMENT),
    (re.compile(rf"{_SITE_WORD}\s+(?:of|at|in)\s+$", re.I), PlaceKind.SITE),
)
_NEAR_BEFORE: Final = re.compile(
    rf"(?:\bnear(?:by)?(?:\s+the)?(?:\s+(?:city|town|village)\s+of)?|\boutskirts\s+of(?:\s+the\s+(?:city|town)\s+of)?|\bsuburbs?\s+of|\bcountryside\s+of|\b(?:{_DIRECTION})\s+of|\bclose\s+to|\boutside(?:\s+of)?|\bon\s+the\s+edge\s+of|\baround|\bvicinity\s+of|\benvirons\s+of)\s+(?:the\s+)?(?:\w+\s+)?(?:(?:city|town)\s+of\s+)?$",
    re.I,
)
_NEAR_AFTER: Final = re.compile(
    rf"^['’]?s?\s+(?:(?:{_DIRECTION}|rural|nearby)\s+)*(?:outskirts|countryside|suburbs|hinterland|environs)\b",
    re.I,
)
_INSIDE_BETWEEN: Final = re.compile(
    rf"^(?:\s+(?:{_SETTLEMENT_WORD}|{_NEIGHBOURHOOD_WORD}|{_SITE_WORD}))?(?:\s*,)?\s*(?:\(|(?:which is\s+)?(?:located\s+)?(?:in|of|within|inside)\s+)?(?:the\s+)?{_ADJECTIVES}(?:{_DIRECTION}\s+)?(?:(?:{_SETTLEMENT_WORD}|{_PROVINCE_WORD}|suburb|outskirts|countryside)\s+of\s+)?$",
    re.I,
)
_POSSESSIVE_BETWEEN: Final = re.compile(
    rf"^(?:\s+(?:city|province))?(?:['’]s?)?\s+(?:{_ADJECTIVES})(?:(?:{_NEIGHBOURHOOD_WORD}|{_SETTLEMENT_WORD}|{_PROVINCE_WORD})\s+of\s+)?$",
    re.I,
)
_HOLDER_BEFORE_OF: Final = re.compile(
    rf"^(?:['’]s)?\s+(?:{_ADJECTIVES})?(?:{_NEIGHBOURHOOD_WORD}|suburb|area|town|village)s?\s+of\s+$", re.I
)
_NEAR_BETWEEN: Final = re.compile(
    rf"^(?:\s+{_SETTLEMENT_WORD})?(?:\s*,)?\s+(?:(?:just|about|some|around|\d+\s*(?:km|kilomet(?:re|er)s?|miles?))\s+)*(?:(?:to\s+the\s+)?{_DIRECTION}\s+of|near|outside|close\s+to|on\s+the\s+(?:outskirts|edge)\s+of|(?:from|away\s+from))\s+(?:the\s+)?(?:\w+\s+)?(?:(?:city|town)\s+of\s+)?$",
    re.I,
)
_BEARING: Final = re.compile(
    rf"\b(?:{_DIRECTION}\s+of|from)\s+(?:the\s+)?(?:\w+\s+)?(?:(?:city|town)\s+of\s+)?$", re.I
)
_TITLE_BEFORE: Final = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|General|Col|Colonel|Sheikh|Abu|President|Minister|Ambassador|Captain|Capt|Lt|Brig|Brigadier|Major|director|spokesman|activist|named|called|Umm|Bin|Ibn|Abdel|Abdul)\.?|(?<=[a-z] )[A-Z][a-z]+)\s+$"
)
_PLACE_PREPOSITION: Final = re.compile(
    r"\b(?:in|at|near|of|from|on|outside|around|into|to|towards?|across|inside|over|through)\s+(?:the\s+)?(?:(?:[a-z-]+\s+){0,3})$"
)
_ITS_GOVERNMENT: Final = re.compile(r"\s+(?:regime|government|authorities|officials)\b")
_SPEAKS: Final = re.compile(
    r"\s+(?:says?|said|denie[sd]|has\s+(?:denied|accused|said|agreed|rejected)|accuse[sd]?|insists?|claims?|claimed|calls?|wants?|blame[sd]?|considers?|regards?|agreed|rejects?|rejected|refers?|and\s+(?:Moscow|Tehran|its\s+allies))\b"
)
_PLACE_WORD_NEAR: Final = re.compile(
    rf"^\s+(?:{_NEIGHBOURHOOD_WORD}|{_SETTLEMENT_WORD}|{_PROVINCE_WORD}|{_SITE_WORD})\b", re.I
)


_WHOLE_COUNTRY: Final = frozenset({"syria", "syrian", "syrians", "syrian arab republic"})


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
    foreign: str | None = None
    context_only: bool = False
    """It only helps to find another place of the phrase."""
    anaphoric_city: bool = False
    """Written "the city's X district": X lies in the city spoken of before."""
    helpers: tuple[int, ...] = field(default=())
    """Start offsets of the places that help to find this one."""


def _hint(text: str, mention: PlaceMention) -> PlaceKind | None:
    after, before = text[mention.end :], text[: mention.start]
    for pattern, kind in _AFTER_HINTS:
        if pattern.search(after):
            return kind
    for pattern, kind in _BEFORE_HINTS:
        if pattern.search(before):
            return kind
    return None


def _is_place(text: str, mention: PlaceMention) -> bool:
    """Whether a name that is also a word or a person stands where a place stands.

    A capital that stands for its government is none ("Damascus denied", "the Damascus regime"), nor is the other side
    of a border ("the Syria-Turkey border").
    """
    before, after = text[: mention.start], text[mention.end :]
    if _ITS_GOVERNMENT.match(after):
        return False
    if _SPEAKS.match(after) and not _PLACE_PREPOSITION.search(before[-40:]):
        return False
    if mention.foreign and (
        before.endswith(("-", "–"))
        or re.match(r"(?:-|–|['’]s\s+|\s+)(?:\w+\s+)?(?:border|frontier)\b", after)
    ):
        return False
    if _TITLE_BEFORE.search(before) and not _PLACE_WORD_NEAR.search(after):
        return False
    if not mention.ambiguous_word:
        return True
    if re.match(r"\s+(?:[A-Z][a-z]+|al-)", after):
        return False
    return bool(_PLACE_WORD_NEAR.search(after) or _PLACE_PREPOSITION.search(before[-60:]))


def _could_hold(outer: PlacePhrase, inner: PlacePhrase) -> bool:
    """Whether one place can lie inside the other by what kinds they can be."""
    order = [
        PlaceKind.SITE,
        PlaceKind.NEIGHBOURHOOD,
        PlaceKind.SETTLEMENT,
        PlaceKind.SUBDISTRICT,
        PlaceKind.DISTRICT,
        PlaceKind.AREA,
        PlaceKind.GOVERNORATE,
    ]
    inner_kinds = {inner.hint} if inner.hint else inner.kinds
    outer_kinds = {outer.hint} if outer.hint else outer.kinds
    if not inner_kinds or not outer_kinds:
        return False
    smallest = (
        min(order.index(k) for k in inner_kinds if k in order) if any(k in order for k in inner_kinds) else 9
    )
    largest = (
        max(order.index(k) for k in outer_kinds if k in order) if any(k in order for k in outer_kinds) else -1
    )
    return smallest < largest


def place_phrases(text: str, places: Places) -> list[PlacePhrase]:
    """The places a sentence names, each with the parent, neighbour and governorate its phrase gives.

    Places that only help to find another ("Homs" in "the Homs district of Karm al-Zeitoun") are marked
    ``context_only``.
    """
    phrases = [
        PlacePhrase(m.start, m.end, m.text, m.kinds, _hint(text, m), foreign=m.foreign,
                    near_settlement=bool(_NEAR_BEFORE.search(text[: m.start]) or _NEAR_AFTER.search(text[m.end :])),
                    anaphoric_city=bool(re.search(r"\b(?:the|this|that)\s+(?:city|town|capital|provincial capital)['’]s\s+(?:[a-z-]+\s+){0,3}$", text[: m.start])))
        for m in places.find(text)
        if _is_place(text, m) and m.text.lower() not in _WHOLE_COUNTRY
    ]  # fmt: skip
    phrases += _the_capital(text, phrases)
    phrases.sort(key=lambda p: p.start)
    i = 0
    while i + 1 < len(phrases):
        linked = _link(text, phrases[i], phrases[i + 1])
        if linked is not None:
            phrases[i], phrases[i + 1] = linked
        i += 1
    return _chain(phrases)


_CAPITAL: Final = re.compile(r"\bthe\s+(?:Syrian\s+)?capital\b(?!\s+(?:of|city\s+of|Damascus|[A-Z]))")


def _the_capital(text: str, named: Sequence[PlacePhrase]) -> list[PlacePhrase]:
    """ "The capital" in a report on Syria is Damascus, unless a place is named with it."""
    found = []
    for match in _CAPITAL.finditer(text):
        near = bool(
            _NEAR_BEFORE.search(text[: match.end() - len("capital")] + "X ")
            or _NEAR_BEFORE.search(text[: match.start()])
        )
        if not any(p.start - 2 <= match.end() and match.start() <= p.end + 2 for p in named):
            found.append(
                PlacePhrase(
                    match.start(),
                    match.end(),
                    "Damascus",
                    frozenset({PlaceKind.SETTLEMENT}),
                    near_settlement=near,
                )
            )
    return found


def _link(text: str, left: PlacePhrase, right: PlacePhrase) -> tuple[PlacePhrase, PlacePhrase] | None:
    between = text[left.end : right.start]
    if len(between) > 60 or left.foreign or right.foreign or re.search(r"\band\b|\bor\b|\bto\b|;", between):
        return None
    if (
        _HOLDER_BEFORE_OF.match(between)
        and PlaceKind.NEIGHBOURHOOD in right.kinds
        and not (
            PlaceKind.NEIGHBOURHOOD in left.kinds
            and left.hint is PlaceKind.NEIGHBOURHOOD
            and PlaceKind.SETTLEMENT in right.kinds
        )
    ):
        return replace(left, hint=None, context_only=True), replace(
            right, parent=left.text, hint=PlaceKind.NEIGHBOURHOOD, helpers=(*right.helpers, left.start)
        )
    if _BEARING.search(between):
        return replace(left, bearing=right.text, helpers=(*left.helpers, right.start)), replace(
            right, context_only=True
        )
    if _NEAR_BETWEEN.match(between):
        return replace(
            left, near=right.text, near_settlement=False, helpers=(*left.helpers, right.start)
        ), replace(right, context_only=True)
    if _INSIDE_BETWEEN.match(between) and _could_hold(right, left):
        return _inside(left, right), replace(right, context_only=True, near_settlement=False)
    if _POSSESSIVE_BETWEEN.match(between) and _could_hold(left, right) and not between.startswith(","):
        return replace(left, context_only=True), _inside(right, left)
    return None


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
        governorates, near = list(phrase.governorates), phrase.near
        for start in phrase.helpers:
            helper = by_start.get(start)
            if helper is not None:
                governorates += [g for g in helper.governorates if g not in governorates]
                near = near or helper.near
        chained.append(replace(phrase, governorates=tuple(governorates), near=near))
    return chained


def resolve_phrase(
    phrase: PlacePhrase, places: Places, *, city: str | None, others: tuple[str, ...]
) -> ResolvedPlace:
    """Look a place phrase up; `city` is the city spoken of before, `others` the ids of the report's other places."""
    parent = phrase.parent
    if (
        parent is None
        and city is not None
        and (
            phrase.anaphoric_city
            or phrase.hint is PlaceKind.NEIGHBOURHOOD
            or phrase.kinds == {PlaceKind.NEIGHBOURHOOD}
        )
    ):
        parent = city
    if phrase.bearing is not None:
        side = places.resolve(phrase.bearing)
        others = (*others, side.place.place_id) if side.place is not None else others
    context = Context(phrase.governorates, parent, phrase.near, others, phrase.hint)
    answer = places.resolve(phrase.text, context)
    if answer.lat is None and phrase.hint is PlaceKind.SITE:
        # The crossing or camp itself is not known: the town it is named after is near enough to be told as such.
        answer = places.resolve(phrase.text, replace(context, kind_hint=None))
        phrase = replace(phrase, near_settlement=True)
    if answer.lat is None and parent is not None and phrase.parent is None:
        answer = places.resolve(phrase.text, replace(context, parent=None))
    return as_resolved(phrase, answer)


def as_resolved(phrase: PlacePhrase, answer: Resolution) -> ResolvedPlace:
    """The gazetteer's answer in the words of the data model."""
    precision = Precision(answer.precision) if answer.precision else None
    radius = answer.radius_km
    if phrase.near_settlement and precision in {
        Precision.SETTLEMENT,
        Precision.SITE,
        Precision.NEIGHBOURHOOD,
    }:
        precision, radius = Precision.NEAR_SETTLEMENT, (radius or 1.0) + 8.0
    governorate = answer.place.governorate if answer.place else None
    return ResolvedPlace(
        mention=phrase.text,
        place_id=answer.place.place_id if answer.place else None,
        name=answer.place.name if answer.place else None,
        governorate=Governorate(governorate) if governorate else None,
        lat=answer.lat,
        lon=answer.lon,
        radius_km=radius,
        precision=precision,
        score=answer.score,
        reason=answer.reason,
        candidates=tuple(
            PlaceCandidate(c.place.place_id, c.place.name, c.place.lat, c.place.lon, c.score, c.reason)
            for c in answer.candidates[:5]
        ),
    )
