"""Numbers of people in a sentence: figures, words, ranges, bounds and vague amounts, with the words that give them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from text_to_num import text2num

from incidents.extract.lexicon import Lexicon, load_lexicon
from incidents.extract.listing import Quantity, carried_on, pronouns
from incidents.extract.parse_tree import VERBAL, small_words
from incidents.extract.words import CountingWords

__all__ = ["Quantity", "find_quantities", "parse_number"]

LOOKAHEAD: Final = 6
"""Words after a number among which the noun it counts must stand."""

LONGEST_PHRASE: Final = 10
"""Words in which the noun phrase of one person must end, an age among them: "a two-day-old baby"."""

YEARS: Final = range(1900, 2101)
"""Four figures in this range, alone, are a year."""

MOST: Final = 1_000_000_000
"""A larger figure counts no people."""

MOST_DAYS: Final = 31
"""No month has more."""

SCALES: Final = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
DOZEN: Final = 12
_FIGURE: Final = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")
_INSIDE_NOUN_PHRASE: Final = frozenset({"ADJ", "NOUN", "PROPN", "PUNCT", "NUM", "VERB"})
_ENDS_NOUN_PHRASE: Final = frozenset({"AUX", "SCONJ", "CCONJ", "PRON"})
_ONE: Final = frozenset({"NN", "NNP"})
_MODIFIES_NOUN: Final = frozenset({"nummod", "amod", "det", "quantmod"})


@dataclass(frozen=True, slots=True)
class _Number:
    first: int
    last: int
    low: int | None
    high: int | None
    vague: bool = False


def parse_number(text: str, words: CountingWords | None = None) -> int | None:
    """Read a figure or an English number word; None when it is neither.

    Examples
    --------
    >>> parse_number("1,102"), parse_number("twenty-five"), parse_number("many")
    (1102, 25, None)
    """
    words = words or load_lexicon().counting
    cleaned = text.strip().lower()
    if _FIGURE.fullmatch(cleaned):
        return _as_count(float(cleaned.replace(",", "")))
    if not cleaned or not set(re.split(r"[\s-]+", cleaned)) <= words.number_words | {"and", "a"}:
        return None
    try:
        return int(text2num(cleaned.replace("-", " "), "en"))
    except ValueError:
        return None


def find_quantities(tokens: Any, lexicon: Lexicon, scheme: str = "acled") -> list[Quantity]:
    """All numbers of people in a sentence, in order, without overlap.

    Parameters
    ----------
    tokens : spacy.tokens.Span
        One parsed sentence.
    lexicon : Lexicon
        The word lists.
    scheme : str
        How vague words are read: "acled" or "literal".
    """
    words = list(small_words(tokens))
    found: list[Quantity] = []
    taken = -1
    for number in _numbers(words, lexicon, scheme):
        number = _bounded(number, words, lexicon)
        if number.first <= taken:
            continue
        quantity = _counted(tokens, words, number, lexicon)
        if quantity is not None:
            found.append(quantity)
            taken = quantity.last
    singles = [
        q
        for q in (
            *_single_persons(tokens, words, lexicon),
            *_bare_persons(tokens, words, lexicon),
            *pronouns(tokens),
        )
        if not any(f.first <= q.last and q.first <= f.last for f in found)
    ]
    return carried_on(sorted([*found, *singles], key=lambda q: q.first), tokens)


def _number_end(words: Sequence[str], start: int, lexicon: Lexicon) -> int:
    """Index after the longest run of number words or one figure beginning at `start`; `start` when there is none."""
    if words[start][:1].isdigit() and _FIGURE.fullmatch(words[start]):
        end = start + 1
        return end + 1 if end < len(words) and words[end] in lexicon.counting.scales else end
    end = start
    while end < len(words) and _continues_number(words, start, end, lexicon.counting):
        end += 1
    return end


def _continues_number(words: Sequence[str], start: int, at: int, counting: CountingWords) -> bool:
    if words[at] in counting.number_words:
        return True
    inside = start < at < len(words) - 1 and words[at + 1] in counting.number_words
    if words[at] == "-":
        return inside
    return inside and words[at] == "and" and words[at - 1] in {"hundred", "thousand"}


def _value(words: Sequence[str], lexicon: Lexicon) -> int | None:
    if len(words) > 1 and _FIGURE.fullmatch(words[0]) and words[1] in SCALES:
        return _as_count(float(words[0].replace(",", "")) * SCALES[words[1]])
    return parse_number(" ".join(words).replace(" - ", "-"), lexicon.counting)


def _as_count(number: float) -> int | None:
    return int(number) if number <= MOST else None


def _numbers(words: Sequence[str], lexicon: Lexicon, scheme: str) -> Iterator[_Number]:
    """Every number, vague word and range of a sentence, whatever it counts."""
    vague, number_words = lexicon.vague[scheme], lexicon.counting.number_words
    i = 0
    while i < len(words):
        word = words[i]
        number = _number_at(words, i, lexicon) if word[0].isdigit() or word in number_words else None
        if number is None and word in vague:
            number = _Number(i, i, vague[word].low, vague[word].high, vague=True)
        if number is not None:
            yield number
        i = number.last + 1 if number is not None else i + 1


def _number_at(words: Sequence[str], start: int, lexicon: Lexicon) -> _Number | None:
    """The number or range ("30 to 40", "between 30 and 40") that begins at a word."""
    end = _number_end(words, start, lexicon)
    value = _value(words[start:end], lexicon) if end > start else None
    if value is None:
        return None
    if end < len(words) and words[end] == "dozen":
        value, end = value * DOZEN, end + 1
    if end + 1 < len(words) and words[end] in {"to", "-", "–", "and"}:
        stop = _number_end(words, end + 1, lexicon)
        other = _value(words[end + 1 : stop], lexicon) if stop > end + 1 else None
        if other is not None and words[end] != "to" and _is_date(value, other):
            return None
        between = words[end] != "and" or (start > 0 and words[start - 1] == "between")
        if other is not None and other > value and between:
            return _Number(start, stop - 1, value, other)
    return _Number(start, end - 1, value, value)


def _is_date(first: int, second: int) -> bool:
    """Whether two numbers around a hyphen are a month and a year: "09-02-2016"."""
    return first <= MOST_DAYS and second in YEARS


def _bounded(number: _Number, words: Sequence[str], lexicon: Lexicon) -> _Number:
    """Widen a number by the words before it: "at least 45" is 45 or more."""
    # "At least a dozen" bounds as "at least 12" does.
    start = number.first - (number.first > 0 and words[number.first - 1] == "a")
    before = " " + " ".join(words[max(0, start - 4) : start])
    for kind, phrases in lexicon.bounds.items():
        phrase = next((p for p in phrases if before.endswith(" " + p)), None)
        if phrase is None:
            continue
        low, high = number.low, number.high
        if kind == "at_least":
            high = None
        elif kind == "at_most" and phrase not in lexicon.counting.close_bounds:
            low, high = 0, number.high or number.low
        return _Number(start - len(phrase.split()), number.last, low, high, number.vague)
    return number


def _counted(tokens: Any, words: Sequence[str], number: _Number, lexicon: Lexicon) -> Quantity | None:
    """What a number counts, or None when that is no people or only a part of the number that follows."""
    after = number.last + 1
    if words[after : after + 1] == ["of"]:
        following = range(after + 1, min(after + 3, len(words)))
        if any(_number_end(words, i, lexicon) > i for i in following if words[i] != "the"):
            return None  # "20 of the 108 people"
        after += 1
    elsewhere = _counts_something_else(tokens, words, number, lexicon.counting)
    noun = None if elsewhere else _noun_after(tokens, words, after, lexicon)
    if noun is None and (elsewhere or (number.vague and number.low is None)):
        return None
    if noun is None and words[number.last : number.last + 2] == ["one", "of"]:
        return None  # "one of the deadliest attacks"
    return _quantity(tokens, words, number, noun, lexicon)


def _noun_after(tokens: Any, words: Sequence[str], start: int, lexicon: Lexicon) -> int | None:
    """The counted person word among the next tokens, or None; a verb or a full stop ends the search."""
    found: int | None = None
    for i in range(start, min(start + LOOKAHEAD, len(words))):
        token, word = tokens[i], words[i]
        if word in lexicon.victims and token.pos_ not in VERBAL:
            found = i
            compound = i + 1 < len(words) and tokens[i + 1].pos_ in {"NOUN", "PROPN"}
            if compound and words[i + 1] in lexicon.victims:
                continue
            return found
        if found is not None:
            return found
        if _number_end(words, i, lexicon) > i:
            return None  # "as many as 45 people": the next number counts them
        counting = lexicon.counting
        if word in counting.not_people or word in counting.noun_stops or token.pos_ in _ENDS_NOUN_PHRASE:
            return None
        if token.pos_ == "VERB" and token.dep_ not in {"amod", "acl"}:
            return None
    return found


def _counts_something_else(
    tokens: Any, words: Sequence[str], number: _Number, counting: CountingWords
) -> bool:
    after = number.last + 1
    barred = number.first > 0 and words[number.first - 1] in counting.before_not_people
    if barred and not _after_month(tokens, words, number, counting):
        return True
    if _is_age(tokens, words, number, counting):
        return True
    joined = after < len(words) and words[after] == "-" and not tokens[number.last].whitespace_
    if joined or (after < len(words) and words[after] in counting.not_people):
        return True
    alone = number.first == number.last and len(words[number.first]) == 4
    return alone and number.low is not None and number.low in YEARS


def _is_age(tokens: Any, words: Sequence[str], number: _Number, counting: CountingWords) -> bool:
    """Whether a number tells how old one person is: "a boy of 14"."""
    of = number.first - 1
    if of < 2 or words[of] != "of" or tokens[of - 1].tag_ != "NN" or words[of - 1] in counting.not_bare:
        return False
    return words[of - 2] in counting.determiners and words[of - 1] in load_lexicon().victims


def _after_month(tokens: Any, words: Sequence[str], number: _Number, counting: CountingWords) -> bool:
    """Whether a number after a month counts people all the same: "in May more than 60", "in January 15 people"."""
    first, after = words[number.first], number.last + 1
    if not first[0].isdigit() and first not in counting.number_words:
        return True
    in_month = number.first > 1 and words[number.first - 2] == "in"
    return in_month and after < len(words) and tokens[after].tag_ in {"NNS", "NNPS"}


def _quantity(
    tokens: Any, words: Sequence[str], number: _Number, noun: int | None, lexicon: Lexicon
) -> Quantity:
    last = noun if noun is not None else number.last
    first = (
        number.first - 1
        if number.first and words[number.first - 1] in lexicon.counting.further
        else number.first
    )
    phrase = tokens[first : last + 1].text
    if noun is None:
        return Quantity(
            number.first, last, number.last, number.low, number.high, None, None, phrase, number.vague
        )
    vague_of = words[number.last + 1] == "of"
    above = tokens[number.last].dep_ not in _MODIFIES_NOUN and tokens[noun].head.i == tokens[number.last].i
    head = number.last if vague_of or above else noun
    kind = lexicon.victims.get(words[noun])
    return Quantity(
        number.first, last, head, number.low, number.high, words[noun], kind, phrase, number.vague
    )


def _undergoes(token: Any) -> bool:
    """Whether "the governor" stands where a victim stands: object of a verb, or in a list with one that is.

    In a list that is a subject he may be one too ("a teacher and his wife died"): the verb tells. One named only
    by a pronoun was told of before.
    """
    return token.dep_ in {"dobj", "nsubjpass"} or (
        token.dep_ in {"conj", "appos"}
        and token.head.i != token.i
        and ((token.head.dep_ == "nsubj" and token.head.pos_ == "NOUN") or _undergoes(token.head))
    )


def _single_persons(tokens: Any, words: Sequence[str], lexicon: Lexicon) -> Iterator[Quantity]:
    """One person without a number: "a nurse", "a hospital employee", "his deputy"."""
    counting = lexicon.counting
    opening = counting.determiners | counting.possessives
    for i, word in enumerate(words):
        if word not in opening:
            continue
        j = _person_after(tokens, words, i, lexicon)
        if j is None:
            continue
        if words[j] in counting.not_bare and words[j + 1 : j + 2] == ["of"]:
            continue  # "a crew of 14"
        if words[j] in counting.doers and tokens[j].dep_ not in {"nsubjpass", "dobj"}:
            continue
        whose = word != "the" or words[j] in counting.single_roles
        if word in counting.determiners or (whose and _undergoes(tokens[j])):
            kind, phrase = lexicon.victims[words[j]], tokens[i : j + 1].text
            yield Quantity(i, j, j, 1, 1, words[j], kind, phrase)


def _bare_persons(tokens: Any, words: Sequence[str], lexicon: Lexicon) -> Iterator[Quantity]:
    """One person without any determiner, as headlines write it: "Girl killed", "blast kills chief judge"."""
    counting = lexicon.counting
    for i, word in enumerate(words):
        if word not in lexicon.victims or word in counting.not_single or word in counting.not_bare:
            continue
        token = tokens[i]
        if token.tag_ not in _ONE or any(c.dep_ in {"det", "poss"} for c in token.children):
            continue
        first = i if _before_effect(words, i, lexicon) else _after_effect(tokens, words, i, lexicon)
        if first is not None:
            yield Quantity(first, i, i, 1, 1, word, lexicon.victims[word], tokens[first : i + 1].text)


def _before_effect(words: Sequence[str], i: int, lexicon: Lexicon) -> bool:
    """Whether the word after a person at the head of a text tells what happened: "Woman killed"."""
    counting, time = lexicon.counting, lexicon.time
    dates = (
        counting.before_not_people | time.doubtful | set(time.weekdays) | {day[:3] for day in time.weekdays}
    )
    first = all(not word.isalpha() or word in dates for word in words[: max(0, i - 1)])
    alone = i == 0 or words[i - 1] not in counting.determiners | counting.possessives
    return first and alone and i + 1 < len(words) and words[i + 1] in counting.undergone


def _after_effect(tokens: Any, words: Sequence[str], i: int, lexicon: Lexicon) -> int | None:
    """First word of a headline's victim right after its verb in the present: "kills rebel commander"."""
    if i + 1 < len(words) and tokens[i + 1].tag_ in _ONE:
        return None
    for j in range(i, max(-1, i - LOOKAHEAD), -1):
        if any(form.effect is not None and form.pos == "verb" for form in lexicon.triggers.get(words[j], ())):
            return j + 1 if words[j].endswith("s") and j < i else None
        if tokens[j].pos_ not in {"NOUN", "PROPN", "ADJ"}:
            return None
    return None


def _person_after(tokens: Any, words: Sequence[str], start: int, lexicon: Lexicon) -> int | None:
    """The word for one person that ends the noun phrase begun by a determiner; an age may stand before it."""
    reach = [
        j
        for j in range(start + 1, min(start + LONGEST_PHRASE, len(words)))
        if "-" not in words[j - 1 : j + 2] or j + 1 == len(words)
    ]
    for j in reach[: LOOKAHEAD - 2]:
        person = words[j] in lexicon.victims and words[j] not in lexicon.counting.not_single
        if person and tokens[j].tag_ in {"NN", "NNP"}:
            following = tokens[j + 1].pos_ if j + 1 < len(words) else ""
            if not (following in {"NOUN", "PROPN"} and tokens[j].dep_ == "compound"):
                return j
        elif tokens[j].pos_ not in _INSIDE_NOUN_PHRASE or words[j] in {",", "."}:
            return None
    return None
