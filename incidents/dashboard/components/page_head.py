"""The head of every page that shows a selection: title, whose data, filters and choices in the sidebar."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from incidents.dashboard import state
from incidents.dashboard.components import graphic
from incidents.dashboard.components.banner import banner
from incidents.dashboard.components.choices import choices
from incidents.dashboard.components.filters import filter_bar
from incidents.dashboard.components.narrow import too_many
from incidents.dashboard.components.notes import note, notes
from incidents.dashboard.data import Data, active, facets_of, names, sources
from incidents.errors import IncidentsError
from incidents.query import Filters


def page_head(
    title: str,
    lead: str,
    *,
    below: Callable[[Data], None] | None = None,
    first: Callable[[Data, Filters], None] | None = None,
) -> tuple[Data, Filters] | None:
    """Draw it, and open the data.

    Parameters
    ----------
    title : str
    lead : str
        HTML of one or two sentences on what the page is for.
    below : callable, optional
        Draws more into the sidebar.
    first : callable, optional
        Draws the page's body before the sidebar, whose counts take a while: so what was asked for comes first.

    Returns
    -------
    tuple or None
        The data and the filters they are shown with; None, with a word on why, when the store cannot be opened, or
        more match than are read at once and the page has no body that can do with counts (``first``).
    """
    st.title(title, anchor=False)
    st.html(f'<p class="si-lead">{lead}</p>')
    try:
        data = active(state.current())
    except IncidentsError as error:
        note(str(error), "error")
        return None
    banner(data)
    notes("Not everything you chose is applied:", data.set_aside)
    filters = state.current().filters
    if first is not None:
        first(data, filters)
        filters = state.current().filters  # what was done on the map may have changed them
    with st.sidebar:
        filter_bar(filters, facets_of(data, filters), names(data))
        choices(data, sources(data))
        graphic.choice("sidebar")
        if below is not None:
            below(data)
    if data.too_many and first is None:
        too_many(data, filters)
        return None
    return data, filters
