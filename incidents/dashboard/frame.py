"""The frame of the dashboard: page settings, style and navigation."""

from __future__ import annotations

import streamlit as st

from incidents.dashboard.components.phone_menu import put_away
from incidents.dashboard.components.share import keep_address
from incidents.dashboard.pages import MAP, OVERVIEW, SOURCES, listed
from incidents.dashboard.state import current
from incidents.dashboard.theme import STATIC, apply_style

WITH_LINK = (MAP, OVERVIEW, SOURCES)
"""Pages that offer a link to copy, and keep their address with it."""


def main() -> None:
    """Draw the page the address names."""
    st.set_page_config(
        page_title="Syria Incidents",
        page_icon=str(STATIC / "icon.svg"),
        layout="wide",
        initial_sidebar_state="auto",
        menu_items={"Get help": None, "Report a bug": None, "About": None},
    )
    apply_style()
    current()  # the link must be read on whichever page a session starts
    embedded = st.context.is_embedded
    chosen = st.navigation([page.as_page() for page in listed()], position="hidden" if embedded else "top")
    if embedded:
        from incidents.dashboard.pages.embed import page

        page()
        return
    put_away(chosen.url_path)
    chosen.run()
    if chosen.title not in {page.title for page in WITH_LINK}:
        keep_address(current(), chosen.url_path)
