"""A store in an SQLite file: opening it, its locks, and everything that can be wrong with a place on disk."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import platformdirs
from sqlalchemy import ColumnElement, Connection, Engine, create_engine, event, literal, literal_column
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool, QueuePool

from incidents.errors import StoreError
from incidents.query.words import Terms

APP_NAME: Final = "syria-incidents"
BUSY_TIMEOUT_S: Final = 15
_CAUSE: Final = 300
"""Characters of the database's own words."""
_ARGUMENTS: Final[dict[str, Any]] = {"timeout": BUSY_TIMEOUT_S, "check_same_thread": False}


class SQLite:
    """See :class:`incidents.store.dialect.Dialect`."""

    upgrades_unasked = True

    def normal(self, url: URL) -> URL:
        return url

    def shown(self, url: URL) -> str:
        return url.render_as_string().removeprefix("sqlite:///")

    def engine(self, url: URL, *, create: bool, read_only: bool) -> Engine:
        """An engine on a file, made private to its owner where there is none."""
        if url.database in (None, "", ":memory:"):
            raise StoreError("A store in memory would be lost at once: give a file path.")
        _prepare_file(url, create and not read_only)
        on_shelf = _from_shelf(url)
        if read_only and on_shelf is url:
            connect = partial(_connect_reading, url.database or "")
            return _tune(create_engine("sqlite://", creator=connect, poolclass=QueuePool), read_only=True)
        return _tune(create_engine(on_shelf, connect_args=_ARGUMENTS), read_only=read_only)

    def prepare(self, engine: Engine) -> None:
        """Let a new file be read while it is written to; the file itself remembers it.

        The two files of the log that then lie beside it have its permissions.
        """
        # On the driver's own connection: within a transaction it would be refused.
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA journal_mode = WAL")

    def reader(self, engine: Engine) -> Engine:
        return engine

    def append_only(self, table: str, unless: str) -> Sequence[str]:
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{action.lower()} BEFORE {action} ON {table} "
            f"WHEN NOT EXISTS (SELECT 1 FROM meta WHERE key = '{unless}') "
            f"BEGIN SELECT RAISE(ABORT, '{table}s are append-only'); END"
            for action in ("UPDATE", "DELETE")
        ]

    def emptied(self, engine: Engine, tables: Sequence[str]) -> bool:
        """Rewrite the file without what was deleted, its write-ahead log too; False while another program uses it."""
        del tables
        with closing(engine.raw_connection()) as connection:
            cursor = connection.cursor()
            try:
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.OperationalError as error:
                if "locked" in str(error) or "busy" in str(error):
                    return False
                raise
            found = cursor.fetchone()
            return found is None or not found[0]

    def words_table(self, name: str, key: str, kind: str) -> Sequence[str]:
        del kind
        columns = "words" if key == "rowid" else f"words, {key} UNINDEXED"
        return [
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} "
            f"USING fts5({columns}, tokenize = 'ascii', columnsize = 0, prefix = '2 3')"
        ]

    def words_match(self, name: str, wanted: Terms) -> ColumnElement[bool]:
        # Folded words are letters and digits: nothing in them can end the quotation.
        terms = (f'"{" ".join(term.tokens)}"{"*" if term.open else ""}' for term in wanted)
        return literal_column(name).op("MATCH", is_comparison=True)(literal(" AND ".join(terms)))

    def busy(self, error: BaseException) -> bool:
        return "locked" in str(error)

    def words_forgotten(self, name: str) -> Sequence[str]:
        # A deleted row leaves its words in the index until that is made anew.
        return [f"INSERT INTO {name} ({name}) VALUES ('rebuild')"]

    @contextmanager
    def upgrading(self, engine: Engine) -> Iterator[Connection]:
        """A writing transaction without foreign keys, in the way of tables made anew; they are checked at its end."""
        bare = _tune(
            create_engine(engine.url, connect_args=_ARGUMENTS, poolclass=NullPool), foreign_keys=False
        )
        with bare.execution_options(writing=True).begin() as connection:
            yield connection
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise StoreError(
                    f"Bringing {self.shown(engine.url)} up to date would lose rows of '{broken[0]}': nothing was "
                    "changed; please report this."
                )

    def backup(self, engine: Engine, version: int) -> str:
        """A copy beside the file, private as it is."""
        source = Path(engine.url.database or "")
        copy = _unused(source.with_name(f"{source.stem}.before-{version}{source.suffix}"))
        # Under its name once it is whole: half a copy, left by a program that was killed, would look like one.
        part = copy.with_name(f"{copy.name}.part")
        for left in (part, part.with_name(f"{part.name}-journal")):
            left.unlink(missing_ok=True)
        _make_private(part)
        try:
            with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(part)) as new:
                old.backup(new)
            part.rename(copy)
        finally:
            part.unlink(missing_ok=True)
        return f"The store as it was is kept in {copy}."

    def explain(self, where: str, error: BaseException) -> str:
        cause = " ".join(str(error).split())[:_CAUSE]
        for words, message in _EXPLAINED.items():
            if words in cause:
                return message.format(where=where, cause=cause)
        return f"{where} cannot be used ({cause}): give another path, or restore a backup."


_EXPLAINED: Final = {
    "not a database": "{where} is not a store, or is damaged: give another path, or restore a backup.",
    "malformed": "{where} is damaged: restore a backup, or add the reports to a new store.",
    # Whose own words would quote the report.
    "Could not decode": "{where} is damaged: restore a backup, or add the reports to a new store.",
    "unable to open": "{where} cannot be opened: check that you may read and write it and its folder.",
    "readonly": "{where} may not be written to: change its permissions, or give another path.",
    "locked": "{where} is in use by another program: close that, then try again.",
    "disk is full": "The disk is full: nothing more was added to {where}; free some space, then try again.",
    # What the system says of a quota that is used up, too.
    "disk I/O error": "{where} could not be read or written: see that its disk works and has space for you, then "
    "try again.",
    "append-only": "Reports and claims in {where} are never changed or deleted ({cause}).",
    "incident_current_id": "An incident of this report has the id of another report's in {where}: not added.",
    "no such module: fts5": "The SQLite of this Python cannot look for words (it lacks FTS5): install another.",
    "incident.id": "An incident of this report has the id of another report's in {where}: not added.",
}


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


def _unused(path: Path) -> Path:
    """`path`, or with a number where there is such a file: a backup is never written over."""
    candidates = (path.with_name(f"{path.stem}-{n}{path.suffix}") for n in range(2, 1000))
    return path if not path.exists() else next(one for one in candidates if not one.exists())


def _from_shelf(url: URL) -> URL:
    """`url` for a file on media that nothing can be written to, where the files of a log cannot lie beside it.

    A log that lies there already has to be read with the file: then it is opened as any other.
    """
    path = Path(url.database or "")
    if str(path).startswith("file:") or not path.exists():
        return url
    log = path.with_name(path.name + "-wal")
    if os.access(path.parent, os.W_OK) or (log.exists() and log.stat().st_size):
        return url
    return url.set(database=f"file:{path}", query={"mode": "ro", "immutable": "1", "uri": "true"})


def _tune(engine: Engine, *, foreign_keys: bool = True, read_only: bool = False) -> Engine:
    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _: object) -> None:
        # Transactions are begun by the listener below: the driver itself would begin them too late for triggers
        # and reads to see one state.
        connection.isolation_level = None
        if foreign_keys:
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
