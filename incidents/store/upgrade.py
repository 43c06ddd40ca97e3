"""Bringing an older store up to date: one step for each version since the first release, all in one transaction.

The steps are Alembic scripts in ``migrations/`` whose revisions are the numbers of the versions they lead to. Which
version a store has stands in its own table ``meta``, so that there is one place that says it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, select, update

from incidents.errors import StoreError
from incidents.store import schema
from incidents.store.dialect import dialect_of

if TYPE_CHECKING:  # slow to load, and most stores are up to date
    from alembic.script import Script

FOLDERS: Final = [Path(__file__).parent / "migrations"]
_ONE_AT_A_TIME: Final = threading.Lock()
"""Alembic's ``op``, which the scripts use, is one for the whole program."""


def version_of(connection: Connection, where: str) -> int:
    """The version of the tables.

    Raises
    ------
    StoreError
        It cannot be told, is from before the first release, or of a later program.
    """
    query = select(schema.meta.c.value).where(schema.meta.c.key == "schema_version")
    version = str(connection.scalar(query) or "")
    if not version.isdecimal():
        raise StoreError(f"{where} does not say its version: it is damaged; restore a backup.")
    if int(version) > schema.SCHEMA_VERSION:
        raise StoreError(f"{where} was made by a later version of this program: update this one.")
    if int(version) < schema.FIRST_VERSION:
        raise StoreError(
            f"{where} was made before the first release of this program, which reads it no longer: nothing "
            "was changed in it; add the reports to a new store."
        )
    return int(version)


def upgrade(engine: Engine, where: str, tell: Callable[[str], None]) -> None:
    """Bring the tables up to date, if they are not.

    Parameters
    ----------
    tell : callable of str
        Is told, before anything is changed, what will be, and where a copy is.

    Raises
    ------
    StoreError
        A step failed: the store is as it was.
    """
    dialect = dialect_of(engine)
    with _ONE_AT_A_TIME, dialect.upgrading(engine) as connection:
        version = version_of(connection, where)
        if version == schema.SCHEMA_VERSION:
            return  # another process was faster
        tell(f"{where} is of an earlier version of this program (tables {version}): bringing it up to date.")
        tell(dialect.backup(engine, version))
        steps_after(connection, version)


def steps_after(connection: Connection, version: int | None) -> None:
    """Take the steps from a version to the present one inside the caller's transaction; None is an empty database."""
    with _operations(connection):
        for step in scripts(version):
            step.module.upgrade()
    schema.refuse_changes(connection)  # tables made anew by a step have lost it
    schema.words_beside(connection)
    now = str(schema.SCHEMA_VERSION)
    connection.execute(update(schema.meta).where(schema.meta.c.key == "schema_version").values(value=now))


def scripts(version: int | None) -> list[Script]:
    """The steps from a version on, in order."""
    from alembic.script import ScriptDirectory

    known = ScriptDirectory(FOLDERS[0], version_locations=FOLDERS)
    lower = "base" if version is None else str(version)
    return list(known.iterate_revisions(str(schema.SCHEMA_VERSION), lower))[::-1]


@contextmanager
def _operations(connection: Connection) -> Iterator[None]:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    context = MigrationContext.configure(connection, opts={"target_metadata": schema.metadata})
    with Operations.context(context):
        yield
