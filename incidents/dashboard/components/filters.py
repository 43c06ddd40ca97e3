"""The sidebar's filters: type, governorate, actor, contested, undated, located, each with its count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Final

import streamlit as st

from incidents.dashboard import state, words
from incidents.dashboard.data import Table
from incidents.model import ActorCategory, EventType, Governorate
from incidents.query import Filters

_CONTESTED: Final = {"any": "All", "yes": "Yes", "no": "No"}
_LOCATED: Final = {"any": "All", "yes": "Located", "no": "Not located"}


def filter_bar(table: Table, filters: Filters) -> None:
    """Draw the filters into the current container."""
    st.subheader("Filter incidents")
    _choose("event_types", "Event type", EventType, table.type_counts, filters.event_types, str)
    _choose("governorates", "Governorate", Governorate, table.governorate_counts, filters.governorates, str)
    _choose(
        "actors", "Actor, or side blamed", ActorCategory, table.actor_counts, filters.actors, words.actor_name
    )
    _switch("contested", "Contested", _CONTESTED, filters.contested)
    _switch("located", "Place", _LOCATED, filters.located)
    st.checkbox(
        f"Include incidents without a date ({table.undated:,})",
        key=state.bind("undated", filters.include_undated),
        on_change=lambda: state.set_filters(include_undated=state.widget("undated")),
    )
    st.button(
        "Reset all filters",
        key=state.widget_key("reset"),
        on_click=state.reset_filters,
        width="stretch",
    )


def _choose(
    name: str,
    label: str,
    vocabulary: Iterable[StrEnum],
    counts: Mapping[str, int],
    chosen: Iterable[StrEnum],
    say: Callable[[str], str],
) -> None:
    """One multiselect; a value the data do not hold is offered only while it is chosen (by a link)."""
    picked = set(chosen)
    members = [member for member in vocabulary if counts.get(member.value) or member in picked]
    members.sort(key=lambda member: -counts.get(member.value, 0))

    def changed() -> None:
        state.set_filters(**{name: frozenset(state.widget(name))})

    st.multiselect(
        label,
        members,
        key=state.bind(name, [member for member in members if member in picked]),
        format_func=lambda member: f"{say(member.value)} ({counts.get(member.value, 0):,})",
        placeholder="Any",
        select_all=False,
        on_change=changed,
    )


def _switch(name: str, label: str, choices: Mapping[str, str], chosen: str) -> None:
    def changed() -> None:
        state.set_filters(**{name: state.widget(name)})

    st.segmented_control(
        label,
        list(choices),
        key=state.bind(name, chosen),
        format_func=lambda choice: choices[choice],
        required=True,
        width="stretch",
        on_change=changed,
    )


def describe(filters: Filters) -> str:
    """Say in words what is filtered, dates included; empty when nothing is."""
    parts = [
        " or ".join(sorted(filters.event_types)),
        " or ".join(sorted(filters.governorates)),
        " or ".join(sorted(words.actor_name(actor) for actor in filters.actors)),
        " or ".join(sorted(filters.sub_event_types)),
        {"any": "", "yes": "contested", "no": "not contested"}[filters.contested],
        _LOCATED[filters.located].lower() if filters.located != "any" else "",
        f"from {words.day(filters.date_from)}" if filters.date_from else "",
        f"until {words.day(filters.date_to)}" if filters.date_to else "",
        "" if filters.include_undated else "with a date",
        "" if filters.killed_min is None else f"at least {filters.killed_min:,} killed",
    ]
    return " · ".join(part for part in parts if part)
