"""Incidents as GeoJSON (RFC 7946), for QGIS and other programs.

One FeatureCollection holds exactly the incidents given, those without a point too (geometry null), and says what it
is: fields explained, the moment of the data, the link that shows the same, attribution and licence.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, BinaryIO, Final

from incidents.exchange.about import ATTRIBUTION, LICENCE, About, derivation, generator
from incidents.exchange.admin import CODEBOOK as ADMIN
from incidents.exchange.admin import admin_of
from incidents.exchange.extract_json import perpetrators
from incidents.model import Casualties, Claim, Document, Precision, ReportResult, ResolvedPlace
from incidents.store.records import Dossier, dossiers_of, to_record

__all__ = ["MEDIA_TYPE", "collection_of", "derivation", "dumps", "feature", "generator", "point_of", "write"]

MEDIA_TYPE: Final = "application/geo+json"

DECIMALS: Final[dict[Precision, int]] = {
    Precision.SITE: 5,
    Precision.NEIGHBOURHOOD: 4,
    Precision.SETTLEMENT: 4,
    Precision.NEAR_SETTLEMENT: 3,
    Precision.SUBDISTRICT: 3,
    Precision.DISTRICT: 2,
    Precision.GOVERNORATE: 2,
    Precision.AREA: 2,
    Precision.COUNTRY: 1,
}
"""Decimals of a degree that a precision deserves: 5 are about one metre, 2 about one kilometre."""

RECORDED: Final = (
    "event_type",
    "sub_event_type",
    "dates",
    "place",
    "victims",
    "weapon",
    "flags",
    "flag_reason",
    "confidence",
    "slots",
    "extractor",
)
"""Members of a claim that are written as the store keeps them."""
OPTIONAL: Final = frozenset(
    {
        *("name", "place_id", "governorate", "lat", "lon", "radius_km", "precision", "reason", "candidates"),
        *("implied", "district_id", "subdistrict_id", "city_id", "low", "best", "high", "phrase", "rule"),
        *("victims", "weapon", "flags", "flag_reason", "joins", "notes", "summary_ids", "loose_ids", "sides"),
        *("accusations", "source_ids", "review_note"),
    }
)
"""Fields that are blank by default, see :mod:`incidents.model`."""
_WORDS: Final = frozenset({"reason", "flag_reason", "review_note", "rule"})
INHERITED: Final = ("dates", "place")
"""Of these, what a claim has as its incident has it is left out."""
_OTHER: Final = object()

CODEBOOK: Final[dict[str, str]] = {
    "place": "standard name of the place, or the words of the report where it could not be located",
    "place_id": "gazetteer id of the place; null where it could not be located",
    "governorate": "governorate (admin 1)",
    "district_id, subdistrict_id": "gazetteer ids of the admin 2 and admin 3 units that hold it; null where unknown",
    **ADMIN,
    "city_id": "gazetteer id of the city, for a neighbourhood",
    "sides": "where those stand who tell of it, separated by '; '",
    "accusations": "which side names whom as the one who did it, 'side > category', separated by '; '",
    "source_ids": "ids of the sources, for leaving one out in a link (without=...), separated by '; '",
    "radius_km": "the incident happened within this distance of the point",
    "precision": "what the point stands for: site, neighbourhood, settlement, near_settlement, or only an area "
    "(subdistrict, district, governorate, area, country)",
    "date_start, date_end": "first and last day, ISO 8601; null when the report gives no date",
    "date_precision": "day, week, month or year",
    "date_kind": "uncertain: once, somewhere in the range; duration: all through it",
    "event_type, sub_event_type": "of the ACLED codebook",
    "killed_low, killed_best, killed_high": "people killed: lowest bound, best figure, highest bound; null: not "
    "reported, or no upper bound given; 0: reported as none",
    "wounded_low, wounded_best, wounded_high": "people wounded, read the same way",
    "killed_rule, wounded_rule": "from how many sources these figures are made, and how",
    "perpetrators": "actor categories said to have done it, separated by '; '",
    "actors": "categories of all actors, separated by '; '",
    "contested": "sources blame different sides, or one denies it",
    "contested_reason": "in what the sources contradict each other",
    "corroboration": "single, multiple (independent claimants agree), conflicting, admitted",
    "confidence": "band of the machine's reading: high, medium, low",
    "review, review_note": "unreviewed, accepted, corrected or rejected by a person; who, when and why",
    "n_claims, n_documents": "how many claims the incident is made of, and in how many reports they stand",
    "joins": "why the claims were taken to speak of one occurrence: ids of two claims, the reason, and whether it was "
    "found within a report, across reports or by a person",
    "sample": "true: made from the program's sample reports, not from the user's",
    "claims": "each source's own statement: origin (text, import, reviewer), quote (text[start:end] of the "
    "report; null for an imported row, whose own words are its note), claimant and side, stance, "
    "counts, who is blamed, event type, days, place and how it was found, and the report",
}
"""What each property means; part of every export."""


def write(
    out: BinaryIO,
    dossiers: Iterable[Dossier],
    *,
    as_of: dt.datetime | None = None,
    link: str | None = None,
    derived_by: Mapping[str, Any] | None = None,
    attribution: str = ATTRIBUTION,
    licence: str = LICENCE,
    withheld: str = "",
) -> int:
    """Write one FeatureCollection, a feature at a time.

    Parameters
    ----------
    out
        Open binary file; what is written is UTF-8.
    dossiers
        The incidents to write, in this order.
    as_of
        The moment the data stand from (aware).
    link
        Address or query string that shows the same selection.
    derived_by
        How counts were derived and whose claims were left out, see :func:`derivation`; the default by default.
    withheld
        For a public view: what is not shown.

    Returns
    -------
    int
        How many features were written.
    """
    about = About(as_of, link, attribution=attribution, licence=licence, withheld=withheld)
    if derived_by is not None:
        about = replace(about, derived_by=derived_by)
    head = {"type": "FeatureCollection", **about.head(CODEBOOK)}
    out.write(_json(head)[:-1] + b',\n"features":[')
    count = 0
    for dossier in dossiers:
        out.write((b",\n" if count else b"\n") + _json(feature(dossier)))
        count += 1
    out.write(b"\n]}\n")
    return count


def dumps(dossiers: Iterable[Dossier], **members: Any) -> bytes:
    """The FeatureCollection as bytes, see :func:`write`."""
    out = io.BytesIO()
    write(out, dossiers, **members)
    return out.getvalue()


def collection_of(result: ReportResult, **members: Any) -> bytes:
    """The FeatureCollection of one report's incidents."""
    return dumps(dossiers_of(result), **members)


def _json(value: Any) -> bytes:
    # Lone surrogates cannot be written as UTF-8; NaN is no JSON.
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def feature(dossier: Dossier) -> dict[str, Any]:
    """One incident as a Feature: scalar properties, and its claims as an array."""
    incident = dossier.incident
    documents = {document.id: document for document in dossier.documents}
    kept = slim(to_record(incident))
    return {
        "type": "Feature",
        "id": incident.id,
        # A member of ours beside RFC 7946's, which GIS programs pass over: the incident to the last field, for the way
        # back (see own.py).
        "incident": kept,
        "geometry": _geometry(incident.place),
        "properties": {
            **scalars(dossier),
            "joins": [
                {"left": j.left, "right": j.right, "reason": j.reason, "basis": j.basis.value}
                for j in incident.joins
            ],
            "claims": [_claim(claim, documents.get(claim.document_id), kept) for claim in dossier.claims],
        },
    }


def slim(record: Mapping[str, Any], within: str = "") -> dict[str, Any]:
    """A record without what is blank by default: reading fills it in again. What stands in lists stays whole."""
    return {
        key: slim(value, key) if isinstance(value, dict) else value
        for key, value in record.items()
        if not (_blank(key, value) and (key in OPTIONAL or within == "slots"))
    }


def _blank(name: str, value: Any) -> bool:
    # 0 is a count, reported as none; empty words are blank only where the model has them by default.
    return value is None or value is False or value == [] or (value == "" and name in _WORDS)


def scalars(dossier: Dossier) -> dict[str, Any]:
    """The properties of one incident that are single values: the columns of all our tables."""
    incident = dossier.incident
    place, dates = incident.place, incident.dates
    return {
        "place": place.name or place.mention,
        "place_id": place.place_id,
        "governorate": place.governorate and place.governorate.value,
        "district_id": place.district_id,
        "subdistrict_id": place.subdistrict_id,
        **admin_of(place),
        "city_id": place.city_id,
        "radius_km": place.radius_km if place.located else None,
        "precision": place.precision and place.precision.value,
        "date_start": dates and dates.start.isoformat(),
        "date_end": dates and dates.end.isoformat(),
        "date_precision": dates and dates.precision.value,
        "date_kind": dates and dates.kind.value,
        "event_type": incident.event_type.value,
        "sub_event_type": incident.sub_event_type.value,
        "killed_low": incident.killed.low,
        "killed_best": incident.killed.best,
        "killed_high": incident.killed.high,
        "killed_rule": incident.killed.rule,
        "wounded_low": incident.wounded.low,
        "wounded_best": incident.wounded.best,
        "wounded_high": incident.wounded.high,
        "wounded_rule": incident.wounded.rule,
        "perpetrators": "; ".join(perpetrators(incident)),
        "actors": "; ".join(dict.fromkeys(actor.category.value for actor in incident.actors)),
        "sides": "; ".join(side.value for side in incident.sides),
        "accusations": "; ".join(f"{a.side.value} > {a.category.value}" for a in incident.accusations),
        "source_ids": "; ".join(incident.source_ids),
        "contested": incident.contested,
        "contested_reason": incident.contested_reason,
        "corroboration": incident.corroboration.value,
        "confidence": incident.confidence.value,
        "review": incident.review.value,
        "review_note": incident.review_note,
        "n_claims": len(incident.claim_ids),
        "n_documents": len(incident.document_ids),
        "sample": dossier.sample,
    }


def point_of(place: ResolvedPlace) -> tuple[float | None, float | None]:
    """Latitude and longitude with the decimals that the precision deserves."""
    if place.lat is None or place.lon is None:
        return None, None
    decimals = DECIMALS[place.precision] if place.precision else 4
    return round(place.lat, decimals), round(place.lon, decimals)


def _geometry(place: ResolvedPlace) -> dict[str, Any] | None:
    lat, lon = point_of(place)
    return None if lat is None else {"type": "Point", "coordinates": [lon, lat]}


def _counts(name: str, counts: Casualties) -> dict[str, Any]:
    return {f"{name}_low": counts.low, f"{name}_high": counts.high, f"{name}_as_written": counts.phrase}


def _claim(claim: Claim, document: Document | None, incident: Mapping[str, Any]) -> dict[str, Any]:
    of = {name: incident[name] for name in INHERITED if name in incident}
    record = slim(to_record(claim))
    report = None
    if document is not None:
        report = {
            "id": document.id,
            "ref": document.ref,
            "title": document.title,
            "publisher": document.publisher,
            "published": document.published and document.published.isoformat(),
            "url": document.url,
        }
    return {
        "id": claim.id,
        "origin": claim.origin.value,
        "quote": claim.quote,
        "note": claim.note or None,
        "start": claim.start,
        "end": claim.end,
        "claimant": claim.claimant,
        "claimant_side": claim.claimant_side.value,
        "stance": claim.stance.value,
        **_counts("killed", claim.killed),
        **_counts("wounded", claim.wounded),
        "actors": [
            {"as_written": actor.as_written, "category": actor.category.value, "role": actor.role.value}
            for actor in claim.actors
        ],
        "document": report,
        **{
            name: record[name] for name in RECORDED if name in record and record[name] != of.get(name, _OTHER)
        },
    }
