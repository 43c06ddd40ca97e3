"""The offline map: incidents drawn on one canvas over our own base map."""

from incidents.dashboard.map.component import MapView, incident_map
from incidents.dashboard.map.palette import EVENT_COLOURS, EVENT_COLOURS_DARK, event_colours

__all__ = ["EVENT_COLOURS", "EVENT_COLOURS_DARK", "MapView", "event_colours", "incident_map"]
