"""Download buttons: exactly the incidents shown. The file is built when the button is pressed, not before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlencode

import numpy as np
import numpy.typing as npt
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from incidents.dashboard import state
from incidents.dashboard.data import Data
from incidents.exchange import csv, geojson


def shown_ids(data: Data, shown: npt.NDArray[np.bool_]) -> list[str]:
    """Ids of the incidents shown, in the order of the store."""
    return [str(name) for name in data.table.frame["id"].to_numpy()[shown]]


def export_buttons(
    data: Data,
    shown: npt.NDArray[np.bool_],
    session: state.SessionState,
    now: dt.datetime,
    columns: tuple[DeltaGenerator, DeltaGenerator],
) -> None:
    """Draw the buttons, one into each column."""
    moment = data.as_of or now
    link = "?" + urlencode(state.link_params(session, data.choice, now))
    ids = shown_ids(data, shown)

    def as_geojson() -> bytes:
        derived_by = geojson.derivation(data.rules, data.store.source_names(data.rules.without))
        dossiers = data.store.dossiers(ids, data.as_of, data.rules)
        return geojson.dumps(dossiers, as_of=moment, link=link, derived_by=derived_by)

    def as_csv() -> bytes:
        return csv.dumps(data.store.dossiers(ids, data.as_of, data.rules))

    stem = f"{'sample-' if data.is_sample else ''}incidents-{now:%Y-%m-%d}"
    with columns[0]:
        _button("GeoJSON", as_geojson, f"{stem}.geojson", "application/geo+json", not ids)
    with columns[1]:
        _button("CSV", as_csv, f"{stem}.csv", "text/csv", not ids)


def _button(name: str, build: Callable[[], bytes], file_name: str, mime: str, disabled: bool) -> None:
    st.download_button(
        name,
        build,
        file_name,
        mime,
        key=state.widget_key(f"download-{name}"),
        on_click="ignore",
        disabled=disabled,
        help="Exactly the incidents shown, with their claims and sources.",
        width="stretch",
    )
