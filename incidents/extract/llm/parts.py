"""A long report in parts that a small model can read, cut between paragraphs where that can be done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

PART_CHARS: Final = 6000
"""Characters of a part: with instructions and answer some 5,000 tokens, for models with a short memory."""

_BORDERS: Final = ("\n\n", "\n", ". ", " ")
"""Where to cut, from the best on."""


def parts(text: str, longest: int = PART_CHARS) -> Iterator[tuple[int, int]]:
    """Cut `text` into stretches of at most `longest` characters, together all of it.

    Yields
    ------
    (int, int)
        Start and end offset; stretches of white space alone are left out.
    """
    start = 0
    while start < len(text):
        end = _end(text, start, longest)
        if text[start:end].strip():
            yield start, end
        start = end


def _end(text: str, start: int, longest: int) -> int:
    limit = start + longest
    if limit >= len(text):
        return len(text)
    for border in _BORDERS:
        # Not before the middle: a heading must not become a part of its own.
        at = text.rfind(border, start + longest // 2, limit)
        if at >= 0:
            return at + len(border)
    return limit
