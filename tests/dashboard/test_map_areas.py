"""Areas coloured by numbers: what travels to the browser, what comes back, and a scale that every eye can read."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest

from incidents.dashboard.map import AreaClick, AreaFill
from incidents.dashboard.map.areas import areas_of, clicked_area
from incidents.dashboard.map.component import box_in
from incidents.dashboard.map.layer import ASSETS, IncidentLayer
from incidents.dashboard.map.palette import AREA_COLOURS, AREA_COLOURS_DARK, area_colours
from incidents.model import Governorate
from incidents.query import Box, FrameIndex, to_frame
from tests.dashboard.test_map_palette import VISION, linear, oklab
from tests.factories import random_incidents

INDEX = FrameIndex(to_frame(random_incidents(200, seed=3), samples=False))
EVERYTHING = np.ones(200, dtype=bool)


def test_areas_stand_in_the_order_of_the_base_map() -> None:
    base = json.loads((ASSETS / "basemap.json").read_text(encoding="utf-8"))
    assert list(areas_of("districts")) == [district["id"] for district in base["districts"]]
    assert list(areas_of("governorates")) == [governorate["name"] for governorate in base["governorates"]]
    assert set(areas_of("governorates")) == {governorate.value for governorate in Governorate}


@pytest.mark.parametrize("level", ["governorates", "districts"])
def test_numbers_and_our_own_colours_are_all_that_travels(level: Any) -> None:
    fill = AreaFill.of(INDEX, EVERYTHING, level, "killed", dark=True)
    state = fill.state()
    assert len(state["rows"]) == len(areas_of(level))
    assert {len(row) for row in state["rows"]} == {5}
    assert len(state["colours"]) == len(state["starts"])
    assert set(state["colours"]) <= set(AREA_COLOURS_DARK)
    assert sum(row[0] for row in state["rows"]) + state["elsewhere"] == 200
    words = set(re.findall(r"[a-z]{3,}", json.dumps({**state, "colours": []})))
    assert words <= {"level", "measure", "rows", "starts", "colours", "elsewhere", level, "killed"}
    layer = IncidentLayer(url="media/0a.bin", version="0" * 32, bits=b"", areas=fill)
    assert json.loads(layer.state)["areas"] == state


@pytest.mark.parametrize(
    ("click", "expected"),
    [
        ({"area": 6, "level": "governorates"}, AreaClick("governorates", "Homs")),
        ({"area": 14, "level": "governorates"}, None),
        ({"area": -1, "level": "governorates"}, None),
        ({"area": True, "level": "governorates"}, None),
        ({"area": "Homs", "level": "governorates"}, None),
        ({"area": 6, "level": "districts"}, None),
        ({"area": 6}, None),
        ({}, None),
    ],
)
def test_only_an_area_that_is_shown_can_be_clicked(click: dict[str, Any], expected: AreaClick | None) -> None:
    assert clicked_area("governorates", click) == expected


@pytest.mark.parametrize(
    "edges",
    [
        None,
        "36,33,37,34",
        [36, 33, 37],
        [37, 33, 36, 34],
        [36, 33, "37", 34],
        [36, 33, None, 34],
        [1e9, 0, 2e9, 1],
    ],
)
def test_a_box_from_the_browser_is_checked(edges: Any) -> None:
    assert box_in({"box": edges}) is None
    assert box_in({"box": [36, 33, 37.123456, 34]}) == Box(36, 33, 37.12346, 34)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize(("scale", "up"), [(AREA_COLOURS, -1), (AREA_COLOURS_DARK, 1)], ids=["light", "dark"])
def test_steps_of_the_scale_differ_in_lightness_for_every_eye(
    scale: tuple[str, ...], up: int, vision: str
) -> None:
    lightness = [float(oklab(VISION[vision] @ linear(colour))[0]) for colour in scale]
    assert min(np.diff(lightness) * up) > 0.06


def test_fewer_classes_still_span_the_scale() -> None:
    assert area_colours(5) == list(AREA_COLOURS)
    assert area_colours(2) == [AREA_COLOURS[0], AREA_COLOURS[-1]]
    assert area_colours(1) == [AREA_COLOURS[2]]
    assert area_colours(0) == []
