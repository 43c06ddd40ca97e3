"""What a reader should know of a text before trusting what was found in it: nothing is changed, all is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from incidents.extract.nlp import MAX_SENTENCE_CHARS
from incidents.sources.text import CONTROL

_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Signs that make text run the other way on screen than it is written; U+200E and U+200F do not, Arabic has them."""

_SENTENCE_END: Final = re.compile(r"(?<=[.!?…؟])[\"'”’)\]]*\s+|\n")

_TABLE_LINES: Final = 3
_CELL_CHARS: Final = 60
_FIGURE: Final = re.compile(r"[-+~<>≈$€]{0,2}\d[\d.,:/%-]*[%+*]?")


def remarks(text: str, replaced: int = 0, removed: int = 0) -> Iterator[str]:
    """Say what is odd about a text.

    Parameters
    ----------
    text : str
        The report, as it is kept.
    replaced : int
        Signs of it that no database can hold and that were replaced.
    removed : int
        Signs of no width that were taken out.

    Yields
    ------
    str
        One line for each oddity, at most five.
    """
    if replaced:
        yield f"{_many(replaced, 'character')} that no database can hold: replaced by \ufffd"
    if removed:
        yield f"{_many(removed, 'character')} of no width removed from the text"
    hidden = list(_hidden(text))
    if hidden:
        yield f"characters that do not show are kept in the text: {', '.join(hidden)}"
    if looks_like_table(text):
        yield "looks like a table: rows are read as sentences"
    if longest_sentence(text) > MAX_SENTENCE_CHARS:
        yield f"text without full stops was cut at white space, after {MAX_SENTENCE_CHARS:,} characters at most"


def _hidden(text: str) -> Iterator[str]:
    for pattern, singular, plural in (
        (CONTROL, "control character", "control characters"),
        (_TURNING, "that turns the direction of writing", "that turn the direction of writing"),
    ):
        count = len(pattern.findall(text))
        if count:
            yield f"{count:,} {singular if count == 1 else plural}"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def longest_sentence(text: str) -> int:
    """Characters of the longest stretch without a full stop or a line end."""
    longest = start = 0
    for end in _SENTENCE_END.finditer(text):
        longest, start = max(longest, end.start() - start), end.end()
    return max(longest, len(text) - start)


def looks_like_table(text: str) -> bool:
    """Whether three lines one after another are rows of cells: by tabs or bars, or as columns of figures."""
    run = 0
    for line in text.split("\n"):
        if not line.strip():
            continue
        run = run + 1 if _is_row(line) else 0
        if run >= _TABLE_LINES:
            return True
    return False


def _is_row(line: str) -> bool:
    for sign in ("\t", "|"):
        cells = _cells(line.strip().strip(sign).split(sign))
        if len(cells) >= 2 and max(map(len, cells)) <= _CELL_CHARS:
            return True
    columns = _cells(re.split(r"\s*[,;]\s*|\s+", line.strip()[:500]))
    figures = sum(_FIGURE.fullmatch(cell) is not None for cell in columns)
    return len(columns) >= 3 and figures >= 2 and figures >= len(columns) / 2


def _cells(parts: list[str]) -> list[str]:
    return [cell for part in parts if (cell := part.strip())]
