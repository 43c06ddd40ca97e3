"""The page Places in Streamlit's test runner: look up, add, take back, lists, and what happens with damaged files."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from gazetteer import Gazetteer, layers, manage, user_places
from gazetteer.places import Context, PlaceKind
from incidents.dashboard import data, dismissed, place_words
from incidents.dashboard.components import geonames
from incidents.dashboard.components.place_draft import point_in
from incidents.dashboard.components.place_lists import safe_name
from incidents.dashboard.components.place_sections import Section
from incidents.dashboard.place_found import items
from tests.factories import HOSTILE, TEXT
from tests.gazetteer.geonames_server import GeonamesServer, sample_zip

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
NAME = "Tal Maqsur"
POINT = "35.71, 37.12"
APP = str(Path(__file__).resolve().parents[2] / "app.py")


def _page() -> None:
    from incidents.dashboard.pages.places import page

    page()


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A cache folder of the test's own; and Streamlit's test runner has no media server for the map."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("incidents.dashboard.map.component.runtime_exists", lambda: False)
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def app() -> AppTest:
    return run(AppTest.from_function(_page, default_timeout=60))


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, [error.message for error in app.exception]
    return app


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def said(app: AppTest) -> str:
    """What stands on the page, without tags and direction marks."""
    return re.sub(r"<[^>]+>|[\u2066-\u2069]", "", html(app))


def search(app: AppTest, name: str, governorate: str = "", near: str = "") -> str:
    app.text_input(key="incidents.w.places-name").set_value(name)
    app.text_input(key="incidents.w.places-near").set_value(near)
    app.selectbox(key="incidents.w.places-governorate").set_value(governorate)
    return said(run(app))


def button(app: AppTest, label: str) -> Any:
    found = [button for button in app.button if button.label == label]
    assert found, f"no button {label!r} among {[b.label for b in app.button]}"
    return found[0]


def press(app: AppTest, label: str) -> str:
    button(app, label).click()
    return said(run(app))


def show(app: AppTest, section: Section) -> str:
    app.button_group(key="incidents.w.places-section").set_value(section)
    return said(run(app))


def fill(app: AppTest, **fields: str) -> None:
    for name, value in fields.items():
        app.text_input(key=f"incidents.w.add-{name}").set_value(value)
    run(app)


# --- look up ---


@pytest.mark.parametrize("name", ["Karm el-Zeytoun", "كرم الزيتون"])
def test_both_scripts_find_the_same_place(app: AppTest, name: str) -> None:
    words = search(app, name)
    assert "Neighbourhood of Homs · Homs governorate, Homs district" in words
    assert "Somewhere within 0.6 km of this point: 34.7" in words
    assert f"Written exactly like its other spelling “{name}”" in words
    assert "answers scored like this are right at least 85 times in 100" in words
    assert "Written by hand for this program" in words
    assert "Up to 0.5 km, by the estimate of who wrote the record" in words
    assert '<bdi lang="ar" dir="rtl">كرم الزيتون</bdi>' in html(app)


def test_namesakes_are_not_chosen_between_and_a_governorate_decides(app: AppTest) -> None:
    words = search(app, "Jobar")
    assert "No place chosen for “Jobar”" in words
    assert "2 places are called so and nothing tells them apart: Jobar (Damascus), Jobar (Homs)" in words
    radio = app.radio[0]
    assert radio.value is None
    assert "Neighbourhood of Homs" in press(app, "In Homs")
    assert app.selectbox(key="incidents.w.places-governorate").value == "Homs"


def test_a_candidate_can_be_looked_at(app: AppTest) -> None:
    search(app, "Jobar")
    app.radio[0].set_value(1)
    words = said(run(app))
    assert "Number 2 of the list" in words
    assert "Neighbourhood of Homs" in words
    assert "Neighbourhood of Damascus" not in words
    assert '"chosen": [1]' in app.get("component_instance")[0].proto.json_args.replace('\\"', '"')
    assert "Number 2" not in search(app, "Salhiya"), "another look-up begins afresh"


def test_what_is_near_decides_and_what_is_unknown_is_said(app: AppTest) -> None:
    assert "Neighbourhood of Homs" in search(app, "Jobar", near="Homs")
    words = search(app, "Jobar", near="Nonesuchville")
    assert "“Nonesuchville” does not name one place that is known, so it was not used" in words
    assert "No place chosen" in words


def test_a_point_told_from_another_place_is_numbered_first(app: AppTest) -> None:
    words = search(app, "30 km south of Idlib")
    assert "A point worked out from other places" in words
    captions = app.radio[0].proto.captions
    assert captions[0].startswith("\u2068The answer")
    assert "30 km from the answer" in captions[1]


def test_a_foreign_place_is_told_with_its_country(app: AppTest) -> None:
    words = search(app, "Beirut")
    assert "“Beirut” is in Lebanon" in words
    assert not app.radio


def test_an_unknown_name_gives_suggestions_and_can_be_added(app: AppTest) -> None:
    assert "No place found for “Homsk”" in search(app, "Homsk")
    assert "Governorate" in press(app, "Homs governorate").split("How sure")[0]
    assert "No place of this name is known" in search(app, "Zorgblat")
    press(app, "Add this place")
    assert app.text_input(key="incidents.w.add-latin").value == "Zorgblat"


def test_hostile_words_stay_words(app: AppTest) -> None:
    search(app, HOSTILE, near=HOSTILE)
    assert html(app).count("onerror") == 2, "the heading and the note on what is near"
    assert "<img" not in html(app)
    user_places.save(
        user_places.UserPlaces().with_entry(
            user_places.new_place([HOSTILE[:150]], 35.7, 37.1, now=NOW, note=HOSTILE, added_by="<b>x</b>")
        )
    )
    run(app)
    show(app, Section.OWN)
    everything = html(app)
    assert "onerror" in everything
    assert "<img" not in everything
    assert "<b>" not in everything
    assert not app.markdown


def test_the_words_of_a_query_do_not_reach_the_map(app: AppTest) -> None:
    search(app, "Jobar")
    assert "Jobar" not in app.get("component_instance")[0].proto.json_args


# --- add ---


def test_a_place_added_is_found_at_once(app: AppTest) -> None:
    assert "No place found" in search(app, NAME)
    press(app, "Add this place")
    fill(app, arabic="تل مقصور", point=POINT, note="a survey map", initials="RK")
    assert "That point is in" in said(app)
    words = press(app, "Add this place")
    assert f"“{NAME}” was added and is used from now on" in words
    assert "Somewhere within 1.0 km of this point: 35.71, 37.12" in words
    assert "Added by hand: " in words
    assert "by RK; a survey map" in words
    assert NAME in search(app, "تل مقصور")
    assert data.gazetteer().resolve(NAME).place is not None
    (entry,) = user_places.load().live
    assert (entry.names, entry.kind, entry.note) == ((NAME, "تل مقصور"), PlaceKind.SETTLEMENT, "a survey map")


def test_a_report_added_afterwards_uses_the_new_place() -> None:
    before = data.pipeline()
    assert data.pipeline() is before
    user_places.save(
        user_places.UserPlaces().with_entry(user_places.new_place([NAME], 35.71, 37.12, now=NOW))
    )
    after = data.pipeline()
    assert after is not before
    assert after.run != before.run


def test_another_spelling_is_found(app: AppTest) -> None:
    search(app, "Jobar")
    app.radio[0].set_value(1)
    run(app)
    search(app, "Kafranbl")
    app.radio[0].set_value(0)
    run(app)
    press(app, "Add this name as a spelling of it")
    assert (
        app.selectbox(key="incidents.w.add-target").value
        == data.gazetteer().resolve("Kafranbel").place.place_id
    )
    words = press(app, "Add this spelling")
    assert "“Kafranbl” was added" in words
    assert "Written exactly like its other spelling “Kafranbl”" in words
    assert user_places.load().live[0].target == data.gazetteer().resolve("Kafranbel").place.place_id


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"latin": "", "point": POINT}, "The name is missing"),
        ({"latin": NAME, "point": ""}, "The point is missing"),
        ({"latin": NAME, "point": "near Idlib"}, "cannot be read: write latitude, longitude"),
        ({"latin": NAME, "point": "40.12, 35.31"}, "look swapped"),
        ({"latin": NAME, "point": "37.12, 35.71"}, "is not in Syria; latitude comes first"),
        ({"latin": "123", "point": POINT}, "is no name"),
    ],
)
def test_a_mistake_is_one_line_and_nothing_typed_is_lost(
    app: AppTest, fields: dict[str, str], words: str
) -> None:
    show(app, Section.ADD)
    fill(app, **fields, note="a survey map")
    assert words in press(app, "Add this place")
    assert 'role="alert"' in html(app)
    for name, value in {**fields, "note": "a survey map"}.items():
        assert app.text_input(key=f"incidents.w.add-{name}").value == value
    assert not user_places.load().entries


def test_a_data_folder_that_cannot_be_written_is_said(app: AppTest) -> None:
    user_places.save(
        user_places.UserPlaces().with_entry(user_places.new_place(["Tal Other"], 35.3, 37.1, now=NOW))
    )
    user_places.history().write_text("in the way", encoding="utf-8")
    show(app, Section.ADD)
    fill(app, latin=NAME, point=POINT)
    assert "cannot write" in press(app, "Add this place")
    assert app.text_input(key="incidents.w.add-latin").value == NAME
    assert [entry.names[0] for entry in user_places.load().live] == ["Tal Other"]


# --- added by you ---


def test_taking_back_and_undo(app: AppTest) -> None:
    user_places.save(
        user_places.UserPlaces().with_entry(
            user_places.new_place([NAME], 35.71, 37.12, now=NOW, note="a survey map", added_by="RK")
        )
    )
    words = show(app, Section.OWN)
    assert "1 March 2026, by RK; a survey map" in words
    assert "was taken back and is no longer used" in press(app, "Take back")
    assert data.gazetteer().resolve(NAME).place is None
    assert "is used again" in press(app, "Undo")
    assert data.gazetteer().resolve(NAME).place is not None


def _upload(app: AppTest, key: str, name: str, content: bytes) -> None:
    uploaders = [
        element for element in app.get("file_uploader") if element.key.startswith(f"incidents.w.{key}")
    ]
    assert uploaders
    uploaders[0].set_value((name, content, "application/octet-stream"))
    run(app)


def test_a_colleagues_file_is_joined(app: AppTest) -> None:
    theirs = user_places.UserPlaces().with_entry(
        user_places.new_place([NAME], 35.71, 37.12, now=NOW, added_by="RK")
    )
    show(app, Section.OWN)
    _upload(app, "own-file", "theirs.geojson", user_places.to_geojson(theirs).encode())
    words = press(app, "Join it with mine")
    assert "1 entry of “theirs.geojson” was new or newer" in words
    assert data.gazetteer().resolve(NAME).place is not None


def test_a_file_that_is_none_says_what_to_do(app: AppTest) -> None:
    show(app, Section.OWN)
    _upload(app, "own-file", "<img>.geojson", b"not json")
    words = press(app, "Join it with mine")
    assert "was not joined: it is not GeoJSON; choose a file saved from the Places page" in words
    assert "<img" not in html(app)
    assert not user_places.load().entries


# --- lists ---


def test_an_upload_is_imported_and_can_be_removed(app: AppTest) -> None:
    show(app, Section.LISTS)
    _upload(app, "list-file", "SY.zip", sample_zip())
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
    _upload(app, "list-file", "my list.csv", rows.encode())
    words = press(app, "Import it")
    assert "my list: 1 place" in words
    assert "1 row left out" in words
    assert "row 3: lat" in words
    assert "<b>" not in html(app)


def test_a_file_of_another_kind_says_what_to_do(app: AppTest) -> None:
    show(app, Section.LISTS)
    _upload(app, "list-file", "SY.zip", b"<html>log in</html>")
    with pytest.raises(Exception, match=r"SY\.zip") as caught:
        manage.import_file(_written(b"<html>log in</html>"), "geonames")
    assert str(caught.value) in press(app, "Import it").replace("&#x27;", "'")
    assert not layers.listed()


def _written(content: bytes) -> Path:
    folder = layers.folder().parent / "test"
    folder.mkdir(parents=True)
    (folder / "SY.zip").write_bytes(content)
    return folder / "SY.zip"


def test_a_damaged_list_is_told_and_can_be_removed(app: AppTest) -> None:
    layers.folder().mkdir(parents=True)
    (layers.folder() / f"csv-mine{layers.SUFFIX}").write_text("damaged\n", encoding="utf-8")
    words = said(run(app))
    assert "the imported layer 'csv-mine' cannot be read" in words.replace("&#x27;", "'")
    assert "the imported layer 'csv-mine' cannot be read" in press(app, "Remove the damaged list …").replace(
        "&#x27;", "'"
    )
    press(app, "Remove …")
    press(app, "Yes, remove it")
    assert "places are known" in show(app, Section.SEARCH)


def test_a_damaged_file_of_ones_own_is_told(app: AppTest) -> None:
    layers.folder().mkdir(parents=True)
    user_places.path().write_text("damaged", encoding="utf-8")
    assert "the file of your own places is damaged" in said(run(app))
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
    assert "the imported layer &#x27;csv-mine&#x27; cannot be read" in words
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
    assert "the imported layer &#x27;csv-mine&#x27; cannot be read" in words
    assert app.text_area[0].value == TEXT, "the text must not be lost"
    assert data.own_store().is_empty()


# --- the offer of the first run ---


def test_the_offer_counts_what_is_known_and_stays_away_once_dismissed(app: AppTest) -> None:
    assert f"{len(data.gazetteer().places):,} places are known (built in)" in said(app)
    assert "one time the program contacts another server" in said(app)
    assert "(built in)" not in press(app, "Not now")
    assert "(built in)" not in said(run(AppTest.from_function(_page, default_timeout=60)))
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
    assert geonames.BY_HAND in words
    assert 'role="alert"' in html(app)
    assert not layers.listed()
    button(app, "Add them")


# --- words ---


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("exact match on name 'Jobar'; inside Homs", "Written exactly like its name “Jobar”; inside Homs"),
        ("key match on name 'Talbiseh'", "Sounds like its name “Talbiseh”; spelt otherwise"),
        ("same consonants, spelt alike on alias 'Dar' Izza'", "Only resembles its other spelling “Dar' Izza”"),
        ("not taken: Jobar: it only sounds alike", "“Jobar” was not taken: it only sounds alike"),
        ("looks like 'Homs' (suggestion only)", "Only resembles “Homs”"),
        ("no name given", "No name given"),
    ],
)  # fmt: skip
def test_reasons_are_told_without_terms_of_art(written: str, words: str) -> None:
    assert place_words.reason(written) == words


def test_every_reason_of_a_match_has_words() -> None:
    """Holds the words to the gazetteer's: a new way of matching must not reach the page as a term of art."""
    gazetteer = Gazetteer.embedded()
    names = ["Jobar", "Jobr", "Talbisse", "Karm Zaytun", "Maarat Numan", "كرم الزيتون", "Kafranbl"]
    said = [c.reason for name in names for c in gazetteer.resolve(name).candidates]
    assert {"exact", "same", "key"} <= {reason.split()[0] for reason in said}
    for reason in said:
        assert " on name '" not in place_words.reason(reason)
        assert " on alias '" not in place_words.reason(reason)


def test_a_place_is_listed_once_and_in_the_order_of_the_answer() -> None:
    found = Gazetteer.embedded().resolve("Jobar", Context(governorates=("Homs",)))
    ids = [candidate.place.place_id for candidate in found.candidates]
    assert len(ids) == 2
    twice = replace(found, candidates=(*found.candidates, *reversed(found.candidates)))
    assert [item.place.place_id for item in items(twice) if item.place] == ids


@pytest.mark.parametrize(
    ("text", "point"),
    [("34.718, 36.732", (34.718, 36.732)), ("34.718 36.732", (34.718, 36.732)), ("34.7° N, 36.7° E", (34.7, 36.7)),
     ("  34.718;36.732 ", (34.718, 36.732))],
)  # fmt: skip
def test_points_are_read_as_people_paste_them(text: str, point: tuple[float, float]) -> None:
    assert point_in(text) == point


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\SY.zip", "", ".", "a" * 300 + ".csv", "x\0y.csv", "خريطة.xlsx"]
)
def test_an_uploads_name_stays_in_its_folder(tmp_path: Path, name: str) -> None:
    path = tmp_path / safe_name(name)
    path.write_bytes(b"")
    assert path.parent == tmp_path
    assert path.is_file()
