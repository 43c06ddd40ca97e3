"""Incidents in the shape of an ACLED file: its 31 columns in order, then what ACLED has no column for.

Code written for ACLED's own files reads it. It is not ACLED's data: ids are ours, actors are the categories of this
program under ACLED's names, and ``fatalities`` is the lowest account, as ACLED codes. The way back is
:mod:`incidents.exchange.acled_import`.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO, Final

from incidents.exchange import crosswalk
from incidents.exchange.about import About
from incidents.exchange.admin import admin_of
from incidents.exchange.csv import report_line
from incidents.exchange.geojson import point_of
from incidents.exchange.table_file import table
from incidents.model import (
    PERPETRATOR_ROLES,
    ActorCategory,
    Claim,
    DateRange,
    EventType,
    Incident,
    ResolvedPlace,
    Role,
    SubEventType,
)
from incidents.store.records import Dossier

MEDIA_TYPE: Final = "text/csv"
ISO_SYRIA: Final = 760
_JOIN: Final = "; "
_WORDS: Final = " | "

STANDARD: Final[dict[str, str]] = {
    "event_id_cnty": "id of the incident, stable; inc-... and no id of ACLED's",
    "event_date": "first day, ISO 8601; empty when the reports give none; see date_end",
    "year": "year of event_date",
    "time_precision": "1 the day, 2 within a week, 3 longer",
    "disorder_type": "of the ACLED codebook",
    "event_type": "of the ACLED codebook",
    "sub_event_type": "of the ACLED codebook",
    "actor1": "who is said to have done it, else a party: the category under ACLED's name",
    "assoc_actor_1": "further categories of that side, separated by '; '",
    "inter1": "kind of actor1 in ACLED's words",
    "actor2": "the target or the other party; civilians in violence against civilians that names none",
    "assoc_actor_2": "further categories of that side, separated by '; '",
    "inter2": "kind of actor2",
    "interaction": "both kinds joined by '-', or the one followed by 'only'",
    "civilian_targeting": "'Civilian targeting' or empty",
    "iso": "760",
    "region": "Middle East",
    "country": "Syria",
    "admin1": "governorate as ACLED and OCHA spell it",
    "admin2": "district that holds the place, as the gazetteer spells it; empty where unknown",
    "admin3": "sub-district, likewise",
    "location": "standard name of the place, or the words of the report where it could not be located",
    "latitude": "WGS 84 degrees, with the decimals the precision deserves; empty where not located",
    "longitude": "as latitude",
    "geo_precision": "1 a settlement or a spot in one, 2 near a settlement, 3 an area; empty for the country",
    "source": "publishers of the reports, separated by '; '",
    "source_scale": "empty: not derived",
    "notes": "who says what, in the reports' own words",
    "fatalities": "lowest account of those killed; 0 also where none is reported, as ACLED does: see "
    "fatalities_reported",
    "tags": "empty",
    "timestamp": "the moment the data stand from, in seconds since 1970",
}
"""ACLED's columns in order, and what stands in them here."""

EXTRA: Final[dict[str, str]] = {
    "date_start": "first day, ISO 8601",
    "date_end": "last day",
    "date_precision": "day, week, month or year",
    "date_kind": "uncertain: once, somewhere in the range; duration: all through it",
    "place_id": "gazetteer id",
    "precision": "what the point stands for, in this program's finer words",
    "radius_km": "the incident happened within this distance of the point",
    "fatalities_reported": "no: nobody gives a figure, and fatalities is 0 for want of one",
    "fatalities_best": "best figure of those killed; empty when not reported",
    "fatalities_high": "highest bound; empty when not reported or open",
    "fatalities_rule": "from how many sources, and how",
    "wounded_low": "lowest bound of those wounded; empty when not reported",
    "wounded_best": "best figure",
    "wounded_high": "highest bound; empty when open",
    "perpetrators": "categories said to have done it, separated by '; '",
    "actors_as_written": "the words of the reports for all actors, separated by '; '",
    "contested": "yes: sources blame different sides, or one denies it",
    "contested_reason": "in what they contradict each other",
    "corroboration": "single, multiple, conflicting or admitted",
    "confidence": "band of the machine's reading: high, medium or low",
    "review": "unreviewed, accepted, corrected or rejected by a person",
    "review_note": "who decided that, when and why",
    "claimants": "who is quoted, in the order of the claims, separated by ' | '",
    "quotes": "each claim's words, separated by ' | '; empty for an imported row",
    "reports": "publisher, title and day of each report, separated by ' | '",
    "n_claims": "claims the incident is made of",
    "n_documents": "reports they stand in",
    "sample": "yes: made from the program's sample reports",
}
"""Columns of ours, after ACLED's."""

COLUMNS: Final = (*STANDARD, *EXTRA)
CODEBOOK: Final = {**STANDARD, **EXTRA}
REMARKS: Final = (
    "In the shape of an ACLED file, for tools that read one. It is not ACLED's data and not coded by ACLED.",
    "The first 31 columns are ACLED's, in order; the others are this program's.",
    "A cell that a spreadsheet would take for a formula has an apostrophe in front.",
)


def readme(name: str, about: About) -> bytes:
    """The side file of a table of that name."""
    return about.readme(name, CODEBOOK, REMARKS)


def write(out: BinaryIO, dossiers: Iterable[Dossier], *, as_of: dt.datetime | None = None) -> int:
    """Write the table as UTF-8 with a byte-order mark, a row at a time; gives the number of rows."""
    stamp = None if as_of is None else int(as_of.timestamp())
    count = 0
    with table(out, COLUMNS) as put:
        for dossier in dossiers:
            put(row(dossier, stamp))
            count += 1
    return count


def dumps(dossiers: Iterable[Dossier], *, as_of: dt.datetime | None = None) -> bytes:
    """The table as bytes, see :func:`write`."""
    out = io.BytesIO()
    write(out, dossiers, as_of=as_of)
    return out.getvalue()


def row(dossier: Dossier, stamp: int | None = None) -> dict[str, Any]:
    """One incident's values by column."""
    incident, claims = dossier.incident, dossier.claims
    reports = [report_line(document) for document in dossier.documents]
    published = dict.fromkeys(d.publisher or d.ref or d.id for d in dossier.documents)
    return {
        "event_id_cnty": incident.id,
        "disorder_type": crosswalk.disorder_type(incident.event_type, incident.sub_event_type),
        "event_type": incident.event_type.value,
        "sub_event_type": incident.sub_event_type.value,
        **_days(incident.dates),
        **_parties(incident),
        **_place(incident.place),
        "source": _JOIN.join(published),
        "source_scale": None,
        "notes": _WORDS.join(dict.fromkeys(filter(None, map(_said, claims)))),
        "tags": None,
        "timestamp": stamp,
        **_counts(incident),
        "perpetrators": _JOIN.join(c.value for c in incident.perpetrators),
        "actors_as_written": _JOIN.join(dict.fromkeys(a.as_written for c in claims for a in c.actors)),
        "contested": incident.contested,
        "contested_reason": incident.contested_reason,
        "corroboration": incident.corroboration.value,
        "confidence": incident.confidence.value,
        "review": incident.review.value,
        "review_note": incident.review_note,
        "claimants": _WORDS.join(dict.fromkeys(_speaker(claim) for claim in claims)),
        "quotes": _WORDS.join(claim.quote or "" for claim in claims),
        "reports": _WORDS.join(reports),
        "n_claims": len(incident.claim_ids),
        "n_documents": len(incident.document_ids),
        "sample": dossier.sample,
    }


def _days(dates: DateRange | None) -> dict[str, Any]:
    return {
        "event_date": dates and dates.start.isoformat(),
        "year": dates and dates.start.year,
        "time_precision": crosswalk.time_precision(dates),
        "date_start": dates and dates.start.isoformat(),
        "date_end": dates and dates.end.isoformat(),
        "date_precision": dates and dates.precision.value,
        "date_kind": dates and dates.kind.value,
    }


def _place(place: ResolvedPlace) -> dict[str, Any]:
    lat, lon = point_of(place)
    units = admin_of(place)
    coded = crosswalk.GEO_PRECISION.get(place.precision) if place.precision and place.located else None
    return {
        "iso": ISO_SYRIA,
        "region": "Middle East",
        "country": "Syria",
        "admin1": crosswalk.admin1_name(place.governorate),
        "admin2": units["admin2"],
        "admin3": units["admin3"],
        "location": place.name or place.mention,
        "latitude": lat,
        "longitude": lon,
        "geo_precision": coded,
        "place_id": place.place_id,
        "precision": place.precision and place.precision.value,
        "radius_km": place.radius_km if place.located else None,
    }


def _counts(incident: Incident) -> dict[str, Any]:
    killed, wounded = incident.killed, incident.wounded
    return {
        "fatalities": killed.low or 0,
        "fatalities_reported": killed.low is not None,
        "fatalities_best": killed.best,
        "fatalities_high": killed.high,
        "fatalities_rule": killed.rule,
        "wounded_low": wounded.low,
        "wounded_best": wounded.best,
        "wounded_high": wounded.high,
    }


def _parties(incident: Incident) -> dict[str, Any]:
    """The two sides of an incident and how they meet."""
    one, other = sides(incident)
    demonstrators = "Rioters" if incident.event_type is EventType.RIOTS else "Protesters"
    marching = incident.event_type in crosswalk.DEMONSTRATIONS

    def written(categories: Sequence[ActorCategory]) -> tuple[str | None, str | None, str | None]:
        names, kinds = [], []
        for category in categories:
            crowd = marching and category is ActorCategory.CIVILIANS
            names.append(f"{demonstrators} (Syria)" if crowd else crosswalk.actor_name(category))
            kinds.append(demonstrators if crowd else crosswalk.inter_of(category))
        return (names[0], _JOIN.join(names[1:]) or None, kinds[0]) if names else (None, None, None)

    actor1, with1, inter1 = written(one)
    actor2, with2, inter2 = written(other)
    kinds = [kind for kind in (inter1, inter2) if kind]
    return {
        "actor1": actor1,
        "assoc_actor_1": with1,
        "inter1": inter1,
        "actor2": actor2,
        "assoc_actor_2": with2,
        "inter2": inter2,
        "interaction": "-".join(kinds) if len(kinds) == 2 else f"{kinds[0]} only" if kinds else None,
        "civilian_targeting": crosswalk.CIVILIAN_TARGETING if _targets_civilians(incident) else None,
    }


def sides(incident: Incident) -> tuple[list[ActorCategory], list[ActorCategory]]:
    did = list(incident.perpetrators) or _of(incident, *PERPETRATOR_ROLES)
    took_part = [c for c in _of(incident, Role.PARTICIPANT) if c not in did]
    target = [c for c in _of(incident, Role.TARGET) if c not in did]
    if incident.event_type in crosswalk.DEMONSTRATIONS:
        # ACLED names the demonstrators first, whoever used force.
        return [ActorCategory.CIVILIANS], [c for c in (*did, *took_part) if c is not ActorCategory.CIVILIANS]
    if incident.event_type is EventType.VIOLENCE:
        return did or took_part or [ActorCategory.UNKNOWN], target or [ActorCategory.CIVILIANS]
    if did:
        return did, target or took_part
    return took_part[:1], took_part[1:] or target


def _of(incident: Incident, *roles: Role) -> list[ActorCategory]:
    return list(dict.fromkeys(actor.category for actor in incident.actors if actor.role in roles))


def _targets_civilians(incident: Incident) -> bool:
    if incident.sub_event_type is SubEventType.EXCESSIVE_FORCE:
        return True
    target = _of(incident, Role.TARGET)
    unnamed = not target and incident.event_type is EventType.VIOLENCE
    return unnamed or (ActorCategory.CIVILIANS in target and incident.event_type is not EventType.BATTLES)


def _speaker(claim: Claim) -> str:
    return claim.claimant or "journalist's own voice"


def _said(claim: Claim) -> str:
    """Who says what: the words of the report, or an imported row's own note."""
    words = claim.quote or claim.note
    return f"{_speaker(claim)}: {words}" if words else ""
