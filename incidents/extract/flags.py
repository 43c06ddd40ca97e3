"""What must not become a pin: statements that tell of no occurrence of their own, with the words that show it."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from incidents.extract.frames import Frame, answered_event
from incidents.extract.matching import Trigger
from incidents.model import Casualties, DatePrecision, DateRange, Flag, SubEventType

LARGE_TOTAL: Final = 250
"""A toll above this with no single place and day is a running total, not one incident's."""

SMALL_TOTAL: Final = 40
"""From here on a toll told with "since" or "so far", or without a place, is taken for a running total."""

OLD_DAYS: Final = 730
"""Occurrences told as older than this are background to the report."""

Cues = Mapping[str, Mapping[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Flagged:
    flag: Flag
    reason: str


def _ancestors(token: Any, limit: int = 4) -> list[Any]:
    chain: list[Any] = []
    while token.head.i != token.i and len(chain) < limit:
        token = token.head
        chain.append(token)
    return chain


def _verb_stem(word: str, verbs: frozenset[str]) -> bool:
    if word in verbs:
        return True
    for ending in ("s", "es", "ed", "d", "ing"):
        if word.endswith(ending) and (word[: -len(ending)] in verbs or word[: -len(ending)] + "e" in verbs):
            return True
    return word.endswith("ied") and word[:-3] + "y" in verbs


def _modal(trigger: Trigger, sent: Any, cues: Cues) -> Flagged | None:
    verb = sent[trigger.head]
    if verb.pos_ not in {"VERB", "AUX"}:
        carrier = verb.head if verb.dep_ in {"dobj", "nsubj", "nsubjpass", "pobj", "attr"} else None
        verb = carrier if carrier is not None and carrier.pos_ in {"VERB", "AUX"} else verb
    for child in verb.children:
        if child.dep_ == "aux" and child.lower_ in cues["hypothetical"]["auxiliaries"]:
            return Flagged(Flag.HYPOTHETICAL, f"said with “{child.text}”")
        if child.dep_ == "aux" and child.lower_ in cues["plan"]["auxiliaries"] | {"’ll"}:
            return Flagged(Flag.PLAN_OR_THREAT, f"said with “{child.text}”")
        if child.dep_ == "mark" and child.lower_ in cues["hypothetical"]["marks"]:
            return Flagged(Flag.HYPOTHETICAL, f"said with “{child.text}”")
    has_to = any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)
    if has_to and verb.dep_ in {"advcl", "acl", "xcomp", "relcl", "ccomp", "pcomp"} and not _realised(verb):
        return Flagged(Flag.PLAN_OR_THREAT, f"a purpose: “to {verb.text}”")
    if (
        verb.dep_ == "pcomp"
        and verb.head.lower_ in {"at", "for", "of", "from"}
        and _verb_stem(verb.head.head.lower_, cues["plan"]["governors"] | cues["hypothetical"]["governors"])
    ):
        return Flagged(Flag.PLAN_OR_THREAT, f"“{verb.head.head.text} {verb.head.text} {verb.text}”")
    return None


def _realised(verb: Any) -> bool:
    """Infinitives that did happen: "managed to seize", "the first explosion to hit", "forced to withdraw"."""
    governor = verb.head.lower_
    return (
        governor
        in {
            "managed",
            "forced",
            "able",
            "began",
            "started",
            "helped",
            "appeared",
            "seemed",
            "first",
            "latest",
            "second",
            "believed",
            "reported",
            "said",
            "thought",
            "known",
            "went",
            "came",
            "returned",
            "used",
        }
        or verb.head.pos_ == "NOUN"
        and any(c.lower_ in {"first", "latest", "last", "second", "only"} for c in verb.head.children)
    )


def _governed(trigger: Trigger, sent: Any, cues: Cues) -> Flagged | None:
    """Hypothetical, planned or diplomatic by the verb or noun the event hangs on."""
    head = sent[trigger.head]
    previous = head
    for ancestor in _ancestors(head):
        word = ancestor.lower_
        if previous.dep_ in {"nsubj", "nsubjpass", "advcl"}:
            break
        if (
            ancestor.pos_ == "VERB"
            and _verb_stem(word, cues["hypothetical"]["governors"])
            and previous.dep_ in {"dobj", "xcomp", "ccomp", "pobj", "prep", "pcomp"}
        ):
            return Flagged(Flag.HYPOTHETICAL, f"follows “{ancestor.text}”")
        if (
            ancestor.pos_ == "VERB"
            and _verb_stem(word, cues["plan"]["governors"])
            and previous.dep_ in {"xcomp", "dobj"}
            and (previous.dep_ == "xcomp" and any(c.lower_ == "to" for c in previous.children))
        ):
            return Flagged(Flag.PLAN_OR_THREAT, f"follows “{ancestor.text}”")
        if (
            ancestor.pos_ == "VERB"
            and _verb_stem(word, cues["diplomacy"]["governors"])
            and previous.dep_ in {"dobj", "prep", "pobj"}
        ):
            return Flagged(Flag.DIPLOMACY, f"object of “{ancestor.text}”")
        if (
            ancestor.pos_ == "NOUN"
            and word in cues["hypothetical"]["nouns"] | {n + "s" for n in cues["hypothetical"]["nouns"]}
            and previous.dep_ in {"prep", "pobj", "acl"}
        ):
            return Flagged(Flag.HYPOTHETICAL, f"a “{ancestor.text}”")
        if (
            ancestor.pos_ == "NOUN"
            and word in cues["diplomacy"]["nouns"]
            and previous.dep_ in {"prep", "pobj", "acl", "relcl"}
        ):
            return Flagged(Flag.DIPLOMACY, f"subject of a “{ancestor.text}”")
        previous = ancestor
    for child in head.children:
        if child.dep_ == "amod" and child.lower_ in cues["hypothetical"]["adjectives"]:
            return Flagged(Flag.HYPOTHETICAL, f"“{child.text} {head.text}”")
    return None


def _negated(trigger: Trigger, sent: Any, cues: Cues) -> Flagged | None:
    head = sent[trigger.head]
    for child in head.children:
        if child.dep_ == "neg" or (child.dep_ == "det" and child.lower_ == "no"):
            return Flagged(Flag.NEGATED, f"“{child.text} {head.text}”")
    if head.dep_ in {"pobj", "dobj"} and head.head.lower_ in {"without", "lack"}:
        return Flagged(Flag.NEGATED, f"“{head.head.text} {head.text}”")
    return None


def sentence_flag(text: str, cues: Cues) -> Flagged | None:
    """Captions and page furniture, known by their phrases."""
    lowered = text.lower()
    for name, flag in (("furniture", Flag.CAPTION), ("caption", Flag.CAPTION)):
        for phrase in _longest_first(cues[name]["phrases"]):
            if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", lowered):
                return Flagged(flag, f"“{phrase}”")
    return None


def _cumulative(
    text: str, killed: Casualties, days: DateRange | None, has_place: bool, cues: Cues
) -> Flagged | None:
    lowered = text.lower()
    long_span = days is not None and days.kind.value == "duration" and (days.end - days.start).days > 31
    if killed.low is None:
        return None
    if long_span and killed.low > 1:
        return Flagged(Flag.CUMULATIVE, "a total over a long time")
    nouns = "|".join(sorted(cues["cumulative"]["nouns"], key=len, reverse=True))
    since_war = re.search(rf"\b(?:in|since|during|of)\b[^.;]{{0,60}}\b({nouns})\b", lowered)
    phrase = _phrase(lowered, cues["cumulative"]["phrases"])
    perfect = (
        "have been killed" in lowered
        or "has killed" in lowered
        or "have died" in lowered
        or "has claimed" in lowered
    )
    if killed.low >= LARGE_TOTAL and (since_war or phrase or not has_place or perfect):
        return Flagged(Flag.CUMULATIVE, f"a total: “{killed.phrase}”")
    if phrase is not None and (killed.low >= SMALL_TOTAL or (not has_place and killed.low >= 10)):
        return Flagged(Flag.CUMULATIVE, f"“{phrase}”")
    if since_war and not has_place and killed.low >= SMALL_TOTAL:
        return Flagged(Flag.CUMULATIVE, f"a total of the {since_war[1]}")
    return None


def _phrase(text: str, phrases: frozenset[str]) -> str | None:
    return next((p for p in _longest_first(phrases) if re.search(rf"\b{re.escape(p)}\b", text)), None)


@functools.cache
def _longest_first(phrases: frozenset[str]) -> tuple[str, ...]:
    """Put phrases in an order that is the same in every run, so that equal reports give equal reasons."""
    return tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


def _historical(
    text: str, days: DateRange | None, published_ordinal: int | None, cues: Cues
) -> Flagged | None:
    phrase = _phrase(text.lower(), cues["historical"]["phrases"])
    if phrase is not None:
        return Flagged(Flag.HISTORICAL, f"“{phrase}”")
    if days is None or published_ordinal is None:
        return None
    if published_ordinal - days.end.toordinal() > OLD_DAYS:
        return Flagged(Flag.HISTORICAL, f"dated {days.start.year}")
    if days.precision is DatePrecision.YEAR and published_ordinal - days.start.toordinal() > 200:
        return Flagged(Flag.HISTORICAL, f"dated only {days.start.year}")
    return None


def _habitual(trigger: Trigger, sent: Any) -> Flagged | None:
    """A place that "has seen heavy fighting" or "has come under fire" tells of no single day."""
    token = sent[trigger.head]
    verb = next((t for t in [token, *_ancestors(token)] if t.pos_ == "VERB"), None)
    if verb is None:
        return None
    perfect = any(c.dep_ == "aux" and c.lower_ in {"has", "have", "had"} for c in verb.children)
    earlier = next(
        (
            c
            for c in verb.children
            if c.lower_
            in {
                "previously",
                "repeatedly",
                "often",
                "frequently",
                "regularly",
                "long",
                "routinely",
                "already",
                "since",
            }
        ),
        None,
    )
    if (
        verb.lower_ in {"seen", "witnessed", "experienced", "suffered", "become", "endured"}
        and perfect
        and trigger.form.pos == "noun"
    ):
        return Flagged(Flag.HISTORICAL, f"no single occasion: “has {verb.text}”")
    if earlier is not None and earlier.lower_ not in {"already", "since"} and perfect:
        return Flagged(Flag.HISTORICAL, f"no single occasion: “{earlier.text}”")
    if (
        trigger.form.base
        in {"protest", "demonstration", "rally", "demonstrator", "protester", "protestor", "march"}
        and trigger.form.pos == "noun"
        and (verb.lower_ not in _STAGED or _only_took_part(verb))
    ):
        return Flagged(Flag.HISTORICAL, "protests mentioned, not reported")
    return None


def _background(trigger: Trigger, sent: Any, killed: Casualties, dated: bool) -> Flagged | None:
    """What a "since" clause or a relative clause in the past perfect tells is known before the report.

    One with a day of its own ("since the army recaptured it on March 1") is told as an occurrence all the same.
    """
    token = sent[trigger.head]
    if answered_event(token):
        return Flagged(Flag.HISTORICAL, "told as what another act answered")
    if dated:
        return None
    for verb in [token, *_ancestors(token, 8)]:
        if verb.dep_ == "advcl" and any(c.lower_ == "since" and c.dep_ == "mark" for c in verb.children):
            return Flagged(Flag.HISTORICAL, "told as what happened since then")
        if (
            verb.dep_ == "relcl"
            and not killed.reported
            and any(c.lower_ == "had" and c.dep_ == "aux" for c in verb.children)
        ):
            return Flagged(Flag.HISTORICAL, f"told as known before: “had {verb.text}”")
    return None


def _to_the_day(days: DateRange | None) -> bool:
    return days is not None and days.precision is DatePrecision.DAY


def _only_took_part(verb: Any) -> bool:
    return verb.lower_ in {"took", "take", "taken", "taking"} and not any(
        c.lower_ == "place" for c in verb.children
    )


_STAGED: Final = frozenset(
    "held staged hold stage took take taken erupted erupt broke break gathered gather called organised organized joined join marched "
    "fired fire opened open killed shot dispersed chanted chanting turned poured filled attended began started spread followed "
    "rallied wounded arrested attacked demanding demanded came come coming walked went assembled swept calling swelled drew".split()
)


def frame_flags(
    frame: Frame,
    sent: Any,
    *,
    sub: SubEventType,
    killed: Casualties,
    days: DateRange | None,
    has_place: bool,
    published_ordinal: int | None,
    cues: Cues,
) -> list[Flagged]:
    """Every reason to keep a frame off the map.

    Parameters
    ----------
    frame, sent
        The frame and its parsed sentence.
    sub : SubEventType
    killed : Casualties
    days : DateRange or None
        As written in the sentence, not assumed.
    has_place : bool
        Whether a place below the whole country is named.
    published_ordinal : int or None
        The report's day as ``date.toordinal()``.
    cues : mapping
        The lexicon's cues.
    """
    main = next((t for t in frame.triggers if t.is_effect and killed.reported), frame.main)
    checks = [_modal(main, sent, cues), _governed(main, sent, cues)]
    if not (killed.low == 0 and killed.high == 0):
        checks.append(_negated(main, sent, cues))
    checks += [_habitual(frame.main, sent), _background(frame.main, sent, killed, _to_the_day(days))]
    checks.append(_cumulative(sent.text, killed, days, has_place, cues))
    clause_text = " ".join(sent[i].text for i in sorted(frame.tokens))
    checks.append(_historical(clause_text, days, published_ordinal, cues))
    return [flagged for flagged in checks if flagged is not None]
