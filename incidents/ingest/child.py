"""A process of ours that reads reports, watched: one that dies or hangs costs the report it was at, no other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final

from incidents.errors import IncidentsError, WorkersLost
from incidents.ingest.messages import Reply, Setup, dump_items, name_of
from incidents.model import Run
from incidents.sources import Item

START_S: Final = 300.0
"""Seconds in which a process must have loaded what it reads with."""
TRIES: Final = 2
_TICK_S: Final = 0.2
_ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""One thread a process: otherwise the processes fight over the cores."""


class _Died(Exception):  # noqa: N818
    """The process ended before it answered; `hung` if we ended it for taking too long."""

    def __init__(self, hung: bool) -> None:
        super().__init__()
        self.hung = hung


class Child:
    """One process with a language model of its own; for one thread at a time.

    Raises
    ------
    WorkersLost
        It cannot be started.
    IncidentsError
        What it reads with cannot be loaded.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._lock = threading.Lock()
        self._deadline: float | None = None
        self._hung = self._closed = False
        self._process = self._begun()
        threading.Thread(target=self._watch, daemon=True).start()
        self.run = self._started()

    def read(self, items: Sequence[Item]) -> list[Reply]:
        """Read some reports, in order.

        Raises
        ------
        IncidentsError
            All reports are concerned.
        """
        replies: list[Reply] = []
        tries = 0
        while len(replies) < len(items):
            before = len(replies)
            try:
                for reply in self._ask(items[before:]):
                    replies.append(reply)
            except _Died as died:
                tries = tries + 1 if len(replies) == before else 1
                if died.hung or tries >= TRIES:
                    replies.append(self._blamed(items[len(replies)], died))
                    tries = 0
                self._restart()
        return replies

    def close(self) -> None:
        """End the process, whatever it is at."""
        with self._lock:
            self._closed = True
            self._process.kill()
        self._process.wait()

    def _blamed(self, item: Item, died: _Died) -> Reply:
        name = name_of(item)
        if died.hung:
            reason = f"{name} took longer than {self._setup.longest_s:.0f} seconds to read and was left: shorten it."
        else:
            reason = f"{name} ended the process that read it, twice: it was set aside, please report this."
        return Reply(item.where, name, reason=reason)

    # --- the process ---

    def _begun(self) -> subprocess.Popen[bytes]:
        root = str(Path(__file__).resolve().parents[2])
        known = os.environ.get("PYTHONPATH")
        env = dict.fromkeys(_ONE_THREAD, "1") | os.environ
        env["PYTHONPATH"] = root + (os.pathsep + known if known else "")
        # -P: a folder of reports, in which we may have been started, must not be able to hold our modules.
        command = [sys.executable, "-P", "-m", "incidents.ingest.worker"]
        try:
            return subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=env,
                start_new_session=True,  # Ctrl-C is for whoever started us
            )
        except OSError as error:
            raise WorkersLost(
                f"No process can be started ({error.strerror}): close other programs, or ask for fewer --workers."
            ) from error

    def _started(self) -> Run:
        try:
            self._send(self._setup.dumps())
            said = json.loads(self._answer(START_S))
        except _Died as died:
            self.close()
            raise WorkersLost(
                "A process that reads reports ended before it began: free some memory, or ask for fewer --workers."
            ) from died
        return Run(**said["run"])

    def _restart(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            _shut(pipe)
        with self._lock:
            if self._closed:
                raise WorkersLost("The processes that read reports were stopped.")
            self._hung, self._deadline = False, None
            self._process = self._begun()
        self._started()

    def _ask(self, items: Sequence[Item]) -> Iterator[Reply]:
        self._send(dump_items(items))
        for _ in items:
            yield Reply.loads(self._answer(self._setup.longest_s))

    def _send(self, line: str) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        try:
            pipe.write(line.encode("ascii") + b"\n")
            pipe.flush()
        except OSError as error:
            raise _Died(hung=False) from error

    def _answer(self, longest_s: float) -> bytes:
        pipe = self._process.stdout
        assert pipe is not None
        with self._lock:
            self._deadline = time.monotonic() + longest_s
        line = pipe.readline()
        with self._lock:
            self._deadline, hung, self._hung = None, self._hung, False
        if not line.endswith(b"\n"):
            raise _Died(hung)
        if line.startswith(b'{"error"'):
            raise IncidentsError(json.loads(line)["error"])
        return line

    def _watch(self) -> None:
        """End the process when it is over its time; its pipe then ends, and with it the wait for an answer."""
        while not self._closed:
            time.sleep(_TICK_S)
            with self._lock:
                if self._deadline is not None and time.monotonic() > self._deadline:
                    self._hung, self._deadline = True, None
                    self._process.kill()


def _shut(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        try:
            pipe.close()
        except OSError:  # what was left to write has nowhere to go
            return
