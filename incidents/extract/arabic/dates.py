"""When: the time expressions of an Arabic sentence, read against the day of the report.

The readings are those of :mod:`incidents.extract.dates`: a weekday is the last such day up to the report, a month
without a year the last such month, "since" a duration, all else "once, somewhere in the range".
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from collections.abc import Callable
from typing import Final

from incidents.extract.arabic.lexicon import load_arabic
from incidents.extract.arabic.numbers import parse_number
from incidents.extract.arabic.text import Flat
from incidents.extract.dates import LONGEST_DAYS, ONE_DAY, SLACK_DAYS, TimeExpression, last_weekday
from incidents.model import DateKind, DatePrecision, DateRange

Reader = Callable[[re.Match[str], dt.date | None], DateRange | None]

_UNIT_DAYS: Final = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.0, "year": 365.0}
_PRECISION: Final = {
    "hour": DatePrecision.DAY, "day": DatePrecision.DAY, "week": DatePrecision.WEEK, "month": DatePrecision.MONTH,
    "year": DatePrecision.YEAR,
}  # fmt: skip
_UNITS: Final = (
    ("hour", "ساعتين|ساعات|ساعه"), ("day", "يومين|ايام|يوما|يوم"), ("week", "اسبوعين|اسابيع|اسبوعا|اسبوع"),
    ("month", "شهرين|اشهر|شهور|شهرا|شهر"), ("year", "عامين|اعوام|عاما|عام|سنتين|سنوات|سنه"),
)  # fmt: skip
FEW: Final = 3
"""What "several days" is taken for."""


def _day(day: dt.date) -> DateRange:
    return DateRange(day, day, DatePrecision.DAY)


def _month(year: int, month: int) -> DateRange:
    last = calendar.monthrange(year, month)[1]
    return DateRange(dt.date(year, month, 1), dt.date(year, month, last), DatePrecision.MONTH)


def _year(year: int) -> DateRange:
    return DateRange(dt.date(year, 1, 1), dt.date(year, 12, 31), DatePrecision.YEAR)


def _recent_year(published: dt.date, month: int, day: int) -> int:
    """The year that makes a day without one the latest not after the report, two days' slack given."""
    try:
        candidate = dt.date(published.year, month, day)
    except ValueError:
        return published.year - 1
    return published.year if candidate <= published + 2 * ONE_DAY else published.year - 1


# --- readers ------------------------------------------------------------------------------------------------------


def _numeric(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    return _day(dt.date(int(match["y"]), int(match["m"]), int(match["d"])))


def _day_and_month(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    if published is None:
        return None
    month, day = int(match["m"]), int(match["d"])
    return _day(dt.date(_recent_year(published, month, day), month, day))


def _named_month(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    words, groups = load_arabic(), match.groupdict()
    month = words.months[re.sub(r"\s+", " ", match["month"])]
    day = _day_number(groups)
    if groups.get("year") is None and published is None:
        return None
    year = (
        int(match["year"]) if groups.get("year") else _recent_year(published or dt.date.min, month, day or 1)
    )
    if day is None:
        return _month(year, month)
    first = dt.date(year, month, day)
    if groups.get("day2"):
        last = max(first, dt.date(year, month, int(match["day2"])))
        return DateRange(first, last, DatePrecision.DAY, DateKind.DURATION)
    return _day(first)


def _day_number(groups: dict[str, str | None]) -> int | None:
    if groups.get("day"):
        return int(groups["day"] or 0)
    ordinal = groups.get("ordinal")
    return load_arabic().ordinals[re.sub(r"\s+", " ", ordinal)] if ordinal else None


def _of_this_month(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    day = _day_number(match.groupdict())
    if published is None or day is None:
        return None
    month = published.replace(day=1)
    if match["which"].startswith(("ماض", "فا", "منصرم")):
        month = (month - ONE_DAY).replace(day=1)
    return _day(month.replace(day=day))


def _weekday(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    if published is None or (match["which"] or "").startswith(("مقبل", "قادم")):
        return None
    day = last_weekday(published, load_arabic().weekdays[match["weekday"]])
    if match["which"] and day == published:
        day -= 7 * ONE_DAY
    return _day(day)


def _two_weekdays(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    """The night between two days: "ليل الأحد الاثنين"."""
    if published is None:
        return None
    second = last_weekday(published, load_arabic().weekdays[match["second"]])
    first = last_weekday(second, load_arabic().weekdays[match["weekday"]])
    return DateRange(first, second, DatePrecision.DAY)


def _named_day(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    if published is None:
        return None
    if re.search(r"اول", match[0]):
        return _day(published - 2 * ONE_DAY)
    if re.search(r"امس|بارح|الماضي|الفايت", match[0]):
        return _day(published - ONE_DAY)
    return _day(published)


def _last_unit(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    """As in "This week", "last month"."""
    if published is None:
        return None
    unit = _unit_of(match["unit"])
    past = match["which"].startswith(("ماض", "فا", "منصرم"))
    if unit == "week":
        monday = published - published.weekday() * ONE_DAY
        start = monday - 7 * ONE_DAY if past else monday
        return DateRange(start, monday - ONE_DAY if past else published, DatePrecision.WEEK)
    if unit == "month":
        this = _month(published.year, published.month)
        before = this.start - ONE_DAY
        current = DateRange(this.start, published, DatePrecision.MONTH)
        return _month(before.year, before.month) if past else current
    current = DateRange(dt.date(published.year, 1, 1), published, DatePrecision.YEAR)
    return _year(published.year - 1) if past else current


def _past_span(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    """As in "In the past 24 hours", "the last three days"."""
    if published is None:
        return None
    unit = _unit_of(match["unit"])
    days = max(_days(match["count"] or match["count2"], match["unit"]), 1)
    return DateRange(published - days * ONE_DAY, published, _PRECISION[unit], DateKind.DURATION)


def _ago(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    if published is None:
        return None
    unit = _unit_of(match["unit"])
    days = _days(match["count"], match["unit"])
    if days >= LONGEST_DAYS:
        return None
    centre, slack = published - days * ONE_DAY, SLACK_DAYS[unit] * ONE_DAY
    if match["since"] == "منذ":
        return DateRange(centre - slack, published, _PRECISION[unit], DateKind.DURATION)
    return DateRange(centre - slack, centre + slack, _PRECISION[unit])


def _bare_year(match: re.Match[str], published: dt.date | None) -> DateRange | None:
    return _year(int(match["year"]))


def _unit_of(word: str) -> str:
    return next(unit for unit, forms in _UNITS if word in forms.split("|"))


def _days(count: str | None, unit: str) -> int:
    """Days in "three weeks"; "two" may be told by the form of the unit alone."""
    two = load_arabic().amounts.get(unit)
    if two is not None:
        amount = two
    elif count is None:
        amount = FEW if unit in {"ايام", "ساعات", "اسابيع", "اشهر", "شهور", "سنوات", "اعوام"} else 1
    else:
        amount = parse_number(count.strip()) or FEW
    return min(round(min(amount, 1_000_000) * _UNIT_DAYS[_unit_of(unit)]), LONGEST_DAYS)


# --- patterns -----------------------------------------------------------------------------------------------------


def _any_of(words: dict[str, int]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True))


@functools.cache
def _patterns() -> tuple[tuple[re.Pattern[str], Reader], ...]:
    """Patterns in order of precedence, each with its reader."""
    words = load_arabic()
    begin, end = r"(?<!\w)[وفبل]?", r"(?!\w)"
    month = rf"(?P<month>{_any_of(dict(words.months))})(?:\s*[/(]\s*(?:{_any_of(dict(words.months))})\s*\)?)?"
    weekday = rf"(?P<weekday>{_any_of(dict(words.weekdays))})"
    any_weekday = rf"(?:{_any_of(dict(words.weekdays))})"
    part = r"(?:(?:صباح|مساء|فجر|ظهر|عصر|ليل|ليله|ظهيره|منتصف\s+ليل|بعد\s+ظهر|يوم)\s+)*"
    led = rf"(?:{part}{any_weekday}\s*[،,]?\s*\(?\s*)?"
    year = r"(?P<year>(?:19|20)\d\d)"
    of_year = rf"(?:\s*[،,]?\s*(?:من\s+)?(?:(?:عام|سنه)\s+)?{year})?"
    day = rf"(?:(?P<day>\d{{1,2}})|(?P<ordinal>{_any_of(dict(words.ordinals))}))"
    which = r"(?:ال)?(?P<which>ماضيه|ماضي|فايته|فايت|منصرم|جاري|حالي|مقبل|قادم)"
    units = "|".join(forms for _, forms in _UNITS)
    count = r"(?:(?P<count>\d+|\w+(?:\s+(?:و\w+|عشر|عشره))?)\s+)"
    named = r"اول\s+(?:من\s+)?امس|ليل(?:ه)?\s+امس|الليله\s+الماضيه|امس|البارحه|اليوم|الليله|صباحا?\s+اليوم"
    slash = r"\s?[/.-]\s?"
    weekdays_two = rf"{begin}{part}{weekday}\s*(?:-|–|/|الي|علي)?\s*(?P<second>{any_weekday}){end}"
    slashed = rf"{led}(?P<d>\d{{1,2}}){slash}(?P<m>\d{{1,2}}){slash}(?P<y>(?:19|20)\d\d)"
    led_day = rf"(?:(?<!\w)(?:بتاريخ|تاريخ|يوم)\s+(?:{any_weekday}\s+)?)(?P<d>\d{{1,2}})"
    second_day = r"(?:\s*(?:-|–|و|الي)\s*(?P<day2>\d{1,2}))?"
    past = r"ال(?:ماضيه|اخيره|ماضي|اخير|ماضيين)"
    within = (
        rf"(?:خلال\s+|في\s+)?(?:ال\s*)?{count}?(?:ال)?(?P<unit>{units})\s+(?:ال(?P<count2>\w+)\s+)?{past}"
    )
    ago = rf"(?P<since>قبل|منذ)\s+(?:نحو\s+|حوالي\s+|اكثر\s+من\s+)?{count}?(?P<unit>{units})"
    in_year = r"(?:في\s+|منذ\s+)?(?:ال)?(?:عام|سنه|صيف|شتاء|ربيع|خريف)\s+(?P<year>(?:19|20)\d\d)"
    listed: tuple[tuple[str, Reader], ...] = (
        (r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?!\d)", _numeric),
        (rf"(?<!\d){slashed}(?!\d)", _numeric),
        (rf"{led_day}/(?P<m>\d{{1,2}})(?![\d/])", _day_and_month),
        (rf"{begin}{led}{day}{second_day}\s+(?:من\s+)?(?:شهر\s+)?{month}{of_year}{end}", _named_month),
        (rf"{begin}{day}\s+من\s+(?:ال)?شهر\s+{which}{end}", _of_this_month),
        (rf"{begin}(?:شهر\s+)?{month}{of_year}{end}", _named_month),
        (weekdays_two, _two_weekdays),
        (rf"{begin}(?:(?:امس|اليوم)\s+)?{part}{weekday}(?:\s+{which})?{end}", _weekday),
        (rf"{begin}{part}(?:{named}){end}", _named_day),
        (rf"{begin}(?:(?:هذا|هذه)\s+)?ال(?P<unit>اسبوع|شهر|عام|سنه)\s+{which}{end}", _last_unit),
        (rf"{begin}{within}{end}", _past_span),
        (rf"{begin}{ago}{end}(?!\s+\d{{4}})", _ago),
        (rf"{begin}{in_year}{end}", _bare_year),
    )
    return tuple((re.compile(pattern), reader) for pattern, reader in listed)


_OPEN: Final = re.compile(r"(?<!\w)و?(?:منذ|من)\s+(?:(?:شهر|مطلع|بدايه|اوايل|عام|اواخر|منتصف|يوم)\s+)*$")
_SINCE: Final = re.compile(r"^و?منذ\s")


def find_dates(flat: Flat, published: dt.date | None) -> list[TimeExpression]:
    """All time expressions in a sentence, in order, without overlap; offsets are in the *plain* text.

    Parameters
    ----------
    flat : Flat
        One sentence.
    published : datetime.date or None
        The day the report came out; without it only complete dates can be read, the others have ``days`` None.
    """
    text = flat.plain
    found: list[TimeExpression] = []
    for pattern, read in _patterns():
        for match in pattern.finditer(text):
            start, end = match.start() + len(match[0]) - len(match[0].lstrip()), match.end()
            if any(start < o.end and o.start < end for o in found) or _is_word(match, text):
                continue
            days = _read(read, match, published)
            begun = days is not None and published is not None and days.start <= published
            if begun and days is not None and published is not None and _is_open(match, text, start):
                days = DateRange(days.start, published, days.precision, DateKind.DURATION)
            found.append(TimeExpression(start, end, flat.written(start, end), days))
    return sorted(found, key=lambda e: e.start)


def _is_open(match: re.Match[str], text: str, start: int) -> bool:
    """Whether the time only begins there: "since March"."""
    before = _OPEN.search(text[:start])
    # "من" also means "of": "the 12th of March" is no beginning.
    return _SINCE.match(match[0]) is not None or (before is not None and "منذ" in before[0])


def _read(read: Reader, match: re.Match[str], published: dt.date | None) -> DateRange | None:
    try:
        return read(match, published)
    except (ValueError, OverflowError):
        return None  # no day of the calendar, or one before the year 1


def _is_word(match: re.Match[str], text: str) -> bool:
    """Whether a lone name of a month is another word: "آب" is also "father"."""
    groups = match.groupdict()
    if "month" not in groups or groups.get("day") or groups.get("ordinal") or groups.get("year"):
        return False
    if groups["month"] not in load_arabic().doubtful:
        return False
    return "شهر" not in match[0] and "/" not in match[0] and "(" not in match[0]
