"""The folder in which an ingest keeps what it need not do twice: beside a store in a file, else in the data folder."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

import platformdirs

from incidents.store.sqlite import APP_NAME


def work_folder(where: str) -> Path:
    """That of the store at a path or an address without its password, see :mod:`incidents.ingest.folder`."""
    if "://" not in where:
        return Path(f"{where}.ingest")
    name = hashlib.sha256(where.encode()).hexdigest()[:16]
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "ingest" / name


def clear(where: str) -> None:
    """Erase results that wait to be written, with their texts, and ids of what is in: all of it can be read again."""
    for name in ("shards", "receipts"):
        for file in work_folder(where).joinpath(name).glob("*"):
            with suppress(OSError):
                file.unlink()
