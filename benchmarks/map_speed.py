"""How long from a changed filter to the drawn map: ours beside plain folium, on the same data, in a real browser.

    python -m benchmarks map [--sizes sample,1000,100000,1000000] [--runs N] [--folium-runs N]

Each run clicks another option of a radio button that leaves out one event type, so nearly all incidents stay. The
clock starts with the click event in the page and stops one animation frame after the layer was drawn (and, for ours,
after the selection drawn was recognised by its checksum). The server's share is the script's time in Python for
filter and map. The machine's load average stands beside the times: on a busy machine they say little.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from playwright.sync_api import Error as PlaywrightError

from benchmarks.server import chromium, streamlit_server
from benchmarks.synthetic import synthetic_frame
from incidents.frame import to_frame
from incidents.model import EventType
from incidents.store.shipped import sample_results

APP: Final = Path(__file__).with_name("map_app.py")
KINDS: Final = ("ours", "folium")


class Times(NamedTuple):
    """Of one changed filter, in milliseconds."""

    total: float
    """From the click to the drawn map."""
    server: float
    """The script's time in Python for filter and map."""
    browser: float
    """From the selection's arrival in the map's frame to the frame in which it is drawn; NaN for plain folium."""


_WATCH_PAGE = """() => {
    document.addEventListener("click", () => {
        if (!window.clickedAt) window.clickedAt = performance.timeOrigin + performance.now();
    }, true);
}"""
# Hooks instead of polling, which would itself take time. Ours sets its mark in the animation frame after drawing; plain
# folium's layer arrives before the frame in which Leaflet draws its canvas. Both clocks stop in the frame after that.
_WATCH_FRAME = """() => {
    const mark = (checksum, took) => requestAnimationFrame(() => {
        window.lastDrawn = { at: performance.timeOrigin + performance.now(), checksum, took };
    });
    if (window.IncidentMap) {
        let drawn = window.IncidentMap.drawn;
        if (drawn) mark(drawn.checksum, drawn.took);
        Object.defineProperty(window.IncidentMap, "drawn", {
            get: () => drawn,
            set: (value) => { drawn = value; mark(value.checksum, value.took); },
        });
    } else {
        window.feature_group.push = function (layer) {
            requestAnimationFrame(() => mark(null, NaN));
            return Array.prototype.push.call(this, layer);
        };
        mark(null, NaN);
    }
}"""


def load(size: str) -> pd.DataFrame:
    """Incidents to measure with: a number of made-up ones, or the samples that ship with the program."""
    if size != "sample":
        return synthetic_frame(int(size))
    return to_frame((incident for report in sample_results() for incident in report.incidents), samples=True)


def checksum(mask: np.ndarray) -> int:
    """FNV-1a of the bitset, as ``assets/columns.js`` computes it."""
    value = 0x811C9DC5
    for byte in np.packbits(mask, bitorder="little").tobytes():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def measure(kind: str, size: str, runs: int) -> list[Times]:
    """Times of each run; a first one, which warms up, is left out."""
    events = load(size)["event_type"].to_numpy(dtype=object)
    expected = {event: checksum(events != str(event)) for event in EventType} if kind == "ours" else {}
    env = {"MAP_BENCHMARK_KIND": kind, "MAP_BENCHMARK_SIZE": size}
    with streamlit_server(APP, env=env) as url, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(url)
        frame = page.wait_for_selector("iframe", timeout=120_000).content_frame()
        frame.wait_for_selector(".leaflet-container", timeout=120_000)
        frame.wait_for_function("window.IncidentMap || window.feature_group", polling=100, timeout=300_000)
        page.evaluate(_WATCH_PAGE)
        frame.evaluate(_WATCH_FRAME)
        frame.wait_for_function("window.lastDrawn", timeout=300_000)
        options = list(EventType)
        return [
            _change(page, frame, options[(number + 1) % len(options)], expected) for number in range(runs + 1)
        ][1:]


def _change(page: Any, frame: Any, event: EventType, expected: dict[EventType, int]) -> Times:
    name = event.name.lower()
    page.wait_for_timeout(250)
    page.evaluate("window.clickedAt = 0")
    frame.evaluate("window.lastDrawn = null")
    page.locator("[data-testid=stRadio] label").filter(has_text=name).click()
    wanted = expected.get(event)
    frame.wait_for_function(
        "wanted => window.lastDrawn && (wanted === null || window.lastDrawn.checksum === wanted)",
        arg=wanted,
        polling=100,
        timeout=300_000,
    )
    at, took = frame.evaluate("[window.lastDrawn.at, window.lastDrawn.took]")
    clicked = page.evaluate("window.clickedAt")
    text = page.locator("[data-testid=stText]").filter(has_text=f"server {name} ").inner_text(timeout=60_000)
    return Times(at - clicked, float(text.split()[-1]), took)


def _summary(values: list[float]) -> str:
    """Median and 95th percentile, as two cells of a table."""
    if any(math.isnan(value) for value in values):
        return "- | -"
    return f"{statistics.median(values):.0f} | {np.percentile(values, 95):.0f}"


HEAD: Final = (
    "| incidents | map alone | runs | click to drawn, median | p95 | server, median | p95 | browser, median | p95 "
    "| load |\n|---|---|---|---|---|---|---|---|---|---|"
)


def rows(size: str, runs: int, folium_runs: int) -> Iterator[str]:
    """Measure ours and plain folium at one size, a row of Markdown each; folium's page may not survive the data."""
    count = len(load(size))
    for kind, number in zip(KINDS, (runs, folium_runs), strict=True):
        if not number:
            continue
        try:
            times = measure(kind, size, number)
        except PlaywrightError as error:
            # The first line alone: the rest is Playwright's log of the call.
            told = str(error).splitlines()[0].split(": ", 1)[-1]
            yield f"| {count:,} | {kind} | {number} | not drawn: {told} | | | | | | {os.getloadavg()[0]:.1f} |"
            continue
        cells = " | ".join(_summary([getattr(time, part) for time in times]) for part in Times._fields)
        yield f"| {count:,} | {kind} | {number} | {cells} | {os.getloadavg()[0]:.1f} |"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks map", description=__doc__.split("\n")[0])
    parser.add_argument(
        "--sizes", default="sample,1000,100000,1000000", help="sample or numbers, separated by commas"
    )
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--folium-runs", type=int, default=5, help="plain folium takes seconds for each")
    chosen = parser.parse_args(arguments)
    print(f"Milliseconds.\n\n{HEAD}")
    for size in chosen.sizes.split(","):
        for row in rows(size, chosen.runs, chosen.folium_runs):
            print(row, flush=True)
    return 0
