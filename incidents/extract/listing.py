"""Numbers that go on with one before them, so that the noun and the verb are left out: "23 in Homs and 11 in Hama"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from incidents.model import Casualties

_WHERE: Final = frozenset({"in", "at", "near", "outside", "from"})
_JOINS: Final = frozenset({",", "and"})
_NAMES: Final = frozenset({"PROPN", "NOUN"})
_AUXILIARIES: Final = frozenset({"were", "was", "had", "have", "been"})
LONGEST_STEP: Final = 14
"""Words from one number of such a list to the next."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of people: tokens ``first`` to ``last`` (inclusive, in the sentence), the noun counted, if any."""

    first: int
    last: int
    head: int
    """Token that stands for the group in the parse: the noun, or the number itself."""
    low: int | None
    high: int | None
    noun: str | None
    kind: str | None
    """"civilian" or "fighter" by the noun; None for a bare number."""
    phrase: str
    vague: bool = False

    def casualties(self) -> Casualties:
        """The number as a count of casualties."""
        return Casualties(self.low, self.high, self.phrase)


def pronouns(tokens: Any) -> Iterator[Quantity]:
    """One person under a pronoun that something was done to: "caught a thief and lynched him"."""
    for i, token in enumerate(tokens):
        if token.lower_ in {"him", "her"} and token.dep_ == "dobj":
            yield Quantity(i, i, i, 1, 1, None, None, token.text)


def carried_on(quantities: Sequence[Quantity], tokens: Any) -> list[Quantity]:
    """The numbers of a sentence, those that go on with another counting what that one counts."""
    found: list[Quantity] = []
    for quantity in quantities:
        leader = found[-1] if found else None
        if leader is not None and leader.noun is not None and _goes_on(leader, quantity, tokens):
            quantity = replace(quantity, head=leader.head, noun=leader.noun, kind=leader.kind)
        found.append(quantity)
    for leader, again in list(_all_of_them(found, tokens)):
        found.remove(leader)
        found.append(again)
    return sorted(found, key=lambda q: q.first)


def _goes_on(leader: Quantity, later: Quantity, tokens: Any) -> bool:
    """Whether a bare number stands between two places of a list: "six people in Homs, | five | in Hama"."""
    if later.noun is not None or later.low is None or later.first - leader.last > LONGEST_STEP:
        return False
    after = later.last + 1
    if after + 1 >= len(tokens) or tokens[after].lower_ not in _WHERE:
        return False
    named = any(t.pos_ == "PROPN" for t in tokens[after + 1 : after + 4])
    i = later.first - 1
    if not named or i <= leader.last or tokens[i].lower_ not in _JOINS:
        return False
    while i > leader.last and tokens[i].lower_ in _JOINS:
        i -= 1
    placed = any(t.lower_ in _WHERE for t in tokens[leader.last + 1 : i + 1])
    return placed and tokens[i].pos_ in _NAMES


def _all_of_them(quantities: Sequence[Quantity], tokens: Any) -> Iterator[tuple[Quantity, Quantity]]:
    """“Eight more, | all of them | killed in a raid”: the number before, and the same where it tells what befell."""
    words = [t.lower_ for t in tokens]
    for i, word in enumerate(words[:-3]):
        if word != "all" or words[i + 1] != "of" or words[i + 2] != "them":
            continue
        verb = next((t for t in tokens[i + 3 :] if t.lower_ not in _AUXILIARIES), None)
        leader = next((q for q in reversed(quantities) if q.last < i), None)
        if leader is not None and verb is not None and verb.tag_ in {"VBN", "VBD"}:
            yield leader, replace(leader, first=i, last=i + 2, head=i)
