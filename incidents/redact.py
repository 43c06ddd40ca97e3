"""A person's name taken out of texts, in whatever spelling of case, accents, spaces and Arabic letters. Pure."""

from __future__ import annotations

import dataclasses
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeVar

from gazetteer.names import fold, is_arabic
from incidents.errors import InputError

REMOVED: Final = "[name removed]"
LEAST_LETTERS: Final = 3
"""Of a name: fewer would be found all over a text."""
_CLITICS: Final = ("وال", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فل", "فب")
"""What Arabic writes together with the name that follows: and, so, in, to, as."""
_APOSTROPHES: Final = frozenset("'’‘`´ʼʻʾʿ′＇")
_OPAQUE: Final = frozenset({"left", "right", "source_ids"})

Value = TypeVar("Value")
Span = tuple[int, int]


class _Folding(dict[int, str]):
    """Each character folded by itself: letters, a space for what parts words, nothing for accents and the like."""

    def __missing__(self, code: int) -> str:
        self[code] = fold(f"a{chr(code)}a")[1:-1]
        return self[code]


_FOLDED: Final = _Folding()


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without the name, and where what is left of it now stands."""

    text: str
    cuts: tuple[Span, ...] = ()
    """Where the name stood in the text as it was, in order."""

    def start(self, offset: int) -> int:
        """Where what began at `offset` begins now; inside the name, where its place is taken."""
        return self._moved(offset, at_end=False)

    def end(self, offset: int) -> int:
        """Where what ended at `offset` ends now."""
        return self._moved(offset, at_end=True)

    def _moved(self, offset: int, *, at_end: bool) -> int:
        before = bisect_right(self.cuts, (offset, -1))
        shift = sum(len(REMOVED) - (end - start) for start, end in self.cuts[:before])
        if before and self.cuts[before - 1][1] > offset:  # inside the name
            start, end = self.cuts[before - 1]
            return start + shift - (len(REMOVED) - (end - start)) + (len(REMOVED) if at_end else 0)
        return offset + shift


class Name:
    """One name to take out.

    Parameters
    ----------
    written : str
        As it stands in a report. Case, accents, apostrophes, hyphens, white space and the forms of Arabic letters do
        not matter; another romanisation is another name.

    Raises
    ------
    InputError
        It has too few letters, or is the words put in its place.
    """

    def __init__(self, written: str) -> None:
        self.folded = fold(written)
        letters = sum(char.isalpha() for char in self.folded)
        if letters < LEAST_LETTERS:
            raise InputError(
                f"A name of {letters} letters would be found all over: give at least {LEAST_LETTERS}."
            )
        if f" {self.folded} " in f" {fold(REMOVED)} ":
            raise InputError(f"“{REMOVED}” is what is put in a name's place: give the name itself.")
        self._clitics = _CLITICS if is_arabic(written) else ()

    def spans(self, text: str) -> list[Span]:
        """Where the name stands in a text as whole words, from left to right; none overlap."""
        if self.folded not in " ".join(text.translate(_FOLDED).split()):
            return []
        flat, offsets = _flat(text)
        found: list[Span] = []
        at = flat.find(self.folded)
        while at >= 0:
            end = at + len(self.folded)
            if self._begins_word(flat, at) and _ends_word(flat, end, text, offsets):
                found.append((offsets[at], _with_marks(text, offsets[end - 1] + 1)))
                at = flat.find(self.folded, end)
            else:
                at = flat.find(self.folded, at + 1)
        return found

    def _begins_word(self, flat: str, at: int) -> bool:
        before = flat[flat.rfind(" ", 0, at) + 1 : at]
        return not before or before in self._clitics

    def redact(self, text: str) -> Redacted:
        """The text with the name taken out."""
        spans = self.spans(text)
        if not spans:
            return Redacted(text)
        kept, cursor = [], 0
        for start, end in spans:
            kept += [text[cursor:start], REMOVED]
            cursor = end
        return Redacted("".join([*kept, text[cursor:]]), tuple(spans))

    def out_of(self, text: str) -> str:
        """The text with the name taken out, alone."""
        return self.redact(text).text


def _flat(text: str) -> tuple[str, list[int]]:
    """A text folded, words parted by one space, and for each character where it stands in the text."""
    chars: list[str] = []
    offsets: list[int] = []
    for number, char in enumerate(text):
        for folded in _FOLDED[ord(char)]:
            if folded == " " and (not chars or chars[-1] == " "):
                continue
            chars.append(folded)
            offsets.append(number)
    return "".join(chars), offsets


def _ends_word(flat: str, end: int, text: str, offsets: Sequence[int]) -> bool:
    if end == len(flat) or flat[end] == " ":
        return True
    owned = flat[end] == "s" and text[offsets[end] - 1] in _APOSTROPHES  # the Khalils' has none to look for
    return owned and (end + 1 == len(flat) or flat[end + 1] == " ")


def _with_marks(text: str, end: int) -> int:
    """With the accents and vowel signs of the last letter."""
    while end < len(text) and unicodedata.category(text[end]) in {"Mn", "Me"}:
        end += 1
    return end


def throughout(value: Value, change: Callable[[str], str]) -> Value:
    """A record with all its words changed; ids and the words of closed vocabularies stay.

    Parameters
    ----------
    value
        A frozen dataclass of :mod:`incidents.model`, or a part of one.
    change : callable
        From text to text.
    """
    return _changed(value, change)  # type: ignore[no-any-return]


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_changed(item, change) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [f.name for f in dataclasses.fields(value) if not _is_id(f.name)]
        return dataclasses.replace(value, **{f: _changed(getattr(value, f), change) for f in fields})
    return value


def _is_id(field: str) -> bool:
    return field == "id" or field.endswith(("_id", "_ids")) or field in _OPAQUE
