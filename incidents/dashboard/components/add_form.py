"""The form of the page Add: one report pasted, uploaded or fetched, with what was found in it; or many files."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from incidents.dashboard import adding, markup, state, words
from incidents.dashboard.adding import DATASET, PASTE, UPLOAD, WEB, Draft, File
from incidents.dashboard.components.add_dataset import dataset_form
from incidents.dashboard.components.notes import note
from incidents.errors import InputError
from incidents.sources import Loaded, from_text, from_url, may_fetch

DRAFT: Final = "add-draft"
_LOOKED: Final = "add-looked"
_PREVIEW_CHARS: Final = 4_000


@dataclass(frozen=True, slots=True)
class Looked:
    """What was made of the source in the form, before anything is stored."""

    key: str = ""
    """Of the source: the same text, file or address is looked at once."""
    loaded: Loaded | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the user asked to be read: one report, or many files."""

    draft: Draft
    loaded: Loaded | None = None
    files: Sequence[File] = ()


def current_draft() -> Draft:
    """What the form holds."""
    draft = state.kept(DRAFT)
    return draft if isinstance(draft, Draft) else Draft()


def clear() -> None:
    """Empty the form."""
    before = current_draft()
    state.keep(DRAFT, Draft(how=before.how, uploads=before.uploads + 1))
    state.keep(_LOOKED, None)


def form() -> Sent | None:
    """Draw the form; what it holds, when it was sent.

    Raises
    ------
    InputError
        It was sent without a report.
    """
    choices = [PASTE, UPLOAD, *([WEB] if may_fetch() else []), DATASET]
    st.segmented_control(
        "How to give the report",
        choices,
        required=True,
        key=_bound("how"),
        on_change=_take,
        args=("how",),
        label_visibility="collapsed",
    )
    with st.container(border=True):
        if current_draft().how == DATASET:
            dataset_form()
            return None
        files = _source()
        if len(files) > 1 or any(adding.is_rows(file.name) for file in files):
            return _many(files)
        return _one(files)


def _bound(name: str) -> str:
    return state.bind(f"add-{name}", getattr(current_draft(), name))


def _take(name: str) -> None:
    """Note what the user has changed."""
    # A field left by a click on another page tells of its change when that page has taken its widget away already.
    if state.widget_key(f"add-{name}") in st.session_state:
        state.keep(DRAFT, adding.changed(current_draft(), name, state.widget(f"add-{name}")))


def _source() -> list[Any]:
    """Draw the field for the report itself; the files, where they are files."""
    draft = current_draft()
    if draft.how == UPLOAD:
        return st.file_uploader(
            "One report or many: .txt, .md, .html, .pdf, or .jsonl rows",
            accept_multiple_files=True,
            key=state.widget_key(f"add-files-{draft.uploads}"),
        )
    if draft.how == WEB:
        field, button = st.columns([5, 1], vertical_alignment="bottom")
        field.text_input(
            "Address of the report",
            key=_bound("url"),
            on_change=_take,
            args=("url",),
            placeholder="https://",
        )
        if button.button("Fetch it", key=state.widget_key("add-fetch"), width="stretch"):
            _fetch(current_draft().url)
        st.html(
            '<div class="si-sub si-found">This one page is fetched from its server, which sees the address of this '
            "machine and the time. Nothing else is fetched or sent.</div>"
        )
        return []
    st.text_area(
        "Text of the report",
        height=240,
        key=_bound("text"),
        on_change=_take,
        args=("text",),
        placeholder="BEIRUT, March 12 – At least 45 people were killed in the Homs district of …",
    )
    return []


# --- one report -------------------------------------------------------------------------------------------------


def _one(files: Sequence[File]) -> Sent | None:
    looked = _look(files)
    if looked.fault:
        note(looked.fault, "error")
    draft = adding.filled(current_draft(), looked.loaded)
    state.keep(DRAFT, draft)
    if not (draft.how == PASTE or files or looked.loaded):
        return None  # there is nothing yet of which a title could be known
    _fields(draft, looked.loaded)
    if looked.loaded and draft.how != PASTE:
        _preview(looked.loaded)
    with st.container(horizontal=True):
        sent = st.button("Read the report", type="primary", key=state.widget_key("add-read"))
        if draft != Draft(how=draft.how, uploads=draft.uploads) or files:
            st.button("Clear", key=state.widget_key("add-clear"), on_click=clear, type="tertiary")
    if not sent or looked.fault:
        return None
    if looked.loaded is None:
        raise InputError("There is no text yet: paste a report, then press “Read the report”.")
    return Sent(draft, looked.loaded)


def _look(files: Sequence[File]) -> Looked:
    """Read the source once, as long as it stays the same."""
    draft = current_draft()
    before = state.kept(_LOOKED)
    before = before if isinstance(before, Looked) else Looked()
    if draft.how == WEB:
        return before if before.key == _key(WEB, draft.url.encode()) else Looked()
    file = files[0] if files else None
    if file is None and (draft.how == UPLOAD or not draft.text.strip()):
        return Looked()
    key = _key(file.name, file.getvalue()) if file else _key(PASTE, draft.text.encode("utf-8", "replace"))
    if before.key == key:
        return before
    try:
        with st.spinner("Looking at the report …"):
            looked = Looked(key, adding.load_file(file) if file else from_text(draft.text))
    except InputError as error:
        looked = Looked(key, fault=str(error))
    state.keep(_LOOKED, looked)
    return looked


def _key(name: str, data: bytes) -> str:
    return f"{name}:{hashlib.sha256(data).hexdigest()}"


def _fetch(url: str) -> None:
    """Fetch a page, and remember what came of it until the address changes."""
    key = _key(WEB, url.encode("utf-8", "replace"))
    try:
        with st.spinner("Fetching the page …"):
            state.keep(_LOOKED, Looked(key, from_url(url)))
    except InputError as error:
        state.keep(_LOOKED, Looked(key, fault=str(error)))


def _fields(draft: Draft, loaded: Loaded | None) -> None:
    """Title, publisher and day, as found or as given, to be confirmed."""
    title_box, publisher_box, date_box = st.columns([2, 1.2, 1])
    with title_box:
        st.text_input("Title (optional)", key=_bound("title"), on_change=_take, args=("title",))
        _found("title", draft, loaded, loaded.origins.title if loaded else None)
    with publisher_box:
        st.text_input("Publisher (optional)", key=_bound("publisher"), on_change=_take, args=("publisher",))
        _found("publisher", draft, loaded, loaded.origins.publisher if loaded else None)
    with date_box:
        _day()
        _found(
            "published", draft, loaded, adding.where(loaded) if loaded and loaded.document.published else None
        )


def _day(label: str = "Published on") -> None:
    st.date_input(
        label,
        min_value=dt.date(1970, 1, 1),
        max_value=dt.date(2100, 12, 31),
        format="YYYY-MM-DD",
        key=_bound("published"),
        on_change=_take,
        args=("published",),
        help='Tells which day "on Monday" or "yesterday" was. Filled in with the day that the report states.',
    )


def _found(name: str, draft: Draft, loaded: Loaded | None, origin: str | None) -> None:
    """Say under a field where its value comes from, or what a file's properties would have it be."""
    if loaded is None:
        return
    said = ""
    if origin and name not in draft.touched:
        said = f"Found in {origin}."
    elif name == "title" and loaded.hints.title and not draft.title:
        said = f"The file calls itself “{loaded.hints.title}”."
    elif name == "publisher" and loaded.hints.author and not draft.publisher:
        said = f"The file names as its author “{loaded.hints.author}”."
    elif name == "published" and draft.published is None:
        made = loaded.hints.made
        said = "None found: “on Monday” stays unknown without it."
        said += f" The file was made on {words.day(made)}; the report may be older." if made else ""
    if said:
        st.html(f'<div class="si-sub si-found">{markup.isolated(said)}</div>')


def _preview(loaded: Loaded) -> None:
    text = loaded.document.text
    with st.expander(f"The text found ({len(text):,} characters)"):
        more = " …" if len(text) > _PREVIEW_CHARS else ""
        st.html(f'<div class="si-report">{markup.isolated(text[:_PREVIEW_CHARS] + more)}</div>')


# --- many files -------------------------------------------------------------------------------------------------


def _many(files: Sequence[File]) -> Sent | None:
    st.html(
        '<div class="si-sub">Each file is read by itself, with the title, publisher and day that it states.</div>'
    )
    _day("Published on, where a report gives no day")
    label = f"Read the {len(files):,} files" if len(files) > 1 else "Read the reports in this file"
    sent = st.button(label, type="primary", key=state.widget_key("add-read-all"))
    return Sent(current_draft(), files=files) if sent else None
