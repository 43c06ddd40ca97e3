"""Incidents across reports in the store: the same whatever comes first, kept when reports, sources or people change."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from incidents import link, review
from incidents.claimants import source_of
from incidents.derive import derive_incident, group_of
from incidents.errors import StoreError
from incidents.group import Group
from incidents.model import Casualties, Incident, ReportResult, SubEventType
from incidents.query import to_frame
from incidents.rules import DEFAULT_RULES, BestFigure, NumberWords, Rules, left_out
from incidents.store import Store
from tests.store.conftest import Database
from tests.worlds import CITY, PART, TOWN, Told, copies_of, exactly, report, tellings_of, worlds

few = settings(deadline=None, max_examples=10, phases=[Phase.explicit, Phase.reuse, Phase.generate])
"""Each example fills a store; what fails is small enough to read as it is."""


NewStore = Callable[[], Store]


def stored(results: Iterable[ReportResult], new_store: NewStore = Store.in_memory) -> Store:
    store = new_store()
    for result in results:
        store.add(result)
    return store


def by_id(incidents: Iterable[Incident]) -> dict[str, Incident]:
    return {incident.id: incident for incident in incidents}


def expected(results: Sequence[ReportResult], store: Store) -> dict[str, Incident]:
    """What grouping all reports at once gives."""
    voices = store.voices(r.document.id for r in results)
    linked = link.link(tellings_of(results), copies_of(results))
    return by_id(derive_incident(group, DEFAULT_RULES, voices) for group in linked.groups)


def claims_in(store: Store) -> list[str]:
    mapped = [c for incident in store.incidents() for c in incident.claim_ids]
    return sorted([*mapped, *(claim.id for claim in store.not_mapped())])


# --- reports come -----------------------------------------------------------------------------------------------


@few
@given(worlds(4), st.randoms(use_true_random=False))
def test_reports_in_any_order_give_the_incidents_of_all_at_once(
    new_store: NewStore, results: list[ReportResult], rng: random.Random
) -> None:
    one, other = stored(results, new_store), stored(rng.sample(results, len(results)), new_store)
    assert by_id(one.incidents()) == by_id(other.incidents()) == expected(results, one)
    told = [(p.left, p.right, p.reason, p.score) for p in one.proposals()]
    assert told == [(p.left, p.right, p.reason, p.score) for p in other.proposals()]


@few
@given(worlds(4))
def test_another_report_never_takes_a_claim_away(new_store: NewStore, results: list[ReportResult]) -> None:
    store, claims = new_store(), []
    for result in results:
        store.add(result)
        claims += [claim.id for claim in result.claims]
        assert claims_in(store) == sorted(claims)


@few
@given(worlds(4), st.data())
def test_a_report_read_anew_changes_the_incidents_it_was_part_of(
    new_store: NewStore, results: list[ReportResult], data: st.DataObject
) -> None:
    store = stored(results, new_store)
    before, moment = store.incidents(), dt.datetime.now(dt.UTC)
    which = data.draw(st.integers(0, len(results) - 1))
    kept = results[which].incidents[1:]
    again = replace(results[which], incidents=kept)
    store.add(again, supersede=True)
    now = [*results[:which], again, *results[which + 1 :]]
    assert by_id(store.incidents()) == expected(now, store)
    assert claims_in(store) == sorted(c.id for r in results for c in r.claims)
    assert store.incidents(as_of=moment) == before
    frame = store.frame(as_of=moment)
    assert sorted(frame["id"]) == sorted(incident.id for incident in before)


def test_an_old_id_leads_to_whoever_holds_its_first_claim(new_store: NewStore) -> None:
    later = report(1, [[Told(killed=exactly(9))]], day=3)
    earlier = report(2, [[Told(killed=exactly(9))]], day=1)
    store = stored([later], new_store)
    (alone,) = store.incidents()
    moment = dt.datetime.now(dt.UTC)
    store.add(earlier)
    (both,) = store.incidents()
    assert both.id != alone.id, "the earlier report's claim is now the first"
    assert store.incident(alone.id) == both
    assert [c.id for c in store.claims(alone.id)] == list(both.claim_ids)
    assert store.incident(alone.id, as_of=moment) == alone
    assert store.incident(both.id, as_of=moment) is None


def test_a_corrected_date_takes_a_report_out_of_the_incident_it_does_not_belong_to(
    new_store: NewStore,
) -> None:
    one = report(1, [[Told(killed=exactly(9))]])
    wrong = report(2, [[Told(killed=exactly(9))]])
    store = stored([one, wrong], new_store)
    assert [len(i.document_ids) for i in store.incidents()] == [2]
    moment = dt.datetime.now(dt.UTC)
    right = report(2, [[Told(day=3, killed=exactly(9))]], day=4)
    right = replace(right, document=replace(right.document, text=wrong.document.text))
    assert store.add(right, redate=True).dated
    assert sorted(i.document_ids for i in store.incidents()) == sorted(
        [(one.document.id,), (right.document.id,)]
    )
    assert [len(i.document_ids) for i in store.incidents(as_of=moment)] == [2]


# --- sources are left out --------------------------------------------------------------------------------------


@few
@given(worlds(3), st.data(), st.sampled_from(list(BestFigure)), st.sampled_from(list(NumberWords)))
def test_the_table_under_rules_is_that_of_each_incident_derived_by_them(
    new_store: NewStore,
    results: list[ReportResult],
    data: st.DataObject,
    best: BestFigure,
    numbers: NumberWords,
) -> None:
    store = stored(results, new_store)
    known = [entry.id for entry in store.sources()] + [r.document.id for r in results]
    without = frozenset(data.draw(st.lists(st.sampled_from(known), unique=True)))
    rules = Rules(best, numbers, without)
    made = [by_hand(store, incident, rules) for incident in store.incidents()]
    wanted = [incident for incident in made if incident is not None]
    assert store.frame(rules=rules).equals(to_frame(wanted, samples=False))
    for before, after in zip(store.incidents(), made, strict=True):
        assert store.incident(before.id, rules=rules) == after
        assert [d.incident for d in store.dossiers([before.id], rules=rules)] == ([after] if after else [])
    assert by_id(store.incidents()) == expected(results, store), "and nothing was written"


def by_hand(store: Store, incident: Incident, rules: Rules) -> Incident | None:
    claims = store.claims(incident.id)
    voices = store.voices(incident.document_ids)
    told = [c for c in claims if not left_out(c, rules.without, voices)]
    if not any(c.place is not None and c.place.located for c in told):
        return None
    return derive_incident(group_of(incident, claims), rules, voices)


@few
@given(worlds(3))
def test_without_all_sources_there_is_nothing_and_without_an_unknown_one_all(
    new_store: NewStore, results: list[ReportResult]
) -> None:
    store = stored(results, new_store)
    every = frozenset(entry.id for entry in store.sources())
    assert store.frame(rules=Rules(without=every)).empty
    assert store.frame(rules=Rules(without=frozenset(r.document.id for r in results))).empty
    assert store.frame(rules=Rules(without=frozenset({"src-0000000000000000"}))).equals(store.frame())
    assert store.frame(rules=Rules()).equals(store.frame()), "and all of it when they are included again"


def test_a_source_left_out_takes_its_figure_with_it(new_store: NewStore) -> None:
    results = [
        report(1, [[Told(killed=exactly(12), claimant="activists")]]),
        report(2, [[Told(killed=exactly(20), claimant="SANA")]]),
    ]
    store = stored(results, new_store)
    (both,) = store.incidents()
    assert (both.killed.low, both.killed.best, both.killed.high) == (12, 20, 20)
    sana = source_of(results[1].claims[0])
    alone = store.incident(both.id, rules=Rules(without=frozenset({sana.id})))
    assert alone is not None
    assert (alone.killed.low, alone.killed.high, alone.document_ids) == (12, 12, (results[0].document.id,))
    assert store.source_names([sana.id])[sana.id] == "Syrian state media"


@pytest.mark.parametrize(
    ("words", "acled", "literal"),
    [("dozens", 12, 24), ("scores", 12, 40), ("hundreds", 100, 200), ("12", 12, 12)],
)
def test_vague_words_are_read_by_the_scheme_chosen(
    new_store: NewStore, words: str, acled: int, literal: int
) -> None:
    store = stored([report(1, [[Told(killed=Casualties(acled, None, words))]])], new_store)
    for numbers, low in ((NumberWords.ACLED, acled), (NumberWords.LITERAL, literal)):
        (row,) = store.frame(rules=Rules(numbers=numbers)).to_dict("records")
        assert (row["killed_low"], row["killed_best"]) == (low, low)


@pytest.mark.parametrize(
    ("best", "figure"),
    [
        (BestFigure.MIDDLE, 20),
        (BestFigure.LOWEST, 12),
        (BestFigure.HIGHEST, 35),
        (BestFigure.INDEPENDENT, 35),
    ],
)
def test_the_best_figure_is_that_of_the_scheme_chosen(
    new_store: NewStore, best: BestFigure, figure: int
) -> None:
    tolls = {"activists": 12, "rebels": 20, None: 35}
    store = stored(
        [report(n, [[Told(killed=exactly(k), claimant=who)]]) for n, (who, k) in enumerate(tolls.items())],
        new_store,
    )
    (row,) = store.frame(rules=Rules(best=best)).to_dict("records")
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (12, figure, 35)


# --- people decide ---------------------------------------------------------------------------------------------


@few
@given(worlds(3), st.data())
def test_parting_joining_and_taking_back_are_the_decisions_laid_over_the_machine(
    new_store: NewStore, results: list[ReportResult], data: st.DataObject
) -> None:
    store = stored(results, new_store)
    before = by_id(store.incidents())
    ids = sorted(c.id for r in results for c in r.claims)
    if len(ids) < 2:
        return
    numbers = []
    for _ in range(data.draw(st.integers(1, 3))):
        one = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True))
        other = [data.draw(st.sampled_from([i for i in ids if i not in one]))] if len(one) < len(ids) else []
        if other:
            act = data.draw(st.sampled_from((store.part, store.join)))
            numbers.append(act(one, other))
    linked = link.link(tellings_of(results), copies_of(results))
    voices = store.voices(r.document.id for r in results)
    laid = review.apply(linked.groups, store.decisions())
    assert by_id(store.incidents()) == by_id(derive_incident(g, DEFAULT_RULES, voices) for g in laid)
    for number in reversed(numbers):
        store.undo(number)
    assert by_id(store.incidents()) == before


def test_a_parted_join_can_be_joined_again_and_outlives_another_report(new_store: NewStore) -> None:
    results = [report(n, [[Told(killed=exactly(9))]]) for n in range(2)]
    store = stored(results, new_store)
    (whole,) = store.incidents()
    (join,) = whole.joins
    one, other = review.parting(Group(tuple(store.claims(whole.id)), whole.joins), join)
    number = store.part(one, other, by="Rana")
    assert sorted(i.claim_ids for i in store.incidents()) == [("clm-0-0-0",), ("clm-1-0-0",)]
    assert store.proposals() == [], "what a person kept apart is not proposed again"
    store.add(report(7, [[Told(place=TOWN)]]))
    assert len(store.incidents()) == 3
    store.undo(number)
    assert by_id(store.incidents())[whole.id] == whole


def test_a_join_by_a_person_holds_what_the_machine_would_keep_apart(new_store: NewStore) -> None:
    results = [report(1, [[Told(place=PART)]]), report(2, [[Told(place=TOWN, kind=SubEventType.ATTACK)]])]
    store = stored(results, new_store)
    store.join(["clm-1-0-0"], ["clm-2-0-0"])
    (both,) = store.incidents()
    assert set(both.claim_ids) == {"clm-1-0-0", "clm-2-0-0"}
    store.add(replace(results[1], incidents=results[1].incidents), supersede=True)
    assert [set(i.claim_ids) for i in store.incidents()] == [{"clm-1-0-0", "clm-2-0-0"}]


def test_what_cannot_be_decided_is_refused_and_nothing_written(new_store: NewStore) -> None:
    store = stored([report(1, [[Told()]])], new_store)
    version = store.version()
    with pytest.raises(StoreError, match="changed meanwhile"):
        store.join(["clm-1-0-0"], ["clm-none"])
    with pytest.raises(StoreError, match="no decision number 5"):
        store.undo(5)
    assert store.version() == version
    assert store.decisions() == []


def test_proposals_name_the_two_incidents_and_go_when_joined(new_store: NewStore) -> None:
    store = stored([report(1, [[Told(place=PART)]]), report(2, [[Told(place=CITY)]])], new_store)
    (proposal,) = store.proposals()
    assert {proposal.left, proposal.right} == by_id(store.incidents()).keys()
    (mine,) = store.proposals(proposal.right)
    assert (mine.left, mine.right) == (proposal.right, proposal.left)
    store.join([proposal.left_claim], [proposal.right_claim])
    assert store.proposals() == []


# --- several at once -------------------------------------------------------------------------------------------


ROOT = Path(__file__).resolve().parents[2]


def _add_some(url: str, numbers: Sequence[int]) -> None:
    store = Store.open(url)
    for number in numbers:
        store.add(report(number, [[Told(killed=exactly(9))], [Told(place=TOWN, day=number % 4)]]))


def test_two_processes_that_add_at_once_lose_nothing_and_group_all(database: Database) -> None:
    """They begin with no store: both want to make it."""
    # Not by multiprocessing: it would start what other tests of this run have left as the main module.
    scripts = [
        f"from tests.store.test_grouping import _add_some; _add_some({database.url!r}, range({n}, 12, 2))"
        for n in range(2)
    ]
    workers = [subprocess.Popen([sys.executable, "-c", script], cwd=ROOT) for script in scripts]
    assert [worker.wait(120) for worker in workers] == [0, 0]
    store = database.open()
    results = [report(n, [[Told(killed=exactly(9))], [Told(place=TOWN, day=n % 4)]]) for n in range(12)]
    assert len(store.documents()) == 12
    assert by_id(store.incidents()) == expected(results, store)
