"""What can go wrong with layers of places. Looking a name up never raises: it answers with a reason."""

from __future__ import annotations


class GazetteerError(Exception):
    """Base of all errors of this package; the message is one line that says what happened and what to do."""


class ImportFileError(GazetteerError, ValueError):
    """A file to import cannot be read as the format it should have; nothing was changed."""


class LayerError(GazetteerError, OSError):
    """A layer's file in the user's data folder cannot be read or written."""


class DownloadError(GazetteerError, OSError):
    """A file could not be downloaded whole; nothing was changed."""
