"""The page Add in Streamlit's test runner: fields filled with what is found, addresses, and many reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from incidents.dashboard import data
from incidents.dashboard.adding import Batch, Draft, Item
from incidents.dashboard.components import add_form
from incidents.errors import NotFetched
from incidents.model import Document, ReportResult
from incidents.sources import Loaded, from_bytes
from incidents.store import Store
from tests.factories import HOSTILE, TEXT, make_result
from tests.page_server import PAGE


class Reader:
    """Stands for the pipeline: finds the same in every text that holds the words of the test report."""

    def process(self, document: Document) -> ReportResult:
        made = make_result(document.text, published=document.published)
        return ReportResult(document, made.claims, made.incidents, (), made.run)


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("INCIDENTS_DB", str(tmp_path / "own.sqlite"))
    monkeypatch.setattr("incidents.dashboard.pages.add.pipeline", Reader)
    monkeypatch.setattr("incidents.dashboard.components.add_batch.pipeline", Reader)
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def _page() -> None:
    from incidents.dashboard.pages.add import page

    page()


def checked(app: AppTest) -> AppTest:
    assert not app.exception, [error.message for error in app.exception]
    return app


def start(**kept: Any) -> AppTest:
    app = AppTest.from_function(_page, default_timeout=30)
    for name, value in kept.items():
        app.session_state[f"incidents.page.{name.replace('_', '-')}"] = value
    return checked(app.run())


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def button(app: AppTest, label: str) -> Any:
    return next(found for found in app.button if found.label == label)


def labels(app: AppTest) -> list[str]:
    return [found.label for found in app.button]


def test_what_is_found_is_shown_before_it_is_read() -> None:
    app = start()
    app.text_area[0].set_value(TEXT)
    checked(app.run())
    assert app.date_input[0].value == dt.date(2012, 3, 12)
    assert "Found in the report&#x27;s first lines." in html(app)
    assert data.own_store().is_empty()


def test_a_day_in_the_future_is_one_clear_line_and_the_text_stays() -> None:
    app = start()
    app.text_area[0].set_value(TEXT)
    app.date_input[0].set_value(dt.date(2099, 1, 1))
    button(app, "Read the report").click()
    checked(app.run())
    assert "lies in the future" in html(app)
    assert 'role="alert"' in html(app)
    assert app.text_area[0].value == TEXT
    assert data.own_store().is_empty()


def test_clear_empties_the_form() -> None:
    app = start()
    app.text_area[0].set_value(TEXT)
    app.text_input[0].set_value("Mine")
    checked(app.run())
    button(app, "Clear").click()
    checked(app.run())
    assert (app.text_area[0].value, app.text_input[0].value, app.date_input[0].value) == ("", "", None)
    assert "Clear" not in labels(app)


@pytest.fixture
def fetching(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], list[str]]:
    """Let the page get this answer, instead of asking the web."""

    def answer_with(answer: bytes | Exception) -> list[str]:
        asked: list[str] = []

        def fetch(url: str) -> Loaded:
            asked.append(url)
            if isinstance(answer, Exception):
                raise answer
            return from_bytes(answer, url, kind="page", url=url)

        monkeypatch.setattr(add_form, "from_url", fetch)
        return asked

    return answer_with


def test_a_page_is_fetched_shown_and_read_only_when_asked(fetching: Any) -> None:
    asked = fetching(PAGE.replace("<article>", f"<article><p>{TEXT}</p>").encode())
    app = start(add_draft=Draft(how="Web address"))
    assert [field.label for field in app.text_input] == ["Address of the report"]
    app.text_input[0].set_value("https://news.example/a")
    checked(app.run())
    assert asked == [], "typing an address fetches nothing"
    button(app, "Fetch it").click()
    checked(app.run())
    assert asked == ["https://news.example/a"]
    values = {field.label: field.value for field in app.text_input}
    assert values["Title (optional)"] == "Shelling in Homs"
    assert values["Publisher (optional)"] == "Wire"
    assert html(app).count("Found in the page.") == 3
    button(app, "Read the report").click()
    checked(app.run())
    assert "Added to your store" in html(app)
    (entry,) = data.own_store().documents()
    document = data.own_store().document(entry.id)
    assert document is not None
    assert (document.url, document.publisher) == ("https://news.example/a", "Wire")
    assert asked == ["https://news.example/a"]


def test_a_page_that_cannot_be_had_is_one_line(fetching: Any) -> None:
    fetching(NotFetched("news.example has no such page (404 Not Found): check the address."))
    app = start(add_draft=Draft(how="Web address", url="https://news.example/b"))
    button(app, "Fetch it").click()
    checked(app.run())
    assert "no such page (404 Not Found)" in html(app)
    assert "Read the report" not in labels(app)


def test_where_fetching_is_forbidden_the_page_does_not_offer_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(add_form, "may_fetch", lambda: False)
    assert "Web address" not in str(start().get("button_group")[0].proto)


def batch(*texts: str) -> Batch:
    return Batch([Item(f"{n}.txt", text.encode()) for n, text in enumerate(texts)])


def test_many_reports_are_added_one_after_the_other(tmp_path: Path) -> None:
    app = start(last_batch=batch(TEXT, "", f"Another. {TEXT}"))
    said = html(app)
    assert "2 reports added with 4 incidents, 1 not added, see why below." in said
    assert said.count("<li") >= 3
    assert "is empty: give a report with some text" in said
    assert len(data.own_store().documents()) == 2
    assert "To check:" in "".join(element.value for element in app.subheader)
    assert {"Check them in Review", "See them on the map", "Read the report"} <= set(labels(app))


def test_a_cancelled_batch_says_what_was_not_read() -> None:
    stopped = batch(TEXT, f"Another. {TEXT}", "Words.")
    stopped.step(data.own_store(), Reader)
    stopped.cancel()
    app = start(last_batch=stopped)
    assert "Cancelled: 1 report added with 2 incidents, 2 not read." in html(app)


def test_what_stops_all_reports_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from incidents.errors import ModelMissing

    def missing() -> None:
        raise ModelMissing("No English model is installed: run pip install again.")

    monkeypatch.setattr("incidents.dashboard.components.add_batch.pipeline", missing)
    app = start(last_batch=batch(TEXT, TEXT))
    assert html(app).count("No English model is installed") == 1
    assert "0 reports added with 0 incidents, 2 not read." in html(app)


def test_long_lists_are_cut_and_faults_kept() -> None:
    long = batch(*["" if n in (3, 250) else f"{n}. {TEXT}" for n in range(300)])
    for item in long.items:
        item.status = "added" if item.data else "not added"
    long.at = 300
    said = html(start(last_batch=long))
    assert "3.txt" in said
    assert "250.txt" in said
    assert "more</li>" in said


def test_names_of_files_stay_words() -> None:
    hostile = Batch([Item(f"{HOSTILE}.pdf", b"no pdf")])
    said = html(start(last_batch=hostile))
    assert "<img" not in said
    assert "&lt;img" in said


def test_an_empty_store_stays_openable_after_nothing_was_added() -> None:
    start(last_batch=batch(""))
    assert isinstance(data.own_store(), Store)
    assert data.own_store().is_empty()
