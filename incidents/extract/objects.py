"""What some verbs need to announce an event: "set up a base" is one, "set up a committee" is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from incidents.extract.facts import SentenceFacts
from incidents.extract.lexicon import Lexicon, TriggerForm
from incidents.extract.parse_tree import index_of
from incidents.extract.phrases import Trigger
from incidents.model import SubEventType

_OBJECTS: Final = frozenset({"dobj", "nsubjpass", "dative", "oprd"})
_OF_VERB: Final = frozenset({"prep", "prt", "agent"})
_AWAY: Final = "away"


def telling(triggers: Sequence[Trigger], facts: SentenceFacts, lexicon: Lexicon) -> Iterator[Trigger]:
    """The triggers whose verbs have what they need, each in the sense that its object gives it."""
    for trigger in triggers:
        if not trigger.form.needs_place and not trigger.form.takes:
            if not _of_no_ground(trigger, facts, lexicon):
                yield trigger
            continue
        text = facts.sent[trigger.first : trigger.last + 1].text.lower()
        senses = [form for form in lexicon.triggers.get(text, ()) if form.pos == "verb"]
        sense = next((form for form in senses if _has_object(form, trigger, facts, lexicon)), None)
        if sense is not None:
            yield replace(trigger, form=sense)


def _of_no_ground(trigger: Trigger, facts: SentenceFacts, lexicon: Lexicon) -> bool:
    """Whether what is handed over is no place: "handed over their weapons", "surrendered 12 prisoners"."""
    if trigger.form.sub is not SubEventType.NON_VIOLENT_TRANSFER or trigger.form.pos != "verb":
        return False
    return any(token.lower_ in lexicon.sorting.arms for token in objects_of(facts.sent[trigger.head]))


def objects_of(verb: Any) -> list[Any]:
    """What a verb is done to, in the passive, too, and what else is listed with it."""
    direct = [child for child in verb.children if child.dep_ in _OBJECTS]
    return [token for noun in direct for token in (noun, *noun.conjuncts) if token.pos_ != "VERB"]


def _has_object(form: TriggerForm, trigger: Trigger, facts: SentenceFacts, lexicon: Lexicon) -> bool:
    verb = facts.sent[trigger.head]
    if form.needs_place:
        return _takes_place([verb, facts.sent[trigger.last]], facts, lexicon)
    if not form.takes:
        return False
    below = [t for c in verb.children if c.dep_ in _OF_VERB for t in (c, *c.children)]
    objects = [*objects_of(verb), *(t for c in below for t in c.children if t.dep_ == "pobj")]
    if form.takes == "people":
        away = trigger.last > trigger.first or form.base not in lexicon.sorting.parted
        away = away or any(c.lower_ == _AWAY for c in verb.children)
        return away and any(_is_person(token, facts, lexicon) for token in objects_of(verb))
    wanted = lexicon.sorting.objects[form.takes]
    return any(token.lower_ in wanted for token in objects)


def _is_person(token: Any, facts: SentenceFacts, lexicon: Lexicon) -> bool:
    if token.lower_ in lexicon.victims or token.lower_ in {"him", "her", "them"}:
        return True
    i = index_of(token, facts.sent)
    return any(q.first <= i <= q.last and q.kind is not None for q in facts.quantities)


def _takes_place(words_of_verb: Sequence[Any], facts: SentenceFacts, lexicon: Lexicon) -> bool:
    """Whether a verb's object is a place: "took the town", "Palmyra was taken", "walked into Douma"."""
    words = lexicon.where
    ground = words.settlements | words.areas | words.takeable
    named = frozenset[int]().union(*(n.tokens for n in facts.places if not n.phrase.foreign))
    return any(
        child.dep_ in ({"dobj", "nsubjpass"} if word is words_of_verb[0] else {"pobj"})
        and (index_of(child, facts.sent) in named or child.lower_ in ground)
        for word in words_of_verb
        for child in word.children
    )
