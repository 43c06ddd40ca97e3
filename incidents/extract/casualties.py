"""How many: which numbers of a sentence count the killed and the wounded of a frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from incidents.extract.frames import Frame
from incidents.extract.matching import Trigger
from incidents.extract.quantities import Quantity
from incidents.model import NOT_REPORTED, Casualties, VictimGroup

_PART_WORDS: Final = frozenset({"including", "among", "included", "includes", "include"})
_PASS_THROUGH: Final = frozenset(
    {
        "nummod",
        "quantmod",
        "pobj",
        "prep",
        "conj",
        "appos",
        "compound",
        "amod",
        "nmod",
        "dep",
        "npadvmod",
        "poss",
        "advmod",
    }
)
_NEAR: Final = 5


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


def _is_passive(token: Any) -> bool:
    if any(child.dep_ in {"auxpass", "nsubjpass"} for child in token.children):
        return True
    return (
        token.tag_ == "VBN"
        and token.dep_ in {"acl", "xcomp", "conj", "oprd", "ccomp", "ROOT", "advcl"}
        and not any(c.dep_ in {"dobj", "aux"} for c in token.children)
    )


def _path(quantity: Quantity, trigger: Trigger, sent: Any) -> list[str] | None:
    """Dependency labels from the counted noun up to the trigger, or None when it is not below it."""
    token = sent[quantity.head]
    labels: list[str] = []
    for _ in range(8):
        if trigger.first <= token.i - sent.start <= trigger.last:
            return labels
        if token.head.i == token.i:
            return None
        labels.append(token.dep_)
        token = token.head
    return None


def _attached(quantity: Quantity, trigger: Trigger, sent: Any) -> bool:
    """Whether the parse ties a number of people to an effect word as the ones it happened to."""
    head = sent[trigger.head]
    if trigger.first <= quantity.last and quantity.first <= trigger.last:
        return True
    labels = _path(quantity, trigger, sent)
    if labels is not None:
        top, below = (labels[-1], labels[:-1]) if labels else ("", [])
        if not set(below) <= _PASS_THROUGH:
            return False
        if trigger.form.pos == "noun" or head.pos_ in {"NOUN", "PROPN", "ADJ"}:
            return top in {
                "prep",
                "nummod",
                "poss",
                "compound",
                "amod",
                "quantmod",
                "nmod",
                "appos",
                "nsubj",
                "npadvmod",
            } and not _reaches_by(quantity, trigger, sent, {"in", "by", "from", "on", "at"})
        passive = _is_passive(head) or trigger.form.base in {"die", "perish", "suffocate"}
        if top in {"nsubj", "csubj", "nsubjpass"}:
            return passive or top == "nsubjpass"
        if top in {"dobj", "oprd", "ccomp", "dative", "attr"}:
            return not passive or top == "oprd"
        if top == "prep":
            return trigger.form.base.startswith(("claim the li", "take the li")) or _reaches_by(
                quantity, trigger, sent, {"of"}
            )
        return top == "nummod"
    # The victim above: "48 people executed", "reported killed", "were among eight people killed".
    current = head
    for _ in range(3):
        parent = current.head
        if (
            current.dep_ in {"acl", "relcl", "amod", "xcomp", "conj", "acomp", "oprd", "advcl", "attr"}
            and parent.i != current.i
        ):
            if parent.i - sent.start in range(quantity.first, quantity.last + 1):
                return True
            if current.dep_ in {"xcomp", "acomp", "oprd", "attr", "conj"} and parent.pos_ in {"VERB", "AUX"}:
                subjects = [c for c in parent.children if c.dep_ in {"nsubjpass", "nsubj"}]
                own = [c for c in current.children if c.dep_ in {"nsubj", "nsubjpass", "dobj"}]
                if (
                    not own
                    and any(_covers(c, quantity, sent) for c in subjects)
                    and (current.dep_ != "conj" or _is_passive(current))
                ):
                    return True
            current = parent
        else:
            break
    return False


def _covers(token: Any, quantity: Quantity, sent: Any) -> bool:
    index = token.i - sent.start
    if quantity.first <= index <= quantity.last:
        return True
    head = sent[quantity.head]
    return head.dep_ in {"conj", "pobj"} and head.head.i - sent.start in {index} | {
        c.i - sent.start for c in token.children
    }


def _reaches_by(quantity: Quantity, trigger: Trigger, sent: Any, prepositions: set[str]) -> bool:
    token = sent[quantity.head]
    for _ in range(8):
        if token.head.i == token.i or trigger.first <= token.i - sent.start <= trigger.last:
            return False
        if token.dep_ == "prep" and trigger.first <= token.head.i - sent.start <= trigger.last:
            return token.lower_ in prepositions
        token = token.head
    return False


def _adjacent(quantity: Quantity, trigger: Trigger, sent: Any) -> bool:
    """Word order alone, for headlines and text without commas: "kills 4", "25 wounded", "19 dead"."""
    if trigger.last < quantity.first <= trigger.last + 2:
        gap = [t.lower_ for t in sent[trigger.last + 1 : quantity.first]]
        return (
            trigger.form.pos == "verb"
            and not _is_passive(sent[trigger.head])
            and all(w in {"at", "least", "some", "another", ":", "about"} for w in gap)
        )
    if quantity.last < trigger.first <= quantity.last + _NEAR:
        gap_tokens = sent[quantity.last + 1 : trigger.first]
        passive = (
            _is_passive(sent[trigger.head])
            or trigger.form.pos in {"noun", "adjective"}
            or sent[trigger.head].tag_ in {"VBN", "VBD"}
            and not any(c.dep_ == "dobj" for c in sent[trigger.head].children)
        )
        return passive and all(
            t.pos_ in {"AUX", "ADV"}
            or t.lower_
            in {
                "were",
                "was",
                "been",
                "people",
                "reported",
                "feared",
                "also",
                "more",
                "reportedly",
                "others",
                "left",
                "lying",
                "have",
                "had",
            }
            for t in gap_tokens
        )
    return False


def _is_part(quantity: Quantity, sent: Any) -> bool:
    """Whether a number only breaks down another one: "including two children", "three of them women"."""
    before = [t.lower_ for t in sent[max(0, quantity.first - 3) : quantity.first]]
    if set(before) & _PART_WORDS:
        # "were among eight people killed" gives the total itself.
        following = sent[quantity.last + 1 : quantity.last + 3]
        total = "among" in before and any(t.tag_ == "VBN" for t in following)
        return not total
    after = [t.lower_ for t in sent[quantity.last + 1 : quantity.last + 4]]
    if (
        after[:2] in (["of", "them"], ["of", "whom"], ["of", "those"])
        or after[:1] in (["of"],)
        and after[1:2] in (["them"], ["whom"])
    ):
        return True
    return after[:2] in (["were", "among"], ["was", "among"], ["are", "among"]) or _list_before_among(
        quantity, sent
    )


def _list_before_among(quantity: Quantity, sent: Any) -> bool:
    """The first items of "10 children and 13 rebels were among 48 people executed"."""
    words = [t.lower_ for t in sent]
    for i in range(quantity.last + 1, len(words) - 1):
        if words[i] == "among" and words[i - 1] in {"were", "was", "are"}:
            return i - quantity.last < 10 and not any(
                w in {"killed", "wounded", "died", "."} for w in words[quantity.last + 1 : i]
            )
    return False


def _sum(quantities: Sequence[Quantity], sent: Any) -> Casualties:
    lows = [q.low for q in quantities if q.low is not None]
    if not lows:
        return NOT_REPORTED
    highs = [q.high for q in quantities]
    high = None if any(h is None for h in highs) else sum(h for h in highs if h is not None)
    phrase = (
        sent[quantities[0].first : quantities[-1].last + 1].text
        if len(quantities) <= 4
        else "; ".join(q.phrase for q in quantities)
    )
    return Casualties(sum(lows), high, phrase)


def _together(quantities: list[Quantity], sent: Any) -> list[Quantity]:
    """The run of numbers that stand in one list with the first: those add up; a later figure restates or divides."""
    if len(quantities) < 2:
        return quantities
    run = [quantities[0]]
    for q in quantities[1:]:
        gap = sent[run[-1].last + 1 : q.first]
        if (
            all(
                t.pos_ in {"CCONJ", "PUNCT", "ADP", "DET", "ADJ", "NOUN", "PROPN"}
                and t.lower_ not in {";", ":", "in", "on"}
                for t in gap
            )
            and len(gap) <= 6
        ):
            run.append(q)
        else:
            break
    return run


def _none_reported(frame: Frame, sent: Any, effect: str) -> Casualties | None:
    """(0, 0) for "no one was killed", "no casualties", "without any deaths"."""
    for trigger in frame.triggers:
        token = sent[trigger.head]
        both = trigger.form.base in {"casualty", "victim"}
        if trigger.form.effect != effect and not both:
            continue
        own = {c.lower_ for c in token.children if c.dep_ in {"det", "neg"}}
        subject = {g.lower_ for c in token.children if c.dep_ in {"nsubj", "nsubjpass"} for g in c.subtree}
        before = sent[trigger.first - 1].lower_ if trigger.first else ""
        passive_none = bool(subject & {"no", "none", "nobody", "no-one"}) and trigger.form.pos == "verb"
        if own & {"no"} or before in {"no", "without"} or passive_none:
            return Casualties(0, 0, sent[max(0, trigger.first - 1) : trigger.last + 1].text)
    return None


def count(
    frame: Frame, sent: Any, quantities: Iterable[Quantity], restrict: frozenset[int] | None = None
) -> Counts:
    """Read a frame's casualties from the sentence's numbers of people.

    Parameters
    ----------
    frame : Frame
    sent : spacy.tokens.Span
    quantities : iterable of Quantity
        The sentence's numbers of people.
    restrict : frozenset of int, optional
        First tokens of the only quantities to use, when several places share one clause.
    """
    available = [q for q in quantities if restrict is None or q.first in restrict]
    results: dict[str, Casualties] = {}
    groups: list[VictimGroup] = []
    kinds: set[str] = set()
    used: set[int] = set()
    for effect in ("killed", "wounded"):
        triggers = [
            t for t in frame.triggers if t.form.effect == effect or (effect == "killed" and _kills(t))
        ]
        linked: list[Quantity] = []
        for q in available:
            if q.first in used:
                continue
            if any(_attached(q, t, sent) for t in triggers) or any(
                _adjacent(q, t, sent) for t in triggers if t.is_effect
            ):
                linked.append(q)
        totals = [q for q in linked if not _is_part(q, sent)] or [q for q in linked if q.low is not None][:1]
        totals = _together(totals, sent)
        results[effect] = _none_reported(frame, sent, effect) or _sum(totals, sent)
        used |= {q.first for q in linked}
        kinds |= {q.kind for q in linked if q.kind}
        for q in linked:
            if q.noun and (len(linked) > 1 or q.noun not in {"people", "others"}):
                groups.append(_group(q, effect))
        if not linked:
            kinds |= _bare_victims(triggers, sent)
    return Counts(results["killed"], results["wounded"], tuple(groups), frozenset(kinds), frozenset(used))


def _kills(trigger: Trigger) -> bool:
    """Words of killing that are no mere effect: executed, massacred, gunned down."""
    sub = trigger.form.sub
    return (
        sub is not None
        and sub.value == "Attack"
        and trigger.form.base
        not in {
            "open fire",
            "fire on",
            "fire at",
            "gunfire",
            "sniper fire",
            "torture",
            "shooting",
            "shoot",
            "mutilate",
            "gun attack",
        }
    )


def _group(quantity: Quantity, effect: str) -> VictimGroup:
    counted = quantity.casualties()
    name = quantity.noun or ""
    return VictimGroup(name, killed=counted) if effect == "killed" else VictimGroup(name, wounded=counted)


def _bare_victims(triggers: Sequence[Trigger], sent: Any) -> set[str]:
    """Victims named without a number: "killed civilians", "villagers were slain"."""
    from incidents.extract.lexicon import load_lexicon

    victims = load_lexicon().victims
    found = set()
    for trigger in triggers:
        for child in sent[trigger.head].children:
            if child.dep_ in {"dobj", "nsubjpass"} and child.lower_ in victims:
                found.add(victims[child.lower_])
    return found
