"""Accounts side by side, sources left out, joins undone, proposals: on the map's panel and the page of sources."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from incidents.claimants import source_of
from incidents.dashboard.components.figure_plot import figure_plot
from incidents.derive import derive_incident
from incidents.group import Group
from incidents.model import Casualties, Claim, Precision, ReportResult
from incidents.query import LinkState, Rules, to_params
from incidents.store import Store
from incidents.tolls import figures, killed_of
from tests.dashboard.conftest import Seed
from tests.factories import HOMS, HOSTILE, TEXT, make_claim, make_document, make_result

APP = str(Path(__file__).resolve().parents[2] / "app.py")
pytestmark = pytest.mark.usefixtures("fresh_page")
STATE = "Syrian state media"


def checked(app: AppTest) -> AppTest:
    assert not app.exception, [error.message for error in app.exception]
    return app


def start(**params: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    for name, value in params.items():
        app.query_params[name] = value
    return checked(app.run())


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def button(app: AppTest, key: str) -> Any:
    return next(b for b in app.button if key in (b.key or ""))


def killing(store: Store) -> str:
    return next(i.id for i in store.incidents() if "Karm" in (i.place.name or ""))


def test_each_source_has_one_account_with_all_its_statements(own: Seed) -> None:
    store = own(make_result())
    said = html(start(sel=killing(store)))
    assert "Who says what: 2 accounts, 2 claims" in said
    assert "<h3><bdi>activists</bdi></h3>" in said
    assert f"<h3><bdi>{STATE}</bdi></h3>" in said
    assert "as written: <bdi>State media</bdi>" in said


def test_a_source_left_out_recomputes_the_panel_and_can_be_taken_in_again(own: Seed) -> None:
    store = own(make_result())
    app = start(sel=killing(store))
    assert "Contested" in html(app)
    state = next(c for c in make_result().claims if c.claimant == "State media")
    button(app, f"without-{source_of(state).id}").click()
    said = html(checked(app.run()))
    assert "Without 1 source" in said
    assert "2 of 2 incidents shown" in said
    assert "si-contested" not in said.partition("si-incident")[2].partition("</article>")[0]
    assert "Who says what: 1 account, 1 claim" in said
    assert f"Left out: <bdi>{STATE}</bdi>" in said
    button(app, f"within-{source_of(state).id}").click()
    assert "Who says what: 2 accounts, 2 claims" in html(checked(app.run()))


def test_incidents_that_only_a_source_left_out_tells_of_are_gone_and_counted(own: Seed) -> None:
    store = own(make_result())
    activists = source_of(make_result().claims[0]).id
    link = to_params(LinkState(rules=Rules(without=frozenset({activists})), selected=killing(store)))
    said = html(start(**link))
    assert "1 of 1 incidents shown" in said, "the bombing rests on the activists alone"
    assert "1 incident that only they tell of" in said


def test_a_link_to_an_incident_of_sources_left_out_says_so(own: Seed) -> None:
    store = own(make_result())
    bomb = next(i.id for i in store.incidents() if i.id != killing(store))
    out = frozenset({source_of(make_result().claims[0]).id})
    app = start(**to_params(LinkState(rules=Rules(without=out), selected=bomb)))
    assert "Only sources that you left out tell of this incident" in html(app)


def test_the_choice_of_figure_is_kept_in_the_link_and_said(own: Seed) -> None:
    own(make_result())
    app = start(best="lowest", numbers="literal")
    assert "Best figure: the lowest (as acled) · vague words read literally" in html(app)
    labels = [box.label for box in app.selectbox]
    assert {"Best figure, where sources differ", "Words such as “dozens” are read"} <= set(labels)


def test_a_join_can_be_undone_and_taken_back(own: Seed) -> None:
    store = own(make_result())
    before = store.incidents()
    app = start(sel=killing(store))
    assert "same place, adjoining sentences" in html(app)
    next(field for field in app.text_input if "joins" in (field.key or "")).set_value("R. K.")
    button(app, "w.part-").click()
    said = html(checked(app.run()))
    assert "Parted by R. K." in said
    assert len(store.incidents()) == 3
    button(app, "w.undo-").click()
    checked(app.run())
    assert sorted(store.incidents(), key=str) == sorted(before, key=str)


def test_the_samples_cannot_be_changed_and_the_page_says_so(
    own: Seed, monkeypatch: pytest.MonkeyPatch
) -> None:
    own()
    samples = Store.in_memory([make_result(sample=True)], sample=True)
    monkeypatch.setattr(Store, "samples", classmethod(lambda cls: samples))
    app = start(sel=killing(samples))
    assert not [b for b in app.button if "part-" in (b.key or "")]
    assert "The sample data cannot be changed" in "\n".join(c.value for c in app.caption)


def doubtful() -> tuple[ReportResult, ReportResult]:
    """A report of a killing in a city, and one in a part of it on that day, both without a toll."""
    city = replace(HOMS, mention="Homs", place_id="gn:169577", name="Homs", radius_km=5.0)
    made = []
    for number, place in enumerate((replace(city, precision=Precision.SETTLEMENT), HOMS)):
        document = make_document(f"{TEXT} {number} " + " ".join(f"w{number}{i}" for i in range(300)))
        words = ("At least 45 women", "State media said armed groups had killed them")[number]
        claim = make_claim(document, words, place=place, killed=Casualties(), actors=())
        made.append(ReportResult(document, (claim,), (derive_incident(Group((claim,))),)))
    return made[0], made[1]


def test_a_doubtful_pair_is_offered_joined_and_kept_apart(own: Seed) -> None:
    store = own(*doubtful())
    first, second = (i.id for i in store.incidents())
    app = start(sel=first)
    assert "Perhaps the same occurrence (1)" in [e.label for e in app.expander]
    button(app, f"join-{second}").click()
    said = html(checked(app.run()))
    assert "1 of 1 incidents shown" in said
    assert "joined by a person" in said
    button(app, "w.undo-").click()
    checked(app.run())
    button(app, f"apart-{second}").click()
    checked(app.run())
    assert "Perhaps the same occurrence (1)" not in [e.label for e in app.expander]
    assert len(store.incidents()) == 2


def test_the_page_of_sources_says_who_tells_what_and_where_they_disagree(own: Seed) -> None:
    own(make_result())
    who, disputes, pairs, listed = sources_page()
    assert list(who["Source"]) == ["activists", STATE]
    assert list(who["Incidents"]) == [2, 1]
    assert list(who["At odds"]) == [1, 1]
    assert "Pro-government militia" in disputes["Who is blamed"].iloc[0]
    assert list(pairs["Blame differs, or denied"]) == [1]
    assert listed.iloc[0].to_dict() | {"Added": None} == {
        "Report": "Massacre in Homs",
        "Publisher": "Wire",
        "Published": dt.date(2012, 3, 12),
        "Incidents": 2,
        "Added": None,
        "Counts": "yes",
    }


def sources_page() -> list[Any]:
    def script() -> None:
        from incidents.dashboard.pages.sources import page

        page()

    app = checked(AppTest.from_function(script, default_timeout=30).run())
    return [element.value for element in app.dataframe]


def test_hostile_names_of_sources_come_out_as_words(own: Seed) -> None:
    result = make_result(f"{TEXT} {HOSTILE}")
    claims = tuple(replace(c, claimant=HOSTILE) if c.claimant == "activists" else c for c in result.claims)
    store = own(replace(result, claims=claims))
    said = html(start(sel=killing(store)))
    assert "<img src=x" not in said
    assert "&lt;img src=x onerror=alert(1)&gt;" in said


def told(n: int, claimant: str, low: int | None, high: int | None, words: str) -> Claim:
    claim = make_claim(make_document(), claimant=claimant, killed=Casualties(low, high, words))
    return replace(claim, id=f"clm-{n}")


def test_the_plot_shows_each_figure_once_and_why_one_is_not_used() -> None:
    claims = [
        told(1, "activists", 45, 45, "45"),
        told(2, "SANA", 12, 12, "12"),
        told(3, "activists", 45, 45, "45"),
        told(4, "residents", 12, None, "dozens"),
    ]
    incident = derive_incident(Group(tuple(claims)))
    drawn = figure_plot("Killed", figures(claims, killed_of, incident.place), incident.killed)
    assert drawn.count("<li") == 3
    assert "Figures not used (1)" in drawn
    assert "a vague word, where others give figures" in drawn
    assert drawn.index("Syrian state media") < drawn.index("activists"), "lowest first"
    assert figure_plot("Killed", figures(claims[:1], killed_of, incident.place), incident.killed) == ""
