"""The map page: filters, count, map with timeline, the chosen incident, table, what is not mapped."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import streamlit as st

from incidents.dashboard import state
from incidents.dashboard.components import geonames
from incidents.dashboard.components.count_head import count_head
from incidents.dashboard.components.export import export_buttons
from incidents.dashboard.components.legend import types_shown
from incidents.dashboard.components.many import many
from incidents.dashboard.components.map_view import heed, map_view
from incidents.dashboard.components.notes import empty, note
from incidents.dashboard.components.off_map import not_mapped as draw_not_mapped
from incidents.dashboard.components.page_head import page_head
from incidents.dashboard.components.panel import NO_SOURCES, incident_panel
from incidents.dashboard.components.share import copy_link
from incidents.dashboard.components.start import starting_points
from incidents.dashboard.components.table import incident_table
from incidents.dashboard.components.timeline import timeline
from incidents.dashboard.data import (
    Data,
    not_mapped_shown,
    open_incident,
    over_time,
    sources_of_samples,
    span,
)
from incidents.dashboard.map.columns import encoded
from incidents.dashboard.pages import ADD
from incidents.dashboard.theme import is_dark
from incidents.query import Filters, mask

MAP_HEIGHT = 470
PANEL_HEIGHT = 790
NOT_LISTED = (
    "This store holds too much to list the claims that are part of no incident: an incident's panel lists those of its "
    "own reports."
)
LISTS = "lists"
"""Which list is in view below the map: the table, or what is not mapped ("off")."""

Shown = npt.NDArray[np.bool_]


def page() -> None:
    """Draw the page."""
    page_head(
        "Incidents of the war in Syria",
        "What news reports claim happened, where and when, and who says so. Choose an incident to read the claims in "
        "the reports' own words.",
        below=_data_choice,
        first=_first,
    )


def _first(data: Data, _filters: Filters) -> None:
    _body(data)
    geonames.offer()  # below what people came for


def _data_choice(data: Data) -> None:
    if not data.own_is_empty and not data.is_sample:
        st.button(
            "Look at the sample data",
            key=state.widget_key("samples"),
            on_click=state.choose_data,
            args=("samples",),
            width="stretch",
        )


def _body(data: Data) -> None:
    """Draw count, map and timeline, then what takes longer. No fragment: its filters would cost a second run."""
    if data.too_many:
        many(data, dark=is_dark(), height=MAP_HEIGHT)
        return
    heed(data)
    session = state.current()
    dark = is_dark()
    shown = mask(data.table.index, session.filters)
    if not data.total:
        empty("There is no incident in your store yet: the reports you added named none that can be drawn.")
        if not data.store.public:
            st.page_link(ADD.as_page(), label="Add another report")
        draw_not_mapped(data.table, shown, not_mapped_shown(data, session.filters), session.filters)
        return
    head, actions = st.columns([1.6, 1], vertical_alignment="bottom")
    with head:
        _head(data, shown, session.filters, dark=dark)
    left, right = st.columns([1.35, 1], gap="medium")
    with left:
        map_view(data, shown, dark=dark, height=MAP_HEIGHT)
    with left:
        row = encoded(data.table.frame).row_of(state.current().selected)
        chosen = data.table.frame.iloc[row] if row >= 0 else None
        all_dates = over_time(data, replace(session.filters, date_from=None, date_to=None))
        timeline(span(data), all_dates, session.filters, chosen=chosen, dark=dark)
        _undated(data, shown)
    with right:
        _panel(data, shown, state.current().selected, dark=dark)
    _lists(data, shown, session.filters)
    with actions, st.container(key="si-actions"):
        _actions(data, shown)  # last, as the link holds what was just selected


def _undated(data: Data, shown: Shown) -> None:
    """How many of the incidents shown the timeline cannot hold, and the way to their list."""
    n = int((shown & np.isnat(data.table.index.start)).sum())
    if n:
        has = "has" if n == 1 else "have"
        st.button(
            f"{n:,} of the incidents shown {has} no date: list them below",
            key=state.widget_key("undated-list"),
            on_click=lambda: state.keep(LISTS, "off"),
            type="tertiary",
        )


def _head(data: Data, shown: Shown, filters: Filters, *, dark: bool) -> None:
    """The count, what is filtered, and the legend of map and timeline."""
    hidden = int((shown & ~data.table.index.located).sum())
    said = [f"{hidden:,} of them without a place on the map, listed below"] if hidden else []
    count_head(data, types_shown(data, shown), filters, said, dark=dark)
    if not shown.any():
        empty("No incident matches these filters.")
        if st.button("Reset all filters", key=state.widget_key("reset-empty")):
            state.reset_filters()
            st.rerun()


def _panel(data: Data, shown: Shown, selected: str | None, *, dark: bool) -> None:
    opened = open_incident(data, selected) if selected else None
    if opened is None:
        if selected and data.rules.without and data.store.incident(selected, data.as_of) is not None:
            note("Only sources that you left out tell of this incident: include them again to see it.")
        elif selected and (stone := data.store.purged(selected)) is not None:
            note(f"{stone.said}.")
        elif selected:
            note("The incident of this link is not in the data you are looking at.")
        starting_points(data.table, shown)
        return
    if opened.incident.id != selected:  # an old id leads to the incident it became part of
        state.select(opened.incident.id)
    with st.container(height=PANEL_HEIGHT, border=True, key="si-panel"):
        row = encoded(data.table.frame).row_of(opened.incident.id)
        if row < 0 or not shown[row]:
            note("The filters hide this incident on the map and in the table.")
        sources = sources_of_samples() if data.is_sample else NO_SOURCES
        incident_panel(data, opened, dark=dark, sources=sources)


def _lists(data: Data, shown: Shown, filters: Filters) -> None:
    """The table and what is not mapped; only the one in view is made."""
    index = data.table.index
    off = int((shown & (~index.located | np.isnat(index.start))).sum()) + len(not_mapped_shown(data, filters))
    # Tabs with other words are other tabs to Streamlit, which would begin with the first.
    labels = {"table": f"Table ({int(shown.sum()):,})", "off": f"Not mapped ({off:,})"}

    name = "lists." + "".join(labels.values())

    def turned() -> None:
        label = state.widget(name)
        state.keep(LISTS, next((which for which in labels if labels[which] == label), "table"))

    key = state.bind(name, labels[state.kept(LISTS) or "table"])
    first, second = st.tabs(list(labels.values()), key=key, on_change=turned)
    if second.open:
        with second:
            if data.is_part:
                st.caption(NOT_LISTED)
            draw_not_mapped(data.table, shown, not_mapped_shown(data, filters), filters)
        return
    with first:
        if shown.any():
            incident_table(data.table, shown, state.current().selected)
        else:
            st.caption("Nothing to list: reset or widen the filters.")


def _actions(data: Data, shown: Shown) -> None:
    now = dt.datetime.now(dt.UTC)
    session = state.current()
    link, *files = st.columns([1.25, 1.1, 0.9, 1.1], wrap=False)
    with link:
        copy_link(session, data.choice, now)
    export_buttons(data, shown, session, now, files)
