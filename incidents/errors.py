"""The exceptions this package raises on purpose.

Every message is one line, says what happened and what to do next: command lines and the dashboard show it as it is.
"""

from __future__ import annotations

from collections.abc import Mapping


class IncidentsError(Exception):
    """Base of every error meant for the user."""


class InputError(IncidentsError, ValueError):
    """A report, a row, a file or a setting cannot be used as it is."""


class ReportTooLarge(InputError):  # noqa: N818 - reads as what happened
    """A report exceeds the size that one news report can have."""


class UnreadableReport(InputError):  # noqa: N818
    """A file holds no text that can be read: empty, binary or in an unknown encoding."""


class NotFetched(InputError):  # noqa: N818
    """A web address was refused, or did not give a report."""


class StoreError(IncidentsError, RuntimeError):
    """The store cannot be opened, read or written."""


class ReportRefused(StoreError):  # noqa: N818
    """Reports are not added: they were purged, taken out, or a name was removed from them."""

    def __init__(self, said: str, refused: Mapping[str, str] | None = None) -> None:
        super().__init__(said)
        self.refused: Mapping[str, str] = refused or {}
        """For each report, by id, why."""


class StoreBusy(StoreError):  # noqa: N818
    """Another program has been writing to the store for longer than we wait."""


class WorkersLost(IncidentsError, RuntimeError):  # noqa: N818
    """The processes that read reports cannot be started, or are gone: what was finished is kept."""


class ReadOnlyStore(StoreError):  # noqa: N818
    """Something tried to write to the read-only sample store."""


class PlacesUnreadable(IncidentsError, RuntimeError):  # noqa: N818
    """A list of places that the user imported is damaged."""


class ModelMissing(IncidentsError, RuntimeError):  # noqa: N818
    """No spaCy English model is installed."""


class NoAnswer(IncidentsError, RuntimeError):  # noqa: N818
    """The server of a language model gave nothing that can be used: the rules read the report instead."""
