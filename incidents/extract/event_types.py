"""Of what kind: a frame's sub-event type from its words, its weapon, its actors and its victims."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any, Final

from incidents.extract.casualties import Counts
from incidents.extract.doers import RELATIVES, is_passive
from incidents.extract.frames import Frame
from incidents.extract.matching import Matchers, Trigger
from incidents.extract.objects import objects_of
from incidents.extract.parse_tree import index_of
from incidents.extract.roles import TAKING, territory_taker
from incidents.extract.words import SortingWords
from incidents.model import (
    EVENT_TYPE_OF,
    PERPETRATOR_ROLES,
    Actor,
    ActorCategory,
    EventType,
    Role,
    SubEventType,
)

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
_STATE: Final = frozenset({ActorCategory.GOVERNMENT, ActorCategory.TRANSITIONAL})
_VIOLENT: Final = frozenset({SubEventType.MOB_VIOLENCE, SubEventType.ATTACK})
_PROTESTS: Final = frozenset({SubEventType.PEACEFUL_PROTEST, SubEventType.PROTEST_WITH_INTERVENTION})
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
    means = matchers.means(sent, frame.tokens | _antecedents(frame, sent))
    subs = [t.form.sub for t in frame.triggers if t.form.sub is not None]
    by_object = _by_object(frame, sent, actors, words)
    if by_object is not None:
        return by_object
    if SubEventType.VIOLENT_DEMONSTRATION in subs and _REMOTE.isdisjoint(subs):
        return SubEventType.VIOLENT_DEMONSTRATION
    if not _PROTESTS.isdisjoint(subs) and _REMOTE.isdisjoint(subs):
        return _protest(frame, sent, counts, words)
    if means is SubEventType.CHEMICAL_WEAPON and (_explosive(subs) or counts.reported or not subs):
        violent = counts.reported or any(not t.is_effect for t in frame.triggers)
        return means if violent else None
    unopposed = any(phrase in sent.text.lower() for phrase in words.unopposed)
    others = [s for s in subs if s not in _PROTESTS]
    for sub in sorted(others, key=lambda s: EVENT_TYPE_OF[s] is EventType.STRATEGIC):
        decided = _specific(sub, frame, counts, actors, means, words, unopposed=unopposed)
        if decided is not None:
            return decided
    doers = {a.category for a in actors if a.role in PERPETRATOR_ROLES} | deniers
    return _general(frame, counts, actors, doers, means, words)


def _antecedents(frame: Frame, sent: Any) -> frozenset[int]:
    """What a relative clause says it of: "the | planes | which struck Raqqa"."""
    nouns = {
        sent[i].head
        for i in frame.clauses
        if sent[i].dep_ == "relcl"
        and any(c.dep_ == "nsubj" and c.lower_ in RELATIVES for c in sent[i].children)
    }
    named = [t for noun in nouns for t in (noun, *noun.children) if t.i == noun.i or t.dep_ == "compound"]
    return frozenset(index_of(t, sent) for t in named)


def _by_object(frame: Frame, sent: Any, actors: Sequence[Actor], words: SortingWords) -> SubEventType | None:
    """The type that a verb has by what it is done to, or by who does it, whatever else its clause names."""
    subs = {t.form.sub for t in frame.triggers}
    if SubEventType.SEXUAL_VIOLENCE in subs:
        return SubEventType.SEXUAL_VIOLENCE  # "sexually assaulted" is no assault
    if SubEventType.DISRUPTED_WEAPONS in subs and any(_found_in_time(t, sent, words) for t in frame.triggers):
        return SubEventType.DISRUPTED_WEAPONS
    if any(_by_mob(t, sent, words) for t in frame.triggers):
        return SubEventType.MOB_VIOLENCE
    if SubEventType.ABDUCTION in subs and _led_away_by_state(frame, actors):
        return SubEventType.ARRESTS
    searched = any(t.form.base == "raid" and _object_in(t, sent, words.homes) for t in frame.triggers)
    raided = any(t.form.base == "raid" and t.form.pos == "verb" for t in frame.triggers)
    if searched or (raided and SubEventType.ARRESTS in subs):
        return SubEventType.ARRESTS if _on_foot(actors, words) or SubEventType.ARRESTS in subs else None
    return None


def _object_in(trigger: Trigger, sent: Any, nouns: frozenset[str]) -> bool:
    return any(token.lower_ in nouns for token in objects_of(sent[trigger.head]))


def _found_in_time(trigger: Trigger, sent: Any, words: SortingWords) -> bool:
    """Whether a bomb or a plot is the object of a verb that ends it: "defused a car bomb"."""
    disrupting = trigger.form.sub is SubEventType.DISRUPTED_WEAPONS and trigger.form.pos == "verb"
    return disrupting and (trigger.form.takes != "" or _object_in(trigger, sent, words.bombs))


def _by_mob(trigger: Trigger, sent: Any, words: SortingWords) -> bool:
    """Whether a crowd or the people around kill or beat somebody."""
    violent = trigger.form.sub in _VIOLENT or trigger.form.base == "kill"
    verb = sent[trigger.head]
    return (
        violent
        and trigger.form.pos == "verb"
        and not is_passive(verb)
        and any(doer.lower_ in words.mobs for doer in _subjects(verb))
    )


def _subjects(verb: Any) -> list[Any]:
    """The subjects of a verb, or of the one it is coordinated with: "residents caught a thief and lynched him"."""
    own = [c for c in verb.children if c.dep_ == "nsubj"]
    if own or verb.dep_ != "conj":
        return own
    return [c for c in verb.head.children if c.dep_ == "nsubj"]


def _led_away_by_state(frame: Frame, actors: Sequence[Actor]) -> bool:
    taken = all(t.form.takes for t in frame.triggers if t.form.sub is SubEventType.ABDUCTION)
    return taken and any(a.role is Role.INITIATOR and a.category in _STATE for a in actors)


def _explosive(subs: Sequence[SubEventType]) -> bool:
    return any(sub in _REMOTE or sub is SubEventType.CHEMICAL_WEAPON for sub in subs)


def _protest(frame: Frame, sent: Any, counts: Counts, words: SortingWords) -> SubEventType:
    bases = {t.form.base for t in frame.triggers}
    if counts.killed.low or counts.wounded.low or bases & words.protest_force:
        return SubEventType.EXCESSIVE_FORCE
    text = sent.text.lower()
    broken_up = any(t.form.sub is SubEventType.PROTEST_WITH_INTERVENTION for t in frame.triggers)
    if broken_up or any(word in text for word in words.intervention):
        return SubEventType.PROTEST_WITH_INTERVENTION
    return SubEventType.PEACEFUL_PROTEST


def _specific(
    sub: SubEventType,
    frame: Frame,
    counts: Counts,
    actors: Sequence[Actor],
    means: SubEventType | None,
    words: SortingWords,
    *,
    unopposed: bool,
) -> SubEventType | None:
    """The type that a specific word gives, refined by means and actors; None when it says too little."""
    if sub in _REMOTE:
        return _refine_remote(sub, means)
    if sub is SubEventType.MOB_VIOLENCE and all(t.form.takes for t in frame.triggers if t.form.sub is sub):
        return SubEventType.ATTACK  # a beating, and no mob named
    if sub in TAKING:
        only_weak = all(t.form.base in words.weak_taking for t in frame.triggers if t.is_specific)
        taken = any(a.role is Role.INITIATOR for a in actors) or not only_weak
        if taken and unopposed:
            return SubEventType.NON_VIOLENT_TRANSFER
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
