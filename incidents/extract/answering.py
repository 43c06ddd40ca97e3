"""Statements that say who did what was told before, and name no event again: "the army was behind it"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from incidents.extract.doers import doers, named_by
from incidents.extract.facts import SentenceFacts
from incidents.extract.lexicon import Lexicon
from incidents.extract.parse_tree import VERBAL, ancestors, index_of
from incidents.extract.phrases import ActorMention
from incidents.model import ActorCategory

_BEING: Final = frozenset({"was", "were", "is", "are", "been"})
_POINTING: Final = frozenset({"it", "this", "that", "them", "these"})
_UNSURE: Final = frozenset({"if", "whether", "who"})


def answering(facts: SentenceFacts, lexicon: Lexicon) -> Iterator[tuple[int, ActorMention]]:
    """The verbs that say who did it, each with the one who is said to have."""
    known = [m for m in facts.actors if m.category is not ActorCategory.UNKNOWN and not m.owns]
    for token in facts.sent:
        verb = _verb_of(token, facts, lexicon)
        if verb is None or _is_open(verb):
            continue
        if token.lower_ in lexicon.roles.craft:
            yield from ((index_of(verb, facts.sent), side) for side in _sides(verb, facts, lexicon))
            continue
        heads = doers(verb)
        for mention in known:
            if any(named_by(facts.sent[mention.head], head) for head in heads):
                yield index_of(verb, facts.sent), mention


def _sides(verb: Any, facts: SentenceFacts, lexicon: Lexicon) -> Iterator[ActorMention]:
    """Whose the planes were: "Russian"."""
    for word in (c for c in verb.children if c.dep_ in {"acomp", "attr"}):
        side = lexicon.actor_sides.get(word.lower_, ActorCategory.UNKNOWN)
        if side is not ActorCategory.UNKNOWN:
            i = index_of(word, facts.sent)
            yield ActorMention(i, i, i, word.text, side, i)


def _verb_of(token: Any, facts: SentenceFacts, lexicon: Lexicon) -> Any | None:
    """The verb of "carried it out", "did it", "was behind it", "were responsible" or "the planes were Russian"."""
    word = token.lower_
    if word in lexicon.roles.answerable:
        verb = next((t for t in ancestors(token, 2) if t.pos_ in VERBAL), None)
        below = {t.lower_ for t in token.subtree} - {word, "for"}
        points = below <= _POINTING if below else word == "responsible"
        return verb if points and verb is not None and verb.lower_ in _BEING else None
    objects = {c.lower_ for c in token.children if c.dep_ == "dobj"}
    if word in {"did", "done"} or (word == "carried" and any(c.lower_ == "out" for c in token.children)):
        return token if objects and objects <= _POINTING else None
    if word in lexicon.roles.craft and token.dep_ == "nsubj" and token.head.lower_ in _BEING:
        return token.head
    return None


def _is_open(verb: Any) -> bool:
    """Whether it is denied, asked or only possible."""
    return any(c.dep_ == "neg" or c.tag_ == "MD" or c.lower_ in _UNSURE for c in verb.children)
