"""What the database counts is what is counted on the whole table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from incidents.frame import flatten
from incidents.model import CasualtyEstimate, Incident
from incidents.query import Filters, FrameIndex, facets, histogram, mask
from incidents.query.grid import Cell, Grid, areas, cells, grid_of
from incidents.store import Store, flat, pushdown, records, schema, search
from tests.factories import make_claim, make_document, random_incidents
from tests.test_query import filters

some = settings(
    deadline=None,
    max_examples=25,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
"""Many parts in each example, and the table is filled once; what fails is small enough to read as it is."""
MANY = 300


def told() -> list[Incident]:
    """Incidents with open bounds and areas of several sizes."""
    made = random_incidents(MANY, seed=3)
    return [
        replace(
            one,
            killed=replace(one.killed, high=None if n % 3 else one.killed.high),
            place=replace(one.place, radius_km=(0.6, 12.0, 70.0)[n % 3]),
            wounded=CasualtyEstimate(n % 5, n % 5, n % 5),
        )
        for n, one in enumerate(made)
    ]


@pytest.fixture(scope="module")
def filled(new_store: Callable[[], Store]) -> tuple[Store, FrameIndex]:
    store, now = new_store(), dt.datetime.now(dt.UTC)
    columns = {"choice": False, "created_at": now}
    with store._writing() as connection:
        run = {"extractor": "", "rules": "", "gazetteer": "", "model": "", "created_at": now}
        seq = connection.execute(schema.run.insert().values(run)).inserted_primary_key[0]
        rows = flat.columns_of(connection, [flatten(one, False) for one in told()])
        connection.execute(schema.incident.insert(), [row | columns | {"run_seq": seq} for row in rows])
        _told_in_words(connection, now)
        # What was superseded counts nowhere.
        old = dict(rows[0]) | columns | {"run_seq": seq, "id": "inc-old", "superseded_at": now}
        connection.execute(schema.incident.insert(), [old])
    return store, FrameIndex(store.frame())


def _told_in_words(connection: Connection, now: dt.datetime) -> None:
    """Two reports, by turns each incident's; its claim holds words that a filter looks for, or does not."""
    documents = [make_document(text) for text in ("A قصف. ", "A car bomb, an-Nu‘mān 45. ")]
    for document in documents:
        search.add_documents(connection, [(document, ())])
        values = {"ref": "", "sample": False, "added_at": now, "id": document.id, "text": document.text}
        connection.execute(schema.document.insert().values(values))
    quotes = ("قصف and a car bomb", "45 in an-Nu‘mān", "nothing")
    for n, seq in enumerate(connection.scalars(select(schema.incident.c.seq)).all()):
        claim = replace(make_claim(documents[n % 2], "A "), quote=quotes[n % 3], id=f"clm-{n}")
        values = {
            "id": claim.id,
            "document_id": claim.document_id,
            "digest": "",
            "record": records.dumps(claim),
        }
        number = connection.execute(schema.claim.insert().values(values)).inserted_primary_key[0]
        search.add_claims(connection, {number: claim})
        held = {"incident_seq": seq, "position": 0, "claim_seq": number}
        connection.execute(schema.incident_claim.insert().values(held))


def narrowed(filled: tuple[Store, FrameIndex], chosen: Filters) -> tuple[Store, FrameIndex]:
    """With the rows in which the words of the filter stand."""
    store, index = filled
    found = store.search(chosen.words, chosen.words_in)
    assert not chosen.words or 0 < len(found) < MANY
    return store, index.narrowed(index.frame["id"].isin(found).to_numpy(dtype=bool))


@some
@given(filters())
def test_counts_facets_and_histogram_are_those_of_the_table(
    filled: tuple[Store, FrameIndex], chosen: Filters
) -> None:
    store, index = narrowed(filled, chosen)
    shown = mask(index, chosen)
    with store._reading() as connection:
        assert pushdown.count(connection, chosen) == shown.sum()
        assert pushdown.facets(connection, chosen) == facets(index, chosen)
        pd.testing.assert_frame_equal(pushdown.timeline(connection, chosen), histogram(index, shown))


@some
@given(
    filters(),
    st.tuples(st.floats(30, 38), st.floats(34, 43), st.floats(0.01, 8), st.floats(0.01, 8)),
    st.integers(4, 16),
)
def test_the_cells_and_areas_of_a_view_are_those_of_the_table(
    filled: tuple[Store, FrameIndex], chosen: Filters, view: tuple[float, float, float, float], zoom: int
) -> None:
    store, index = narrowed(filled, chosen)
    south, west, high, wide = view
    # As many pixels as a large screen has, at most.
    span = 4000 * 360 / (256 * 2**zoom)
    grid = grid_of(west, south, west + min(wide, span), south + min(high, span), zoom)
    shown = mask(index, chosen)
    with store._reading() as connection:
        assert pushdown.areas(connection, chosen, grid) == areas(index, shown, grid)
        found, wanted = pushdown.cells(connection, chosen, grid), cells(index, shown, grid)
    assert [settled(cell) for cell in found] == [settled(cell) for cell in wanted]


def settled(cell: Cell) -> Cell:
    """Sums of floats differ in their last digits with the order."""
    return replace(cell, lat=round(cell.lat, 9), lon=round(cell.lon, 9))


@pytest.mark.parametrize("level", ["governorate", "district_id"])
def test_sums_by_area_are_those_of_the_rows(filled: tuple[Store, FrameIndex], level: str) -> None:
    store, index = filled
    frame = index.frame[mask(index, Filters())]
    with store._reading() as connection:
        found = pushdown.by_area(connection, Filters(), level)
    assert found.keys() == set(frame[level])
    for area, sums in found.items():
        mine = frame[frame[level].isna() if area is None else frame[level] == area]
        with_toll = mine[mine["killed_best"].notna()]
        high = with_toll["killed_high"].fillna(with_toll["killed_best"])
        assert sums == pushdown.AreaSums(
            len(mine),
            len(with_toll),
            with_toll["killed_low"].sum(),
            with_toll["killed_best"].sum(),
            np.maximum(high, with_toll["killed_best"]).sum(),
        )


def test_a_grid_covers_its_view_and_its_cells_are_those_of_the_world() -> None:
    one, beside = grid_of(36.0, 33.0, 37.0, 34.0, 9), grid_of(36.5, 33.4, 37.5, 34.4, 9)
    assert one.lats[0] <= 33.0 < 34.0 < one.lats[-1]
    assert one.lons[0] <= 36.0 < 37.0 < one.lons[-1]
    assert list(one.lats) == sorted(set(one.lats))
    assert set(one.lons) & set(beside.lons), "moving the map does not move the cells"
    assert grid_of(36.0, 33.0, 37.0, 34.0, 12).area_km < one.area_km
    assert grid_of(-180, -90, 180, 90, 1).lats[0] < -85


def test_every_part_of_a_filter_is_known_to_the_database() -> None:
    """A part that was forgotten would show more than was asked for."""
    parts = (*pushdown._PARTS, pushdown._with_words)
    known = {name for part in parts for name in part.__code__.co_names}
    assert {field.name for field in fields(Filters)} <= known


def test_a_moment_of_the_past_counts_what_stood_then(filled: tuple[Store, FrameIndex]) -> None:
    store, _ = filled
    before = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
    with store._reading() as connection:
        assert pushdown.count(connection, Filters(), before) == 0
        assert pushdown.count(connection, Filters(), dt.datetime.now(dt.UTC)) > 0


def test_an_empty_view_holds_nothing(filled: tuple[Store, FrameIndex]) -> None:
    store, _ = filled
    with store._reading() as connection:
        assert pushdown.cells(connection, Filters(), Grid((0.0, 1.0), (0.0, 1.0), 1.0)) == []


def test_the_parts_of_a_page_add_up(filled: tuple[Store, FrameIndex]) -> None:
    store, index = filled
    grid, chosen = grid_of(35.5, 32.0, 42.5, 37.5, 7), Filters(contested="no")
    made, shown = store.counts(), mask(index, chosen)
    assert made.sizes(chosen).shown == shown.sum()
    for level in ("governorates", "districts"):
        assert sum(s.incidents for s in made.by_area(chosen, level).values()) == shown.sum()
    assert made.facets(chosen) == facets(index, chosen)
    assert made.histogram(chosen)["count"].sum() == (shown & index.frame["date_start"].notna()).sum()
    cells, areas = made.view(chosen, grid)
    drawn = [*cells, *areas]
    assert sum(one.sums.incidents for one in drawn) == (shown & index.located).sum(), (
        "the view holds all of them"
    )
