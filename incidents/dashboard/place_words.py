"""What the gazetteer answers, in words a person can read; pure functions over its values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gazetteer.layers import LayerInfo
from gazetteer.places import ADMIN, Place, PlaceKind, PrecisionName
from gazetteer.resolve import HIGH, MEDIUM, RIGHT_OF_100
from gazetteer.user_places import Entry
from incidents.dashboard import words

K = PlaceKind
UNITS: Final = ADMIN

KIND_WORDS: Final[dict[PlaceKind, str]] = {
    K.SITE: "site",
    K.NEIGHBOURHOOD: "neighbourhood",
    K.SETTLEMENT: "town or village",
    K.SUBDISTRICT: "sub-district",
    K.DISTRICT: "district",
    K.GOVERNORATE: "governorate",
    K.AREA: "region without official borders",
    K.COUNTRY: "country",
}

ADDED_KIND_WORDS: Final[dict[PlaceKind, str]] = {
    K.SETTLEMENT: "Town or village",
    K.NEIGHBOURHOOD: "Neighbourhood of a town",
    K.SITE: "Site: a base, a dam, a camp, a crossing …",
    K.AREA: "Region without official borders",
}
"""What can be added by hand, as the form offers it."""

AREA_WORDS: Final[dict[PrecisionName, str]] = {
    "subdistrict": "Somewhere in the sub-district",
    "district": "Somewhere in the district",
    "governorate": "Somewhere in the governorate",
    "area": "Somewhere in the region",
    "country": "Somewhere in Syria",
}


class Sureness(StrEnum):
    """How sure an answer is: the bands of the gazetteer's scores."""

    HIGH = "High"
    MEDIUM = "Medium"
    LOW = "Low"


SURENESS_WORDS: Final[dict[Sureness, str]] = {
    Sureness.HIGH: f"answers scored like this are right at least {RIGHT_OF_100['high']} times in 100",
    Sureness.MEDIUM: f"answers scored like this are right at least {RIGHT_OF_100['medium']} times in 100",
    Sureness.LOW: "a hint, not an answer: check it before you use it",
}
"""What :data:`gazetteer.resolve.HIGH` and ``MEDIUM`` stand for, measured by ``python -m benchmarks geocoding``."""

_MATCHES: Final = {
    "exact match": "written exactly like {what} “{name}”",
    "same spelling but for accents": "written like {what} “{name}”, but for accents and hyphens",
    "key match": "sounds like {what} “{name}”; spelt otherwise",
    "same consonants, spelt alike": "only resembles {what} “{name}”",
}
_MATCH: Final = re.compile(rf"(?:(?<=; )|^)({'|'.join(_MATCHES)}) on (name|alias) '(.*?)'(?=; |$)")
_RULED_OUT: Final = re.compile(r"^not taken: (.*?): (?=[^:]*$)")
_SUGGESTION: Final = re.compile(r"^looks like '(.*)' \(suggestion only\)$")

_LISTS: Final = {"gn": ("geonames",), "ocha": ("ocha-places", "ocha-neighbourhoods")}
_OWN: Final = "user:"
_BY_HAND: Final = "written by hand for this program"
_PUBLISHED: Final = {
    "GeoNames": "GeoNames (CC BY 4.0)",
    "UN OCHA via geoBoundaries": "UN OCHA, as published by geoBoundaries (CC BY 3.0 IGO)",
    "airportsdata": "airportsdata (MIT licence)",
    "hand-written": _BY_HAND,
    "hand-written; position corrected from GeoNames": f"{_BY_HAND}; point from GeoNames (CC BY 4.0)",
    "hand-written; position corrected from UCDP GED": f"{_BY_HAND}; point from UCDP GED (CC BY 4.0)",
    "hand-written; position corrected from OCHA": f"{_BY_HAND}; point from UN OCHA's lists",
}
"""Source of a record that comes with the program -> the same with its licence, as in ``data/sources.md``."""


def sureness(score: float) -> Sureness:
    """The band of a score."""
    if score >= HIGH:
        return Sureness.HIGH
    return Sureness.MEDIUM if score >= MEDIUM else Sureness.LOW


def reason(said_by_the_gazetteer: str) -> str:
    """The gazetteer's reason without its terms of art: "key match on name 'X'" -> "sounds like its name “X” …"."""
    said = _SUGGESTION.sub(
        r"only resembles “\1”", _RULED_OUT.sub(r"“\1” was not taken: ", said_by_the_gazetteer)
    )
    said = _MATCH.sub(_match_in_words, said)
    return words.sentence(said)


def _match_in_words(match: re.Match[str]) -> str:
    how, which, name = match.groups()
    return _MATCHES[how].format(what="its name" if which == "name" else "its other spelling", name=name)


def kilometres(distance_km: float) -> str:
    """A length: ``0.6 km``, ``12 km``."""
    return f"{distance_km:.1f} km" if distance_km < 10 else f"{distance_km:,.0f} km"


def point(lat: float, lon: float) -> str:
    """Latitude and longitude to paste elsewhere: ``34.718, 36.732``."""
    return f"{round(lat, 5):g}, {round(lon, 5):g}"


def precision(kind: PrecisionName, radius_km: float) -> str:
    """Say what a point stands for: ``Somewhere within 0.6 km of this point``."""
    if kind in AREA_WORDS:
        return f"{AREA_WORDS[kind]}, about {kilometres(radius_km)} around this point"
    return f"Somewhere within {kilometres(radius_km)} of this point"


def what(place: Place, parent: Place | None = None) -> str:
    """Say what a place is: ``neighbourhood of Homs``, ``air base``, ``town or village``."""
    word = place.feature if place.feature and place.kind not in UNITS else KIND_WORDS[place.kind]
    if word == "region":
        word = KIND_WORDS[K.AREA]
    return f"{word} of {parent.name}" if parent else word


def within(governorate: str | None, district: str | None = None, subdistrict: str | None = None) -> str:
    """Name the units that hold a place, largest first: ``Homs governorate, Rastan district``."""
    named = ((governorate, "governorate"), (district, "district"), (subdistrict, "sub-district"))
    return ", ".join(f"{name} {kind}" for name, kind in named if name)


def label(place: Place, parent: Place | None = None) -> str:
    """Name a place so that it is told from its namesakes: ``Jobar, Homs``, ``Ashrafiyeh, Afrin, Aleppo``."""
    name = f"{place.name} {KIND_WORDS[place.kind]}" if place.kind in UNITS else place.name
    if place.kind is K.GOVERNORATE or place.governorate is None:
        return name
    if place.name == place.governorate and place.kind is K.SETTLEMENT:
        return f"{name} (city)"
    city = f"{parent.name}, " if parent is not None and parent.name != place.governorate else ""
    return f"{name}, {city}{place.governorate}"


@dataclass(frozen=True, slots=True)
class Origins:
    """What is known of where records come from."""

    lists: Mapping[str, LayerInfo]
    """The imported lists by name."""
    added: Mapping[str, str]
    """Id of what was added by hand -> who added it, when and from where."""


def added_by(entry: Entry) -> str:
    """Who added an entry, when and from where: ``1 March 2026, by RK; a survey map``; empty if it does not say."""
    try:
        when = words.day(dt.datetime.fromisoformat(entry.changed_at).date())
    except ValueError:
        when = ""
    who = f"by {entry.added_by}" if entry.added_by else ""
    said = ", ".join(part for part in (when, who) if part)
    return "; ".join(part for part in (said, entry.note) if part)


def records(place: Place, origins: Origins) -> list[str]:
    """Say which records a place was joined from, each with its licence."""
    return [_record(own, place, origins) for own in dict.fromkeys((place.place_id, *place.provenance))]


def _record(record_id: str, place: Place, origins: Origins) -> str:
    space, _, rest = record_id.partition(":")
    if space == "user":
        said = origins.added.get(record_id, "")
        return f"added by hand: {said}" if said else "added by hand"
    if record_id == place.place_id and (place.notable or space == "sy"):
        said = _PUBLISHED.get(place.source, place.source or "this program's tables")
        return f"{said}; record {rest}" if space == "gn" else said
    lists = origins.lists
    names = (f"csv-{rest.partition('/')[0]}",) if space == "csv" else _LISTS.get(space, ())
    info = next((lists[name] for name in names if name in lists), None)
    if info is None:
        return f"{_PUBLISHED['GeoNames']}; record {rest}" if space == "gn" else f"record {record_id}"
    return f"{info.source}{f' ({info.licence})' if info.licence else ''}; record {rest}"


def whose_point(place: Place, origins: Origins) -> str:
    """Say that the point of a known place was corrected by hand, by whom and when; empty for others."""
    own = [record for record in place.provenance if record.startswith(_OWN)]
    if not own:
        return ""
    added = origins.added.get(own[-1], "")
    return f"yours, added {added}" if added else "yours, added by hand"


def is_own(place: Place) -> bool:
    """Whether a place is known only because it was added by hand."""
    return place.place_id.startswith(_OWN)


def fault(error: Exception) -> str:
    """What an error says, as a sentence; a file's name that it begins with stays as it is."""
    said = str(error)
    return said if "." in said.partition(" ")[0].rstrip(".") else words.sentence(said)


def how_far_off(place: Place) -> str:
    """How exact the point of a record written by hand is; empty for others."""
    if place.accuracy_km is None:
        return ""
    return f"up to {kilometres(place.accuracy_km)}, by the estimate of who wrote the record"
