"""Saying where something happened: by name, by one of the candidates, or by a click on the map."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from gazetteer.errors import GazetteerError, LayerError
from gazetteer.places import Place
from incidents.dashboard import data as pages_data
from incidents.dashboard import markup, place_words, state, words
from incidents.dashboard.components.decide import Unusable
from incidents.dashboard.map.places import MapPlace, place_map
from incidents.dashboard.theme import is_dark
from incidents.extract.locating import as_resolved
from incidents.extract.mentions import PlacePhrase
from incidents.model import Governorate, PlaceCandidate, Precision, ResolvedPlace

SPOT_KM: Final = 1.0
"""Radius of a spot given by latitude and longitude, where no other is."""
MAP_HEIGHT: Final = 320
_POINT: Final = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*")


@dataclass(frozen=True, slots=True)
class Spot:
    """What was filled in so far."""

    typed: str = ""
    """A name, or latitude and longitude."""
    place_id: str | None = None
    """Of the candidate chosen."""
    radius_km: float = SPOT_KM
    """Of a point."""

    @property
    def is_point(self) -> bool:
        return self.place_id is None and _POINT.fullmatch(self.typed) is not None

    def __bool__(self) -> bool:
        return bool(self.typed.strip() or self.place_id)


def spot(where: str) -> Spot:
    """What the fields of that name hold."""
    kept = state.kept(f"spot-{where}")
    return kept if isinstance(kept, Spot) else Spot()


def set_spot(where: str, value: Spot) -> None:
    """Fill the fields in."""
    state.keep(f"spot-{where}", value)


def place_fields(
    where: str, now: ResolvedPlace | None, candidates: Sequence[PlaceCandidate], *, name: str
) -> None:
    """Draw the fields: a name, the candidates of the mention, and a map to click on.

    Parameters
    ----------
    where : str
        Names the fields in the session.
    now : ResolvedPlace, optional
        The place as it is.
    candidates : sequence of PlaceCandidate
        What the gazetteer ranked for the mention.
    name : str
        Label of the field, our own words.
    """
    held = spot(where)
    text_key, candidate_key = f"spot-text-{where}", f"spot-candidate-{where}"
    st.text_input(
        name,
        key=state.bind(text_key, held.typed),
        placeholder="a name, or latitude, longitude",
        max_chars=120,
        on_change=lambda: set_spot(where, Spot(str(state.widget(text_key)).strip(), None, held.radius_km)),
    )
    ids = [c.place_id for c in candidates]
    if ids:
        labels = {c.place_id: _candidate_label(c) for c in candidates}
        st.pills(
            "Or one of the places that the name may mean",
            ids,
            key=state.bind(candidate_key, held.place_id if held.place_id in ids else None),
            format_func=lambda own: labels[own],
            on_change=lambda: set_spot(where, Spot("", state.widget(candidate_key), held.radius_km)),
        )
    if held.is_point:
        radius_key = f"spot-radius-{where}"
        st.number_input(
            "Radius in km: how far off it may be",
            0.1,
            100.0,
            step=0.5,
            key=state.bind(radius_key, held.radius_km),
            on_change=lambda: set_spot(where, replace(held, radius_km=float(state.widget(radius_key)))),
        )
    if st.toggle("Set it on a map", key=state.widget_key(f"spot-map-{where}")):
        _map(where, now, held)


def _candidate_label(candidate: PlaceCandidate) -> str:
    known = _known(candidate.place_id)
    inside = f", {known.governorate}" if known and known.governorate != candidate.name else ""
    what = f" ({place_words.what(known)})" if known else ""
    return markup.label(f"{candidate.name}{inside}{what}")


def _known(place_id: str) -> Place | None:
    try:
        return pages_data.gazetteer().place(place_id)
    except LayerError:
        return None


def _map(where: str, now: ResolvedPlace | None, held: Spot) -> None:
    """The old place and the new one; a click on the ground sets the point."""
    drawn, told = [], ""
    if now is not None and now.lat is not None and now.lon is not None:
        old = now.precision or Precision.SETTLEMENT
        unit = (
            now.place_id
            if old in (Precision.SUBDISTRICT, Precision.DISTRICT, Precision.GOVERNORATE)
            else None
        )
        label = f"As it is: {words.place_name(now)}"
        drawn.append(MapPlace(now.lat, now.lon, now.radius_km or SPOT_KM, label, old.value, unit_id=unit))
    try:
        new = resolve(held) if held else None
    except Unusable as error:
        new, told = None, str(error)
    if new is not None and new.lat is not None and new.lon is not None:
        kind = new.precision or Precision.SITE
        label = f"New: {words.place_name(new)}"
        drawn.append(MapPlace(new.lat, new.lon, new.radius_km or SPOT_KM, label, kind.value, chosen=True))
        told = f"New: {words.place_name(new)}. {words.place_precision(new)}."
    said = (
        told or "Click on the map to set the point; zoom in first. With the keyboard: Enter sets its middle."
    )
    st.html(f'<div class="si-sub" role="status">{markup.isolated(said)}</div>')
    picked = place_map(
        drawn,
        key=f"incidents.spot.{where}",
        dark=is_dark(),
        height=MAP_HEIGHT,
        pick=True,
        backdrop=pages_data.backdrop(),
    )
    if picked is not None and picked.lat is not None and picked.lon is not None:
        set_spot(where, Spot(place_words.point(picked.lat, picked.lon), None, held.radius_km))
        st.rerun()


def resolve(held: Spot) -> ResolvedPlace:
    """The place that was filled in.

    Raises
    ------
    Unusable
        It is no place, or not in Syria.
    """
    try:
        if held.place_id is not None:
            return _by_id(held.place_id)
        point = _POINT.fullmatch(held.typed)
        if point:
            return _point(held.typed, float(point.group(1)), float(point.group(2)), held.radius_km)
        answer = pages_data.gazetteer().resolve(held.typed)
    except GazetteerError as error:
        raise Unusable(str(error)) from error
    if answer.lat is None:
        raise Unusable(
            f"“{held.typed}” is no place the lists know, or several: look it up on the page Places, or give latitude, "
            "longitude."
        )
    return as_resolved(PlacePhrase(0, len(held.typed), held.typed), answer)


def _by_id(place_id: str) -> ResolvedPlace:
    place = pages_data.gazetteer().place(place_id)
    if place is None:
        raise Unusable("That place is in the lists no more: give its name, or latitude, longitude.")
    return ResolvedPlace(
        mention=place.name,
        place_id=place.place_id,
        name=place.name,
        governorate=Governorate(place.governorate) if place.governorate else None,
        lat=place.lat,
        lon=place.lon,
        radius_km=place.radius_km,
        precision=Precision(place.kind.value),
        score=1.0,
        reason="chosen by a person among the candidates",
        district_id=place.district,
        subdistrict_id=place.subdistrict,
        city_id=place.parent_id,
    )


def _point(named: str, lat: float, lon: float, radius_km: float) -> ResolvedPlace:
    near = pages_data.gazetteer().reverse(lat, lon)
    if near is None:
        raise Unusable("That point is not in Syria: give latitude, longitude, such as 34.73, 36.71.")
    return ResolvedPlace(
        mention=named,
        name=f"{lat:.4f}, {lon:.4f}",
        governorate=Governorate(near.governorate) if near.governorate else None,
        lat=lat,
        lon=lon,
        radius_km=radius_km,
        precision=Precision.SITE,
        score=1.0,
        reason="placed by a person",
        district_id=near.district,
        subdistrict_id=near.subdistrict,
    )
