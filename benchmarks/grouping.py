"""How the time of grouping grows with the number of claims, beside a plain spatial join of the same points.

From the project folder::

    python -m benchmarks grouping [--sizes 1000 10000 100000] [--rounds 3]

Made-up claims: occurrences at the gazetteer's towns and parts of cities, larger towns with more of them; most are
told by one report, some by many; reports tell of three occurrences on average, two claims each. Two ways to grow: with
the days (`density`: as many occurrences a day whatever the size, as a collection grows while the war goes on), and
within them (`span`: all sizes over the same 2,900 days, so that more and more is told of each day). Each size is
grouped in a process of its own, sizes in turn, round by round; the median counts. Growth is time per claim beside that
of the smallest size: 1.0 is linear.

The yardstick finds, with scipy's k-d tree, the pairs of tellings within 20 km and a day: what it takes to lay
candidates side by side without judging them.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import multiprocessing
import random
import resource
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.spatial import cKDTree

from incidents import link
from incidents.group import Group
from incidents.link import Telling
from incidents.model import (
    EVENT_TYPE_OF,
    Actor,
    ActorCategory,
    Casualties,
    Claim,
    ClaimantSide,
    DateRange,
    Governorate,
    Join,
    Precision,
    ResolvedPlace,
    Role,
    Stance,
    SubEventType,
)

SIZES: Final = (1_000, 10_000, 100_000)
FIRST_DAY: Final = dt.date(2011, 3, 15)
SPAN_DAYS: Final = 2_900
CLAIMS_A_DAY: Final = 35
"""So that 100,000 claims fill the span."""
CLAIMS_A_TELLING: Final = 2
TELLINGS_A_REPORT: Final = 3
TOLD_BY: Final = (1, 1, 1, 1, 1, 1, 2, 2, 3, 6)
"""By how many reports an occurrence is told, each as likely as the next."""
NEAR_KM: Final = 20.0
_TABLES: Final = Path(__file__).resolve().parents[1] / "data" / "gazetteer"
_KINDS: Final = {
    SubEventType.SHELLING: 34,
    SubEventType.AIR_STRIKE: 22,
    SubEventType.ARMED_CLASH: 18,
    SubEventType.ATTACK: 10,
    SubEventType.REMOTE_EXPLOSIVE: 8,
    SubEventType.EXCESSIVE_FORCE: 5,
    SubEventType.ABDUCTION: 3,
}
"""Kinds and their shares in a hundred."""
_DOERS: Final = (ActorCategory.GOVERNMENT, ActorCategory.REBELS, ActorCategory.ISLAMIC_STATE, None)


@dataclass(frozen=True)
class Measured:
    """One run: seconds of grouping and of the yardstick, what came of it, and peak memory."""

    grouping_s: float
    yardstick_s: float
    tellings: int
    pairs: int
    groups: int
    joined: int
    memory_mb: float


# --- made-up tellings ----------------------------------------------------------------------------------------------


def places() -> tuple[list[ResolvedPlace], list[float]]:
    """Towns and parts of cities of the shipped tables, and how often each is in the news."""
    found, weights = [], []
    for name, precision, radius in (
        ("towns.csv", Precision.SETTLEMENT, 3.0),
        ("villages.csv", Precision.SETTLEMENT, 1.5),
        ("neighbourhoods.csv", Precision.NEIGHBOURHOOD, 0.7),
    ):
        with (_TABLES / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                people = float(row.get("population") or 0)
                found.append(_place(row, precision, radius if people < 200_000 else 8.0))
                weights.append((people + 900.0) ** 0.5 if name != "neighbourhoods.csv" else 120.0)
    return found, weights


def _place(row: dict[str, str], precision: Precision, radius_km: float) -> ResolvedPlace:
    return ResolvedPlace(
        mention=row["name"],
        place_id=row["place_id"],
        name=row["name"],
        governorate=Governorate(row["governorate"]),
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        radius_km=radius_km,
        precision=precision,
    )


def tellings(claims: int, days: int, seed: int = 1) -> list[Telling]:
    """So many claims, in tellings of two, over so many days."""
    rng = random.Random(seed)
    where, weights = places()
    made: list[tuple[dt.date, Group]] = []
    reports: dict[dt.date, int] = {}
    while len(made) * CLAIMS_A_TELLING < claims:
        place = rng.choices(where, weights)[0]
        day = FIRST_DAY + dt.timedelta(rng.randrange(days))
        kind = rng.choices(list(_KINDS), list(_KINDS.values()))[0]
        killed = None if rng.random() < 0.35 else 1 + int(rng.expovariate(1 / 6))
        doer = rng.choice(_DOERS)
        for _ in range(min(rng.choice(TOLD_BY), claims // CLAIMS_A_TELLING - len(made))):
            told = reports[day] = reports.get(day, 0) + 1
            document = f"doc-{day.toordinal()}-{told // TELLINGS_A_REPORT}"
            made.append(
                (day, _group(f"{len(made):07}", document, place, day, kind, _said(rng, killed), doer))
            )
    return [Telling(group, day) for day, group in made]


def _said(rng: random.Random, killed: int | None) -> Casualties:
    """A toll as one of several sources gives it."""
    if killed is None:
        return Casualties()
    figure = killed if rng.random() < 0.7 else max(1, round(killed * rng.uniform(0.6, 1.6)))
    return Casualties(figure, rng.choice((figure, None)), str(figure))


def _group(
    number: str,
    document: str,
    place: ResolvedPlace,
    day: dt.date,
    kind: SubEventType,
    killed: Casualties,
    doer: ActorCategory | None,
) -> Group:
    actors = (Actor(doer.value, doer, Role.INITIATOR),) if doer else ()
    claims = tuple(
        Claim(
            f"clm-{number}-{part}",
            document,
            f"{number} {place.name}: {killed.phrase} killed, the first of {CLAIMS_A_TELLING} sentences on it.",
            part * 100,
            part * 100 + 90,
            "activists",
            ClaimantSide.OPPOSITION,
            Stance.ASSERTS,
            EVENT_TYPE_OF[kind],
            kind,
            DateRange(day, day),
            place,
            killed,
            actors=actors,
        )
        for part in range(CLAIMS_A_TELLING)
    )
    return Group(claims, (Join(claims[0].id, claims[1].id, "same place, kind and days"),))


# --- measuring -----------------------------------------------------------------------------------------------------


def run(claims: int, days: int) -> Measured:
    """Group so many claims once; made fresh, so that nothing is known of them beforehand."""
    made = tellings(claims, days)
    begin = time.perf_counter()
    pairs = yardstick(made)
    theirs = time.perf_counter() - begin
    begin = time.perf_counter()
    linked = link.link(made)
    ours = time.perf_counter() - begin
    joined = sum(len({c.document_id for c in group.claims}) > 1 for group in linked.groups)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(ours, theirs, len(made), pairs, len(linked.groups), joined, memory)


def yardstick(made: Sequence[Telling]) -> int:
    """How many pairs of tellings lie within 20 km and a day, by a k-d tree over kilometres and scaled days."""
    rows = []
    for told in made:
        place = told.group.claims[0].place
        dates = told.group.claims[0].dates
        if place is not None and place.lat is not None and place.lon is not None and dates is not None:
            rows.append((place.lat * 111.2, place.lon * 91.1, dates.start.toordinal() * NEAR_KM))
    points = np.array(rows)
    pairs = cKDTree(points).query_pairs(NEAR_KM * 2**0.5, output_type="ndarray")
    days = np.abs(points[pairs[:, 0], 2] - points[pairs[:, 1], 2]) / NEAR_KM
    apart = np.hypot(*(points[pairs[:, 0], :2] - points[pairs[:, 1], :2]).T)
    return int(np.sum((days <= 1) & (apart <= NEAR_KM)))


def _in_process(claims: int, days: int) -> Measured:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(run, (claims, days))


def describe(name: str, sizes: Sequence[int], found: Sequence[Sequence[Measured]]) -> list[str]:
    """A line for each size; growth is the time per claim beside that of the smallest size."""
    lines, base = [], None
    for size, rounds in zip(sizes, found, strict=True):
        ours = statistics.median(m.grouping_s for m in rounds)
        theirs = statistics.median(m.yardstick_s for m in rounds)
        per_claim = (ours / size, theirs / size)
        base = base or per_claim
        last = rounds[-1]
        lines.append(
            f"{name:8} {size:8,} claims, {last.tellings:7,} tellings: grouped in {ours:7.3f} s, growth beside linear "
            f"{per_claim[0] / base[0]:5.2f}; k-d tree alone {theirs:7.3f} s, {last.pairs:9,} pairs, growth "
            f"{per_claim[1] / base[1]:5.2f}; {last.groups:7,} incidents, {last.joined:6,} of several reports; "
            f"at most {max(m.memory_mb for m in rounds):5,.0f} MB"
        )
    return lines


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks grouping", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    ways: dict[str, Any] = {
        "density": lambda size: max(3, size // CLAIMS_A_DAY),
        "span": lambda size: SPAN_DAYS,
    }
    for name, days in ways.items():
        found: list[list[Measured]] = [[] for _ in options.sizes]
        for _ in range(options.rounds):
            for place, size in enumerate(options.sizes):
                found[place].append(_in_process(size, days(size)))
        for line in describe(name, options.sizes, found):
            print(line, flush=True)
    return 0
