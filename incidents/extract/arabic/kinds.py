"""Of what kind: the sub-event type of an Arabic clause from its words, its weapon, its actors and its victims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from incidents.extract.arabic.casualties import Counts
from incidents.extract.arabic.clauses import Clause
from incidents.extract.arabic.lexicon import ArabicWords
from incidents.extract.arabic.text import Word
from incidents.model import EVENT_TYPE_OF, Actor, ActorCategory, EventType, Role, SubEventType

_REMOTE: Final = frozenset(
    {
        SubEventType.SHELLING,
        SubEventType.REMOTE_EXPLOSIVE,
        SubEventType.AIR_STRIKE,
        SubEventType.GRENADE,
        SubEventType.SUICIDE_BOMB,
        SubEventType.CHEMICAL_WEAPON,
    }
)
_TAKING: Final = frozenset({SubEventType.GOVERNMENT_REGAINS, SubEventType.NON_STATE_OVERTAKES})
_AIR_POWERS: Final = frozenset({ActorCategory.RUSSIA, ActorCategory.COALITION, ActorCategory.ISRAEL})
_GOVERNMENT_SIDE: Final = frozenset(
    {ActorCategory.GOVERNMENT, ActorCategory.MILITIA, ActorCategory.RUSSIA, ActorCategory.IRAN}
)
_BESIDE_A_CLASH: Final = frozenset({SubEventType.ARMED_CLASH, SubEventType.SHELLING, SubEventType.AIR_STRIKE})
_NO_FIGHTERS: Final = frozenset({ActorCategory.CIVILIANS, ActorCategory.UNKNOWN})
_ORDER: Final = (
    SubEventType.DISRUPTED_WEAPONS,
    SubEventType.CHEMICAL_WEAPON,
    SubEventType.SUICIDE_BOMB,
    SubEventType.AIR_STRIKE,
    SubEventType.REMOTE_EXPLOSIVE,
    SubEventType.GRENADE,
    SubEventType.SHELLING,
    SubEventType.GOVERNMENT_REGAINS,
    SubEventType.ABDUCTION,
    SubEventType.SEXUAL_VIOLENCE,
    SubEventType.ARRESTS,
    SubEventType.ATTACK,
    SubEventType.ARMED_CLASH,
    SubEventType.VIOLENT_DEMONSTRATION,
    SubEventType.MOB_VIOLENCE,
    SubEventType.LOOTING,
    SubEventType.AGREEMENT,
    SubEventType.NON_VIOLENT_TRANSFER,
    SubEventType.HEADQUARTERS,
    SubEventType.CHANGE_TO_GROUP,
)
"""Which of several specific words decides."""


def decide_type(
    clause: Clause,
    words: Sequence[Word],
    counts: Counts,
    actors: Sequence[Actor],
    lexicon: ArabicWords,
) -> SubEventType | None:
    """The sub-event type of a clause, or None when its words name no event."""
    own = words_of_means(clause, words, lexicon)
    means = next((sub for sub, book in lexicon.means if book.within(own) is not None), None)
    subs = {t.value.sub for t in clause.triggers if t.value.sub is not None}
    if SubEventType.PEACEFUL_PROTEST in subs and not subs & _REMOTE:
        return _protest(own, counts, subs, lexicon)
    if means is SubEventType.CHEMICAL_WEAPON and (subs & _REMOTE or counts.reported):
        return means
    taken = subs & _TAKING
    if taken and clause.main.value.sub in _TAKING | {SubEventType.ARMED_CLASH, None}:
        return _taker(actors)
    if clause.main.value.sub is SubEventType.ARMED_CLASH and subs <= _BESIDE_A_CLASH:
        return SubEventType.ARMED_CLASH  # "clashes amid shelling"
    for sub in _ORDER:
        if sub in subs:
            killed = any(t.value.effect == "killed" for t in clause.triggers)
            return _refined(sub, subs, own, means, counts, actors, lexicon, killed=killed)
    return _general(clause, counts, actors, means)


def words_of_means(clause: Clause, words: Sequence[Word], lexicon: ArabicWords) -> list[Word]:
    """The words of a clause without phrases such as "air force intelligence", which tell no means."""
    own = [words[i] for i in clause.span]
    out = {i for found in lexicon.books["no_means"].all(own) for i in range(found.first, found.last + 1)}
    return [word for i, word in enumerate(own) if i not in out]


def same_act(
    clause: Clause, sub: SubEventType, counts: Counts, actors: Sequence[Actor], before: SubEventType
) -> SubEventType:
    """Kind of an attack that says no means: that of the bombing told right before.

    "The attack", or a bare toll: "Fifty were wounded." Those who shot or stabbed are named otherwise.
    """
    if sub is not SubEventType.ATTACK or EVENT_TYPE_OF[before] is not EventType.EXPLOSIONS:
        return sub
    bare = clause.only_effects and counts.reported and not actors
    back = clause.main.definite and clause.main.value.sub is None
    return before if bare or back else sub


def _protest(
    own: Sequence[Word], counts: Counts, subs: set[SubEventType], lexicon: ArabicWords
) -> SubEventType:
    hurt = counts.killed.low or counts.wounded.low or SubEventType.ATTACK in subs
    if hurt or lexicon.books["protest_force"].within(own) is not None:
        return SubEventType.EXCESSIVE_FORCE
    if SubEventType.ARRESTS in subs or lexicon.books["intervention"].within(own) is not None:
        return SubEventType.PROTEST_WITH_INTERVENTION
    return SubEventType.PEACEFUL_PROTEST


def _taker(actors: Sequence[Actor]) -> SubEventType:
    takers = {a.category for a in actors if a.role is Role.INITIATOR}
    if takers & _GOVERNMENT_SIDE or not takers:
        return SubEventType.GOVERNMENT_REGAINS
    return SubEventType.NON_STATE_OVERTAKES


def _refined(
    sub: SubEventType,
    subs: set[SubEventType],
    own: Sequence[Word],
    means: SubEventType | None,
    counts: Counts,
    actors: Sequence[Actor],
    lexicon: ArabicWords,
    *,
    killed: bool,
) -> SubEventType:
    """The type that a specific word gives, refined by means and actors."""
    if sub is SubEventType.SHELLING:
        return _bombing(own, means, actors, lexicon)
    if sub is SubEventType.ABDUCTION and killed:
        return SubEventType.ATTACK
    if sub is SubEventType.REMOTE_EXPLOSIVE and means is SubEventType.SUICIDE_BOMB:
        return means
    if sub is SubEventType.ARMED_CLASH and means is SubEventType.SUICIDE_BOMB:
        return means
    if sub is SubEventType.ATTACK and counts.kinds == {"fighter"} and SubEventType.ARMED_CLASH in subs:
        return SubEventType.ARMED_CLASH
    return sub


def _bombing(
    own: Sequence[Word], means: SubEventType | None, actors: Sequence[Actor], lexicon: ArabicWords
) -> SubEventType:
    """Whether "قصف" was done from the air: by aircraft named, or by a power that bombs from there."""
    if means in {SubEventType.CHEMICAL_WEAPON, SubEventType.AIR_STRIKE}:
        return means
    from_the_ground = lexicon.books["from_the_ground"].within(own) is not None
    initiators = {a.category for a in actors if a.role is Role.INITIATOR}
    if initiators & _AIR_POWERS and not from_the_ground:
        return SubEventType.AIR_STRIKE
    return SubEventType.SHELLING


def _general(
    clause: Clause, counts: Counts, actors: Sequence[Actor], means: SubEventType | None
) -> SubEventType | None:
    """The type when no word is specific: by means, by who acts, by who suffers."""
    if means is not None:
        return means
    acts = [t.value for t in clause.triggers if t.value.effect is None]
    initiators = {a.category for a in actors if a.role is Role.INITIATOR}
    if acts:
        if initiators & _AIR_POWERS:
            return SubEventType.AIR_STRIKE
        fought = len({a.category for a in actors} - _NO_FIGHTERS) >= 2 or counts.kinds == {"fighter"}
        return SubEventType.ARMED_CLASH if fought else SubEventType.ATTACK
    if counts.reported or actors:
        return SubEventType.ARMED_CLASH if counts.kinds == {"fighter"} else SubEventType.ATTACK
    return None


def is_violent(sub: SubEventType) -> bool:
    """Whether somebody can be blamed for an event of this kind."""
    return EVENT_TYPE_OF[sub] in {
        EventType.VIOLENCE,
        EventType.EXPLOSIONS,
        EventType.PROTESTS,
        EventType.BATTLES,
    }
