"""How long from a changed filter to the drawn map: ours beside plain folium, on the same data, in a real browser.

    python -m benchmarks map [--sizes sample,100000] [--runs N] [--folium-runs N]

Each run clicks another option of a radio button that leaves out one event type, so nearly all incidents stay. The
clock starts with the click event in the page and stops one animation frame after the layer was drawn (and, for ours,
after the selection drawn was recognised by its checksum). The server's share is the script's time in Python for
filter and map.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from benchmarks.server import chromium, streamlit_server
from benchmarks.synthetic import synthetic_frame
from incidents.frame import to_frame
from incidents.model import EventType
from incidents.samples import sample_results

APP: Final = Path(__file__).with_name("map_app.py")
KINDS: Final = ("ours", "folium")

_WATCH_PAGE = """() => {
    document.addEventListener("click", () => {
        if (!window.clickedAt) window.clickedAt = performance.timeOrigin + performance.now();
    }, true);
}"""
# For ours the engine's mark; for plain folium the arrival of the next layer, whose canvas Leaflet draws in the
# animation frame after it.
_WATCH_FRAME = """() => {
    let last = null;
    const state = () => window.IncidentMap
        ? window.IncidentMap.drawn && window.IncidentMap.drawn.at
        : window.feature_group && window.feature_group.length;
    const look = () => {
        const now = state();
        if (now && now !== last) {
            last = now;
            requestAnimationFrame(() => {
                const checksum = window.IncidentMap ? window.IncidentMap.drawn.checksum : null;
                window.lastDrawn = { at: performance.timeOrigin + performance.now(), checksum };
            });
        }
        requestAnimationFrame(look);
    };
    look();
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


def measure(kind: str, size: str, runs: int) -> list[tuple[float, float]]:
    """Milliseconds from click to drawn map, and on the server, for each run (the first, which warms up, left out)."""
    events = load(size)["event_type"].to_numpy(dtype=object)
    expected = {event: checksum(events != str(event)) for event in EventType} if kind == "ours" else {}
    env = {"MAP_BENCHMARK_KIND": kind, "MAP_BENCHMARK_SIZE": size}
    with streamlit_server(APP, env=env) as url, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(url)
        frame = page.wait_for_selector("iframe", timeout=120_000).content_frame()
        frame.wait_for_selector(".leaflet-container", timeout=120_000)
        page.evaluate(_WATCH_PAGE)
        frame.evaluate(_WATCH_FRAME)
        frame.wait_for_function("window.lastDrawn", timeout=300_000)
        options = list(EventType)
        return [
            _change(page, frame, options[(number + 1) % len(options)], expected) for number in range(runs + 1)
        ][1:]


def _change(page: Any, frame: Any, event: EventType, expected: dict[EventType, int]) -> tuple[float, float]:
    name = event.name.lower()
    page.wait_for_timeout(250)
    page.evaluate("window.clickedAt = 0")
    frame.evaluate("window.lastDrawn = null")
    page.locator("[data-testid=stRadio] label").filter(has_text=name).click()
    wanted = expected.get(event)
    frame.wait_for_function(
        "wanted => window.lastDrawn && (wanted === null || window.lastDrawn.checksum === wanted)",
        arg=wanted,
        timeout=300_000,
    )
    drawn, clicked = frame.evaluate("window.lastDrawn.at"), page.evaluate("window.clickedAt")
    text = page.locator("[data-testid=stText]").filter(has_text=f"server {name} ").inner_text(timeout=60_000)
    return drawn - clicked, float(text.split()[-1])


def _p95(values: list[float]) -> float:
    return float(np.percentile(values, 95))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks map", description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default="sample,100000", help="sample or numbers, separated by commas")
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--folium-runs", type=int, default=5, help="plain folium takes seconds for each")
    chosen = parser.parse_args(arguments)
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}", file=sys.stderr
    )
    print("| incidents | map | runs | median ms | p95 ms | server median ms | server p95 ms |")
    print("|---|---|---|---|---|---|---|")
    for size in chosen.sizes.split(","):
        rows = len(load(size))
        for kind, runs in zip(KINDS, (chosen.runs, chosen.folium_runs), strict=True):
            times = measure(kind, size, runs)
            total, server = [drawn for drawn, _ in times], [share for _, share in times]
            cells = [
                f"{rows:,}",
                kind,
                str(runs),
                *(f"{f(v):.0f}" for v in (total, server) for f in (statistics.median, _p95)),
            ]
            print("| " + " | ".join(cells) + " |", flush=True)
    return 0
