"""What extraction asks of a gazetteer, so that it never builds one itself.

The value types are the gazetteer's own: a :class:`gazetteer.Gazetteer` fits this protocol as it is, and so does a
small hand-made one in a notebook or a test.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gazetteer.places import Context, PlaceMention, Resolution


class Places(Protocol):
    """Finds and resolves the places a text names."""

    @property
    def version(self) -> str:
        """Names the data behind the answers, for the record of a run."""
        ...

    def find(self, text: str) -> Sequence[PlaceMention]:
        """All known place names in `text`, longest match first at each spot, in order, without overlap."""
        ...

    def resolve(self, name: str, context: Context | None = None) -> Resolution:
        """Where `name` is, given what is known around it; never raises on strange input."""
        ...
