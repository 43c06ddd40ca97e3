"""A part of the map as a filter: a box of degrees, drawn by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

DECIMALS: Final = 5
"""Digits of a degree that are kept, about a metre: a box is then the same in the session and in its link."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box on the map, in WGS 84 degrees; its edges belong to it.

    Raises
    ------
    ValueError
        If it is empty, the wrong way round or not on the globe. A box does not reach across the 180th meridian.
    """

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        for name in self.__slots__:
            # + 0.0 makes one zero of the two.
            object.__setattr__(self, name, round(float(getattr(self, name)), DECIMALS) + 0.0)
        # Neither holds for NaN.
        if not (-180 <= self.west < self.east <= 180 and -90 <= self.south < self.north <= 90):
            raise ValueError(
                f"west {self.west}, south {self.south}, east {self.east}, north {self.north} is no box"
            )

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """West, south, east, north: the order of GeoJSON's bbox."""
        return self.west, self.south, self.east, self.north

    def holds(self, lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Which points lie in it; those without coordinates (NaN) do not."""
        inside = (self.south <= lat) & (lat <= self.north) & (self.west <= lon) & (lon <= self.east)
        return np.asarray(inside, dtype=bool)
