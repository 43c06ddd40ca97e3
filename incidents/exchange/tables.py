"""Incidents and their claims as two flat tables with typed columns, tied by ``incident_id``.

What a GeoPackage, a workbook, a Parquet file and the claims beside a CSV have in common. A value is None, text, a
number, a truth or a date; each format writes that in its own way.
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Iterator
from typing import Any, Final

from incidents.exchange.cells import storable
from incidents.exchange.geojson import CODEBOOK as FIELDS
from incidents.exchange.geojson import point_of, scalars
from incidents.model import PERPETRATOR_ROLES, Claim, Document
from incidents.store.records import Dossier

Row = dict[str, Any]

INCIDENTS: Final = {
    "id": "string",
    "place": "string",
    "place_id": "string",
    "governorate": "string",
    "district_id": "string",
    "subdistrict_id": "string",
    "admin1": "string",
    "admin1_pcode": "string",
    "admin2": "string",
    "admin3": "string",
    "radius_km": "float64",
    "precision": "string",
    "date_start": "date32",
    "date_end": "date32",
    "date_precision": "string",
    "date_kind": "string",
    "event_type": "string",
    "sub_event_type": "string",
    "killed_low": "int32",
    "killed_best": "int32",
    "killed_high": "int32",
    "killed_rule": "string",
    "wounded_low": "int32",
    "wounded_best": "int32",
    "wounded_high": "int32",
    "wounded_rule": "string",
    "perpetrators": "string",
    "actors": "string",
    "contested": "bool_",
    "contested_reason": "string",
    "corroboration": "string",
    "confidence": "string",
    "review": "string",
    "review_note": "string",
    "n_claims": "int32",
    "n_documents": "int32",
    "sample": "bool_",
}
"""Columns of the incidents and their Arrow types."""
CLAIMS: Final = {
    "incident_id": "string",
    "position": "int32",
    "id": "string",
    "quote": "string",
    "note": "string",
    "start": "int32",
    "end": "int32",
    "claimant": "string",
    "claimant_side": "string",
    "stance": "string",
    "event_type": "string",
    "sub_event_type": "string",
    "date_start": "date32",
    "date_end": "date32",
    "place": "string",
    "killed_low": "int32",
    "killed_high": "int32",
    "killed_as_written": "string",
    "wounded_low": "int32",
    "wounded_high": "int32",
    "wounded_as_written": "string",
    "blamed": "string",
    "actors_as_written": "string",
    "weapon": "string",
    "origin": "string",
    "document_id": "string",
    "title": "string",
    "publisher": "string",
    "published": "date32",
    "url": "string",
}
"""Columns of the claims."""
CODEBOOK: Final = {
    "incidents.id": "stable id of the incident",
    **{
        f"incidents.{names}": text
        for names, text in FIELDS.items()
        if names.split(", ")[0] in INCIDENTS  # claims and joins are not columns
    },
    "claims.incident_id": "id of the incident the claim is part of",
    "claims.position": "place of the claim among those of its incident, from 1",
    "claims.id": "id of the claim",
    "claims.quote, claims.start, claims.end": "the words, and where they stand in the report's text; null for an "
    "imported row",
    "claims.note": "what an imported row says of the event, in the dataset's words",
    "claims.claimant, claims.claimant_side": "who says so, as written, and where they stand",
    "claims.stance": "asserts, denies, or reports blame",
    "claims.event_type, claims.sub_event_type": "of the ACLED codebook, as this claim tells it",
    "claims.date_start, claims.date_end": "days as this claim gives them",
    "claims.place": "place as this claim names it",
    "claims.killed_low, claims.killed_high, claims.killed_as_written": "count as this claim gives it",
    "claims.wounded_low, claims.wounded_high, claims.wounded_as_written": "the same of those wounded",
    "claims.blamed": "categories this claim says did it, separated by '; '",
    "claims.actors_as_written, claims.weapon": "words of the report",
    "claims.origin": "text (read in a report), import (a row of another dataset) or reviewer",
    "claims.document_id, claims.title, claims.publisher, claims.published, claims.url": "the report",
}
"""What the columns mean, each under ``table.column``."""


def incident_row(dossier: Dossier) -> Row:
    """One incident; without its point."""
    made = scalars(dossier)
    dates = dossier.incident.dates
    return {
        **{name: made.get(name) for name in INCIDENTS},
        "id": dossier.incident.id,
        "date_start": dates and dates.start,
        "date_end": dates and dates.end,
    }


def located_row(dossier: Dossier) -> Row:
    """One incident with latitude and longitude after its id, for tables that have no geometry."""
    row = incident_row(dossier)
    lat, lon = point_of(dossier.incident.place)
    return {"id": row.pop("id"), "lat": lat, "lon": lon, **row}


def claim_rows(dossier: Dossier) -> Iterator[Row]:
    """The claims of one incident, in their order."""
    documents = {document.id: document for document in dossier.documents}
    for position, claim in enumerate(dossier.claims, 1):
        yield {
            "incident_id": dossier.incident.id,
            "position": position,
            **_claim(claim),
            **_report(documents.get(claim.document_id)),
        }


def _claim(claim: Claim) -> dict[str, Any]:
    blamed = dict.fromkeys(a.category.value for a in claim.actors if a.role in PERPETRATOR_ROLES)
    dates, place = claim.dates, claim.place
    return {
        "id": claim.id,
        "quote": claim.quote,
        "note": claim.note or None,
        "start": claim.start,
        "end": claim.end,
        "claimant": claim.claimant,
        "claimant_side": claim.claimant_side.value,
        "stance": claim.stance.value,
        "event_type": claim.event_type.value,
        "sub_event_type": claim.sub_event_type.value,
        "date_start": dates and dates.start,
        "date_end": dates and dates.end,
        "place": place and place.mention,
        "killed_low": claim.killed.low,
        "killed_high": claim.killed.high,
        "killed_as_written": claim.killed.phrase,
        "wounded_low": claim.wounded.low,
        "wounded_high": claim.wounded.high,
        "wounded_as_written": claim.wounded.phrase,
        "blamed": "; ".join(blamed),
        "actors_as_written": "; ".join(dict.fromkeys(actor.as_written for actor in claim.actors)),
        "weapon": claim.weapon,
        "origin": claim.origin.value,
        "document_id": claim.document_id,
    }


def _report(document: Document | None) -> dict[str, dt.date | str | None]:
    if document is None:
        return {}
    return {
        "title": document.title,
        "publisher": document.publisher,
        "published": document.published,
        "url": document.url,
    }


def wkb(lat: float | None, lon: float | None) -> bytes | None:
    """A point as well-known binary, little-endian: its type and two doubles, longitude first."""
    return None if lat is None else struct.pack("<BIdd", 1, 1, lon, lat)


def storable_row(row: Row) -> Row:
    """A row whose words a database file can hold."""
    return {name: storable(value) if isinstance(value, str) else value for name, value in row.items()}
