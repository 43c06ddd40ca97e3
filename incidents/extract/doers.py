"""Who does what a verb says, where the parse tells it in a roundabout way.

English leaves the doer out of "entered the town, *killing* six" and "the rebels, who had *shelled* it": it is the
subject of another verb, or the noun that a clause tells more of.
"""

from __future__ import annotations

from typing import Any, Final

from incidents.extract.parse_tree import SUBJECTS, VERBAL, climb

NAME_LABELS: Final = frozenset(
    {"compound", "amod", "conj", "pobj", "appos", "nmod", "poss", "prep", "nsubj", "npadvmod"}
)
"""Labels of the words of a name below its head."""

RELATIVES: Final = frozenset({"who", "that", "which"})
_FARTHEST: Final = 4
"""Verbs from one to the next of which a left-out doer is looked for."""


def is_passive(verb: Any) -> bool:
    """Whether a verb is in the passive, or is a participle that tells what was done to a noun before it."""
    if any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children):
        return True
    # "Warplanes also killed six": with an object it is the parser's mistake.
    participle = verb.dep_ == "acl" and verb.tag_ in {"VBN", "VBD"}
    return participle and not any(c.dep_ == "dobj" for c in verb.children)


def doers(verb: Any, depth: int = _FARTHEST) -> list[Any]:
    """The tokens that do what a verb says: its subject or its agent, or those of the verb it leans on."""
    agents = _agents(verb)
    if is_passive(verb):
        return agents
    own = [c for c in verb.children if c.dep_ in SUBJECTS]
    if own:
        return [_antecedent(subject, verb) for subject in own] + agents
    return agents + (_lent(verb, depth - 1) if depth else [])


def undergoers(verb: Any) -> list[Any]:
    """The nouns that a passive clause says something was done to: "the fighters, who were killed"."""
    subjects = [c for c in verb.children if c.dep_ == "nsubjpass"]
    if subjects:
        return [_antecedent(subject, verb) for subject in subjects]
    if verb.dep_ == "acl" and is_passive(verb):
        return [verb.head]
    leaning = verb.dep_ == "conj" and verb.tag_ == "VBN" and is_passive(verb.head)
    return undergoers(verb.head) if leaning else []


def named_by(head: Any, token: Any) -> bool:
    """Whether a word belongs to the name whose head is a token, prepositions aside: "army" in "army units"."""
    for above in climb(head, 5):
        if above.i == token.i:
            return True
        if above.dep_ not in NAME_LABELS or above.dep_ in {"prep", "pobj", "nsubj"}:
            return False
    return False


def _agents(verb: Any) -> list[Any]:
    return [
        noun
        for by in verb.children
        if by.dep_ in {"agent", "prep"} and by.lower_ == "by"
        for noun in by.children
        if noun.dep_ == "pobj"
    ]


def _antecedent(subject: Any, verb: Any) -> Any:
    """What "who" and "which" stand for."""
    return verb.head if subject.lower_ in RELATIVES and verb.dep_ == "relcl" else subject


def _lent(verb: Any, depth: int) -> list[Any]:
    """The doers of the verb that one without a subject leans on."""
    head = verb.head
    if head.i == verb.i:
        return []
    if verb.dep_ == "conj" and head.pos_ in VERBAL:
        return [] if is_passive(head) else doers(head, depth)
    if verb.dep_ == "acl":
        return [head]
    if verb.dep_ == "pcomp":
        head = head.head
    if verb.dep_ not in {"advcl", "xcomp", "pcomp"} or head.pos_ not in VERBAL or not _is_bare(verb):
        return []
    if verb.dep_ == "xcomp":
        # "Forced the rebels to leave": they leave; "are said to have fired": those of whom it is said fire.
        objects = [c for c in head.children if c.dep_ in {"dobj", "nsubjpass"}]
        return objects or doers(head, depth)
    return doers(head, depth)


def _is_bare(verb: Any) -> bool:
    """Whether a verb is an infinitive or a participle: "to seize", "seizing", "having seized"."""
    return verb.tag_ in {"VBG", "VB"} or any(
        c.dep_ == "aux" and c.tag_ in {"VBG", "VB"} for c in verb.children
    )
