"""What was read but is not on the map, with the reason: nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from incidents.dashboard import markup, words
from incidents.dashboard.components import graphic
from incidents.dashboard.components.accounts import imported
from incidents.model import Claim

MOST: Final = 100


def not_mapped(claims: Sequence[Claim], unlocated: pd.DataFrame) -> None:
    """List incidents without a place on the map, then claims that are no incident."""
    if not claims and unlocated.empty:
        st.caption("Everything that was read is on the map.")
        return
    st.caption(
        "Read in the reports, kept with their words, but drawn nowhere: totals, background, plans, other countries, "
        "and places that could not be located."
    )
    items = [_incident(row) for row in unlocated.head(MOST).to_dict("records")]
    items += [claim_item(claim) for claim in claims[: MOST - len(items)]]
    st.html(f'<ul class="si-offmap">{"".join(items)}</ul>')
    if len(items) < len(claims) + len(unlocated):
        st.caption(f"The first {len(items)} of {len(claims) + len(unlocated):,} are listed.")


def _incident(row: dict[object, object]) -> str:
    place = markup.isolated(str(row["place"] or "place not named"))
    what = markup.text(str(row["sub_event_type"]))
    return f"<li>{markup.badge('place not located')}<strong>{place}</strong>: {what}</li>"


def claim_item(claim: Claim) -> str:
    """HTML of one claim that is no incident: why, who says it, the words."""
    reasons = "".join(markup.badge(flag.value) for flag in sorted(claim.flags)) or markup.badge(
        "no incident made of it"
    )
    why = f'<div class="si-sub">{markup.isolated(claim.flag_reason)}</div>' if claim.flag_reason else ""
    who = markup.isolated(words.claimant(claim.claimant, claim.claimant_side))
    quote = graphic.quote(claim.quote) if claim.quote else imported(claim)
    return f"<li>{reasons}<span>{who}</span>{quote}{why}</li>"
