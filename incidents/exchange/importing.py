"""What can be imported, under the names that the command and the page use: which it is, and how it is read."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from gazetteer import tabular
from gazetteer.errors import ImportFileError
from incidents.errors import InputError
from incidents.exchange import claims_csv, mapped, mapping, own, rows
from incidents.exchange.acled_import import ACLED
from incidents.exchange.ged import GED
from incidents.exchange.mapping import ColumnMap
from incidents.exchange.own import Own
from incidents.exchange.rows import Dataset, Imported
from incidents.model import Claim
from incidents.store import Store

DATASETS: Final[dict[str, Dataset]] = {dataset.key: dataset for dataset in (ACLED, GED)}
FORMATS: Final[dict[str, str]] = {
    "acled": "ACLED: CSV or XLSX, as downloaded",
    "ged": "UCDP GED: CSV, XLSX or ZIP, as downloaded",
    "geojson": "GeoJSON that this program wrote",
    "csv": "Any other table: CSV or XLSX",
}
"""Format -> what it is."""
_SNIFFED: Final = 20_000


@dataclass(frozen=True, slots=True)
class Table:
    """Somebody's own table, before it is read: its headings, and how they are to be read."""

    headings: tuple[str, ...]
    mapping: ColumnMap
    remembered: bool


def detect(content: bytes, name: str) -> str:
    """Which format a file is of, by what it holds; ``csv`` for any table of another kind."""
    head = content[:_SNIFFED].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = content[:_SNIFFED].decode("utf-16", "replace").lower().encode("utf-8", "replace")
    if head.startswith(b"{"):
        return "geojson"
    if tabular.is_zip(content):
        return _in_zip(content, name)
    return next((key for key, dataset in DATASETS.items() if dataset.sign in head), "csv")


def _in_zip(content: bytes, name: str) -> str:
    """Of a workbook by its headings, of another zip file by what is packed in it."""
    try:
        if "xl/workbook.xml" in tabular.zip_names(content, name):
            written = {mapping.plain(heading) for heading in tabular.read_headings(content, name)}
            known = ((key, mapping.plain(dataset.sign.decode())) for key, dataset in DATASETS.items())
            return next((key for key, sign in known if sign in written), "csv")
        return "csv" if claims_csv.in_zip(content, name) is not None else "ged"
    except ImportFileError as error:
        raise InputError(f"{error}.") from error


def is_own_table(content: bytes, name: str) -> bool:
    """Whether a ``csv`` is one of ours with the claims in it, which needs no mapping."""
    if not tabular.is_zip(content):
        return claims_csv.is_claims(content)
    try:
        return claims_csv.in_zip(content, name) is not None
    except ImportFileError:
        return False


def table_of(content: bytes, name: str) -> Table:
    """Look at somebody's own table.

    Raises
    ------
    InputError
        It is none.
    """
    try:
        found = tabular.read_headings(rows.as_utf8(content)[0], name)
    except ImportFileError as error:
        raise InputError(f"{error}.") from error
    kept = mapping.recall(found)
    return Table(found, kept or mapping.guess(found, Path(name).stem), kept is not None)


def read_table(content: bytes, name: str, by: ColumnMap) -> Imported:
    """Read somebody's own table.

    Raises
    ------
    InputError
        It is none, the mapping lacks a field, or no row of it can be used.
    """
    if by.lacking:
        words = " and ".join(mapping.FIELDS[field].lower() for field in by.lacking)
        raise InputError(f"{name}: no column is known to give {words}: say which one does (--map FILE).")
    return rows.read_content(content, name, mapped.dataset(by))


def read_own(content: bytes, name: str, key: str) -> Own:
    """Read a file of ours; `key` is ``geojson`` or ``csv``."""
    return own.read_geojson(content, name) if key == "geojson" else claims_csv.read(content, name)


def read_bytes(content: bytes, name: str, key: str, by: ColumnMap | None = None) -> Imported | Own:
    """Read a file that was uploaded, of a format named.

    Parameters
    ----------
    by
        How to read somebody's own table; by default as remembered or guessed.

    Raises
    ------
    InputError
        It is something else, damaged, or nothing in it can be used.
    """
    if key == "geojson" or (key == "csv" and by is None and is_own_table(content, name)):
        return read_own(content, name, key)
    if key == "csv":
        return read_table(content, name, by or table_of(content, name).mapping)
    # Large and zipped files are read from a path, a row at a time.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(content)
        return rows.read_file(path, DATASETS[key], _others(key), name=name)


def read_file(path: Path, key: str, by: ColumnMap | None = None) -> Imported | Own:
    """Read a file that a person chose, of a format named, see :func:`read_bytes`."""
    if key in DATASETS:
        return rows.read_file(path, DATASETS[key], _others(key))
    try:
        content = tabular.read_bytes(path)
        beside = path.with_name(f"{path.name}{claims_csv.SUFFIX}")
        if key == "csv" and by is None and not is_own_table(content, path.name) and beside.is_file():
            content = tabular.read_bytes(beside)
    except ImportFileError as error:
        raise InputError(f"{error}.") from error
    return read_bytes(content, path.name, key, by)


@dataclass(frozen=True, slots=True)
class Change:
    """What an import would do to a store."""

    n_new: int
    n_changed: int
    n_same: int


def change(read: Imported | Own, store: Store) -> Change:
    """Compare what a file says with what stands in a store, claim by claim."""
    told = claims_of(read)
    held = {claim.id: claim for claim in store.standing_claims([claim.id for claim in told])}
    same = sum(claim.id in held and _alike(claim, held[claim.id]) for claim in told)
    return Change(len(told) - len(held), len(held) - same, same)


def claims_of(read: Imported | Own) -> Sequence[Claim]:
    """The claims in a file."""
    if isinstance(read, Own):
        return [claim for dossier in read.dossiers for claim in dossier.claims]
    return read.result.claims


def _alike(one: Claim, other: Claim) -> bool:
    """Whether two claims say the same; a row's file is another one each time."""
    return replace(one, document_id="") == replace(other, document_id="")


def bring_in(read: Imported | Own, store: Store) -> str:
    """Add what was read to a store, in one transaction; gives what came of it, in words."""
    if isinstance(read, Own):
        done = store.add_own(read.dossiers, own.results(read.dossiers))
        parts = [
            (done.n_updated, f"{done.n_updated} of them in place of what was there"),
            (done.n_known, f"{_plural(done.n_known, 'report')} left as read here"),
            (done.n_refused, f"{_plural(done.n_refused, 'report')} refused, as taken out or purged here"),
            (done.n_decisions, f"{_plural(done.n_decisions, 'decision')} of people taken over"),
            (len(read.faults), f"{len(read.faults)} left out"),
        ]
        said = f"{_plural(done.n_incidents, 'incident')} of {_plural(done.n_reports, 'report')} added"
    else:
        outcome, known = store.add_import(read.result)
        off_map = outcome.n_claims - outcome.n_incidents
        parts = [
            (known, f"{known} of them in place of what was there"),
            (off_map, f"{off_map} kept off the map"),
            (len(read.faults), f"{len(read.faults)} left out"),
            (read.elsewhere, f"{read.elsewhere} of other countries passed over"),
        ]
        said = f"{_plural(outcome.n_claims, 'row')} of {read.result.document.publisher} added"
    return ", ".join([said, *(words for number, words in parts if number)])


def _plural(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _others(key: str) -> Sequence[Dataset]:
    return [dataset for name, dataset in DATASETS.items() if name != key]
