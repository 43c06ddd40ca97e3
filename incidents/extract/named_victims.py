"""People counted by their names: "journalist Marie Colvin was killed", "the blast killed Ali Hassan and Omar Saleh"."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from incidents.extract.facts import NamedPlace
from incidents.extract.lexicon import Lexicon
from incidents.extract.parse_tree import index_of
from incidents.extract.phrases import ActorMention, Trigger
from incidents.extract.quantities import Quantity
from incidents.extract.sources import is_body
from incidents.model import SubEventType

_IN_NAME: Final = frozenset({"compound", "amod", "nmod", "punct", "det", "poss"})
"""Labels of the words of a name before its last."""

_SHORTEST: Final = 2
"""Capitalised words of a name; a single one may be anything."""


def taken_by(places: Iterable[NamedPlace], actors: Iterable[ActorMention]) -> frozenset[int]:
    """The tokens that name a place or an actor, and so nobody killed."""
    named = frozenset[int]().union(*(place.tokens for place in places))
    return named.union(*(range(actor.first, actor.last + 1) for actor in actors))


def with_named(
    counted: Sequence[Quantity],
    sent: Any,
    triggers: Sequence[Trigger],
    taken: frozenset[int],
    lexicon: Lexicon,
) -> list[Quantity]:
    """Add to a sentence's numbers of people one for each person named as killed.

    Parameters
    ----------
    counted : sequence of Quantity
        The numbers found so far; a name among their words is counted already.
    sent : spacy.tokens.Span
    triggers : sequence of Trigger
    taken : frozenset of int
        Tokens of places and actors, as :func:`taken_by` gives them.
    lexicon : Lexicon
    """
    found = list(counted)
    for trigger in triggers:
        if trigger.form.pos == "verb" and _kills(trigger, lexicon):
            for names in _killed_by(sent[trigger.head], trigger, lexicon):
                found += _counted(names, found, sent, taken, lexicon)
    return sorted(found, key=lambda q: q.first)


def _counted(
    names: Iterable[Any], known: Sequence[Quantity], sent: Any, taken: frozenset[int], lexicon: Lexicon
) -> list[Quantity]:
    """One number for each run of names in a list, in which others may be counted: "Ali Hassan and a girl"."""
    runs: list[Quantity] = []
    broken = True
    for name in names:
        one = _one(name, sent, taken, lexicon)
        if one is None or any(q.first <= one.last and one.first <= q.last for q in known):
            broken = True
        elif broken:
            runs.append(one)
            broken = False
        else:
            runs[-1] = _with(runs[-1], one, sent)
    return runs


def _with(run: Quantity, one: Quantity, sent: Any) -> Quantity:
    """A run of names with one more."""
    kind = run.kind if one.kind is None else one.kind
    number = (run.low or 0) + 1
    phrase = sent[run.first : one.last + 1].text
    return dataclasses.replace(run, last=one.last, low=number, high=number, kind=kind, phrase=phrase)


def _kills(trigger: Trigger, lexicon: Lexicon) -> bool:
    form = trigger.form
    return form.effect == "killed" or (
        form.sub is SubEventType.ATTACK and form.base not in lexicon.counting.not_deadly
    )


def _killed_by(verb: Any, trigger: Trigger, lexicon: Lexicon) -> Iterator[list[Any]]:
    """The last words of those that a verb of killing was done to, list by list."""
    label = {"nsubj", "nsubjpass"} if trigger.form.base in lexicon.counting.dying else {"nsubjpass", "dobj"}
    for noun in (child for child in verb.children if child.dep_ in label):
        listed = [noun]
        while (following := next((c for c in listed[-1].children if c.dep_ == "conj"), None)) is not None:
            listed.append(following)
        yield listed


def _one(name: Any, sent: Any, taken: frozenset[int], lexicon: Lexicon) -> Quantity | None:
    """One person, if a word ends a name that is no place's, no actor's and no body's."""
    last = index_of(name, sent)
    if name.tag_ != "NNP" or last in taken:
        return None
    words = [*(c for c in name.children if c.i < name.i and c.dep_ in _IN_NAME and c.dep_ != "punct"), name]
    written = [
        t for t in words if t.pos_ == "PROPN" and t.text[:1].isupper() and index_of(t, sent) not in taken
    ]
    proper = [t for t in written if t.lower_ not in lexicon.victims]
    role = next((lexicon.victims[t.lower_] for t in words if t.lower_ in lexicon.victims), None)
    if not proper or (len(proper) < _SHORTEST and role is None):
        return None
    if any(is_body(t.lower_, lexicon) or t.lower_ in lexicon.triggers for t in words):
        return None
    first = index_of(words[0], sent)
    return Quantity(first, last, last, 1, 1, None, role, sent[first : last + 1].text)
