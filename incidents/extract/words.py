"""The word sets that single rules need, one class for each file of ``lexicons/``; the comments there say what for.

They are typed fields rather than look-ups by name, so that a misspelt set is found by the type checker and a set that a
file lacks, or has too many, when the file is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from importlib import resources
from typing import Any, TypeVar, cast

import yaml

from incidents.errors import InputError

WordSet = frozenset[str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SpeechWords:
    """How a statement is reported (``speech.yaml``)."""

    pronouns: WordSet
    no_sources: WordSet
    parts: WordSet
    nobody: WordSet
    relatives: WordSet
    plain_verbs: WordSet
    reporting_verbs: WordSet
    telling: WordSet
    quoting: WordSet
    rumoured: WordSet
    leading: WordSet
    articles: WordSet
    before_source: WordSet
    breaks: WordSet
    inside_name: WordSet
    toll_verbs: WordSet
    toll_objects: WordSet
    toll_speaking: WordSet
    rejecting: WordSet
    deniable: WordSet
    labelling: WordSet
    dismissive: WordSet
    withheld: WordSet
    persons: WordSet
    bodies: WordSet
    of_body: WordSet


@dataclass(frozen=True, slots=True)
class CountingWords:
    """What counts people, and how figures stand to words of killing (``counting.yaml``)."""

    number_words: WordSet
    scales: WordSet
    not_people: WordSet
    before_not_people: WordSet
    close_bounds: WordSet
    determiners: WordSet
    possessives: WordSet
    single_roles: WordSet
    lives: WordSet
    life_takers: WordSet
    leaving: WordSet
    doers: WordSet
    further: WordSet
    undergone: WordSet
    not_single: WordSet
    not_bare: WordSet
    noun_stops: WordSet
    part_words: WordSet
    include_verbs: WordSet
    part_pronouns: WordSet
    copulas: WordSet
    before_figure: WordSet
    after_figure: WordSet
    toll_nouns: WordSet
    toll_links: WordSet
    not_victims: WordSet
    dying: WordSet
    both_effects: WordSet
    nobody: WordSet
    no_before: WordSet
    no_group: WordSet
    not_deadly: WordSet
    ends_list: WordSet
    list_words: WordSet
    either: WordSet
    among_objects: WordSet
    toll_raising: WordSet
    tolls: WordSet
    list_breaks: WordSet


@dataclass(frozen=True, slots=True)
class SortingWords:
    """What decides between ACLED's sub-event types (``sorting.yaml``)."""

    mutual: WordSet
    strikes: WordSet
    weak_taking: WordSet
    protest_force: WordSet
    intervention: WordSet
    attack_nouns: WordSet
    attack_verbs: WordSet
    ground_forces: WordSet
    weapon_verbs: WordSet
    back_references: WordSet
    later_deaths: WordSet
    unopposed: WordSet
    arms: WordSet
    mobs: WordSet
    bombs: WordSet
    homes: WordSet
    parted: WordSet
    objects: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class RoleWords:
    """What gives an actor a part in an event (``roles.yaml``)."""

    carriers: WordSet
    light: WordSet
    undergoing: WordSet
    suffered: WordSet
    came_when: WordSet
    stances: WordSet
    deeds: WordSet
    answerable: WordSet
    own: WordSet
    did_it: WordSet
    craft: WordSet
    parts: WordSet


@dataclass(frozen=True, slots=True)
class NamingWords:
    """What joins the words of one actor, and what tells of a place or a helper (``naming.yaml``)."""

    generic: WordSet
    official_foes: WordSet
    groups: WordSet
    collectives: WordSet
    belonging: WordSet
    grounds: WordSet
    backing: WordSet
    guesses: WordSet
    pronouns: WordSet
    jihadists: WordSet
    irregulars: WordSet
    stand_ins: WordSet
    not_fighters: WordSet
    going_on: WordSet
    own_people: WordSet


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """How clauses of one sentence stand to each other (``clauses.yaml``)."""

    cause_marks: WordSet
    contrasts: WordSet
    answers: WordSet


@dataclass(frozen=True, slots=True)
class WhereWords:
    """Words for places that point back to one named before (``where.yaml``)."""

    settlements: WordSet
    areas: WordSet
    definite: WordSet
    takeable: WordSet
    toponyms: WordSet
    whole_country: WordSet
    brought: WordSet
    casualties: WordSet


@dataclass(frozen=True, slots=True)
class CueWords:
    """What keeps a statement off the map (``cues.yaml``)."""

    hypothetical_auxiliaries: WordSet
    hypothetical_marks: WordSet
    hypothetical_governors: WordSet
    evidence_governors: WordSet
    hypothetical_nouns: WordSet
    hypothetical_adjectives: WordSet
    plan_auxiliaries: WordSet
    plan_governors: WordSet
    diplomacy_governors: WordSet
    diplomacy_nouns: WordSet
    cumulative_nouns: WordSet
    cumulative_phrases: WordSet
    historical_phrases: WordSet
    caption_phrases: WordSet
    furniture_phrases: WordSet
    cumulative_perfects: WordSet
    realised_governors: WordSet
    realised_ordinals: WordSet
    plan_prepositions: WordSet
    negating_heads: WordSet
    prepared_for: WordSet
    plans_of: WordSet
    habitual_verbs: WordSet
    habitual_adverbs: WordSet
    habitual_roles: WordSet
    scenes: WordSet
    vague_times: WordSet
    past_be: WordSet
    used_to: WordSet
    under_way: WordSet
    perfect_auxiliaries: WordSet
    present_auxiliaries: WordSet
    wide_objects: WordSet
    going_on: WordSet
    states: WordSet
    state_changes: WordSet
    flight: WordSet
    comments: WordSet
    pointing: WordSet
    protest_nouns: WordSet
    protest_verbs: WordSet
    taking_part: WordSet


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Months, weekdays (Monday 0), amounts, and words around dates (``time.yaml``)."""

    months: Mapping[str, int]
    abbreviations: Mapping[str, int]
    weekdays: Mapping[str, int]
    amounts: Mapping[str, int]
    doubtful: WordSet
    month_contexts: WordSet
    war_began: WordSet
    war_began_verbs: WordSet


def read_table(name: str) -> dict[str, Any]:
    """Read one of the YAML files beside this module.

    Raises
    ------
    InputError
        When the file holds no table of lists.
    """
    folder = resources.files("incidents.extract").joinpath("lexicons")
    loaded = yaml.safe_load(folder.joinpath(f"{name}.yaml").read_text(encoding="utf-8"))
    if not isinstance(loaded, dict):
        raise InputError(f"the word list {name}.yaml is damaged: reinstall the program")
    return loaded


def words(values: Any) -> Iterator[str]:
    """Yield list entries, refusing what YAML reads as something else than text (an unquoted ``no`` or ``off``).

    Raises
    ------
    InputError
        When an entry is not text.
    """
    for value in values:
        if not isinstance(value, str):
            raise InputError(f"word list entry {value!r} is not text: put it in quotes")
        yield value


def read_words(kind: type[T], name: str) -> T:
    """Fill one of the classes above from its file; tables of numbers stay as they are.

    Raises
    ------
    InputError
        When the file lacks a set or has one that no rule reads.
    """
    table = read_table(name)
    wanted = {field.name for field in fields(cast(Any, kind))}
    if set(table) != wanted:
        raise InputError(
            f"the word list {name}.yaml should hold {', '.join(sorted(wanted))}: reinstall the program"
        )
    return kind(**{key: v if isinstance(v, dict) else frozenset(words(v)) for key, v in table.items()})
