"""What stands in the place of single incidents while more match than are read at once: how many, and ways to fewer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from incidents.dashboard import state, words
from incidents.dashboard.components.notes import empty
from incidents.dashboard.counted import most_rows
from incidents.dashboard.data import Data
from incidents.model import Governorate
from incidents.query import Filters, LinkState, Unit, bin_ends, floor_to, to_params

COMMAND: Final = "incidents export --format csv --out FILE"
_NOT_A_FILTER: Final = ("v", "view", "map", "measure", "sel")


def too_many(data: Data, filters: Filters) -> None:
    """Say on a page that cannot do with counts why it stays empty, and offer fewer."""
    empty(
        f"{_matching(data)}: more than the {most_rows():,} that this page can take. Narrow the filters to see it."
    )
    narrowing(data, filters)


def counts_only(data: Data, filters: Filters) -> None:
    """Say under the map of counts what it shows, and offer fewer."""
    empty(f"{_matching(data)}: the map shows counts by area. Narrow the filters to see each one.")
    narrowing(data, filters)


def _matching(data: Data) -> str:
    n = data.matching.shown if data.matching else 0
    return f"{words.plural(n, 'incident')} {'matches' if n == 1 else 'match'}"


def narrowing(data: Data, filters: Filters) -> None:
    """A button for each stretch of time and each governorate that holds some of them."""
    st.caption(f"Each incident is shown, with list, table and exports, where {most_rows():,} or fewer match.")
    _offer("When", [(said, n, partial(_within, *days)) for said, n, days in stretches(data, filters)])
    sums = data.counted.by_area(filters, "governorates")
    where = [(name, held.incidents, partial(_in, name)) for name, held in sums.items() if name]
    _offer("Where", sorted(where, key=lambda each: -each[1]))
    if not data.store.public:
        st.caption("The command line exports all of them, whatever their number:")
        st.code(command(data, state.current()), language=None, wrap_lines=True)


def command(data: Data, session: state.SessionState) -> str:
    """The command that exports the selection."""
    unset = to_params(LinkState())
    told = {
        name: value
        for name, value in to_params(session.link).items()
        if value != unset[name] and name not in _NOT_A_FILTER
    }
    if data.is_sample:
        told.pop("asof", None)
    query = f' --filters "{urlencode(told, safe=",:")}"' if told else ""
    return f"{COMMAND}{' --samples' if data.is_sample else ''}{query}"


def stretches(data: Data, filters: Filters) -> list[tuple[str, int, tuple[dt.date, dt.date]]]:
    """The years in which any of the selection begin, or the months when all begin in one: name, how many, days."""
    bins = data.counted.histogram(filters)
    if bins.empty:
        return []
    days = bins["bin_start"].to_numpy().astype("datetime64[D]")
    unit: Unit = "year" if len(np.unique(floor_to(days, "year"))) > 1 else "month"
    starts, place = np.unique(floor_to(days, unit), return_inverse=True)
    counts = np.bincount(place, weights=bins["count"]).astype(int)
    spans = zip(starts.astype(object), bin_ends(starts, unit).astype(object), strict=True)
    say = "%Y" if unit == "year" else "%b %Y"
    return [(span[0].strftime(say), int(n), span) for span, n in zip(spans, counts, strict=True)]


def _offer(title: str, choices: Sequence[tuple[str, int, Callable[[], None]]]) -> None:
    if len(choices) < 2:
        return
    st.html(f'<h2 class="si-heading">{title}</h2>')
    with st.container(horizontal=True, gap="small"):
        for said, n, narrow in choices:
            st.button(f"{said} ({n:,})", key=state.widget_key(f"narrow-{said}"), on_click=narrow)


def _within(first: dt.date, last: dt.date) -> None:
    now = state.current().filters
    state.set_filters(
        date_from=max(first, now.date_from or first),
        date_to=min(last, now.date_to or last),
        include_undated=False,
    )


def _in(name: str) -> None:
    state.set_filters(governorates=frozenset({Governorate(name)}), places=frozenset())
