"""What is filtered, in words: one chip for each value, and a sentence of them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from incidents.dashboard import words
from incidents.dashboard.names import Names
from incidents.query import Filters

CONTESTED_WORDS: Final = {"yes": "contested", "no": "not contested"}
LOCATED_WORDS: Final = {"yes": "located", "no": "not located"}
TOLL_WORDS: Final = {
    "any": "Any, or not reported",
    "some": "At least one",
    "none": "None, as a source says",
    "silent": "Not reported",
}
_TOLL_SAID: Final = {"some": "somebody killed", "none": "nobody killed", "silent": "killed not reported"}
WORDS_IN: Final = {"told": "In its claims", "reports": "In its reports"}
WORDS_SAID: Final = {"told": "", "reports": " (anywhere in the reports)"}


@dataclass(frozen=True, slots=True)
class Chip:
    """One value that is filtered by."""

    name: str
    """Field of :class:`incidents.query.Filters`."""
    value: Any
    """Its value, or the member to take out of a set."""
    label: str

    def without(self, filters: Filters) -> dict[str, Any]:
        """The changes that take it away, for :func:`incidents.dashboard.state.set_filters`."""
        held = getattr(filters, self.name)
        if isinstance(held, frozenset):
            return {self.name: held - {self.value}}
        return {self.name: getattr(Filters(), self.name)}


def chips(filters: Filters, names: Names) -> list[Chip]:
    """All that is filtered by, in the order of the controls."""
    say: Mapping[str, Callable[[Any], str]] = {
        "event_types": str,
        "governorates": str,
        "places": names.place,
        "actors": lambda actor: words.actor_name(actor.value),
        "accusers": lambda side: f"blamed by: {words.SIDE_WORDS[side]}",
        "sub_event_types": str,
        "sides": lambda side: f"told by: {words.SIDE_WORDS[side]}",
        "sources": lambda source: f"told by: {names.source(source)}",
        "corroborations": lambda value: words.CORROBORATION_WORDS[value],
        "precisions": lambda value: words.PRECISION_WORDS[value],
        "reviews": lambda review: f"{review.value} by a person",
        "bands": lambda band: f"{words.BAND_WORDS[band]} confidence",
    }
    made = [
        Chip(name, value, spoken(value))
        for name, spoken in say.items()
        for value in sorted(getattr(filters, name), key=spoken)
    ]
    singles: list[tuple[str, str]] = [
        ("words", f"with the words: {filters.words}{WORDS_SAID[filters.words_in]}" if filters.words else ""),
        ("contested", CONTESTED_WORDS.get(filters.contested, "")),
        ("box", "in the box drawn on the map" if filters.box else ""),
        ("located", LOCATED_WORDS.get(filters.located, "")),
        ("date_from", f"from {words.day(filters.date_from)}" if filters.date_from else ""),
        ("date_to", f"until {words.day(filters.date_to)}" if filters.date_to else ""),
        ("include_undated", "" if filters.include_undated else "with a date"),
        ("killed", _TOLL_SAID.get(filters.killed, "")),
        ("killed_min", "" if filters.killed_min is None else f"at least {filters.killed_min:,} killed"),
        ("killed_max", "" if filters.killed_max is None else f"at most {filters.killed_max:,} killed"),
    ]
    return made + [Chip(name, getattr(filters, name), said) for name, said in singles if said]


def describe(filters: Filters, names: Names) -> str:
    """Say in words what is filtered, dates included; empty when nothing is."""
    groups: dict[str, list[str]] = {}
    for chip in chips(filters, names):
        groups.setdefault(chip.name, []).append(chip.label)
    return " · ".join(" or ".join(labels) for labels in groups.values())
