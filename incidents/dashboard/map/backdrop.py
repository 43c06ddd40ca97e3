"""Known places behind the numbered ones, so that whoever sets a point finds it between villages with names.

They travel once per version, as data the browser fetches by a content hash, and never through folium.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

MOST_PLACES: Final = 20_000
LONGEST_NAME: Final = 48
"""Characters of a name that are shown; the others on the map are to be read too."""
_KEPT: Final = 4
"""Versions that stay packed: sessions may differ in what they know for a while."""


@dataclass(frozen=True, eq=False)
class Backdrop:
    """Known places, drawn as small quiet dots with names once one zooms in.

    Sequences of equal length, one value per place. Those without a point on the globe or without a name are left
    out, as are the lightest beyond ``MOST_PLACES``.

    Raises
    ------
    ValueError
        If the sequences differ in length.
    """

    version: str
    """Names the data: what is packed under a version is not looked at again."""
    lats: Sequence[float]
    """WGS 84 degrees, as ``lons``."""
    lons: Sequence[float]
    names: Sequence[str]
    """In any script; shown as text only."""
    weights: Sequence[int]
    """Population or another measure of what is well known: the heavier is seen earlier and gets its name first."""

    def __post_init__(self) -> None:
        lengths = {len(values) for values in (self.lats, self.lons, self.names, self.weights)}
        if len(lengths) > 1:
            raise ValueError(f"the columns of a backdrop differ in length: {sorted(lengths)}")


@dataclass(frozen=True, slots=True)
class PackedBackdrop:
    """A backdrop ready to be served, named by its content."""

    payload: bytes
    version: str


_cache: dict[str, PackedBackdrop] = {}
_cache_lock = threading.Lock()


def packed(backdrop: Backdrop) -> PackedBackdrop:
    """Pack a backdrop, once per version."""
    with _cache_lock:
        known = _cache.pop(backdrop.version, None) or pack(backdrop)
        _cache[backdrop.version] = known
        while len(_cache) > _KEPT:
            del _cache[next(iter(_cache))]
    return known


def pack(backdrop: Backdrop) -> PackedBackdrop:
    """Write what the browser draws, the heaviest place first.

    Coordinates are whole hundred-thousandths of a degree, about a metre.
    """
    lats, lons = _degrees(backdrop.lats), _degrees(backdrop.lons)
    drawn = (np.abs(lats) <= 90) & (np.abs(lons) <= 180)  # neither holds for NaN
    heaviest = np.argsort(-np.asarray(backdrop.weights, dtype=np.float64), kind="stable")
    names = list(backdrop.names)
    rows = [int(row) for row in heaviest if drawn[row] and names[row].strip()][:MOST_PLACES]
    body: dict[str, Any] = {
        "lats": np.rint(lats[rows] * 1e5).astype(int).tolist(),
        "lons": np.rint(lons[rows] * 1e5).astype(int).tolist(),
        "names": [_shortened(names[row].strip()) for row in rows],
    }
    version = hashlib.sha256(_json(body)).hexdigest()[:32]
    return PackedBackdrop(_json({"version": version, **body}), version)


def _degrees(values: Sequence[float]) -> npt.NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)


def _json(value: dict[str, Any]) -> bytes:
    # Not escaped, as Arabic would be three times as long; half a character becomes a question mark.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
