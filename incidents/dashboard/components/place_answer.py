"""What a name is: the place, what it is, how sure that is and why; or why no place was chosen, and what to do."""

from __future__ import annotations

from typing import Final

import streamlit as st

from gazetteer import Gazetteer
from gazetteer.places import Place, Resolution
from incidents.dashboard import markup, place_words, state, words
from incidents.dashboard.components.place_search import Asked, ask
from incidents.dashboard.place_found import Verdict, candidates, city, tied, verdict
from incidents.dashboard.place_words import Origins

MOST_SPELLINGS: Final = 12
MOST_SUGGESTIONS: Final = 6


def answer(found: Resolution, what: Asked, places: Gazetteer, origins: Origins) -> None:
    """Draw the answer, with buttons for what to do where there is none."""
    kind = verdict(found)
    draw = {
        Verdict.PLACE: _place,
        Verdict.RELATIVE: _spot,
        Verdict.BETWEEN: _spot,
        Verdict.UNDECIDED: _undecided,
        Verdict.FOREIGN: _foreign,
        Verdict.UNKNOWN: _unknown,
    }[kind]
    st.html(f'<article class="si-place" role="status">{draw(found, places, origins)}</article>')
    if kind is Verdict.UNDECIDED:
        _tell_apart(found, what, places)
    elif kind is Verdict.UNKNOWN:
        _suggest(found, places)


def _place(found: Resolution, places: Gazetteer, origins: Origins) -> str:
    place = found.place
    assert place is not None
    facts = [_where(found), ("Why this one", _said(found.reason)), *record_facts(place, origins)]
    return f"{heading(place, places)}{_sure(found.score, own=place_words.is_own(place))}{markup.rows(facts)}"


def _spot(found: Resolution, places: Gazetteer, origins: Origins) -> str:
    """A point that is worked out, not looked up."""
    relative = verdict(found) is Verdict.RELATIVE
    title = (
        markup.isolated(found.name) if relative else f"Near one of the places called {_quoted(found.name)}"
    )
    facts = [_where(found), ("How" if relative else "Why", _said(found.reason))]
    if found.area is not None:
        facts.insert(1, ("In", markup.isolated(_units(found.area, places))))
    sub = "A point worked out from other places" if relative else "The middle between them"
    sure = _sure(found.score, worked_out=relative)
    return f'<h2>{title}</h2><div class="si-kind">{sub}</div>{sure}{markup.rows(facts)}'


def _undecided(found: Resolution, places: Gazetteer, origins: Origins) -> str:
    facts = [("Why not", _said(found.reason))]
    if found.area is not None:
        area = f"{place_words.what(found.area)} of {found.area.name}"
        held = (
            f"All of them lie in the {area} (the last of the list)"
            if found.area.kind in place_words.UNITS
            else area
        )
        facts.append(("Held by", markup.isolated(held)))
    if found.precision is not None:
        facts.append(_where(found))
    return f"<h2>No place chosen for {_quoted(found.name)}</h2>{markup.rows(facts)}"


def _foreign(found: Resolution, places: Gazetteer, origins: Origins) -> str:
    return (
        f"<h2>{_quoted(found.name)} is in {markup.isolated(found.foreign or 'another country')}</h2>"
        f'<div class="si-sub">A country or a town outside Syria is never put on the map. If a place in Syria is meant, '
        "name its governorate above.</div>"
    )


def _unknown(found: Resolution, places: Gazetteer, origins: Origins) -> str:
    return f"<h2>No place found for {_quoted(found.name)}</h2>{markup.rows([('Why', _said(found.reason))])}"


def heading(place: Place, places: Gazetteer) -> str:
    """HTML of a place's name in both scripts, what it is and where."""
    arabic = f' <bdi lang="ar" dir="rtl">{markup.text(place.name_ar)}</bdi>' if place.name_ar else ""
    kind = words.sentence(place_words.what(place, city(place, places)))
    units = _units(place, places)
    return (
        f"<h2>{markup.isolated(place.name)}{arabic}</h2>"
        f'<div class="si-kind">{markup.isolated(kind)}{" · " if units else ""}{markup.isolated(units)}</div>'
    )


def record_facts(place: Place, origins: Origins) -> list[tuple[str, str]]:
    """Rows that say where a place's record comes from, how exact it is, and its spellings."""
    records = "<br>".join(
        markup.isolated(words.sentence(line)) for line in place_words.records(place, origins)
    )
    facts = [("Recorded in", records)]
    if whose := place_words.whose_point(place, origins):
        facts.append(("Point", markup.isolated(words.sentence(whose))))
    if exact := place_words.how_far_off(place):
        facts.append(("Point off by", markup.text(words.sentence(exact))))
    spellings = [name for name in dict.fromkeys(place.aliases) if name not in (place.name, place.name_ar)]
    if spellings:
        shown = ", ".join(markup.isolated(name) for name in spellings[:MOST_SPELLINGS])
        more = len(spellings) - MOST_SPELLINGS
        facts.append(("Also written", shown + (f" and {more:,} more" if more > 0 else "")))
    return facts


def _units(place: Place, places: Gazetteer) -> str:
    """The units that hold a place, without itself."""
    names = [
        None if unit == place.place_id or (found := places.place(unit or "")) is None else found.name
        for unit in (place.district, place.subdistrict)
    ]
    own = place.kind.value == "governorate"
    return place_words.within(None if own else place.governorate, *names)


def _where(found: Resolution) -> tuple[str, str]:
    if found.precision is None or found.lat is None or found.lon is None:
        return ("Where", "not known")
    where = place_words.precision(found.precision, found.radius_km or 0.0)
    return ("Where", f"{markup.text(where)}: <code>{place_words.point(found.lat, found.lon)}</code>")


def _sure(score: float, *, worked_out: bool = False, own: bool = False) -> str:
    band = place_words.sureness(score)
    meaning = place_words.SURENESS_WORDS[band]
    if worked_out:
        meaning = "of the places it is told from; the point itself is worked out"
    elif own and band is not place_words.Sureness.LOW:
        meaning = "a place you added: how often such answers are right was not measured"
    return (
        f'<div class="si-sure">How sure: {markup.badge(band.value, band.value.lower())}'
        f"<span>{markup.text(meaning)} (score {score:.2f})</span></div>"
    )


def _said(reason: str) -> str:
    return "<br>".join(
        markup.isolated(words.sentence(part)) for part in place_words.reason(reason).split("; ")
    )


def _quoted(name: str) -> str:
    return f"“{markup.isolated(name.strip())}”"


def _tell_apart(found: Resolution, what: Asked, places: Gazetteer) -> None:
    """Offer the governorates that would decide it, or the cities within one."""
    equals = tied(found)
    governorates = list(dict.fromkeys(place.governorate for place in equals if place.governorate))
    cities = list(dict.fromkeys(parent.name for place in equals if (parent := city(place, places))))
    if len(governorates) == 1 and len(cities) > 1 and not what.near:
        st.html('<div class="si-sub">Name the city, or choose from the list:</div>')
        with st.container(horizontal=True):
            for name in cities:
                st.button(
                    f"In {markup.label(name)}",
                    key=state.widget_key(f"in-city-{name}"),
                    on_click=ask,
                    args=(what.name, governorates[0], name),
                )
        return
    if what.governorate or len(governorates) < 2:
        st.html(
            '<div class="si-sub">Name a town or district above, under “Near or in”, or choose from the list.</div>'
        )
        return
    st.html('<div class="si-sub">Name the governorate, or a place near it, or choose from the list:</div>')
    with st.container(horizontal=True):
        for governorate in governorates:
            st.button(
                f"In {governorate}",
                key=state.widget_key(f"in-{governorate}"),
                on_click=ask,
                args=(what.name, governorate, what.near),
            )


def _suggest(found: Resolution, places: Gazetteer) -> None:
    """Offer places that are called something like it."""
    suggested: dict[str, Place] = {}
    for candidate in candidates(found):
        place = candidate.place
        suggested.setdefault(place_words.label(place, city(place, places)), place)
    if not suggested:
        return
    st.html('<div class="si-sub">Did you mean:</div>')
    with st.container(horizontal=True):
        for number, (label, place) in enumerate(list(suggested.items())[:MOST_SUGGESTIONS]):
            parent = city(place, places)
            st.button(
                markup.label(label),
                key=state.widget_key(f"suggested-{number}"),
                on_click=ask,
                args=(_phrase(place), place.governorate or "", parent.name if parent else ""),
            )


def _phrase(place: Place) -> str:
    """How to ask for a place: a unit with the word that tells it from the town of its name."""
    return (
        f"{place.name} {place_words.KIND_WORDS[place.kind]}"
        if place.kind in place_words.UNITS
        else place.name
    )
