"""Two programs that write and four that read, at the same time, on every database."""

from __future__ import annotations

from benchmarks.contention import contend
from tests.store.conftest import Database

SECONDS = 5.0


def test_two_writers_and_four_readers_lose_and_double_nothing(database: Database) -> None:
    outcome = contend(database.url, SECONDS)
    print(*outcome.lines(), sep="\n")
    assert outcome.sound, "\n".join(outcome.lines())
    assert outcome.added >= 1
    assert outcome.added + outcome.known >= 2, "each writer came to its turn, however busy the machine"
    assert outcome.reads > 0
