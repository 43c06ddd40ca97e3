"""Downloads of exactly the incidents shown. A file is built when its button is pressed, not before.

GeoJSON and CSV stand beside each other as the two most wanted; a menu holds every format, the most used ones first. A
table cannot say in itself what it is: there it comes in a zip file with its codebook.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final
from urllib.parse import urlencode

import numpy as np
import numpy.typing as npt
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from incidents.dashboard import state
from incidents.dashboard.components.pass_on import pass_on
from incidents.dashboard.data import Data
from incidents.exchange.about import About, attribution, derivation
from incidents.exchange.formats import FORMATS, dumps, zipped
from incidents.exchange.snapshot import COMFORTABLE
from incidents.public.withheld import SAID

EXACTLY: Final = "Exactly the incidents shown, with their claims and sources."


def shown_ids(data: Data, shown: npt.NDArray[np.bool_]) -> list[str]:
    """Ids of the incidents shown, in the order of the store."""
    return [str(name) for name in data.table.frame["id"].to_numpy()[shown]]


def export_buttons(
    data: Data,
    shown: npt.NDArray[np.bool_],
    session: state.SessionState,
    now: dt.datetime,
    columns: Sequence[DeltaGenerator],
) -> None:
    """Draw GeoJSON, CSV and the menu, one into each column."""
    n = int(shown.sum())
    link = "?" + urlencode(state.link_params(session, data.choice, now))
    stem = f"{'sample-' if data.is_sample else ''}incidents-{now:%Y-%m-%d}"

    def build(key: str, name: str) -> bytes:
        left_out = data.store.source_names(data.rules.without)
        about = About(
            data.as_of or now,
            link,
            derivation(data.rules, left_out),
            attribution(session.filters.box),
            withheld=SAID if data.store.public else "",
        )
        dossiers = data.store.dossiers(shown_ids(data, shown), data.as_of, data.rules)
        if name.endswith(".zip"):
            return zipped(key, f"{stem}-{key}{FORMATS[key].suffix}", dossiers, about)
        return dumps(key, dossiers, about)

    for column, key, label in ((columns[0], "geojson", "GeoJSON"), (columns[1], "csv", "CSV")):
        form, file = FORMATS[key], f"{stem}{FORMATS[key].suffix}"
        with column:
            _button(label, partial(build, key, file), file, form.media_type, not n, EXACTLY)
    with columns[2], st.popover("Export", width="stretch", help="All formats, and what each is for."):
        st.caption(EXACTLY)
        for key in (key for key, form in FORMATS.items() if form.common):
            _entry(key, stem, build, not n)
        if n > COMFORTABLE:
            st.caption(f"The page is made for {COMFORTABLE:,} incidents; with {n:,} it is slow.")
        with st.expander("More formats"):
            for key in (key for key, form in FORMATS.items() if not form.common):
                _entry(key, stem, build, not n)
        pass_on(data, shown, session, now)


def _entry(key: str, stem: str, build: Callable[[str, str], bytes], disabled: bool) -> None:
    """One format of the menu, with what it is for."""
    form = FORMATS[key]
    file = f"{stem}-{key}{form.download}" if form.download == ".zip" else f"{stem}{form.suffix}"
    mime = "application/zip" if form.download == ".zip" else form.media_type
    button, purpose = st.columns([1.2, 2], vertical_alignment="center", gap="small")
    with button:
        _button(form.label, partial(build, key, file), file, mime, disabled)
    purpose.caption(form.purpose)


def _button(
    name: str, build: Callable[[], bytes], file_name: str, mime: str, disabled: bool, what: str | None = None
) -> None:
    st.download_button(
        name,
        build,
        file_name,
        mime,
        key=state.widget_key(f"download-{name}"),
        on_click="ignore",
        disabled=disabled,
        help=what,
        width="stretch",
    )
