"""Checking an answer must not cost what is true: claims of the rules on the samples, given back by a server."""

from __future__ import annotations

from collections import Counter
from typing import Any

from incidents.extract.extractor import Extractor
from incidents.extract.llm.client import Client
from incidents.extract.llm.reader import ModelReader
from incidents.extract.llm.settings import Settings
from incidents.model import Casualties, Claim, Flag
from incidents.samples import sample_documents
from tests.extract.llm.model_server import ModelServer, replies

FLOORS = {
    "claimed": 0.98, "place": 0.98, "claimant": 0.94, "claimant_side": 0.94, "killed": 0.97, "wounded": 0.98,
    "actors": 0.97, "weapon": 0.99,
}  # fmt: skip
"""Share of the rules' claims that come back, and of each part of those. What is lost: sources that are told by
another name or a pronoun in the quote, and numbers whose phrase leaves out the words that count."""


def as_answer(claim: Claim) -> dict[str, Any]:
    """A claim as a model would give it."""
    killed, wounded, days = claim.killed, claim.wounded, claim.dates
    return {
        "quote": claim.quote,
        "claimant": claim.claimant,
        "claimant_side": claim.claimant_side.value,
        "stance": claim.stance.value,
        "event_type": claim.event_type.value,
        "sub_event_type": claim.sub_event_type.value,
        "place": claim.place and claim.place.mention,
        "date_words": None,
        "date_start": days and days.start.isoformat(),
        "date_end": days and days.end.isoformat(),
        "killed_words": killed.phrase, "killed_low": killed.low, "killed_high": killed.high,
        "wounded_words": wounded.phrase, "wounded_low": wounded.low, "wounded_high": wounded.high,
        "actors": [
            {"words": a.as_written, "category": a.category.value, "role": a.role.value} for a in claim.actors
        ],
        "weapon": claim.weapon,
        "flags": [flag.value for flag in claim.flags if flag is not Flag.NO_PLACE],
    }  # fmt: skip


def part(claim: Claim, name: str) -> Any:
    value = getattr(claim, name)
    if isinstance(value, Casualties):
        return value.low
    if name == "place":
        return value and value.place_id
    return [actor.category for actor in value] if name == "actors" else value


def test_what_is_true_comes_through(extractor: Extractor) -> None:
    right: Counter[str] = Counter()
    known: list[Claim] = []
    with ModelServer(replies(lambda _: {})) as server:
        settings = Settings(server.url, "tiny")
        reader = ModelReader(extractor, Client(settings), settings.extractor)
        for document in sample_documents():
            rules = extractor.extract(document)
            server.script[:] = [
                replies(
                    lambda text, rules=rules: {"claims": [as_answer(c) for c in rules if c.quote in text]}  # type: ignore[misc]
                )
            ]
            found = [c for c in reader.read(document).claims if c.extractor == settings.extractor]
            known += rules
            for claim in rules:
                same = next(
                    (c for c in found if (c.start, c.sub_event_type) == (claim.start, claim.sub_event_type)),
                    None,
                )
                if same is None:
                    continue
                found.remove(same)
                right["claimed"] += 1
                right.update(n for n in FLOORS if n != "claimed" and part(claim, n) == part(same, n))
    assert len(known) > 300
    shares = {name: right[name] / (len(known) if name == "claimed" else right["claimed"]) for name in FLOORS}
    assert {name: share for name, share in shares.items() if share < FLOORS[name]} == {}
