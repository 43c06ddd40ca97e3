"""Stores of an earlier version: brought up to date whole or not at all, with a copy and with words."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from incidents.errors import StoreError
from incidents.store import Store, schema, upgrade
from incidents.store.location import open_engine
from tests.factories import TEXT, make_result
from tests.postgres_server import Server
from tests.store.conftest import Database

NEXT = schema.SCHEMA_VERSION + 1
STEP = f'''
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{schema.SCHEMA_VERSION}"


def upgrade() -> None:
    op.create_table("later", sa.Column("key", sa.String(8), primary_key=True))
    # Made anew on SQLite: others refer to it, and it is append-only.
    with op.batch_alter_table("claim", recreate="auto") as batch:
        batch.alter_column("digest", type_=sa.String(20), existing_type=sa.String(16), existing_nullable=False)
        batch.add_column(sa.Column("later", sa.Text))
'''


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes the program one version younger; `more` is the end of its step."""

    def become(more: str = "") -> None:
        folder = tmp_path / "steps"
        folder.mkdir()
        (folder / f"v{NEXT}.py").write_text(STEP + more)
        monkeypatch.setattr(upgrade, "FOLDERS", [*upgrade.FOLDERS, folder])
        monkeypatch.setattr(schema, "SCHEMA_VERSION", NEXT)

    return become


def tables(database: Database) -> set[str]:
    sqlite = "SELECT name FROM sqlite_master WHERE type = 'table'"
    server = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return {row[0] for row in database.execute(sqlite if database.kind == "sqlite" else server)}


def version_in(database: Database) -> str:
    return str(database.execute("SELECT value FROM meta WHERE key = 'schema_version'")[0][0])


def test_an_older_store_is_brought_up_to_date_with_all_that_is_in_it(
    store: Store, database: Database, later: Callable[..., None]
) -> None:
    store.add(make_result())
    before, claims = store.incidents(), store.claims_of_document(make_result().document.id)
    store.close()
    later()
    told: list[str] = []
    again = database.open(upgrade=True, tell=told.append)
    assert version_in(database) == str(NEXT)
    assert "later" in tables(database)
    assert again.incidents() == before
    assert again.claims_of_document(make_result().document.id) == claims
    assert again.add(make_result(TEXT + " Again.", later=9)).added
    with pytest.raises(Exception, match="append-only"):
        database.execute("UPDATE claim SET later = 'x'")
    assert "earlier version" in told[0]
    assert ("before-" if database.kind == "sqlite" else "pg_dump") in told[1]
    database.open(upgrade=True, tell=told.append)
    assert len(told) == 2, "and nothing is said when there is nothing to do"


def test_a_file_is_upgraded_when_opened_after_a_private_copy(
    tmp_path: Path, later: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "incidents.sqlite"
    store = Store.open(path)
    store.add(make_result())
    before = store.incidents()
    store.close()
    (tmp_path / f"incidents.before-{NEXT - 1}.sqlite").write_text("another's")
    (tmp_path / f"incidents.before-{NEXT - 1}-2.sqlite.part").write_text(
        "half a copy, by one that was killed"
    )
    later()
    Store.open(path).close()
    copy = tmp_path / f"incidents.before-{NEXT - 1}-2.sqlite"
    assert str(copy) in caplog.text
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert list(tmp_path.glob("*.part*")) == []
    assert (tmp_path / f"incidents.before-{NEXT - 1}.sqlite").read_text() == "another's"
    old = Database(str(copy), "sqlite", copy)
    assert version_in(old) == str(NEXT - 1)
    assert len(old.execute("SELECT id FROM incident")) == len(before)


def test_a_shared_database_is_not_changed_unasked(
    postgres: Server, filled_template: str, later: Callable[..., None]
) -> None:
    name = postgres.new_database(filled_template)
    store = Store.open(postgres.url(name))
    later()
    with pytest.raises(StoreError, match=r"make a backup, then run `incidents migrate`") as caught:
        Store.open(postgres.url(name))
    assert "\n" not in str(caught.value)
    assert postgres.execute("SELECT value FROM meta WHERE key = 'schema_version'", name) == [(str(NEXT - 1),)]
    assert store.is_empty(), "those who have it open go on"
    store.close()
    postgres.drop(name)


def test_a_step_that_fails_changes_nothing(
    store: Store, database: Database, later: Callable[..., None]
) -> None:
    store.add(make_result())
    before = store.incidents()
    store.close()
    later("    op.execute('INSERT INTO nowhere VALUES (1)')\n")
    with pytest.raises(StoreError, match="nowhere"):
        database.open(upgrade=True, tell=lambda _: None)
    assert "later" not in tables(database)
    assert version_in(database) == str(NEXT - 1)
    assert database.execute("SELECT count(*) FROM incident") == [(len(before),)]


def test_a_step_that_would_lose_rows_others_name_is_refused(
    store: Store, database: Database, later: Callable[..., None]
) -> None:
    store.add(make_result())
    store.close()
    later(
        "    op.drop_table('run') if op.get_bind().dialect.name == 'sqlite' else op.execute('DELETE FROM run')\n"
    )
    with pytest.raises(StoreError):
        database.open(upgrade=True, tell=lambda _: None)
    assert version_in(database) == str(NEXT - 1)


def test_models_and_steps_make_the_same_tables(database: Database) -> None:
    """If this fails: add a step; those that are there stay as they are."""
    database.open().close()
    engine = open_engine(database.url, create=False)
    by_models = (tables(database), triggers(database))
    with engine.execution_options(writing=True).begin() as connection:
        schema.metadata.drop_all(connection)
        for name in schema.WORD_TABLES:
            connection.exec_driver_sql(f"DROP TABLE {name}")
        connection.exec_driver_sql("DROP FUNCTION refuse_change() CASCADE" if database.server else "SELECT 1")
        upgrade.steps_after(connection, None)
        made = inspect(connection).get_table_names()
        assert set(made) >= schema.WORD_TABLES.keys()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": modelled})
        assert compare_metadata(context, schema.metadata) == []
    engine.dispose()
    assert (tables(database), triggers(database)) == by_models


def modelled(name: str | None, kind: str, _: object) -> bool:
    """Whether a table is one of the models: each kind of database has its own tables of words."""
    return kind != "table" or not str(name).startswith(tuple(schema.WORD_TABLES))


def triggers(database: Database) -> list[tuple[object, ...]]:
    sqlite = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    server = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
    return database.execute(sqlite if database.kind == "sqlite" else server)


def test_the_last_step_leads_to_the_version_of_the_models() -> None:
    steps = upgrade.scripts(None)
    assert [step.revision for step in steps] == [
        str(n) for n in range(schema.FIRST_VERSION, schema.SCHEMA_VERSION + 1)
    ]


@pytest.mark.parametrize(("version", "words"), [("99", "later version"), ("0", "before the first release")])
def test_what_cannot_be_upgraded_is_said(store: Store, database: Database, version: str, words: str) -> None:
    database.execute(f"UPDATE meta SET value = '{version}' WHERE key = 'schema_version'")
    with pytest.raises(StoreError, match=words):
        database.open(upgrade=True)
