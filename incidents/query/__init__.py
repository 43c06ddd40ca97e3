"""Filters on incidents, the selection they make, and the link that carries them. Pure: no I/O, no session, no clock."""

from incidents.frame import FRAME_COLUMNS, to_frame
from incidents.query.areas import AreaCounts, Level, MapMode, Measure, class_starts, count_by_area
from incidents.query.box import Box
from incidents.query.facets import Facets, facets
from incidents.query.filters import Filters, KilledTold
from incidents.query.index import FrameIndex, Many, Mask, mask
from incidents.query.links import (
    ACTOR_CODES,
    BAND_CODES,
    CORROBORATION_CODES,
    EVENT_TYPE_CODES,
    GOVERNORATE_CODES,
    LINK_VERSION,
    PRECISION_CODES,
    REVIEW_CODES,
    SIDE_CODES,
    SUB_EVENT_TYPE_CODES,
    LinkState,
    View,
    from_params,
    single,
    to_params,
)
from incidents.query.timeline import Unit, bin_ends, floor_to, histogram
from incidents.rules import Rules

__all__ = [
    "ACTOR_CODES",
    "BAND_CODES",
    "CORROBORATION_CODES",
    "EVENT_TYPE_CODES",
    "FRAME_COLUMNS",
    "GOVERNORATE_CODES",
    "LINK_VERSION",
    "PRECISION_CODES",
    "REVIEW_CODES",
    "SIDE_CODES",
    "SUB_EVENT_TYPE_CODES",
    "AreaCounts",
    "Box",
    "Facets",
    "Filters",
    "FrameIndex",
    "KilledTold",
    "Level",
    "LinkState",
    "Many",
    "MapMode",
    "Mask",
    "Measure",
    "Rules",
    "Unit",
    "View",
    "bin_ends",
    "class_starts",
    "count_by_area",
    "facets",
    "floor_to",
    "from_params",
    "histogram",
    "mask",
    "single",
    "to_frame",
    "to_params",
]
