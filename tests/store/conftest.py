"""One contract for all databases: every test that asks for a store runs on a file and on a server."""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from incidents.store import Store, schema
from tests.postgres_server import Server, programs

KINDS = ("sqlite", "postgresql")
EMPTIED = ";".join(
    [
        "SET session_replication_role = replica",  # no triggers, no foreign keys
        *(f'DELETE FROM "{name}"' for name in schema.all_tables() if name != "meta"),
        "UPDATE meta SET value = md5(random()::text) WHERE key = 'store_id'",
    ]
)


@dataclass
class Database:
    """An empty place for a store, with a way past the store: to look, and to damage."""

    url: str
    kind: str
    path: Path | None
    server: Server | None = None
    name: str = ""
    opened: list[Store] = field(default_factory=list)

    def open(self, **options: Any) -> Store:
        store = Store.open(self.url, **options)
        self.opened.append(store)
        return store

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        """Run one statement beside the store, and give its rows."""
        if self.server is not None:
            return self.server.execute(statement, self.name)
        assert self.path is not None
        with closing(sqlite3.connect(self.path)) as connection, connection:
            return connection.execute(statement).fetchall()

    def raw(self) -> bytes:
        """All bytes of its files."""
        if self.server is not None:
            return self.server.raw(self.name)
        assert self.path is not None
        return b"".join(file.read_bytes() for file in sorted(self.path.parent.iterdir()))

    def close(self) -> None:
        for store in self.opened:
            store.close()
        if self.server is not None:
            self.server.drop(self.name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server for this process's tests."""
    found = programs()
    if found is None:
        reason = "no PostgreSQL server is installed (Debian: postgresql)"
        if os.environ.get("INCIDENTS_REQUIRE_ALL"):
            pytest.fail(reason)
        pytest.skip(reason)
    with Server(found) as server:
        yield server


@pytest.fixture(scope="session")
def filled_template(postgres: Server) -> str:
    """The name of a database that holds an empty store: copying it is faster than making the tables."""
    name = postgres.new_database()
    Store.open(postgres.url(name)).close()
    return name


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A place for a store; without one, unless the test asks for `store` too."""
    if request.param == "sqlite":
        path = tmp_path / "incidents.sqlite"
        place = Database(str(path), "sqlite", path)
    else:
        server = request.getfixturevalue("postgres")
        filled = "store" in request.fixturenames
        name = server.new_database(request.getfixturevalue("filled_template") if filled else "template0")
        place = Database(server.url(name), "postgresql", None, server, name)
    yield place
    place.close()


@pytest.fixture
def store(database: Database) -> Store:
    """An empty store in it."""
    return database.open()


@pytest.fixture(scope="module", params=KINDS)
def new_store(request: pytest.FixtureRequest) -> Iterator[Callable[[], Store]]:
    """What makes an empty store, as often as a test wants; in memory, or on a server."""
    if request.param == "sqlite":
        yield Store.in_memory
        return
    server, template = request.getfixturevalue("postgres"), request.getfixturevalue("filled_template")
    names = [server.new_database(template) for _ in range(3)]
    stores = [Store.open(server.url(name)) for name in names]
    turns = itertools.cycle(zip(names, stores, strict=True))

    def make() -> Store:
        """The store that was given longest ago, emptied: many times faster than making a database."""
        name, store = next(turns)
        server.execute(EMPTIED, name)
        return store

    yield make
    for name, store in zip(names, stores, strict=True):
        store.close()
        server.drop(name)
