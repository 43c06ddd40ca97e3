"""The incidents shown, as a table, with a field to open any of them by keyboard."""

from __future__ import annotations

import hashlib
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from incidents.claimants import DATASET
from incidents.dashboard import markup, state, words
from incidents.dashboard.data import Table, first_of

MOST_ROWS: Final = 300
"""Rows the browser is sent; more makes every run slower and nobody reads them."""


def incident_table(table: Table, shown: npt.NDArray[np.bool_], selected: str | None) -> None:
    """Draw the table; choosing a row selects its incident."""
    rows = first_of(table.newest, shown, MOST_ROWS)
    if len(rows) < shown.sum():
        st.caption(
            f"The table holds the first {len(rows):,} of {shown.sum():,}: filter further, or export them all."
        )
    view = readable(table.frame.iloc[rows])
    ids = table.frame["id"].to_numpy()[rows]
    # Rows move when the filters change, and the browser lets go of the chosen row when what they say does, as when a
    # source is left out: so each content is a table of its own.
    content = pd.util.hash_pandas_object(view, index=False).to_numpy().tobytes()
    name = "table." + hashlib.sha256("".join(ids).encode() + content).hexdigest()[:12]
    chosen = [int(place) for place in np.flatnonzero(ids == selected)]
    _open_by_name(view, ids, selected)

    def picked() -> None:
        places = state.widget(name)["selection"]["rows"]
        state.select(str(ids[places[0]]) if places and places[0] < len(ids) else None)

    st.dataframe(
        view,
        key=state.bind(name, {"selection": {"rows": chosen, "columns": [], "cells": []}}),
        on_select=picked,
        selection_mode="single-row",
        hide_index=True,
        width="stretch",
        placeholder="",
        height=min(37 + 35 * len(view), 420),
        column_config={
            "Blamed": st.column_config.TextColumn(width="medium"),
            "Killed": st.column_config.TextColumn(
                help="As reported: a range, 'at least', or 'not reported'."
            ),
            "Killed (best)": st.column_config.NumberColumn(
                help="One figure, for sorting.", format="localized"
            ),
        },
        alt="Incidents shown, one row each. Choose a row to open its panel.",
    )


def _open_by_name(view: pd.DataFrame, ids: npt.NDArray[np.object_], selected: str | None) -> None:
    """A field to type a place or a date into: rows of the table can be chosen by mouse only."""
    told = {
        str(key): " · ".join(
            part for part in (row["Place"] or "place not named", row["Date"], row["Event"]) if part
        )
        for key, row in zip(ids, view.to_dict("records"), strict=True)
    }
    st.selectbox(
        "Open an incident: type a place, a date or a kind",
        list(told),
        index=None,
        format_func=lambda key: told.get(key, key),
        key=state.bind("table-open", selected if selected in told else None),
        placeholder="Choose one of the incidents listed",
        on_change=lambda: state.select(state.widget("table-open")),
    )


def readable(frame: pd.DataFrame) -> pd.DataFrame:
    """A few columns in words, for people."""
    columns = {name: frame[name].astype(object).tolist() for name in _READ}
    rows = (dict(zip(_READ, values, strict=True)) for values in zip(*columns.values(), strict=True))
    records: list[dict[str, Any]] = [_readable_row(row) for row in rows]
    table = pd.DataFrame(records, columns=list(_COLUMNS))
    table["Killed (best)"] = table["Killed (best)"].astype("Int64")
    return table if table["Imported"].any() else table.drop(columns="Imported")


_COLUMNS: Final = (
    "Date",
    "Place",
    "Event",
    "Killed",
    "Killed (best)",
    "Wounded",
    "Blamed",
    "Contested",
    "Governorate",
    "Claims",
    "Imported",
)


_READ: Final = (
    "date_start", "date_end", "date_precision", "place", "sub_event_type", "killed_low", "killed_high", "killed_best",
    "wounded_low", "wounded_high", "perpetrators", "contested", "governorate", "n_claims", "source_ids",
)  # fmt: skip


def _day(value: Any) -> Any:
    return None if pd.isna(value) else value.date()


def _number(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _readable_row(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        "Date": words.date_short(_day(row["date_start"]), _day(row["date_end"]), row["date_precision"]),
        "Place": markup.plain(row["place"] or ""),
        "Event": row["sub_event_type"],
        "Killed": words.count(_number(row["killed_low"]), _number(row["killed_high"])),
        "Killed (best)": _number(row["killed_best"]),
        "Wounded": words.count(_number(row["wounded_low"]), _number(row["wounded_high"])),
        "Blamed": ", ".join(words.actor_name(name) for name in row["perpetrators"]),
        "Contested": "yes" if row["contested"] else "",
        "Governorate": row["governorate"] or "",
        "Claims": int(row["n_claims"]),
        "Imported": "yes" if any(name.startswith(f"{DATASET}-") for name in row["source_ids"]) else "",
    }
