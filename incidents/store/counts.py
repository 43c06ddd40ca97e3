"""What a database counts of a selection, for stores that hold more incidents than are read at once.

Each number is what :mod:`incidents.query` gives on the whole table, see :mod:`incidents.store.pushdown`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy import Connection, case, func, select

from incidents.model import ReviewStatus
from incidents.query import Facets, Filters, Level, Unit
from incidents.query.grid import Area, Cell, Grid
from incidents.rules import DEFAULT_RULES, Rules
from incidents.store import chosen, pushdown, schema
from incidents.store.pushdown import AreaSums
from incidents.store.read import standing

_COLUMNS = {"governorates": "governorate", "districts": "district_id"}
_NAMED = ("place_id", "place", "governorate", "city_id", "subdistrict_id", "district_id")


@dataclass(frozen=True)
class Sizes:
    """How many incidents match some filters."""

    by_type: Mapping[str, int]
    rejected: int
    """Those that the filters leave out only because a person rejected them."""
    unlocated: int
    """Those that match but cannot be drawn on a map."""
    undated: int
    """Those that match but have no date."""

    @classmethod
    def of(cls, rows: Sequence[tuple[str, str, int, int, int]], filters: Filters) -> Sizes:
        """Add up rows of type, review, number, how many of these without a place, and without a date."""
        wanted = filters.reviews or frozenset(ReviewStatus) - {ReviewStatus.REJECTED}
        shown = [row for row in rows if row[1] in wanted]
        types: dict[str, int] = {}
        for kind, _, n, _, _ in shown:
            types[kind] = types.get(kind, 0) + n
        out = (
            0 if filters.reviews else sum(n for _, review, n, _, _ in rows if review == ReviewStatus.REJECTED)
        )
        return cls(types, out, sum(row[3] for row in shown), sum(row[4] for row in shown))

    @property
    def shown(self) -> int:
        return sum(self.by_type.values())


class Counts:
    """Counts of the incidents that stand now, or stood at a moment, as the default rules derive them.

    Parameters
    ----------
    reading : callable
        Opens a connection.
    as_of : datetime, optional
        The moment (aware); None is now.
    """

    def __init__(
        self, reading: Callable[[], AbstractContextManager[Connection]], as_of: dt.datetime | None = None
    ) -> None:
        self._reading = reading
        self.as_of = as_of

    def asked(self, filters: Filters) -> Filters:
        """The filters that count; a public view changes or refuses those that would give away what it withholds."""
        return filters

    def total(self) -> int:
        """How many incidents there are, whatever the filters."""
        query = select(func.count()).select_from(schema.incident).where(standing(schema.incident, self.as_of))
        with self._reading() as connection:
            return int(connection.scalar(query) or 0)

    def span(self) -> tuple[dt.date | None, dt.date | None]:
        """First and last day of all of them."""
        made = schema.incident.c
        query = select(func.min(made.date_start), func.max(made.date_end))
        with self._reading() as connection:
            first, last = connection.execute(query.where(standing(schema.incident, self.as_of))).one()
        return first and dt.date.fromisoformat(first), last and dt.date.fromisoformat(last)

    def places(self) -> pd.DataFrame:
        """Each place of an incident once, with its name, governorate and what holds it."""
        values, made = schema.shared["where"].c, schema.incident
        used = select(made.c.where_seq).where(standing(made, self.as_of))
        query = select(*(values[name] for name in _NAMED)).where(values.seq.in_(used))
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return pd.DataFrame([tuple(row) for row in rows], columns=list(_NAMED), dtype=object)

    def sizes(self, filters: Filters) -> Sizes:
        """How many match, and how many are left out only because a person rejected them; one pass over the table."""
        everything = replace(self.asked(filters), reviews=frozenset(ReviewStatus))
        kind, made = schema.shared["kind"].c, schema.incident.c
        unlocated, undated = (
            func.sum(case((missing, 1), else_=0))
            for missing in (~pushdown.IS_LOCATED, made.date_start.is_(None))
        )
        with self._reading() as connection:
            where = pushdown.condition(connection, everything, self.as_of)
            columns = (kind.event_type, kind.review, func.count(), unlocated, undated)
            query = pushdown.beside("kind", *columns).where(where).group_by(kind.event_type, kind.review)
            rows = connection.execute(query).all()
        return Sizes.of([(row[0], row[1], *map(int, row[2:])) for row in rows], filters)

    def to_read(self, filters: Filters, rules: Rules = DEFAULT_RULES) -> int:
        """How many incidents :meth:`incidents.store.Store.frame` would read for a selection under a choice of rules."""
        with self._reading() as connection:
            where = chosen.wanted(connection, self.asked(filters), self.as_of, rules)
            query = select(func.count()).select_from(schema.incident).where(where)
            return int(connection.scalar(query) or 0)

    def facets(self, filters: Filters) -> Facets:
        """As :func:`incidents.query.facets`."""
        with self._reading() as connection:
            return pushdown.facets(connection, self.asked(filters), self.as_of)

    def histogram(self, filters: Filters, unit: Unit | None = None) -> pd.DataFrame:
        """As :func:`incidents.query.histogram`."""
        with self._reading() as connection:
            return pushdown.timeline(connection, self.asked(filters), self.as_of, unit)

    def by_area(self, filters: Filters, level: Level) -> Mapping[str | None, AreaSums]:
        """Sums by governorate (its name) or district (its id); None is what is known to be in none."""
        with self._reading() as connection:
            return pushdown.by_area(connection, self.asked(filters), _COLUMNS[level], self.as_of)

    def view(self, filters: Filters, grid: Grid) -> tuple[Sequence[Cell], Sequence[Area]]:
        """The cells and areas of one view of the map."""
        with self._reading() as connection:
            told = self.asked(filters)
            return (
                pushdown.cells(connection, told, grid, self.as_of),
                pushdown.areas(connection, told, grid, self.as_of),
            )
