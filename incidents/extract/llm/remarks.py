"""What a person should know of a report that a language model read, or should have read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from incidents.extract.llm.answers import Fault

FALLBACK: Final = "read by the rules instead of the language model"
"""How the warning begins on a report for which the model gave nothing that can be used."""


def fallback(reason: str) -> str:
    """The warning on a report that the rules read instead."""
    return f"{FALLBACK}: {reason}"


def fallbacks(warnings: Iterable[str]) -> list[str]:
    """Those of a report's warnings that say that the rules read it instead; none when the model did."""
    return [warning for warning in warnings if warning.startswith(FALLBACK)]


def remarks(extractor: str, total: int, faults: Mapping[Fault, int], opened: Counter[str]) -> Iterator[str]:
    """The warnings on a report that the model read.

    Parameters
    ----------
    extractor : str
        Name of the model and of this way of asking it.
    total : int
        Claims in its answers.
    faults : mapping of Fault to int
        How many of them were left out, and why.
    opened : counter of str
        Parts of the others that were left open.
    """
    yield f"read by {extractor}: how often it is right is not measured, check its claims against their quotes"
    if sum(faults.values()):
        why = ", ".join(f"{n} {fault.value}" for fault, n in faults.items() if n)
        yield f"left out of the model's {total} claim{'s' if total > 1 else ''}: {why}"
    if sum(opened.values()):
        what = ", ".join(
            f"{n} {name if n > 1 else name.removesuffix('s')}" for name, n in opened.items() if n
        )
        yield f"left open, as the report does not bear them out: {what}"
