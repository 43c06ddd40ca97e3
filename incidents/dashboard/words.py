"""Dates, counts, places and stances in words a person can read; pure functions over the model's values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Set
from typing import Final

from incidents.model import (
    PERPETRATOR_ROLES,
    Actor,
    ActorCategory,
    Band,
    Casualties,
    CasualtyEstimate,
    ClaimantSide,
    Corroboration,
    DateKind,
    DatePrecision,
    DateRange,
    Origin,
    Precision,
    ResolvedPlace,
    Role,
    SlotBands,
    Stance,
)

NOT_REPORTED: Final = "not reported"
NOBODY: Final = "nobody named"
DATE_UNKNOWN: Final = "Date not known"

PRECISION_WORDS: Final[dict[Precision, str]] = {
    Precision.SITE: "an exact site",
    Precision.NEIGHBOURHOOD: "a neighbourhood",
    Precision.SETTLEMENT: "a town or village",
    Precision.NEAR_SETTLEMENT: "near a town or village, not in it",
    Precision.SUBDISTRICT: "somewhere in the sub-district",
    Precision.DISTRICT: "somewhere in the district",
    Precision.GOVERNORATE: "somewhere in the governorate",
    Precision.AREA: "somewhere in a region without official borders",
    Precision.COUNTRY: "somewhere in Syria",
}

CORROBORATION_WORDS: Final[dict[Corroboration, str]] = {
    Corroboration.SINGLE: "one source",
    Corroboration.MULTIPLE: "two or more independent sources",
    Corroboration.CONFLICTING: "sources conflict",
    Corroboration.ADMITTED: "admitted by the side that is blamed",
}

STANCE_WORDS: Final[dict[Stance, str]] = {
    Stance.ASSERTS: "says so",
    Stance.DENIES: "denies it",
    Stance.REPORTS_BLAME: "passes on that others are blamed",
}

SIDE_WORDS: Final[dict[ClaimantSide, str]] = {
    ClaimantSide.GOVERNMENT: "Syrian government",
    ClaimantSide.OPPOSITION: "opposition",
    ClaimantSide.MONITOR: "monitoring group",
    ClaimantSide.UN: "United Nations",
    ClaimantSide.FOREIGN_STATE: "foreign state",
    ClaimantSide.ISLAMIC_STATE: "Islamic State",
    ClaimantSide.KURDISH: "Kurdish-led side",
    ClaimantSide.RESCUE: "rescue or medical workers",
    ClaimantSide.RESIDENT: "residents",
    ClaimantSide.MEDIA: "media",
    ClaimantSide.JOURNALIST: "the report's own voice",
    ClaimantSide.UNKNOWN: "side not known",
}

BAND_WORDS: Final[dict[Band, str]] = {Band.HIGH: "high", Band.MEDIUM: "medium", Band.LOW: "low"}
SLOT_WORDS: Final[dict[str, str]] = {
    "place": "place",
    "dates": "days",
    "event_type": "kind",
    "killed": "killed",
    "wounded": "wounded",
    "actors": "who did it",
    "claimant": "who says it",
}

_ACTOR_NAMES: Final[dict[ActorCategory, str]] = {
    ActorCategory.GOVERNMENT: "Syrian government",
    ActorCategory.MILITIA: "Pro-government militia",
    ActorCategory.RUSSIA: "Russia",
    ActorCategory.IRAN: "Iran and allies",
    ActorCategory.REBELS: "Rebels",
    ActorCategory.NUSRA: "Nusra Front / HTS",
    ActorCategory.ISLAMIC_STATE: "Islamic State",
    ActorCategory.SDF: "SDF / YPG",
    ActorCategory.COALITION: "US-led coalition",
    ActorCategory.TURKEY: "Turkey",
    ActorCategory.ISRAEL: "Israel",
    ActorCategory.TRANSITIONAL: "Syrian transitional government",
    ActorCategory.CIVILIANS: "Civilians",
    ActorCategory.UNKNOWN: "Unknown",
}


def actor_name(category: str) -> str:
    """How an actor category is written on screen; a value we do not know is shown as it is."""
    try:
        return _ACTOR_NAMES[ActorCategory(category)]
    except ValueError:
        return category


def sentence(words: str) -> str:
    """Begin with a capital letter."""
    return words[:1].upper() + words[1:]


def plural(n: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun: ``1 incident``, ``1,204 incidents``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def day(value: dt.date) -> str:
    """12 March 2012, whatever the machine's locale."""
    return f"{value.day} {value:%B} {value.year}"


def _day_beside(value: dt.date, other: dt.date) -> str:
    """Write a day without the month or year that the day named next to it repeats."""
    if (value.year, value.month) == (other.year, other.month):
        return str(value.day)
    return f"{value.day} {value:%B}" if value.year == other.year else day(value)


def date_range(dates: DateRange | None) -> str:
    """Say when, without inventing a day: ``March 2012, day not known``."""
    if dates is None:
        return DATE_UNKNOWN
    if dates.start == dates.end:
        return day(dates.start)
    if dates.kind is DateKind.DURATION:
        return f"From {_day_beside(dates.start, dates.end)} to {day(dates.end)}"
    if dates.precision is DatePrecision.MONTH and _whole_month(dates):
        return f"{dates.start:%B} {dates.start.year}, day not known"
    if dates.precision is DatePrecision.YEAR and _whole_year(dates):
        return f"{dates.start.year}, month not known"
    if (dates.end - dates.start).days == 1:
        return f"{_day_beside(dates.start, dates.end)} or {day(dates.end)}"
    return f"Once between {_day_beside(dates.start, dates.end)} and {day(dates.end)}"


def _whole_month(dates: DateRange) -> bool:
    after = dates.end + dt.timedelta(days=1)
    first = dates.start.replace(day=1)
    return (
        dates.start == first
        and after.day == 1
        and (dates.end.year, dates.end.month) == (first.year, first.month)
    )


def _whole_year(dates: DateRange) -> bool:
    year = dates.start.year
    return (dates.start, dates.end) == (dt.date(year, 1, 1), dt.date(year, 12, 31))


def date_short(start: dt.date | None, end: dt.date | None, precision: str | None = None) -> str:
    """Write a date for a table cell: ``2012-03-12``, ``2012-03``, ``2012-03-09 to 2012-03-12``, or ``not known``."""
    if start is None or end is None:
        return "not known"
    if start == end:
        return start.isoformat()
    dates = DateRange(start, end)
    if precision == DatePrecision.MONTH and _whole_month(dates):
        return f"{start:%Y-%m}"
    if precision == DatePrecision.YEAR and _whole_year(dates):
        return f"{start.year}"
    return f"{start.isoformat()} to {end.isoformat()}"


def count(low: int | None, high: int | None) -> str:
    """A count as reported: ``not reported``, ``none``, ``45``, ``at least 45``, ``up to 12``, ``30–40``."""
    if low is None:
        return NOT_REPORTED
    if high is None:
        return f"at least {low:,}"
    if low == high:
        return "none" if low == 0 else f"{low:,}"
    return f"up to {high:,}" if low == 0 else f"{low:,}–{high:,}"


def casualties(value: Casualties) -> str:
    """Write one claim's count, with the words that gave it when they say more than the number."""
    words = count(value.low, value.high)
    phrase = (value.phrase or "").strip()
    if not value.reported or phrase.casefold() in ("", words, str(value.low), f"{value.low:,}"):
        return words
    return f"{words} (“{phrase}”)"


def estimate(value: CasualtyEstimate) -> str:
    """Write a derived count: the range, and the best figure where it adds something."""
    words = count(value.low, value.high)
    if value.best is None or value.low is None or value.low == value.high:
        return words
    if value.high is None and value.best == value.low:
        return words
    return f"{words}; best figure {value.best:,}"


def radius(radius_km: float | None) -> str:
    """How far from the point it may have been: ``within about 800 m``, ``within about 12 km``."""
    if radius_km is None:
        return ""
    if radius_km < 1:
        return f"within about {max(50, round(radius_km * 1000 / 50) * 50):,} m of the point"
    rounded = round(radius_km, 1) if radius_km < 10 else round(radius_km)
    return f"within about {rounded:g} km of the point"


def place_name(place: ResolvedPlace) -> str:
    """Give the standard name with its governorate, or the words of the report when it was not located."""
    name = place.name or place.mention
    governorate = place.governorate.value if place.governorate else None
    if governorate is None or name == governorate or name.endswith(f", {governorate}"):
        return name
    return f"{name}, {governorate}"


def place_precision(place: ResolvedPlace) -> str:
    """Say what the coordinates stand for and how far off they may be."""
    if not place.located:
        return "Not located: the report's words do not say where exactly, or name a place we do not know"
    what = PRECISION_WORDS[place.precision] if place.precision else "precision not known"
    near = radius(place.radius_km)
    return f"{what[0].upper()}{what[1:]}; {near}" if near else f"{what[0].upper()}{what[1:]}"


def claimant(name: str | None, side: ClaimantSide) -> str:
    """Name who says it; the report itself when nobody is cited."""
    if name:
        return name
    return (
        "The report itself" if side in (ClaimantSide.JOURNALIST, ClaimantSide.UNKNOWN) else SIDE_WORDS[side]
    )


def blamed(actors: Iterable[Actor]) -> str:
    """List the sides a claim says did it, with the report's own words when they differ."""
    return _listed(actors, PERPETRATOR_ROLES) or NOBODY


def parties(actors: Iterable[Actor]) -> str:
    """List those who fought each other, or to whom something was done; empty for none."""
    named = tuple(actors)
    fought, suffered = _listed(named, {Role.PARTICIPANT}), _listed(named, {Role.TARGET})
    return "; ".join(part for part in (fought, f"against: {suffered}" if suffered else "") if part)


def _listed(actors: Iterable[Actor], roles: Set[Role]) -> str:
    parts: dict[str, None] = {}
    for actor in actors:
        if actor.role in roles:
            name = actor_name(actor.category)
            same = actor.as_written.strip().casefold() == name.casefold()
            if actor.category is ActorCategory.UNKNOWN and actor.as_written:
                parts[f"“{actor.as_written}”, side not named"] = None
            else:
                parts[name if same or not actor.as_written else f"{name} (“{actor.as_written}”)"] = None
    return "; ".join(parts)


def read_by(band: Band, origins: Iterable[Origin]) -> str:
    """How sure the machine is; or that no machine read it."""
    found = set(origins)
    if found == {Origin.IMPORT}:
        return "Imported: not read by the machine"
    if found == {Origin.REVIEWER}:
        return "Read by a person"
    if found and Origin.TEXT not in found:
        return "Imported, and read by a person"
    return f"Machine's confidence: {BAND_WORDS[band]}"


def confidence_by_slot(slots: SlotBands) -> str:
    """How sure the machine is of each part, the surest first: "high: place, days; low: kind"; empty for none."""
    parts = []
    for band, word in BAND_WORDS.items():
        named = [name for slot, name in SLOT_WORDS.items() if getattr(slots, slot) is band]
        if named:
            parts.append(f"{word}: {', '.join(named)}")
    return "; ".join(parts)
