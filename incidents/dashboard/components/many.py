"""The body of the map page while more incidents match than are read at once: counts in place of single ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

import streamlit as st

from incidents.dashboard import state
from incidents.dashboard.components.background import chosen_tiles
from incidents.dashboard.components.count_head import count_head
from incidents.dashboard.components.map_view import filter_by_area, of_areas, switch
from incidents.dashboard.components.narrow import counts_only
from incidents.dashboard.components.panel import NO_SOURCES, incident_panel
from incidents.dashboard.components.share import copy_link
from incidents.dashboard.components.timeline import timeline
from incidents.dashboard.data import Data, open_incident, over_time, sources_of_samples, span
from incidents.dashboard.map import AreaClick, AreaFill
from incidents.dashboard.map.counts import HOME, Window, asked_of_counts, count_map, pack
from incidents.query import Box, Level

MAP_KEY: Final = "incidents.counts"
_WINDOW: Final = "counted-window"
"""What part of the map the browser shows."""


def many(data: Data, *, dark: bool, height: int) -> None:
    """Draw count, map and timeline, and how to come to fewer."""
    filters = state.current().filters
    head, actions = st.columns([1.6, 1], vertical_alignment="bottom")
    sizes = data.counted.sizes(filters)
    with head:
        said = [f"{sizes.unlocated:,} of them without a place on the map"] if sizes.unlocated else []
        count_head(data, sizes.by_type, filters, said, dark=dark)
    left, right = st.columns([1.35, 1], gap="medium")
    with left:
        switch(state.current())
        with st.container(key="si-map"):
            map_of_counts(data, dark=dark, height=height)
        timeline(
            span(data), over_time(data, replace(filters, date_from=None, date_to=None)), filters, dark=dark
        )
        if sizes.undated:
            has = "has" if sizes.undated == 1 else "have"
            st.caption(f"{sizes.undated:,} of the incidents shown {has} no date.")
    with right:
        _panel(data, dark=dark)
        counts_only(data, filters)
    with actions, st.container(key="si-actions"):
        copy_link(state.current(), data.choice, dt.datetime.now(dt.UTC))


def _panel(data: Data, *, dark: bool) -> None:
    """The incident of a link."""
    selected = state.current().selected
    opened = open_incident(data, selected) if selected else None
    if opened is not None:
        with st.container(height=790, border=True, key="si-panel"):
            sources = sources_of_samples() if data.is_sample else NO_SOURCES
            incident_panel(data, opened, dark=dark, sources=sources)


@st.fragment
def map_of_counts(data: Data, *, dark: bool, height: int, key: str = MAP_KEY) -> None:
    """Draw the map. It runs alone when the browser shows another part of it: nothing else changes then."""
    mode = state.current().link.map_mode
    level: Level | None = None if mode == "points" else mode
    asked = asked_of_counts(key, level)
    if isinstance(asked, Window):
        state.keep(_WINDOW, asked)
        if asked.at is not None:
            state.set_map(view=asked.at)
    elif asked is not None:
        _filter(asked)
        st.rerun()
    link, kept = state.current().link, state.kept(_WINDOW)
    window = (kept or (HOME if link.view is None else Window.around(link.view))).counted
    fill = None
    if level is not None:
        sums = data.counted.by_area(link.filters, level)
        fill = AreaFill.of_sums(sums, level, link.measure, dark=dark)
    count_map(
        pack(*data.counted.view(link.filters, window.grid), window),
        key=key,
        view=link.view,
        dark=dark,
        height=height,
        box=link.filters.box,
        areas=fill,
        tiles=chosen_tiles(),
    )
    if fill is not None:
        st.caption(of_areas(fill, data.counted.sizes(link.filters).shown))


def _filter(asked: Box | AreaClick) -> None:
    if isinstance(asked, Box):
        state.set_filters(box=asked)
    else:
        filter_by_area(asked)
