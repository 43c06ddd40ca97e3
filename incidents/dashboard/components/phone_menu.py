"""Puts the menu away on a phone once a page was chosen in it; Streamlit leaves it open over the page."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st
import streamlit.components.v2 as components

from incidents.dashboard import state
from incidents.dashboard.theme import STATIC


@cache
def _script() -> str:
    return (STATIC / "menu.js").read_text(encoding="utf-8")


def put_away(page: str) -> None:
    """Say which page is drawn; nothing is seen of it."""
    component: Any = components.component("incidents_menu", js=_script())
    with st.container(key="si-menu"):
        component(key=state.widget_key("menu"), data={"page": page})
