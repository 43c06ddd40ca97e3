"""Faults that happen to a store while it is written to, and what came of each; the measurement and the tests run these.

Each fault makes a store of its own, strikes once, repeats the command where there is one, and holds what is there
against what an undisturbed run makes.
"""

from __future__ import annotations

import json
import random
import re
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from incidents.errors import StoreError
from incidents.store import Store
from tests.factories import TEXT, make_result
from tests.faults.places import Ended, Held, Place, World, ended, held, until
from tests.faults.programs import decide, next_version, step_to_come, version_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one fault."""

    struck: bool
    """Whether it hit: a command that was done already cannot be killed."""
    lost: int = 0
    """Reports, claims, incidents and decisions that an undisturbed run has, and this one has not."""
    doubled: int = 0
    """Those that stand there more often, or otherwise."""
    told: str = ""
    """What the user reads last."""
    wrong: tuple[str, ...] = ()
    """What must not be: a traceback, a hang, an end without a reason, a file that was changed."""

    @property
    def sound(self) -> bool:
        return not (self.lost or self.doubled or self.wrong)


Fault = Callable[[World, random.Random, int], Outcome]
"""Given the dice and the number of the run."""


def outcome(
    struck: bool, wanted: Held, found: Held, told: str, ends: list[Ended], wrong: list[str] | None = None
) -> Outcome:
    """Compare, and gather what went wrong."""
    all_wrong = [*(wrong or ()), *(words for end in ends for words in end.wrong())]
    return Outcome(struck, (wanted - found).total(), (found - wanted).total(), told, tuple(all_wrong))


def finished(world: World, place: Place, struck: bool, told: str, ends: list[Ended]) -> Outcome:
    """Run the same command again, which must come to its end, and compare."""
    last = ended(place.ingest(world.corpus))
    wrong = [] if last.code == 0 else [f"the same command does not finish: {last.last}"]
    try:
        found = place.held()
    except StoreError as error:
        return Outcome(struck, world.whole.total(), 0, told, (f"the store does not open: {error}",))
    return outcome(struck, world.whole, found, told or last.last, [*ends, last], wrong)


# --- processes -----------------------------------------------------------------------------------------------------


def killed_ingest(world: World, rng: random.Random, number: int) -> Outcome:
    """SIGKILL at any moment of an ingest with two workers."""
    del number
    with world.place() as place:
        whole = world.lasts_s
        running = place.ingest(world.corpus, workers=2)
        time.sleep(rng.uniform(0.1, whole))
        running.kill()
        end = ended(running)
        told = "nothing; the same command goes on from there"
        return finished(world, place, end.code == -signal.SIGKILL, told, [])


def two_ingests(world: World, rng: random.Random, number: int) -> Outcome:
    """The same corpus given to two commands at once."""
    del number
    with world.place() as place:
        one = place.ingest(world.corpus)
        time.sleep(rng.uniform(0, 0.1))
        ends = [ended(running) for running in (one, place.ingest(world.corpus))]
        wrong = [f"it ended with {end.code}: {end.last}" for end in ends if end.code]
        both = all(re.search(r"\b[1-9]\d* reports added", end.said) for end in ends)
        return outcome(both, world.whole, place.held(), place.shown(ends[1].last), ends, wrong)


def killed_decisions(world: World, rng: random.Random, number: int) -> Outcome:
    """SIGKILL of a program that writes one decision after the other, and tells of each that is in."""
    results = [make_result(f"{TEXT} Report {n}.", later=9 * n, ref=f"r{n}") for n in range(8)]
    with world.place() as place:
        with closing(Store.open(place.url)) as store:
            store.add_many(results)
        seed = f"{number}-{rng.random()}"
        running = place.begin("-m", "tests.faults.programs", "decide", place.url, seed)
        assert running.stdout is not None
        first = running.stdout.readline()
        time.sleep(rng.uniform(0, 0.6))
        running.kill()
        rest, said = running.communicate()
        told = [tuple(json.loads(line)) for line in (first + rest).splitlines() if line.endswith("]")]
        with closing(Store.open(place.url, create=False)) as store:
            found = held(store)
            there = [decision.number for decision in store.decisions()]
        unsaid = [number for number, _ in told if there.count(number) != 1]
        wrong = [f"told of decision {n}, which stands there {there.count(n)} times" for n in unsaid]
        if len(there) > len(told) + 1:
            wrong.append(f"{len(there)} decisions, {len(told)} of which were told of")
        struck = running.returncode == -signal.SIGKILL
        again = _decided_again(results, seed, len(there))
        return outcome(struck, again, found, "each decision, once it was in", [Ended(0, said)], wrong)


def _decided_again(results: list[object], seed: str, count: int) -> Held:
    """What a store holds in which the same was decided undisturbed."""
    with closing(Store.in_memory(results)) as store:  # type: ignore[arg-type]
        rng = random.Random(seed)
        for _ in range(count):
            decide(store, rng)
        return held(store)


def killed_migration(world: World, rng: random.Random, number: int) -> Outcome:
    """SIGKILL in the middle of ``incidents migrate``."""
    steps = world.folder / "steps"
    step_to_come(steps)
    with world.place() as place:
        with closing(Store.open(place.url)) as store:
            store.add_many([make_result(f"{TEXT} {n}.", later=9 * n, ref=f"r{n}") for n in range(60)])
            store.accept(store.incidents()[0].id)
            whole = held(store)
        running = place.begin("-m", "tests.faults.programs", "migrate", place.url, steps)
        assert running.stderr is not None
        running.stderr.readline()  # that it begins
        time.sleep(rng.uniform(0, 0.7) if number else 0.2)
        running.kill()
        end = ended(running)
        wrong = _half_copies(place)
        if (old := version_of(place.url)) == _now():
            wrong += [] if place.held() == whole else ["the older program finds something else"]
        again = ended(place.begin("-m", "tests.faults.programs", "migrate", place.url, steps))
        wrong += [] if again.code == 0 else [f"migrating again fails: {again.last}"]
        wrong += [] if version_of(place.url) == _now() + 1 else ["it is no later version"]
        with next_version(steps):
            found = place.held()
        struck = end.code == -signal.SIGKILL and old == _now()
        return outcome(struck, whole, found, place.shown(again.last), [again], wrong)


def _now() -> int:
    from incidents.store import schema

    return schema.SCHEMA_VERSION


def _half_copies(place: Place) -> list[str]:
    """Copies that look like the store as it was, and are not."""
    found = []
    for copy in place.folder.glob("*.before-*.sqlite"):
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as connection:
            try:
                count = connection.execute("select count(*) from document").fetchone()[0]
            except sqlite3.Error as error:
                count = error
        if count != 60:
            found.append(f"half a copy: {copy.name} ({count})")
    return found


# --- the database itself -------------------------------------------------------------------------------------------


def server_restarted(world: World, rng: random.Random, number: int) -> Outcome:
    """A server stopped in the middle of an ingest, in order or as by a crash, and started again."""
    assert world.server is not None
    _ = world.whole
    with world.place() as place:
        running = place.ingest(world.corpus, workers=2)
        until(lambda: place.receipts() > 0 or running.poll() is not None)
        time.sleep(rng.uniform(0, 0.4))
        world.server.stop(signal.SIGQUIT if number % 2 else signal.SIGINT)
        try:
            time.sleep(rng.uniform(0.1, 1.5))
        finally:
            world.server.start()
        end = ended(running)
        told = place.shown(end.last)
        return finished(world, place, end.code != 0, told, [end])
