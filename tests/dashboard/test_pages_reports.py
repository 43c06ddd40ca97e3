"""The list of reports on the page Sources: taken out, taken in again, purged, and a name removed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from incidents.store import Kind, Reason, Store
from tests.dashboard.conftest import Seed
from tests.dashboard.test_pages_review import button, checked, html
from tests.factories import make_result
from tests.store.test_purge import SECRET, secret

pytestmark = pytest.mark.usefixtures("fresh_page")
APP = str(Path(__file__).resolve().parents[2] / "app.py")


@pytest.fixture
def store(own: Seed) -> Store:
    return own(make_result(), secret())


def sources_page() -> AppTest:
    def script() -> None:
        from incidents.dashboard.pages.sources import page

        page()

    return checked(AppTest.from_function(script, default_timeout=30).run())


def by_key(app: AppTest, kind: str, key: str) -> Any:
    return next(element for element in getattr(app, kind) if key in (element.key or ""))


def choose(app: AppTest, document_id: str) -> None:
    by_key(app, "selectbox", "report-chosen").set_value(document_id)
    checked(app.run())


def test_a_report_is_taken_out_and_in_again(store: Store) -> None:
    app, document = sources_page(), secret().document
    by_key(app, "text_input", "decided-by-reports").set_value("R. K.")
    choose(app, document.id)
    by_key(app, "text_input", "out-why").set_value("a hoax")
    button(app, "report-out").click()
    checked(app.run())
    assert len(store.incidents()) == 2
    assert "Taken out on" in html(app)
    assert "by R. K.: a hoax" in html(app)
    assert list(app.dataframe[-1].value["Counts"]) == ["yes", "taken out"]
    button(app, "report-in").click()
    checked(app.run())
    assert len(store.incidents()) == 3
    button(app, "last-undo").click()  # taking in again is taken back
    checked(app.run())
    assert len(store.incidents()) == 2


def test_a_report_is_purged_only_when_the_word_is_typed(store: Store) -> None:
    app, document = sources_page(), secret().document
    choose(app, document.id)
    button(app, "purge-report").click()
    checked(app.run())
    assert "type PURGE in capitals" in html(app)
    assert store.document(document.id) is not None
    choose(app, document.id)
    by_key(app, "selectbox", "purge-reason-report").set_value(Reason.LAW)
    by_key(app, "text_input", "purge-word").set_value("PURGE")
    button(app, "purge-report").click()
    checked(app.run())
    assert "The report was purged" in html(app)
    (stone,) = store.tombstones()
    assert (stone.kind, stone.reason) == (Kind.REPORT, Reason.LAW)
    assert store.document(document.id) is None
    assert "What was purged (1)" in [e.label for e in app.expander]


def test_a_name_is_looked_for_first_and_removed_when_typed_again(store: Store) -> None:
    app = sources_page()
    by_key(app, "text_input", "purge-name").set_value("ahmad al khalil")
    button(app, "purge-look").click()
    checked(app.run())
    assert "It stands in 1 report, 1 claim and 0 decisions" in html(app)
    assert "<mark>Ahmad al-Khalil</mark>" in html(app)
    by_key(app, "text_input", "purge-again").set_value("another name")
    button(app, "purge-name-go").click()
    checked(app.run())
    assert "Nothing was removed" in html(app)
    by_key(app, "text_input", "purge-name").set_value("ahmad al khalil")
    button(app, "purge-look").click()
    checked(app.run())
    by_key(app, "text_input", "purge-again").set_value("ahmad al khalil")
    button(app, "purge-name-go").click()
    checked(app.run())
    assert "The name was removed" in html(app)
    document = store.document(secret().document.id)
    assert document is not None
    assert document.text != SECRET


def test_an_old_link_says_that_its_report_was_purged(store: Store) -> None:
    (incident,) = secret().incidents
    store.purge_report(secret().document.id, Reason.SAFETY)
    app = AppTest.from_file(APP, default_timeout=30)
    app.query_params["sel"] = incident.id
    checked(app.run())
    assert "This report was purged on" in html(app)
    assert "at someone's request" in html(app).replace("&#x27;", "'")


def test_the_samples_are_listed_and_not_touched(own: Seed) -> None:
    own()
    app = sources_page()
    assert "The sample data cannot be changed" in " ".join(c.value for c in app.caption)
    assert not [s for s in app.selectbox if "report-chosen" in (s.key or "")]
