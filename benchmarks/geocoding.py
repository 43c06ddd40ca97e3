"""How often names of places in Syria are put in the right spot.

From the project folder::

    python -m benchmarks geocoding GOLD.jsonl [--errors 20]

GOLD.jsonl: one object a line with ``name``, ``lat``, ``lon`` and, if known, ``governorate`` ("Damascus / Rif Dimashq"
means either) and ``nearby``. Each name is looked up three times: alone, with its governorate, and with both.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gazetteer import Context, Gazetteer, Resolution
from gazetteer.distance import distance_km

SETTINGS = {"alone": (), "governorate": ("governorate",), "governorate + nearby": ("governorate", "nearby")}


@dataclass(frozen=True)
class Outcome:
    row: dict
    resolution: Resolution
    error_km: float | None


def look_up(gazetteer: Gazetteer, row: dict, use: Sequence[str]) -> Outcome:
    governorate = row.get("governorate") if "governorate" in use else None
    near = row.get("nearby") if "nearby" in use else None
    found = gazetteer.resolve(
        row["name"], Context(governorates=(governorate,) if governorate else (), near=near)
    )
    if found.lat is None or found.lon is None:
        return Outcome(row, found, None)
    return Outcome(row, found, distance_km(row["lat"], row["lon"], found.lat, found.lon))


def report(label: str, outcomes: Sequence[Outcome], seconds: float) -> str:
    errors = [outcome.error_km for outcome in outcomes if outcome.error_km is not None]
    total, placed = len(outcomes), len(errors)
    beyond = [sum(error > limit for error in errors) / max(placed, 1) for limit in (10, 25)]
    return (
        f"{label:22} {total} names, {placed} placed; within 10 km {sum(e <= 10 for e in errors) / total:.3f} of all; "
        f"of the placed, beyond 10 km {beyond[0]:.3f}, beyond 25 km {beyond[1]:.3f}; "
        f"median {statistics.median(errors) if errors else float('nan'):.2f} km; {total / seconds:,.0f} names/s"
    )


def bands(outcomes: Sequence[Outcome]) -> str:
    """How often each band of the score is right (within 10 km)."""
    parts = []
    for least, most in ((0.95, 1.01), (0.85, 0.95), (0.7, 0.85), (0.0, 0.7)):
        errors = [
            o.error_km for o in outcomes if o.error_km is not None and least <= o.resolution.score < most
        ]
        if errors:
            parts.append(f"{least:.2f}+: {sum(e <= 10 for e in errors)}/{len(errors)}")
    return "  right by score: " + ", ".join(parts)


def describe(outcome: Outcome) -> str:
    row, found = outcome.row, outcome.resolution
    got = found.place.place_id if found.place else found.precision
    asked = f"{row['name']} ({row.get('governorate')}, {row.get('nearby')})"
    return f"{outcome.error_km:6.1f} km  {asked} -> {got}: {found.reason[:110]}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("--errors", type=int, default=0, help="show this many of the worst")
    options = parser.parse_args(arguments)
    rows = [json.loads(line) for line in options.gold.read_text("utf-8").splitlines() if line.strip()]
    gazetteer = Gazetteer.load()
    print(f"gazetteer {gazetteer.version}, {len(gazetteer.places)} places")
    for label, use in SETTINGS.items():
        start = time.perf_counter()
        outcomes = [look_up(gazetteer, row, use) for row in rows]
        print(report(label, outcomes, time.perf_counter() - start))
        print(bands(outcomes))
        wrong = sorted(
            (o for o in outcomes if o.error_km is not None and o.error_km > 10), key=lambda o: -o.error_km
        )
        for o in wrong[: options.errors]:
            print("    " + describe(o))
    return 0
