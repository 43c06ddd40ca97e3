"""When: a histogram stacked by type, to drag across, and a slider with two date fields for the same range."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, Final

import altair as alt
import pandas as pd
import streamlit as st

from incidents.dashboard import state
from incidents.dashboard.data import Table
from incidents.dashboard.map.palette import event_colours
from incidents.query import Filters, histogram, mask

_CHART: Final = "histogram"
_BRUSH: Final = "brush"


def timeline(table: Table, filters: Filters, *, dark: bool) -> None:
    """Draw histogram, slider and date fields; nothing when no incident has a date."""
    if table.first_day is None or table.last_day is None:
        st.caption("No incident has a date yet, so there is no timeline.")
        return
    all_dates = replace(filters, date_from=None, date_to=None)
    bins = histogram(table.index, mask(table.index, all_dates))
    unit = str(bins["unit"].iloc[0]) if len(bins) else "day"
    st.caption(f"Incidents per {unit}, by type. Drag across the bars to choose dates.")
    st.altair_chart(
        _chart(bins, filters, dark=dark),
        key=state.widget_key(_CHART),
        on_select=_brushed,
        selection_mode=_BRUSH,
        width="stretch",
        height=120,
        alt=f"Histogram of the incidents shown, per {unit}; the slider and date fields below set the same range.",
    )
    _slider(table.first_day, table.last_day, filters)


def bars(table: Table, filters: Filters, *, dark: bool, height: int) -> None:
    """Draw the histogram of what is shown alone, to look at; nothing when no incident has a date."""
    bins = histogram(table.index, mask(table.index, filters))
    if not bins.empty:
        unit = bins["unit"].iloc[0]
        chart = _chart(bins, filters, dark=dark, brush=False)
        st.altair_chart(
            chart, width="stretch", height=height, alt=f"Histogram of the incidents shown, per {unit}."
        )


def _chart(
    bins: pd.DataFrame, filters: Filters, *, dark: bool, brush: bool = True
) -> alt.LayerChart | alt.Chart:
    data = bins.assign(
        start=bins["bin_start"].dt.tz_localize("UTC"),
        stop=(bins["bin_end"] + pd.Timedelta(days=1)).dt.tz_localize("UTC"),
        chosen=_inside(bins, filters),
    ).drop(columns=["bin_start", "bin_end", "unit"])
    colours = event_colours(dark=dark)
    scale = alt.Scale(domain=[kind.value for kind in colours], range=list(colours.values()))
    time = alt.Scale(type="utc")
    chart = (
        alt.Chart(data)
        .mark_bar(orient="vertical", binSpacing=0.5)
        .encode(
            x=alt.X(
                "start:T", scale=time, title=None, axis=alt.Axis(grid=False, tickCount=8, labelOverlap=True)
            ),
            x2="stop:T",
            y=alt.Y(
                "count:Q",
                stack="zero",
                title=None,
                axis=alt.Axis(tickCount=3 if brush else 1, tickMinStep=1, format="d"),
            ),
            color=alt.Color("event_type:N", scale=scale, legend=None),
            opacity=alt.condition("datum.chosen", alt.value(1), alt.value(0.25)),
            tooltip=[
                alt.Tooltip("start:T", title="From", format="%-d %b %Y", formatType="utc"),
                alt.Tooltip("event_type:N", title="Type"),
                alt.Tooltip("count:Q", title="Incidents"),
            ],
        )
    )
    return chart.add_params(alt.selection_interval(name=_BRUSH, encodings=["x"])) if brush else chart


def _inside(bins: pd.DataFrame, filters: Filters) -> pd.Series[bool]:
    inside = pd.Series(True, index=bins.index)
    if filters.date_from:
        inside &= bins["bin_end"] >= pd.Timestamp(filters.date_from)
    if filters.date_to:
        inside &= bins["bin_start"] <= pd.Timestamp(filters.date_to)
    return inside


def brushed_days(selection: Any) -> tuple[dt.date, dt.date] | None:
    """First and last day under the brush, from what the chart reports; None when it reports none."""
    edges = (selection or {}).get("start")
    if not isinstance(edges, list) or len(edges) != 2:
        return None
    first, last = (dt.datetime.fromtimestamp(edge / 1000, dt.UTC) for edge in sorted(edges))
    return first.date(), max(first, last - dt.timedelta(milliseconds=1)).date()


def _brushed() -> None:
    days = brushed_days(state.widget(_CHART)["selection"].get(_BRUSH))
    # An empty brush is also what the chart reports when it is redrawn, so it changes nothing: "All dates" does.
    if days is not None:
        state.set_filters(date_from=days[0], date_to=days[1])


def _slider(first: dt.date, last: dt.date, filters: Filters) -> None:
    start = min(max(filters.date_from or first, first), last)
    end = max(min(filters.date_to or last, last), start)
    if first < last:
        slider: Any = st.slider  # its types know no range that comes from the session
        slider(
            "Dates shown",
            first,
            last,
            key=state.bind("dates", (start, end)),
            format="D MMM YYYY",
            on_change=lambda: _slid(first, last),
            label_visibility="collapsed",
        )
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


def _slid(first: dt.date, last: dt.date) -> None:
    """Take the slider's range; at its ends it means "any", so that a later report is not cut off."""
    start, end = state.widget("dates")
    state.set_filters(date_from=None if start == first else start, date_to=None if end == last else end)


def _typed() -> None:
    start, end = state.widget("date_from"), state.widget("date_to")
    if start and end and start > end:
        start, end = end, start
    state.set_filters(date_from=start, date_to=end)
