"""A store opened for reading only: the database itself refuses to write, on a file and on a server."""

from __future__ import annotations

import pytest

from gazetteer.mode import READ_ONLY
from incidents.errors import ReadOnlyStore, StoreError
from incidents.public.store import PublicStore
from incidents.store import Store
from tests.factories import TEXT, make_result
from tests.store.conftest import Database


@pytest.fixture
def reading(database: Database, store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    store.add(make_result())
    monkeypatch.setenv(READ_ONLY, "1")
    return database.open()


def test_it_reads_and_refuses_to_write(reading: Store, store: Store) -> None:
    assert reading.incidents() == store.incidents()
    assert reading.search("bomb") == store.search("bomb")
    with pytest.raises(ReadOnlyStore):
        reading.add(make_result(TEXT + " New."))


def test_what_is_added_meanwhile_by_those_who_may_is_seen(reading: Store, store: Store) -> None:
    before = reading.version()
    store.add(make_result(TEXT + " New."))
    assert reading.version() != before
    assert len(reading.documents()) == 2


def test_the_database_itself_refuses_a_bug(reading: Store) -> None:
    reading.read_only = False
    with pytest.raises(StoreError, match="may not be written to"):
        reading.add(make_result(TEXT + " New."))
    for connect in (reading._engine.begin, reading._reader.begin):
        with pytest.raises(Exception, match=r"read.?only"), connect() as connection:
            connection.exec_driver_sql("UPDATE meta SET value = 'x'")
    assert len(reading.documents()) == 1


def test_no_tables_are_made(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(READ_ONLY, "1")
    with pytest.raises(StoreError, match=r"There is no store|is not a store of this program"):
        database.open()


def test_a_public_view_withholds_on_every_database(database: Database, store: Store) -> None:
    store.add(make_result())
    public = PublicStore.open(database.url, create=False)
    assert {incident.id for incident in public.incidents()} == {incident.id for incident in store.incidents()}
    document = public.document(make_result().document.id)
    assert document is not None
    assert document.text != make_result().document.text
    with pytest.raises(ReadOnlyStore):
        public.accept(public.incidents()[0].id)
    public.close()
