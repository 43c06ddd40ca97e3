"""How often names of places in Syria are put in the right spot.

From the project folder::

    python -m benchmarks geocoding GOLD.jsonl [--ocha FILE ...] [--geonames SY.zip] [--without villages] [--errors 20]

GOLD.jsonl: one object a line with ``name``, ``lat``, ``lon`` and, if known, ``governorate`` ("Damascus / Rif Dimashq"
means either) and ``nearby``. Each name is looked up three times: alone, with its governorate, and with both; first in
the tables that come with the program, then, if lists are named, with these imported (into memory: the lists of this
machine's user are neither used nor changed).
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gazetteer import Context, Gazetteer, Resolution, assemble, importers, tables
from gazetteer.distance import distance_km
from gazetteer.layers import Layer, described
from gazetteer.resolve import HIGH, MEDIUM

SETTINGS: Final = {
    "alone": (),
    "governorate": ("governorate",),
    "governorate, nearby": ("governorate", "nearby"),
}
RIGHT_KM: Final = 10
FAR_KM: Final = 25
BANDS: Final = {"high": (HIGH, 1.01), "medium": (MEDIUM, HIGH), "low": (0.0, MEDIUM)}


@dataclass(frozen=True)
class Outcome:
    """One name looked up; ``error_km`` is None where no point was given."""

    row: dict[str, Any]
    resolution: Resolution
    error_km: float | None


@dataclass(frozen=True)
class Figures:
    """What a setting comes to. Shares are of all names, or of the placed ones where the name says so."""

    names: int
    placed: int
    within_10: float
    beyond_10_of_placed: float
    beyond_25_of_placed: float
    median_km: float
    bands: dict[str, tuple[int, int]]
    """For each score band: how many within 10 km, of how many."""

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> Figures:
        """Count the outcomes of one setting."""
        errors = [o.error_km for o in outcomes if o.error_km is not None]
        placed = max(len(errors), 1)
        return cls(
            len(outcomes),
            len(errors),
            sum(e <= RIGHT_KM for e in errors) / max(len(outcomes), 1),
            sum(e > RIGHT_KM for e in errors) / placed,
            sum(e > FAR_KM for e in errors) / placed,
            statistics.median(errors) if errors else float("nan"),
            {band: _band(outcomes, *limits) for band, limits in BANDS.items()},
        )

    def line(self, label: str) -> str:
        """One line for people."""
        bands = ", ".join(
            f"{band} {right}/{total}" + (f" = {right / total:.3f}" if total else "")
            for band, (right, total) in self.bands.items()
        )
        return (
            f"{label:20} {self.placed} of {self.names} placed; within 10 km {self.within_10:.3f} of all; of the placed "
            f"beyond 10 km {self.beyond_10_of_placed:.3f}, beyond 25 km {self.beyond_25_of_placed:.3f}; "
            f"median {self.median_km:.2f} km\n{'':20} right by score: {bands}"
        )


def _band(outcomes: Sequence[Outcome], least: float, below: float) -> tuple[int, int]:
    errors = [o.error_km for o in outcomes if o.error_km is not None and least <= o.resolution.score < below]
    return sum(error <= RIGHT_KM for error in errors), len(errors)


def read_gold(path: Path) -> list[dict[str, Any]]:
    """Rows of a file of names with their true positions."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def with_lists(
    ocha: Sequence[Path] = (), geonames: Path | None = None, without: Sequence[str] = ()
) -> Gazetteer:
    """The gazetteer with downloaded lists imported, in memory, and without some of the hand-written tables."""
    found = [importers.read(path, "ocha") for path in ocha]
    found += [importers.read(geonames, "geonames")] if geonames else []
    imported = [Layer(described(f, "memory"), f.places, f.units) for f in found]
    imported.sort(key=lambda layer: layer.rank)
    own = [name for name in tables.HAND_WRITTEN if name.removesuffix(".csv") not in without]
    return Gazetteer(assemble.combine(imported, hand_written=own), tables.foreign(), "in memory")


def look_up_all(gazetteer: Gazetteer, rows: Sequence[dict[str, Any]], use: Sequence[str]) -> list[Outcome]:
    """Look every name up with the parts of its row that the setting uses."""
    return [look_up(gazetteer, row, use) for row in rows]


def look_up(gazetteer: Gazetteer, row: dict[str, Any], use: Sequence[str]) -> Outcome:
    """Look one name up and measure how far off the answer is."""
    governorate = row.get("governorate") if "governorate" in use else None
    near = row.get("nearby") if "nearby" in use else None
    context = Context(governorates=(governorate,) if governorate else (), near=near)
    found = gazetteer.resolve(row["name"], context)
    if found.lat is None or found.lon is None:
        return Outcome(row, found, None)
    return Outcome(row, found, distance_km(row["lat"], row["lon"], found.lat, found.lon))


def describe(outcome: Outcome) -> str:
    """One line about a name put in the wrong spot."""
    row, found = outcome.row, outcome.resolution
    got = found.place.place_id if found.place else found.precision
    asked = f"{row['name']} ({row.get('governorate')}, {row.get('nearby')})"
    return f"    {outcome.error_km:6.1f} km  {asked} -> {got}: {found.reason[:110]}"


def report(title: str, gazetteer: Gazetteer, rows: Sequence[dict[str, Any]], errors: int) -> None:
    """Print the figures of one gazetteer, in all settings."""
    print(f"\n{title}: {len(gazetteer.places):,} places, {gazetteer.version}")
    for label, use in SETTINGS.items():
        start = time.perf_counter()
        outcomes = look_up_all(gazetteer, rows, use)
        seconds = time.perf_counter() - start
        print(f"{Figures.of(outcomes).line(label)}; {len(rows) / seconds:,.0f} names/s")
        wrong = [o for o in outcomes if o.error_km is not None and o.error_km > RIGHT_KM]
        for outcome in sorted(wrong, key=lambda o: -(o.error_km or 0))[:errors]:
            print(describe(outcome))


def main(arguments: list[str]) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="benchmarks geocoding", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("--ocha", type=Path, nargs="*", default=[], help="OCHA's lists")
    parser.add_argument("--geonames", type=Path, help="SY.zip of GeoNames")
    own_tables = [name.removesuffix(".csv") for name in tables.HAND_WRITTEN]
    parser.add_argument(
        "--without", nargs="*", default=[], choices=own_tables, help="leave out hand-written tables"
    )
    parser.add_argument("--errors", type=int, default=0, help="show this many of the worst")
    options = parser.parse_args(arguments)
    rows = read_gold(options.gold)
    less = f" without {', '.join(options.without)}" if options.without else ""
    report(f"embedded{less}", with_lists(without=options.without), rows, options.errors)
    if options.ocha or options.geonames:
        found = with_lists(options.ocha, options.geonames, options.without)
        report(f"with lists{less}", found, rows, options.errors)
    return 0
