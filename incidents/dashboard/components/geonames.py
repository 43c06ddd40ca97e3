"""GeoNames' villages of the whole country: the offer to add them, and the download. The one contact with a server."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from gazetteer import manage
from gazetteer.download import GEONAMES_URL, geonames_url
from gazetteer.errors import DownloadError, GazetteerError
from incidents.dashboard import markup, place_words, state, words
from incidents.dashboard.components.notes import note
from incidents.dashboard.data import gazetteer, place_lists
from incidents.dashboard.dismissed import dismiss, is_dismissed
from incidents.dashboard.public_mode import is_public

LAYER: Final = "geonames"
OFFER: Final = "geonames-offer"
ABOUT: Final = "the 10,000+ villages of GeoNames"
LISTS: Final = "lists"
"""Names the section of lists as the spot of a download, as OFFER names the strip."""
SIZE: Final = "about 0.5 MB"
_OTHER_WAY: Final = ", or download "
"""Here an error of the download begins to tell of the command line; the page has its own way out."""
_DONE: Final = "geonames-done"
_FAILED: Final = "geonames-failed"


def way_out(where: str) -> str:
    """What to do when the download fails, as said at this spot of the pages."""
    here = "below, under “A file you have”" if where == LISTS else "on the page Places, under “Lists”"
    return f"Download SY.zip in a browser ({GEONAMES_URL}) and upload it {here}."


def host() -> str:
    """The server that the download would contact."""
    try:
        return urlsplit(geonames_url()).netloc
    except DownloadError:
        return urlsplit(GEONAMES_URL).netloc


@st.fragment
def offer(*, tell_faults: bool = True) -> None:
    """Draw the strip that offers GeoNames while it is not imported, and what came of it; nothing once put away.

    Parameters
    ----------
    tell_faults
        Say it where a file of places is damaged; False where the page does so itself.
    """
    if is_public():
        return
    lists = place_lists()
    outcome(OFFER)
    fault = next(iter(lists.damaged.values()), None)
    if fault is None and (LAYER in lists.by_name or is_dismissed(OFFER)):
        return
    try:
        known = len(gazetteer().places)
    except GazetteerError as error:
        if tell_faults:
            note(words.sentence(fault) if fault else place_words.fault(error), "error")
            note(
                "The incidents are not touched by this; but no report can be added until it is put right, on Places."
            )
        return
    with st.container(key="si-offer"):
        said, buttons = st.columns([5.2, 1.6], vertical_alignment="center")
        said.html(_offer_words(known))
        with buttons.container(horizontal=True, horizontal_alignment="right"):
            add = st.button("Add them", key=state.widget_key("offer-add"), type="primary")
            st.button("Not now", key=state.widget_key("offer-later"), on_click=_put_away)
        if add:
            fetch(OFFER)


def _put_away() -> None:
    dismiss(OFFER)
    state.keep(f"{_FAILED}.{OFFER}", None)


def _offer_words(known: int) -> str:
    server = markup.text(host())
    return (
        f'<div class="si-offer" role="note"><strong>{known:,} places are known (built in).</strong> Download {ABOUT} '
        f"({SIZE} from {server}, CC BY 4.0)? <small>Then small places in reports are found, too. No server is "
        "contacted unless you ask for it. “Places” offers it again at any time.</small></div>"
    )


def fetch(where: str) -> None:
    """Download GeoNames' list with a progress bar, import it, and draw the page anew with what came of it.

    Parameters
    ----------
    where
        Names the spot of the page that tells the outcome, see :func:`outcome`.
    """
    bar = st.progress(0.0, f"Asking {markup.label(host())} …")

    def progress(received: int, total: int | None) -> None:
        if total and received >= total:
            bar.progress(1.0, "Reading the list and joining it with the places known …")
        else:
            bar.progress(min(received / total, 1.0) if total else 0.0, f"{received / 1000:,.0f} kB")

    state.keep(f"{_DONE}.{where}", None)
    forget_failures()
    try:
        report = manage.update(progress)
        state.keep("import-report", report)
        state.keep(f"{_DONE}.{where}", report.sentence())
    except GazetteerError as error:
        state.keep(f"{_FAILED}.{where}", place_words.fault(error))
    st.rerun()


def outcome(where: str) -> None:
    """Say what the last download from here came to, until it is dismissed or tried again."""
    done, failed = state.kept(f"{_DONE}.{where}"), state.kept(f"{_FAILED}.{where}")
    if done:
        with st.container(horizontal=True, vertical_alignment="center"):
            note(f"Added. {done}. They are used from now on.", "good")
            st.button(
                "Dismiss",
                key=state.widget_key(f"{where}-dismiss"),
                on_click=state.keep,
                args=(f"{_DONE}.{where}", None),
            )
    if failed:
        happened = failed.partition(_OTHER_WAY)[0]
        note(f"The download failed. {way_out(where)} What happened: {happened}.", "error")


def forget_failures() -> None:
    """Say no more of a download that failed, since the list is here now."""
    for where in (OFFER, LISTS):
        state.keep(f"{_FAILED}.{where}", None)
