"""How many: which numbers of an Arabic clause count the killed and which the wounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from incidents.extract.arabic.actors import ActorMention
from incidents.extract.arabic.clauses import Clause, Trigger
from incidents.extract.arabic.lexicon import ArabicWords
from incidents.extract.arabic.numbers import Quantity
from incidents.extract.arabic.text import Word
from incidents.model import NOT_REPORTED, Casualties, VictimGroup

BARE_GAP: Final = 3
"""Words between an effect word and a number without a noun: "ارتفع عدد القتلى إلى 25"."""
PEOPLE_GAP: Final = 14
"""The same for a number of people: "قتل في قصف على ... خمسة مدنيين"."""
BEFORE_VERB: Final = 3
LIST_GAP: Final = 3
"""Words between two numbers of one list."""
WITHOUT_GAP: Final = 3
"""Words between "without" and those hurt."""
NEGATED_GAP: Final = 10
"""The same behind a negated verb, whose subject stands between: "the shelling did not cause ..."."""
LAST_GAP: Final = 3
"""Words between the last place of a list and its number."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Killed and wounded of one clause, and the groups they are broken down into."""

    killed: Casualties = NOT_REPORTED
    wounded: Casualties = NOT_REPORTED
    groups: tuple[VictimGroup, ...] = ()
    kinds: frozenset[str] = frozenset()
    killed_at: tuple[Quantity, ...] = ()
    """The numbers of killed, those that break down another among them."""

    @property
    def reported(self) -> bool:
        return self.killed.reported or self.wounded.reported


@dataclass(frozen=True, slots=True)
class _Tied:
    """A number with what it counts."""

    quantity: Quantity
    effect: str
    part: bool


def count(
    clause: Clause,
    words: Sequence[Word],
    quantities: Sequence[Quantity],
    actors: Sequence[ActorMention],
    lexicon: ArabicWords,
) -> Counts:
    """Read a clause's casualties from the numbers of people in it."""
    killers = {
        q.first
        for a in actors
        for q, victim in pairwise(quantities)
        if a.first <= q.first <= a.last and victim.first == a.last + 1 and not victim.joined
    }
    own = [q for q in quantities if q.first in clause.span and q.first not in killers]
    together = _killed_and_wounded(clause, words, own, lexicon)
    if together is not None:
        return together
    tied = _tie(clause, words, own, lexicon)
    killed, wounded = (_total([t for t in tied if t.effect == e]) for e in ("killed", "wounded"))
    none = _none_hurt(clause, words, lexicon)
    if none is not None:
        killed = killed if killed.reported else none
        wounded = wounded if wounded.reported or none.phrase == "قتلى" else none
    return Counts(
        killed,
        wounded,
        _groups(tied),
        frozenset(_kind(t.quantity, words, actors) for t in tied if t.quantity.person is not None),
        tuple(t.quantity for t in tied if t.effect == "killed"),
    )


# --- which effect does a number count? -----------------------------------------------------------------------------


def _effects(clause: Clause, words: Sequence[Word], lexicon: ArabicWords) -> list[tuple[Trigger, str]]:
    """The words of killing and wounding of a clause."""
    deadly = lexicon.books["deadly"]
    found = []
    for trigger in clause.triggers:
        if trigger.value.effect is not None:
            found.append((trigger, trigger.value.effect))
        elif deadly.at(words, trigger.first) is not None:
            found.append((trigger, "killed"))
    return found


def _tie(
    clause: Clause, words: Sequence[Word], quantities: Sequence[Quantity], lexicon: ArabicWords
) -> list[_Tied]:
    effects = _effects(clause, words, lexicon)
    tied: list[_Tied] = []
    for quantity in quantities:
        last = tied[-1] if tied else None
        part = _is_part(quantity, words, lexicon)
        listed = last is not None and _listed(last.quantity, quantity, effects)
        if last is not None and (part or listed) and _same_effect(quantity, last, effects):
            tied.append(_Tied(quantity, last.effect, part or last.part))
            continue
        effect = _effect_of(quantity, effects, words, quantities, lexicon)
        if effect is not None:
            # A part of a number that is not told is all that is known: "fired on protesters and killed three of them".
            told = any(t.effect == effect for t in tied)
            tied.append(_Tied(quantity, effect, part=part and told))
    return tied


def _same_effect(quantity: Quantity, last: _Tied, effects: Sequence[tuple[Trigger, str]]) -> bool:
    """Whether no other effect word claims a number of a list: "five killed and three wounded"."""
    own = next((e for t, e in effects if t.first == quantity.at), last.effect)
    between = any(last.quantity.last < t.first < quantity.first for t, _ in effects)
    return own == last.effect and not between


def _listed(left: Quantity, right: Quantity, effects: Sequence[tuple[Trigger, str]]) -> bool:
    gap = right.first - left.last - 1
    return right.joined and gap <= LIST_GAP


def _is_part(quantity: Quantity, words: Sequence[Word], lexicon: ArabicWords) -> bool:
    """Whether a number only breaks down another: "بينهم ثلاثة أطفال", "ثلاثة منهم"."""
    parts = lexicon.books["parts"]
    before = range(max(0, quantity.first - 3), quantity.first)
    if any(_reaches(words, i, quantity.first, lexicon) for i in before):
        return True
    after = quantity.last + 1
    return quantity.person is None and after < len(words) and parts.at(words, after) is not None


def _reaches(words: Sequence[Word], i: int, first: int, lexicon: ArabicWords) -> bool:
    found = lexicon.books["parts"].at(words, i)
    return (
        found is not None and found.last < first and not any(w.is_mark for w in words[found.last + 1 : first])
    )


def _effect_of(
    quantity: Quantity,
    effects: Sequence[tuple[Trigger, str]],
    words: Sequence[Word],
    quantities: Sequence[Quantity],
    lexicon: ArabicWords,
) -> str | None:
    inside = range(quantity.first, quantity.last + 1)
    named = next((e for t, e in effects if t.first in inside), None)
    if named is not None:
        return named
    before = [(t, e) for t, e in effects if t.last < quantity.first]
    after = [(t, e) for t, e in effects if t.first > quantity.last]
    if before and _near_enough(before[-1][0], quantity, words):
        return before[-1][1]
    if after and after[0][0].value.pos == "verb":
        gap = range(quantity.last + 1, after[0][0].first)
        counted = {i for q in quantities for i in range(q.first, q.last + 1)}
        # What breaks the number down between it and its verb does not part them: "12, three of them children, died".
        apart = [
            i for i in gap if i not in counted and not words[i].is_mark and not _is_link(words, i, lexicon)
        ]
        return after[0][1] if len(apart) <= BEFORE_VERB else None
    return None


def _is_link(words: Sequence[Word], i: int, lexicon: ArabicWords) -> bool:
    return words[i].form == "و" or lexicon.books["parts"].at(words, i) is not None


def _near_enough(trigger: Trigger, quantity: Quantity, words: Sequence[Word]) -> bool:
    gap = words[trigger.last + 1 : quantity.first]
    if quantity.person is None:
        return len(gap) <= BARE_GAP and not any(w.is_mark and w.form != ":" for w in gap)
    return len(gap) <= PEOPLE_GAP


# --- totals ----------------------------------------------------------------------------------------------------------


def _total(tied: Sequence[_Tied]) -> Casualties:
    """The first figure, with those that stand in one list with it; later ones restate or divide it."""
    whole = [t.quantity for t in tied if not t.part]
    if not whole:
        return NOT_REPORTED
    run = whole[:1]
    for quantity in whole[1:]:
        if not quantity.joined or quantity.first - run[-1].last - 1 > LIST_GAP:
            break
        run.append(quantity)
    lows = [q.low for q in run if q.low is not None]
    highs = [q.high for q in run if q.high is not None]
    if not lows:
        return NOT_REPORTED
    high = sum(highs) if len(highs) == len(run) else None
    return Casualties(sum(lows), high, " و".join(q.phrase for q in run))


def shares(whole: Counts, places: Sequence[range]) -> list[Counts] | None:
    """The numbers of killed of each of several places: "five in Homs and three in Hama", "in Homs five, in Hama three".

    Parameters
    ----------
    whole : Counts
        The clause's counts.
    places : sequence of range
        The words of each place, in order.

    Returns
    -------
    list of Counts, or None
        None when not every place has a number of its own.
    """
    starts, stops = [r.start for r in places], [r.stop for r in places]
    before = list(zip([0, *stops[:-1]], starts, strict=True))
    behind = list(zip(stops, [*starts[1:], stops[-1] + LAST_GAP], strict=True))
    for gaps, which in ((before, -1), (behind, 0)):
        own = [[q for q in whole.killed_at if low <= q.first < high] for low, high in gaps]
        if all(own):
            return [_share(whole, listed[which]) for listed in own]
    return None


def _share(whole: Counts, quantity: Quantity) -> Counts:
    person, killed = quantity.person, quantity.casualties()
    groups = (VictimGroup(person.group, killed=killed),) if person and person.group != "people" else ()
    return Counts(killed, groups=groups, kinds=whole.kinds, killed_at=(quantity,))


def _killed_and_wounded(
    clause: Clause, words: Sequence[Word], quantities: Sequence[Quantity], lexicon: ArabicWords
) -> Counts | None:
    """A number of killed and wounded together: up to so many of either."""
    book = lexicon.books["between_two"]
    spots = [i for i in clause.span if book.at(words, i) is not None]
    pairs = pairwise(clause.triggers)
    both = [
        b.last
        for a, b in pairs
        if {a.value.effect, b.value.effect} == {"killed", "wounded"}
        and b.first == a.last + 1
        and b.clitic.startswith("و")
    ]
    for quantity in quantities:
        around = range(quantity.first, quantity.last + 3)
        if any(i in around for i in spots) or any(0 < quantity.first - i <= 2 for i in both):
            high = quantity.high
            up_to = Casualties(0, high, quantity.phrase)
            return Counts(up_to, up_to, killed_at=(quantity,))
    return None


def _none_hurt(clause: Clause, words: Sequence[Word], lexicon: ArabicWords) -> Casualties | None:
    """Nobody hurt: "دون وقوع ضحايا", "لم يسفر عن إصابات"; "without news of casualties" says nothing."""
    for i in clause.span:
        without = lexicon.books["without"].at(words, i)
        negated = words[i].form in lexicon.sets["negations"] and i + 1 < len(words)
        negated = negated and lexicon.books["results"].at(words, i + 1) is not None
        if without is None and not negated:
            continue
        gap = NEGATED_GAP if negated else WITHOUT_GAP
        for j in range(i + 1, min(i + 2 + gap, clause.span.stop)):
            if lexicon.books["no_news"].at(words, j) is not None:
                break
            hurt = lexicon.books["none_hurt"].at(words, j)
            if hurt is not None:
                return Casualties(0, 0, hurt.value)
    return None


# --- who --------------------------------------------------------------------------------------------------------------


def _groups(tied: Sequence[_Tied]) -> tuple[VictimGroup, ...]:
    several = len(tied) > 1
    found = []
    for t in tied:
        person = t.quantity.person
        if person is None or (person.group == "people" and not (several and t.part)):
            continue
        counted = t.quantity.casualties()
        dead = t.effect == "killed"
        found.append(
            VictimGroup(person.group, killed=counted) if dead else VictimGroup(person.group, wounded=counted)
        )
    return tuple(found)


def _kind(quantity: Quantity, words: Sequence[Word], actors: Sequence[ActorMention]) -> str:
    """As in "Five people of the army" are fighters."""
    nearby = range(quantity.last + 1, quantity.last + 3)
    inside = range(quantity.first, quantity.last + 1)
    links = {"من", "في", "ل"}
    armed = any(
        a.first in inside
        or (a.first in nearby and (a.first == quantity.last + 1 or words[a.first - 1].form in links))
        for a in actors
    )
    return "fighter" if armed or quantity.person is None else quantity.person.kind
