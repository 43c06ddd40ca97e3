"""Commands on the reports of a store: listed, taken out and in, purged when that is confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from incidents import cli
from incidents.errors import IncidentsError
from incidents.store import Store
from tests.factories import make_result
from tests.store.test_purge import secret


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store.sqlite"
    store = Store.open(path)
    store.add(make_result())
    store.add(secret())
    store.close()
    return path


def left(path: Path, *words: str) -> list[str]:
    """Which of some words stand in the store's files, in any case."""
    found = b"".join(
        file.read_bytes() for file in path.parent.glob("store.sqlite*") if file.is_file()
    ).lower()
    return [word for word in words if word.lower().encode() in found]


def run(path: Path, *words: str, typed: str | None = None) -> tuple[int, str]:
    done = CliRunner().invoke(cli.app, [*words, "--db", str(path)], input=typed)
    said = done.output + (str(done.exception) if isinstance(done.exception, IncidentsError) else "")
    assert done.exception is None or isinstance(done.exception, IncidentsError | SystemExit), done.exception
    return done.exit_code, said


def test_reports_are_listed_taken_out_and_in_again(path: Path) -> None:
    document = secret().document.id
    code, said = run(path, "reports")
    assert code == 0
    lines = [line.split("\t") for line in said.splitlines()]
    assert [(line[0], line[3]) for line in lines] == [(make_result().document.id, "2"), (document, "1")]
    assert run(path, "withdraw", document, "--by", "R. K.", "--note", "a hoax")[0] == 0
    assert run(path, "reports")[1].splitlines()[1].endswith("taken out")
    assert len(Store.open(path).incidents()) == 2
    assert run(path, "withdraw", document)[0] == 1
    assert run(path, "restore", document)[0] == 0
    assert len(Store.open(path).incidents()) == 3
    code, said = run(path, "restore", document)
    assert code == 1
    assert "is not taken out" in said


def test_a_report_is_purged_when_confirmed(path: Path) -> None:
    document = secret().document.id
    code, said = run(path, "purge", "report", document, "--reason", "safety", typed="yes\n")
    assert code == 1
    assert "nothing was erased" in said
    assert left(path, "Zamalkawitness")
    code, said = run(path, "purge", "report", document, "--reason", "safety", typed="PURGE\n")
    assert code == 0, said
    assert "cannot be undone" in said
    assert "backups" in said
    assert left(path, "Zamalkawitness", "Qutaybah") == []
    code, said = run(path, "purge", "report", document, "--reason", "safety", "--confirm", "PURGE")
    assert code == 1
    assert "no report" in said
    assert run(path, "purge", "finish")[0] == 0


def test_a_name_is_shown_where_it_stands_then_removed(path: Path) -> None:
    code, said = run(path, "purge", "name", "Ahmad al-Khalil", "--reason", "request", typed="Ahmad\n")
    assert code == 1
    assert "1 reports, 1 claims and 0 decisions" in said
    assert "Zamalkawitness >Ahmad al-Khalil< told us" in said
    code, said = run(
        path, "purge", "name", "Ahmad al-Khalil", "--reason", "request", typed="Ahmad al-Khalil\n"
    )
    assert code == 0, said
    assert left(path, "Ahmad al-Khalil", "AHMAD AL KHALIL") == []
    code, said = run(path, "purge", "name", "Ahmad al-Khalil", "--reason", "request")
    assert code == 1
    assert "nowhere" in said


def test_a_reason_is_one_of_the_list(path: Path) -> None:
    code, said = run(path, "purge", "report", secret().document.id, "--reason", "because he asked")
    assert code == 2
    assert "safety" in said
