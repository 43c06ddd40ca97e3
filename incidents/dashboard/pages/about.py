"""About and method: what this is, how to read it, and what it cannot tell."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from incidents.dashboard import state
from incidents.dashboard.components import graphic
from incidents.dashboard.components.banner import banner
from incidents.dashboard.components.notes import note
from incidents.dashboard.data import active
from incidents.dashboard.theme import STATIC
from incidents.errors import IncidentsError

WIDTH = 760
TEXT: Path = STATIC / "about.md"


def page() -> None:
    """Draw the page."""
    with st.container(width=WIDTH):
        _page()


def _page() -> None:
    st.title("About and method", anchor=False)
    st.markdown(TEXT.read_text(encoding="utf-8"))
    graphic.choice("about")
    try:
        data = active(state.current())
    except IncidentsError as error:
        note(str(error), "error")
        return
    st.header("The data you are looking at", anchor=False)
    banner(data)
    note(f"{data.total:,} incidents from {len(data.store.documents()):,} reports, in: {data.store.where}")
