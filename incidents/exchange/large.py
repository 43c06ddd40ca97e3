"""Files of the whole world, and zipped ones: only the rows on Syria are kept while they are read.

UCDP's file has some 350,000 rows and comes in a zip file; ACLED's may be as large. What is left out leaves blank lines
behind, so that a row is still told by its line in the file.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from gazetteer import tabular
from incidents.errors import InputError

SMALL: Final = 50_000_000
"""Bytes up to which a plain file is read whole: all of it is looked at, whatever its separator and encoding."""
LARGEST: Final = 5_000_000_000
"""Bytes, unpacked: some ten times the largest of these files; a zip bomb is more."""


@dataclass(frozen=True, slots=True)
class Content:
    """A file's rows that may be of use."""

    data: bytes
    digest: str
    """SHA-256 of the file as it is."""
    skipped: int = 0
    """Rows of other countries that are not in `data`."""


def read(path: Path, name: str) -> Content:
    """Read a file that a person chose; `name` is what to call it.

    Raises
    ------
    InputError
        It is a zip file without one CSV in it, too large, damaged, or a large file without a column "country".
    gazetteer.errors.ImportFileError
        It is not there, empty or not readable.
    """
    packed = path.is_file() and zipfile.is_zipfile(path) and not _workbook(path)
    if not packed and not (path.is_file() and path.stat().st_size > SMALL):
        data = tabular.read_bytes(path)
        return Content(data, hashlib.sha256(data).hexdigest())
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        with _opened(path, name, packed=packed) as stream:
            data, skipped = _on_syria(stream, name)
    except (csv.Error, zipfile.BadZipFile, UnicodeDecodeError, EOFError, RuntimeError) as error:
        raise InputError(
            f"{name} cannot be read ({type(error).__name__}): give it as CSV in UTF-8, as downloaded."
        ) from error
    return Content(data, digest, skipped)


def _workbook(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return any(name.endswith("workbook.xml") for name in archive.namelist())


@contextmanager
def _opened(path: Path, name: str, *, packed: bool) -> Iterator[IO[bytes]]:
    if not packed:
        with path.open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive:
        tables = [m for m in archive.infolist() if m.filename.lower().endswith(".csv")]
        tables = [m for m in tables if not m.filename.startswith("__MACOSX")]
        if len(tables) != 1:
            raise InputError(f"{name} holds {len(tables)} CSV files: unpack it and give the one you mean.")
        if tables[0].file_size > LARGEST:
            raise InputError(f"{name} unpacks to more than 5 GB: give a file of Syria only.")
        with archive.open(tables[0]) as member:
            yield member


def _on_syria(stream: IO[bytes], name: str) -> tuple[bytes, int]:
    """Headings and rows on Syria as CSV with commas, and how many rows were left out."""
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
    first = text.readline()
    separator = max(tabular.SEPARATORS, key=first.count)
    headings = next(csv.reader([first], delimiter=separator), [])
    plain = [heading.strip().casefold() for heading in headings]
    if "country" not in plain:
        raise InputError(f"{name} is large and has no column 'country': give a file of Syria only.")
    country = plain.index("country")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    reader = csv.reader(text, delimiter=separator)
    skipped = line = 0
    for row in reader:
        if len(row) > country and row[country].strip().casefold() == "syria":
            writer.writerow(row)
        else:
            out.write("\n" * (reader.line_num - line))
            skipped += bool(row)
        line = reader.line_num
        if out.tell() > tabular.LARGEST:
            raise InputError(f"{name} has too many rows on Syria: give the years in files of their own.")
    return out.getvalue().encode(), skipped
