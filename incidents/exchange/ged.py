"""Rows of the UCDP Georeferenced Event Dataset as claims.

GED counts deaths in organised violence: low, best and high. Its three types of violence say less than ACLED's:
state-based and non-state conflict become an armed clash, one-sided violence an attack on civilians. A row that is known
only by country, or over sea or in the air, is kept off the map.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gazetteer import tabular
from gazetteer.tabular import RowError
from incidents.exchange import crosswalk
from incidents.exchange.acled_import import ACLED
from incidents.exchange.rows import Dataset, Row, code, count, day
from incidents.model import (
    EVENT_TYPE_OF,
    NOT_REPORTED,
    Actor,
    Casualties,
    Claim,
    DatePrecision,
    DateRange,
    Flag,
    Precision,
    ResolvedPlace,
    Role,
    SubEventType,
    VictimGroup,
)

_REQUIRED: Final = (
    "id",
    "type_of_violence",
    "side_a",
    "side_b",
    "where_prec",
    "latitude",
    "longitude",
    "date_prec",
    "date_start",
    "date_end",
    "best",
    "high",
    "low",
)
_FIELDS: Final = (
    "source_office source_headline source_article where_coordinates where_description adm_1 adm_2 country country_id "
    "deaths_civilians"
)
_SUB: Final = {1: SubEventType.ARMED_CLASH, 2: SubEventType.ARMED_CLASH, 3: SubEventType.ATTACK}
_VIOLENCE: Final = {1: "state-based conflict", 2: "non-state conflict", 3: "one-sided violence"}
_DATES: Final = {
    1: DatePrecision.DAY,
    2: DatePrecision.DAY,
    3: DatePrecision.WEEK,
    4: DatePrecision.MONTH,
    5: DatePrecision.YEAR,
}
"""GED date_prec -> our precision; the row gives the first and last day."""
_OFF_MAP: Final = {6: "the row names only the country", 7: "the row names a place at sea or in the air"}
_SYRIA_ID: Final = "652"


def _in_syria(row: Row) -> bool:
    return row.get("country_id") == _SYRIA_ID or row.get("country", "Syria").casefold() in {"syria", ""}


def _read(row: Row, claim: Claim) -> Claim:
    violence = code(row["type_of_violence"], (1, 2, 3), "type_of_violence")
    where = code(row["where_prec"], tuple(crosswalk.PLACE_OF_WHERE), "where_prec")
    sub, dates = _SUB[violence], _dates(row)
    source = row.get("source_office", "")
    return replace(
        claim,
        claimant=source or None,
        claimant_side=crosswalk.side_of(source),
        event_type=EVENT_TYPE_OF[sub],
        sub_event_type=sub,
        dates=dates,
        place=_place(row, where),
        killed=_killed(row),
        victims=_civilians(row),
        actors=_actors(row, violence, dates),
        flags=frozenset({Flag.NO_PLACE}) if where in _OFF_MAP else frozenset(),
        flag_reason=_OFF_MAP.get(where, ""),
        note=_note(row, violence),
    )


def _dates(row: Row) -> DateRange:
    start, end = day(row["date_start"], "date_start"), day(row["date_end"], "date_end")
    if end < start:
        raise RowError(f"date_end {end} is before date_start {start}")
    return DateRange(start, end, _DATES[code(row["date_prec"], tuple(_DATES), "date_prec")])


def _place(row: Row, where: int) -> ResolvedPlace:
    named = (
        row.get("where_coordinates") or row.get("where_description") or row.get("adm_1") or "unnamed place"
    )
    governorate = crosswalk.governorate_of(row.get("adm_1", ""))
    meant = crosswalk.PLACE_OF_WHERE[where]
    if meant is None:
        return ResolvedPlace(mention=named, governorate=governorate, reason=_OFF_MAP[where])
    lat, lon = tabular.position(row["latitude"], row["longitude"])
    precision, radius_km = meant
    whole = governorate if precision is Precision.GOVERNORATE else None
    return ResolvedPlace(
        mention=named,
        place_id=whole and f"sy:adm1/{whole.value.lower().replace(' ', '-')}",
        name=whole.value if whole else named,
        governorate=governorate,
        lat=lat,
        lon=lon,
        radius_km=radius_km,
        precision=precision,
        score=1.0,
        reason=f"GED where_prec {where}",
    )


def _killed(row: Row) -> Casualties:
    if not any(row[name] for name in ("low", "best", "high")):
        return NOT_REPORTED  # of our own table; UCDP counts every event
    low, best, high = (count(row[name], name) for name in ("low", "best", "high"))
    if not low <= best <= high:
        raise RowError(f"low {low}, best {best}, high {high} are not in order")
    return Casualties(low, high, f"low {low}, best {best}, high {high}")


def _civilians(row: Row) -> tuple[VictimGroup, ...]:
    killed = tabular.number(row.get("deaths_civilians", ""))
    if not killed:
        return ()
    number = count(row["deaths_civilians"], "deaths_civilians")
    return (VictimGroup("civilians", Casualties(number, number, f"deaths_civilians {number}")),)


def _actors(row: Row, violence: int, dates: DateRange) -> tuple[Actor, ...]:
    one_sided = violence == 3
    sides = (
        (row["side_a"], Role.INITIATOR if one_sided else Role.PARTICIPANT),
        (row["side_b"], Role.TARGET if one_sided else Role.PARTICIPANT),
    )
    return tuple(Actor(name, crosswalk.category_of(name, dates.start), role) for name, role in sides if name)


def _note(row: Row, violence: int) -> str:
    told = [
        f"{_VIOLENCE[violence]}: {row['side_a']} - {row['side_b']}",
        f"deaths low {row['low']}, best {row['best']}, high {row['high']}",
        row.get("where_description", ""),
        row.get("source_headline") or row.get("source_article", ""),
    ]
    return "; ".join(part for part in told if part)


GED: Final = Dataset(
    key="ged",
    publisher="UCDP GED",
    columns={name: (name,) for name in (*_REQUIRED, *_FIELDS.split())},
    required=_REQUIRED,
    sign=b"type_of_violence",
    row_id="id",
    in_syria=_in_syria,
    numeric=("latitude", "longitude"),
    read=_read,
    blank=ACLED.blank,
)
