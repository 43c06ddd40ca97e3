"""Of what kind: a frame's sub-event type from its words, its weapon, its actors and its victims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from incidents.extract.casualties import Counts
from incidents.extract.frames import Frame
from incidents.extract.matching import Matchers
from incidents.extract.roles import MUTUAL, territory_taker
from incidents.model import EVENT_TYPE_OF, Actor, ActorCategory, EventType, Role, SubEventType

_REMOTE: Final = frozenset(
    {
        SubEventType.SHELLING,
        SubEventType.REMOTE_EXPLOSIVE,
        SubEventType.AIR_STRIKE,
        SubEventType.GRENADE,
        SubEventType.SUICIDE_BOMB,
    }
)
_AIR_POWERS: Final = frozenset(
    {ActorCategory.RUSSIA, ActorCategory.COALITION, ActorCategory.ISRAEL, ActorCategory.TURKEY}
)
_STRIKE_WORDS: Final = frozenset(
    {"strike", "raid", "attack", "bomb", "hit", "target", "carry out", "launch", "blast"}
)
_TAKING: Final = frozenset({SubEventType.GOVERNMENT_REGAINS, SubEventType.NON_STATE_OVERTAKES})
_WEAK_TAKING: Final = frozenset(
    {"enter", "sweep into", "advance into", "push into", "move into", "roll into", "pour into"}
)
_PROTEST_VERBS_OF_FORCE: Final = frozenset({"open fire", "fire on", "fire at", "shoot"})
_INTERVENTION: Final = (
    "tear gas",
    "dispersed",
    "disperse",
    "batons",
    "rubber bullets",
    "water cannon",
    "arrest",
)


def decide_type(
    frame: Frame, sent: Any, counts: Counts, actors: Sequence[Actor], matchers: Matchers
) -> SubEventType | None:
    """The sub-event type of a frame, or None when its words name no event.

    Weapons decide before verbs ("killed by a car bomb"), specific words before general ones ("attack"); a killing
    without a named means is an attack on civilians, or a clash when those killed are fighters.
    """
    tokens = set(frame.tokens)
    means = matchers.means(sent, tokens)
    specific = [t for t in frame.triggers if t.is_specific]
    subs = [t.form.sub for t in specific]
    protest = next((s for s in subs if s is SubEventType.PEACEFUL_PROTEST), None)
    remote = next((s for s in subs if s in _REMOTE), None)
    if protest is not None and remote is None:
        return _protest(frame, sent, counts)
    if means is SubEventType.CHEMICAL_WEAPON and (
        _explosive(subs) or counts.killed.reported or counts.wounded.reported or not specific
    ):
        return means if _violent(frame, counts) else None
    for sub in sorted(
        (s for s in subs if s is not None and s is not SubEventType.PEACEFUL_PROTEST),
        key=lambda s: EVENT_TYPE_OF[s] is EventType.STRATEGIC,
    ):
        if sub in _REMOTE:
            return _refine_remote(sub, means)
        if sub in _TAKING:
            if all(t.form.base in _WEAK_TAKING for t in specific) and not any(
                a.role is Role.INITIATOR for a in actors
            ):
                continue
            return territory_taker(actors, SubEventType.GOVERNMENT_REGAINS)
        if sub is SubEventType.ABDUCTION and any(
            t.form.effect == "killed" or t.form.sub is SubEventType.ATTACK for t in frame.triggers
        ):
            return SubEventType.ATTACK
        if sub is SubEventType.ATTACK:
            return _attack_or_clash(counts, actors)
        if sub is SubEventType.ARMED_CLASH and means in {SubEventType.SUICIDE_BOMB}:
            return means
        return sub
    return _general(frame, counts, actors, means)


def _explosive(subs: Sequence[SubEventType | None]) -> bool:
    return any(sub in _REMOTE or sub is SubEventType.CHEMICAL_WEAPON for sub in subs)


def _violent(frame: Frame, counts: Counts) -> bool:
    return counts.killed.reported or counts.wounded.reported or any(not t.is_effect for t in frame.triggers)


def _refine_remote(sub: SubEventType, means: SubEventType | None) -> SubEventType:
    if means is None or sub is SubEventType.SUICIDE_BOMB:
        return sub
    if means in {SubEventType.CHEMICAL_WEAPON, SubEventType.SUICIDE_BOMB}:
        return means
    if sub in {SubEventType.SHELLING, SubEventType.REMOTE_EXPLOSIVE} and means is SubEventType.AIR_STRIKE:
        return means
    return sub


def _protest(frame: Frame, sent: Any, counts: Counts) -> SubEventType:
    bases = {t.form.base for t in frame.triggers}
    if counts.killed.low or counts.wounded.low or bases & _PROTEST_VERBS_OF_FORCE:
        return SubEventType.EXCESSIVE_FORCE
    text = sent.text.lower()
    if any(word in text for word in _INTERVENTION):
        return SubEventType.PROTEST_WITH_INTERVENTION
    return SubEventType.PEACEFUL_PROTEST


def _attack_or_clash(counts: Counts, actors: Sequence[Actor]) -> SubEventType:
    fighters_only = counts.kinds == {"fighter"} and not any(
        a.category is ActorCategory.CIVILIANS for a in actors
    )
    return (
        SubEventType.ARMED_CLASH
        if fighters_only and any(a.role is Role.PARTICIPANT for a in actors)
        else SubEventType.ATTACK
    )


def _general(
    frame: Frame, counts: Counts, actors: Sequence[Actor], means: SubEventType | None
) -> SubEventType | None:
    if means is not None:
        return means
    bases = {t.form.base for t in frame.triggers}
    initiators = {a.category for a in actors if a.role is Role.INITIATOR}
    if bases & _STRIKE_WORDS and initiators & _AIR_POWERS:
        return SubEventType.AIR_STRIKE
    if bases & MUTUAL:
        return SubEventType.ARMED_CLASH
    effect = any(t.is_effect for t in frame.triggers)
    nouns = {t.form.base for t in frame.triggers if t.form.pos == "noun" and not t.is_effect}
    if "raid" in nouns:
        # On their own raids are flown; with ground forces they are searches or attacks on foot.
        return SubEventType.ARRESTS if _ground_force(actors) else SubEventType.AIR_STRIKE
    if effect and (counts.killed.reported or counts.wounded.reported or actors):
        if counts.kinds == {"fighter"}:
            return SubEventType.ARMED_CLASH
        return SubEventType.ATTACK
    if nouns & {"attack", "raid", "strike", "crackdown", "bloodshed"}:
        return SubEventType.ARMED_CLASH if _between_fighters(actors) else SubEventType.ATTACK
    verbs = {t.form.base for t in frame.triggers if t.form.pos == "verb" and not t.is_effect}
    if verbs & {"attack", "bomb", "target", "hit", "strike"} and initiators:
        return (
            SubEventType.SHELLING
            if verbs & {"bomb"}
            else SubEventType.ARMED_CLASH
            if _between_fighters(actors)
            else SubEventType.ATTACK
        )
    return None


def _ground_force(actors: Sequence[Actor]) -> bool:
    words = {word for a in actors if a.role is Role.INITIATOR for word in a.as_written.lower().split()}
    return bool(
        words
        & {"troops", "soldiers", "police", "security", "army", "militia", "militiamen", "gunmen", "fighters"}
    )


def _between_fighters(actors: Sequence[Actor]) -> bool:
    sides = {a.category for a in actors if a.category not in {ActorCategory.CIVILIANS, ActorCategory.UNKNOWN}}
    return len(sides) >= 2
