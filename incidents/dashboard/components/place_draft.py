"""What the form for a missing place or spelling holds; kept when the page changes, so that nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from gazetteer.places import PlaceKind
from incidents.dashboard import state
from incidents.dashboard.components.place_sections import Section, open_section

NEW, SPELLING = "A missing place", "Another spelling of a known place"
_DRAFT: Final = "places-draft"
_SEPARATORS: Final = re.compile(r"[;,\n،؛]")
_POINT: Final = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*°?\s*N?\s*[,;،\s]\s*(-?\d+(?:\.\d+)?)\s*°?\s*E?\s*")


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form holds; kept when the page changes."""

    how: str = NEW
    latin: str = ""
    arabic: str = ""
    others: str = ""
    """Further spellings of a missing place."""
    spellings: str = ""
    """Other spellings of a known place; the two forms share no text."""
    kind: PlaceKind = PlaceKind.SETTLEMENT
    point: str = ""
    radius_km: float | None = None
    target: str | None = None
    note: str = ""
    spelling_note: str = ""
    initials: str = ""

    @property
    def names(self) -> list[str]:
        """All names given, the Latin one first."""
        return [*filter(None, (self.latin.strip(), self.arabic.strip())), *parts(self.others)]


def draft() -> Draft:
    """What the form holds now."""
    kept = state.kept(_DRAFT)
    return kept if isinstance(kept, Draft) else Draft()


def begin(**values: Any) -> None:
    """Open the form with some of it filled in; who adds stays the same."""
    state.keep(_DRAFT, Draft(initials=draft().initials, **values))
    open_section(Section.ADD)


def point_in(text: str) -> tuple[float, float]:
    """Read "34.718, 36.732".

    Raises
    ------
    ValueError
        It is no such pair of numbers; the message says how to write it.
    """
    match = _POINT.fullmatch(text)
    if match is None:
        raise ValueError(
            "the point is missing: click it on the map"
            if not text.strip()
            else f"the point {text.strip()[:40]!r} cannot be read: write latitude, longitude, such as 34.718, 36.732"
        )
    return float(match[1]), float(match[2])


def set_point(point: str) -> None:
    """Put a point into the form."""
    state.keep(_DRAFT, replace(draft(), point=point))


def start_afresh() -> None:
    """Empty the form; what kind of thing is added, and who adds it, stay."""
    state.keep(_DRAFT, Draft(how=draft().how, initials=draft().initials))


def parts(text: str) -> list[str]:
    """The names in a field that takes several."""
    return [name.strip() for name in _SEPARATORS.split(text) if name.strip()]


def taker(part: str, widget: str) -> Callable[[], None]:
    """Copy a widget into the draft when it is changed."""
    return lambda: state.keep(_DRAFT, replace(draft(), **{part: state.widget(widget)}))
