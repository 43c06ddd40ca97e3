"""Rows of somebody's own table as claims, read by a :class:`~incidents.exchange.mapping.ColumnMap`.

Nothing is looked up: a row without a point is kept and listed as not mapped. What cannot be understood costs its row,
with the reason.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from gazetteer import tabular
from gazetteer.tabular import RowError, shown
from incidents.exchange import crosswalk, rows
from incidents.exchange.acled_import import ACLED
from incidents.exchange.mapping import ColumnMap, Dates
from incidents.exchange.rows import Dataset, Row, listed
from incidents.model import (
    EVENT_TYPE_OF,
    NOT_REPORTED,
    Actor,
    ActorCategory,
    Casualties,
    Claim,
    DatePrecision,
    DateRange,
    EventType,
    Flag,
    Precision,
    ResolvedPlace,
    Role,
    SubEventType,
    stable_id,
)

RADIUS_KM: Final = 3.0
"""Of a row that gives a point and no radius: somewhere in or about a settlement."""
_PRECISIONS: Final = (
    (1.0, Precision.NEIGHBOURHOOD),
    (5.0, Precision.SETTLEMENT),
    (25.0, Precision.NEAR_SETTLEMENT),
)
_PLAIN: Final[dict[EventType, SubEventType]] = {
    EventType.BATTLES: SubEventType.ARMED_CLASH,
    EventType.PROTESTS: SubEventType.PEACEFUL_PROTEST,
    EventType.RIOTS: SubEventType.VIOLENT_DEMONSTRATION,
    EventType.VIOLENCE: SubEventType.ATTACK,
    EventType.STRATEGIC: SubEventType.OTHER,
}
"""What a row means that names an event type only; explosions are too many things for that."""
_NUMERIC_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_MONTH: Final = re.compile(r"(\d{4})-(\d{1,2})")
_YEAR: Final = re.compile(r"\d{4}")
_COUNT: Final = re.compile(r"(\d{1,8})(?:\.0+)?(?:\s*(?:-|–|to)\s*(\d{1,8})|\s*(\+))?")
_ONE_SIDED: Final = frozenset({EventType.EXPLOSIONS, EventType.VIOLENCE})


def dataset(by: ColumnMap) -> Dataset:
    """How to read the tables that a mapping describes."""
    return Dataset(
        key="csv",
        publisher=by.name,
        columns={field: (heading,) for field, heading in by.columns.items()},
        required=tuple(by.columns),
        sign=b"\0",  # no other dataset is taken for it
        row_id="id",
        in_syria=lambda _: True,
        read=partial(_read, by),
        blank=ACLED.blank,
        maker=f"import/csv/{by.name}",
        # Where a table has no ids a row is known by all that stands in it.
        id_of=lambda row: stable_id("row", *(f"{key}={row[key]}" for key in sorted(row))),
        numeric=("lat", "lon", "radius_km"),
    )


def _read(by: ColumnMap, row: Row, claim: Claim) -> Claim:
    sub = _kind(row, by)
    dates = _dates(row, by.dates)
    place = _place(row)
    source = row.get("source", "")
    return replace(
        claim,
        claimant=source or None,
        claimant_side=crosswalk.side_of(source),
        event_type=EVENT_TYPE_OF[sub],
        sub_event_type=sub,
        dates=dates,
        place=place,
        killed=_casualties(row, "killed"),
        wounded=_casualties(row, "wounded"),
        actors=_actors(row, sub, dates),
        flags=frozenset() if place.located else frozenset({Flag.NO_PLACE}),
        flag_reason="" if place.located else "the row gives no latitude and longitude",
        note=row.get("notes", ""),
    )


def _kind(row: Row, by: ColumnMap) -> SubEventType:
    said = [row[name] for name in ("sub_event_type", "event_type") if row.get(name)]
    for words in said:
        found = by.events.get(words.casefold()) or crosswalk.sub_event_of(words)
        if found is not None:
            return found
    known = {event.value.casefold(): sub for event, sub in _PLAIN.items()}
    plain = next((known[words.casefold()] for words in said if words.casefold() in known), by.event)
    if plain is None:
        named = f"event type '{shown(said[0])}' is not one of ACLED's" if said else "event type is missing"
        raise RowError(f"{named}: say in the mapping what such rows are")
    return plain


# --- days --------------------------------------------------------------------------------------------------------


def _dates(row: Row, order: Dates) -> DateRange:
    start = _day_or_more(row.get("date", ""), order, "date")
    if not row.get("date_end"):
        return start
    end = _day_or_more(row["date_end"], order, "date_end")
    if end.end < start.start:
        raise RowError(f"date_end {end.end} is before date {start.start}")
    return DateRange(start.start, end.end, max(start.precision, end.precision, key=_COARSER.index))


_COARSER: Final = (DatePrecision.DAY, DatePrecision.WEEK, DatePrecision.MONTH, DatePrecision.YEAR)


def _day_or_more(text: str, order: Dates, what: str) -> DateRange:
    """A day, or the month or year that a cell gives: a range, never an invented day."""
    plain = text.strip()
    if _YEAR.fullmatch(plain) and int(plain) >= 1:
        year = int(plain)
        return DateRange(dt.date(year, 1, 1), dt.date(year, 12, 31), DatePrecision.YEAR)
    if (found := _MONTH.fullmatch(plain)) and 1 <= int(found[2]) <= 12 and int(found[1]) >= 1:
        year, month = int(found[1]), int(found[2])
        last = calendar.monthrange(year, month)[1]
        return DateRange(dt.date(year, month, 1), dt.date(year, month, last), DatePrecision.MONTH)
    day = _numeric(plain, order) or rows.day(plain, what)
    return DateRange(day, day)


def _numeric(text: str, order: Dates) -> dt.date | None:
    """A day such as 11/03/2012, read as the mapping says; None where it is written otherwise."""
    found = _NUMERIC_DAY.fullmatch(text.split(" ")[0])
    if found is None:
        return None
    one, two, year = (int(part) for part in found.groups())
    day, month = (one, two) if order == "day first" else (two, one)
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise RowError(
            f"date '{shown(text)}' is no day when read {order}: change the order of dates in the mapping"
        ) from None


# --- places, counts, actors --------------------------------------------------------------------------------------


def _place(row: Row) -> ResolvedPlace:
    governorate = crosswalk.governorate_of(row.get("governorate", ""))
    named = row.get("place") or row.get("governorate") or "unnamed place"
    if not row.get("lat") and not row.get("lon"):
        return ResolvedPlace(mention=named, governorate=governorate, reason="no point in the row")
    lat, lon = tabular.position(row.get("lat", ""), row.get("lon", ""))
    radius_km = tabular.number(row.get("radius_km", ""))
    if row.get("radius_km") and (radius_km is None or not 0 < radius_km <= 500):
        raise RowError(f"radius_km '{shown(row['radius_km'])}' is not a number of kilometres")
    radius_km = RADIUS_KM if radius_km is None else radius_km
    fitting = (precision for most, precision in _PRECISIONS if radius_km <= most)
    return ResolvedPlace(
        mention=named,
        name=named,
        governorate=governorate,
        lat=lat,
        lon=lon,
        radius_km=radius_km,
        precision=next(fitting, Precision.AREA),
        score=1.0,
        reason="point given in the row",
    )


def _casualties(row: Row, name: str) -> Casualties:
    low, open_high = _count(row.get(name, ""), name)
    if low is None:
        return NOT_REPORTED
    said = f"{name} {row[name]}"
    most, _ = _count(row.get(f"{name}_high", ""), f"{name}_high")
    high = most if most is not None else open_high if open_high is not None else _closed(row, name, low)
    if high is not None and high < low:
        raise RowError(f"{name}_high {high} is less than {name} {low}")
    return Casualties(low, high, said)


def _closed(row: Row, name: str, low: int) -> int | None:
    """A plain number is what was counted; "12+" and a table with an empty column for the highest are open."""
    return None if "+" in row[name] or f"{name}_high" in row else low


def _count(text: str, what: str) -> tuple[int | None, int | None]:
    if not text.strip():
        return None, None
    found = _COUNT.fullmatch(text.strip())
    if found is None:
        raise RowError(f"{what} '{shown(text)}' is not a number of people")
    low, high = int(found[1]), int(found[2]) if found[2] else None
    if max(low, high or 0) > 10_000_000:
        raise RowError(f"{what} '{shown(text)}' is not a number of people")
    return low, high


def _actors(row: Row, sub: SubEventType, dates: DateRange) -> tuple[Actor, ...]:
    one_sided = EVENT_TYPE_OF[sub] in _ONE_SIDED
    sides: tuple[tuple[str, Role], ...] = (
        ("actor", Role.INITIATOR if one_sided else Role.PARTICIPANT),
        ("target", Role.TARGET),
    )
    category: Callable[[str], ActorCategory] = lambda name: _category(name, dates.start)  # noqa: E731
    return tuple(
        dict.fromkeys(
            Actor(name, category(name), role) for key, role in sides for name in listed(row.get(key, ""))
        )
    )


def _category(name: str, day: dt.date) -> ActorCategory:
    """A category by its own name, as our tables write it, or by the words of the lexicon."""
    try:
        return ActorCategory(name.casefold())
    except ValueError:
        return crosswalk.category_of(name, day)
