"""A reason to keep a statement off the map, and what is known of a frame when it is judged."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass

from incidents.model import Casualties, DateRange, Flag


@dataclass(frozen=True, slots=True)
class Flagged:
    """A reason to keep a statement off the map, in the words that show it."""

    flag: Flag
    reason: str
    yields: bool = False
    """Whether it gives way to a toll told in the same sentence: captions run into the report's first line."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else is known of a frame when it is judged."""

    killed: Casualties
    wounded: Casualties
    days: DateRange | None
    """As written in the sentence, not assumed."""
    has_place: bool
    """Whether a place below the whole country is named."""
    published: dt.date | None


def longest_phrase(text: str, phrases: frozenset[str]) -> str | None:
    """The longest of the phrases that stands in a lower-case text as whole words."""
    return next(
        (p for p in longest_first(phrases) if p in text and re.search(rf"(?<!\w){re.escape(p)}(?!\w)", text)),
        None,
    )


@functools.cache
def longest_first(phrases: frozenset[str]) -> tuple[str, ...]:
    """Put phrases in an order that is the same in every run, so that equal reports give equal reasons."""
    return tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))
