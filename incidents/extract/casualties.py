"""How many: which numbers of a sentence count the killed and the wounded of a frame."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
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

LONGEST_JOIN: Final = 2
"""Words between two numbers that break down the same toll: ", and"."""

REACH_AMONG: Final = 8
"""Words before a number among which "among the dead of ... were" must stand."""

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
_LIVES: Final = ("claim the li", "take the li", "cost the li")

Links = Mapping[Quantity, Sequence[Trigger]]
"""The words of an effect that each number of a sentence is tied to."""


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
    shared = [t for t in triggers if any(_either(t, other, sent, words) for other in others)]
    links = {
        q: [t for t in triggers if _counts_for(q, t, sent, words) and not _of_other(q, t, others, quantities, words, sent)]
        for q in quantities
    }
    linked = [q for q in quantities if links[q]]
    parts = _parts(quantities, sent, words)
    own = [q for q in linked if not set(links[q]) <= set(shared)]
    total = _none_reported(frame, sent, effect, words) or _toll(own, parts, links, sent, words)
    told = _with_breakdown(linked, parts, quantities, sent)
    groups = tuple(
        _group(q, effect) for q in told if q.noun and (len(told) > 1 or q.noun not in words.no_group)
    )
    kinds = {q.kind for q in linked if q.kind} if linked else _bare_victims(triggers, sent, lexicon)
    used = frozenset(q.first for q in linked)
    undivided = any(q not in own and q.low is not None for q in linked)
    counts = Counts(groups=groups, kinds=frozenset(kinds), used=used, undivided=undivided)
    if effect == "killed":
        return dataclasses.replace(counts, killed=total)
    return dataclasses.replace(counts, wounded=total)


# --- does a number count those a word happened to? --------------------------------------------------------------


def _counts_for(quantity: Quantity, trigger: Trigger, sent: Any, words: CountingWords) -> bool:
    return (
        _attached(quantity, trigger, sent, words)
        or _tolled(quantity, trigger, sent, words)
        or _among(quantity, trigger, sent, words)
        or (trigger.is_effect and _adjacent(quantity, trigger, sent, words))
    )


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
    return (linked or bound) and any(token.lower_ in words.toll_nouns for token in sent[: trigger.last + 1])


def _among(quantity: Quantity, trigger: Trigger, sent: Any, words: CountingWords) -> bool:
    """Whether a number tells how many of the dead were something."""
    near = trigger.first - quantity.last <= NEAR and quantity.first - trigger.last <= REACH_AMONG
    return near and _is_among_dead(quantity, sent, words)


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
        return trigger.form.pos == "verb" and not _is_passive(head) and gap <= words.before_figure
    if quantity.last < trigger.first <= quantity.last + NEAR:
        participle = head.tag_ in {"VBN", "VBD"} and not any(_is_object(c) for c in head.children)
        if not (_is_passive(head) or trigger.form.pos in {"noun", "adjective"} or participle):
            return False
        between = sent[quantity.last + 1 : trigger.first]
        return all(t.pos_ in {"AUX", "ADV"} or t.lower_ in words.after_figure for t in between)
    return False


def _is_object(token: Any) -> bool:
    """Whether a verb has an object, and not the victims of the next effect: "woman killed 13 people injured"."""
    undergoing = any(c.dep_ == "acl" and c.tag_ == "VBN" and c.i == token.i + 1 for c in token.children)
    return token.dep_ == "dobj" and not undergoing


# --- totals and parts ---------------------------------------------------------------------------------------------


def _is_part(quantity: Quantity, sent: Any, words: CountingWords) -> bool:
    """Whether a number only breaks down another one: "including two children", "three of them women"."""
    before = {t.lower_ for t in sent[max(0, quantity.first - 3) : quantity.first]}
    if before & words.part_words:
        # "were among eight people killed" gives the total itself.
        following = sent[quantity.last + 1 : quantity.last + 3]
        return not ("among" in before and any(t.tag_ == "VBN" for t in following))
    if _is_among_dead(quantity, sent, words):
        return True
    after = [t.lower_ for t in sent[quantity.last + 1 : quantity.last + 3]]
    if len(after) == 2:
        if after[0] == "of" and after[1] in words.part_pronouns:
            return True
        if after[0] in words.copulas and after[1] == "among":
            return True
    return _list_before_among(quantity, sent, words)


def _is_among_dead(quantity: Quantity, sent: Any, words: CountingWords) -> bool:
    """Whether a number counts some of the dead: "five were among the dead", "among those killed were two nurses"."""
    text = [t.lower_ for t in sent]
    after = text[quantity.last + 1 : quantity.last + 5]
    if len(after) > 2 and after[0] in words.copulas and after[1] == "among":
        return bool(set(after[2:]) & words.among_objects)
    start = max(0, quantity.first - REACH_AMONG)
    before = text[start : quantity.first]
    return "among" in before and before[-1] in words.copulas and bool(set(before) & words.among_objects)


def _list_before_among(quantity: Quantity, sent: Any, words: CountingWords) -> bool:
    """The first items of "10 children and 13 rebels were among 48 people executed"."""
    text = [t.lower_ for t in sent]
    for i in range(quantity.last + 1, len(text) - 1):
        if text[i] == "among" and text[i - 1] in words.copulas:
            return i - quantity.last < LONGEST_LIST and words.ends_list.isdisjoint(
                text[quantity.last + 1 : i]
            )
    return False


def _parts(quantities: Sequence[Quantity], sent: Any, words: CountingWords) -> frozenset[Quantity]:
    """Numbers that only break down others, and those that go on with their list: "including two men and a girl"."""
    parts: list[Quantity] = []
    for q in quantities:
        gap = sent[parts[-1].last + 1 : q.first] if parts else ()
        goes_on = 0 < len(gap) <= LONGEST_JOIN and all(t.pos_ in {"CCONJ", "PUNCT"} for t in gap)
        if goes_on or _is_part(q, sent, words):
            parts.append(q)
    return frozenset(parts)


def _with_breakdown(
    linked: Sequence[Quantity], parts: frozenset[Quantity], quantities: Sequence[Quantity], sent: Any
) -> list[Quantity]:
    """The numbers tied to an effect and those that break them down right after: "13 people, among them a girl"."""
    told: list[Quantity] = []
    for q in quantities:
        follows = bool(told) and q in parts and q.first - told[-1].last <= LONGEST_JOIN + 2
        if q in linked or follows:
            told.append(q)
    return told


def _toll(
    linked: Sequence[Quantity],
    parts: frozenset[Quantity],
    links: Links,
    sent: Any,
    words: CountingWords,
) -> Casualties:
    """What the numbers tied to an effect come to, leaving out those that only break down others."""
    raised = next((q for q in linked if _is_raised_toll(q, sent, words)), None)
    if raised is not None:
        return raised.casualties()
    totals = [q for q in linked if q not in parts]
    if totals:
        return _sum(_together(totals, links, sent, words), sent)
    part = next((q for q in linked if q.low is not None and not _is_among_dead(q, sent, words)), None)
    return Casualties(part.low, None, part.phrase) if part is not None else NOT_REPORTED


def _is_raised_toll(quantity: Quantity, sent: Any, words: CountingWords) -> bool:
    """Whether a number is what a toll was brought to, which counts those just told of: "raising the toll to 19"."""
    before = [t.lower_ for t in sent[: quantity.first]]
    if not before or before[-1] not in words.toll_links:
        return False
    raised = max((i for i, word in enumerate(before) if word in words.toll_raising), default=None)
    return raised is not None and any(word == "toll" for word in before[raised:])


def _together(
    quantities: Sequence[Quantity], links: Links, sent: Any, words: CountingWords
) -> list[Quantity]:
    """The run of numbers that stand in one list with the first: those add up; a later figure restates or divides."""
    run = list(quantities[:1])
    for q in quantities[1:]:
        gap = sent[run[-1].last + 1 : q.first]
        listed = all(_in_list(t, words) for t in gap)
        if not listed or len(gap) > LONGEST_GAP or _restates(q, run[-1], links, sent):
            break
        run.append(q)
    return run


def _in_list(token: Any, words: CountingWords) -> bool:
    if token.lower_ in words.list_words or (token.i > 0 and token.nbor(-1).lower_ in words.list_words):
        return True
    return token.pos_ in _LIST_WORDS and token.lower_ not in words.list_breaks


def _restates(later: Quantity, earlier: Quantity, links: Links, sent: Any) -> bool:
    """Whether a headline's number is told again in the sentence run together with it: "kills 12 At least 12 ..."."""
    apart = not set(links[later]) & set(links[earlier])
    return later.low == earlier.low and (apart or sent[later.first].is_title)


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
        caused = token.head if token.dep_ == "dobj" and token.head.dep_ == "pcomp" else token
        before = sent[trigger.first - 1].lower_ if trigger.first else ""
        before = caused.head.lower_ if caused is not token else before
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
