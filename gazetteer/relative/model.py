"""A relative place taken apart, and the circle it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Relation = Literal["side", "near", "between", "outskirts", "countryside", "part"]


@dataclass(frozen=True, slots=True)
class Relative:
    """A phrase taken apart. ``approximate`` is False only where one plain number is given, without "about" or range."""

    relation: Relation
    anchors: tuple[str, ...]
    """Names as written, without articles and "the town of"; two for "between". "Talbiseh, Homs" keeps its context."""
    bearing_deg: float | None = None
    """Seen from the anchor: 0 north, clockwise."""
    distance_km: float | None = None
    approximate: bool = True
    spread_km: float = 0.0
    """Half the width of a range: 5 for "20 to 30 km", whose ``distance_km`` is 25."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A circle that should hold the place meant (WGS 84 degrees, km), with a reason a person can read."""

    lat: float
    lon: float
    radius_km: float
    reason: str
