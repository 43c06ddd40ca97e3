"""Files, rows and pasted words, read into documents: all checks of what comes in stand here."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from incidents.errors import InputError, ReportTooLarge, UnreadableReport
from incidents.model import Document
from incidents.sources import kinds
from incidents.sources.markup import (
    NO_HINTS,
    PAGE_SUFFIXES,
    Hints,
    Page,
    looks_like_html,
    read_markup,
    unescape,
)
from incidents.sources.pdf import MAX_PDF_BYTES, read_pdf
from incidents.sources.published import as_date, find_published
from incidents.sources.remarks import remarks
from incidents.sources.text import (
    decode,
    looks_binary,
    normalise_newlines,
    printable,
    storable,
    without_widthless,
)

MAX_REPORT_BYTES: Final = 2_000_000
"""More than any news report has: some 300,000 words."""

MAX_PAGE_BYTES: Final = 10_000_000
"""A saved web page holds its pictures too; what is left of it without markup is held to `MAX_REPORT_BYTES`."""

Kind = Literal["text", "page", "pdf"]

NO_DATE: Final = (
    "no publication date found: relative dates such as 'on Monday' stay unknown; give one with --published"
)

_HEAD_LIMIT: Final = 20_000  # characters that a YAML head may have
_MAX_FIELD: Final = 1_000  # characters of a title or a name that are kept
_LOGGER: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Origins:
    """Where title, publisher and day of a report were found, in words; None where they were given, or not found."""

    title: str | None = None
    publisher: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document that was read, with what its reader should know."""

    document: Document
    warnings: tuple[str, ...] = ()
    origins: Origins = Origins()
    hints: Hints = NO_HINTS
    """What a file's properties say, for a person to judge: none of it is in the document."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file or row that could not be read, and why."""

    ref: str
    reason: str
    passed_over: bool = False
    """Whether it was found beside reports and is of a kind that holds none."""


# --- what comes in ----------------------------------------------------------------------------------------------


def from_path(path: str | Path, published: dt.date | None = None) -> Iterator[Loaded | Rejected]:
    """Read one file: a report, or rows of reports.

    Parameters
    ----------
    path
        A ``.txt`` or ``.md`` file (with a YAML head or without), a saved ``.html`` page, a ``.pdf``, or ``.jsonl``
        rows ``{doc_id, published, text, title?, publisher?, url?}``.
    published
        Publication date of a report that does not give one itself; for rows, of those without.

    Yields
    ------
    Loaded or Rejected
        One for a text or a page; one for each row, with bad rows set aside.

    Raises
    ------
    InputError
        The file as a whole cannot be used.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if is_address(path):
        raise InputError(
            f"{path} is a web address: give it to `incidents ingest`, or save the page as .html."
        )
    if suffix not in kinds.READ_SUFFIXES:
        raise InputError(kinds.refusal(file.name))
    try:
        if suffix in kinds.ROW_SUFFIXES:
            with file.open("rb") as lines:
                yield from from_rows(lines, file.name, published)
            return
        if file.stat().st_size > (most := limit_of(kind_of(file.name))):
            raise _too_large(file.name, most)
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"There is no file {file}: check the name.") from error
    except OSError as error:
        raise InputError(f"{file} cannot be read ({error.strerror}): check its permissions.") from error
    yield from_bytes(data, file.name, published)


def is_address(path: str | Path) -> bool:
    """Whether this names something on the web, or would: no file."""
    return isinstance(path, str) and re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", path) is not None


def from_bytes(
    data: bytes,
    ref: str,
    published: dt.date | None = None,
    *,
    kind: Kind | None = None,
    url: str | None = None,
) -> Loaded:
    """Read the content of one text file, saved page or PDF, in whatever encoding it is.

    Parameters
    ----------
    data
        What the file holds.
    ref
        Its name; ``.html`` and the like tell that it is a page, ``.pdf`` a PDF.
    published
        Publication date, if the file has no head that gives one. It wins over a date found in a page or in the first
        lines.
    kind
        What it is, where its name does not tell.
    url
        Where it was fetched from; it wins over the address that a page gives itself.

    Raises
    ------
    ReportTooLarge, UnreadableReport
    """
    kind = kind or kind_of(ref)
    if len(data) > limit_of(kind):
        raise _too_large(ref, limit_of(kind))
    if kind == "pdf":
        return _of_page(read_pdf(data, ref), _Given(ref, url=url, published=published))
    text, warnings = decode(data, ref)
    head, body = split_head(normalise_newlines(text))
    day = as_date(head.get("published"))
    if head.get("published") and day is None:
        warnings.append("'published' in the head is not a date and was left out: write it as 2012-03-12")
    given = _Given(
        _field(head.get("ref")) or ref,
        _field(head.get("title")),
        _field(head.get("publisher")),
        url or _field(head.get("url")),
        day or published,
    )
    loaded = _load(body, given, is_page=kind == "page")
    stated = {name: "the file's head" for name in ("title", "publisher") if head.get(name)}
    if day:
        stated["published"] = "the file's head"
    return replace(loaded, warnings=(*warnings, *loaded.warnings), origins=replace(loaded.origins, **stated))


def kind_of(ref: str) -> Kind:
    """What a file is, by its name."""
    suffix = Path(ref).suffix.lower()
    return "page" if suffix in PAGE_SUFFIXES else "pdf" if suffix in kinds.PDF_SUFFIXES else "text"


def limit_of(kind: Kind) -> int:
    """The size, in bytes, that a file of a kind may have."""
    return {"text": MAX_REPORT_BYTES, "page": MAX_PAGE_BYTES, "pdf": MAX_PDF_BYTES}[kind]


def from_text(
    text: str,
    *,
    ref: str = "pasted text",
    title: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    published: dt.date | None = None,
    sample: bool = False,
) -> Loaded:
    """Make a document of a report's words, checked; markup among them is removed.

    Raises
    ------
    ReportTooLarge, UnreadableReport
    """
    if _size(text) > MAX_REPORT_BYTES:
        raise _too_large(ref)
    return _load(text, _Given(ref, title, publisher, url, published, sample))


@dataclass(frozen=True, slots=True)
class _Given:
    """What is known of a report besides its words."""

    ref: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: dt.date | None = None
    sample: bool = False


def _load(raw: str, given: _Given, *, is_page: bool = False) -> Loaded:
    raw = normalise_newlines(raw)
    if not _has_words(raw):
        raise UnreadableReport(f"{given.ref} is empty: give a report with some text.")
    if looks_binary(raw):
        raise UnreadableReport(
            f"{given.ref} is not text: save the report as plain text (UTF-8) and give that."
        )
    raw, removed = without_widthless(raw)
    clean = storable(raw)
    replaced = sum(a != b for a, b in zip(raw, clean, strict=True)) if raw != clean else 0
    return _of_page(_rendered(clean, is_page=is_page), given, replaced, removed)


def _of_page(page: Page, given: _Given, replaced: int = 0, removed: int = 0) -> Loaded:
    """Make the document of a page that was read, and say what was done to it before."""
    # Entities, or the font of a PDF, may have stood for signs that no text may hold.
    text, written = without_widthless(normalise_newlines(storable(page.text)))
    if not _has_words(text):
        raise UnreadableReport(f"{given.ref} holds markup but no text: give a report with some text.")
    if _size(text) > MAX_REPORT_BYTES:
        raise _too_large(given.ref)
    published, said, where = _dated(given.published, page, text)
    document = Document.create(
        text,
        ref=given.ref,
        title=given.title or _field(page.title),
        publisher=given.publisher or _field(page.publisher),
        url=given.url or _field(page.url),
        published=published,
        sample=given.sample,
    )
    origins = Origins(
        f"the {page.source}" if page.title and not given.title else None,
        f"the {page.source}" if page.publisher and not given.publisher else None,
        where,
    )
    taken = _taken_from(page, given)
    hints = Hints(_field(page.hints.title), _field(page.hints.author), page.hints.made)
    warnings = (*said, *page.remarks, *taken, *remarks(text, replaced, removed + written))
    return Loaded(document, warnings, origins, hints)


def _has_words(text: str) -> bool:
    return bool(text.strip().strip("\ufeff\u200b"))


def _size(text: str) -> int:
    """Bytes of a text; counted as one for each character where that is too many already."""
    return len(text) if len(text) > MAX_REPORT_BYTES else len(text.encode("utf-8", "replace"))


def _rendered(text: str, *, is_page: bool) -> Page:
    """A text as a reader sees it: without markup, if there is any."""
    if is_page or looks_like_html(text):
        return read_markup(text)
    plain = unescape(text)
    if plain == text:
        return Page(text)
    if looks_like_html(plain):  # as feeds have it: markup written in entities
        return read_markup(plain)
    return Page(
        plain, remarks=("HTML entities, '&amp;' for one, were read as the characters they stand for",)
    )


def _dated(
    given: dt.date | None, page: Page, text: str
) -> tuple[dt.date | None, tuple[str, ...], str | None]:
    """The day of publication, what is to be said of it, and where it was found if nobody gave it."""
    if given is not None:
        return given, (), None
    found, where = (page.published, page.source) if page.published else (find_published(text), "first lines")
    if found is None:
        made = page.hints.made
        aside = (f"the file was made on {made}, which is not the day its report came out",) if made else ()
        return None, (NO_DATE, *aside), None
    said = f"publication date {found} taken from the {where}; give another with --published if it is wrong"
    return found, (said,), f"the {where}"


def _taken_from(page: Page, given: _Given) -> tuple[str, ...]:
    named = [("title", page.title, given.title), ("publisher", page.publisher, given.publisher)]
    taken = [name for name, of_page, stated in named if of_page and not stated]
    return (f"{' and '.join(taken)} taken from the {page.source}",) if taken else ()


def _too_large(ref: str, limit: int = MAX_REPORT_BYTES) -> ReportTooLarge:
    return ReportTooLarge(
        f"{ref} is larger than {limit // 1_000_000} MB, more than one report has: split it into single reports."
    )


def from_rows(
    lines: Iterable[bytes], name: str, published: dt.date | None = None
) -> Iterator[Loaded | Rejected]:
    """Read rows of JSON, one report each; bad rows are set aside.

    Raises
    ------
    UnreadableReport
        There is no row.
    """
    found = False
    for number, line in enumerate(lines, start=1):
        if line.strip():
            found = True
            yield from_row(line, f"{name} line {number}", published)
    if not found:
        raise UnreadableReport(f"{name} is empty: give a file with a report in each line.")


def from_row(line: bytes, where: str, published: dt.date | None = None) -> Loaded | Rejected:
    """Read one row of JSON; `where` names it in messages."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Rejected(
            where, f"{where} is not JSON in UTF-8: each line holds one report {{doc_id, published, text}}."
        )
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return Rejected(
            where, f"{where} has no 'text': each line holds one report {{doc_id, published, text}}."
        )
    stated = row.get("published")
    day = as_date(stated)
    if stated and day is None:
        return Rejected(where, f"{where}: 'published' is not a date: write it as 2012-03-12.")
    try:
        return from_text(
            row["text"],
            ref=_field(row.get("doc_id")) or where,
            title=_field(row.get("title")),
            publisher=_field(row.get("publisher")),
            url=_field(row.get("url")),
            published=day or published,
        )
    except InputError as error:
        return Rejected(where, str(error))
    except Exception as error:  # one row must not cost the others
        _LOGGER.debug("%s", where, exc_info=True)
        return Rejected(where, unexpected(where, error))


def unexpected(ref: str, error: Exception) -> str:
    """One line for an error of ours on one report: its kind only, as its message may quote the report."""
    return f"{ref}: the program failed on it ({type(error).__name__}): it was set aside, please report this."


def _field(value: Any) -> str | None:
    """A short text on one line, or None."""
    if value is None or isinstance(value, dict | list):
        return None
    return printable(" ".join(storable(str(value)).split()))[:_MAX_FIELD] or None


def split_head(text: str) -> tuple[Mapping[str, Any], str]:
    """A YAML head between ``---`` lines and the words after it; an empty head when there is none."""
    match = re.match(r"---[ \t]*\n(.*?)\n---[ \t]*(?:\n+|\Z)", text[:_HEAD_LIMIT], re.DOTALL)
    if not match:
        return {}, text
    try:
        head = yaml.safe_load(match.group(1))
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, text
    return (head, text[match.end() :]) if isinstance(head, dict) else ({}, text)
