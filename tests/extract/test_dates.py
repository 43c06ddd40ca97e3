"""When: time expressions against the day of the report, Monday 12 March 2012."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.extract.dates import find_dates, last_weekday
from incidents.model import DateKind, DatePrecision, Flag
from tests.extract.conftest import Reader

MONDAY = dt.date(2012, 3, 12)
DAY, WEEK, MONTH, YEAR = DatePrecision
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31))

EXPRESSIONS = [
    # words, start, end, precision
    ("Troops entered the town on Monday.", "2012-03-12", "2012-03-12", DAY),
    ("Troops entered the town on Sunday.", "2012-03-11", "2012-03-11", DAY),
    ("Shells fell early on Saturday.", "2012-03-10", "2012-03-10", DAY),
    ("Shells fell on Tuesday night.", "2012-03-06", "2012-03-06", DAY),
    ("The bridge was hit last Monday.", "2012-03-05", "2012-03-05", DAY),
    ("The bridge was hit last Friday.", "2012-03-09", "2012-03-09", DAY),
    ("The camp was raided yesterday.", "2012-03-11", "2012-03-11", DAY),
    ("The camp was raided today.", "2012-03-12", "2012-03-12", DAY),
    ("The camp was raided last night.", "2012-03-11", "2012-03-11", DAY),
    ("The camp was raided this morning.", "2012-03-12", "2012-03-12", DAY),
    ("Clashes went on overnight.", "2012-03-11", "2012-03-12", DAY),
    ("He was shot earlier in the day.", "2012-03-12", "2012-03-12", DAY),
    ("It was taken on March 1.", "2012-03-01", "2012-03-01", DAY),
    ("It was taken on 1 March.", "2012-03-01", "2012-03-01", DAY),
    ("It was taken on the 3rd of February.", "2012-02-03", "2012-02-03", DAY),
    ("It was taken on December 30.", "2011-12-30", "2011-12-30", DAY),
    ("It was taken on Dec. 30.", "2011-12-30", "2011-12-30", DAY),
    ("It was taken on 4 June 2011.", "2011-06-04", "2011-06-04", DAY),
    ("It was taken on June 4, 2011.", "2011-06-04", "2011-06-04", DAY),
    ("It was taken on 2011-06-04.", "2011-06-04", "2011-06-04", DAY),
    ("It was taken on 04/06/2011.", "2011-06-04", "2011-06-04", DAY),
    ("The siege of February 3 to 7 was long.", "2012-02-03", "2012-02-07", DAY),
    ("Between 3 and 7 February it was besieged.", "2012-02-03", "2012-02-07", DAY),
    ("The prison was stormed in February.", "2012-02-01", "2012-02-29", MONTH),
    ("The prison was stormed in July.", "2011-07-01", "2011-07-31", MONTH),
    ("The prison was stormed in July 2011.", "2011-07-01", "2011-07-31", MONTH),
    ("The prison was stormed in early February.", "2012-02-01", "2012-02-10", WEEK),
    ("The prison was stormed in mid-February.", "2012-02-10", "2012-02-20", WEEK),
    ("The prison was stormed in late February.", "2012-02-20", "2012-02-29", WEEK),
    ("The prison was stormed last month.", "2012-02-01", "2012-02-29", MONTH),
    ("The prison was stormed this month.", "2012-03-01", "2012-03-12", MONTH),
    ("The prison was stormed last week.", "2012-03-05", "2012-03-11", WEEK),
    ("Five men were held this week.", "2012-03-12", "2012-03-12", WEEK),
    ("Five men were held earlier this week.", "2012-03-06", "2012-03-12", WEEK),
    ("Five men were held last year.", "2011-01-01", "2011-12-31", YEAR),
    ("Five men were held in early 2009.", "2009-01-01", "2009-04-30", YEAR),
    ("Five men were held in mid-2009.", "2009-05-01", "2009-08-31", YEAR),
    ("Five men were held in late 2009.", "2009-09-01", "2009-12-31", YEAR),
    ("Five men were held in 2009.", "2009-01-01", "2009-12-31", YEAR),
    ("Five men were held over the weekend.", "2012-03-09", "2012-03-11", DAY),
    ("He vanished two days ago.", "2012-03-10", "2012-03-10", DAY),
    ("He vanished three weeks ago.", "2012-02-17", "2012-02-23", WEEK),
    ("He vanished a year ago.", "2010-09-12", "2011-09-11", YEAR),
    ("Twelve died in the past 24 hours.", "2012-03-11", "2012-03-12", DAY),
    ("Twelve died over the last three days.", "2012-03-09", "2012-03-12", DAY),
    ("Fifty died since Saturday.", "2012-03-10", "2012-03-12", DAY),
    ("Fifty died since 2011.", "2011-01-01", "2012-03-12", YEAR),
]

NO_DATE = [
    "The rebels may march on the town.",
    "They sat and talked.",
    "The road to the sun temple is long.",
    "Fridays are days of protest.",
    "Talks are set for next Thursday.",
    "It is 300 km away.",
]


@pytest.mark.parametrize(("text", "start", "end", "precision"), EXPRESSIONS)
def test_expressions(text: str, start: str, end: str, precision: DatePrecision) -> None:
    found = [e for e in find_dates(text, MONDAY) if e.days is not None]
    assert len(found) == 1, found
    days = found[0].days
    assert days is not None
    assert (days.start.isoformat(), days.end.isoformat(), days.precision) == (start, end, precision)


@pytest.mark.parametrize("text", NO_DATE)
def test_other_words_are_no_date(text: str) -> None:
    assert not [e for e in find_dates(text, MONDAY) if e.days is not None]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Fifty died since Saturday.", DateKind.DURATION),
        ("Fifty died over the past week.", DateKind.DURATION),
        ("It was besieged from 3 to 7 February.", DateKind.DURATION),
        ("Fifty died on Saturday.", DateKind.UNCERTAIN),
        ("Fifty died last week.", DateKind.UNCERTAIN),
    ],
)
def test_a_duration_is_told_from_one_day_within_a_range(text: str, kind: DateKind) -> None:
    days = find_dates(text, MONDAY)[0].days
    assert days is not None
    assert days.kind is kind


def test_a_day_counted_from_the_event_told_before() -> None:
    (found,) = find_dates("A mosque had been hit two days earlier.", MONDAY, anchor=dt.date(2012, 3, 1))
    assert found.relative
    assert found.days is not None
    assert found.days.start == dt.date(2012, 2, 28)


def test_without_a_publication_day_only_complete_dates_are_read() -> None:
    text = "It was hit on Monday, on March 1, yesterday and on 4 June 2011."
    assert [e.text for e in find_dates(text, None) if e.days is not None] == ["4 June 2011"]


@settings(deadline=None)
@given(DAYS, st.integers(0, 6))
def test_a_weekday_is_one_of_the_last_seven_days(published: dt.date, weekday: int) -> None:
    day = last_weekday(published, weekday)
    assert day.weekday() == weekday
    assert 0 <= (published - day).days <= 6


@settings(deadline=None)
@given(DAYS, st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]))
def test_a_weekday_in_a_sentence_is_never_after_the_report(published: dt.date, name: str) -> None:
    days = find_dates(f"Ten people were killed there on {name}.", published)[0].days
    assert days is not None
    assert days.start == days.end
    assert 0 <= (published - days.start).days <= 6


PIECES = st.sampled_from(
    [text for text, *_ in EXPRESSIONS]
    + [
        "99 years ago",
        "9999999999999999999 months ago",
        "31 February 2012",
        "2012-13-45",
        "March 99, 2012",
        " ",
        "since",
    ]
)


@settings(deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=6), st.one_of(st.none(), st.dates()))
def test_any_text_gives_ordered_spans_with_their_exact_words(
    pieces: list[str], published: dt.date | None
) -> None:
    text = " ".join(pieces)
    found = find_dates(text, published)
    for e in found:
        assert text[e.start : e.end] == e.text
        assert e.days is None or e.days.start <= e.days.end
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize("told", ["last week", "on Friday", "last month", "in April"])
def test_days_that_cannot_be_known_are_not_made_up(told: str, read: Reader) -> None:
    text = f"On 14 March 2012 troops shelled Rastan. Rebels shelled Homs {told}."
    first, second = read(text, published=None)
    assert first.dates is not None
    assert second.dates is None


TOLD_DAYS = [
    # the day that an event is given by the sentence, not by the report of Monday 12 March 2012
    ("Arbin buried eight people on Saturday, who were killed in an air raid the night before.", "2012-03-09"),
    ("Troops took Binnish on Friday, and a bomb killed two of them there a day later.", "2012-03-10"),
    ("Helicopters bombed Talbiseh early on Sunday (late Saturday GMT).", "2012-03-11"),
    ("Shells hit Nubl (on Saturday, by some accounts, on Friday).", "2012-03-10"),
    ("Sappers defused a bomb that had been planted in Tartus on Saturday.", "2012-03-10"),
    ("Troops shelled Nubl on Saturday after rebels who had shot two men on Friday left.", "2012-03-10"),
]


@pytest.mark.parametrize(("text", "day"), TOLD_DAYS)
def test_days_by_the_sentence(text: str, day: str, read: Reader) -> None:
    days = [c.dates for c in read(text) if c.dates is not None]
    assert dt.date.fromisoformat(day) in [d.start for d in days if d.start == d.end]


def test_acts_with_days_of_their_own_are_two(read: Reader) -> None:
    claims = read("Militants blew up a bridge in Palmyra on Friday and beheaded two men on Saturday.")
    assert [(c.sub_event_type.value, str(c.dates and c.dates.start)) for c in claims] == [
        ("Looting/property destruction", "2012-03-09"),
        ("Attack", "2012-03-10"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The uprising began in 2009, when troops shot at a crowd in Deraa.",
        "The revolt started in January 2010, when police killed two boys in Deraa.",
        "In 2009, when soldiers shelled Hama, he was at school.",
    ],
)
def test_what_is_told_of_a_date_long_past_is_history(text: str, read: Reader) -> None:
    assert all(Flag.HISTORICAL in c.flags for c in read(text))
