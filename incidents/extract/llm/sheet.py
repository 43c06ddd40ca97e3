"""A report as the rules see it, for comparing a model's answer with: its sentences, places, days, numbers and actors.

Sentences are read when they are first asked for, each at most once; Arabic ones by the readers of Arabic.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from incidents.extract.arabic import actors as arabic_actors
from incidents.extract.arabic import dates as arabic_dates
from incidents.extract.arabic import is_arabic
from incidents.extract.arabic import numbers as arabic_numbers
from incidents.extract.arabic import places as arabic_places
from incidents.extract.arabic import sources as arabic_sources
from incidents.extract.arabic.lexicon import load_arabic
from incidents.extract.arabic.text import Flat, Word, words_of
from incidents.extract.blame import as_told_by
from incidents.extract.dates import TimeExpression, find_dates
from incidents.extract.extractor import Extractor
from incidents.extract.facts import NamedPlace, SentenceFacts
from incidents.extract.focus import Focus
from incidents.extract.llm.quoting import Span, overlapping
from incidents.extract.locating import resolve_phrase
from incidents.extract.mentions import PlacePhrase
from incidents.extract.nlp import Sentence, parse, sentence_spans
from incidents.extract.placing import named_places
from incidents.extract.quantities import find_quantities
from incidents.extract.quotations import read_speech
from incidents.model import ActorCategory, ClaimantSide, DateRange, Document, Precision, ResolvedPlace

LONGEST_NAME: Final = 80
"""Characters of a place's name; a longer stretch is none."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in a report, and the stretch that names it."""

    span: Span
    place: ResolvedPlace
    foreign: str | None
    aside: bool
    """It only helps to find another: "Homs" in "the Homs district of Karm al-Zeitoun"."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of people in a report as the rules read it; `vague` when they read it by their scheme."""

    span: Span
    low: int | None
    high: int | None
    vague: bool


class Sheet:
    """One report, to look things up in by their place in its text.

    Parameters
    ----------
    document : Document
    rules : Extractor
        Whose readers are used.
    """

    def __init__(self, document: Document, rules: Extractor) -> None:
        self.document = document
        self._rules = rules
        self._text = document.text
        self._sentences = list(sentence_spans(document.text))
        self._parses: dict[Span, list[Sentence]] = {}

    def around(self, span: Span) -> Span:
        """A stretch widened to whole sentences."""
        spans = overlapping([(start, end) for _, start, end in self._sentences], span)
        return min([span[0], *(s[0] for s in spans)]), max([span[1], *(s[1] for s in spans)])

    def place(self, span: Span) -> Place | None:
        """The place that a stretch names, looked up as the rules look it up; None for the whole country."""
        words = self._text[span[0] : span[1]]
        if words.lower() in self._rules.lexicon.where.whole_country:
            return None
        touching = [p for p in self._places if p.span[0] < span[1] and span[0] < p.span[1]]
        found = next((p for p in sorted(touching, key=lambda p: p.aside)), None)
        if found is None:
            flat = " ".join(words.split())[:LONGEST_NAME]
            phrase = PlacePhrase(0, len(flat), flat)
            others = tuple(p.place.place_id for p in self._places if p.place.place_id)
            found = Place(
                span, resolve_phrase(phrase, self._rules.places, city=None, others=others), None, False
            )
        return None if found.place.precision is Precision.COUNTRY else found

    def days(self, span: Span) -> DateRange | None:
        """The days that a stretch tells by the rules; None when they cannot read it, or only from an event before."""
        told = next((t for t in self._times(span) if not t.relative), None)
        return told.days if told is not None else None

    def tells_time(self, span: Span) -> bool:
        """Whether a stretch shares a word with an expression of time."""
        return next(self._times(span), None) is not None

    def _times(self, span: Span) -> Iterator[TimeExpression]:
        for start, end in self._touched(span):
            sentence = self._text[start:end]
            if _arabic(sentence):
                flat = Flat.of(sentence)
                told = arabic_dates.find_dates(flat, self.document.published)
                found = [(flat.span(e.start, e.end), e) for e in told]
            else:
                found = [((e.start, e.end), e) for e in find_dates(sentence, self.document.published)]
            for (first, last), expression in found:
                if overlapping([(start + first, start + last)], span):
                    yield expression

    def sources(self, span: Span) -> list[Span]:
        """The words that name who speaks in the sentences of a stretch, as the rules read them."""
        return [words for sentence in self._touched(span) for words in self._sources(sentence)]

    def _sources(self, sentence: Span) -> Iterator[Span]:
        text = self._text[sentence[0] : sentence[1]]
        if _arabic(text):
            flat = Flat.of(text)
            words = words_of(flat)
            for told in arabic_sources.find_attributions(flat, words, load_arabic(), None):
                if told.source is not None:
                    yield from (_written(flat, words, i, i, sentence[0]) for i in sorted(told.words))
            return
        parsed = self._parsed(sentence)
        for one, speech in zip(parsed, read_speech(parsed, self._rules.lexicon), strict=True):
            for said in speech.attributions:
                if said.source is not None:
                    yield from (_of_tokens(one, i, i) for i in sorted(said.source_tokens))

    def numbers(self, span: Span) -> list[Number]:
        """The numbers of people that a stretch shares a word with."""
        found = (n for sentence in self._touched(span) for n in self._read_numbers(sentence))
        return [n for n in found if overlapping([n.span], span)]

    def category(self, span: Span, side: ClaimantSide) -> ActorCategory | None:
        """Who the words of an actor stand for by the rules, told by a source of that side; None when unknown words."""
        for start, end in self._touched(span):
            sentence = self._text[start:end]
            found: list[tuple[Span, ActorCategory]] = []
            if _arabic(sentence):
                flat = Flat.of(sentence)
                words = words_of(flat)
                for m in arabic_actors.find_actors(flat, words, load_arabic()):
                    found.append((_written(flat, words, m.first, m.last, start), m.category))
            else:
                for one in self._parsed((start, end)):
                    mentions = self._rules.matchers.actors(
                        one.tokens, self._rules.matchers.triggers(one.tokens)
                    )
                    for told in as_told_by(side, mentions, self._rules.lexicon):
                        found.append((_of_tokens(one, told.first, told.last), told.category))
            for where, category in found:
                if overlapping([where], span):
                    return category
        return None

    def _touched(self, span: Span) -> list[Span]:
        return overlapping([(start, end) for _, start, end in self._sentences], span)

    def _parsed(self, sentence: Span) -> list[Sentence]:
        """The sentences that the parser finds in a stretch, parsed once."""
        if sentence not in self._parses:
            self._parses[sentence] = list(parse(self._rules.nlp, [(0, *sentence)], self._text))
        return self._parses[sentence]

    def _read_numbers(self, sentence: Span) -> Iterator[Number]:
        scheme = self._rules.scheme
        text = self._text[sentence[0] : sentence[1]]
        if _arabic(text):
            flat = Flat.of(text)
            words = words_of(flat)
            for read in arabic_numbers.find_quantities(flat, words, load_arabic(), scheme):
                where = _written(flat, words, read.first, read.last, sentence[0])
                yield Number(where, read.low, read.high, False)
            return
        for one in self._parsed(sentence):
            for q in find_quantities(one.tokens, self._rules.lexicon, scheme):
                yield Number(_of_tokens(one, q.first, q.last), q.low, q.high, q.vague)

    @cached_property
    def _places(self) -> Sequence[Place]:
        """All places of the report in order; each helps to find those after it."""
        focus, found = Focus(), list[Place]()
        for index, (paragraph, start, end) in enumerate(self._sentences):
            if _arabic(self._text[start:end]):
                found += self._arabic_places(start, end, focus, index)
            else:
                found += self._english_places((paragraph, start, end), focus, index)
        return found

    def _english_places(self, span: tuple[int, int, int], focus: Focus, index: int) -> Iterator[Place]:
        rules = self._rules
        for parsed in parse(rules.nlp, [span], self._text, lambda docs: [False] * len(docs)):
            sentence = dataclasses.replace(parsed, index=index)
            named: Sequence[NamedPlace] = named_places(sentence, rules.places, focus, rules.lexicon.where)
            focus.follow((), SentenceFacts.without_event(sentence, named, ()))
            for n in named:
                where = sentence.start + n.phrase.start, sentence.start + n.phrase.end
                yield Place(where, n.place, n.phrase.foreign, n.phrase.context_only)

    def _arabic_places(self, start: int, end: int, focus: Focus, index: int) -> Iterator[Place]:
        flat = Flat.of(self._text[start:end])
        words = words_of(flat)
        others, lexicon = tuple(focus.others), load_arabic()
        for n in arabic_places.named_places(
            flat, words, self._rules.places, lexicon, frozenset(), focus.city, others
        ):
            if n.usable and n.place.located:
                focus.see(n.place, index)
            where = _written(flat, words, n.first, n.last, start)
            yield Place(where, n.place, n.phrase.foreign, n.phrase.context_only)


def _arabic(text: str) -> bool:
    return not text.isascii() and is_arabic(text)


def _written(flat: Flat, words: Sequence[Word], first: int, last: int, offset: int) -> Span:
    start, end = flat.span(words[first].start, words[last].end)
    return offset + start, offset + end


def _of_tokens(sentence: Sentence, first: int, last: int) -> Span:
    """Where some of a sentence's tokens stand in the report."""
    tokens, offset = sentence.tokens, sentence.start - sentence.tokens.start_char
    return offset + tokens[first].idx, offset + tokens[last].idx + len(tokens[last])
