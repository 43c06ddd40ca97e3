"""The frame of the dashboard: page settings, style and navigation."""

from __future__ import annotations

import streamlit as st

from incidents.dashboard.components.phone_menu import put_away
from incidents.dashboard.pages import listed
from incidents.dashboard.state import current
from incidents.dashboard.theme import STATIC, apply_style


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
    pages = [page.as_page() for page in listed()]
    page = st.navigation(pages, position="top")
    put_away(page.url_path)
    page.run()
