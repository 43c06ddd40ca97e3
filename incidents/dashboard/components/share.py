"""The "Copy link" control, a link with every value written out, and the page's own address, kept equal to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import streamlit as st
import streamlit.components.v2 as components

from incidents.dashboard import state
from incidents.dashboard.data import Data
from incidents.dashboard.pages import listed
from incidents.dashboard.theme import STATIC

ONLY_HERE: Final = (
    "It opens on this machine only, as the program runs here: to share it, set "
    f"{state.PUBLIC_URL} to the address others reach."
)
EVERYWHERE: Final = "It opens wherever {base} can be reached."

_HTML: Final = """
<button type="button">Copy link</button>
<input type="text" readonly hidden aria-label="Link to what is shown">
<span role="status"></span>
"""
_CSS: Final = """
:host, div { font-family: var(--st-font); font-size: 0.93rem; }
button { font: inherit; color: var(--st-text-color); background: var(--st-background-color); cursor: pointer;
  white-space: nowrap; border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
  padding: .42rem .5rem;
  width: 100%; }
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
input { font: inherit; width: 100%; box-sizing: border-box; margin-top: .3rem; padding: .3rem; }
span { display: block; font-size: .85rem; color: var(--st-text-color); }
span:not(:empty) { padding-top: .3rem; }
"""


@cache
def _script() -> str:
    return (STATIC / "share.js").read_text(encoding="utf-8")


def copy_link(session: state.SessionState, data: state.DataChoice, now: dt.datetime, page: str = "") -> None:
    """Draw the control for what is shown now, and keep the page's address; `page` is its path below the base."""
    base = state.public_url()
    # Registered in every run: Streamlit forgets components between sessions of its test runner.
    component: Any = components.component("incidents_share", html=_HTML, css=_CSS, js=_script())
    component(
        key=state.widget_key("share"),
        data={
            **_address(session, page),
            "base": base,
            "params": state.link_params(session, data, now),
            "note": EVERYWHERE.format(base=base) if base else ONLY_HERE,
        },
    )


def keep_address(session: state.SessionState, page: str) -> None:
    """Keep the address of a page that has no link to copy; draws nothing."""
    component: Any = components.component("incidents_address", html="<span></span>", js=_script())
    with st.container(key="si-address"):
        component(key=state.widget_key("address"), data=_address(session, page))


def _address(session: state.SessionState, page: str) -> dict[str, Any]:
    return {
        "address": state.address_params(session),
        "page": page,
        "pages": [entry.path for entry in listed()],
    }


def link_row(data: Data, page: str, beside: Callable[[], object]) -> None:
    """Draw the control on a page whose head has no row of buttons, at the right of something else."""
    left, right = st.columns([6, 1], vertical_alignment="center")
    with left:
        beside()
    with right, st.container(key="si-link"):
        copy_link(state.current(), data.choice, dt.datetime.now(dt.UTC), page)
