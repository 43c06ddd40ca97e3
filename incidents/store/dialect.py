"""What a database must do for the store beyond the SQL that all of them share; one class for each kind of database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Final, Protocol

from sqlalchemy import ColumnElement, Connection, Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from incidents.errors import IncidentsError, StoreBusy, StoreError
from incidents.query.words import Terms
from incidents.store.postgresql import PostgreSQL
from incidents.store.sqlite import SQLite


class Dialect(Protocol):
    """The differences between databases."""

    upgrades_unasked: bool
    """Whether opening an older store brings it up to date: not where that would shut colleagues out."""

    def normal(self, url: URL) -> URL:
        """`url` in the spelling that engines are made from."""

    def shown(self, url: URL) -> str:
        """`url` for messages, without secrets."""

    def engine(self, url: URL, *, create: bool, read_only: bool) -> Engine:
        """An engine whose connections know ``execution_options(writing=True)``: such transactions queue.

        With `read_only` the database itself refuses to write.

        Raises
        ------
        StoreError
            The place cannot hold a store.
        """

    def prepare(self, engine: Engine) -> None:
        """What an empty database needs before its first table."""

    def reader(self, engine: Engine) -> Engine:
        """`engine` for transactions that only read: each sees one state of the store from beginning to end."""

    def append_only(self, table: str, unless: str) -> Sequence[str]:
        """Statements that let the database itself refuse to change or delete rows of a table.

        Parameters
        ----------
        unless
            A key in ``meta``: while it is set, they may be.
        """

    def emptied(self, engine: Engine, tables: Sequence[str]) -> bool:
        """Make sure that what was deleted cannot be read from the database's own files; False if that must wait."""

    def words_table(self, name: str, key: str, kind: str) -> Sequence[str]:
        """Statements that make a table in which to look for words: a key of a type, and folded ``words``."""

    def words_match(self, name: str, wanted: Terms) -> ColumnElement[bool]:
        """The condition that a row of a table of words holds all of some terms."""

    def words_forgotten(self, name: str) -> Sequence[str]:
        """Statements after which nothing of rows that were deleted is left in a table of words."""

    def upgrading(self, engine: Engine) -> AbstractContextManager[Connection]:
        """A transaction in which tables may be changed, others kept out; a copy of what was is made where it can be."""

    def backup(self, engine: Engine, version: int) -> str:
        """Keep the store as it is before an upgrade, and say in a line where; or what to do, where it cannot."""

    def busy(self, error: BaseException) -> bool:
        """Whether another program has been writing for longer than we wait."""

    def explain(self, where: str, error: BaseException) -> str:
        """The database's error in one line that says what to do."""


DIALECTS: Final[dict[str, Dialect]] = {
    "sqlite": SQLite(),
    "postgresql": PostgreSQL(),
    "postgres": PostgreSQL(),
}
"""By the name in an address, before ``+`` and ``://``."""


def dialect_of(bound: Connection | Engine) -> Dialect:
    """What a connection's database can do."""
    return DIALECTS[bound.dialect.name]


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn the database's own errors into one line that says what to do."""
    try:
        yield
    except DBAPIError as error:
        if error.orig is None:
            raise
        kind = "sqlite" if type(error.orig).__module__.startswith("sqlite3") else "postgresql"
        fault = StoreBusy if DIALECTS[kind].busy(error.orig) else StoreError
        raise fault(DIALECTS[kind].explain(where, error.orig)) from error
    except PoolTimeout as error:
        raise StoreError(f"Too many read {where} at once: wait a moment, then try again.") from error


@contextmanager
def understood(where: str) -> Iterator[None]:
    """Turn what fails on values that were read into one line: bytes may change where the database sees nothing."""
    try:
        yield
    except IncidentsError:
        raise
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise StoreError(
            f"{where} holds something that cannot be read ({type(error).__name__}): it may be damaged; restore a "
            "backup, or please report this if that does not help."
        ) from error
