"""Filters, counts and the map's grid worked out by the database, for more incidents than a browser can hold.

Each function gives exactly what :mod:`incidents.query` gives on the whole table, without reading it: a property test
holds the two together. They know the incidents as derived by the default rules; another choice of rules derives some of
them anew, which a database cannot.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, or_, select

from incidents.model import ActorCategory, ClaimantSide, EventType, Precision, ReviewStatus
from incidents.query import Facets, Filters, Unit
from incidents.query.grid import AREA_KEY, SOFT, Area, Cell, Grid, Sums, area_order
from incidents.query.timeline import binned
from incidents.store import flat, schema, search
from incidents.store.dialect import Dialect, dialect_of
from incidents.store.read import standing

Condition = ColumnElement[bool]
_SEPARATOR: Final = "|"
_HOLDERS: Final = ("place_id", "city_id", "subdistrict_id", "district_id")
_TABLE: Final = schema.incident
_C: Final = _TABLE.c
_KIND: Final = schema.shared["kind"].c
_WHERE: Final = schema.shared["where"].c
_WHO: Final = schema.shared["who"].c
_TOLD_BY: Final = schema.shared["told_by"].c


@dataclass(frozen=True, slots=True)
class AreaSums:
    """What the incidents of one governorate or district add up to; figures of different incidents may overlap."""

    incidents: int
    with_toll: int
    """Incidents for which a toll is told, a told 0 included."""
    killed_low: int
    killed_best: int
    killed_high: int
    """An open upper bound counts as the best figure."""


# --- filters -------------------------------------------------------------------------------------------------------


def condition(connection: Connection, filters: Filters, as_of: dt.datetime | None = None) -> Condition:
    """The condition that an incident stands and matches all parts of the filters, as this database says it."""
    parts = (_with_words(dialect_of(connection), filters), *(part(filters) for part in _PARTS))
    return and_(standing(_TABLE, as_of), *(part for part in parts if part is not None))


def _with_words(dialect: Dialect, filters: Filters) -> Condition | None:
    return search.condition(dialect, filters.words, filters.words_in) if filters.words else None


def _shares(name: str, told: Condition) -> Condition:
    """Whether what an incident shares with others is as told: asked of each combination, not of each."""
    values = schema.shared[name]
    return _C[f"{name}_seq"].in_(select(values.c.seq).where(told))


def _among(column: ColumnElement[Any], wanted: Iterable[StrEnum]) -> Condition:
    return column.in_(sorted(value.value for value in wanted))


def _holds(column: ColumnElement[Any], value: str) -> Condition:
    """Whether a joined list holds a value. Not LIKE, which takes capitals for small letters on some databases."""
    return _begins(column, value + _SEPARATOR)


def _begins(column: ColumnElement[Any], begun: str) -> Condition:
    """Whether a value in a joined list begins like this."""
    padded = literal(_SEPARATOR).concat(column).concat(_SEPARATOR)
    return func.replace(padded, _SEPARATOR + begun, "") != padded


def _holds_any(column: ColumnElement[Any], values: Iterable[str]) -> Condition:
    return or_(False, *(_holds(column, value) for value in sorted(values)))


def _of_kind(filters: Filters) -> Condition | None:
    parts = []
    if filters.event_types:
        parts.append(_among(_KIND.event_type, filters.event_types))
    if filters.sub_event_types:
        parts.append(_among(_KIND.sub_event_type, filters.sub_event_types))
    return _shares("kind", and_(*parts)) if parts else None


def _where(filters: Filters) -> Condition | None:
    if not (filters.governorates or filters.places):
        return None
    places = sorted(filters.places)
    holders = (_WHERE[name].in_(places) for name in _HOLDERS)
    return _shares("where", or_(_among(_WHERE.governorate, filters.governorates), *holders))


def _acts(category: ActorCategory) -> Condition:
    return or_(_holds(_WHO.actors, category.value), _holds(_WHO.perpetrators, category.value))


def _accuses(side: ClaimantSide, blamed: frozenset[ActorCategory]) -> Condition:
    if blamed == frozenset(ActorCategory):
        return _begins(_WHO.accusations, f"{side.value}>")
    return _holds_any(_WHO.accusations, (f"{side.value}>{category.value}" for category in blamed))


def _who(filters: Filters) -> Condition | None:
    if filters.accusers:
        blamed = filters.actors or frozenset(ActorCategory)
        return _shares("who", or_(*(_accuses(side, blamed) for side in sorted(filters.accusers))))
    acting = [_acts(category) for category in sorted(filters.actors)]
    return _shares("who", or_(*acting)) if acting else None


def _who_tells(filters: Filters) -> Condition | None:
    parts = []
    if filters.sides:
        parts.append(_shares("who", _holds_any(_WHO.sides, (side.value for side in filters.sides))))
    if filters.sources:
        parts.append(_shares("told_by", _holds_any(_TOLD_BY.source_ids, filters.sources)))
    return and_(*parts) if parts else None


def _how_sure(filters: Filters) -> Condition | None:
    chosen: tuple[tuple[ColumnElement[Any], frozenset[Any]], ...] = (
        (_KIND.corroboration, filters.corroborations),
        (_KIND.precision, filters.precisions),
        (_KIND.confidence, filters.bands),
    )
    parts = [_among(column, wanted) for column, wanted in chosen if wanted]
    return _shares("kind", and_(*parts)) if parts else None


def _reviewed(filters: Filters) -> Condition | None:
    shown = filters.reviews or frozenset(ReviewStatus) - {ReviewStatus.REJECTED}
    return _shares("kind", _among(_KIND.review, shown))


def _killed(filters: Filters) -> Condition | None:
    killed = _C.killed_best
    told = {"any": None, "some": killed > 0, "none": killed == 0, "silent": killed.is_(None)}[filters.killed]
    parts = [] if told is None else [told]
    if filters.killed_min is not None:
        parts.append(func.coalesce(killed, -1) >= filters.killed_min)
    if filters.killed_max is not None:
        parts.append(and_(killed >= 0, killed <= filters.killed_max))
    return and_(*parts) if parts else None


def _contested(filters: Filters) -> Condition | None:
    return (
        None
        if filters.contested == "any"
        else _shares("kind", _KIND.contested.is_(filters.contested == "yes"))
    )


IS_LOCATED: Final = and_(_C.lat.is_not(None), ~_shares("kind", _KIND.precision == Precision.COUNTRY.value))


def _located(filters: Filters) -> Condition | None:
    return {"any": None, "yes": IS_LOCATED, "no": ~IS_LOCATED}[filters.located]


def _in_box(filters: Filters) -> Condition | None:
    if filters.box is None:
        return None
    west, south, east, north = filters.box.edges
    return and_(IS_LOCATED, _C.lat.between(south, north), _C.lon.between(west, east))


def _when(filters: Filters) -> Condition | None:
    # Dates are ISO text, whose order is that of time.
    inside: list[Condition] = [_C.date_start.is_not(None)]
    if filters.date_from is not None:
        inside.append(_C.date_end >= filters.date_from.isoformat())
    if filters.date_to is not None:
        inside.append(_C.date_start <= filters.date_to.isoformat())
    if filters.include_undated:
        return None if len(inside) == 1 else or_(_C.date_start.is_(None), and_(*inside))
    return and_(*inside)


_PARTS: Final[tuple[Callable[[Filters], Condition | None], ...]] = (
    _of_kind, _where, _who, _who_tells, _how_sure, _reviewed, _killed, _contested, _located, _in_box, _when,
)  # fmt: skip
"""The parts of a filter, as in :mod:`incidents.query.index`; but for words, which each database finds its own way."""


# --- counts --------------------------------------------------------------------------------------------------------


def count(connection: Connection, filters: Filters, as_of: dt.datetime | None = None) -> int:
    """How many incidents match."""
    query = select(func.count()).select_from(_TABLE).where(condition(connection, filters, as_of))
    return int(connection.scalar(query) or 0)


def facets(connection: Connection, filters: Filters, as_of: dt.datetime | None = None) -> Facets:
    """As :func:`incidents.query.facets`.

    The database counts rows with the same values, whole lists as they stand; what they hold is told apart here.
    """
    found: dict[tuple[str, Filters], Counted] = {}

    def counted(facet: str) -> Counted:
        """Facets of one table whose filters are not set are counted together."""
        name, cleared = _CLEARED[facet]
        key = name, replace(filters, **cleared)
        if key not in found:
            found[key] = _counted(connection, name, condition(connection, key[1], as_of))
        return found[key]

    def each(facet: str, column: str) -> dict[str, int]:
        return _tally(((value,) for value in counted(facet)[column]), counted(facet)[_N])

    def among(facet: str, values: Callable[..., Iterable[Any]], *columns: str) -> dict[str, int]:
        told = counted(facet)
        return _tally(map(values, *(told[column] for column in columns)), told[_N])

    blamed = filters.actors or frozenset(ActorCategory)
    contested = each("contested", "contested")
    return Facets(
        event_types=each("event_types", "event_type"),
        sub_event_types=each("event_types", "sub_event_type"),
        governorates=each("places", "governorate"),
        places=among("places", lambda *ids: ids, *_HOLDERS),
        actors=among("actors", lambda *told: chain(*map(_split, told)), "actors", "perpetrators"),
        accusers=among("actors", lambda told: _accusing(told, blamed), "accusations"),
        sides=among("sides", _split, "sides"),
        sources=among("sources", _split, "source_ids"),
        corroborations=each("corroborations", "corroboration"),
        precisions=each("precisions", "precision"),
        bands=each("bands", "confidence"),
        reviews=each("reviews", "review"),
        contested={said: contested.get(said, 0) for said in (True, False)},  # type: ignore[call-overload]
        undated=sum(counted("undated")[_UNDATED]),
    )


Counted = Mapping[str, Sequence[Any]]
"""Columns with the values that incidents share, and beside them how many incidents have them, undated ones too."""
_N, _UNDATED = "n", "undated"

_NOBODY: Final[frozenset[Any]] = frozenset()
_CLEARED: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "event_types": ("kind", {"event_types": _NOBODY, "sub_event_types": _NOBODY}),
    "places": ("where", {"governorates": _NOBODY, "places": _NOBODY}),
    "actors": ("who", {"actors": _NOBODY, "accusers": _NOBODY}),
    "sides": ("who", {"sides": _NOBODY}),
    "sources": ("told_by", {"sources": _NOBODY}),
    "corroborations": ("kind", {"corroborations": _NOBODY}),
    "precisions": ("kind", {"precisions": _NOBODY}),
    "bands": ("kind", {"bands": _NOBODY}),
    "reviews": ("kind", {"reviews": frozenset(ReviewStatus)}),
    "contested": ("kind", {"contested": "any"}),
    "undated": ("kind", {"include_undated": True}),
}
"""In which of the shared tables the values of a facet stand, and what lets all of them through."""


def _counted(connection: Connection, name: str, where: Condition) -> Counted:
    """How many incidents have each combination of the values that stand in one table."""
    number = _C[f"{name}_seq"]
    undated = func.sum(case((_C.date_start.is_(None), 1), else_=0))
    # Counted by number first, then looked up: a number is read and compared faster than words.
    counted = select(number, func.count().label(_N), undated.label(_UNDATED)).where(where).group_by(number)
    held, values = counted.subquery(), schema.shared[name].c
    columns = schema.SHARED[name]
    query = select(*(values[column] for column in columns), held.c[_N], held.c[_UNDATED]).join(
        held, held.c[number.name] == values.seq
    )
    return flat.by_columns(connection, query, (*columns, _N, _UNDATED))


def _tally(told: Iterable[Iterable[Any]], counts: Iterable[int]) -> dict[str, int]:
    """How many incidents hold each value, one that stands twice among an incident's once."""
    found: dict[Any, int] = {}
    for values, n in zip(told, counts, strict=True):
        for value in set(values):
            found[value] = found.get(value, 0) + n
    found.pop(None, None)
    return found


def _split(joined: str | None) -> Sequence[str]:
    return joined.split(_SEPARATOR) if joined else ()


def _accusing(accusations: str | None, blamed: frozenset[ActorCategory]) -> Iterable[str]:
    told = (pair.partition(">") for pair in _split(accusations))
    return [side for side, _, category in told if category in blamed]


def beside(names: str, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """A query for columns of incidents and of tables, named with spaces between, that hold what they share."""
    query = select(*columns).select_from(_TABLE)
    for name in names.split():
        values = schema.shared[name]
        query = query.join(values, values.c.seq == _C[f"{name}_seq"])
    return query


def timeline(
    connection: Connection, filters: Filters, as_of: dt.datetime | None = None, unit: Unit | None = None
) -> pd.DataFrame:
    """As :func:`incidents.query.histogram`; the database gives one row for each day and type."""
    query = (
        beside("kind", _C.date_start, _KIND.event_type, func.count())
        .where(condition(connection, filters, as_of), _C.date_start.is_not(None))
        .group_by(_C.date_start, _KIND.event_type)
    )
    rows = connection.execute(query).all()
    place = {event.value: number for number, event in enumerate(EventType)}
    return binned(
        np.array([row[0] for row in rows], dtype="datetime64[D]"),
        np.array([place[row[1]] for row in rows], dtype="int64"),
        np.array([row[2] for row in rows], dtype="int64"),
        unit,
    )


# --- the map -------------------------------------------------------------------------------------------------------


def by_area(
    connection: Connection, filters: Filters, level: str, as_of: dt.datetime | None = None
) -> dict[str | None, AreaSums]:
    """The selection by governorate (its name) or district (its id); None is what is known to be in none.

    Parameters
    ----------
    level : str
        ``governorate`` or ``district_id``.
    """
    low, best, high = (_C[f"killed_{name}"] for name in ("low", "best", "high"))
    told = best.is_not(None)
    sums = {
        "incidents": func.count(),
        "with_toll": func.sum(case((told, 1), else_=0)),
        "low": func.sum(case((told, func.coalesce(low, 0)), else_=0)),
        "best": func.sum(func.coalesce(best, 0)),
        "high": func.sum(func.coalesce(case((high > best, high), else_=best), 0)),
    }
    by_place = (
        select(_C.where_seq, *(column.label(name) for name, column in sums.items()))
        .where(condition(connection, filters, as_of))
        .group_by(_C.where_seq)
        .subquery()
    )
    query = (
        select(_WHERE[level], *(func.sum(by_place.c[name]) for name in sums))
        .join(by_place, by_place.c.where_seq == _WHERE.seq)
        .group_by(_WHERE[level])
    )
    return {row[0]: AreaSums(*(int(n) for n in row[1:])) for row in connection.execute(query)}


_AS_AREA: Final = and_(_KIND.precision.is_not(None), _KIND.precision.in_(SOFT))


def _sum_columns() -> list[ColumnElement[Any]]:
    kinds = [func.sum(case((_KIND.event_type == event.value, 1), else_=0)) for event in EventType]
    contested = func.sum(case((_KIND.contested, 1), else_=0))
    return [func.count(), contested, func.sum(func.coalesce(_C.killed_best, 0)), *kinds]


def _sums(values: Sequence[Any]) -> Sums:
    incidents, contested, killed, *kinds = (int(value) for value in values)
    return Sums(incidents, contested, killed, tuple(kinds))


def cells(
    connection: Connection, filters: Filters, grid: Grid, as_of: dt.datetime | None = None
) -> list[Cell]:
    """As :func:`incidents.query.grid.cells`; the mean position to the last digits of a float."""
    row, column = _place_of(_C.lat, grid.lats), _place_of(_C.lon, grid.lons)
    inside = and_(
        _C.lat >= grid.lats[0], _C.lat < grid.lats[-1], _C.lon >= grid.lons[0], _C.lon < grid.lons[-1]
    )
    area = and_(_AS_AREA, func.coalesce(_C.radius_km, 0.0) >= grid.area_km)
    query = (
        beside(
            "kind",
            row.label("line"),
            column.label("pile"),
            func.avg(_C.lat),
            func.avg(_C.lon),
            *_sum_columns(),
        )
        .where(condition(connection, filters, as_of), IS_LOCATED, ~area, inside)
        .group_by("line", "pile")
        .order_by("line", "pile")
    )
    return [Cell(r[0], r[1], float(r[2]), float(r[3]), _sums(r[4:])) for r in connection.execute(query)]


def _place_of(column: ColumnElement[Any], edges: Sequence[float]) -> ColumnElement[Any]:
    """Between which of some ascending edges a number lies: a tree of comparisons, as deep as its logarithm."""

    def between(low: int, high: int) -> ColumnElement[Any]:
        if high - low == 1:
            return literal(low)
        middle = (low + high) // 2
        return case((column < edges[middle], between(low, middle)), else_=between(middle, high))

    return between(0, len(edges) - 1)


def _area(row: Sequence[Any]) -> Area:
    place, place_id, governorate, precision, lat, lon, radius_km, *sums = row
    return Area(place, place_id, governorate, precision, lat, lon, radius_km, _sums(sums))


def areas(
    connection: Connection, filters: Filters, grid: Grid, as_of: dt.datetime | None = None
) -> list[Area]:
    """As :func:`incidents.query.grid.areas`."""
    keys = [_KIND[name] if name == "precision" else _WHERE[name] for name in AREA_KEY]
    query = (
        beside(
            "kind where", *keys, func.min(_C.lat), func.min(_C.lon), func.max(_C.radius_km), *_sum_columns()
        )
        .where(condition(connection, filters, as_of), IS_LOCATED, _AS_AREA, _C.radius_km >= grid.area_km)
        .group_by(*keys)
    )
    made = [_area(tuple(row)) for row in connection.execute(query)]
    return sorted(made, key=area_order)
