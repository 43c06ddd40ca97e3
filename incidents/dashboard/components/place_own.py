"""What was added by hand: who added it and when, take it back, share the file with colleagues."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

import streamlit as st

from gazetteer import Gazetteer, manage, user_places
from gazetteer.errors import GazetteerError
from gazetteer.user_places import Entry, UserPlaces
from incidents.dashboard import markup, place_words, state, words
from incidents.dashboard.components.notes import empty, note

MOST: Final = 100
_SAID: Final = "places-own-said"
_TAKEN: Final = "places-taken-back"
_UPLOADS: Final = "places-uploads"


def own_places(own: UserPlaces, places: Gazetteer | None) -> None:
    """Draw the section; `places` names the places that spellings belong to, where they are known."""
    _outcome(own)
    entries = sorted(own.live, key=lambda entry: entry.changed_at, reverse=True)
    if not entries:
        empty("Nothing yet. What you add under “Add a place” is listed here, and can be taken back.")
    for entry in entries[:MOST]:
        _row(entry, places, "Take back")
    if len(entries) > MOST:
        st.caption(f"The latest {MOST} of {len(entries):,} are listed; the file holds all.")
    gone = sorted((e for e in own.entries if e.removed), key=lambda entry: entry.changed_at, reverse=True)
    if gone:
        with st.expander(f"Taken back ({len(gone):,})"):
            for entry in gone[:MOST]:
                _row(entry, places, "Add again")
    _share(own)


def _row(entry: Entry, places: Gazetteer | None, action: str) -> None:
    with st.container(border=True):
        said, button = st.columns([5, 1], vertical_alignment="center")
        said.html(entry_html(entry, places))
        button.button(
            action,
            key=state.widget_key(f"own-{action}-{entry.entry_id}"),
            help=markup.label(f"{action}: {entry.names[0]}"),
            on_click=_take_back if action == "Take back" else _add_again,
            args=(entry,),
            width="stretch",
        )


def entry_html(entry: Entry, places: Gazetteer | None) -> str:
    """HTML of one entry: names, what it is, who added it, when and from where."""
    names = " · ".join(markup.isolated(name) for name in entry.names)
    facts = [markup.isolated(part) for part in (_what(entry, places), place_words.added_by(entry)) if part]
    return (
        f'<div class="si-entry"><strong>{names}</strong><div class="si-sub">{" · ".join(facts)}</div></div>'
    )


def _what(entry: Entry, places: Gazetteer | None) -> str:
    if entry.target is not None:
        target = places.place(entry.target) if places else None
        return f"Spelling of {place_words.label(target) if target else f'{entry.target}, which is in no list here'}"
    assert entry.lat is not None
    assert entry.lon is not None
    unit = places.reverse(entry.lat, entry.lon) if places else None
    where = f" in {unit.governorate}" if unit else ""
    return f"{words.sentence(place_words.KIND_WORDS[entry.kind])}{where}, at {place_words.point(entry.lat, entry.lon)}"


def _take_back(entry: Entry) -> None:
    try:
        user_places.save(user_places.load().without(entry.entry_id, now=dt.datetime.now(dt.UTC)))
        state.keep(_SAID, ("good", f"“{entry.names[0]}” was taken back and is no longer used."))
        state.keep(_TAKEN, entry.entry_id)
    except GazetteerError as error:
        state.keep(_SAID, ("error", place_words.fault(error)))


def _add_again(entry: Entry) -> None:
    now = dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat()
    try:
        user_places.save(user_places.load().with_entry(replace(entry, removed=False, changed_at=now)))
        state.keep(_SAID, ("good", f"“{entry.names[0]}” is used again."))
    except GazetteerError as error:
        state.keep(_SAID, ("error", place_words.fault(error)))
    state.keep(_TAKEN, None)


def _outcome(own: UserPlaces) -> None:
    """Say what the last press of a button did, with undo where there is one."""
    said = state.kept(_SAID)
    if not said:
        return
    kind, message = said
    with st.container(horizontal=True, vertical_alignment="center"):
        note(message, kind)
        taken = next((e for e in own.entries if e.removed and e.entry_id == state.kept(_TAKEN)), None)
        if taken is not None:
            st.button("Undo", key=state.widget_key("own-undo"), on_click=_add_again, args=(taken,))


def _share(own: UserPlaces) -> None:
    """Give the file away, and join a colleague's."""
    st.html(
        '<h3 class="si-heading">Share with colleagues</h3><div class="si-sub">One file holds all of this, initials and '
        "notes too. It opens in QGIS, and a colleague can join it with theirs here.</div>"
    )
    st.download_button(
        "Download user-places.geojson",
        lambda: user_places.to_geojson(own).encode(),
        user_places.FILE_NAME,
        "application/geo+json",
        key=state.widget_key("own-download"),
        on_click="ignore",
        disabled=not own.entries,
    )
    uploads = int(state.kept(_UPLOADS) or 0)
    file = st.file_uploader(
        "A colleague's user-places.geojson",
        type=["geojson", "json"],
        key=state.widget_key(f"own-file-{uploads}"),
    )
    if st.button("Join it with mine", key=state.widget_key("own-join"), disabled=file is None) and file:
        _join(file.getvalue(), file.name)
        state.keep(_UPLOADS, uploads + 1)
        st.rerun()


def _join(content: bytes, name: str) -> None:
    state.keep(_TAKEN, None)
    try:
        changed, total = manage.share_in(content)
    except GazetteerError as error:
        state.keep(_SAID, ("error", f"“{name}” was not joined: {error}"))
        return
    entries = words.plural(changed, "entry", "entries")
    said = f"{entries} of “{name}” {'was' if changed == 1 else 'were'} new or newer"
    if not changed:
        said = f"Everything in “{name}” was here already"
    now = words.plural(total, "place or spelling", "places and spellings")
    state.keep(_SAID, ("good", f"{said}; {now} added by hand now."))
