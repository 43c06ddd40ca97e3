"""Incidents as a GeoPackage: one file that QGIS, ArcGIS and GDAL open, with claims and codebook inside.

Layer ``incidents`` holds points (and rows without a geometry for what could not be located), table ``claims`` each
source's own statement, tied to its incident by ``incident_id``, table ``about`` what the file is. Written through GDAL
in batches, so that memory does not grow with the file.
"""

from __future__ import annotations

import datetime as dt
import shutil
import struct
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from incidents.errors import InputError
from incidents.exchange.about import About
from incidents.exchange.cells import storable
from incidents.exchange.geojson import CODEBOOK as FIELDS
from incidents.exchange.geojson import feature, point_of
from incidents.model import PERPETRATOR_ROLES, Claim, Document
from incidents.store.records import Dossier

MEDIA_TYPE: Final = "application/geopackage+sqlite3"
BATCH: Final = 2_000
"""Incidents written at once."""
_WGS84: Final = "EPSG:4326"

_INCIDENTS: Final = {
    "id": "string",
    "place": "string",
    "place_id": "string",
    "governorate": "string",
    "district_id": "string",
    "subdistrict_id": "string",
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
"""Columns of the layer ``incidents`` and their Arrow types."""
_CLAIMS: Final = {
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
"""Columns of the table ``claims``."""
_ABOUT: Final = {"section": "string", "item": "string", "text": "string"}
CODEBOOK: Final = {
    "incidents.id": "stable id of the incident",
    **{
        f"incidents.{names}": text
        for names, text in FIELDS.items()
        if names.split(", ")[0] in _INCIDENTS  # claims and joins are not columns
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
"""What the columns mean; stands in the table ``about``."""


def write(path: Path, dossiers: Iterable[Dossier], *, about: About | None = None) -> int:
    """Write the file, whole or not at all; one of that name is replaced.

    Returns
    -------
    int
        How many incidents were written.

    Raises
    ------
    InputError
        The file cannot be written there.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".incidents-") as folder:
            made = Path(folder) / "incidents.gpkg"
            count = _write(made, iter(dossiers), about or About())
            made.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}): give another path.") from error
    return count


def copy(out: BinaryIO, dossiers: Iterable[Dossier], about: About | None = None) -> int:
    """Write the file into an open one, by way of a temporary file: GDAL writes to a path."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "incidents.gpkg"
        count = write(path, dossiers, about=about)
        with path.open("rb") as made:
            shutil.copyfileobj(made, out)
    return count


def _write(path: Path, dossiers: Iterator[Dossier], about: About) -> int:
    count = 0
    while True:
        batch = list(islice(dossiers, BATCH))
        if batch or not count:  # an empty selection has its layers too
            _append(path, "incidents", _INCIDENTS, map(_incident, batch), located=True)
            _append(path, "claims", _CLAIMS, (row for d in batch for row in _claims(d)))
        count += len(batch)
        if len(batch) < BATCH:
            break
    rows = ({"section": s, "item": i, "text": t} for s, i, t in about.rows(CODEBOOK))
    _append(path, "about", _ABOUT, rows)
    return count


def _append(
    path: Path, layer: str, columns: dict[str, str], rows: Iterable[dict[str, Any]], *, located: bool = False
) -> None:
    """Add rows to a layer, which is made with the first of them."""
    import pyarrow as pa  # here: who writes no GeoPackage does not wait for it
    import pyogrio

    fields = [(name, getattr(pa, kind)()) for name, kind in columns.items()]
    schema = pa.schema([*fields, ("geometry", pa.binary())] if located else fields)
    clean = [{name: _storable(value) for name, value in row.items()} for row in rows]
    pyogrio.write_arrow(
        pa.Table.from_pylist(clean, schema=schema),
        path,
        layer=layer,
        driver="GPKG",
        append=path.exists(),
        geometry_name="geometry" if located else None,
        geometry_type="Point" if located else None,
        crs=_WGS84 if located else None,
    )


def _storable(value: Any) -> Any:
    return storable(value) if isinstance(value, str) else value


def _incident(dossier: Dossier) -> dict[str, Any]:
    made = feature(dossier)
    lat, lon = point_of(dossier.incident.place)
    dates = dossier.incident.dates
    return {
        **{name: made["properties"].get(name) for name in _INCIDENTS},
        "id": made["id"],
        "date_start": dates and dates.start,
        "date_end": dates and dates.end,
        # Well-known binary, little-endian: a point is its type and two doubles, longitude first.
        "geometry": None if lat is None else struct.pack("<BIdd", 1, 1, lon, lat),
    }


def _claims(dossier: Dossier) -> Iterator[dict[str, Any]]:
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
