"""What holds for any number, day, sentence and text: generated cases, the real language model."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from incidents.extract.dates import find_dates
from incidents.extract.extractor import Extractor
from incidents.extract.lexicon import Lexicon
from incidents.extract.nlp import MAX_SENTENCE_CHARS, parse, sentence_spans
from incidents.extract.quantities import find_quantities, parse_number
from incidents.model import DateKind, DatePrecision, Document

MONDAY = dt.date(2012, 3, 12)
slow = settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
quick = settings(deadline=None, max_examples=200)

# --- numbers ---

SMALL = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
ROUND = {
    20: "twenty",
    30: "thirty",
    40: "forty",
    50: "fifty",
    60: "sixty",
    70: "seventy",
    80: "eighty",
    90: "ninety",
}
SCALES = ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred"))


def in_words(number: int, hyphen: str = "-", joint: str = " and ") -> str:
    """English words for a number below a thousand million, written without looking at how they are read."""
    for scale, name in SCALES:
        if number >= scale:
            many, rest = divmod(number, scale)
            said = f"{in_words(many, hyphen, joint)} {name}"
            if not rest:
                return said
            link = joint if scale == 100 else " "
            return f"{said}{link}{in_words(rest, hyphen, joint)}"
    if number < 20:
        return SMALL[number]
    tens, ones = divmod(number, 10)
    return ROUND[tens * 10] + (f"{hyphen}{SMALL[ones]}" if ones else "")


COUNTS = st.integers(1, 999_999)
STYLES = st.sampled_from([("-", " and "), ("-", " "), (" ", " and "), (" ", " ")])


@quick
@given(COUNTS, STYLES, st.booleans())
@example(100, ("-", " and "), False)
@example(999_999, ("-", " and "), True)
def test_a_number_written_out_is_read_back(number: int, style: tuple[str, str], capital: bool) -> None:
    words = in_words(number, *style)
    assert parse_number(words.capitalize() if capital else words) == number


@quick
@given(st.integers(0, 999_999_999), st.sampled_from(["{}", " {} ", "{:,}", "{}.0"]))
def test_a_figure_is_read_back(number: int, form: str) -> None:
    assert parse_number(form.format(number)) == number


@quick
@given(st.one_of(st.text(max_size=40), st.text("0123456789.,-٣१ ", max_size=60)))
@example("²")
@example("1,2,3")
@example("- and a")
@example("hundred hundred and")
def test_any_text_is_a_number_or_none(text: str) -> None:
    number = parse_number(text)
    assert number is None or number >= 0


PEOPLE = st.sampled_from(["people", "civilians", "soldiers", "children"])
BOUNDS = st.sampled_from(["", "at least ", "more than ", "up to ", "about "])


def killed(nlp: Any, lexicon: Lexicon, amount: str, noun: str) -> tuple[int | None, int | None]:
    (found,) = find_quantities(nlp(f"Shelling killed {amount} {noun} in the town.")[:], lexicon)
    return found.low, found.high


@slow
@given(number=st.integers(2, 9_999).filter(lambda n: not 1900 <= n <= 2100), bound=BOUNDS, noun=PEOPLE)
def test_a_figure_in_a_sentence_is_counted_within_its_bounds(
    nlp: Any, lexicon: Lexicon, number: int, bound: str, noun: str
) -> None:
    low, high = killed(nlp, lexicon, f"{bound}{number:,}", noun)
    expected = {
        "at least ": (number, None),
        "more than ": (number, None),
        "up to ": (0, number),
    }
    assert (low, high) == expected.get(bound, (number, number))


@slow
@given(number=st.integers(2, 999), noun=PEOPLE)
def test_words_in_a_sentence_count_as_the_figure_does(
    nlp: Any, lexicon: Lexicon, number: int, noun: str
) -> None:
    assert killed(nlp, lexicon, in_words(number), noun) == (number, number)


@slow
@given(
    few=st.integers(2, 90),
    more=st.integers(1, 90),
    form=st.sampled_from(["{}-{}", "{} to {}", "between {} and {}"]),
)
def test_a_range_keeps_both_ends(nlp: Any, lexicon: Lexicon, few: int, more: int, form: str) -> None:
    assert killed(nlp, lexicon, form.format(few, few + more), "people") == (few, few + more)


@slow
@given(st.integers(2, 20), st.booleans())
def test_dozens_are_twelve_each(nlp: Any, lexicon: Lexicon, many: int, spelt: bool) -> None:
    amount = f"{in_words(many) if spelt else many} dozen"
    assert killed(nlp, lexicon, amount, "people") == (12 * many, 12 * many)


# --- days ---

MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
REPORT_DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2045, 12, 31))
DAY_FORMS = st.sampled_from(
    ["{d} {m} {y}", "{m} {d}, {y}", "{m} {d} {y}", "{iso}", "{d}th of {m} {y}", "{d:02} {m}, {y}"]
)


def written(day: dt.date, form: str) -> str:
    return form.format(d=day.day, m=MONTHS[day.month - 1], y=day.year, iso=day.isoformat())


@quick
@given(REPORT_DAYS, DAY_FORMS, st.one_of(st.none(), st.dates()))
def test_a_whole_date_is_that_day_whenever_the_report_came_out(
    day: dt.date, form: str, published: dt.date | None
) -> None:
    text = written(day, form)
    (found,) = find_dates(f"Troops shelled Homs on {text} at noon.", published)
    assert found.text == text
    assert found.days is not None
    assert (found.days.start, found.days.end, found.days.precision) == (day, day, DatePrecision.DAY)
    assert found.days.kind is DateKind.UNCERTAIN


@quick
@given(
    REPORT_DAYS, st.sampled_from(WEEKDAYS), st.sampled_from(["on {}", "late on {}", "on {} morning", "{}"])
)
def test_a_weekday_is_one_of_the_seven_days_up_to_the_report(
    published: dt.date, name: str, form: str
) -> None:
    (found,) = find_dates(f"Troops shelled Homs {form.format(name)}.", published)
    assert found.days is not None
    assert found.days.start == found.days.end
    assert 0 <= (published - found.days.start).days <= 6
    assert WEEKDAYS[found.days.start.weekday()] == name


EARLY, LATE = dt.date(2, 1, 1), dt.date(9998, 12, 31)
ANY_DAY = st.dates(EARLY, LATE)
DATE_WORDS = st.sampled_from(
    [*MONTHS, *WEEKDAYS, "yesterday", "ago", "weeks", "the past", "last", "since", "from", "to", "-", "and", "31", "0",
     "99", "2012", "2012-02-30", "00/00/2012", "٣ March", "in", "early", "Sept.", "9" * 30, "a day earlier"]
)  # fmt: skip
DATE_TEXTS = st.lists(st.one_of(DATE_WORDS, st.text(max_size=10)), max_size=10).map(" ".join)


@quick
@given(DATE_TEXTS, st.one_of(st.none(), ANY_DAY), st.one_of(st.none(), ANY_DAY))
@example("since January 1", EARLY, LATE)
@example("last year", EARLY, None)
@example("the weekend", EARLY, None)
@example("99 years earlier", LATE, EARLY)
@example("29 February", EARLY, None)
def test_any_text_and_any_report_day_give_spans_apart(
    text: str, published: dt.date | None, anchor: dt.date | None
) -> None:
    found = find_dates(text, published, anchor)
    for expression in found:
        assert 0 <= expression.start < expression.end <= len(text)
        assert text[expression.start : expression.end] == expression.text
        assert expression.days is None or expression.days.start <= expression.days.end
    assert all(before.end <= after.start for before, after in pairwise(found))


# --- spans ---

SIGNS = st.text("ab. \n\t\r-!?\"'“”()[]…؟é\u2028\u00a0\u200b\u202e\x00\x1f\x85A1", max_size=200)
ANY_TEXT = st.one_of(
    st.text(max_size=200),
    SIGNS,
    st.lists(
        st.sampled_from(["x" * 1600, "y " * 900, "He left. ", " - They came", "\n\n", "“"]), max_size=4
    ).map("".join),
)


def unread(text: str) -> str:
    """The signs of a text, white space aside, that stand in no sentence."""
    cursor, left = 0, []
    for _, start, end in sentence_spans(text):
        left.append(text[cursor:start])
        cursor = end
    return "".join([*left, text[cursor:]]).strip()


@quick
@given(ANY_TEXT)
def test_every_sign_stands_in_one_sentence(text: str) -> None:
    spans = list(sentence_spans(text))
    covered = [0] * len(text)
    for paragraph, start, end in spans:
        assert 0 <= start < end <= len(text)
        assert end - start <= MAX_SENTENCE_CHARS
        assert paragraph >= 0
        for at in range(start, end):
            covered[at] += 1
    assert all(a[2] <= b[1] and a[0] <= b[0] for a, b in pairwise(spans))
    assert all(count == 1 for sign, count in zip(text, covered, strict=True) if not sign.isspace())
    assert max(covered, default=0) <= 1


@slow
@given(text=ANY_TEXT)
def test_the_parser_loses_no_sign_either(nlp: Any, text: str) -> None:
    read = "".join(sentence.text for sentence in parse(nlp, sentence_spans(text), text))
    assert "".join(read.split()) == "".join(text.split())


# --- a whole report ---

REPORT_PIECES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "Troops killed 10 people in Homs on Sunday, activists said. ",
            "قُتل عشرة في حمص. ",
            "Убиты 10 человек в Хомсе. ",
            "\u202eelif\u202c ",
            "Homs\t12\t30\n",
            "\x1b[2J",
            "9" * 60 + " people were killed in Homs. ",
            "💣💀 ",
            "“ “ “ ",
        ]
    ),
)


@slow
@given(st.lists(REPORT_PIECES, max_size=6).map("".join), st.one_of(st.none(), st.dates()))
def test_any_report_gives_quotes_that_stand_in_it(
    extractor: Extractor, text: str, published: dt.date | None
) -> None:
    document = Document.create(text, published=published)
    for claim in extractor.extract(document):
        assert claim.start is not None
        assert claim.end is not None
        assert claim.quote == text[claim.start : claim.end]
        assert 0 <= claim.start < claim.end <= len(text)


TOLD = "Troops killed 10 people in Homs."
WHOLE = {
    "one sentence of 50,000 words": "and people went on and on " * 8_333 + TOLD,
    "no white space at all": "x" * 200_000 + " " + TOLD,
    "a table of 200 kB": "Homs\t12\t30\t2012-03-12\tx\n" * 8_000 + TOLD,
    "2,000 quotations one in another": "“" * 2_000 + TOLD + "”" * 2_000 + "\n" + TOLD,
    "2,000 brackets": "(" * 2_000 + "He left." + ")" * 2_000 + "\n" + TOLD,
    "punctuation only": ".,;!?-–—…\"'()[]{}" * 3_000,
    "100,000 line ends": "\n" * 100_000 + TOLD,
    "20,000 blanks in a line": "He left" + " " * 20_000 + TOLD,
    "a full stop after each letter": "A. " * 20_000 + "\n" + TOLD,
}


@pytest.mark.parametrize("kind", WHOLE)
def test_monstrous_text_is_read_to_its_end(extractor: Extractor, kind: str) -> None:
    text = WHOLE[kind]
    assert unread(text) == ""
    document = Document.create(text, published=MONDAY)
    claims = extractor.extract(document)
    assert all(claim.quote == text[claim.start : claim.end] for claim in claims)
    if TOLD in text:
        last = [claim for claim in claims if claim.killed.low == 10 and claim.place is not None]
        assert last
        assert last[-1].end == len(text.rstrip("”"))


@pytest.mark.parametrize("figure", ["9" * 400, "1" + ",000" * 200, "9" * 310 + ".5"])
def test_a_figure_too_long_to_count_is_no_number(figure: str, extractor: Extractor) -> None:
    assert parse_number(figure) is None
    extractor.extract(Document.create(f"Troops killed {figure} people in Homs.", published=MONDAY))


def test_the_first_and_the_last_day_there_is_do_no_harm() -> None:
    for text in ("last year", "last month", "the weekend", "since January 1", "29 February", "99 years ago"):
        for day in (dt.date.min, dt.date.max):
            find_dates(text, day, day)
