"""The shipped sample reports: their texts, their sources, and making anew what the pipeline reads in them.

The texts are Markdown files with a YAML head; ``extracted.jsonl`` beside them holds the pipeline's results, so that
the map shows them without loading a language model (:mod:`incidents.store.shipped`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from incidents import sources
from incidents.errors import StoreError
from incidents.ingest import Processor
from incidents.model import Document
from incidents.store import records
from incidents.store.shipped import MISSING, folder


def _texts() -> Iterator[bytes]:
    try:
        found = sorted(
            (item for item in folder().iterdir() if item.name.endswith(".md")), key=lambda item: item.name
        )
    except OSError as error:
        raise StoreError(MISSING) from error
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
