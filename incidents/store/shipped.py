"""Reading the shipped sample reports as the pipeline left them, without loading a language model."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from incidents.errors import StoreError
from incidents.model import ReportResult
from incidents.store import records

EXTRACTED = "extracted.jsonl"
MISSING = "The sample reports are missing from this installation: install it again."


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
        raise StoreError(MISSING) from error
    for line in lines:
        if line:
            yield records.loads(ReportResult, line)
