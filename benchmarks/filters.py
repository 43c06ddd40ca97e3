"""A changed filter worked out on the table in memory: which incidents, all live counts, the timeline, the areas.

    python -m benchmarks filters [--sizes 10000,100000,1000000]

The yardstick answers the same questions with plain pandas: ``query``, ``value_counts`` for each list of choices,
``groupby`` for months and governorates. It does not leave out a list's own choice from its counts, so it has less to
do. "First" is the time to make a table ready for filtering.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from typing import Final

import numpy as np
import pandas as pd

from benchmarks.areas import table
from benchmarks.speed import seconds
from incidents.dashboard.map.areas import areas_of
from incidents.model import EventType, ReviewStatus
from incidents.query import Filters, FrameIndex, count_by_area, facets, histogram, mask

KINDS: Final = frozenset({EventType.BATTLES, EventType.EXPLOSIONS})
CHOSEN: Final = Filters(
    event_types=KINDS,
    contested="no",
    killed_min=1,
    date_from=dt.date(2013, 1, 1),
    include_undated=False,
    reviews=frozenset(ReviewStatus),
)
LISTS: Final = (
    "event_type",
    "sub_event_type",
    "governorate",
    "corroboration",
    "precision",
    "confidence",
    "contested",
)
SETS: Final = ("actors", "perpetrators")


def ours(index: FrameIndex) -> int:
    """All that the page shows of a selection; how many are in it."""
    shown = mask(index, CHOSEN)
    facets(index, CHOSEN)
    histogram(index, shown)
    count_by_area(index, shown, "governorates", areas_of("governorates"))
    return int(np.sum(shown))


def plain(frame: pd.DataFrame) -> int:
    """The same with pandas alone."""
    wanted = [kind.value for kind in KINDS]
    asked = "event_type in @wanted and not contested and killed_best >= 1 and date_end >= '2013-01-01'"
    found = frame.query(asked, local_dict={"wanted": wanted})
    for name in LISTS:
        found[name].value_counts()
    for name in SETS:
        found[name].explode().value_counts()
    found.groupby([found["date_start"].dt.to_period("M"), "event_type"], observed=True).size()
    found.groupby("governorate", observed=True)["killed_best"].agg(["size", "sum"])
    return len(found)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks filters", description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default="10000,100000,1000000", help="numbers, separated by commas")
    parser.add_argument("--runs", type=int, default=7)
    chosen = parser.parse_args(arguments)
    print("Milliseconds.\n")
    print("| incidents | first | a changed filter | an incident, beside the fewest | plain pandas | ratio |")
    print("|---|---|---|---|---|---|", flush=True)
    least = None
    for size in map(int, chosen.sizes.split(",")):
        frame = table(size)
        begin = time.perf_counter()
        index = FrameIndex(frame)
        found = ours(index)
        first = (time.perf_counter() - begin) * 1000
        mine = 1000 * seconds(lambda index=index: ours(index), chosen.runs)
        if found != plain(frame):
            raise SystemExit("the two do not find the same incidents")
        theirs = 1000 * seconds(lambda frame=frame: plain(frame), max(1, chosen.runs // 2))
        least = least or mine / size
        growth = mine / size / least
        told = (
            f"| {size:,} | {first:,.0f} | {mine:.1f} | {growth:.2f} | {theirs:,.1f} | {theirs / mine:.0f} |"
        )
        print(told, flush=True)
    return 0
