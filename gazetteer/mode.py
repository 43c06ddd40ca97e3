"""Whether this installation may write: a public view reads, and changes nothing."""

from __future__ import annotations

import os
from typing import Final

from gazetteer.errors import LayerError

READ_ONLY: Final = "INCIDENTS_READONLY"
"""Environment variable: ``1`` for a public view. Anything but the words of :data:`_OFF` counts, so that a slip of the
pen closes the house instead of opening it."""
_OFF: Final = frozenset({"", "0", "no", "off", "false"})


def read_only() -> bool:
    """Whether nothing may be added, changed, fetched or downloaded."""
    return os.environ.get(READ_ONLY, "").strip().casefold() not in _OFF


def must_write(what: str) -> None:
    """Stop what would change the places known here.

    Raises
    ------
    LayerError
        This is a public view.
    """
    if read_only():
        raise LayerError(
            f"{what} is not possible in a public view ({READ_ONLY} is set); unset it to change places"
        )
