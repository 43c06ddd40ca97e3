"""How counts are derived, and whose claims are left out: a researcher's own choice, kept in every link and export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from incidents.dashboard import markup, state, words
from incidents.dashboard.data import Data
from incidents.rules import DEFAULT_RULES, BestFigure, NumberWords, Rules
from incidents.store import SourceEntry

BEST_WORDS: Final = {
    BestFigure.MIDDLE: "The middle source's",
    BestFigure.LOWEST: "The lowest (as ACLED)",
    BestFigure.HIGHEST: "The highest",
    BestFigure.INDEPENDENT: "Of sources not party to the war",
}
NUMBER_WORDS: Final = {
    NumberWords.ACLED: "Cautiously: dozens 12, hundreds 100 (ACLED)",
    NumberWords.LITERAL: "Literally: dozens 24, scores 40, hundreds 200",
}
MOST_OFFERED: Final = 200
"""Sources offered for leaving out: the most frequent; any can be left out where it is quoted."""


def choices(data: Data, entries: Sequence[SourceEntry]) -> None:
    """Draw the controls into the current container."""
    rules = state.current().rules  # a large store may not heed them
    key, changed = state.widget_key("choices"), rules != DEFAULT_RULES
    opened = st.expander("Counts and sources", expanded=changed, key=key, on_change="rerun")
    if not opened.open:
        return
    with opened:
        st.selectbox(
            "Best figure, where sources differ",
            list(BestFigure),
            key=state.bind("best", rules.best),
            format_func=lambda best: BEST_WORDS[best],
            on_change=lambda: state.set_rules(best=state.widget("best")),
        )
        st.selectbox(
            "Words such as “dozens” are read",
            list(NumberWords),
            key=state.bind("numbers", rules.numbers),
            format_func=lambda numbers: NUMBER_WORDS[numbers],
            on_change=lambda: state.set_rules(numbers=state.widget("numbers")),
        )
        _without(data, rules, entries)


def _without(data: Data, rules: Rules, entries: Sequence[SourceEntry]) -> None:
    known = {entry.id: entry for entry in entries}
    names = data.store.source_names(rules.without - known.keys())
    offered = [*known][:MOST_OFFERED]
    offered += sorted(rules.without - set(offered))

    def say(source: str) -> str:
        if source in known:
            entry = known[source]
            voice = "" if entry.named else ", own voice"
            return markup.plain(f"{entry.name}{voice} ({entry.n_incidents:,})")
        return markup.plain(names.get(source, "a source not in these data"))

    st.multiselect(
        "Leave out what these say",
        offered,
        key=state.bind("without", [source for source in offered if source in rules.without]),
        format_func=say,
        placeholder="Nobody",
        select_all=False,
        on_change=lambda: state.set_rules(without=frozenset(state.widget("without"))),
    )


def describe(rules: Rules, hidden: int) -> str:
    """Say in words what differs from the default; empty when nothing does."""
    parts = []
    if rules.best is not BestFigure.MIDDLE:
        parts.append(f"best figure: {BEST_WORDS[rules.best].lower()}")
    if rules.numbers is not NumberWords.ACLED:
        parts.append("vague words read literally")
    if rules.without:
        only = f", {words.plural(hidden, 'incident')} that only they tell of" if hidden else ""
        parts.append(f"without {words.plural(len(rules.without), 'source')}{only}")
    return " · ".join(parts)
