"""Graphic descriptions folded away until asked for; the choice holds for the session and is in no link or export."""

from __future__ import annotations

import streamlit as st

from incidents.dashboard import markup, state
from incidents.graphic import is_graphic
from incidents.query.words import Terms

LABEL = "Hide graphic descriptions until asked"
SUMMARY = "Graphic description: show"
_SHOWN = "graphic-shown"


def hides() -> bool:
    """Whether they are folded away now."""
    return not state.kept(_SHOWN)


def choice(where: str) -> None:
    """Draw the switch; `where` tells two on different pages apart."""
    name = f"graphic-{where}"
    st.checkbox(
        LABEL,
        key=state.bind(name, hides()),
        on_change=lambda: state.keep(_SHOWN, not state.widget(name)),
        help="Words on mutilated bodies, torture, rape and the like are folded away in this window, never in exports. "
        "Found by a list of words: some will be missed.",
    )


def quote(words: str, wanted: Terms = ()) -> str:
    """HTML of a quoted sentence; words that were looked for are marked."""
    shown = f"<blockquote><bdi>{markup.hits(words, wanted)}</bdi></blockquote>"
    return folded(shown) if hides() and is_graphic(words) else shown


def folded(body: str) -> str:
    """HTML that opens when asked for."""
    return f'<details class="si-graphic"><summary>{SUMMARY}</summary>{body}</details>'
