"""Rows as a CSV file: UTF-8 with the mark that Excel needs, written as they come; nothing in it runs in Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from incidents.exchange.cells import cell

Put = Callable[[Mapping[str, Any]], None]


@contextmanager
def table(out: BinaryIO, columns: Sequence[str], *, below: Mapping[str, str] | None = None) -> Iterator[Put]:
    """Write the headings, then what is put, each value under its column.

    Parameters
    ----------
    out
        Open binary file; it stays open.
    columns
        Names of the columns, in order.
    below
        A second line of headings, as HXL has it, written as it is.
    """
    text = io.TextIOWrapper(out, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    if below is not None:
        writer.writerow([below.get(name, "") for name in columns])

    def put(row: Mapping[str, Any]) -> None:
        writer.writerow([cell(row.get(name)) for name in columns])

    yield put
    text.flush()
    text.detach()  # the caller's file stays open
