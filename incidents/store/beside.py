"""The folder beside a store in a file, in which an ingest keeps what it need not do twice."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def work_folder(where: str) -> Path:
    """That of the store at a path; :mod:`incidents.ingest.folder` says what is in it."""
    return Path(f"{where}.ingest")


def clear(where: str) -> None:
    """Erase results that wait to be written, with their texts, and ids of what is in: all of it can be read again."""
    for name in ("shards", "receipts"):
        for file in work_folder(where).joinpath(name).glob("*"):
            with suppress(OSError):
                file.unlink()
