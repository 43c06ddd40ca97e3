"""Processes of a Dask cluster that read reports: the same ones as here, started and watched by its workers.

A Dask worker starts a process of ours for each of its threads and hands it what it is given, so that a report that
ends or hangs a process costs the cluster nothing. Dask sees tasks with reports as text in, replies as text out.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from incidents.errors import IncidentsError, InputError, WorkersLost
from incidents.ingest.child import Child
from incidents.ingest.messages import Reply, Setup, dump_items, load_items, name_of
from incidents.model import Run
from incidents.sources import Item

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_S: Final = 15.0
GATHER_S: Final = 120.0
"""For replies that are done: they come at once, or are read again where their worker is gone."""
PORTION: Final = 24
"""Reports in a task: what Dask does for each task takes as long as half a report."""
NO_WORKER_S: Final = 60.0
"""How long an ingest goes on without a single worker: one that is started anew has time to come back."""

_idle: dict[str, queue.SimpleQueue[Child]] = {}
"""In a Dask worker: processes of ours that have nothing to do, by what they read with."""


# --- at the workers ---------------------------------------------------------------------------------------------


def read_there(line: str, setup: str) -> list[str]:
    """Read some reports in a process beside the Dask worker."""
    waiting = _idle.setdefault(setup, queue.SimpleQueue())
    child = _child(waiting, setup)
    try:
        return [reply.dumps() for reply in child.read(load_items(line))]
    finally:
        waiting.put(child)


def _child(waiting: queue.SimpleQueue[Child], setup: str) -> Child:
    try:
        return waiting.get_nowait()
    except queue.Empty:
        return Child(Setup.loads(setup))


async def versions_there(setup: str) -> dict[str, Any] | str:
    """The versions of all that reads at a worker, or why nothing can be read there."""
    # Not in the worker's event loop, which must answer the scheduler meanwhile.
    return await asyncio.to_thread(_versions_there, setup)


def _versions_there(setup: str) -> dict[str, Any] | str:
    waiting = _idle.setdefault(setup, queue.SimpleQueue())
    try:
        child = _child(waiting, setup)
    except IncidentsError as error:
        return str(error)
    waiting.put(child)
    return asdict(child.run)


def end_there(setup: str) -> None:
    """End the processes beside a worker: their language models take memory."""
    waiting = _idle.pop(setup, None)
    while waiting is not None and not waiting.empty():
        waiting.get().close()


# --- here -------------------------------------------------------------------------------------------------------


class DaskPool:
    """The workers at the scheduler at an address.

    Raises
    ------
    InputError
        Dask is not installed, nothing answers there, or there is no worker.
    IncidentsError
        The workers cannot read, or read with different versions.
    """

    def __init__(self, setup: Setup, address: str) -> None:
        self.address, self.portion = address, PORTION
        self._setup = setup.dumps()
        self._client = _connected(address)
        try:
            self.workers = max(1, sum(self._client.nthreads().values()))
            self.run = self._versions()
        except BaseException:
            self.close()
            raise

    def _versions(self) -> Run:
        """What all workers read with."""
        found = self._client.run(versions_there, self._setup)
        if not found:
            raise InputError(
                f"There is no worker at {self.address}: start some with `dask worker {self.address}`, then try again."
            )
        wrong = [said for said in found.values() if isinstance(said, str)]
        if wrong:
            raise IncidentsError(f"A worker cannot read reports: {wrong[0]}")
        runs = {Run(**said) for said in found.values()}
        if len(runs) > 1:
            raise InputError(
                "The workers have different versions of this program, its model or its lists of places: make them the "
                "same, otherwise the outcome would depend on who reads what."
            )
        return runs.pop()

    def submit(self, items: Sequence[Item]) -> DaskAnswer:
        return DaskAnswer(self, items)

    def task(self, items: Sequence[Item]) -> Future:
        """Give some reports to the cluster."""
        return self._client.submit(read_there, dump_items(items), self._setup, pure=False)

    def has_workers(self) -> bool:
        return bool(self._client.scheduler_info(n_workers=-1)["workers"])

    def close(self) -> None:
        """End our processes at the workers; the cluster stays."""
        try:
            self._client.run(end_there, self._setup)
        except Exception:  # the cluster may be gone, and with it what there was to end
            return
        finally:
            self._client.close(timeout=5)


class DaskAnswer:
    """Replies that a cluster is to give."""

    def __init__(self, pool: DaskPool, items: Sequence[Item]) -> None:
        self._pool, self._items = pool, items
        self._future = pool.task(items)
        # Dask's own waiting with a time limit now and then fails on a busy machine: we wait for word that it is done.
        self._done = threading.Event()
        self._future.add_done_callback(lambda _: self._done.set())
        self._alone_since: float | None = None

    def result(self, timeout: float | None = None) -> list[Reply]:
        """See :class:`.pool.Answer`."""
        from distributed import KilledWorker

        if not self._done.wait(timeout):
            self._check()
            raise TimeoutError
        try:
            return [Reply.loads(line) for line in self._future.result(GATHER_S)]
        except TimeoutError:
            self._check()
            raise
        except KilledWorker:
            return self._one_by_one()
        except IncidentsError:
            raise
        except Exception as error:
            raise WorkersLost(
                f"The cluster at {self._pool.address} does not answer any more ({type(error).__name__}): start it "
                "again, then run the same command: what was finished is kept."
            ) from error

    def _check(self) -> None:
        if self._pool.has_workers():
            self._alone_since = None
            return
        self._alone_since = self._alone_since or time.monotonic()
        if time.monotonic() - self._alone_since > NO_WORKER_S:
            raise WorkersLost(
                f"No worker is left at {self._pool.address}: start some, then run the same command again: what was "
                "finished is kept."
            )

    def _one_by_one(self) -> list[Reply]:
        """After workers were lost over these reports: each by itself, so that only the one to blame is set aside."""
        if len(self._items) == 1:
            item = self._items[0]
            name = name_of(item)
            reason = (
                f"{name}: the workers that were to read it were lost one after the other: give it by itself."
            )
            return [Reply(item.where, name, reason=reason)]
        replies: list[Reply] = []
        for item in self._items:
            answer = DaskAnswer(self._pool, [item])
            replies += answer.wait()
        return replies

    def wait(self) -> list[Reply]:
        """The replies, however long they take."""
        while True:
            try:
                return self.result(1.0)
            except TimeoutError:
                continue

    def cancel(self) -> None:
        self._future.cancel()


def _connected(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError(
            "--dask needs Dask, which is not installed: pip install 'syria-incidents[cluster]'"
        ) from error
    try:
        client = Client(address, timeout=CONNECT_S, set_as_default=False)
        client.wait_for_workers(1, timeout=CONNECT_S)
        return client
    except TimeoutError as error:
        raise InputError(
            f"No scheduler answers at {address}, or it has no worker: start `dask scheduler` and "
            f"`dask worker {address}`, then try again."
        ) from error
    except (OSError, ValueError) as error:
        raise InputError(
            f"No scheduler answers at {address}: write it as tcp://127.0.0.1:8786, as `dask scheduler` says it."
        ) from error
