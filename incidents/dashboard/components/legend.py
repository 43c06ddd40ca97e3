"""The legend of map and timeline: each type shown, with its colour and how many there are."""

from __future__ import annotations

from incidents.dashboard import markup
from incidents.dashboard.data import Data
from incidents.dashboard.map.palette import event_colours
from incidents.model import EventType
from incidents.query import Mask


def legend(data: Data, shown: Mask, *, dark: bool) -> str:
    """HTML of it."""
    counts = data.table.frame["event_type"][shown].value_counts()
    colours = event_colours(dark=dark)
    items = [
        f"<li>{markup.dot(colours[kind])}{markup.text(kind.value)} {int(counts[kind.value]):,}</li>"
        for kind in EventType
        if counts.get(kind.value)
    ]
    return f'<ul class="si-legend" aria-label="Incidents shown by type">{"".join(items)}</ul>'
