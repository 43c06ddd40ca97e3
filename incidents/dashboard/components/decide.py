"""Deciding: under which name, what went wrong, and the last decision with a way to take it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from incidents.dashboard import markup, state
from incidents.dashboard.components.notes import note
from incidents.errors import IncidentsError
from incidents.store import Store

_BY: Final = "decided-by"
_TROUBLE: Final = "check-trouble"
_LAST: Final = "decided-last"


class Unusable(Exception):  # noqa: N818 - what was filled in
    """What was filled in cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Last:
    """What was decided last in this session."""

    number: int
    told: str
    about: str
    """Id of the incident or report."""


def reviewer(where: str = "") -> str:
    """Who decides, as filled in; `where` names the field beside the button.

    Its value is read from the field itself: a name typed and a button pressed at once come in one run, and the button
    may be heard first.
    """
    typed = st.session_state.get(state.widget_key(f"{_BY}-{where}"))
    return str(typed or state.kept(_BY) or "").strip()


NAME: Final = "Your name or initials, kept with what you decide"


def remember(name: str) -> None:
    """Keep who decides for the next decision."""
    state.keep(_BY, name.strip())


def name_field(where: str) -> None:
    """Draw the field for the name that is kept with each decision; `where` tells two on a page apart."""

    def keep() -> None:
        state.keep(_BY, state.widget(f"{_BY}-{where}"))

    st.text_input(
        NAME,
        key=state.bind(f"{_BY}-{where}", reviewer()),
        max_chars=60,
        placeholder="optional",
        on_change=keep,
    )


def decide(act: Callable[[], object], told: str = "", about: str = "") -> None:
    """Do what a button says, as :func:`attempt`, for its callback."""
    attempt(act, told, about)


def attempt(act: Callable[[], object], told: str = "", about: str = "") -> bool:
    """Do what was asked for; what goes wrong is told where the page draws :func:`trouble`.

    Parameters
    ----------
    act : callable
        Gives the number of the decision.
    told : str, optional
        What was decided, for :func:`last_decision`.
    about : str, optional
        Id of what it is about.

    Returns
    -------
    bool
        Whether it was done.
    """
    try:
        number = act()
    except (IncidentsError, Unusable) as error:
        state.keep(_TROUBLE, str(error))
        return False
    state.keep(_LAST, Last(number, told, about) if told and isinstance(number, int) else None)
    return True


def trouble() -> None:
    """Tell what went wrong with the last decision, once."""
    said = state.kept(_TROUBLE)
    if said:
        note(said, "error")
        state.keep(_TROUBLE, None)


def last_decision(
    store: Store, undone: Callable[[str], None] = lambda about: None, *, key: str | None = None
) -> None:
    """Say what was decided last, with a button that takes it back.

    Parameters
    ----------
    undone : callable, optional
        Told what the decision was about when it was taken back.
    key : str, optional
        A key of the keyboard that presses the button.
    """
    last = state.kept(_LAST)
    if not isinstance(last, Last) or store.read_only:
        return

    def take_back() -> None:
        if attempt(lambda: store.undo(last.number, by=reviewer())):
            undone(last.about)

    with st.container(horizontal=True, vertical_alignment="center", key="si-last"):
        st.html(f'<div class="si-last" role="status">{markup.isolated(last.told)}</div>', width="content")
        st.button(
            "Take back",
            key=state.widget_key(f"last-undo-{last.number}"),
            on_click=take_back,
            type="tertiary",
            shortcut=key,
        )
