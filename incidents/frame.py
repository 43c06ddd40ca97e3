"""Incidents as a table: one row each, plain columns, for filters, maps, charts and spreadsheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from incidents.model import Incident

Flat = tuple[Any, ...]
"""One incident's values in the order of :data:`FRAME_COLUMNS`: text, numbers and None, as a database keeps them."""

_SEPARATOR: Final = "|"


def _words(values: Sequence[Any]) -> Any:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _numbers(values: Sequence[float | None]) -> Any:
    return np.array(values, dtype="float64")  # None becomes NaN


def _counts(values: Sequence[int | None]) -> Any:
    numbers = _numbers(values)
    missing = np.isnan(numbers)
    return pd.arrays.IntegerArray(np.where(missing, 0, numbers).astype("int32"), missing)


def _whole(values: Sequence[int]) -> Any:
    return np.array(values, dtype="int32")


def _truth(values: Sequence[Any]) -> Any:
    return np.array(values, dtype=bool)


def _days(values: Sequence[str | None]) -> Any:
    # Each day is read once: there are far fewer of them than incidents.
    told = {value: place for place, value in enumerate(dict.fromkeys(values))}
    # A date with a precision of days, in seconds: the coarsest unit pandas keeps.
    days = np.array([value or "NaT" for value in told], dtype="datetime64[D]").astype("datetime64[s]")
    return days[np.fromiter(map(told.__getitem__, values), dtype="int64", count=len(values))]


@lru_cache(maxsize=4096)
def _split(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(_SEPARATOR)) if joined else ()


def _tuples(values: Sequence[str]) -> Any:
    column = np.empty(len(values), dtype=object)
    for number, joined in enumerate(values):
        column[number] = _split(joined)
    return column


_BUILDERS: Final[dict[str, Callable[[Any], Any]]] = {
    "id": _words,
    "place": _words,
    "place_id": _words,
    "governorate": _words,
    "district_id": _words,
    "subdistrict_id": _words,
    "city_id": _words,
    "lat": _numbers,
    "lon": _numbers,
    "radius_km": _numbers,
    "precision": _words,
    "date_start": _days,
    "date_end": _days,
    "date_precision": _words,
    "date_kind": _words,
    "event_type": _words,
    "sub_event_type": _words,
    "killed_low": _counts,
    "killed_best": _counts,
    "killed_high": _counts,
    "wounded_low": _counts,
    "wounded_best": _counts,
    "wounded_high": _counts,
    "perpetrators": _tuples,
    "actors": _tuples,
    "sides": _tuples,
    "accusations": _tuples,
    "source_ids": _tuples,
    "contested": _truth,
    "corroboration": _words,
    "confidence": _words,
    "review": _words,
    "n_claims": _whole,
    "n_documents": _whole,
    "sample": _truth,
}

FRAME_COLUMNS: Final[tuple[str, ...]] = tuple(_BUILDERS)
"""The columns of an incident table, in order."""


def flatten(incident: Incident, sample: bool) -> Flat:
    """The values of one incident in the order of :data:`FRAME_COLUMNS`.

    Dates are ISO text, vocabulary values their words, lists joined by ``|``: what a database column can hold.
    """
    place, dates = incident.place, incident.dates
    killed, wounded = incident.killed, incident.wounded
    return (
        incident.id,
        place.name or place.mention,
        place.place_id,
        place.governorate and place.governorate.value,
        place.district_id,
        place.subdistrict_id,
        place.city_id,
        place.lat,
        place.lon,
        place.radius_km if place.located else None,
        place.precision and place.precision.value,
        dates and dates.start.isoformat(),
        dates and dates.end.isoformat(),
        dates and dates.precision.value,
        dates and dates.kind.value,
        incident.event_type.value,
        incident.sub_event_type.value,
        killed.low,
        killed.best,
        killed.high,
        wounded.low,
        wounded.best,
        wounded.high,
        _SEPARATOR.join(dict.fromkeys(category.value for category in incident.perpetrators)),
        _SEPARATOR.join(dict.fromkeys(actor.category.value for actor in incident.actors)),
        _SEPARATOR.join(side.value for side in incident.sides),
        _SEPARATOR.join(f"{a.side.value}>{a.category.value}" for a in incident.accusations),
        _SEPARATOR.join(incident.source_ids),
        incident.contested,
        incident.corroboration.value,
        incident.confidence.value,
        incident.review.value,
        len(incident.claim_ids),
        len(incident.document_ids),
        sample,
    )


def build_frame(rows: Sequence[Flat]) -> pd.DataFrame:
    """The table of flattened incidents.

    Parameters
    ----------
    rows
        Values as :func:`flatten` gives them.

    Returns
    -------
    pandas.DataFrame
        One row per incident with the columns of :data:`FRAME_COLUMNS`: words as ``object`` (None where missing),
        ``lat`` and ``lon`` in WGS 84 degrees (NaN where not located), dates as ``datetime64[s]`` (NaT where undated),
        counts as nullable ``Int32``; ``perpetrators`` and ``actors`` as tuples of category words, ``sides`` of sides,
        ``accusations`` of "side>category", ``source_ids`` of ids.
    """
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(FRAME_COLUMNS)
    return frame_of(dict(zip(FRAME_COLUMNS, columns, strict=True)), ())


@dataclass(frozen=True, slots=True)
class Shared:
    """Columns of which many incidents have the same values."""

    columns: Mapping[str, Sequence[Any]]
    """Each combination of values once."""
    positions: npt.NDArray[np.int64]
    """Which of them each incident has."""


def frame_of(columns: Mapping[str, Sequence[Any]], shared: Iterable[Shared]) -> pd.DataFrame:
    """The table of incidents whose flat values come by columns, as :func:`build_frame` makes it of rows."""
    built = {name: _BUILDERS[name](values) for name, values in columns.items()}
    for part in shared:
        for name, values in part.columns.items():
            built[name] = _BUILDERS[name](values).take(part.positions)
    return pd.DataFrame({name: _as_column(built[name]) for name in FRAME_COLUMNS})


def _as_column(values: Any) -> Any:
    """Words stay objects, None where there is none: pandas would take them for text of its own."""
    return pd.Series(values, dtype=object) if values.dtype == object else values


def to_frame(incidents: Iterable[Incident], samples: bool) -> pd.DataFrame:
    """The table of `incidents`, see :func:`build_frame`; `samples` says whether they are sample data."""
    return build_frame([flatten(incident, samples) for incident in incidents])
