"""Reports from outside: text files, rows of JSON lines and pasted words, read into documents.

The only place where text comes in, so all checks stand here. ``Document.text`` is what was read with line ends
normalised and nothing else changed: the offsets of quotes count in it. :func:`printable` gives a text of the same
length to show.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from incidents.errors import InputError, ReportTooLarge, UnreadableReport
from incidents.model import Document

MAX_REPORT_BYTES: Final = 2_000_000
"""More than any news report has: some 300,000 words."""

TEXT_SUFFIXES: Final = frozenset({".txt", ".text", ".md"})
ROW_SUFFIXES: Final = frozenset({".jsonl", ".ndjson"})

NO_DATE: Final = (
    "no publication date found: relative dates such as 'on Monday' stay unknown; give one with --published"
)
FIRST_YEAR, LAST_YEAR = 1970, 2100

_HEAD_LIMIT: Final = 20_000  # characters that a YAML head may have
_MAX_FIELD: Final = 1_000  # characters of a title or a name that are kept
_CONTROL_SHARE: Final = 0.01  # above it a file is not text
_KNOWN_BINARY: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a Word, Excel or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"SQLite format 3\0", "a database"),
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document that was read, with what its reader should know."""

    document: Document
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be read, and why."""

    ref: str
    reason: str


# --- what comes in ----------------------------------------------------------------------------------------------


def from_path(path: str | Path, published: dt.date | None = None) -> Iterator[Loaded | Rejected]:
    """Read one file: a report, or rows of reports.

    Parameters
    ----------
    path
        A ``.txt`` or ``.md`` file (with a YAML head or without), or ``.jsonl`` rows ``{doc_id, published, text,
        title?, publisher?, url?}``.
    published
        Publication date of a report that does not give one itself; for rows, of those without.

    Yields
    ------
    Loaded or Rejected
        One for a text file; one for each row, with bad rows set aside.

    Raises
    ------
    InputError
        The file as a whole cannot be used.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if str(path).startswith(("http://", "https://")):
        raise InputError(f"{path} is a web address: save the page's text as a .txt file and give that.")
    if suffix not in TEXT_SUFFIXES | ROW_SUFFIXES:
        raise InputError(
            f"{file.name}: only .txt, .md and .jsonl files are read: save the report's text as .txt."
        )
    try:
        if suffix in ROW_SUFFIXES:
            yield from _rows(file, published)
            return
        if file.stat().st_size > MAX_REPORT_BYTES:
            raise _too_large(file.name)
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"There is no file {file}: check the name.") from error
    except OSError as error:
        raise InputError(f"{file} cannot be read ({error.strerror}): check its permissions.") from error
    yield from_bytes(data, file.name, published)


def from_bytes(data: bytes, ref: str, published: dt.date | None = None) -> Loaded:
    """Read the content of one text file, in whatever encoding it is.

    Raises
    ------
    ReportTooLarge, UnreadableReport
    """
    if len(data) > MAX_REPORT_BYTES:
        raise _too_large(ref)
    text, warnings = decode(data, ref)
    head, body = split_head(normalise_newlines(text))
    loaded = from_text(
        body,
        ref=str(head.get("ref") or ref),
        title=_field(head.get("title")),
        publisher=_field(head.get("publisher")),
        url=_field(head.get("url")),
        published=_as_date(head.get("published")) or published,
    )
    return Loaded(loaded.document, (*warnings, *loaded.warnings))


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
    """Make a document of a report's words, checked.

    Raises
    ------
    ReportTooLarge, UnreadableReport
    """
    if len(text) > MAX_REPORT_BYTES or len(text.encode("utf-8", "replace")) > MAX_REPORT_BYTES:
        raise _too_large(ref)
    body = normalise_newlines(_storable(text))
    if not body.strip().strip("\ufeff\u200b"):
        raise UnreadableReport(f"{ref} is empty: give a report with some text.")
    if _looks_binary(body):
        raise UnreadableReport(f"{ref} is not text: save the report as plain text (UTF-8) and give that.")
    warnings: list[str] = []
    if published is None:
        published = find_published(body)
        warnings.append(
            f"publication date {published} taken from the first lines; give another with --published if it is wrong"
            if published
            else NO_DATE
        )
    document = Document.create(
        body, ref=ref, title=title, publisher=publisher, url=url, published=published, sample=sample
    )
    return Loaded(document, tuple(warnings))


def _too_large(ref: str) -> ReportTooLarge:
    limit = MAX_REPORT_BYTES // 1_000_000
    return ReportTooLarge(
        f"{ref} is larger than {limit} MB, more than one report has: split it into single reports."
    )


def _rows(file: Path, published: dt.date | None) -> Iterator[Loaded | Rejected]:
    found = False
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                found = True
                yield _row(line, f"{file.name} line {number}", published)
    if not found:
        raise UnreadableReport(f"{file.name} is empty: give a file with a report in each line.")


def _row(line: bytes, where: str, published: dt.date | None) -> Loaded | Rejected:
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
    day = _as_date(stated)
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


def _field(value: Any) -> str | None:
    """A short text on one line, or None."""
    if value is None or isinstance(value, dict | list):
        return None
    return printable(" ".join(_storable(str(value)).split()))[:_MAX_FIELD] or None


def _storable(text: str) -> str:
    """`text` with a question mark for each lone surrogate: JSON can smuggle them in, UTF-8 cannot hold them."""
    return text.encode("utf-8", "replace").decode("utf-8")


# --- from bytes to text -----------------------------------------------------------------------------------------


def decode(data: bytes, ref: str = "the file") -> tuple[str, list[str]]:
    """The text in `data`, and a warning if its encoding was guessed.

    UTF-8 and UTF-16 (by its byte-order mark) are certain. Otherwise it is taken for a Windows code page: the Arabic
    one if most letters lie in its upper half, as in no western text, else the western one; both agree on quotation
    marks and dashes, the usual strangers in an English report.

    Raises
    ------
    UnreadableReport
        It is no text.
    """
    kind = next((name for start, name in _KNOWN_BINARY if data.startswith(start)), None)
    if kind:
        raise UnreadableReport(
            f"{ref} is {kind}, which is not read: save the report's text as .txt and give that."
        )
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decode_as(data, encoding, ref), []
    if b"\0" in data:
        raise UnreadableReport(f"{ref} is not text: save the report as plain text (UTF-8) and give that.")
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        upper = sum(byte >= 0xC0 for byte in data)
        letters = upper + sum(byte < 0x80 and chr(byte).isalpha() for byte in data)
        encoding, name = ("cp1256", "Arabic") if upper > letters / 2 else ("cp1252", "western")
        text = _decode_as(data, encoding, ref)
        return text, [f"not UTF-8: read as {name} Windows text; check accents and quotation marks"]


def _decode_as(data: bytes, encoding: str, ref: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableReport(
            f"{ref} is in an unknown encoding or damaged: save the report as plain text (UTF-8) and give that."
        ) from error


def normalise_newlines(text: str) -> str:
    """`text` with a line feed for every kind of line end, and without a byte-order mark."""
    return re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text.removeprefix("\ufeff"))


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def _looks_binary(text: str) -> bool:
    return "\0" in text or len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text)


def printable(text: str) -> str:
    """`text` to be shown: control characters as visible signs, one for one, so that offsets still fit."""
    return _CONTROL.sub(lambda found: _sign(found.group()), text)


def _sign(control: str) -> str:
    code = ord(control)
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


# --- head and date ----------------------------------------------------------------------------------------------


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


def parse_date(text: str) -> dt.date:
    """The day that a person gave, as ``2012-03-12`` or ``12 March 2012``.

    Raises
    ------
    InputError
    """
    day = _as_date(text) or _match_date(re.compile(rf"\s*(?:{_DATE_FORMS})\s*\Z", re.IGNORECASE), text)
    if day is None:
        raise InputError(f"'{printable(text)[:40]}' is not a date: write it as 2012-03-12.")
    return day


def _as_date(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, str) and re.fullmatch(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?", value.strip(), re.DOTALL
    ):
        try:
            value = dt.date.fromisoformat(value.strip()[:10])
        except ValueError:
            return None
    return value if isinstance(value, dt.date) and FIRST_YEAR <= value.year <= LAST_YEAR else None


_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE_FORMS = (
    r"(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    rf"|(?P<month1>{_MONTH})\s+(?P<day1>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year1>[0-9]{{4}})"
    rf"|(?P<day2>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{_MONTH}),?\s+(?P<year2>[0-9]{{4}})"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?\s+)?"
_TIME = r"(?:,?\s*(?:at\s+)?[0-9]{1,2}[:.][0-9]{2}\s*(?:[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?)?"
# A date counts only where reports state their own: alone on its line (after "Published:" or a byline in capitals),
# or in the dateline before the dash. A date inside a sentence is when something happened.
_LABEL = r"(?:(?:published|updated|posted|issued|date|on)\s*:?\s+)*"
_PLACE = r"(?:[A-Z]{3}(?:[A-Za-z .,/'()]|-(?=[A-Za-z])){0,60}?(?:,|\s*\||\s)\s*)?"
_OWN_LINE = re.compile(rf"\s*(?i:{_LABEL})(?-i:{_PLACE})(?i:{_WEEKDAY}(?:{_DATE_FORMS}))(?i:{_TIME})\s*\Z")
_DATELINE = re.compile(
    rf"\s*(?-i:{_PLACE})(?i:{_WEEKDAY}(?:{_DATE_FORMS}))(?i:{_TIME})\s*(?:\([^()\n]{{1,40}}\)\s*)?(?:-{{1,2}}|[\u2013\u2014])(?:\s|\Z)"
)
_BYLINE = re.compile(rf".{{1,80}}\|\s*(?i:{_WEEKDAY}(?:{_DATE_FORMS}))(?i:{_TIME})\s*\Z")
_FIRST_LINES: Final = 6


def find_published(text: str) -> dt.date | None:
    """The publication date that a report's first lines state, or None."""
    lines = [line[:200] for line in text[:4000].split("\n") if line.strip()][:_FIRST_LINES]
    for line in lines:
        for pattern in (_OWN_LINE, _DATELINE, _BYLINE):
            day = _match_date(pattern, line)
            if day is not None:
                return day
    return None


def _match_date(pattern: re.Pattern[str], line: str) -> dt.date | None:
    match = pattern.match(line)
    if not match:
        return None
    parts = match.groupdict()
    if parts["iso"]:
        return _as_date(parts["iso"])
    which = "1" if parts["month1"] else "2"
    month = _MONTHS.index(parts[f"month{which}"][:3].lower()) + 1
    try:
        return _as_date(dt.date(int(parts[f"year{which}"]), month, int(parts[f"day{which}"])))
    except ValueError:
        return None
