"""Add a report: paste or upload, read it, and show at once what was found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from gazetteer.errors import GazetteerError
from incidents.dashboard import place_words, state, words
from incidents.dashboard.components import panel
from incidents.dashboard.components.notes import note, notes
from incidents.dashboard.components.off_map import claim_item
from incidents.dashboard.data import own_store, pipeline
from incidents.dashboard.pages import MAP, PLACES
from incidents.dashboard.theme import is_dark
from incidents.errors import IncidentsError, InputError
from incidents.ingest import attempt
from incidents.model import Claim, Document, Incident, ReportResult
from incidents.query import View
from incidents.sources import Loaded, Rejected, from_bytes, from_text

PASTE, UPLOAD = "Paste the text", "Upload a file"
_RESULT = "last-report"
_ZOOM = 11.0
WIDTH = 980
"""Of the page, in CSS pixels: lines that can be read."""


@dataclass(frozen=True)
class Given:
    """What the form holds."""

    text: str
    file: UploadedFile | None
    title: str
    publisher: str
    published: dt.date | None


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
    st.title("Add a report", anchor=False)
    st.html(
        '<p class="si-lead">Paste a news report in English or Arabic, or upload it as a text file or a saved web page. '
        "It is read on this machine and sent nowhere.</p>"
    )
    given = _form()
    if given is not None:
        state.keep(_RESULT, None)
        try:
            state.keep(_RESULT, _read(given))
        except (IncidentsError, GazetteerError) as error:
            note(place_words.fault(error), "error")
            if isinstance(error, GazetteerError):
                st.page_link(PLACES.as_page(), label="Open Places")
    read = state.kept(_RESULT)
    if isinstance(read, Read):
        _show(read)


def _form() -> Given | None:
    """Draw the form; what it holds, when it was sent."""
    how = st.segmented_control(
        "How to give the report",
        [PASTE, UPLOAD],
        default=PASTE,
        required=True,
        key=state.widget_key("how"),
        label_visibility="collapsed",
    )
    text, file = "", None
    with st.form("incidents.add", border=True):
        if how == UPLOAD:
            file = st.file_uploader(
                "Text file or saved web page (.txt, .html)",
                type=["txt", "text", "md", "html", "htm", "xhtml"],
                key=state.widget_key("file"),
            )
        else:
            text = st.text_area(
                "Text of the report",
                height=240,
                key=state.widget_key("text"),
                placeholder="BEIRUT, March 12 – At least 45 people were killed in the Homs district of …",
            )
        title_box, publisher_box, date_box = st.columns([2, 1.2, 1])
        title = title_box.text_input("Title (optional)", key=state.widget_key("title"))
        publisher = publisher_box.text_input("Publisher (optional)", key=state.widget_key("publisher"))
        published = date_box.date_input(
            "Published on",
            value=None,
            min_value=dt.date(1970, 1, 1),
            max_value=dt.date(2100, 12, 31),
            format="YYYY-MM-DD",
            key=state.widget_key("published"),
            help='Tells which day "on Monday" or "yesterday" was. Left empty, the report\'s first lines are searched.',
        )
        sent = st.form_submit_button("Read the report", type="primary")
    return Given(text, file, title.strip(), publisher.strip(), published) if sent else None


def _read(given: Given) -> Read:
    document, remarks = load(given)
    with st.status("Reading the report …", expanded=False) as progress:
        reader = pipeline()
        progress.update(label="Looking for incidents, places, dates and claims …")
        result = attempt(reader, Loaded(document))
        if isinstance(result, Rejected):
            raise InputError(result.reason)
        progress.update(label="Storing …")
        outcome = own_store().add(result, redate=True)
        progress.update(label="The report was read.", state="complete")
    # The date is spoken of in the remarks, in the words of this page.
    others = [warning for warning in result.warnings if not _speaks_of_date(warning)]
    told = (*remarks, *map(words.sentence, others))
    return Read(result, outcome.added, outcome.dated, outcome.n_shared, told)


def load(given: Given) -> tuple[Document, tuple[str, ...]]:
    """Make a document of what the form holds, with remarks for its reader.

    Raises
    ------
    InputError
        There is no text, or it cannot be read.
    """
    if given.file is not None:
        loaded = from_bytes(given.file.getvalue(), given.file.name, given.published)
    elif given.text.strip():
        loaded = from_text(given.text, published=given.published)
    else:
        raise InputError(
            "There is no text yet: paste a report or choose a file, then press “Read the report”."
        )
    document = loaded.document
    named = replace(
        document, title=given.title or document.title, publisher=given.publisher or document.publisher
    )
    # The date is spoken of in words of this page.
    others = [words.sentence(w) for w in loaded.warnings if not _speaks_of_date(w)]
    own = _own_date(given)
    return named, (*others, *_date_remark(document, given.published), *_other_date(own, given.published))


def _speaks_of_date(warning: str) -> bool:
    return warning.startswith(("publication date", "no publication date"))


def _own_date(given: Given) -> dt.date | None:
    """The day that the report itself bears."""
    if given.file is not None:
        return from_bytes(given.file.getvalue(), given.file.name).document.published
    return from_text(given.text).document.published


def _other_date(own: dt.date | None, given: dt.date | None) -> tuple[str, ...]:
    if own is None or given is None or own == given:
        return ()
    return (
        f"The report bears the date {words.day(own)}, but was read as published on {words.day(given)}, as filled in. "
        "If that day was left from another report, clear the field and read this one again.",
    )


def _date_remark(document: Document, given: dt.date | None) -> tuple[str, ...]:
    if document.published is None:
        return (
            "No publication date was given or found, so days such as “on Monday” stay unknown. "
            "Fill in “Published on” and read the report again to date them.",
        )
    if given is None:
        return (
            f"Publication date {words.day(document.published)}, found in the report's head, its page or its first "
            "lines. If it is wrong, fill in “Published on” and read the report again.",
        )
    return ()


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


def _incident(number: int, incident: Incident, claims: list[Claim]) -> None:
    with st.container(border=True):
        facts, button = st.columns([4, 1], vertical_alignment="center")
        facts.html(panel.headline(incident, claims, dark=is_dark()))
        if button.button("See on the map", key=state.widget_key(f"see-{number}"), width="stretch"):
            state.look_at(incident.id, _view(incident), "own")
            st.switch_page(MAP.as_page())
        with st.expander(f"Who says what ({words.plural(len(claims), 'claim')})"):
            st.html(panel.claim_cards(claims))


def _view(incident: Incident) -> View | None:
    place = incident.place
    if place.lat is None or place.lon is None:
        return None
    return View(place.lat, place.lon, _ZOOM if (place.radius_km or 0) < 10 else _ZOOM - 3)
