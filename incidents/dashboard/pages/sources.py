"""Who reports what: which source tells of which incidents, whose figures are low or high, and where they disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from incidents.coverage import Coverage, Dispute, PairCoverage, SourceCoverage
from incidents.dashboard import markup, state, words
from incidents.dashboard.components.choices import describe as describe_choices
from incidents.dashboard.components.export import shown_ids
from incidents.dashboard.components.notes import empty, note
from incidents.dashboard.components.page_head import page_head
from incidents.dashboard.components.reports import reports
from incidents.dashboard.components.share import link_row
from incidents.dashboard.components.table import readable
from incidents.dashboard.data import Data, coverage_of, names
from incidents.dashboard.filter_words import describe
from incidents.dashboard.pages import MAP, SOURCES
from incidents.model import ActorCategory
from incidents.query import mask

MOST_COMPARED: Final = 20_000
"""Incidents compared at once: more take longer than a person waits."""
MOST_ROWS: Final = 500
FEW: Final = 3
"""Sides blamed that are named in a row of the table."""


def page() -> None:
    """Draw the page."""
    opened = page_head(
        "Sources",
        "Which source tells of which incidents, and where sources contradict each other. A source counts once under "
        "all its names; a report that cites nobody speaks with its publisher's voice.",
    )
    if opened is not None:
        _body(opened[0])


def _body(data: Data) -> None:
    filters = state.current().filters
    shown = mask(data.table.index, filters)
    ids = shown_ids(data, shown)
    said = [f"{len(ids):,} of {len(shown):,} incidents"]
    said += [
        part for part in (describe(filters, names(data)), describe_choices(data.rules, data.hidden)) if part
    ]
    count = f'<div class="si-count" role="status">{markup.text(" · ".join(said))}</div>'
    link_row(data, SOURCES.path, lambda: st.html(count))
    if len(ids) > MOST_COMPARED:
        note(f"The first {MOST_COMPARED:,} are compared: filter further to compare all of a selection.")
    found = coverage_of(data, ids[:MOST_COMPARED])
    who, apart, pairs, listed = st.tabs(
        [
            f"Who reports what ({len(found.sources):,})",
            f"Where they disagree ({len(found.disputes):,})",
            f"Source by source ({sum(1 for p in found.pairs if p.disagree):,})",
            "Reports",
        ]
    )
    with who:
        if ids:
            _sources(found)
        else:
            empty("No incident matches the filters: reset or widen them.")
    with apart:
        _disputes(data, found.disputes)
    with pairs:
        _pairs(found.pairs)
    with listed:
        reports(data)


def _sources(found: Coverage) -> None:
    st.caption(
        "“Alone”: incidents that no other source tells of. “Lowest” and “highest”: where tolls differ, how often this "
        "source's is at that end. “At odds”: incidents on which another source gives another toll, blames another "
        "side or denies. To leave a source out, use “Counts and sources” beside the filters."
    )
    table = pd.DataFrame([_source_row(s) for s in found.sources[:MOST_ROWS]])
    st.dataframe(
        table,
        hide_index=True,
        placeholder="",
        width="stretch",
        height=min(37 + 35 * len(table), 520),
        column_config={"Source": st.column_config.TextColumn(width="medium", pinned=True)},
        alt="Sources, one row each, with what they report.",
    )
    if len(found.sources) > MOST_ROWS:
        st.caption(f"The {MOST_ROWS} most frequent of {len(found.sources):,} are listed.")


def _source_row(source: SourceCoverage) -> dict[str, Any]:
    voice = "" if source.named else " (own voice)"
    return {
        "Source": markup.plain(source.name) + voice,
        "Side": words.sentence(words.SIDE_WORDS[source.side]),
        "Incidents": source.incidents,
        "Alone": source.alone,
        "With a toll": source.with_toll,
        "Lowest": source.lowest,
        "Highest": source.highest,
        "At odds": source.disputed,
        "Denies": source.denies,
        "Blames most": _most_blamed(source.blames),
    }


def _most_blamed(blames: Mapping[ActorCategory, int]) -> str:
    ordered = Counter(blames).most_common(FEW)
    return ", ".join(f"{words.actor_name(category)} {n:,}" for category, n in ordered)


def _disputes(data: Data, disputes: Sequence[Dispute]) -> None:
    if not disputes:
        empty("No two sources disagree on any of these incidents.")
        return
    st.caption("Choose a row to open the incident on the map.")
    frame = data.table.frame.set_index("id", drop=False)
    listed = [d for d in sorted(disputes, key=_weight, reverse=True) if d.incident_id in frame.index][
        :MOST_ROWS
    ]
    rows = readable(frame.loc[[d.incident_id for d in listed]])
    table = pd.DataFrame(
        {
            "Date": rows["Date"],
            "Place": rows["Place"],
            "Event": rows["Event"],
            "Tolls": [", ".join(f"{markup.plain(who)} {n:,}" for who, n in d.tolls) for d in listed],
            "Who is blamed": [_blame(d) for d in listed],
            "Denied by": [markup.plain(", ".join(d.denied_by)) for d in listed],
        }
    )
    chosen = st.dataframe(
        table,
        key=state.widget_key("disputes"),
        on_select="rerun",
        selection_mode="single-row",
        hide_index=True,
        placeholder="",
        width="stretch",
        height=min(37 + 35 * len(table), 520),
        alt="Incidents on which sources disagree, one row each. Choose a row to open it on the map.",
    )
    picked = chosen["selection"]["rows"]
    if picked and picked[0] < len(listed):
        state.select(listed[picked[0]].incident_id)
        st.switch_page(MAP.as_page())
    if len(disputes) > len(listed):
        st.caption(f"The {len(listed)} gravest of {len(disputes):,} are listed.")


def _weight(dispute: Dispute) -> tuple[int, int]:
    grounds = bool(dispute.tolls) + bool(dispute.blame) + bool(dispute.denied_by)
    return grounds, max((n for _, n in dispute.tolls), default=0)


def _blame(dispute: Dispute) -> str:
    return "; ".join(
        f"{markup.plain(who)}: {', '.join(words.actor_name(name) for name in blamed.split(', '))}"
        for who, blamed in dispute.blame
    )


def _pairs(pairs: Sequence[PairCoverage]) -> None:
    at_odds = [pair for pair in pairs if pair.disagree]
    if not at_odds:
        empty("No two sources disagree on any of these incidents.")
        return
    st.caption(
        "Two sources that tell of the same incidents: how often their tolls are the same, and how often not."
    )
    table = pd.DataFrame(
        [
            {
                "One": markup.plain(pair.left),
                "The other": markup.plain(pair.right),
                "Both tell of": pair.both,
                "Same toll": pair.same_toll,
                "Another toll": pair.other_toll,
                "Blame differs, or denied": pair.blame_differs,
            }
            for pair in at_odds[:MOST_ROWS]
        ]
    )
    st.dataframe(
        table,
        hide_index=True,
        placeholder="",
        width="stretch",
        height=min(37 + 35 * len(table), 520),
        alt="Pairs of sources, one row each, with how often they agree and disagree.",
    )
