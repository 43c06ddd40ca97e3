"""Between the codes of ACLED and UCDP GED and ours, both ways. Pure; names are in ``lexicons/datasets.yaml``.

Sources: ACLED codebook (event types, geo_precision, time_precision, inter codes, disorder types); UCDP Georeferenced
Event Dataset codebook (where_prec, date_prec, type_of_violence).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import yaml

from incidents.model import (
    ActorCategory,
    ClaimantSide,
    DatePrecision,
    DateRange,
    EventType,
    Governorate,
    Precision,
    SubEventType,
)

TRANSITION: Final = dt.date(2024, 12, 8)
"""From this day on "the government of Syria" is the transitional one."""

GEO_PRECISION: Final[Mapping[Precision, int]] = {
    Precision.SITE: 1,
    Precision.NEIGHBOURHOOD: 1,
    Precision.SETTLEMENT: 1,
    Precision.NEAR_SETTLEMENT: 2,
    Precision.SUBDISTRICT: 3,
    Precision.DISTRICT: 3,
    Precision.GOVERNORATE: 3,
    Precision.AREA: 3,
}
"""Ours -> ACLED geo_precision; a place known only by country has none."""

PLACE_OF_GEO: Final[Mapping[int, tuple[Precision, float]]] = {
    1: (Precision.SETTLEMENT, 3.0),
    2: (Precision.NEAR_SETTLEMENT, 10.0),
    3: (Precision.AREA, 50.0),
}
"""ACLED geo_precision -> our precision and radius in km. 3 is a "larger region" shown at a town: an area around it."""

PLACE_OF_WHERE: Final[Mapping[int, tuple[Precision, float] | None]] = {
    1: (Precision.SETTLEMENT, 3.0),
    2: (Precision.NEAR_SETTLEMENT, 25.0),
    3: (Precision.DISTRICT, 25.0),
    4: (Precision.GOVERNORATE, 70.0),
    5: (Precision.AREA, 70.0),
    6: None,
    7: None,
}
"""GED where_prec -> our precision and radius in km; None for the whole country, and for sea and air."""

WHERE_PRECISION: Final[Mapping[Precision, int]] = {
    Precision.SITE: 1,
    Precision.NEIGHBOURHOOD: 1,
    Precision.SETTLEMENT: 1,
    Precision.NEAR_SETTLEMENT: 2,
    Precision.SUBDISTRICT: 3,
    Precision.DISTRICT: 3,
    Precision.GOVERNORATE: 4,
    Precision.AREA: 4,
    Precision.COUNTRY: 6,
}
"""Ours -> GED where_prec."""

DEMONSTRATIONS: Final = frozenset({EventType.PROTESTS, EventType.RIOTS})
CIVILIAN_TARGETING: Final = "Civilian targeting"


_GED_CODES: Final = {DatePrecision.WEEK: 3, DatePrecision.MONTH: 4, DatePrecision.YEAR: 5}
_GED_DAYS: Final = ((1, 1), (2, 6), (3, 7), (4, 31))


def time_precision(dates: DateRange | None) -> int | None:
    """ACLED's code of a date: 1 for a day, 2 within a week, 3 for longer."""
    if dates is None:
        return None
    if dates.precision is DatePrecision.DAY and dates.start == dates.end:
        return 1
    return 2 if (dates.end - dates.start).days < 7 and dates.precision is not DatePrecision.MONTH else 3


def date_prec(dates: DateRange | None) -> int | None:
    """GED's code of a date: 1 a day, 2 up to six days, 3 up to a week, 4 up to a month, 5 longer."""
    if dates is None:
        return None
    if dates.precision in _GED_CODES:
        return _GED_CODES[dates.precision]
    days = (dates.end - dates.start).days + 1
    return next((code for code, most in _GED_DAYS if days <= most), 5)


def dates_of(day: dt.date, code: int) -> DateRange:
    """The days that an ACLED date stands for: the day, the week around it, or its month."""
    if code == 1:
        return DateRange(day, day)
    if code == 2:
        return DateRange(day - dt.timedelta(3), day + dt.timedelta(3), DatePrecision.WEEK)
    last = calendar.monthrange(day.year, day.month)[1]
    return DateRange(day.replace(day=1), day.replace(day=last), DatePrecision.MONTH)


def disorder_type(event: EventType, sub: SubEventType) -> str:
    """ACLED's disorder type."""
    if sub is SubEventType.EXCESSIVE_FORCE:
        return "Political violence; Demonstrations"
    if event in DEMONSTRATIONS:
        return "Political violence" if sub is SubEventType.MOB_VIOLENCE else "Demonstrations"
    return "Strategic developments" if event is EventType.STRATEGIC else "Political violence"


@dataclass(frozen=True, slots=True)
class _Lexicon:
    names: Mapping[ActorCategory, str]
    ged_names: Mapping[ActorCategory, str]
    inter: Mapping[ActorCategory, str]
    patterns: tuple[tuple[ActorCategory, re.Pattern[str]], ...]
    codes: Mapping[str, str]
    spelled: Mapping[Governorate, str]
    governorates: Mapping[str, Governorate]
    sides: Mapping[str, ClaimantSide]
    subs: Mapping[str, SubEventType]


@cache
def _lexicon() -> _Lexicon:
    data = yaml.safe_load((files(__package__) / "lexicons" / "datasets.yaml").read_text(encoding="utf-8"))
    actors = {ActorCategory(name): entry for name, entry in data["actors"].items()}
    spellings = {Governorate(name): listed for name, listed in data["governorates"].items()}
    subs = {sub.value.casefold(): sub for sub in SubEventType}
    subs |= {old: SubEventType(new) for old, new in data["sub_event_types"].items()}
    return _Lexicon(
        {category: str(entry["acled"]) for category, entry in actors.items()},
        {category: str(entry["ged"]) for category, entry in actors.items()},
        {category: str(entry["inter"]) for category, entry in actors.items()},
        tuple((c, _whole_words(entry["words"])) for c, entry in actors.items() if entry["words"]),
        data["inter"],
        {governorate: listed[0] for governorate, listed in spellings.items()},
        {_bare(name): governorate for governorate, listed in spellings.items() for name in listed},
        {name: ClaimantSide(side) for side, listed in data["sides"].items() for name in listed},
        subs,
    )


def _whole_words(words: list[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def _bare(name: str) -> str:
    plain = re.sub(r"\b(?:governorate|province)\b", "", name.casefold())
    return re.sub(r"[\W_]+", "", plain)


def actor_name(category: ActorCategory) -> str:
    """The name of a category in an ACLED-shaped table."""
    return _lexicon().names[category]


def ged_name(category: ActorCategory) -> str:
    """The name of a category in a GED-shaped table."""
    return _lexicon().ged_names[category]


def inter_of(category: ActorCategory) -> str:
    """Its kind of actor there."""
    return _lexicon().inter[category]


def inter_word(code: str) -> str:
    """A kind of actor in today's words, given those or the old number."""
    return _lexicon().codes.get(code.strip(), code.strip())


@lru_cache(maxsize=16_384)
def category_of(name: str, day: dt.date | None = None) -> ActorCategory:
    """The category of an actor as a dataset names it; unknown where no words of ours fit.

    Parameters
    ----------
    name
        As in the row: "Military Forces of Syria (2000-2024)", "IS".
    day
        When it acted: the government of Syria changed hands.
    """
    if re.match(r"\s*unidentified\b", name, re.IGNORECASE):
        return ActorCategory.UNKNOWN
    found = next((c for c, pattern in _lexicon().patterns if pattern.search(name)), ActorCategory.UNKNOWN)
    if found is ActorCategory.GOVERNMENT and day is not None and day >= TRANSITION and "-2024)" not in name:
        return ActorCategory.TRANSITIONAL
    return found


def admin1_name(governorate: Governorate | None) -> str | None:
    """A governorate as ACLED and OCHA spell it."""
    return governorate and _lexicon().spelled[governorate]


def governorate_of(name: str) -> Governorate | None:
    """The governorate that a dataset's admin 1 names."""
    return _lexicon().governorates.get(_bare(name))


def side_of(source: str) -> ClaimantSide:
    """Where a row's source stands; of several the first that is known."""
    named = (_lexicon().sides.get(part.strip().casefold()) for part in source.split(";"))
    return next((side for side in named if side is not None), ClaimantSide.UNKNOWN)


def sub_event_of(name: str) -> SubEventType | None:
    """The sub-event type of that name, as ACLED writes it now or wrote it before."""
    return _lexicon().subs.get(" ".join(name.casefold().split()))
