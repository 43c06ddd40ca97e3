"""Incidents as KML for Google Earth: a spot is a pin, an area a circle, each with its days and its columns.

What is known only by country, or not located, has no shape and stands in the folder *Not located*. A balloon shows
HTML, so words of reports are escaped twice there: once for XML, once for the balloon.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

from incidents.exchange import tables
from incidents.exchange.about import About
from incidents.exchange.cells import plain
from incidents.exchange.geojson import point_of
from incidents.exchange.snapshot import COLOURS
from incidents.model import (
    AREA_PRECISIONS,
    Claim,
    DateRange,
    EventType,
    Incident,
    Precision,
    ResolvedPlace,
)
from incidents.store.records import Dossier

MEDIA_TYPE: Final = "application/vnd.google-earth.kml+xml"
_CODEBOOK: Final = {
    names.removeprefix("incidents."): text
    for names, text in tables.CODEBOOK.items()
    if names.startswith("incidents.")
}
_CORNERS: Final = 36
_KM_OF_DEGREE: Final = 111.32
_KEPT_IN_MEMORY: Final = 1_000_000


def write(out: BinaryIO, dossiers: Iterable[Dossier], about: About | None = None) -> int:
    """Write the document, an incident at a time; gives their number."""
    out.write(_head(about or About()).encode())
    count = 0
    with SpooledTemporaryFile(_KEPT_IN_MEMORY) as unlocated:
        out.write(b"<Folder><name>Incidents</name>\n")
        for dossier in dossiers:
            shape = _shape(dossier.incident.place)
            (out if shape else unlocated).write(_placemark(dossier, shape).encode())
            count += 1
        out.write(b"</Folder>\n<Folder><name>Not located</name>\n")
        unlocated.seek(0)
        for piece in iter(lambda: unlocated.read(1 << 16), b""):
            out.write(piece)
    out.write(b"</Folder>\n</Document></kml>\n")
    return count


def _head(about: About) -> str:
    told = about.rows(_CODEBOOK)
    facts = [f"{item}: {text}" for section, item, text in told if section == "about"]
    codebook = [f"{item}: {text}" for section, item, text in told if section == "codebook"]
    described = "\n".join([*facts, "", *codebook])
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'
        f"<name>Incidents in Syria</name><description>{_twice(described)}</description>\n"
        + "".join(_style(event) for event in EventType)
    )


def _style(event: EventType) -> str:
    colour = COLOURS[event][0]
    bgr = colour[5:7] + colour[3:5] + colour[1:3]  # KML writes colours the other way round, opacity first
    return (
        f'<Style id="{event.name.lower()}"><IconStyle><color>ff{bgr}</color></IconStyle>'
        f"<LineStyle><color>80{bgr}</color></LineStyle><PolyStyle><color>30{bgr}</color></PolyStyle>"
        "<BalloonStyle><text>$[description]</text></BalloonStyle></Style>\n"
    )


def _placemark(dossier: Dossier, shape: str) -> str:
    incident = dossier.incident
    place = incident.place.name or incident.place.mention
    data = "".join(_data(name, value) for name, value in tables.incident_row(dossier).items() if name != "id")
    return (
        f"<Placemark id={quoteattr(_words(incident.id))}>"
        f"<name>{_text(f'{incident.sub_event_type}, {place}')}</name>{_span(incident.dates)}"
        f"<description>{_description(incident, dossier.claims)}</description>"
        f"<styleUrl>#{incident.event_type.name.lower()}</styleUrl>"
        f"<ExtendedData>{data}</ExtendedData>{shape}</Placemark>\n"
    )


def _span(dates: DateRange | None) -> str:
    if dates is None:
        return ""
    return f"<TimeSpan><begin>{dates.start}</begin><end>{dates.end}</end></TimeSpan>"


def _data(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    said = str(value).lower() if isinstance(value, bool) else str(value)
    return f"<Data name={quoteattr(name)}><value>{_text(said)}</value></Data>"


def _description(incident: Incident, claims: Iterable[Claim]) -> str:
    dates = incident.dates
    days = () if dates is None else dict.fromkeys((dates.start.isoformat(), dates.end.isoformat()))
    head = "; ".join(filter(None, (" to ".join(days), f"corroboration: {incident.corroboration}")))
    lines = [head + (f"; contested: {incident.contested_reason}" if incident.contested else "")]
    lines += [f"{c.claimant or 'Journalist'}: {c.quote or c.note}" for c in claims if c.quote or c.note]
    return _twice("\n".join(lines))


def _twice(text: str) -> str:
    """Words as text of a balloon: escaped as HTML, line by line, and that as XML."""
    return escape("<br>".join(html.escape(_words(line)) for line in text.split("\n")))


def _text(text: str) -> str:
    return escape(_words(text))


def _words(text: str) -> str:
    return plain(text)


def _shape(place: ResolvedPlace) -> str:
    """A pin, or the circle that a radius makes; empty for a place that cannot be drawn."""
    lat, lon = point_of(place)
    if lat is None or lon is None or place.precision is Precision.COUNTRY:
        return ""
    soft = place.precision in AREA_PRECISIONS or place.precision is Precision.NEAR_SETTLEMENT
    if not soft or not place.radius_km:
        return f"<Point><coordinates>{lon},{lat}</coordinates></Point>"
    ring = " ".join(f"{x:.4f},{y:.4f}" for x, y in _circle(lat, lon, place.radius_km))
    return (
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    )


def _circle(lat: float, lon: float, radius_km: float) -> Iterator[tuple[float, float]]:
    high = radius_km / _KM_OF_DEGREE
    wide = high / max(math.cos(math.radians(lat)), 0.01)
    for corner in range(_CORNERS + 1):
        angle = 2 * math.pi * (corner % _CORNERS) / _CORNERS
        yield lon + wide * math.cos(angle), lat + high * math.sin(angle)
