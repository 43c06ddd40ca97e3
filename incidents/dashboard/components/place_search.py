"""The search on the page Places: what is asked, and its fields."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from gazetteer import Gazetteer
from gazetteer.places import Context, PlaceKind, Resolution
from incidents.dashboard import markup, place_words, state
from incidents.model import Governorate

EXAMPLES: Final = ("Karm el-Zeytoun", "كرم الزيتون", "Jobar district of Homs", "30 km south of Idlib")
_ASKED: Final = "places-asked"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was looked up."""

    name: str = ""
    governorate: str = ""
    """Empty for any."""
    near: str = ""
    governorate_chosen: bool = False
    """Whether the user chose the governorate in the box himself; one that came with a name goes with it."""


def asked() -> Asked:
    """What is asked now."""
    kept = state.kept(_ASKED)
    return kept if isinstance(kept, Asked) else Asked()


def ask(name: str, governorate: str = "", near: str = "") -> None:
    """Look something else up on the next run."""
    state.keep(_ASKED, Asked(name, governorate, near))


def search_fields() -> None:
    """Draw the fields; a change is looked up at once."""
    now = asked()

    def changed(part: str) -> None:
        now, value = asked(), str(state.widget(f"places-{part}") or "")
        if part == "governorate":
            now = replace(now, governorate=value, governorate_chosen=bool(value))
        elif part == "near":
            now = replace(now, near=value)
        else:
            now = replace(now, name=value, governorate=now.governorate if now.governorate_chosen else "")
        state.keep(_ASKED, now)

    name, governorate, near = st.columns([2.2, 1, 1])
    name.text_input(
        "Name of a place, in Latin or Arabic script",
        key=state.bind("places-name", now.name),
        placeholder="as a report writes it, with “district of Homs” or “30 km south of” if it says so",
        autocomplete="off",
        type="search",
        on_change=changed,
        args=("name",),
    )
    governorate.selectbox(
        "In governorate (optional)",
        ["", *(member.value for member in Governorate)],
        key=state.bind("places-governorate", now.governorate),
        format_func=lambda value: value or "Any",
        on_change=changed,
        args=("governorate",),
    )
    near.text_input(
        "Near or in (optional)",
        key=state.bind("places-near", now.near),
        placeholder="a town, a district",
        autocomplete="off",
        on_change=changed,
        args=("near",),
    )


def look_up(places: Gazetteer, what: Asked) -> tuple[Resolution, str | None]:
    """Look up what is asked.

    Returns
    -------
    tuple
        The answer, and what "Near or in" holds if no such place is known, so that it says nothing.
    """
    governorates = (what.governorate,) if what.governorate else ()
    near = what.near.strip()
    unknown = near and places.resolve(near, Context(governorates)).place is None
    context = Context(governorates, near=near or None)
    return places.resolve(what.name, context), near if unknown else None


def examples() -> None:
    """Offer a few names to begin with."""
    st.html('<div class="si-sub">For example:</div>')
    with st.container(horizontal=True):
        for number, name in enumerate(EXAMPLES):
            st.button(
                markup.label(name), key=state.widget_key(f"example-{number}"), on_click=ask, args=(name,)
            )


def known_places(places: Gazetteer) -> str:
    """HTML that says how much is known, before anything is asked."""
    counts = Counter(place.kind for place in places.places)
    rows = [
        ("Towns and villages", counts[PlaceKind.SETTLEMENT]),
        ("Neighbourhoods", counts[PlaceKind.NEIGHBOURHOOD]),
        ("Sites, such as bases, dams, camps", counts[PlaceKind.SITE]),
        ("Regions without official borders", counts[PlaceKind.AREA]),
        ("Governorates, districts, sub-districts", sum(counts[kind] for kind in place_words.UNITS)),
    ]
    facts = markup.rows((name, f"{count:,}") for name, count in rows if count)
    return f'<h2 class="si-heading">{len(places.places):,} places are known</h2>{facts}'
