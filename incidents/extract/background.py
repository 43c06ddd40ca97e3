"""What is no single occurrence, or lies before the report: habits, states, totals, history, talk about events."""

from __future__ import annotations

import functools
import re
from typing import Any, Final

from incidents.extract.flagged import Circumstances, Flagged, longest_first, longest_phrase
from incidents.extract.frames import Frame, answered_event
from incidents.extract.lexicon import Lexicon
from incidents.extract.matching import Trigger
from incidents.extract.parse_tree import VERBAL, ancestors, small_words
from incidents.extract.words import CueWords
from incidents.model import DateKind, DatePrecision, Flag, SubEventType

LARGE_TOTAL: Final = 250
"""A toll above this with no single place and day is a running total, not one incident's."""

HUGE_TOTAL: Final = 2000
"""From here on a toll is a total, whatever day and place are named: no single attack of this war killed more."""

SMALL_TOTAL: Final = 40
"""From here on a toll told with "since" or "so far", or without a place, is taken for a running total."""

SMALLEST_TOTAL: Final = 10
"""From here on a toll told with "so far" and without a place is taken for a running total."""

LONG_DAYS: Final = 9
"""What lasted longer than this is no single occurrence when several people died of it."""

OLD_DAYS: Final = 730
"""Occurrences told as older than this are background to the report."""

OLD_YEAR_DAYS: Final = 200
"""A year that began longer ago than this, without a month, is background too."""

OLD_MONTH_DAYS: Final = 45
"""So is a month that ended longer ago than this, without a day."""

TOLD_MONTH_DAYS: Final = 125
"""A month with the toll of one occurrence in it may lie so far back: some four months."""

_PRESENT: Final = frozenset({"VBZ", "VBP"})
_SPAN: Final = re.compile(
    r"\b(?:in|over|during|for|within)\s+(?:the\s+)?(?:(?:past|last|recent|previous)\s+)?"
    r"(?:(?:few|several|many|some|two|three|four|five|six|seven|eight|nine|ten|\d+)\s+)?(?:weeks|months|years)\b"
)
"""A span of weeks or more: "in recent weeks", "for months", "over the past two years"."""

_IN_THE_PAST: Final = re.compile(r"\bin the past(?=\s*(?:[.,;]|$|and\b|but\b))")

_ONE_OF: Final = re.compile(r"\bone of (?:the )?(?:at least |more than |about |some )?[\d,]+\b")
_DAYS_TOTAL: Final = re.compile(
    r"^\W*(?:the\s+)?(?:grand\s+|overall\s+)?total\b[^.:;]{0,40}:|\b(?:toll|total|number)\s+(?:for|of)\s+the\s+day\b"
    r"|\b(?:daily|day['’]s)\s+(?:death\s+)?(?:toll|total)\b"
)
"""What adds up a day's incidents: "Total for the day: 87 killed", "the toll for the day"."""

_RIVAL: Final = re.compile(r"\bputs?\s+(?:it|the\s+[^.;]{0,30}?)\s*at\b")
"""Another source's figure for what was just told: "State television put the number at more than 400"."""

_RANKED: Final = re.compile(r"\b(?:first|only|latest|most|worst|\w{4,}est)\b[^.;]{0,40}$")
"""What a single occurrence may be in such a span: "the deadliest in recent weeks"."""


def background_flags(frame: Frame, sent: Any, known: Circumstances, lexicon: Lexicon) -> list[Flagged]:
    """Every sign that a frame tells of no single occurrence, or of one that lies before the report."""
    cues, main = lexicon.cues, frame.main
    words = small_words(sent)
    clause = " ".join(words[i] for i in sorted(frame.tokens))
    checks = [
        _habitual(main, sent, known, cues),
        _lasting(main, sent, clause, known, cues),
        _going_on(main, sent, known, cues),
        _describing(main, sent, known, lexicon),
        _spoken_of(main, sent, known, cues),
        _background(main, sent, known, lexicon),
        _cumulative(sent, known, cues),
        _all_year(frame, sent, known),
        _historical(clause, known, cues, one=_is_one_occurrence(frame, sent, known)),
    ]
    return [flagged for flagged in checks if flagged is not None]


def is_state(trigger: Trigger, sent: Any, cues: CueWords) -> bool:
    """Whether a word names how things stand and no event: "besieged Douma", "live under siege"."""
    if trigger.form.base not in cues.states:
        return False
    token = sent[trigger.head]
    if trigger.form.pos == "noun":
        return all(above.lower_ not in cues.state_changes for above in ancestors(token, 3))
    describing = token.dep_ in {"amod", "compound", "nmod"}
    return describing or any(c.dep_ in {"auxpass", "aux"} and c.lower_ != "to" for c in token.children)


def _dated(known: Circumstances) -> bool:
    return known.days is not None and known.days.precision is DatePrecision.DAY


def _verb_of(trigger: Trigger, sent: Any) -> Any | None:
    """The verb that a trigger is or hangs on."""
    token = sent[trigger.head]
    return next((t for t in [token, *ancestors(token, 5)] if t.pos_ in VERBAL), None)


def _auxiliaries(verb: Any) -> set[str]:
    return {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}


def _is_present(verb: Any, cues: CueWords) -> bool:
    """Whether a verb is in the present tense, simple, progressive or passive."""
    return verb.tag_ in _PRESENT or bool(_auxiliaries(verb) & cues.present_auxiliaries)


def _is_perfect(verb: Any, cues: CueWords) -> bool:
    return bool(_auxiliaries(verb) & cues.perfect_auxiliaries)


# --- habits, and what lasts ---------------------------------------------------------------------------------------


def _habitual(trigger: Trigger, sent: Any, known: Circumstances, cues: CueWords) -> Flagged | None:
    """A place that "has seen heavy fighting" or "is regularly shelled" tells of no single day."""
    verb = _verb_of(trigger, sent)
    if verb is None:
        return None
    noun = trigger.form.pos == "noun"
    perfect = _is_perfect(verb, cues)
    if noun and perfect and verb.lower_ in cues.habitual_verbs:
        return Flagged(Flag.HISTORICAL, f"no single occasion: “has {verb.text}”")
    adverb = next((c for c in verb.children if c.lower_ in cues.habitual_adverbs), None)
    vague = not _dated(known) and not known.killed.reported
    if adverb is not None and (perfect or vague or _is_present(verb, cues)):
        return Flagged(Flag.HISTORICAL, f"no single occasion: “{adverb.text}”")
    toll = known.killed.reported or known.wounded.reported
    if noun and trigger.form.base in cues.protest_nouns and not toll and not _staged(verb, cues):
        return Flagged(Flag.HISTORICAL, "protests mentioned, not reported")
    return None


def _lasting(
    trigger: Trigger, sent: Any, clause: str, known: Circumstances, cues: CueWords
) -> Flagged | None:
    """What went on for weeks, or has been so without a day: "a key target of strikes", "under fire since"."""
    span = _SPAN.search(clause)
    if span is not None and not _dated(known) and _RANKED.search(clause[: span.start()]) is None:
        verb = _verb_of(trigger, sent)
        if known.killed.low is not None and known.killed.low > 1:
            return Flagged(Flag.CUMULATIVE, f"“{span[0]}”")
        if verb is not None and _is_perfect(verb, cues):
            return Flagged(Flag.HISTORICAL, f"no single occasion: “{span[0]}”")
    if _dated(known) or known.killed.reported:
        return None
    token = sent[trigger.head]
    return _standing(token, cues) if trigger.form.pos == "noun" else _all_over(token, cues)


def _standing(noun: Any, cues: CueWords) -> Flagged | None:
    """A city that has been the scene of battles or the target of raids, or has been under siege since."""
    recent = next((c for c in noun.children if c.lower_ in cues.vague_times), None)
    if recent is not None:
        return Flagged(Flag.HISTORICAL, f"no single occasion: “{recent.text} {noun.text}”")
    above = ancestors(noun, 5)
    verb = next((t for t in above if t.pos_ in VERBAL), None)
    if verb is None:
        return None
    role = next((t for t in above if t.lower_ in cues.habitual_roles), None)
    if role is not None and verb.lower_ == "been" and _is_perfect(verb, cues):
        return Flagged(Flag.HISTORICAL, f"no single occasion: “has been {role.text}”")
    if role is not None and role.lower_ in cues.scenes and verb.lower_ in cues.past_be:
        return Flagged(Flag.HISTORICAL, f"no single occasion: “{verb.text} the {role.text}”")
    governor = verb.head
    if verb.dep_ == "xcomp" and governor.lower_ in cues.used_to and _is_perfect(governor, cues):
        return Flagged(Flag.HISTORICAL, f"no single occasion: “has {governor.text} to {verb.text}”")
    return None


def _all_over(verb: Any, cues: CueWords) -> Flagged | None:
    """Whole areas that "have been" or "are being" bombed: no single place, no single day."""
    if not _is_perfect(verb, cues) and not _is_present(verb, cues):
        return None
    wide = next((c for c in verb.children if c.dep_ == "dobj" and c.lower_ in cues.wide_objects), None)
    return Flagged(Flag.HISTORICAL, f"no single occasion: “{verb.text} {wide.text}”") if wide else None


def _going_on(trigger: Trigger, sent: Any, known: Circumstances, cues: CueWords) -> Flagged | None:
    """What goes on in the background: "areas where the army is battling rebels", "continue to bomb"."""
    verb = _verb_of(trigger, sent)
    if verb is None or known.killed.reported:
        return None
    if verb.dep_ == "relcl" and verb.tag_ == "VBG" and _is_present(verb, cues):
        return Flagged(Flag.HISTORICAL, f"told as what goes on: “{verb.text}”")
    governor = verb.head
    if _dated(known):
        return None
    if verb.dep_ == "xcomp" and governor.lower_ in cues.going_on and governor.tag_ in _PRESENT:
        return Flagged(Flag.HISTORICAL, f"told as what goes on: “{governor.text}”")
    return None


def _describing(trigger: Trigger, sent: Any, known: Circumstances, lexicon: Lexicon) -> Flagged | None:
    """What only says who somebody is: "rebels fighting to topple the government", "a group that fights for Assad"."""
    verb = sent[trigger.head]
    describing = verb.dep_ == "acl" and verb.tag_ == "VBG" and verb.head.dep_ != "ROOT"
    describing = describing or (verb.dep_ == "relcl" and verb.tag_ in _PRESENT)
    if not describing or trigger.form.sub is not SubEventType.ARMED_CLASH:
        return None
    if known.killed.reported or known.wounded.reported:
        return None
    who = verb.head.lower_
    naming = lexicon.naming
    band = who in naming.groups | naming.collectives | naming.stand_ins | lexicon.speech_words.bodies
    if who in lexicon.victims or who in lexicon.force_words or band:
        return Flagged(Flag.HISTORICAL, f"only says who they are: “{verb.head.text} {verb.text}”")
    return None


def _staged(verb: Any, cues: CueWords) -> bool:
    """Whether a protest's verb says that it was held; "took part in" does not."""
    took_part = verb.lower_ in cues.taking_part and all(c.lower_ != "place" for c in verb.children)
    there_was = any(c.dep_ == "expl" for c in verb.children)
    return there_was or (verb.lower_ in cues.protest_verbs and not took_part)


# --- talk about events --------------------------------------------------------------------------------------------


def _spoken_of(trigger: Trigger, sent: Any, known: Circumstances, cues: CueWords) -> Flagged | None:
    """An event that is spoken of and not told: "the attack is part of an operation", "people fled the fighting"."""
    token = sent[trigger.head]
    if trigger.form.pos != "noun" or known.killed.reported or known.wounded.reported:
        return None
    left = token.head.head if token.head.lower_ == "from" else token.head
    if token.dep_ in {"dobj", "pobj"} and left.lower_ in cues.flight:
        return Flagged(Flag.HISTORICAL, f"mentioned: “{left.text}”")
    verb = _verb_of(trigger, sent)
    if verb is None or not _is_present(verb, cues) or any(c.dep_ == "expl" for c in verb.children):
        return None
    if any(c.lower_ in cues.under_way for c in verb.children):
        return None
    subject = token.dep_ in {"nsubj", "nsubjpass"} and token.head.i == verb.i
    if subject and verb.lower_ in cues.comments and any(c.lower_ in cues.pointing for c in token.children):
        return Flagged(Flag.HISTORICAL, f"spoken of, not told: “{token.text} {verb.text}”")
    general = verb.lower_ in cues.present_auxiliaries and any(c.dep_ == "attr" for c in verb.children)
    if general and not subject and not _dated(known):
        return Flagged(Flag.HISTORICAL, f"a general statement: “{verb.text}”")
    return None


# --- totals and history -------------------------------------------------------------------------------------------


def _cumulative(sent: Any, known: Circumstances, cues: CueWords) -> Flagged | None:
    """Running totals: large, told over a long time, or told of the whole war or country."""
    killed, days = known.killed, known.days
    if killed.low is None:
        return None
    if killed.low >= HUGE_TOTAL:
        return Flagged(
            Flag.CUMULATIVE, f"a total: no single event of this war killed as many as “{killed.phrase}”"
        )
    lasting = days is not None and days.kind is DateKind.DURATION and (days.end - days.start).days > LONG_DAYS
    if lasting and killed.low > 1:
        return Flagged(Flag.CUMULATIVE, "a total over a long time")
    text = sent.text.lower()
    one_of = _ONE_OF.search(text)
    if one_of is not None and not known.has_place and killed.low >= SMALLEST_TOTAL:
        return Flagged(Flag.CUMULATIVE, f"one of {killed.phrase}")
    of_the_war = _war_pattern(cues.cumulative_nouns).search(text)
    phrase = longest_phrase(text, cues.cumulative_phrases)
    days_total = None if known.has_place else _DAYS_TOTAL.search(text)
    if days_total is not None:
        return Flagged(Flag.CUMULATIVE, f"“{days_total[0].strip()}”")
    rival = killed.low < HUGE_TOTAL and _RIVAL.search(text) is not None
    perfect = any(perfect in text for perfect in cues.cumulative_perfects)
    running = perfect or not (known.has_place or rival)
    if killed.low >= LARGE_TOTAL and not _of_a_few_days(known) and (of_the_war or phrase or running):
        return Flagged(Flag.CUMULATIVE, f"a total: “{killed.phrase}”")
    least = SMALL_TOTAL if known.has_place else SMALLEST_TOTAL
    if phrase is not None and killed.low >= least:
        return Flagged(Flag.CUMULATIVE, f"“{phrase}”")
    if of_the_war and not known.has_place and killed.low >= SMALL_TOTAL:
        return Flagged(Flag.CUMULATIVE, f"a total of the {of_the_war[1]}")
    return None


def _all_year(frame: Frame, sent: Any, known: Circumstances) -> Flagged | None:
    """Several events, or deaths in the perfect tense, of which only the year is told: "died in attacks this year"."""
    if known.days is None or known.days.precision is not DatePrecision.YEAR:
        return None
    verb = _verb_of(frame.main, sent)
    perfect = verb is not None and bool(_auxiliaries(verb) & {"has", "have"})
    if perfect or any(sent[t.head].tag_ in {"NNS", "NNPS"} for t in frame.triggers):
        return Flagged(Flag.CUMULATIVE, "told of a whole year")
    return None


def _of_a_few_days(known: Circumstances) -> bool:
    """Whether a toll is that of one place in days that are told, as large as it may be."""
    days, low = known.days, known.killed.low
    if days is None or low is None or not known.has_place:
        return False
    return low < HUGE_TOTAL and _dated(known) and (days.end - days.start).days <= LONG_DAYS


@functools.cache
def _war_pattern(nouns: frozenset[str]) -> re.Pattern[str]:
    """“Since the uprising”, “in the conflict”, within 60 characters."""
    return re.compile(rf"\b(?:in|since|during|of)\b[^.;]{{0,60}}\b({'|'.join(longest_first(nouns))})\b")


def _is_one_occurrence(frame: Frame, sent: Any, known: Circumstances) -> bool:
    """Whether a toll at a place is that of one attack: not of "strikes", nor too large to be told without a day."""
    killed, hurt = known.killed.low or 0, known.wounded.low or 0
    several = any(
        t.form.pos == "noun" and not t.form.weapon and sent[t.head].tag_ == "NNS" for t in frame.triggers
    )
    return known.has_place and not several and killed + hurt > 0 and killed < SMALL_TOTAL


def _historical(text: str, known: Circumstances, cues: CueWords, *, one: bool) -> Flagged | None:
    phrase = longest_phrase(text, cues.historical_phrases)
    past = _IN_THE_PAST.search(text)
    if past is not None:
        return Flagged(Flag.HISTORICAL, f"“{past[0]}”")
    if phrase is not None:
        return Flagged(Flag.HISTORICAL, f"“{phrase}”")
    days = known.days
    if days is None or known.published is None:
        return None
    if (known.published - days.end).days > OLD_DAYS:
        return Flagged(Flag.HISTORICAL, f"dated {days.start.year}")
    month = days.precision is DatePrecision.MONTH and days.kind is not DateKind.DURATION
    if month and (known.published - days.end).days > (TOLD_MONTH_DAYS if one else OLD_MONTH_DAYS):
        return Flagged(Flag.HISTORICAL, f"dated only {days.end:%B %Y}")
    if days.precision is DatePrecision.YEAR and (known.published - days.start).days > OLD_YEAR_DAYS:
        return Flagged(Flag.HISTORICAL, f"dated only {days.start.year}")
    return None


def _background(trigger: Trigger, sent: Any, known: Circumstances, lexicon: Lexicon) -> Flagged | None:
    """What a "since" clause or a relative clause in the past perfect tells is known before the report.

    One with a day of its own ("since the army recaptured it on March 1") is told as an occurrence all the same.
    """
    token = sent[trigger.head]
    if answered_event(token, lexicon.clauses):
        return Flagged(Flag.HISTORICAL, "told as what another act answered")
    if known.days is not None and known.days.precision is DatePrecision.DAY:
        return None
    for verb in [token, *ancestors(token, 8)]:
        if verb.dep_ == "advcl" and any(c.lower_ == "since" and c.dep_ == "mark" for c in verb.children):
            return Flagged(Flag.HISTORICAL, "told as what happened since then")
        past_perfect = any(c.lower_ == "had" and c.dep_ == "aux" for c in verb.children)
        if verb.dep_ == "relcl" and past_perfect and not known.killed.reported:
            return Flagged(Flag.HISTORICAL, f"told as known before: “had {verb.text}”")
    return None
