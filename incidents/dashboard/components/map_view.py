"""The map as the map page shows it: incidents, or areas coloured by numbers; a box drawn on it and areas filter."""

from __future__ import annotations

from typing import Final

import streamlit as st

from incidents.dashboard import state, words
from incidents.dashboard.components.background import background, chosen_tiles
from incidents.dashboard.data import Data
from incidents.dashboard.map import AreaClick, AreaFill, incident_map
from incidents.dashboard.map.component import asked
from incidents.model import Governorate
from incidents.query import Box, Mask

MAP_KEY: Final = "incidents.map"
SMALL_MAP_KEY: Final = "incidents.embed"
MODES: Final = {"points": "Incidents", "governorates": "Governorates", "districts": "Districts"}
MEASURES: Final = {"incidents": "Incidents", "killed": "Killed (best)"}


def heed(data: Data, key: str = MAP_KEY) -> None:
    """Do what was asked for on the map since the last run: call it before anything is drawn."""
    mode = state.current().link.map_mode
    answer = asked(data.table.frame, key, None if mode == "points" else mode)
    if isinstance(answer, Box):
        state.set_filters(box=answer)
    elif isinstance(answer, AreaClick):
        filter_by_area(answer)
    elif answer is not None:
        state.select(answer)


def map_view(data: Data, shown: Mask, *, dark: bool, height: int) -> None:
    """Draw the switch and the map; what is done on it is for :func:`heed` in the next run."""
    session = state.current()
    switch(session)
    fill = _fill(data, shown, session, dark=dark)
    # Made even when empty: the browser keeps the map only while it stays in its place.
    with st.container(key="si-map"):
        _draw(data, shown, fill, key=MAP_KEY, dark=dark, height=height)
    with st.container(key="si-map-note"):
        if fill is not None:
            st.caption(of_areas(fill, int(shown.sum())))


def small_map(data: Data, shown: Mask, *, dark: bool, height: int) -> None:
    """Draw the map without the switch, as :func:`map_view` does."""
    fill = _fill(data, shown, state.current(), dark=dark)
    _draw(data, shown, fill, key=SMALL_MAP_KEY, dark=dark, height=height)


def _draw(data: Data, shown: Mask, fill: AreaFill | None, *, key: str, dark: bool, height: int) -> None:
    session = state.current()
    incident_map(
        data.table.frame,
        shown,
        key=key,
        selected=session.selected,
        view=session.link.view,
        dark=dark,
        height=height,
        box=session.filters.box,
        areas=fill,
        tiles=chosen_tiles(),
    )


def switch(session: state.SessionState) -> None:
    """What the map shows, what areas are coloured by, and what lies under it."""
    with st.container(key="si-map-switch", horizontal=True, gap="small", vertical_alignment="center"):
        st.segmented_control(
            "Show on the map",
            list(MODES),
            key=state.bind("map-mode", session.link.map_mode),
            format_func=lambda mode: MODES[mode],
            required=True,
            label_visibility="collapsed",
            on_change=lambda: state.set_map(map_mode=state.widget("map-mode")),
        )
        if session.link.map_mode != "points":
            st.selectbox(
                "Colour by",
                list(MEASURES),
                key=state.bind("map-measure", session.link.measure),
                format_func=lambda measure: MEASURES[measure],
                label_visibility="collapsed",
                width=132,
                on_change=lambda: state.set_map(measure=state.widget("map-measure")),
            )
        background()


def _fill(data: Data, shown: Mask, session: state.SessionState, *, dark: bool) -> AreaFill | None:
    mode = session.link.map_mode
    if mode == "points":
        return None
    return AreaFill.of(data.table.index, shown, mode, session.link.measure, dark=dark)


def of_areas(fill: AreaFill, shown: int) -> str:
    """What the colours leave out, and what their sums are not."""
    unit = fill.level.removesuffix("s")
    said = [f"Click a {unit} to filter by it, once more to take that away."]
    counts = fill.counts
    if counts.elsewhere:
        why = "known by governorate or country alone" if unit == "district" else "not known to lie in one"
        told = f" ({counts.killed_elsewhere:,} killed)" if fill.measure == "killed" else ""
        said.append(
            f"{counts.elsewhere:,} of {words.plural(shown, 'incident')}{told} counted in no {unit}: {why}."
        )
    if fill.measure == "killed":
        said.append("Sums of best figures: reports overlap and many events are in none. No death toll.")
    return " ".join(said)


def filter_by_area(click: AreaClick) -> None:
    """Show one governorate or district alone; or everywhere again, if it is the one already shown."""
    filters = state.current().filters
    governorates: frozenset[Governorate] = frozenset()
    places: frozenset[str] = frozenset()
    if click.level == "governorates":
        governorates = frozenset({Governorate(click.area)})
    else:
        places = frozenset({click.area})
    if (filters.governorates, filters.places) == (governorates, places):
        governorates, places = frozenset(), frozenset()
    state.set_filters(governorates=governorates, places=places)
