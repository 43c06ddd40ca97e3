"""The shipped sample reports: their texts, and what the pipeline made of them.

The texts are Markdown files with a YAML head; ``extracted.jsonl`` beside them holds the pipeline's results, so that
the map shows them without loading a language model. ``incidents build-samples`` makes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from incidents import sources
from incidents.errors import StoreError
from incidents.ingest import Processor
from incidents.model import Document, ReportResult
from incidents.store import records

EXTRACTED = "extracted.jsonl"
_MISSING = "The sample reports are missing from this installation: install it again."


def folder() -> Traversable:
    """Where the sample reports are."""
    return files("incidents_data") / "samples"


def sample_results() -> Iterator[ReportResult]:
    """The sample reports with their claims and incidents, as shipped.

    Raises
    ------
    StoreError
        The installation lacks them.
    """
    try:
        lines = (folder() / EXTRACTED).read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise StoreError(_MISSING) from error
    for line in lines:
        if line:
            yield records.loads(ReportResult, line)


def _texts() -> Iterator[bytes]:
    try:
        found = sorted(
            (item for item in folder().iterdir() if item.name.endswith(".md")), key=lambda item: item.name
        )
    except OSError as error:
        raise StoreError(_MISSING) from error
    for item in found:
        data = item.read_bytes()
        if data.startswith(b"---"):  # a README has no head
            yield data


def sample_documents() -> Iterator[Document]:
    """The sample reports' texts, in the order of their file names."""
    for data in _texts():
        yield replace(sources.from_bytes(data, "sample").document, sample=True)


def sample_sources() -> dict[str, list[dict[str, Any]]]:
    """The public sources behind each sample report's facts, by its ``ref``."""
    heads = (sources.split_head(sources.normalise_newlines(data.decode("utf-8")))[0] for data in _texts())
    return {str(head["ref"]): list(head.get("sources") or ()) for head in heads}


def build(pipeline: Processor) -> str:
    """What ``extracted.jsonl`` holds: a line for each report, made by `pipeline`."""
    return "".join(records.dumps(pipeline.process(document)) + "\n" for document in sample_documents())
