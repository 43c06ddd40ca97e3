"""Where: the places an Arabic sentence names, each with what the words around it say of it, looked up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from gazetteer.places import PlaceKind, PlaceMention
from incidents.extract.arabic.lexicon import ArabicWords
from incidents.extract.arabic.text import Flat, Word, plain, readings
from incidents.extract.locating import resolve_phrase
from incidents.extract.mentions import PlacePhrase
from incidents.extract.placing import BY_ITS_HOLDER
from incidents.extract.protocol import Places
from incidents.model import ResolvedPlace

_HINTS: Final = (
    ("where neighbourhood", PlaceKind.NEIGHBOURHOOD),
    ("where settlement", PlaceKind.SETTLEMENT),
    ("where governorate", PlaceKind.GOVERNORATE),
    ("where district", None),  # "the area of" is said of anything
    ("where subdistrict", PlaceKind.SUBDISTRICT),
    ("where site", PlaceKind.SITE),
)
_RURAL: Final = frozenset({"ريف", "ريفي", "ارياف"})
_LONGEST_LINK: Final = 4
"""Words between two names of one phrase."""

DATELINE: Final = 7
"""Words among which the dash after a dateline stands."""

# The article behind a clitic, "for the" written as two letters, and two clitics: the name itself comes after them.
_CLITIC_AND_ARTICLE: Final = re.compile(r"(?<!\w)([وف]?[بكف]?)(?=ال\w{3})")
_FOR_THE: Final = re.compile(r"(?<!\w)([وف]?)لل(?=\w{3})")
_TWO_CLITICS: Final = re.compile(r"(?<!\w)[وف](?=[بل]\w{3})")
_AND_SHORT_WORD: Final = re.compile(r"(?<!\w)و(?=\w{2}\s+\w)")
_TOWN_AND_SIDE: Final = re.compile(r"(?<=\w)\s(?=(?:شرق|غرب|شمال|جنوب)ي?\s+\w)")


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place named in a sentence at words ``first`` to ``last``, and what the gazetteer says of it."""

    first: int
    last: int
    phrase: PlacePhrase
    place: ResolvedPlace
    origin: bool = False
    """Where people come from: "two men from Salamiyah"."""

    @property
    def usable(self) -> bool:
        return not self.phrase.context_only and (self.place.located or self.phrase.foreign is not None)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A mention with its words, before it is looked up."""

    first: int
    last: int
    phrase: PlacePhrase


def named_places(
    flat: Flat,
    words: Sequence[Word],
    places: Places,
    lexicon: ArabicWords,
    taken: frozenset[int],
    city: str | None,
    others: tuple[str, ...],
) -> list[NamedPlace]:
    """The places a sentence names, looked up in the gazetteer.

    Parameters
    ----------
    flat, words
        The sentence.
    places : Places
    lexicon : ArabicWords
    taken : frozenset of int
        Words that name a source or an actor: "Damascus said", "the Islamic State in Iraq and al-Sham".
    city : str or None
        The city spoken of before: neighbourhoods are looked up inside it first.
    others : tuple of str
        Ids of the report's other places.
    """
    dateline = _dateline(words)
    spots = [
        s
        for s in _spots(flat, words, places, lexicon)
        if taken.isdisjoint(range(s.first, s.last + 1)) and s.first >= dateline
    ]
    linked = _handed_back(_linked(spots, words, lexicon), words)
    found: list[NamedPlace] = []
    for spot in linked:
        phrase = spot.phrase
        place = _resolved(phrase, places, city, others)
        origin = _is_origin(spot, words, lexicon)
        found.append(NamedPlace(spot.first, spot.last, phrase, place, origin))
        if PlaceKind.SETTLEMENT in phrase.kinds and not phrase.foreign and place.name:
            city = place.name
    return found


def _is_origin(spot: _Spot, words: Sequence[Word], lexicon: ArabicWords) -> bool:
    """Whether a place stands behind people and "of", over a word for what it is."""
    start = spot.first - 1 if _hint(words, spot.first, lexicon) else spot.first
    if start < 2 or words[start - 1].form != "من":
        return False
    return any(lexicon.persons.at(words, i) is not None for i in range(max(0, start - 3), start - 1))


def _resolved(
    phrase: PlacePhrase, places: Places, city: str | None, others: tuple[str, ...]
) -> ResolvedPlace:
    """Look a phrase up; a place that no table knows is told by the known one its phrase names."""
    if phrase.foreign:
        return ResolvedPlace(mention=phrase.text, reason=f"in {phrase.foreign}")
    place = resolve_phrase(phrase, places, city=city, others=others)
    holder = next(iter((phrase.parent, *phrase.governorates)), None) or next(iter(phrase.governorates), None)
    if place.located or holder is None:
        return place
    around = PlacePhrase(phrase.start, phrase.end, holder, phrase.kinds)
    known = resolve_phrase(around, places, city=None, others=others)
    if not known.located:
        return place
    reason = f"“{phrase.text}” itself is not known; the phrase places it by {known.name}"
    return replace(known, mention=phrase.text, reason=reason, score=min(known.score, BY_ITS_HOLDER))


def _spots(flat: Flat, words: Sequence[Word], places: Places, lexicon: ArabicWords) -> list[_Spot]:
    masked = _masked(flat.text)
    starts = [flat.offsets[w.start] for w in words]
    found = []
    for mention in places.find(masked):
        if plain(mention.text) in lexicon.sets["whole_country"]:
            continue
        first = _word_at(starts, mention.start)
        last = _word_at(starts, mention.end - 1)
        if _is_place(words, first, mention, lexicon):
            found.append(_phrase(words, first, last, mention, lexicon))
    return found


def _dateline(words: Sequence[Word]) -> int:
    """Words of "دمشق - سانا -" before a report: where it was written, not where something happened."""
    dashes = [i for i, w in enumerate(words[:DATELINE]) if w.form in {"-", "–", "—"}]
    return dashes[-1] if dashes and dashes[0] <= DATELINE // 2 else 0


def _word_at(starts: Sequence[int], offset: int) -> int:
    """Number of the word that holds a character of the sentence."""
    return max((i for i, start in enumerate(starts) if start <= offset), default=0)


def _masked(text: str) -> str:
    """The sentence with clitics before the article blanked out, every other character at its place."""
    text = _FOR_THE.sub(lambda m: " " * len(m[1]) + "ال", text)
    text = _CLITIC_AND_ARTICLE.sub(lambda m: " " * len(m[1]), text)
    text = _AND_SHORT_WORD.sub(" ", _TWO_CLITICS.sub(" ", text))
    # "the town of X east of Y" must not be read as the quarter "X East".
    return _TOWN_AND_SIDE.sub("،", text)


def _is_place(words: Sequence[Word], first: int, mention: PlaceMention, lexicon: ArabicWords) -> bool:
    """Whether a name that is also a word or a person stands where a place stands."""
    # A person's name, or those somebody is "with": "in solidarity with Homs".
    if first > 0 and words[first - 1].form in {"ابو", "ابي", "بن", "ابن", "ال", "مع"}:
        return False
    if plain(mention.text) in lexicon.sets["words"]:
        return _hint(words, first, lexicon) is not None
    if not mention.ambiguous_word:
        return True
    clitic = words[first].form[:1] in {"ب"} and not plain(mention.text).startswith("ب")
    before = first > 0 and (
        lexicon.books["where prepositions"].at(words, first - 1) is not None
        or _hint(words, first, lexicon) is not None
    )
    return clitic or before


def _hint(words: Sequence[Word], first: int, lexicon: ArabicWords) -> tuple[str, PlaceKind | None] | None:
    """What the word before a name calls it, and the list that word is in."""
    if first == 0:
        return None
    for name, kind in _HINTS:
        if lexicon.books[name].at(words, first - 1) is not None:
            return name, kind
    return None


def _phrase(
    words: Sequence[Word], first: int, last: int, mention: PlaceMention, lexicon: ArabicWords
) -> _Spot:
    hint = _hint(words, first, lexicon)
    text, kind = mention.text, hint[1] if hint else None
    if hint and hint[0] == "where governorate" and _stem_in(words[first - 1], _RURAL) and not mention.foreign:
        side = lexicon.books["where rural_side"].at(words, last + 1) if last + 1 < len(words) else None
        rural = "ريف " if not text.startswith("ريف") else ""
        text = rural + text + (f" ال{side.form}" if side is not None else "")
        first, last = first - 1, side.last if side is not None else last
    relation = None
    before = lexicon.books["where directions"].ending_at(words, first - 1 if hint else first, 2)
    if before is not None and not before.definite and kind is not PlaceKind.GOVERNORATE:
        relation = before.value + " "
    near_end = first - 1 if hint and kind is not PlaceKind.GOVERNORATE else first
    near = lexicon.books["where near"].ending_at(words, near_end, 3) is not None
    # "The countryside of the city of Afrin" is what lies around the town.
    near = near or (hint is not None and kind is not PlaceKind.GOVERNORATE and _rural_before(words, near_end))
    phrase = PlacePhrase(
        mention.start, mention.end, text, mention.kinds, _fitting(kind, mention), near_settlement=near,
        relation=relation, foreign=mention.foreign,
    )  # fmt: skip
    return _Spot(first, last, phrase)


def _fitting(kind: PlaceKind | None, mention: PlaceMention) -> PlaceKind | None:
    """A hint that none of the places so called fits says nothing: "the city of" is said of villages, too."""
    return kind if kind in mention.kinds or kind is PlaceKind.SITE else None


def _rural_before(words: Sequence[Word], at: int) -> bool:
    return at > 0 and _stem_in(words[at - 1], _RURAL)


def _stem_in(word: Word, stems: frozenset[str]) -> bool:
    return any(stem in stems for _, stem in readings(word.form))


# --- phrases of two names ---------------------------------------------------------------------------------------------


def _linked(spots: Sequence[_Spot], words: Sequence[Word], lexicon: ArabicWords) -> list[_Spot]:
    linked = list(spots)
    for i in range(len(linked) - 2, -1, -1):
        pair = _link(linked[i], linked[i + 1], words, lexicon)
        if pair is not None:
            linked[i], linked[i + 1] = pair
    return linked


def _link(
    left: _Spot, right: _Spot, words: Sequence[Word], lexicon: ArabicWords
) -> tuple[_Spot, _Spot] | None:
    """Two neighbouring names of one phrase: the left one lies in, near or to one side of the right one."""
    between = words[left.last + 1 : right.first]
    rural = right.phrase.near_settlement and _rural_before(words, right.first - 1)
    if (
        len(between) > (2 * _LONGEST_LINK if rural else _LONGEST_LINK)
        or left.phrase.foreign
        or right.phrase.foreign
    ):
        return None
    if _begins_anew(between, words, right):
        return None
    outer, inner = right.phrase, left.phrase
    helper = replace(right, phrase=replace(outer, context_only=True, near_settlement=False, relation=None))
    helpers = (*inner.helpers, outer.start)
    if outer.relation is not None:
        return replace(left, phrase=replace(inner, bearing=outer.text, helpers=helpers)), helper
    if outer.near_settlement:
        return replace(left, phrase=replace(inner, near=outer.text, helpers=helpers)), helper
    if between and between[0].form == "(" and PlaceKind.GOVERNORATE not in outer.kinds:
        return left, helper  # another name of the same place
    if not _says_inside(between, words, right, lexicon):
        return None
    name = (
        outer.text.removeprefix("ريف ").partition(" ال")[0] if outer.text.startswith("ريف ") else outer.text
    )
    whole_unit = PlaceKind.GOVERNORATE in outer.kinds and PlaceKind.GOVERNORATE not in inner.kinds
    if outer.text.startswith("ريف ") or (whole_unit and inner.hint is not PlaceKind.NEIGHBOURHOOD):
        if PlaceKind.GOVERNORATE in inner.kinds and inner.hint is PlaceKind.GOVERNORATE:
            return None
        # The countryside of Damascus is a governorate of its own, of other towns than the first word of its name.
        unit = outer.text if PlaceKind.SETTLEMENT not in outer.kinds else name
        found = replace(inner, governorates=(*inner.governorates, unit, *outer.governorates), helpers=helpers)
        return replace(left, phrase=found), helper
    holds = PlaceKind.NEIGHBOURHOOD in inner.kinds or inner.hint is PlaceKind.NEIGHBOURHOOD
    if holds or outer.kinds & {PlaceKind.AREA, PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT}:
        found = replace(inner, parent=outer.text, governorates=outer.governorates, helpers=helpers)
        return replace(left, phrase=found), helper
    return None


def _begins_anew(between: Sequence[Word], words: Sequence[Word], right: _Spot) -> bool:
    """Whether "and", a verb or a mark stands between two names, so that they are two places."""
    first = between[0].form if between else words[right.first].form
    joined = first.startswith("و") and first not in {"وسط"}
    return joined or any(w.is_mark and w.form not in {"(", "-"} for w in between)


def _says_inside(between: Sequence[Word], words: Sequence[Word], right: _Spot, lexicon: ArabicWords) -> bool:
    """Whether "in" stands between two names, or nothing but a word for what the second is."""
    first = between[0].form if between else words[right.first].form
    inside = lexicon.books["where inside"]
    if not between and right.phrase.text.startswith("ريف "):
        return True  # "الحولة ريف حمص"
    led = (bool(between) and inside.at(between, 0) is not None) or first[:1] == "ب"
    kinds = ("where settlement", "where governorate", "where subdistrict", "where district", "where inside")
    rest = between[1:] if led else between
    known = all(any(lexicon.books[k].at(rest, i) is not None for k in kinds) for i in range(len(rest)))
    opening = bool(between) and between[0].form in {"(", "-"}
    return (led and known) or opening


def _handed_back(spots: Sequence[_Spot], words: Sequence[Word]) -> list[_Spot]:
    """In a list the last name's province or city is that of all: "حيان وعندان وحريتان بريف حلب"."""
    handed = list(spots)
    for i in range(len(handed) - 2, -1, -1):
        left, right = handed[i].phrase, handed[i + 1].phrase
        gap = words[handed[i].last + 1 : handed[i + 1].first]
        first = gap[0].form if gap else words[handed[i + 1].first].form
        listed = len(gap) <= 1 and (first.startswith("و") or first == "،")
        if not listed or left.context_only or right.context_only or left.governorates or left.parent:
            continue
        whole = left.hint is PlaceKind.GOVERNORATE or left.kinds == {PlaceKind.GOVERNORATE}
        if left.foreign is None and right.foreign is None and not whole:
            phrase = replace(left, governorates=right.governorates, parent=right.parent)
            handed[i] = replace(handed[i], phrase=phrase)
    return handed
