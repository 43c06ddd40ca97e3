"""Tables of reports: CSV and Parquet, a report in each row, read row by row."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO, Final

from incidents.errors import InputError, UnreadableReport
from incidents.sources.items import Item, row_item
from incidents.sources.packed import Borrowed
from incidents.sources.reading import MAX_REPORT_BYTES, Rejected
from incidents.sources.text import printable

FIELDS: Final = ("doc_id", "published", "text", "title", "publisher", "url")
"""What a row may tell of a report."""
MAX_ROW_BYTES: Final = 8 * MAX_REPORT_BYTES
"""Of a line of JSON: signs beyond ASCII may be written with six bytes each."""

_MAX_GROUP_BYTES: Final = 1_000_000_000
_ROWS_AT_ONCE: Final = 32
_NAMED: Final = 12  # columns that a message names

Columns = Mapping[str, str]
"""Field of a report -> the column that holds it, where that has another name."""


def read_columns(stated: Sequence[str]) -> Columns:
    """What ``field=COLUMN`` says, checked.

    Raises
    ------
    InputError
        It does not say it in this way.
    """
    found = {}
    for words in stated:
        field, sign, column = words.partition("=")
        if field not in FIELDS or not sign or not column:
            raise InputError(
                f"--column {printable(words)} is not FIELD=NAME: write --column text=body; the fields are "
                f"{', '.join(FIELDS)}."
            )
        found[field] = column
    return found


# --- lines of JSON ----------------------------------------------------------------------------------------------


def json_rows(lines: BinaryIO, where: str, name: str, columns: Columns) -> Iterator[Item | Rejected]:
    """The rows of a file with a line of JSON for each report."""
    number = 0
    while line := lines.readline(MAX_ROW_BYTES):
        number += 1
        at, ref = f"{where} line {number}", f"{name} line {number}"
        if len(line) == MAX_ROW_BYTES and not line.endswith(b"\n"):
            _skip_line(lines)
            yield Rejected(at, f"{ref} is longer than {MAX_ROW_BYTES // 1_000_000} MB: it was left out.")
        elif line.strip():
            yield Item(at, ref, _renamed(line, columns), "row")
    if not number:
        raise UnreadableReport(f"{name} is empty: give a file with a report in each line.")


def _skip_line(lines: BinaryIO) -> None:
    while (rest := lines.readline(MAX_ROW_BYTES)) and not rest.endswith(b"\n"):
        pass


def _renamed(line: bytes, columns: Columns) -> bytes:
    if not columns:
        return line
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return line  # said when it is read
    if not isinstance(row, dict):
        return line
    return row_item(row | {f: row[c] for f, c in columns.items() if c in row}, "", "").data


# --- CSV --------------------------------------------------------------------------------------------------------


def csv_rows(stream: BinaryIO, where: str, name: str, columns: Columns) -> Iterator[Item | Rejected]:
    """The rows of a CSV file in UTF-8 with commas, semicolons or tabs.

    Raises
    ------
    UnreadableReport
        It is empty, or no column holds the text.
    """
    csv.field_size_limit(MAX_REPORT_BYTES)
    lines = _text_lines(stream, name)
    head = next(lines, "")
    if not head.strip():
        raise UnreadableReport(f"{name} is empty: give a table with a report in each row.")
    delimiter = max("\t;,", key=head.count)
    names = [cell.strip() for cell in next(csv.reader([head], delimiter=delimiter))]
    at = _places_of(names, name, columns)
    rows = csv.reader(lines, delimiter=delimiter)
    number = 1
    while True:
        number += 1
        spot, ref = f"{where} row {number}", f"{name} row {number}"
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield Rejected(
                spot, f"{ref} is not a row of this table, or too long: look at its quotation marks."
            )
            continue
        if any(cell.strip() for cell in cells):
            row = {field: cells[i] for field, i in at.items() if i < len(cells) and cells[i].strip()}
            yield _checked(row, spot, ref)


def _checked(row: dict[str, str], where: str, ref: str) -> Item | Rejected:
    if any("\udc80" <= sign <= "\udcff" for value in row.values() for sign in value):
        return Rejected(where, f"{ref} is not in UTF-8: save the table as “CSV UTF-8”.")
    return row_item(row, where, ref)


def _text_lines(stream: BinaryIO, name: str) -> Iterator[str]:
    """Lines with their ends, none longer than a report: a file without line ends must not fill the memory."""
    text = io.TextIOWrapper(
        Borrowed.reader(stream), encoding="utf-8-sig", errors="surrogateescape", newline=""
    )
    while line := text.readline(MAX_REPORT_BYTES):
        if "\0" in line:
            raise UnreadableReport(f"{name} is not a table as text: save it as “CSV UTF-8”.")
        yield line


def _places_of(names: Sequence[str], name: str, columns: Columns) -> dict[str, int]:
    """Field -> number of its column."""
    lower = [known.lower() for known in names]
    found = {}
    for field in FIELDS:
        column = columns.get(field, field)
        if column.lower() in lower:
            found[field] = lower.index(column.lower())
        elif field in columns or field == "text":
            raise UnreadableReport(_missing(column, field, names, name))
    return found


def _missing(column: str, field: str, names: Sequence[str], name: str) -> str:
    shown = ", ".join(printable(known)[:40] for known in names[:_NAMED] if known) or "none"
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return (
        f"{name} has no column '{printable(column)}' (it has {shown}{more}): say which one holds the {field} with "
        f"--column {field}=NAME."
    )


# --- Parquet ----------------------------------------------------------------------------------------------------


def parquet_rows(file: BinaryIO, where: str, name: str, columns: Columns) -> Iterator[Item | Rejected]:
    """The rows of a Parquet file.

    Raises
    ------
    UnreadableReport
        It is damaged, no column holds the text, or its parts are too large for the memory.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(file, pre_buffer=False)
        names = table.schema_arrow.names
        at = _places_of(names, name, columns)
        _check_groups(table.metadata, name)
        number = 0
        for batch in table.iter_batches(_ROWS_AT_ONCE, columns=[names[i] for i in at.values()]):
            values = {field: batch.column(names[i]).to_pylist() for field, i in at.items()}
            for place in range(batch.num_rows):
                number += 1
                row = {field: plain(cells[place]) for field, cells in values.items()}
                yield row_item(row, f"{where} row {number}", f"{name} row {number}")
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise UnreadableReport(
            f"{name} is not Parquet, or damaged: write it anew, or as .jsonl rows."
        ) from error


def _check_groups(metadata: Any, name: str) -> None:
    for group in range(metadata.num_row_groups):
        if metadata.row_group(group).total_byte_size > _MAX_GROUP_BYTES:
            raise UnreadableReport(
                f"{name} has row groups of more than {_MAX_GROUP_BYTES // 1_000_000_000} GB: write smaller ones."
            )


def plain(value: Any) -> Any:
    """A cell as JSON can hold it: days and moments in ISO form."""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
