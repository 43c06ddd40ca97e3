"""How many, by the report's own words: which of a model's numbers of people stand in the sentences it quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from incidents.extract.lexicon import Lexicon
from incidents.extract.llm.answers import StatedCount
from incidents.extract.llm.evidence import Evidence
from incidents.extract.llm.quoting import Span
from incidents.extract.llm.sheet import Number
from incidents.extract.quantities import YEARS, parse_number
from incidents.model import Band, Casualties

MOST_WORDS: Final = 6
"""Words of a number written out, at most: "one thousand two hundred and five"."""
LONGEST_WORD: Final = 30
_WORD: Final = re.compile(r"[^\W\d_]+|\d[\d,.]*\d|\d")
_JOINT: Final = re.compile(r"\s*(?:,|,?\s*and|و)\s*")
_NONE: Final = frozenset({"zero", "without", "0"})


def read_count(
    stated: StatedCount, evidence: Evidence, lexicon: Lexicon
) -> tuple[Casualties, Span, Band] | None:
    """A number, where it is written, and its band; None when the quote's sentences do not give it."""
    span = evidence.find_near(stated.words)
    if span is None or not stated.given:
        return None
    phrase = " ".join(evidence.text(span).split())
    read = evidence.sheet.numbers(span)
    fitting = next((n for n in [*read, *_sum(read, evidence)] if _same(n, stated)), None)
    if fitting is not None and fitting.low is not None:
        band = Band.LOW if fitting.vague else Band.MEDIUM
        return Casualties(fitting.low, fitting.high, phrase), span, band
    if (stated.low, stated.high) in {(0, 0), (0, None)} and _says_none(phrase, lexicon):
        return Casualties(0, 0, phrase), span, Band.LOW
    if read or evidence.sheet.tells_time(span) or _counts_things(span, evidence, lexicon):
        return None  # the rules read these words otherwise
    written = {figure for figure in _figures(phrase) if figure not in YEARS}
    limits = {n for n in (stated.low, stated.high) if n is not None}
    if stated.low is None or not limits <= written or (stated.high is not None and stated.high < stated.low):
        return None
    return Casualties(stated.low, stated.high, phrase), span, Band.LOW


def _same(number: Number, stated: StatedCount) -> bool:
    """Whether the model means the number that the rules read; a vague word is read by their scheme alone."""
    limits = {n for n in (number.low, number.high) if n is not None}
    return number.vague or (stated.low if stated.low is not None else stated.high) in limits


def _sum(numbers: Sequence[Number], evidence: Evidence) -> Iterator[Number]:
    """The numbers of a list together: "26 children and 21 women"."""
    ordered = sorted(numbers, key=lambda n: n.span)
    listed = all(_JOINT.fullmatch(evidence.text((a.span[1], b.span[0]))) for a, b in pairwise(ordered))
    lows = [n.low for n in ordered if n.low is not None and not n.vague]
    if not listed or len(lows) != len(ordered) or len(lows) < 2:
        return
    highs = [n.high for n in ordered if n.high is not None]
    high = sum(highs) if len(highs) == len(ordered) else None
    yield Number((ordered[0].span[0], ordered[-1].span[1]), sum(lows), high, False)


def _says_none(phrase: str, lexicon: Lexicon) -> bool:
    words = {word.lower() for word in re.findall(r"[\w-]+", phrase)}
    return not words.isdisjoint(lexicon.counting.nobody | lexicon.counting.no_before | _NONE)


def _counts_things(span: Span, evidence: Evidence, lexicon: Lexicon) -> bool:
    """Whether a stretch, or the word after it, names what is no people: "30 shells", "12 km"."""
    after = evidence.passage.text[span[1] : span[1] + LONGEST_WORD].split()[:1]
    words = {word.lower() for word in _WORD.findall(" ".join([evidence.text(span), *after]))}
    return not words.isdisjoint(lexicon.counting.not_people)


def _figures(phrase: str) -> Iterator[int]:
    """Every number that can be read in a phrase, as the longest run of its words."""
    words, i = _WORD.findall(phrase), 0
    while i < len(words):
        for j in range(min(i + MOST_WORDS, len(words)), i, -1):
            value = parse_number(" ".join(words[i:j]))
            if value is not None:
                yield value
                i = j
                break
        else:
            i += 1
