"""The word lists behind extraction, read once from the YAML files beside this module."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import yaml

from incidents.errors import InputError
from incidents.model import ActorCategory, ClaimantSide, SubEventType

VOWELS: Final = "aeiou"


@dataclass(frozen=True, slots=True)
class TriggerForm:
    """One inflected form of a word that announces an event.

    ``sub`` is None for words whose type follows from the weapon or the actor; ``effect`` is "killed" or "wounded" for
    words that tell what happened to people.
    """

    text: str
    base: str
    pos: str  # "verb", "noun" or "adjective"
    sub: SubEventType | None = None
    effect: str | None = None
    weapon: bool = False
    """Names a weapon, which is an event only when it goes off: "a mortar round fell", not "stocks of mortars"."""
    needs_place: bool = False
    """Announces an event only with a place for its object: "took the town"."""


@dataclass(frozen=True, slots=True)
class VagueNumber:
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
    bounds: Mapping[str, tuple[str, ...]]
    actor_names: Mapping[str, ActorCategory]
    actor_sides: Mapping[str, ActorCategory]
    force_words: Mapping[str, ActorCategory | None]
    telltale: Mapping[str, ActorCategory]
    holding: frozenset[str]
    claimant_sides: Mapping[str, ClaimantSide]
    speech_people: frozenset[str]
    speech: Mapping[str, str]
    """Inflected verb of speech to "assert", "deny", "blame" or "admit"."""
    cues: Mapping[str, Mapping[str, frozenset[str]]]


def inflect_verb(entry: str) -> tuple[str, ...]:
    """All forms of a verb or verb phrase; irregular ones are listed after slashes.

    Examples
    --------
    >>> inflect_verb("kill")
    ('kill', 'kills', 'killed', 'killing')
    >>> inflect_verb("strike/struck")
    ('strike', 'struck', 'strikes', 'striking')
    """
    base, *irregular = entry.split("/")
    head, *rest = base.split(" ")
    tail = "".join(f" {word}" for word in rest)
    regular = {f"{form}{tail}" for form in (_third(head), _ing(head))}
    past = () if irregular else (f"{_past(head)}{tail}",)
    forms = [base, *irregular, *past, *sorted(regular)]
    order = dict.fromkeys(forms)
    if not irregular:
        return tuple(
            dict.fromkeys([base, f"{_third(head)}{tail}", f"{_past(head)}{tail}", f"{_ing(head)}{tail}"])
        )
    return tuple(order)


def _third(verb: str) -> str:
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2] not in VOWELS:
        return verb[:-1] + "ies"
    return verb + "s"


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in VOWELS:
        return verb[:-1] + "ied"
    return verb + "ed"


def _ing(verb: str) -> str:
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    return verb + "ing"


IRREGULAR_PLURALS: Final = {
    "man": "men",
    "woman": "women",
    "child": "children",
    "person": "persons",
    "schoolchild": "schoolchildren",
    "wife": "wives",
    "life": "lives",
    "gunman": "gunmen",
    "militiaman": "militiamen",
    "policeman": "policemen",
    "serviceman": "servicemen",
    "cameraman": "cameramen",
    "crewman": "crewmen",
    "passer-by": "passers-by",
    "body": "bodies",
    "people": "people",
    "dead": "dead",
    "wounded": "wounded",
    "injured": "injured",
    "police": "police",
    "personnel": "personnel",
    "crew": "crew",
    "displaced": "displaced",
}


def plural(noun: str) -> str:
    """Plural of an English noun or noun phrase."""
    head, _, last = noun.rpartition(" ")
    if last in IRREGULAR_PLURALS:
        many = IRREGULAR_PLURALS[last]
    elif last.endswith(("s", "x", "z", "ch", "sh")):
        many = last + "es"
    elif last.endswith("y") and last[-2:-1] not in VOWELS:
        many = last[:-1] + "ies"
    else:
        many = last + "s"
    return f"{head} {many}" if head else many


def _yaml(name: str) -> dict[str, Any]:
    text = (
        resources.files("incidents.extract").joinpath("lexicons", f"{name}.yaml").read_text(encoding="utf-8")
    )
    loaded = yaml.safe_load(text)
    if not isinstance(loaded, dict):
        raise InputError(f"the word list {name}.yaml is damaged: reinstall the program")
    return loaded


def _words(values: Iterable[Any]) -> Iterator[str]:
    """Yield list entries, refusing what YAML reads as something else than text (an unquoted ``no`` or ``off``)."""
    for value in values:
        if not isinstance(value, str):
            raise InputError(f"word list entry {value!r} is not text: put it in quotes")
        yield value


def _trigger_forms(data: Mapping[str, Any]) -> Iterator[TriggerForm]:
    blocks: list[tuple[SubEventType | None, str | None, Mapping[str, Any]]] = [
        (SubEventType(block["sub"]), None, block) for block in data["events"]
    ]
    blocks.append((None, None, data["unspecific"]))
    blocks += [(None, effect, block) for effect, block in data["effects"].items()]
    for sub, effect, block in blocks:
        for entry in _words(block.get("verbs", ())):
            base = entry.split("/")[0]
            for form in inflect_verb(entry):
                yield TriggerForm(form, base, "verb", sub, effect)
        for entry in _words(block.get("verbs_with_place", ())):
            base = entry.split("/")[0]
            for form in inflect_verb(entry):
                yield TriggerForm(form, base, "verb", sub, effect, needs_place=True)
        for entry in _words(block.get("nouns", ())):
            for form in dict.fromkeys((entry, plural(entry))):
                yield TriggerForm(form, entry, "noun", sub, effect)
        for entry in _words(block.get("weapons", ())):
            for form in dict.fromkeys((entry, plural(entry))):
                yield TriggerForm(form, entry, "noun", sub, effect, weapon=True)
        for entry in _words(block.get("adjectives", ())):
            yield TriggerForm(entry, entry, "adjective", sub, effect)


def _invert(table: Mapping[str, Iterable[Any]], kind: type[ActorCategory]) -> dict[str, ActorCategory]:
    return {word: kind(key) for key, words in table.items() for word in _words(words)}


def _speech(data: Mapping[str, Any]) -> dict[str, str]:
    irregular = {
        "say": "said",
        "tell": "told",
        "quote": "quoted",
        "put": "put",
        "write": "wrote",
        "show": "showed",
    }
    forms: dict[str, str] = {}
    for kind, verbs in data["verbs"].items():
        for verb in _words(verbs):
            entry = f"{verb}/{irregular[verb]}" if verb in irregular else verb
            if verb.endswith("y") and verb in {"deny"}:
                entry = "deny/denied"
            for form in inflect_verb(entry):
                forms.setdefault(form, kind)
    forms.update({"admitted": "admit", "admitting": "admit", "putting": "assert"})
    return forms


@functools.cache
def load_lexicon() -> Lexicon:
    """Read and inflect all word lists (some 10 ms, once a process)."""
    triggers: dict[str, list[TriggerForm]] = {}
    trigger_data, actors, claimants = _yaml("triggers"), _yaml("actors"), _yaml("claimants")
    for form in _trigger_forms(trigger_data):
        triggers.setdefault(form.text, []).append(form)
    victims: dict[str, str] = {}
    for kind, words in _yaml("victims").items():
        for word in _words(words):
            victims.setdefault(word.lower(), kind)
            victims.setdefault(plural(word.lower()), kind)
    numbers = _yaml("numbers")
    vague = {
        scheme: {word: VagueNumber(*pair) for word, pair in words.items()}
        for scheme, words in numbers["schemes"].items()
    }
    return Lexicon(
        triggers={text: tuple(forms) for text, forms in triggers.items()},
        means={SubEventType(sub): tuple(_words(words)) for sub, words in trigger_data["means"].items()},
        victims=victims,
        vague=vague,
        bounds={key: tuple(_words(numbers[key])) for key in ("at_least", "at_most", "about")},
        actor_names=_invert(actors["names"], ActorCategory),
        actor_sides=_invert(actors["sides"], ActorCategory),
        force_words={word: ActorCategory(side) if side else None for word, side in actors["forces"].items()},
        telltale={word: ActorCategory(side) for word, side in actors["telltale"].items()},
        holding=frozenset(_words(actors["holding"])),
        claimant_sides={
            word: ClaimantSide(_side(side)) for side, ws in claimants["sides"].items() for word in _words(ws)
        },
        speech_people=frozenset(_words(claimants["people"])),
        speech=_speech(claimants),
        cues={
            name: {kind: frozenset(_words(words)) for kind, words in table.items()}
            for name, table in _yaml("cues").items()
            if isinstance(table, dict)
        },
    )


def _side(name: str) -> str:
    return name


def answering_nouns() -> frozenset[str]:
    """Nouns for acts that answer an earlier one: "reprisal", "retaliation"."""
    return frozenset(_words(_yaml("cues")["answers"]))


def separate_words() -> frozenset[str]:
    """Words that announce a further occurrence: "another", "separately"."""
    return frozenset(_words(_yaml("cues")["separate"]))
