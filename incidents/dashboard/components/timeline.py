"""When: a histogram stacked by type with the chosen incident's days, a range to drag, and two date fields for it."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any, Final, cast

import numpy as np
import pandas as pd
import streamlit as st
import streamlit.components.v2 as components

from incidents.dashboard import markup, state, words
from incidents.dashboard.map.palette import event_colours
from incidents.dashboard.theme import STATIC
from incidents.model import DateKind, DatePrecision, DateRange, EventType
from incidents.query import Filters, Unit, bin_ends, floor_to

_CHART: Final = "timeline"
_NUMBER: Final = "timeline-number"
_FEWEST_DAYS: Final = 7
"""Days the axis spans at least, so that a single day is a bar and not the whole ground."""
PLOT_PX: Final = 84
"""Height of the highest bar; where the handles stand is in timeline.css."""
LOW_PX: Final = 36
_STEPS: Final = {"day": 7, "week": 28, "month": 30, "year": 365}
_DURATION: Final = "The chosen incident lasted over the full bar: {when}."
_UNCERTAIN: Final = "The chosen incident happened once in the range marked “?”: {when}."

_HTML: Final = """
<div class="timeline"><div class="box"><svg role="img"></svg>
<div role="slider" tabindex="0" aria-label="First day shown"></div>
<div role="slider" tabindex="0" aria-label="Last day shown"></div>
<div class="tip" hidden></div></div></div>
"""


@cache
def _asset(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


Days = tuple[dt.date | None, dt.date | None]
"""First and last day of all incidents; None when none has a date."""


def timeline(
    days: Days,
    bins: pd.DataFrame,
    filters: Filters,
    *,
    chosen: pd.Series[Any] | None = None,
    dark: bool = False,
) -> None:
    """Draw the histogram and the date fields; a word on why not when no incident has a date.

    Parameters
    ----------
    days : tuple
    bins : pandas.DataFrame
        The histogram of what matches the filters but for their dates.
    filters : Filters
    chosen : pandas.Series, optional
        Row of the chosen incident in the table.
    dark : bool
        Draw on a dark ground.
    """
    first, last = days
    if first is None or last is None:
        st.caption("No incident has a date yet, so there is no timeline.")
        return
    unit = str(bins["unit"].iloc[0]) if len(bins) else "day"
    dates = None if chosen is None else dates_of(chosen)
    st.caption(f"Incidents per {unit}, by type. Drag across the bars, or move the two ends.")
    with st.container(key="si-timeline"):
        _component()(
            key=state.widget_key(_CHART),
            data=_chart(first, last, bins, unit, filters, dates, dark=dark),
            on_range_change=_ranged,
        )
    if chosen is not None:
        st.html(f'<div class="si-sub" id="si-when">{markup.text(said(dates))}</div>')
    _fields(filters)


def bars(days: Days, bins: pd.DataFrame, *, dark: bool) -> None:
    """Draw a lower histogram of what is shown, to look at; nothing when no incident has a date."""
    first, last = days
    if first is None or last is None or bins.empty:
        return
    unit = str(bins["unit"].iloc[0])
    chart = _chart(first, last, bins, unit, Filters(), None, dark=dark)
    _component()(key=state.widget_key(_CHART), data=chart | {"still": True, "plot": LOW_PX})


def _component() -> Any:
    # Registered in every run: Streamlit forgets components between sessions of its test runner.
    return components.component(
        "incidents_timeline", html=_HTML, css=_asset("timeline.css"), js=_asset("timeline.js")
    )


def _chart(
    first: dt.date,
    last: dt.date,
    bins: pd.DataFrame,
    unit: str,
    filters: Filters,
    dates: DateRange | None,
    *,
    dark: bool,
) -> dict[str, Any]:
    """What the browser needs; days as numbers since 1970."""
    colours = event_colours(dark=dark)
    return {
        "types": [kind.value for kind in colours],
        "colours": list(colours.values()),
        "bins": stacked(bins),
        "domain": domain(first, last, unit, dates),
        "first": _number(first),
        "last": _number(last),
        "from": filters.date_from and _number(filters.date_from),
        "to": filters.date_to and _number(filters.date_to),
        "step": _STEPS[unit],
        "mark": dates and {"start": _number(dates.start), "end": _number(dates.end), "kind": kind_of(dates)},
        "number": state.kept(_NUMBER) or 0,
        "plot": PLOT_PX,
        "still": False,
        "said": f"Histogram of the incidents shown, per {unit}, by type, from {words.day(first)} to {words.day(last)}."
        + (f" {said(dates)}" if dates else ""),
    }


def _number(day: dt.date) -> int:
    return (day - dt.date(1970, 1, 1)).days


def stacked(bins: pd.DataFrame) -> list[list[Any]]:
    """The bins of a histogram as first day, last day and counts in the order of the types."""
    place = {kind.value: number for number, kind in enumerate(EventType)}
    made: dict[int, list[Any]] = {}
    starts, ends = (
        bins[name].to_numpy().astype("datetime64[D]").astype(int) for name in ("bin_start", "bin_end")
    )
    for start, end, kind, count in zip(starts, ends, bins["event_type"], bins["count"], strict=True):
        bar = made.setdefault(int(start), [int(start), int(end), [0] * len(place)])
        bar[2][place[kind]] = int(count)
    return list(made.values())


def domain(first: dt.date, last: dt.date, unit: str, dates: DateRange | None = None) -> list[int]:
    """First day of the axis and the day after its last: whole bins, the chosen incident too, a week at least."""
    begin, end = (
        _number(min(first, dates.start) if dates else first),
        _number(max(last, dates.end) if dates else last),
    )
    edges = floor_to(np.array([begin, end]).astype("datetime64[D]"), cast(Unit, unit))
    begin, end = int(edges.astype("int64")[0]), int(bin_ends(edges, cast(Unit, unit)).astype("int64")[1])
    short = max(_FEWEST_DAYS - (end + 1 - begin), 0)
    return [begin - short // 2, end + 1 + short - short // 2]


def dates_of(row: pd.Series[Any]) -> DateRange | None:
    """When the incident of a row of the table was."""
    if pd.isna(row["date_start"]) or pd.isna(row["date_end"]):
        return None
    return DateRange(
        row["date_start"].date(),
        row["date_end"].date(),
        DatePrecision(row["date_precision"]),
        DateKind(row["date_kind"]),
    )


def kind_of(dates: DateRange) -> str:
    """How it is drawn: a day, once in an uncertain range, or lasting."""
    if dates.start == dates.end:
        return "day"
    return "duration" if dates.kind is DateKind.DURATION else "uncertain"


def said(dates: DateRange | None) -> str:
    """The same in words."""
    if dates is None:
        return "The chosen incident has no date, so the timeline does not show it."
    when = words.date_range(dates)
    if dates.start == dates.end:
        return f"The chosen incident: {when} (line)."
    return (_DURATION if dates.kind is DateKind.DURATION else _UNCERTAIN).format(when=when)


def range_of(value: Any) -> tuple[dt.date | None, dt.date | None, int] | None:
    """What the browser sent: first and last day, None for any, and its number; None when it is no such thing."""
    if not isinstance(value, list) or len(value) != 3 or not isinstance(value[2], int):
        return None
    try:
        start, end = (None if day is None else dt.date.fromisoformat(day) for day in value[:2])
    except (TypeError, ValueError):
        return None
    return (end, start, value[2]) if start and end and start > end else (start, end, value[2])


def _ranged() -> None:
    sent = range_of(getattr(state.widget(_CHART), "range", None))
    if sent is not None:
        state.keep(_NUMBER, sent[2])
        state.set_filters(date_from=sent[0], date_to=sent[1])


def _fields(filters: Filters) -> None:
    dates = st.container(key="si-dates")
    left, middle, right = dates.columns([2, 2, 1.4], vertical_alignment="bottom", gap="small", wrap=False)
    for column, name, label in ((left, "date_from", "From"), (middle, "date_to", "Until")):
        column.date_input(
            label,
            value=None,
            key=state.bind(name, getattr(filters, name)),
            min_value=dt.date(1900, 1, 1),
            max_value=dt.date(2100, 12, 31),
            format="YYYY-MM-DD",
            on_change=_typed,
        )
    right.button(
        "All dates",
        key=state.widget_key("all-dates"),
        on_click=lambda: state.set_filters(date_from=None, date_to=None),
        disabled=filters.date_from is None and filters.date_to is None,
        width="stretch",
    )


def _typed() -> None:
    start, end = state.widget("date_from"), state.widget("date_to")
    if start and end and start > end:
        start, end = end, start
    state.set_filters(date_from=start, date_to=end)
