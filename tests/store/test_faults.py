"""Each fault strikes a store once or twice; ``python -m benchmarks durability`` lets them strike many times."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from incidents.errors import StoreError
from incidents.store import Reason, Store
from tests.factories import TEXT, make_result
from tests.faults.cases import CASES
from tests.faults.damage import DAMAGES
from tests.faults.places import World
from tests.postgres_server import Server
from tests.store.conftest import Database

COUNT = 24
"""Reports: an ingest of them has two or three shards."""
# An ingest killed, and two at once, strike a file in tests/ingest/test_processes.py; those left out take longest.
ONCE = [
    ("ingest", "postgresql"),
    ("decisions", "sqlite"),
    ("decisions", "postgresql"),
    ("migrate", "sqlite"),
    ("restart", "postgresql"),
    ("disk", "sqlite"),
]


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], World]:
    """Gives the world of a kind of database: one for all faults."""
    made: dict[str, World] = {}

    def of(kind: str) -> World:
        if kind not in made:
            server: Server | None = request.getfixturevalue("postgres") if kind == "postgresql" else None
            made[kind] = World(kind, Path(tmp_path_factory.mktemp(kind)), server, COUNT)
        return made[kind]

    return of


@pytest.mark.parametrize(("name", "kind"), ONCE)
def test_a_fault_loses_and_doubles_nothing(name: str, kind: str, world: Callable[[str], World]) -> None:
    outcome = CASES[name].strike(world(kind), random.Random(name), 0)
    assert outcome.sound, outcome
    assert outcome.told


@pytest.mark.parametrize("number", range(len(DAMAGES) - 1))
def test_a_damaged_file_is_refused_and_left_alone(number: int, world: Callable[[str], World]) -> None:
    outcome = CASES["damage"].strike(world("sqlite"), random.Random(number), number)
    assert outcome.sound, outcome
    assert outcome.struck
    assert "restore a backup" in outcome.told


def test_a_value_that_cannot_be_read_is_told_in_one_line(store: Store, database: Database) -> None:
    store.add(make_result())
    other = store.add(make_result(f"{TEXT} Another.", later=99)).document_id
    store.purge_report(other, Reason.REQUEST)
    incident = store.incidents()[0]
    database.execute("UPDATE tombstone SET reason = 'none that is known'")
    database.execute("UPDATE telling SET claims = '['")
    for read in (store.tombstones, lambda: store.reject(incident.id)):
        with pytest.raises(StoreError, match=r"^\S+ holds something that cannot be read .*restore a backup"):
            read()


def test_every_fault_strikes_somewhere() -> None:
    assert {name for name, _ in ONCE} | {"damage", "two"} == set(CASES)
