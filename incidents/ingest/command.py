"""The run of ``incidents ingest``: what is told on the way, and what Ctrl-C does."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from incidents.errors import InputError
from incidents.ingest.corpus import Ingest, Seen, Tally
from incidents.ingest.messages import Setup
from incidents.ingest.pool import LocalPool, Pool
from incidents.ingest.progress import Progress
from incidents.sources import Corpus
from incidents.store import Store

LINES: Final = 100
"""Reports that a line each tells of; those after are counted."""
EVERY_S: Final = 10.0
STOPPED: Final = 130
"""The exit code that shells give what Ctrl-C ends."""
_SCREEN_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    corpus: Corpus
    setup: Setup
    workers: int = 1
    dask: str | None = None
    again: bool = False
    """Whether reports that were purged are added, too."""

    def check(self) -> None:
        """Raise InputError for what does not go together."""
        if self.dask is None:
            return
        if self.workers != 1:
            raise InputError("--workers and --dask do not go together: the cluster has the workers it has.")
        if self.setup.llm is not None:
            raise InputError(
                "--dask is not for a language model, which may answer on this machine only: leave one of them out."
            )

    def pool(self) -> Pool:
        if self.dask is None:
            return LocalPool(self.setup, self.workers)
        from incidents.ingest.cluster import DaskPool

        return DaskPool(self.setup, self.dask)


def run(wanted: Wanted, store: Store, say: Callable[[str], None], average: int | None = None) -> int:
    """Add a corpus to a store and tell how it goes; gives the exit code.

    Parameters
    ----------
    average
        Reports in a shard, about; by default as many as suit what reads them.

    Raises
    ------
    IncidentsError
        It cannot go on; what was added before stays.
    """
    say("Loading the language model and the gazetteer ...")
    with stopping(say) as stop:
        try:
            pool = wanted.pool()
            try:
                teller = Teller(say, wanted.corpus.size())
                seen = Seen(teller.line, teller.far)
                ingest = Ingest(
                    store, pool, wanted.setup, seen=seen, stop=stop, average=average, again=wanted.again
                )
                tally = ingest.run(wanted.corpus)
            finally:
                pool.close()
        except KeyboardInterrupt:
            say("\nStopped at once. What was written stays; run the same command again to go on.")
            return STOPPED
    teller.end()
    for line in summary(tally, store.where, str(ingest.folder.set_aside)):
        say(line)
    return STOPPED if tally.stopped else 1 if tally.set_aside else 0


def summary(tally: Tally, where: str, set_aside: str) -> Iterator[str]:
    """What came of it, in lines."""
    yield (
        f"{tally.added} reports added ({tally.claims} claims, {tally.incidents} incidents, {tally.shared} of them told "
        f"by other reports too), {tally.known} there already, {tally.set_aside} set aside; the store is {where}"
    )
    if tally.set_aside:
        yield f"Those set aside are listed, with the reason, in {set_aside}: mend them and run the same command again."
    if tally.stopped:
        yield "Stopped before the end: run the same command again to go on from here."


class Teller:
    """Tells of the first reports in a line each, of all others how far it is; on a screen in one line that changes."""

    def __init__(self, say: Callable[[str], None], total_bytes: int) -> None:
        self._say, self._progress = say, Progress(total_bytes)
        self._screen = sys.stderr.isatty()
        self._every_s = _SCREEN_S if self._screen else EVERY_S
        self._start = self._said = time.monotonic()
        self._lines = self._reports = self._width = 0

    def line(self, line: str) -> None:
        """A line on a report."""
        self._lines += 1
        if self._lines <= LINES:
            self._clear()
            self._say(line)
        elif self._lines == LINES + 1:
            self._clear()
            self._say("... the others are counted:")

    def far(self, reports: int, bytes_done: int, set_aside: int) -> None:
        """How far it is."""
        now = time.monotonic()
        self._reports = reports
        self._progress.mark(now, reports, bytes_done)
        if now - self._said < self._every_s:
            return
        self._said = now
        words = f"... {self._progress.words(set_aside)}"
        if self._screen:
            sys.stderr.write("\r" + words.ljust(self._width))
            sys.stderr.flush()
            self._width = len(words)
        else:
            self._say(words)

    def end(self) -> None:
        """The rate of all, if there were several."""
        self._clear()
        seconds = max(time.monotonic() - self._start, 0.001)
        if self._reports > 1:
            self._say(f"{self._reports} reports in {seconds:.0f} s, {self._reports / seconds:.1f} a second")

    def _clear(self) -> None:
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()
            self._width = 0


@contextmanager
def stopping(say: Callable[[str], None]) -> Iterator[threading.Event]:
    """An event that the first Ctrl-C or SIGTERM sets; the second interrupts."""
    stop = threading.Event()

    def ask(*_: Any) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        with suppress(RuntimeError):  # a line was just being written
            say("\nStopping after the reports at hand; press Ctrl-C again to stop at once.")

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
