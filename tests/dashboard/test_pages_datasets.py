"""Import a dataset, in Streamlit's test runner: what is understood, what is new, what is left out, and then the map."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from incidents.dashboard import data, datasets
from incidents.dashboard.adding import DATASET, Draft
from incidents.dashboard.datasets import Chosen, Looked
from incidents.exchange import geojson, mapping
from incidents.store import Store, dossiers_of
from tests.exchange.shaped import acled_rows, as_csv
from tests.factories import HOSTILE, make_result


class Upload:
    def __init__(self, name: str, content: bytes) -> None:
        self.name, self._content = name, content

    def getvalue(self) -> bytes:
        return self._content


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("INCIDENTS_DB", str(tmp_path / "own.sqlite"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def _page() -> None:
    from incidents.dashboard.pages.add import page

    page()


def opened(monkeypatch: pytest.MonkeyPatch, name: str, content: bytes) -> AppTest:
    """The page with a file in its field: Streamlit's test runner of the oldest version here has none to fill."""
    files: list[Any] = [Upload(name, content)]
    monkeypatch.setattr(
        "incidents.dashboard.components.add_dataset.st.file_uploader",
        lambda *_, key, **__: files[0] if key.endswith("-0") else None,
    )
    app = AppTest.from_function(_page, default_timeout=60)
    app.session_state["incidents.page.add-draft"] = Draft(how=DATASET)
    return checked(app.run())


def checked(app: AppTest) -> AppTest:
    assert not app.exception, [error.message for error in app.exception]
    return app


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def press(app: AppTest, label: str) -> AppTest:
    next(found for found in app.button if found.label == label).click()
    return checked(app.run())


def rows() -> list[dict[str, str]]:
    made = acled_rows(20)
    made[3]["event_date"] = "31/31/2017"
    made[4]["notes"] = HOSTILE
    made[5]["country"], made[5]["iso"] = "Iraq", "368"
    return made


def test_a_file_is_shown_as_understood_before_anything_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "acled.csv", as_csv(rows()))
    said = html(app)
    assert "18 rows understood; 18 new; 1 of other countries passed over; 1 cannot be read" in said
    assert "line 5: event_date" in said
    assert len(app.dataframe[0].value) == datasets.PREVIEWED
    assert app.dataframe[0].value["Source"].iloc[0] == acled_rows(20)[0]["source"]
    assert data.own_store().is_empty()


def test_importing_stores_it_and_offers_the_map(monkeypatch: pytest.MonkeyPatch) -> None:
    app = press(opened(monkeypatch, "acled.csv", as_csv(rows())), "Import them")
    assert "18 rows of ACLED added, 1 left out, 1 of other countries passed over." in html(app)
    assert len(data.own_store().frame()) == 18
    assert {"See them on the map", "See all on the map"} <= {found.label for found in app.button}
    again = opened(monkeypatch, "acled.csv", as_csv(rows()))
    assert "18 rows understood; 18 as in your store;" in html(again)


def test_a_file_of_another_kind_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "a.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    assert 'role="alert"' in html(app)
    assert "Import them" not in {found.label for found in app.button}


TABLE = b"Ref,Day,What,Y,X,Casualties\nA1,03/04/2012,Attack,34.7,36.7,4\nA2,05/04/2012,Shelling,34.7,36.7,2\n"


def test_columns_are_set_on_the_page_and_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "list.csv", TABLE)
    assert "no column is known to give event type" in html(app)

    def box(label: str) -> Any:
        return next(found for found in app.selectbox if found.label == label)

    box("Event type").select("What")
    checked(app.run())
    box("Killed, or at least").select("Casualties")
    checked(app.run())
    box("A row of no known event type is").select("Shelling/artillery/missile attack")
    checked(app.run())
    assert "2 rows understood; 2 new." in html(app)
    assert list(app.dataframe[0].value["Killed"]) == ["4", "2"]
    press(app, "Import them")
    (kept,) = mapping.folder().iterdir()
    assert '"event_type": "What"' in kept.read_text(encoding="utf-8")
    again = opened(monkeypatch, "next month.csv", TABLE + b"A3,01/05/2012,Attack,34.7,36.7,1\n")
    assert "3 rows understood; 1 new, 2 as in your store." in html(again)


def test_what_this_program_exported_comes_in_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    result = make_result()
    app = opened(monkeypatch, "incidents.geojson", geojson.dumps(dossiers_of(result)))
    assert "2 incidents understood; 3 new claims." in html(app)
    press(app, "Import them")
    assert {i.id for i in data.own_store().incidents()} == {i.id for i in result.incidents}


def test_a_file_is_read_once_and_again_when_it_is_to_be_read_otherwise() -> None:
    store = Store.in_memory()
    file = Upload("a.csv", as_csv(acled_rows(4)))
    first = datasets.look(file, None, None, store)
    assert first.chosen == Chosen("acled")
    assert datasets.look(file, first.chosen, first, store) is first
    other = datasets.look(file, Chosen("ged"), first, store)
    assert "looks like a file of ACLED" in other.fault
    assert datasets.look(Upload("b.csv", TABLE), other.chosen, other, store).chosen.form == "csv"
    assert isinstance(other, Looked)
