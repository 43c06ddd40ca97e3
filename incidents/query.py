"""Filters on incidents, the selection they make, and the link that carries them. Pure: no I/O, no session, no clock.

A link writes every value explicitly, defaults too, so that it still means the same when a default moves. It carries
vocabulary codes, ISO dates, numbers in range and incident ids, never free text; whatever else a link holds is
dropped with a note.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, Literal, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from incidents.derive import BestFigure, NumberWords, Rules
from incidents.frame import FRAME_COLUMNS, to_frame
from incidents.model import ActorCategory, EventType, Governorate, Precision, SubEventType

__all__ = [
    "ACTOR_CODES",
    "EVENT_TYPE_CODES",
    "FRAME_COLUMNS",
    "GOVERNORATE_CODES",
    "LINK_VERSION",
    "SUB_EVENT_TYPE_CODES",
    "Filters",
    "FrameIndex",
    "LinkState",
    "View",
    "from_params",
    "histogram",
    "mask",
    "to_frame",
    "to_params",
]

Mask = npt.NDArray[np.bool_]
YesNo = Literal["any", "yes", "no"]
Unit = Literal["day", "week", "month", "year"]
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


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show. An empty set of types, governorates or actors means "any"; the parts are joined by "and"."""

    event_types: frozenset[EventType] = frozenset()
    sub_event_types: frozenset[SubEventType] = frozenset()
    governorates: frozenset[Governorate] = frozenset()
    actors: frozenset[ActorCategory] = frozenset()
    """Any of these among the incident's actors or alleged perpetrators."""
    contested: YesNo = "any"
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    """Last day shown; an incident matches when its own range overlaps the window."""
    include_undated: bool = True
    located: YesNo = "any"
    """Whether the map can draw it: it has coordinates, and they mean something smaller than the country."""
    killed_min: int | None = None
    """At least so many killed by the best figure; incidents without a figure do not match."""


class FrameIndex:
    """A frame's columns as small integers, made once, so that each change of a filter costs a few vector operations.

    Parameters
    ----------
    frame
        A table as :func:`to_frame` or a store gives it; not to be changed afterwards.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def __len__(self) -> int:
        return len(self.frame)

    def _positions(self, column: str, vocabulary: type[StrEnum]) -> npt.NDArray[np.int8]:
        """Each row's place in the vocabulary, -1 where there is none."""
        number = {member.value: place for place, member in enumerate(vocabulary)}
        values = self.frame[column].to_numpy(dtype=object)
        return np.fromiter((number.get(value, -1) for value in values), dtype=np.int8, count=len(values))

    @cached_property
    def event_type(self) -> npt.NDArray[np.int8]:
        return self._positions("event_type", EventType)

    @cached_property
    def sub_event_type(self) -> npt.NDArray[np.int8]:
        return self._positions("sub_event_type", SubEventType)

    @cached_property
    def governorate(self) -> npt.NDArray[np.int8]:
        return self._positions("governorate", Governorate)

    @cached_property
    def actor_bits(self) -> npt.NDArray[np.uint32]:
        """One bit for each actor category of an incident, in the order of the vocabulary."""
        bit = {member.value: 1 << place for place, member in enumerate(ActorCategory)}
        known: dict[tuple[str, ...], int] = {}

        def bits(words: tuple[str, ...]) -> int:
            if words not in known:
                known[words] = sum(bit[word] for word in dict.fromkeys(words))
            return known[words]

        pairs = zip(self.frame["actors"].to_numpy(), self.frame["perpetrators"].to_numpy(), strict=True)
        return np.fromiter((bits(a) | bits(p) for a, p in pairs), dtype=np.uint32, count=len(self))

    @cached_property
    def contested(self) -> Mask:
        return self.frame["contested"].to_numpy(dtype=bool)

    @cached_property
    def located(self) -> Mask:
        has_point = self.frame["lat"].notna().to_numpy(dtype=bool)
        # != on an object column would treat None as "not the country", which is what is meant here.
        smaller = self.frame["precision"].to_numpy(dtype=object) != Precision.COUNTRY.value
        return np.asarray(has_point & smaller, dtype=bool)

    @cached_property
    def start(self) -> npt.NDArray[np.datetime64]:
        return self.frame["date_start"].to_numpy().astype("datetime64[D]")

    @cached_property
    def end(self) -> npt.NDArray[np.datetime64]:
        return self.frame["date_end"].to_numpy().astype("datetime64[D]")

    @cached_property
    def killed(self) -> npt.NDArray[np.int64]:
        """The best figure, -1 where there is none."""
        return self.frame["killed_best"].to_numpy(dtype="int64", na_value=-1)


def _chosen(positions: npt.NDArray[np.int8], wanted: Iterable[StrEnum], vocabulary: type[StrEnum]) -> Mask:
    table = np.zeros(len(vocabulary) + 1, dtype=bool)  # the last place is for -1, no value
    members = list(vocabulary)
    table[[members.index(value) for value in wanted]] = True
    return np.asarray(table[positions], dtype=bool)


def _in_window(index: FrameIndex, filters: Filters) -> Mask:
    undated = np.isnat(index.start)
    inside = ~undated
    if filters.date_from is not None:
        inside &= index.end >= np.datetime64(filters.date_from)
    if filters.date_to is not None:
        inside &= index.start <= np.datetime64(filters.date_to)
    return inside | undated if filters.include_undated else inside


def mask(frame: pd.DataFrame | FrameIndex, filters: Filters) -> Mask:
    """Which rows of `frame` match.

    Parameters
    ----------
    frame
        The incident table, or its :class:`FrameIndex` (kept by whoever filters the same table often).
    filters
        What to show.

    Returns
    -------
    numpy.ndarray of bool, shape (rows,)
    """
    index = frame if isinstance(frame, FrameIndex) else FrameIndex(frame)
    shown = np.ones(len(index), dtype=bool)
    if filters.event_types:
        shown &= _chosen(index.event_type, filters.event_types, EventType)
    if filters.sub_event_types:
        shown &= _chosen(index.sub_event_type, filters.sub_event_types, SubEventType)
    if filters.governorates:
        shown &= _chosen(index.governorate, filters.governorates, Governorate)
    if filters.actors:
        members = list(ActorCategory)
        wanted = sum(1 << members.index(actor) for actor in filters.actors)
        shown &= (index.actor_bits & np.uint32(wanted)) != 0
    if filters.contested != "any":
        shown &= index.contested == (filters.contested == "yes")
    if filters.located != "any":
        shown &= index.located == (filters.located == "yes")
    if filters.date_from is not None or filters.date_to is not None or not filters.include_undated:
        shown &= _in_window(index, filters)
    if filters.killed_min is not None:
        shown &= index.killed >= filters.killed_min
    return shown


# --- timeline ---------------------------------------------------------------------------------------------------

# Longest span in days for which a unit is used: about 100 bars, but the whole war still in months.
_UNIT_SPANS: Final[tuple[tuple[Unit, int], ...]] = (("day", 100), ("week", 750), ("month", 6000))


def _unit_for(first: np.datetime64, last: np.datetime64) -> Unit:
    span = int((last - first).astype(int))
    return next((unit for unit, days in _UNIT_SPANS if span <= days), "year")


def _floor(days: npt.NDArray[np.datetime64], unit: Unit) -> npt.NDArray[np.datetime64]:
    if unit == "week":  # day 0 of the epoch was a Thursday; weeks start on Monday
        numbers = days.astype("int64")
        return np.asarray((numbers - (numbers + 3) % 7).astype("datetime64[D]"))
    if unit == "day":
        return days
    calendar = days.astype("datetime64[M]" if unit == "month" else "datetime64[Y]")
    return calendar.astype("datetime64[D]")


def _bin_ends(starts: npt.NDArray[np.datetime64], unit: Unit) -> npt.NDArray[np.datetime64]:
    if unit in ("day", "week"):
        return (starts.astype("int64") + (0 if unit == "day" else 6)).astype("datetime64[D]")
    calendar = starts.astype("datetime64[M]" if unit == "month" else "datetime64[Y]").astype("int64")
    following = (calendar + 1).astype("datetime64[M]" if unit == "month" else "datetime64[Y]")
    return (following.astype("datetime64[D]").astype("int64") - 1).astype("datetime64[D]")


def histogram(frame: pd.DataFrame | FrameIndex, shown: Mask, unit: Unit | None = None) -> pd.DataFrame:
    """How many of the shown incidents begin in each day, week, month or year, by event type.

    Parameters
    ----------
    frame
        The incident table or its index.
    shown
        The rows to count, as :func:`mask` gives them. Undated incidents are not counted.
    unit
        Width of a bin; None chooses it by the range.

    Returns
    -------
    pandas.DataFrame
        ``bin_start`` and ``bin_end`` (first and last day, ``datetime64[s]``), ``unit``, ``event_type``, ``count``;
        a row for each bin and type that has any, in that order.
    """
    index = frame if isinstance(frame, FrameIndex) else FrameIndex(frame)
    rows = shown & ~np.isnat(index.start)
    days, types = index.start[rows], index.event_type[rows].astype("int64")
    if not len(days):
        unit = unit or "day"
        starts, kinds, counts = days, types, types
    else:
        unit = unit or _unit_for(days.min(), days.max())
        width = len(EventType)
        keys, counts = np.unique(_floor(days, unit).astype("int64") * width + types, return_counts=True)
        starts, kinds = (keys // width).astype("datetime64[D]"), keys % width
    names = np.array([event.value for event in EventType], dtype=object)
    return pd.DataFrame(
        {
            "bin_start": starts.astype("datetime64[s]"),
            "bin_end": _bin_ends(starts, unit).astype("datetime64[s]"),
            "unit": np.full(len(starts), unit, dtype=object),
            "event_type": names[kinds],
            "count": counts.astype("int64"),
        }
    )


# --- links ------------------------------------------------------------------------------------------------------


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
_SOURCE = re.compile(r"(src|doc)-[0-9a-f]{16}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,6})?")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z")
_MAX_LENGTH: Final = 1000
# Streamlit's own parameters, not ours to complain about.
_FOREIGN: Final = frozenset({"embed", "embed_options"})


def _write_set(values: Iterable[Vocabulary], codes: Mapping[str, Vocabulary]) -> str:
    chosen = set(values)
    return ",".join(code for code, member in codes.items() if member in chosen) or "any"


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


def _read_sources(text: str) -> frozenset[str]:
    if text == "none":
        return frozenset()
    return frozenset(_whole_match(_SOURCE, part) for part in text.split(","))


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
    "best": BestFigure,
    "numbers": NumberWords,
    "without": _read_sources,
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
    if read.get("from") and read.get("to") and read["from"] > read["to"]:
        del read["from"], read["to"]
        notes.append("The link's dates end before they begin: they were left out.")
    filters = Filters(**{_FILTER_FIELDS[name]: read[name] for name in _FILTER_FIELDS if name in read})
    rules = Rules(**{name: read[name] for name in ("best", "numbers", "without") if name in read})
    return LinkState(filters, rules, read.get("view"), read.get("sel"), read.get("asof")), notes
