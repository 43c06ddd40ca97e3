"""Every word list: text, lower-case, each entry once in its list, and all of it read."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.errors import InputError
from incidents.extract import words as word_sets
from incidents.extract.inflection import inflect_verb, plural
from incidents.extract.lexicon import Lexicon, load_lexicon
from incidents.extract.words import CountingWords, read_table, read_words
from incidents.group import VAGUE_WORDS
from incidents.model import SubEventType

FOLDER = resources.files("incidents.extract").joinpath("lexicons")
FILES = sorted(entry.name.removesuffix(".yaml") for entry in FOLDER.iterdir() if entry.name.endswith(".yaml"))
THEMES = {
    "speech": "speech_words",
    "counting": "counting",
    "sorting": "sorting",
    "roles": "roles",
    "clauses": "clauses",
    "where": "where",
    "naming": "naming",
    "time": "time",
    "cues": "cues",
}
"""Files whose sets are fields of a class, and where the lexicon holds it."""

OTHERS = {"actors", "arabic", "claimants", "inflection", "numbers", "triggers", "victims"}


def lists(value: Any, path: str = "") -> Iterator[tuple[str, list[Any]]]:
    """All lists and table keys of a file, with where they stand."""
    if isinstance(value, dict):
        yield f"keys of {path or 'the file'}", list(value)
        for key, inner in value.items():
            yield from lists(inner, f"{path}/{key}")
    elif isinstance(value, list):
        if value and isinstance(value[0], dict):
            for i, block in enumerate(value):
                yield from lists(block, f"{path}[{i}]")
        elif not all(isinstance(v, int) or v is None for v in value):
            yield path, value


@pytest.mark.parametrize("name", FILES)
def test_entries_are_text_lower_case_and_unique(name: str) -> None:
    exact = {"numbers": "schemes", "triggers": "means", "actors": ""}
    for path, entries in lists(read_table(name)):
        for entry in entries:
            assert isinstance(entry, str), f"{name}{path}: {entry!r} is not text, put it in quotes"
            assert entry == entry.strip() != "", f"{name}{path}: {entry!r}"
            names_a_type = path.startswith("keys of") and exact.get(name, "?") in path
            if not names_a_type:
                assert entry == entry.lower(), f"{name}{path}: {entry!r} is not lower-case"
        assert len(entries) == len(set(entries)), f"{name}{path} holds an entry twice"


def test_every_file_is_known() -> None:
    assert set(FILES) == set(THEMES) | OTHERS


@pytest.mark.parametrize(("name", "field"), THEMES.items())
def test_every_set_is_loaded(name: str, field: str, lexicon: Lexicon) -> None:
    loaded = getattr(lexicon, field)
    for key, entries in read_table(name).items():
        assert getattr(loaded, key) == (entries if isinstance(entries, dict) else frozenset(entries))


def test_every_trigger_is_loaded(lexicon: Lexicon) -> None:
    table = read_table("triggers")
    blocks = [*table["events"], table["unspecific"], *table["effects"].values()]
    keys = ("verbs", "verbs_with_place", "nouns", "weapons", "adjectives")
    entries = [entry for block in blocks for key in keys for entry in block.get(key, ())]
    entries += [e for block in blocks for listed in block.get("verbs_with", {}).values() for e in listed]
    assert len(entries) > 300
    missing = [e for e in entries if any(form not in lexicon.triggers for form in e.split("/"))]
    assert not missing
    assert set(lexicon.means) == {SubEventType(sub) for sub in table["means"]}


def test_every_list_of_objects_is_there(lexicon: Lexicon) -> None:
    wanted = {form.takes for forms in lexicon.triggers.values() for form in forms} - {"", "people"}
    assert wanted == set(lexicon.sorting.objects)


def test_every_actor_source_number_and_victim_is_loaded(lexicon: Lexicon) -> None:
    actors, claimants, numbers = read_table("actors"), read_table("claimants"), read_table("numbers")
    assert set(lexicon.actor_names) == {w for listed in actors["names"].values() for w in listed}
    assert lexicon.no_actors == set(actors["no_actors"])
    assert set(lexicon.capitals) == set(actors["capitals"])
    sides = {w for listed in actors["sides"].values() for w in listed}
    assert set(lexicon.actor_sides) == sides | lexicon.nations
    assert {"iraqi", "jordan's"} <= lexicon.nations
    assert set(lexicon.force_words) == set(actors["forces"])
    assert set(lexicon.telltale) == set(actors["telltale"])
    assert set(lexicon.claimant_sides) == {w for listed in claimants["sides"].values() for w in listed}
    speech = {form for listed in claimants["verbs"].values() for entry in listed for form in entry.split("/")}
    assert speech <= set(lexicon.speech)
    assert {scheme: set(table) for scheme, table in numbers["schemes"].items()} == {
        scheme: set(table) for scheme, table in lexicon.vague.items()
    }
    victims = {w for listed in read_table("victims").values() for w in listed}
    assert victims <= set(lexicon.victims)


def test_no_name_stands_for_two_sides() -> None:
    for table in (
        read_table("actors")["names"],
        read_table("actors")["sides"],
        read_table("claimants")["sides"],
    ):
        names = [name for listed in table.values() for name in listed]
        assert len(names) == len(set(names)), sorted(n for n in names if names.count(n) > 1)


def test_derivation_knows_the_vague_words_of_the_scheme(lexicon: Lexicon) -> None:
    plural_amounts = {w for w, n in lexicon.vague["acled"].items() if n.low is not None and n.high is None}
    assert {word.removeprefix("a ") for word in plural_amounts} == VAGUE_WORDS


def test_a_file_with_other_sets_than_the_rules_read_is_refused() -> None:
    with pytest.raises(InputError, match=r"speech\.yaml should hold"):
        read_words(CountingWords, "speech")


def test_what_yaml_reads_as_a_truth_value_is_refused() -> None:
    loaded = yaml.safe_load("[nobody, no, none]")
    with pytest.raises(InputError, match="quotes"):
        list(word_sets.words(loaded))


@pytest.mark.parametrize(
    ("entry", "forms"),
    [
        ("kill", ("kill", "kills", "killed", "killing")),
        ("die/died/dies/dying", ("die", "died", "dies", "dying")),
        ("bury", ("bury", "buries", "buried", "burying")),
        ("besiege", ("besiege", "besieges", "besieged", "besieging")),
        ("clash", ("clash", "clashes", "clashed", "clashing")),
        ("free", ("free", "frees", "freed", "freeing")),
        ("take over/took over", ("take over", "took over", "takes over", "taking over")),
    ],
)
def test_verbs_are_inflected(entry: str, forms: tuple[str, ...]) -> None:
    assert set(forms) <= set(inflect_verb(entry))


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("clash", "clashes"),
        ("body", "bodies"),
        ("child", "children"),
        ("air strike", "air strikes"),
        ("boy", "boys"),
    ],
)
def test_nouns_are_inflected(one: str, many: str) -> None:
    assert plural(one) == many


@settings(deadline=None)
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_inflection_keeps_the_base_form_and_never_raises(word: str) -> None:
    assert inflect_verb(word)[0] == word
    assert plural(word)


def test_loading_twice_gives_the_same_object() -> None:
    assert load_lexicon() is load_lexicon()
