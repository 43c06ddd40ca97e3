"""Who did it to whom: the actors of a frame and their roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from incidents.extract.attribution import Attribution
from incidents.extract.frames import Frame
from incidents.extract.lexicon import Lexicon
from incidents.extract.matching import ActorMention, Matchers, Trigger
from incidents.extract.parse_tree import climb, index_of, overlaps
from incidents.model import Actor, ActorCategory, Role, SubEventType

_NAME_LABELS: Final = frozenset(
    {"compound", "amod", "conj", "pobj", "appos", "nmod", "poss", "prep", "nsubj", "npadvmod"}
)
_MODIFIERS: Final = frozenset({"compound", "amod", "poss", "nmod"})
_RELATION_OF_PREPOSITION: Final = (
    (frozenset({"between", "with"}), "between"),
    (frozenset({"against", "on", "at"}), "against"),
    (frozenset({"of"}), "of"),
    (frozenset({"from"}), "from"),
)
_MUTUAL_RELATIONS: Final = frozenset(
    {"subject", "between", "modifier", "agent", "against", "object", "of", "from"}
)
TAKING: Final = frozenset({SubEventType.GOVERNMENT_REGAINS, SubEventType.NON_STATE_OVERTAKES})
_GOVERNMENT_SIDE: Final = frozenset(
    {ActorCategory.GOVERNMENT, ActorCategory.MILITIA, ActorCategory.RUSSIA, ActorCategory.IRAN}
)


def assign_roles(
    frame: Frame,
    sent: Any,
    mentions: Sequence[ActorMention],
    attribution: Attribution | None,
    matchers: Matchers,
) -> tuple[Actor, ...]:
    """The actors of a frame with their roles, each category and role once.

    The source of a statement is no party to it, unless the statement admits it; whoever is accused is an *alleged*
    perpetrator, and a denier never becomes one.
    """
    source_tokens = attribution.source_tokens if attribution else frozenset[int]()
    admits = attribution is not None and attribution.kind == "admit"
    found: dict[tuple[ActorCategory, Role], Actor] = {}
    for mention in mentions:
        if overlaps(mention.first, mention.last, source_tokens) and not admits:
            continue
        role = _blamed(mention, sent, attribution) or _role(mention, frame, sent, matchers.lexicon)
        if role is not None:
            found.setdefault((mention.category, role), Actor(mention.text, mention.category, role))
    if admits:
        for mention in mentions:
            if mention.first in source_tokens:
                key = (mention.category, Role.INITIATOR)
                found.setdefault(key, Actor(mention.text, *key))
    if not any(_names_culprit(category, role) for category, role in found):
        telltale = matchers.telltale_side(sent, frame.tokens)
        if telltale is not None:
            found[telltale.category, Role.INITIATOR] = Actor(telltale.text, telltale.category, Role.INITIATOR)
    return tuple(found.values())


def accused(sent: Any, mentions: Sequence[ActorMention], attribution: Attribution) -> tuple[Actor, ...]:
    """The actors a statement without an event of its own points to: those blamed, or the source that admits it."""
    found: dict[ActorCategory, Actor] = {}
    for mention in mentions:
        own = mention.first in attribution.source_tokens
        role = _blamed(mention, sent, attribution)
        if attribution.kind == "admit" and own:
            role = Role.INITIATOR
        if role is not None:
            found.setdefault(mention.category, Actor(mention.text, mention.category, role))
    return tuple(found.values())


def territory_taker(actors: Sequence[Actor], default: SubEventType) -> SubEventType:
    """Which of ACLED's two territory types a capture is: by whether the government's side or another took it."""
    takers = {a.category for a in actors if a.role is Role.INITIATOR}
    if takers & _GOVERNMENT_SIDE or not takers:
        return default
    return SubEventType.NON_STATE_OVERTAKES


def _names_culprit(category: ActorCategory, role: Role) -> bool:
    known_initiator = role is Role.INITIATOR and category is not ActorCategory.UNKNOWN
    return known_initiator or role is Role.ALLEGED_PERPETRATOR


def _blamed(mention: ActorMention, sent: Any, attribution: Attribution | None) -> Role | None:
    """Whom "accused X of ..." or "blamed it on X" accuses."""
    if attribution is None or attribution.kind != "blame":
        return None
    for child in sent[attribution.verb].children:
        on_whom = child.dep_ in {"prep", "agent"} and child.lower_ == "on"
        if (on_whom or child.dep_ in {"dobj", "nsubjpass"}) and _below(mention, child, sent):
            return Role.ALLEGED_PERPETRATOR
    return None


def _below(mention: ActorMention, token: Any, sent: Any) -> bool:
    return any(mention.first <= index_of(t, sent) <= mention.last for t in token.subtree)


def _role(mention: ActorMention, frame: Frame, sent: Any, lexicon: Lexicon) -> Role | None:
    """The part an actor has in the first of a frame's triggers that gives it one."""
    for trigger in frame.triggers:
        relation = _relation_to(mention, trigger, sent)
        role = _role_in(relation, trigger, sent, lexicon)
        if role is not None:
            return role
        carried = _subject_of_carrier(mention, trigger, sent, lexicon)
        if carried or _came_when(mention, trigger, sent, lexicon):
            return Role.INITIATOR
    return None


def _role_in(relation: str | None, trigger: Trigger, sent: Any, lexicon: Lexicon) -> Role | None:
    """The role that a place in the parse means for a trigger."""
    base, noun = trigger.form.base, trigger.form.pos == "noun"
    if base in lexicon.sorting.mutual and relation in _MUTUAL_RELATIONS:
        return Role.PARTICIPANT
    if relation == "subject":
        passive = any(c.dep_ in {"auxpass", "nsubjpass"} for c in sent[trigger.head].children)
        return Role.TARGET if passive or base in lexicon.roles.undergoing else Role.INITIATOR
    if relation == "from":
        # "Captured from the rebels" names who lost it, "fire from the rebels" who shot.
        return Role.TARGET if trigger.form.sub in TAKING else Role.INITIATOR
    if relation == "agent":
        return Role.INITIATOR
    if relation == "modifier":
        return Role.TARGET if base in lexicon.roles.suffered else Role.INITIATOR
    if relation in {"object", "against"} or (relation == "of" and noun):
        return Role.TARGET
    return Role.INITIATOR if relation == "self" and noun else None


def _relation_to(mention: ActorMention, trigger: Trigger, sent: Any) -> str | None:
    """How an actor stands to a trigger: "subject", "object", "agent", "modifier" ..., or None."""
    relation = _sits_on(mention, trigger, sent)
    nominal = trigger.form.pos == "noun" or sent[trigger.head].tag_ == "VBG"
    if relation in {None, "subject"} and mention.last + 1 == trigger.first and nominal:
        return "modifier"  # "rebel shelling", whatever the parser makes of it
    return relation


def _sits_on(mention: ActorMention, trigger: Trigger, sent: Any) -> str | None:
    labels: list[str] = []
    for token in climb(sent[mention.head], 7):
        if trigger.first <= index_of(token, sent) <= trigger.last:
            return _relation(labels)
        labels.append(f"{token.dep_}:{token.lower_}" if token.dep_ in {"prep", "agent"} else token.dep_)
    return None


def _relation(labels: Sequence[str]) -> str | None:
    """Name the relation that a chain of dependency labels (prepositions spelt out) stands for."""
    if not labels:
        return "self"
    top, below = labels[-1], labels[:-1]
    if not {label.split(":")[0] for label in below} <= _NAME_LABELS:
        return None
    preps = {label.split(":")[1] for label in labels if ":" in label}
    if top == "nsubj":
        return "subject" if not preps else None
    if top in {"nsubjpass", "dobj"}:
        return "object" if not preps else None
    if top.startswith("agent:") or preps == {"by"}:
        return "agent"
    if top in _MODIFIERS:
        return "modifier" if not preps else None
    return next((relation for words, relation in _RELATION_OF_PREPOSITION if preps & words), None)


def _subject_of_carrier(mention: ActorMention, trigger: Trigger, sent: Any, lexicon: Lexicon) -> bool:
    """In “the army launched an assault” the actor is the subject of the verb that carries the event noun."""
    verb = _verb_above(sent[trigger.head])
    if verb is None or verb.lower_ not in lexicon.roles.carriers:
        return False
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    for child in verb.children:
        if child.dep_ not in {"nsubj", "agent"} or (child.dep_ == "nsubj" and passive):
            continue
        if mention.first <= index_of(child, sent) <= mention.last or _below(mention, child, sent):
            return True
    return False


def _verb_above(token: Any) -> Any | None:
    """The verb an event noun hangs on; a verb that heads the sentence carries itself."""
    for _ in range(4):
        token = token.head
        if token.pos_ == "VERB":
            return token
        if token.dep_ == "ROOT":
            return None
    return None


def _came_when(mention: ActorMention, trigger: Trigger, sent: Any, lexicon: Lexicon) -> bool:
    """“Killed when tanks pushed into Hama”: the coming they were killed in is that of the tanks."""
    subject = sent[mention.head]
    clause = subject.head
    if not trigger.is_effect or subject.dep_ != "nsubj" or clause.dep_ != "advcl":
        return False
    killed_in_it = trigger.first <= index_of(clause.head, sent) <= trigger.last
    return killed_in_it and any(c.lower_ in lexicon.roles.came_when for c in clause.children)
