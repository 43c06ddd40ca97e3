"""Values of :mod:`incidents.model` as plain JSON and back.

A record holds everything the value holds, so that what was stored years ago can be read, shown and derived again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from incidents.errors import StoreError
from incidents.model import Claim, Correction, Document, Incident, ReportResult

Value = TypeVar("Value", Document, Claim, Incident, ReportResult, Correction)


@dataclass(frozen=True, slots=True)
class Dossier:
    """An incident with all that stands behind it: its claims, and the documents they were read in."""

    incident: Incident
    claims: tuple[Claim, ...]
    documents: tuple[Document, ...]

    @property
    def sample(self) -> bool:
        return any(document.sample for document in self.documents)


def dossiers_of(result: ReportResult) -> list[Dossier]:
    """The dossiers of one report, as a store would give them back."""
    claims = {claim.id: claim for claim in result.claims}
    return [
        Dossier(incident, tuple(claims[claim_id] for claim_id in incident.claim_ids), (result.document,))
        for incident in result.incidents
    ]


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    # Built at first use: it takes longer than a whole `incidents --help`.
    kinds = (Document, Claim, Incident, ReportResult, Correction)
    return TypeAdapter(next(kind for kind in kinds if kind.__name__ == name))


def to_record(value: Document | Claim | Incident | ReportResult | Correction) -> dict[str, Any]:
    """`value` as a dict of plain JSON types, the same for equal values."""
    record = _adapter(type(value).__name__).dump_python(value, mode="json")
    return cast(dict[str, Any], _settle(record))


def _settle(record: Any) -> Any:
    """Sets come out in any order: sort them, so that equal claims give equal records.

    A claim's note came later than the first records: left out where there is none, those stay as they were.
    """
    if isinstance(record, dict):
        return {
            key: sorted(item) if key == "flags" else _settle(item) if isinstance(item, dict | list) else item
            for key, item in record.items()
            if not (key == "note" and item == "")
        }
    return [_settle(item) if isinstance(item, dict | list) else item for item in record]


def dumps(value: Document | Claim | Incident | ReportResult | Correction) -> str:
    """`value` as one line of JSON."""
    return json.dumps(to_record(value), ensure_ascii=False, separators=(",", ":"))


def from_record(kind: type[Value], record: dict[str, Any]) -> Value:
    """The value of class `kind` that `record` describes.

    Raises
    ------
    StoreError
        The record does not describe one: another version wrote it, or it was damaged.
    """
    try:
        return cast(Value, _adapter(kind.__name__).validate_python(record))
    except ValidationError as error:
        raise StoreError(_damaged(kind, error)) from error


def loads(kind: type[Value], line: str) -> Value:
    """The value of class `kind` in one line of JSON, see :func:`from_record`."""
    try:
        return cast(Value, _adapter(kind.__name__).validate_json(line))
    except ValidationError as error:
        raise StoreError(_damaged(kind, error)) from error


def _damaged(kind: type[Any], error: ValidationError) -> str:
    where: Sequence[Any] = error.errors(include_input=False, include_url=False)[0]["loc"]
    spot = ".".join(str(part) for part in where) or "its beginning"
    return (
        f"A stored {kind.__name__.lower()} cannot be read (at {spot}): the file was damaged or written by another "
        "version of this program; open a backup, or add the reports to a new store."
    )
