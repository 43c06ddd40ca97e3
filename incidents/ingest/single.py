"""Reports one by one, with a pipeline at hand: what a notebook or a page needs; many are for :mod:`.corpus`."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Protocol

from incidents import sources
from incidents.errors import IncidentsError, InputError
from incidents.extract.llm.remarks import fallbacks
from incidents.model import Document, ReportResult
from incidents.sources import Corpus, Fetched, Loaded, Rejected, read_item
from incidents.store import Store

_UNDATED = "no publication date"
_LOGGER: Final = logging.getLogger(__name__)


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
    """Those the reports tell of, each report by itself."""
    shared: int = 0
    """Those joined with what a report added before tells."""
    set_aside: list[Rejected] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    """Ids of the reports added."""


def process(pipeline: Processor, loaded: Loaded) -> ReportResult:
    """One report through the pipeline, with what its reader had to say among the warnings."""
    result = pipeline.process(loaded.document)
    # The reader says how to give a missing date; the pipeline can only say that there is none.
    said = [w for w in result.warnings if not (sources.NO_DATE in loaded.warnings and w.startswith(_UNDATED))]
    return replace(result, warnings=tuple(dict.fromkeys((*loaded.warnings, *said))))


def attempt(pipeline: Processor, loaded: Loaded) -> ReportResult | Rejected:
    """One report through the pipeline; what fails on this report alone sets it aside, the others go on.

    Raises
    ------
    IncidentsError
        All reports are concerned: a language model or a list of places cannot be used.
    """
    ref = loaded.document.ref or loaded.document.id
    try:
        return process(pipeline, loaded)
    except InputError as error:
        return Rejected(ref, str(error))
    except IncidentsError:
        raise
    except Exception as error:
        _LOGGER.debug("%s", ref, exc_info=True)
        return Rejected(ref, sources.unexpected(ref, error))


def collect(
    paths: Iterable[str | Path],
    published: dt.date | None = None,
    fetch: Callable[[str], Fetched] | None = None,
) -> Iterator[Loaded | Rejected]:
    """The reports in files, folders and at web addresses, see :class:`incidents.sources.Corpus`.

    Parameters
    ----------
    published
        Publication date of reports that do not give one.
    fetch
        What gets the page at a web address.
    """
    corpus = Corpus(tuple(paths), fetch=fetch) if fetch else Corpus(tuple(paths))
    for found in corpus.items():
        yield found if isinstance(found, Rejected) else read_item(found, published)


def ingest(
    store: Store,
    pipeline: Processor,
    reports: Iterable[Loaded | Rejected],
    progress: Callable[[Counts, str], None] = lambda counts, line: None,
    *,
    again: bool = False,
) -> Counts:
    """Add reports to a store, one transaction each.

    Parameters
    ----------
    progress
        Called after each report with the counts so far and a line about it.
    again
        Add reports that were purged, too.

    Returns
    -------
    Counts
        What was added, what was there already, and what was set aside with the reason; files of a folder that are no
        reports are said to be left out, but not counted.

    Raises
    ------
    StoreError
        The store cannot be written; what was added before stays, and running it again goes on from there.
    """
    counts = Counts()
    for report in reports:
        progress(counts, add_one(store, pipeline, report, counts, again=again))
    return counts


def add_one(
    store: Store, pipeline: Processor, report: Loaded | Rejected, counts: Counts, *, again: bool = False
) -> str:
    """Add one report, count it, and tell in a line what came of it; see :func:`ingest`."""
    if isinstance(report, Rejected):
        return _set_aside(report, counts)
    ref = report.document.ref or report.document.id
    refusal = store.refusal(report.document)  # spare the extraction
    if refusal is not None and not (again and refusal.purged):
        return _set_aside(Rejected(ref, refusal.said), counts)
    if store.document(report.document.id) is not None:
        counts.known += 1
        return f"{ref}: there already"
    result = attempt(pipeline, report)
    if isinstance(result, Rejected):
        return _set_aside(result, counts)
    try:
        outcome = store.add(result, again=again)
    except IncidentsError:
        raise
    except Exception as error:  # nothing of it was kept: each report has a transaction of its own
        _LOGGER.debug("%s", ref, exc_info=True)
        return _set_aside(Rejected(ref, sources.unexpected(ref, error)), counts)
    counts.added += outcome.added
    counts.known += not outcome.added
    counts.claims += outcome.n_claims
    if outcome.added:
        counts.documents.append(outcome.document_id)
    counts.incidents += outcome.n_incidents
    counts.shared += outcome.n_shared
    also = f", {outcome.n_shared} told by other reports too" if outcome.n_shared else ""
    told = "".join(f"; {warning}" for warning in fallbacks(result.warnings))
    return f"{ref}: {outcome.n_incidents} incidents from {outcome.n_claims} claims{also}{told}"


def _set_aside(report: Rejected, counts: Counts) -> str:
    if report.passed_over:
        return f"left out: {report.reason}"
    counts.set_aside.append(report)
    return f"set aside: {report.reason}"
