"""A process that reads reports: ``python -m incidents.ingest.worker``. It is fed on stdin and answers on stdout.

The first line says how to read (:class:`~.messages.Setup`) and is answered with the versions of all that reads. Each
further line holds some reports, each of which is answered with a line of its own. The process ends with its input:
if whoever started it is killed, so that nothing is left behind.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from typing import IO, Any, Final

from incidents.errors import IncidentsError
from incidents.extract.llm.settings import Settings
from incidents.ingest.messages import Reply, Setup, load_items
from incidents.ingest.single import Processor, attempt
from incidents.model import Run
from incidents.sources import Item, Rejected, read_item
from incidents.store import records

_KILL_ME_FIRST: Final = "500"


def pipeline(llm: Settings | None) -> Processor:
    """What reads reports by the rules, or asks a language model."""
    from incidents.pipeline import Pipeline

    return Pipeline.create(llm=llm)


def reader_of(setup: Setup) -> Processor:
    """What a setup asks for."""
    module, _, name = setup.factory.partition(":")
    made: Processor = getattr(import_module(module), name)(setup.llm)
    return made


def read(reader: Processor, item: Item, setup: Setup) -> Reply:
    """One report all the way.

    Raises
    ------
    IncidentsError
        All reports are concerned.
    """
    loaded = read_item(item, setup.published)
    if isinstance(loaded, Rejected):
        return Reply(item.where, item.ref, reason=loaded.reason)
    name = loaded.document.ref or item.ref
    result = attempt(reader, loaded)
    if isinstance(result, Rejected):
        return Reply(item.where, name, reason=result.reason)
    return Reply(item.where, name, records.dumps(result))


def main() -> None:
    """Read what comes, until nothing more comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us decides when to stop
    _be_first_to_go()
    lines = _lines(sys.stdin.buffer)
    with _own_output() as out:
        try:
            setup = Setup.loads(next(lines))
            reader = reader_of(setup)
            _say(out, json.dumps({"run": asdict(getattr(reader, "run", None) or Run("", "", ""))}))
            for line in lines:
                for item in load_items(line):
                    _say(out, read(reader, item, setup).dumps())
        except IncidentsError as error:
            _say(out, json.dumps({"error": str(error)}))


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines as they come; the end of them ends the process at once, whatever it is busy with."""
    waiting: queue.Queue[bytes] = queue.Queue()

    def listen() -> None:
        for line in stream:
            waiting.put(line)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        yield waiting.get()


@contextlib.contextmanager
def _own_output() -> Iterator[IO[bytes]]:
    """Standard output for answers alone: what a library prints must not come between them."""
    own = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with os.fdopen(own, "wb") as out:
        yield out


def _say(out: IO[Any], line: str) -> None:
    out.write(line.encode("ascii") + b"\n")
    out.flush()


def _be_first_to_go() -> None:
    """Where memory runs out, this process goes, and with it one report, not the one that runs the ingest."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:  # noqa: PTH123
        file.write(_KILL_ME_FIRST)


if __name__ == "__main__":
    main()
