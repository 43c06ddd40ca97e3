"""What: event frames, the clauses of a sentence that each tell of one occurrence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from incidents.extract.lexicon import answering_nouns
from incidents.extract.matching import Trigger

CLAUSE_LABELS: Final = frozenset(
    {"ROOT", "ccomp", "advcl", "relcl", "acl", "parataxis", "csubj", "pcomp", "dep"}
)
ANSWERS: Final = answering_nouns()
CAUSE_MARKS: Final = frozenset({"when", "after", "as", "in", "during", "by", "where"})


@dataclass(frozen=True, slots=True)
class Frame:
    """The triggers and tokens (indices in the sentence) of one occurrence; the first trigger decides the type."""

    triggers: tuple[Trigger, ...]
    tokens: frozenset[int]
    clauses: frozenset[int]

    @property
    def main(self) -> Trigger:
        """The trigger that names the event: the first specific one, else the first that is not an effect."""
        specific = [t for t in self.triggers if t.is_specific]
        other = [t for t in self.triggers if not t.is_effect]
        return (specific or other or list(self.triggers))[0]


def _is_verbal(token: Any) -> bool:
    return token.pos_ in {"VERB", "AUX"} or token.dep_ == "ROOT"


def _own_subject(token: Any) -> bool:
    return any(child.dep_ in {"nsubj", "nsubjpass", "expl"} for child in token.children)


def clause_head(token: Any, sent: Any) -> int:
    """Index of the verb that heads the clause a token stands in."""
    current = token
    while True:
        starts_clause = current.dep_ in CLAUSE_LABELS and _is_verbal(current)
        coordinated = (
            current.dep_ == "conj"
            and _is_verbal(current)
            and _is_verbal(current.head)
            and _own_subject(current)
        )
        if starts_clause or coordinated or current.head.i == current.i:
            return int(current.i - sent.start)
        current = current.head


def clauses(sent: Any) -> list[int]:
    """For each token of a sentence the index of its clause's head."""
    return [clause_head(token, sent) for token in sent]


def _linked(a: Trigger, b: Trigger, sent: Any, clause_of: Sequence[int]) -> bool:
    """Whether two triggers of different clauses tell of one occurrence: people killed *when a bomb went off*."""
    heads = {clause_of[a.head], clause_of[b.head]}
    for child_index in heads:
        child = sent[child_index]
        parent = clause_of[child.head.i - sent.start] if child.dep_ != "ROOT" else None
        if parent is None or {child_index, parent} != heads:
            continue
        if child.dep_ in {"acl", "relcl"}:
            return _told_of(child, a, b, sent)
        if child.dep_ == "pcomp":
            return True
        marks = {t.lower_ for t in child.children if t.dep_ in {"mark", "advmod"}}
        if child.dep_ == "advcl" and (marks & CAUSE_MARKS or not marks):
            return a.is_effect != b.is_effect
        if child.dep_ == "conj" and a.is_effect and b.is_effect and a.form.effect != b.form.effect:
            return True  # "29 were killed and dozens wounded"
        if child.dep_ in {"conj", "dep", "ccomp", "parataxis"}:
            return a.is_effect != b.is_effect and abs(a.head - b.head) <= 6
    return False


def _told_of(clause: Any, a: Trigger, b: Trigger, sent: Any) -> bool:
    """Whether a relative clause tells more of the event or its victims, not of the place ("Homs, where ...")."""
    if any(t.lower_ == "where" for t in clause.children):
        return False
    noun = clause.head.i - sent.start
    inside = [t for t in (a, b) if t.first <= noun <= t.last]
    if inside:
        return True
    outer = a if a.head != clause.i - sent.start else b
    argument = clause.head
    for _ in range(3):
        if outer.first <= argument.i - sent.start <= outer.last:
            return a.is_effect or b.is_effect
        if argument.dep_ not in {
            "nsubj",
            "nsubjpass",
            "dobj",
            "pobj",
            "prep",
            "attr",
            "agent",
            "conj",
            "appos",
        }:
            return False
        argument = argument.head
    return outer.first <= argument.i - sent.start <= outer.last and (a.is_effect or b.is_effect)


def build_frames(sent: Any, triggers: Sequence[Trigger], own_places: Sequence[frozenset[str]]) -> list[Frame]:
    """Join the triggers of a sentence that tell of one occurrence.

    Parameters
    ----------
    sent : spacy.tokens.Span
    triggers : sequence of Trigger
    own_places : sequence of frozenset of str
        For each trigger the places attached to it alone ("an assault on Idlib"): different places keep two
        triggers apart even inside one clause.
    """
    clause_of = clauses(sent)
    group = list(range(len(triggers)))

    def root(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    for i, a in enumerate(triggers):
        for j in range(i + 1, len(triggers)):
            b = triggers[j]
            apart = own_places[i] and own_places[j] and not own_places[i] & own_places[j]
            apart = apart or _answered(a, sent) != _answered(b, sent)
            same = clause_of[a.head] == clause_of[b.head] or _linked(a, b, sent, clause_of)
            if same and not apart and not _contrasted(a, b, sent):
                group[root(j)] = root(i)
    frames = []
    for leader in sorted({root(i) for i in range(len(triggers))}):
        members = [triggers[i] for i in range(len(triggers)) if root(i) == leader]
        heads = frozenset(clause_of[t.head] for t in members)
        tokens = frozenset(i for i, head in enumerate(clause_of) if head in heads)
        frames.append(Frame(tuple(members), tokens, heads))
    return frames


def _answered(trigger: Trigger, sent: Any) -> bool:
    return answered_event(sent[trigger.head])


def answered_event(token: Any) -> bool:
    """Whether an event is only what another one answers: "in reprisal for a rebel attack"."""
    for _ in range(4):
        if token.head.i == token.i:
            return False
        token = token.head
        if token.lower_ in ANSWERS:
            return True
    return False


def _contrasted(a: Trigger, b: Trigger, sent: Any) -> bool:
    """Two specific events side by side ("clashes ..., while warplanes bombed ...") stay two."""
    if not (a.is_specific and b.is_specific) or a.form.sub == b.form.sub:
        return False
    between = {token.lower_ for token in sent[min(a.last, b.last) + 1 : max(a.first, b.first)]}
    return bool(between & {"while", ";", "meanwhile", "whereas", "separately", "elsewhere"})
