"""Of what kind: a frame's sub-event type from its words, its weapon, its actors and its victims."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any, Final

from incidents.extract.casualties import Counts
from incidents.extract.frames import Frame
from incidents.extract.matching import Matchers
from incidents.extract.roles import TAKING, territory_taker
from incidents.extract.words import SortingWords
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
_DOERS: Final = frozenset({Role.INITIATOR, Role.ALLEGED_PERPETRATOR})
_NO_FIGHTERS: Final = frozenset({ActorCategory.CIVILIANS, ActorCategory.UNKNOWN})


def decide_type(
    frame: Frame,
    sent: Any,
    counts: Counts,
    actors: Sequence[Actor],
    matchers: Matchers,
    deniers: Set[ActorCategory] = frozenset(),
) -> SubEventType | None:
    """The sub-event type of a frame, or None when its words name no event.

    Weapons decide before verbs ("killed by a car bomb"), specific words before general ones ("attack"); a killing
    without a named means is an attack on civilians, or a clash when those killed are fighters. `deniers` are none of
    the `actors`, but what they deny ("Russia denied bombing the town") would be their doing.
    """
    words = matchers.lexicon.sorting
    means = matchers.means(sent, frame.tokens)
    subs = [t.form.sub for t in frame.triggers if t.form.sub is not None]
    if SubEventType.PEACEFUL_PROTEST in subs and _REMOTE.isdisjoint(subs):
        return _protest(frame, sent, counts, words)
    if means is SubEventType.CHEMICAL_WEAPON and (_explosive(subs) or counts.reported or not subs):
        violent = counts.reported or any(not t.is_effect for t in frame.triggers)
        return means if violent else None
    others = [s for s in subs if s is not SubEventType.PEACEFUL_PROTEST]
    for sub in sorted(others, key=lambda s: EVENT_TYPE_OF[s] is EventType.STRATEGIC):
        decided = _specific(sub, frame, counts, actors, means, words)
        if decided is not None:
            return decided
    doers = {a.category for a in actors if a.role in _DOERS} | deniers
    return _general(frame, counts, actors, doers, means, words)


def _explosive(subs: Sequence[SubEventType]) -> bool:
    return any(sub in _REMOTE or sub is SubEventType.CHEMICAL_WEAPON for sub in subs)


def _protest(frame: Frame, sent: Any, counts: Counts, words: SortingWords) -> SubEventType:
    bases = {t.form.base for t in frame.triggers}
    if counts.killed.low or counts.wounded.low or bases & words.protest_force:
        return SubEventType.EXCESSIVE_FORCE
    text = sent.text.lower()
    if any(word in text for word in words.intervention):
        return SubEventType.PROTEST_WITH_INTERVENTION
    return SubEventType.PEACEFUL_PROTEST


def _specific(
    sub: SubEventType,
    frame: Frame,
    counts: Counts,
    actors: Sequence[Actor],
    means: SubEventType | None,
    words: SortingWords,
) -> SubEventType | None:
    """The type that a specific word gives, refined by means and actors; None when it says too little."""
    if sub in _REMOTE:
        return _refine_remote(sub, means)
    if sub in TAKING:
        only_weak = all(t.form.base in words.weak_taking for t in frame.triggers if t.is_specific)
        taken = any(a.role is Role.INITIATOR for a in actors) or not only_weak
        return territory_taker(actors, SubEventType.GOVERNMENT_REGAINS) if taken else None
    if sub is SubEventType.ABDUCTION:
        killed = any(t.form.effect == "killed" or t.form.sub is SubEventType.ATTACK for t in frame.triggers)
        return SubEventType.ATTACK if killed else sub
    if sub is SubEventType.ATTACK:
        return _attack_or_clash(counts, actors)
    if sub is SubEventType.ARMED_CLASH and means is SubEventType.SUICIDE_BOMB:
        return means
    return sub


def _refine_remote(sub: SubEventType, means: SubEventType | None) -> SubEventType:
    if means is None or sub is SubEventType.SUICIDE_BOMB:
        return sub
    if means in {SubEventType.CHEMICAL_WEAPON, SubEventType.SUICIDE_BOMB}:
        return means
    if sub in {SubEventType.SHELLING, SubEventType.REMOTE_EXPLOSIVE} and means is SubEventType.AIR_STRIKE:
        return means
    return sub


def _attack_or_clash(counts: Counts, actors: Sequence[Actor]) -> SubEventType:
    civilians = any(a.category is ActorCategory.CIVILIANS for a in actors)
    fought = any(a.role is Role.PARTICIPANT for a in actors)
    fighters_only = counts.kinds == {"fighter"} and not civilians
    return SubEventType.ARMED_CLASH if fighters_only and fought else SubEventType.ATTACK


def _general(
    frame: Frame,
    counts: Counts,
    actors: Sequence[Actor],
    doers: Set[ActorCategory],
    means: SubEventType | None,
    words: SortingWords,
) -> SubEventType | None:
    """The type when no word is specific: by means, by who acts, by who suffers."""
    if means is not None:
        return means
    acts = [t.form for t in frame.triggers if not t.is_effect]
    nouns = {form.base for form in acts if form.pos == "noun"}
    verbs = {form.base for form in acts if form.pos == "verb"}
    bases = {t.form.base for t in frame.triggers}
    if bases & words.strikes and doers & _AIR_POWERS:
        return SubEventType.AIR_STRIKE
    if bases & words.mutual:
        return SubEventType.ARMED_CLASH
    if "raid" in nouns:
        # On their own raids are flown; with ground forces they are searches or attacks on foot.
        return SubEventType.ARRESTS if _on_foot(actors, words) else SubEventType.AIR_STRIKE
    if any(t.is_effect for t in frame.triggers) and (counts.reported or actors):
        return SubEventType.ARMED_CLASH if _only_fighters_hurt(counts, actors) else SubEventType.ATTACK
    one_sided = SubEventType.ARMED_CLASH if _between_fighters(actors) else SubEventType.ATTACK
    if nouns & words.attack_nouns:
        return one_sided
    if verbs & words.attack_verbs and doers:
        return SubEventType.SHELLING if "bomb" in verbs else one_sided
    return None


def _on_foot(actors: Sequence[Actor], words: SortingWords) -> bool:
    written = {word for a in actors if a.role is Role.INITIATOR for word in a.as_written.lower().split()}
    return bool(written & words.ground_forces)


def _only_fighters_hurt(counts: Counts, actors: Sequence[Actor]) -> bool:
    """Whether those killed or wounded are fighters, by the words that count them or as the target of an armed force."""
    hurt = {a.category for a in actors if a.role is Role.TARGET}
    if counts.kinds:
        return counts.kinds == {"fighter"}
    return bool(hurt - _NO_FIGHTERS) and ActorCategory.CIVILIANS not in hurt


def _between_fighters(actors: Sequence[Actor]) -> bool:
    return len({a.category for a in actors} - _NO_FIGHTERS) >= 2
