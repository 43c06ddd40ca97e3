"""Which incidents of a table match the filters, a few vector operations for each change."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

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

Mask = npt.NDArray[np.bool_]
Key = TypeVar("Key", bound=Hashable)

_HOLDERS: Final = ("place_id", "city_id", "subdistrict_id", "district_id")


@dataclass(frozen=True, eq=False)
class Many(Generic[Key]):
    """A column whose rows hold several values each, as one long array of codes."""

    values: tuple[Key, ...]
    codes: npt.NDArray[np.int32]
    """Place in `values` of each value of each row."""
    rows: npt.NDArray[np.int64]
    """The row that each code belongs to, ascending."""
    height: int

    @classmethod
    def of(cls, column: Sequence[tuple[Key, ...]]) -> Many[Key]:
        known: dict[Key, int] = {}
        codes: list[int] = []
        lengths = np.zeros(len(column), dtype=np.int64)
        for row, values in enumerate(column):
            lengths[row] = len(values)
            codes.extend(known.setdefault(value, len(known)) for value in values)
        rows = np.repeat(np.arange(len(column)), lengths)
        return cls(tuple(known), np.array(codes, dtype=np.int32), rows, len(column))

    def any_of(self, wanted: Container[Key]) -> Mask:
        """The rows that hold any of some values."""
        table = np.fromiter((value in wanted for value in self.values), dtype=bool, count=len(self.values))
        found = np.zeros(self.height, dtype=bool)
        if len(self.values):
            found[self.rows[table[self.codes]]] = True
        return found

    def counts(self, shown: Mask) -> dict[Key, int]:
        """How many of the rows shown hold each value; those that none holds are left out."""
        if not len(self.values):
            return {}
        tally = np.bincount(self.codes[shown[self.rows]], minlength=len(self.values))
        return {value: int(n) for value, n in zip(self.values, tally, strict=True) if n}


class FrameIndex:
    """A frame's columns as small integers, made once, so that each change of a filter costs a few vector operations.

    Parameters
    ----------
    frame
        A table as :func:`to_frame` or a store gives it; not to be changed afterwards.
    """

    __slots__ = ("__dict__", "found")
    found: Mask | None
    """The rows in which the words of the filter were found; None when nobody has looked."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.found = None

    def narrowed(self, found: Mask) -> FrameIndex:
        """The same columns with the rows in which a store found the words of a filter."""
        made = object.__new__(FrameIndex)
        made.__dict__ = self.__dict__  # the columns, those made later too: only what was found is its own
        made.found = found
        return made

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
        return self._bits(ActorCategory, "actors") | self.perpetrator_bits

    @cached_property
    def perpetrator_bits(self) -> npt.NDArray[np.uint32]:
        """The same for those said to have done it."""
        return self._bits(ActorCategory, "perpetrators")

    @cached_property
    def side_bits(self) -> npt.NDArray[np.uint32]:
        """One bit for each side that tells of an incident."""
        return self._bits(ClaimantSide, "sides")

    def _bits(self, vocabulary: type[StrEnum], column: str) -> npt.NDArray[np.uint32]:
        bit = {member.value: 1 << place for place, member in enumerate(vocabulary)}
        known: dict[tuple[str, ...], int] = {}

        def bits(words: tuple[str, ...]) -> int:
            if words not in known:
                known[words] = sum(bit[word] for word in dict.fromkeys(words))
            return known[words]

        values = self.frame[column].to_numpy()
        return np.fromiter((bits(value) for value in values), dtype=np.uint32, count=len(self))

    @cached_property
    def accusations(self) -> Many[str]:
        """Who blames whom, as "side>category"."""
        return Many.of(self.frame["accusations"].tolist())

    @cached_property
    def sources(self) -> Many[str]:
        return Many.of(self.frame["source_ids"].tolist())

    @cached_property
    def corroboration(self) -> npt.NDArray[np.int8]:
        return self._positions("corroboration", Corroboration)

    @cached_property
    def precision(self) -> npt.NDArray[np.int8]:
        return self._positions("precision", Precision)

    @cached_property
    def band(self) -> npt.NDArray[np.int8]:
        return self._positions("confidence", Band)

    @cached_property
    def review(self) -> npt.NDArray[np.int8]:
        return self._positions("review", ReviewStatus)

    @cached_property
    def places(self) -> Many[str]:
        """The place of each incident, the city, the sub-district and the district that hold it."""
        ids = zip(*(self.frame[name].to_numpy(dtype=object) for name in _HOLDERS), strict=True)
        return Many.of([tuple(dict.fromkeys(i for i in row if i is not None)) for row in ids])

    @cached_property
    def contested(self) -> Mask:
        return self.frame["contested"].to_numpy(dtype=bool)

    @cached_property
    def district(self) -> tuple[tuple[str, ...], npt.NDArray[np.int64]]:
        """The districts of the table, and each row's place among them, -1 where there is none."""
        codes, known = pd.factorize(self.frame["district_id"].to_numpy(dtype=object))
        return tuple(map(str, known)), codes.astype("int64")

    @cached_property
    def points(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Latitudes and longitudes in WGS 84 degrees, NaN where there is none."""
        return self.frame["lat"].to_numpy(dtype="float64"), self.frame["lon"].to_numpy(dtype="float64")

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

    Raises
    ------
    ValueError
        It looks for words, and the index does not say where they were found.
    """
    index = frame if isinstance(frame, FrameIndex) else FrameIndex(frame)
    shown = np.ones(len(index), dtype=bool)
    for part in _PARTS:
        found = part(index, filters)
        if found is not None:
            shown &= found
    return shown


def _of_kind(index: FrameIndex, filters: Filters) -> Mask | None:
    found = None
    if filters.event_types:
        found = _chosen(index.event_type, filters.event_types, EventType)
    if filters.sub_event_types:
        subs = _chosen(index.sub_event_type, filters.sub_event_types, SubEventType)
        found = subs if found is None else found & subs
    return found


def _where(index: FrameIndex, filters: Filters) -> Mask | None:
    """Governorates and places together: any of them holds it."""
    if not (filters.governorates or filters.places):
        return None
    found = _chosen(index.governorate, filters.governorates, Governorate)
    return found | index.places.any_of(filters.places)


def _who(index: FrameIndex, filters: Filters) -> Mask | None:
    """Actors, or those whom some sides blame."""
    if filters.accusers:
        blamed = filters.actors or frozenset(ActorCategory)
        pairs = {f"{side.value}>{actor.value}" for side in filters.accusers for actor in blamed}
        return index.accusations.any_of(pairs)
    return _has_any(index.actor_bits, filters.actors, ActorCategory) if filters.actors else None


def _has_any(bits: npt.NDArray[np.uint32], wanted: Iterable[StrEnum], vocabulary: type[StrEnum]) -> Mask:
    members = list(vocabulary)
    pattern = sum(1 << members.index(value) for value in wanted)
    return np.asarray((bits & np.uint32(pattern)) != 0, dtype=bool)


def _who_tells(index: FrameIndex, filters: Filters) -> Mask | None:
    found = None
    if filters.sides:
        found = _has_any(index.side_bits, filters.sides, ClaimantSide)
    if filters.sources:
        told = index.sources.any_of(filters.sources)
        found = told if found is None else found & told
    return found


def _how_sure(index: FrameIndex, filters: Filters) -> Mask | None:
    found = None
    for column, wanted, vocabulary in (
        ("corroboration", filters.corroborations, Corroboration),
        ("precision", filters.precisions, Precision),
        ("band", filters.bands, Band),
    ):
        if wanted:
            one = _chosen(getattr(index, column), wanted, vocabulary)
            found = one if found is None else found & one
    return found


def _reviewed(index: FrameIndex, filters: Filters) -> Mask | None:
    wanted = filters.reviews or frozenset(ReviewStatus) - {ReviewStatus.REJECTED}
    return _chosen(index.review, wanted, ReviewStatus)


def _killed(index: FrameIndex, filters: Filters) -> Mask | None:
    if filters.killed == "any" and filters.killed_min is None and filters.killed_max is None:
        return None
    killed = index.killed
    found = {"any": killed >= -1, "some": killed > 0, "none": killed == 0, "silent": killed < 0}[
        filters.killed
    ]
    if filters.killed_min is not None:
        found = found & (killed >= filters.killed_min)
    if filters.killed_max is not None:
        found = found & (killed >= 0) & (killed <= filters.killed_max)
    return np.asarray(found, dtype=bool)


def _contested(index: FrameIndex, filters: Filters) -> Mask | None:
    return None if filters.contested == "any" else index.contested == (filters.contested == "yes")


def _located(index: FrameIndex, filters: Filters) -> Mask | None:
    return None if filters.located == "any" else index.located == (filters.located == "yes")


def _in_box(index: FrameIndex, filters: Filters) -> Mask | None:
    return None if filters.box is None else filters.box.holds(*index.points) & index.located


def _with_words(index: FrameIndex, filters: Filters) -> Mask | None:
    if not filters.words:
        return None
    if index.found is None:
        raise ValueError("words are looked for in a store: give what it found with FrameIndex.narrowed")
    return index.found


def _when(index: FrameIndex, filters: Filters) -> Mask | None:
    open_ended = filters.date_from is None and filters.date_to is None and filters.include_undated
    return None if open_ended else _in_window(index, filters)


_PARTS: Final[tuple[Callable[[FrameIndex, Filters], Mask | None], ...]] = (
    _of_kind, _where, _who, _who_tells, _how_sure, _reviewed, _killed, _contested, _located, _in_box, _when,
    _with_words,
)  # fmt: skip
"""The parts of a filter; an incident is shown when it matches all."""
