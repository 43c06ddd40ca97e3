"""Add a place that no list holds, or another spelling of one that is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from gazetteer import Gazetteer, user_places
from gazetteer.errors import GazetteerError
from gazetteer.places import Place
from gazetteer.sizes import KIND_RADII
from gazetteer.user_places import Entry
from incidents.dashboard import markup, place_words, state, words
from incidents.dashboard.components.notes import note
from incidents.dashboard.components.place_draft import (
    NEW,
    SPELLING,
    Draft,
    draft,
    parts,
    point_in,
    set_point,
    start_afresh,
    taker,
)
from incidents.dashboard.components.place_search import ask
from incidents.dashboard.components.place_sections import Section, open_section
from incidents.dashboard.data import backdrop
from incidents.dashboard.map.places import MapPlace, place_map
from incidents.dashboard.place_doubts import doubts
from incidents.dashboard.place_found import city
from incidents.dashboard.theme import is_dark

MAP_HEIGHT: Final = 470
ADDED: Final = "places-added"
_ASKED_ABOUT: Final = "places-add-asked-about"


def add_form(places: Gazetteer, known: Sequence[Place]) -> None:
    """Draw the form; `known` are the places of the list beside the map, in their order."""
    now = draft()
    st.segmented_control(
        "What do you want to add?",
        [NEW, SPELLING],
        key=state.bind("add-how", now.how),
        required=True,
        on_change=taker("how", "add-how"),
    )
    if now.how == SPELLING:
        with st.container(width=680):
            _spelling_form(now, places, known)
    else:
        _place_form(now, places)


def _text(part: str, label: str, now: Draft, **options: Any) -> None:
    st.text_input(
        label,
        key=state.bind(f"add-{part}", getattr(now, part)),
        autocomplete="off",
        on_change=taker(part, f"add-{part}"),
        **options,
    )


def _place_form(now: Draft, places: Gazetteer) -> None:
    form, beside = st.columns([1, 1.15], gap="medium")
    with beside, st.container(key="si-add-map"):
        _pick(now)
    with form:
        latin, arabic = st.columns(2)
        with latin:
            _text("latin", "Name in Latin script", now)
        with arabic:
            _text("arabic", "Name in Arabic script", now)
        _text("others", "Other spellings (optional)", now, placeholder="separated by commas")
        st.selectbox(
            "What is it?",
            list(user_places.KINDS),
            key=state.bind("add-kind", now.kind),
            format_func=lambda kind: place_words.ADDED_KIND_WORDS[kind],
            on_change=taker("kind", "add-kind"),
        )
        point, radius = st.columns([1.4, 1])
        with point:
            _text("point", "Latitude, longitude", now, placeholder="click on the map, or 34.718, 36.732")
        radius.number_input(
            "Radius in km (optional)",
            min_value=0.0,
            max_value=200.0,
            step=0.1,
            key=state.bind("add-radius_km", now.radius_km),
            placeholder=f"{KIND_RADII[now.kind]:g}",
            help="The circle around the point that holds the whole place.",
            on_change=taker("radius_km", "add-radius_km"),
        )
        _say_where(now, places)
        _source_fields(now, "note")
        pressed = st.button("Add this place", key=state.widget_key("add-send"), type="primary")
        _add(lambda: _new_place(now, places), places, pressed=pressed)


def _pick(now: Draft) -> None:
    """The map on which the point is set, with what the form holds so far."""
    try:
        lat, lon = point_in(now.point)
        radius = now.radius_km or KIND_RADII[now.kind]
        drawn = [
            MapPlace(lat, lon, radius, next(iter(now.names), "The new place"), now.kind.value, chosen=True)
        ]
    except ValueError:
        drawn = []
    st.html(
        '<div class="si-sub">Click on the map to set the point; zoom in first. The circle is the radius.</div>'
    )
    picked = place_map(
        drawn, key="incidents.add-place", dark=is_dark(), height=MAP_HEIGHT, pick=True, backdrop=backdrop()
    )
    if picked is not None and picked.lat is not None and picked.lon is not None:
        set_point(place_words.point(picked.lat, picked.lon))
        st.rerun()


def _say_where(now: Draft, places: Gazetteer) -> None:
    """Say in which unit the point lies: a slip of the hand shows at once."""
    try:
        lat, lon = point_in(now.point)
    except ValueError:
        return
    unit = places.reverse(lat, lon)
    said = (
        f"That point is in {unit.name} sub-district, {unit.governorate}."
        if unit
        else "That point is not in Syria: latitude comes first."
    )
    st.html(f'<div class="si-sub">{markup.isolated(said)}</div>')


def _source_fields(now: Draft, note_part: str) -> None:
    source, who = st.columns([2.4, 1])
    with source:
        _text(
            note_part,
            "Where is this from? (optional)",
            now,
            placeholder="a map, a report, a person you trust",
        )
    with who:
        _text("initials", "Your initials (optional)", now)


def _spelling_form(now: Draft, places: Gazetteer, known: Sequence[Place]) -> None:
    by_id = {place.place_id: place for place in known}
    if now.target and now.target not in by_id and (other := places.place(now.target)) is not None:
        by_id[other.place_id] = other
    if not by_id:
        note("First look the place up under a name that is known; then it can be chosen here.")
        st.button(
            "Look it up", key=state.widget_key("add-look"), on_click=open_section, args=(Section.SEARCH,)
        )
        return
    ids = list(by_id)
    number = {place.place_id: f"{n} · " for n, place in enumerate(known, 1)}
    target = now.target if now.target in by_id else None

    def described(own: str) -> str:
        place = by_id[own]
        label = place_words.label(place, city(place, places))
        return markup.plain(f"{number.get(own, '')}{label} ({place_words.what(place)})")

    st.selectbox(
        "Which place is it? (numbers as in the list of your look-up)",
        ids,
        key=state.bind("add-target", target),
        index=None,
        placeholder="Choose a place",
        format_func=described,
        on_change=taker("target", "add-target"),
    )
    _text("spellings", "The other spelling; several separated by commas, in either script", now)
    _source_fields(now, "spelling_note")
    pressed = st.button("Add this spelling", key=state.widget_key("add-send-spelling"), type="primary")
    _add(lambda: _new_spelling(now, target), places, pressed=pressed)


def _new_place(now: Draft, places: Gazetteer) -> Entry:
    if not now.names:
        raise ValueError("the name is missing: give it in Latin or in Arabic script, or both")
    lat, lon = point_in(now.point)
    entry = user_places.new_place(
        now.names, lat, lon, now=dt.datetime.now(dt.UTC), kind=now.kind,
        radius_km=now.radius_km, note=now.note, added_by=now.initials,
    )  # fmt: skip
    if places.reverse(lat, lon) is None:
        raise ValueError(
            f"the point {now.point.strip()} is not in Syria; latitude comes first, then longitude"
        )
    return entry


def _new_spelling(now: Draft, target: str | None) -> Entry:
    if target is None:
        raise ValueError("choose the place that is spelt so")
    names = parts(now.spellings)
    if not names:
        raise ValueError("the spelling is missing")
    return user_places.new_spelling(
        target, names, now=dt.datetime.now(dt.UTC), note=now.spelling_note, added_by=now.initials
    )


def _add(make: Callable[[], Entry], places: Gazetteer, *, pressed: bool) -> None:
    """Save what was typed and look it up; or say in one line what is wrong with it, or ask where it is doubtful."""
    if not pressed and state.kept(_ASKED_ABOUT) is None:
        return
    try:
        entry = make()
    except ValueError as error:
        state.keep(_ASKED_ABOUT, None)
        if pressed:
            note(words.sentence(f"{error}."), "error")
        return
    if (doubt := doubts(entry, places)) and not _all_the_same(entry, doubt, pressed=pressed):
        return
    if not doubt and not pressed:
        return
    state.keep(_ASKED_ABOUT, None)
    try:
        user_places.save(user_places.load().with_entry(entry))
    except GazetteerError as error:
        note(place_words.fault(error), "error")
        return
    state.keep(
        ADDED,
        f"“{entry.names[0]}” was added and is used from now on: in look-ups and in reports added later.",
    )
    start_afresh()
    ask(entry.names[0], _governorate(entry, places) or "")
    open_section(Section.SEARCH)
    st.rerun()


def _all_the_same(entry: Entry, doubt: Sequence[str], *, pressed: bool) -> bool:
    """Ask before something doubtful is saved; an answer counts only for what was asked about."""
    question = replace(entry, changed_at="")
    if pressed:
        state.keep(_ASKED_ABOUT, question)
    elif state.kept(_ASKED_ABOUT) != question:
        state.keep(_ASKED_ABOUT, None)
        return False
    for line in doubt:
        note(line, "error")
    return st.button("Add it all the same", key=state.widget_key("add-all-the-same"))


def _governorate(entry: Entry, places: Gazetteer) -> str | None:
    if entry.lat is not None and entry.lon is not None:
        found = places.reverse(entry.lat, entry.lon)
    else:
        found = places.place(entry.target or "")
    return found.governorate if found else None
