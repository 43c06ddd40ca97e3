"""Governorates or districts coloured by numbers: what the browser needs for it, as numbers in the base map's order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from incidents.dashboard.map.palette import area_colours
from incidents.model import Governorate
from incidents.query import AreaCounts, FrameIndex, Level, Mask, Measure, class_starts, count_by_area
from incidents.store.pushdown import AreaSums

_BASE_MAP: Final = Path(__file__).parent / "assets" / "basemap.json"

_NONE: Final = AreaSums(0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class AreaClick:
    """An area that was clicked: a governorate, or a district by its id."""

    level: Level
    area: str


@dataclass(frozen=True, eq=False)
class AreaFill:
    """Areas with their numbers, ready to be drawn."""

    level: Level
    measure: Measure
    areas: tuple[str, ...]
    """Names of governorates or ids of districts, in the order of the base map."""
    counts: AreaCounts
    dark: bool = False

    @classmethod
    def of(
        cls, index: FrameIndex, shown: Mask, level: Level, measure: Measure, *, dark: bool = False
    ) -> AreaFill:
        """Count a selection by area."""
        areas = areas_of(level)
        return cls(level, measure, areas, count_by_area(index, shown, level, areas), dark)

    @classmethod
    def of_sums(
        cls, sums: Mapping[str | None, AreaSums], level: Level, measure: Measure, *, dark: bool = False
    ) -> AreaFill:
        """Take over what a database has counted, by governorate or by district."""
        areas = areas_of(level)
        inside = [sums.get(area, _NONE) for area in areas]
        outside = [found for area, found in sums.items() if area not in areas]

        def column(name: str) -> npt.NDArray[np.int64]:
            return np.array([getattr(found, name) for found in inside], dtype="int64")

        counts = AreaCounts(
            incidents=column("incidents"),
            with_toll=column("with_toll"),
            killed_low=column("killed_low"),
            killed_best=column("killed_best"),
            killed_high=column("killed_high"),
            elsewhere=sum(found.incidents for found in outside),
            killed_elsewhere=sum(found.killed_best for found in outside),
        )
        return cls(level, measure, areas, counts, dark)

    @property
    def starts(self) -> Sequence[int]:
        """Where the classes of the measure begin."""
        return class_starts(self.counts.of(self.measure))

    def state(self) -> dict[str, Any]:
        """What travels to the browser: no word but the two of our own vocabulary, and colours of our own."""
        counts, starts = self.counts, list(self.starts)
        columns = (
            counts.incidents, counts.with_toll, counts.killed_low, counts.killed_best, counts.killed_high,
        )  # fmt: skip
        return {
            "level": self.level,
            "measure": self.measure,
            "rows": [list(row) for row in zip(*(column.tolist() for column in columns), strict=True)],
            "starts": starts,
            "colours": area_colours(len(starts), dark=self.dark),
            "elsewhere": counts.elsewhere,
        }


def clicked_area(level: Level, click: Mapping[str, Any]) -> AreaClick | None:
    """The area that a click names by its position; None if it names none of this level."""
    place, areas = click.get("area"), areas_of(level)
    if type(place) is not int or not 0 <= place < len(areas) or click.get("level") != level:
        return None
    return AreaClick(level, areas[place])


@cache
def areas_of(level: Level) -> tuple[str, ...]:
    """The areas of the base map in its order: governorates by name, districts by id."""
    features = json.loads(_BASE_MAP.read_text(encoding="utf-8"))[level]
    if level == "districts":
        return tuple(feature["id"] for feature in features)
    return tuple(Governorate(feature["name"]).value for feature in features)
