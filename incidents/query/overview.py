"""What a selection adds up to: tolls over time, places and actors most named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from incidents.model import ActorCategory
from incidents.query.facets import bit_tally
from incidents.query.index import FrameIndex, Mask
from incidents.query.timeline import Unit, bin_ends, floor_to, unit_for


@dataclass(frozen=True, slots=True)
class Totals:
    """How many incidents a selection holds, and what is told of those killed in them."""

    incidents: int
    contested: int
    with_toll: int
    killed_low: int
    killed_best: int
    killed_high: int
    open_ended: int
    """Incidents whose upper bound is open: the high total leaves them at their best figure."""
    several_sources: int


def totals(index: FrameIndex, shown: Mask) -> Totals:
    """Count a selection; figures of different incidents are added, which may overlap."""
    low, best, high = (_counts(index, f"killed_{name}")[shown] for name in ("low", "best", "high"))
    told = best >= 0
    sources = index.frame["corroboration"].to_numpy(dtype=object)[shown]
    return Totals(
        incidents=int(shown.sum()),
        contested=int((index.contested & shown).sum()),
        with_toll=int(told.sum()),
        killed_low=int(low[told].sum()),
        killed_best=int(best[told].sum()),
        killed_high=int(np.maximum(high, best)[told].sum()),
        open_ended=int((told & (high < 0)).sum()),
        several_sources=int((sources != "single").sum()),
    )


def _counts(index: FrameIndex, column: str) -> npt.NDArray[np.int64]:
    """A column of counts, -1 where there is none."""
    return index.frame[column].to_numpy(dtype="int64", na_value=-1)


def killed_over_time(index: FrameIndex, shown: Mask, unit: Unit | None = None) -> pd.DataFrame:
    """The killed of the shown incidents that begin in each bin, as a band.

    Parameters
    ----------
    index : FrameIndex
    shown : numpy.ndarray of bool
        The rows to count. Undated incidents, and those without a toll, are not counted.
    unit : str, optional
        Width of a bin; None chooses it by the range.

    Returns
    -------
    pandas.DataFrame
        ``bin_start`` and ``bin_end`` (``datetime64[s]``), ``unit``, ``low``, ``best``, ``high`` (an open upper bound
        counts as the best figure), ``incidents``; a row for each bin from the first to the last, empty ones too.
    """
    low, best, high = (_counts(index, f"killed_{name}") for name in ("low", "best", "high"))
    rows = shown & ~np.isnat(index.start) & (best >= 0)
    days = index.start[rows]
    if not len(days):
        names = ("low", "best", "high", "incidents")
        empty = np.array([], dtype="datetime64[s]")
        return pd.DataFrame(
            {
                "bin_start": empty,
                "bin_end": empty,
                "unit": [],
                **{n: np.array([], dtype="int64") for n in names},
            }
        )
    width = unit or unit_for(days.min(), days.max())
    bins, place = np.unique(floor_to(days, width), return_inverse=True)
    upper = np.maximum(high, best)

    def summed(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        return np.bincount(place, weights=values[rows], minlength=len(bins)).astype("int64")

    found = pd.DataFrame(
        {
            "bin_start": bins,
            "low": summed(low),
            "best": summed(best),
            "high": summed(upper),
            "incidents": np.bincount(place, minlength=len(bins)),
        }
    ).set_index("bin_start")
    every = _every_bin(bins, width)
    full = found.reindex(every, fill_value=0).reset_index(names="bin_start")
    starts = full["bin_start"].to_numpy().astype("datetime64[D]")
    full["bin_start"] = starts.astype("datetime64[s]")
    full.insert(1, "bin_end", bin_ends(starts, width).astype("datetime64[s]"))
    full.insert(2, "unit", width)
    return full


def _every_bin(bins: npt.NDArray[np.datetime64], unit: Unit) -> npt.NDArray[np.datetime64]:
    first, last = bins.min(), bins.max()
    if unit in ("day", "week"):
        step = np.timedelta64(1 if unit == "day" else 7, "D")
        return np.arange(first, last + np.timedelta64(1, "D"), step)
    calendar = "datetime64[M]" if unit == "month" else "datetime64[Y]"
    spans = np.arange(first.astype(calendar), last.astype(calendar) + 1)
    return np.asarray(spans.astype("datetime64[D]"))


def by_place(index: FrameIndex, shown: Mask, most: int) -> list[tuple[str, str, int, int]]:
    """The places with most incidents: id, name as in the table, incidents, killed by the best figures."""
    frame = index.frame
    rows = pd.DataFrame(
        {
            "place_id": frame["place_id"].to_numpy(dtype=object)[shown],
            "place": frame["place"].to_numpy(dtype=object)[shown],
            "killed": np.maximum(index.killed[shown], 0),
        }
    ).dropna(subset=["place_id"])
    grouped = rows.groupby("place_id", sort=False).agg(
        place=("place", "first"), n=("killed", "size"), killed=("killed", "sum")
    )
    best = grouped.sort_values(["n", "killed", "place"], ascending=[False, False, True]).head(most)
    columns = (best.index, best["place"], best["n"].tolist(), best["killed"].tolist())
    return [(str(place_id), str(name), n, killed) for place_id, name, n, killed in zip(*columns, strict=True)]


def by_actor(index: FrameIndex, shown: Mask) -> Mapping[str, int]:
    """How many incidents each category is named in as one who did it."""
    return bit_tally(index.perpetrator_bits, shown, ActorCategory)
