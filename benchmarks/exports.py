"""Seconds and memory of each export, beside geopandas' own writers: ``python -m benchmarks exports``.

The incidents are made up one after the other while they are written, each with two claims on a report, so that what
memory grows by is what the format itself needs. The yardstick gathers the same properties, without claims, into a
GeoDataFrame and writes that. Every case runs in a process of its own; `made` only makes the incidents. On a machine
that others use too, CPU seconds say more than seconds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from incidents.derive import derive_incident
from incidents.exchange.about import About
from incidents.exchange.formats import FORMATS
from incidents.exchange.geojson import point_of, scalars
from incidents.group import Group
from incidents.model import (
    SUB_EVENT_TYPES,
    Actor,
    ActorCategory,
    Casualties,
    Claim,
    ClaimantSide,
    DateRange,
    Document,
    EventType,
    Governorate,
    Join,
    Precision,
    ResolvedPlace,
    Role,
    Stance,
    stable_id,
)
from incidents.store.records import Dossier

SEED: Final = 20120312
QUOTE: Final = "At least {n} people were killed when shells hit a market in the town on Sunday, {who} said."
YARDSTICKS: Final = {"geopandas GeoJSON": "GeoJSON", "geopandas GPKG": "GPKG", "geopandas Parquet": "Parquet"}

MANY: Final = 1_000_000
AT_SCALE: Final = ("made", "csv", "geojson", "geoparquet")
"""What is measured with very many incidents: the rest would take hours, or do not hold so many rows."""


def dossiers(count: int) -> Iterator[Dossier]:
    """So many made-up incidents, each with two claims on one report."""
    rng = random.Random(SEED)
    for number in range(count):
        n = rng.randrange(1, 60)
        who = ("activists", "state media")
        text = " ".join(QUOTE.format(n=n, who=speaker) for speaker in who)
        day = dt.date(2011, 3, 15) + dt.timedelta(rng.randrange(4000))
        document = Document.create(f"{number}. {text}", ref=f"{number}.txt", publisher="Wire", published=day)
        event = rng.choice(list(EventType))
        place = ResolvedPlace(
            mention="the town",
            place_id=f"gn:{number}",
            name=f"Town {number % 3000}",
            governorate=rng.choice(list(Governorate)),
            lat=round(rng.uniform(32.5, 37), 4),
            lon=round(rng.uniform(35.8, 42), 4),
            radius_km=3.0,
            precision=Precision.SETTLEMENT,
        )
        first = Claim(
            id=stable_id("clm", str(number), "0"),
            document_id=document.id,
            quote=QUOTE.format(n=n, who=who[0]),
            start=0,
            end=10,
            claimant=who[0],
            claimant_side=ClaimantSide.OPPOSITION,
            stance=Stance.ASSERTS,
            event_type=event,
            sub_event_type=rng.choice(SUB_EVENT_TYPES[event]),
            dates=DateRange(day, day),
            place=place,
            killed=Casualties(n, None, f"at least {n}"),
            actors=(Actor("shelling", rng.choice(list(ActorCategory)), Role.INITIATOR),),
        )
        second = replace(first, id=stable_id("clm", str(number), "1"), claimant=who[1])
        group = Group((first, second), (Join(first.id, second.id, "same place, kind and days"),))
        yield Dossier(derive_incident(group), (first, second), (document,))


def _yardstick(driver: str, count: int, path: Path) -> None:
    import geopandas

    rows: list[dict[str, Any]] = []
    positions: list[tuple[float | None, float | None]] = []
    for dossier in dossiers(count):
        rows.append({"id": dossier.incident.id, **scalars(dossier)})
        positions.append(point_of(dossier.incident.place))
    lat, lon = zip(*positions, strict=True)
    table = geopandas.GeoDataFrame(rows, geometry=geopandas.points_from_xy(lon, lat), crs="EPSG:4326")
    if driver == "Parquet":
        table.to_parquet(path)
    else:
        table.to_file(path, driver=driver, engine="pyogrio")


def _case(name: str, count: int, path: Path) -> Callable[[], None]:
    if name == "made":
        return lambda: [None for _ in dossiers(count)].clear()
    if name in YARDSTICKS:
        import geopandas  # noqa: F401 - loading it is not writing

        return lambda: _yardstick(YARDSTICKS[name], count, path)

    def write() -> None:
        with path.open("wb") as out:
            FORMATS[name].write(out, dossiers(count), About(dt.datetime.now(dt.UTC), "?v=1"))

    return write


def _run_one(name: str, count: int) -> None:
    """In a process of its own: run one case and print its figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out"
        _case(name, 10, path)()  # loads what it needs
        path.unlink(missing_ok=True)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begin, worked = time.perf_counter(), time.process_time()
        _case(name, count, path)()
        seconds, cpu = time.perf_counter() - begin, time.process_time() - worked
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        size = path.stat().st_size if path.exists() else 0
    print(
        json.dumps(
            {"seconds": seconds, "cpu": cpu, "grown_mb": (after - before) / 1024, "file_mb": size / 1e6}
        )
    )


def main(arguments: list[str]) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="benchmarks exports", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="10000,100000,1000000", help="numbers of incidents, with commas")
    parser.add_argument("--only", help="some of them, as in: geojson,xlsx")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        _run_one(options.one[0], int(options.one[1]))
        return 0
    sizes = [int(size) for size in options.sizes.split(",")]
    print(f"Incidents with two claims each; from {MANY:,} on {', '.join(AT_SCALE)} alone.\n")
    print("| format | incidents | seconds | CPU, s | an incident, beside the fewest | memory grown | file |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for name in options.only.split(",") if options.only else ("made", *FORMATS, *YARDSTICKS):
        for row in _rows(name, [size for size in sizes if size < MANY or name in AT_SCALE or options.only]):
            print(row, flush=True)
    return 0


def _rows(name: str, sizes: Sequence[int]) -> Iterator[str]:
    least = None
    for size in sizes:
        command = [sys.executable, "-m", "benchmarks", "exports", "--one", name, str(size)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout)
        each = found["cpu"] / size
        least = least or each
        yield (
            f"| {name} | {size:,} | {found['seconds']:.1f} | {found['cpu']:.1f} | {each / least:.2f} "
            f"| {found['grown_mb']:,.0f} MB | {found['file_mb']:,.1f} MB |"
        )
