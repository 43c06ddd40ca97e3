"""Incidents as binary columns: what the browser needs to draw and to hover, 30 bytes a row, fetched once.

The layout, little-endian throughout, is read by ``assets/columns.js``::

    4 bytes   "SIM1"
    4 bytes   length of the header in bytes
    header    JSON, padded with blanks to a multiple of 8
    columns   each one after the other, each starting at a multiple of 8; offsets count from the end of the header

The only words in it are closed vocabularies and place names. The browser writes them as text, never as markup, and
they do not pass through folium, whose templates would run them (see :mod:`incidents.dashboard.map.layer`).
"""

from __future__ import annotations

import hashlib
import json
import struct
import threading
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from incidents.claimants import DATASET
from incidents.dashboard.map.palette import EVENT_COLOURS, EVENT_COLOURS_DARK
from incidents.model import (
    AREA_PRECISIONS,
    Corroboration,
    DateKind,
    DatePrecision,
    EventType,
    Precision,
    SubEventType,
)

MAGIC: Final = b"SIM1"
UNKNOWN_COUNT: Final = 0xFFFF
"""Stands for "not reported" in the casualty columns; higher figures are cut off just below it."""
UNDATED: Final = -(2**31)
NO_CODE: Final = 0xFF

SOFT_PRECISIONS: Final = AREA_PRECISIONS | {Precision.NEAR_SETTLEMENT}
"""Drawn with soft edges as the area that they are, never as a pin."""

_FLAG_CONTESTED, _FLAG_SAMPLE, _FLAG_DURATION = 1, 2, 4
_CORROBORATION_SHIFT, _DATE_PRECISION_SHIFT = 3, 5
_FLAG_IMPORTED = 128


@dataclass(frozen=True, slots=True)
class Columns:
    """One data version, ready to be served.

    Attributes
    ----------
    payload : bytes
        Header and columns, as described at the top of this module.
    version : str
        SHA-256 of the content, 32 hexadecimal digits. Also stands at the head of the payload: Streamlit names large
        media files by samples of their content only, and two versions may differ elsewhere.
    ids : numpy.ndarray
        Incident ids by row.
    rows : pandas.Index
        The same, for looking up the row of an id.
    """

    payload: bytes
    version: str
    ids: npt.NDArray[np.object_]
    rows: pd.Index[Any]

    def row_of(self, incident_id: str | None) -> int:
        """Row of an incident, or -1."""
        if incident_id is None:
            return -1
        found = self.rows.get_indexer(pd.Index([incident_id], dtype=object))
        return int(found[0])


def encode(frame: pd.DataFrame) -> Columns:
    """Pack a frame of incidents into columns.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per incident with the columns that :func:`incidents.dashboard.map.incident_map` names.

    Returns
    -------
    Columns
    """
    place_codes, places = _places(frame)
    start, days = _days(frame)
    columns: dict[str, npt.NDArray[Any]] = {
        "lat": _floats(frame["lat"], np.float32),
        "lon": _floats(frame["lon"], np.float32),
        "start": start,
        "place": place_codes,
        "days": days,
        "radius": _hectometres(frame["radius_km"]),
        "killed_low": _counts(frame["killed_low"]),
        "killed_best": _counts(frame["killed_best"]),
        "killed_high": _counts(frame["killed_high"]),
        "type": _codes(frame["event_type"], EventType),
        "sub": _codes(frame["sub_event_type"], SubEventType),
        "precision": _codes(frame["precision"], Precision),
        "flags": _flags(frame),
        "claims": np.clip(_floats(frame["n_claims"], np.float64, missing=0), 0, 255).astype(np.uint8),
    }
    body, layout = _body(columns)
    header = {"n": len(frame), "columns": layout, "places": places, **vocabularies()}
    digest = hashlib.sha256(body + json.dumps(header).encode()).hexdigest()[:32]
    ids = frame["id"].astype(object).to_numpy()
    return Columns(
        payload=_frame_bytes({"version": digest, **header}) + body,
        version=digest,
        ids=ids,
        rows=pd.Index(ids, dtype=object),
    )


_cache: dict[int, tuple[weakref.ref[pd.DataFrame], Columns]] = {}
_cache_lock = threading.Lock()


def encoded(frame: pd.DataFrame) -> Columns:
    """Pack a frame once and remember the result for as long as the frame lives.

    The frame is known by identity: pass the same object on each run (``st.cache_resource``) and leave it unchanged.
    """
    key = id(frame)
    with _cache_lock:
        known = _cache.get(key)
    if known is not None and known[0]() is frame:
        return known[1]
    columns = encode(frame)
    with _cache_lock:
        for dead in [k for k, (ref, _) in _cache.items() if ref() is None]:
            del _cache[dead]
        _cache[key] = (weakref.ref(frame), columns)
    return columns


def bitset(mask: npt.ArrayLike) -> bytes:
    """Pack a mask of rows, least significant bit first."""
    return np.packbits(np.asarray(mask, dtype=bool), bitorder="little").tobytes()


def _frame_bytes(header: dict[str, Any]) -> bytes:
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    text += b" " * (-len(text) % 8)
    return MAGIC + struct.pack("<I", len(text)) + text


def _body(columns: dict[str, npt.NDArray[Any]]) -> tuple[bytes, list[list[Any]]]:
    parts, layout, offset = [], [], 0
    for name, values in columns.items():
        data = np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<")).tobytes()
        layout.append([name, values.dtype.name, offset])
        data += b"\0" * (-len(data) % 8)
        parts.append(data)
        offset += len(data)
    return b"".join(parts), layout


def vocabularies() -> dict[str, Any]:
    """The closed vocabularies and colours that the codes of a payload stand for."""
    return {
        "types": [str(event) for event in EventType],
        "colours": [EVENT_COLOURS[event] for event in EventType],
        "colours_dark": [EVENT_COLOURS_DARK[event] for event in EventType],
        "subs": [str(sub) for sub in SubEventType],
        "precisions": [str(precision) for precision in Precision],
        "soft": [precision in SOFT_PRECISIONS for precision in Precision],
        "never": [list(Precision).index(Precision.COUNTRY)],
        "corroborations": [str(value) for value in Corroboration],
        "date_precisions": [str(value) for value in DatePrecision],
    }


def _codes(values: pd.Series[Any], vocabulary: Iterable[str]) -> npt.NDArray[np.uint8]:
    categories = pd.Index([str(word) for word in vocabulary], dtype=object)
    found = categories.get_indexer(pd.Index(values.astype(object)))
    return np.where(found < 0, NO_CODE, found).astype(np.uint8)


def _floats(values: pd.Series[Any], dtype: type, missing: float = np.nan) -> npt.NDArray[Any]:
    return pd.to_numeric(values, errors="coerce").to_numpy(dtype="float64", na_value=missing).astype(dtype)


def _counts(values: pd.Series[Any]) -> npt.NDArray[np.uint16]:
    numbers = _floats(values, np.float64)
    return np.where(np.isnan(numbers), UNKNOWN_COUNT, np.clip(numbers, 0, UNKNOWN_COUNT - 1)).astype(
        np.uint16
    )


def _hectometres(values: pd.Series[Any]) -> npt.NDArray[np.uint16]:
    tenths: npt.NDArray[np.float64] = np.round(_floats(values, np.float64, missing=0) * 10)
    return np.clip(np.nan_to_num(tenths), 0, 0xFFFF).astype(np.uint16)


def _days(frame: pd.DataFrame) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint16]]:
    starts = frame["date_start"].to_numpy(dtype="datetime64[D]")
    ends = frame["date_end"].to_numpy(dtype="datetime64[D]")
    undated = np.isnat(starts)
    start = np.where(undated, UNDATED, starts.astype(np.int64)).astype(np.int32)
    length = np.where(undated | np.isnat(ends), 0, (ends - starts).astype(np.int64))
    return start, np.clip(length, 0, 0xFFFF).astype(np.uint16)


def _flags(frame: pd.DataFrame) -> npt.NDArray[np.uint8]:
    def where(column: str, bit: int) -> npt.NDArray[np.int64]:
        return frame[column].fillna(False).to_numpy(dtype=bool).astype(np.int64) * bit

    corroboration = _codes(frame["corroboration"], Corroboration).astype(np.int64) & 3
    precision = _codes(frame["date_precision"], DatePrecision).astype(np.int64) & 3
    duration = (frame["date_kind"].astype(object) == str(DateKind.DURATION)).to_numpy(dtype=bool)
    return (
        where("contested", _FLAG_CONTESTED)
        | where("sample", _FLAG_SAMPLE)
        | duration.astype(np.int64) * _FLAG_DURATION
        | _imported(frame) * _FLAG_IMPORTED
        | corroboration << _CORROBORATION_SHIFT
        | precision << _DATE_PRECISION_SHIFT
    ).astype(np.uint8)


def _imported(frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    """1 where a row of another dataset tells of the incident; frames without sources have none."""
    if "source_ids" not in frame:
        return np.zeros(len(frame), dtype=np.int64)
    told = (any(name.startswith(f"{DATASET}-") for name in names) for names in frame["source_ids"])
    return np.fromiter(told, dtype=np.int64, count=len(frame))


def _places(frame: pd.DataFrame) -> tuple[npt.NDArray[np.uint32], list[list[str]]]:
    """Codes per row and the table ``[name, governorate, area id or ""]`` they point to."""
    keys = pd.DataFrame(
        {
            "name": frame["place"].astype(object).fillna(""),
            "governorate": frame["governorate"].astype(object).fillna(""),
            "area": frame["place_id"].astype(object).fillna("").where(lambda ids: _is_area(ids), ""),
        }
    )
    groups = keys.groupby(["name", "governorate", "area"], sort=False, observed=True)
    codes: npt.NDArray[np.uint32] = groups.ngroup().to_numpy().astype(np.uint32)
    table = keys.drop_duplicates()
    return codes, [[str(value) for value in row] for row in table.itertuples(index=False)]


def _is_area(ids: pd.Series[Any]) -> pd.Series[bool]:
    return ids.astype(str).str.startswith("sy:adm")
