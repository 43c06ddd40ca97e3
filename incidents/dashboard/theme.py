"""Light or dark, and the style sheet; colours and fonts of the page stand in ``static/config.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

STATIC: Final = Path(__file__).resolve().parent / "static"


def is_dark() -> bool:
    """Whether the page is dark now, as the browser says; light until it has said so."""
    return st.context.theme.type == "dark"


def apply_style() -> None:
    """Load our style sheet into the page."""
    st.html(STATIC / "style.css")
