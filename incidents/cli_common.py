"""What the files of the ``incidents`` command share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from incidents.store import Store

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

    return Store.open(db, create=create)
