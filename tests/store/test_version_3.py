"""A store of version 3 brought up to the tables of today, with all that is in it, or left as it was."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import inspect

from incidents.errors import StoreError
from incidents.frame import build_frame
from incidents.query import Filters, FrameIndex, facets
from incidents.rules import BestFigure, Rules
from incidents.store import Reason, Store
from tests.factories import TEXT, make_result
from tests.store import version_3
from tests.store.conftest import Database
from tests.store.test_purge import consistent

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def old(database: Database) -> Database:
    version_3.write(database.url)
    return database


def version_in(database: Database) -> str:
    return str(database.execute("SELECT value FROM meta WHERE key = 'schema_version'")[0][0])


def opened(database: Database) -> Store:
    return database.open(create=False, upgrade=True, tell=lambda _: None)


def same(store: Store) -> None:
    """It holds what version 3 wrote."""
    assert store.incidents() == version_3.incidents()
    for incident in version_3.incidents():
        assert store.incident(incident.id) == incident
        assert store.claims(incident.id) == version_3.claims(incident.id)
    pd.testing.assert_frame_equal(store.frame(), build_frame(version_3.flats()))


def test_the_kept_rows_are_those_of_a_store_in_use() -> None:
    rows = version_3.rows()
    assert len(version_3.standing()) >= 10
    assert any(row["superseded_at"] for row in rows["incident"])
    assert {row["act"] for row in rows["decision"]} == {"accept", "correct", "reject", "withdraw"}
    assert rows["tombstone"]


def test_it_is_brought_up_to_date_with_all_that_is_in_it(old: Database) -> None:
    store = opened(old)
    assert version_in(old) == "4"
    same(store)
    index, chosen = FrameIndex(store.frame()), Filters()
    assert store.counts().facets(chosen) == facets(index, chosen)
    consistent(store)
    assert [entry.id for entry in store.documents()] == [row["id"] for row in version_3.rows()["document"]]
    assert len(store.decisions()) == len(version_3.rows()["decision"])
    assert store.search("Homs") <= {incident.id for incident in version_3.incidents()}
    with store._reading() as connection:
        columns = {column["name"] for column in inspect(connection).get_columns("incident")}
    assert not columns & {"record", "governorate", "source_ids"}


def test_what_stood_at_an_earlier_moment_stands_there_still(old: Database) -> None:
    gone = next(row for row in version_3.rows()["incident"] if row["superseded_at"])
    store = opened(old)
    then = {one.id for one in store.incidents(as_of=dt.datetime.fromisoformat(gone["created_at"]))}
    assert gone["id"] in then
    stood = [r for r in version_3.rows()["incident"] if r["created_at"] <= gone["created_at"]]
    assert then == {
        r["id"] for r in stood if not r["superseded_at"] or r["superseded_at"] > gone["created_at"]
    }


def test_it_goes_on_as_a_store_made_today(old: Database) -> None:
    store = opened(old)
    assert store.add(make_result(TEXT + " Anew.", later=20, publisher="Anew")).added
    assert len(store.frame(rules=Rules(best=BestFigure.HIGHEST))) == len(store.frame())
    store.accept(store.incidents()[-1].id)
    taken_out = store.withdrawn().keys()
    for entry in store.documents():
        if entry.id not in taken_out:
            store.purge_report(entry.id, Reason.MISTAKE)
            break
    consistent(store)
    with pytest.raises(Exception, match="append-only"):
        old.execute("DELETE FROM claim")


def test_the_command_brings_it_up_to_date(old: Database) -> None:
    command = [sys.executable, "-m", "incidents.cli", "migrate", "--db", old.url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "earlier version of this program (tables 3)" in done.stderr
    assert ("before-3" if old.kind == "sqlite" else "pg_dump") in done.stderr
    assert version_in(old) == "4"
    same(old.open(upgrade=False))


def test_it_is_not_read_as_it_is(old: Database) -> None:
    with pytest.raises(StoreError, match="incidents migrate"):
        old.open(upgrade=False)
    assert version_in(old) == "3"


KILLED = """
import os, pathlib, signal, sys
from sqlalchemy import Engine, event
from incidents.store import Store

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[2] == "copied":
    pathlib.Path.rename = die

@event.listens_for(Engine, "after_cursor_execute")
def after(connection, cursor, statement, *rest):
    if statement.startswith(sys.argv[2]):
        die()

Store.open(sys.argv[1], create=False, upgrade=True, tell=lambda _: None)
"""


def killed_at(what: str, url: str) -> None:
    """Bring a store up to date in a process that is killed after a statement, or before a copy has its name."""
    command = [sys.executable, "-c", KILLED, url, what]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.parametrize(
    "statement", ["INSERT INTO incident_record", "DROP TABLE incident", "CREATE INDEX incident_id", "UPDATE meta"]
)  # fmt: skip
def test_killed_in_the_middle_it_is_as_it_was(old: Database, statement: str) -> None:
    killed_at(statement, old.url)
    assert version_in(old) == "3"
    assert len(old.execute("SELECT record, governorate FROM incident")) == len(version_3.rows()["incident"])
    with pytest.raises(Exception, match=r"incident_kind|incident_record"):
        old.execute("SELECT count(*) FROM incident_kind, incident_record")
    same(opened(old))
    assert version_in(old) == "4"


def test_a_copy_that_is_not_whole_does_not_look_like_one(tmp_path: Path) -> None:
    path = tmp_path / "incidents.sqlite"
    version_3.write(str(path))
    killed_at("copied", str(path))
    assert not list(tmp_path.glob("*.before-3.sqlite"))
    Store.open(path).close()
    kept = Database(
        str(tmp_path / "incidents.before-3.sqlite"), "sqlite", tmp_path / "incidents.before-3.sqlite"
    )
    assert kept.execute("SELECT count(*) FROM incident") == [(len(version_3.rows()["incident"]),)]
