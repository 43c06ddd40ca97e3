"""Who did it to whom: the actors of a frame and their roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from incidents.extract.attribution import Attribution
from incidents.extract.blame import carries, culprit_of, is_behind
from incidents.extract.doers import NAME_LABELS, doers, is_passive, named_by, undergoers
from incidents.extract.frames import Frame
from incidents.extract.lexicon import Lexicon
from incidents.extract.matching import ActorMention, Matchers, Trigger
from incidents.extract.parse_tree import VERBAL, ancestors, climb, index_of, overlaps, small_words
from incidents.model import Actor, ActorCategory, Role, SubEventType

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
_OBJECTS: Final = frozenset({"dobj", "obj", "dative", "attr", "oprd", "ccomp"})
_PASSIVE: Final = frozenset({"auxpass", "nsubjpass"})
_NO_OBJECT: Final = frozenset({"ADP", "PUNCT", "SCONJ", "CCONJ", "ADV"})
_FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "VBN"})
_CLOSE: Final = 3
"""Words between a verb and the event noun it carries, where only their order tells that it does."""

_BOUNDS: Final = frozenset({"least", "most", "up", "than"})
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
    answers: set[ActorCategory] = set()
    for mention in mentions:
        if overlaps(mention.first, mention.last, source_tokens) and not admits:
            role = _says_of_itself(mention, frame, sent, attribution, matchers.lexicon)
        else:
            role = _blamed(mention, sent, attribution) or _role(mention, frame, sent, matchers.lexicon)
        if role is not None:
            found.setdefault((mention.category, role), Actor(mention.text, mention.category, role))
            if role is Role.INITIATOR and _in_answered_clause(mention, frame, sent):
                answers.add(mention.category)
    if admits:
        for mention in mentions:
            if mention.first in source_tokens:
                key = (mention.category, Role.INITIATOR)
                found.setdefault(key, Actor(mention.text, *key))
    if not any(_names_culprit(category, role) for category, role in found):
        telltale = matchers.telltale_side(sent, frame.tokens)
        if telltale is not None:
            found[telltale.category, Role.INITIATOR] = Actor(telltale.text, telltale.category, Role.INITIATOR)
    return tuple(_without_answered(found, answers).values())


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


def denying(mentions: Sequence[ActorMention], attribution: Attribution | None) -> frozenset[ActorCategory]:
    """Whose doing it would be what a statement denies; "Damascus" speaks for more than one."""
    if attribution is None or attribution.kind != "deny" or attribution.negated:
        return frozenset()
    named = frozenset(m.category for m in mentions if m.first in attribution.source_tokens)
    return named or frozenset({ActorCategory.UNKNOWN})


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
        blamed = list(child.children) if on_whom else [child]
        named = any(_named_within(mention, token, sent) for token in blamed)
        if (on_whom or child.dep_ in {"dobj", "nsubjpass"}) and named:
            return Role.ALLEGED_PERPETRATOR
    return None


def _named_within(mention: ActorMention, token: Any, sent: Any) -> bool:
    return mention.first <= index_of(token, sent) <= mention.last or named_by(sent[mention.head], token)


def _role(mention: ActorMention, frame: Frame, sent: Any, lexicon: Lexicon) -> Role | None:
    """The part an actor has in a frame; whoever only owns a place or a thing in it is no more than a target."""
    role = _part(mention, frame, sent, lexicon)
    return role if role is Role.TARGET or not mention.owns else None


def _part(mention: ActorMention, frame: Frame, sent: Any, lexicon: Lexicon) -> Role | None:
    """The part in the event noun right after the actor, else in the first trigger that gives it one."""
    if any(culprit_of(mention, t, sent, lexicon) for t in frame.triggers):
        return Role.ALLEGED_PERPETRATOR
    if _at_hands_of(mention, frame, sent):
        return Role.INITIATOR
    next_to = [t for t in frame.triggers if mention.end + 1 == t.first and t.form.pos == "noun"]
    for trigger in [*next_to, *(t for t in frame.triggers if t not in next_to)]:
        role = _role_in(_relation_to(mention, trigger, sent, lexicon), trigger, sent, lexicon)
        role = role or _roundabout(mention, trigger, sent, lexicon)
        if role is not None:
            return role
    if any(_stands_before(mention, t, sent, lexicon) for t in frame.triggers):
        return Role.INITIATOR
    return Role.INITIATOR if _does_deed(mention, frame, sent, lexicon) else None


def _roundabout(mention: ActorMention, trigger: Trigger, sent: Any, lexicon: Lexicon) -> Role | None:
    """The role that a trigger gives through another verb, or through the clause it stands in."""
    token, base = sent[trigger.head], trigger.form.base
    if token.pos_ in VERBAL:
        if any(named_by(sent[mention.head], doer) for doer in doers(token)):
            if base in lexicon.sorting.mutual:
                return Role.PARTICIPANT
            return Role.TARGET if _undergone(trigger, sent, lexicon) else Role.INITIATOR
        if any(named_by(sent[mention.head], noun) for noun in undergoers(token)):
            return Role.TARGET
    carried = carries(mention, token, sent, lexicon) or is_behind(mention, token, sent, lexicon)
    return Role.INITIATOR if carried or _came_when(mention, trigger, sent, lexicon) else None


def _does_deed(mention: ActorMention, frame: Frame, sent: Any, lexicon: Lexicon) -> bool:
    """“Killed by army fire”, “in operations launched by the army”: the noun is no event, but somebody's doing."""
    named = [sent[i] for i, word in enumerate(small_words(sent)) if word in lexicon.roles.deeds]
    deeds = [token for token in named if _is_deed(token) and _told_in(token, frame, sent)]
    head = sent[mention.head]
    return any(
        index_of(deed, sent) == mention.end + 1
        or (head.i != deed.i and head.dep_ in _MODIFIERS and head.head.i == deed.i)
        or carries(mention, deed, sent, lexicon)
        for deed in deeds
    )


def _is_deed(noun: Any) -> bool:
    """Whether the frame's event came about by or in what a noun says was done: not "a blow to the advance"."""
    return noun.dep_ == "nsubj" or noun.head.lower_ in {"by", "in", "during", "under", "from", "of"}


def _told_in(noun: Any, frame: Frame, sent: Any) -> bool:
    """Whether a noun stands in a frame, or in a clause that is coordinated with it and tells what else was done."""
    if index_of(noun, sent) in frame.tokens:
        return True
    verb = next((t for t in ancestors(noun, 4) if t.pos_ in VERBAL), None)
    coordinated = verb is not None and verb.dep_ == "conj" and index_of(verb.head, sent) in frame.tokens
    return coordinated and bool(verb and is_passive(verb))


def _says_of_itself(
    mention: ActorMention, frame: Frame, sent: Any, attribution: Attribution | None, lexicon: Lexicon
) -> Role | None:
    """“The army said it had shelled the town”: a source that tells of its own deeds."""
    if attribution is None or attribution.kind != "assert":
        return None
    speakers = [c for c in sent[attribution.verb].children if c.dep_ == "nsubj"]
    if not any(named_by(sent[mention.head], speaker) for speaker in speakers):
        return None
    own = lexicon.roles.own
    for trigger in frame.triggers:
        for doer in doers(sent[trigger.head]) if sent[trigger.head].pos_ in VERBAL else ():
            if doer.lower_ in own or any(c.dep_ == "poss" and c.lower_ in own for c in doer.children):
                return Role.INITIATOR
    return None


def _at_hands_of(mention: ActorMention, frame: Frame, sent: Any) -> bool:
    above = list(climb(sent[mention.head], 5))
    hands = next((t for t in above if t.lower_ in {"hands", "hand"} and t.head.lower_ == "at"), None)
    return hands is not None and index_of(hands, sent) in frame.tokens


def _in_answered_clause(mention: ActorMention, frame: Frame, sent: Any) -> bool:
    """Whether an actor acts in "after rebels fired rockets": what came before what the frame tells."""
    clause = next((t for t in climb(sent[mention.head], 6) if t.dep_ in {"advcl", "pcomp"}), None)
    if clause is None:
        return False
    after = any(c.lower_ == "after" for c in clause.children) or clause.head.lower_ == "after"
    inside = {index_of(t, sent) for t in clause.subtree}
    return after and any(t.head not in inside for t in frame.triggers)


def _without_answered(
    found: dict[tuple[ActorCategory, Role], Actor], answers: set[ActorCategory]
) -> dict[tuple[ActorCategory, Role], Actor]:
    """Leave out those who acted before, when somebody else is named for what is told."""
    acting = {category for category, role in found if _names_culprit(category, role)}
    if not acting - answers:
        return found
    return {k: v for k, v in found.items() if not (k[1] is Role.INITIATOR and k[0] in answers)}


def _role_in(relation: str | None, trigger: Trigger, sent: Any, lexicon: Lexicon) -> Role | None:
    """The role that a place in the parse means for a trigger."""
    base, noun = trigger.form.base, trigger.form.pos == "noun"
    if base in lexicon.sorting.mutual and relation in _MUTUAL_RELATIONS:
        return Role.PARTICIPANT
    if relation == "subject":
        return Role.TARGET if _undergone(trigger, sent, lexicon) else Role.INITIATOR
    if relation == "from":
        # "Captured from the rebels" names who lost it, "eliminated many from the front" who died, "fire from" who shot.
        suffers = trigger.form.sub in TAKING or trigger.form.needs_people
        return Role.TARGET if suffers else Role.INITIATOR
    if relation == "agent":
        return Role.INITIATOR
    if relation == "modifier":
        # "25 Terrorists Killed" in capitals is read as a name.
        hurt = trigger.is_effect and not noun and _lacks_object(trigger, sent)
        return Role.TARGET if hurt or base in lexicon.roles.suffered else Role.INITIATOR
    if relation in {"object", "against"} or (relation == "of" and noun):
        return Role.TARGET
    return Role.INITIATOR if relation == "self" and noun else None


def _relation_to(mention: ActorMention, trigger: Trigger, sent: Any, lexicon: Lexicon) -> str | None:
    """How an actor stands to a trigger: "subject", "object", "agent", "modifier" ..., or None."""
    relation = _sits_on(mention, trigger, sent, lexicon)
    nominal = trigger.form.pos == "noun" or sent[trigger.head].tag_ == "VBG"
    if relation in {None, "subject"} and mention.end + 1 == trigger.first and nominal:
        return "modifier"  # "rebel shelling", whatever the parser makes of it
    return relation


def _sits_on(mention: ActorMention, trigger: Trigger, sent: Any, lexicon: Lexicon) -> str | None:
    labels: list[str] = []
    part = None
    for token in climb(sent[mention.head], 7):
        if trigger.first <= index_of(token, sent) <= trigger.last:
            return _relation(labels, _is_part(part, lexicon))
        labels.append(f"{token.dep_}:{token.lower_}" if token.dep_ in {"prep", "agent"} else token.dep_)
        part = token
    return None


def _is_part(noun: Any | None, lexicon: Lexicon) -> bool:
    """Whether a noun gives an amount or a gathering of those named after "of": "dozens of rebels"."""
    return noun is not None and (noun.lower_ in lexicon.roles.parts or noun.lower_ in lexicon.naming.grounds)


def _relation(labels: Sequence[str], part: bool) -> str | None:
    """Name the relation that a chain of dependency labels (prepositions spelt out) stands for.

    `part` tells that the word at its top is an amount of what follows: "dozens of rebels" are rebels.
    """
    if not labels:
        return "self"
    top, below = labels[-1], labels[:-1]
    if not {label.split(":")[0] for label in below} <= NAME_LABELS:
        return None
    preps = {label.split(":")[1] for label in labels if ":" in label}
    named = not preps or (part and preps == {"of"})
    if top == "nsubj":
        return "subject" if named else None
    if top in {"nsubjpass", "dobj"}:
        return "object" if named else None
    if top.startswith("agent:") or preps == {"by"}:
        return "agent"
    if top in _MODIFIERS:
        return "modifier" if not preps else None
    return next((relation for words, relation in _RELATION_OF_PREPOSITION if preps & words), None)


def _undergone(trigger: Trigger, sent: Any, lexicon: Lexicon) -> bool:
    """Whether the subject of a trigger is who it happened to."""
    verb = sent[trigger.head]
    if trigger.form.base in lexicon.roles.undergoing or any(c.dep_ in _PASSIVE for c in verb.children):
        return True
    # "12 jihadists killed in Kobani": who kills or wounds does so to somebody, and nobody is named.
    return trigger.is_effect and _lacks_object(trigger, sent)


def _lacks_object(trigger: Trigger, sent: Any) -> bool:
    """Whether nothing that a verb does follows it: the clause ends, or a place or a time is next."""
    after = sent[trigger.last + 1 : trigger.last + 3]
    if len(after) == 0:
        return True
    if after[0].pos_ == "ADP":
        return not (len(after) > 1 and (after[1].pos_ == "NUM" or after[1].lower_ in _BOUNDS))
    open_end = after[0].pos_ in _NO_OBJECT and after[0].pos_ != "ADP"
    return open_end and not any(c.dep_ in _OBJECTS for c in sent[trigger.head].children)


def _stands_before(mention: ActorMention, trigger: Trigger, sent: Any, lexicon: Lexicon) -> bool:
    """“... the rebels fired rockets”, when the parse of web text went wrong: the words stand side by side."""
    i = mention.end + 1
    if i >= len(sent):
        return False
    if trigger.first == i:
        finite = sent[i].tag_ in _FINITE or sent[i].lower_.endswith("s")
        active = trigger.form.base not in lexicon.roles.undergoing and not _lacks_object(trigger, sent)
        return trigger.form.pos == "verb" and finite and active
    return (
        (sent[i].tag_ in _FINITE or sent[i].text.istitle())
        and sent[i].lower_ in lexicon.roles.carriers
        and 0 < trigger.first - i <= _CLOSE
    )


def _came_when(mention: ActorMention, trigger: Trigger, sent: Any, lexicon: Lexicon) -> bool:
    """“Killed when tanks pushed into Hama”: the coming they were killed in is that of the tanks."""
    subject = sent[mention.head]
    clause = subject.head
    happened = trigger.is_effect or is_passive(sent[trigger.head])
    if not happened or subject.dep_ != "nsubj" or clause.dep_ != "advcl":
        return False
    killed_in_it = trigger.first <= index_of(clause.head, sent) <= trigger.last
    return killed_in_it and any(c.lower_ in lexicon.roles.came_when for c in clause.children)
