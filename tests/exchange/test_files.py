"""Exports are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from incidents.errors import InputError
from incidents.exchange.files import replacing


def _fail_halfway(path: Path) -> None:
    with replacing(path) as out:
        out.write(b"half of")
        raise ZeroDivisionError


def test_what_fails_halfway_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "incidents.csv"
    path.write_text("of last week", encoding="utf-8")
    with pytest.raises(ZeroDivisionError):
        _fail_halfway(path)
    assert path.read_text(encoding="utf-8") == "of last week"
    assert list(tmp_path.iterdir()) == [path]
    with replacing(path) as out:
        out.write(b"of today")
    assert path.read_text(encoding="utf-8") == "of today"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_told_in_a_line(tmp_path: Path) -> None:
    with (
        pytest.raises(
            InputError, match=r"cannot be written \(No such file or directory\): give another path"
        ),
        replacing(tmp_path / "none" / "incidents.csv"),
    ):
        pass
