"""Import a dataset: what its file holds as this program understands it, what is new, what is left out; then import."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import streamlit as st

from incidents.dashboard import datasets, markup, state, words
from incidents.dashboard.components.notes import note, notes
from incidents.dashboard.components.table import readable
from incidents.dashboard.data import own_store
from incidents.dashboard.datasets import CHOICES, Chosen, Looked
from incidents.dashboard.pages import MAP
from incidents.errors import IncidentsError
from incidents.exchange.mapping import FIELDS, ColumnMap
from incidents.exchange.own import Own
from incidents.exchange.rows import Imported
from incidents.model import SubEventType

_LOOKED: Final = "dataset-looked"
_CHOSEN: Final = "dataset-chosen"
_DONE: Final = "dataset-done"
_UPLOADS: Final = "dataset-uploads"
_NO_COLUMN: Final = "–"
_LEFT_OUT: Final = "left out"
_ORDERS: Final = ("day first", "month first")
LARGEST_MB: Final = 200
"""Of a file on the page; all of UCDP GED is larger unpacked, and smaller zipped."""
MOST_FAULTS: Final = 50
"""Rows left out that the page lists; the file to download has all."""


@dataclass(frozen=True, slots=True)
class Done:
    """What an import came to."""

    said: str
    faults: tuple[str, ...]
    sources: frozenset[str]
    """What to filter by to see it alone."""


def dataset_form() -> None:
    """Draw the form."""
    st.html(
        '<div class="si-sub">Rows of ACLED or UCDP GED as downloaded, or of any other table, stand beside what your '
        "reports tell, marked as imported; the machine never joins them with it. A GeoJSON or CSV file that this "
        "program exported comes in as it was.</div>"
    )
    uploads = state.kept(_UPLOADS) or 0
    file = st.file_uploader(
        "One file: .csv, .xlsx, .zip or .geojson",
        type=["csv", "tsv", "txt", "xlsx", "zip", "geojson", "json"],
        key=state.widget_key(f"dataset-file-{uploads}"),
        max_upload_size=LARGEST_MB,
    )
    if file is None:
        _after()
        return
    state.keep(_DONE, None)
    before, chosen = state.kept(_LOOKED), state.kept(_CHOSEN)
    with st.spinner("Reading the rows …"):
        looked = datasets.look(
            file,
            chosen if isinstance(chosen, Chosen) else None,
            before if isinstance(before, Looked) else None,
            own_store(),
        )
    state.keep(_LOOKED, looked)
    state.keep(_CHOSEN, looked.chosen)
    _kind(looked)
    if looked.table is not None and looked.chosen.columns is not None:
        _columns(looked, looked.chosen.columns)
    if looked.fault:
        note(looked.fault, "error")
    elif looked.read is not None:
        _preview(looked, looked.read)


def _kind(looked: Looked) -> None:
    def changed() -> None:
        state.keep(_CHOSEN, Chosen(state.widget("dataset-kind")))

    st.segmented_control(
        f"What it is (found: {CHOICES[looked.detected]})",
        list(CHOICES),
        key=state.bind("dataset-kind", looked.chosen.form),
        format_func=lambda key: CHOICES[key],
        required=True,
        on_change=changed,
    )


# --- somebody's own table ----------------------------------------------------------------------------------------


def _columns(looked: Looked, by: ColumnMap) -> None:
    table = looked.table
    if table is None:
        return
    title = "What its columns mean" + (
        " (as you set it before)" if table.remembered else " (guessed: please check)"
    )
    with st.expander(title, expanded=not table.remembered or bool(looked.fault)):
        _list_fields(by)
        cells = st.columns(3, gap="small")
        for number, (field, label) in enumerate(FIELDS.items()):
            with cells[number % 3]:
                _column(field, label, by, table.headings)
        st.html('<div class="si-sub">Kept for the next file with the same headings when you import.</div>')


def _list_fields(by: ColumnMap) -> None:
    name, order, event = st.columns(3, gap="small")
    name.text_input(
        "What the list is called",
        key=state.bind("dataset-name", by.name),
        on_change=lambda: _choose(datasets.renamed(by, state.widget("dataset-name"))),
    )
    order.selectbox(
        "01/02/2012 has",
        _ORDERS,
        key=state.bind("dataset-order", by.dates),
        format_func=lambda order: f"the {order}",
        on_change=lambda: _choose(replace(by, dates=state.widget("dataset-order"))),
    )
    event.selectbox(
        "A row of no known event type is",
        [_LEFT_OUT, *SubEventType],
        key=state.bind("dataset-event", by.event or _LEFT_OUT),
        on_change=lambda: _choose(datasets.with_event(by, state.widget("dataset-event"))),
    )


def _column(field: str, label: str, by: ColumnMap, headings: tuple[str, ...]) -> None:
    def changed() -> None:
        heading = state.widget(f"dataset-column-{field}")
        _choose(datasets.with_column(by, field, None if heading == _NO_COLUMN else heading))

    options = [_NO_COLUMN, *dict.fromkeys(heading for heading in headings if heading)]
    current = by.columns.get(field, _NO_COLUMN)
    st.selectbox(
        label,
        options,
        key=state.bind(f"dataset-column-{field}", current if current in options else _NO_COLUMN),
        format_func=markup.plain,
        on_change=changed,
    )


def _choose(by: ColumnMap) -> None:
    state.keep(_CHOSEN, Chosen("csv", by))


# --- before and after --------------------------------------------------------------------------------------------


def _preview(looked: Looked, read: Imported | Own) -> None:
    note(_summary(looked, read))
    notes("Please note:", tuple(map(words.sentence, read.notes)))
    rows = datasets.first_rows(read)
    if not rows.empty:
        st.caption(f"The first {len(rows)} as understood" if len(rows) > 1 else "As understood")
        shown = readable(rows).drop(
            columns=["Killed (best)", "Claims", "Contested", "Imported"], errors="ignore"
        )
        shown["Source"] = [markup.plain(name) for name in datasets.first_sources(read)]
        st.dataframe(
            shown,
            key=state.widget_key("dataset-preview"),
            hide_index=True,
            width="stretch",
            alt="The first rows of the file, as this program understands them.",
        )
    _left_out(read.faults)
    if st.button("Import them", type="primary", key=state.widget_key("dataset-import")):
        _import(looked, read)


def _summary(looked: Looked, read: Imported | Own) -> str:
    own = isinstance(read, Own)
    count = len(read.dossiers) if isinstance(read, Own) else len(read.result.claims)
    parts = [f"{words.plural(count, 'incident' if own else 'row')} understood"]
    if looked.change is not None:
        what = " claims" if own else ""
        told = looked.change
        counts = ((told.n_new, f"new{what}"), (told.n_changed, "changed"), (told.n_same, "as in your store"))
        parts.append(", ".join(f"{number:,} {word}" for number, word in counts if number))
    if not isinstance(read, Own):
        off_map = len(read.result.not_mapped)
        parts += [f"{off_map:,} without a place, which stay off the map"] if off_map else []
        parts += [f"{read.elsewhere:,} of other countries passed over"] if read.elsewhere else []
    parts += [f"{len(read.faults):,} cannot be read, see below"] if read.faults else []
    return "; ".join(parts) + "."


def _left_out(faults: tuple[str, ...]) -> None:
    """List the rows that cannot be read, by line and reason."""
    if not faults:
        return
    with st.expander(f"Left out, with the reason ({len(faults):,})"):
        items = "".join(f"<li>{markup.isolated(line)}</li>" for line in faults[:MOST_FAULTS])
        more = f"<li>and {len(faults) - MOST_FAULTS:,} more</li>" if len(faults) > MOST_FAULTS else ""
        st.html(f'<ul class="si-offmap">{items}{more}</ul>')
        st.download_button(
            "Download the list",
            "".join(f"{line}\n" for line in faults),
            "left-out.txt",
            "text/plain",
            key=state.widget_key("dataset-left-out"),
            on_click="ignore",
        )


def _import(looked: Looked, read: Imported | Own) -> None:
    try:
        with st.spinner("Importing …"):
            said = datasets.add(looked, own_store())
    except IncidentsError as error:
        note(str(error), "error")
        return
    state.keep(_DONE, Done(f"{words.sentence(said)}.", read.faults, datasets.dataset_ids(read)))
    state.keep(_LOOKED, None)
    state.keep(_CHOSEN, None)
    uploads: Any = state.kept(_UPLOADS) or 0
    state.keep(_UPLOADS, uploads + 1)
    st.rerun()


def _after() -> None:
    """What the last import came to, and the way to the map."""
    done = state.kept(_DONE)
    if not isinstance(done, Done):
        return
    note(done.said, "good")
    _left_out(done.faults)
    with st.container(horizontal=True):
        if done.sources and st.button(
            "See them on the map", type="primary", key=state.widget_key("dataset-see")
        ):
            _open(done.sources)
        if st.button("See all on the map", key=state.widget_key("dataset-see-all")):
            _open(frozenset())


def _open(sources: frozenset[str]) -> None:
    state.choose_data("own")
    state.show_latest()
    state.select(None)
    state.reset_filters()
    state.set_filters(sources=sources)
    st.switch_page(MAP.as_page())
