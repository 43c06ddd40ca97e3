"""What was read but is not on the map or the timeline, with the reason: nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from incidents.dashboard import markup, state, words
from incidents.dashboard.components import graphic
from incidents.dashboard.components.accounts import imported
from incidents.dashboard.components.table import readable
from incidents.dashboard.data import Table
from incidents.model import Claim, Flag, Precision
from incidents.query import Filters
from incidents.query.claims import NOT_OF_CLAIMS

MOST: Final = 100
MOST_INCIDENTS: Final = 20
"""Incidents listed to choose from; the table holds them all."""
_FILTER_WORDS: Final = {
    "contested": "contested",
    "located": "place",
    "killed": "killed",
    "killed_min": "killed",
    "killed_max": "killed",
    "sources": "source",
    "corroborations": "corroboration",
    "reviews": "check by a person",
}


def not_mapped(table: Table, shown: npt.NDArray[np.bool_], claims: Sequence[Claim], filters: Filters) -> None:
    """List the incidents shown without a place, those without a date, and claims that are no incident."""
    unlocated = np.flatnonzero(shown & ~table.index.located)
    undated = np.flatnonzero(shown & np.isnat(table.index.start))
    if not (len(unlocated) or len(undated) or claims):
        st.caption("Everything that was read, and that the filters leave, is on the map and on the timeline.")
        return
    _incidents("Without a place on the map", "unlocated", table.frame, unlocated)
    _incidents("Without a date, so not on the timeline", "undated", table.frame, undated)
    if claims:
        _claims(claims, filters)


def _incidents(title: str, name: str, frame: pd.DataFrame, rows: npt.NDArray[np.intp]) -> None:
    if not len(rows):
        return
    st.html(f'<h3 class="si-heading">{title}: {words.plural(len(rows), "incident")}</h3>')
    listed = frame.iloc[rows[:MOST_INCIDENTS]]
    reasons = [why_unlocated(row) for row in listed.to_dict("records")]
    for incident_id, row, why in zip(listed["id"], readable(listed).to_dict("records"), reasons, strict=True):
        place = row["Place"] or "place not named"
        what = f"{place} · {row['Date']} · {row['Event']}" + (f" · {why}" if name == "unlocated" else "")
        st.button(
            markup.label(what),
            key=state.widget_key(f"start-{name}-{incident_id}"),
            on_click=state.select,
            args=(str(incident_id),),
            width="stretch",
            wrap=True,
        )
    if len(rows) > MOST_INCIDENTS:
        st.caption(
            f"The first {MOST_INCIDENTS} of {len(rows):,} are listed; all are in the table and in every export."
        )


def why_unlocated(row: dict[object, object]) -> str:
    """Why an incident of the table has no place on the map."""
    if row["precision"] == Precision.COUNTRY.value:
        return "only the country is known"
    if not row["place"]:
        return "no place is named"
    return "named, but in no list of places or open between several" if not row["place_id"] else "not located"


def _claims(claims: Sequence[Claim], filters: Filters) -> None:
    st.html(f'<h3 class="si-heading">Part of no incident: {words.plural(len(claims), "claim")}</h3>')
    st.caption(
        "Read in the reports, kept with their words, but drawn nowhere: totals, background, plans, other countries, "
        f"and places that could not be located. {filtered_by(filters)}"
    )
    st.html(f'<ul class="si-offmap">{"".join(map(claim_item, claims[:MOST]))}</ul>')
    if len(claims) > MOST:
        st.caption(f"The first {MOST} of {len(claims):,} are listed: filter further to see others.")


def filtered_by(filters: Filters) -> str:
    """Say which of the filters that are set leave out no claim here."""
    unset = Filters()
    names = [name for name in _FILTER_WORDS if getattr(filters, name) != getattr(unset, name)]
    said = list(dict.fromkeys(_FILTER_WORDS[name] for name in names if name in NOT_OF_CLAIMS))
    if not said:
        return "The filters hold for them too."
    return f"The other filters hold for them too, but not: {', '.join(said)}, which only incidents have."


def claim_item(claim: Claim) -> str:
    """HTML of one claim that is no incident: why, who says it, the words."""
    reasons = "".join(
        markup.badge(why_kept_off(claim, flag)) for flag in sorted(claim.flags)
    ) or markup.badge("no incident made of it")
    why = f'<div class="si-sub">{markup.isolated(claim.flag_reason)}</div>' if claim.flag_reason else ""
    who = markup.isolated(words.claimant(claim.claimant, claim.claimant_side))
    quote = graphic.quote(claim.quote) if claim.quote else imported(claim)
    return f"<li>{reasons}<span>{who}</span>{quote}{why}</li>"


def why_kept_off(claim: Claim, flag: Flag) -> str:
    """What a flag means for this claim: one flag stands for no place, one not located, and one only implied."""
    if flag is not Flag.NO_PLACE or claim.place is None:
        return flag.value
    if not claim.place.located:
        return f"“{claim.place.mention}” not located"
    return "place only implied" if claim.place.implied else "fits no incident"
