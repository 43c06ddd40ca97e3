"""What keeps an Arabic statement off the map: denial, doubt, plans, totals, history, talks, page furniture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from incidents.extract.arabic.casualties import Counts
from incidents.extract.arabic.clauses import Clause, Trigger
from incidents.extract.arabic.lexicon import ArabicWords
from incidents.extract.arabic.text import Flat, Word
from incidents.extract.background import LONG_DAYS, OLD_DAYS, OLD_YEAR_DAYS, SMALLEST_TOTAL
from incidents.extract.dates import TimeExpression
from incidents.extract.flagged import Flagged
from incidents.model import DateKind, DatePrecision, DateRange, Flag

REACH: Final = 8
"""Words between what announces a plan, a doubt or talks and the event it is about."""


NO_SUCH: Final = 4
"""Words between a negation and the event it denies."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A clause with what is known of it."""

    flat: Flat
    words: Sequence[Word]
    clause: Clause
    counts: Counts
    written: DateRange | None
    dates: Sequence[TimeExpression]
    published: dt.date | None


def clause_flags(told: Statement, lexicon: ArabicWords) -> list[Flagged]:
    """Every reason in the words of a clause to keep it off the map."""
    main = told.clause.main
    checks = [
        _negated(told, main, lexicon),
        _uncertain(told, main, lexicon),
        _governed(told, main, lexicon, "plans", Flag.PLAN_OR_THREAT),
        None if told.counts.reported else _governed(told, main, lexicon, "diplomacy", Flag.DIPLOMACY),
        _cumulative(told, lexicon),
        _historical(told, lexicon),
        _caption(told, lexicon),
    ]
    return [flagged for flagged in checks if flagged is not None]


def _quoted(told: Statement, first: int, last: int) -> str:
    return f"“{told.flat.written(told.words[first].start, told.words[last].end)}”"


def _negated(told: Statement, main: Trigger, lexicon: ArabicWords) -> Flagged | None:
    """As in "Did not bomb", "without clashes"; a killing told as none is a count of its own."""
    if told.clause.only_effects and told.counts.killed.low == 0 and told.counts.killed.high == 0:
        return None
    return _no_event(told, main, lexicon) or _no_verb(told, main, lexicon)


def _no_verb(told: Statement, main: Trigger, lexicon: ArabicWords) -> Flagged | None:
    i = main.first - 1
    if i >= 0 and _without_and(told.words[i].form) in lexicon.sets["negations"] and main.value.pos == "verb":
        return Flagged(Flag.NEGATED, _quoted(told, i, main.first))
    return None


_NOT_NEGATED: Final = frozenset(
    {"تزال", "يزال", "يزالون", "يقل", "تقل", "يزيد", "تزيد", "يتجاوز", "تتجاوز", "سيما", "يكن", "تكن"}
)


def _no_such(told: Statement, main: Trigger, lexicon: ArabicWords) -> Flagged | None:
    """As in "No clashes were recorded": a negated verb right before the event's noun."""
    if main.definite or main.clitic.startswith("و"):
        return None
    for i in range(max(told.clause.span.start, main.first - NO_SUCH), main.first - 1):
        verb = told.words[i + 1].form
        negated = _without_and(told.words[i].form) in lexicon.sets["negations"] and verb[0] in "يتن"
        if negated and verb not in _NOT_NEGATED:
            return Flagged(Flag.NEGATED, _quoted(told, i, main.first))
    return None


def _no_event(told: Statement, main: Trigger, lexicon: ArabicWords) -> Flagged | None:
    without = lexicon.books["without"].ending_at(told.words, main.first, 2)
    if without is None and main.first >= 1:
        without = lexicon.books["without"].ending_at(told.words, main.first - 1, 2)
    if without is not None:
        return Flagged(Flag.NEGATED, _quoted(told, without.first, main.first))
    return _no_such(told, main, lexicon)


def _without_and(form: str) -> str:
    return form[1:] if len(form) > 2 and form[0] in "وف" else form


def _uncertain(told: Statement, main: Trigger, lexicon: ArabicWords) -> Flagged | None:
    before = told.words[main.first - 1].form if main.first else ""
    present = main.value.pos == "verb" and main.form[:1] in {"ي", "ت"} and not main.form.endswith("ت")
    if _without_and(before) == "قد" and present:
        return Flagged(Flag.HYPOTHETICAL, _quoted(told, main.first - 1, main.first))
    return _governed(told, main, lexicon, "perhaps", Flag.HYPOTHETICAL)


def _governed(told: Statement, main: Trigger, lexicon: ArabicWords, name: str, flag: Flag) -> Flagged | None:
    """A word of doubt, planning or talks before the event it is about."""
    if flag is Flag.PLAN_OR_THREAT and main.clitic.endswith("س"):
        return Flagged(flag, f"future tense: {_quoted(told, main.first, main.first)}")
    for i in range(max(told.clause.span.start, main.first - REACH), main.first):
        found = lexicon.books[name].at(told.words, i)
        if found is not None and found.last < main.first:
            return Flagged(flag, _quoted(told, found.first, found.last))
    return None


def _cumulative(told: Statement, lexicon: ArabicWords) -> Flagged | None:
    low = told.counts.killed.low
    if low is None or low < SMALLEST_TOTAL:
        return None
    for i in told.clause.span:
        found = lexicon.books["cumulative"].at(told.words, i)
        if found is not None:
            return Flagged(Flag.CUMULATIVE, _quoted(told, found.first, found.last))
    start, end = told.words[told.clause.span.start].start, told.words[told.clause.span.stop - 1].end
    for expression in told.dates:
        days = expression.days
        if days is None or days.kind is not DateKind.DURATION or not start <= expression.start < end:
            continue
        if (days.end - days.start).days > LONG_DAYS:
            return Flagged(Flag.CUMULATIVE, f"over a long time: “{expression.text}”")
    return None


def _historical(told: Statement, lexicon: ArabicWords) -> Flagged | None:
    for i in told.clause.span:
        found = lexicon.books["historical"].at(told.words, i)
        if found is not None:
            return Flagged(Flag.HISTORICAL, _quoted(told, found.first, found.last))
    days, published = told.written, told.published
    if days is None or published is None:
        return None
    if (published - days.end).days > OLD_DAYS:
        return Flagged(Flag.HISTORICAL, f"dated {days.start.year}")
    if days.precision is DatePrecision.YEAR and (published - days.start).days > OLD_YEAR_DAYS:
        return Flagged(Flag.HISTORICAL, f"dated only {days.start.year}")
    return None


def _caption(told: Statement, lexicon: ArabicWords) -> Flagged | None:
    found = lexicon.books["caption"].within(told.words)
    return Flagged(Flag.CAPTION, _quoted(told, found.first, found.last)) if found is not None else None
