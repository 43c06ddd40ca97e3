"""Rows of an ACLED file, or of our own table in that shape, as claims.

What ACLED's codes say is kept and nothing added: a time precision of 2 is the week around the date, a geo precision of
3 an area around the point, ``fatalities`` a lowest figure, and 0 "none or not reported".
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gazetteer import tabular
from gazetteer.tabular import RowError
from incidents.exchange import crosswalk
from incidents.exchange.rows import Dataset, Row, code, count, day, listed
from incidents.model import (
    EVENT_TYPE_OF,
    NOT_REPORTED,
    Actor,
    ActorCategory,
    Casualties,
    Claim,
    ClaimantSide,
    DateKind,
    DatePrecision,
    DateRange,
    EventType,
    Precision,
    ResolvedPlace,
    Role,
    Stance,
    SubEventType,
)

ZERO: Final = Casualties(phrase="0 or not reported")
"""What ACLED's 0 says: no death, or nobody told of one."""

_FIELDS: Final = (
    "event_date time_precision event_type sub_event_type actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 iso "
    "country admin1 location latitude longitude geo_precision source notes fatalities date_start date_end "
    "date_precision date_kind place_id precision radius_km fatalities_reported fatalities_high"
)
_REQUIRED: Final = (
    "event_id_cnty",
    "event_date",
    "time_precision",
    "event_type",
    "sub_event_type",
    "latitude",
    "longitude",
    "geo_precision",
    "fatalities",
)


def _in_syria(row: Row) -> bool:
    return row.get("country", "Syria").casefold() in {"syria", ""} or row.get("iso") == "760"


def _read(row: Row, claim: Claim) -> Claim:
    sub = _kind(row)
    dates = _dates(row)
    return replace(
        claim,
        claimant=row.get("source") or None,
        claimant_side=crosswalk.side_of(row.get("source", "")),
        event_type=EVENT_TYPE_OF[sub],
        sub_event_type=sub,
        dates=dates,
        place=_place(row),
        killed=_killed(row),
        actors=_actors(row, sub, dates),
        note=row.get("notes", ""),
    )


def _kind(row: Row) -> SubEventType:
    sub = crosswalk.sub_event_of(row["sub_event_type"])
    if sub is None:
        raise RowError(f"sub_event_type '{tabular.shown(row['sub_event_type'])}' is not one of ACLED's")
    event = EVENT_TYPE_OF[sub].value
    if row["event_type"].casefold() != event.casefold():
        raise RowError(
            f"sub_event_type '{sub}' belongs to '{event}', not '{tabular.shown(row['event_type'])}'"
        )
    return sub


def _dates(row: Row) -> DateRange:
    if row.get("date_start") and row.get("date_end") and row.get("date_precision"):
        return _own_dates(row)
    return crosswalk.dates_of(
        day(row["event_date"], "event_date"), code(row["time_precision"], (1, 2, 3), "time_precision")
    )


def _own_dates(row: Row) -> DateRange:
    """The days as our own export gives them, in columns that ACLED does not have."""
    start, end = day(row["date_start"], "date_start"), day(row["date_end"], "date_end")
    try:
        kind = DateKind(row.get("date_kind") or DateKind.UNCERTAIN)
        return DateRange(start, end, DatePrecision(row["date_precision"]), kind)
    except ValueError as error:
        raise RowError(f"date_start to date_kind: {error}") from error


def _place(row: Row) -> ResolvedPlace:
    lat, lon = tabular.position(row["latitude"], row["longitude"])
    coded = code(row["geo_precision"], (1, 2, 3), "geo_precision")
    precision, radius_km = crosswalk.PLACE_OF_GEO[coded]
    radius = tabular.number(row.get("radius_km", ""))
    if row.get("precision") in set(Precision) and radius is not None:
        precision, radius_km = Precision(row["precision"]), radius
    name = row.get("location") or row.get("admin1") or "unnamed place"
    return ResolvedPlace(
        mention=name,
        place_id=row.get("place_id") or None,
        name=name,
        governorate=crosswalk.governorate_of(row.get("admin1", "")),
        lat=lat,
        lon=lon,
        radius_km=radius_km,
        precision=precision,
        score=1.0,
        reason=f"ACLED geo_precision {coded}",
    )


def _killed(row: Row) -> Casualties:
    low = count(row["fatalities"], "fatalities")
    reported = row.get("fatalities_reported") == "yes"
    if low == 0 and not reported:
        return ZERO
    high = count(row["fatalities_high"], "fatalities_high") if row.get("fatalities_high") else None
    if high is not None and high < low:
        raise RowError(f"fatalities_high {high} is less than fatalities {low}")
    return Casualties(low, high, f"fatalities {low}")


def _actors(row: Row, sub: SubEventType, dates: DateRange) -> tuple[Actor, ...]:
    roles = _roles(sub)
    found: list[Actor] = []
    for number, role in zip("12", roles, strict=True):
        main, inter = row.get(f"actor{number}", ""), crosswalk.inter_word(row.get(f"inter{number}", ""))
        crowd = inter in {"Civilians", "Protesters", "Rioters"}
        for name in [main, *listed(row.get(f"assoc_actor_{number}", ""))]:
            if not name:
                continue
            category = crosswalk.category_of(name, dates.start)
            if crowd and category is ActorCategory.UNKNOWN:
                category = ActorCategory.CIVILIANS
            found.append(Actor(name, category, _role(category, role, sub)))
    return tuple(dict.fromkeys(found))


def _roles(sub: SubEventType) -> tuple[Role, Role]:
    """What both actors do: in ACLED's one-sided events the first acts, else their order says nothing."""
    if sub is SubEventType.EXCESSIVE_FORCE:
        return Role.TARGET, Role.INITIATOR
    if EVENT_TYPE_OF[sub] in {EventType.EXPLOSIONS, EventType.VIOLENCE}:
        return Role.INITIATOR, Role.TARGET
    return Role.PARTICIPANT, Role.PARTICIPANT


def _role(category: ActorCategory, role: Role, sub: SubEventType) -> Role:
    one_sided = EVENT_TYPE_OF[sub] in {EventType.EXPLOSIONS, EventType.VIOLENCE}
    return Role.TARGET if one_sided and category is ActorCategory.CIVILIANS else role


ACLED: Final = Dataset(
    key="acled",
    publisher="ACLED",
    columns={"event_id_cnty": ("event_id_cnty",), **{name: (name,) for name in _FIELDS.split()}},
    required=_REQUIRED,
    sign=b"event_id_cnty",
    row_id="event_id_cnty",
    in_syria=_in_syria,
    numeric=("latitude", "longitude", "radius_km"),
    read=_read,
    blank=Claim(
        id="",
        document_id="",
        quote=None,
        start=None,
        end=None,
        claimant=None,
        claimant_side=ClaimantSide.UNKNOWN,
        stance=Stance.ASSERTS,
        event_type=EventType.STRATEGIC,
        sub_event_type=SubEventType.OTHER,
        dates=None,
        place=None,
        killed=NOT_REPORTED,
    ),
)
