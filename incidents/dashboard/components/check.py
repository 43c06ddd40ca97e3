"""Checking one incident: accept it, reject it with a reason, or correct any field; who and when is kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st

from gazetteer.errors import GazetteerError
from incidents.dashboard import data as pages_data
from incidents.dashboard import markup, state, words
from incidents.dashboard.components.notes import note
from incidents.errors import StoreError
from incidents.extract.locating import as_resolved
from incidents.extract.mentions import PlacePhrase
from incidents.model import (
    ActorCategory,
    Casualties,
    CasualtyEstimate,
    Correction,
    DatePrecision,
    DateRange,
    Governorate,
    Incident,
    Precision,
    ResolvedPlace,
    ReviewStatus,
    SubEventType,
)
from incidents.store import Store

REASONS: Final = (
    "no such incident in the text",
    "told twice: another incident has it",
    "background, a total or a plan",
    "not in Syria",
    "the source is not credible",
    "another reason (say which)",
)
READ_ONLY: Final = "The sample data cannot be changed. In a store of your own, incidents are checked here."
PAST: Final = "These are the data as of an earlier moment: show the latest to change anything."
SPOT_KM: Final = 1.0
"""Radius of a spot given by latitude and longitude."""
_BY: Final = "decided-by"
_TROUBLE: Final = "check-trouble"
_POINT: Final = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*")


class _Unusable(Exception):  # noqa: N818 - what was filled in
    """What was filled in cannot be used; the message says why."""


def reviewer(where: str = "") -> str:
    """Who decides, as filled in; `where` names the field beside the button.

    Its value is read from the field itself: a name typed and a button pressed at once come in one run, and the button
    may be heard first.
    """
    typed = st.session_state.get(state.widget_key(f"{_BY}-{where}"))
    return str(typed or state.kept(_BY) or "").strip()


def name_field(where: str) -> None:
    """Draw the field for the name that is kept with each decision; `where` tells two on a page apart."""

    def keep() -> None:
        state.keep(_BY, state.widget(f"{_BY}-{where}"))

    st.text_input(
        "Your name or initials, kept with what you decide",
        key=state.bind(f"{_BY}-{where}", reviewer()),
        max_chars=60,
        placeholder="optional",
        on_change=keep,
    )


def decide(act: Callable[[], object]) -> None:
    """Do what a button says; what goes wrong is told where the page draws :func:`trouble`."""
    try:
        act()
    except (StoreError, _Unusable) as error:
        state.keep(_TROUBLE, str(error))


def trouble() -> None:
    """Tell what went wrong with the last decision, once."""
    said = state.kept(_TROUBLE)
    if said:
        note(said, "error")
        state.keep(_TROUBLE, None)


def check(store: Store, incident: Incident, *, past: bool, shortcuts: bool = False) -> None:
    """Draw the controls; with keyboard shortcuts on a page that shows one incident at a time."""
    if store.read_only or past:
        st.caption(READ_ONLY if store.read_only else PAST)
        return
    trouble()
    name_field("check")
    with st.container(horizontal=True):
        st.button(
            "Accept",
            key=state.widget_key("accept"),
            on_click=decide,
            args=(lambda: store.accept(incident.id, by=reviewer("check")),),
            disabled=incident.review is ReviewStatus.ACCEPTED,
            shortcut="a" if shortcuts else None,
            type="primary",
        )
        with st.popover("Reject …"):
            _reject(store, incident)
    with st.expander("Correct a field", expanded=False):
        _form(store, incident)
    _protect(store, incident)


def _protect(store: Store, incident: Incident) -> None:
    """Mark the place as sensitive; what was marked is taken back in the list of decisions."""
    if incident.id in store.sensitive():
        st.caption("Sensitive place: a public view and its exports show only the sub-district.")
        return
    st.button(
        "Mark the place as sensitive",
        key=state.widget_key("protect"),
        on_click=decide,
        args=(lambda: store.protect(incident.id, by=reviewer("check")),),
        type="tertiary",
        help="Public views and public exports then show only its sub-district. Here nothing changes.",
    )


def status(incident: Incident) -> str:
    """HTML of what people made of it."""
    if incident.review is ReviewStatus.UNREVIEWED:
        return markup.badge("Not checked by a person")
    kind = "low" if incident.review is ReviewStatus.REJECTED else "high"
    return markup.badge(words.sentence(incident.review_note or incident.review.value), kind)


def _reject(store: Store, incident: Incident) -> None:
    reason = st.selectbox("Why is it none?", REASONS, key=state.widget_key("reject-reason"))
    more = st.text_input("More (optional)", key=state.widget_key("reject-more"), max_chars=300)
    told = "; ".join(part for part in (reason, more.strip()) if part)
    st.button(
        "Reject it",
        key=state.widget_key("reject"),
        on_click=decide,
        args=(lambda: store.reject(incident.id, by=reviewer("check"), note=told),),
    )
    st.caption("It stays on record, is left out of map, table and exports, and can be taken back.")


def _form(store: Store, incident: Incident) -> None:
    with st.form(state.widget_key(f"correct-{incident.id}"), border=False):
        kinds = list(SubEventType)
        values: dict[str, Any] = {
            "sub": st.selectbox("Kind", kinds, index=kinds.index(incident.sub_event_type)),
            "place": st.text_input(
                f"Place, now {markup.label(words.place_name(incident.place))}",
                placeholder="a name, or latitude, longitude",
                max_chars=120,
            ),
        }
        first, last = st.columns(2)
        values["start"] = first.date_input(
            "First day", value=incident.dates.start if incident.dates else None, format="YYYY-MM-DD"
        )
        values["end"] = last.date_input(
            "Last day", value=incident.dates.end if incident.dates else None, format="YYYY-MM-DD"
        )
        for name, estimate in (("killed", incident.killed), ("wounded", incident.wounded)):
            values[name] = _counts(name, estimate)
        values["perpetrators"] = st.multiselect(
            "Who did it, or is blamed",
            list(ActorCategory),
            default=list(incident.perpetrators),
            format_func=lambda category: words.actor_name(category.value),
        )
        values["contested"] = st.checkbox("Contested", value=incident.contested)
        values["note"] = st.text_input("Why (kept with the correction)", max_chars=300)
        if st.form_submit_button("Save the correction"):
            decide(lambda: _save(store, incident, values))
            st.rerun()


def _counts(name: str, now: CasualtyEstimate) -> tuple[int | None, int | None]:
    low, high = st.columns(2)
    lowest = low.number_input(
        f"{name.title()}: at least", 0, 1_000_000, now.low, 1, placeholder="not reported"
    )
    highest = high.number_input(f"{name.title()}: at most", 0, 1_000_000, now.high, 1, placeholder="open")
    return lowest, highest


def _save(store: Store, incident: Incident, values: dict[str, Any]) -> None:
    correction = correction_of(incident, values, _resolve)
    if not correction.fields:
        raise _Unusable("Nothing was changed: the fields say what the incident says already.")
    store.correct(incident.id, correction, by=reviewer("check"), note=str(values["note"]).strip())


def correction_of(
    incident: Incident, values: dict[str, Any], resolve: Callable[[str], ResolvedPlace]
) -> Correction:
    """The fields of the form that differ from the incident."""
    dates = _dates(values["start"], values["end"])
    contested = bool(values["contested"])
    blamed = tuple(values["perpetrators"])
    named = str(values["place"]).strip()
    return Correction(
        sub_event_type=None if values["sub"] is incident.sub_event_type else values["sub"],
        place=resolve(named) if named else None,
        dates=None if dates is None or _same_days(dates, incident.dates) else dates,
        killed=_count(values["killed"], incident.killed),
        wounded=_count(values["wounded"], incident.wounded),
        perpetrators=None if set(blamed) == set(incident.perpetrators) else blamed,
        contested=None if contested == incident.contested else contested,
    )


def _same_days(dates: DateRange, now: DateRange | None) -> bool:
    return now is not None and (dates.start, dates.end) == (now.start, now.end)


def _dates(start: dt.date | None, end: dt.date | None) -> DateRange | None:
    if start is None and end is None:
        return None
    first, last = start or end, end or start
    if first is None or last is None:
        return None
    if last < first:
        raise _Unusable("The last day is before the first: mend the days, then save again.")
    if first > dt.datetime.now(dt.UTC).date():
        raise _Unusable("The first day lies in the future: mend the days, then save again.")
    return DateRange(first, last, DatePrecision.DAY)


def _count(told: Sequence[int | None], now: CasualtyEstimate) -> Casualties | None:
    low, high = told
    if (low, high) == (now.low, now.high):
        return None
    if low is None and high is not None:
        low = 0
    if low is not None and high is not None and high < low:
        raise _Unusable("“At most” is less than “at least”: mend the counts, then save again.")
    return Casualties(low, high)


def _resolve(named: str) -> ResolvedPlace:
    point = _POINT.fullmatch(named)
    if point:
        lat, lon = float(point.group(1)), float(point.group(2))
        return _spot(named, lat, lon)
    try:
        answer = pages_data.gazetteer().resolve(named)
    except GazetteerError as error:
        raise _Unusable(str(error)) from error
    if answer.lat is None:
        raise _Unusable(
            f"“{named}” is no place the lists know, or several: look it up on the page Places, or give latitude, "
            "longitude."
        )
    return as_resolved(PlacePhrase(0, len(named), named), answer)


def _spot(named: str, lat: float, lon: float) -> ResolvedPlace:
    if not (32.0 <= lat <= 37.6 and 35.4 <= lon <= 42.6):
        raise _Unusable("That point is not in Syria: give latitude, longitude, such as 34.73, 36.71.")
    near = pages_data.gazetteer().reverse(lat, lon)
    unit = near.governorate if near else None
    return ResolvedPlace(
        mention=named,
        name=f"{lat:.4f}, {lon:.4f}",
        governorate=Governorate(unit) if unit else None,
        lat=lat,
        lon=lon,
        radius_km=SPOT_KM,
        precision=Precision.SITE,
        score=1.0,
        reason="placed by a person",
        district_id=near.district if near else None,
        subdistrict_id=near.subdistrict if near else None,
    )
