"""Places for stores that something is going to happen to, and what must be in them in the end."""

from __future__ import annotations

import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from incidents.store import Store
from tests.ingest.runs import rows, start, texts
from tests.postgres_server import Server

LONGEST_S = 120.0
"""A command that takes longer hangs."""
SHARD = 10
"""Reports in a shard, about: an ingest has several."""
Held = Counter[Any]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    said: str
    """All of stderr."""
    hung: bool = False

    @property
    def last(self) -> str:
        """What the person reads last."""
        lines = [line for line in self.said.splitlines() if line.strip()]
        return lines[-1] if lines else ""

    def wrong(self) -> list[str]:
        """What no command may do, whatever happens to it."""
        found = ["it hung"] if self.hung else []
        if "Traceback" in self.said:
            found.append(f"a traceback: {self.last}")
        if self.code == 1 and not self.last.startswith("incidents: ") and "set aside" not in self.said:
            found.append(f"it ended without a reason: {self.last}")
        return found


@dataclass
class Place:
    """An empty place for a store."""

    url: str
    kind: str
    folder: Path
    """Where all files of it lie that are not a server's."""
    database: str = ""
    """Its name on a server."""

    @property
    def env(self) -> dict[str, str]:
        return {"XDG_DATA_HOME": str(self.folder / "home")}

    @property
    def file(self) -> Path:
        """Of a store in a file."""
        return Path(self.url)

    def shown(self, said: str) -> str:
        """A message without what is different in each run."""
        for name in (self.url, self.url.partition("?")[0], str(self.folder)):
            said = said.replace(name, "STORE")
        return re.sub(r"\d+", "N", re.sub(r'"/[^"]*"', '"SOCKET"', said))

    def receipts(self) -> int:
        """How many shards of an ingest are in."""
        return len(list(self.folder.rglob("receipts/*.json")))

    def begin(self, *words: object, **given: Any) -> subprocess.Popen[str]:
        return start(words, env=self.env, **given)

    def ingest(self, corpus: Path, workers: int = 1, **given: Any) -> subprocess.Popen[str]:
        """Begin to add a corpus."""
        words = ("tests.ingest.driver", "unruly", self.url, corpus, workers, LONGEST_S, SHARD)
        return self.begin("-m", *words, **given)

    def command(self, *words: object) -> Ended:
        """Run the command line to its end."""
        return ended(self.begin("-m", "incidents.cli", *words, "--db", self.url))

    def held(self) -> Held:
        """What the store holds."""
        store = Store.open(self.url, create=False)
        try:
            return held(store)
        finally:
            store.close()


def held(store: Store) -> Held:
    """Reports, claims, incidents and decisions, each as often as it stands there."""
    found: Held = Counter()
    for entry in store.documents():
        found[store.document(entry.id)] += 1
        found.update(store.claims_of_document(entry.id))
    found.update(store.incidents())
    found.update(replace(decision, at=None) for decision in store.decisions())
    return found


def ended(running: subprocess.Popen[str], longest_s: float = LONGEST_S) -> Ended:
    """Wait for the end of a command."""
    try:
        _, said = running.communicate(timeout=longest_s)
    except subprocess.TimeoutExpired:
        running.kill()
        return Ended(-9, running.communicate()[1], hung=True)
    return Ended(running.returncode, said)


def until(found: Any, longest_s: float = LONGEST_S) -> None:
    """Wait until something is so."""
    end = time.monotonic() + longest_s
    while not found():
        if time.monotonic() > end:
            raise TimeoutError("what was waited for did not come")
        time.sleep(0.02)


@dataclass
class World:
    """A kind of database, a corpus to add, and what an undisturbed ingest of it makes."""

    kind: str
    folder: Path
    server: Server | None = None
    count: int = 60
    """Reports in the corpus."""

    @cached_property
    def corpus(self) -> Path:
        return rows(self.folder / "corpus.jsonl", texts(self.count, "SLOW"))

    @cached_property
    def _undisturbed(self) -> tuple[Place, float]:
        """In a file, whatever the kind: what a store holds does not depend on that."""
        folder = self.folder / "whole"
        folder.mkdir()
        place = Place(str(folder / "store.sqlite"), "sqlite", folder)
        begun = time.monotonic()
        done = ended(place.ingest(self.corpus, workers=1))
        assert done.code == 0, done.said
        return place, time.monotonic() - begun

    @cached_property
    def whole(self) -> Held:
        """What the store of an undisturbed ingest holds."""
        return self._undisturbed[0].held()

    @property
    def lasts_s(self) -> float:
        """How long an undisturbed ingest takes."""
        return self._undisturbed[1]

    @property
    def whole_file(self) -> Path:
        """The store of an undisturbed ingest, where it is a file."""
        return self._undisturbed[0].file

    def _new(self, folder: Path, tablespace: str) -> Place:
        if self.server is None:
            return Place(str(folder / "store.sqlite"), self.kind, folder)
        name = self.server.new_database(tablespace=tablespace)
        return Place(self.server.url(name), self.kind, folder, name)

    @contextmanager
    def place(self, folder: Path | None = None, tablespace: str = "pg_default") -> Iterator[Place]:
        """A new one, gone afterwards; in a folder of its own unless one is given."""
        with TemporaryDirectory(dir=self.folder) as own:
            made = self._new(folder or Path(own), tablespace)
            try:
                yield made
            finally:
                if self.server is not None:
                    self.server.drop(made.database)
