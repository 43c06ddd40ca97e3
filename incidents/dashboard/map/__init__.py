"""The offline map: incidents drawn on one canvas over our own base map."""

from incidents.dashboard.map.areas import AreaClick, AreaFill
from incidents.dashboard.map.component import Answer, MapView, incident_map
from incidents.dashboard.map.palette import EVENT_COLOURS, EVENT_COLOURS_DARK, event_colours

__all__ = [
    "EVENT_COLOURS",
    "EVENT_COLOURS_DARK",
    "Answer",
    "AreaClick",
    "AreaFill",
    "MapView",
    "event_colours",
    "incident_map",
]
