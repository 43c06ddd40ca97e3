"""Who says it: the statements reported in a sentence, and which of them a token belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from incidents.extract.lexicon import Lexicon
from incidents.extract.parse_tree import small_words
from incidents.extract.sources import Source

_WRONG_SIDE: Final = 200
_OVER_BREAK: Final = 50
"""Words that a statement seems farther away when it looks the other way, or stands behind a semicolon or "while"."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """One reported statement: the verb of speech, its source, and the tokens that only name the source."""

    verb: int
    kind: str
    """"assert", "deny", "blame" or "admit"."""
    source: Source | None
    source_tokens: frozenset[int]
    scope: frozenset[int]
    """Tokens of what is said, by the parse."""
    negated: bool = False
    trailing: bool = False
    """Whether the source stands after what it says: "..., the Observatory said"."""


def attribution_for(
    token: int, attributions: Sequence[Attribution], breaks: Iterable[int] = ()
) -> Attribution | None:
    """The statement that a token belongs to: the nearest verb of speech above it, else the sentence's own.

    Wire copy often puts the source last ("..., activists said"), and web text loses the comma, so that the parser
    does not see what is said; then the nearest statement that looks towards the token holds.

    Parameters
    ----------
    token : int
    attributions : sequence of Attribution
        Those of the token's sentence.
    breaks : iterable of int
        Tokens between clauses of their own, such as semicolons and "while".
    """
    outside = [a for a in attributions if token not in a.source_tokens]
    above = [a for a in outside if token in a.scope]
    if above:
        return min(above, key=lambda a: len(a.scope))
    loose = [a for a in outside if a.kind == "assert"]

    def distance(attribution: Attribution) -> int:
        verb = attribution.verb
        low, high = min(verb, token), max(verb, token)
        over = sum(low < i < high for i in breaks)
        wrong = (token > verb) == attribution.trailing
        return high - low + _OVER_BREAK * over + _WRONG_SIDE * wrong

    return min(loose, key=distance, default=None)


def clause_breaks(sent: Any, lexicon: Lexicon) -> list[int]:
    """Tokens between clauses that may have a source each: semicolons, "while", "but"."""
    return [i for i, word in enumerate(small_words(sent)) if word in lexicon.speech_words.breaks]
