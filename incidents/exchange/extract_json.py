"""The record that ``incidents extract`` writes for each document: scripts depend on its fields, they stay."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from incidents.model import PERPETRATOR_ROLES, ActorCategory, Claim, Incident, ReportResult, SlotBands


def document_record(result: ReportResult) -> dict[str, Any]:
    """One document's incidents, and what stayed off the map with the reason, as plain JSON types."""
    claims = {claim.id: claim for claim in result.claims}
    return {
        "doc_id": result.document.ref or result.document.id,
        "warnings": list(result.warnings),
        "incidents": [
            _incident(incident, [claims[c] for c in incident.claim_ids]) for incident in result.incidents
        ],
        "not_mapped": [_not_mapped(claim) for claim in result.not_mapped],
    }


def _incident(incident: Incident, claims: list[Claim]) -> dict[str, Any]:
    place, dates = incident.place, incident.dates
    return {
        "id": incident.id,
        "place": place.name or place.mention,
        "place_id": place.place_id,
        "governorate": place.governorate and place.governorate.value,
        "lat": place.lat,
        "lon": place.lon,
        "radius_km": place.radius_km if place.located else None,
        "precision": place.precision and place.precision.value,
        "date_start": dates and dates.start.isoformat(),
        "date_end": dates and dates.end.isoformat(),
        "date_precision": dates and dates.precision.value,
        "date_kind": dates and dates.kind.value,
        "event_type": incident.event_type.value,
        "sub_event_type": incident.sub_event_type.value,
        "killed_low": incident.killed.low,
        "killed_high": incident.killed.high,
        "wounded_low": incident.wounded.low,
        "wounded_high": incident.wounded.high,
        "actors": _actors(incident),
        "perpetrators": perpetrators(incident),
        "contested": incident.contested,
        "corroboration": incident.corroboration.value,
        "confidence": incident.confidence.value,
        "slot_confidence": slot_confidence(incident.slots),
        "claims": [_claim(claim) for claim in claims],
    }


def slot_confidence(slots: SlotBands) -> dict[str, str]:
    """The band of each part that was read, by its name."""
    bands = {slot.name: getattr(slots, slot.name) for slot in fields(slots)}
    return {name: band.value for name, band in bands.items() if band is not None}


def perpetrators(incident: Incident) -> list[str]:
    """Categories with the role of initiator or alleged perpetrator, except unknown, each once."""
    acting = (a.category for a in incident.actors if a.role in PERPETRATOR_ROLES)
    named = dict.fromkeys([*incident.perpetrators, *acting])
    return [category.value for category in named if category is not ActorCategory.UNKNOWN]


def _actors(owner: Incident | Claim) -> list[dict[str, str]]:
    return [
        {"as_written": actor.as_written, "category": actor.category.value, "role": actor.role.value}
        for actor in owner.actors
    ]


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "quote": claim.quote,
        "start": claim.start,
        "end": claim.end,
        "claimant": claim.claimant,
        "claimant_side": claim.claimant_side.value,
        "stance": claim.stance.value,
        "event_type": claim.event_type.value,
        "place": claim.place and (claim.place.name or claim.place.mention),
        "killed_low": claim.killed.low,
        "killed_high": claim.killed.high,
        "wounded_low": claim.wounded.low,
        "wounded_high": claim.wounded.high,
        "actors": _actors(claim),
        "confidence": claim.confidence.value,
        "slot_confidence": slot_confidence(claim.slots),
    }


def _not_mapped(claim: Claim) -> dict[str, Any]:
    flags = ", ".join(sorted(flag.value for flag in claim.flags))
    reason = ": ".join(part for part in (flags, claim.flag_reason) if part)
    return {
        "quote": claim.quote,
        "start": claim.start,
        "end": claim.end,
        "reason": reason or "part of no incident",
    }
