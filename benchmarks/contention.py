"""Several processes on one store: whether any fails, and whether a report is lost or stands twice.

From the project folder::

    python -m benchmarks contention [--db URL] [--seconds 60] [--writers 2] [--readers 4]

Without ``--db`` a file in a temporary folder; else an empty database, for example
``postgresql://user@host/database``. Writers add made-up reports of the same towns and days, so that grouping has to see
what the other wrote; every fourth report is one that all of them add. Readers read the whole table, the claims of one
incident, and the list of reports. At the end the store is held against one that was given the same reports one after
the other. Each process is a program of its own, as two commands and a server are.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.grouping import places
from incidents.derive import derive_incident
from incidents.errors import StoreError
from incidents.group import Group
from incidents.model import (
    EVENT_TYPE_OF,
    Casualties,
    Claim,
    ClaimantSide,
    DateRange,
    Document,
    ReportResult,
    ResolvedPlace,
    Run,
    Stance,
    SubEventType,
)
from incidents.store import Store
from tests.postgres_server import Server, programs

_ROOT: Final = Path(__file__).resolve().parents[1]
_FIRST_DAY: Final = dt.date(2012, 3, 10)
_DAYS: Final = 60
_TOWNS: Final = 40
_SHARED: Final = 4
"""Every so-many-th report is added by all writers."""
_PAUSE_S: Final = 0.02
"""Between a reader's rounds: on few cores they would leave no time to the writers."""


# --- made-up reports -----------------------------------------------------------------------------------------------


def made_up(name: str, towns: Sequence[ResolvedPlace]) -> ReportResult:
    """The report of that name, the same in every process: two occurrences, one claim each."""
    rng = random.Random(name)
    sentences = [f"Shelling number {n} of report {name}." for n in range(2)]
    body = " ".join("".join(rng.choices("abcdefghij", k=6)) for _ in range(80))
    document = Document.create(
        " ".join([body, *sentences]), ref=name, publisher=f"Paper {rng.randrange(9)}", published=_FIRST_DAY
    )
    claims = tuple(_claim(document, words, rng, towns) for words in sentences)
    incidents = tuple(derive_incident(Group((claim,))) for claim in claims)
    return ReportResult(document, claims, incidents, (), Run("rules/0", "derive/0", "made-up"))


def _claim(document: Document, words: str, rng: random.Random, towns: Sequence[ResolvedPlace]) -> Claim:
    start = document.text.index(words)
    day = _FIRST_DAY + dt.timedelta(rng.randrange(_DAYS))
    kind, killed = SubEventType.SHELLING, rng.choice((3, 9, 12))
    return Claim(
        id=f"clm-{document.id[4:]}-{start}",
        document_id=document.id,
        quote=words,
        start=start,
        end=start + len(words),
        claimant="activists",
        claimant_side=ClaimantSide.OPPOSITION,
        stance=Stance.ASSERTS,
        event_type=EVENT_TYPE_OF[kind],
        sub_event_type=kind,
        dates=DateRange(day, day),
        place=rng.choice(towns),
        killed=Casualties(killed, killed, str(killed)),
    )


def _towns() -> list[ResolvedPlace]:
    return places()[0][:_TOWNS]


# --- one process ---------------------------------------------------------------------------------------------------


def write(store: Store, number: int, end: float) -> dict[str, Any]:
    """Add reports until `end`; gives the names of those that this process added, and how many were there."""
    towns, added, known, turn = _towns(), [], 0, 0
    while time.monotonic() < end:
        name = f"all-{turn}" if turn % _SHARED == 0 else f"own-{number}-{turn}"
        if store.add(made_up(name, towns)).added:
            added.append(name)
        else:
            known += 1
        turn += 1
    return {"added": added, "known": known}


def read(store: Store, number: int, end: float) -> dict[str, Any]:
    """Read until `end`; gives how often, and what was not as it must be."""
    rng, reads, wrong, most = random.Random(number), 0, [], 0
    while time.monotonic() < end:
        ids = store.frame()["id"].tolist()
        if len(set(ids)) != len(ids):
            wrong.append("an incident stood twice in a table")
        if ids and not store.claims(rng.choice(ids)):
            wrong.append("an incident of a moment ago led nowhere")
        reports = len(store.documents())
        if reports < most:
            wrong.append("a report was gone")
        most, reads = max(most, reports), reads + 3
        time.sleep(_PAUSE_S)
    return {"reads": reads, "wrong": wrong}


def _work(role: str, url: str, number: int, seconds: float) -> int:
    store = Store.open(url)
    print("ready", flush=True)
    sys.stdin.readline()  # all begin together, however long each took to start
    result = (write if role == "write" else read)(store, number, time.monotonic() + seconds)
    store.close()
    print(json.dumps(result))
    return 0


# --- all of them ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it; the last four are to be nothing."""

    added: int
    known: int
    reads: int
    incidents: int
    failed: tuple[str, ...]
    lost: int
    doubled: int
    otherwise: int
    """Incidents that differ from those of the same reports added one after the other."""

    @property
    def sound(self) -> bool:
        return not (self.failed or self.lost or self.doubled or self.otherwise)

    def lines(self) -> list[str]:
        """The counts, for the terminal."""
        told = [
            f"{self.added} reports added, {self.known} there already, {self.reads} reads, {self.incidents} incidents"
        ]
        told.append(
            f"{len(self.failed)} failed, {self.lost} lost, {self.doubled} doubled, {self.otherwise} grouped otherwise"
        )
        return [*told, *self.failed]

    def row(self, given: argparse.Namespace, database: str) -> str:
        """The counts as a row, see `HEADINGS`."""
        cells = (
            database, given.writers, given.readers, f"{given.seconds:.0f}", f"{self.added:,}", f"{self.known:,}",
            f"{self.reads:,}", f"{self.incidents:,}", len(self.failed), self.lost, self.doubled, self.otherwise,
        )  # fmt: skip
        return f"| {' | '.join(map(str, cells))} |"


HEADINGS: Final = (
    "database", "writers", "readers", "seconds", "added", "there already", "reads", "incidents",
    "failed", "lost", "doubled", "grouped otherwise",
)  # fmt: skip


def contend(url: str, seconds: float, writers: int = 2, readers: int = 4) -> Outcome:
    """Let so many processes use one empty store at the same time, then look what is in it; the first makes it."""
    roles = [*(("write", n) for n in range(writers)), *(("read", n) for n in range(readers))]
    command = [sys.executable, "-m", "benchmarks.contention", "--db", url, "--work"]
    pipe = subprocess.PIPE
    running = [
        subprocess.Popen(
            [*command, role, str(n), str(seconds)], cwd=_ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )
        for role, n in roles
    ]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    for process in running:
        assert process.stdin is not None
        with suppress(BrokenPipeError):  # it failed already, and is told of below
            process.stdin.write("begin\n")
            process.stdin.flush()
    told: list[Mapping[str, Any]] = []
    failed: list[str] = []
    for (role, n), process in zip(roles, running, strict=True):
        out, errors = process.communicate(timeout=seconds + 120)
        if process.returncode:
            failed.append(
                f"{role} {n}: {errors.strip().splitlines()[-1] if errors.strip() else 'no reason given'}"
            )
        else:
            told.append(json.loads(out))
    failed += [words for one in told for words in one.get("wrong", ())]
    return _judged(url, told, failed)


def _judged(url: str, told: Sequence[Mapping[str, Any]], failed: Sequence[str]) -> Outcome:
    store = Store.open(url, create=False)
    names = Counter(name for one in told for name in one.get("added", ()))
    refs = Counter(entry.ref for entry in store.documents())
    held = Counter(c for incident in store.incidents() for c in incident.claim_ids)
    held += Counter(claim.id for claim in store.not_mapped())
    claims = Counter(c.id for entry in store.documents() for c in store.claims_of_document(entry.id))
    apart = _one_after_the_other(store, [entry.ref for entry in store.documents()])
    outcome = Outcome(
        added=names.total(),
        known=sum(one.get("known", 0) for one in told),
        reads=sum(one.get("reads", 0) for one in told),
        incidents=len(store.incidents()),
        failed=tuple(failed),
        lost=(names - refs).total() + (claims - held).total(),
        doubled=(names - Counter(set(names))).total() + (refs - names).total() + (held - claims).total(),
        otherwise=apart,
    )
    store.close()
    return outcome


def _one_after_the_other(store: Store, refs: Sequence[str]) -> int:
    towns, alone = _towns(), Store.in_memory()
    for ref in refs:
        alone.add(made_up(ref, towns))
    return len(set(store.incidents()) ^ set(alone.incidents()))


def main(arguments: list[str]) -> int:
    """Run it and print the counts; exit code 1 when anything is not as it must be."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks contention", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--db", help="an empty database; otherwise a file, then a server of its own")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.work:
        role, number, seconds = given.work
        return _work(role, given.db, int(number), float(seconds))
    print(f"| {' | '.join(HEADINGS)} |\n|{'---|' * len(HEADINGS)}", flush=True)
    outcomes = []
    try:
        for url, database in _databases(given.db):
            if not Store.open(url).is_empty():
                raise StoreError("This store holds reports: give the address of an empty database.")
            outcomes.append(contend(url, given.seconds, given.writers, given.readers))
            print(outcomes[-1].row(given, database), flush=True)
    except StoreError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(["", *(words for outcome in outcomes for words in outcome.failed)]).rstrip())
    return 0 if all(outcome.sound for outcome in outcomes) else 1


def _databases(given: str | None) -> Iterator[tuple[str, str]]:
    """Addresses of empty databases and their kinds: the one given, or a file and, where there is one, a server."""
    if given:
        yield given, "PostgreSQL" if given.startswith("postgresql") else "SQLite"
        return
    with tempfile.TemporaryDirectory() as folder:
        yield str(Path(folder) / "contention.sqlite"), "SQLite"
    found = programs()
    if found is None:
        print("No PostgreSQL server is installed (Debian: postgresql): left out.", file=sys.stderr)
        return
    with Server(found) as server:
        yield server.url(server.new_database()), "PostgreSQL"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
