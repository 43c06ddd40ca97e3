"""When: the time expressions of a sentence, read against the day of the report.

Every reading is a range of days with a precision; nothing is made more exact than it was written. News language is
taken as it is meant: a weekday is the last such day up to the day of the report, a month without a year the last such
month, "since" and "from ... to" are durations, all else is "once, somewhere in the range".
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from incidents.extract.quantities import parse_number
from incidents.model import DateKind, DatePrecision, DateRange

ONE_DAY: Final = dt.timedelta(days=1)
MONTHS: Final = (
    {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
    | {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}
    | {"sept": 9}
)
WEEKDAYS: Final = {name.lower(): i for i, name in enumerate(calendar.day_name)} | {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
_MONTH: Final = r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
_WEEKDAY: Final = r"(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?P<plural>s)?"
_COUNT: Final = (
    r"(?P<count>\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|few|couple of)"
)
_UNIT: Final = r"(?P<unit>hour|day|week|month|year)s?"


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A stretch ``text[start:end]`` that says when, and the days it means (None: a time that cannot be placed)."""

    start: int
    end: int
    text: str
    days: DateRange | None
    open_start: bool = False
    """Written with "since" or "from": what it tells lasted from then until the report."""
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
    month = MONTHS[match["month"].rstrip(".").lower()]
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
    weekday = WEEKDAYS[f"{match['weekday'].lower()}day"]
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
PRECISION_OF: Final = {
    "hour": DatePrecision.DAY, "day": DatePrecision.DAY, "week": DatePrecision.WEEK, "month": DatePrecision.MONTH,
    "year": DatePrecision.YEAR,
}  # fmt: skip


def _amount(word: str) -> int:
    fixed = {"a": 1, "an": 1, "several": 3, "few": 3, "couple of": 2}
    return fixed.get(word.lower()) or parse_number(word) or 1


def _past_span(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    if published is None:
        return None
    unit = match["unit"].lower()
    days = min(round(_amount(match["count"] or "one") * UNIT_DAYS[unit]), 36500)
    return DateRange(published - max(days, 1) * ONE_DAY, published, PRECISION_OF[unit], DateKind.DURATION)


def _ago(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    if published is None:
        return None
    unit = match["unit"].lower()
    days = round(_amount(match["count"]) * UNIT_DAYS[unit])
    if days > 36500:
        return None
    centre = published - days * ONE_DAY
    slack = {"hour": 0, "day": 0, "week": 3, "month": 15, "year": 182}[unit] * ONE_DAY
    return DateRange(centre - slack, centre + slack, PRECISION_OF[unit])


def _earlier(match: re.Match[str], anchor: dt.date | None) -> DateRange | None:
    if anchor is None:
        return None
    groups = match.groupdict()
    days = (
        round(_amount(groups["count"] or "a") * UNIT_DAYS[groups["unit"].lower()])
        if groups.get("unit")
        else 1
    )
    return _day(anchor - min(days, 36500) * ONE_DAY)


def _bare_year(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    return _year(int(match["year"]))


Reader = Callable[[re.Match[str], dt.date | None], DateRange | None]
_FLAGS: Final = re.IGNORECASE
_PATTERNS: Final[tuple[tuple[re.Pattern[str], Reader, bool], ...]] = (
    (re.compile(r"\b(?P<y>(?:19|20)\d\d)-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b"), _numeric, False),
    (re.compile(r"\b(?P<d>\d{1,2})[/-](?P<m>\d{1,2})[/-](?P<y>(?:19|20)\d\d)\b"), _numeric, False),
    (re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*(?:-|–|to|and)\s*(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)?\s+(?:of\s+)?{_MONTH}(?:,?\s*(?P<year>(?:19|20)\d\d))?\b", _FLAGS), _absolute, False),
    (re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*(?:-|–|to)\s*(?P<day2>\d{{1,2}}))?(?:,?\s*(?P<year>(?:19|20)\d\d))?\b(?!,\d)", _FLAGS), _absolute, False),
    (re.compile(rf"\b(?:(?P<part>early|late|mid|the end of)[\s-]+)?(?:in\s+)?{_MONTH}(?:,?\s+(?P<year>(?:19|20)\d\d))?\b"), _absolute, False),
    (re.compile(rf"\b(?P<lead>(?:early|late|last|next|this|coming|earlier)\s+(?:on\s+|last\s+|this\s+)?)?{_WEEKDAY}\b(?:\s+(?:morning|afternoon|evening|night|noon))?"), _weekday, False),
    (re.compile(r"\b(?P<lead>last |this |past )?weekend\b", _FLAGS), _weekend, False),
    (re.compile(r"\b(?:yesterday|last\s+night|today|tonight|overnight|this\s+(?:morning|afternoon|evening)|earlier\s+in\s+the\s+day)\b", _FLAGS), _named_day, False),
    (re.compile(r"\b(?P<earlier>earlier\s+|late\s+|later\s+)?(?P<lead>this|last)\s+(?P<unit>week|month|year)\b", _FLAGS), _this_unit, False),
    (re.compile(rf"\b(?:in|over|during|within|for)?\s*(?:the\s+)?(?:past|last|previous)\s+(?:{_COUNT}\s+)?{_UNIT}\b", _FLAGS), _past_span, False),
    (re.compile(rf"\b{_COUNT}\s+{_UNIT}\s+ago\b", _FLAGS), _ago, False),
    (re.compile(rf"\b(?:the\s+previous\s+day|the\s+day\s+before|the\s+night\s+before|{_COUNT}\s+{_UNIT}\s+(?:earlier|before|previously))\b", _FLAGS), _earlier, True),
    (re.compile(r"\b(?:in|since|of|from|by|until|during|after|before)\s+(?P<year>19[5-9]\d|20[0-4]\d)\b", _FLAGS), _bare_year, False),
)  # fmt: skip
_OPEN: Final = re.compile(
    r"\b(?:since|from)\s+(?:(?:early|late|at\s+least|around|about|on|last)\s+)*$", _FLAGS
)


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
    for pattern, read, relative in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.start() + len(match[0]) - len(match[0].lstrip()), match.end()
            if any(start < other.end and other.start < end for other in found) or _is_word_may(match, text):
                continue
            days = read(match, (anchor or published) if relative else published)
            since = bool(_OPEN.search(text, 0, start)) or match[0].lower().startswith("since ")
            if since and days is not None and published is not None and days.start <= published:
                days = DateRange(days.start, published, days.precision, DateKind.DURATION)
            found.append(TimeExpression(start, end, text[start:end], days, since, relative))
    return sorted(found, key=lambda e: e.start)


def _is_word_may(match: re.Match[str], text: str) -> bool:
    """Whether a lone "May" or "March" is the verb: it is a month only after a preposition or with a day or year."""
    word = match[0].strip().lower()
    if word not in {"may", "march", "mar", "sat", "sun", "dec", "jan", "mon"}:
        return False
    before = text[: match.start()].rstrip().rsplit(" ", 1)[-1].lower()
    return before not in {
        "in",
        "of",
        "since",
        "until",
        "last",
        "this",
        "during",
        "early",
        "late",
        "by",
        "from",
        "mid-",
    }


def iter_days(days: DateRange) -> Iterator[dt.date]:
    """Every day of a range."""
    for offset in range((days.end - days.start).days + 1):
        yield days.start + offset * ONE_DAY
