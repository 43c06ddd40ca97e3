"""Purging: what is erased is gone from the file, and everything else holds together."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Text, select

from incidents.derive import derive_incident
from incidents.errors import ReadOnlyStore, ReportRefused, StoreError
from incidents.group import Group
from incidents.missed import Facts, marked_words, missed_claim
from incidents.model import (
    Actor,
    ActorCategory,
    Casualties,
    Correction,
    ReportResult,
    Role,
    SubEventType,
    VictimGroup,
)
from incidents.redact import REMOVED, Name
from incidents.store import Kind, Reason, Store, forget, postgresql, schema, sqlite
from tests.factories import HOMS, RUN, make_claim, make_document, make_result
from tests.store.conftest import Database
from tests.store.test_grouping import NewStore, by_id, few, stored
from tests.worlds import report, worlds

NAME = Name("Ahmad al-Khalil")
SECRET = (
    "Zamalkawitness Ahmad al-Khalil told us. Shelling killed AHMAD AL KHALIL's brother Qutaybah in Karm al-Zeitoun, "
    "Aḥmad al-Khalīl said. Another man, Muhammad al-Khalil, was wounded."
)


def secret(publisher: str = "Rareweekly") -> ReportResult:
    """A report whose words stand in no other."""
    document = make_document(
        SECRET, title="Ahmad al-Khalil speaks", ref="ahmad_al_khalil.txt", publisher=publisher,
        url="https://rare.example/2012/ahmad-al-khalil-speaks",
    )  # fmt: skip
    claim = make_claim(
        document,
        "Shelling killed AHMAD AL KHALIL's brother Qutaybah in Karm al-Zeitoun, Aḥmad al-Khalīl said.",
        claimant="Aḥmad al-Khalīl",
        killed=Casualties(1, 1, "AHMAD AL KHALIL's brother Qutaybah"),
        victims=(VictimGroup("Ahmad al-Khalil's brother"),),
        actors=(Actor("men who know Ahmad al-Khalil", ActorCategory.REBELS, Role.INITIATOR),),
        flag_reason="as Ahmad al-Khalil says",
    )
    return ReportResult(
        document, (claim,), (derive_incident(Group((claim,))),), ("odd: Ahmad al-Khalil",), RUN
    )


@pytest.fixture
def store(database: Database) -> Store:
    made = database.open()
    made.add(secret())
    made.add(make_result())
    return made


def left(database: Database, *words: str) -> list[str]:
    """Which of some words stand in the files, in any case."""
    found = database.raw().lower()
    return [word for word in words if word.lower().encode() in found]


def consistent(store: Store) -> None:
    """No row names another that is not there, and each quote is what its report says."""
    with store._reading() as connection:
        if connection.dialect.name == "sqlite":  # a server sees to it itself
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        claims = set(connection.scalars(select(schema.claim.c.id)))
        documents = set(connection.scalars(select(schema.document.c.id)))
        assert set(connection.scalars(select(schema.decision_claim.c.claim_id))) <= claims | documents
        assert set(connection.scalars(select(schema.anchor.c.claim_id))) <= claims
        sources = set(connection.scalars(select(schema.source.c.id)))
        assert set(connection.scalars(select(schema.incident_source.c.source_id))) <= sources | documents
        for name, table in schema.shared.items():
            used = set(connection.scalars(select(schema.incident.c[f"{name}_seq"])))
            assert set(connection.scalars(select(table.c.seq))) == used
        incidents = set(connection.scalars(select(schema.incident.c.seq)))
        assert set(connection.scalars(select(schema.incident_record.c.incident_seq))) == incidents
        assert (
            connection.scalars(select(schema.meta.c.value).where(schema.meta.c.key == schema.PURGING)).all()
            == []
        )
    for incident in store.incidents():
        assert set(incident.claim_ids) | set(incident.summary_ids) <= claims
        assert set(incident.document_ids) <= documents
        assert {end for join in incident.joins for end in (join.left, join.right)} <= claims
        for claim in store.claims(incident.id):
            document = store.document(claim.document_id)
            assert document is not None
            if claim.quote is not None:
                assert claim.quote == document.text[claim.start : claim.end]
    for decision in store.decisions():
        assert {*decision.one, *decision.other} <= claims | documents


# --- a report ---


def test_a_purged_report_is_gone_from_the_files(store: Store, database: Database) -> None:
    document = secret().document
    chosen = secret().incidents[0].id
    store.correct(
        chosen,
        Correction(place=replace(HOMS, mention="Zamalkawitness spot")),
        note="Qutaybah was the brother",
    )
    store.accept(
        make_result().incidents[1].id, note="as Rareweekly has it: AHMAD AL KHALIL's brother Qutaybah in Karm"
    )
    missed = missed_claim(
        document, marked_words(SECRET, "Another man, Muhammad al-Khalil, was wounded."),
        Facts(SubEventType.ATTACK, HOMS),
    )  # fmt: skip
    store.undo(store.add_missed(missed, note="Muhammad"))
    store.add(replace(secret(), claims=(replace(secret().claims[0], weapon="oldmortar"),)), supersede=True)
    words = (
        "Zamalkawitness",
        "Qutaybah",
        "Khalil",
        "Rareweekly",
        "rare.example",
        "oldmortar",
        document.id,
        chosen,
    )
    assert left(database, *words) == list(words)
    stone = store.purge_report(document.id, Reason.SAFETY, by="R. K.")
    assert left(database, *words) == []
    assert (stone.kind, stone.reason, stone.by) == (Kind.REPORT, Reason.SAFETY, "R. K.")
    assert store.tombstones() == [stone]
    consistent(store)
    assert by_id(store.incidents()).keys() == {i.id for i in make_result().incidents}
    store.add(make_result("A third report. " + make_result().document.text))
    with pytest.raises(StoreError, match="never changed"), store._writing() as connection:
        connection.execute(schema.claim.delete())


def test_the_last_report_is_gone_too(database: Database) -> None:
    """A server keeps samples of the values of a table until it has others."""
    store = database.open()
    store.add(secret())
    store.compact()
    assert left(database, "Qutaybah")
    store.purge_report(secret().document.id, Reason.SAFETY)
    assert left(database, "Zamalkawitness", "Qutaybah", secret().document.id) == []
    assert store.add(make_result()).added


def test_links_and_the_past_say_that_it_was_purged(store: Store) -> None:
    (incident,), document = secret().incidents, secret().document
    before = dt.datetime.now(dt.UTC)
    store.purge_report(document.id, Reason.REQUEST)
    for some_id in (document.id, incident.id):
        stone = store.purged(some_id)
        assert stone is not None
        assert re.fullmatch(r"This report was purged on \d{4}-\d\d-\d\d, at someone's request", stone.said)
    assert store.purged(make_result().document.id) is None
    assert store.incident(incident.id, as_of=before) is None
    assert store.document(document.id) is None
    assert incident.id not in set(store.frame(as_of=before)["id"])


def test_it_is_added_again_only_on_purpose(store: Store) -> None:
    store.purge_report(secret().document.id, Reason.MISTAKE)
    again = secret("Another name")
    for result in (again, replace(again, document=replace(again.document, text=SECRET.replace(" ", "\n")))):
        with pytest.raises(ReportRefused, match=r"purged on .* --again"):
            store.add(result)
    assert store.refusal(make_document(SECRET, published=None)) is not None
    assert store.add(secret(), again=True).added
    assert len(store.documents()) == 2
    store.purge_report(secret().document.id, Reason.MISTAKE)
    consistent(store)


def test_what_it_was_joined_with_stays_and_its_old_link_leads_there(database: Database) -> None:
    store = database.open()
    first, second = (
        make_result(),
        make_result(f"Once more. {make_result().document.text}", publisher="Two", title="Two"),
    )
    store.add(first)
    moment = dt.datetime.now(dt.UTC)
    store.add(second)
    shared = next(i for i in store.incidents() if len(i.document_ids) == 2)
    earlier = shared.document_ids[0]
    later = dt.datetime.now(dt.UTC)
    store.purge_report(earlier, Reason.SAFETY)
    kept = store.incident(shared.id)
    assert kept is not None
    assert kept.id != shared.id
    assert set(kept.document_ids) == set(shared.document_ids) - {earlier}
    consistent(store)
    then = store.incident(shared.id, as_of=later)
    assert then is not None
    assert set(then.document_ids) == set(kept.document_ids)
    for at in (moment, later, None):
        for incident in store.incidents(at):
            assert earlier not in incident.document_ids
            assert earlier not in incident.source_ids


@few
@given(worlds(4), st.data())
def test_the_rest_is_as_if_the_report_had_never_been(
    new_store: NewStore, results: list[ReportResult], data: st.DataObject
) -> None:
    results = list({r.document.id: r for r in results}.values())
    store = stored(results, new_store)
    for incident in store.incidents()[:2]:
        store.accept(incident.id, note="seen")
    which = data.draw(st.integers(0, len(results) - 1))
    store.purge_report(results[which].document.id, Reason.SAFETY)
    consistent(store)
    expected = stored([*results[:which], *results[which + 1 :]]).incidents()
    assert {frozenset(i.claim_ids) for i in store.incidents()} == {frozenset(i.claim_ids) for i in expected}
    assert {i.source_ids for i in store.incidents()} == {i.source_ids for i in expected}
    gone = {claim.id for claim in results[which].claims}
    with store._reading() as connection:
        for record in connection.scalars(select(schema.incident_record.c.record)):
            assert not any(claim_id in record for claim_id in gone)


def test_an_unknown_report_and_a_read_only_store_are_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="There is no report"):
        store.purge_report("doc-0000000000000000", Reason.SAFETY)
    assert store.tombstones() == []
    samples = Store.in_memory([make_result(sample=True)], sample=True)
    with pytest.raises(ReadOnlyStore):
        samples.purge_report(make_result(sample=True).document.id, Reason.SAFETY)
    with pytest.raises(ReadOnlyStore):
        samples.purge_name(Name("Karm"), Reason.SAFETY)


def test_a_store_that_others_read_is_not_said_to_be_clean(
    store: Store, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "VACUUM_TIMEOUT_S", 1)
    monkeypatch.setitem(sqlite._ARGUMENTS, "timeout", 1)
    store, other = database.open(), database.open()
    with other._reading() as connection:
        connection.execute(select(schema.document.c.id)).all()
        with pytest.raises(StoreError, match=r"other programs have it open.*purge finish"):
            store.purge_report(secret().document.id, Reason.SAFETY)
    assert secret().document.id not in {entry.id for entry in store.documents()}
    store.compact()
    assert left(database, "Zamalkawitness", "Qutaybah") == []


# --- a name ---


def test_where_a_name_stands_is_told_first(store: Store) -> None:
    store.accept(secret().incidents[0].id, by="Ahmad al-Khalil")
    found = store.occurrences(NAME)
    assert (found.reports, found.claims, found.decisions) == (1, 1, 1)
    assert found.elsewhere >= 3
    assert found.examples[0].found == "Ahmad al-Khalil"
    assert found.examples[0].before.endswith("Zamalkawitness ")
    assert not store.occurrences(Name("Nobody of that name")).any


def test_a_name_is_gone_from_the_files_and_quotes_still_stand_in_their_reports(
    store: Store, database: Database
) -> None:
    result, (incident,) = secret(), secret().incidents
    store.correct(
        incident.id, Correction(place=replace(HOMS, mention="house of Ahmad al-Khalil")), by="Ahmad al-Khalil"
    )
    store.reject(incident.id, note="ahmad AL khalil says no")
    before = dt.datetime.now(dt.UTC)
    spellings = (
        "Ahmad al-Khalil",
        "AHMAD AL KHALIL",
        "Aḥmad al-Khalīl",
        "ahmad-al-khalil",
        "ahmad_al_khalil",
    )
    assert left(database, *spellings)
    assert store.purge_name(NAME, Reason.REQUEST, by="R. K.").kind is Kind.NAME
    assert left(database, *spellings) == []
    consistent(store)
    document = store.document(result.document.id)
    assert document is not None
    assert document.text == NAME.out_of(SECRET)
    assert (document.title, document.ref, document.url) == (
        f"{REMOVED} speaks", f"{REMOVED}.txt", "https://rare.example/",
    )  # fmt: skip
    assert "Muhammad al-Khalil" in document.text
    kept = store.incident(incident.id)
    assert kept is not None
    assert kept.id == incident.id, "old links lead there"
    (claim,) = store.claims(incident.id)
    assert claim.quote == f"Shelling killed {REMOVED}'s brother Qutaybah in Karm al-Zeitoun, {REMOVED} said."
    assert (claim.claimant, claim.killed.phrase) == (REMOVED, f"{REMOVED}'s brother Qutaybah")
    assert REMOVED in {entry.name for entry in store.sources()}
    assert not store.occurrences(NAME).any
    then = store.incident(incident.id, as_of=before)
    assert then is not None
    assert then.source_ids == kept.source_ids
    with pytest.raises(StoreError, match="nowhere"):
        store.purge_name(NAME, Reason.REQUEST)


def test_the_report_is_not_added_again_with_the_name_in_it(store: Store) -> None:
    store.purge_name(NAME, Reason.REQUEST)
    for result in (
        secret(),
        replace(secret(), document=make_document(SECRET, published=dt.date(2012, 4, 1))),
    ):
        with pytest.raises(ReportRefused, match="A name was removed"):
            store.add(
                result
                if result.document.id == secret().document.id
                else replace(result, claims=(), incidents=()),
                again=True,
            )
    document = store.document(secret().document.id)
    assert document is not None
    reread = replace(secret(), document=document, claims=(), incidents=())
    assert store.add(reread, supersede=True).added, "the words that are left are read again"


words = st.sampled_from(
    ["Ahmad al-Khalil", "AHMAD AL KHALIL", "Aḥmad al-Khalīl's", "said", "in Homs", "a “quote”", "\n", "é"]
)


@few
@given(st.lists(words, min_size=1, max_size=14), st.data())
def test_any_span_still_holds_its_quote(new_store: NewStore, parts: list[str], data: st.DataObject) -> None:
    text = "Yesterday " + " ".join(parts) + " and Ahmad al-Khalil."
    document = make_document(text)
    claims = []
    for number in range(3):
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        claims.append(
            replace(make_claim(document, text[start:end]), id=f"clm-{number}", start=start, end=end)
        )
    made = tuple(derive_incident(Group((claim,))) for claim in claims)
    store = stored([ReportResult(document, tuple(claims), made, (), RUN)], new_store)
    store.purge_name(NAME, Reason.REQUEST)
    consistent(store)
    assert not store.occurrences(NAME).any
    assert [c.id for c in store.claims_of_document(document.id)] == [c.id for c in claims]


def test_two_versions_of_a_claim_that_differ_in_the_name_alone_both_stay(store: Store) -> None:
    other = replace(secret().claims[0], weapon="Ahmad al-Khalil's")
    third = replace(other, weapon="AHMAD al-Khalil's")
    for version in (other, third):
        store.add(replace(secret(), claims=(version,)), supersede=True)
    store.purge_name(NAME, Reason.REQUEST)
    consistent(store)


def test_every_column_with_words_is_looked_at() -> None:
    """A table that comes later must be purged too: name it here once the purge deals with it."""
    ours = {"document", "claim", "decision", "incident_record", "source"}
    ours |= {t.name for t, _ in forget.OTHER_WORDS} | {t.name for t in schema.shared.values()}
    numbers_and_ids = {
        "meta", "run", "derived_claim", "telling_key", "signature", "band", "copy", "decision_claim",
        "incident", "incident_telling", "incident_claim", "incident_source", "anchor", "tombstone_mark",
    }  # fmt: skip
    assert {t.name for t in schema.metadata.tables.values()} == ours | numbers_and_ids
    for table, columns in forget.OTHER_WORDS:
        free = {c.name for c in table.columns if isinstance(c.type, Text)}
        assert free <= {*columns, "claims", "summaries", "loosely"}, table.name
    for name in numbers_and_ids - {"meta", "run"}:
        assert not [c for c in schema.metadata.tables[name].columns if isinstance(c.type, Text)], name


def test_reports_of_a_crowd_are_purged_one_after_the_other(new_store: NewStore) -> None:
    from tests.worlds import Told

    results = [report(n, [[Told()]]) for n in range(4)]
    store = stored(results, new_store)
    for result in results:
        store.purge_report(result.document.id, Reason.LAW)
        consistent(store)
    assert store.incidents() == []
    assert store.is_empty()
