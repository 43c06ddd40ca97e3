"""What the numbers tied to one effect come to: totals, and parts that only break them down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from incidents.extract.frames import Frame
from incidents.extract.matching import Trigger
from incidents.extract.parse_tree import small_words
from incidents.extract.quantities import Quantity
from incidents.extract.words import CountingWords
from incidents.model import NOT_REPORTED, Casualties

LONGEST_LIST: Final = 10
"""Words between the first item of "10 children and 13 rebels were among ..." and "among"."""

LONGEST_GAP: Final = 6
"""Words between two numbers of one list."""

LONGEST_JOIN: Final = 2
"""Words between two numbers that break down the same toll: ", and"."""

REACH_AMONG: Final = 8
"""Words before a number among which "among the dead of ... were" must stand."""

_LIST_WORDS: Final = frozenset({"CCONJ", "PUNCT", "ADP", "DET", "ADJ", "NOUN", "PROPN"})

Links = Mapping[Quantity, Sequence[Trigger]]
"""The words of an effect that each number of a sentence is tied to."""


def _is_part(quantity: Quantity, sent: Any, words: CountingWords) -> bool:
    """Whether a number only breaks down another one: "including two children", "three of them women"."""
    before = set(small_words(sent)[max(0, quantity.first - 3) : quantity.first])
    if before & words.part_words:
        # "were among eight people killed" gives the total itself.
        following = sent[quantity.last + 1 : quantity.last + 3]
        return not ("among" in before and any(t.tag_ == "VBN" for t in following))
    if is_among_dead(quantity, sent, words):
        return True
    after = small_words(sent)[quantity.last + 1 : quantity.last + 3]
    if len(after) == 2:
        if after[0] == "of" and after[1] in words.part_pronouns:
            return True
        if after[0] in words.copulas and after[1] == "among":
            return True
    return _list_before_among(quantity, sent, words)


def is_among_dead(quantity: Quantity, sent: Any, words: CountingWords) -> bool:
    """Whether a number counts some of the dead: "five were among the dead", "among those killed were two nurses"."""
    text = small_words(sent)
    if not words.include_verbs.isdisjoint(text[max(0, quantity.first - 2) : quantity.first]):
        return True
    after = text[quantity.last + 1 : quantity.last + 5]
    if len(after) > 2 and after[0] in words.copulas and after[1] == "among":
        return bool(set(after[2:]) & words.among_objects)
    start = max(0, quantity.first - REACH_AMONG)
    before = text[start : quantity.first]
    return "among" in before and before[-1] in words.copulas and bool(set(before) & words.among_objects)


def _list_before_among(quantity: Quantity, sent: Any, words: CountingWords) -> bool:
    """The first items of "10 children and 13 rebels were among 48 people executed"."""
    text = small_words(sent)
    for i in range(quantity.last + 1, len(text) - 1):
        if text[i] == "among" and text[i - 1] in words.copulas:
            return i - quantity.last < LONGEST_LIST and words.ends_list.isdisjoint(
                text[quantity.last + 1 : i]
            )
    return False


def parts_of(quantities: Sequence[Quantity], sent: Any, words: CountingWords) -> frozenset[Quantity]:
    """Numbers that only break down others, and those that go on with their list: "including two men and a girl"."""
    parts: list[Quantity] = []
    for q in quantities:
        gap = sent[parts[-1].last + 1 : q.first] if parts else ()
        goes_on = 0 < len(gap) <= LONGEST_JOIN and all(t.pos_ in {"CCONJ", "PUNCT"} for t in gap)
        if goes_on or _is_part(q, sent, words):
            parts.append(q)
    return frozenset(parts)


def with_breakdown(
    linked: Sequence[Quantity], parts: frozenset[Quantity], quantities: Sequence[Quantity], sent: Any
) -> list[Quantity]:
    """The numbers tied to an effect and those that break them down right after: "13 people, among them a girl"."""
    told: list[Quantity] = []
    for q in quantities:
        follows = bool(told) and q in parts and q.first - told[-1].last <= LONGEST_JOIN + 2
        if q in linked or follows:
            told.append(q)
    return told


def toll(
    linked: Sequence[Quantity],
    parts: frozenset[Quantity],
    links: Links,
    sent: Any,
    words: CountingWords,
) -> Casualties:
    """What the numbers tied to an effect come to, leaving out those that only break down others."""
    raised = next((q for q in linked if _is_raisedtoll(q, sent, words)), None)
    if raised is not None:
        return raised.casualties()
    totals = [q for q in linked if q not in parts]
    if totals and totals[0].vague:
        # A headline's "dozens" before the figure of the sentence run together with it.
        run = _together(totals, links, sent, words)
        figures = [q for q in totals if not q.vague and q not in run]
        if figures and _tops(figures[0], totals[0]):
            phrase = sent[totals[0].first : figures[0].last + 1].text
            return Casualties(totals[0].low, figures[0].high, phrase)
        totals = figures or totals
    if totals:
        return _sum(_together(totals, links, sent, words), sent)
    part = next((q for q in linked if q.low is not None and not is_among_dead(q, sent, words)), None)
    return Casualties(part.low, None, part.phrase) if part is not None else NOT_REPORTED


def _tops(figure: Quantity, vague: Quantity) -> bool:
    """Whether a figure is how many a vague word may come to at most: "scores, perhaps as many as 200"."""
    if figure.low != 0 or figure.high is None or vague.low is None:
        return False
    return vague.low <= figure.high


def _is_raisedtoll(quantity: Quantity, sent: Any, words: CountingWords) -> bool:
    """Whether a number is what a toll was brought to, which counts those just told of: "raising the toll to 19"."""
    before = small_words(sent)[: quantity.first]
    if not before or before[-1] not in words.toll_links:
        return False
    raised = max((i for i, word in enumerate(before) if word in words.toll_raising), default=None)
    return raised is not None and any(word == "toll" for word in before[raised:])


def _together(
    quantities: Sequence[Quantity], links: Links, sent: Any, words: CountingWords
) -> list[Quantity]:
    """The run of numbers that stand in one list with the first: those add up; a later figure restates or divides."""
    run = list(quantities[:1])
    for q in quantities[1:]:
        gap = sent[run[-1].last + 1 : q.first]
        listed = all(_in_list(t, words) for t in gap)
        if not listed or len(gap) > LONGEST_GAP or _restates(q, run[-1], links, sent):
            break
        run.append(q)
    return run


def _in_list(token: Any, words: CountingWords) -> bool:
    if token.lower_ in words.list_words or (token.i > 0 and token.nbor(-1).lower_ in words.list_words):
        return True
    if token.lower_ in words.possessives:
        return True
    return token.pos_ in _LIST_WORDS and token.lower_ not in words.list_breaks


def _restates(later: Quantity, earlier: Quantity, links: Links, sent: Any) -> bool:
    """Whether a headline's number is told again in the sentence run together with it: "kills 12 At least 12 ..."."""
    apart = not set(links[later]) & set(links[earlier])
    return later.low == earlier.low and (apart or sent[later.first].is_title)


def _sum(quantities: Sequence[Quantity], sent: Any) -> Casualties:
    lows = [q.low for q in quantities if q.low is not None]
    if not lows:
        return NOT_REPORTED
    highs = [q.high for q in quantities if q.high is not None]
    high = sum(highs) if len(highs) == len(quantities) else None
    phrase = (
        sent[quantities[0].first : quantities[-1].last + 1].text
        if len(quantities) <= 4
        else "; ".join(q.phrase for q in quantities)
    )
    return Casualties(sum(lows), high, phrase)


def none_reported(frame: Frame, sent: Any, effect: str, words: CountingWords) -> Casualties | None:
    """(0, 0) for "no one was killed", "no casualties", "without any deaths"."""
    for trigger in frame.triggers:
        if trigger.form.effect != effect and trigger.form.base not in words.both_effects:
            continue
        token = sent[trigger.head]
        own = any(c.dep_ in {"det", "neg"} and c.lower_ == "no" for c in token.children)
        subject = {g.lower_ for c in token.children if c.dep_ in {"nsubj", "nsubjpass"} for g in c.subtree}
        caused = token.head if token.dep_ == "dobj" and token.head.dep_ == "pcomp" else token
        before = sent[trigger.first - 1].lower_ if trigger.first else ""
        before = caused.head.lower_ if caused is not token else before
        nobody = trigger.form.pos == "verb" and bool(subject & words.nobody)
        of_some = trigger.last + 1 < len(sent) and sent[trigger.last + 1].lower_ == "among"
        if (own or before in words.no_before or nobody) and not of_some:
            return Casualties(0, 0, sent[max(0, trigger.first - 1) : trigger.last + 1].text)
    return None
