"""Words that a language model gives, found in the text they are said to come from, with their exact place.

Models change white space, quotation marks and hyphens when they copy; words and figures must be the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

Span = tuple[int, int]

_ALIKE: Final = dict.fromkeys("‘’‚‛ʼ`´′", "'") | dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‐‑‒–—―−", "-")
_IN_FIGURE: Final = frozenset(".,٫٬")
_ARABIC: Final = re.compile("[\u0600-\u06ff]")


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """One character as it is compared: none for signs that cannot be seen."""
    if char.isspace():
        return " "
    return "" if unicodedata.category(char) == "Cf" else _ALIKE.get(char, char)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch ``text[start:end]`` of a report, and its characters as they are compared."""

    text: str
    start: int
    end: int
    plain: str
    offsets: tuple[int, ...]
    """For each character of ``plain`` where it stands in ``text``."""

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Passage:
        kept: list[str] = []
        offsets: list[int] = []
        for i in range(start, end):
            char = _plain(text[i])
            if char and not (char == " " and kept and kept[-1] == " "):
                kept.append(char)
                offsets.append(i)
        return cls(text, start, end, "".join(kept), tuple(offsets))

    def find(self, words: str) -> Iterator[Span]:
        """Where `words` stand as whole words: exact copies first, then those that differ in white space and marks."""
        exact = words.strip()
        seen: set[int] = set()
        for at in _occurrences(self.text, exact, self.start, self.end):
            if is_whole(self.text, at, at + len(exact)):
                seen.add(at)
                yield at, at + len(exact)
        flat = " ".join("".join(map(_plain, words)).split())
        for at in _occurrences(self.plain, flat, 0, len(self.plain)):
            first, last = self.offsets[at], self.offsets[at + len(flat) - 1] + 1
            if first not in seen and is_whole(self.text, first, last):
                yield first, last

    def nearest(self, words: str | None, span: Span, around: Span) -> Span | None:
        """The occurrence of `words` that is nearest to a quote: in it, in its sentences, before them, after them."""
        if not words or not words.strip():
            return None
        return min(self.find(words), key=lambda found: _remoteness(found, span, around), default=None)


def _remoteness(found: Span, span: Span, around: Span) -> tuple[int, int]:
    if span[0] <= found[0] and found[1] <= span[1]:
        return 0, found[0]
    if around[0] <= found[0] and found[1] <= around[1]:
        return 1, found[0]
    return (2, around[0] - found[0]) if found[0] < around[0] else (3, found[0])


def _occurrences(text: str, words: str, start: int, end: int) -> Iterator[int]:
    at = text.find(words, start, end) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1, end)


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether a stretch begins and ends with whole words and figures: "five" in "twenty-five" does not.

    Arabic writes small words together with the next one, so that there a stretch may begin within a word.
    """
    joined = _ARABIC.match(text, start) is not None
    return (joined or not _goes_on(text, start)) and not _goes_on(text, end)


def _goes_on(text: str, at: int) -> bool:
    """Whether a word or figure goes on over the border before a character."""
    if at <= 0 or at >= len(text):
        return False
    left, right = text[at - 1], text[at]
    if left.isalnum() and right.isalnum():
        return True
    if right in _IN_FIGURE or left in _IN_FIGURE:
        mark = at if right in _IN_FIGURE else at - 1
        return text[mark - 1 : mark].isdigit() and text[mark + 1 : mark + 2].isdigit()
    hyphen = _plain(left) == "-" or _plain(right) == "-"
    mark = at - 1 if _plain(left) == "-" else at
    return hyphen and text[mark - 1 : mark].isalnum() and text[mark + 1 : mark + 2].isalnum()


def overlapping(spans: Iterable[Span], span: Span) -> list[Span]:
    """Those of several stretches that share a character with one."""
    return [s for s in spans if s[0] < span[1] and span[0] < s[1]]
