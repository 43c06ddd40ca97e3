"""Incidents as a table that opens in Excel, one row each, with nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any, BinaryIO, Final

from incidents.exchange.geojson import feature
from incidents.model import Document
from incidents.store.records import Dossier

MEDIA_TYPE: Final = "text/csv"

_FROM_FEATURE: Final = (
    "place",
    "place_id",
    "governorate",
    "district_id",
    "subdistrict_id",
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

# What spreadsheets take for the start of a formula, full-width forms included; white space before it does not help.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|[\t\r\n]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def write(out: BinaryIO, dossiers: Iterable[Dossier]) -> int:
    """Write the table as UTF-8 with the byte-order mark that Excel needs; gives the number of rows."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", errors="replace", newline="")
    table = csv.writer(text)
    table.writerow(COLUMNS)
    count = 0
    for dossier in dossiers:
        table.writerow([_cell(value) for value in _row(dossier)])
        count += 1
    text.flush()
    text.detach()  # the caller's file stays open
    return count


def dumps(dossiers: Iterable[Dossier]) -> bytes:
    """The table as bytes, see :func:`write`."""
    out = io.BytesIO()
    write(out, dossiers)
    return out.getvalue()


def _row(dossier: Dossier) -> list[Any]:
    made = feature(dossier)
    lon, lat = made["geometry"]["coordinates"] if made["geometry"] else (None, None)
    properties = made["properties"]
    claims = dossier.claims
    reports = [_report(document) for document in dossier.documents]
    return [
        made["id"],
        lat,
        lon,
        *(properties[name] for name in _FROM_FEATURE),
        " | ".join(dict.fromkeys(claim.claimant or "journalist's own voice" for claim in claims)),
        " | ".join(claim.quote or "" for claim in claims),
        " | ".join(reports),
    ]


def _report(document: Document) -> str:
    published = document.published.isoformat() if document.published else None
    named = [part for part in (document.publisher, document.title, published) if part]
    return ", ".join(named) or document.ref or document.id


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        return value
    plain = _CONTROL.sub(" ", value)
    # As written and as it will stand: a control character in front of "=" becomes a space, which would unmask it.
    return f"'{plain}" if _FORMULA.match(value) or _FORMULA.match(plain) else plain
