"""Where the store is: addresses of databases, and the engine for one."""

from __future__ import annotations

import os
import re
from pathlib import Path

import platformdirs
from sqlalchemy import Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from incidents.errors import StoreError
from incidents.store.dialect import DIALECTS, Dialect
from incidents.store.sqlite import APP_NAME, memory_engine

__all__ = ["APP_NAME", "as_url", "default_url", "memory_engine", "open_engine", "shown"]

_WAYS = "give a file path, sqlite:///PATH or postgresql://USER@HOST/DATABASE"


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


def shown(location: str) -> str:
    """An address for messages, without password and settings."""
    dialect, url = _resolved(location)
    return dialect.shown(url)


def open_engine(location: str, *, create: bool, read_only: bool = False) -> Engine:
    """An engine on the database at `location`; the folder of a file is made if it is ours.

    With `read_only` the database itself refuses to write, whatever is asked of it.

    Raises
    ------
    StoreError
        The place cannot hold a store.
    """
    dialect, url = _resolved(location)
    return dialect.engine(dialect.normal(url), create=create, read_only=read_only)


def _resolved(location: str) -> tuple[Dialect, URL]:
    try:
        url = make_url(as_url(location))
    except (ArgumentError, ValueError) as error:
        raise StoreError(f"'{_without_secrets(location)}' is not a database address: {_WAYS}.") from error
    name = url.get_backend_name()
    if name not in DIALECTS:
        raise StoreError(f"'{name}' databases are not supported: {_WAYS}.")
    if url.host and "@" in url.host:  # the end of a password that was taken for the name of a host
        raise StoreError("Write '@' in the password of the database address as %40, or keep it in ~/.pgpass.")
    return DIALECTS[name], url


def _without_secrets(location: str) -> str:
    return re.sub(r"//.*@", "//...@", location.partition("?")[0])
