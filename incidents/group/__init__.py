"""Which claims speak of one occurrence. Pure; every join carries a reason a person can read.

A report tells of one occurrence several times over: in the headline, the lead, the details, and again when it names who
is blamed. Claims meet when kind, place, days and numbers can be of one occurrence; a claim about a city and one about
a part of it meet at the finer place.
"""

from __future__ import annotations

from incidents.group.joining import Group, group_claims, groupable
from incidents.group.meeting import CAMP, VAGUE_WORDS, counts_meet, days_meet, doers_meet, kinds_meet, vague
from incidents.group.places import FINENESS, distance_km, fineness, holds, names_place, same_place
from incidents.group.summaries import summary_reason

__all__ = [
    "CAMP",
    "FINENESS",
    "VAGUE_WORDS",
    "Group",
    "counts_meet",
    "days_meet",
    "distance_km",
    "doers_meet",
    "fineness",
    "group_claims",
    "groupable",
    "holds",
    "kinds_meet",
    "names_place",
    "same_place",
    "summary_reason",
    "vague",
]
