"""The word lists behind extraction, read and inflected once from the YAML files in ``lexicons/``."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from incidents.extract.inflection import inflect_verb, plural
from incidents.extract.words import (
    ClauseWords,
    CountingWords,
    CueWords,
    NamingWords,
    RoleWords,
    SortingWords,
    SpeechWords,
    TimeWords,
    WhereWords,
    read_table,
    read_words,
    words,
)
from incidents.model import ActorCategory, ClaimantSide, SubEventType

PartOfSpeech = Literal["verb", "noun", "adjective"]


@dataclass(frozen=True, slots=True)
class TriggerForm:
    """One inflected form of a word that announces an event.

    ``sub`` is None for words whose type follows from the weapon or the actor; ``effect`` is "killed" or "wounded" for
    words that tell what happened to people.
    """

    text: str
    base: str
    pos: PartOfSpeech
    sub: SubEventType | None = None
    effect: str | None = None
    weapon: bool = False
    """Names a weapon, which is an event only when it goes off: "a mortar round fell", not "stocks of mortars"."""
    needs_place: bool = False
    """Announces an event only with a place for its object: "took the town"."""
    needs_people: bool = False
    """Whether it tells of an event only of people: "eliminated 20 terrorists", not "eliminated the deficit"."""
    needs_no_object: bool = False
    """Announces this event only where nobody does it to a thing: "a car blew up", not "rebels blew up a bridge"."""
    takes: str = ""
    """Announces an event only with an object from that list of words: "set up a base"."""


@dataclass(frozen=True, slots=True)
class VagueNumber:
    """What a vague word stands for; None is open."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists, inflected and keyed by lower-case text."""

    triggers: Mapping[str, tuple[TriggerForm, ...]]
    means: Mapping[SubEventType, tuple[str, ...]]
    victims: Mapping[str, str]
    """Word for a person, in singular or plural, to "civilian" or "fighter"."""
    vague: Mapping[str, Mapping[str, VagueNumber]]
    """By scheme ("acled", "literal") and word."""
    vague_words: frozenset[str]
    """All words for an open amount, whatever the scheme."""
    bounds: Mapping[str, tuple[str, ...]]
    """Words before a figure by "at_least", "at_most" and "about", longest first."""
    actor_names: Mapping[str, ActorCategory]
    no_actors: frozenset[str]
    """Names that hold an actor's name but are another's."""
    capitals: Mapping[str, ActorCategory]
    """Names that are words, too, unless written in capitals."""
    actor_sides: Mapping[str, ActorCategory]
    nations: frozenset[str]
    """Adjectives and genitives of other states, which are sides too: "Iraqi", "Jordan's"."""
    abroad: frozenset[str]
    """Names of other states."""
    force_words: Mapping[str, ActorCategory | None]
    telltale: Mapping[str, ActorCategory]
    holding: frozenset[str]
    claimant_sides: Mapping[str, ClaimantSide]
    weak_sides: Mapping[str, ClaimantSide]
    """Words that tell a source's side only where no name does."""
    speech: Mapping[str, str]
    """Inflected verb of speech to "assert", "deny", "blame" or "admit"."""
    speech_phrases: Mapping[str, Mapping[str, str]]
    """Verb form and the word that makes it one of speech ("pointed" with "out") to the same."""
    speech_words: SpeechWords
    counting: CountingWords
    sorting: SortingWords
    roles: RoleWords
    naming: NamingWords
    clauses: ClauseWords
    where: WhereWords
    time: TimeWords
    cues: CueWords


@functools.cache
def load_lexicon() -> Lexicon:
    """Read and inflect all word lists (some 60 ms, once a process).

    Raises
    ------
    incidents.errors.InputError
        When a file of word lists is damaged.
    """
    trigger_table, actors, claimants = read_table("triggers"), read_table("actors"), read_table("claimants")
    numbers = read_table("numbers")
    abroad = frozenset(name.lower() for name in actors["countries"])
    nations = frozenset(w for listed in actors["countries"].values() for w in words(listed))
    nations |= {f"{name}'s" for name in abroad}
    return Lexicon(
        triggers=_triggers(trigger_table),
        means={SubEventType(sub): tuple(words(listed)) for sub, listed in trigger_table["means"].items()},
        victims=_victims(read_table("victims")),
        vague={
            scheme: {word: VagueNumber(*pair) for word, pair in table.items()}
            for scheme, table in numbers["schemes"].items()
        },
        vague_words=frozenset(word for table in numbers["schemes"].values() for word in table),
        bounds={
            key: tuple(sorted(words(numbers[key]), key=len, reverse=True))
            for key in ("at_least", "at_most", "about")
        },
        actor_names=_inverted(actors["names"]),
        no_actors=frozenset(words(actors["no_actors"])),
        capitals={word: ActorCategory(side) for word, side in actors["capitals"].items()},
        actor_sides=dict.fromkeys(nations, ActorCategory.UNKNOWN) | _inverted(actors["sides"]),
        nations=nations,
        abroad=abroad,
        force_words={word: ActorCategory(side) if side else None for word, side in actors["forces"].items()},
        telltale={word: ActorCategory(side) for word, side in actors["telltale"].items()},
        holding=frozenset(words(actors["holding"])),
        claimant_sides=_sides(claimants["sides"]),
        weak_sides=_sides(claimants["weak"]),
        speech=_speech(claimants["verbs"]),
        speech_phrases=_speech_phrases(claimants["phrases"]),
        speech_words=read_words(SpeechWords, "speech"),
        counting=read_words(CountingWords, "counting"),
        sorting=read_words(SortingWords, "sorting"),
        roles=read_words(RoleWords, "roles"),
        naming=read_words(NamingWords, "naming"),
        clauses=read_words(ClauseWords, "clauses"),
        where=read_words(WhereWords, "where"),
        time=read_words(TimeWords, "time"),
        cues=read_words(CueWords, "cues"),
    )


def _triggers(table: Mapping[str, Any]) -> dict[str, tuple[TriggerForm, ...]]:
    forms: dict[str, list[TriggerForm]] = {}
    for block in table["events"]:
        _add(forms, _forms_of(block, SubEventType(block["sub"]), None))
    _add(forms, _forms_of(table["unspecific"], None, None))
    for effect, block in table["effects"].items():
        _add(forms, _forms_of(block, None, effect))
    return {text: tuple(listed) for text, listed in forms.items()}


def _add(forms: dict[str, list[TriggerForm]], more: Iterable[TriggerForm]) -> None:
    for form in more:
        forms.setdefault(form.text, []).append(form)


def _forms_of(
    block: Mapping[str, Any], sub: SubEventType | None, effect: str | None
) -> Iterator[TriggerForm]:
    for key in ("verbs", "verbs_with_place", "verbs_with_people", "verbs_without_object"):
        for entry in words(block.get(key, ())):
            base = entry.split("/")[0]
            for text in inflect_verb(entry):
                yield TriggerForm(
                    text,
                    base,
                    "verb",
                    sub,
                    effect,
                    needs_place=key == "verbs_with_place",
                    needs_people=key == "verbs_with_people",
                    needs_no_object=key == "verbs_without_object",
                )
    for takes, entries in block.get("verbs_with", {}).items():
        for entry in words(entries):
            for text in inflect_verb(entry):
                yield TriggerForm(text, entry.split("/")[0], "verb", sub, effect, takes=takes)
    for key, weapon in (("nouns", False), ("weapons", True)):
        for entry in words(block.get(key, ())):
            for text in dict.fromkeys((entry, plural(entry))):
                yield TriggerForm(text, entry, "noun", sub, effect, weapon=weapon)
    for entry in words(block.get("adjectives", ())):
        yield TriggerForm(entry, entry, "adjective", sub, effect)


def _victims(table: Mapping[str, Any]) -> dict[str, str]:
    victims: dict[str, str] = {}
    for kind, listed in table.items():
        for word in words(listed):
            victims.setdefault(word, kind)
            victims.setdefault(plural(word), kind)
    return victims


def _inverted(table: Mapping[str, Any]) -> dict[str, ActorCategory]:
    return {word: ActorCategory(category) for category, listed in table.items() for word in words(listed)}


def _sides(table: Mapping[str, Any]) -> dict[str, ClaimantSide]:
    return {word: ClaimantSide(side) for side, listed in table.items() for word in words(listed)}


def _speech_phrases(table: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    forms: dict[str, dict[str, str]] = {}
    for kind, verbs in table.items():
        for verb, listed in verbs.items():
            for form in inflect_verb(verb):
                forms.setdefault(form, {}).update(dict.fromkeys(words(listed), kind))
    return forms


def _speech(verbs: Mapping[str, Any]) -> dict[str, str]:
    forms: dict[str, str] = {}
    for kind, listed in verbs.items():
        for entry in words(listed):
            for form in inflect_verb(entry):
                forms.setdefault(form, kind)
    return forms
