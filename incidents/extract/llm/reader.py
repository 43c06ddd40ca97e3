"""From a report to its claims by a language model: ask, compare with the report, fall back to the rules."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from incidents.errors import NoAnswer
from incidents.extract.claims import not_blamed, place_flag
from incidents.extract.extractor import Extractor, Reading
from incidents.extract.llm.answers import MOST_CLAIMS, Fault, Stated, claims_in, read_claim
from incidents.extract.llm.evidence import Evidence
from incidents.extract.llm.grounding import Grounded, ground
from incidents.extract.llm.parts import parts
from incidents.extract.llm.prompt import Message, messages
from incidents.extract.llm.quoting import Passage, Span
from incidents.extract.llm.remarks import fallback, remarks
from incidents.extract.llm.sheet import Sheet
from incidents.extract.nlp import MAX_SENTENCE_CHARS
from incidents.model import EVENT_TYPE_OF, Claim, Document, Stance, stable_id

LEAST_QUOTE_WORDS: Final = 3
"""Words of the shortest quote that can bear a claim out: one or two words stand in any report."""


class Model(Protocol):
    """What answers: :class:`incidents.extract.llm.client.Client`, or anything that gives the words of an answer."""

    def complete(self, messages: Sequence[Message]) -> str:
        """Answer some messages, or raise `NoAnswer`."""
        ...


@dataclass
class _Found:
    """What the answers to one report gave so far."""

    claims: dict[str, Claim] = field(default_factory=dict)
    used: set[tuple[Stated, Span]] = field(default_factory=set)
    """Which content was found at which quote."""
    faults: Counter[Fault] = field(default_factory=Counter)
    open: Counter[str] = field(default_factory=Counter)
    total: int = 0


class ModelReader:
    """Reads reports with a language model; an extractor like :class:`incidents.extract.extractor.Extractor`.

    Parameters
    ----------
    rules : Extractor
        Reads the report when the model gives nothing that can be used, and lends its readers for comparing.
    model : Model
    name : str
        Name and version written into the claims.
    """

    def __init__(self, rules: Extractor, model: Model, name: str) -> None:
        self._rules = rules
        self._model = model
        self._name = name

    def read(self, document: Document) -> Reading:
        """The claims of a report that its own words bear out, and what a person should know of the reading.

        A report is read by one of the two alone: when the model fails on a part of it, the rules read all of it.
        """
        try:
            found = self._found(document)
        except NoAnswer as error:
            reading = self._rules.read(document)
            return dataclasses.replace(reading, remarks=(fallback(str(error)), *reading.remarks))
        claims = sorted(found.claims.values(), key=lambda claim: (claim.start or 0, claim.end or 0))
        said = remarks(self._name, found.total, found.faults, found.open)
        return Reading(tuple(claims), tuple(said), self._name)

    def _found(self, document: Document) -> _Found:
        found, sheet = _Found(), Sheet(document, self._rules)
        for start, end in parts(document.text):
            answer = claims_in(self._model.complete(messages(document.text[start:end], document.published)))
            found.total += len(answer)
            found.faults[Fault.SHAPE] += max(len(answer) - MOST_CLAIMS, 0)
            passage = Passage.of(document.text, start, end)
            for raw in answer[:MOST_CLAIMS]:
                stated = read_claim(raw)
                fault = stated if isinstance(stated, Fault) else self._take(stated, sheet, passage, found)
                if fault is not None:
                    found.faults[fault] += 1
        if found.total and not found.claims:
            why = ", ".join(f"{n} {fault.value}" for fault, n in found.faults.items() if n)
            raise NoAnswer(f"none of its claims can be used ({why})")
        return found

    def _take(self, stated: Stated, sheet: Sheet, passage: Passage, found: _Found) -> Fault | None:
        """Add a claim to those found, or say why not."""
        content = dataclasses.replace(stated, quote="")
        spans = [span for span in passage.find(stated.quote) if _can_bear_out(passage.text, span)]
        if not spans:
            return Fault.QUOTE
        span = next((s for s in spans if (content, s) not in found.used), None)
        if span is None:
            return Fault.REPEATED
        found.used.add((content, span))
        evidence = Evidence(sheet, passage, span, sheet.around(span))
        grounded = ground(stated, evidence, self._rules.lexicon)
        claim = self._claim(stated, grounded, sheet.document, span)
        if claim.id in found.claims:
            return Fault.REPEATED
        found.claims[claim.id] = claim
        found.open += grounded.open
        return None

    def _claim(self, stated: Stated, grounded: Grounded, document: Document, span: Span) -> Claim:
        place = grounded.place
        unplaced = place_flag(place, weak=False)
        reasons = [*grounded.flagged, unplaced] if unplaced is not None else list(grounded.flagged)
        where_key = (place.place_id or place.mention) if place else ""
        told = "|".join((self._name, str(span[1]), stated.stance.value, *_told(grounded)))
        key = (document.id, str(span[0]), told, stated.sub.value, where_key)
        denies = stated.stance is Stance.DENIES
        return Claim(
            id=stable_id("clm", *key),
            document_id=document.id,
            quote=document.text[span[0] : span[1]],
            start=span[0],
            end=span[1],
            claimant=grounded.claimant,
            claimant_side=grounded.side,
            stance=stated.stance,
            event_type=EVENT_TYPE_OF[stated.sub],
            sub_event_type=stated.sub,
            dates=grounded.dates,
            place=place,
            killed=grounded.killed,
            wounded=grounded.wounded,
            actors=not_blamed(grounded.actors) if denies else grounded.actors,
            weapon=grounded.weapon,
            flags=frozenset(r.flag for r in reasons),
            flag_reason="; ".join(dict.fromkeys(r.reason for r in reasons)),
            confidence=grounded.confidence,
            slots=grounded.slots,
            extractor=self._name,
        )


def _can_bear_out(text: str, span: Span) -> bool:
    """Whether a stretch is long enough to say something, and no longer than a sentence can be."""
    words = text[span[0] : span[1]].split()
    return len(words) >= LEAST_QUOTE_WORDS and span[1] - span[0] <= MAX_SENTENCE_CHARS


def _told(grounded: Grounded) -> Iterator[str]:
    """What tells a claim from others on the same words."""
    yield grounded.claimant or ""
    days, counts = grounded.dates, (grounded.killed, grounded.wounded)
    yield f"{days.start} {days.end}" if days is not None else ""
    yield " ".join(f"{count.low}-{count.high}" for count in counts)
    yield from (f"{a.as_written} {a.category.value} {a.role.value}" for a in grounded.actors)
