"""The page Places in Streamlit's test runner: imported lists, the download, and damaged files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gazetteer import layers, manage, user_places
from gazetteer.errors import ImportFileError
from incidents.dashboard import data, dismissed
from incidents.dashboard.components import geonames
from incidents.dashboard.components.place_lists import kinds_of
from incidents.dashboard.components.place_sections import Section
from tests.dashboard.places_page import (
    APP,
    NAME,
    NOW,
    button,
    html,
    places_page,
    press,
    run,
    said,
    search,
    show,
    upload,
)
from tests.factories import TEXT
from tests.gazetteer.geonames_server import GeonamesServer, sample_zip
from tests.gazetteer.list_files import COMMUNITIES, community

pytestmark = pytest.mark.usefixtures("own_folders")


def test_an_upload_is_imported_and_can_be_removed(app: AppTest) -> None:
    show(app, Section.LISTS)
    upload(app, "list-file", "SY.zip", sample_zip())
    words = press(app, "Import it")
    assert "GeoNames, Syria: 8 places read" in words
    assert "8 places; 8 of them in no other list" in words
    assert "CC BY 4.0" in words
    assert "from SY.zip" in words
    show(app, Section.SEARCH)
    words = search(app, "Kafr Talhin")
    assert "GeoNames (geonames.org) (CC BY 4.0); record 99000001" in words
    show(app, Section.LISTS)
    press(app, "Remove …")
    assert layers.listed(), "it asks first"
    assert "was removed" in press(app, "Yes, remove it")
    assert not layers.listed()
    assert data.gazetteer().resolve("Kafr Talhin").place is None


def test_rows_left_out_are_listed(app: AppTest) -> None:
    show(app, Section.LISTS)
    app.selectbox(key="incidents.w.list-format").set_value("csv")
    run(app)
    rows = f"name,lat,lon\n{NAME},35.71,37.12\n<b>Nowhere</b>,abc,37\n"
    upload(app, "list-file", "my list.csv", rows.encode())
    words = press(app, "Import it")
    assert "my list: 1 place" in words
    assert "1 row left out" in words
    assert "row 3: lat" in words
    assert "<b>" not in html(app)


def test_a_file_of_another_kind_says_what_to_do(app: AppTest) -> None:
    show(app, Section.LISTS)
    upload(app, "list-file", "SY.zip", b"<html>log in</html>")
    with pytest.raises(Exception, match=r"SY\.zip") as caught:
        manage.import_file(_written(b"<html>log in</html>"), "geonames")
    assert str(caught.value) in press(app, "Import it").replace("&#x27;", "'")
    assert not layers.listed()


def _written(content: bytes, name: str = "SY.zip") -> Path:
    folder = layers.folder().parent / "test"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(content)
    return folder / name


def test_a_damaged_list_is_told_and_can_be_removed(app: AppTest) -> None:
    layers.folder().mkdir(parents=True)
    (layers.folder() / f"csv-mine{layers.SUFFIX}").write_text("damaged\n", encoding="utf-8")
    words = said(run(app))
    assert "The imported layer 'csv-mine' cannot be read" in words.replace("&#x27;", "'")
    assert "The imported layer 'csv-mine' cannot be read" in press(app, "Remove the damaged list …").replace(
        "&#x27;", "'"
    )
    press(app, "Remove …")
    press(app, "Yes, remove it")
    assert "places are known" in show(app, Section.SEARCH)


def test_a_damaged_file_of_ones_own_is_told(app: AppTest) -> None:
    layers.folder().mkdir(parents=True)
    user_places.path().write_text("damaged", encoding="utf-8")
    assert "The file of your own places is damaged" in said(run(app))
    for section in Section:
        show(app, section)


def test_a_damaged_file_of_ones_own_gives_way_to_the_revision_before(app: AppTest) -> None:
    places = user_places.UserPlaces().with_entry(user_places.new_place([NAME], 35.71, 37.12, now=NOW))
    user_places.save(places)
    user_places.save(places.with_entry(user_places.new_place(["Tal Other"], 35.3, 37.1, now=NOW)))
    user_places.path().write_text("damaged", encoding="utf-8")
    run(app)
    assert "The revision before is used again" in press(app, "Go back to the revision before")
    assert user_places.load().live == places.live
    assert NAME in show(app, Section.OWN)


def test_a_damaged_list_leaves_the_map_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_DB", str(tmp_path / "own.sqlite"))
    layers.folder().mkdir(parents=True)
    (layers.folder() / f"csv-mine{layers.SUFFIX}").write_text("damaged\n", encoding="utf-8")
    words = said(run(AppTest.from_file(APP, default_timeout=60)))
    assert "incidents shown" in words
    assert "The imported layer &#x27;csv-mine&#x27; cannot be read" in words
    assert "no report can be added until it is put right, on Places" in words


def _add_page() -> None:
    from incidents.dashboard.pages.add import page

    page()


def test_adding_a_report_tells_of_a_damaged_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_DB", str(tmp_path / "own.sqlite"))
    layers.folder().mkdir(parents=True)
    (layers.folder() / f"csv-mine{layers.SUFFIX}").write_text("damaged\n", encoding="utf-8")
    app = run(AppTest.from_function(_add_page, default_timeout=60))
    app.text_area[0].set_value(TEXT)
    words = press(app, "Read the report")
    assert "The imported layer &#x27;csv-mine&#x27; cannot be read" in words
    assert app.text_area[0].value == TEXT, "the text must not be lost"
    assert data.own_store().is_empty()


def test_the_offer_counts_what_is_known_and_stays_away_once_dismissed(app: AppTest) -> None:
    assert f"{len(data.gazetteer().places):,} places are known (built in)" in said(app)
    assert "No server is contacted unless you ask for it" in said(app)
    assert "(built in)" not in press(app, "Not now")
    assert "(built in)" not in said(run(AppTest.from_function(places_page, default_timeout=60)))
    assert dismissed.path().is_file()
    assert (
        button(app, "Look it up") if show(app, Section.LISTS) == "" else button(app, "Download GeoNames now")
    )


def test_one_click_adds_geonames(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    with GeonamesServer("complete") as server:
        monkeypatch.setenv("SYRIA_GAZETTEER_GEONAMES_URL", server.url)
        words = press(app, "Add them")
        assert len(server.requests) == 1
    assert "Added. GeoNames, Syria: 8 places read" in words
    assert "(built in)" not in words
    assert "Kafr Talhin" in search(app, "Kafr Talhin")
    press(app, "Dismiss")


@pytest.mark.parametrize(
    ("behaviour", "fault"), [("refused", "connection refused"), ("html", "sent a web page")]
)
def test_a_download_that_fails_names_the_way_out(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, behaviour: str, fault: str
) -> None:
    with GeonamesServer(behaviour) as server:
        monkeypatch.setenv("SYRIA_GAZETTEER_GEONAMES_URL", server.url)
        words = press(app, "Add them")
    assert fault in words
    assert geonames.way_out(geonames.OFFER) in words
    assert words.index("Download SY.zip in a browser") < words.index(fault)
    assert "gazetteer import" not in words, "the page has its own way out"
    assert 'role="alert"' in html(app)
    assert not layers.listed()
    button(app, "Add them")


# --- what a file is ---


def test_a_failed_download_is_forgotten_once_the_list_is_uploaded(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(app, Section.LISTS)
    with GeonamesServer("refused") as server:
        monkeypatch.setenv("SYRIA_GAZETTEER_GEONAMES_URL", server.url)
        words = press(app, "Download GeoNames now")
    assert "The download failed. Download SY.zip in a browser" in words
    assert "upload it below" in words
    upload(app, "list-file", "SY.zip", sample_zip())
    words = press(app, "Import it")
    assert "GeoNames, Syria: 8 places read" in words
    assert "The download failed" not in words
    assert 'role="alert"' not in html(app)


def test_ochas_list_is_told_from_the_file(app: AppTest) -> None:
    rows = COMMUNITIES + community()
    show(app, Section.LISTS)
    upload(app, "list-file", "syr_pplp_adm4_unocha.csv", rows.encode())
    assert "Imported. " in press(app, "Import it")
    assert [info.name for info in layers.listed()] == ["ocha-places"]


def test_a_list_of_ones_own_is_told_from_the_file(app: AppTest) -> None:
    show(app, Section.LISTS)
    upload(app, "list-file", "mine.csv", f"name,lat,lon\n{NAME},35.71,37.12\n".encode())
    assert "mine: 1 place" in press(app, "Import it")


def test_a_table_of_neither_kind_gets_the_error_of_a_list_of_ones_own(app: AppTest) -> None:
    show(app, Section.LISTS)
    upload(app, "list-file", "odd.csv", b"a,b\n1,2\n")
    with pytest.raises(ImportFileError) as caught:
        manage.import_file(_written(b"a,b\n1,2\n", "odd.csv"), "csv")
    assert str(caught.value) in re.sub("&#x27;", "'", press(app, "Import it"))


@pytest.mark.parametrize(
    ("file", "content", "kinds"),
    [
        ("SY.zip", b"PK\x03\x04...", ("geonames",)),
        ("SY.ZIP", b"<html>", ("geonames",)),
        ("SY.txt", b"1\tHoms", ("geonames",)),
        ("list.xlsx", b"PK\x03\x04..[Content_Types].xml", ("ocha", "csv")),
        ("list.zip", b"PK\x03\x04..[Content_Types].xml", ("ocha", "csv")),
        ("list.csv", b"name,lat,lon", ("ocha", "csv")),
    ],
)
def test_what_a_file_may_be(file: str, content: bytes, kinds: tuple[str, ...]) -> None:
    assert kinds_of(file, content) == kinds
