"""RSS and Atom feeds: each entry with the text it holds, or the page it links to where that is asked for."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any, Final

from incidents.errors import InputError, UnreadableReport
from incidents.sources.items import Item, row_item
from incidents.sources.published import as_date
from incidents.sources.reading import Rejected
from incidents.sources.text import printable
from incidents.sources.web import Fetched

MOST_ENTRIES: Final = 10_000
_SNIFFED: Final = 1_000  # bytes

Fetch = Callable[[str], Fetched]


def looks_like_feed(data: bytes) -> bool:
    """Whether this is a feed, whatever a server calls it."""
    head = data[:_SNIFFED].lstrip().lower()
    return head.startswith((b"<?xml", b"<rss", b"<feed")) and any(
        sign in head for sign in (b"<rss", b"<feed", b"<rdf:rdf")
    )


def entries(data: bytes, where: str, name: str, fetch: Fetch | None = None) -> Iterator[Item | Rejected]:
    """The entries of a feed.

    Parameters
    ----------
    fetch
        Gets the page that an entry links to, which is read in the place of its text; None to fetch nothing.

    Raises
    ------
    UnreadableReport
        This is no feed.
    """
    import feedparser

    # A stream, never a name: feedparser would open what looks like a file or an address. Markup is cleaned by our
    # own reader, which sees it all.
    feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not feed.get("version") and not feed.entries:
        raise UnreadableReport(
            f"{name} is no RSS or Atom feed: give a feed, or reports as .txt or .html files."
        )
    publisher = feed.feed.get("title")
    for number, entry in enumerate(feed.entries[:MOST_ENTRIES], start=1):
        at, ref = f"{where} entry {number}", f"{name} entry {number}"
        link = str(entry.get("link") or "")
        if fetch is not None and link:
            yield _linked(link, at, _day(entry), fetch)
        else:
            yield _entry(entry, link, publisher, at, ref)
    if not feed.entries:
        raise UnreadableReport(f"{name} is a feed without entries: give it again when it has some.")


def _linked(link: str, where: str, day: dt.date | None, fetch: Fetch) -> Item | Rejected:
    try:
        page = fetch(link)
    except InputError as error:
        return Rejected(where, str(error))
    if page.kind == "feed":
        return Rejected(where, f"{printable(link)} is a feed itself: give its address.")
    return Item(where, page.url, page.data, page.kind, page.url, day)


def _entry(entry: Any, link: str, publisher: Any, where: str, ref: str) -> Item | Rejected:
    text = max((str(part.get("value") or "") for part in entry.get("content") or ()), key=len, default="")
    text = text or str(entry.get("summary") or "")
    if not text.strip():
        return Rejected(
            where,
            f"{ref} has a title and no text: add --follow-links to fetch the pages that the feed links to.",
        )
    day = _day(entry)
    row = {
        "doc_id": link or entry.get("id"),
        "published": day and day.isoformat(),
        "text": text,
        "title": entry.get("title"),
        "publisher": publisher,
        "url": link or None,
    }
    return row_item(row, where, ref)


def _day(entry: Any) -> dt.date | None:
    """The day as the feed writes it, in its own time zone: feedparser's own value is turned to Greenwich's."""
    written = str(entry.get("published") or entry.get("updated") or "")
    found = as_date(written)
    if found is None and written:
        try:
            found = as_date(parsedate_to_datetime(written))
        except (ValueError, TypeError, IndexError):
            found = None
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    if found is None and parsed:
        found = as_date(dt.date(*parsed[:3]))
    return found
