"""How long it takes to filter by a box on the map and to count a selection by area: made-up incidents, no browser.

    python -m benchmarks areas [--sizes 100000,1000000] [--runs N]

"First" is the first time for a table, in which its columns are read; the others are what each change of a filter costs.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.synthetic import synthetic_frame
from incidents.dashboard.map.areas import areas_of
from incidents.query import Box, FrameIndex, Mask, count_by_area

BOX = Box(36, 33, 38, 35.5)


def table(n: int) -> pd.DataFrame:
    """Made-up incidents, each in a district or, as those known by governorate alone, in none."""
    frame = synthetic_frame(n)
    districts = np.array(areas_of("districts"), dtype=object)[np.random.default_rng(2).integers(0, 62, n)]
    return frame.assign(district_id=np.where(frame["precision"] == "governorate", None, districts))


def steps(index: FrameIndex) -> dict[str, Callable[[], Any]]:
    """What is measured."""
    shown: Mask = np.random.default_rng(3).random(len(index)) < 0.9
    return {
        "box": lambda: BOX.holds(*index.points) & index.located,
        "governorates": lambda: count_by_area(index, shown, "governorates", areas_of("governorates")),
        "districts": lambda: count_by_area(index, shown, "districts", areas_of("districts")),
    }


def _took(step: Callable[[], Any]) -> float:
    started = time.perf_counter()
    step()
    return (time.perf_counter() - started) * 1000


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks areas", description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default="100000,1000000", help="numbers, separated by commas")
    parser.add_argument("--runs", type=int, default=15)
    chosen = parser.parse_args(arguments)
    print(f"{platform.machine()}, Python {platform.python_version()}; milliseconds\n")
    print("| incidents | what | first | median | slowest |\n|---|---|---|---|---|")
    for size in chosen.sizes.split(","):
        for name, step in steps(FrameIndex(table(int(size)))).items():
            first = _took(step)
            times = [_took(step) for _ in range(chosen.runs)]
            middle, slowest = statistics.median(times), max(times)
            print(f"| {int(size):,} | {name} | {first:.0f} | {middle:.1f} | {slowest:.1f} |")
    return 0
