"""What ``benchmarks.page_speed`` measures: the whole real dashboard over made-up incidents, or an almost empty page.

The environment says how many: PAGE_BENCHMARK_SIZE, 0 for the empty page. The dashboard runs as it is; the made-up
incidents come in where it reads the store: ``Store.frame``, ``Store.sources`` and ``Store.is_empty`` answer from
memory, everything else from an empty store.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

SIZE = int(os.environ.get("PAGE_BENCHMARK_SIZE", "0"))
UNDATED = 50
"""One in so many has no date."""


@cache
def frame(size: int) -> pd.DataFrame:
    """The made-up incidents; the same in the server and where the answers are checked."""
    from benchmarks.synthetic import synthetic_frame

    made = synthetic_frame(size)
    made.loc[np.arange(0, size, UNDATED), ["date_start", "date_end"]] = pd.NaT
    return made


def fill_the_store() -> None:
    """Let the store answer with made-up incidents."""
    from benchmarks.synthetic import SOURCES
    from incidents.store import SourceEntry, Store

    told: Any = Store
    told.frame = lambda *_: frame(SIZE)
    told.sources = lambda *_: [SourceEntry(name, name, True, SIZE // 100) for name in SOURCES]
    told.is_empty = lambda *_: False


def empty_page() -> None:
    """Streamlit alone: one control and the words it changes."""
    chosen = st.segmented_control("Contested", ["All", "No"], default="All", required=True)
    st.html(f'<div class="si-count">{chosen}</div>')


if __name__ == "__main__":
    if SIZE:
        fill_the_store()
        from incidents.dashboard.frame import main

        main()
    else:
        empty_page()
