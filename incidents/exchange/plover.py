"""Incidents as PLOVER events, one JSON object a line, for tools of the political event data family.

PLOVER's 16 event categories say less than ACLED's sub-event types: the mode tells them apart. Each line carries the
incident's id, so that it can be found again, and the claims' own words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, BinaryIO, Final

from incidents.exchange.about import About
from incidents.exchange.admin import admin_of
from incidents.exchange.geojson import point_of
from incidents.model import (
    PERPETRATOR_ROLES,
    ActorCategory,
    Claim,
    Document,
    Incident,
    Precision,
    ResolvedPlace,
    Role,
    SubEventType,
)
from incidents.store.records import Dossier

MEDIA_TYPE: Final = "application/x-ndjson"

EVENTS: Final[dict[SubEventType, tuple[str, str | None]]] = {
    SubEventType.GOVERNMENT_REGAINS: ("ASSAULT", "territory"),
    SubEventType.NON_STATE_OVERTAKES: ("ASSAULT", "territory"),
    SubEventType.ARMED_CLASH: ("ASSAULT", "firearms"),
    SubEventType.EXCESSIVE_FORCE: ("ASSAULT", "crowd-control"),
    SubEventType.PROTEST_WITH_INTERVENTION: ("PROTEST", "demo"),
    SubEventType.PEACEFUL_PROTEST: ("PROTEST", "demo"),
    SubEventType.VIOLENT_DEMONSTRATION: ("PROTEST", "riot"),
    SubEventType.MOB_VIOLENCE: ("ASSAULT", "beat"),
    SubEventType.CHEMICAL_WEAPON: ("ASSAULT", "cbrn"),
    SubEventType.AIR_STRIKE: ("ASSAULT", "aerial"),
    SubEventType.SUICIDE_BOMB: ("ASSAULT", "suicide-attack"),
    SubEventType.SHELLING: ("ASSAULT", "heavy-weapons"),
    SubEventType.REMOTE_EXPLOSIVE: ("ASSAULT", "explosives"),
    SubEventType.GRENADE: ("ASSAULT", "explosives"),
    SubEventType.SEXUAL_VIOLENCE: ("ASSAULT", "sexual"),
    SubEventType.ATTACK: ("ASSAULT", None),
    SubEventType.ABDUCTION: ("ASSAULT", "abduct"),
    SubEventType.AGREEMENT: ("AGREE", None),
    SubEventType.ARRESTS: ("COERCE", "arrest"),
    SubEventType.CHANGE_TO_GROUP: ("CONSULT", None),
    SubEventType.DISRUPTED_WEAPONS: ("COERCE", "seize"),
    SubEventType.HEADQUARTERS: ("MOBILIZE", "troops"),
    SubEventType.LOOTING: ("COERCE", "seize"),
    SubEventType.NON_VIOLENT_TRANSFER: ("RETREAT", "withdraw"),
    SubEventType.OTHER: ("CONSULT", None),
}
"""Our sub-event type -> PLOVER's event and mode. What PLOVER has no category for is the nearest it has."""

RESOLUTION: Final[dict[Precision, int]] = {
    Precision.SITE: 5,
    Precision.NEIGHBOURHOOD: 5,
    Precision.SETTLEMENT: 4,
    Precision.NEAR_SETTLEMENT: 4,
    Precision.SUBDISTRICT: 3,
    Precision.DISTRICT: 3,
    Precision.GOVERNORATE: 2,
    Precision.AREA: 2,
    Precision.COUNTRY: 1,
}
"""How finely a place is known, 5 the finest."""

CODEBOOK: Final[dict[str, str]] = {
    "id": "id of the incident, stable",
    "date, enddate": "first and last day, ISO 8601; null when the reports give none",
    "actor": "categories said to have done it, else the parties",
    "recipient": "categories it was done to",
    "event, mode": "PLOVER's category and mode, after event_type and sub_event_type",
    "context": "military; with 'contested' where sources contradict each other",
    "location": "place as the report names it and as it was found, GeoNames id, point, city, district, governorate; "
    "resolution from 5 (a spot) to 1 (the country)",
    "size": "dead and injured: best figures, null when not reported; arrested is not derived",
    "text_info": "where each claim stands in its report, and its words",
    "cite_info": "the reports",
    "event_type, sub_event_type": "of the ACLED codebook",
    "corroboration, confidence, review": "as in the GeoJSON",
    "sample": "true: made from the program's sample reports",
}
"""What each member means."""
REMARKS: Final = ("One JSON object a line, UTF-8.",)


def readme(name: str, about: About) -> bytes:
    """The side file of a file of that name."""
    return about.readme(name, CODEBOOK, REMARKS)


def write(out: BinaryIO, dossiers: Iterable[Dossier], _: About | None = None) -> int:
    """Write the events, one a line; gives their number."""
    count = 0
    for dossier in dossiers:
        line = json.dumps(event(dossier), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        out.write(line.encode("utf-8", "replace") + b"\n")
        count += 1
    return count


def event(dossier: Dossier) -> dict[str, Any]:
    """One incident as PLOVER has it."""
    incident = dossier.incident
    category, mode = EVENTS[incident.sub_event_type]
    dates = incident.dates
    return {
        "id": incident.id,
        "date": dates and dates.start.isoformat(),
        "enddate": dates and dates.end.isoformat(),
        "actor": _names(incident.perpetrators) or _of(incident, *PERPETRATOR_ROLES, Role.PARTICIPANT),
        "recipient": _of(incident, Role.TARGET),
        "event": category,
        "mode": mode,
        "context": ["military", *(["contested"] if incident.contested else [])],
        "location": _location(incident.place),
        "size": {"dead": incident.killed.best, "injured": incident.wounded.best, "arrested": None},
        "text_info": [_words(claim) for claim in dossier.claims],
        "cite_info": [_report(document) for document in dossier.documents],
        "event_type": incident.event_type.value,
        "sub_event_type": incident.sub_event_type.value,
        "corroboration": incident.corroboration.value,
        "confidence": incident.confidence.value,
        "review": incident.review.value,
        "sample": dossier.sample,
    }


def _names(categories: Iterable[ActorCategory]) -> list[str]:
    return [category.value for category in dict.fromkeys(categories)]


def _of(incident: Incident, *roles: Role) -> list[str]:
    return _names(actor.category for actor in incident.actors if actor.role in roles)


def _location(place: ResolvedPlace) -> dict[str, Any]:
    lat, lon = point_of(place)
    units = admin_of(place)
    kind, _, number = (place.place_id or "").partition(":")
    return {
        "extracted_place": place.mention,
        "resolved_place": place.name,
        "geonameid": int(number) if kind == "gn" and number.isdecimal() else None,
        "lat": lat,
        "lon": lon,
        "city": _city(place),
        "district": units["admin2"],
        "province": units["admin1"],
        "resolution": RESOLUTION[place.precision] if place.precision else None,
    }


def _city(place: ResolvedPlace) -> str | None:
    """The settlement's name; of a neighbourhood that of its city, which stands last in its own."""
    if place.precision is Precision.NEIGHBOURHOOD and place.name:
        return place.name.rpartition(", ")[2]
    return place.name if place.precision in {Precision.SETTLEMENT, Precision.NEAR_SETTLEMENT} else None


def _words(claim: Claim) -> dict[str, Any]:
    return {"start": claim.start, "end": claim.end, "text": claim.quote or claim.note or None}


def _report(document: Document) -> dict[str, Any]:
    return {
        "url": document.url,
        "title": document.title,
        "publication": document.publisher,
        "published": document.published and document.published.isoformat(),
        "version": document.id,
    }
