"""The sections of the page Places: one is drawn at a time."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import streamlit as st

from incidents.dashboard import state

_SECTION: Final = "places-section"


class Section(StrEnum):
    """What the page shows."""

    SEARCH = "Look up"
    ADD = "Add a place"
    OWN = "Added by you"
    LISTS = "Lists"


def current_section() -> Section:
    """The one that is open."""
    kept = state.kept(_SECTION)
    return kept if isinstance(kept, Section) else Section.SEARCH


def open_section(which: Section) -> None:
    """Open another on the next run."""
    state.keep(_SECTION, which)


def section_bar(counts: dict[Section, int]) -> Section:
    """Draw the row to choose from, with how much there is in each; return the one that is open."""
    st.segmented_control(
        "Show",
        list(Section),
        key=state.bind("places-section", current_section()),
        format_func=lambda which: f"{which} ({counts[which]:,})" if counts.get(which) else str(which.value),
        required=True,
        label_visibility="collapsed",
        on_change=lambda: open_section(state.widget("places-section")),
    )
    return current_section()
