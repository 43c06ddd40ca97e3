"""Incidents in the shape of a UCDP GED file: its 49 columns in order. The way back is :mod:`incidents.exchange.ged`.

It is not UCDP's data. GED holds deaths in organised violence only; here all incidents of the selection stand, and
``type_of_violence`` is empty for those of another kind. Ids of conflicts and dyads are UCDP's own and stay empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO, Final

from incidents.exchange import acled, crosswalk
from incidents.exchange.about import About
from incidents.exchange.admin import admin_of
from incidents.exchange.csv import report_line
from incidents.exchange.geojson import point_of
from incidents.exchange.table_file import table
from incidents.model import (
    ActorCategory,
    CasualtyEstimate,
    DateRange,
    EventType,
    Incident,
    ResolvedPlace,
    ReviewStatus,
    SubEventType,
)
from incidents.store.records import Dossier

MEDIA_TYPE: Final = "text/csv"
SYRIA: Final = 652
"""Of Syria among UCDP's countries (Gleditsch and Ward)."""
STATES: Final = frozenset(
    {
        ActorCategory.GOVERNMENT,
        ActorCategory.TRANSITIONAL,
        ActorCategory.RUSSIA,
        ActorCategory.IRAN,
        ActorCategory.COALITION,
        ActorCategory.TURKEY,
        ActorCategory.ISRAEL,
    }
)
"""Categories that are governments, for state-based conflict."""
STATE_BASED, NON_STATE, ONE_SIDED = 1, 2, 3
_OF_SYRIA: Final = frozenset({ActorCategory.GOVERNMENT, ActorCategory.TRANSITIONAL})
_SEEN: Final = frozenset({ReviewStatus.ACCEPTED, ReviewStatus.CORRECTED})
_FIGHTING: Final = frozenset({EventType.BATTLES, EventType.EXPLOSIONS})

CODEBOOK: Final[dict[str, str]] = {
    "id": "a number made of relid, stable",
    "relid": "id of the incident",
    "year": "year of date_start",
    "active_year": "empty: UCDP's own",
    "code_status": "Clear where a person has accepted or corrected the incident, else Check; Sample: made from the "
    "program's sample reports",
    "type_of_violence": "1 state-based, 2 non-state, 3 one-sided; empty for what is no organised violence",
    "conflict_dset_id": "empty: UCDP's own",
    "conflict_new_id": "empty: UCDP's own",
    "conflict_name": "empty: UCDP's own",
    "dyad_dset_id": "empty: UCDP's own",
    "dyad_new_id": "empty: UCDP's own",
    "dyad_name": "side_a - side_b",
    "side_a_dset_id": "empty: UCDP's own",
    "side_a_new_id": "empty: UCDP's own",
    "side_a": "who is said to have done it, or one party: the category",
    "side_b_dset_id": "empty: UCDP's own",
    "side_b_new_id": "empty: UCDP's own",
    "side_b": "the target or the other party",
    "number_of_sources": "reports the incident rests on",
    "source_article": "publisher, title and day of each report, separated by '; '",
    "source_office": "publishers, separated by '; '",
    "source_date": "day of the first report",
    "source_headline": "titles, separated by '; '",
    "source_original": "who is quoted, separated by '; '",
    "where_prec": "1 a spot or settlement, 2 near one, 3 district or sub-district, 4 governorate or area, 6 country",
    "where_coordinates": "standard name of the place",
    "where_description": "the place as the report names it",
    "adm_1": "governorate",
    "adm_2": "district",
    "latitude": "WGS 84 degrees, with the decimals the precision deserves; empty where not located",
    "longitude": "as latitude",
    "geom_wkt": "the point as text",
    "priogrid_gid": "number of the PRIO-GRID cell, half a degree wide, that holds the point",
    "country": "Syria",
    "country_id": "652",
    "region": "Middle East",
    "event_clarity": "1 the reports tell of this event, 2 its days are known only roughly",
    "date_prec": "1 the day, 2 two to six days, 3 a week, 4 a month, 5 longer",
    "date_start": "first day; empty when the reports give none",
    "date_end": "last day",
    "deaths_a": "0: not told apart",
    "deaths_b": "0: not told apart",
    "deaths_civilians": "best, in one-sided violence",
    "deaths_unknown": "best, otherwise",
    "best": "best figure of those killed; empty when not reported",
    "high": "highest bound, or best where it is open",
    "low": "lowest bound",
    "gwnoa": "652 where side_a is the government of Syria",
    "gwnob": "652 where side_b is",
}
"""GED's columns in order, and what stands in them here."""
COLUMNS: Final = tuple(CODEBOOK)
REMARKS: Final = (
    "In the shape of a UCDP GED file, for tools that read one. It is not UCDP's data and not coded by UCDP.",
    "A cell that a spreadsheet would take for a formula has an apostrophe in front.",
)


def readme(name: str, about: About) -> bytes:
    """The side file of a table of that name."""
    return about.readme(name, CODEBOOK, REMARKS)


def write(out: BinaryIO, dossiers: Iterable[Dossier], _: About | None = None) -> int:
    """Write the table, a row at a time; gives the number of rows."""
    count = 0
    with table(out, COLUMNS) as put:
        for dossier in dossiers:
            put(row(dossier))
            count += 1
    return count


def row(dossier: Dossier) -> dict[str, Any]:
    """One incident's values by column; those that are UCDP's own are missing."""
    incident = dossier.incident
    one, other = _parties(incident)
    violence = _type_of_violence(incident, one, other)
    names = [category and crosswalk.ged_name(category) for category in (one, other)]
    return {
        # 52 bits: a number that R and spreadsheets keep exactly.
        "id": int(incident.id.rpartition("-")[2][:13], 16),
        "relid": incident.id,
        "code_status": _status(dossier),
        "type_of_violence": violence,
        "dyad_name": " - ".join(filter(None, names)),
        "side_a": names[0],
        "side_b": names[1],
        **_sources(dossier),
        **_place(incident.place),
        **_days(incident.dates),
        **_deaths(incident.killed, one_sided=violence == ONE_SIDED),
        "gwnoa": SYRIA if one in _OF_SYRIA else None,
        "gwnob": SYRIA if other in _OF_SYRIA else None,
    }


def _status(dossier: Dossier) -> str:
    if dossier.sample:
        return "Sample"
    return "Clear" if dossier.incident.review in _SEEN else "Check"


def _parties(incident: Incident) -> tuple[ActorCategory | None, ActorCategory | None]:
    one, other = acled.sides(incident)
    if incident.sub_event_type is SubEventType.EXCESSIVE_FORCE:
        one, other = other, one  # GED names first who used force
    return (one[0] if one else None), (other[0] if other else None)


def _type_of_violence(
    incident: Incident, one: ActorCategory | None, other: ActorCategory | None
) -> int | None:
    if EventType.VIOLENCE is incident.event_type or incident.sub_event_type is SubEventType.EXCESSIVE_FORCE:
        return ONE_SIDED
    if incident.event_type not in _FIGHTING:
        return None
    if other is ActorCategory.CIVILIANS:
        return ONE_SIDED
    return STATE_BASED if {one, other} & STATES else NON_STATE


def _sources(dossier: Dossier) -> dict[str, Any]:
    documents = dossier.documents
    days = sorted(d.published for d in documents if d.published is not None)
    return {
        "number_of_sources": len(documents),
        "source_article": _joined(report_line(d) for d in documents),
        "source_office": _joined(d.publisher for d in documents),
        "source_date": days[0].isoformat() if days else None,
        "source_headline": _joined(d.title for d in documents),
        "source_original": _joined(claim.claimant for claim in dossier.claims),
    }


def _joined(words: Iterable[str | None]) -> str:
    return "; ".join(dict.fromkeys(filter(None, words)))


def _place(place: ResolvedPlace) -> dict[str, Any]:
    lat, lon = point_of(place)
    units = admin_of(place)
    return {
        "where_prec": crosswalk.WHERE_PRECISION.get(place.precision) if place.precision else None,
        "where_coordinates": place.name,
        "where_description": place.mention,
        "adm_1": units["admin1"] and f"{units['admin1']} governorate",
        "adm_2": units["admin2"] and f"{units['admin2']} district",
        "latitude": lat,
        "longitude": lon,
        "geom_wkt": None if lat is None else f"POINT ({lon} {lat})",
        "priogrid_gid": None if lat is None or lon is None else priogrid(lat, lon),
        "country": "Syria",
        "country_id": SYRIA,
        "region": "Middle East",
    }


def priogrid(lat: float, lon: float) -> int:
    """Number of the PRIO-GRID cell that holds a point: half a degree wide, counted from 90 S 180 W, row by row."""
    row, column = int((lat + 90) * 2), int((lon + 180) * 2)
    return row * 720 + column + 1


def _days(dates: DateRange | None) -> dict[str, Any]:
    coded = crosswalk.date_prec(dates)
    return {
        "year": dates and dates.start.year,
        "event_clarity": None if coded is None else 1 if coded <= 2 else 2,
        "date_prec": coded,
        "date_start": dates and dates.start.isoformat(),
        "date_end": dates and dates.end.isoformat(),
    }


def _deaths(killed: CasualtyEstimate, *, one_sided: bool) -> dict[str, Any]:
    if killed.low is None:
        return {}
    best = killed.low if killed.best is None else killed.best
    return {
        "deaths_a": 0,
        "deaths_b": 0,
        "deaths_civilians": best if one_sided else 0,
        "deaths_unknown": 0 if one_sided else best,
        "best": best,
        "high": max(best, killed.low if killed.high is None else killed.high),
        "low": killed.low,
    }
