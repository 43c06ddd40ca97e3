"""What fuzzing ever found stays mended, and the targets take what they begin with."""

from __future__ import annotations

import pytest

from tests.fuzz.targets import KEPT, TARGETS

FILES = sorted(path for path in KEPT.rglob("*") if path.is_file() and path.parent.name in TARGETS)


def test_every_kept_file_belongs_to_a_target() -> None:
    assert {path.name for path in KEPT.iterdir()} <= set(TARGETS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_is_read_or_refused(path: object) -> None:
    TARGETS[path.parent.name].check(path.read_bytes())  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", TARGETS)
def test_what_a_target_begins_with_is_no_finding(name: str) -> None:
    for seed in TARGETS[name].seeds():
        TARGETS[name].check(seed)
