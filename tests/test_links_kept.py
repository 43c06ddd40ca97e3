"""Links that people may have sent keep their meaning: beside each under ``tests/data/links`` stands what it restores.

A file holds a link in its first line and below it every value that is not the default, one a line, and each note.
Neither may be edited when this fails: mend the code, or raise the version of links and give the old one an upgrade.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from incidents.dashboard import state
from incidents.query import LINK_VERSION, Filters, LinkState, Rules, to_params

KEPT = Path(__file__).resolve().parent / "data" / "links"
FILES = sorted(KEPT.rglob("*.txt"))


def in_words(value: Any) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(in_words, value)))
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return " ".join(str(part) for part in dataclasses.astuple(value))
    return value.value if isinstance(value, StrEnum) else str(value)


def restored(link: str) -> list[str]:
    """What a link restores, in words."""
    session = state.from_link(parse_qs(link.rpartition("?")[2], keep_blank_values=True))
    whole = LinkState()
    parts: list[tuple[str, Any, Any]] = [
        ("filters", session.filters, Filters()),
        ("rules", session.rules, Rules()),
        ("link", dataclasses.replace(session.link, filters=Filters(), rules=Rules()), whole),
        ("session", dataclasses.replace(session, link=whole, notes=()), state.SessionState()),
    ]
    lines = [
        f"{part}.{field.name}: {in_words(getattr(made, field.name))}"
        for part, made, default in parts
        for field in dataclasses.fields(made)
        if getattr(made, field.name) != getattr(default, field.name)
    ]
    return lines + [f"note: {note}" for note in session.notes]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_link_still_means_what_it_meant(file: Path) -> None:
    link, *expected = file.read_text(encoding="utf-8").splitlines()
    assert restored(link) == expected


def test_every_parameter_is_in_a_kept_link_with_a_value_of_its_own() -> None:
    default = {**to_params(LinkState()), state.DATA_PARAM: "own"}
    used = set()
    for file in (KEPT / f"v{LINK_VERSION}").glob("*.txt"):
        link = file.read_text(encoding="utf-8").splitlines()[0]
        given = parse_qs(link.rpartition("?")[2], keep_blank_values=True)
        used |= {name for name, values in given.items() if values != [default.get(name)]}
    assert set(default) - {"v"} <= used


def test_every_version_has_links_that_are_kept() -> None:
    assert {folder.name for folder in KEPT.iterdir()} == {f"v{n}" for n in range(1, LINK_VERSION + 1)}
