"""Small questions to a parsed sentence that several stages ask.

A sentence is a spaCy ``Span`` of a document of its own; places in it are told by the index of a token in the sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

VERBAL: Final = frozenset({"VERB", "AUX"})
SUBJECTS: Final = frozenset({"nsubj", "nsubjpass", "csubj"})


@lru_cache(maxsize=64)  # the sentences of a report, which is read in two rounds
def small_words(sent: Any) -> tuple[str, ...]:
    """The words of a sentence in small letters, made once for the many readers that look for a word.

    Making spaCy's tokens is what reading costs most: whoever looks for words should look here first.
    """
    return tuple(token.lower_ for token in sent)


def index_of(token: Any, sent: Any) -> int:
    """Index of a token in its sentence."""
    return int(token.i - sent.start)


def climb(token: Any, limit: int) -> Iterator[Any]:
    """The token and those it hangs on, at most `limit` in all, up to the root."""
    for _ in range(limit):
        yield token
        head = token.head
        if head.i == token.i:
            return
        token = head


def ancestors(token: Any, limit: int) -> list[Any]:
    """Those a token hangs on, nearest first, at most `limit`."""
    return list(climb(token, limit + 1))[1:]


def subtree(token: Any, sent: Any, skip: frozenset[str] = frozenset()) -> set[int]:
    """Indices of a token and all below it, leaving out branches with the given labels."""
    found, stack = set(), [token]
    while stack:
        current = stack.pop()
        found.add(index_of(current, sent))
        stack.extend(child for child in current.children if child.dep_ not in skip)
    return found


def span_head(sent: Any, first: int, last: int) -> int:
    """The token of a stretch whose head lies outside it (index in the sentence)."""
    if first == last:
        return first
    for token in sent[first : last + 1]:
        if not first <= index_of(token.head, sent) <= last or token.head.i == token.i:
            return index_of(token, sent)
    return last


def tokens_of(sent: Any, start: int, end: int) -> frozenset[int]:
    """Indices of the tokens that overlap the given characters of the sentence's document."""
    span = sent.doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return frozenset()
    return frozenset(i - sent.start for i in range(max(span.start, sent.start), min(span.end, sent.end)))


def overlaps(first: int, last: int, tokens: set[int] | frozenset[int]) -> bool:
    """Whether any token from `first` to `last` is among the given ones."""
    return not tokens.isdisjoint(range(first, last + 1))
