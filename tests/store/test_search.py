"""Words looked for in a store: what Python's own scan of the claims and reports finds, at every moment and choice."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from incidents.claimants import source_of
from incidents.model import Casualties, Claim, Origin, ReportResult
from incidents.query.words import holds, terms
from incidents.rules import DEFAULT_RULES, Rules, left_out
from incidents.store import Store, search
from tests.factories import HOSTILE, TEXT, make_result
from tests.store.test_grouping import NewStore

ARABIC = (
    "قتل ١٢ شخصا في قصف مدفعي على إدلب. At least 45 women and children were killed, activists said. "
    "State media said armed groups had killed them. In Deraa a car bomb killed one schoolgirl and wounded 25 others. "
    "More than 7,500 people have died since 2011."
)
WORDS = (
    "bomb", '"car bomb"', "bomb car", "wom child", '"women and children"', "karm", "zeitoun homs", "shabbiha", "deraa",
    "daraa", "state", "activists", "قصف", "ادلب", "massacre", "wire", "45", "4", "schoolg", "kill", "stabbed", "x",
)  # fmt: skip


@pytest.fixture(scope="module")
def told(new_store: NewStore) -> Store:
    made = new_store()
    for result in (
        make_result(),
        make_result(ARABIC, later=40, title="قصف على ادلب", publisher="Enab"),
        make_result(later=90, text=_said_before("bus"), title="Another"),
    ):
        made.add(result)
    return made


def _said_before(word: str) -> str:
    return TEXT.replace("stabbed and burned", f"shot on a {word}")


def scanned(
    store: Store, words: str, where: str, as_of: dt.datetime | None = None, rules: Rules = DEFAULT_RULES
) -> set[str]:
    """The same by reading everything."""
    wanted = terms(words)
    found = set()
    for incident in store.incidents(as_of):
        claims = store.claims(incident.id, as_of)
        voices = store.voices({claim.document_id for claim in claims})
        for claim in claims:
            if not left_out(claim, rules.without, voices) and _tells(store, claim, where, wanted):
                found.add(incident.id)
    return found if wanted else {incident.id for incident in store.incidents(as_of)}


def _tells(store: Store, claim: Claim, where: str, wanted: tuple[search.Term, ...]) -> bool:
    if holds(search.words_of(claim), wanted):
        return True
    document = store.document(claim.document_id)
    assert document is not None
    parts = (document.title, document.publisher, document.text if claim.origin is not Origin.IMPORT else None)
    return where == "reports" and holds(" \n".join(p for p in parts if p), wanted)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
    | st.text(max_size=40)
    | st.sampled_from(
        [HOSTILE, '"', '" OR "a"', "a* NEAR(b)", "words:x", "^a", "NOT b", "\x00", "\ud800", "-"]
    ),
    st.sampled_from(["told", "reports"]),
)
@example("قصف", "reports")
def test_a_search_finds_what_a_scan_finds(told: Store, words: str, where: str) -> None:
    assert told.search(words, where) == scanned(told, words, where)  # type: ignore[arg-type]


@pytest.mark.parametrize("where", ["told", "reports"])
@pytest.mark.parametrize("words", ["kill", "state media", "women", "bomb", "shabbiha"])
def test_what_is_left_out_is_not_found(told: Store, words: str, where: str) -> None:
    claims = [c for i in told.incidents() for c in told.claims(i.id)]
    voices = told.voices({c.document_id for c in claims})
    for left in [*{source_of(c, voices).id for c in claims}, claims[0].document_id]:
        rules = Rules(without=frozenset({left}))
        assert told.search(words, where, rules=rules) == scanned(told, words, where, rules=rules)  # type: ignore[arg-type]


def test_a_moment_finds_what_stood_then(store: Store) -> None:
    first = make_result()
    store.add(first)
    before = dt.datetime.now(dt.UTC)
    store.add(_reworded(first, "a lorry exploded"), supersede=True)
    assert store.search("lorry")
    assert not store.search("lorry", as_of=before)
    assert store.search("schoolgirl", as_of=before)
    assert not store.search("schoolgirl")
    assert store.search("schoolgirl", "reports")
    early = before - dt.timedelta(days=1)
    assert not store.search("bomb", as_of=early)


def _reworded(result: ReportResult, note: str) -> ReportResult:
    """The same report read again, with the bomb's claim told otherwise."""
    told = {"quote": note, "weapon": None, "wounded": Casualties(26, 26, "26 others")}
    claims = tuple(replace(c, **told) if c.weapon else c for c in result.claims)
    return replace(result, claims=claims)


def test_a_report_added_twice_is_written_once_and_a_failed_one_not_at_all(store: Store) -> None:
    result = make_result()
    for _ in range(2):
        store.add(result)
    store.add(result, supersede=True)
    with pytest.raises(Exception, match="names a claim twice"):
        store.add(replace(make_result(ARABIC), claims=result.claims[:1] * 2))
    with store._reading() as connection:
        assert connection.scalar(sql("SELECT count(*) FROM claim_words")) == len(result.claims)
        assert connection.scalar(sql("SELECT count(*) FROM document_words")) == 1


def test_rows_of_a_dataset_are_found_by_their_own_words_alone(store: Store) -> None:
    base = make_result()
    rows = tuple(
        replace(c, origin=Origin.IMPORT, quote=None, start=None, end=None, note=f"shells fell, row {n}")
        for n, c in enumerate(base.claims[:3])
    )
    store.add_import(replace(base, claims=(*rows, base.claims[3])))
    assert store.search("shells row")
    assert not store.search("stabbed", "reports")
    assert store.search("wire", "reports") == {i.id for i in store.incidents()}


def test_what_is_forgotten_is_gone_from_the_tables(store: Store) -> None:
    store.add(make_result())
    assert store.search("schoolgirl")
    claim = next(c for i in store.incidents() for c in store.claims(i.id) if c.weapon)
    with store._writing() as connection:
        seqs = connection.scalars(sql("SELECT seq FROM claim WHERE id = :i"), {"i": claim.id}).all()
        search.forget(connection, seqs, [claim.document_id])
        kept = connection.execute(sql("SELECT * FROM claim_words")).all()
        assert connection.scalar(sql("SELECT count(*) FROM document_words")) == 0
        assert not any("schoolgirl" in str(row) for row in kept)
    assert not store.search("schoolgirl", "reports")
    assert store.search("women")


def test_words_far_into_a_long_report_and_long_words_are_found(store: Store) -> None:
    """A server's index keeps neither the places of words so far on nor words so long."""
    long = "ab" * 2000
    text = " ".join([TEXT, *(f"word{n}" for n in range(20_000)), "green lorry", long])
    store.add(make_result(text))
    every = {incident.id for incident in store.incidents()}
    for words in ('"green lorry"', "word19998 lorr", f'"{long[:60]}"', long[:60], '"word19999 green"'):
        wanted = set() if words == f'"{long[:60]}"' else every
        assert store.search(words, "reports") == wanted, words
    assert not store.search('"lorry green"', "reports")


def test_the_samples_can_be_searched() -> None:
    store = Store.samples()
    frame = store.frame()
    found = store.search("chlorine", "reports")
    assert found
    assert found < set(frame["id"])
    assert store.search("chlorine") <= found
