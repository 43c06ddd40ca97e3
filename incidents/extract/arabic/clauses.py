"""The event words of an Arabic sentence, and the clauses that tell of one event each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from incidents.extract.arabic.lexicon import ArabicWords, Form
from incidents.extract.arabic.phrases import FAR, Found
from incidents.extract.arabic.text import Word

Trigger = Found[Form]

_STRONG_MARKS: Final = frozenset({"؛", ";", ".", "!", "؟", "?"})
_VERB_CLITICS: Final = frozenset({"", "و", "ف", "س", "وس", "فس", "ل", "ب", "ول", "وب"})
PEOPLE: Final = "people"
"""Stands in a list of partners for any word for people."""
NEAR_WEAPON: Final = 6
"""Words between a weapon and the verb that says it went off."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A run of words that tells of one event."""

    span: range
    triggers: tuple[Trigger, ...]

    @property
    def main(self) -> Trigger:
        """The word that names what was done; without one the first that tells what came of it."""
        acts = (t for t in self.triggers if t.value.effect is None)
        return next(acts, self.triggers[0])

    @property
    def only_effects(self) -> bool:
        return all(t.value.effect is not None for t in self.triggers)


def find_triggers(
    words: Sequence[Word], lexicon: ArabicWords, taken: frozenset[int], *, has_place: bool
) -> list[Trigger]:
    """The event words of a sentence, in order, without overlap.

    Parameters
    ----------
    words : sequence of Word
    lexicon : ArabicWords
    taken : frozenset of int
        Words that name a source or a party.
    has_place : bool
        Whether the sentence names a place, which "retook" and "freed" need to be about ground.
    """
    found: list[Trigger] = []
    told: set[int] = set()
    i = 0
    while i < len(words):
        trigger = lexicon.triggers.at(words, i, _fits(words, i, lexicon))
        if trigger is None or i in taken or i in told:
            i += 1
            continue
        if not trigger.value.none and (has_place or not trigger.value.needs_place):
            found.append(trigger)
            told |= _partners_told(words, trigger)
        i = trigger.last + 1
    return [t for t in found if not t.value.weapon or _goes_off(t, found, words, lexicon)]


def _partners_told(words: Sequence[Word], trigger: Trigger) -> set[int]:
    """The words that make the meaning of a verb of dying, and tell of no second death: "met their deaths"."""
    if trigger.value.effect is None:
        return set()
    following = range(trigger.last + 1, min(trigger.last + 1 + FAR, len(words)))
    return {j for j in following if words[j].form in trigger.value.partners}


def _fits(words: Sequence[Word], i: int, lexicon: ArabicWords) -> Callable[[Form, str], bool]:
    """Whether a reading of a word may be an event word: verbs have no article, and their partner follows."""

    def fits(form: Form, clitic: str) -> bool:
        if form.pos == "verb" and clitic not in _VERB_CLITICS:
            return False
        if form.pos == "noun" and clitic in {"س", "وس", "فس"}:
            return False
        if not form.partners:
            return True
        if PEOPLE in form.partners and _people_follow(words, i, lexicon):
            return True
        near = {
            w.form.removeprefix("و").removeprefix("ال").removeprefix("ب") for w in words[i + 1 : i + 1 + FAR]
        }
        return any(p.removeprefix("ال").removeprefix("ب") in near for p in form.partners)

    return fits


def _people_follow(words: Sequence[Word], i: int, lexicon: ArabicWords) -> bool:
    following = range(i + 1, min(i + 1 + FAR // 2, len(words)))
    return any(lexicon.persons.at(words, j) is not None for j in following)


def _goes_off(
    weapon: Trigger, triggers: Sequence[Trigger], words: Sequence[Word], lexicon: ArabicWords
) -> bool:
    """Whether a weapon named is one used: a verb near it says so, or an event is told right with it."""
    verbs = lexicon.books["weapon_verbs"]
    near = range(max(0, weapon.first - NEAR_WEAPON), min(len(words), weapon.last + NEAR_WEAPON))
    if any(verbs.at(words, i) is not None for i in near):
        return True
    return any(not t.value.weapon and abs(t.first - weapon.first) <= 2 * NEAR_WEAPON for t in triggers)


def build_clauses(
    words: Sequence[Word],
    triggers: Sequence[Trigger],
    places: Sequence[int],
    lexicon: ArabicWords,
) -> list[Clause]:
    """Cut a sentence where a new event begins, and join what tells of one event.

    Parameters
    ----------
    words, triggers
        The sentence.
    places : sequence of int
        First words of the places it names.
    lexicon : ArabicWords
    """
    if not triggers:
        return []
    cuts = [0]
    for before, after in pairwise(triggers):
        cut = _cut(words, before, after, lexicon)
        if cut is not None:
            cuts.append(cut)
    cuts.append(len(words))
    parts = []
    for start, end in pairwise(cuts):
        own = tuple(t for t in triggers if start <= t.first < end)
        if own:
            parts.append(Clause(range(start, end), own))
    return _joined(parts, places)


def _cut(words: Sequence[Word], before: Trigger, after: Trigger, lexicon: ArabicWords) -> int | None:
    """Where between two event words a new clause begins; None when they may tell of one event."""
    starts = lexicon.books["clause_starts"]
    for j in range(before.last + 1, after.first):
        if words[j].form in _STRONG_MARKS or starts.at(words, j) is not None:
            return j
    if any(lexicon.books["results"].at(words, j) is not None for j in range(before.last + 1, after.first)):
        return None
    if after.clitic.startswith(("و", "ف")):
        return after.first
    comma = after.first > 0 and words[after.first - 1].form in {"،", ","}
    conjunction = after.first > 0 and words[after.first - 1].form in {"و", "ثم"}
    return after.first if (comma and after.value.pos == "verb") or conjunction else None


def _joined(parts: Sequence[Clause], places: Sequence[int]) -> list[Clause]:
    """Join a clause to the one before where both tell of one event."""
    joined: list[Clause] = []
    for part in parts:
        if joined and _one_event(joined[-1], part, places):
            span = range(joined[-1].span.start, part.span.stop)
            joined[-1] = Clause(span, (*joined[-1].triggers, *part.triggers))
        else:
            joined.append(part)
    return joined


def _one_event(left: Clause, right: Clause, places: Sequence[int]) -> bool:
    left_place = any(p in left.span for p in places)
    right_place = any(p in right.span for p in places)
    if right.only_effects and not right_place:
        return True
    if right.only_effects and not left_place:
        repeated = {t.value.effect for t in left.triggers} & {t.value.effect for t in right.triggers}
        return not repeated
    if left.only_effects and not left_place:
        return True  # "12 were killed when jets bombed ..."
    if right_place and left_place:
        return False
    subs = {t.value.sub for t in left.triggers if t.value.effect is None}
    return bool(subs & {t.value.sub for t in right.triggers if t.value.effect is None}) or (
        right.main.definite and not right_place
    )
