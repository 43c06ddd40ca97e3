"""Who says it: one source under its several names, so that it counts once and can be left out as one. Pure.

"The Syrian Observatory for Human Rights", "the Observatory" and "a monitor" are one source; unnamed residents are one;
a report's own voice is its publisher's. Which names belong together is written in ``lexicons/claimants.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import yaml

from incidents.model import Claim, ClaimantSide, Origin, stable_id

OWN_VOICE: Final = "own voice"
DATASET: Final = "set"
"""What the id of a dataset begins with."""
DATASET_NAMES: Final = {"acled": "ACLED", "ged": "UCDP GED"}
"""What to call the datasets whose rows are imported; a table of the user's own is called as they name it."""
_IMPORT: Final = "import/"
_CAPITAL: Final = re.compile(r"\s+[A-Z]")

Voices = Mapping[str, str]
"""Id of a document -> whose own voice it speaks with: its publisher, or the report it is a copy of."""
NO_VOICES: Final[Voices] = {}


@dataclass(frozen=True, slots=True)
class Source:
    """One source of claims."""

    id: str
    """``src-`` and 16 hexadecimal digits; the same for the same name on every machine."""
    name: str
    named: bool
    """False for a report's own voice."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    pattern: re.Pattern[str]
    side_pattern: Mapping[str, re.Pattern[str]]
    only: frozenset[str]
    of_kind: bool


def source_of(claim: Claim, voices: Voices = NO_VOICES) -> Source:
    """The source of a claim.

    Parameters
    ----------
    claim : Claim
    voices : mapping of str to str
        Whose voice a document speaks with where a claim names no claimant; by default each document its own.
    """
    if claim.claimant:
        name = known_as(claim.claimant, claim.claimant_side)
        return Source(stable_id("src", name.casefold()), name, named=True)
    voice = voices.get(claim.document_id, claim.document_id)
    return Source(stable_id("src", OWN_VOICE, voice.casefold()), voice, named=False)


def dataset_of(claim: Claim) -> Source | None:
    """The dataset that an imported row comes from, beside the source that the row names; None for another claim.

    It is no voice of its own and counts for nothing; it can be filtered by and left out as a source can.
    """
    if claim.origin is not Origin.IMPORT or not claim.extractor.startswith(_IMPORT):
        return None
    key, _, own_name = claim.extractor.removeprefix(_IMPORT).partition("/")
    name = f"{own_name or DATASET_NAMES.get(key, key)} (imported)"
    return Source(stable_id(DATASET, name.casefold()), name, named=True)


def sources_of(claim: Claim, voices: Voices = NO_VOICES) -> tuple[Source, ...]:
    """The source of a claim and, for an imported row, its dataset."""
    dataset = dataset_of(claim)
    return (source_of(claim, voices), *([dataset] if dataset else []))


def independent(claims: Iterable[Claim], voices: Voices = NO_VOICES) -> set[str]:
    """Ids of the sources that stand for themselves.

    A report's own voice counts only where the report names nobody as its source: else it rests on whom it names.
    """
    found: dict[str, set[str]] = {}
    named: set[str] = set()
    for claim in claims:
        source = source_of(claim, voices)
        voice = voices.get(claim.document_id, claim.document_id)
        if source.named:
            named.add(source.id)
            found[voice] = set()
        elif voice not in found:
            found[voice] = {source.id}
    return named.union(*found.values()) if found else named


@lru_cache(maxsize=65_536)
def known_as(claimant: str, side: ClaimantSide) -> str:
    """The name under which a claimant, as written, is counted."""
    speaker, relay = _relayed(claimant)
    if relay:
        passed_on = _entry(relay, side) or _entry(relay, None)
        if passed_on is not None and not passed_on.of_kind:
            return passed_on.name
    entry = _entry(speaker, side)
    if entry is not None:
        return entry.name
    return _without_articles(speaker)


def _relayed(claimant: str) -> tuple[str, str]:
    for words in _lexicon().relay:
        speaker, found, relay = claimant.partition(words)
        if found:
            return speaker.strip(" ,"), relay.strip()
    return claimant, ""


def _entry(name: str, side: ClaimantSide | None) -> _Entry | None:
    for entry in _lexicon().entries:
        if side is not None and entry.only and side.value not in entry.only:
            continue
        found = entry.pattern.search(name)
        if found and not (entry.of_kind and _has_name(name, found)):
            return entry
        if (
            side is not None
            and side.value in entry.side_pattern
            and entry.side_pattern[side.value].search(name)
        ):
            return entry
    return None


def _has_name(name: str, kind: re.Match[str]) -> bool:
    """Whether the word for a kind of people introduces a person: "activist Hadi Abdallah"."""
    return bool(_CAPITAL.match(name, kind.end())) and not kind.group().lower().endswith("s")


def _without_articles(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[0].lower() in _lexicon().articles:
        words.pop(0)
    return " ".join(words) or name


@dataclass(frozen=True, slots=True)
class _Lexicon:
    entries: tuple[_Entry, ...]
    relay: tuple[str, ...]
    articles: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    text = (files("incidents") / "lexicons" / "claimants.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    entries = [
        _Entry(
            row["name"],
            _whole_words(row["words"]),
            {side: _whole_words(words) for side, words in row.get("of_side", {}).items()},
            frozenset(row.get("of_side_only", ())),
            of_kind,
        )
        for section, of_kind in (("organisations", False), ("kinds", True))
        for row in data[section]
    ]
    return _Lexicon(tuple(entries), tuple(data["relay"]), frozenset(data["articles"]))


def _whole_words(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
