"""Where the store is, and how to open the file: everything that can be wrong with a place on disk, in clear words."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import platformdirs
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool

from incidents.errors import StoreBusy, StoreError

APP_NAME: Final = "syria-incidents"
BUSY_TIMEOUT_S: Final = 15
_ARGUMENTS: Final[dict[str, Any]] = {"timeout": BUSY_TIMEOUT_S, "check_same_thread": False}


def default_url() -> str:
    """Where the user's own store is: ``INCIDENTS_DB`` (a URL or a path), else a file in the user's data folder."""
    given = os.environ.get("INCIDENTS_DB", "").strip()
    if given:
        return as_url(given)
    folder = Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))
    return as_url(str(folder / "incidents.sqlite"))


def as_url(location: str | os.PathLike[str]) -> str:
    """A database URL; what has no ``scheme://`` is taken as the path of an SQLite file."""
    text = os.fspath(location)
    if "://" in text:
        return text
    return URL.create("sqlite", database=str(Path(text).expanduser().absolute())).render_as_string()


def open_engine(location: str, *, create: bool, read_only: bool = False) -> Engine:
    """An engine on the database at `location`, its folder made if it is ours.

    With `read_only` SQLite itself refuses to write, whatever is asked of it.

    Raises
    ------
    StoreError
        The place cannot hold a store.
    """
    try:
        url = make_url(as_url(location))
    except ArgumentError as error:
        raise StoreError(
            f"'{location}' is not a database address: give a file path or sqlite:///PATH."
        ) from error
    if url.get_backend_name() != "sqlite":
        raise StoreError(
            f"'{url.get_backend_name()}' databases are not supported: give a file path or sqlite:///PATH."
        )
    if url.database in (None, "", ":memory:"):
        raise StoreError("A store in memory would be lost at once: give a file path.")
    _prepare_file(url, create and not read_only)
    if read_only:
        return _tune(create_engine("sqlite://", creator=partial(_connect_reading, url.database or ""),
                                   poolclass=QueuePool), read_only=True)  # fmt: skip
    return _tune(create_engine(url, connect_args=_ARGUMENTS))


def _connect_reading(name: str) -> sqlite3.Connection:
    path = name.removeprefix("file:").partition("?")[0] if name.startswith("file:") else quote(name)
    made: sqlite3.Connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, **_ARGUMENTS)
    return made


def memory_engine() -> Engine:
    """An engine on a database in memory, gone with the last of its connections."""
    # A shared cache under a name of its own, so that every thread has a connection and all see the same tables.
    name = f"file:incidents-{uuid.uuid4().hex}"
    query = {"mode": "memory", "cache": "shared", "uri": "true"}
    url = URL.create("sqlite", database=name, query=query)
    return _tune(create_engine(url, poolclass=QueuePool, connect_args=_ARGUMENTS))


def _prepare_file(url: URL, create: bool) -> None:
    name = url.database or ""
    if name.startswith("file:"):  # an SQLite URI says itself whether to create
        return
    path = Path(name)
    if path.is_dir():
        raise StoreError(
            f"{path} is a folder: give the path of a file in it, for example {path / 'incidents.sqlite'}."
        )
    if path.exists():
        return
    if not create:
        raise StoreError(f"There is no store at {path}: add a report first, or give another path.")
    if path.parent == Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)):
        _make_folder(path.parent)
    if not path.parent.is_dir():
        raise StoreError(f"There is no folder {path.parent}: create it, or give another path.")
    _make_private(path)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The data folder {folder} cannot be made ({error.strerror}): set INCIDENTS_DB to a path you may write to."
        ) from error


def _make_private(path: Path) -> None:
    """Create the file readable by its owner only: reports may name people who can be harmed."""
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise StoreError(
            f"{path} cannot be created ({error.strerror}): give a path you may write to, or set INCIDENTS_DB."
        ) from error


def _tune(engine: Engine, *, read_only: bool = False) -> Engine:
    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _: object) -> None:
        # Transactions are begun by the listener below: the driver itself would begin them too late for triggers
        # and reads to see one state.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        else:  # what is purged is overwritten, not only unlinked
            connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def emptied(engine: Engine) -> bool:
    """Rewrite the file without what was deleted, its write-ahead log too; False while another program uses it."""
    driver = engine.raw_connection()
    try:
        cursor = driver.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        found = cursor.fetchone()
        return found is None or not found[0]
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            return False
        raise
    finally:
        driver.close()


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn the database's own errors into one line that says what to do."""
    try:
        yield
    except DBAPIError as error:
        cause = str(error.orig)
        kind = StoreBusy if "locked" in cause else StoreError
        raise kind(_explain(where, cause)) from error


def _explain(where: str, cause: str) -> str:
    known = {
        "not a database": f"{where} is not a store, or is damaged: give another path, or restore a backup.",
        "malformed": f"{where} is damaged: restore a backup, or add the reports to a new store.",
        "unable to open": f"{where} cannot be opened: check that you may read and write it and its folder.",
        "readonly": f"{where} may not be written to: change its permissions, or give another path.",
        "locked": f"{where} is in use by another program: close that, then try again.",
        "disk is full": f"The disk is full: nothing was added to {where}; free some space, then try again.",
        "append-only": f"Reports and claims in {where} are never changed or deleted ({cause}).",
        "incident_current_id": f"An incident of this report has the id of another report's in {where}: not added.",
        "no such module: fts5": "The SQLite of this Python cannot look for words (it lacks FTS5): install another.",
        "incident.id": f"An incident of this report has the id of another report's in {where}: not added.",
    }
    for words, message in known.items():
        if words in cause:
            return message
    return f"{where} cannot be used ({cause}): give another path, or restore a backup."
