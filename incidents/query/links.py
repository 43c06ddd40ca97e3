"""The link that carries filters, view and choices, and reading one back.

A link writes every value explicitly, defaults too, so that it still means the same when a default moves. It carries
vocabulary codes, ISO dates, numbers in range and ids, never free text; whatever else a link
holds is dropped with a note.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeVar

from incidents.model import (
    ActorCategory,
    Band,
    ClaimantSide,
    Corroboration,
    EventType,
    Governorate,
    Precision,
    ReviewStatus,
    SubEventType,
)
from incidents.query.filters import Filters
from incidents.rules import BestFigure, NumberWords, Rules

Vocabulary = TypeVar("Vocabulary", bound=StrEnum)

LINK_VERSION: Final = 1
KILLED_MAX: Final = 1_000_000
FIRST_YEAR, LAST_YEAR = 1900, 2100
MAX_ZOOM: Final = 18


def _codes(vocabulary: type[Vocabulary]) -> dict[str, Vocabulary]:
    return {member.name.lower().replace("_", "-"): member for member in vocabulary}


# The codes are part of links people have sent: a test pins them.
EVENT_TYPE_CODES: Final = _codes(EventType)
SUB_EVENT_TYPE_CODES: Final = _codes(SubEventType)
GOVERNORATE_CODES: Final = _codes(Governorate)
ACTOR_CODES: Final = _codes(ActorCategory)
SIDE_CODES: Final = _codes(ClaimantSide)
CORROBORATION_CODES: Final = _codes(Corroboration)
PRECISION_CODES: Final = _codes(Precision)
BAND_CODES: Final = _codes(Band)
REVIEW_CODES: Final = _codes(ReviewStatus)


@dataclass(frozen=True, slots=True)
class View:
    """What part of the map is seen: the centre in WGS 84 degrees, and Leaflet's zoom."""

    lat: float
    lon: float
    zoom: float

    def __post_init__(self) -> None:
        in_range = abs(self.lat) <= 90 and abs(self.lon) <= 180 and 0 <= self.zoom <= MAX_ZOOM
        if not in_range:  # also false for NaN
            raise ValueError(f"not a view of a map: {self.lat}, {self.lon}, zoom {self.zoom}")


@dataclass(frozen=True, slots=True)
class LinkState:
    """All that a link restores."""

    filters: Filters = field(default_factory=Filters)
    rules: Rules = field(default_factory=Rules)
    """How counts are derived, and whose claims are left out."""
    view: View | None = None
    selected: str | None = None
    """Id of the incident whose panel is open."""
    as_of: dt.datetime | None = None
    """The moment the data are shown as of (aware); None follows the latest."""
    version: int = LINK_VERSION


_ID = re.compile(r"inc-[0-9a-f]{16}")
_SOURCE = re.compile(r"(src|set|doc)-[0-9a-f]{16}")
_PLACE = re.compile(r"[a-z]{2,8}:[A-Za-z0-9][A-Za-z0-9_./-]{0,79}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,6})?")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z")
_MAX_LENGTH: Final = 2000
# Streamlit's own parameters, not ours to complain about.
_FOREIGN: Final = frozenset({"embed", "embed_options"})


def _write_set(values: Iterable[Vocabulary], codes: Mapping[str, Vocabulary]) -> str:
    chosen = set(values)
    return ",".join(code for code, member in codes.items() if member in chosen) or "any"


def _read_ids(pattern: re.Pattern[str], none: str) -> Callable[[str], frozenset[str]]:
    def read(text: str) -> frozenset[str]:
        return (
            frozenset()
            if text == none
            else frozenset(_whole_match(pattern, part) for part in text.split(","))
        )

    return read


def _write_moment(moment: dt.datetime | None) -> str:
    if moment is None:
        return "latest"
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _trim(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def to_params(state: LinkState) -> dict[str, str]:
    """A link's parameters: every value written out, in a fixed order. The view keeps five decimals of a degree."""
    filters, rules, view = state.filters, state.rules, state.view
    return {
        "v": str(state.version),
        "type": _write_set(filters.event_types, EVENT_TYPE_CODES),
        "sub": _write_set(filters.sub_event_types, SUB_EVENT_TYPE_CODES),
        "gov": _write_set(filters.governorates, GOVERNORATE_CODES),
        "actor": _write_set(filters.actors, ACTOR_CODES),
        "contested": filters.contested,
        "from": filters.date_from.isoformat() if filters.date_from else "any",
        "to": filters.date_to.isoformat() if filters.date_to else "any",
        "undated": "yes" if filters.include_undated else "no",
        "located": filters.located,
        "killed": "any" if filters.killed_min is None else str(filters.killed_min),
        "killedmax": "any" if filters.killed_max is None else str(filters.killed_max),
        "toll": filters.killed,
        "accuser": _write_set(filters.accusers, SIDE_CODES),
        "side": _write_set(filters.sides, SIDE_CODES),
        "source": ",".join(sorted(filters.sources)) or "any",
        "corr": _write_set(filters.corroborations, CORROBORATION_CODES),
        "prec": _write_set(filters.precisions, PRECISION_CODES),
        "conf": _write_set(filters.bands, BAND_CODES),
        "review": _write_set(filters.reviews, REVIEW_CODES),
        "place": ",".join(sorted(filters.places)) or "any",
        "best": rules.best.value,
        "numbers": rules.numbers.value,
        "without": ",".join(sorted(rules.without)) or "none",
        "view": f"{_trim(view.lat, 5)},{_trim(view.lon, 5)},{_trim(view.zoom, 2)}" if view else "auto",
        "sel": state.selected or "none",
        "asof": _write_moment(state.as_of),
    }


def _read_set(codes: Mapping[str, Vocabulary]) -> Callable[[str], frozenset[Vocabulary]]:
    def read(text: str) -> frozenset[Vocabulary]:
        return frozenset() if text == "any" else frozenset(codes[code] for code in text.split(","))

    return read


def _read_one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError
        return text

    return read


def _read_date(text: str) -> dt.date | None:
    if text == "any":
        return None
    day = dt.date.fromisoformat(_whole_match(_DATE, text))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError
    return day


def _whole_match(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError
    return text


def _read_killed(text: str) -> int | None:
    if text == "any":
        return None
    number = int(_whole_match(re.compile(r"[0-9]{1,7}"), text))
    if number > KILLED_MAX:
        raise ValueError
    return number


def _read_view(text: str) -> View | None:
    if text == "auto":
        return None
    lat, lon, zoom = (float(_whole_match(_NUMBER, part)) for part in text.split(","))
    return View(lat=lat, lon=lon, zoom=zoom)


def _read_moment(text: str) -> dt.datetime | None:
    if text == "latest":
        return None
    moment = dt.datetime.fromisoformat(_whole_match(_MOMENT, text))
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError
    return moment


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "type": _read_set(EVENT_TYPE_CODES),
    "sub": _read_set(SUB_EVENT_TYPE_CODES),
    "gov": _read_set(GOVERNORATE_CODES),
    "actor": _read_set(ACTOR_CODES),
    "contested": _read_one_of("any", "yes", "no"),
    "from": _read_date,
    "to": _read_date,
    "undated": lambda text: _read_one_of("yes", "no")(text) == "yes",
    "located": _read_one_of("any", "yes", "no"),
    "killed": _read_killed,
    "killedmax": _read_killed,
    "toll": _read_one_of("any", "some", "none", "silent"),
    "accuser": _read_set(SIDE_CODES),
    "side": _read_set(SIDE_CODES),
    "source": _read_ids(_SOURCE, "any"),
    "corr": _read_set(CORROBORATION_CODES),
    "prec": _read_set(PRECISION_CODES),
    "conf": _read_set(BAND_CODES),
    "review": _read_set(REVIEW_CODES),
    "place": _read_ids(_PLACE, "any"),
    "best": BestFigure,
    "numbers": NumberWords,
    "without": _read_ids(_SOURCE, "none"),
    "view": _read_view,
    "sel": lambda text: None if text == "none" else _whole_match(_ID, text),
    "asof": _read_moment,
}

_FILTER_FIELDS: Final[dict[str, str]] = {
    "type": "event_types",
    "sub": "sub_event_types",
    "gov": "governorates",
    "actor": "actors",
    "contested": "contested",
    "from": "date_from",
    "to": "date_to",
    "undated": "include_undated",
    "located": "located",
    "killed": "killed_min",
    "killedmax": "killed_max",
    "toll": "killed",
    "accuser": "accusers",
    "side": "sides",
    "source": "sources",
    "corr": "corroborations",
    "prec": "precisions",
    "conf": "bands",
    "review": "reviews",
    "place": "places",
}


def _read_version(params: Mapping[str, str]) -> list[str]:
    if params.get("v", str(LINK_VERSION)) == str(LINK_VERSION):
        return []
    return ["The link was made by another version of this program: what is not known here was left out."]


def from_params(params: Mapping[str, str]) -> tuple[LinkState, list[str]]:
    """The state a link holds; anything it should not hold is dropped.

    Parameters
    ----------
    params
        The link's parameters; missing ones take their defaults.

    Returns
    -------
    LinkState
    list of str
        A note for each parameter that was dropped. Notes name our own parameters only and never repeat a value.
    """
    notes = _read_version(params)
    read: dict[str, Any] = {}
    for name, reader in _READERS.items():
        if name not in params:
            continue
        value = params[name]
        try:
            if not isinstance(value, str) or len(value) > _MAX_LENGTH:
                raise ValueError
            read[name] = reader(value)
        except (ValueError, KeyError):
            notes.append(f"The link's value for '{name}' is not one this program knows: it was left out.")
    unknown = len([name for name in params if name not in _READERS and name not in _FOREIGN and name != "v"])
    if unknown:
        notes.append(f"The link holds {unknown} unknown setting{'s' * (unknown > 1)}: left out.")
    if read.get("killed") and read.get("killedmax") is not None and read["killed"] > read["killedmax"]:
        del read["killed"], read["killedmax"]
        notes.append("The link's bounds for those killed contradict each other: they were left out.")
    if read.get("from") and read.get("to") and read["from"] > read["to"]:
        del read["from"], read["to"]
        notes.append("The link's dates end before they begin: they were left out.")
    filters = Filters(**{_FILTER_FIELDS[name]: read[name] for name in _FILTER_FIELDS if name in read})
    rules = Rules(**{name: read[name] for name in ("best", "numbers", "without") if name in read})
    return LinkState(filters, rules, read.get("view"), read.get("sel"), read.get("asof")), notes
