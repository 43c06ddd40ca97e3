"""Places: where a name is and why, add what is missing, what was added, and the imported lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from gazetteer import Gazetteer, user_places
from gazetteer.errors import LayerError
from gazetteer.names import is_arabic
from gazetteer.places import Place
from gazetteer.user_places import UserPlaces
from incidents.dashboard import place_words, state
from incidents.dashboard.components import geonames, place_add, place_draft
from incidents.dashboard.components.notes import note
from incidents.dashboard.components.place_answer import answer
from incidents.dashboard.components.place_list import candidate_list, candidate_map, details, shown
from incidents.dashboard.components.place_lists import place_lists_section
from incidents.dashboard.components.place_own import own_places
from incidents.dashboard.components.place_search import (
    Asked,
    asked,
    examples,
    known_places,
    look_up,
    search_fields,
)
from incidents.dashboard.components.place_sections import Section, current_section, open_section, section_bar
from incidents.dashboard.data import Lists, gazetteer, place_lists
from incidents.dashboard.place_doubts import spelt_so
from incidents.dashboard.place_found import Item, items
from incidents.dashboard.place_words import Origins
from incidents.dashboard.public_mode import is_public
from incidents.dashboard.theme import is_dark

_RESTORED = "places-restored"
WIDTH = 980
"""Of the sections that hold words only, in CSS pixels."""


def page() -> None:
    """Draw the page."""
    st.title("Places", anchor=False)
    st.html(
        '<p class="si-lead">Where a name in Syria is, how sure that is, and why. Looked up on this machine'
        f"{'' if is_public() else '; what is wrong or missing you can add'}.</p>"
    )
    _body()


@st.fragment
def _body() -> None:
    """All but the title: what a click changes."""
    lists, own = place_lists(), _own()
    places, fault = _places()
    if is_public():
        _public(places, fault, lists)
        return
    if current_section() is not Section.LISTS:
        geonames.offer(tell_faults=False)
    section = section_bar({Section.OWN: len(own.live) if own else 0, Section.LISTS: len(lists.sound)})
    if section is Section.LISTS:
        with st.container(width=WIDTH):
            place_lists_section(lists)
        return
    if said := state.kept(_RESTORED):
        note(said[1], said[0])
        state.keep(_RESTORED, None)
    if places is None:
        _damaged(fault, lists)
    if section is Section.OWN and own is not None:
        with st.container(width=WIDTH):
            own_places(own, places)
    elif section is Section.ADD and places is not None:
        place_add.add_form(places, _known(places))
    elif section is Section.SEARCH and places is not None:
        _search(places, Origins(lists.by_name, _added(own)))


def _public(places: Gazetteer | None, fault: str, lists: Lists) -> None:
    """Looking names up, and nothing else."""
    if places is None:
        note(fault, "error")
    else:
        _search(places, Origins(lists.by_name, {}))


def _own() -> UserPlaces | None:
    try:
        return user_places.load()
    except LayerError:
        return None


def _added(own: UserPlaces | None) -> dict[str, str]:
    return {entry.entry_id: place_words.added_by(entry) for entry in own.live} if own else {}


def _places() -> tuple[Gazetteer | None, str]:
    """All places; or None and what is wrong, when a file is damaged."""
    try:
        return gazetteer(), ""
    except LayerError as error:
        return None, place_words.fault(error)


def _damaged(fault: str, lists: Lists) -> None:
    note(fault, "error")
    note(
        "Until then no name can be looked up, and no report be added. The map and what is stored are not touched."
    )
    if _own() is None:
        st.button(
            "Go back to the revision before",
            key=state.widget_key("places-restore"),
            on_click=_restore,
        )
    if lists.damaged:
        st.button(
            "Remove the damaged list …",
            key=state.widget_key("places-damaged"),
            on_click=open_section,
            args=(Section.LISTS,),
        )


def _restore() -> None:
    try:
        user_places.restore()
    except LayerError as error:
        state.keep(_RESTORED, ("error", place_words.fault(error)))
    else:
        state.keep(
            _RESTORED, ("good", "The revision before is used again; the damaged file is kept beside it.")
        )


def _known(places: Gazetteer) -> list[Place]:
    """The places of the list beside the map, in its order, for another spelling of one of them."""
    what = asked()
    if not what.name.strip():
        return []
    return [item.place for item in items(look_up(places, what)[0], places) if item.place is not None]


def _search(places: Gazetteer, origins: Origins) -> None:
    if said := state.kept(place_add.ADDED):
        note(str(said), "good")
        state.keep(place_add.ADDED, None)
    search_fields()
    what = asked()
    found, unused = look_up(places, what)
    listed = items(found, places)
    drawn = shown(listed, what)
    if not what.name.strip():
        examples()
        st.html(known_places(places))
        return
    left, right = st.columns([1, 1.15], gap="medium")
    with right, st.container(key="si-places-map"):
        candidate_map(drawn, what, dark=is_dark())
    with left:
        if unused:
            note(f"“{unused}” does not name one place that is known, so it was not used.")
        answer(found, what, places, origins)
        with st.container(key="si-places-list"):
            candidate_list(found, drawn, what, len(listed))
            _correct(what, listed, details(drawn, what, places, origins))


def _correct(what: Asked, listed: Sequence[Item], looked_at: Item | None) -> None:
    """Lead on to what can be added."""
    if is_public():
        return
    name = what.name.strip()
    names: dict[str, Any] = {"arabic" if is_arabic(name) else "latin": name}
    suggested = looked_at or next((item for item in listed if item.place is not None), None)
    if suggested is not None and suggested.place is not None and not spelt_so(suggested.place, name):
        names |= {"spellings": name, "target": suggested.place.place_id}
    with st.container(horizontal=True):
        if looked_at is not None and looked_at.place is not None and not spelt_so(looked_at.place, name):
            st.button(
                "Add this name as a spelling of it",
                key=state.widget_key("correct-spelling"),
                on_click=place_draft.begin,
                kwargs={"how": place_draft.SPELLING, **names},
            )
        st.button(
            "Not what you mean? Add a place" if listed else "Add this place",
            key=state.widget_key("correct-place"),
            type="secondary" if listed else "primary",
            on_click=place_draft.begin,
            kwargs=names,
        )
