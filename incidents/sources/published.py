"""The day a report came out: as a person writes it, as a row gives it, as the first lines state it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from incidents.errors import InputError
from incidents.sources.text import printable

FIRST_YEAR, LAST_YEAR = 1970, 2100


def parse_date(text: str) -> dt.date:
    """The day that a person gave, as ``2012-03-12`` or ``12 March 2012``.

    Raises
    ------
    InputError
    """
    day = as_date(text) or _match_date(re.compile(rf"\s*(?:{_DATE_FORMS})\s*\Z", re.IGNORECASE), text)
    if day is None:
        raise InputError(f"'{printable(text)[:40]}' is not a date: write it as 2012-03-12.")
    return day


def not_in_future(day: dt.date, today: dt.date) -> dt.date:
    """`day`, if a report can have come out on it by now; a day's grace, as it may be tomorrow elsewhere.

    Raises
    ------
    InputError
    """
    if day > today + dt.timedelta(days=1):
        raise InputError(f"The publication date {day} lies in the future: correct it, or leave it empty.")
    return day


def as_date(value: Any) -> dt.date | None:
    """The day that a row, a head or a page gives in ISO form, or None; years no report can be of count as none."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, str) and re.fullmatch(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?", value.strip(), re.DOTALL
    ):
        try:
            value = dt.date.fromisoformat(value.strip()[:10])
        except ValueError:
            return None
    return value if isinstance(value, dt.date) and FIRST_YEAR <= value.year <= LAST_YEAR else None


_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE_FORMS = (
    r"(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    rf"|(?P<month1>{_MONTH})\s+(?P<day1>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year1>[0-9]{{4}})"
    rf"|(?P<day2>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{_MONTH}),?\s+(?P<year2>[0-9]{{4}})"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?\s+)?"
_TIME = r"(?:,?\s*(?:at\s+)?[0-9]{1,2}[:.][0-9]{2}\s*(?:[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?)?"
# A date counts only where reports state their own: alone on its line (after "Published:" or a byline in capitals),
# or in the dateline before the dash. A date inside a sentence is when something happened.
_LABEL = r"(?:(?:published|updated|posted|issued|date|on)\s*:?\s+)*"
_PLACE = r"(?:[A-Z]{3}(?:[A-Za-z .,/'()]|-(?=[A-Za-z])){0,60}?(?:,|\s*\||\s)\s*)?"
_OWN_LINE = re.compile(rf"\s*(?i:{_LABEL})(?-i:{_PLACE})(?i:{_WEEKDAY}(?:{_DATE_FORMS}))(?i:{_TIME})\s*\Z")
_DATELINE = re.compile(
    rf"\s*(?-i:{_PLACE})(?i:{_WEEKDAY}(?:{_DATE_FORMS}))(?i:{_TIME})\s*(?:\([^()\n]{{1,40}}\)\s*)?(?:-{{1,2}}|[\u2013\u2014])(?:\s|\Z)"
)
_BYLINE = re.compile(rf".{{1,80}}\|\s*(?i:{_WEEKDAY}(?:{_DATE_FORMS}))(?i:{_TIME})\s*\Z")
_FIRST_LINES: Final = 6


def find_published(text: str) -> dt.date | None:
    """The publication date that a report's first lines state, or None."""
    lines = [line[:200] for line in text[:4000].split("\n") if line.strip()][:_FIRST_LINES]
    for line in lines:
        for pattern in (_OWN_LINE, _DATELINE, _BYLINE):
            day = _match_date(pattern, line)
            if day is not None:
                return day
    return None


def _match_date(pattern: re.Pattern[str], line: str) -> dt.date | None:
    match = pattern.match(line)
    if not match:
        return None
    parts = match.groupdict()
    if parts["iso"]:
        return as_date(parts["iso"])
    which = "1" if parts["month1"] else "2"
    month = _MONTHS.index(parts[f"month{which}"][:3].lower()) + 1
    try:
        return as_date(dt.date(int(parts[f"year{which}"]), month, int(parts[f"day{which}"])))
    except ValueError:
        return None
