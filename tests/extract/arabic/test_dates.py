"""Time expressions in Arabic, read against the day of the report."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.extract.arabic.dates import find_dates
from incidents.extract.arabic.text import Flat

MONDAY = dt.date(2012, 3, 12)
LEVANTINE = (
    "كانون الثاني",
    "شباط",
    "آذار",
    "نيسان",
    "أيار",
    "حزيران",
    "تموز",
    "آب",
    "أيلول",
    "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول",
)
EGYPTIAN = (
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
)

CASES = [
    ("يوم الاثنين", "2012-03-12", "2012-03-12", "day"),
    ("مساء الأحد", "2012-03-11", "2012-03-11", "day"),
    ("أمس الأحد", "2012-03-11", "2012-03-11", "day"),
    ("الجمعة الماضية", "2012-03-09", "2012-03-09", "day"),
    ("اليوم", "2012-03-12", "2012-03-12", "day"),
    ("فجر اليوم", "2012-03-12", "2012-03-12", "day"),
    ("أمس", "2012-03-11", "2012-03-11", "day"),
    ("أول أمس", "2012-03-10", "2012-03-10", "day"),
    ("أول من أمس", "2012-03-10", "2012-03-10", "day"),
    ("ليل الأحد الاثنين", "2012-03-11", "2012-03-12", "day"),
    ("12 آذار 2012", "2012-03-12", "2012-03-12", "day"),
    ("٥ شباط", "2012-02-05", "2012-02-05", "day"),
    ("الأحد 11 آذار/مارس", "2012-03-11", "2012-03-11", "day"),
    ("في الثامن من شباط", "2012-02-08", "2012-02-08", "day"),
    ("الخامس والعشرين من كانون الأول", "2011-12-25", "2011-12-25", "day"),
    ("12/3/2012", "2012-03-12", "2012-03-12", "day"),
    ("٤/٣/٢٠١٢", "2012-03-04", "2012-03-04", "day"),
    ("2012-03-01", "2012-03-01", "2012-03-01", "day"),
    ("بتاريخ 9/3", "2012-03-09", "2012-03-09", "day"),
    ("في 5 من الشهر الجاري", "2012-03-05", "2012-03-05", "day"),
    ("في 20 من الشهر الماضي", "2012-02-20", "2012-02-20", "day"),
    ("من 3 إلى 7 شباط", "2012-02-03", "2012-02-07", "day"),
    ("قبل يومين", "2012-03-10", "2012-03-10", "day"),
    ("قبل ثلاثة أيام", "2012-03-09", "2012-03-09", "day"),
    ("خلال الـ 24 ساعة الماضية", "2012-03-11", "2012-03-12", "day"),
    ("الأسبوع الماضي", "2012-03-05", "2012-03-11", "week"),
    ("الشهر الماضي", "2012-02-01", "2012-02-29", "month"),
    ("في تموز 2011", "2011-07-01", "2011-07-31", "month"),
    ("في كانون الثاني", "2012-01-01", "2012-01-31", "month"),
    ("في عام 1982", "1982-01-01", "1982-12-31", "year"),
    ("العام الماضي", "2011-01-01", "2011-12-31", "year"),
    ("منذ آذار 2011", "2011-03-01", "2012-03-12", "month"),
]


@pytest.mark.parametrize(("text", "start", "end", "precision"), CASES)
def test_time_expressions(text: str, start: str, end: str, precision: str) -> None:
    (found,) = find_dates(Flat.of(f"قتل خمسة {text} في حمص"), MONDAY)
    assert found.days is not None
    assert (found.days.start.isoformat(), found.days.end.isoformat()) == (start, end)
    assert found.days.precision == precision


@pytest.mark.parametrize(
    "text", ["قتل أب وابنه", "مارس القصف", "يوم الجمعة المقبل", "31 شباط 2012", "الاثنان معا"]
)
def test_what_is_no_day(text: str) -> None:
    assert all(found.days is None for found in find_dates(Flat.of(text), MONDAY))


@given(st.dates(dt.date(1990, 1, 1), dt.date(2049, 12, 31)), st.booleans(), st.booleans())
def test_a_full_date_is_read_back(day: dt.date, egyptian: bool, eastern: bool) -> None:
    month = (EGYPTIAN if egyptian else LEVANTINE)[day.month - 1]
    text = f"{day.day} {month} {day.year}"
    if eastern:
        text = text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    (found,) = find_dates(Flat.of(f"قصف في {text}،"), None)
    assert found.days is not None
    assert (found.days.start, found.days.end) == (day, day)
    assert found.text == text


@given(st.dates(dt.date(1990, 1, 1), dt.date(2049, 12, 31)))
def test_figures_put_the_day_first(day: dt.date) -> None:
    (found,) = find_dates(Flat.of(f"في {day.day}/{day.month}/{day.year}"), None)
    assert found.days is not None
    assert found.days.start == day


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([text for text, *_ in CASES] + ["قصف", "،", "من", "في", "٩٩", "قبل", "منذ"]),
        max_size=8,
    ).map(" ".join),
    st.one_of(st.none(), st.dates()),
)
def test_any_text_gives_days_in_order_without_overlap(text: str, published: dt.date | None) -> None:
    found = find_dates(Flat.of(text), published)
    for before, after in pairwise(found):
        assert before.end <= after.start
    assert all(e.text in text for e in found)
