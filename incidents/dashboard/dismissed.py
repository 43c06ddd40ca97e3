"""Offers the user has put away: remembered in the data folder, so that they do not come back with the next session."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import streamlit as st

from gazetteer.errors import LayerError
from gazetteer.layers import folder, write_whole

FILE_NAME: Final = "dashboard-dismissed.json"
_SESSION: Final = "incidents.dismissed"


def path() -> Path:
    """The file that remembers, beside the gazetteer's folder."""
    return folder().parent / FILE_NAME


def is_dismissed(name: str) -> bool:
    """Whether the user has put this offer away, now or in an earlier session."""
    return name in st.session_state.get(_SESSION, ()) or name in _remembered()


def dismiss(name: str) -> None:
    """Put an offer away for good; for this session only where the data folder cannot be written."""
    st.session_state[_SESSION] = {*st.session_state.get(_SESSION, ()), name}
    try:
        write_whole(path(), json.dumps(sorted({*_remembered(), name})) + "\n")
    except LayerError:
        return


def _remembered() -> list[str]:
    """What the file holds; nothing if there is none, or none that can be read."""
    try:
        names = json.loads(path().read_text("utf-8"))
    except (OSError, ValueError):
        return []
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
