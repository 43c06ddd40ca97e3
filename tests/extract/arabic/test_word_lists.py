"""The Arabic word list: every entry is found again, and the package keeps the rules of its house."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import incidents.extract.arabic
from incidents.extract.arabic.clauses import find_triggers
from incidents.extract.arabic.lexicon import load_arabic, split_partners
from incidents.extract.arabic.phrases import noun_forms, verb_forms
from incidents.extract.arabic.text import Flat, plain, words_of
from incidents.extract.words import read_table
from incidents.model import ActorCategory, ClaimantSide, SubEventType

TABLE = read_table("arabic")
FOLDER = Path(incidents.extract.arabic.__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))
# Sub-types that no word of the list names by itself: they follow from who acts or what is done to protesters.
DERIVED = {
    SubEventType.NON_STATE_OVERTAKES, SubEventType.EXCESSIVE_FORCE, SubEventType.PROTEST_WITH_INTERVENTION,
    SubEventType.OTHER,
}  # fmt: skip


def trigger_entries() -> Iterator[tuple[str, str | None, str | None]]:
    """Each event word in running text, with its sub-type and effect."""
    blocks = [*TABLE["events"], {"sub": None, **TABLE["unspecific"]}, *TABLE["effects"]]
    for block in blocks:
        for key in ("verbs", "verbs_with_place"):
            for entry in block.get(key, ()):
                verb, partners = split_partners(entry)
                partner = "أشخاص" if partners == {"people"} else next(iter(sorted(partners - {"people"})), "")
                yield f"{verb.split('/')[0]} {partner}".strip(), block.get("sub"), block.get("effect")
        for key in ("nouns", "forms"):
            for entry in block.get(key, ()):
                for text in entry.split("/"):
                    yield text, block.get("sub"), block.get("effect")
        for entry in block.get("weapons", ()):
            for text in entry.split("/"):
                yield f"انفجار {text}", None, None


@pytest.mark.parametrize(("text", "sub", "effect"), sorted(set(trigger_entries()), key=str))
def test_every_event_word_is_found(text: str, sub: str | None, effect: str | None) -> None:
    found = find_triggers(words_of(Flat.of(text)), load_arabic(), frozenset(), has_place=True)
    assert found, text
    if effect:
        assert effect in {t.value.effect for t in found}
    elif sub:
        subs = {t.value.sub.value for t in found if t.value.sub}
        # A word may stand in two lists; the more specific one counts.
        assert subs, text


@pytest.mark.parametrize("text", TABLE["no_events"])
def test_phrases_that_tell_of_no_event_give_none(text: str) -> None:
    assert find_triggers(words_of(Flat.of(text)), load_arabic(), frozenset(), has_place=True) == []


def test_every_sub_type_has_a_word() -> None:
    listed = {SubEventType(block["sub"]) for block in TABLE["events"]}
    assert listed | DERIVED == set(SubEventType)


@pytest.mark.parametrize(
    ("name", "category"), [(n, c) for c, listed in TABLE["actors"].items() for n in listed]
)
def test_every_actor_is_found_with_its_side(name: str, category: str) -> None:
    found = load_arabic().actors.at(words_of(Flat.of(name)), 0)
    assert found is not None
    assert found.value is ActorCategory(category)
    assert found.last == len(name.split()) - 1


@pytest.mark.parametrize(
    ("name", "side"), [(n, s) for s, listed in TABLE["claimants"].items() for n in listed]
)
def test_every_source_is_found_with_its_side(name: str, side: str) -> None:
    found = load_arabic().claimants.at(words_of(Flat.of(name)), 0)
    assert found is not None
    assert found.value is ClaimantSide(side)


@pytest.mark.parametrize("entry", [word for block in TABLE["persons"] for word in block["words"]])
def test_every_word_for_people_is_found(entry: str) -> None:
    for text in filter(None, entry.split("/")):
        assert load_arabic().persons.at(words_of(Flat.of(text)), 0) is not None


@pytest.mark.parametrize("key", ["months", "weekdays", "ordinals"])
def test_calendar_words_are_in_range(key: str) -> None:
    bounds = {"months": (1, 12), "weekdays": (0, 6), "ordinals": (1, 31)}[key]
    assert set(TABLE["time"][key].values()) == set(range(bounds[0], bounds[1] + 1))


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def test_every_entry_leaves_letters_when_made_plain() -> None:
    assert all(plain(text).strip() for text in texts(TABLE))


def test_no_name_stands_for_two_sides() -> None:
    for table in (TABLE["actors"], TABLE["claimants"], TABLE["sides"]):
        names = [name for listed in table.values() for name in listed]
        assert len(names) == len(set(names)), sorted(n for n in names if names.count(n) > 1)


@pytest.mark.parametrize(
    ("entry", "forms"),
    [
        ("قصف/يقصف", {"قصف", "قصفت", "قصفوا", "يقصف", "تقصف", "يقصفون", "قصفتها"}),
        ("نفى/ينفي", {"نفي", "نفت", "نفوا", "ينفي", "تنفي", "ينفون", "ينف"}),
    ],
)
def test_verbs_are_inflected(entry: str, forms: set[str]) -> None:
    assert forms <= set(verb_forms(entry))


@pytest.mark.parametrize(
    ("entry", "forms"),
    [
        ("غارة", {"غاره", "غارات", "غارتين", "غارتان"}),
        ("مفخخة", {"مفخخه", "مفخخات"}),
        ("قصف", {"قصف", "قصفا", "قصفها"}),
    ],
)
def test_nouns_are_inflected(entry: str, forms: set[str]) -> None:
    assert forms <= set(noun_forms(entry))


# --- the rules of the house -------------------------------------------------------------------------------------------

ALLOWED = {
    "__future__",
    "calendar",
    "collections",
    "dataclasses",
    "datetime",
    "functools",
    "itertools",
    "re",
    "typing",
    "unicodedata",
}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_the_package_is_pure_and_its_functions_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 400
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name
        if isinstance(node, ast.ImportFrom) and node.module:
            top = node.module.split(".")[0]
            own = node.module.startswith(("incidents.extract", "incidents.model", "gazetteer.places"))
            assert own or top in ALLOWED, node.module
    called = {
        n.func.attr for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
    }
    called |= {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert not called & {"open", "now", "today", "print", "read_text", "write_text", "urlopen"}
