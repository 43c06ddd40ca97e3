"""The places a name may mean, in a numbered list beside the map; one of them can be looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

import streamlit as st

from gazetteer import Gazetteer
from gazetteer.places import PlaceKind, PrecisionName, Resolution
from incidents.dashboard import markup, place_words, state, words
from incidents.dashboard.components.place_answer import heading, record_facts
from incidents.dashboard.components.place_search import Asked
from incidents.dashboard.data import backdrop
from incidents.dashboard.map.places import place_map
from incidents.dashboard.place_found import Item, Verdict, answer_point, away, verdict
from incidents.dashboard.place_words import Origins

MOST: Final = 12
MAP_HEIGHT: Final = 520
_LOOKED_AT: Final = "places-looked-at"
_ISOLATE, _END = "\u2068", "\u2069"


def looked_at(what: Asked, listed: Sequence[Item]) -> int | None:
    """Which line is looked at: the one chosen, else the answer."""
    kept = state.kept(_LOOKED_AT)
    if isinstance(kept, tuple) and kept[0] == what and kept[1] is not None and kept[1] < len(listed):
        return int(kept[1])
    return next((number for number, item in enumerate(listed) if item.is_answer), None)


def look_at(what: Asked, number: int | None) -> None:
    """Look at another line."""
    state.keep(_LOOKED_AT, (what, number))


def shown(listed: Sequence[Item], what: Asked) -> Sequence[Item]:
    """The lines drawn, in the list as on the map: the first dozen, or all when asked for."""
    return listed if state.kept("places-all") == what else listed[:MOST]


def candidate_list(found: Resolution, listed: Sequence[Item], what: Asked, total: int) -> None:
    """Draw the list; `total` is how many there are with those not drawn."""
    if not listed:
        return
    point = answer_point(found)
    digest = hashlib.sha256(repr((what, [item.label for item in listed])).encode()).hexdigest()[:12]
    name = f"candidates-{digest}"
    relative = verdict(found) is Verdict.RELATIVE
    meaning = "The point, and what it is told from" if relative else "Places it may mean"
    with st.container(key="si-candidates"):
        st.radio(
            f"{meaning} ({total:,}), with their numbers on the map",
            range(len(listed)),
            key=state.bind(name, looked_at(what, listed)),
            format_func=lambda number: _label(number, listed[number]),
            captions=[_caption(item, away(item, point)) for item in listed],
            on_change=lambda: look_at(what, state.widget(name)),
            width="stretch",
        )
    if len(listed) < total:
        st.button(
            f"Show all {total:,}",
            key=state.widget_key("places-all"),
            on_click=state.keep,
            args=("places-all", what),
        )


def candidate_map(listed: Sequence[Item], what: Asked, *, dark: bool) -> None:
    """Draw the map beside the list; a click on a number looks at it."""
    chosen = looked_at(what, listed)
    picked = place_map(
        [item.on_map(chosen=number == chosen) for number, item in enumerate(listed)],
        key="incidents.places",
        dark=dark,
        height=MAP_HEIGHT,
        backdrop=backdrop(),
    )
    if picked is not None and picked.index is not None and picked.index != chosen:
        look_at(what, picked.index)
        st.rerun()


def details(listed: Sequence[Item], what: Asked, places: Gazetteer, origins: Origins) -> Item | None:
    """Draw the place looked at, where that is not the answer.

    Returns
    -------
    Item or None
        What was drawn.
    """
    number = looked_at(what, listed)
    if number is None or listed[number].is_answer or listed[number].place is None:
        return None
    item = listed[number]
    assert item.place is not None
    where = place_words.precision(_precision(item), item.radius_km)
    facts = [
        ("Where", f"{markup.text(where)}: <code>{place_words.point(item.lat, item.lon)}</code>"),
        *record_facts(item.place, origins),
    ]
    with st.container(border=True):
        st.html(
            f'<article class="si-place"><div class="si-sub">Number {number + 1} of the list</div>'
            f"{heading(item.place, places)}{markup.rows(facts)}</article>"
        )
    return item


def _precision(item: Item) -> PrecisionName:
    return item.kind.value if isinstance(item.kind, PlaceKind) else item.kind


def _label(number: int, item: Item) -> str:
    arabic = item.place.name_ar if item.place else None
    # The isolates are ours, so they come after what makes those of others visible.
    name = f"**{number + 1}** · {_ISOLATE}{markup.label(item.label)}{_END}"
    return f"{name} · {_ISOLATE}{markup.label(arabic)}{_END}" if arabic else name


def _caption(item: Item, distance_km: float | None) -> str:
    parts = [words.sentence(place_words.what(item.place, item.parent))] if item.place else []
    parts += ["the answer" if parts else "The answer"] if item.is_answer else []
    parts += [f"score {item.score:.2f}"] if item.score is not None else []
    parts += [] if item.is_answer else [place_words.reason(item.reason)]
    parts += [f"{place_words.kilometres(distance_km)} from the answer"] if distance_km is not None else []
    return " · ".join(f"{_ISOLATE}{markup.label(part)}{_END}" for part in parts)
