"""From bytes to text: encodings, line ends, and what a terminal may be shown."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from typing import Final

from incidents.errors import UnreadableReport

_NUL_SHARE: Final = 0.01
_CONTROL_SHARE, _FEW_CONTROLS = 0.02, 5
"""Above these a file is not text; a few control characters are damage, and said in a warning."""
_KNOWN_BINARY: Final[tuple[tuple[bytes, str], ...]] = (
    (b"PK\x03\x04", "a Word, Excel or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"SQLite format 3\0", "a database"),
)
_MARKS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    # A page saved as UTF-16 without the mark: its first sign is "<" all the same.
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
# Encodings that pages of the region name themselves; other names are not looked up, as some are no encodings of text.
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^<>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*"
    rb"(windows-125\d|cp-?125\d|iso-8859-\d{1,2}|latin-?1|koi8-[ru])\b",
    re.IGNORECASE,
)
_HEAD_BYTES: Final = 4096


def decode(data: bytes, ref: str = "the file") -> tuple[str, list[str]]:
    """The text in `data`, and a warning if its encoding was guessed.

    UTF-8 and UTF-16 (by its byte-order mark) are certain, whatever a page says of itself. Otherwise a page is taken
    at its word. All else is taken for a Windows code page: the Arabic one if most letters lie in its upper half, as
    in no western text, else the western one; both agree on quotation marks and dashes, the usual strangers in an
    English report.

    Raises
    ------
    UnreadableReport
        It is no text.
    """
    if data.startswith(b"%PDF"):
        raise UnreadableReport(f"{ref} is a PDF: give it a name that ends in .pdf, then it is read as one.")
    kind = next((name for start, name in _KNOWN_BINARY if data.startswith(start)), None)
    if kind:
        raise UnreadableReport(
            f"{ref} is {kind}, which is not read: save the report's text as .txt and give that."
        )
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(data, [encoding], ref)[0], []
    if data.count(0) > _NUL_SHARE * len(data):
        raise UnreadableReport(f"{ref} is not text: save the report as plain text (UTF-8) and give that.")
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        text, encoding = _decode_as(data, _old_encodings(data), ref)
        name = {"cp1256": "Arabic Windows", "cp1252": "western Windows"}.get(encoding, encoding)
        return text, [f"not UTF-8: read as {name} text; check accents and quotation marks"]


def _old_encodings(data: bytes) -> list[str]:
    """Encodings that bytes which are no UTF-8 may have, the likeliest first."""
    upper = sum(byte >= 0xC0 for byte in data)
    letters = upper + sum(byte < 0x80 and chr(byte).isalpha() for byte in data)
    guesses = ["cp1256" if upper > letters / 2 else "cp1252"]
    declared = _DECLARED.search(data[:_HEAD_BYTES])
    if declared:
        stated = re.sub(r"(?:windows|cp)-?", "cp", declared[1].decode("ascii").lower())
        # As browsers do: pages that say Latin-1 are written in the Windows page that extends it.
        guesses.insert(0, "cp1252" if stated in {"iso-8859-1", "latin1", "latin-1"} else stated)
    return guesses


def _decode_as(data: bytes, encodings: Sequence[str], ref: str) -> tuple[str, str]:
    for encoding in encodings:
        # LookupError: a page may name what does not exist, as iso-8859-12.
        with contextlib.suppress(UnicodeDecodeError, LookupError):
            return data.decode(encoding), encoding
    raise UnreadableReport(
        f"{ref} is in an unknown encoding or damaged: save the report as plain text (UTF-8) and give that."
    )


def normalise_newlines(text: str) -> str:
    """`text` with a line feed for every kind of line end, and without a byte-order mark.

    Of the rarer ones, which word processors put inside a paragraph, such as a sentence runs across are spaces: a small
    letter follows them, or a comma stands before.
    """
    text = _INSIDE_SENTENCE.sub(" ", text.removeprefix("\ufeff"))
    return re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)


_INSIDE_SENTENCE: Final = re.compile(
    r"(?<=[^\s.!?])[\x0b\x0c\x85\u2028](?=[ \t]*[a-z])|(?<=,)[\x0b\x0c\x85\u2028](?=[ \t]*\w)"
)

_WIDTHLESS: Final = re.compile(
    "[\0\u00ad\u200b\u2060\ufeff]|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
)
"""Signs of no width that part a word for a program only. Joiners between signs beyond ASCII shape Persian and emoji."""


def without_widthless(text: str) -> tuple[str, int]:
    """`text` without NUL and signs of no width, and how many there were: no word is recognised with one inside."""
    return _WIDTHLESS.subn("", text)


CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def looks_binary(text: str) -> bool:
    """Whether so many signs are control characters that this is no text, not even a damaged one."""
    return len(CONTROL.findall(text)) > max(_FEW_CONTROLS, _CONTROL_SHARE * len(text))


def printable(text: str) -> str:
    """`text` to be shown: control characters as visible signs, one for one, so that offsets still fit."""
    return CONTROL.sub(lambda found: _sign(found.group()), text)


def file_name(name: str, most: int = 200) -> str:
    """The name of a file as it may stand in a message: on one line, and of a long one its end."""
    shown = " ".join(printable(storable(name)).split())
    return shown if len(shown) <= most else f"…{shown[1 - most :]}"


def _sign(control: str) -> str:
    code = ord(control)
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def storable(text: str) -> str:
    """`text` without what UTF-8 (lone surrogates, which JSON can smuggle in) or a database (NUL) cannot hold.

    Each is replaced by one sign, so that offsets stay.
    """
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
