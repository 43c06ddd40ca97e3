"""Above every page: whose data this is, as of when, and what a link held that could not be used."""

from __future__ import annotations

import streamlit as st

from incidents.dashboard import markup, state, words
from incidents.dashboard.components.notes import notes
from incidents.dashboard.data import Data
from incidents.dashboard.pages import ADD
from incidents.public.withheld import SAID

_EMPTY = "Add one of your own and the map shows yours instead."
_ASKED = "Your own reports are kept apart."


def banner(data: Data) -> None:
    """Draw what applies now."""
    session = state.current()
    if session.notes:
        with st.container(horizontal=True, vertical_alignment="center"):
            notes("The link was opened with some parts left out:", session.notes)
            st.button("Dismiss", key=state.widget_key("dismiss"), on_click=state.dismiss_notes)
    if data.store.public:
        _strip(
            f"<strong>Public view.</strong> {markup.text(words.sentence(SAID.removeprefix('Public view: ')))}"
        )
    if data.is_sample:
        _sample_banner(data)
    elif data.as_of:
        moment = f"{words.day(data.as_of.date())}, {data.as_of:%H:%M} UTC"
        _strip(
            f"<strong>As of {markup.text(moment)}</strong>, as the link asks. Later reports are not shown."
        )
        st.button("Show the latest", key=state.widget_key("latest"), on_click=state.show_latest)


def _sample_banner(data: Data) -> None:
    words_box, button_box = st.columns([5, 1], vertical_alignment="center")
    with words_box:
        why = "" if data.store.public else _EMPTY if data.own_is_empty else _ASKED
        _strip(f"<strong>Sample data.</strong> Our own reports on well-documented events. {why}")
    with button_box:
        if not data.own_is_empty:
            st.button(
                "Back to my reports", key=state.widget_key("own"), on_click=state.choose_data, args=("own",)
            )
        elif not data.store.public and st.button(
            "Add a report", key=state.widget_key("add"), width="stretch"
        ):
            st.switch_page(ADD.as_page())


def _strip(body: str) -> None:
    st.html(f'<div class="si-banner" role="status">{body}</div>')
