"""How many incidents begin in each day, week, month or year."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from incidents.model import EventType
from incidents.query.index import FrameIndex, Mask

Unit = Literal["day", "week", "month", "year"]

# Longest span in days for which a unit is used: about 100 bars, but the whole war still in months.
_UNIT_SPANS: Final[tuple[tuple[Unit, int], ...]] = (("day", 100), ("week", 750), ("month", 6000))


def unit_for(first: np.datetime64, last: np.datetime64) -> Unit:
    """The width of bins that suits a range of days."""
    span = int((last - first).astype(int))
    return next((unit for unit, days in _UNIT_SPANS if span <= days), "year")


def floor_to(days: npt.NDArray[np.datetime64], unit: Unit) -> npt.NDArray[np.datetime64]:
    """The first day of the bin that holds each day."""
    if unit == "week":  # day 0 of the epoch was a Thursday; weeks start on Monday
        numbers = days.astype("int64")
        return np.asarray((numbers - (numbers + 3) % 7).astype("datetime64[D]"))
    if unit == "day":
        return days
    calendar = days.astype("datetime64[M]" if unit == "month" else "datetime64[Y]")
    return calendar.astype("datetime64[D]")


def bin_ends(starts: npt.NDArray[np.datetime64], unit: Unit) -> npt.NDArray[np.datetime64]:
    """The last day of the bins that begin on some days."""
    if unit in ("day", "week"):
        return (starts.astype("int64") + (0 if unit == "day" else 6)).astype("datetime64[D]")
    calendar = starts.astype("datetime64[M]" if unit == "month" else "datetime64[Y]").astype("int64")
    following = (calendar + 1).astype("datetime64[M]" if unit == "month" else "datetime64[Y]")
    return (following.astype("datetime64[D]").astype("int64") - 1).astype("datetime64[D]")


def histogram(frame: pd.DataFrame | FrameIndex, shown: Mask, unit: Unit | None = None) -> pd.DataFrame:
    """How many of the shown incidents begin in each day, week, month or year, by event type.

    Parameters
    ----------
    frame
        The incident table or its index.
    shown
        The rows to count, as :func:`mask` gives them. Undated incidents are not counted.
    unit
        Width of a bin; None chooses it by the range.

    Returns
    -------
    pandas.DataFrame
        ``bin_start`` and ``bin_end`` (first and last day, ``datetime64[s]``), ``unit``, ``event_type``, ``count``;
        a row for each bin and type that has any, in that order.
    """
    index = frame if isinstance(frame, FrameIndex) else FrameIndex(frame)
    rows = shown & ~np.isnat(index.start)
    days, types = index.start[rows], index.event_type[rows].astype("int64")
    return binned(days, types, np.ones(len(days), dtype="int64"), unit)


def binned(
    days: npt.NDArray[np.datetime64],
    types: npt.NDArray[np.int64],
    many: npt.NDArray[np.int64],
    unit: Unit | None,
) -> pd.DataFrame:
    """The histogram of so many incidents of each of some days and types; types by their place in the vocabulary."""
    if not len(days):
        unit = unit or "day"
        starts, kinds, counts = days, types, many
    else:
        unit = unit or unit_for(days.min(), days.max())
        width = len(EventType)
        keys, place = np.unique(floor_to(days, unit).astype("int64") * width + types, return_inverse=True)
        counts = np.bincount(place, weights=many)
        starts, kinds = (keys // width).astype("datetime64[D]"), keys % width
    names = np.array([event.value for event in EventType], dtype=object)
    return pd.DataFrame(
        {
            "bin_start": starts.astype("datetime64[s]"),
            "bin_end": bin_ends(starts, unit).astype("datetime64[s]"),
            "unit": np.full(len(starts), unit, dtype=object),
            "event_type": names[kinds],
            "count": counts.astype("int64"),
        }
    )
