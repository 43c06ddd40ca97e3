"""What lies under the map: the built-in one, or tiles of a server, switched on by hand and for this session only."""

from __future__ import annotations

from typing import Final

import streamlit as st

from incidents.dashboard import markup, state
from incidents.dashboard.components.notes import note
from incidents.dashboard.map import tiles
from incidents.dashboard.map.tiles import TileSource
from incidents.errors import InputError

BUILT_IN: Final = "built-in"
PRESET: Final = "preset"
WARNING: Final = (
    "Tiles come from a server elsewhere. Whoever runs it sees which part of the map you look at, when, and from which "
    "internet address. The built-in map asks nobody."
)
_KEPT: Final = "tiles"
_TITLES: Final = {
    "OpenStreetMap.Mapnik": "OpenStreetMap",
    "OpenTopoMap": "OpenTopoMap (terrain)",
    "Esri.WorldTopoMap": "Esri, topographic",
    "Esri.WorldImagery": "Esri, satellite images",
}


def chosen_tiles() -> TileSource | None:
    """The tiles switched on in this session; None is the built-in map. No link and no setting switches them on."""
    kept = state.kept(_KEPT)
    return kept if isinstance(kept, TileSource) else None


def background() -> None:
    """Draw the menu that switches tiles on and off."""
    on = chosen_tiles()
    with st.popover("Background" if on is None else "Background: tiles on", help="What lies under the map"):
        note(WARNING)
        offered, wrong = _offered()
        st.radio(
            "What lies under the map",
            [BUILT_IN, *offered, tiles.OWN],
            key=state.bind("tiles", state.kept("tiles-choice") or BUILT_IN),
            format_func=lambda choice: _title(choice, offered),
            on_change=_choose,
            args=(offered,),
        )
        if wrong:
            note(f"{tiles.SETTING} cannot be used. {wrong}", "error")
        if state.kept("tiles-choice") == tiles.OWN:
            _own_address()
        if on:
            st.caption(f"On now: the tiles of {markup.plain(on.host)}, in this session only.")


def _title(choice: str, offered: dict[str, TileSource]) -> str:
    if choice == BUILT_IN:
        return "Built-in map"
    if choice == tiles.OWN:
        return "Another tile server …"
    source = offered[choice]
    return markup.plain(f"{_TITLES.get(source.name, source.name)} ({source.host})" if choice != PRESET
                        else f"Set up here ({source.host})")  # fmt: skip


def _offered() -> tuple[dict[str, TileSource], str]:
    """The sources offered by key, and what is wrong with the one set up in the environment."""
    offered: dict[str, TileSource] = {}
    wrong = ""
    try:
        ready = tiles.preset()
    except InputError as error:
        ready, wrong = None, str(error)
    if ready is not None:
        offered[PRESET] = ready
    for name in tiles.BY_NAME:
        try:
            offered[name] = tiles.by_name(name)
        except InputError:  # a later version of the list may want a key for it
            continue
    return offered, wrong


def _choose(offered: dict[str, TileSource]) -> None:
    choice = state.widget("tiles")
    state.keep("tiles-choice", choice)
    state.keep(_KEPT, offered.get(choice))


def _own_address() -> None:
    st.text_input(
        "Address of the tiles, with {z}, {x} and {y}",
        key=state.bind("tiles-url", state.kept("tiles-url") or ""),
        placeholder="https://tiles.example.org/{z}/{x}/{y}.png",
        on_change=lambda: state.keep("tiles-url", state.widget("tiles-url")),
    )
    st.text_input(
        "Attribution: what their owner asks to be shown",
        key=state.bind("tiles-by", state.kept("tiles-by") or ""),
        on_change=lambda: state.keep("tiles-by", state.widget("tiles-by")),
    )
    st.button("Switch on", key=state.widget_key("tiles-on"), on_click=_switch_on)
    wrong = state.kept("tiles-wrong")
    if wrong:
        note(wrong, "error")


def _switch_on() -> None:
    try:
        state.keep(_KEPT, tiles.own(state.widget("tiles-url"), state.widget("tiles-by")))
        state.keep("tiles-wrong", None)
    except InputError as error:
        state.keep(_KEPT, None)
        state.keep("tiles-wrong", str(error))
