"""Many reports being added: how far it is, what came of each, and what to check next."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

import streamlit as st

from gazetteer.errors import GazetteerError
from incidents.dashboard import adding, markup, place_words, state, words
from incidents.dashboard.adding import Batch, Item
from incidents.dashboard.components.notes import note
from incidents.dashboard.components.table import readable
from incidents.dashboard.counted import Counted, most_rows
from incidents.dashboard.data import own_store, pipeline, table_of
from incidents.dashboard.pages import MAP, REVIEW, PageEntry
from incidents.errors import IncidentsError
from incidents.query import Filters, View

MOST_SHOWN: Final = 200
"""Lines of the list: of more, those that are done without fault are left out first."""
_ZOOM: Final = 11.0


def batch_panel(batch: Batch) -> None:
    """Draw a batch; while it runs, add its next report and draw the page again."""
    if batch.running:
        _progress(batch)
        _list(batch)
        _step(batch)
        st.rerun()
    _summary(batch)
    _list(batch)
    _to_check(batch)


def _progress(batch: Batch) -> None:
    total = len(batch.items)
    bar, button = st.columns([5, 1], vertical_alignment="center")
    bar.progress(batch.at / total, text=f"Reading report {batch.at + 1:,} of {total:,} …")
    button.button("Cancel", key=state.widget_key("add-cancel"), on_click=batch.cancel, width="stretch")
    st.caption(
        "Cancel stops after this report; what was added stays. Leaving the page pauses until you are back."
    )


def _step(batch: Batch) -> None:
    """One report; no call to the screen in between, so that a press on Cancel cannot part reading from noting."""
    try:
        batch.step(own_store(), pipeline)
    except (IncidentsError, GazetteerError) as error:
        batch.fault = place_words.fault(error)


def _summary(batch: Batch) -> None:
    counts, left = batch.counts, len(batch.items) - batch.at
    said = [
        f"{words.plural(counts.added, 'report')} added with {words.plural(counts.incidents, 'incident')}",
        *([f"{counts.known:,} there already"] if counts.known else []),
        *([f"{len(counts.set_aside):,} not added, see why below"] if counts.set_aside else []),
        *([f"{left:,} not read"] if left else []),
    ]
    note(f"{'Cancelled: ' if batch.cancelled else ''}{', '.join(said)}.", "good" if counts.added else "plain")
    if batch.fault:
        note(batch.fault, "error")


def _list(batch: Batch) -> None:
    items = [*enumerate(batch.items)]
    if len(items) > MOST_SHOWN:
        faulty = [entry for entry in items if entry[1].status == "not added"][:MOST_SHOWN]
        near = [e for e in items[max(0, batch.at - 5) :] if e[1].status != "not added"]
        items = sorted({n: (n, i) for n, i in (*faulty, *near[: MOST_SHOWN - len(faulty)])}.values())
    rows = "".join(_row(item, now=batch.running and number == batch.at) for number, item in items)
    hidden = len(batch.items) - len(items)
    rest = f'<li class="si-sub">and {hidden:,} more</li>' if hidden else ""
    st.html(f'<ul class="si-batch">{rows}{rest}</ul>')


_MARKS: Final = {"waiting": "·", "added": "✓", "there already": "=", "not added": "!"}


def _row(item: Item, *, now: bool) -> str:
    status = "being read" if now else item.status
    # The reason begins with the file's name, which stands beside it already.
    told = item.told.removeprefix(f"{item.name}: ").removeprefix(item.name).strip()
    told = f'<div class="si-sub">{markup.isolated(told)}</div>' if told else ""
    kind = ' class="si-bad"' if item.status == "not added" else ""
    mark = f'<span class="si-mark" aria-hidden="true">{"…" if now else _MARKS[item.status]}</span>'
    return f"<li{kind}>{mark}<div><b>{markup.isolated(item.name)}</b> {status}{told}</div></li>"


# --- what to check next -----------------------------------------------------------------------------------------


def _to_check(batch: Batch) -> None:
    if batch.found is None:
        batch.found = adding.incidents_of(own_store(), batch.counts.documents)
    store = own_store()
    if Counted(store, None, store.version()).total() > most_rows():
        st.caption(
            "Your store holds more incidents than are read at once: filter by place and time in Review."
        )
        return
    frame = table_of(store, None).frame
    rows = frame[frame["id"].isin(batch.found)]
    if rows.empty:
        return
    filters, left = adding.filters_around(frame, batch.found)
    st.subheader(f"To check: {words.plural(len(rows), 'incident')}", anchor=False)
    others = left - len(rows)
    if others > 0:
        st.caption(
            f"Review and map are filtered to their places and days; {others:,} told by other reports fit, too."
        )
    with st.container(horizontal=True):
        if st.button("Check them in Review", key=state.widget_key("add-to-review"), type="primary"):
            _open(REVIEW, filters)
        if st.button("See them on the map", key=state.widget_key("add-to-map")):
            _open(MAP, filters)
    _table(rows)


def _open(page: PageEntry, filters: Filters) -> None:
    state.choose_data("own")
    state.show_latest()
    state.select(None)
    state.set_filters(**{entry.name: getattr(filters, entry.name) for entry in fields(filters)})
    st.switch_page(page.as_page())


def _table(rows: Any) -> None:
    view = readable(rows).drop(columns=["Killed (best)"])
    chosen = st.dataframe(
        view,
        key=state.widget_key("add-found"),
        on_select="rerun",
        selection_mode="single-row",
        hide_index=True,
        width="stretch",
        height=min(37 + 35 * len(view), 420),
        alt="Incidents of the reports just added, one row each. Choose a row to open it on the map.",
    )
    places = chosen["selection"]["rows"]
    if places and places[0] < len(rows):
        row = rows.iloc[places[0]]
        view_at = View(float(row["lat"]), float(row["lon"]), _ZOOM) if row["lat"] == row["lat"] else None
        state.look_at(str(row["id"]), view_at, "own")
        st.switch_page(MAP.as_page())
