"""What must not become a pin: statements that tell of no occurrence of their own, with the words that show it."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass
from typing import Any, Final

from incidents.extract.frames import Frame, answered_event
from incidents.extract.lexicon import Lexicon
from incidents.extract.matching import Trigger
from incidents.extract.parse_tree import VERBAL, ancestors
from incidents.extract.words import CueWords
from incidents.model import Casualties, DateKind, DatePrecision, DateRange, Flag

LARGE_TOTAL: Final = 250
"""A toll above this with no single place and day is a running total, not one incident's."""

SMALL_TOTAL: Final = 40
"""From here on a toll told with "since" or "so far", or without a place, is taken for a running total."""

SMALLEST_TOTAL: Final = 10
"""From here on a toll told with "so far" and without a place is taken for a running total."""

LONG_DAYS: Final = 31
"""What lasted longer than this is no single occurrence when several people died of it."""

OLD_DAYS: Final = 730
"""Occurrences told as older than this are background to the report."""

OLD_YEAR_DAYS: Final = 200
"""A year that began longer ago than this, without a month, is background too."""

_ARGUMENTS: Final = frozenset({"dobj", "nsubj", "nsubjpass", "pobj", "attr"})
_INFINITIVES: Final = frozenset({"advcl", "acl", "xcomp", "relcl", "ccomp", "pcomp"})
_BELOW_HYPOTHESIS: Final = frozenset({"dobj", "xcomp", "ccomp", "pobj", "prep", "pcomp"})
_BELOW_NOUN: Final = frozenset({"prep", "pobj", "acl"})
_ENDINGS: Final = ("s", "es", "ed", "d", "ing")


@dataclass(frozen=True, slots=True)
class Flagged:
    """A reason to keep a statement off the map, in the words that show it."""

    flag: Flag
    reason: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else is known of a frame when it is judged."""

    killed: Casualties
    days: DateRange | None
    """As written in the sentence, not assumed."""
    has_place: bool
    """Whether a place below the whole country is named."""
    published: dt.date | None


def sentence_flag(text: str, cues: CueWords) -> Flagged | None:
    """Captions and page furniture, known by their phrases."""
    for phrases in (cues.furniture_phrases, cues.caption_phrases):
        phrase = longest_phrase(text.lower(), phrases)
        if phrase is not None:
            return Flagged(Flag.CAPTION, f"“{phrase}”")
    return None


def frame_flags(frame: Frame, sent: Any, known: Circumstances, lexicon: Lexicon) -> list[Flagged]:
    """Every reason to keep a frame off the map.

    Parameters
    ----------
    frame, sent
        The frame and its parsed sentence.
    known : Circumstances
    lexicon : Lexicon
    """
    cues, killed = lexicon.cues, known.killed
    main = next((t for t in frame.triggers if t.is_effect and killed.reported), frame.main)
    checks = [_modal(main, sent, cues), _governed(main, sent, cues)]
    if not (killed.low == 0 and killed.high == 0):
        checks.append(_negated(main, sent, cues))
    checks += [
        _habitual(frame.main, sent, cues),
        _background(frame.main, sent, known, lexicon),
        _cumulative(sent.text.lower(), known, cues),
    ]
    clause_text = " ".join(sent[i].text for i in sorted(frame.tokens))
    checks.append(_historical(clause_text.lower(), known, cues))
    return [flagged for flagged in checks if flagged is not None]


def longest_phrase(text: str, phrases: frozenset[str]) -> str | None:
    """The longest of the phrases that stands in a lower-case text as whole words."""
    return next(
        (
            p
            for p in _longest_first(phrases)
            if p in text and re.search(rf"(?<!\w){re.escape(p)}(?!\w)", text)
        ),
        None,
    )


@functools.cache
def _longest_first(phrases: frozenset[str]) -> tuple[str, ...]:
    """Put phrases in an order that is the same in every run, so that equal reports give equal reasons."""
    return tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


def _is_form_of(word: str, verbs: frozenset[str]) -> bool:
    """Whether a word is one of the verbs with a regular ending."""
    if word in verbs:
        return True
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and (stem in verbs or stem + "e" in verbs):
            return True
    return word.endswith("ied") and word[:-3] + "y" in verbs


# --- what might be, or is planned --------------------------------------------------------------------------------


def _modal(trigger: Trigger, sent: Any, cues: CueWords) -> Flagged | None:
    """By the auxiliary or the conjunction of its verb, or as a purpose."""
    verb = _own_verb(sent[trigger.head])
    for child in verb.children:
        if child.dep_ == "aux" and child.lower_ in cues.hypothetical_auxiliaries:
            return Flagged(Flag.HYPOTHETICAL, f"said with “{child.text}”")
        if child.dep_ == "aux" and child.lower_ in cues.plan_auxiliaries:
            return Flagged(Flag.PLAN_OR_THREAT, f"said with “{child.text}”")
        if child.dep_ == "mark" and child.lower_ in cues.hypothetical_marks:
            return Flagged(Flag.HYPOTHETICAL, f"said with “{child.text}”")
    infinitive = any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)
    if infinitive and verb.dep_ in _INFINITIVES and not _realised(verb, cues):
        return Flagged(Flag.PLAN_OR_THREAT, f"a purpose: “to {verb.text}”")
    preposition = verb.head
    if verb.dep_ == "pcomp" and preposition.lower_ in cues.plan_prepositions:
        planning = preposition.head
        if _is_form_of(planning.lower_, cues.plan_governors | cues.hypothetical_governors):
            words = f"{planning.text} {preposition.text} {verb.text}"
            return Flagged(Flag.PLAN_OR_THREAT, f"“{words}”")
    return None


def _own_verb(head: Any) -> Any:
    """The verb that an event noun is subject or object of, or the event's own verb."""
    carried = head.pos_ not in VERBAL and head.dep_ in _ARGUMENTS and head.head.pos_ in VERBAL
    return head.head if carried else head


def _realised(verb: Any, cues: CueWords) -> bool:
    """Infinitives that did happen: "managed to seize", "the first explosion to hit", "forced to withdraw"."""
    governor = verb.head
    ordinal = any(c.lower_ in cues.realised_ordinals for c in governor.children)
    return governor.lower_ in cues.realised_governors or (governor.pos_ == "NOUN" and ordinal)


def _governed(trigger: Trigger, sent: Any, cues: CueWords) -> Flagged | None:
    """Hypothetical, planned or diplomatic by the verb or noun the event hangs on."""
    head = sent[trigger.head]
    previous = head
    for ancestor in ancestors(head, 4):
        if previous.dep_ in {"nsubj", "nsubjpass", "advcl"}:
            break
        if ancestor.pos_ == "VERB":
            flagged = _by_verb(ancestor, previous, cues)
        elif ancestor.pos_ == "NOUN":
            flagged = _by_noun(ancestor, previous, cues)
        else:
            flagged = None
        if flagged is not None:
            return flagged
        previous = ancestor
    for child in head.children:
        if child.dep_ == "amod" and child.lower_ in cues.hypothetical_adjectives:
            return Flagged(Flag.HYPOTHETICAL, f"“{child.text} {head.text}”")
    return None


def _by_verb(verb: Any, below: Any, cues: CueWords) -> Flagged | None:
    word = verb.lower_
    if below.dep_ in _BELOW_HYPOTHESIS and _is_form_of(word, cues.hypothetical_governors):
        return Flagged(Flag.HYPOTHETICAL, f"follows “{verb.text}”")
    infinitive = below.dep_ == "xcomp" and any(c.lower_ == "to" for c in below.children)
    if infinitive and _is_form_of(word, cues.plan_governors):
        return Flagged(Flag.PLAN_OR_THREAT, f"follows “{verb.text}”")
    if below.dep_ in {"dobj", "prep", "pobj"} and _is_form_of(word, cues.diplomacy_governors):
        return Flagged(Flag.DIPLOMACY, f"object of “{verb.text}”")
    return None


def _by_noun(noun: Any, below: Any, cues: CueWords) -> Flagged | None:
    word = noun.lower_
    hypothesis = word in cues.hypothetical_nouns or word.removesuffix("s") in cues.hypothetical_nouns
    if hypothesis and below.dep_ in _BELOW_NOUN:
        return Flagged(Flag.HYPOTHETICAL, f"a “{noun.text}”")
    if word in cues.diplomacy_nouns and below.dep_ in _BELOW_NOUN | {"relcl"}:
        return Flagged(Flag.DIPLOMACY, f"subject of a “{noun.text}”")
    return None


def _negated(trigger: Trigger, sent: Any, cues: CueWords) -> Flagged | None:
    head = sent[trigger.head]
    for child in head.children:
        if child.dep_ == "neg" or (child.dep_ == "det" and child.lower_ == "no"):
            return Flagged(Flag.NEGATED, f"“{child.text} {head.text}”")
    if head.dep_ in {"pobj", "dobj"} and head.head.lower_ in cues.negating_heads:
        return Flagged(Flag.NEGATED, f"“{head.head.text} {head.text}”")
    return None


# --- what is no single occurrence, or lies before the report ------------------------------------------------------


def _cumulative(text: str, known: Circumstances, cues: CueWords) -> Flagged | None:
    """Running totals: large, told over a long time, or told of the whole war or country."""
    killed, days = known.killed, known.days
    if killed.low is None:
        return None
    lasting = days is not None and days.kind is DateKind.DURATION and (days.end - days.start).days > LONG_DAYS
    if lasting and killed.low > 1:
        return Flagged(Flag.CUMULATIVE, "a total over a long time")
    of_the_war = _war_pattern(cues.cumulative_nouns).search(text)
    phrase = longest_phrase(text, cues.cumulative_phrases)
    running = not known.has_place or any(perfect in text for perfect in cues.cumulative_perfects)
    if killed.low >= LARGE_TOTAL and (of_the_war or phrase or running):
        return Flagged(Flag.CUMULATIVE, f"a total: “{killed.phrase}”")
    least = SMALL_TOTAL if known.has_place else SMALLEST_TOTAL
    if phrase is not None and killed.low >= least:
        return Flagged(Flag.CUMULATIVE, f"“{phrase}”")
    if of_the_war and not known.has_place and killed.low >= SMALL_TOTAL:
        return Flagged(Flag.CUMULATIVE, f"a total of the {of_the_war[1]}")
    return None


@functools.cache
def _war_pattern(nouns: frozenset[str]) -> re.Pattern[str]:
    """“Since the uprising”, “in the conflict”, within 60 characters."""
    return re.compile(rf"\b(?:in|since|during|of)\b[^.;]{{0,60}}\b({'|'.join(_longest_first(nouns))})\b")


def _historical(text: str, known: Circumstances, cues: CueWords) -> Flagged | None:
    phrase = longest_phrase(text, cues.historical_phrases)
    if phrase is not None:
        return Flagged(Flag.HISTORICAL, f"“{phrase}”")
    days = known.days
    if days is None or known.published is None:
        return None
    if (known.published - days.end).days > OLD_DAYS:
        return Flagged(Flag.HISTORICAL, f"dated {days.start.year}")
    if days.precision is DatePrecision.YEAR and (known.published - days.start).days > OLD_YEAR_DAYS:
        return Flagged(Flag.HISTORICAL, f"dated only {days.start.year}")
    return None


def _habitual(trigger: Trigger, sent: Any, cues: CueWords) -> Flagged | None:
    """A place that "has seen heavy fighting" or "has repeatedly come under fire" tells of no single day."""
    token = sent[trigger.head]
    verb = next((t for t in [token, *ancestors(token, 4)] if t.pos_ in VERBAL), None)
    if verb is None:
        return None
    noun = trigger.form.pos == "noun"
    if any(c.dep_ == "aux" and c.lower_ in cues.perfect_auxiliaries for c in verb.children):
        if noun and verb.lower_ in cues.habitual_verbs:
            return Flagged(Flag.HISTORICAL, f"no single occasion: “has {verb.text}”")
        adverb = next((c for c in verb.children if c.lower_ in cues.habitual_adverbs), None)
        if adverb is not None:
            return Flagged(Flag.HISTORICAL, f"no single occasion: “{adverb.text}”")
    if noun and trigger.form.base in cues.protest_nouns and not _staged(verb, cues):
        return Flagged(Flag.HISTORICAL, "protests mentioned, not reported")
    return None


def _staged(verb: Any, cues: CueWords) -> bool:
    """Whether a protest's verb says that it was held; "took part in" does not."""
    took_part = verb.lower_ in cues.taking_part and all(c.lower_ != "place" for c in verb.children)
    there_was = any(c.dep_ == "expl" for c in verb.children)
    return there_was or (verb.lower_ in cues.protest_verbs and not took_part)


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
