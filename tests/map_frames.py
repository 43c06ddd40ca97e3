"""Frames of incidents for the tests of the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

HOSTILE_NAMES = (
    "{{ cycler.__init__.__globals__.os.getcwd() }}",
    "<img src=x onerror=\"window.hacked = 1; parent.hacked = 1\">",
    "${window.hacked = 1} `${parent.hacked = 1}`",
    "</script><script>window.hacked = 1</script>",
    "'); window.hacked = 1; ('",
    "\u202egnilrats\u202c \u2067abc\u2069 {% raw %}",
    "حمص \\u0022 & &amp; \\",
)  # fmt: skip

DEFAULTS: dict[str, Any] = {
    "place": "Homs", "place_id": "gn:169577", "governorate": "Homs", "lat": 34.73, "lon": 36.72, "radius_km": 5.0,
    "precision": "settlement", "date_start": "2012-03-11", "date_end": "2012-03-11", "date_precision": "day",
    "date_kind": "uncertain", "event_type": "Violence against civilians", "sub_event_type": "Attack",
    "killed_low": 45, "killed_best": 45, "killed_high": 47, "contested": False, "corroboration": "single",
    "n_claims": 2, "sample": False,
}  # fmt: skip


def map_frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Incidents ``inc-0``, ``inc-1`` ... with the values given and plain ones for the rest."""
    frame = pd.DataFrame([{"id": f"inc-{number}", **DEFAULTS, **row} for number, row in enumerate(rows)])
    for column in ("date_start", "date_end"):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
    for column in ("killed_low", "killed_best", "killed_high"):
        frame[column] = frame[column].astype("Int32")
    return frame
