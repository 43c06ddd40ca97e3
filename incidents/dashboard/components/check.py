"""Checking one incident: accept it, reject it with a reason, or correct any field; who and when is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st

from incidents.dashboard import markup, state, words
from incidents.dashboard.components.decide import Unusable, attempt, decide, name_field, reviewer, trouble
from incidents.dashboard.components.place_pick import Spot, place_fields, resolve, set_spot, spot
from incidents.model import (
    ActorCategory,
    Casualties,
    CasualtyEstimate,
    Correction,
    DatePrecision,
    DateRange,
    Incident,
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
            args=(
                lambda: store.accept(incident.id, by=reviewer("check")),
                f"Accepted: {_called(incident)}.",
                incident.id,
            ),
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


def _called(incident: Incident) -> str:
    return f"{words.place_name(incident.place)}, {words.date_range(incident.dates)}"


def status(incident: Incident) -> str:
    """HTML of what people made of it."""
    if incident.review is ReviewStatus.UNREVIEWED:
        return markup.badge("Not checked by a person")
    kind = "low" if incident.review is ReviewStatus.REJECTED else "high"
    return markup.badge(words.sentence(incident.review_note or incident.review.value), kind)


def _reject(store: Store, incident: Incident) -> None:
    st.selectbox("Why is it none?", REASONS, key=state.widget_key("reject-reason"))
    st.text_input("More (optional)", key=state.widget_key("reject-more"), max_chars=300)

    def why() -> str:  # read when the button is pressed: what was typed just before comes in the same run
        given = (state.widget("reject-reason"), str(state.widget("reject-more")).strip())
        return "; ".join(part for part in given if part)

    st.button(
        "Reject it",
        key=state.widget_key("reject"),
        on_click=decide,
        args=(
            lambda: store.reject(incident.id, by=reviewer("check"), note=why()),
            f"Rejected: {_called(incident)}.",
            incident.id,
        ),
    )
    st.caption("It stays on record, is left out of map, table and exports, and can be taken back.")


def _form(store: Store, incident: Incident) -> None:
    now = incident.place
    name = f"Place, now {markup.label(words.place_name(now))}"
    place_fields(incident.id, now, now.candidates, name=name)
    with st.form(state.widget_key(f"correct-{incident.id}"), border=False):
        kinds = list(SubEventType)
        values: dict[str, Any] = {
            "sub": st.selectbox("Kind", kinds, index=kinds.index(incident.sub_event_type)),
        }
        values["start"], values["end"] = day_fields(incident.dates)
        for name, estimate in (("killed", incident.killed), ("wounded", incident.wounded)):
            values[name] = count_fields(name, estimate)
        values["perpetrators"] = st.multiselect(
            "Who did it, or is blamed",
            list(ActorCategory),
            default=list(incident.perpetrators),
            format_func=lambda category: words.actor_name(category.value),
        )
        values["contested"] = st.checkbox("Contested", value=incident.contested)
        values["note"] = st.text_input("Why (kept with the correction)", max_chars=300)
        if st.form_submit_button("Save the correction"):
            held = spot(incident.id)
            if attempt(
                lambda: _save(store, incident, held, values), f"Corrected: {_called(incident)}.", incident.id
            ):
                set_spot(incident.id, Spot())
            st.rerun()


def day_fields(now: DateRange | None) -> tuple[dt.date | None, dt.date | None]:
    """Draw the fields for the first and the last day."""
    first, last = st.columns(2)
    start = first.date_input("First day", value=now.start if now else None, format="YYYY-MM-DD")
    end = last.date_input("Last day", value=now.end if now else None, format="YYYY-MM-DD")
    return start, end


def count_fields(name: str, now: CasualtyEstimate) -> tuple[int | None, int | None]:
    """Draw the fields for a lowest and a highest count."""
    low, high = st.columns(2)
    lowest = low.number_input(
        f"{name.title()}: at least", 0, 1_000_000, now.low, 1, placeholder="not reported"
    )
    highest = high.number_input(f"{name.title()}: at most", 0, 1_000_000, now.high, 1, placeholder="open")
    return lowest, highest


def _save(store: Store, incident: Incident, held: Spot, values: dict[str, Any]) -> int:
    values = values | {"place": held.typed or held.place_id or ""}
    correction = correction_of(incident, values, lambda _: resolve(held))
    if not correction.fields:
        raise Unusable("Nothing was changed: the fields say what the incident says already.")
    return store.correct(incident.id, correction, by=reviewer("check"), note=str(values["note"]).strip())


def correction_of(
    incident: Incident, values: dict[str, Any], resolve: Callable[[str], ResolvedPlace]
) -> Correction:
    """The fields of the form that differ from the incident."""
    dates = days(values["start"], values["end"])
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


def days(start: dt.date | None, end: dt.date | None) -> DateRange | None:
    """The days filled in; one alone is both."""
    if start is None and end is None:
        return None
    first, last = start or end, end or start
    if first is None or last is None:
        return None
    if last < first:
        raise Unusable("The last day is before the first: mend the days, then save again.")
    if first > dt.datetime.now(dt.UTC).date():
        raise Unusable("The first day lies in the future: mend the days, then save again.")
    return DateRange(first, last, DatePrecision.DAY)


def _count(told: Sequence[int | None], now: CasualtyEstimate) -> Casualties | None:
    low, high = told
    if (low, high) == (now.low, now.high):
        return None
    if low is None and high is not None:
        low = 0
    if low is not None and high is not None and high < low:
        raise Unusable("“At most” is less than “at least”: mend the counts, then save again.")
    return Casualties(low, high)
