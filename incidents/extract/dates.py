"""When: the time expressions of a sentence, read against the day of the report.

Every reading is a range of days with a precision; nothing is made more exact than it was written. News language is
taken as it is meant: a weekday is the last such day up to the day of the report, a month without a year the last such
month, "since" and "from ... to" are durations, all else is "once, somewhere in the range".
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from incidents.extract.lexicon import load_lexicon
from incidents.extract.quantities import parse_number
from incidents.model import DateKind, DatePrecision, DateRange

ONE_DAY: Final = dt.timedelta(days=1)
LONGEST_DAYS: Final = 36500
"""Spans are cut at a century: beyond it no report counts back, and dates run out."""


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A stretch ``text[start:end]`` that says when, and the days it means (None: a time that cannot be placed)."""

    start: int
    end: int
    text: str
    days: DateRange | None
    relative: bool = False
    """Counted from an event told before ("a day earlier"), not from the report."""


def _day(day: dt.date) -> DateRange:
    return DateRange(day, day, DatePrecision.DAY)


def _month(year: int, month: int) -> DateRange:
    return DateRange(
        dt.date(year, month, 1),
        dt.date(year, month, calendar.monthrange(year, month)[1]),
        DatePrecision.MONTH,
    )


def _year(year: int) -> DateRange:
    return DateRange(dt.date(year, 1, 1), dt.date(year, 12, 31), DatePrecision.YEAR)


def last_weekday(published: dt.date, weekday: int) -> dt.date:
    """The last `weekday` (Monday 0) up to and including `published`: a Monday report's "on Monday" is that day."""
    return published - dt.timedelta(days=(published.weekday() - weekday) % 7)


def _recent_year(published: dt.date, month: int, day: int = 1) -> int:
    """The year that makes a month (and day) without one the latest not after the report, two days' slack given."""
    try:
        candidate = dt.date(published.year, month, day)
    except ValueError:
        return published.year - 1
    return published.year if candidate <= published + 2 * ONE_DAY else published.year - 1


def _absolute(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    words = load_lexicon().time
    name = match["month"].rstrip(".").lower()
    month = words.months.get(name) or words.abbreviations[name]
    groups = match.groupdict()
    day = int(groups["day"]) if groups.get("day") else None
    year_text = groups.get("year")
    if year_text is None and published is None:
        return None
    try:
        year = int(year_text) if year_text else _recent_year(published or dt.date.min, month, day or 1)
        if day is None:
            return _part_of_month(_month(year, month), (groups.get("part") or "").lower().rstrip("- "))
        first = dt.date(year, month, day)
        if groups.get("day2"):
            return DateRange(
                first,
                max(first, dt.date(year, month, int(groups["day2"]))),
                DatePrecision.DAY,
                DateKind.DURATION,
            )
        return _day(first)
    except ValueError:
        return None


def _part_of_month(days: DateRange, part: str) -> DateRange:
    first = days.start
    bounds = {
        "early": (1, 10),
        "mid": (10, 20),
        "late": (20, days.end.day),
        "the end of": (24, days.end.day),
    }.get(part)
    if bounds is None:
        return days
    return DateRange(first.replace(day=bounds[0]), first.replace(day=bounds[1]), DatePrecision.WEEK)


def _numeric(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    try:
        return _day(dt.date(int(match["y"]), int(match["m"]), int(match["d"])))
    except ValueError:
        return None


def _weekday(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    if published is None or match["plural"]:
        return None
    weekday = load_lexicon().time.weekdays[f"{match['weekday'].lower()}day"]
    lead = (match["lead"] or "").lower()
    if lead.startswith(("next", "coming")):
        return None
    day = last_weekday(published, weekday)
    if lead.startswith("last") and day == published:
        day -= 7 * ONE_DAY
    return _day(day)


def _named_day(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    if published is None:
        return None
    word = re.sub(r"\s+", " ", match[0].lower())
    if word in {"yesterday", "last night"}:
        return _day(published - ONE_DAY)
    if word == "overnight":
        return DateRange(published - ONE_DAY, published, DatePrecision.DAY)
    return _day(published)


def _weekend(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    if published is None:
        return None
    sunday = last_weekday(published, 6)
    if (match["lead"] or "").strip().lower() == "last" and sunday == published:
        sunday -= 7 * ONE_DAY
    # Syria's weekend is Friday and Saturday; foreign agencies mean Saturday and Sunday: the range holds both.
    return DateRange(sunday - 2 * ONE_DAY, sunday, DatePrecision.DAY)


def _this_unit(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    if published is None:
        return None
    lead, unit = match["lead"].lower(), match["unit"].lower()
    if unit == "week":
        monday = published - published.weekday() * ONE_DAY
        if lead == "this":
            return DateRange(
                min(monday, published - 6 * ONE_DAY) if match["earlier"] else monday,
                published,
                DatePrecision.WEEK,
            )
        return DateRange(monday - 7 * ONE_DAY, monday - ONE_DAY, DatePrecision.WEEK)
    if unit == "month":
        month = _month(published.year, published.month)
        if lead == "this":
            return DateRange(month.start, published, DatePrecision.MONTH)
        before = month.start - ONE_DAY
        return _month(before.year, before.month)
    return (
        DateRange(dt.date(published.year, 1, 1), published, DatePrecision.YEAR)
        if lead == "this"
        else _year(published.year - 1)
    )


UNIT_DAYS: Final = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30, "year": 365}
SLACK_DAYS: Final = {"hour": 0, "day": 0, "week": 3, "month": 15, "year": 182}
"""How exact "two weeks ago" is, to either side."""

PRECISION_OF: Final = {
    "hour": DatePrecision.DAY, "day": DatePrecision.DAY, "week": DatePrecision.WEEK, "month": DatePrecision.MONTH,
    "year": DatePrecision.YEAR,
}  # fmt: skip


def _amount(word: str) -> int:
    return load_lexicon().time.amounts.get(word.lower()) or parse_number(word) or 1


def _days(count: str | None, unit: str) -> int:
    """Days in "several weeks", at most a century of them."""
    # A count of more than six figures is no span of time; it must not reach a float.
    amount = min(_amount(count or "a"), 1_000_000)
    return min(round(amount * UNIT_DAYS[unit]), LONGEST_DAYS)


def _past_span(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    if published is None:
        return None
    unit = match["unit"].lower()
    days = max(_days(match["count"], unit), 1)
    return DateRange(published - days * ONE_DAY, published, PRECISION_OF[unit], DateKind.DURATION)


def _ago(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    if published is None:
        return None
    unit = match["unit"].lower()
    days = _days(match["count"], unit)
    if days == LONGEST_DAYS:
        return None
    centre = published - days * ONE_DAY
    slack = SLACK_DAYS[unit] * ONE_DAY
    return DateRange(centre - slack, centre + slack, PRECISION_OF[unit])


def _earlier(match: re.Match[str], anchor: dt.date | None) -> DateRange | None:
    if anchor is None:
        return None
    groups = match.groupdict()
    days = _days(groups["count"], groups["unit"].lower()) if groups.get("unit") else 1
    return _day(anchor - days * ONE_DAY)


def _later(match: re.Match[str], anchor: dt.date | None) -> DateRange | None:
    return _day(anchor + ONE_DAY) if anchor is not None else None


def _bare_year(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    return _year(int(match["year"]))


def _part_of_year(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    first, last = _PARTS_OF_YEAR[match["part"].lower()]
    year = int(match["year"])
    return DateRange(_month(year, first).start, _month(year, last).end, DatePrecision.YEAR)


Reader = Callable[[re.Match[str], dt.date | None], DateRange | None]

_I: Final = re.IGNORECASE
_MONTH: Final = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_WEEKDAY: Final = r"(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?P<plural>s)?"
_NUMBER: Final = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_COUNT: Final = rf"(?P<count>\d+|an?|{_NUMBER}|several|few|couple of)"
_UNIT: Final = r"(?P<unit>hour|day|week|month|year)s?"
_YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_OF_YEAR: Final = rf"(?:,?\s*{_YEAR})?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_TIME_OF_DAY: Final = r"(?:\s+(?:morning|afternoon|evening|night|noon))?"
_PART: Final = r"(?:(?P<part>early|late|mid|the end of)[\s-]+)?"
_LEAD: Final = r"(?P<lead>(?:early|late|last|next|this|coming|earlier)\s+(?:on\s+|last\s+|this\s+)?)?"
_NAMED: Final = (
    r"yesterday|last\s+night|today|tonight|overnight|this\s+(?:morning|afternoon|evening)"
    r"|earlier\s+in\s+the\s+day"
)
_PARTS_OF_DAY: Final = ("morning", "afternoon", "evening")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AFTER: Final = r"the\s+(?:following|next)\s+(?:day|morning|night|evening)|(?:the|a)\s+day\s+later"
_BEFORE: Final = r"the\s+previous\s+day|the\s+day\s+before|the\s+night\s+before"

_ISO: Final = r"\b(?P<y>(?:19|20)\d\d)-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b"
_SLASHES: Final = r"\b(?P<d>\d{1,2})[/-](?P<m>\d{1,2})[/-](?P<y>(?:19|20)\d\d)\b"
_DAY_MONTH: Final = (
    rf"\b{_DAY}(?:\s*(?:-|–|to|and)\s*(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)?\s+(?:of\s+)?{_MONTH}{_OF_YEAR}\b"
)
_MONTH_DAY: Final = rf"\b{_MONTH}\s+{_DAY}(?:\s*(?:-|–|to)\s*(?P<day2>\d{{1,2}}))?{_OF_YEAR}\b(?!,\d)"
_MONTH_ALONE: Final = rf"\b{_PART}(?:in\s+)?{_MONTH}(?:,?\s+{_YEAR})?\b"
_SPAN: Final = (
    rf"\b(?:in|over|during|within|for)?\s*(?:the\s+)?(?:past|last|previous)\s+(?:{_COUNT}\s+)?{_UNIT}\b"
)
_PARTS_OF_YEAR: Final = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}
"""Months of "early 2014" and the like."""

_PART_OF_YEAR: Final = r"\b(?P<part>early|mid|late)[\s-]+(?:in\s+)?(?P<year>19[5-9]\d|20[0-4]\d)\b"
_YEAR_ALONE: Final = r"\b(?:in|since|of|from|by|until|during|after|before)\s+(?P<year>19[5-9]\d|20[0-4]\d)\b"

_PATTERNS: Final[tuple[tuple[re.Pattern[str], Reader, bool, tuple[str, ...]], ...]] = (
    (re.compile(_ISO), _numeric, False, ()),
    (re.compile(_SLASHES), _numeric, False, ()),
    (re.compile(_DAY_MONTH, _I), _absolute, False, ()),
    (re.compile(_MONTH_DAY, _I), _absolute, False, ()),
    (re.compile(_MONTH_ALONE), _absolute, False, _MONTHS),
    (re.compile(rf"\b{_LEAD}{_WEEKDAY}\b{_TIME_OF_DAY}"), _weekday, False, ("day",)),
    (re.compile(r"\b(?P<lead>last |this |past )?weekend\b", _I), _weekend, False, ("weekend",)),
    (re.compile(rf"\b(?:{_NAMED})\b", _I), _named_day, False, ("day", "night", *_PARTS_OF_DAY)),
    (
        re.compile(
            r"\b(?P<earlier>earlier\s+|late\s+|later\s+)?(?P<lead>this|last)\s+(?P<unit>week|month|year)\b",
            _I,
        ),
        _this_unit,
        False,
        ("this", "last"),
    ),
    (re.compile(_SPAN, _I), _past_span, False, ("past", "last", "previous")),
    (re.compile(rf"\b{_COUNT}\s+{_UNIT}\s+ago\b", _I), _ago, False, ("ago",)),
    (
        re.compile(rf"\b(?:{_BEFORE}|{_COUNT}\s+{_UNIT}\s+(?:earlier|before|previously))\b", _I),
        _earlier,
        True,
        ("previous", "before", "earlier"),
    ),
    (re.compile(rf"\b(?:{_AFTER})\b", _I), _later, True, ("following", "next", "later")),
    (re.compile(_PART_OF_YEAR, _I), _part_of_year, False, ()),
    (re.compile(_YEAR_ALONE, _I), _bare_year, False, ()),
)
"""In order of precedence: pattern, reader, whether it counts from an event told before, and stretches of small letters
that it has one of; a figure when there are none.

Most sentences have few of them, and looking for letters is much faster than looking for a pattern."""

_FIGURE: Final = re.compile(r"\d")
_OPEN: Final = re.compile(r"\b(?:since|from)\s+(?:(?:early|late|at\s+least|around|about|on|last)\s+)*$", _I)


def find_dates(text: str, published: dt.date | None, anchor: dt.date | None = None) -> list[TimeExpression]:
    """All time expressions in a sentence, in order, without overlap.

    Parameters
    ----------
    text : str
        One sentence.
    published : datetime.date or None
        The day the report came out; without it only complete dates can be read, the others have ``days`` None.
    anchor : datetime.date or None
        The day of the event told before, for "a day earlier"; the report's day when None.
    """
    found: list[TimeExpression] = []
    small, figures = text.casefold(), _FIGURE.search(text) is not None
    for pattern, read, relative, letters in _PATTERNS:
        if not (any(some in small for some in letters) if letters else figures):
            continue
        for match in pattern.finditer(text):
            start, end = match.start() + len(match[0]) - len(match[0].lstrip()), match.end()
            if any(start < other.end and other.start < end for other in found) or _is_word_may(match, text):
                continue
            day = (_told_before(start, found) or anchor or published) if relative else published
            days = _read(read, match, day)
            since = bool(_OPEN.search(text, 0, start)) or match[0].lower().startswith("since ")
            if since and days is not None and published is not None and days.start <= published:
                days = DateRange(days.start, published, days.precision, DateKind.DURATION)
            found.append(TimeExpression(start, end, text[start:end], days, relative))
    return sorted(found, key=lambda e: e.start)


def _told_before(start: int, found: Sequence[TimeExpression]) -> dt.date | None:
    """The single day that the sentence itself gives before "the night before", which counts from it."""
    days = [e.days for e in sorted(found, key=lambda e: e.start) if e.end <= start and e.days is not None]
    single = [d.start for d in days if d.precision is DatePrecision.DAY and d.start == d.end]
    return single[-1] if single else None


def _read(read: Reader, match: re.Match[str], day: dt.date | None) -> DateRange | None:
    try:
        return read(match, day)
    except (OverflowError, ValueError):
        return None  # before the year 1 or after 9999


def _is_word_may(match: re.Match[str], text: str) -> bool:
    """Whether a lone "May" or "March" is the verb: it is a month only after a preposition or with a day or year."""
    words = load_lexicon().time
    if match[0].strip().lower() not in words.doubtful:
        return False
    before = text[: match.start()].rstrip().rsplit(" ", 1)[-1].lower()
    return before not in words.month_contexts
