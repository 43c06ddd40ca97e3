"""Run a measurement by name: ``python -m benchmarks map``. Each one is a module with ``main(arguments)``.

With ``--write`` what it prints also becomes its section of ``docs/benchmarks.md``.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from typing import Final

from benchmarks.pages import PAGE, Tee, section, with_section

BENCHMARKS: Final = {
    "areas": ("benchmarks.areas", "a box on the map as a filter, and a selection counted by area"),
    "capacity": (
        "benchmarks.capacity",
        "what ten million reports would take, computed from the other figures",
    ),
    "contention": (
        "benchmarks.contention",
        "two writers and four readers on one store: nothing lost or doubled",
    ),
    "durability": (
        "benchmarks.durability",
        "faults that strike a store while it is written to: nothing lost or doubled",
    ),
    "events": ("benchmarks.events", "main incidents of reports found, by source"),
    "exports": ("benchmarks.exports", "each export, seconds and memory, beside geopandas' writer"),
    "filters": (
        "benchmarks.filters",
        "a changed filter on the table in memory, all its counts, beside plain pandas",
    ),
    "fuzz": ("benchmarks.fuzz", "coverage-guided fuzzing of what takes words and files from outside"),
    "geocoding": ("benchmarks.geocoding", "place names placed right, and how often each score is"),
    "grouping": (
        "benchmarks.grouping",
        "time and memory of grouping 1,000 to 100,000 claims, beside a spatial join",
    ),
    "ingest": (
        "benchmarks.ingest",
        "reports a second of ingest with 1 and 2 processes and Dask, with memory",
    ),
    "lookups": ("benchmarks.lookups", "look-ups a second and memory, beside rapidfuzz"),
    "map": ("benchmarks.map_speed", "filter change to drawn map, beside plain folium"),
    "memory": ("benchmarks.memory", "memory of ingest with two processes as the corpus grows"),
    "page": ("benchmarks.page_speed", "the whole map page: a change to all drawn, first page, memory"),
    "pairs": ("benchmarks.pairs", "made-up pairs of reports: whether what is one is joined, and only that"),
    "pushdown": ("benchmarks.pushdown", "counting in the database, beside the table in memory"),
    "reading": ("benchmarks.reading", "extraction beside bare spaCy, on several processes, with memory"),
    "speed": ("benchmarks.speed", "extraction, finding names, filters, the table, each beside a yardstick"),
    "writing": ("benchmarks.writing", "what it costs to write a report into a store as it grows"),
}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in BENCHMARKS:
        names = "\n".join(f"  {name:10} {about}" for name, (_, about) in BENCHMARKS.items())
        print(f"usage: python -m benchmarks NAME [--write] [options]\n\n{names}", file=sys.stderr)
        return 2
    name, *options = arguments
    module, about = BENCHMARKS[name]
    run = importlib.import_module(module).main
    if "--write" not in options:
        return int(run(options))
    options.remove("--write")
    with contextlib.redirect_stdout(Tee(sys.stdout)) as printed:
        code = int(run(options))
    if not code:
        command = " ".join(["python -m benchmarks", name, *options])
        whole = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        PAGE.write_text(
            with_section(whole, name, section(about, command, printed.getvalue())), encoding="utf-8"
        )
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
