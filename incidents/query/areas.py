"""How many incidents, and how many killed, each governorate or district holds: the numbers of a choropleth map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from incidents.model import Governorate
from incidents.query.index import FrameIndex, Mask

Level = Literal["governorates", "districts"]
Measure = Literal["incidents", "killed"]
MapMode = Literal["points", "governorates", "districts"]

MAP_MODES: Final[tuple[MapMode, ...]] = ("points", "governorates", "districts")
MEASURES: Final[tuple[Measure, ...]] = ("incidents", "killed")
MOST_CLASSES: Final = 5
"""Steps of a sequential scale that the eye still tells apart on a map."""

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class AreaCounts:
    """A selection by area. Arrays of equal length, one value per area in the order asked for.

    Figures of different incidents are added, though reports may overlap; incidents without a figure add nothing.
    """

    incidents: Counts
    with_toll: Counts
    """Incidents for which a toll is told, a told 0 included."""
    killed_low: Counts
    killed_best: Counts
    killed_high: Counts
    """An open upper bound counts as the best figure."""
    elsewhere: int
    """Incidents of the selection that are known to lie in none of the areas."""
    killed_elsewhere: int
    """Killed in those, by the best figures."""

    def of(self, measure: Measure) -> Counts:
        """What the map is coloured by."""
        return self.incidents if measure == "incidents" else self.killed_best


def count_by_area(index: FrameIndex, shown: Mask, level: Level, ids: Sequence[str]) -> AreaCounts:
    """Count a selection by governorate or district, by what is known of each incident's place.

    A governorate holds every incident known to lie in it, however vaguely. A district holds those whose place, or a
    wider place around it, is known to be the district or part of it: not those known by governorate alone.

    Parameters
    ----------
    index : FrameIndex
    shown : numpy.ndarray of bool, shape (rows,)
        The selection.
    level : str
        ``governorates`` or ``districts``.
    ids : sequence of str
        Names of governorates, or ids of districts; areas outside it are counted as elsewhere.
    """
    codes = _codes(index, level, ids)[shown]
    low, best, high = (_killed(index, name)[shown] for name in ("low", "best", "high"))
    told = best >= 0

    def added(values: npt.NDArray[np.int64]) -> Counts:
        # Floats hold these sums exactly up to 2**53.
        return np.bincount(codes, weights=values, minlength=len(ids) + 1).astype("int64")

    incidents = np.bincount(codes, minlength=len(ids) + 1).astype("int64")
    best_sums = added(np.where(told, best, 0))
    return AreaCounts(
        incidents=incidents[1:],
        with_toll=added(told.astype("int64"))[1:],
        killed_low=added(np.where(told, np.maximum(low, 0), 0))[1:],
        killed_best=best_sums[1:],
        killed_high=added(np.where(told, np.maximum(high, best), 0))[1:],
        elsewhere=int(incidents[0]),
        killed_elsewhere=int(best_sums[0]),
    )


def _codes(index: FrameIndex, level: Level, ids: Sequence[str]) -> npt.NDArray[np.int64]:
    """For each row the area's position in `ids` plus one; 0 where it is in none of them."""
    position = {area: number for number, area in enumerate(ids, start=1)}
    if level == "governorates":
        known: Sequence[str] = [governorate.value for governorate in Governorate]
        codes = index.governorate.astype("int64")
    else:
        known, codes = index.district
    # The last place is for -1, no value.
    table = np.array([position.get(area, 0) for area in known] + [0], dtype="int64")
    return np.asarray(table[codes])


def _killed(index: FrameIndex, bound: str) -> npt.NDArray[np.int64]:
    """A column of counts, -1 where there is none."""
    return index.frame[f"killed_{bound}"].to_numpy(dtype="int64", na_value=-1)


def class_starts(values: Counts, most: int = MOST_CLASSES) -> list[int]:
    """Where the classes of a sequential scale begin: quantiles of the different values above zero.

    Zero is no class: an area without any is not coloured. Counts of incidents are skewed, so that equal steps would
    put nearly all areas into the first class; and low counts repeat, so that quantiles of all areas would coincide.

    Parameters
    ----------
    values : numpy.ndarray of int
    most : int
        How many classes at most; fewer where there are fewer different values.

    Returns
    -------
    list of int
        Ascending. A class reaches to just below the start of the next, the last to the highest value.
    """
    different = np.unique(values[values > 0])
    if len(different) > most:
        different = different[np.arange(most) * len(different) // most]
    return [int(value) for value in different]
