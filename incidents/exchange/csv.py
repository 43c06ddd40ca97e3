"""Incidents as a table that opens in Excel, one row each, with nothing in it that a spreadsheet would run."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, BinaryIO, Final

from incidents.exchange.about import About
from incidents.exchange.geojson import CODEBOOK as FIELDS
from incidents.exchange.geojson import point_of, scalars
from incidents.exchange.table_file import table
from incidents.model import Document
from incidents.store.records import Dossier

MEDIA_TYPE: Final = "text/csv"

_FROM_FEATURE: Final = (
    "place",
    "place_id",
    "governorate",
    "district_id",
    "subdistrict_id",
    "admin1",
    "admin1_pcode",
    "admin2",
    "admin3",
    "city_id",
    "radius_km",
    "precision",
    "date_start",
    "date_end",
    "date_precision",
    "date_kind",
    "event_type",
    "sub_event_type",
    "killed_low",
    "killed_best",
    "killed_high",
    "killed_rule",
    "wounded_low",
    "wounded_best",
    "wounded_high",
    "wounded_rule",
    "perpetrators",
    "actors",
    "sides",
    "accusations",
    "source_ids",
    "contested",
    "contested_reason",
    "corroboration",
    "confidence",
    "review",
    "review_note",
    "n_claims",
    "n_documents",
    "sample",
)
COLUMNS: Final = ("id", "lat", "lon", *_FROM_FEATURE, "claimants", "quotes", "reports")
"""The columns, in order; the last three join what the claims hold, separated by `` | ``."""
CODEBOOK: Final = {
    "id": "stable id of the incident",
    "lat, lon": "point in WGS 84 degrees, with the decimals its precision deserves; empty where not located",
    **{names: text for names, text in FIELDS.items() if names.split(", ")[0] in _FROM_FEATURE},
    "claimants": "who is quoted, in the order of the claims, separated by ' | '",
    "quotes": "each claim's own words, in the order of the claims, separated by ' | '; empty for an imported row",
    "reports": "publisher, title and day of each report, separated by ' | '",
}
"""What each column means."""
REMARKS: Final = (
    "A cell that a spreadsheet would take for a formula has an apostrophe in front.",
    "UTF-8 with a byte-order mark; yes and no for true and false; an empty count is one that nobody reported.",
)


def readme(name: str, about: About) -> bytes:
    """The side file of a table of that name."""
    return about.readme(name, CODEBOOK, REMARKS)


def write(out: BinaryIO, dossiers: Iterable[Dossier]) -> int:
    """Write the table as UTF-8 with the byte-order mark that Excel needs; gives the number of rows."""
    count = 0
    with table(out, COLUMNS) as put:
        for dossier in dossiers:
            put(_row(dossier))
            count += 1
    return count


def dumps(dossiers: Iterable[Dossier]) -> bytes:
    """The table as bytes, see :func:`write`."""
    out = io.BytesIO()
    write(out, dossiers)
    return out.getvalue()


def _row(dossier: Dossier) -> dict[str, Any]:
    lat, lon = point_of(dossier.incident.place)
    claims = dossier.claims
    return {
        "id": dossier.incident.id,
        "lat": lat,
        "lon": lon,
        **scalars(dossier),
        "claimants": " | ".join(
            dict.fromkeys(claim.claimant or "journalist's own voice" for claim in claims)
        ),
        "quotes": " | ".join(claim.quote or "" for claim in claims),
        "reports": " | ".join(report_line(document) for document in dossier.documents),
    }


def report_line(document: Document) -> str:
    """Publisher, title and day of a report on one line."""
    published = document.published.isoformat() if document.published else None
    named = [part for part in (document.publisher, document.title, published) if part]
    return ", ".join(named) or document.ref or document.id
