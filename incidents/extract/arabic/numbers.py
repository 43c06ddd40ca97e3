"""Numbers of people in Arabic: figures, number words of either gender, duals, vague words, ranges and bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from incidents.extract.arabic.lexicon import ArabicWords, Person, load_arabic
from incidents.extract.arabic.phrases import Found
from incidents.extract.arabic.text import Flat, Word, readings, words_of
from incidents.model import Casualties

YEARS: Final = range(1900, 2101)
"""A bare figure in this range is a year."""
LARGEST: Final = 10_000_000
"""A greater number counts no people of one event; what has more figures is no number of people at all."""
LOOKAHEAD: Final = 3
"""Words after a number among which the noun it counts must stand: "خمسة من الـ مدنيين"."""
BOUND_WORDS: Final = 4
_BEFORE_NUMBER: Final = frozenset({"", "و", "ف", "ب", "ل", "ال", "وال", "بال", "ك", "فال", "لل"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of people at words ``first`` to ``last`` (inclusive), with the noun counted, if any."""

    first: int
    last: int
    low: int | None
    high: int | None
    person: Person | None
    phrase: str = ""
    joined: bool = False
    """Written with "and" before it, so that it continues a list."""
    at: int = -1
    """The word of the noun counted."""

    def casualties(self) -> Casualties:
        return Casualties(self.low, self.high, self.phrase)


@dataclass(frozen=True, slots=True)
class _Number:
    first: int
    last: int
    low: int | None
    high: int | None
    plain_figure: bool = False
    joined: bool = False


def parse_number(text: str) -> int | None:
    """Read a figure or a number in words; None when the text is neither.

    Examples
    --------
    >>> parse_number("خمسة وعشرون"), parse_number("ألف ومئتان"), parse_number("٢٥"), parse_number("كثير")
    (25, 1200, 25, None)
    """
    found = words_of(Flat.of(text))
    read = _number_at(found, 0, load_arabic().numbers) if found else None
    return read[0] if read is not None and read[1] == len(found) else None


# --- numbers in words ------------------------------------------------------------------------------------------------


def _number_at(words: Sequence[Word], start: int, table: Mapping[str, Any]) -> tuple[int, int] | None:
    """Value of the number that begins at a word, and the position after it."""
    if words[start].is_figure:
        return _figure(words, start, table)
    atom = _atom(words[start].form, table, first=True)
    if atom is None:
        return None
    total, group, end = 0, atom[0], start + 1
    if atom[1] == "scale":
        total, group = atom[0], 0
    while end < len(words):
        added = _add(total, group, words[end].form, table)
        if added is None:
            break
        total, group = added
        end += 1
    alone = end == start + 1 and atom[2] in table["not_alone"]
    return None if alone else (total + group, end)


def _figure(words: Sequence[Word], start: int, table: Mapping[str, Any]) -> tuple[int, int] | None:
    form = words[start].form.replace(",", "")
    if "." in form or len(form) > len(str(LARGEST)):
        return None
    value, end = int(form), start + 1
    # "5 آلاف", "25 ألفا": a figure with its scale in words.
    if end < len(words) and words[end].form in table["thousand"]:
        return value * 1000, end + 1
    return value, end


def _atom(form: str, table: Mapping[str, Any], *, first: bool) -> tuple[int, str, str] | None:
    """Value, place (unit, ten, tens, hundred, scale) and stem of one number word."""
    for clitic, stem in readings(form):
        if clitic not in (_BEFORE_NUMBER if first else {"", "و", "وال", "ال"}):
            continue
        found = _value(stem, table)
        if found is not None:
            return (*found, stem)
    return None


def _value(stem: str, table: Mapping[str, Any]) -> tuple[int, str] | None:
    for key, place in (("units", "unit"), ("tens", "tens"), ("hundreds", "hundred"), ("thousands", "scale")):
        if stem in table[key] and not (key == "thousands" and stem in table["thousand"]):
            return table[key][stem], place
    for key, value, place in (("ten", 10, "ten"), ("hundred", 100, "hundred"), ("thousand", 1000, "scale")):
        if stem in table[key]:
            return value, place
    return (1_000_000, "scale") if stem in table["million"] else None


def _add(total: int, group: int, form: str, table: Mapping[str, Any]) -> tuple[int, int] | None:
    """The number so far with one more word, or None when the word does not continue it."""
    atom = _atom(form, table, first=False)
    if atom is None:
        return None
    value, place, stem = atom
    # "واحد" is "one", and "and one" before "ten".
    joined = _value(form[1:], table) if form.startswith("و") else None
    if joined is not None:
        return _add_joined(total, group, *joined)
    if place == "ten" and 1 <= group % 100 <= 9:
        return total, group + 10
    if value == 100 and 3 <= group <= 9:
        return total, group * 100
    multiplies = stem in table["thousand"] or stem in table["million"]
    if place == "scale" and multiplies and 0 < group < 1000 and (total == 0 or value < total):
        return total + group * value, 0
    return None


def _add_joined(total: int, group: int, value: int, place: str) -> tuple[int, int] | None:
    """After "and" only a smaller place may follow, but for units, which stand before the tens."""
    if place == "tens" and (1 <= group % 100 <= 9 or (group % 100 == 0 and (group or total))):
        return total, group + value
    if place in {"unit", "ten"} and group % 100 == 0 and (group or total):
        return total, group + value
    if place == "hundred" and group == 0 and total:
        return total, value
    if place == "scale" and group == 0 and total > value:
        return total + value, 0
    return None


# --- numbers of people ------------------------------------------------------------------------------------------------


def find_quantities(
    flat: Flat, words: Sequence[Word], lexicon: ArabicWords, scheme: str = "acled"
) -> list[Quantity]:
    """All numbers of people in a sentence, in order, without overlap.

    Parameters
    ----------
    flat : Flat
        The sentence.
    words : sequence of Word
        Its words.
    lexicon : ArabicWords
    scheme : str
        How vague words are read: "acled" or "literal".
    """
    found: list[Quantity] = []
    i = 0
    while i < len(words):
        quantity = _quantity_at(words, i, lexicon, scheme)
        if quantity is None:
            i += 1
            continue
        start, end = words[quantity.first].start, words[quantity.last].end
        start += quantity.joined and words[quantity.first].form.startswith("و")
        found.append(replace(quantity, phrase=flat.written(start, end)))
        i = quantity.last + 1
    return found


def _quantity_at(words: Sequence[Word], i: int, lexicon: ArabicWords, scheme: str) -> Quantity | None:
    number = _amount_at(words, i, lexicon, scheme)
    if number is None:
        return _by_form(words, i, lexicon)
    quantity = _counted(words, _bounded(words, number, lexicon), lexicon)
    return _bounded_behind(words, quantity, lexicon) if quantity is not None else None


def _amount_at(words: Sequence[Word], i: int, lexicon: ArabicWords, scheme: str) -> _Number | None:
    """The number, range or vague word that begins at a word, whatever it counts."""
    if words[i].is_mark:
        return None
    read = _number_at(words, i, lexicon.numbers)
    joined = words[i].form.startswith("و") and not words[i].is_figure
    joined |= i > 0 and words[i - 1].form == "و"
    if read is not None and not _weekday(words, i, read[1], lexicon):
        return _range(words, i, read, lexicon, joined=joined)
    vague = lexicon.schemes[scheme].at(words, i)
    if vague is None:
        return None
    last = vague.last + 1 if _is_of(words, vague.last + 1) else vague.last
    return _Number(i, last, vague.value[0], vague.value[1], joined=joined)


def _weekday(words: Sequence[Word], start: int, end: int, lexicon: ArabicWords) -> bool:
    """Whether a lone "الاثنين" is Monday, not "the two"."""
    return end == start + 1 and words[start].form.removeprefix("و") in lexicon.weekdays


def _range(
    words: Sequence[Word], i: int, read: tuple[int, int], lexicon: ArabicWords, *, joined: bool
) -> _Number:
    """A number, or with "to" or "between ... and" the range it begins."""
    value, end = read
    single = _Number(i, end - 1, value, value, words[i].is_figure and end == i + 1, joined)
    if end + 1 > len(words) - 1:
        return single
    between = i > 0 and words[i - 1].form in lexicon.sets["between"]
    to = words[end].form in lexicon.sets["range_to"] or words[end].form in {"-", "–"}
    if to or (between and words[end].form == "و"):
        other = _number_at(words, end + 1, lexicon.numbers)
    elif between and words[end].form.startswith("و"):
        other = _number_at(words, end, lexicon.numbers)
    else:
        return single
    if other is None or other[0] <= value:
        return single
    return _Number(i, other[1] - 1, value, other[0], joined=joined)


def _bounded(words: Sequence[Word], number: _Number, lexicon: ArabicWords) -> _Number:
    """Widen a number by the words before it: "at least 45" is 45 or more."""
    first = number.first
    if first > 0 and words[first - 1].form in {"ال", "ب", "ل"}:
        first -= 1
    bound = lexicon.bounds.ending_at(words, first, BOUND_WORDS)
    if bound is None:
        return number
    low, high = number.low, number.high
    if bound.value == "at_least":
        high = None
    elif bound.value == "at_most":
        low = 0
    return replace(number, first=bound.first, low=low, high=high, joined=number.joined or bound.clitic == "و")


def _bounded_behind(words: Sequence[Word], quantity: Quantity, lexicon: ArabicWords) -> Quantity:
    """The same for a bound behind the noun, which has two words or more: "20 شخصا على الأقل"."""
    bound = lexicon.bounds.at(words, quantity.last + 1) if quantity.last + 1 < len(words) else None
    if bound is None or bound.last == bound.first or bound.value != "at_least":
        return quantity
    if _number_follows(words, bound.last + 1, lexicon):
        return quantity  # the bound is that of the next number
    return replace(quantity, last=bound.last, high=None)


def _number_follows(words: Sequence[Word], at: int, lexicon: ArabicWords) -> bool:
    return at < len(words) and _number_at(words, at, lexicon.numbers) is not None


def _counted(words: Sequence[Word], number: _Number, lexicon: ArabicWords) -> Quantity | None:
    """What a number counts, or None when that is no people."""
    after = number.last + 1
    if number.high is not None and number.high > LARGEST:
        return None
    single = _after_noun(words, number, lexicon)
    if single is not None:
        return single
    noun = _noun_after(words, after, lexicon)
    if noun is None and _counts_other(words, number, lexicon):
        return None
    last = noun.last if noun is not None else number.last
    if noun is not None and _emphatic_two(words, noun.last, lexicon):
        last += 1
    person = noun.value if noun is not None else None
    at = noun.first if noun is not None else -1
    return Quantity(number.first, last, number.low, number.high, person, joined=number.joined, at=at)


def _after_noun(words: Sequence[Word], number: _Number, lexicon: ArabicWords) -> Quantity | None:
    """In "مدنيين اثنين" (two civilians) the number stands behind its noun."""
    if number.low not in {1, 2} or number.low != number.high or number.first == 0 or number.joined:
        return None
    noun = lexicon.persons.at(words, number.first - 1)
    if noun is None:
        return None
    joined = noun.clitic.startswith("و")
    return Quantity(
        number.first - 1, number.last, number.low, number.high, noun.value, joined=joined, at=noun.first
    )


def _noun_after(words: Sequence[Word], start: int, lexicon: ArabicWords) -> Found[Person] | None:
    """The word for people counted by a number, over "of" and an adjective."""
    for i in range(start, min(start + LOOKAHEAD, len(words))):
        noun = lexicon.persons.at(words, i)
        if noun is not None:
            return None if noun.clitic.startswith("و") else noun
        if not (_is_of(words, i) or words[i].form == "ال"):
            return None
    return None


def _is_of(words: Sequence[Word], i: int) -> bool:
    return i < len(words) and words[i].form == "من"


def _emphatic_two(words: Sequence[Word], last: int, lexicon: ArabicWords) -> bool:
    """Whether "two" or "one" is said again after the noun: "شخصين اثنين"."""
    if last + 1 >= len(words):
        return False
    return lexicon.numbers["units"].get(words[last + 1].form) in {1, 2}


def _counts_other(words: Sequence[Word], number: _Number, lexicon: ArabicWords) -> bool:
    after = number.last + 1
    if number.plain_figure and number.low in YEARS:
        return True
    if number.high == 1 and not number.plain_figure:
        return True  # "one family", "one after the other"
    if after < len(words):
        if words[after].form in {"%", "/", ":"} or (number.plain_figure and words[after].form == "-"):
            return True
        if lexicon.books["not_people"].at(words, after) is not None or words[after].form in lexicon.months:
            return True
    return number.first > 0 and words[number.first - 1].form in {"/", "عام", "سنه", ":", "الساعه", "يوم"}


def _by_form(words: Sequence[Word], i: int, lexicon: ArabicWords) -> Quantity | None:
    """One person or two by the form of the word alone: "طفل", "طفلين"."""
    noun = lexicon.persons.at(words, i)
    if noun is None or noun.value.number is None:
        return None
    if i > 0 and words[i - 1].form in {"دون", "بدون"}:
        return None  # an aircraft "without a pilot"
    if noun.definite and not (noun.value.number == 1 and _hit(words, i, lexicon)):
        return None
    last = noun.last
    if _emphatic_two(words, last, lexicon):
        last += 1
        two = lexicon.numbers["units"][words[last].form]
        return Quantity(i, last, two, two, noun.value, joined=noun.clitic.startswith("و"), at=i)
    number = noun.value.number
    return Quantity(i, last, number, number, noun.value, joined=noun.clitic.startswith("و"), at=i)


def _hit(words: Sequence[Word], i: int, lexicon: ArabicWords) -> bool:
    """Whether a word for one person stands right behind its killing: "مقتل القاضي" tells of one, "القاضي" of none."""
    if i == 0:
        return False
    before = lexicon.triggers.at(words, i - 1)
    deadly = lexicon.books["deadly"].at(words, i - 1) is not None
    return deadly or (before is not None and before.value.effect is not None and before.last == i - 1)
