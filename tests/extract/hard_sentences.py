"""How many of the hard sentences come out right, by group: ``python -m tests.extract.hard_sentences [GROUP ...]``.

A sentence is right when every incident it should give is found with its sub-event type, place, day, counts,
perpetrators and claimant, and no other. With group names every difference is printed. ``tests/data`` holds each
sentence to the same comparison.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from gazetteer import Gazetteer
from gazetteer.names import fold
from incidents.evaluate import count_right
from incidents.exchange.extract_json import document_record
from incidents.extract.nlp import load_model
from incidents.model import Document
from incidents.pipeline import Pipeline

SENTENCES: Final = Path(__file__).parents[2] / "data" / "eval" / "hard_sentences.jsonl"
ABOUT: Final = re.compile(
    r"\b(?:near|between|and|outside|road|the|(?:north|south)?-?(?:east|west) of|(?:north|south) of)\b"
)
"""Words of a wanted place that say it is no town itself."""

Record = Mapping[str, Any]


def differences(wanted: Record, made: Record, places: Gazetteer) -> Iterator[str]:
    """What is wrong with a found incident, beside the one it should be."""
    if made["sub_event_type"] != wanted["sub_event_type"]:
        yield f"type {made['sub_event_type']}, not {wanted['sub_event_type']}"
    if not _same_place(wanted["place"], made, places):
        yield f"place {made['place']}, not {wanted['place']}"
    for day in ("date_start", "date_end"):
        if wanted.get(day) and made[day] != wanted[day]:
            yield f"{day} {made[day]}, not {wanted[day]}"
    for count in ("killed", "wounded"):
        low, high = made[f"{count}_low"], made[f"{count}_high"]
        expected = wanted.get(count)
        if not (low is None if expected is None else count_right(expected, low, high)):
            yield f"{count} {low} to {high}, not {expected}"
    if sorted(made["perpetrators"]) != sorted(wanted["perpetrators"]):
        yield f"perpetrators {made['perpetrators']}, not {wanted['perpetrators']}"
    named = [claim["claimant"] or "" for claim in made["claims"]]
    if wanted.get("claimant") and not any(_same_source(wanted["claimant"], name) for name in named):
        yield f"claimants {named}, not {wanted['claimant']}"


def _same_place(wanted: str, made: Record, places: Gazetteer) -> bool:
    """By the gazetteer, which knows spellings; of "east of Deir ez-Zor" and the like any name in it will do."""
    about = re.split(ABOUT, wanted)
    names = [name.strip(" ,") for name in about if name.strip(" ,")]
    ids = {answer.place.place_id for name in names if (answer := places.resolve(name)).place is not None}
    return made["place_id"] in ids or fold(made["place"]) in {fold(name) for name in (wanted, *names)}


def _same_source(wanted: str, found: str) -> bool:
    return bool(found) and (found.lower() in wanted.lower() or wanted.lower() in found.lower())


def faults(expected: Record, record: Record, places: Gazetteer) -> list[str]:
    """Everything wrong with what one sentence gave; empty when it is right."""
    found, not_mapped = list(record["incidents"]), record["not_mapped"]
    wrong = []
    for wanted in expected["incidents"]:
        best = min(found, key=lambda made: len(list(differences(wanted, made, places))), default=None)
        if best is None:
            wrong.append(f"missed {wanted['sub_event_type']} in {wanted['place']}")
            continue
        found.remove(best)
        wrong += differences(wanted, best, places)
    wrong += [f"spurious {made['sub_event_type']} in {made['place']}" for made in found]
    reason = expected.get("not_mapped_reason")
    if (
        reason
        and not expected["incidents"]
        and not_mapped
        and not any(reason in n["reason"] for n in not_mapped)
    ):
        wrong.append(f"kept off the map, but not as {reason!r}")
    return wrong


def faults_of(row: Record, pipeline: Pipeline, places: Gazetteer) -> list[str]:
    """Everything wrong with what the program makes of one of the sentences."""
    published = dt.date.fromisoformat(row["published"])
    record = document_record(pipeline.process(Document.create(row["text"], published=published)))
    return faults(row["expect"], record, places)


def main(groups: Sequence[str]) -> None:
    """Print the hit rate of each group, and the faults of those named."""
    places = Gazetteer.embedded()
    pipeline = Pipeline(places, load_model())
    right, total = Counter[str](), Counter[str]()
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        wrong = faults_of(row, pipeline, places)
        group = row["id"].rpartition("-")[0]
        total[group] += 1
        right[group] += not wrong
        if wrong and (group in groups or row["id"] in groups):
            print(f"{row['id']}: {row['text']}\n    " + "\n    ".join(wrong))
    for group in total:
        print(f"{group:14} {right[group]:3} of {total[group]}")
    print(f"{'all':14} {right.total():3} of {total.total()} = {right.total() / total.total():.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
