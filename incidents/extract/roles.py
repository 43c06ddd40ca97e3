"""Who did it to whom: the actors of a frame and their roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from incidents.extract.attribution import Attribution
from incidents.extract.frames import Frame
from incidents.extract.matching import ActorMention, Matchers, Trigger
from incidents.model import Actor, ActorCategory, Role, SubEventType

MUTUAL: Final = frozenset(
    {
        "clash",
        "fighting",
        "battle",
        "firefight",
        "gun battle",
        "gunbattle",
        "street fighting",
        "heavy fighting",
        "combat",
        "skirmish",
        "exchange of fire",
        "exchange fire",
        "fight",
        "gunfight",
    }
)
_CARRIERS: Final = frozenset(
    "launch launched launches launching carry carried carries carrying conduct conducted conducting stage staged staging "
    "mount mounted mounting unleash unleashed begin began begun start started perpetrate perpetrated commit committed "
    "committing step stepped intensify intensified resume resumed wage waged hit struck kept keep fired fire firing dropped "
    "drop dropping used using targeted targeting use bombed bomb".split()
)
_BLAME_FOR: Final = frozenset(
    {"accused", "accuse", "accusing", "accuses", "blamed", "blame", "blaming", "blames", "responsible"}
)


def _sits_on(mention: ActorMention, trigger: Trigger, sent: Any) -> str | None:
    """How an actor hangs on a trigger in the parse: "subject", "object", "agent", "modifier" ..., or None."""
    token = sent[mention.head]
    labels: list[str] = []
    for _ in range(7):
        index = token.i - sent.start
        if trigger.first <= index <= trigger.last:
            return _relation(labels)
        if token.head.i == token.i:
            return None
        labels.append(f"{token.dep_}:{token.lower_}" if token.dep_ in {"prep", "agent"} else token.dep_)
        token = token.head
    return None


def _relation(labels: Sequence[str]) -> str | None:
    top, below = (labels[-1], labels[:-1]) if labels else ("self", ())
    if not {label.split(":")[0] for label in below} <= {
        "compound",
        "amod",
        "conj",
        "pobj",
        "appos",
        "nmod",
        "poss",
        "prep",
        "nsubj",
        "npadvmod",
    }:
        return None
    preps = {label.split(":")[1] for label in labels if label.startswith(("prep:", "agent:"))}
    if top == "self":
        return "self"
    if top == "nsubj":
        return "subject" if not preps else None
    if top in {"nsubjpass", "dobj"}:
        return "object" if not preps else None
    if top.startswith("agent:") or preps == {"by"}:
        return "agent"
    if top in {"compound", "amod", "poss", "nmod"}:
        return "modifier" if not preps else None
    if "between" in preps or "with" in preps:
        return "between"
    if preps & {"against", "on", "at"}:
        return "against"
    if preps & {"of"}:
        return "of"
    if preps & {"from"}:
        return "agent"
    return None


def _subject_of_carrier(mention: ActorMention, trigger: Trigger, sent: Any) -> bool:
    """ "The army launched an assault": the actor is the subject of the verb that carries the event noun."""
    head = sent[trigger.head]
    for _ in range(4):
        head = head.head
        if head.pos_ == "VERB":
            break
        if head.dep_ == "ROOT":
            return False
    if head.pos_ != "VERB" or head.lower_ not in _CARRIERS:
        return False
    for child in head.children:
        covered = mention.first <= child.i - sent.start <= mention.last or (
            child.dep_ in {"nsubj", "agent"}
            and any(mention.first <= t.i - sent.start <= mention.last for t in child.subtree)
        )
        if child.dep_ == "nsubj" and covered and not any(c.dep_ == "auxpass" for c in head.children):
            return True
        if child.dep_ == "agent" and covered:
            return True
    return False


def _came_when(mention: ActorMention, trigger: Trigger, sent: Any) -> bool:
    """Tell whose coming it was that people were killed in: "People were killed when tanks pushed into Hama": whose coming it was that they were killed in."""
    if not trigger.is_effect:
        return False
    clause = sent[mention.head].head
    if (
        sent[mention.head].dep_ != "nsubj"
        or clause.dep_ != "advcl"
        or clause.head.i - sent.start not in range(trigger.first, trigger.last + 1)
    ):
        return False
    return any(c.lower_ in {"when", "as", "after"} for c in clause.children)


def _role(mention: ActorMention, frame: Frame, sent: Any) -> Role | None:
    for trigger in frame.triggers:
        relation = _sits_on(mention, trigger, sent)
        gerund = sent[trigger.head].tag_ == "VBG"
        if (
            relation in {None, "subject"}
            and mention.last + 1 == trigger.first
            and (trigger.form.pos == "noun" or gerund)
        ):
            relation = "modifier"  # "rebel shelling", whatever the parser makes of it
        passive = any(c.dep_ in {"auxpass", "nsubjpass"} for c in sent[trigger.head].children)
        dies = trigger.form.base in {
            "die",
            "perish",
            "lose their lives",
            "disappear",
            "defect",
            "surrender",
            "withdraw",
            "pull out",
            "fall to",
        }
        if trigger.form.base in MUTUAL and relation in {
            "subject",
            "between",
            "modifier",
            "agent",
            "against",
            "object",
            "of",
        }:
            return Role.PARTICIPANT
        if relation == "subject":
            return Role.TARGET if dies or passive else Role.INITIATOR
        if relation == "agent":
            return Role.INITIATOR
        if relation == "modifier":
            return (
                Role.TARGET
                if trigger.form.base
                in {"death", "defection", "withdrawal", "casualty", "body", "death toll", "toll"}
                else Role.INITIATOR
            )
        if relation in {"object", "against"}:
            return Role.TARGET
        if relation == "of" and trigger.form.pos == "noun":
            return Role.TARGET
        if relation == "self" and trigger.form.pos == "noun":
            return Role.INITIATOR
        if _subject_of_carrier(mention, trigger, sent) or _came_when(mention, trigger, sent):
            return Role.INITIATOR
    return None


def assign_roles(
    frame: Frame,
    sent: Any,
    mentions: Sequence[ActorMention],
    attribution: Attribution | None,
    matchers: Matchers,
    quantities_kinds: frozenset[str],
) -> tuple[Actor, ...]:
    """The actors of a frame with their roles, each category and role once.

    The source of a statement is no party to it, unless the statement says so; whoever is accused is an *alleged*
    perpetrator, and a denier never becomes one.
    """
    source_tokens = attribution.source_tokens if attribution else frozenset()
    found: dict[tuple[ActorCategory, Role], Actor] = {}
    for mention in mentions:
        if set(range(mention.first, mention.last + 1)) & source_tokens and not (
            attribution and attribution.kind == "admit"
        ):
            continue
        role = _blamed(mention, sent, attribution) or _role(mention, frame, sent)
        if role is not None:
            found.setdefault((mention.category, role), Actor(mention.text, mention.category, role))
    if attribution and attribution.kind == "admit":
        for mention in mentions:
            if mention.first in attribution.source_tokens:
                found.setdefault(
                    (mention.category, Role.INITIATOR), Actor(mention.text, mention.category, Role.INITIATOR)
                )
    if not any(role is Role.INITIATOR and cat is not ActorCategory.UNKNOWN for cat, role in found):
        telltale = matchers.telltale_side(sent, set(frame.tokens))
        if telltale is not None and not any(role in {Role.ALLEGED_PERPETRATOR} for _, role in found):
            found[telltale.category, Role.INITIATOR] = Actor(telltale.text, telltale.category, Role.INITIATOR)
    return tuple(found.values())


def _blamed(mention: ActorMention, sent: Any, attribution: Attribution | None) -> Role | None:
    if attribution is None or attribution.kind != "blame":
        return None
    verb = sent[attribution.verb]
    for child in verb.children:
        if child.dep_ in {"dobj", "nsubjpass"} and any(
            mention.first <= t.i - sent.start <= mention.last for t in child.subtree
        ):
            return Role.ALLEGED_PERPETRATOR
        if (
            child.dep_ in {"prep", "agent"}
            and child.lower_ == "on"
            and any(mention.first <= t.i - sent.start <= mention.last for t in child.subtree)
        ):
            return Role.ALLEGED_PERPETRATOR
    return None


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
    government = {ActorCategory.GOVERNMENT, ActorCategory.MILITIA, ActorCategory.RUSSIA, ActorCategory.IRAN}
    takers = {a.category for a in actors if a.role is Role.INITIATOR}
    if takers & government or not takers:
        return default
    return SubEventType.NON_STATE_OVERTAKES
