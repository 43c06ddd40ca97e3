"""What the page does to import a dataset, without the screen: look at a file, read it, compare it with the store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from incidents.claimants import dataset_of
from incidents.dashboard.adding import File
from incidents.errors import InputError
from incidents.exchange import importing, mapping
from incidents.exchange.importing import Change, Table
from incidents.exchange.mapping import ColumnMap
from incidents.exchange.own import Own
from incidents.exchange.rows import Imported
from incidents.model import Claim, SubEventType
from incidents.query import to_frame
from incidents.store import Store

PREVIEWED: Final = 10
"""Rows shown before they are imported."""
CHOICES: Final = {
    "acled": "ACLED",
    "ged": "UCDP GED",
    "geojson": "GeoJSON of this program",
    "csv": "Another table",
}
"""Format -> what a person calls it."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a file is to be read."""

    form: str
    columns: ColumnMap | None = None
    """Of somebody's own table."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A file as it was understood."""

    digest: str
    name: str
    detected: str
    chosen: Chosen
    table: Table | None = None
    """Of somebody's own table: its headings, and how they were first read."""
    read: Imported | Own | None = None
    change: Change | None = None
    version: str = ""
    """State of the store that it was compared with."""
    fault: str = ""


def look(file: File, chosen: Chosen | None, before: Looked | None, store: Store) -> Looked:
    """Read a file as chosen; what was read so already is not read again.

    Parameters
    ----------
    chosen
        What the person chose; None to go by what the file holds.
    before
        What was made of the file that was there before.
    """
    content = file.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    same = before if before is not None and (before.digest, before.name) == (digest, file.name) else None
    wanted = chosen if same is not None and chosen is not None else None
    if same is not None and wanted in (None, same.chosen):
        return _compared(same, store)
    try:
        detected = same.detected if same else importing.detect(content, file.name)
        made = Looked(digest, file.name, detected, wanted or Chosen(detected))
    except InputError as error:
        return Looked(digest, file.name, "csv", Chosen("csv"), fault=str(error))
    return _compared(_read(content, made, same), store)


def _read(content: bytes, looked: Looked, before: Looked | None) -> Looked:
    chosen = looked.chosen
    try:
        if chosen.form == "csv" and not importing.is_own_table(content, looked.name):
            table = before.table if before and before.table else importing.table_of(content, looked.name)
            by = chosen.columns or table.mapping
            looked = replace(looked, chosen=replace(chosen, columns=by), table=table)
        return replace(
            looked, read=importing.read_bytes(content, looked.name, chosen.form, looked.chosen.columns)
        )
    except InputError as error:
        return replace(looked, fault=str(error))


def _compared(looked: Looked, store: Store) -> Looked:
    version = store.version()
    if looked.read is None or looked.version == version:
        return looked
    return replace(looked, change=importing.change(looked.read, store), version=version)


def add(looked: Looked, store: Store) -> str:
    """Import what was read, and remember how its columns were read; gives what came of it.

    Raises
    ------
    IncidentsError
    """
    if looked.read is None:
        raise InputError("Nothing was read yet: choose a file.")
    said = importing.bring_in(looked.read, store)
    if looked.table is not None and looked.chosen.columns is not None:
        mapping.remember(looked.table.headings, looked.chosen.columns)
    return said


def first_rows(read: Imported | Own) -> pd.DataFrame:
    """The first incidents of a file as the table of incidents has them."""
    incidents = [d.incident for d in read.dossiers] if isinstance(read, Own) else read.result.incidents
    return to_frame(incidents[:PREVIEWED], False)


def first_sources(read: Imported | Own) -> list[str]:
    """Who tells of the incidents in :func:`first_rows`, of each."""
    if isinstance(read, Own):
        return ["; ".join(_named(dossier.claims)) for dossier in read.dossiers[:PREVIEWED]]
    claims = {claim.id: claim for claim in read.result.claims}
    return ["; ".join(_named([claims[i.claim_ids[0]]])) for i in read.result.incidents[:PREVIEWED]]


def _named(claims: Iterable[Claim]) -> list[str]:
    return list(dict.fromkeys(claim.claimant for claim in claims if claim.claimant))


def dataset_ids(read: Imported | Own) -> frozenset[str]:
    """What to filter the map by to see the rows of a file; nothing for a file of ours."""
    if isinstance(read, Own):
        return frozenset()
    found = {dataset_of(claim) for claim in read.result.claims[:1]}
    return frozenset(source.id for source in found if source is not None)


def with_column(by: ColumnMap, field: str, heading: str | None) -> ColumnMap:
    """A mapping that takes a field from another column, or from none."""
    columns = {key: value for key, value in by.columns.items() if key != field}
    return replace(by, columns={**columns, **({field: heading} if heading else {})})


def renamed(by: ColumnMap, name: str) -> ColumnMap:
    """A mapping under another name, as long as it is one."""
    return replace(by, name=name.strip()[: mapping.LONGEST] or by.name)


def with_event(by: ColumnMap, kind: str) -> ColumnMap:
    """A mapping under which a row of no known event type is of this sub-event type, or is left out."""
    known = [sub for sub in SubEventType if sub == kind]
    return replace(by, event=known[0] if known else None)
