"""Rows of another dataset as claims: what all imports share.

A file becomes one :class:`~incidents.model.Document` that says what it is; each usable row one claim of it, with the
dataset's own id in the claim's id, and, where it has a place, one incident. Rows that cannot be used are told by line
and reason, rows of other countries are counted. Which columns mean what is each dataset's own module.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from gazetteer import tabular
from gazetteer.errors import ImportFileError
from gazetteer.tabular import RowError
from incidents.derive import derive_incident
from incidents.errors import InputError
from incidents.exchange import large
from incidents.exchange.cells import uncell
from incidents.group import Group
from incidents.model import Band, Claim, Document, Origin, ReportResult, Run, stable_id

Row = Mapping[str, str]

RULES: Final = "import/1"
"""Names the rules of reading rows, for the record of a run."""
_DATE_FORMS: Final = ("%d %B %Y", "%d %b %Y", "%d-%B-%Y", "%d-%b-%Y")
_DECIMAL: Final = re.compile(r"\s*[+-]?\d+,\d+\s*")


@dataclass(frozen=True, slots=True)
class Dataset:
    """How to read one dataset's files."""

    key: str
    """As in ``--format``; the claims' extractor is ``import/<key>``."""
    publisher: str
    columns: Mapping[str, Sequence[str]]
    """Field -> headings it may have."""
    required: Sequence[str]
    sign: bytes
    """A heading that no other dataset has: tells what a wrong file is."""
    row_id: str
    """Field of the dataset's own id."""
    in_syria: Callable[[Row], bool]
    read: Callable[[Row, Claim], Claim]
    """Fill in a claim from a row; raises ``RowError`` with the reason when it cannot be used."""
    blank: Claim
    maker: str = ""
    """The claims' extractor, where it is another than ``import/<key>``."""
    id_of: Callable[[Row], str] | None = None
    """The id of a row, where no column of its own is that."""
    numeric: Sequence[str] = ()
    """Fields whose numbers may have a comma for the point, where commas do not separate the cells."""

    @property
    def extractor(self) -> str:
        return self.maker or f"import/{self.key}"


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file gave."""

    result: ReportResult
    faults: tuple[str, ...] = ()
    """``line 17: why`` for each row that was left out."""
    elsewhere: int = 0
    """Rows of other countries."""
    notes: tuple[str, ...] = ()


def read_file(
    path: Path, dataset: Dataset, others: Sequence[Dataset] = (), *, name: str | None = None
) -> Imported:
    """Read a file that a person chose.

    Parameters
    ----------
    path
        CSV (comma, semicolon or tab; UTF-8 or Windows-1252), such a file zipped, or an Excel workbook.
    dataset
        What it should be.
    others
        What else it may be, for the message.
    name
        What to call it, where that is not the path's name.

    Raises
    ------
    InputError
        It is not there, empty, not a table, another dataset's, or no row of it can be used.
    """
    try:
        found = large.read(path, name or path.name)
        return read_content(
            found.data, name or path.name, dataset, others, digest=found.digest, skipped=found.skipped
        )
    except ImportFileError as error:
        raise InputError(f"{error}.") from error


def read_content(
    content: bytes,
    name: str,
    dataset: Dataset,
    others: Sequence[Dataset] = (),
    *,
    digest: str | None = None,
    skipped: int = 0,
) -> Imported:
    """As :func:`read_file`, from bytes; `name` is the file's.

    Parameters
    ----------
    digest
        SHA-256 of the file, where `content` is only a part of it.
    skipped
        Rows of other countries that are not in `content`.
    """
    digest = digest or hashlib.sha256(content).hexdigest()
    content, notes = as_utf8(content)
    try:
        table = tabular.read_table(content, name, dataset.columns, dataset.required)
    except ImportFileError as error:
        raise InputError(_not_this(content, name, dataset, others) or f"{error}.") from error
    here = [(line, row) for line, row in table.rows if dataset.in_syria(row)]
    document = _document(dataset, name, digest, len(table.rows) + skipped)
    if table.decimal_comma:
        here = [(line, _with_points(row, dataset.numeric)) for line, row in here]
    claims, faults = _claims(here, dataset, document)
    faults = [*(fault.replace("row ", "line ", 1) for fault in table.faults), *faults]
    elsewhere = len(table.rows) - len(here) + skipped
    if not claims:
        why = f" (the first: {faults[0]})" if faults else f": {elsewhere} rows of other countries"
        raise InputError(
            f"{name} has no row on Syria that can be used{why}; check that it is the right file."
        )
    located = [c for c in claims if not c.flags]
    incidents = tuple(derive_incident(Group((claim,))) for claim in located)
    run = Run(dataset.extractor, RULES, "")
    result = ReportResult(document, tuple(claims), incidents, (), run)
    return Imported(result, tuple(faults), elsewhere, (*notes, *table.notes))


def _not_this(content: bytes, name: str, dataset: Dataset, others: Sequence[Dataset]) -> str | None:
    """What a text file without the columns wanted is, or which of them it lacks; None when it is no such text."""
    head = content[:20_000].lower()
    for other in others:
        if other is not dataset and other.sign in head:
            return f"{name} looks like a file of {other.publisher}: import it as that (--format {other.key})."
    lacking = [column for column in dataset.required if column.encode() not in head]
    if not lacking or tabular.is_zip(content) or b"\0" in head or not head.strip():
        return None
    return f"{name} lacks columns of {dataset.publisher}: {', '.join(lacking)}; give the file as downloaded."


def as_utf8(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Text saved by Excel under Windows, as UTF-8; anything else as it is."""
    if tabular.is_zip(content) or content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xd0\xcf\x11\xe0")):
        return content, ()
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        note = "the file is not Unicode and was read as Windows-1252: check that the names are right"
        return content.decode("cp1252", "replace").encode("utf-8"), (note,)
    return content, ()


def _document(dataset: Dataset, name: str, digest: str, n_rows: int) -> Document:
    # Mostly of its own words, so that two files are never taken for copies of one report.
    text = f"{name} ({digest[:12]}): {n_rows} rows of {dataset.publisher}, SHA-256 {digest}"
    return Document.create(text, ref=name, title=f"{dataset.publisher}: {name}", publisher=dataset.publisher)


def _claims(
    rows: Sequence[tuple[int, Row]], dataset: Dataset, document: Document
) -> tuple[list[Claim], list[str]]:
    claims: list[Claim] = []
    faults: list[str] = []
    seen: dict[str, int] = {}
    for line, cells in rows:
        row = {name: uncell(cell) for name, cell in cells.items()}
        own_id = row.get(dataset.row_id, "") or (dataset.id_of(row) if dataset.id_of else "")
        try:
            if not own_id:
                raise RowError(f"{dataset.row_id} is missing")
            if own_id in seen:
                raise RowError(f"event {tabular.shown(own_id)} stands on line {seen[own_id]} already")
            claims.append(dataset.read(row, _start(dataset, document, own_id)))
        except RowError as why:
            faults.append(f"line {line}: {why}")
        else:
            seen[own_id] = line
    return claims, faults


def _with_points(row: Row, fields: Sequence[str]) -> Row:
    """A row as a spreadsheet of another country writes it, its numbers with points."""
    decimal = {name: row[name].replace(",", ".") for name in fields if _DECIMAL.fullmatch(row.get(name, ""))}
    return {**row, **decimal} if decimal else row


def _start(dataset: Dataset, document: Document, own_id: str) -> Claim:
    return replace(
        dataset.blank,
        # Of the dataset and its id alone: a later file tells of the same claim.
        id=stable_id("clm", dataset.extractor, own_id),
        document_id=document.id,
        origin=Origin.IMPORT,
        confidence=Band.HIGH,  # nothing was read by a machine
        extractor=dataset.extractor,
    )


# --- cells -------------------------------------------------------------------------------------------------------


def day(text: str, what: str) -> dt.date:
    """A date as these datasets write it: "2012-03-11", with a time behind it or not, or "11 March 2012"."""
    try:
        return dt.date.fromisoformat(re.split(r"[ T]", text.strip())[0])
    except ValueError:
        pass
    for form in _DATE_FORMS:
        try:
            return dt.datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    shown = tabular.shown(text)
    raise RowError(f"{what} '{shown}' is not a date such as 2012-03-11" if shown else f"{what} is missing")


def code(text: str, known: Sequence[int], what: str) -> int:
    """One of some numbers."""
    number = tabular.number(text)
    if number is None or number not in known:
        raise RowError(f"{what} '{tabular.shown(text)}' is not one of {', '.join(map(str, known))}")
    return int(number)


def count(text: str, what: str) -> int:
    """A number of people."""
    number = tabular.number(text)
    if number is None or number < 0 or number != int(number) or number > 10_000_000:
        raise RowError(f"{what} '{tabular.shown(text)}' is not a number of people")
    return int(number)


def listed(text: str) -> Iterator[str]:
    """The names in a cell that holds several."""
    yield from (name for part in text.split(";") if (name := part.strip()))
