"""Checking incidents one after the other: the gravest and least certain first, each beside its report."""

from __future__ import annotations

import streamlit as st

from incidents.dashboard import markup, state, words
from incidents.dashboard.components import grouping
from incidents.dashboard.components.accounts import accounts
from incidents.dashboard.components.check import check
from incidents.dashboard.components.decide import last_decision, trouble
from incidents.dashboard.components.missed import missed
from incidents.dashboard.components.notes import empty, note
from incidents.dashboard.components.page_head import page_head
from incidents.dashboard.components.panel import headline, report_text
from incidents.dashboard.data import Data, names, open_incident
from incidents.dashboard.filter_words import describe
from incidents.dashboard.pages import MAP
from incidents.dashboard.queue import to_check
from incidents.dashboard.theme import is_dark
from incidents.model import Origin
from incidents.query import Filters, mask
from incidents.query.words import terms

_PLACE = "review-place"
_AGAIN = "review-again"


def page() -> None:
    """Draw the page."""
    opened = page_head(
        "Review",
        "What the machine read and nobody has checked yet, the gravest and least certain first. The filters choose "
        "what to check. Keys: <kbd>a</kbd> accepts, <kbd>u</kbd> takes the last decision back, <kbd>n</kbd> and "
        "<kbd>b</kbd> go on and back.",
    )
    if opened is not None:
        _queue(*opened)


def _queue(data: Data, filters: Filters) -> None:
    shown = mask(data.table.index, filters)
    waiting = to_check(data.table.index, shown)
    said = describe(filters, names(data))
    st.html(
        f'<div class="si-count" role="status" aria-live="polite">{words.plural(len(waiting), "incident")} to check'
        f"<small>of {int(shown.sum()):,} shown{f', filtered: {markup.text(said)}' if said else ''}.</small></div>"
    )
    last_decision(data.store, lambda about: state.keep(_AGAIN, about), key="u")
    if not waiting:
        trouble()
        empty("Everything that the filters leave has been checked. Reset or widen them for more.")
        return
    again = state.kept(_AGAIN)
    if again in waiting:  # taken back: look at it once more
        state.keep(_PLACE, waiting.index(again))
    state.keep(_AGAIN, None)
    place = min(int(state.kept(_PLACE) or 0), len(waiting) - 1)
    _steps(place, len(waiting))
    _one(data, waiting[place])


def _steps(place: int, total: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Back",
            key=state.widget_key("review-back"),
            on_click=state.keep,
            args=(_PLACE, place - 1),
            disabled=place == 0,
            shortcut="b",
        )
        st.button(
            "Next",
            key=state.widget_key("review-next"),
            on_click=state.keep,
            args=(_PLACE, place + 1),
            disabled=place >= total - 1,
            shortcut="n",
        )
        st.caption(f"{place + 1:,} of {total:,}")


def _one(data: Data, incident_id: str) -> None:
    opened = open_incident(data, incident_id)
    if opened is None:
        note("This incident was changed meanwhile: go on to the next.")
        return
    wanted = terms(state.current().filters.words)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        for document in opened.documents.values():
            if document.id in opened.incident.document_ids:
                st.html(report_text(document, opened.claims, wanted))
        in_words = {c.document_id for c in opened.claims if c.origin is not Origin.IMPORT}
        reports = [d for d in opened.documents.values() if d.id in in_words]
        missed(data.store, reports, past=data.as_of is not None, undo=False)
    with right:
        st.html(headline(opened.incident, opened.claims, dark=is_dark(), voices=opened.voices))
        check(data.store, opened.incident, past=data.as_of is not None, shortcuts=True)
        if st.button("See it on the map", key=state.widget_key("review-map"), type="tertiary"):
            state.select(incident_id)
            st.switch_page(MAP.as_page())
        grouping.proposals(data.store, opened.incident, past=data.as_of is not None)
        accounts(opened.claims, opened.voices, wanted)
        grouping.joins(data.store, opened.incident, opened.claims, past=data.as_of is not None)
