"""In which order a person should check incidents: the gravest and least certain first. Pure."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from incidents.model import AREA_PRECISIONS, Band, Precision, ReviewStatus
from incidents.query import FrameIndex, Mask

UNCERTAINTY: Final = {Band.HIGH: 1.0, Band.MEDIUM: 2.0, Band.LOW: 3.0}
"""By how sure the machine is of the incident."""
CONTESTED: Final = 1.5
"""Factor for an incident on which sources contradict each other."""
VAGUE_PLACE: Final = 1.25
"""Factor for a place known only as an area."""


def priority(index: FrameIndex) -> npt.NDArray[np.float64]:
    """How much it matters that a person looks at each incident.

    The product of its gravity (one more than the logarithm of those killed, to base two) and its uncertainty.

    Returns
    -------
    numpy.ndarray of float64, shape (rows,)
    """
    killed = np.maximum(index.killed, 0)
    gravity = 1 + np.log2(1 + killed)
    by_band = np.array([UNCERTAINTY[band] for band in Band] + [max(UNCERTAINTY.values())])
    uncertain = by_band[index.band]
    vague = np.array([precision in AREA_PRECISIONS for precision in Precision] + [True])[index.precision]
    return np.asarray(
        gravity * uncertain * np.where(index.contested, CONTESTED, 1) * np.where(vague, VAGUE_PLACE, 1)
    )


def to_check(index: FrameIndex, shown: Mask) -> list[str]:
    """Ids of the incidents shown that nobody has checked, the most urgent first."""
    open_ = shown & (index.frame["review"].to_numpy(dtype=object) == ReviewStatus.UNREVIEWED.value)
    positions = np.flatnonzero(open_)
    order = np.argsort(-priority(index)[positions], kind="stable")
    return [str(name) for name in index.frame["id"].to_numpy()[positions[order]]]
