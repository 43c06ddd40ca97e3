"""From a file to rows under known headings, and from cells to values: zip files, text, CSV, Excel workbooks.

Nothing here knows one list from another. A file that cannot be read is an
:class:`~gazetteer.errors.ImportFileError`; a line that cannot be told apart into cells, and a cell that is not what it
should be, cost one row: the caller says which.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final, NamedTuple

from gazetteer.errors import ImportFileError
from gazetteer.names import clean, fold
from gazetteer.user_places import EAST, LONGEST, NORTH, SOUTH, WEST

LARGEST: Final = 200_000_000
"""Bytes of a file, as it is and unpacked: the lists are a hundredth of it, a zip bomb is more."""
LONGEST_LINE: Final = 20_000
"""Characters of a line, or of a cell of a workbook; GeoNames' longest column may have 10,000."""
TOO_LONG: Final = f"the row is longer than {LONGEST_LINE:,} characters"
MOST_LINES: Final = 20
"""Lines of one quoted record: more is a quotation mark that somebody forgot to close."""
MOST_ROWS: Final = 1_048_576
"""Rows of a sheet: Excel's own limit."""
MOST_COLUMNS: Final = 200
HEADING_ROWS: Final = 20
"""The headings are looked for in so many rows that hold something; titles and logos stand above them."""
SEPARATORS: Final = (",", ";", "\t")

_HXL_TAG: Final = re.compile(r"#\s*[a-z][a-z0-9_]*(?:\s*\+\s*[a-z0-9_]+)*", re.IGNORECASE)
_CONTROL_BYTES: Final = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_NUMBER: Final = re.compile(r"[+-]?\d{1,15}(?:\.\d{0,20})?(?:[eE][+-]?\d{1,2})?")
_END: Final = "\n"


class RowError(ValueError):
    """Why a row cannot be used."""


class Record(NamedTuple):
    """One row of a file: its number as a spreadsheet or an editor shows it, and its cells or why there are none."""

    number: int
    cells: Sequence[str]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows in the order of the file; the title is empty for a text file."""

    title: str
    records: Iterator[Record]
    decimal_comma: bool
    """Whether "34,73" can be a number: not where the comma separates cells."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below a line of headings, each cell under the name of its field; empty rows are none."""

    title: str
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    fields: frozenset[str]
    unused: tuple[str, ...]
    """Headings that no field has, as written."""
    faults: tuple[str, ...]
    """``row 17: why`` for each line that could not be told apart into cells."""
    notes: tuple[str, ...]
    decimal_comma: bool


def read_bytes(path: Path) -> bytes:
    """Read a file that a person chose.

    Raises
    ------
    ImportFileError
        It is not there, not a file, empty, too large or not readable.
    """
    file = shown(path.name or str(path), 80)
    try:
        if path.is_dir():
            raise ImportFileError(f"{file} is a folder; give the file itself")
        if not path.exists():
            raise ImportFileError(f"there is no file {shown(str(path), 200)}; check its name and folder")
        if not path.is_file():
            raise ImportFileError(f"{file} is not an ordinary file; save the list as a file and give that")
        if path.stat().st_size > LARGEST:
            raise ImportFileError(
                f"{file} is larger than {LARGEST // 1_000_000} MB; give a list of Syria only"
            )
        content = path.read_bytes()
    except OSError as error:
        raise ImportFileError(
            f"cannot read {file}: {error.strerror or error}; check its permissions"
        ) from error
    if not content:
        raise ImportFileError(f"{file} is empty; download or save it again")
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body)\b", content[:500], re.IGNORECASE):
        raise ImportFileError(
            f"{file} is a web page, not the list itself; download the file that the page links to"
        )
    return content


def is_zip(content: bytes) -> bool:
    """Whether it is meant to be a zip file; it may be damaged all the same."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def zip_names(content: bytes, file: str) -> list[str]:
    """Names of the files inside a zip file.

    Raises
    ------
    ImportFileError
        The zip file is damaged, or what it holds is too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    # zipfile lets through whatever a damaged header causes: struct.error, OverflowError, UnicodeDecodeError ...
    except Exception as error:
        raise ImportFileError(_damaged(file)) from error
    if sum(member.file_size for member in members) > LARGEST:
        raise ImportFileError(
            f"{file} unpacks to more than {LARGEST // 1_000_000} MB; give a list of Syria only"
        )
    # Not is_dir(), which fails on a member without a name.
    return [member.filename for member in members if not member.filename.endswith("/")]


def unzip(content: bytes, name: str, file: str) -> bytes:
    """One file out of a zip file.

    Raises
    ------
    ImportFileError
        The zip file is damaged, cut short, encrypted, or packed in a way that cannot be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(name) as member:
            unpacked = member.read(LARGEST + 1)
    except RuntimeError as error:
        raise ImportFileError(
            f"{file} is locked or oddly packed; unpack it and give the file inside"
        ) from error
    except Exception as error:  # as above; zlib.error, EOFError and lzma's errors besides
        raise ImportFileError(_damaged(file)) from error
    return unpacked


def _damaged(file: str) -> str:
    return f"{file} is damaged or cut short; download it again"


def decoded(content: bytes, file: str, *, arabic_windows: bool = False) -> tuple[str, bool]:
    """Text of a file, and whether its encoding was a guess.

    Parameters
    ----------
    arabic_windows
        Whether text that is not Unicode may be Windows-1256, which Excel writes on Arabic Windows.

    Raises
    ------
    ImportFileError
        It is not text, not in one of these encodings, or blank.
    """
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    guessed = False
    try:
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        if utf16 or not arabic_windows or _CONTROL_BYTES.search(content):
            raise ImportFileError(f"{file} is not text in UTF-8; save it anew as 'CSV UTF-8'") from error
        text, guessed = content.decode("cp1256", "replace"), True
    if "\0" in text:
        raise ImportFileError(f"{file} is not a text file in UTF-8; save it anew as 'CSV UTF-8'")
    if not text.strip():
        raise ImportFileError(f"{file} is empty; download or save it again")
    return text, guessed


def read_headings(content: bytes, file: str) -> tuple[str, ...]:
    """The line of headings of a table that nothing is known of yet: of its first rows the one with most words.

    Raises
    ------
    ImportFileError
        The file cannot be read, or has no such line.
    """
    best: tuple[str, ...] = ()
    for sheet in _sheets(content, file)[0]:
        for _, record in zip(range(HEADING_ROWS), sheet.records, strict=False):
            words = tuple(map(tidy, "\0".join(record.cells[:MOST_COLUMNS]).rstrip("\0").split("\0")))
            if len([w for w in words if has_letters(w)]) > len([w for w in best if has_letters(w)]):
                best = words
    if len([word for word in best if has_letters(word)]) < 2:
        raise ImportFileError(f"{file} has no line of headings; give a table with one")
    return best


def _sheets(content: bytes, file: str, *, arabic_windows: bool = False) -> tuple[Iterable[Sheet], bool]:
    """The sheets of a workbook, or a text file told apart by each separator; and whether its encoding was a guess."""
    if is_zip(content):
        return _workbook(content, file), False
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ImportFileError(
            f"{file} is an old or locked Excel file; save it as .xlsx without a password, or as CSV"
        )
    text, guessed = decoded(content, file, arabic_windows=arabic_windows)
    lines = list(io.StringIO(text, newline=""))
    return [Sheet("", _split(lines, sep), sep != ",") for sep in SEPARATORS], guessed


def read_table(
    content: bytes,
    file: str,
    columns: Mapping[str, Sequence[str]],
    required: Sequence[str],
    *,
    arabic_windows: bool = False,
) -> Table:
    """Find the rows under the headings wanted, in a text file or in the sheets of a workbook.

    Parameters
    ----------
    columns
        Field -> headings it may have, in order of preference; capitals, blanks and underscores do not count.
    required
        Fields without which a table is not the one that is looked for.

    Returns
    -------
    Table
        Of several sheets that have the headings, the one with the most rows; its notes name the others.

    Raises
    ------
    ImportFileError
        The file cannot be read, or no sheet has the headings; the message names those expected and those found.
    """
    sheets, guessed = _sheets(content, file, arabic_windows=arabic_windows)
    tables: list[Table] = []
    headings: Sequence[str] = ()
    for sheet in sheets:
        rows, above, found = _headings(sheet.records, columns, required)
        if found is None:
            headings = max([headings, *above], key=_filled)
        else:
            tables.append(_below(sheet, rows, len(above), found, columns))
    if not tables:
        raise ImportFileError(_missing(file, headings, columns, required))
    best = max(tables, key=lambda table: len(table.rows))
    notes = [
        f"sheet '{shown(other.title)}' was not read" for other in tables if other is not best and other.title
    ]
    if guessed:
        notes.append(
            "the file is not Unicode and was read as Windows-1256 (Arabic): check that the names are right"
        )
    return Table(
        best.title,
        best.rows,
        best.fields,
        best.unused,
        best.faults,
        (*best.notes, *notes),
        best.decimal_comma,
    )


def position(lat: str, lon: str, *, decimal_comma: bool = False) -> tuple[float, float]:
    """Latitude and longitude in degrees, in Syria or close to it.

    Raises
    ------
    RowError
        One is not a number, or the point lies elsewhere.
    """
    found = []
    for what, text in (("latitude", lat), ("longitude", lon)):
        degrees = number(text, decimal_comma=decimal_comma)
        if degrees is None:
            raise RowError(
                f"{what} '{shown(text)}' is not a number" if text.strip() else f"{what} is missing"
            )
        found.append(degrees)
    north, east = found
    if not (SOUTH <= north <= NORTH and WEST <= east <= EAST):
        swapped = SOUTH <= east <= NORTH and WEST <= north <= EAST
        why = "latitude and longitude look swapped" if swapped else "this is not in or near Syria"
        raise RowError(f"latitude {north:g}, longitude {east:g}: {why}")
    return north, east


def usable_name(name: str) -> str:
    """The name, if it has letters and an ordinary length.

    Raises
    ------
    RowError
        It cannot be a place's name.
    """
    if not name:
        raise RowError("the name is missing")
    if len(name) > LONGEST:
        raise RowError(f"the name '{shown(name)}' is longer than {LONGEST} characters")
    if not has_letters(name):
        raise RowError(f"the name '{shown(name)}' has no letters")
    return name


def has_letters(name: str) -> bool:
    """Whether letters are left when a name is reduced to what it is found by."""
    return any(char.isalpha() for char in fold(name))


def number(text: str, *, decimal_comma: bool = False) -> float | None:
    """Read a number as a person writes it in a table; None when it is not one."""
    plain = text.strip().replace("٫", ".").replace("−", "-")
    if decimal_comma and plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    return float(plain) if _NUMBER.fullmatch(plain) else None


def tidy(text: str) -> str:
    """:func:`gazetteer.names.clean`, quick on the usual text without anything to clean."""
    return " ".join(text.split()) if text.isprintable() else clean(text)


def shown(text: str, most: int = 40) -> str:
    """A value from a file as it may stand in a message: on one line, and short."""
    tidied = tidy(text[: 10 * most])
    return tidied if len(tidied) <= most else tidied[: most - 1] + "…"


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]+", "", tidy(heading).casefold())


def _headings(
    records: Iterator[Record], columns: Mapping[str, Sequence[str]], required: Sequence[str]
) -> tuple[Iterator[Record], list[Sequence[str]], tuple[Sequence[str], dict[str, int]] | None]:
    """Read up to the headings: the records below, the rows above, and ``(headings, field -> index)`` if found."""
    above: list[Sequence[str]] = []
    wanted = {field: [_plain(heading) for heading in synonyms] for field, synonyms in columns.items()}
    for record in records:
        written = [_plain(cell) for cell in record.cells]
        first = {f: next((h for h in synonyms if h in written), None) for f, synonyms in wanted.items()}
        places = {field: written.index(heading) for field, heading in first.items() if heading is not None}
        if all(field in places for field in required):
            return records, above, (record.cells, places)
        above.append(record.cells)
        if len(above) == HEADING_ROWS:
            break
    return records, above, None


def _below(
    sheet: Sheet,
    records: Iterator[Record],
    n_above: int,
    found: tuple[Sequence[str], dict[str, int]],
    columns: Mapping[str, Sequence[str]],
) -> Table:
    headings, places = found
    rows: list[tuple[int, Mapping[str, str]]] = []
    faults: list[str] = []
    for count, record in enumerate(records):
        cells = record.cells
        if record.fault is not None:
            faults.append(f"row {record.number}: {record.fault}")
        elif count == 0 and all(_HXL_TAG.fullmatch(cell.strip()) for cell in cells if cell.strip()):
            continue
        else:
            n = len(cells)
            rows.append((record.number, {f: tidy(cells[i]) if i < n else "" for f, i in places.items()}))
    used = set(places.values())
    unused = tuple(shown(cell) for i, cell in enumerate(headings) if i not in used and cell.strip())
    lines = "row that stands" if n_above == 1 else "rows that stand"
    notes = (f"{n_above} {lines} above the headings left out",) if n_above else ()
    return Table(
        sheet.title, tuple(rows), frozenset(places), unused, tuple(faults), notes, sheet.decimal_comma
    )


def _missing(
    file: str, headings: Sequence[str], columns: Mapping[str, Sequence[str]], required: Sequence[str]
) -> str:
    expected = ", ".join(f"{field} ({', '.join(columns[field][:3])} ...)" for field in required)
    seen = [shown(cell, 30) for cell in headings if cell.strip()]
    found = ", ".join(seen[:12]) + (f" and {len(seen) - 12} more" if len(seen) > 12 else "")
    return (
        f"{file} lacks the columns expected: {expected}; found: {found or 'none'}; check headings and format"
    )


def _split(lines: Sequence[str], separator: str) -> Iterator[Record]:
    """Tell lines apart into cells; a line that spoils the quoting costs itself, not the lines after it."""
    at = 0
    while at < len(lines):
        line, number_ = lines[at], at + 1
        at += 1
        if not line.replace(separator, " ").strip():
            continue
        if len(line) > LONGEST_LINE:
            yield Record(number_, (), TOO_LONG)
        elif '"' not in line:
            yield Record(number_, line.rstrip("\r\n").split(separator))
        elif (quoted := _quoted(lines, at - 1, separator)) is None:
            yield Record(number_, (), 'a quotation mark (") is opened and not closed')
        else:
            cells, n_lines = quoted
            at += n_lines - 1
            yield Record(number_, cells)


def _quoted(lines: Sequence[str], at: int, separator: str) -> tuple[list[str], int] | None:
    """Cells of the record that begins at a line with quotation marks, and how many lines it has."""
    for strict, part in ((True, lines[at : at + MOST_LINES]), (False, lines[at : at + 1])):
        # A record that reads on into the line added at the end was never closed.
        reader = csv.reader([*part, _END], delimiter=separator, strict=strict)
        try:
            cells = next(reader)
        except csv.Error:
            continue
        if reader.line_num <= len(part):
            return cells, reader.line_num
    return None


def _workbook(content: bytes, file: str) -> Iterator[Sheet]:
    names = zip_names(content, file)
    if not any(PurePosixPath(name).name == "workbook.xml" for name in names):
        raise ImportFileError(
            f"{file} is a zip file but no Excel workbook; unpack it, or save it as .xlsx or CSV"
        )
    import openpyxl  # here: only who imports a workbook waits for it

    try:
        with warnings.catch_warnings():
            # About styles and drawings it leaves out: nothing that bears on the cells.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as error:  # a damaged workbook ends in nearly any exception
        raise ImportFileError(
            f"{file} is a damaged Excel workbook; open it in Excel and save it anew"
        ) from error
    for sheet in book.worksheets:
        yield Sheet(str(sheet.title), _sheet_records(sheet, file), decimal_comma=True)


def _sheet_records(sheet: Any, file: str) -> Iterator[Record]:
    try:
        sheet.reset_dimensions()  # some programs write a wrong size; without one all rows are read
        for number_, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
            if number_ > MOST_ROWS:
                yield Record(number_, (), "the sheet is longer than Excel allows; its rest was not read")
                break
            if values.count(None) == len(values):
                continue
            cells = ["" if value is None else str(value) for value in values]
            if any(len(cell) > LONGEST_LINE for cell in cells):
                yield Record(number_, (), TOO_LONG)
            elif any(cell.strip() for cell in cells):
                yield Record(number_, cells)
    except Exception as error:  # as for the whole workbook
        raise ImportFileError(
            f"{file} is a damaged Excel workbook; open it in Excel and save it anew"
        ) from error
