"""A corpus of made-up reports, as long as asked for: what the measurements of ingest read."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any, Final

from benchmarks.report_writer import Account, Occurrence, Writer, city_spot, copy_of, occurrence, town_spot
from incidents.model import Document

TOLD_BY: Final = (1, 1, 1, 1, 2, 3)
"""By how many reports an occurrence is told, each as likely as the next."""
TOLLS: Final = ("exact", "exact", "least", "vague", "rival")


def made_up(count: int, seed: int = 1) -> Iterator[Document]:
    """So many reports, the same for the same seed; some tell of what another tells, some are copies.

    Days are drawn over seven years whatever the number, so that more reports tell of more on each day.
    """
    rng = random.Random(seed)
    written = 0
    while written < count:
        what = _something(rng, f"o{written}")
        for document in _told(rng, what)[: count - written]:
            written += 1
            yield document


def _something(rng: random.Random, key: str) -> Occurrence:
    return occurrence(rng, key, city_spot(rng) if rng.random() < 0.4 else town_spot(rng))


def _told(rng: random.Random, what: Occurrence) -> list[Document]:
    found = []
    for _ in range(rng.choice(TOLD_BY)):
        told = [(what, Account(rng.choice(TOLLS)))]
        if rng.random() < 0.5:
            told.append((occurrence(rng, f"{what.key}b", town_spot(rng), day=what.day), Account()))
        report = Writer(rng).report(told, length=rng.randint(2, 6))
        found.append(report.document)
        if rng.random() < 0.1:
            found.append(copy_of(report, rng).document)
    return found


def row_of(document: Document, number: int) -> str:
    """A line of JSON as ``incidents ingest`` reads it."""
    row: dict[str, Any] = {
        "doc_id": f"made-up {number}",
        "published": document.published and document.published.isoformat(),
        "publisher": document.publisher,
        "text": document.text,
    }
    return json.dumps(row, ensure_ascii=False) + "\n"
