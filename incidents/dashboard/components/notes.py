"""Messages: always through escaped HTML, as they may hold words of a report or a file's name."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from incidents.dashboard import markup

_ROLES = {"error": "alert", "good": "status", "plain": "note"}


def note(message: str, kind: str = "plain") -> None:
    """Show one message; `kind` is plain, good or error."""
    st.html(_box(markup.isolated(message), kind))


def notes(heading: str, messages: Sequence[str], kind: str = "plain") -> None:
    """Show a heading with a list of messages under it; nothing when there are none."""
    if messages:
        items = "".join(f"<li>{markup.isolated(message)}</li>" for message in messages)
        st.html(_box(f"{markup.text(heading)}<ul>{items}</ul>", kind))


def _box(body: str, kind: str) -> str:
    style = "" if kind == "plain" else f" si-{kind}"
    return f'<div class="si-note{style}" role="{_ROLES[kind]}">{body}</div>'


def empty(message: str) -> None:
    """Say what is not there and what to do about it."""
    st.html(f'<div class="si-empty" role="note">{markup.isolated(message)}</div>')
