"""What the files of the ``incidents`` command share."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from incidents.store import Store

OPENED: Final = ExitStack()
"""Closed when a command ends."""

Database = Annotated[
    str | None,
    typer.Option(
        "--db", metavar="PATH|URL", help="The store; otherwise INCIDENTS_DB, or the one in your data folder."
    ),
]


def say(line: str) -> None:
    """Tell the person; control characters from a report must not steer their terminal."""
    from incidents.sources import printable

    typer.echo(printable(line), err=True)


def open_store(db: str | None, *, create: bool) -> Store:
    """The store that a command is about."""
    from incidents.store import Store

    return closed_after(Store.open(db, create=create, tell=say))


def closed_after(store: Store) -> Store:
    """`store`, which is closed when the command ends: then the log beside a file is part of it again."""
    OPENED.callback(store.close)
    return store
