"""Many reports into a store: one transaction each, bad ones set aside with the reason, safe to run again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from incidents import sources
from incidents.errors import InputError
from incidents.model import Document, ReportResult
from incidents.sources import Loaded, Rejected
from incidents.store import Store

_UNDATED = "no publication date"


class Processor(Protocol):
    """What turns a document into claims and incidents: :class:`incidents.pipeline.Pipeline`, or one like it."""

    def process(self, document: Document) -> ReportResult: ...


@dataclass(slots=True)
class Counts:
    """What came of an ingest."""

    added: int = 0
    known: int = 0
    """Reports the store held already."""
    claims: int = 0
    incidents: int = 0
    set_aside: list[Rejected] = field(default_factory=list)


def process(pipeline: Processor, loaded: Loaded) -> ReportResult:
    """One report through the pipeline, with what its reader had to say among the warnings."""
    result = pipeline.process(loaded.document)
    # The reader says how to give a missing date; the pipeline can only say that there is none.
    said = [w for w in result.warnings if not (sources.NO_DATE in loaded.warnings and w.startswith(_UNDATED))]
    return replace(result, warnings=tuple(dict.fromkeys((*loaded.warnings, *said))))


def collect(paths: Iterable[str | Path], published: dt.date | None = None) -> Iterator[Loaded | Rejected]:
    """The reports in files and folders (all ``.txt``, ``.md`` and ``.jsonl`` files below them, in name order)."""
    for path in paths:
        try:
            files = _files(Path(path)) if Path(path).is_dir() else [path]
        except InputError as error:
            yield Rejected(str(path), str(error))
            continue
        for file in files:
            try:
                yield from sources.from_path(file, published)
            except InputError as error:
                yield Rejected(str(file), str(error))


def _files(folder: Path) -> list[str | Path]:
    wanted = sources.TEXT_SUFFIXES | sources.ROW_SUFFIXES
    found: list[str | Path] = [
        *sorted(f for f in folder.rglob("*") if f.suffix.lower() in wanted and f.is_file())
    ]
    if not found:
        raise InputError(f"{folder} holds no .txt, .md or .jsonl files: give a folder with reports.")
    return found


def ingest(
    store: Store,
    pipeline: Processor,
    reports: Iterable[Loaded | Rejected],
    progress: Callable[[Counts, str], None] = lambda counts, line: None,
) -> Counts:
    """Add reports to a store, one transaction each.

    Parameters
    ----------
    progress
        Called after each report with the counts so far and a line about it.

    Returns
    -------
    Counts
        What was added, what was there already, and what was set aside with the reason.

    Raises
    ------
    StoreError
        The store cannot be written; what was added before stays, and running it again goes on from there.
    """
    counts = Counts()
    for report in reports:
        progress(counts, _one(store, pipeline, report, counts))
    return counts


def _one(store: Store, pipeline: Processor, report: Loaded | Rejected, counts: Counts) -> str:
    if isinstance(report, Rejected):
        counts.set_aside.append(report)
        return f"set aside: {report.reason}"
    ref = report.document.ref or report.document.id
    if store.document(report.document.id) is not None:  # spare the extraction
        counts.known += 1
        return f"{ref}: there already"
    try:
        result = process(pipeline, report)
    except InputError as error:
        counts.set_aside.append(Rejected(ref, str(error)))
        return f"set aside: {error}"
    outcome = store.add(result)
    counts.added += outcome.added
    counts.known += not outcome.added
    counts.claims += outcome.n_claims
    counts.incidents += outcome.n_incidents
    return f"{ref}: {outcome.n_incidents} incidents from {outcome.n_claims} claims"
