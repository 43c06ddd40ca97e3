"""Arabic letters made plain for look-ups, with the way back to the text as written, and the words of a sentence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_PLAIN: Final = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ک": "ك",
        "٫": ".", "٬": ",", "ـ": None,
    }
)  # fmt: skip
_WORD: Final = re.compile(r"[\u0621-\u06d3]+|\d+(?:,\d{3})*(?:\.\d+)?|[^\W\d]+|[^\w\s]|_")
_FIGURE: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")

CLITICS: Final = (
    "", "و", "ف", "ب", "ل", "ك", "ال", "وال", "فال", "بال", "كال", "وبال", "وكال", "لل", "ولل",
    "وب", "ول", "وك", "فب", "فل", "س", "وس", "فس",
)  # fmt: skip
"""Words of one letter and the article that are written together with the next word: and, so, in, to, as, the, will."""
LEAST_STEM: Final = 2
"""Letters of a word left when its clitics are taken off."""


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """One character made plain: none, one or, for ligatures, several characters."""
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    kept = unicodedata.normalize("NFKC", char).translate(_PLAIN)
    return "".join(" " if c.isspace() else c for c in kept if unicodedata.category(c) not in {"Mn", "Cf"})


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Text without vowel signs and stretching, with one form of alef, yeh and teh marbuta, and European digits.

    Examples
    --------
    >>> plain("قُتِلَ ٢٥ شخصاً في إدلـب")
    'قتل 25 شخصا في ادلب'
    """
    return "".join(map(_plain, text))


@dataclass(frozen=True, slots=True)
class Flat:
    """A sentence made plain, and for each of its characters where it stands in the sentence as written."""

    text: str
    plain: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Flat:
        kept: list[str] = []
        offsets: list[int] = []
        for i, char in enumerate(text):
            made = _plain(char)
            kept.append(made)
            offsets += [i] * len(made)
        return cls(text, "".join(kept), tuple(offsets))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text as written of ``plain[start:end]``, with the vowel signs of its last letter."""
        if start >= end:
            return 0, 0
        first, last = self.offsets[start], self.offsets[end - 1] + 1
        while last < len(self.text) and not _plain(self.text[last]):
            last += 1
        return first, last

    def written(self, start: int, end: int) -> str:
        """The words as written of ``plain[start:end]``."""
        first, last = self.span(start, end)
        return self.text[first:last]


@dataclass(frozen=True, slots=True)
class Word:
    """A word, figure or mark; ``start`` and ``end`` are offsets in the plain text."""

    start: int
    end: int
    form: str

    @property
    def is_figure(self) -> bool:
        return _FIGURE.fullmatch(self.form) is not None

    @property
    def is_mark(self) -> bool:
        return not self.form[0].isalnum()


def words_of(flat: Flat) -> list[Word]:
    """The words, figures and marks of a sentence, in order."""
    return [Word(m.start(), m.end(), m.group()) for m in _WORD.finditer(flat.plain)]


@lru_cache(maxsize=65536)
def readings(form: str) -> tuple[tuple[str, str], ...]:
    """How a word can be divided into clitics and a stem; the undivided word first.

    Examples
    --------
    >>> readings("والقصف")[:2]
    (('', 'والقصف'), ('و', 'القصف'))
    """
    return tuple(
        (clitic, form[len(clitic) :])
        for clitic in CLITICS
        if form.startswith(clitic) and len(form) - len(clitic) >= LEAST_STEM
    )
