"""A corpus into a store: read on many processes, in shards that are kept, written by one in batches.

The outcome does not depend on how many processes read, where they are, nor on interruptions: shards are written in
the order of the corpus, each by its name, and what the store holds already is passed over.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from incidents import sources
from incidents.errors import IncidentsError, ReportRefused, StoreBusy
from incidents.extract.llm.remarks import fallbacks
from incidents.ingest.folder import WorkFolder
from incidents.ingest.messages import Reply, Setup
from incidents.ingest.pool import Answer, Pool
from incidents.ingest.shards import AVERAGE, Shard, cut, key_of, portions
from incidents.model import ReportResult
from incidents.sources import Corpus, Item, Meter, Rejected
from incidents.store import AddOutcome, Store

BATCH: Final = 100
"""Reports written in one transaction: a lock of some tenths of a second."""
BUSY_TRIES: Final = 20
"""How often we wait for another program that writes to the store, a quarter of a minute each time."""

_SLOW_AVERAGE: Final = 8  # with a language model, a report takes as long as a shard does without
_POLL_S: Final = 0.5
_LOGGER: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """What whoever watches an ingest is told."""

    line: Callable[[str], None] = lambda line: None
    """A line on a report."""
    far: Callable[[int, int, int], None] = lambda reports, bytes_done, set_aside: None
    """How many reports and bytes are behind us, and how many were set aside."""


@dataclass(slots=True)
class Tally:
    """What came of an ingest, in numbers."""

    added: int = 0
    known: int = 0
    """Reports the store held already."""
    claims: int = 0
    incidents: int = 0
    """Those the reports tell of, each report by itself."""
    shared: int = 0
    """Those that other reports tell of, too."""
    set_aside: int = 0
    stopped: bool = False
    """Whether it was stopped before the end."""


@dataclass(slots=True)
class _Begun:
    """A shard that is being read."""

    shard: Shard
    known: list[str | None]
    """For each of its reports the id of its document, where the store holds it."""
    todo: list[Item]
    key: str
    finished: bool
    answers: list[Answer] = field(default_factory=list)


class Ingest:
    """One run over a corpus.

    Parameters
    ----------
    stop
        Set it to stop after the shard under way.
    average
        Reports in a shard, about.
    again
        Add reports that were purged, too.
    """

    def __init__(
        self,
        store: Store,
        pool: Pool,
        setup: Setup,
        *,
        seen: Seen | None = None,
        stop: threading.Event | None = None,
        average: int | None = None,
        again: bool = False,
    ) -> None:
        self.folder = WorkFolder.beside(store.where)
        self.tally = Tally()
        self._store, self._pool, self._setup = store, pool, setup
        self._seen, self._stop = seen or Seen(), stop or threading.Event()
        self._versions = setup.version_key(pool.run)
        self._average = average or (_SLOW_AVERAGE if setup.llm else AVERAGE)
        self._again = again
        self._reports = self._bytes = 0

    def run(self, corpus: Corpus) -> Tally:
        """Add all reports of a corpus to the store.

        Raises
        ------
        StoreError
            The store cannot be written; what was added before stays, and running it again goes on from there.
        IncidentsError
            Nothing can be read: a model or a list of places is missing, or the processes that read are gone.
        """
        meter, begun = Meter(), deque[_Begun]()
        ahead = 1 + self._pool.workers * self._pool.portion // self._average
        for shard in cut(corpus.items(meter), meter, self._average):
            if self._stop.is_set():
                self.tally.stopped = True
                break
            begun.append(self._begin(shard))
            if len(begun) > ahead:
                self._finish(begun.popleft())
        while begun and not self.tally.stopped:
            self._finish(begun.popleft())
            self.tally.stopped = bool(begun) and self._stop.is_set()
        for later in begun:
            for answer in later.answers:
                answer.cancel()
        return self.tally

    # --- reading ---

    def _begin(self, shard: Shard) -> _Begun:
        known = self._known(shard)
        todo = [item for item, document in zip(shard.items, known, strict=True) if document is None]
        key = key_of(todo, self._setup.content_key(), self._versions)
        begun = _Begun(shard, known, todo, key, finished=self.folder.shard(key) is not None)
        if not begun.finished:
            begun.answers = self._submitted(todo)
        return begun

    def _submitted(self, items: Sequence[Item]) -> list[Answer]:
        return [self._pool.submit(some) for some in portions(items, self._pool.workers, self._pool.portion)]

    def _known(self, shard: Shard) -> list[str | None]:
        receipt = self.folder.receipt(shard.key(self._setup.content_key()))
        if receipt is None or len(receipt) != len(shard.items):
            return [None] * len(shard.items)
        held = self._store.holds(document for document in receipt if document)
        return [document if document in held else None for document in receipt]

    def _replies(self, begun: _Begun) -> list[Reply]:
        found = self.folder.shard(begun.key) if begun.finished else None
        if found is not None and len(found) == len(begun.todo):
            return found
        # Read by another ingest, which put it into the store meanwhile and removed the file.
        answers = begun.answers or [
            self._pool.submit(some) for some in portions(begun.todo, self._pool.workers)
        ]
        replies: list[Reply] = []
        for answer in answers:
            replies += self._wait(answer)
            self._tell(len(replies))
        if replies:
            self.folder.keep_shard(begun.key, replies)
        return replies

    def _wait(self, answer: Answer) -> list[Reply]:
        while True:
            try:
                return answer.result(_POLL_S)
            except TimeoutError:
                self._tell(0)

    # --- writing ---

    def _finish(self, begun: _Begun) -> None:
        replies = self._replies(begun)
        fresh = iter(self._put(replies))
        documents = [document or next(fresh) for document in begun.known]
        for rejected in begun.shard.rejected:
            self._reject(rejected)
        known = len(begun.shard.items) - len(begun.todo)
        self.tally.known += known
        if begun.todo:
            self.folder.keep_receipt(begun.shard.key(self._setup.content_key()), documents)
            self.folder.drop_shard(begun.key)
        self._reports += len(begun.shard.items)
        self._bytes = begun.shard.bytes_behind
        self._tell(0)

    def _tell(self, more: int) -> None:
        self._seen.far(self._reports + more, self._bytes, self.tally.set_aside)

    def _put(self, replies: Sequence[Reply]) -> list[str | None]:
        """Write what was read into the store; gives the id of each document, None where there is none."""
        batches = (replies[start : start + BATCH] for start in range(0, len(replies), BATCH))
        return [document for some in batches for document in self._put_some(some)]

    def _put_some(self, replies: Sequence[Reply]) -> Iterator[str | None]:
        results = [reply.result() for reply in replies]
        added = self._added([result for result in results if result is not None])
        for reply, result in zip(replies, results, strict=True):
            if result is None:
                self._set_aside(reply.where, reply.doc_id, reply.reason)
                yield None
                continue
            outcome = next(added)
            if isinstance(outcome, Rejected):
                self._set_aside(reply.where, reply.doc_id, outcome.reason)
                yield None
            else:
                self._count(reply.doc_id, result, outcome)
                yield outcome.document_id

    def _added(self, results: Sequence[ReportResult]) -> Iterator[AddOutcome | Rejected]:
        """All in one transaction but those the store refuses.

        If one of them cannot be stored, each in its own, so that it costs no other.
        """
        try:
            return iter(self._write(results) if results else [])
        except ReportRefused as error:
            return self._but_for(error.refused, results)
        except IncidentsError:
            raise
        except Exception:
            _LOGGER.debug("a batch of %d", len(results), exc_info=True)
            return (self._one(result) for result in results)

    def _but_for(
        self, refused: Mapping[str, str], results: Sequence[ReportResult]
    ) -> Iterator[AddOutcome | Rejected]:
        others = self._added([result for result in results if result.document.id not in refused])
        for result in results:
            why = refused.get(result.document.id)
            yield next(others) if why is None else Rejected(result.document.ref or result.document.id, why)

    def _one(self, result: ReportResult) -> AddOutcome | Rejected:
        try:
            return self._write([result])[0]
        except ReportRefused as error:  # taken out or purged this moment
            return Rejected(result.document.ref or result.document.id, str(error))
        except IncidentsError:
            raise
        except Exception as error:
            ref = result.document.ref or result.document.id
            return Rejected(ref, sources.unexpected(ref, error))

    def _write(self, results: Sequence[ReportResult]) -> list[AddOutcome]:
        for _ in range(BUSY_TRIES - 1):
            try:
                return self._store.add_many(results, again=self._again)
            except StoreBusy:
                self._tell(0)
        return self._store.add_many(results, again=self._again)

    # --- telling ---

    def _count(self, name: str, result: ReportResult, outcome: AddOutcome) -> None:
        tally = self.tally
        tally.added += outcome.added
        tally.known += not outcome.added
        if not outcome.added:
            self._seen.line(f"{name}: there already")
            return
        tally.claims += outcome.n_claims
        tally.incidents += outcome.n_incidents
        tally.shared += outcome.n_shared
        also = f", {outcome.n_shared} told by other reports too" if outcome.n_shared else ""
        told = "".join(f"; {warning}" for warning in fallbacks(result.warnings))
        self._seen.line(f"{name}: {outcome.n_incidents} incidents from {outcome.n_claims} claims{also}{told}")

    def _reject(self, rejected: Rejected) -> None:
        if rejected.passed_over:
            self._seen.line(f"left out: {rejected.reason}")
        else:
            self._set_aside(rejected.ref, "", rejected.reason)

    def _set_aside(self, where: str, doc_id: str, reason: str) -> None:
        self.tally.set_aside += 1
        self.folder.note(where, doc_id, reason)
        self._seen.line(f"set aside: {reason}")
