"""What goes between the process that runs an ingest and those that read reports: lines of JSON, both ways."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from incidents.extract.llm.settings import Settings
from incidents.model import ReportResult, Run
from incidents.sources import Item
from incidents.store import records

RULES: Final = "incidents.ingest.worker:pipeline"


@dataclass(frozen=True, slots=True)
class Setup:
    """How reports are read."""

    published: dt.date | None = None
    """Publication date of reports that do not give one."""
    llm: Settings | None = None
    """The language model that reads them; None for the rules."""
    factory: str = RULES
    """``module:function`` that makes what turns a document into claims, from `llm`."""
    longest_s: float = 300.0
    """Seconds that one report may take."""

    def dumps(self) -> str:
        return json.dumps(asdict(self) | {"published": self.published and self.published.isoformat()})

    @classmethod
    def loads(cls, line: str | bytes) -> Setup:
        said = json.loads(line)
        day, llm = said.pop("published"), said.pop("llm")
        return cls(day and dt.date.fromisoformat(day), llm and Settings(**llm), **said)

    def content_key(self) -> str:
        """Names all of it that what is read from a report's own words depends on."""
        return f"{self.published}|{self.factory}"

    def version_key(self, run: Run) -> str:
        """Names the versions of all that reads."""
        by = self.llm.extractor if self.llm else ""
        return "|".join((run.extractor, run.rules, run.gazetteer, run.model, by))


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one report: a record of its result, or the reason why there is none."""

    where: str
    doc_id: str
    """What the report calls itself."""
    record: str | None = None
    reason: str = ""

    def result(self) -> ReportResult | None:
        """What was read, or None.

        Raises
        ------
        StoreError
            The record is damaged, or another version's.
        """
        return None if self.record is None else records.loads(ReportResult, self.record)

    def dumps(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=True)

    @classmethod
    def loads(cls, line: str | bytes) -> Reply:
        return cls(**json.loads(line))


def dump_items(items: Sequence[Item]) -> str:
    """A line that holds some reports."""
    return json.dumps([_dump(item) for item in items], ensure_ascii=True)


def _dump(item: Item) -> dict[str, Any]:
    # Not asdict, which would copy the bytes.
    return {
        "where": item.where,
        "ref": item.ref,
        "data": base64.b64encode(item.data).decode("ascii"),
        "kind": item.kind,
        "url": item.url,
        "published": item.published and item.published.isoformat(),
    }


def load_items(line: str | bytes) -> list[Item]:
    """The reports in a line."""
    return [_load(said) for said in json.loads(line)]


def _load(said: dict[str, Any]) -> Item:
    day = said["published"]
    return Item(
        said["where"],
        said["ref"],
        base64.b64decode(said["data"]),
        said["kind"],
        said["url"],
        day and dt.date.fromisoformat(day),
    )


def name_of(item: Item) -> str:
    """What a report that was not read calls itself."""
    if item.kind == "row":
        try:
            row = json.loads(item.data)
            return str(row["doc_id"])[:200] if isinstance(row, dict) and row.get("doc_id") else item.ref
        except (ValueError, RecursionError):
            return item.ref
    return item.ref


def digest_of(parts: Sequence[bytes | str]) -> str:
    """A name for a list of things, the same for the same ones in the same order."""
    made = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        made.update(len(data).to_bytes(4, "big") + data)
    return made.hexdigest()[:32]
