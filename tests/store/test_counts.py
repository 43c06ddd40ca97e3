"""What is read of a selection, and counted of it, is what the whole table gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.model import EventType, ReviewStatus
from incidents.query import Filters, FrameIndex, facets, histogram, mask
from incidents.query.grid import areas, cells, grid_of
from incidents.rules import DEFAULT_RULES, BestFigure, NumberWords, Rules
from incidents.store import Store
from tests.factories import TEXT, make_result
from tests.store.test_pushdown import filled, narrowed, settled, some
from tests.test_query import filters

__all__ = ["filled"]

GRID = grid_of(35.5, 32.0, 42.5, 37.5, 7)


@some
@given(filters())
def test_the_selection_read_is_the_table_masked(filled: tuple[Store, FrameIndex], chosen: Filters) -> None:
    store, index = narrowed(filled, chosen)
    wanted = index.frame[mask(index, chosen)].reset_index(drop=True)
    pd.testing.assert_frame_equal(store.frame(filters=chosen), wanted)
    assert store.counts().to_read(chosen) == len(wanted)


@some
@given(filters())
def test_numbers_of_a_selection_are_those_of_the_table(
    filled: tuple[Store, FrameIndex], chosen: Filters
) -> None:
    store, index = narrowed(filled, chosen)
    shown, counts = mask(index, chosen), store.counts()
    sizes = counts.sizes(chosen)
    assert sizes.by_type == index.frame["event_type"][shown].value_counts().to_dict()
    assert sizes.shown == shown.sum()
    assert sizes.unlocated == (shown & ~index.located).sum()
    assert sizes.undated == index.frame["date_start"][shown].isna().sum()
    rejected = replace(chosen, reviews=frozenset({ReviewStatus.REJECTED}))
    assert sizes.rejected == (0 if chosen.reviews else mask(index, rejected).sum())
    assert counts.facets(chosen) == facets(index, chosen)
    pd.testing.assert_frame_equal(counts.histogram(chosen), histogram(index, shown))
    found_cells, found_areas = counts.view(chosen, GRID)
    assert [settled(cell) for cell in found_cells] == [settled(cell) for cell in cells(index, shown, GRID)]
    assert found_areas == areas(index, shown, GRID)


def test_numbers_of_all_are_those_of_the_table(filled: tuple[Store, FrameIndex]) -> None:
    store, index = filled
    counts, frame = store.counts(), index.frame
    assert counts.total() == len(frame)
    assert counts.span() == (frame["date_start"].min().date(), frame["date_end"].max().date())
    assert set(counts.places()["place_id"]) == set(frame["place_id"])
    assert store.counts(dt.datetime(2001, 1, 1, tzinfo=dt.UTC)).total() == 0


@pytest.fixture(scope="module")
def told(new_store: Callable[[], Store]) -> Store:
    """Reports whose figures and sources depend on the rules."""
    store = new_store()
    for n in range(4):
        store.add(make_result(f"{n} {TEXT}", later=10 * n))
    return store


RULES = st.builds(
    Rules,
    best=st.sampled_from(BestFigure),
    numbers=st.sampled_from(NumberWords),
    without=st.sets(st.integers(0, 2)).map(frozenset),
)


@some
@given(
    RULES,
    st.builds(
        Filters,
        killed_min=st.none() | st.integers(1, 50),
        killed=st.sampled_from(["any", "some", "silent"]),
        contested=st.sampled_from(["any", "yes", "no"]),
        event_types=st.frozensets(st.sampled_from(EventType), max_size=3),
        words=st.sampled_from(["", "women", "bomb"]),
    ),
)
def test_other_rules_read_what_they_make_match(told: Store, rules: Rules, chosen: Filters) -> None:
    ids = [entry.id for entry in told.sources()]
    rules = Rules(rules.best, rules.numbers, frozenset(ids[n] for n in rules.without if n < len(ids)))
    whole = told.frame(rules=rules)
    index = FrameIndex(whole)
    if chosen.words:
        found = told.search(chosen.words, chosen.words_in, rules=rules)
        index = index.narrowed(whole["id"].isin(found).to_numpy(dtype=bool))
    wanted = whole[mask(index, chosen)].reset_index(drop=True)
    pd.testing.assert_frame_equal(told.frame(rules=rules, filters=chosen), wanted)
    assert told.counts().to_read(chosen, rules) >= len(wanted)
    assert rules != DEFAULT_RULES or told.counts().to_read(chosen) == len(wanted)


def test_claims_of_no_incident_are_found_by_report(told: Store) -> None:
    every = told.not_mapped()
    documents = sorted({claim.document_id for claim in every})
    assert len(documents) == 4
    assert {c.id for c in told.not_mapped(documents=documents[:2])} == {
        c.id for c in every if c.document_id in documents[:2]
    }
    assert told.not_mapped(documents=[]) == []
