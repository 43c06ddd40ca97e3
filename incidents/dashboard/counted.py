"""Numbers of a store that holds more incidents than are read at once: counted by its database, remembered here."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

import pandas as pd
import streamlit as st

from incidents.errors import InputError
from incidents.query import Facets, Filters, Level
from incidents.query.grid import Area, Cell, Grid
from incidents.rules import Rules
from incidents.store import Counts, Store
from incidents.store.counts import Sizes
from incidents.store.pushdown import AreaSums

MOST_ROWS: Final = 1_000_000
"""Incidents read at once: up to here the whole page takes a quarter of a second and the server 1.3 GB."""
SETTING: Final = "INCIDENTS_MOST_ROWS"
"""Environment variable: another limit, for a smaller machine."""

P = ParamSpec("P")
T = TypeVar("T")


def most_rows() -> int:
    """How many incidents are read at once.

    Raises
    ------
    InputError
        The setting is no whole number above 0.
    """
    told = os.environ.get(SETTING, "").strip()
    if not told:
        return MOST_ROWS
    if not (told.isascii() and told.isdigit() and int(told)):
        raise InputError(f"{SETTING} is '{told[:40]}': write a whole number above 0, such as {MOST_ROWS}.")
    return int(told)


@dataclass(frozen=True, eq=False)
class Counted:
    """As :class:`incidents.store.Counts`, each number counted once for a state of the store, not to be changed."""

    store: Store
    as_of: dt.datetime | None
    version: str
    """State of the store."""

    def heeded(self, filters: Filters) -> Filters:
        """The filters that the database knows: a public view has to look at the words it finds, one by one."""
        return replace(filters, words="") if self.store.public else filters

    def _once(self, count: Callable[Concatenate[Counts, P], T], *asked: P.args, **_: P.kwargs) -> T:
        told = tuple(self.heeded(each) if isinstance(each, Filters) else each for each in asked)
        return cast(T, _counted(self.version, self.as_of, count.__name__, told, self.store))

    def total(self) -> int:
        return self._once(Counts.total)

    def span(self) -> tuple[dt.date | None, dt.date | None]:
        return self._once(Counts.span)

    def places(self) -> pd.DataFrame:
        return self._once(Counts.places)

    def sizes(self, filters: Filters) -> Sizes:
        return self._once(Counts.sizes, filters)

    def to_read(self, filters: Filters, rules: Rules) -> int:
        return self._once(Counts.to_read, filters, rules)

    def facets(self, filters: Filters) -> Facets:
        return self._once(Counts.facets, filters)

    def histogram(self, filters: Filters) -> pd.DataFrame:
        return self._once(Counts.histogram, filters)

    def by_area(self, filters: Filters, level: Level) -> Mapping[str | None, AreaSums]:
        return self._once(Counts.by_area, filters, level)

    def view(self, filters: Filters, grid: Grid) -> tuple[Sequence[Cell], Sequence[Area]]:
        return self._once(Counts.view, filters, grid)


@st.cache_resource(show_spinner=False, max_entries=256)
def _counted(
    version: str, as_of: dt.datetime | None, name: str, asked: tuple[Any, ...], _store: Store
) -> Any:
    return getattr(_store.counts(as_of), name)(*asked)
