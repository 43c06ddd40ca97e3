"""How to pass a selection on in writing: a citation to copy, and a frame for another website."""

from __future__ import annotations

import datetime as dt
import html
from typing import Final
from urllib.parse import urlencode

import numpy as np
import numpy.typing as npt
import streamlit as st

from incidents.dashboard import markup, state
from incidents.dashboard.components.choices import describe as describe_choices
from incidents.dashboard.data import Data, names
from incidents.dashboard.filter_words import describe
from incidents.exchange.citation import citation_of_selection
from incidents.model import ReviewStatus

NO_ADDRESS: Final = (
    "Another website can show this map only when the program runs where its readers reach it: set "
    f"{state.PUBLIC_URL} to that address. The page with map above needs no server."
)
_CHECKED: Final = (ReviewStatus.ACCEPTED.value, ReviewStatus.CORRECTED.value)


def pass_on(data: Data, shown: npt.NDArray[np.bool_], session: state.SessionState, now: dt.datetime) -> None:
    """Draw both into the current container, folded."""
    base = state.public_url()
    params = state.link_params(session, data.choice, now)
    with st.expander("Cite this selection"):
        st.code(_citation(data, shown, session, now, base, params), language=None, wrap_lines=True)
    with st.expander("Embed in a web page"):
        if base is None:
            st.caption(NO_ADDRESS)
        else:
            st.caption("A small map for another page, as the data stand now. Copy this into its HTML.")
            st.code(frame_code(base, params), language="html", wrap_lines=True)


def frame_code(base: str, params: dict[str, str]) -> str:
    """HTML that shows a link as a small map in another page."""
    query = urlencode({**params, "embed": "true"}, safe=",:")
    return (
        f'<iframe src="{html.escape(f"{base}/?{query}")}" width="600" height="400" loading="lazy" '
        'style="border: 1px solid #ccc" title="Map of incidents of the war in Syria"></iframe>'
    )


def _citation(
    data: Data,
    shown: npt.NDArray[np.bool_],
    session: state.SessionState,
    now: dt.datetime,
    base: str | None,
    params: dict[str, str],
) -> str:
    checked = int(data.table.frame["review"][shown].isin(_CHECKED).sum())
    said = " · ".join(
        part
        for part in (describe(session.filters, names(data)), describe_choices(data.rules, data.hidden))
        if part
    )
    link = f"{base}/?{urlencode(params, safe=',:')}" if base else None
    text = citation_of_selection(
        int(shown.sum()), checked, said, data.as_of or now, link, sample=data.is_sample
    )
    return markup.plain(text)
