"""The colours of the event types and of the base map: one place for the map, the legend, the timeline and tables.

The event colours are after Okabe and Ito's palette (Color Universal Design, 2008), moved apart until every pair stays
distinct under the three common kinds of colour blindness; ``tests/dashboard/test_map_palette.py`` measures it.
"""

from __future__ import annotations

from typing import Final

from incidents.model import EventType

EVENT_COLOURS: Final[dict[EventType, str]] = {
    EventType.BATTLES: "#0b55b5",
    EventType.PROTESTS: "#12b39a",
    EventType.RIOTS: "#e0a800",
    EventType.EXPLOSIONS: "#dd3a1a",
    EventType.VIOLENCE: "#7c0f63",
    EventType.STRATEGIC: "#7d7392",
}
"""Colour of each event type on a light ground."""

EVENT_COLOURS_DARK: Final[dict[EventType, str]] = {
    EventType.BATTLES: "#4386ff",
    EventType.PROTESTS: "#39d8a4",
    EventType.RIOTS: "#fdb02d",
    EventType.EXPLOSIONS: "#e8591b",
    EventType.VIOLENCE: "#c070b4",
    EventType.STRATEGIC: "#aeb4e0",
}
"""The same, lighter, for a dark ground."""


AREA_COLOURS: Final[tuple[str, ...]] = ("#fbdfa6", "#f3ac5d", "#dd7138", "#ac3c2c", "#611828")
"""Classes of a choropleth on a light ground, few to many: ever darker, so that lightness alone tells them apart."""

AREA_COLOURS_DARK: Final[tuple[str, ...]] = ("#57323c", "#8f4238", "#c9652f", "#ee9f45", "#fde08f")
"""The same on a dark ground: ever lighter."""


def area_colours(classes: int, *, dark: bool = False) -> list[str]:
    """As many colours of the scale as there are classes, spread over the whole of it."""
    scale = AREA_COLOURS_DARK if dark else AREA_COLOURS
    if classes <= 1:
        return [scale[len(scale) // 2]] * classes
    return [scale[round(place * (len(scale) - 1) / (classes - 1))] for place in range(classes)]


def event_colours(*, dark: bool = False) -> dict[EventType, str]:
    """Colours by event type for the theme in use."""
    return dict(EVENT_COLOURS_DARK if dark else EVENT_COLOURS)
