"""When: which of a sentence's dates are those of an event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from incidents.extract.dates import ONE_DAY
from incidents.extract.facts import NamedDays, SentenceFacts
from incidents.extract.frames import Frame
from incidents.extract.lexicon import Lexicon
from incidents.extract.parse_tree import VERBAL, climb, index_of
from incidents.model import DateKind, DatePrecision, DateRange


class Told(StrEnum):
    """What tells the days of an event, from the surest on."""

    CLAUSE = "written in its clause"
    SENTENCE = "written elsewhere in its sentence"
    BEFORE = "told in a sentence before"
    SAID = "the day it was said, or the one before"
    PUBLISHED = "the report's day, or the one before"


@dataclass(frozen=True, slots=True)
class When:
    """The days written for an event, and the days to use, assumed from the report's when none are written."""

    written: DateRange | None
    days: DateRange | None
    told: Told = Told.PUBLISHED

    @property
    def open(self) -> bool:
        """Whether days may be taken from the sentences before: the event's own words tell none."""
        return self.written is None and self.told is not Told.CLAUSE


def day_told(facts: SentenceFacts, lexicon: Lexicon) -> DateRange | None:
    """The last single day that a sentence gives for what it tells, not for when it was said."""
    speech = {a.verb for a in facts.attributions}
    return last_day(
        named
        for named in facts.dates
        if named.tokens
        and not _of_the_war(named, facts.sent, lexicon)
        and _governor(named, facts.sent) not in speech
    )


def last_day(named: Iterable[NamedDays]) -> DateRange | None:
    """The last of several time expressions that is one single day."""
    days = [n.expression.days for n in named if n.expression.days is not None]
    single = [d for d in days if d.precision is DatePrecision.DAY and d.kind is DateKind.UNCERTAIN]
    return single[-1] if single else None


def when(frame: Frame, facts: SentenceFacts, published: dt.date | None, lexicon: Lexicon) -> When:
    """When a frame's event took place.

    Without a date of its own it is taken to have happened on the day it was said or the day before.
    """
    speech = {a.verb for a in facts.attributions}
    own: list[NamedDays] = []
    other: list[NamedDays] = []
    aside: list[NamedDays] = []
    said: DateRange | None = None
    for named in _without_restated(facts):
        if _told_when(named, frame, facts.sent):
            return When(named.expression.days, named.expression.days, Told.CLAUSE)
        if named.expression.days is None or not named.tokens or _of_the_war(named, facts.sent, lexicon):
            continue
        governor = _governor(named, facts.sent)
        if governor in speech and governor not in frame.clauses:
            said = said or named.expression.days
        elif named.tokens & frame.tokens:
            own.append(named)
        elif not _beside(governor, frame, facts.sent):
            other.append(named)
        elif _ends_sentence(named, facts) and not _of_event(governor, frame, facts, lexicon):
            aside.append(named)
    heads = {t.head for t in frame.triggers}
    pool = [n for n in own if _governor(n, facts.sent) in heads] or own or other or aside
    if pool:
        best = min(pool, key=lambda named: min(abs(min(named.tokens) - t.head) for t in frame.triggers))
        days = best.expression.days
        return When(days, days, Told.CLAUSE if own else Told.SENTENCE)
    if published is None:
        return When(None, None, Told.CLAUSE if _tells_unknown_days(frame, facts) else Told.PUBLISHED)
    if said is not None and said.end <= published:
        return When(None, _day_and_eve(said.end), Told.SAID)
    return When(None, _day_and_eve(published))


def _tells_unknown_days(frame: Frame, facts: SentenceFacts) -> bool:
    """Whether a frame's own words tell days that cannot be known: "last week" in a report without a date."""
    return any(n.expression.days is None and n.tokens & frame.tokens for n in facts.dates)


def _day_and_eve(day: dt.date) -> DateRange:
    first = day - ONE_DAY if day > dt.date.min else day
    return DateRange(first, day, DatePrecision.DAY, DateKind.UNCERTAIN)


def _governor(named: NamedDays, sent: Any) -> int:
    """The verb a time expression hangs on."""
    token = sent[min(named.tokens)]
    while token.head.i != token.i and (index_of(token, sent) in named.tokens or token.pos_ not in VERBAL):
        token = token.head
    return index_of(token, sent)


def _beside(governor: int, frame: Frame, sent: Any) -> bool:
    """Whether a verb belongs to a relative clause or a coordinate event of its own, so that its date is not ours."""
    for token in climb(sent[governor], 8):
        if index_of(token, sent) in frame.clauses or token.head.i == token.i:
            return False
        if token.dep_ == "relcl":
            return True
    return False


def _of_event(verb: int, frame: Frame, facts: SentenceFacts, lexicon: Lexicon) -> bool:
    """Whether a verb, or what it is said of, is another event or tells when one began, so that its date is not ours."""
    token = facts.sent[verb]
    told_of = {verb, index_of(token.head, facts.sent)}
    others = (t for t in facts.triggers if t not in frame.triggers)
    another = any(not told_of.isdisjoint(range(t.first, t.last + 1)) for t in others)
    return another or token.lower_ in lexicon.time.war_began_verbs


def _ends_sentence(named: NamedDays, facts: SentenceFacts) -> bool:
    """Whether a day stands last, where the parser hangs it on the clause before: "a bomb that was found on Monday"."""
    days, rest = named.expression.days, facts.sentence.text[named.expression.end :]
    return days is not None and days.precision is DatePrecision.DAY and not any(c.isalpha() for c in rest)


def _without_restated(facts: SentenceFacts) -> list[NamedDays]:
    """The dates of a sentence but for one in brackets that restates another: "Sunday (late Saturday GMT)"."""
    text = facts.sentence.text

    def bracketed(named: NamedDays) -> bool:
        start, end = named.expression.start, named.expression.end
        return text.rfind("(", 0, start) > text.rfind(")", 0, start) and ")" in text[end:]

    outside = [named for named in facts.dates if not bracketed(named)]
    return outside or list(facts.dates)


def _told_when(named: NamedDays, frame: Frame, sent: Any) -> bool:
    """Whether an event is told in a clause on the date itself: "in 2011, when troops shot at the crowd"."""
    for i in frame.clauses:
        clause = sent[i]
        when = any(c.lower_ == "when" for c in clause.children)
        if when and clause.dep_ in {"relcl", "acl"} and index_of(clause.head, sent) in named.tokens:
            return named.expression.days is not None
    return False


def _of_the_war(named: NamedDays, sent: Any, lexicon: Lexicon) -> bool:
    """Whether a date is that of the war or the uprising, not of the event: "since the war began in March 2011"."""
    words = lexicon.time
    token = sent[min(named.tokens)]
    while token.head.i != token.i:
        token = token.head
        if index_of(token, sent) in named.tokens:
            continue
        if token.lower_ in words.war_began or token.lower_ in lexicon.cues.cumulative_nouns:
            return True
        if token.pos_ in VERBAL:
            return False
    return token.lower_ in words.war_began_verbs
