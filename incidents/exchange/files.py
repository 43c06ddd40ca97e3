"""Files that are written: whole or not at all, with what belongs beside them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from incidents.errors import InputError
from incidents.exchange.about import About
from incidents.exchange.formats import Format, claims_name, side_name
from incidents.store.records import Dossier


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the place of the one at `path` when all is written; otherwise that one stays.

    Raises
    ------
    InputError
        It cannot be written.
    """
    special = path.exists() and not path.is_file()  # a device or a pipe is no file to replace
    aside = path if special else path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            with aside.open("wb") as file:
                yield file
            if not special:
                aside.replace(path)
        finally:
            if not special:
                aside.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}): give another path.") from error


def write_files(form: Format, path: Path, dossiers: Iterable[Dossier], about: About) -> int:
    """Write an export and what its format puts beside it: the claims, and what the file is.

    Returns
    -------
    int
        How many incidents are in it.

    Raises
    ------
    InputError
        A file cannot be written; those of that name that were there stay as they were.
    """
    with contextlib.ExitStack() as files:
        target = files.enter_context(replacing(path))
        if form.claims is not None:
            dossiers = form.claims(
                dossiers, files.enter_context(replacing(path.with_name(claims_name(path.name))))
            )
        count = form.write(target, dossiers, about)
        if form.readme is not None:
            side = files.enter_context(replacing(path.with_name(side_name(path.name))))
            side.write(form.readme(path.name, about))
    return count
