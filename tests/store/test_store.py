"""The store: what is added stays, what is derived is superseded, and what is wrong is said."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pandas as pd
import psycopg
import pytest

from incidents.derive import derive_incident
from incidents.errors import ReadOnlyStore, StoreError
from incidents.frame import flatten
from incidents.group import Group
from incidents.model import Casualties, Document, ReportResult, Run
from incidents.query import to_frame
from incidents.store import Store, default_url, flat, schema
from tests.factories import HOSTILE, TEXT, make_result, random_incidents
from tests.store.conftest import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "incidents.sqlite"


# --- adding and reading ---


def test_an_added_report_is_read_back_whole(store: Store, database: Database) -> None:
    result = make_result()
    outcome = store.add(result)
    assert (outcome.added, outcome.document_id, outcome.n_claims, outcome.n_incidents) == (
        True,
        result.document.id,
        4,
        2,
    )
    again = database.open(create=False)
    assert again.incidents() == list(result.incidents)
    assert again.incident(result.incidents[1].id) == result.incidents[1]
    assert again.claims(result.incidents[0].id) == list(result.claims[:2])
    assert again.claims_of_document(result.document.id) == list(result.claims)
    assert again.not_mapped() == list(result.not_mapped)
    assert again.document(result.document.id) == result.document
    assert not again.is_empty()


def test_unknown_ids_are_none(store: Store) -> None:
    assert store.incident("inc-0000000000000000") is None
    assert store.document("doc-0") is None
    assert store.claims("inc-0") == []
    assert list(store.dossiers(["inc-0"])) == []


def test_the_same_report_twice_changes_nothing(store: Store, database: Database) -> None:
    store.add(make_result())
    version, before = store.version(), everything(database)
    outcome = store.add(make_result(ref="another name", title="another title"))
    assert not outcome.added
    assert store.version() == version
    assert everything(database) == before


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    return {
        name: sorted(database.execute(f'SELECT * FROM "{name}"'), key=repr) for name in schema.metadata.tables
    }


def test_the_version_changes_with_each_write_and_differs_between_stores(store: Store, tmp_path: Path) -> None:
    versions = [store.version()]
    for number in range(3):
        store.add(make_result(f"{TEXT} {number}"))
        versions.append(store.version())
    versions.append(Store.open(tmp_path / "other.sqlite").version())
    assert len(set(versions)) == 5


def test_the_list_of_reports_counts_their_incidents(store: Store) -> None:
    store.add(make_result())
    store.add(replace(make_result(TEXT + " Again.", title=None), incidents=()))
    first, second = store.documents()
    assert (first.title, first.published, first.n_incidents) == ("Massacre in Homs", dt.date(2012, 3, 12), 2)
    assert (second.title, second.n_incidents) == (None, 0)
    assert first.added_at.tzinfo is not None
    assert len(store.not_mapped()) == 1 + 4


def test_the_frame_is_that_of_the_incidents(store: Store) -> None:
    for number in range(3):
        store.add(make_result(f"{TEXT} {number}"))
    pd.testing.assert_frame_equal(store.frame(), to_frame(store.incidents(), samples=False))


def test_dossiers_come_in_the_order_asked_for(store: Store) -> None:
    results = [make_result(f"{TEXT} {number}", later=10 * number) for number in range(3)]
    for result in results:
        store.add(result)
    ids = [incident.id for result in reversed(results) for incident in result.incidents]
    dossiers = list(store.dossiers(ids))
    assert [dossier.incident.id for dossier in dossiers] == ids
    assert [len(dossier.claims) for dossier in dossiers] == [2, 1] * 3
    assert dossiers[0].documents == (results[2].document,)


def test_hostile_text_is_only_text(store: Store) -> None:
    text = f"{TEXT} {HOSTILE} '); DROP TABLE document; --"
    store.add(make_result(text, title=HOSTILE, ref="'; DROP TABLE claim; --"))
    (entry,) = store.documents()
    document = store.document(entry.id)
    assert document is not None
    assert (document.text, document.title, document.ref) == (text, HOSTILE, "'; DROP TABLE claim; --")


# --- append-only, supersede, as of ---


@pytest.mark.parametrize("table", [table.name for table in schema.APPEND_ONLY])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
def test_the_database_refuses_to_change_reports_and_claims(
    store: Store, database: Database, table: str, statement: str
) -> None:
    store.add(make_result())
    store.accept(make_result().incidents[0].id)
    column = next(iter(schema.metadata.tables[table].c)).name
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match="append-only"):
        database.execute(statement.format(table, column, column))
    assert len(store.claims_of_document(make_result().document.id)) == 4


def rederived() -> ReportResult:
    """The same report as a later version reads it: one claim with another count, one incident less."""
    old = make_result()
    first = replace(old.claims[0], killed=Casualties(47, 47, "47"))
    killing = derive_incident(Group((first, old.claims[1]), old.incidents[0].joins))
    return replace(
        old, claims=(first, *old.claims[1:]), incidents=(killing,), run=Run("rules/2", "derive/2", "test/2")
    )


def test_a_new_derivation_supersedes_and_the_old_one_still_stands_as_of_then(store: Store) -> None:
    old, new = make_result(), rederived()
    store.add(old)
    before = dt.datetime.now(dt.UTC)
    assert not store.add(new).added
    assert store.add(new, supersede=True).added
    assert store.incidents() == list(new.incidents)
    assert store.claims(new.incidents[0].id)[0].killed.low == 47
    assert len(store.not_mapped()) == 2
    assert store.incidents(as_of=before) == list(old.incidents)
    assert store.claims(old.incidents[0].id, as_of=before) == list(old.claims[:2])
    assert store.claims_of_document(old.document.id, as_of=before) == list(old.claims)
    assert len(store.frame(as_of=before)) == 2
    assert store.frame(as_of=before - dt.timedelta(days=1)).empty
    assert [entry.n_incidents for entry in store.documents()] == [1]


def test_each_derivation_names_its_run_with_an_aware_moment(store: Store, database: Database) -> None:
    store.add(make_result())
    store.add(make_result(TEXT + " Again."))
    store.add(rederived(), supersede=True)
    runs = database.execute("SELECT extractor, created_at FROM run ORDER BY seq")
    (derivations,) = database.execute("SELECT count(*), count(superseded_at) FROM derivation")
    assert [name for name, _ in runs] == ["rules/0.1.0", "rules/2"]
    assert all(dt.datetime.fromisoformat(moment).utcoffset() == dt.timedelta(0) for _, moment in runs)
    assert derivations == (3, 1)


LATE_FAULT = {
    "sqlite": [
        "CREATE TRIGGER late BEFORE INSERT ON incident_claim BEGIN SELECT RAISE(ABORT, 'no more'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no more'; END $$",
        "CREATE TRIGGER late BEFORE INSERT ON incident_claim FOR EACH ROW EXECUTE FUNCTION late()",
    ],
}


def test_a_report_is_added_whole_or_not_at_all(store: Store, database: Database) -> None:
    store.add(make_result())
    clashing = replace(make_result(TEXT + " Again."), incidents=make_result().incidents)
    with pytest.raises(StoreError, match="unknown claim"):
        store.add(clashing)
    other = make_result(TEXT + " Again.")
    version = store.version()
    for statement in LATE_FAULT[database.kind]:
        database.execute(statement)
    with pytest.raises(StoreError, match="no more"):
        store.add(other)
    assert len(store.documents()) == 1
    assert store.document(other.document.id) is None
    assert len(store.incidents()) == 2
    assert store.version() == version


@pytest.mark.parametrize("wrong", ["twice", "foreign"])
def test_a_result_that_contradicts_itself_is_refused(store: Store, wrong: str) -> None:
    result = make_result()
    extra = (
        result.claims[0] if wrong == "twice" else replace(result.claims[0], id="clm-x", document_id="doc-x")
    )
    with pytest.raises(StoreError):
        store.add(replace(result, claims=(*result.claims, extra)))
    assert store.is_empty()


# --- samples and memory ---


def sample_store() -> Store:
    return Store.in_memory(
        [make_result(sample=True), make_result(TEXT + " Again.", later=10, sample=True)], sample=True
    )


def test_a_sample_store_is_read_only_and_marks_every_row() -> None:
    store = sample_store()
    assert store.sample
    assert store.read_only
    assert store.frame()["sample"].all()
    assert [dossier.sample for dossier in store.dossiers([store.incidents()[0].id])] == [True]
    version = store.version()
    with pytest.raises(ReadOnlyStore, match="store of your own"):
        store.add(make_result(TEXT + " New."))
    assert store.version() == version


def test_samples_do_not_get_into_a_store_of_ones_own(store: Store) -> None:
    with pytest.raises(StoreError, match="kept apart"):
        store.add(make_result(sample=True))
    assert store.is_empty()


def test_the_samples_stood_at_any_moment_a_link_names() -> None:
    assert len(sample_store().incidents(as_of=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))) == 4


def test_a_memory_store_can_be_read_by_many_threads_at_once() -> None:
    store, failures = sample_store(), []

    def read() -> None:
        try:
            for _ in range(5):
                # A nested read, as an export does it.
                for dossier in store.dossiers([incident.id for incident in store.incidents()]):
                    assert store.claims(dossier.incident.id)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_many_threads_add_without_loss(store: Store) -> None:
    def add(number: int) -> None:
        store.add(make_result(f"{TEXT} {number}", later=10 * number))
        store.add(make_result(f"{TEXT} shared", later=100))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.documents()) == 7
    assert len(store.incidents()) == 14


# --- where it is, and what can be wrong there ---


def test_the_default_is_a_private_file_in_the_data_folder(own_data_folder: Path) -> None:
    store = Store.open()
    file = own_data_folder / "syria-incidents" / "incidents.sqlite"
    assert file.exists()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert store.is_empty()


def test_the_environment_names_another_path_or_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_DB", str(tmp_path / "a b.sqlite"))
    Store.open().add(make_result())
    monkeypatch.setenv("INCIDENTS_DB", f"sqlite:///{tmp_path / 'a b.sqlite'}")
    assert not Store.open(create=False).is_empty()
    assert default_url() == f"sqlite:///{tmp_path / 'a b.sqlite'}"


def damage(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(statement)


def test_what_is_wrong_with_a_place_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "text.sqlite").write_text("not a database at all, " * 100)
    damage(tmp_path / "other.sqlite", "CREATE TABLE photos (id)")
    Store.open(tmp_path / "later.sqlite").close()
    damage(tmp_path / "later.sqlite", "UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    Store.open(tmp_path / "odd.sqlite").close()
    damage(tmp_path / "odd.sqlite", "DELETE FROM meta")
    cases = {
        tmp_path / "text.sqlite": "damaged",
        tmp_path / "other.sqlite": "not a store of this program",
        tmp_path / "later.sqlite": "later version",
        tmp_path / "odd.sqlite": "does not say its version",
        tmp_path: "is a folder",
        tmp_path / "no" / "where.sqlite": "There is no folder",
        "mysql://host/db": "not supported",
        "sqlite://": "in memory",
        "what://is this": "not supported",
    }
    for place, words in cases.items():
        with pytest.raises(StoreError, match=words) as caught:
            Store.open(place)
        assert "\n" not in str(caught.value)


def test_nothing_is_made_when_not_asked_to(path: Path) -> None:
    with pytest.raises(StoreError, match="There is no store"):
        Store.open(path, create=False)
    assert not path.exists()
    path.touch()
    with pytest.raises(StoreError, match="not a store"):
        Store.open(path, create=False)


def test_a_file_one_may_only_read_is_read_and_refuses_writing_clearly(path: Path) -> None:
    store = Store.open(path)
    store.add(make_result())
    read_only = Store.open(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert len(read_only.incidents()) == 2
    with pytest.raises(StoreError, match="may not be written to"):
        read_only.add(make_result(TEXT + " New."))


def read_all(path: Path) -> None:
    store = Store.open(path)
    for incident in store.incidents():
        store.claims(incident.id)
    store.documents()
    store.frame()


def test_a_damaged_page_is_said(path: Path) -> None:
    store = Store.open(path)
    store.add(make_result())
    store.close()
    data = bytearray(path.read_bytes())
    data[4096 * 2 :] = os.urandom(len(data) - 4096 * 2)
    path.write_bytes(bytes(data))
    with pytest.raises(StoreError, match="damaged"):
        read_all(path)


# --- size ---


def test_the_table_of_many_incidents_is_the_frame_of_them(store: Store) -> None:
    count = 5_000
    incidents = random_incidents(count)
    now = dt.datetime.now(dt.UTC)
    with store._writing() as connection:
        store_document(connection)
        rows = [
            columns | {"run_seq": 1, "choice": False, "created_at": now}
            for columns in flat.columns_of(connection, [flatten(one, False) for one in incidents])
        ]
        connection.execute(schema.incident.insert(), rows)
    pd.testing.assert_frame_equal(store.frame(), to_frame(incidents, samples=False))


def store_document(connection: object) -> None:
    now = dt.datetime.now(dt.UTC)
    document = Document.create("Words.")
    for table, values in (
        (schema.document, {"id": document.id, "ref": "", "text": "Words.", "sample": False, "added_at": now}),
        (schema.run, {"extractor": "", "rules": "", "gazetteer": "", "model": "", "created_at": now}),
        (schema.derivation, {"document_id": document.id, "run_seq": 1, "warnings": "[]", "created_at": now}),
    ):
        connection.execute(table.insert().values(values))  # type: ignore[attr-defined]


def test_a_report_read_again_with_its_date_takes_the_place_of_the_undated_one(store: Store) -> None:
    undated, dated = make_result(published=None), make_result(published=dt.date(2012, 3, 12))
    assert undated.document.id != dated.document.id
    assert not store.add(undated).dated
    before = dt.datetime.now(dt.UTC)
    assert store.add(dated).dated
    assert {i for incident in store.incidents() for i in incident.document_ids} == {dated.document.id}
    assert {claim.document_id for claim in store.not_mapped()} == {dated.document.id}
    stood = {i for incident in store.incidents(as_of=before) for i in incident.document_ids}
    assert stood == {undated.document.id}, "the reading without a date is kept"
    assert not store.add(dated).added
    assert not store.add(make_result(TEXT + " Again.", published=dt.date(2012, 3, 12))).dated


def test_a_corrected_date_takes_the_place_of_the_wrong_one_when_asked_for(store: Store) -> None:
    wrong, right = (make_result(published=dt.date(2012, 3, day)) for day in (11, 12))
    store.add(wrong)
    assert not store.add(make_result(published=dt.date(2012, 3, 10))).dated, (
        "two papers may print the same words"
    )
    assert store.add(right, redate=True).dated
    assert {i for incident in store.incidents() for i in incident.document_ids} == {right.document.id}
    assert store.add(wrong, redate=True).dated, "and back again"
    assert {i for incident in store.incidents() for i in incident.document_ids} == {wrong.document.id}
    assert not store.add(wrong, redate=True).added
