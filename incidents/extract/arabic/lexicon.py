"""The word lists of ``lexicons/arabic.yaml``, read and inflected once."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from incidents.extract.arabic.phrases import Book, book, noun_forms, verb_forms
from incidents.extract.arabic.text import plain
from incidents.extract.words import read_table, words
from incidents.model import ActorCategory, ClaimantSide, SubEventType


@dataclass(frozen=True, slots=True)
class Form:
    """What an inflected form of an event word means; ``effect`` is "killed" or "wounded"."""

    base: str
    pos: str
    """"verb" or "noun"."""
    sub: SubEventType | None = None
    effect: str | None = None
    weapon: bool = False
    needs_place: bool = False
    partners: frozenset[str] = frozenset()
    """Words of which one must follow soon for the verb to mean this."""
    none: bool = False
    """A phrase that holds an event word and tells of no event."""


@dataclass(frozen=True, slots=True)
class Person:
    """A word for one, two or several people."""

    group: str
    kind: str
    number: int | None
    """1 or 2 where the form says so, None for a plural."""


@dataclass(frozen=True, slots=True)
class ArabicWords:
    """All lists, as books of phrases or as sets of plain words."""

    triggers: Book[Form]
    means: tuple[tuple[SubEventType, Book[str]], ...]
    persons: Book[Person]
    actors: Book[ActorCategory]
    forces: Book[str]
    alone: Book[ActorCategory]
    sides: Book[ActorCategory]
    claimants: Book[ClaimantSide]
    speech: Book[tuple[str, frozenset[str]]]
    """Verbs of speech to what kind of statement, and the words that must follow."""
    schemes: Mapping[str, Book[tuple[int, int | None]]]
    bounds: Book[str]
    books: Mapping[str, Book[str]]
    """The lists that are only looked for: "parts", "agents", "plans" ..."""
    sets: Mapping[str, frozenset[str]]
    """The lists of single words, plain."""
    numbers: Mapping[str, Any]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    ordinals: Mapping[str, int]
    amounts: Mapping[str, int]
    doubtful: frozenset[str]


_BOOKS = (
    "weapon_verbs", "from_the_ground", "protest_force", "intervention", "parts", "between_two", "none_hurt", "no_news",
    "not_people", "adjectives", "agents", "against", "among", "mutual", "according", "after_source", "clause_starts",
    "results", "deadly", "launch", "no_means", "positions",
)  # fmt: skip
_INFLECTED = frozenset({"positions", "weapon_verbs", "mutual", "results", "deadly", "launch"})


@functools.cache
def load_arabic() -> ArabicWords:
    """Read the word lists (some 50 ms, once a process).

    Raises
    ------
    incidents.errors.InputError
        When the file is damaged.
    """
    table = read_table("arabic")
    where, time, cues = table["where"], table["time"], table["cues"]
    return ArabicWords(
        triggers=Book(_triggers(table)),
        means=tuple((SubEventType(b["sub"]), book(_inflected_nouns(b["words"]))) for b in table["means"]),
        persons=Book(_persons(table["persons"])),
        actors=Book(_by_category(table["actors"])),
        forces=book(_inflected_nouns(table["forces"])),
        alone=Book(_by_category(table["alone"])),
        sides=Book((form, side) for word, side in _by_category(table["sides"]) for form in noun_forms(word)),
        claimants=Book(
            (word, ClaimantSide(side))
            for side, listed in table["claimants"].items()
            for word in words(listed)
        ),
        speech=Book(_speech(table["speech"])),
        schemes={
            name: Book((word, (pair[0], pair[1])) for word, pair in entries.items())
            for name, entries in table["schemes"].items()
        },
        bounds=Book((phrase, kind) for kind, listed in table["bounds"].items() for phrase in words(listed)),
        books={
            **{name: book(_listed(table[name], inflect=name in _INFLECTED)) for name in _BOOKS},
            **{name: book(words(listed)) for name, listed in cues.items()},
            **{f"where {name}": book(words(listed)) for name, listed in where.items()},
        },
        sets={
            "definite_only": frozenset(word.removeprefix("ال") for word in _plain(table["definite_only"])),
            "range_to": _plain(table["range_to"]),
            "between": _plain(table["between"]),
            "pointing": _plain(where["pointing"]),
            "words": _plain(where["words"]),
            "whole_country": _plain(where["whole_country"]),
            "negations": _plain(cues["negations"]),
        },
        numbers=_numbers(table["numbers"]),
        months=_plain_keys(time["months"]),
        weekdays=_plain_keys(time["weekdays"]),
        ordinals=_plain_keys(time["ordinals"]),
        amounts=_plain_keys(time["amounts"]),
        doubtful=_plain(time["doubtful"]),
    )


def _plain(listed: Any) -> frozenset[str]:
    return frozenset(plain(word) for word in words(listed))


def _plain_keys(table: Mapping[str, int]) -> dict[str, int]:
    return {plain(word): number for word, number in table.items()}


def _numbers(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain_keys(v) if isinstance(v, dict) else _plain(v) for key, v in table.items()}


def _listed(listed: Any, *, inflect: bool) -> Iterator[str]:
    for entry in words(listed):
        if not inflect:
            yield entry
        elif "/ي" in entry:
            yield from verb_forms(entry)
        else:
            yield from noun_forms(entry)


def _inflected_nouns(listed: Any) -> Iterator[str]:
    for entry in words(listed):
        yield from noun_forms(entry)


def _by_category(table: Mapping[str, Any]) -> Iterator[tuple[str, ActorCategory]]:
    for category, listed in table.items():
        for word in words(listed):
            yield word, ActorCategory(category)


def _triggers(table: Mapping[str, Any]) -> Iterator[tuple[str, Form]]:
    for phrase in words(table["no_events"]):
        yield phrase, Form(phrase, "noun", none=True)
    for block in table["events"]:
        yield from _forms(block, SubEventType(block["sub"]), None)
    yield from _forms(table["unspecific"], None, None)
    for block in table["effects"]:
        yield from _forms(block, None, block["effect"])


def _forms(
    block: Mapping[str, Any], sub: SubEventType | None, effect: str | None
) -> Iterator[tuple[str, Form]]:
    for key in ("verbs", "verbs_with_place"):
        for entry in words(block.get(key, ())):
            verb, partners = split_partners(entry)
            form = Form(verb, "verb", sub, effect, needs_place=key != "verbs", partners=partners)
            yield from ((text, form) for text in verb_forms(verb))
    for text in words(block.get("forms", ())):
        yield text, Form(text, "verb", sub, effect)
    for key in ("nouns", "weapons"):
        for entry in words(block.get(key, ())):
            form = Form(entry.split("/")[0], "noun", sub, effect, weapon=key == "weapons")
            yield from ((text, form) for text in noun_forms(entry))


def split_partners(entry: str) -> tuple[str, frozenset[str]]:
    """A verb and the words after its "~", plain."""
    verb, _, partners = entry.partition("~")
    return verb.strip(), frozenset(map(plain, partners.split()))


def _speech(table: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, frozenset[str]]]]:
    for kind, listed in table.items():
        for entry in words(listed):
            verb, partners = split_partners(entry)
            yield from ((text, (kind, partners)) for text in verb_forms(verb))


def _persons(blocks: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Person]]:
    for block in blocks:
        for entry in words(block["words"]):
            one, *many = entry.split("/")
            yield from (
                (text, Person(block["group"], block["kind"], n)) for text, n in person_forms(one, many)
            )


def person_forms(one: str, many: list[str]) -> Iterator[tuple[str, int | None]]:
    """A word for a person with the number its form tells; a sound plural and a dual look alike and tell none.

    Examples
    --------
    >>> dict(person_forms("طفل", ["أطفال"]))["طفلين"], dict(person_forms("مدني", ["مدنيون"])).get("مدنيين")
    (2, None)
    """
    single = plain(one)
    stem = single[:-1] + "ت" if one.endswith("ة") else single
    sound = any(plain(m) == single + "ون" for m in many)
    for plural in many:
        form = plain(plural)
        yield form, None
        owned = form[:-2] + "ي" if form.endswith("ون") else form
        yield from ((owned + pronoun, None) for pronoun in ("ه", "ها", "هم"))
        if form == single + "ون":
            yield single + "ين", None
            yield single + "و", None
            yield single + "ي", None
        elif form.endswith("ون"):
            yield form[:-2] + "ين", None
    if not single:
        return
    yield single, 1
    if not one.endswith("ة"):
        yield single + "ا", 1
    yield stem + "ان", 2
    if not sound:
        yield stem + "ين", 2
