"""Who: the armed parties an Arabic clause names, and what part each has in it, by word order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from incidents.extract.arabic.lexicon import ArabicWords, Form, Person
from incidents.extract.arabic.numbers import Quantity
from incidents.extract.arabic.phrases import Found
from incidents.extract.arabic.sources import Attribution
from incidents.extract.arabic.text import Flat, Word
from incidents.extract.claims import not_blamed
from incidents.model import PERPETRATOR_ROLES, Actor, ActorCategory, Role, SubEventType

ADJECTIVES: Final = 3
"""Adjectives between a force or an event and whose it is: "غارات جوية مكثفة روسية"."""
BEFORE_VERB: Final = 2
"""Words between a subject and its verb when the subject stands first."""
_PRONOUNS: Final = ("ها", "هم", "ه")


@dataclass(frozen=True, slots=True)
class ActorMention:
    """A party named at words ``first`` to ``last``."""

    first: int
    last: int
    text: str
    category: ActorCategory
    clitic: str = ""
    people: bool = False
    """Named by some of its people ("five soldiers of ..."), who fight or are hit."""


def find_actors(flat: Flat, words: Sequence[Word], lexicon: ArabicWords) -> list[ActorMention]:
    """All armed parties a sentence names, in order, without overlap."""
    found: list[ActorMention] = []
    i = 0
    while i < len(words):
        mention = _mention_at(flat, words, i, lexicon)
        if mention is not None:
            found.append(mention)
        i = mention.last + 1 if mention is not None else i + 1
    return found


def _mention_at(flat: Flat, words: Sequence[Word], i: int, lexicon: ArabicWords) -> ActorMention | None:
    name = _name_at(words, i, lexicon)
    force: Found[str] | Found[Person] | None = lexicon.forces.at(words, i)
    if force is None:
        people = lexicon.persons.at(words, i) if i == 0 or words[i - 1].form not in {"دون", "بدون"} else None
        force = people if people is not None and people.value.kind == "fighter" else None
    side = _side_after(words, force.last + 1, lexicon) if force is not None else None
    if force is not None and side is not None and (name is None or side[0] > name.last):
        return _made(flat, words, force, side[0], side[1])
    if name is not None:
        return _made(flat, words, name, name.last, name.value)
    alone = lexicon.alone.at(words, i)
    return _made(flat, words, alone, alone.last, alone.value) if alone is not None else None


def words_of_names(words: Sequence[Word], lexicon: ArabicWords) -> frozenset[int]:
    """The words inside names of more than one word: "liberation" in "the Organisation for the Liberation of ..."."""
    named = (found for found in lexicon.actors.all(words) if found.last > found.first)
    return frozenset(i for found in named for i in range(found.first, found.last + 1))


def _name_at(words: Sequence[Word], i: int, lexicon: ArabicWords) -> Found[ActorCategory] | None:
    """A party's name; "the army" and such only with the article."""
    found = lexicon.actors.at(words, i)
    if found is None or found.definite or found.first < found.last:
        return found
    return None if found.form in lexicon.sets["definite_only"] else found


def _made(
    flat: Flat,
    words: Sequence[Word],
    found: Found[str] | Found[Person] | Found[ActorCategory],
    last: int,
    side: ActorCategory,
) -> ActorMention:
    start = words[found.first].start
    if found.clitic[:1] in {"و", "ف", "ب", "ك"} or found.clitic == "ل":
        start += 1
    return ActorMention(found.first, last, flat.written(start, words[last].end), side, found.clitic)


def _side_after(words: Sequence[Word], start: int, lexicon: ArabicWords) -> tuple[int, ActorCategory] | None:
    """Whose a force is: a name or an adjective of nationality behind it, over other adjectives and "of"."""
    j = start
    while j < len(words) and j - start <= ADJECTIVES:
        name = _name_at(words, j, lexicon)
        if name is not None and name.clitic in {"", "ال", "ل", "لل"}:
            return name.last, name.value
        side = lexicon.sides.at(words, j)
        if side is not None and side.clitic in {"", "ال", "لل"}:
            return side.last, side.value
        between = lexicon.books["adjectives"].at(words, j) or lexicon.forces.at(words, j)
        if between is None and words[j].form not in {"من", "ل"}:
            return None
        j += 1
    return None


def event_side(
    flat: Flat, words: Sequence[Word], trigger: Found[Form], lexicon: ArabicWords
) -> ActorMention | None:
    """The side an adjective behind the event names: "غارات روسية", "قصف مدفعي تركي"."""
    j = trigger.last + 1
    while j < len(words) and j - trigger.last <= ADJECTIVES:
        side = lexicon.sides.at(words, j)
        if side is not None and side.clitic in {"", "ال"}:
            return ActorMention(j, j, flat.written(words[trigger.first].start, words[j].end), side.value)
        if lexicon.books["adjectives"].at(words, j) is None:
            return None
        j += 1
    return None


# --- roles ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scene:
    """What the roles of a clause are read from."""

    flat: Flat
    words: Sequence[Word]
    span: range
    triggers: Sequence[Found[Form]]
    quantities: Sequence[Quantity]
    attribution: Attribution | None
    lexicon: ArabicWords

    @property
    def mutual(self) -> bool:
        """Whether the clause tells of a fight of two sides, in which neither is told to have taken a place."""
        book = self.lexicon.books["mutual"]
        if any(t.value.sub is SubEventType.GOVERNMENT_REGAINS for t in self.triggers):
            return False
        return any(book.at(self.words, t.first) is not None for t in self.triggers)


def assign_roles(scene: Scene, mentions: Sequence[ActorMention]) -> tuple[Actor, ...]:
    """The actors of a clause with their roles, each category and role once.

    The source of a statement is no party to it, unless the statement admits it; whoever is accused is an *alleged*
    perpetrator, and a denier never becomes one.
    """
    found: dict[tuple[ActorCategory, Role], Actor] = {}
    said = scene.attribution
    for mention in mentions:
        source = said is not None and mention.first in said.words
        role = _of_source(scene) if source else _accused(mention, scene) or _role(mention, scene)
        if role is not None:
            found.setdefault((mention.category, role), Actor(mention.text, mention.category, role))
    if not any(role in PERPETRATOR_ROLES for _, role in found):
        for trigger in scene.triggers:
            side = event_side(scene.flat, scene.words, trigger, scene.lexicon)
            if side is not None:
                role = Role.PARTICIPANT if scene.mutual else Role.INITIATOR
                found.setdefault((side.category, role), Actor(side.text, side.category, role))
    actors = tuple(found.values())
    return not_blamed(actors) if said is not None and said.kind == "deny" else actors


def _of_source(scene: Scene) -> Role | None:
    """A source is a party when it admits the act or tells of "its" act: "announced its control of"."""
    said = scene.attribution
    if said is None:
        return None
    own = any(
        t.value.effect is None and t.form.endswith(_PRONOUNS) and t.first - max(said.words) <= ADJECTIVES
        for t in scene.triggers
    )
    that_it = max(said.words) + 1 < len(scene.words) and scene.words[max(said.words) + 1].form in {
        "انها",
        "انه",
    }
    if said.kind == "admit" or (said.kind == "assert" and (own or that_it)):
        return Role.INITIATOR
    return None


def _accused(mention: ActorMention, scene: Scene) -> Role | None:
    """The first party behind "accused" and its subject."""
    said = scene.attribution
    if said is None or said.kind != "blame" or mention.first <= said.verb:
        return None
    end = max(said.words) + 1
    beginning = all(not w.is_mark and w.form[:1] != "ب" for w in scene.words[end : mention.first])
    return Role.ALLEGED_PERPETRATOR if beginning else None


def _role(mention: ActorMention, scene: Scene) -> Role | None:
    lexicon, words = scene.lexicon, scene.words
    if lexicon.books["agents"].ending_at(words, mention.first, 2) is not None:
        return Role.INITIATOR
    if _among_hit(mention, scene):
        return Role.PARTICIPANT if scene.mutual else Role.TARGET
    if scene.mutual:
        return Role.PARTICIPANT
    post = lexicon.books["positions"].at(words, mention.first) is not None
    if _is_hit(mention, scene) or (post and not _acts_itself(mention, scene)):
        return Role.TARGET
    for trigger in scene.triggers:
        role = _beside(mention, trigger, scene)
        if role is not None:
            return role
    if _launches(mention, scene):
        return Role.INITIATOR
    fought = mention.first > 0 and words[mention.first - 1].form in {"مع", "ضد"}
    return Role.TARGET if fought else None


def _acts_itself(mention: ActorMention, scene: Scene) -> bool:
    """Whether a verb that is an event stands right before or behind a party."""
    verbs = [t for t in scene.triggers if t.value.pos == "verb"]
    return any(t.first == mention.last + 1 or t.last + 1 == mention.first for t in verbs)


def _among_hit(mention: ActorMention, scene: Scene) -> bool:
    """Whether people counted are of this party: "five of the army", "leaders in the front"."""
    start = mention.first
    if scene.words[start - 1 : start] and scene.words[start - 1].form in {"من", "في", "صفوف"}:
        people = range(max(0, start - 4), start)
        return any(scene.lexicon.persons.at(scene.words, i) is not None for i in people)
    inside = range(mention.first, mention.last + 1)
    if _kills_next(mention, scene):
        return False
    counted = any(
        q.at in inside or q.first in inside or q.last + 1 == mention.first for q in scene.quantities
    )
    return counted and any(t.value.effect or _takes_people(t.value) for t in scene.triggers)


def _kills_next(mention: ActorMention, scene: Scene) -> bool:
    """Whether a party stands between a verb of killing and people counted: "a gunman killed a policeman"."""
    verb = any(
        t.value.effect and t.value.pos == "verb" and t.last + 1 == mention.first for t in scene.triggers
    )
    return verb and any(q.first == mention.last + 1 and not q.joined for q in scene.quantities)


def _takes_people(form: Form) -> bool:
    return form.sub in {SubEventType.ARRESTS, SubEventType.ABDUCTION, SubEventType.ATTACK}


def _is_hit(mention: ActorMention, scene: Scene) -> bool:
    """Whether "against", "on" or "positions of" stands right before a party."""
    found = scene.lexicon.books["against"].ending_at(scene.words, mention.first, 2)
    if found is None:
        return False
    # "استهدف" before a party is its verb: the subject stands behind it.
    return not any(t.first == found.first and t.value.pos == "verb" for t in scene.triggers)


def _beside(mention: ActorMention, trigger: Found[Form], scene: Scene) -> Role | None:
    """The role of a party right behind an event word, or right before its verb."""
    if trigger.value.weapon:
        return None  # "with shells at a post of the army"
    gap = range(trigger.last + 1, mention.first)
    adjectives = scene.lexicon.books["adjectives"]
    behind = mention.first > trigger.last and len(gap) <= ADJECTIVES
    if behind and all(adjectives.at(scene.words, i) is not None for i in gap):
        if mention.clitic.startswith(("و", "ف")):
            return None
        return _of_effect(mention, trigger, scene) if trigger.value.effect else Role.INITIATOR
    before = mention.last < trigger.first <= mention.last + 1 + BEFORE_VERB
    acts = trigger.value.pos == "verb" and trigger.clitic in {"", "س"}
    if before and acts and not any(w.is_mark for w in scene.words[mention.last + 1 : trigger.first]):
        return Role.INITIATOR if trigger.value.effect is None else _of_effect(mention, trigger, scene)
    return None


def _of_effect(mention: ActorMention, trigger: Found[Form], scene: Scene) -> Role:
    """As in "قتل" is "killed" and "was killed": with people counted behind the party it killed them."""
    after = max(mention.last, trigger.last)
    victims = any(after < q.first <= after + ADJECTIVES for q in scene.quantities)
    return Role.INITIATOR if victims and trigger.value.pos == "verb" else Role.TARGET


def _launches(mention: ActorMention, scene: Scene) -> bool:
    """Whether the party is the subject of a verb that carries the event: "شنت طائرات روسية غارات"."""
    launch = scene.lexicon.books["launch"]
    near = (mention.first - 1, mention.last + 1)
    return any(0 <= i < len(scene.words) and launch.at(scene.words, i) is not None for i in near)
