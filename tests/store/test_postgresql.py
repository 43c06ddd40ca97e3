"""A team's database: what can be wrong with a server is said in one line, and no password with it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from incidents.errors import StoreError
from incidents.store import Store, postgresql
from incidents.store.dialect import DIALECTS
from incidents.store.location import as_url, shown
from tests.factories import TEXT, make_result
from tests.postgres_server import Server

ROOT = Path(__file__).resolve().parents[2]
SECRET = "geheim-7"


@pytest.fixture
def name(postgres: Server, filled_template: str) -> Iterator[str]:
    """A database with an empty store."""
    made = postgres.new_database(filled_template)
    yield made
    postgres.drop(made)


def refused(url: str, *words: str) -> str:
    with pytest.raises(StoreError) as caught:
        Store.open(url).add(make_result())
    said = str(caught.value)
    assert "\n" not in said
    assert SECRET not in said
    for word in words:
        assert word in said
    return said


# --- addresses ---


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_all_spellings_of_an_address_lead_to_the_same_database(
    postgres: Server, name: str, scheme: str
) -> None:
    url = postgres.url(name).replace("postgresql:", f"{scheme}:")
    Store.open(url).add(make_result())
    assert len(Store.open(postgres.url(name), create=False).documents()) == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"postgresql://rana:{SECRET}@db.example:5433/syria", "postgresql://rana@db.example:5433/syria"),
        (f"postgres://rana:{SECRET}@db.example/syria?sslmode=require", "postgresql://rana@db.example/syria"),
        (f"postgresql://db.example/syria?user=rana&password={SECRET}", "postgresql://db.example/syria"),
    ],
)
def test_a_password_is_used_and_not_shown(url: str, said: str) -> None:
    assert shown(url) == said
    assert as_url(url) == url, "the program itself needs it"


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://rana:{SECRET}@host:port/syria",
        f"postgresql://rana:ge@{SECRET}@host/syria",
        f"://a:{SECRET}@b",
    ],
)
def test_an_address_that_cannot_be_read_is_not_repeated_with_its_password(url: str) -> None:
    refused(url)


# --- what can be wrong ---


def test_no_server_is_said(postgres: Server) -> None:
    refused(
        f"postgresql://team:{SECRET}@127.0.0.1:1/syria",
        "postgresql://team@127.0.0.1:1/syria cannot be reached",
    )
    refused("postgresql://team@/syria?host=/nowhere", "cannot be reached", "check name and port")


def test_no_database_no_user_and_a_wrong_password_are_told_apart(postgres: Server, name: str) -> None:
    postgres.execute(f"CREATE ROLE guarded LOGIN PASSWORD '{SECRET}'")
    postgres.execute(
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO guarded; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO guarded",
        name,
    )
    try:
        refused(postgres.url("nowhere"), "There is no database postgresql://team@/nowhere", "createdb")
        refused(postgres.url(name, "nobody_known"), "does not know the user")
        guarded = postgres.url(name, "guarded:{}")
        refused(guarded.format("wrong-" + SECRET), "refused the password", "~/.pgpass")
        refused(postgres.url(name, "guarded"), "refused the password")
        assert Store.open(guarded.format(SECRET)).add(make_result()).added
    finally:
        postgres.execute("DROP OWNED BY guarded", name)
        postgres.execute("DROP ROLE guarded")


def test_a_role_without_rights_is_told_whom_to_ask(postgres: Server, name: str) -> None:
    empty = postgres.new_database()
    postgres.execute("CREATE ROLE guest LOGIN")
    try:
        refused(postgres.url(name, "guest"), "You may not", "make you its owner")
        refused(postgres.url(empty, "guest"), "You may not")
        postgres.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest", name)
        guest = Store.open(postgres.url(name, "guest"))
        assert guest.is_empty(), "who may only read, reads"
        with pytest.raises(StoreError, match="You may not"):
            guest.add(make_result())
        guest.close()
    finally:
        postgres.execute("DROP OWNED BY guest", name)
        postgres.execute("DROP ROLE guest")
        postgres.drop(empty)


def test_a_standby_or_read_only_database_is_said(postgres: Server, name: str) -> None:
    postgres.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    refused(postgres.url(name), "may not be written to")


def test_a_server_that_was_restarted_is_found_again(postgres: Server, name: str) -> None:
    store = Store.open(postgres.url(name))
    store.add(make_result())
    postgres.stop()
    with pytest.raises(StoreError, match="cannot be reached"):
        store.incidents()
    postgres.start()
    assert len(store.incidents()) == 2
    store.close()


def test_a_connection_lost_within_a_step_leaves_nothing_of_it(postgres: Server, name: str) -> None:
    store = Store.open(postgres.url(name))
    end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"

    def begin() -> None:
        with store._writing() as connection:
            connection.exec_driver_sql("UPDATE meta SET value = '7' WHERE key = 'revision'")
            postgres.execute(end)
            connection.exec_driver_sql("SELECT 1")

    with pytest.raises(StoreError, match="stopped or restarted"):
        begin()
    assert store.version().endswith(":0")
    assert store.add(make_result()).added
    store.close()


def test_another_program_that_keeps_writing_is_said(
    postgres: Server, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "LOCK_TIMEOUT_S", 1)
    busy, store = Store.open(postgres.url(name)), Store.open(postgres.url(name))
    with busy._writing():
        assert store.is_empty(), "who reads does not wait"
        with pytest.raises(StoreError, match="is in use"):
            store.add(make_result())
    assert store.add(make_result()).added
    busy.close()
    store.close()


def test_a_text_that_the_server_cannot_keep_is_said(postgres: Server, name: str) -> None:
    store = Store.open(postgres.url(name))
    result = make_result()
    odd = replace(result, document=replace(result.document, title="a\0b"))
    with pytest.raises(StoreError, match="NUL character"):
        store.add(odd)
    assert store.is_empty()
    store.close()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (psycopg.errors.DiskFull("could not extend file"), "disk of the server of SHOWN is full"),
        (psycopg.errors.TooManyConnections("sorry"), "takes no more connections"),
        (psycopg.errors.CannotConnectNow("starting up"), "stopped or restarted"),
        (psycopg.errors.DataCorrupted("invalid page"), "damaged"),
        (psycopg.errors.DeadlockDetected("deadlock"), "same moment"),
        (psycopg.errors.UndefinedColumn("no such\ncolumn"), "cannot be used (no such)"),
        (psycopg.OperationalError("connection timeout expired"), "cannot be reached"),
        (psycopg.OperationalError(""), "no reason given"),
    ],
)
def test_what_cannot_be_brought_about_here_is_explained_by_its_code(error: psycopg.Error, words: str) -> None:
    said = DIALECTS["postgresql"].explain("SHOWN", error)
    assert words in said
    assert "\n" not in said


# --- together ---


def test_who_reads_sees_one_state_while_others_write(store: Store) -> None:
    store.add(make_result())
    count = "SELECT count(*) FROM incident"
    with store._reading() as connection:
        before = connection.exec_driver_sql(count).scalar()
        thread = threading.Thread(target=lambda: store.add(make_result(TEXT + " Again.", later=20)))
        thread.start()
        thread.join(20)
        assert not thread.is_alive(), "reading does not hold up writing"
        assert connection.exec_driver_sql(count).scalar() == before
    with store._reading() as connection:
        assert connection.exec_driver_sql(count).scalar() == 4


def test_the_command_line_uses_it(postgres: Server, name: str, tmp_path: Path) -> None:
    Store.open(postgres.url(name)).add(make_result())
    out = tmp_path / "out.csv"
    command = [sys.executable, "-m", "incidents.cli", "export", "--format", "csv", "--out", str(out)]
    done = subprocess.run([*command, "--db", postgres.url(name)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Karm al-Zeitoun" in out.read_text(encoding="utf-8-sig")
    command = [
        sys.executable,
        "-m",
        "incidents.cli",
        "migrate",
        "--db",
        f"postgresql://team:{SECRET}@127.0.0.1:1/x",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert SECRET not in done.stderr


def test_what_the_guide_says_of_roles_and_backups_holds(postgres: Server, name: str, tmp_path: Path) -> None:
    Store.open(postgres.url(name)).add(make_result())
    postgres.execute("CREATE ROLE rana LOGIN IN ROLE team; CREATE ROLE guest LOGIN IN ROLE pg_read_all_data")
    copy = postgres.new_database()
    try:
        rana = Store.open(postgres.url(name, "rana") + "&options=-crole%3Dteam")
        assert rana.add(make_result(TEXT + " Again.", later=20)).added
        guest = Store.open(postgres.url(name, "guest"))
        with pytest.raises(StoreError, match="You may not"):
            guest.add(make_result(TEXT + " New."))
        dump = tmp_path / "syria.dump"
        postgres.run("pg_dump", "--format", "custom", "--file", str(dump), postgres.url(name), by_tests=True)
        to = ("--dbname", postgres.url(copy))
        postgres.run("pg_restore", "--no-owner", *to, str(dump), by_tests=True)
        restored = Store.open(postgres.url(copy), create=False)
        assert restored.incidents() == rana.incidents()
        assert len(guest.incidents()) == 4
        with pytest.raises(psycopg.IntegrityError, match="append-only"):
            postgres.execute("DELETE FROM claim", copy)
        for store in (rana, guest, restored):
            store.close()
    finally:
        postgres.drop(copy)
        postgres.execute("DROP ROLE rana; DROP ROLE guest")
