"""The binary columns: what goes in comes out, whatever the values."""

from __future__ import annotations

import datetime as dt
import gc
import json
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.dashboard.map.columns import UNDATED, UNKNOWN_COUNT, Columns, bitset, encode, encoded
from incidents.model import EventType, Precision
from tests.map_frames import HOSTILE_NAMES, map_frame


def decode(columns: Columns) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Read a payload as ``assets/columns.js`` does."""
    magic, length = struct.unpack_from("<4sI", columns.payload)
    assert magic == b"SIM1"
    assert length % 8 == 0
    header = json.loads(columns.payload[8 : 8 + length])
    body = columns.payload[8 + length :]
    arrays = {}
    for name, dtype, offset in header["columns"]:
        assert offset % np.dtype(dtype).itemsize == 0
        arrays[name] = np.frombuffer(body, np.dtype(dtype).newbyteorder("<"), header["n"], offset)
    return header, arrays


rows = st.fixed_dictionaries(
    {
        "place": st.one_of(st.none(), st.sampled_from(HOSTILE_NAMES), st.text(max_size=12)),
        "lat": st.one_of(st.none(), st.floats(32, 38)),
        "lon": st.floats(35, 43),
        "radius_km": st.one_of(st.none(), st.floats(0, 500)),
        "precision": st.one_of(st.none(), st.sampled_from([str(p) for p in Precision])),
        "event_type": st.sampled_from([str(e) for e in EventType]),
        "killed_low": st.one_of(st.none(), st.integers(0, 100_000)),
        "date_start": st.one_of(st.none(), st.dates(dt.date(1950, 1, 1), dt.date(2040, 1, 1))),
        "contested": st.booleans(),
        "n_claims": st.integers(1, 1000),
    }
)


# No deadline: the time of a frame's making says nothing about a mistake.
@settings(deadline=None)
@given(st.lists(rows, min_size=1, max_size=12))
def test_values_survive(values: list[dict[str, Any]]) -> None:
    frame = map_frame([{**row, "date_end": row["date_start"]} for row in values])
    columns = encode(frame)
    header, arrays = decode(columns)
    assert header["n"] == len(values)
    for i, row in enumerate(values):
        assert header["places"][arrays["place"][i]][0] == (row["place"] or "")
        assert (
            arrays["lat"][i] == pytest.approx(row["lat"], abs=1e-5)
            if row["lat"]
            else np.isnan(arrays["lat"][i])
        )
        assert header["types"][arrays["type"][i]] == row["event_type"]
        assert (
            arrays["precision"][i] == 255 or header["precisions"][arrays["precision"][i]] == row["precision"]
        )
        killed = row["killed_low"]
        assert arrays["killed_low"][i] == (
            UNKNOWN_COUNT if killed is None else min(killed, UNKNOWN_COUNT - 1)
        )
        start = row["date_start"]
        days = UNDATED if start is None else (start - dt.date(1970, 1, 1)).days
        assert arrays["start"][i] == days
        assert bool(arrays["flags"][i] & 1) == row["contested"]
        assert arrays["claims"][i] == min(row["n_claims"], 255)


@given(st.lists(st.booleans(), max_size=70))
def test_bitset_has_the_first_row_in_the_lowest_bit(mask: list[bool]) -> None:
    bits = bitset(np.array(mask, dtype=bool))
    assert [bool(bits[i >> 3] >> (i & 7) & 1) for i in range(len(mask))] == mask


def test_an_empty_frame_is_a_data_version_too() -> None:
    header, arrays = decode(encode(map_frame([{}]).iloc[:0]))
    assert header["n"] == 0
    assert all(len(values) == 0 for values in arrays.values())


def test_the_version_follows_the_content() -> None:
    one, same = encode(map_frame([{}, {}])), encode(map_frame([{}, {}]))
    assert one.version == same.version
    for change in ({"lat": 34.0}, {"place": "Hama"}, {"killed_best": 46}, {"event_type": "Riots"}):
        assert encode(map_frame([{}, change])).version != one.version
    assert one.version.encode() in one.payload[:200], "Streamlit's name for large files looks at the head"


def test_only_official_areas_carry_their_id() -> None:
    frame = map_frame([{"place_id": "sy:adm2/homs/palmyra"}, {"place_id": "user:a<b>"}, {"place_id": None}])
    header, arrays = decode(encode(frame))
    assert [header["places"][code][2] for code in arrays["place"]] == ["sy:adm2/homs/palmyra", "", ""]


def test_an_unknown_word_becomes_no_code() -> None:
    _, arrays = decode(encode(map_frame([{"event_type": "Picnic", "sub_event_type": "{{ 7 * 7 }}"}])))
    assert arrays["type"][0] == arrays["sub"][0] == 255
    assert b"7 * 7" not in encode(map_frame([{"sub_event_type": "{{ 7 * 7 }}"}])).payload


def test_rows_are_found_by_id() -> None:
    columns = encode(map_frame([{}, {}, {}]))
    assert columns.row_of("inc-2") == 2
    assert columns.row_of("inc-9") == -1
    assert columns.row_of(None) == -1


def test_a_frame_is_packed_once_and_forgotten_with_it() -> None:
    from incidents.dashboard.map import columns as module

    frame = map_frame([{}])
    assert encoded(frame) is encoded(frame)
    key = id(frame)
    del frame
    gc.collect()
    encoded(map_frame([{"lat": 33.0}]))
    assert key not in module._cache or module._cache[key][0]() is not None
