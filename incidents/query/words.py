"""Words to look for in reports: what a person typed, read into terms, and where they stand in a text. Pure.

Texts and terms are folded by the same rules (:func:`gazetteer.names.fold_text`), so that case, diacritics, apostrophes
and the variants of Arabic letters do not matter; of an Arabic word the article, and what is written together with it,
is left off: القصف and والقصف are both found by قصف. A database only compares what was folded here, so that all of them
find the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gazetteer.names import clean, fold_text

MOST_CHARACTERS: Final = 100
"""Longest text that is looked for: it stands in links."""
QUOTES: Final = '"“”„‟«»″＂'
_SIGNS: Final = frozenset(" -‐‑–'’‘`´ʼ" + QUOTES)
_CATEGORIES: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "Nl", "No"})
_PIECE: Final = re.compile(rf"[{QUOTES}]([^{QUOTES}]*)(?:[{QUOTES}]|$)|([^\s{QUOTES}]+)")
_ARTICLE: Final = re.compile(r"(?<!\S)(?:وال|بال|فال|كال|ال|لل)(?=\S\S)")
_DIGITS: Final = {ord(zero) + n: str(n) for zero in "٠۰" for n in range(10)}


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand in a row."""

    tokens: tuple[str, ...]
    """Folded; at least one."""
    open: bool
    """Whether the last may go on: "shell" is found in "shelling"."""

    def places(self, tokens: Sequence[str]) -> Iterator[int]:
        """Where it begins among the tokens of a text."""
        length = len(self.tokens)
        for start in range(len(tokens) - length + 1):
            if self.open:
                begun = tokens[start + length - 1].startswith(self.tokens[-1])
                if begun and tuple(tokens[start : start + length - 1]) == self.tokens[:-1]:
                    yield start
            elif tuple(tokens[start : start + length]) == self.tokens:
                yield start


Terms = tuple[Term, ...]


def folded(text: str) -> str:
    """A text as it is compared: plain words with a single space between them."""
    plain = fold_text(text)
    return plain if plain.isascii() else _ARTICLE.sub("", plain.translate(_DIGITS))


def terms(words: str) -> Terms:
    """Read what a person typed; only the first :data:`MOST_CHARACTERS` characters are looked at.

    Words in quotation marks stand in a row, as they are. Any other word may go on in the text, unless it is a number or
    a single letter; one with a hyphen in it is a row of words.
    """
    found = []
    for piece in _PIECE.finditer(words[:MOST_CHARACTERS]):
        quoted, bare = piece.groups()
        tokens = tuple(folded(bare if quoted is None else quoted).split())
        if tokens:
            goes_on = quoted is None and len(tokens[-1]) > 1 and not tokens[-1].isnumeric()
            found.append(Term(tokens, goes_on))
    return tuple(dict.fromkeys(found))


def tidy(words: str) -> str:
    """What can stand in a filter and a link: letters, digits, spaces, hyphens, apostrophes and quotation marks.

    Other signs become spaces, and what is too long is cut off; empty when there is no word in it.
    """
    kept = "".join(c if _allowed(c) else " " for c in unicodedata.normalize("NFC", clean(words)))
    cut = " ".join(kept.split())[:MOST_CHARACTERS].strip()
    return cut if terms(cut) else ""


def _allowed(char: str) -> bool:
    return char in _SIGNS or unicodedata.category(char) in _CATEGORIES


def holds(text: str, wanted: Terms) -> bool:
    """Whether a text holds all terms."""
    tokens = folded(text).split()
    return all(next(term.places(tokens), None) is not None for term in wanted)


def spans(text: str, wanted: Terms) -> list[tuple[int, int]]:
    """Where the terms stand in a text: first and one past the last character, in order, apart from each other."""
    if not wanted:
        return []
    tokens, edges = _tokens(text)
    hit = [False] * len(tokens)
    for term in wanted:
        for start in term.places(tokens):
            hit[start : start + len(term.tokens)] = [True] * len(term.tokens)
    found = [edge for edge, here in zip(edges, hit, strict=True) if here]
    return list(dict.fromkeys(found))


def _tokens(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The folded words of a text, each with the characters that it was made of."""
    tokens: list[str] = []
    edges: list[tuple[int, int]] = []
    start = None
    for place, char in enumerate(text + " "):
        inside = char != " " and (_is_letter(char) or (start is not None and _joins(char)))
        if inside and start is None:
            start = place
        elif not inside and start is not None:
            made = folded(text[start:place]).split()
            tokens += made
            edges += [(start, place)] * len(made)
            start = None
    return tokens, edges


@lru_cache(maxsize=4096)
def _is_letter(char: str) -> bool:
    return bool(fold_text(char))


@lru_cache(maxsize=4096)
def _joins(char: str) -> bool:
    """Whether a sign between letters leaves them one word, as an apostrophe or a vowel mark does."""
    return fold_text(f"a{char}a") == "aa"
