"""Reports from outside: text files, web pages, PDFs, rows of tables, feeds and pasted words, read into documents.

The only place where text comes in, so all checks stand here. ``Document.text`` is what was read with line ends
normalised, and without markup where there was some; nothing else is changed, and a warning says so: the offsets of
quotes count in it. :func:`printable` gives a text of the same length to show.
"""

from incidents.sources.corpus import Corpus, Meter, corpus
from incidents.sources.items import Item, read_item
from incidents.sources.kinds import (
    READ_SUFFIXES,
    ROW_SUFFIXES,
    TEXT_SUFFIXES,
    is_read,
    is_someones,
    may_be_report,
    refusal,
)
from incidents.sources.markup import Hints
from incidents.sources.pdf import MAX_PDF_BYTES
from incidents.sources.published import FIRST_YEAR, LAST_YEAR, find_published, not_in_future, parse_date
from incidents.sources.reading import (
    MAX_PAGE_BYTES,
    MAX_REPORT_BYTES,
    NO_DATE,
    Loaded,
    Origins,
    Rejected,
    from_bytes,
    from_path,
    from_row,
    from_rows,
    from_text,
    is_address,
    split_head,
    unexpected,
)
from incidents.sources.text import decode, normalise_newlines, printable
from incidents.sources.web import Fetched, from_url, may_fetch

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "MAX_PAGE_BYTES",
    "MAX_PDF_BYTES",
    "MAX_REPORT_BYTES",
    "NO_DATE",
    "READ_SUFFIXES",
    "ROW_SUFFIXES",
    "TEXT_SUFFIXES",
    "Corpus",
    "Fetched",
    "Hints",
    "Item",
    "Loaded",
    "Meter",
    "Origins",
    "Rejected",
    "corpus",
    "decode",
    "find_published",
    "from_bytes",
    "from_path",
    "from_row",
    "from_rows",
    "from_text",
    "from_url",
    "is_address",
    "is_read",
    "is_someones",
    "may_be_report",
    "may_fetch",
    "normalise_newlines",
    "not_in_future",
    "parse_date",
    "printable",
    "read_item",
    "refusal",
    "split_head",
    "unexpected",
]
