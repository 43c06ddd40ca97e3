"""A box drawn on the map, and the numbers of governorates and districts."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.exchange.about import ATTRIBUTION, About, attribution
from incidents.exchange.formats import FORMATS, dumps, zipped
from incidents.model import CasualtyEstimate, Governorate, Incident, Precision
from incidents.query import (
    Box,
    Filters,
    FrameIndex,
    class_starts,
    count_by_area,
    from_params,
    mask,
    to_frame,
    to_params,
)
from incidents.store import dossiers_of
from tests.factories import HOMS, UNLOCATED, make_result, random_incidents

INCIDENTS = random_incidents(400, seed=11)
INDEX = FrameIndex(to_frame(INCIDENTS, samples=False))
GOVERNORATES = [governorate.value for governorate in Governorate]
DISTRICTS = sorted({i.place.district_id for i in INCIDENTS if i.place.district_id})


def at(lat: float, lon: float, precision: Precision = Precision.SETTLEMENT) -> Incident:
    place = replace(HOMS, lat=lat, lon=lon, precision=precision)
    return replace(make_result().incidents[0], place=place)


def inside(box: Box, *incidents: Incident) -> list[bool]:
    return [bool(found) for found in mask(to_frame(incidents, samples=False), Filters(box=box))]


# --- the box ---


def test_edges_belong_to_a_box_and_an_area_counts_by_its_point() -> None:
    box = Box(36, 33, 37, 34)
    rows = [at(33, 36), at(34, 37), at(33.5, 36.5), at(33.5, 37.00002), at(34.5, 36.5)]
    assert inside(box, *rows) == [True, True, True, False, False]
    assert inside(box, at(33.5, 36.5, Precision.GOVERNORATE)) == [True]


def test_what_the_map_does_not_draw_is_in_no_box() -> None:
    world = Box(-180, -90, 180, 90)
    nowhere = replace(make_result().incidents[0], place=UNLOCATED)
    assert inside(world, nowhere, at(35, 38, Precision.COUNTRY), at(35, 38)) == [False, False, True]


@pytest.mark.parametrize(
    "edges",
    [
        (37, 33, 36, 34), (36, 34, 37, 33), (36, 33, 36, 34), (36, 33, 36.000001, 34), (-181, 0, 0, 1), (0, 0, 1, 91),
        (float("nan"), 33, 37, 34), (36, 33, float("inf"), 34),
    ],
)  # fmt: skip
def test_what_is_no_box_is_refused(edges: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="no box"):
        Box(*edges)


coordinates = st.tuples(
    st.floats(-200, 200), st.floats(-100, 100), st.floats(-200, 200), st.floats(-100, 100)
)


@given(coordinates)
def test_a_box_that_stands_is_the_same_in_its_link(edges: tuple[float, float, float, float]) -> None:
    try:
        box = Box(*edges)
    except ValueError:
        return
    link = {"v": "1", "box": ",".join(f"{edge:.5f}" for edge in box.edges)}
    state, notes = from_params(link)
    assert (state.filters.box, notes) == (box, [])
    assert from_params(to_params(state))[0] == state


@given(st.lists(st.floats(-400, 400) | st.text(max_size=8), max_size=6))
def test_whatever_a_link_says_of_a_box_is_read_or_left_out_with_a_note(parts: list[float | str]) -> None:
    state, notes = from_params({"v": "1", "box": ",".join(map(str, parts))})
    assert (state.filters.box is None) == bool(notes)


@given(st.floats(35, 41), st.floats(32, 36), st.floats(0.01, 3), st.floats(0.01, 3))
def test_a_larger_box_holds_what_a_smaller_one_holds(
    west: float, south: float, wide: float, high: float
) -> None:
    small = mask(INDEX, Filters(box=Box(west, south, west + wide, south + high)))
    large = mask(INDEX, Filters(box=Box(west - 0.1, south - 0.1, west + wide + 0.1, south + high + 0.1)))
    assert not (small & ~large).any()


def test_links_from_before_have_no_box_and_show_incidents() -> None:
    old = {name: value for name, value in to_params(from_params({})[0]).items()
           if name not in ("box", "map", "measure")}  # fmt: skip
    state, notes = from_params(old)
    assert notes == []
    assert (state.filters.box, state.map_mode, state.measure) == (None, "points", "incidents")


def test_an_export_says_that_it_was_cut_to_a_box() -> None:
    assert attribution(None) == ATTRIBUTION
    said = attribution(Box(36.1, 33.25, 37, 34))
    assert said.startswith(ATTRIBUTION)
    assert "36.1 to 37.0 degrees of longitude" in said
    assert "33.25 to 34.0 degrees of latitude" in said


@pytest.mark.parametrize("key", list(FORMATS))
def test_every_format_carries_that(key: str) -> None:
    about = About(attribution=attribution(Box(36.1, 33.25, 37, 34)))
    dossiers = dossiers_of(make_result())
    if FORMATS[key].readme is None:
        made = dumps(key, dossiers, about)
    else:
        with zipfile.ZipFile(io.BytesIO(zipped(key, "a.csv", dossiers, about))) as archive:
            made = archive.read("a.csv.README.txt")
    if zipfile.is_zipfile(io.BytesIO(made)):  # a workbook
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            made = b"".join(map(archive.read, archive.namelist()))
    assert b"36.1 to 37.0 degrees of longitude" in made


# --- areas ---


@given(st.randoms(use_true_random=False), st.sampled_from(["governorates", "districts"]))
@settings(deadline=None, max_examples=40)
def test_areas_agree_with_counting_one_by_one(rng: object, level: str) -> None:
    shown = np.array([rng.random() < 0.6 for _ in INCIDENTS])  # type: ignore[attr-defined]
    ids = GOVERNORATES if level == "governorates" else DISTRICTS
    counts = count_by_area(INDEX, shown, level, ids)  # type: ignore[arg-type]
    chosen = [incident for incident, yes in zip(INCIDENTS, shown, strict=True) if yes]
    for number, area in enumerate(ids):
        held = [i for i in chosen if area in (i.place.governorate, i.place.district_id)]
        told = [i.killed for i in held if i.killed.best is not None]
        assert counts.incidents[number] == len(held)
        assert counts.with_toll[number] == len(told)
        assert counts.killed_best[number] == sum(k.best for k in told)
        assert counts.killed_low[number] == sum(k.low or 0 for k in told)
        assert counts.killed_high[number] == sum(k.best if k.high is None else k.high for k in told)
        assert counts.killed_low[number] <= counts.killed_best[number] <= counts.killed_high[number]
    assert counts.incidents.sum() + counts.elsewhere == shown.sum()


def test_what_is_known_by_governorate_alone_is_in_no_district() -> None:
    vague = replace(HOMS, precision=Precision.GOVERNORATE, district_id=None, place_id="sy:adm1/homs")
    killed = CasualtyEstimate(3, 3, 3, "one source")
    incident = replace(make_result().incidents[0], place=vague, killed=killed)
    index = FrameIndex(to_frame([incident], samples=False))
    everything = np.ones(1, dtype=bool)
    assert count_by_area(index, everything, "governorates", GOVERNORATES).incidents.sum() == 1
    districts = count_by_area(index, everything, "districts", ["sy:adm2/homs/homs"])
    assert (districts.incidents.sum(), districts.elsewhere, districts.killed_elsewhere) == (0, 1, 3)


def test_a_selection_of_nothing_and_a_table_of_nothing() -> None:
    for index in (INDEX, FrameIndex(to_frame([], samples=False))):
        counts = count_by_area(index, np.zeros(len(index), dtype=bool), "districts", DISTRICTS)
        assert counts.incidents.tolist() == [0] * len(DISTRICTS)
        assert class_starts(counts.incidents) == []


def test_a_million_rows_are_counted_at_once() -> None:
    many = 2500
    frame = pd.concat([INDEX.frame] * many, ignore_index=True)
    index = FrameIndex(frame)
    shown = np.ones(len(frame), dtype=bool)
    count_by_area(index, shown, "districts", DISTRICTS)  # reads the columns, once for a table
    started = time.perf_counter()
    counts = count_by_area(index, shown, "districts", DISTRICTS)
    took = time.perf_counter() - started
    one = count_by_area(INDEX, np.ones(len(INDEX), dtype=bool), "districts", DISTRICTS)
    assert counts.killed_best.tolist() == (one.killed_best * many).tolist()
    assert took < 1.5, f"{took:.2f} s"


@given(st.lists(st.integers(0, 10_000), max_size=80), st.integers(1, 7))
def test_classes_cover_every_value_above_zero(values: Sequence[int], most: int) -> None:
    numbers = np.array(values, dtype="int64")
    starts = class_starts(numbers, most)
    assert starts == sorted(set(starts))
    assert len(starts) <= most
    above = numbers[numbers > 0]
    assert bool(starts) == bool(len(above))
    if starts:
        assert starts[0] == above.min()
        assert set(starts) <= set(values), "no class is empty"


def test_few_different_values_have_a_class_each() -> None:
    assert class_starts(np.array([0, 4, 4, 9, 1])) == [1, 4, 9]


def test_many_areas_with_one_incident_leave_classes_for_the_others() -> None:
    assert class_starts(np.array([1] * 40 + [2, 3, 4, 6, 13, 17, 40, 90, 700])) == [1, 3, 6, 17, 90]
