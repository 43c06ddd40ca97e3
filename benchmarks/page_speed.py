"""How long the whole map page takes from a click to everything drawn, in a real browser.

    python -m benchmarks page [--sizes 1000,100000,1000000] [--runs 30] [--folium-runs 5]

Each change is one that a user makes: a type chosen and its chip taken away, the switch "Contested", an arrow key on the
slider of days, "All dates". The clock starts with the browser's event. "Map" stops when the map has drawn exactly the
incidents expected (by their checksum), "whole page" when the count tells their number and the timeline is drawn as
well, and "settled" when the server has sent all, the table included. Streamlit's own share is the same on a page that
has one control and one line of text. The map alone, beside plain folium, is measured first: see
``benchmarks.map_speed``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from benchmarks.map_speed import HEAD, checksum, rows
from benchmarks.server import Server, chromium, running_server
from incidents.model import EventType
from incidents.query import Filters, FrameIndex, mask

APP: Final = Path(__file__).with_name("page_app.py")
WAIT_MS: Final = 300_000
SESSIONS: Final = 10

# Kept in window.seen: when the action began, when the count changed, when the timeline was painted, when the script
# of the page ended. Nothing polls, which would itself take time.
_WATCH_PAGE: Final = """() => {
    const now = () => performance.timeOrigin + performance.now();
    const seen = window.seen = { armed: false, acted: 0, counted: 0, painted: 0, settled: 0, words: "" };
    const act = () => { if (seen.armed && !seen.acted) seen.acted = now(); };
    for (const kind of ["click", "keydown"]) document.addEventListener(kind, act, true);
    const count = () => {
        const words = document.querySelector(".si-count")?.textContent || "";
        if (words !== seen.words) { seen.words = words; requestAnimationFrame(() => { seen.counted = now(); }); }
    };
    new MutationObserver((changes) => {
        count();
        for (const change of changes) {
            if (change.attributeName === "data-test-script-state"
                && change.target.dataset.testScriptState === "notRunning") seen.settled = now();
        }
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    const redrawn = new MutationObserver(() => requestAnimationFrame(() => { seen.painted = now(); }));
    for (const node of document.querySelectorAll(".st-key-si-timeline *")) {
        if (node.shadowRoot) redrawn.observe(node.shadowRoot, { subtree: true, childList: true, attributes: true });
    }
    count();
}"""
_WATCH_MAP: Final = """() => {
    let drawn = window.IncidentMap.drawn;
    const mark = () => requestAnimationFrame(() => {
        window.lastDrawn = { at: performance.timeOrigin + performance.now(), checksum: drawn.checksum };
    });
    mark();
    Object.defineProperty(window.IncidentMap, "drawn", {
        get: () => drawn, set: (value) => { drawn = value; mark(); },
    });
}"""


class Times(NamedTuple):
    """Of one change, in milliseconds since the user's action."""

    drawn_map: float
    whole_page: float
    settled: float


@dataclass(frozen=True)
class Change:
    """One thing a user does, and what is filtered by afterwards."""

    name: str
    do: Callable[[Any], None]
    after: Callable[[Filters], Filters]
    before: Callable[[Any], None] = lambda page: None
    """Makes ready, not timed."""


def _open_types(page: Any) -> None:
    page.get_by_role("combobox", name="Event type").click()
    page.get_by_role("option").first.wait_for()


def _choose(kind: EventType) -> Callable[[Any], None]:
    return lambda page: page.get_by_role("option", name=kind.value).click()


def _drop_chip(page: Any) -> None:
    page.locator(".st-key-si-chips button", has_text="✕").first.click()


def _switch(words: str) -> Callable[[Any], None]:
    def click(page: Any) -> None:
        page.get_by_test_id("stButtonGroup").first.get_by_text(words, exact=True).click()

    return click


def changes(first_day: dt.date, turn: int) -> list[Change]:
    """What is done in one turn, each with another type; the last undoes what is left."""
    kind, later = list(EventType)[turn % len(EventType)], first_day + dt.timedelta(days=1)
    strict: Any = ("no", "yes")[turn % 2]
    return [
        Change("choose a type", _choose(kind), lambda f: replace(f, event_types=frozenset({kind})), _open_types),
        Change("take its chip away", _drop_chip,
               lambda f: replace(f, event_types=frozenset()), lambda page: page.keyboard.press("Escape")),
        Change("contested or not", _switch(strict.title()), lambda f: replace(f, contested=strict)),
        Change("contested: either", _switch("All"), lambda f: replace(f, contested="any")),
        Change("slider: a day on", lambda page: page.keyboard.press("ArrowRight"),
               lambda f: replace(f, date_from=later),
               lambda page: page.get_by_role("slider").first.evaluate("slider => slider.focus()")),
        Change("all dates", lambda page: page.get_by_role("button", name="All dates").click(),
               lambda f: replace(f, date_from=None)),
    ]  # fmt: skip


@contextmanager
def served(size: int) -> Iterator[Server]:
    """A server on the dashboard with so many made-up incidents, with folders of its own."""
    with tempfile.TemporaryDirectory() as folder:
        env = {
            "PAGE_BENCHMARK_SIZE": str(size),
            "XDG_DATA_HOME": folder,
            "XDG_CACHE_HOME": folder,
            "INCIDENTS_DB": f"{folder}/store.sqlite",
        }
        with running_server(APP, env=env) as server:
            yield server


def opened(browser: Any, url: str) -> tuple[Any, Any, float]:
    """A page in a fresh profile, its map's frame, and the seconds until all is drawn."""
    begin = time.perf_counter()
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.goto(url)
    frame = page.wait_for_selector(".st-key-si-map iframe", timeout=WAIT_MS).content_frame()
    frame.wait_for_function("window.IncidentMap && IncidentMap.drawn", timeout=WAIT_MS)
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=WAIT_MS)
    return page, frame, time.perf_counter() - begin


def filter_changes(page: Any, frame: Any, size: int, runs: int) -> list[tuple[str, Times]]:
    """Times of each change, by what was done; a first round, which warms up, is left out."""
    from benchmarks.page_app import frame as made

    index = FrameIndex(made(size))
    first = made(size)["date_start"].min().date()
    page.evaluate(_WATCH_PAGE)
    frame.evaluate(_WATCH_MAP)
    done, filters, steps = [], Filters(), len(changes(first, 0))
    for number in range(steps + runs):
        change = changes(first, number // steps)[number % steps]
        filters = change.after(filters)
        done.append((change.name, _one(page, frame, change, mask(index, filters))))
    return done[steps:]


def _one(page: Any, frame: Any, change: Change, shown: np.ndarray) -> Times:
    change.before(page)
    page.wait_for_timeout(300)
    page.evaluate("() => Object.assign(seen, { armed: true, acted: 0, counted: 0, painted: 0, settled: 0 })")
    frame.evaluate("window.lastDrawn = null")
    change.do(page)
    frame.wait_for_function(
        "wanted => window.lastDrawn && window.lastDrawn.checksum === wanted",
        arg=checksum(shown), polling=100, timeout=WAIT_MS,
    )  # fmt: skip
    page.wait_for_function(
        "words => seen.counted && seen.painted && seen.settled && seen.words.startsWith(words)",
        arg=f"{int(shown.sum()):,} of ", polling=100, timeout=WAIT_MS,
    )  # fmt: skip
    page.wait_for_timeout(400)  # what is painted once more is waited for
    seen = page.evaluate("seen")
    page.evaluate("seen.armed = false")
    begin, drawn = seen["acted"], frame.evaluate("window.lastDrawn.at")
    return Times(drawn - begin, max(drawn, seen["counted"], seen["painted"]) - begin, seen["settled"] - begin)


def streamlit_alone(browser: Any, runs: int) -> list[float]:
    """The same on an almost empty page: milliseconds from the click to the changed words."""
    with served(0) as server:
        page = browser.new_context().new_page()
        page.goto(server.url)
        page.locator(".si-count", has_text="All").wait_for(timeout=WAIT_MS)
        page.evaluate(_WATCH_PAGE)
        times = []
        for number in range(runs + 1):
            page.wait_for_timeout(300)
            page.evaluate("() => Object.assign(seen, { armed: true, acted: 0, counted: 0 })")
            page.get_by_test_id("stButtonGroup").get_by_text(("No", "All")[number % 2], exact=True).click()
            page.wait_for_function("seen.counted", polling=50)
            times.append(page.evaluate("seen.counted - seen.acted"))
        return times[1:]


_PAN: Final = """() => {
    const times = window.frames_ = [];
    const tick = (now) => { times.push(now); if (window.frames_ === times) requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
}"""


def pan_rate(page: Any, frame: Any, seconds: float = 3) -> float:
    """Frames a second while the map is dragged to and fro."""
    box = page.locator(".st-key-si-map iframe").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    frame.evaluate(_PAN)
    begin, step = time.perf_counter(), 0
    while time.perf_counter() - begin < seconds:
        step += 1
        page.mouse.move(x + 60 * np.sin(step / 8), y + 40 * np.cos(step / 8))
    times = frame.evaluate("() => { const times = window.frames_; window.frames_ = null; return times; }")
    page.mouse.up()
    return (len(times) - 1) / (times[-1] - times[0]) * 1000


@dataclass(frozen=True)
class Result:
    """What was measured at one size."""

    size: int
    changes: list[tuple[str, Times]]
    cold_s: float
    warm_s: float
    pan: float
    memory_one_mb: float
    memory_many_mb: float
    load: float


def measure(browser: Any, size: int, runs: int) -> Result:
    with served(size) as server:
        page, frame, cold = opened(browser, server.url)
        page.context.close()
        page, frame, warm = opened(browser, server.url)
        timed = filter_changes(page, frame, size, runs)
        pan = pan_rate(page, frame)
        one = server.memory_mb
        others = [opened(browser, server.url)[0] for _ in range(SESSIONS - 1)]
        many = server.memory_mb
        for other in [page, *others]:
            other.context.close()
    return Result(size, timed, cold, warm, pan, one, many, os.getloadavg()[0])


def _cells(values: Sequence[float]) -> str:
    return f"{np.median(values):.0f} | {np.percentile(values, 95):.0f}"


def report(results: Sequence[Result], alone: Sequence[float]) -> str:
    """The tables, in Markdown."""
    lines = [
        "| incidents | map, median | p95 | whole page, median | p95 | settled, median | p95 | load |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for result in results:
        parts = [_cells([getattr(times, part) for _, times in result.changes]) for part in Times._fields]
        lines.append(f"| {result.size:,} | {' | '.join(parts)} | {result.load:.1f} |")
    lines.append(f"| Streamlit alone | | | {_cells(alone)} | | | |")
    lines += [
        "",
        "| incidents | first page, new server | second session | pan, frames a second | memory, one session | ten |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.size:,} | {r.cold_s:.1f} s | {r.warm_s:.1f} s | {r.pan:.0f} | {r.memory_one_mb:,.0f} MB "
        f"| {r.memory_many_mb:,.0f} MB |"
        for r in results
    ]
    names = list(dict.fromkeys(name for name, _ in results[0].changes)) if results else []
    lines += ["", f"| whole page, median, by what is done | {' | '.join(f'{r.size:,}' for r in results)} |"]
    lines.append("|---" * (len(results) + 1) + "|")
    for name in names:
        cells = [f"{np.median([t.whole_page for n, t in r.changes if n == name]):.0f}" for r in results]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks page", description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default="1000,100000,1000000")
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--folium-runs", type=int, default=5, help="0 leaves plain folium out")
    chosen = parser.parse_args(arguments)
    sizes = chosen.sizes.split(",")
    print(f"{chosen.runs} changes at each size, milliseconds from the action to what is drawn.\n\n{HEAD}")
    for size in sizes:
        for row in rows(size, chosen.runs, chosen.folium_runs):
            print(row, flush=True)
    with chromium() as browser:
        alone = streamlit_alone(browser, chosen.runs)
        results = [measure(browser, int(size), chosen.runs) for size in sizes]
    print(f"\n{report(results, alone)}")
    return 0
