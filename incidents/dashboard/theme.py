"""Colours of event types and the style sheet; the fonts and page colours stand in ``static/config.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

from incidents.model import EventType

STATIC: Final = Path(__file__).resolve().parent / "static"

# Chosen to stay apart for the common kinds of colour blindness; words stand beside every colour as well.
TYPE_COLORS_LIGHT: Final[dict[EventType, str]] = {
    EventType.EXPLOSIONS: "#b5332a",
    EventType.BATTLES: "#d08a1d",
    EventType.VIOLENCE: "#6d3f8f",
    EventType.PROTESTS: "#2c7bb6",
    EventType.RIOTS: "#3c9d86",
    EventType.STRATEGIC: "#7b858c",
}
TYPE_COLORS_DARK: Final[dict[EventType, str]] = {
    EventType.EXPLOSIONS: "#e4695e",
    EventType.BATTLES: "#e5ac4c",
    EventType.VIOLENCE: "#b288d6",
    EventType.PROTESTS: "#64aee0",
    EventType.RIOTS: "#62c3aa",
    EventType.STRATEGIC: "#9ea8ae",
}


def type_colors(dark: bool) -> dict[EventType, str]:
    """Colour of each event type on the given background."""
    return TYPE_COLORS_DARK if dark else TYPE_COLORS_LIGHT


def is_dark() -> bool:
    """Whether the page is dark now, as the browser says; light until it has said so."""
    return st.context.theme.type == "dark"


def apply_style() -> None:
    """Load our style sheet into the page."""
    st.html(STATIC / "style.css")
