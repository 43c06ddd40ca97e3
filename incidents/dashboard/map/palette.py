"""The colours of the event types and of the base map: one place for the map, the legend, the timeline and tables.

The event colours are after Okabe and Ito's palette (Color Universal Design, 2008), moved apart until every pair stays
distinct under the three common kinds of colour blindness; ``tests/dashboard/test_map_palette.py`` measures it.
"""

from __future__ import annotations

from typing import Final

from incidents.model import EventType

EVENT_COLOURS: Final[dict[EventType, str]] = {
    EventType.BATTLES: "#0b62b0",
    EventType.PROTESTS: "#12a374",
    EventType.RIOTS: "#e8a800",
    EventType.EXPLOSIONS: "#d1410c",
    EventType.VIOLENCE: "#7b2d8b",
    EventType.STRATEGIC: "#7f8b99",
}
"""Colour of each event type on a light ground."""

EVENT_COLOURS_DARK: Final[dict[EventType, str]] = {
    EventType.BATTLES: "#4a9eea",
    EventType.PROTESTS: "#2fc898",
    EventType.RIOTS: "#f5c542",
    EventType.EXPLOSIONS: "#f0682f",
    EventType.VIOLENCE: "#c77dd8",
    EventType.STRATEGIC: "#9aa7b5",
}
"""The same, lighter, for a dark ground."""


def event_colours(*, dark: bool = False) -> dict[EventType, str]:
    """Colours by event type for the theme in use."""
    return dict(EVENT_COLOURS_DARK if dark else EVENT_COLOURS)
