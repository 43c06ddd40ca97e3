"""Words looked for in a store of many made-up incidents, beside a plain scan of the same words."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from benchmarks.exports import dossiers
from incidents.frame import flatten
from incidents.query.words import folded
from incidents.store import Store, flat, records, schema
from incidents.store.location import as_url, open_engine

TOWNS: Final = (
    "Homs", "Hama", "Idlib", "Saraqeb", "Douma", "Daraya", "Raqqa", "Manbij", "Azaz", "Rastan", "Talbiseh", "Qusayr",
)  # fmt: skip
ACTS: Final = (
    "shelling hit a market", "an air strike levelled a bakery", "a car bomb went off near a school",
    "snipers shot at mourners", "gunmen clashed with soldiers", "barrel bombs fell on a hospital",
    "rockets landed among tents", "a mine blew up a bus",
)  # fmt: skip
SOURCES: Final = ("activists", "state media", "residents", "medics", "a monitoring group", "witnesses")
REPORTS_OF: Final = 2
"""Incidents told by a report."""
SEARCHES: Final = (
    ("a rare phrase", '"sarin gas"', "told"),
    ("two words", "barrel saraq", "told"),
    ("a word of each eighth", "shell", "told"),
    ("a word of all", "people", "told"),
    ("a rare phrase, in reports", '"sarin gas"', "reports"),
    ("two words, in reports", "barrel saraq", "reports"),
    ("a word of each fourth, in reports", "shell", "reports"),
)


def sentences(count: int, seed: int = 7) -> Iterator[str]:
    """Made-up claims' words."""
    rng = random.Random(seed)
    for _ in range(count):
        rare = " with sarin gas" if rng.random() < 0.0005 else ""
        yield (
            f"{rng.choice(SOURCES).capitalize()} said {rng.randrange(2, 60)} people were killed when "
            f"{rng.choice(ACTS)}{rare} in {rng.choice(TOWNS)} on the {rng.randrange(1, 29)}th, "
            f"in street {rng.randrange(4000)}."
        )


def fill(path: Path, count: int) -> list[list[str]]:
    """Write a store of so many incidents, two claims each, straight into its tables; gives their words."""
    Store.open(path).close()
    dossier = next(iter(dossiers(1)))
    record, told = records.dumps(dossier.incident), records.dumps(dossier.claims[0])
    now = dt.datetime.now(dt.UTC)
    said = sentences(2 * count)
    words = [[next(said), next(said)] for _ in range(count)]
    engine = open_engine(as_url(path), create=False)
    with engine.execution_options(writing=True).begin() as connection:

        def write(table: sa.Table, rows: list[dict[str, Any]]) -> None:
            connection.execute(sa.insert(table), rows)

        run = {"extractor": "", "rules": "", "gazetteer": "", "model": "", "created_at": now}
        write(schema.run, [{"seq": 1, **run}])
        (columns,) = flat.columns_of(connection, [flatten(dossier.incident, False)])
        for first in range(0, count, 2000):
            batch = range(first, min(first + 2000, count))
            texts = {
                n: " ".join(s for m in range(n, n + REPORTS_OF) if m < count for s in words[m]) for n in batch
            }
            held = {n: f"doc-{n - n % REPORTS_OF:016x}" for n in batch}
            own = [n for n in batch if n % REPORTS_OF == 0]
            write(
                schema.document,
                [{"id": held[n], "ref": "", "sample": False, "text": texts[n], "added_at": now} for n in own],
            )
            claims = [(2 * n + k, held[n], words[n][k]) for n in batch for k in (0, 1)]
            write(
                schema.claim,
                [
                    {"seq": q + 1, "id": f"clm-{q:016x}", "document_id": d, "digest": "", "record": told}
                    for q, d, _ in claims
                ],
            )
            write(
                schema.incident,
                [
                    columns
                    | {"seq": n + 1, "id": f"inc-{n:016x}", "run_seq": 1, "choice": False}
                    | {"created_at": now}
                    for n in batch
                ],
            )
            write(schema.incident_record, [{"incident_seq": n + 1, "record": record} for n in batch])
            write(
                schema.incident_claim,
                [{"incident_seq": q // 2 + 1, "position": q % 2, "claim_seq": q + 1} for q, _, _ in claims],
            )
            connection.execute(
                sa.text("INSERT INTO claim_words (rowid, words) VALUES (:seq, :words)"),
                [{"seq": q + 1, "words": folded(text)} for q, _, text in claims],
            )
            connection.execute(
                sa.text("INSERT INTO document_words (document_id, words) VALUES (:id, :words)"),
                [{"id": held[n], "words": folded(texts[n])} for n in own],
            )
    engine.dispose()
    return words


def scan(words: list[list[str]], wanted: str) -> int:
    """How many incidents have a claim that holds a word's beginning, by a regular expression over all of them."""
    pattern = re.compile(rf"\b{re.escape(wanted)}", re.IGNORECASE)
    return sum(any(pattern.search(text) for text in texts) for texts in words)
