"""Headlines that copies of a report have run into its first sentence, without a full stop between.

"Car Bomb Kills Ten in Homs A car bomb killed ten people on Sunday" and "Bomb kills ten in Homs AFP Sunday 25 May 2014
Ten people were killed" are two sentences each; read as one, the parser makes the headline the subject of the rest.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 30
"""Words among which a headline ends."""

FEWEST: Final = 5
"""Words that a headline has at least."""

TITLED: Final = 0.8
"""Share of a headline's long words that are written with a capital."""

LONG: Final = 4
"""Letters from which on a word is long: short ones are small in most headlines."""

AHEAD: Final = 5
"""Words after the beginning of a sentence among which two long small ones show that it is no headline."""

_BYLINE: Final = re.compile(
    r"\b(?:AFP|AP|Reuters|DPA|dpa|ANSA|EFE|Xinhua|Agencies|SANA|MEE)\s+(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
    r"\d{1,2}\s+[A-Z][a-z]{2,8}\s+\d{4}\s+(?=[\"“A-Z])"
)
_FURNITURE: Final = re.compile(
    r"(?:\bGet short URL(?:\s+\d+)+|\bPrint\s+Tweet\s+Views\s+\d+|\((?:updated|last modified)[^)]{0,40}\))\s+"
    r"(?=[\"“A-Z])"
)
"""Parts of a web page between a headline and the report."""

_BREAKS: Final = frozenset({"-", "–", "—", "--", "|"})
NEAR_BREAK: Final = 6
"""Words before the first small one among which a dash says where the headline ends."""

_WORD: Final = re.compile(r"\S+")
_OPENERS: Final = frozenset({"The", "A", "An", "At", "In", "On", "More", "Some", "About", "Around", "Over"})

_SMALL: Final = frozenset(
    {"of", "in", "on", "at", "to", "for", "and", "near", "from", "by", "with", "as", "after", "over"}
)
"""Words that are small inside a headline, too."""


def headline_end(sentence: str) -> int | None:
    """Offset at which a sentence begins that a headline was run into, or None.

    Parameters
    ----------
    sentence : str
        The first sentence of a paragraph, by its punctuation.

    Examples
    --------
    >>> text = "Car Bomb Kills Ten People in Central Homs A car bomb killed ten people on Sunday."
    >>> text[headline_end(text):]
    'A car bomb killed ten people on Sunday.'
    """
    marks = [m.end() for pattern in (_BYLINE, _FURNITURE) for m in pattern.finditer(sentence)]
    if marks:
        return max(marks)
    words = list(_WORD.finditer(sentence))[: LONGEST + AHEAD]
    for i in range(FEWEST, min(LONGEST, len(words) - AHEAD)):
        if _begins_sentence(words, i) and _is_titled([w.group() for w in words[:i]]):
            start = _start(words, i)
            return words[start].start() if start >= FEWEST else None
    return None


def _start(words: list[re.Match[str]], i: int) -> int:
    """Where the sentence that shows itself at a word begins: after a dash right before, or at its article."""
    for j in range(i - 1, max(i - 1 - NEAR_BREAK, 0), -1):
        if words[j].group() in _BREAKS or words[j].group().endswith(")"):
            return j + 1
    return i - 1 if words[i - 1].group() in _OPENERS else i


def _begins_sentence(words: list[re.Match[str]], i: int) -> bool:
    following = [w.group() for w in words[i + 1 : i + 1 + AHEAD]]
    small = [w for w in following if w[:1].islower() and len(w) >= LONG]
    before = words[i - 1].group()
    ended = before in _OPENERS or before[:1].isupper() or before[-1:] in "-–)"
    goes_on = following[0][:1].islower() and following[0] not in _SMALL
    return ended and goes_on and words[i].group()[:1].isupper() and len(small) >= 2


def _is_titled(words: list[str]) -> bool:
    long = [w for w in words if len(w) >= LONG and w[:1].isalpha()]
    return len(long) >= FEWEST and sum(w[:1].isupper() for w in long) >= TITLED * len(long)
