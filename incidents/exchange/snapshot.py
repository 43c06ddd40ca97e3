"""Incidents as one HTML page that needs nothing else: map, timeline, filters, table and every claim, from one file.

It is opened by a double click, without a server and without a network: the dashboard's own map (Leaflet and our
JavaScript), its base map and the data stand in it. A content security policy allows the one script in it, by its hash,
and no address at all. The words of reports are JSON in a data block, with every sign escaped that HTML could read, and
the script writes them as text only.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, BinaryIO, Final

from incidents.exchange.about import About
from incidents.exchange.geojson import CODEBOOK, point_of
from incidents.model import (
    AREA_PRECISIONS,
    PERPETRATOR_ROLES,
    Casualties,
    CasualtyEstimate,
    Claim,
    DatePrecision,
    DateRange,
    Document,
    EventType,
    Precision,
    Stance,
    SubEventType,
)
from incidents.store.records import Dossier

MEDIA_TYPE: Final = "text/html"
COMFORTABLE: Final = 10_000
"""Incidents up to which the page is quick; with more it says so."""

COLOURS: Final[dict[EventType, tuple[str, str]]] = {
    EventType.BATTLES: ("#0b55b5", "#4386ff"),
    EventType.PROTESTS: ("#12b39a", "#39d8a4"),
    EventType.RIOTS: ("#e0a800", "#fdb02d"),
    EventType.EXPLOSIONS: ("#dd3a1a", "#e8591b"),
    EventType.VIOLENCE: ("#7c0f63", "#c070b4"),
    EventType.STRATEGIC: ("#7d7392", "#aeb4e0"),
}
"""The dashboard's colours on a light and a dark ground; a test holds them together."""

_MAP_SCRIPTS: Final = (
    "pane columns basemap cluster symbols words controls playback stage painter stack engine".split()  # noqa: SIM905
)
_PAGE_SCRIPTS: Final = ("records", "timeline", "panel", "table", "page")
_HARMLESS: Final = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def write(out: BinaryIO, dossiers: Iterable[Dossier], about: About | None = None) -> int:
    """Write the page, an incident at a time; gives their number."""
    head, tail = _shell()
    out.write(head)
    out.write(_block("about-data", {**(about or About()).head(CODEBOOK), **_vocabularies()}))
    out.write(b'<script type="application/json" id="incidents">[')
    count = 0
    for dossier in dossiers:
        out.write((b",\n" if count else b"\n") + _json(record(dossier)))
        count += 1
    out.write(b"\n]</script>\n")
    out.write(tail)
    return count


def dumps(dossiers: Iterable[Dossier], about: About | None = None) -> bytes:
    """The page as bytes, see :func:`write`."""
    out = io.BytesIO()
    write(out, dossiers, about)
    return out.getvalue()


# --- the page around the data ------------------------------------------------------------------------------------


@cache
def _shell() -> tuple[bytes, bytes]:
    """What stands before and behind the data."""
    page, assets = files(__package__) / "page", _map_assets()
    leaflet = assets / "vendor" / "leaflet"
    notice = f"/*! Leaflet\n{_text(leaflet / 'LICENSE')}*/"
    script = "\n".join([notice, _text(leaflet / "leaflet.js"), *_scripts(page, assets)])
    # Leaflet's pictures of buttons and pins are not used here; the policy would block them anyway.
    look = re.sub(r"url\([^)]*\)", "none", _text(leaflet / "leaflet.css"))
    style = "\n".join([look, _text(assets / "map.css"), _text(page / "page.css")])
    if "</script" in script.lower() or "</style" in style.lower():
        raise AssertionError("an asset of the page would end its own element")
    template = _text(page / "page.html")
    before, after = template.split("<!-- data -->")
    before = before.replace("<!-- policy -->", _policy(script, style)).replace("/* style */", style)
    after = after.replace("/* script */", script)
    base = b'<script type="application/json" id="basemap">%s</script>\n' % _escaped(
        _text(assets / "basemap.json")
    )
    return before.encode(), base + after.encode()


def _map_assets() -> Traversable:
    # By path: the dashboard package itself would bring Streamlit with it.
    return files("incidents") / "dashboard" / "map" / "assets"


def _scripts(page: Traversable, assets: Traversable) -> list[str]:
    return [
        _text(page / "prelude.js"),
        *(_text(assets / f"{name}.js") for name in _MAP_SCRIPTS),
        *(_text(page / f"{name}.js") for name in _PAGE_SCRIPTS),
    ]


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")


def _policy(script: str, style: str) -> str:
    """The page may run its own script and style, known by their hashes, and load nothing."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; base-uri 'none'; "
        "form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _block(name: str, value: Any) -> bytes:
    return b'<script type="application/json" id="%s">%s</script>\n' % (name.encode(), _json(value))


def _json(value: Any) -> bytes:
    return _escaped(json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def _escaped(text: str) -> bytes:
    # All of these can only stand inside JSON strings, where the escape means the same.
    for sign, harmless in _HARMLESS.items():
        text = text.replace(sign, harmless)
    return text.encode("utf-8", "replace")


def _vocabularies() -> dict[str, Any]:
    return {
        "comfortable": COMFORTABLE,
        "types": [event.value for event in EventType],
        "colours": [COLOURS[event][0] for event in EventType],
        "colours_dark": [COLOURS[event][1] for event in EventType],
        "subs": [sub.value for sub in SubEventType],
        "precisions": [precision.value for precision in Precision],
        "soft": [p in AREA_PRECISIONS or p is Precision.NEAR_SETTLEMENT for p in Precision],
        "never": [list(Precision).index(Precision.COUNTRY)],
        "date_precisions": [precision.value for precision in DatePrecision],
    }


# --- the data ----------------------------------------------------------------------------------------------------


def record(dossier: Dossier) -> dict[str, Any]:
    """One incident as the page reads it."""
    incident = dossier.incident
    place = incident.place
    lat, lon = point_of(place)
    order = {document.id: number for number, document in enumerate(dossier.documents)}
    return {
        "id": incident.id,
        "place": place.name or place.mention,
        "place_id": place.place_id,
        "governorate": place.governorate and place.governorate.value,
        "lat": lat,
        "lon": lon,
        "radius_km": place.radius_km if place.located else None,
        "precision": place.precision and place.precision.value,
        "dates": _dates(incident.dates),
        "type": incident.event_type.value,
        "sub": incident.sub_event_type.value,
        "killed": _estimate(incident.killed),
        "wounded": _estimate(incident.wounded),
        "perpetrators": [category.value for category in incident.perpetrators],
        "contested": incident.contested,
        "why": incident.contested_reason,
        "corroboration": incident.corroboration.value,
        "confidence": incident.confidence.value,
        "review": incident.review.value,
        "review_note": incident.review_note,
        "sample": dossier.sample,
        "claims": [_claim(claim, order.get(claim.document_id)) for claim in dossier.claims],
        "reports": [_report(document) for document in dossier.documents],
    }


def _dates(dates: DateRange | None) -> list[str] | None:
    if dates is None:
        return None
    return [dates.start.isoformat(), dates.end.isoformat(), dates.precision.value, dates.kind.value]


def _estimate(value: CasualtyEstimate) -> list[int | None]:
    return [value.low, value.best, value.high]


def _claim(claim: Claim, report: int | None) -> dict[str, Any]:
    did = dict.fromkeys(actor.as_written for actor in claim.actors if actor.role in PERPETRATOR_ROLES)
    told = {
        "who": claim.claimant,
        "side": claim.claimant_side.value,
        "stance": claim.stance.value if claim.stance is not Stance.ASSERTS else None,
        "quote": claim.quote,
        "note": claim.note,
        "origin": claim.origin.value,
        "sub": claim.sub_event_type.value,
        "killed": _count(claim.killed),
        "wounded": _count(claim.wounded),
        "blames": "; ".join(did),
        "place": claim.place and claim.place.mention,
        "dates": _dates(claim.dates),
        "report": report,
    }
    return {name: value for name, value in told.items() if value not in (None, "")}


def _count(value: Casualties) -> list[int | None] | None:
    return [value.low, value.high] if value.reported else None


def _report(document: Document) -> dict[str, Any]:
    told = {
        "title": document.title,
        "publisher": document.publisher,
        "published": document.published and document.published.isoformat(),
        "ref": document.ref,
        "url": document.url,
    }
    return {name: value for name, value in told.items() if value}
