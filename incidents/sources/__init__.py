"""Reports from outside: text files, saved web pages, rows of JSON lines and pasted words, read into documents.

The only place where text comes in, so all checks stand here. ``Document.text`` is what was read with line ends
normalised, and without markup where there was some; nothing else is changed, and a warning says so: the offsets of
quotes count in it. :func:`printable` gives a text of the same length to show.
"""

from incidents.sources.published import FIRST_YEAR, LAST_YEAR, find_published, parse_date
from incidents.sources.reading import (
    MAX_PAGE_BYTES,
    MAX_REPORT_BYTES,
    NO_DATE,
    ROW_SUFFIXES,
    TEXT_SUFFIXES,
    Loaded,
    Rejected,
    from_bytes,
    from_path,
    from_text,
    split_head,
    unexpected,
)
from incidents.sources.text import decode, normalise_newlines, printable

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "MAX_PAGE_BYTES",
    "MAX_REPORT_BYTES",
    "NO_DATE",
    "ROW_SUFFIXES",
    "TEXT_SUFFIXES",
    "Loaded",
    "Rejected",
    "decode",
    "find_published",
    "from_bytes",
    "from_path",
    "from_text",
    "normalise_newlines",
    "parse_date",
    "printable",
    "split_head",
    "unexpected",
]
