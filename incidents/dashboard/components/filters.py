"""The sidebar's filters, each choice with how many incidents it would show; and a chip for each that is set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

import streamlit as st

from incidents.dashboard import markup, state, words
from incidents.dashboard.filter_words import TOLL_WORDS, WORDS_IN, Chip, chips
from incidents.dashboard.names import Names, most
from incidents.model import (
    ActorCategory,
    Band,
    ClaimantSide,
    Corroboration,
    EventType,
    Governorate,
    Precision,
    ReviewStatus,
    SubEventType,
)
from incidents.query import Facets, Filters
from incidents.query.words import MOST_CHARACTERS, tidy

_CONTESTED: Final = {"any": "All", "yes": "Yes", "no": "No"}
_LOCATED: Final = {"any": "All", "yes": "Located", "no": "Not located"}
MOST_PLACES: Final = 2000
"""Places offered by name: the most frequent; more make the page slow and nobody scrolls through them."""
MOST_SOURCES: Final = 500
MOST_CHIPS: Final = 12
_MORE: Final = frozenset(
    {
        "sub_event_types", "accusers", "sides", "sources", "corroborations", "precisions", "bands", "reviews", "killed",
        "killed_min", "killed_max",
    }
)  # fmt: skip


def filter_bar(filters: Filters, found: Facets, names: Names) -> None:
    """Draw the filters into the current container."""
    st.subheader("Filter incidents")
    _words(filters)
    _choose("event_types", "Event type", EventType, found.event_types, filters.event_types, str)
    _where(filters, found, names)
    _choose("actors", "Actor, or side blamed", ActorCategory, found.actors, filters.actors, words.actor_name)
    _switch("contested", f"Contested ({found.contested[True]:,})", _CONTESTED, filters.contested)
    _switch("located", "Place", _LOCATED, filters.located)
    st.checkbox(
        f"Include incidents without a date ({found.undated:,})",
        key=state.bind("undated", filters.include_undated),
        on_change=lambda: state.set_filters(include_undated=state.widget("undated")),
    )
    set_there = any(getattr(filters, name) != getattr(Filters(), name) for name in _MORE)
    # What is folded away is not made: half of the page's controls, in every run.
    more = st.expander("More filters", expanded=set_there, key=state.widget_key("more"), on_change="rerun")
    if more.open:
        with more:
            _more(filters, found, names)
    st.button(
        "Reset all filters",
        key=state.widget_key("reset"),
        on_click=state.reset_filters,
        width="stretch",
    )


def _words(filters: Filters) -> None:
    """Words to look for; where, once there are some."""
    st.text_input(
        "Words in the report",
        key=state.bind("words", filters.words),
        max_chars=MOST_CHARACTERS,
        placeholder="barrel bomb, قصف, “Red Crescent”",
        help="Finds incidents with all the words. Words may go on: *shell* finds *shelling*. Put words that stand in a "
        "row in quotation marks. Capitals, accents and the article ال make no difference.",
        on_change=lambda: state.set_filters(words=tidy(state.widget("words"))),
    )
    if filters.words:
        st.segmented_control(
            "Where the words are looked for",
            list(WORDS_IN),
            key=state.bind("words_in", filters.words_in),
            format_func=lambda where: WORDS_IN[where],
            required=True,
            width="stretch",
            label_visibility="collapsed",
            on_change=lambda: state.set_filters(words_in=state.widget("words_in")),
        )


def _where(filters: Filters, found: Facets, names: Names) -> None:
    """One field for governorates, districts and places, to type into in either script."""
    options: dict[tuple[str, str], str] = {}
    for governorate in Governorate:
        n = found.governorates.get(governorate.value, 0)
        if n or governorate in filters.governorates:
            options["governorates", governorate.value] = f"{governorate.value} (governorate) ({n:,})"
    for place in most(found.places, filters.places, MOST_PLACES):
        options["places", place] = f"{names.place(place)} ({found.places.get(place, 0):,})"
    chosen = [
        *(("governorates", g.value) for g in Governorate if g in filters.governorates),
        *(("places", place) for place in sorted(filters.places)),
    ]

    def changed() -> None:
        picked: dict[str, set[str]] = {"governorates": set(), "places": set()}
        for kind, value in _chosen(
            "where", {option: markup.plain(label) for option, label in options.items()}
        ):
            picked[kind].add(value)
        state.set_filters(
            governorates=frozenset(map(Governorate, picked["governorates"])),
            places=frozenset(picked["places"]),
        )

    st.multiselect(
        "Where: governorate, district, town or neighbourhood",
        list(options),
        key=state.bind("where", chosen),
        format_func=lambda option: markup.plain(options.get(option, option[1])),
        placeholder="Anywhere: type a name, حمص",
        select_all=False,
        on_change=changed,
    )


def _more(filters: Filters, found: Facets, names: Names) -> None:
    kinds: list[SubEventType] = list(SubEventType)
    _choose("sub_event_types", "Sub-type", kinds, found.sub_event_types, filters.sub_event_types, str)
    side = lambda value: words.sentence(words.SIDE_WORDS[ClaimantSide(value)])  # noqa: E731
    _choose("accusers", "Blamed by", ClaimantSide, found.accusers, filters.accusers, side)
    _choose("sides", "Told by side", ClaimantSide, found.sides, filters.sides, side)
    _any_text("sources", "Told by source", most(found.sources, filters.sources, MOST_SOURCES), filters.sources,
              lambda source: f"{names.source(source)} ({found.sources.get(source, 0):,})")  # fmt: skip
    st.selectbox(
        "Killed",
        list(TOLL_WORDS),
        key=state.bind("killed", filters.killed),
        format_func=lambda told: TOLL_WORDS[told],
        on_change=lambda: state.set_filters(killed=state.widget("killed")),
    )
    low, high = st.columns(2)
    for column, name, label in ((low, "killed_min", "At least"), (high, "killed_max", "At most")):
        column.number_input(
            label,
            min_value=0,
            max_value=1_000_000,
            step=1,
            value=None,
            key=state.bind(name, getattr(filters, name)),
            placeholder="any",
            on_change=_counted,
        )
    _choose(
        "corroborations", "Corroboration", Corroboration, found.corroborations, filters.corroborations,
        lambda value: words.sentence(words.CORROBORATION_WORDS[Corroboration(value)]),
    )  # fmt: skip
    _choose(
        "precisions", "Precision of the place", Precision, found.precisions, filters.precisions,
        lambda value: words.sentence(words.PRECISION_WORDS[Precision(value)]),
    )  # fmt: skip
    _choose(
        "reviews", "Checked by a person", ReviewStatus, found.reviews, filters.reviews, words.sentence,
    )  # fmt: skip
    _choose(
        "bands", "Machine's confidence", Band, found.bands, filters.bands,
        lambda value: words.sentence(words.BAND_WORDS[Band(value)]),
    )  # fmt: skip


def _counted() -> None:
    low, high = state.widget("killed_min"), state.widget("killed_max")
    if low is not None and high is not None and low > high:
        low, high = high, low
    state.set_filters(killed_min=low, killed_max=high)


def _any_text(
    name: str, label: str, options: list[str], chosen: Iterable[str], say: Callable[[str], str]
) -> None:
    picked = set(chosen)
    labels = {option: markup.plain(say(option)) for option in options}
    st.multiselect(
        label,
        options,
        key=state.bind(name, [option for option in options if option in picked]),
        format_func=lambda option: labels.get(option, option),
        placeholder="Any",
        select_all=False,
        on_change=lambda: state.set_filters(**{name: _chosen(name, labels)}),
    )


def _choose(
    name: str,
    label: str,
    vocabulary: Iterable[StrEnum],
    counts: Mapping[str, int],
    chosen: Iterable[StrEnum],
    say: Callable[[str], str],
) -> None:
    """One multiselect; a value that nothing would show with is offered only while it is chosen."""
    picked = set(chosen)
    members = [member for member in vocabulary if counts.get(member.value) or member in picked]
    members.sort(key=lambda member: -counts.get(member.value, 0))
    labels = {member: f"{say(member.value)} ({counts.get(member.value, 0):,})" for member in vocabulary}

    def changed() -> None:
        state.set_filters(**{name: _chosen(name, labels)})

    st.multiselect(
        label,
        members,
        key=state.bind(name, [member for member in members if member in picked]),
        format_func=lambda member: labels.get(member, str(member)),
        placeholder="Any",
        select_all=False,
        on_change=changed,
    )


def _chosen(name: str, labels: Mapping[Any, str]) -> frozenset[Any]:
    """What was chosen in a multiselect, of the options that these are the labels of.

    A click while the page is drawn anew sends the label itself, with the count of before.
    """
    named = {label.rpartition(" (")[0]: option for option, label in labels.items()}
    read = [
        value if value in labels else named.get(str(value).rpartition(" (")[0])
        for value in state.widget(name)
    ]
    return frozenset(value for value in read if value is not None)


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


def chip_row(filters: Filters, names: Names) -> None:
    """Draw one button for each value that is filtered by; pressing it takes that away."""
    made = chips(filters, names)
    if not made:
        return
    with st.container(horizontal=True, key="si-chips", gap="small"):
        for chip in made[:MOST_CHIPS]:
            _chip(chip, filters)
        if len(made) > MOST_CHIPS:
            st.caption(f"and {len(made) - MOST_CHIPS} more")
        st.button("Reset", key=state.widget_key("reset-chips"), on_click=state.reset_filters, type="tertiary")


def _chip(chip: Chip, filters: Filters) -> None:
    def drop() -> None:
        changes: dict[str, Any] = chip.without(filters)
        state.set_filters(**changes)

    value = chip.value.value if isinstance(chip.value, StrEnum) else chip.value
    st.button(
        f"{markup.label(words.sentence(chip.label))} ✕",
        key=state.widget_key(f"chip-{chip.name}-{value}"),
        on_click=drop,
        help="Take this filter away",
    )
