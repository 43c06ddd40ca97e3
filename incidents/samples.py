"""The shipped sample reports: their texts, and what the pipeline made of them.

The texts are Markdown files with a YAML head; ``extracted.jsonl`` beside them holds the pipeline's results, so that
the map shows them without loading a language model. ``python -m incidents.samples`` makes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from incidents.errors import StoreError
from incidents.model import ReportResult
from incidents.store import records


def _folder() -> Traversable:
    return files("incidents_data") / "samples"


def sample_results() -> Iterator[ReportResult]:
    """The sample reports with their claims and incidents, as shipped.

    Raises
    ------
    StoreError
        The installation lacks them.
    """
    try:
        lines = (_folder() / "extracted.jsonl").read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise StoreError(
            "The sample reports are missing from this installation: install it again."
        ) from error
    for line in lines:
        yield records.loads(ReportResult, line)
