"""The small page for other websites, ``?embed=true``: count, legend, map and timeline, whose data, the way to all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from incidents.dashboard import markup, state, words
from incidents.dashboard.components.legend import legend, types_shown
from incidents.dashboard.components.many import map_of_counts
from incidents.dashboard.components.map_view import SMALL_MAP_KEY, heed, small_map
from incidents.dashboard.components.notes import note
from incidents.dashboard.components.panel import headline
from incidents.dashboard.components.timeline import bars
from incidents.dashboard.data import Data, active, names, open_incident, over_time, span
from incidents.dashboard.filter_words import describe
from incidents.dashboard.theme import is_dark
from incidents.errors import IncidentsError
from incidents.query import mask

MAP_HEIGHT: Final = 236
"""The country fits into it, and all into a frame of 600 by 400."""


def page() -> None:
    """Draw the page."""
    try:
        data = active(state.current())
    except IncidentsError as error:
        note(str(error), "error")
        return
    with st.container(key="si-embed", gap=None):
        _page(data)


def _page(data: Data) -> None:
    dark = is_dark()
    if not data.too_many:
        heed(data, SMALL_MAP_KEY)
    session = state.current()
    shown = mask(data.table.index, session.filters)
    sizes = data.matching if data.too_many else None
    types = sizes.by_type if sizes else types_shown(data, shown)
    _head(data, types, dark=dark)
    with st.container(key="si-embed-map"):
        if data.too_many:
            map_of_counts(data, dark=dark, height=MAP_HEIGHT, key=f"{SMALL_MAP_KEY}.counts")
        else:
            small_map(data, shown, dark=dark, height=MAP_HEIGHT)
    bars(span(data), over_time(data, session.filters), dark=dark)
    st.html(_foot(data))
    opened = open_incident(data, session.selected) if session.selected else None
    if opened is not None:
        st.html(headline(opened.incident, opened.claims, dark=dark, voices=opened.voices))


def _head(data: Data, types: Mapping[str, int], *, dark: bool) -> None:
    said = describe(state.current().filters, names(data))
    n = words.plural(sum(types.values()), "incident")
    filtered = f' <span class="si-sub">{markup.text(said)}</span>' if said else ""
    st.html(f'<div class="si-embed-count" role="status">{n}{filtered}</div>{legend(types, dark=dark)}')


def _foot(data: Data) -> str:
    """Whose data, as of when, and the same in full; the link drops ``embed``."""
    moment = data.as_of or dt.datetime.now(dt.UTC)
    parts = ["Sample data" if data.is_sample else "Extracted by machine from news reports"]
    parts.append(f"as of {words.day(moment.date())}, {moment:%H:%M} UTC")
    if state.current().notes:
        parts.append("some parts of the link could not be used")
    query = urlencode(state.address_params(state.current()), safe=",:")
    link = f'<a href="?{markup.text(query)}" target="_blank" rel="noopener">Open in full</a>'
    return f'<div class="si-embed-foot">Syria Incidents. {markup.text(", ".join(parts))}. {link}</div>'
