"""Numbers of people in a sentence: figures, words, ranges, bounds and vague amounts, with the words that give them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from text_to_num import text2num

from incidents.extract.lexicon import Lexicon
from incidents.model import Casualties

UNITS: Final = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million".split()
)
_FIGURE: Final = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")
_NOT_PEOPLE: Final = frozenset(
    "day days week weeks month months year years hour hours minute minutes km kilometre kilometres kilometer kilometers "
    "mile miles metre metres meter meters percent % dollar dollars tonne tonnes ton tons kg am pm a.m. p.m. tank tanks "
    "vehicle vehicles house houses home homes building buildings village villages town towns truck trucks bus buses "
    "rocket rockets shell shells strike strikes raid raids barrel bombs attack attacks country countries time times "
    "hospital hospitals mosque school schools o'clock st nd rd th bomb airstrikes sortie sorties family families "
    "province provinces district districts neighbourhood neighbourhoods round rounds january february march april may june "
    "july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday "
    "wednesday thursday friday saturday sunday quarter side sides front fronts name names position positions".split()
)
_DETERMINERS: Final = frozenset({"a", "an"})
_POSSESSIVES: Final = frozenset({"the", "his", "her", "their"})
_SINGLE_ROLES: Final = frozenset(
    "minister deputy general governor mayor commander chief colonel brigadier leader director judge cleric imam priest "
    "brother sister wife husband son daughter father mother".split()
)
_MONTHS: Final = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep "
    "sept oct nov dec".split()
)
_INSIDE_NOUN_PHRASE: Final = frozenset({"ADJ", "NOUN", "PROPN", "PUNCT", "NUM", "VERB"})
_LOOKAHEAD: Final = 6


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of people: tokens ``first`` to ``last`` (inclusive, in the sentence), the noun counted, if any."""

    first: int
    last: int
    head: int
    """Token that stands for the group in the parse: the noun, or the number itself."""
    low: int | None
    high: int | None
    noun: str | None
    kind: str | None
    """"civilian" or "fighter" by the noun; None for a bare number."""
    phrase: str
    vague: bool = False

    def casualties(self) -> Casualties:
        return Casualties(self.low, self.high, self.phrase)


@dataclass(frozen=True, slots=True)
class _Number:
    first: int
    last: int
    low: int | None
    high: int | None
    vague: bool = False


def parse_number(text: str) -> int | None:
    """Read a figure or an English number word; None when it is neither.

    Examples
    --------
    >>> parse_number("1,102"), parse_number("twenty-five"), parse_number("many")
    (1102, 25, None)
    """
    cleaned = text.strip().lower()
    if _FIGURE.fullmatch(cleaned):
        return int(float(cleaned.replace(",", "")))
    if not cleaned or not set(re.split(r"[\s-]+", cleaned)) <= UNITS | {"and", "a"}:
        return None
    try:
        return int(text2num(cleaned.replace("-", " "), "en"))
    except ValueError:
        return None


def _number_tokens(words: Sequence[str], start: int) -> int:
    """Index after the longest run of number words or one figure beginning at `start`; `start` when there is none."""
    if _FIGURE.fullmatch(words[start]):
        end = start + 1
        return end + 1 if end < len(words) and words[end] in {"million", "thousand", "hundred"} else end
    end = start
    while end < len(words) and (
        words[end] in UNITS
        or (
            words[end] in {"-", "and"}
            and end > start
            and end + 1 < len(words)
            and words[end + 1] in UNITS
            and words[end] != "and"
        )
        or (
            words[end] == "and"
            and end > start
            and words[end - 1] in {"hundred", "thousand"}
            and end + 1 < len(words)
            and words[end + 1] in UNITS
        )
    ):
        end += 1
    return end


def _value(words: Sequence[str]) -> int | None:
    if len(words) > 1 and _FIGURE.fullmatch(words[0]) and words[1] in {"million", "thousand", "hundred"}:
        scale = {"million": 1_000_000, "thousand": 1000, "hundred": 100}[words[1]]
        return int(float(words[0].replace(",", "")) * scale)
    return parse_number(" ".join(words).replace(" - ", "-"))


def _numbers(words: Sequence[str], lexicon: Lexicon, scheme: str) -> Iterator[_Number]:
    vague = lexicon.vague[scheme]
    i = 0
    while i < len(words):
        end = _number_tokens(words, i)
        value = _value(words[i:end]) if end > i else None
        if value is not None:
            if end < len(words) and words[end] == "dozen":
                value, end = value * 12, end + 1
            low, high, last = value, value, end - 1
            if end + 1 < len(words) and words[end] in {"to", "-", "–", "and"}:
                stop = _number_tokens(words, end + 1)
                other = _value(words[end + 1 : stop]) if stop > end + 1 else None
                between = words[end] != "and" or (i > 0 and words[i - 1] == "between")
                if other is not None and other > value and between:
                    high, last, end = other, stop - 1, stop
            yield _Number(i, last, low, high)
            i = end
        elif words[i] in vague:
            amount = vague[words[i]]
            yield _Number(i, i, amount.low, amount.high, vague=True)
            i += 1
        else:
            i += 1


def _bounded(number: _Number, words: Sequence[str], lexicon: Lexicon) -> _Number:
    """Widen a number by the words before it: "at least 45" is 45 or more."""
    before = " " + " ".join(words[max(0, number.first - 4) : number.first])
    for kind in ("at_least", "at_most", "about"):
        for phrase in sorted(lexicon.bounds[kind], key=len, reverse=True):
            if before.endswith(" " + phrase):
                first = number.first - len(phrase.split())
                low, high = number.low, number.high
                if kind == "at_least":
                    high = None
                elif kind == "at_most" and phrase not in {"almost", "nearly", "close to"}:
                    low, high = 0, number.high or number.low
                return _Number(first, number.last, low, high, number.vague)
    return number


def _noun_after(tokens: Any, words: Sequence[str], start: int, lexicon: Lexicon) -> int | None:
    """The counted person word among the next tokens, or None; a verb or a full stop ends the search."""
    found: int | None = None
    for i in range(start, min(start + _LOOKAHEAD, len(words))):
        word = words[i]
        if word in lexicon.victims and tokens[i].pos_ not in {"VERB", "AUX"}:
            found = i
            following = tokens[i + 1].pos_ if i + 1 < len(words) else ""
            if following in {"NOUN", "PROPN"} and words[i + 1] in lexicon.victims:
                continue
            return found
        if found is not None:
            return found
        if (
            word in _NOT_PEOPLE
            or tokens[i].pos_ in {"AUX", "SCONJ", "CCONJ", "PRON"}
            or word in {",", ";", ".", "in", "on", "at"}
        ):
            return None
        if tokens[i].pos_ == "VERB" and tokens[i].dep_ not in {"amod", "acl"}:
            return None
    return found


def _counts_something_else(tokens: Any, words: Sequence[str], number: _Number) -> bool:
    after = number.last + 1
    if number.first > 0 and words[number.first - 1] in _MONTHS | {
        "$",
        "€",
        "£",
        "page",
        "article",
        "resolution",
        "division",
        "base",
        "route",
        "highway",
        "t",
        "m",
        "aged",
    }:
        return True
    if after < len(words):
        if words[after] in _NOT_PEOPLE:
            return True
        if words[after] == "-" and after + 1 < len(words) and words[after + 1] not in {"year"}:
            return True
        if words[after] == "-":
            return True
    return (
        number.low is not None
        and 1900 <= number.low <= 2100
        and number.first == number.last
        and len(words[number.first]) == 4
    )


def find_quantities(tokens: Any, lexicon: Lexicon, scheme: str = "acled") -> list[Quantity]:
    """All numbers of people in a sentence, in order.

    Parameters
    ----------
    tokens : spacy.tokens.Span
        One parsed sentence.
    lexicon : Lexicon
        The word lists.
    scheme : str
        How vague words are read: "acled" or "literal".
    """
    words = [token.lower_ for token in tokens]
    found: list[Quantity] = []
    taken = -1
    for number in _numbers(words, lexicon, scheme):
        number = _bounded(number, words, lexicon)
        if number.first <= taken:
            continue
        after = number.last + 1
        if words[after : after + 1] == ["of"] and any(
            _number_tokens(words, i) > i
            for i in range(after + 1, min(after + 3, len(words)))
            if words[i] != "the"
        ):
            continue  # "20 of the 108 people": a part of the number that follows
        if after < len(words) and words[after] == "of":
            after += 1
        noun = (
            None
            if _counts_something_else(tokens, words, number)
            else _noun_after(tokens, words, after, lexicon)
        )
        if noun is None and (
            number.vague and number.low is None or _counts_something_else(tokens, words, number)
        ):
            continue
        last = noun if noun is not None else number.last
        found.append(_quantity(tokens, words, number, last, noun, lexicon))
        taken = last
    found += [
        q
        for q in _single_persons(tokens, words, lexicon)
        if not any(f.first <= q.last and q.first <= f.last for f in found)
    ]
    return sorted(found, key=lambda q: q.first)


def _quantity(
    tokens: Any, words: Sequence[str], number: _Number, last: int, noun: int | None, lexicon: Lexicon
) -> Quantity:
    phrase = tokens[number.first : last + 1].text
    head = noun if noun is not None else number.last
    vague_of = noun is not None and number.last + 1 < len(words) and words[number.last + 1] == "of"
    if vague_of or (
        noun is not None
        and tokens[number.last].dep_ not in {"nummod", "amod", "det", "quantmod"}
        and tokens[noun].head.i == tokens[number.last].i
    ):
        head = number.last
    word = words[noun] if noun is not None else None
    kind = lexicon.victims.get(word) if word else None
    return Quantity(number.first, last, head, number.low, number.high, word, kind, phrase, number.vague)


def _undergoes(token: Any) -> bool:
    """Whether "the governor" stands where a victim stands: object of a verb, or in a list with one that is."""
    return token.dep_ in {"dobj", "nsubjpass"} or (
        token.dep_ in {"conj", "appos"} and token.head.i != token.i and _undergoes(token.head)
    )


def _single_persons(tokens: Any, words: Sequence[str], lexicon: Lexicon) -> Iterator[Quantity]:
    """One person without a number: "a nurse", "a hospital employee", "his deputy"."""
    for i, word in enumerate(words):
        if word not in _DETERMINERS | _POSSESSIVES:
            continue
        for j in range(i + 1, min(i + 5, len(words))):
            person = words[j] in lexicon.victims and words[j] not in {"other", "people"}
            if person and tokens[j].tag_ in {"NN", "NNP"}:
                modifies = (
                    j + 1 < len(words)
                    and tokens[j + 1].pos_ in {"NOUN", "PROPN"}
                    and tokens[j].dep_ == "compound"
                )
                if modifies:
                    continue
                if word in _DETERMINERS or (words[j] in _SINGLE_ROLES and _undergoes(tokens[j])):
                    yield Quantity(i, j, j, 1, 1, words[j], lexicon.victims[words[j]], tokens[i : j + 1].text)
                break
            if tokens[j].pos_ not in _INSIDE_NOUN_PHRASE or words[j] in {",", "."}:
                break
