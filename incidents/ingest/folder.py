"""The work folder of a store: what was read and is not in the store yet, and what need not be read again.

``shards/``    results that wait to be written into the store, by the name of the shard; they hold texts, and go
               once they are in
``receipts/``  for each shard that is in the store the ids of its documents, without any of their words
``set-aside-...jsonl``  a row ``{where, doc_id, reason}`` for each report that could not be read, by run
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from incidents.errors import StoreError
from incidents.ingest.messages import Reply
from incidents.store.beside import work_folder


class WorkFolder:
    """Files beside a store, readable by their owner only; safe for several ingests at once.

    Raises
    ------
    StoreError
        It cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._shards, self._receipts = path / "shards", path / "receipts"
        now = dt.datetime.now().strftime("%Y%m%d-%H%M%S")
        self.set_aside = path / f"set-aside-{now}-{os.getpid()}.jsonl"
        try:
            for folder in (path, self._shards, self._receipts):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The work folder {path} cannot be made ({error.strerror}): the store must lie where you may write."
            ) from error

    @classmethod
    def beside(cls, store: str) -> WorkFolder:
        """That of a store, by its path or address."""
        return cls(work_folder(store))

    def shard(self, key: str) -> list[Reply] | None:
        """A finished shard, or None."""
        try:
            lines = (self._shards / f"{key}.jsonl").read_bytes().splitlines()
            return [Reply.loads(line) for line in lines]
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def keep_shard(self, key: str, replies: Iterable[Reply]) -> None:
        """Write a finished shard: all of it or nothing."""
        self._write(self._shards / f"{key}.jsonl", "".join(reply.dumps() + "\n" for reply in replies))

    def drop_shard(self, key: str) -> None:
        """Remove a shard whose results are in the store."""
        (self._shards / f"{key}.jsonl").unlink(missing_ok=True)

    def receipt(self, key: str) -> list[str | None] | None:
        """For each report of a shard the id of its document, None for one that was set aside; or None."""
        try:
            found = json.loads((self._receipts / f"{key}.json").read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        return found if isinstance(found, list) else None

    def keep_receipt(self, key: str, documents: Sequence[str | None]) -> None:
        """Note that the reports of a shard are in the store."""
        self._write(self._receipts / f"{key}.json", json.dumps(documents))

    def note(self, where: str, doc_id: str, reason: str) -> None:
        """Set a report aside, with the reason."""
        row = {"where": where, "doc_id": doc_id, "reason": reason}
        line = json.dumps(row, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n"
        try:
            with open(self.set_aside, "a", encoding="utf-8", opener=_private) as file:
                file.write(line)
        except OSError as error:
            raise self._full(error) from error

    def _write(self, path: Path, content: str) -> None:
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with open(partial, "w", encoding="utf-8", opener=_private) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            raise self._full(error) from error

    def _full(self, error: OSError) -> StoreError:
        return StoreError(
            f"{self.path} cannot be written to ({error.strerror}): free some space, then run it again."
        )


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
