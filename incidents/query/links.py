"""The link that carries filters, view and choices, and reading one back.

A link writes every value explicitly, defaults too, so that it still means the same when a default moves. It carries
vocabulary codes, ISO dates, numbers in range and ids, and the words looked for: letters, digits and little else
(:func:`incidents.query.words.tidy`). Whatever else a link holds is dropped with a note.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from incidents.query.areas import MAP_MODES, MEASURES, MapMode, Measure
from incidents.query.box import DECIMALS, Box
from incidents.query.filters import Filters
from incidents.query.words import tidy
from incidents.rules import BestFigure, NumberWords, Rules

Vocabulary = TypeVar("Vocabulary", bound=StrEnum)

LINK_VERSION: Final = 1
Upgrade = Callable[[dict[str, str]], dict[str, str]]
UPGRADES: Final[Mapping[int, Upgrade]] = {}
"""What turns the parameters of a link of each earlier version into those of the next.

The version rises when a value comes to mean something else, or a parameter is renamed; a new parameter alone needs
none, as a link without it means its default. The links under ``tests/data/links`` must stay as they are.
"""
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
    map_mode: MapMode = "points"
    measure: Measure = "incidents"
    """What areas are coloured by, when the map shows areas."""
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
_NO_WORDS: Final = "-"
"""Holds no word, so that no search is written like it; "any" is a word."""
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


def _write_box(box: Box | None) -> str:
    return "any" if box is None else ",".join(_trim(edge, DECIMALS) for edge in box.edges)


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
        "box": _write_box(filters.box),
        "q": filters.words or _NO_WORDS,
        "qin": filters.words_in,
        "best": rules.best.value,
        "numbers": rules.numbers.value,
        "without": ",".join(sorted(rules.without)) or "none",
        "view": f"{_trim(view.lat, 5)},{_trim(view.lon, 5)},{_trim(view.zoom, 2)}" if view else "auto",
        "map": state.map_mode,
        "measure": state.measure,
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


def _read_box(text: str) -> Box | None:
    if text == "any":
        return None
    west, south, east, north = (float(_whole_match(_NUMBER, part)) for part in text.split(","))
    return Box(west, south, east, north)


def _read_words(text: str) -> str:
    if text == _NO_WORDS:
        return ""
    if text != tidy(text):
        raise ValueError
    return text


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
    "box": _read_box,
    "q": _read_words,
    "qin": _read_one_of("told", "reports"),
    "best": BestFigure,
    "numbers": NumberWords,
    "without": _read_ids(_SOURCE, "none"),
    "view": _read_view,
    "map": _read_one_of(*MAP_MODES),
    "measure": _read_one_of(*MEASURES),
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
    "box": "box",
    "q": "words",
    "qin": "words_in",
}


def upgraded(
    params: Mapping[str, str], upgrades: Mapping[int, Upgrade] = UPGRADES, latest: int = LINK_VERSION
) -> tuple[dict[str, str], list[str]]:
    """The parameters as this version writes them, and a note when the link's version is not one it knows.

    A link from a later version is read as one of this: what means nothing here is then dropped like anything unknown.
    """
    made = dict(params)
    version = made.get("v", str(latest))
    if version not in map(str, range(1, latest + 1)):
        return made, [
            "The link was made by another version of this program: what is not known here was left out."
        ]
    try:
        for number in range(int(version), latest):
            made = upgrades[number](made)
    except (ValueError, KeyError):
        return {}, ["The link of an earlier version holds a value that it cannot have held: it was left out."]
    return made, []


def single(params: Mapping[str, str | Sequence[str]]) -> tuple[dict[str, str], list[str]]:
    """Each parameter once, and a note on each of ours that stands in the link more than once."""
    once: dict[str, str] = {}
    notes = []
    for name, given in params.items():
        values = [given] if isinstance(given, str) else list(given)
        if len(values) > 1 and (name in _READERS or name in ("v", "data")):
            notes.append(f"The link holds '{name}' more than once: it was left out.")
        elif values:
            once[name] = values[0]
    return once, notes


def from_params(params: Mapping[str, str]) -> tuple[LinkState, list[str]]:
    """The state a link holds; anything it should not hold is dropped.

    Parameters
    ----------
    params
        The link's parameters, of this version or an earlier one; missing ones take their defaults.

    Returns
    -------
    LinkState
    list of str
        A note for each parameter that was dropped. Notes name our own parameters only and never repeat a value.
    """
    params, notes = upgraded(params)
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
    shown = {"map_mode": read.get("map", "points"), "measure": read.get("measure", "incidents")}
    return LinkState(
        filters, rules, read.get("view"), selected=read.get("sel"), as_of=read.get("asof"), **shown
    ), notes
