"""Who says it: the statements an Arabic sentence reports, their source, and what kind of statement they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from incidents.extract.arabic.lexicon import ArabicWords
from incidents.extract.arabic.phrases import FAR, Found
from incidents.extract.arabic.text import Flat, Word
from incidents.model import ClaimantSide

LONGEST_NAME: Final = 5
"""Words of an unknown source's name; what is longer is more than a name."""
REACH: Final = 6
"""Words between a verb of speech and the source it has behind it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source as written, and where it stands."""

    name: str
    side: ClaimantSide


@dataclass(frozen=True, slots=True)
class Attribution:
    """One reported statement: where its verb and its source stand, in words."""

    kind: str
    """"assert", "deny", "blame" or "admit"."""
    verb: int
    source: Source | None
    words: frozenset[int]
    """The words that only name the source."""
    behind: bool = False
    """"..., according to ...": it follows what is said."""


def find_attributions(
    flat: Flat, words: Sequence[Word], lexicon: ArabicWords, last: Source | None
) -> list[Attribution]:
    """All reported statements of a sentence, in order.

    Parameters
    ----------
    flat, words
        The sentence.
    lexicon : ArabicWords
    last : Source or None
        The source of the sentence before, for "and it added".
    """
    found: list[Attribution] = []
    for i in range(len(words)):
        if any(i in a.words for a in found):
            continue
        read = _according(flat, words, i, lexicon) or _spoken(flat, words, i, lexicon, last)
        read = read or _headline(flat, words, i, lexicon)
        if read is not None:
            found.append(read)
    return found


def attribution_for(at: int, attributions: Sequence[Attribution]) -> Attribution | None:
    """The statement that a word belongs to: the nearest before it, else one that follows what it says."""
    before = [a for a in attributions if a.verb < at and at not in a.words]
    leading = [a for a in before if not a.behind]
    if leading:
        return leading[-1]
    return next((a for a in attributions if a.verb > at), before[-1] if before else None)


def _according(flat: Flat, words: Sequence[Word], i: int, lexicon: ArabicWords) -> Attribution | None:
    """As in "According to the observatory"."""
    lead = lexicon.books["according"].at(words, i)
    if lead is None or lead.last + 1 >= len(words):
        return None
    start = lead.last + 1
    if words[start].form in {"ل", "ما", "لما"}:
        start += 1
    while start < len(words) and _verb_at(words, start, lexicon) is not None:
        start += 1  # "according to what activists said"
    source = _source_at(flat, words, start, lexicon)
    if source is None:
        return None
    named, last = source
    # Where it opens the sentence the statement follows.
    return Attribution("assert", i, named, frozenset(range(i, last + 1)), behind=i > 0)


def _spoken(
    flat: Flat, words: Sequence[Word], i: int, lexicon: ArabicWords, last: Source | None
) -> Attribution | None:
    """A verb of speech with its source behind it or, in headlines, before it."""
    verb = _verb_at(words, i, lexicon)
    if verb is None:
        return None
    kind = verb.value[0]
    before = _claimant_before(words, i, lexicon)
    if before is not None:
        name = _written(flat, words, before.first, before.last, before.clitic)
        return Attribution(kind, i, Source(name, before.value), frozenset(range(before.first, i + 1)))
    known = _claimant_after(words, i + 1, lexicon)
    if known is not None:
        first = i + 1 if _is_title(words, i + 1, known.first, lexicon) else known.first
        name = _written(flat, words, first, known.last, known.clitic if first == known.first else "")
        last_word = _through_name(words, known.last, lexicon)
        return Attribution(kind, i, Source(name, known.value), frozenset(range(i, last_word + 1)))
    unknown = _unknown_name(flat, words, i + 1, lexicon)
    if unknown is not None:
        return Attribution(kind, i, unknown[0], frozenset(range(i, unknown[1] + 1)))
    said = i + 1 < len(words) and words[i + 1].form in _THAT
    return Attribution(kind, i, last, frozenset({i})) if said and last is not None else None


_THAT: Final = frozenset({"ان", "انه", "انها", "انهم", "بان", "بانه", "بانها", "الي"})
_SPEECH_CLITICS: Final = frozenset({"", "و", "ف", "س", "ك"})


def _verb_at(words: Sequence[Word], i: int, lexicon: ArabicWords) -> Found[tuple[str, frozenset[str]]] | None:
    def fits(value: tuple[str, frozenset[str]], clitic: str) -> bool:
        partners = value[1]
        near = {w.form.removeprefix("ال") for w in words[i + 1 : i + 1 + FAR + 2]}
        return clitic in _SPEECH_CLITICS and (
            not partners or bool(near & {p.removeprefix("ال") for p in partners})
        )

    return lexicon.speech.at(words, i, fits)


def _claimant_before(words: Sequence[Word], i: int, lexicon: ArabicWords) -> Found[ClaimantSide] | None:
    """A source right before its verb: "المرصد السوري يوثق"; not one that belongs to the words before it."""
    found = lexicon.claimants.ending_at(words, i, LONGEST_NAME)
    if found is None or found.clitic not in {"", "و", "ال", "وال"}:
        return None
    opens = found.first == 0 or words[found.first - 1].is_mark or words[found.first - 1].form in _THAT
    return found if opens else None


def _claimant_after(words: Sequence[Word], start: int, lexicon: ArabicWords) -> Found[ClaimantSide] | None:
    for j in range(start, min(start + REACH, len(words))):
        if words[j].form in _THAT or words[j].is_mark:
            return None
        found = lexicon.claimants.at(words, j)
        if found is not None and found.clitic in {"", "ال", "ل", "ف"}:
            return found
        if (
            lexicon.triggers.at(words, j) is not None
            or lexicon.books["after_source"].at(words, j) is not None
        ):
            return None
    return None


def _is_title(words: Sequence[Word], start: int, first: int, lexicon: ArabicWords) -> bool:
    """Whether the words before a known name belong to it: "مدير المرصد", "المتحدث باسم التحالف"."""
    return start < first and first - start < REACH and not any(w.is_mark for w in words[start:first])


def _through_name(words: Sequence[Word], last: int, lexicon: ArabicWords) -> int:
    """The last word of a person's name behind a title: "the observatory's director Rami Abdulrahman"."""
    for j in range(last + 1, min(last + 1 + LONGEST_NAME, len(words))):
        if words[j].form in _THAT | {":"}:
            return j - 1
        if words[j].is_mark or lexicon.books["after_source"].at(words, j) is not None:
            break
    return last


def _unknown_name(
    flat: Flat, words: Sequence[Word], start: int, lexicon: ArabicWords
) -> tuple[Source, int] | None:
    """The words between a verb of speech and "that", when they are few enough for a name."""
    end = start
    while end < len(words) and end - start <= LONGEST_NAME:
        stops = words[end].is_mark or lexicon.books["after_source"].at(words, end) is not None
        if stops or lexicon.triggers.at(words, end) is not None:
            break
        end += 1
    if not start < end <= start + LONGEST_NAME or end >= len(words) or words[end].form not in _THAT | {":"}:
        return None
    return Source(_written(flat, words, start, end - 1, ""), ClaimantSide.UNKNOWN), end - 1


def _source_at(
    flat: Flat, words: Sequence[Word], start: int, lexicon: ArabicWords
) -> tuple[Source, int] | None:
    for j in range(start, min(start + 3, len(words))):
        found = lexicon.claimants.at(words, j)
        if found is not None:
            first = found.first if j == start else start
            clitic = found.clitic if j == start else ""
            return Source(_written(flat, words, first, found.last, clitic), found.value), found.last
        if words[j].is_mark:
            break
    return None


def _headline(flat: Flat, words: Sequence[Word], i: int, lexicon: ArabicWords) -> Attribution | None:
    """As in "The observatory: five killed in ...": a source and a colon at the start of a sentence."""
    if i > 0:
        return None
    found = lexicon.claimants.at(words, 0)
    if found is None or found.last + 1 >= len(words) or words[found.last + 1].form != ":":
        return None
    name = _written(flat, words, 0, found.last, found.clitic)
    return Attribution("assert", found.last + 1, Source(name, found.value), frozenset(range(found.last + 2)))


def _written(flat: Flat, words: Sequence[Word], first: int, last: int, clitic: str) -> str:
    """A name as written, without "and", "to" or "for" in front."""
    start = words[first].start
    if clitic[:1] in {"و", "ف", "ب", "ل"} and clitic not in {"ال", "لل"}:
        start += 1
    return flat.written(start, words[last].end)
