"""The small page for other websites, ``?embed=true``: count, legend, map and timeline, whose data, the way to all."""

from __future__ import annotations

import datetime as dt
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from incidents.dashboard import markup, state, words
from incidents.dashboard.components.legend import legend
from incidents.dashboard.components.map_view import SMALL_MAP_KEY, heed, small_map
from incidents.dashboard.components.notes import note
from incidents.dashboard.components.panel import headline
from incidents.dashboard.components.timeline import bars
from incidents.dashboard.data import Data, active, names, open_incident
from incidents.dashboard.filter_words import describe
from incidents.dashboard.theme import is_dark
from incidents.errors import StoreError
from incidents.query import Mask, mask

MAP_HEIGHT: Final = 236
"""The country fits into it, and all into a frame of 600 by 400."""


def page() -> None:
    """Draw the page."""
    try:
        data = active(state.current())
    except StoreError as error:
        note(str(error), "error")
        return
    with st.container(key="si-embed", gap=None):
        _page(data)


def _page(data: Data) -> None:
    dark = is_dark()
    heed(data, SMALL_MAP_KEY)
    session = state.current()
    shown = mask(data.table.index, session.filters)
    _head(data, shown, dark=dark)
    with st.container(key="si-embed-map"):
        small_map(data, shown, dark=dark, height=MAP_HEIGHT)
    bars(data.table, shown, dark=dark)
    st.html(_foot(data))
    opened = open_incident(data, session.selected) if session.selected else None
    if opened is not None:
        st.html(headline(opened.incident, opened.claims, dark=dark, voices=opened.voices))


def _head(data: Data, shown: Mask, *, dark: bool) -> None:
    said = describe(state.current().filters, names(data))
    n = words.plural(int(shown.sum()), "incident")
    filtered = f' <span class="si-sub">{markup.text(said)}</span>' if said else ""
    st.html(f'<div class="si-embed-count" role="status">{n}{filtered}</div>{legend(data, shown, dark=dark)}')


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
