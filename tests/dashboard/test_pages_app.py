"""Each page in Streamlit's test runner, on stores of the test's own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from incidents.dashboard import data
from incidents.errors import ModelMissing
from incidents.model import Document, EventType, ReportResult
from incidents.store import Store
from tests.dashboard.conftest import Seed
from tests.factories import HOSTILE, TEXT, make_result

APP = str(Path(__file__).resolve().parents[2] / "app.py")
pytestmark = pytest.mark.usefixtures("fresh_page")


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch) -> Store:
    """A sample store of one report."""
    store = Store.in_memory([make_result("SAMPLE " + TEXT, sample=True)], sample=True)
    monkeypatch.setattr(Store, "samples", classmethod(lambda cls: store))
    return store


def start(**params: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    for name, value in params.items():
        app.query_params[name] = value
    return _checked(app.run())


def _checked(app: AppTest) -> AppTest:
    assert not app.exception, [error.message for error in app.exception]
    return app


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def test_samples_are_shown_under_a_banner_while_the_users_store_is_empty(own: Seed, sample: Store) -> None:
    own()
    app = start()
    assert "Sample data." in html(app)
    assert "2 of 2 incidents shown" in html(app)
    assert "Look at the sample data" not in [button.label for button in app.button]


def test_the_users_reports_are_never_mixed_with_samples(own: Seed, sample: Store) -> None:
    own(make_result())
    app = start()
    assert "Sample data." not in html(app)
    _button(app, "Look at the sample data").click()
    _checked(app.run())
    assert "Sample data." in html(app)
    _button(app, "Back to my reports").click()
    assert "Sample data." not in html(_checked(app.run()))


def _button(app: AppTest, label: str) -> Any:
    return next(button for button in app.button if button.label == label)


def test_a_filter_changes_the_count_and_reset_undoes_it(own: Seed) -> None:
    own(make_result())
    app = start()
    app.multiselect[0].select(EventType.EXPLOSIONS)
    _checked(app.run())
    assert "1 of 2 incidents shown" in html(app)
    assert "Filtered: Explosions/Remote violence" in html(app)
    _button(app, "Reset all filters").click()
    assert "2 of 2 incidents shown" in html(_checked(app.run()))


def test_a_chip_takes_its_filter_away(own: Seed) -> None:
    own(make_result())
    app = start(type="explosions", side="opposition", killed="1")
    assert "1 of 2 incidents shown" in html(app)
    chips = [b.label for b in app.button if b.label.endswith("✕")]
    assert chips == ["Explosions\\/Remote violence ✕", "Told by\\: opposition ✕", "At least 1 killed ✕"]
    _button(app, chips[0]).click()
    assert "2 of 2 incidents shown" in html(_checked(app.run()))
    assert len([b for b in app.button if b.label.endswith("✕")]) == 2


def test_words_narrow_every_count_and_are_marked_in_the_panel(own: Seed) -> None:
    store = own(make_result())
    bomb = next(str(i.id) for i in store.incidents() if i.place.name == "Daraa")
    app = start(sel=bomb)
    field = lambda: next(box for box in app.text_input if box.label == "Words in the report")  # noqa: E731
    field().set_value("<b>schoolg car</b> bomb")
    _checked(app.run())
    assert "0 of 2 incidents shown" in html(app)  # signs are left out, "b" stays a word
    field().set_value("schoolg “car bomb”")
    _checked(app.run())
    assert "1 of 2 incidents shown" in html(app)
    types = next(box for box in app.multiselect if box.label == "Event type")
    assert types.options == ["Explosions/Remote violence (1)"]
    assert "Filtered: with the words: schoolg “car bomb”" in html(app)
    assert '<mark class="si-hit">schoolgirl</mark>' in html(app)
    field().set_value("2011")
    assert "0 of 2 incidents shown" in html(_checked(app.run()))
    assert _button(app, "With the words\\: 2011 ✕")
    again = start(q="2011", qin="reports")
    assert "2 of 2 incidents shown" in html(again)
    _button(again, "With the words\\: 2011 \\(anywhere in the reports\\) ✕").click()
    assert "2 of 2 incidents shown" in html(_checked(again.run()))


def test_choices_say_what_they_would_show(own: Seed) -> None:
    own(make_result())
    app = start(contested="yes")
    types, where, *_ = app.multiselect
    assert types.options == ["Violence against civilians (1)"]
    assert "Homs (governorate) (1)" in where.options
    assert "Karm al-Zeitoun, Homs · كرم الزيتون (1)" in where.options
    where.select(("places", "sy:homs/karm-al-zeitoun"))
    assert "1 of 2 incidents shown" in html(_checked(app.run()))


def test_a_link_restores_filters_dates_and_selection(own: Seed) -> None:
    store = own(make_result())
    chosen = str(store.frame()["id"].iloc[0])
    app = start(v="1", contested="yes", **{"from": "2012-03-01"}, sel=chosen)
    assert "1 of 2 incidents shown" in html(app)
    assert "contested · from 1 March 2012" in html(app)
    assert "Karm al-Zeitoun, Homs" in html(app)
    assert '<mark title="Claim 1"' in html(app)


def test_what_a_link_should_not_hold_is_dropped_with_a_note(own: Seed) -> None:
    own(make_result())
    app = start(v="1", gov="atlantis", sel="<script>", data="all")
    said = html(app)
    assert all(f"value for &#x27;{name}&#x27;" in said for name in ("gov", "sel", "data"))
    assert "2 of 2 incidents shown" in said
    assert "<script>" not in said
    _button(app, "Dismiss").click()
    assert "left out" not in html(_checked(app.run()))


def test_a_link_shows_the_data_as_of_its_moment(own: Seed) -> None:
    own(make_result())
    app = start(asof="2020-01-01T00:00:00Z")
    assert "As of 1 January 2020" in html(app)
    assert "no incident in your store yet" in html(app)
    _button(app, "Show the latest").click()
    assert "2 of 2 incidents shown" in html(_checked(app.run()))


def test_a_filter_that_leaves_nothing_says_what_to_do(own: Seed) -> None:
    own(make_result())
    app = start(gov="tartus")
    assert "0 of 2 incidents shown" in html(app)
    assert "No incident matches these filters." in html(app)
    assert "Reset all filters" in [button.label for button in app.button]


def test_a_table_row_opens_the_panel(own: Seed) -> None:
    own(make_result())
    app = start()
    assert "Choose an incident" in html(app)
    _button_starting(app, "Karm al").click()
    _checked(app.run())
    said = html(app)
    assert "Who says what: 2 accounts, 2 claims" in said
    assert "the opposition side is blamed by state media" in said.lower()
    assert "at least 45" in said


def _button_starting(app: AppTest, words: str) -> Any:
    return next(button for button in app.button if button.label.startswith(words))


def test_not_mapped_gives_the_reasons(own: Seed) -> None:
    own(make_result())
    app = start()
    assert [tab.label for tab in app.tabs] == ["Table (2)", "Not mapped (1)"]
    app.session_state["incidents.page.lists"] = "off"
    _checked(app.run())
    assert "a total since 2011" in html(app)
    assert "More than 7,500 people have died since 2011" in html(app)


def test_a_damaged_store_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "broken.sqlite"
    path.write_bytes(b"this is no database" * 100)
    monkeypatch.setenv("INCIDENTS_DB", str(path))
    assert 'role="alert"' in html(start())


def test_the_words_of_a_report_reach_the_page_escaped(own: Seed) -> None:
    store = own(make_result(TEXT + HOSTILE, title=HOSTILE, publisher="![x](http://evil.example/a.png)"))
    app = start(sel=str(store.frame()["id"].iloc[0]))
    said = html(app)
    assert "{{ cycler.__init__.__globals__.os.getcwd() }} &lt;img src=x onerror=alert(1)&gt;" in said
    assert "<img" not in said
    assert not any("evil.example" in element.value for element in app.markdown)


# --- the map's mask, as the page makes it ---


def test_the_table_knows_its_first_and_last_day() -> None:
    table = data.Table.of(Store.in_memory([make_result()]).frame())
    assert (table.first_day, table.last_day) == (dt.date(2012, 3, 11), dt.date(2012, 3, 12))


# --- add a report ---


class Reader:
    """Stands for the pipeline: finds the same in every text that holds the words of the test report."""

    def process(self, document: Document) -> ReportResult:
        made = make_result(document.text, published=document.published)
        return ReportResult(
            document, made.claims, made.incidents, ("a place could not be told apart",), made.run
        )


def _add_page() -> None:
    from incidents.dashboard.pages.add import page

    page()


@pytest.fixture
def add_page(own: Seed, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    own()
    monkeypatch.setattr("incidents.dashboard.pages.add.pipeline", Reader)
    return _checked(AppTest.from_function(_add_page, default_timeout=30).run())


def _send(app: AppTest, text: str, published: dt.date | None = None) -> str:
    app.text_area[0].set_value(text)
    app.date_input[0].set_value(published)
    _button(app, "Read the report").click()
    return html(_checked(app.run()))


def test_a_pasted_report_is_stored_and_shown_at_once(add_page: AppTest) -> None:
    said = _send(add_page, TEXT, dt.date(2012, 3, 12))
    assert "Added to your store. 2 incidents found, resting on 3 claims; 1 claim kept off the map." in said
    assert "A place could not be told apart" in said
    assert "Karm al-Zeitoun, Homs" in said
    assert "Publication date" not in said
    assert len(data.own_store().frame()) == 2


def test_the_same_report_twice_says_so(add_page: AppTest) -> None:
    _send(add_page, TEXT, dt.date(2012, 3, 12))
    assert "in your store already: nothing was added" in _send(add_page, TEXT, dt.date(2012, 3, 12))
    assert len(data.own_store().documents()) == 1


def test_a_report_without_a_date_goes_on_and_says_so(add_page: AppTest) -> None:
    said = _send(add_page, TEXT.removeprefix("BEIRUT, March 12, 2012 - "))
    assert "No publication date was given or found" in said
    assert "Added to your store" in said


def test_a_date_found_in_the_report_is_named(add_page: AppTest) -> None:
    assert "Publication date 12 March 2012, found in" in _send(add_page, TEXT)


def test_a_day_left_over_from_another_report_is_noticed(add_page: AppTest) -> None:
    assert "The report bears the date 12 March 2012" in _send(add_page, TEXT, dt.date(2014, 6, 6))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is no text yet"),
        ("  \n ", "There is no text yet"),
        ("killed " * 800_000, "MB, more than one report has"),
        ("\0\1\2binary" * 50, "is not text"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(add_page: AppTest, text: str, words: str) -> None:
    said = _send(add_page, text)
    assert words in said
    assert 'role="alert"' in said
    assert add_page.text_area[0].value == text, "the text must not be lost"
    assert data.own_store().is_empty()


def test_a_missing_model_is_told(add_page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise ModelMissing("No English model is installed: run pip install again.")

    monkeypatch.setattr("incidents.dashboard.pages.add.pipeline", missing)
    assert "No English model is installed" in _send(add_page, TEXT)


# --- about ---


def _about_page() -> None:
    from incidents.dashboard.pages.about import page

    page()


def test_about_explains_and_names_the_data(own: Seed) -> None:
    own(make_result())
    app = _checked(AppTest.from_function(_about_page, default_timeout=30).run())
    assert any("What is kept off the map" in element.value for element in app.markdown)
    assert "2 incidents from 1 reports" in html(app)
