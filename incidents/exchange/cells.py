"""Cells of tables that spreadsheets open: nothing in them runs, and what was made safe can be read back."""

from __future__ import annotations

import re
from typing import Any, Final

FORMULA: Final = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|[\t\r\n]")
"""What spreadsheets take for the start of a formula, full-width forms included; white space before it is no help."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_NO_CHARACTER: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""What neither UTF-8 nor XML can hold."""


def cell(value: Any) -> Any:
    """A value as it may stand in a CSV file: words that a spreadsheet would run get an apostrophe in front."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        return value
    said = plain(value)
    # As written and as it will stand: a control character in front of "=" becomes a space, which would unmask it.
    return f"'{said}" if FORMULA.match(value) or FORMULA.match(said) else said


def plain(text: str) -> str:
    """Words on one line, without control characters and lone halves of characters."""
    said = _CONTROL.sub(" ", text)
    return said if said.isascii() else _NO_CHARACTER.sub("\ufffd", said)


def uncell(text: str) -> str:
    """Words as they were before :func:`cell` put an apostrophe in front."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def storable(text: str | None) -> str | None:
    """Words as a database file can hold them: without NUL and lone surrogates."""
    return None if text is None else text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
