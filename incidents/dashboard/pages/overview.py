"""What the selection adds up to: types and tolls over time, places, actors, sources; each figure leads to the map."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

import altair as alt
import pandas as pd
import streamlit as st

from incidents.dashboard import markup, state, words
from incidents.dashboard.components.choices import describe as describe_choices
from incidents.dashboard.components.export import shown_ids
from incidents.dashboard.components.filters import chip_row
from incidents.dashboard.components.notes import empty
from incidents.dashboard.components.page_head import page_head
from incidents.dashboard.components.share import link_row
from incidents.dashboard.data import Data, coverage_of, names
from incidents.dashboard.map.palette import event_colours
from incidents.dashboard.pages import MAP, OVERVIEW, SOURCES
from incidents.dashboard.theme import is_dark
from incidents.model import ActorCategory, EventType
from incidents.query import Mask, histogram, mask
from incidents.query.overview import Totals, by_actor, by_place, killed_over_time, totals

MOST: Final = 15
MOST_COMPARED: Final = 5000
"""Incidents whose sources are compared here; the page of sources takes more."""
_AXIS: Final = alt.Axis(
    grid=False,
    labelOverlap=True,
    labelExpr="utcFormat(datum.value, '%b %Y')",
)
"""Each label names its year, so that none has to be guessed."""
CAVEAT: Final = (
    "Figures of different incidents are added up here: reports overlap and many events are in no report. Read the "
    "shape, not the level; nobody should cite a sum of these as a death toll."
)


def page() -> None:
    """Draw the page."""
    opened = page_head(
        "Overview",
        "What the reports in view add up to. Choose a bar or a row to see those incidents on the map.",
    )
    if opened is not None:
        data, filters = opened
        _body(data, mask(data.table.index, filters))


def _body(data: Data, shown: Mask) -> None:
    total = totals(data.table.index, shown)
    st.html(_headline(total, describe_choices(data.rules, data.hidden)))
    link_row(data, OVERVIEW.path, lambda: chip_row(state.current().filters, names(data)))
    if not total.incidents:
        empty("No incident matches the filters: reset or widen them.")
        return
    dark = is_dark()
    _over_time(data, shown, dark=dark)
    left, right = st.columns(2, gap="medium")
    with left:
        _places(data, shown)
    with right:
        _actors(data, shown)
    _sources(data, shown)


def _headline(total: Totals, chosen: str) -> str:
    figures = [
        (f"{total.incidents:,}", "incidents"),
        (f"{total.contested:,}", "contested"),
        (f"{total.several_sources:,}", "told by several sources"),
        (f"{total.with_toll:,}", "with a number of killed"),
    ]
    items = "".join(
        f'<div><div class="si-number">{n}</div><div class="si-sub">{said}</div></div>' for n, said in figures
    )
    note_ = f'<div class="si-sub">{markup.text(words.sentence(chosen))}</div>' if chosen else ""
    return f'<div class="si-figures si-four" role="status">{items}</div>{note_}'


# --- over time ----------------------------------------------------------------------------------------------------


def _over_time(data: Data, shown: Mask, *, dark: bool) -> None:
    bins = histogram(data.table.index, shown)
    if bins.empty:
        st.caption("None of these incidents has a date, so there is nothing to draw over time.")
        return
    unit = str(bins["unit"].iloc[0])
    st.html(f'<h2 class="si-heading">Incidents per {unit}, by type</h2>')
    _bars(bins, dark=dark)
    band = killed_over_time(data.table.index, shown, bins["unit"].iloc[0])
    if band.empty:
        return
    st.html(f'<h2 class="si-heading">Killed per {unit}, from the lowest to the highest figures</h2>')
    _band(band, dark=dark)
    st.caption(CAVEAT)


def _times(bins: pd.DataFrame) -> pd.DataFrame:
    made = bins.assign(
        start=bins["bin_start"].dt.tz_localize("UTC"),
        stop=(bins["bin_end"] + pd.Timedelta(days=1)).dt.tz_localize("UTC"),
        first=bins["bin_start"].dt.strftime("%Y-%m-%d"),
        last=bins["bin_end"].dt.strftime("%Y-%m-%d"),
    )
    return made.drop(columns=["bin_start", "bin_end", "unit"])


def _bars(bins: pd.DataFrame, *, dark: bool) -> None:
    colours = event_colours(dark=dark)
    scale = alt.Scale(domain=[kind.value for kind in colours], range=list(colours.values()))
    chosen = alt.selection_point(name="bar", fields=["first", "last", "event_type"], on="click", clear=False)
    chart = (
        alt.Chart(_times(bins))
        .mark_bar(orient="vertical", binSpacing=0.5, cursor="pointer")
        .encode(
            x=alt.X(
                "start:T",
                scale=alt.Scale(type="utc"),
                title=None,
                axis=_AXIS,
            ),
            x2="stop:T",
            y=alt.Y("count:Q", stack="zero", title=None, axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color(
                "event_type:N", scale=scale, title=None, legend=alt.Legend(orient="top", columns=2)
            ),
            tooltip=[
                alt.Tooltip("first:N", title="From"),
                alt.Tooltip("last:N", title="To"),
                alt.Tooltip("event_type:N", title="Type"),
                alt.Tooltip("count:Q", title="Incidents"),
            ],
        )
        .add_params(chosen)
    )
    picked = st.altair_chart(
        chart,
        key=state.widget_key("overview-types"),
        on_select="rerun",
        selection_mode="bar",
        width="stretch",
        height=260,
        alt="Incidents over time, stacked by type. The same by type and date is in the filters.",
    )
    row = _first(picked, "bar")
    if row:
        _to_map(_days(row) | {"event_types": frozenset({EventType(row["event_type"])})})


def _band(band: pd.DataFrame, *, dark: bool) -> None:
    colour = event_colours(dark=dark)[EventType.VIOLENCE]
    base = alt.Chart(_times(band)).encode(
        x=alt.X("start:T", scale=alt.Scale(type="utc"), title=None, axis=_AXIS)
    )
    tips = [
        alt.Tooltip("first:N", title="From"),
        alt.Tooltip("last:N", title="To"),
        alt.Tooltip("low:Q", title="Lowest", format=","),
        alt.Tooltip("best:Q", title="Best", format=","),
        alt.Tooltip("high:Q", title="Highest told", format=","),
        alt.Tooltip("incidents:Q", title="Incidents with a number", format=","),
    ]
    chosen = alt.selection_point(name="spot", fields=["first", "last"], on="click", nearest=True, clear=False)
    area = base.mark_area(opacity=0.3, color=colour, interpolate="step-after").encode(
        y=alt.Y("low:Q", title=None), y2="high:Q"
    )
    line = base.mark_line(color=colour, interpolate="step-after").encode(y="best:Q")
    spots = base.mark_point(opacity=0.01, size=120, cursor="pointer").encode(y="best:Q", tooltip=tips)
    picked = st.altair_chart(
        area + line + spots.add_params(chosen),
        key=state.widget_key("overview-killed"),
        on_select="rerun",
        selection_mode="spot",
        width="stretch",
        height=220,
        alt="Killed over time: the line is the sum of the best figures, the band goes from the lowest to the highest.",
    )
    row = _first(picked, "spot")
    if row:
        _to_map({**_days(row), "killed": "some"})


def _first(picked: Any, name: str) -> dict[str, Any] | None:
    rows = picked["selection"].get(name) if picked else None
    return dict(rows[0]) if rows else None


def _days(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "date_from": dt.date.fromisoformat(str(row["first"])),
        "date_to": dt.date.fromisoformat(str(row["last"])),
        "include_undated": False,
    }


def _to_map(changes: dict[str, Any]) -> None:
    state.set_filters(**changes)
    st.switch_page(MAP.as_page())


# --- places, actors, sources ----------------------------------------------------------------------------------------


def _places(data: Data, shown: Mask) -> None:
    st.html('<h2 class="si-heading">Places named most</h2>')
    rows = by_place(data.table.index, shown, MOST)
    if not rows:
        st.caption("None of these incidents has a place of a known name.")
        return
    called = names(data)
    table = pd.DataFrame(
        {
            "Place": [markup.plain(called.place(place_id)) for place_id, _, _, _ in rows],
            "Incidents": [n for _, _, n, _ in rows],
            "Killed (best)": [killed for _, _, _, killed in rows],
        }
    )
    picked = _table(
        table, "places", "Places with most incidents, one row each. Choose one to see them on the map."
    )
    if picked is not None:
        _to_map({"places": frozenset({rows[picked][0]}), "governorates": frozenset()})


def _actors(data: Data, shown: Mask) -> None:
    st.html('<h2 class="si-heading">Who is said to have done it</h2>')
    found = sorted(by_actor(data.table.index, shown).items(), key=lambda item: -item[1])
    if not found:
        st.caption("Nobody is named in these incidents.")
        return
    table = pd.DataFrame(
        {"Actor": [words.actor_name(name) for name, _ in found], "Incidents": [n for _, n in found]}
    )
    picked = _table(
        table, "actors", "Actors said to have done it, one row each. Choose one to see them on the map."
    )
    if picked is not None:
        _to_map({"actors": frozenset({ActorCategory(found[picked][0])})})


def _table(table: pd.DataFrame, name: str, alt_text: str) -> int | None:
    top = int(table["Incidents"].max())
    chosen = st.dataframe(
        table,
        key=state.widget_key(f"overview-{name}"),
        on_select="rerun",
        selection_mode="single-row",
        hide_index=True,
        placeholder="",
        width="stretch",
        height=min(37 + 35 * len(table), 400),
        column_config={
            "Incidents": st.column_config.ProgressColumn(
                format="localized", min_value=0, max_value=max(top, 1)
            )
        },
        alt=alt_text,
    )
    rows: Sequence[int] = chosen["selection"]["rows"]
    return rows[0] if rows and rows[0] < len(table) else None


def _sources(data: Data, shown: Mask) -> None:
    ids = shown_ids(data, shown)[:MOST_COMPARED]
    found = coverage_of(data, ids)
    st.html('<h2 class="si-heading">Who tells of it</h2>')
    table = pd.DataFrame(
        [
            {
                "Source": markup.plain(s.name) + ("" if s.named else " (own voice)"),
                "Incidents": s.incidents,
                "Told by nobody else": s.alone,
                "At odds with another": s.disputed,
            }
            for s in found.sources[:MOST]
        ]
    )
    picked = _table(table, "sources", "Sources, one row each. Choose one to see its incidents on the map.")
    if picked is not None:
        _to_map({"sources": frozenset({found.sources[picked].id})})
    said = words.plural(len(found.disputes), "incident")
    st.page_link(SOURCES.as_page(), label=f"Where sources disagree: {said}")
