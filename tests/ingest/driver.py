"""The command with another reader, in a process of its own.

``python -m tests.ingest.driver FACTORY DB PATH [workers|tcp://...] [longest_s] [shard] [again]``

Its last line on stdout is its peak memory in MB.
"""

from __future__ import annotations

import resource
import sys

from incidents.errors import IncidentsError
from incidents.ingest.command import Wanted, run
from incidents.ingest.messages import Setup
from incidents.sources import corpus
from incidents.store import Store


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main(
    factory: str,
    db: str,
    path: str,
    workers: str = "1",
    longest_s: str = "60",
    shard: str = "20",
    again: str = "",
) -> int:
    by = {"dask": workers} if workers.startswith("tcp:") else {"workers": int(workers)}
    setup = Setup(factory=f"tests.ingest.readers:{factory}", longest_s=float(longest_s))
    wanted = Wanted(corpus([path]), setup, again=bool(again), **by)
    try:
        return run(wanted, Store.open(db), _say, int(shard))
    except IncidentsError as error:
        print(f"incidents: {error}", file=sys.stderr)
        return 1
    finally:
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
