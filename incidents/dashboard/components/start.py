"""What stands in the panel's place while no incident is chosen: a few to begin with."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import streamlit as st

from incidents.dashboard import markup, state
from incidents.dashboard.components.table import readable
from incidents.dashboard.data import Table, first_of

MOST: Final = 6


def starting_points(table: Table, shown: npt.NDArray[np.bool_]) -> None:
    """Offer the incidents shown that most claims speak of, contested ones first."""
    st.html(
        '<div class="si-empty" role="note">Choose an incident: click it on the map, or take a row of the table below. '
        "Its claims and the report's words then stand here.</div>"
    )
    rows = first_of(table.best_documented, shown, MOST)
    if not len(rows):
        return
    st.html('<h2 class="si-heading">Much reported, or contested</h2>')
    ids = table.frame["id"].to_numpy()[rows]
    for incident_id, row in zip(ids, readable(table.frame.iloc[rows]).to_dict("records"), strict=True):
        contested = " · contested" if row["Contested"] else ""
        words = f"{row['Place']} · {row['Date']} · {row['Event']}{contested}"
        st.button(
            markup.label(words),
            key=state.widget_key(f"start-{incident_id}"),
            on_click=state.select,
            args=(str(incident_id),),
            width="stretch",
            wrap=True,
        )
