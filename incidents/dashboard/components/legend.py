"""The legend of map and timeline: each type shown, with its colour and how many there are."""

from __future__ import annotations

from collections.abc import Mapping

from incidents.dashboard import markup
from incidents.dashboard.data import Data
from incidents.dashboard.map.palette import event_colours
from incidents.model import EventType
from incidents.query import Mask


def types_shown(data: Data, shown: Mask) -> Mapping[str, int]:
    """How many of the incidents shown are of each type."""
    counts = data.table.frame["event_type"][shown].value_counts()
    return {str(kind): int(n) for kind, n in counts.items()}


def legend(counts: Mapping[str, int], *, dark: bool) -> str:
    """HTML of it, for so many of each type."""
    colours = event_colours(dark=dark)
    items = [
        f"<li>{markup.dot(colours[kind])}{markup.text(kind.value)} {counts[kind.value]:,}</li>"
        for kind in EventType
        if counts.get(kind.value)
    ]
    return f'<ul class="si-legend" aria-label="Incidents shown by type">{"".join(items)}</ul>'
