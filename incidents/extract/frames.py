"""What: event frames, the clauses of a sentence that each tell of one occurrence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from incidents.extract.matching import Trigger
from incidents.extract.parse_tree import VERBAL, ancestors, climb, index_of
from incidents.extract.words import ClauseWords

CLAUSE_LABELS: Final = frozenset(
    {"ROOT", "ccomp", "advcl", "relcl", "acl", "parataxis", "csubj", "pcomp", "dep"}
)
_ARGUMENTS: Final = frozenset(
    {"nsubj", "nsubjpass", "dobj", "pobj", "prep", "attr", "agent", "conj", "appos"}
)
_OWN_SUBJECTS: Final = frozenset({"nsubj", "nsubjpass", "expl"})
_TALLY: Final = frozenset({"NUM", "NOUN", "PUNCT", "CCONJ"})
_COUNTED: Final = frozenset({"NUM", "NOUN", "ADJ"})
_STOPS: Final = frozenset({";", ":", ","})
FAR_TALLY: Final = 12
"""Words between an event and the count that a list or a headline adds to it after a stop."""

NEAR_EFFECT: Final = 6
"""Words between two coordinated clauses up to which the one tells what the other did to people."""


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


def clauses(sent: Any) -> list[int]:
    """For each token of a sentence the index of the verb that heads its clause."""
    tokens = list(sent)
    above = [index_of(token.head, sent) for token in tokens]
    heading = _clause_heads(tokens, above)
    found: list[int] = [-1] * len(tokens)
    for i in range(len(tokens)):
        path = [i]
        while found[path[-1]] < 0 and above[path[-1]] != path[-1] and path[-1] not in heading:
            path.append(above[path[-1]])
        head = path[-1] if found[path[-1]] < 0 else found[path[-1]]
        for own in path:
            found[own] = head
    return found


def build_frames(
    sent: Any,
    triggers: Sequence[Trigger],
    own_places: Sequence[frozenset[str]],
    own_days: Sequence[frozenset[str]],
    clause_of: Sequence[int],
    words: ClauseWords,
) -> list[Frame]:
    """Join the triggers of a sentence that tell of one occurrence.

    Parameters
    ----------
    sent : spacy.tokens.Span
    triggers : sequence of Trigger
    own_places : sequence of frozenset of str
        For each trigger the places attached to it alone ("an assault on Idlib"): different places keep two
        triggers apart even inside one clause.
    own_days : sequence of frozenset of str
        For each trigger the days attached to it alone: different ones keep two acts apart, too.
    clause_of : sequence of int
        For each token the head of its clause, as :func:`clauses` gives.
    words : ClauseWords

    Returns
    -------
    list of Frame
        In the order of their first triggers; every trigger is in exactly one.
    """
    group = list(range(len(triggers)))
    for i, a in enumerate(triggers):
        for j in range(i + 1, len(triggers)):
            b = triggers[j]
            apart = any(o[i] and o[j] and not o[i] & o[j] for o in (own_places, own_days))
            if not apart and _one_occurrence(a, b, sent, clause_of, words):
                first, second = _root(group, i), _root(group, j)
                group[second] = first
    frames = []
    for leader in sorted({_root(group, i) for i in range(len(triggers))}):
        members = tuple(t for i, t in enumerate(triggers) if _root(group, i) == leader)
        heads = frozenset(clause_of[t.head] for t in members)
        tokens = frozenset(i for i, head in enumerate(clause_of) if head in heads) - _of_the_answered(
            members, sent, words
        )
        frames.append(Frame(members, tokens, heads))
    return frames


def answered_event(token: Any, words: ClauseWords) -> bool:
    """Whether an event is only what another one answers: "in reprisal for a rebel attack"."""
    return any(above.lower_ in words.answers for above in ancestors(token, 4))


def _of_the_answered(members: Sequence[Trigger], sent: Any, words: ClauseWords) -> frozenset[int]:
    """The words for what an act answers, which tell nothing of the act: "in response to Sunday's rocket fire"."""
    if any(answered_event(sent[t.head], words) for t in members):
        return frozenset()
    answering = [
        t
        for t in sent
        if t.lower_ in words.answers and any(c.lower_ == "to" or c.lower_ == "for" for c in t.children)
    ]
    return frozenset(index_of(t, sent) for word in answering for t in word.subtree if t.i > word.i)


def _root(group: Sequence[int], i: int) -> int:
    while group[i] != i:
        i = group[i]
    return i


def _clause_heads(tokens: Sequence[Any], above: Sequence[int]) -> set[int]:
    """The verbs that head a clause: by their label, or as a coordinate one with a subject of its own."""
    labels = [token.dep_ for token in tokens]
    verbal = {i for i, token in enumerate(tokens) if labels[i] == "ROOT" or token.pos_ in VERBAL}
    with_subject = {above[i] for i, label in enumerate(labels) if label in _OWN_SUBJECTS}
    return {
        i
        for i in verbal
        if labels[i] in CLAUSE_LABELS or (labels[i] == "conj" and above[i] in verbal and i in with_subject)
    }


def _one_occurrence(a: Trigger, b: Trigger, sent: Any, clause_of: Sequence[int], words: ClauseWords) -> bool:
    if answered_event(sent[a.head], words) != answered_event(sent[b.head], words):
        return False
    together = (
        clause_of[a.head] == clause_of[b.head]
        or _linked(a, b, sent, clause_of, words)
        or _side_by_side(a, b, sent)
        or _ends_in_effect(a, b, sent)
        or _tallied(a, b, sent)
    )
    return together and not _contrasted(a, b, sent, words)


def _linked(a: Trigger, b: Trigger, sent: Any, clause_of: Sequence[int], words: ClauseWords) -> bool:
    """Whether two triggers of different clauses tell of one occurrence: people killed *when a bomb went off*."""
    heads = {clause_of[a.head], clause_of[b.head]}
    for child_index in heads:
        child = sent[child_index]
        parent = clause_of[index_of(child.head, sent)] if child.dep_ != "ROOT" else None
        if parent is None or {child_index, parent} != heads:
            continue
        if _is_purpose(child) and a.form.sub is not None and a.form.sub is b.form.sub:
            return True  # "fired into the air to break up the crowd"
        if child.dep_ in {"acl", "relcl"}:
            return _told_of(child, a, b, sent)
        if child.dep_ == "pcomp":
            return True
        if child.dep_ == "csubj":
            return a.is_effect != b.is_effect  # "shelling in Rastan killed ten"
        marks = {t.lower_ for t in child.children if t.dep_ in {"mark", "advmod"}}
        if child.dep_ == "advcl" and (marks & words.cause_marks or not marks):
            return a.is_effect != b.is_effect
        if child.dep_ == "conj" and a.is_effect and b.is_effect and a.form.effect != b.form.effect:
            return True  # "29 were killed and dozens wounded"
        if child.dep_ in {"conj", "dep", "ccomp", "parataxis"}:
            return a.is_effect != b.is_effect and abs(a.head - b.head) <= NEAR_EFFECT
    return False


def _is_purpose(verb: Any) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _ends_in_effect(a: Trigger, b: Trigger, sent: Any) -> bool:
    """Whether the last clause says what came of the act before it, whatever the parser hangs it on: ", killing two"."""
    first, last = sorted((a, b), key=lambda t: t.first)
    verb = sent[last.head]
    if not last.is_effect or first.is_effect or verb.tag_ != "VBG" or verb.dep_ != "advcl":
        return False
    after_comma = last.first > 0 and sent[last.first - 1].text == ","
    return (
        after_comma
        and verb.head.dep_ == "relcl"
        and any(
            first.first <= index_of(t, sent) <= first.last or t.i == sent[first.head].i
            for t in ancestors(verb, 8)
        )
    )


def _side_by_side(a: Trigger, b: Trigger, sent: Any) -> bool:
    """Whether two effects give one toll with only numbers of people between: "two dead, 20 injured"."""
    if not (a.is_effect and b.is_effect) or a.form.effect == b.form.effect:
        return False
    between = sent[min(a.last, b.last) + 1 : max(a.first, b.first)]
    return len(between) <= NEAR_EFFECT and all(t.pos_ in _TALLY for t in between)


def _tallied(a: Trigger, b: Trigger, sent: Any) -> bool:
    """Whether a bare count after a stop says what the event before it did: "stormed a prison in Raqqa; 23 killed"."""
    event, effect = sorted((a, b), key=lambda t: t.first)
    if event.is_effect or not effect.is_effect:
        return False
    start = effect.first
    while start > event.last + 1 and sent[start - 1].pos_ in _COUNTED:
        start -= 1
    stop = sent[start - 1].text
    numbered = any(t.pos_ == "NUM" for t in sent[start : effect.first])
    return numbered and stop in _STOPS and start - event.last <= FAR_TALLY


def _told_of(clause: Any, a: Trigger, b: Trigger, sent: Any) -> bool:
    """Whether a relative clause tells more of the event or its victims, not of the place ("Homs, where ...")."""
    if any(t.lower_ == "where" for t in clause.children):
        return False
    noun = index_of(clause.head, sent)
    if any(t.first <= noun <= t.last for t in (a, b)):
        return True
    outer = a if a.head != index_of(clause, sent) else b
    for argument in climb(clause.head, 4):
        if outer.first <= index_of(argument, sent) <= outer.last:
            return a.is_effect or b.is_effect
        if argument.dep_ not in _ARGUMENTS:
            return False
    return False


def _contrasted(a: Trigger, b: Trigger, sent: Any, words: ClauseWords) -> bool:
    """Two specific events side by side ("clashes ..., while warplanes bombed ...") stay two."""
    if not (a.is_specific and b.is_specific) or a.form.sub == b.form.sub:
        return False
    between = {token.lower_ for token in sent[min(a.last, b.last) + 1 : max(a.first, b.first)]}
    return bool(between & words.contrasts)
