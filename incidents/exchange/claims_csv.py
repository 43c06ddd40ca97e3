"""The claims beside a CSV of incidents: a flat table for GIS and statistics, and the way back without loss.

A claim is a row, tied to its incident by ``incident_id``. The last two columns hold the claim, and with its first claim
the incident, as JSON to the last field: from these the file is read (:mod:`incidents.exchange.own`).
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO, Final

from gazetteer.errors import ImportFileError
from gazetteer.tabular import RowError, shown, unzip, zip_names
from incidents.errors import InputError
from incidents.exchange import own, tables
from incidents.exchange.cells import uncell
from incidents.exchange.own import Own
from incidents.exchange.table_file import table
from incidents.store.records import Dossier, to_record

SUFFIX: Final = ".claims.csv"
"""Of the file beside a table: ``incidents.csv.claims.csv``."""
RECORDS: Final = ("claim_record", "incident_record")
COLUMNS: Final = (*tables.CLAIMS, *RECORDS)
CODEBOOK: Final = {
    **{
        names.replace("claims.", ""): text
        for names, text in tables.CODEBOOK.items()
        if names.startswith("claims.")
    },
    "claim_record": "the claim and its report to the last field, as JSON: for reading the file back in",
    "incident_record": "the incident likewise, in the row of its first claim",
}
"""What the columns mean."""
_LONGEST_CELL: Final = 5_000_000


def told(dossiers: Iterable[Dossier], out: BinaryIO) -> Iterator[Dossier]:
    """Hand on incidents, and write the claims of each as it goes by."""
    with table(out, COLUMNS) as put:
        for dossier in dossiers:
            documents = {document.id: replace(document, text="") for document in dossier.documents}
            rows = zip(tables.claim_rows(dossier), dossier.claims, strict=True)
            for number, (row, claim) in enumerate(rows):
                document = documents.get(claim.document_id)
                record = {"claim": to_record(claim), "document": document and to_record(document)}
                first = {"incident_record": _json(to_record(dossier.incident))} if number == 0 else {}
                put({**row, "claim_record": _json(record), **first})
            yield dossier


def _json(value: Any) -> str:
    # Escapes only: no line break, no half character, nothing that a spreadsheet would take for something else.
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


# --- the way back ------------------------------------------------------------------------------------------------


def is_claims(content: bytes) -> bool:
    """Whether a text file is such a table."""
    return all(column.encode() in content[:4_000] for column in RECORDS)


def in_zip(content: bytes, name: str) -> bytes | None:
    """The table of claims in a zip file of this program's; None where there is none.

    Raises
    ------
    ImportFileError
        The zip file is damaged, or what it holds is too large.
    """
    found = [member for member in zip_names(content, name) if member.endswith(SUFFIX)]
    return unzip(content, found[0], name) if len(found) == 1 else None


def read(content: bytes, name: str) -> Own:
    """Read incidents from the table of their claims, or from the zip file it came in.

    Raises
    ------
    InputError
        It is no such table, damaged, or holds sample data or no incident that can be used.
    """
    try:
        packed = in_zip(content, name) if zipfile.is_zipfile(io.BytesIO(content)) else content
    except ImportFileError as error:
        raise InputError(f"{error}.") from error
    if packed is None or not is_claims(packed):
        raise InputError(f"{name} is no table of claims of this program: give the zip file as exported.")
    return own.gathered(name, _by_incident(packed, name), _dossier)


def _by_incident(content: bytes, name: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """The rows of each incident, and the line of its first one."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not text in UTF-8: give it as exported.") from error
    if "\0" in text:
        raise InputError(f"{name} is no text file: give it as exported.")
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    groups: dict[str, tuple[str, list[dict[str, str]]]] = {}
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        line = reader.line_num + 2
        for row in reader:
            key = row.get("incident_id") or f"line {line}"
            groups.setdefault(key, (f"line {line}", []))[1].append(row)
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{name} is damaged at line {reader.line_num}: give it as exported.") from error
    finally:
        csv.field_size_limit(before)
    yield from groups.values()


def _dossier(rows: list[dict[str, str]]) -> Dossier:
    incident = next((row["incident_record"] for row in rows if row.get("incident_record")), None)
    if incident is None:
        raise RowError("its first claim is missing")
    records = [_record(row.get("claim_record"), "claim_record") for row in rows]
    documents: dict[str, Any] = {}
    for record in records:
        document = record.get("document")
        if isinstance(document, dict):
            documents[str(document.get("id"))] = document
    made = _record(incident, "incident_record")
    claims = [record.get("claim") for record in records]
    order = {name: n for n, name in enumerate(made.get("claim_ids") or ()) if isinstance(name, str)}
    claims.sort(key=lambda claim: order.get(str(claim.get("id")), 0) if isinstance(claim, dict) else 0)
    return own.dossier(made, claims, documents.values())


def _record(cell: str | None, column: str) -> dict[str, Any]:
    try:
        found = json.loads(uncell(cell or ""))
    except (ValueError, RecursionError) as error:
        raise RowError(f"{column} was cut or changed: '{shown(cell or '')}'") from error
    if not isinstance(found, dict):
        raise RowError(f"{column} was changed: '{shown(cell or '')}'")
    return found
