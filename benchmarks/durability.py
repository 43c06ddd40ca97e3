"""Faults that strike a store while it is written to: whether anything is lost or doubled, and what the user is told.

From the project folder::

    python -m benchmarks durability [--runs 20] [--only ingest,decisions,...] [--db sqlite|postgresql]

Each run makes a store of its own, lets one fault strike it, gives the same command again where there is one, and
holds reports, claims, incidents and decisions against those of an undisturbed run. A PostgreSQL server is started for
it, with the settings it comes with, from the system's package. What reads the reports is a quick stand-in for the
rules; all else is the command's own code, in processes of its own. The faults are those of the tests
(``tests/faults``).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from tests.faults.cases import CASES, KINDS, Case
from tests.faults.damage import can_mount
from tests.faults.faults import Outcome
from tests.faults.places import World
from tests.postgres_server import Server, programs

_HEAD: Final = (
    "| fault | database | runs | struck | lost | doubled | otherwise wrong | what the user is told |\n"
    "|---|---|---:|---:|---:|---:|---|---|"
)


def row(case: Case, kind: str, outcomes: Sequence[Outcome]) -> str:
    """A row of the table."""
    told = Counter(one.told for one in outcomes if one.struck)
    wrong = Counter(words for one in outcomes for words in one.wrong)
    cells = (
        case.about,
        kind,
        len(outcomes),
        sum(one.struck for one in outcomes),
        sum(one.lost for one in outcomes),
        sum(one.doubled for one in outcomes),
        _listed(wrong) or "none",
        _listed(told),
    )
    return _line(cells)


def _line(cells: Sequence[object]) -> str:
    return f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"


def _listed(counts: Counter[str]) -> str:
    return "; ".join(f"{words} ({count})" for words, count in counts.most_common(4))


def _without(case: Case, kind: str, why: str) -> str:
    return _line((case.about, kind, 0, "-", "-", "-", "-", why))


def measure(kind: str, names: Sequence[str], runs: int, seed: int) -> bool:
    """Let the faults strike one kind of database, printing a row for each; gives whether all was sound."""
    found = programs() if kind == "postgresql" else None
    if kind == "postgresql" and found is None:
        for name in names:
            print(
                _without(
                    CASES[name], kind, "left out: no PostgreSQL server is installed (Debian: postgresql)"
                )
            )
        return True
    sound = True
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        server = stack.enter_context(Server(found, settings=())) if found else None
        world = World(kind, Path(folder), server)
        for name in names:
            case = CASES[name]
            if kind not in case.kinds:
                print(_without(case, kind, f"cannot happen: {case.why_not}"), flush=True)
                continue
            outcomes = [case.strike(world, random.Random(f"{seed}/{name}/{n}"), n) for n in range(runs)]
            sound = sound and all(one.sound for one in outcomes)
            print(row(case, kind, outcomes), flush=True)
    return sound


def main(arguments: list[str]) -> int:
    """Run it and print the table; exit code 1 when anything is not as it must be."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks durability", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--runs", type=int, default=20, help="of each fault on each database")
    parser.add_argument("--only", default="", help=f"of {', '.join(CASES)}; several with commas")
    parser.add_argument("--db", choices=KINDS, help="both by default")
    parser.add_argument("--seed", type=int, default=1, help="of the moments at which faults strike")
    given = parser.parse_args(arguments)
    names = [name for name in given.only.split(",") if name] or list(CASES)
    unknown = [name for name in names if name not in CASES]
    if unknown:
        print(f"There is no fault '{unknown[0]}': choose of {', '.join(CASES)}.", file=sys.stderr)
        return 2
    print(_HEAD, flush=True)
    sound = [measure(kind, names, given.runs, given.seed) for kind in KINDS if given.db in (None, kind)]
    if "disk" in names:
        how = (
            "a disk of 40 MB in memory"
            if can_mount()
            else "a limit on the size of files (no disk can be mounted)"
        )
        print(f"\nThe full disk was {how}; of a server, that of the database's tablespace.")
    return 0 if all(sound) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
