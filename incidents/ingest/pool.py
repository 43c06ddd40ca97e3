"""Several processes on this machine that read reports."""

from __future__ import annotations

import queue
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from incidents.ingest.child import Child
from incidents.ingest.messages import Reply, Setup
from incidents.ingest.shards import MOST_AT_ONCE
from incidents.model import Run
from incidents.sources import Item


class Answer(Protocol):
    """Replies that are still to come."""

    def result(self, timeout: float | None = None) -> list[Reply]:
        """The replies, in the order of the reports.

        Raises
        ------
        TimeoutError
            They did not come in so many seconds: ask again.
        IncidentsError
            All reports are concerned.
        """
        ...

    def cancel(self) -> object: ...


class Pool(Protocol):
    """What reads reports, somewhere: processes here, or those of a cluster."""

    run: Run
    """Versions of all that reads."""
    workers: int
    portion: int
    """Reports that are given at a time: few enough that all have work until the end of a shard."""

    def submit(self, items: Sequence[Item]) -> Answer: ...

    def close(self) -> None: ...


class LocalPool:
    """So many processes on this machine, each with a language model of its own.

    Raises
    ------
    IncidentsError
        They cannot be started, or what they read with cannot be loaded.
    """

    def __init__(self, setup: Setup, workers: int = 1) -> None:
        self.workers, self.portion = workers, 1 if setup.llm else MOST_AT_ONCE
        self._threads = ThreadPoolExecutor(workers)
        self._idle: queue.SimpleQueue[Child] = queue.SimpleQueue()
        self._children: list[Child] = []
        starting = [self._threads.submit(Child, setup) for _ in range(workers)]
        try:
            for start in starting:
                self._children.append(start.result())
                self._idle.put(self._children[-1])
        except BaseException:
            self.close()
            raise
        self.run = self._children[0].run

    def submit(self, items: Sequence[Item]) -> Future[list[Reply]]:
        return self._threads.submit(self._read, items)

    def _read(self, items: Sequence[Item]) -> list[Reply]:
        child = self._idle.get()
        try:
            return child.read(items)
        finally:
            self._idle.put(child)

    def close(self) -> None:
        """End all processes."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for child in self._children:
            child.close()
