"""How many: which numbers of a sentence count the killed and the wounded of a frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from incidents.extract.frames import Frame
from incidents.extract.lexicon import Lexicon
from incidents.extract.matching import Trigger
from incidents.extract.parse_tree import VERBAL, climb, index_of
from incidents.extract.quantities import Quantity
from incidents.extract.words import CountingWords
from incidents.model import NOT_REPORTED, Casualties, SubEventType, VictimGroup

NEAR: Final = 5
"""Words between a number and the word of killing after it, by word order alone: "19 were reported dead"."""

LONGEST_LIST: Final = 10
"""Words between the first item of "10 children and 13 rebels were among ..." and "among"."""

LONGEST_GAP: Final = 6
"""Words between two numbers of one list."""

_PASS_THROUGH: Final = frozenset(
    {
        "nummod", "quantmod", "pobj", "prep", "conj", "appos", "compound", "amod", "nmod", "dep", "npadvmod", "poss",
        "advmod",
    }
)  # fmt: skip
_BESIDE_NOUN: Final = frozenset(
    {"prep", "nummod", "poss", "compound", "amod", "quantmod", "nmod", "appos", "nsubj", "npadvmod"}
)
_BELOW_VICTIM: Final = frozenset({"acl", "relcl", "amod", "xcomp", "conj", "acomp", "oprd", "advcl", "attr"})
_BELOW_VERB: Final = frozenset({"xcomp", "acomp", "oprd", "attr", "conj"})
_LIST_WORDS: Final = frozenset({"CCONJ", "PUNCT", "ADP", "DET", "ADJ", "NOUN", "PROPN"})
_LIVES: Final = ("claim the li", "take the li")


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

    @property
    def reported(self) -> bool:
        """Whether a number of killed or of wounded is given."""
        return self.killed.reported or self.wounded.reported


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
    linked = [
        q
        for q in quantities
        if any(_counts_for(q, t, sent, words) and not _of_next(q, t, others, quantities) for t in triggers)
    ]
    totals = [q for q in linked if not _is_part(q, sent, words)] or [q for q in linked if q.low is not None][
        :1
    ]
    total = _none_reported(frame, sent, effect, words) or _sum(_together(totals, sent, words), sent)
    groups = tuple(
        _group(q, effect) for q in linked if q.noun and (len(linked) > 1 or q.noun not in words.no_group)
    )
    kinds = {q.kind for q in linked if q.kind} if linked else _bare_victims(triggers, sent, lexicon)
    used = frozenset(q.first for q in linked)
    if effect == "killed":
        return Counts(killed=total, groups=groups, kinds=frozenset(kinds), used=used)
    return Counts(wounded=total, groups=groups, kinds=frozenset(kinds), used=used)


# --- does a number count those a word happened to? --------------------------------------------------------------


def _counts_for(quantity: Quantity, trigger: Trigger, sent: Any, words: CountingWords) -> bool:
    return (
        _attached(quantity, trigger, sent, words)
        or _tolled(quantity, trigger, sent, words)
        or (trigger.is_effect and _adjacent(quantity, trigger, sent, words))
    )


def _of_next(
    quantity: Quantity, trigger: Trigger, others: Sequence[Trigger], quantities: Sequence[Quantity]
) -> bool:
    """Whether a number after a word of killing is that of the next such word: "57 civilians killed 150 injured"."""
    if quantity.first <= trigger.last or all(other.first != quantity.last + 1 for other in others):
        return False
    return any(q.last + 1 == trigger.first for q in quantities)


def _tolled(quantity: Quantity, trigger: Trigger, sent: Any, words: CountingWords) -> bool:
    """Whether a number is the one a toll comes to: "the number of dead in the blast rises to 70"."""
    if quantity.first <= trigger.last or sent[quantity.first - 1].lower_ not in words.toll_links:
        return False
    return any(token.lower_ in words.toll_nouns for token in sent[: trigger.last + 1])


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
        return trigger.form.pos == "verb" and not _is_passive(head) and gap <= words.before_figure
    if quantity.last < trigger.first <= quantity.last + NEAR:
        participle = head.tag_ in {"VBN", "VBD"} and not any(c.dep_ == "dobj" for c in head.children)
        if not (_is_passive(head) or trigger.form.pos in {"noun", "adjective"} or participle):
            return False
        between = sent[quantity.last + 1 : trigger.first]
        return all(t.pos_ in {"AUX", "ADV"} or t.lower_ in words.after_figure for t in between)
    return False


# --- totals and parts ---------------------------------------------------------------------------------------------


def _is_part(quantity: Quantity, sent: Any, words: CountingWords) -> bool:
    """Whether a number only breaks down another one: "including two children", "three of them women"."""
    before = {t.lower_ for t in sent[max(0, quantity.first - 3) : quantity.first]}
    if before & words.part_words:
        # "were among eight people killed" gives the total itself.
        following = sent[quantity.last + 1 : quantity.last + 3]
        return not ("among" in before and any(t.tag_ == "VBN" for t in following))
    after = [t.lower_ for t in sent[quantity.last + 1 : quantity.last + 3]]
    if len(after) == 2:
        if after[0] == "of" and after[1] in words.part_pronouns:
            return True
        if after[0] in words.copulas and after[1] == "among":
            return True
    return _list_before_among(quantity, sent, words)


def _list_before_among(quantity: Quantity, sent: Any, words: CountingWords) -> bool:
    """The first items of "10 children and 13 rebels were among 48 people executed"."""
    text = [t.lower_ for t in sent]
    for i in range(quantity.last + 1, len(text) - 1):
        if text[i] == "among" and text[i - 1] in words.copulas:
            return i - quantity.last < LONGEST_LIST and words.ends_list.isdisjoint(
                text[quantity.last + 1 : i]
            )
    return False


def _together(quantities: Sequence[Quantity], sent: Any, words: CountingWords) -> list[Quantity]:
    """The run of numbers that stand in one list with the first: those add up; a later figure restates or divides."""
    run = list(quantities[:1])
    for q in quantities[1:]:
        gap = sent[run[-1].last + 1 : q.first]
        listed = all(t.pos_ in _LIST_WORDS and t.lower_ not in words.list_breaks for t in gap)
        if not listed or len(gap) > LONGEST_GAP:
            break
        run.append(q)
    return run


def _sum(quantities: Sequence[Quantity], sent: Any) -> Casualties:
    lows = [q.low for q in quantities if q.low is not None]
    if not lows:
        return NOT_REPORTED
    highs = [q.high for q in quantities if q.high is not None]
    high = sum(highs) if len(highs) == len(quantities) else None
    phrase = (
        sent[quantities[0].first : quantities[-1].last + 1].text
        if len(quantities) <= 4
        else "; ".join(q.phrase for q in quantities)
    )
    return Casualties(sum(lows), high, phrase)


def _none_reported(frame: Frame, sent: Any, effect: str, words: CountingWords) -> Casualties | None:
    """(0, 0) for "no one was killed", "no casualties", "without any deaths"."""
    for trigger in frame.triggers:
        if trigger.form.effect != effect and trigger.form.base not in words.both_effects:
            continue
        token = sent[trigger.head]
        own = any(c.dep_ in {"det", "neg"} and c.lower_ == "no" for c in token.children)
        subject = {g.lower_ for c in token.children if c.dep_ in {"nsubj", "nsubjpass"} for g in c.subtree}
        before = sent[trigger.first - 1].lower_ if trigger.first else ""
        nobody = trigger.form.pos == "verb" and bool(subject & words.nobody)
        if own or before in words.no_before or nobody:
            return Casualties(0, 0, sent[max(0, trigger.first - 1) : trigger.last + 1].text)
    return None


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
