"""Incidents as an Excel workbook: sheets ``incidents``, ``claims``, ``codebook`` and ``about``; nothing in it runs.

Words are written as words: what begins like a formula is marked as text, so that it stays what the report says, also
when somebody edits the cell. Rows go out as they come (openpyxl's write-only mode).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from incidents.errors import InputError
from incidents.exchange import tables
from incidents.exchange.about import About
from incidents.exchange.cells import FORMULA, plain
from incidents.store.records import Dossier

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS: Final = 1_048_575
"""Rows of a sheet below its headings."""
LONGEST: Final = 32_767
"""Characters of a cell, Excel's own limit; what is longer ends in an ellipsis."""
_DAY: Final = "yyyy-mm-dd"
_FIRST: Final = dt.date(1900, 3, 1)
"""Excel counts days from 1900 and takes that for a leap year; what is earlier is written as words."""


def write(out: BinaryIO, dossiers: Iterable[Dossier], about: About | None = None) -> int:
    """Write the workbook; gives the number of incidents.

    Raises
    ------
    InputError
        There are more incidents or claims than a sheet has rows.
    """
    from openpyxl import Workbook  # here: who writes no workbook does not wait for it

    book = Workbook(write_only=True)
    try:
        count = _fill(book, dossiers)
        _tell(book, about or About())
    except BaseException:
        for sheet in book:
            sheet.close()  # its rows lie in a temporary file
        raise
    book.save(out)
    return count


def _fill(book: Any, dossiers: Iterable[Dossier]) -> int:
    incidents, claims = book.create_sheet("incidents"), book.create_sheet("claims")
    columns = ["id", "lat", "lon", *(name for name in tables.INCIDENTS if name != "id")]
    for sheet, names in ((incidents, columns), (claims, list(tables.CLAIMS))):
        sheet.freeze_panes = "B2"
        _append(sheet, names)
    n_incidents = n_claims = 0
    for dossier in dossiers:
        row = tables.located_row(dossier)
        _append(incidents, [row[name] for name in columns])
        n_incidents += 1
        for told in tables.claim_rows(dossier):
            _append(claims, [told.get(name) for name in tables.CLAIMS])
            n_claims += 1
        if max(n_incidents, n_claims) > MOST_ROWS:
            raise InputError(f"A sheet of Excel has {MOST_ROWS:,} rows: narrow the filters, or take CSV.")
    return n_incidents


def _tell(book: Any, about: About) -> None:
    """The sheets that say what the file is."""
    told = about.rows(tables.CODEBOOK)
    for section, headings in (("codebook", ("sheet.column", "meaning")), ("about", ("item", "text"))):
        sheet = book.create_sheet(section)
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 40, 100
        _append(sheet, headings)
        for part, item, text in told:
            if part == section:
                _append(sheet, (item, text))


def _append(sheet: WriteOnlyWorksheet, values: Sequence[Any]) -> None:
    sheet.append([_cell(sheet, value) for value in values])


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> Any:
    """A value as openpyxl takes it; only what needs a style of its own is a cell, as those are slow."""
    if isinstance(value, str):
        return _words(sheet, value)
    if isinstance(value, dt.date):
        if value < _FIRST:
            return value.isoformat()
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(sheet, value)
        cell.number_format = _DAY
        return cell
    return value


def _words(sheet: WriteOnlyWorksheet, text: str) -> Any:
    said = plain(text)
    if len(said) > LONGEST:
        said = said[: LONGEST - 1] + "…"
    if not FORMULA.match(said):
        return said
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, said)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
