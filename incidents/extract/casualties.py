"""How many: which numbers of a sentence count the killed and the wounded of a frame."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from incidents.extract.frames import Frame
from incidents.extract.lexicon import Lexicon
from incidents.extract.matching import Trigger
from incidents.extract.parse_tree import VERBAL, climb, index_of, small_words
from incidents.extract.quantities import Quantity
from incidents.extract.totals import (
    REACH_AMONG,
    is_among_dead,
    none_reported,
    parts_of,
    toll,
    with_breakdown,
)
from incidents.extract.words import CountingWords
from incidents.model import NOT_REPORTED, Casualties, SubEventType, VictimGroup

NEAR: Final = 5
"""Words between a number and the word of killing after it, by word order alone: "19 were reported dead"."""

_PASS_THROUGH: Final = frozenset(
    {
        "nummod", "quantmod", "pobj", "prep", "conj", "appos", "compound", "amod", "nmod", "dep", "npadvmod", "poss",
        "advmod",
    }
)  # fmt: skip
_BESIDE_NOUN: Final = frozenset(
    {"prep", "nummod", "poss", "compound", "amod", "quantmod", "nmod", "appos", "nsubj", "npadvmod", "dobj"}
)
_BELOW_VICTIM: Final = frozenset({"acl", "relcl", "amod", "xcomp", "conj", "acomp", "oprd", "advcl", "attr"})
_BELOW_VERB: Final = frozenset({"xcomp", "acomp", "oprd", "attr", "conj"})
_LIVES: Final = ("claim the li", "claim li", "take the li", "cost the li")


@dataclass(frozen=True, slots=True)
class Counts:
    """Killed and wounded of one frame, and the groups they are broken down into."""

    killed: Casualties = NOT_REPORTED
    wounded: Casualties = NOT_REPORTED
    groups: tuple[VictimGroup, ...] = ()
    kinds: frozenset[str] = frozenset()
    """"civilian", "fighter": whom the words name."""
    used: frozenset[int] = frozenset()
    """First tokens of the quantities that were counted."""
    undivided: bool = False
    """Whether a number is given of killed and wounded together: "19 killed or injured"."""

    @property
    def reported(self) -> bool:
        """Whether a number of killed, of wounded, or of both together is given."""
        return self.killed.reported or self.wounded.reported or self.undivided


def count(
    frame: Frame,
    sent: Any,
    quantities: Sequence[Quantity],
    lexicon: Lexicon,
    restrict: frozenset[int] | None = None,
) -> Counts:
    """Read a frame's casualties from the sentence's numbers of people.

    Parameters
    ----------
    frame : Frame
    sent : spacy.tokens.Span
    quantities : sequence of Quantity
        The sentence's numbers of people.
    lexicon : Lexicon
    restrict : frozenset of int, optional
        First tokens of the only quantities to use, when several places share one clause.
    """
    available = [q for q in quantities if restrict is None or q.first in restrict]
    killed = _count_effect("killed", frame, sent, available, lexicon)
    rest = [q for q in available if q.first not in killed.used]
    wounded = _count_effect("wounded", frame, sent, rest, lexicon)
    return Counts(
        killed.killed,
        wounded.wounded,
        killed.groups + wounded.groups,
        killed.kinds | wounded.kinds,
        killed.used | wounded.used,
        killed.undivided or wounded.undivided,
    )


def _count_effect(
    effect: str, frame: Frame, sent: Any, quantities: Sequence[Quantity], lexicon: Lexicon
) -> Counts:
    """The numbers of those killed, or of those wounded."""
    words = lexicon.counting
    triggers = [
        t for t in frame.triggers if t.form.effect == effect or (effect == "killed" and _kills(t, words))
    ]
    others = [t for t in frame.triggers if t.is_effect and t.form.effect != effect]
    links = _links(triggers, others, sent, quantities, words)
    if effect == "killed":
        links |= _untied(frame, sent, [q for q in quantities if not links[q]], words)
    linked = [q for q in quantities if links[q]]
    shared = {t for t in triggers if any(_either(t, other, sent, words) for other in others)}
    separate = [q for q in linked if not shared.issuperset(links[q])]
    parts = parts_of(quantities, sent, words) if linked else frozenset[Quantity]()
    total = none_reported(frame, sent, effect, words) or toll(separate, parts, links, sent, words)
    told = with_breakdown(linked, parts, quantities, sent)
    kinds = {q.kind for q in linked if q.kind} if linked else _bare_victims(triggers, sent, lexicon)
    counts = Counts(
        groups=tuple(
            _group(q, effect) for q in told if q.noun and (len(told) > 1 or q.noun not in words.no_group)
        ),
        kinds=frozenset(kinds),
        used=frozenset(q.first for q in linked),
        undivided=any(q not in separate and q.low is not None for q in linked),
    )
    if effect == "killed":
        return dataclasses.replace(counts, killed=total)
    return dataclasses.replace(counts, wounded=total)


def _links(
    triggers: Sequence[Trigger],
    others: Sequence[Trigger],
    sent: Any,
    quantities: Sequence[Quantity],
    words: CountingWords,
) -> dict[Quantity, list[Trigger]]:
    """For each number the words of an effect that it counts the victims of."""
    return {
        q: [
            t
            for t in triggers
            if _counts_for(q, t, sent, words) and not _of_other(q, t, others, quantities, words, sent)
        ]
        for q in quantities
    }


def _untied(
    frame: Frame, sent: Any, quantities: Sequence[Quantity], words: CountingWords
) -> dict[Quantity, list[Trigger]]:
    """Numbers that are of the killed by their own words: "claimed 17 lives", "left dozens dead"."""
    return {
        q: list(frame.triggers[:1])
        for q in quantities
        if _are_lives(q, frame, sent, words)
        or _left_dead(q, frame, sent, words)
        or _done_to_death(q, frame, sent)
    }


# --- does a number count those a word happened to? --------------------------------------------------------------


def _counts_for(quantity: Quantity, trigger: Trigger, sent: Any, words: CountingWords) -> bool:
    return (
        _attached(quantity, trigger, sent, words)
        or _tolled(quantity, trigger, sent, words)
        or _among(quantity, trigger, sent, words)
        or (trigger.is_effect and _adjacent(quantity, trigger, sent, words))
    )


def _are_lives(quantity: Quantity, frame: Frame, sent: Any, words: CountingWords) -> bool:
    """Whether a number is that of lives taken: "claimed 17 lives"."""
    verb = sent[quantity.head].head
    taken = quantity.noun in words.lives and verb.lower_ in words.life_takers
    return taken and any(index_of(t, sent) in frame.tokens for t in (verb, verb.head))


def _left_dead(quantity: Quantity, frame: Frame, sent: Any, words: CountingWords) -> bool:
    """Whether a number is of those left dead, however "dead" is parsed: "clashes that left dozens dead"."""
    if quantity.last + 1 >= len(sent) or sent[quantity.last + 1].lower_ != "dead":
        return False
    leaving = any(t.lower_ in words.leaving for t in sent[max(0, quantity.first - 2) : quantity.first])
    return leaving and any(index_of(t, sent) in frame.tokens for t in climb(sent[quantity.last + 1], 4))


def _done_to_death(quantity: Quantity, frame: Frame, sent: Any) -> bool:
    """Whether a number is of those that a verb was done to "to death": "beat a man to death"."""
    for trigger in frame.triggers:
        to = sent[trigger.head].head
        if trigger.form.base == "death" and to.lower_ == "to" and to.dep_ == "prep":
            victims = [c for c in to.head.children if c.dep_ in {"dobj", "nsubjpass"}]
            if any(quantity.first <= index_of(v, sent) <= quantity.last for v in victims):
                return True
    return False


def _either(one: Trigger, other: Trigger, sent: Any, words: CountingWords) -> bool:
    """Whether two effects share their victims, so that no number is of either: "19 killed and injured"."""
    first, second = sorted((one, other), key=lambda t: t.first)
    between = [t.lower_ for t in sent[first.last + 1 : second.first]]
    return len(between) == 1 and between[0] in words.either


def _of_other(
    quantity: Quantity,
    trigger: Trigger,
    others: Sequence[Trigger],
    quantities: Sequence[Quantity],
    words: CountingWords,
    sent: Any,
) -> bool:
    """Whether a number after a word of killing is that of another such word beside it.

    Of the next one: "57 civilians killed 150 injured"; of the one right before it: "kills 10 injures scores".
    """
    if quantity.first <= trigger.last:
        return False
    for other in others:
        if trigger.last < other.first and other.last < quantity.first <= other.last + 2:
            gap = {t.lower_ for t in sent[other.last + 1 : quantity.first]}
            if other.form.pos == "verb" and gap <= words.before_figure:
                return True
        if other.first == quantity.last + 1 and any(q.last + 1 == trigger.first for q in quantities):
            return True
    return False


def _tolled(quantity: Quantity, trigger: Trigger, sent: Any, words: CountingWords) -> bool:
    """Whether a number is the one a toll comes to: "the number of dead in the blast rises to 70".

    In headlines the verb may be left out before a bound: "death toll in the blast at least 70".
    """
    if quantity.first <= trigger.last:
        return False
    linked = sent[quantity.first - 1].lower_ in words.toll_links
    bound = sent[quantity.first].lower_ == "at" and quantity.high is None and trigger.form.base in words.tolls
    if not (linked or bound):
        return False
    return not words.toll_nouns.isdisjoint(small_words(sent)[: trigger.last + 1])


def _among(quantity: Quantity, trigger: Trigger, sent: Any, words: CountingWords) -> bool:
    """Whether a number tells how many of the dead were something."""
    near = trigger.first - quantity.last <= NEAR and quantity.first - trigger.last <= REACH_AMONG
    return near and is_among_dead(quantity, sent, words)


def _attached(quantity: Quantity, trigger: Trigger, sent: Any, words: CountingWords) -> bool:
    """Whether the parse ties a number of people to an effect word as the ones it happened to."""
    if trigger.first <= quantity.last and quantity.first <= trigger.last:
        return True
    labels = _path(quantity, trigger, sent)
    if labels is not None:
        return _hangs_below(quantity, trigger, sent, labels, words)
    return _stands_above(quantity, trigger, sent)


def _path(quantity: Quantity, trigger: Trigger, sent: Any) -> list[str] | None:
    """Dependency labels from the counted noun up to the trigger, or None when it is not below it."""
    labels: list[str] = []
    for token in climb(sent[quantity.head], 8):
        if trigger.first <= index_of(token, sent) <= trigger.last:
            return labels
        labels.append(token.dep_)
    return None


def _hangs_below(
    quantity: Quantity, trigger: Trigger, sent: Any, labels: Sequence[str], words: CountingWords
) -> bool:
    """Object of "killed 10", subject of "10 died", "10 deaths", "the death of 10"."""
    head = sent[trigger.head]
    top, below = (labels[-1], labels[:-1]) if labels else ("", ())
    if not set(below) <= _PASS_THROUGH:
        return False
    preposition = _preposition(quantity, trigger, sent)
    if trigger.form.pos == "noun" or head.pos_ in {"NOUN", "PROPN", "ADJ"}:
        return top in _BESIDE_NOUN and preposition not in words.not_victims
    passive = _is_passive(head) or trigger.form.base in words.dying
    if top in {"nsubj", "csubj", "nsubjpass"}:
        return passive or top == "nsubjpass"
    if top in {"dobj", "oprd", "ccomp", "dative", "attr"}:
        return not passive or top == "oprd"
    if top == "conj":
        # The parser hangs the rest of a list on the verb when something stands between: "a boy aged 12 and a girl".
        return not passive and sent[quantity.head].pos_ in {"NOUN", "PROPN"}
    if top == "prep":
        return trigger.form.base.startswith(_LIVES) or preposition == "of"
    return top == "nummod"


def _stands_above(quantity: Quantity, trigger: Trigger, sent: Any) -> bool:
    """The victim above its word: "48 people executed", "reported killed", "were among eight people killed"."""
    for current in climb(sent[trigger.head], 3):
        parent = current.head
        if current.dep_ not in _BELOW_VICTIM or parent.i == current.i:
            return False
        if quantity.first <= index_of(parent, sent) <= quantity.last:
            return True
        if current.dep_ in _BELOW_VERB and parent.pos_ in VERBAL:
            subjects = [c for c in parent.children if c.dep_ in {"nsubjpass", "nsubj"}]
            own = any(c.dep_ in {"nsubj", "nsubjpass", "dobj"} for c in current.children)
            undergone = current.dep_ != "conj" or _is_passive(current)
            if not own and undergone and any(_covers(c, quantity, sent) for c in subjects):
                return True
    return False


def _is_passive(token: Any) -> bool:
    if any(child.dep_ in {"auxpass", "nsubjpass"} for child in token.children):
        return True
    return (
        token.tag_ == "VBN"
        and token.dep_ in {"acl", "xcomp", "conj", "oprd", "ccomp", "ROOT", "advcl"}
        and not any(c.dep_ in {"dobj", "aux"} for c in token.children)
    )


def _covers(token: Any, quantity: Quantity, sent: Any) -> bool:
    """Whether a subject is the quantity, or the list or "of" phrase that the quantity is in."""
    if quantity.first <= index_of(token, sent) <= quantity.last:
        return True
    head = sent[quantity.head]
    return head.dep_ in {"conj", "pobj"} and any(head.head.i == t.i for t in (token, *token.children))


def _preposition(quantity: Quantity, trigger: Trigger, sent: Any) -> str | None:
    """The preposition right below the trigger by which the quantity hangs on it."""
    for token in climb(sent[quantity.head], 8):
        if token.head.i == token.i or trigger.first <= index_of(token, sent) <= trigger.last:
            return None
        if token.dep_ == "prep" and trigger.first <= index_of(token.head, sent) <= trigger.last:
            return str(token.lower_)
    return None


def _adjacent(quantity: Quantity, trigger: Trigger, sent: Any, words: CountingWords) -> bool:
    """Word order alone, for headlines and text without commas: "kills 4", "25 wounded", "19 dead"."""
    head = sent[trigger.head]
    if trigger.last < quantity.first <= trigger.last + 2:
        gap = {t.lower_ for t in sent[trigger.last + 1 : quantity.first]}
        verb = trigger.form.pos == "verb" or _told_by_verb(trigger, sent)
        return verb and not _is_passive(head) and gap <= words.before_figure
    if quantity.last < trigger.first <= quantity.last + NEAR:
        participle = head.tag_ in {"VBN", "VBD"} and not any(_is_object(c, words) for c in head.children)
        if not (_is_passive(head) or trigger.form.pos in {"noun", "adjective"} or participle):
            return False
        between = sent[quantity.last + 1 : trigger.first]
        return all(t.pos_ in {"AUX", "ADV"} or t.lower_ in words.after_figure for t in between)
    return False


def _told_by_verb(trigger: Trigger, sent: Any) -> bool:
    """Whether an adjective says what the verb right before it did to those named next: "shot dead eight people"."""
    verb = sent[max(0, trigger.first - 1)]
    return sent[trigger.head].pos_ == "ADJ" and verb.pos_ == "VERB" and not _is_passive(verb)


def _is_object(token: Any, words: CountingWords) -> bool:
    """Whether a verb has an object, and not the victims of the next effect: "woman killed 13 people injured"."""
    following = token.nbor().lower_ if token.i + 1 < len(token.doc) else ""
    return token.dep_ == "dobj" and following not in words.undergone


# --- who ----------------------------------------------------------------------------------------------------------


def _kills(trigger: Trigger, words: CountingWords) -> bool:
    """Words of killing that are no mere effect: executed, massacred, gunned down."""
    return trigger.form.sub is SubEventType.ATTACK and trigger.form.base not in words.not_deadly


def _group(quantity: Quantity, effect: str) -> VictimGroup:
    counted = quantity.casualties()
    name = quantity.noun or ""
    return VictimGroup(name, killed=counted) if effect == "killed" else VictimGroup(name, wounded=counted)


def _bare_victims(triggers: Sequence[Trigger], sent: Any, lexicon: Lexicon) -> set[str]:
    """Victims named without a number: "killed civilians", "villagers were slain"."""
    return {
        lexicon.victims[child.lower_]
        for trigger in triggers
        for child in sent[trigger.head].children
        if child.dep_ in {"dobj", "nsubjpass"} and child.lower_ in lexicon.victims
    }
