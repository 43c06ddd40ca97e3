"""Add reports: paste, upload or fetch them, read them, and show at once what was found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from gazetteer.errors import GazetteerError
from incidents.dashboard import adding, place_words, state, words
from incidents.dashboard.components import add_form, panel
from incidents.dashboard.components.accounts import account_cards
from incidents.dashboard.components.add_batch import batch_panel
from incidents.dashboard.components.missed import missed
from incidents.dashboard.components.notes import note, notes
from incidents.dashboard.components.off_map import claim_item
from incidents.dashboard.data import own_store, pipeline
from incidents.dashboard.pages import MAP, PLACES
from incidents.dashboard.theme import is_dark
from incidents.errors import IncidentsError, InputError
from incidents.ingest import attempt
from incidents.model import Claim, Incident, ReportResult
from incidents.query import View
from incidents.sources import Loaded, Rejected

_RESULT = "last-report"
_BATCH = "last-batch"
_ZOOM = 11.0
WIDTH = 980
"""Of the page, in CSS pixels: lines that can be read."""


@dataclass(frozen=True)
class Read:
    """One report read: what was found, whether it was new, and what its reader should know."""

    result: ReportResult
    added: bool
    dated: bool
    """Whether it took the place of the same report read without its date, or with another."""
    shared: int
    """Incidents of it that were joined with what other reports tell."""
    remarks: tuple[str, ...]


def page() -> None:
    """Draw the page."""
    with st.container(width=WIDTH):
        _page()


def _page() -> None:
    st.title("Add reports", anchor=False)
    st.html(
        '<p class="si-lead">News reports in English or Arabic: paste one, drag in files, or give a web address. They '
        "are read on this machine and sent nowhere; only an address that you give is fetched.</p>"
    )
    batch = state.kept(_BATCH)
    if isinstance(batch, adding.Batch) and batch.running:
        batch_panel(batch)
        return
    try:
        sent = add_form.form()
        if sent is not None:
            _take(sent)
    except (IncidentsError, GazetteerError) as error:
        note(place_words.fault(error), "error")
        if isinstance(error, GazetteerError):
            st.page_link(PLACES.as_page(), label="Open Places")
    _results()


def _take(sent: add_form.Sent) -> None:
    """Read what was sent; many files one by one, each in a run of the page of its own."""
    state.keep(_RESULT, None)
    state.keep(_BATCH, None)
    if sent.loaded is not None:
        state.keep(_RESULT, _read(sent.loaded, sent.draft))
        return
    batch = adding.batch_of(sent.files, sent.draft.published, dt.date.today())
    state.keep(_BATCH, batch)
    add_form.clear()  # the batch holds the files now
    st.rerun()


def _results() -> None:
    read, batch = state.kept(_RESULT), state.kept(_BATCH)
    if isinstance(read, Read):
        _show(read)
    if isinstance(batch, adding.Batch):
        batch_panel(batch)


def _read(loaded: Loaded, draft: adding.Draft) -> Read:
    document = adding.confirmed(loaded, draft, dt.date.today())
    with st.status("Reading the report …", expanded=False) as progress:
        reader = pipeline()
        progress.update(label="Looking for incidents, places, dates and claims …")
        result = attempt(reader, Loaded(document))
        if isinstance(result, Rejected):
            raise InputError(result.reason)
        progress.update(label="Storing …")
        outcome = own_store().add(result, redate=True)
        progress.update(label="The report was read.", state="complete")
    others = [warning for warning in result.warnings if not adding.speaks_of_date(warning)]
    told = (*adding.remarks(loaded, draft), *map(words.sentence, others))
    return Read(result, outcome.added, outcome.dated, outcome.n_shared, told)


def _show(read: Read) -> None:
    result = read.result
    n, off_map = len(result.incidents), result.not_mapped
    found = (
        f"{words.plural(n, 'incident')} found, resting on {words.plural(len(result.claims) - len(off_map), 'claim')}; "
        f"{words.plural(len(off_map), 'claim')} kept off the map."
    )
    if read.added:
        dated = " It takes the place of the reading with another date or none." if read.dated else ""
        told = "is told" if read.shared == 1 else "are told"
        shared = f" {read.shared} {told} by other reports too, and joined with theirs." if read.shared else ""
        note(f"Added to your store.{dated} {found}{shared}", "good")
    else:
        note(f"This report is in your store already: nothing was added. {found}")
    notes("Please note:", read.remarks)
    if not n:
        note(
            "No incident that can be drawn was found: see below what was read, and why it stays off the map."
        )
    claims = {claim.id: claim for claim in result.claims}
    for number, incident in enumerate(result.incidents):
        _incident(number, incident, [claims[key] for key in incident.claim_ids if key in claims])
    if off_map:
        st.subheader(f"Not mapped ({len(off_map)})", anchor=False)
        st.html(f'<ul class="si-offmap">{"".join(claim_item(claim) for claim in off_map)}</ul>')
    st.subheader("The report", anchor=False)
    st.html(panel.report_text(result.document, result.claims))
    missed(own_store(), [result.document], past=False)


def _incident(number: int, incident: Incident, claims: list[Claim]) -> None:
    with st.container(border=True):
        facts, button = st.columns([4, 1], vertical_alignment="center")
        facts.html(panel.headline(incident, claims, dark=is_dark()))
        if button.button("See on the map", key=state.widget_key(f"see-{number}"), width="stretch"):
            state.look_at(incident.id, _view(incident), "own")
            st.switch_page(MAP.as_page())
        with st.expander(f"Who says what ({words.plural(len(claims), 'claim')})"):
            st.html(account_cards(claims, own_store().voices({claim.document_id for claim in claims})))


def _view(incident: Incident) -> View | None:
    place = incident.place
    if place.lat is None or place.lon is None:
        return None
    return View(place.lat, place.lon, _ZOOM if (place.radius_km or 0) < 10 else _ZOOM - 3)
