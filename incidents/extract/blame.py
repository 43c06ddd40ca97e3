"""Whom a sentence makes answer for an event: by the verb that carries its noun, or by a word of blame."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any, Final

from incidents.extract.doers import doers, named_by
from incidents.extract.lexicon import Lexicon
from incidents.extract.parse_tree import VERBAL, ancestors, climb, index_of
from incidents.extract.phrases import ActorMention, Trigger
from incidents.model import ActorCategory, ClaimantSide

_FAR: Final = 5
"""Steps in the parse from an event noun up to the verb that says who did it."""

_CLAUSES: Final = frozenset({"acl", "relcl"})


def as_told_by(
    side: ClaimantSide, mentions: Sequence[ActorMention], lexicon: Lexicon
) -> Sequence[ActorMention]:
    """Take the unnamed "gunmen" of a government's source for rebels; in others' words they are of no known side."""
    if side is not ClaimantSide.GOVERNMENT:
        return mentions
    return [
        dataclasses.replace(m, category=ActorCategory.REBELS)
        if m.category is ActorCategory.UNKNOWN and m.text.lower() in lexicon.naming.official_foes
        else m
        for m in mentions
    ]


def carries(mention: ActorMention, noun: Any, sent: Any, lexicon: Lexicon) -> bool:
    """Whether an actor does the verb that carries an event noun: “the army launched an assault”, “raids flown by”."""
    head = sent[mention.head]
    return any(
        (_takes_part(verb) or _carries(verb, noun, lexicon))
        and any(named_by(head, doer) for doer in doers(verb))
        for verb in _verbs_of(noun)
    )


def _carries(verb: Any, noun: Any, lexicon: Lexicon) -> bool:
    return verb.lower_ in lexicon.roles.carriers and (
        verb.lower_ not in lexicon.roles.light or noun.head.i == verb.i
    )


def _takes_part(verb: Any) -> bool:
    """“300 soldiers took part in the assault”."""
    return any(c.dep_ == "dobj" and c.lower_ == "part" for c in verb.children)


def is_behind(mention: ActorMention, noun: Any, sent: Any, lexicon: Lexicon) -> bool:
    """“Islamic State was behind the bombing”, “the army is responsible for the shelling”."""
    above = ancestors(noun, _FAR)
    word = next((t for t in above if t.lower_ in lexicon.roles.answerable), None)
    verb = next((t for t in climb(word, 3) if t.pos_ in VERBAL), None) if word is not None else None
    return verb is not None and any(named_by(sent[mention.head], doer) for doer in doers(verb))


def culprit_of(mention: ActorMention, trigger: Trigger, sent: Any, lexicon: Lexicon) -> bool:
    """Whether an event is blamed on an actor: “the massacre that activists blamed on the militia”."""
    on = next((t for t in climb(sent[mention.head], 4) if t.dep_ in {"prep", "agent"}), None)
    if on is None or on.lower_ != "on":
        return False
    if (
        on.i > sent.start
        and lexicon.speech.get(on.nbor(-1).lower_) == "blame"
        and index_of(on, sent) > trigger.last
    ):
        return True
    for verb in (*_verbs_of(sent[trigger.head]), sent[trigger.head]):
        word = _blaming(verb, lexicon)
        if word is not None and word.i < on.i:
            later = [t for t in verb.subtree if t.i > on.i and t.lower_ == "on"]
            return index_of(on, sent) > index_of(word, sent) and not later and on in list(verb.subtree)
    return False


def _blaming(verb: Any, lexicon: Lexicon) -> Any | None:
    """The word of blame in a clause: the verb, or the noun in "put the blame on"."""
    if lexicon.speech.get(verb.lower_) == "blame":
        return verb
    return next((t for t in verb.children if t.dep_ == "dobj" and t.lower_ == "blame"), None)


def _verbs_of(noun: Any) -> Iterator[Any]:
    """The verb that an event noun hangs on, and those of the clauses that tell more of it."""
    for token in ancestors(noun, _FAR):
        if token.pos_ in VERBAL:
            yield token
            break
    for clause in noun.children:
        if clause.dep_ in _CLAUSES:
            yield clause
