"""What language a report's sentences are in: English and Arabic are read, others are said to be left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from incidents.extract.arabic import NOTE, is_arabic, unread_script

Span = tuple[int, int, int]
"""Number of the paragraph, start and end offset of a sentence."""

ENOUGH_WORDS: Final = 40
"""Words from which on a text is long enough to tell its language by."""

LEAST_ENGLISH: Final = 0.12
"""Share of the commonest words of English that any English text has: news has 0.30 to 0.45, French under 0.06."""

_COMMONEST: Final = frozenset(
    {
        "the", "of", "and", "to", "in", "a", "is", "that", "was", "for", "on", "with", "as", "were", "by", "at", "from",
        "have", "had", "has", "been", "said", "it", "its", "an", "be", "they", "who", "which", "their", "not", "are",
        "or", "this", "he", "after", "but", "between", "where", "near", "killed", "people",
    }
)  # fmt: skip
_LATIN_WORD: Final = re.compile(r"[A-Za-zÀ-ɏ]+")


@dataclass(frozen=True, slots=True)
class Languages:
    """The sentences of a report by who reads them, and what is to be said of the rest."""

    english: Sequence[Span]
    arabic: Sequence[Span]
    remarks: tuple[str, ...]


def sort_by_language(text: str, sentences: Iterable[Span]) -> Languages:
    """Sort the sentences of `text` by language.

    Parameters
    ----------
    text : str
    sentences : iterable of (int, int, int)
        As :func:`incidents.extract.nlp.sentence_spans` gives them.
    """
    english: list[Span] = []
    arabic: list[Span] = []
    unread: Counter[str] = Counter()
    for span in sentences:
        words = text[span[1] : span[2]]
        script = None if words.isascii() else unread_script(words)
        if script is not None:
            unread[script] += 1
        elif not words.isascii() and is_arabic(words):
            arabic.append(span)
        else:
            english.append(span)
    remarks = [
        f"{count} {'sentence' if count == 1 else 'sentences'} in {name} not read: only English and Arabic are"
        for name, count in unread.items()
    ]
    if not _reads_like_english(text[a:b] for _, a, b in english):
        remarks.append(
            "this does not read like English: what was found in it may be wrong, and much is missed"
        )
    if arabic:
        remarks.append(NOTE)
    return Languages(english, arabic, tuple(remarks))


def _reads_like_english(sentences: Iterable[str]) -> bool:
    words = [word.lower() for sentence in sentences for word in _LATIN_WORD.findall(sentence)]
    return (
        len(words) < ENOUGH_WORDS or sum(word in _COMMONEST for word in words) / len(words) >= LEAST_ENGLISH
    )
