"""What a selection adds up to."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.frame import to_frame
from incidents.model import CasualtyEstimate, DateRange, Incident
from incidents.query import FrameIndex
from incidents.query.overview import by_actor, by_place, killed_over_time, totals
from tests.factories import DARAA, HOMS, UNLOCATED, make_result, random_incidents

INCIDENTS = random_incidents(300, seed=5)
INDEX = FrameIndex(to_frame(INCIDENTS, samples=False))


def one(**fields: object) -> Incident:
    return replace(make_result().incidents[0], **fields)


def over(*incidents: Incident) -> tuple[FrameIndex, np.ndarray]:
    return FrameIndex(to_frame(incidents, samples=False)), np.ones(len(incidents), dtype=bool)


def on(year: int, month: int, day: int) -> DateRange:
    return DateRange(dt.date(year, month, day), dt.date(year, month, day))


def test_totals_keep_an_open_bound_at_the_best_figure_and_say_so() -> None:
    found = totals(*over(one(killed=CasualtyEstimate(45, 50, None)), one(killed=CasualtyEstimate(1, 2, 3)),
                         one(killed=CasualtyEstimate())))  # fmt: skip
    assert (found.incidents, found.with_toll, found.open_ended) == (3, 2, 1)
    assert (found.killed_low, found.killed_best, found.killed_high) == (46, 52, 53)


def test_the_band_has_a_bin_for_every_month_between() -> None:
    band = killed_over_time(
        *over(one(dates=on(2012, 1, 5), killed=CasualtyEstimate(1, 2, 3)),
              one(dates=on(2012, 1, 9), killed=CasualtyEstimate(10, 10, None)),
              one(dates=on(2012, 4, 30), killed=CasualtyEstimate(5, 5, 5)),
              one(dates=None, killed=CasualtyEstimate(9, 9, 9))), "month"
    )  # fmt: skip
    assert band["bin_start"].dt.strftime("%Y-%m").tolist() == ["2012-01", "2012-02", "2012-03", "2012-04"]
    assert band["bin_end"].dt.date.tolist()[1] == dt.date(2012, 2, 29)
    assert band[["low", "best", "high", "incidents"]].to_numpy().tolist() == [
        [11, 12, 13, 2], [0, 0, 0, 0], [0, 0, 0, 0], [5, 5, 5, 1],
    ]  # fmt: skip


def test_nothing_to_draw_is_an_empty_band() -> None:
    assert killed_over_time(*over(one(dates=None))).empty
    assert killed_over_time(*over(one(killed=CasualtyEstimate()))).empty


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([None, "day", "week", "month", "year"]))
def test_the_band_loses_no_toll_and_is_in_order(seed: int, unit: str | None) -> None:
    shown = np.random.default_rng(seed).random(len(INCIDENTS)) < 0.3
    band = killed_over_time(INDEX, shown, unit)
    dated = [i for i, s in zip(INCIDENTS, shown, strict=True) if s and i.dates and i.killed.best is not None]
    assert band["best"].sum() == sum(i.killed.best or 0 for i in dated)
    assert band["incidents"].sum() == len(dated)
    assert (band["low"] <= band["best"]).all()
    assert (band["best"] <= band["high"]).all()
    assert band["bin_start"].is_monotonic_increasing
    assert band["bin_start"].is_unique


def test_places_are_counted_by_id_and_the_unlocated_left_out() -> None:
    homs, daraa, nowhere = one(place=HOMS), one(place=DARAA), one(place=UNLOCATED)
    found = by_place(*over(daraa, homs, nowhere, homs), most=5)
    assert [(i, n) for i, _, n, _ in found] == [("sy:homs/karm-al-zeitoun", 2), ("gn:170905", 1)]
    assert found[0][3] == 90
    assert len(by_place(*over(daraa, homs), most=1)) == 1


def test_actors_are_counted_once_an_incident() -> None:
    every = np.ones(len(INCIDENTS), dtype=bool)
    assert by_actor(INDEX, every) == Counter(c.value for i in INCIDENTS for c in set(i.perpetrators))


@pytest.mark.parametrize("unit", ["day", "week", "month", "year"])
def test_one_day_is_one_bin(unit: str) -> None:
    assert len(killed_over_time(*over(one()), unit)) == 1
