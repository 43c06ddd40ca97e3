"""The page Places in Streamlit's test runner: add a place or a spelling, take it back, share it."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from gazetteer import user_places
from gazetteer.places import PlaceKind
from incidents.dashboard import data
from incidents.dashboard.components.place_draft import NEW, SPELLING
from incidents.dashboard.components.place_sections import Section
from tests.dashboard.places_page import (
    NAME,
    NOW,
    POINT,
    fill,
    html,
    press,
    run,
    said,
    search,
    show,
    upload,
)

pytestmark = pytest.mark.usefixtures("own_folders")


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
    assert "Cannot write" in press(app, "Add this place")
    assert app.text_input(key="incidents.w.add-latin").value == NAME
    assert [entry.names[0] for entry in user_places.load().live] == ["Tal Other"]


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


def test_a_colleagues_file_is_joined(app: AppTest) -> None:
    theirs = user_places.UserPlaces().with_entry(
        user_places.new_place([NAME], 35.71, 37.12, now=NOW, added_by="RK")
    )
    show(app, Section.OWN)
    upload(app, "own-file", "theirs.geojson", user_places.to_geojson(theirs).encode())
    words = press(app, "Join it with mine")
    assert "1 entry of “theirs.geojson” was new or newer" in words
    assert data.gazetteer().resolve(NAME).place is not None


def test_a_file_that_is_none_says_what_to_do(app: AppTest) -> None:
    show(app, Section.OWN)
    upload(app, "own-file", "<img>.geojson", b"not json")
    words = press(app, "Join it with mine")
    assert "was not joined: it is not GeoJSON; choose a file saved from the Places page" in words
    assert "<img" not in html(app)
    assert not user_places.load().entries


# --- what is doubtful is asked first ---


def _spelling(app: AppTest, known: str, spelling: str) -> None:
    """Fill the form for another spelling of a known place."""
    search(app, known)
    press(app, "Not what you mean? Add a place")
    app.button_group(key="incidents.w.add-how").set_value(SPELLING)
    run(app)
    place = data.gazetteer().resolve(known).place
    assert place is not None
    app.selectbox(key="incidents.w.add-target").set_value(place.place_id)
    fill(app, spellings=spelling)


def test_a_spelling_that_leads_to_another_place_is_asked_about(app: AppTest) -> None:
    _spelling(app, "Saraqeb", "Homs")
    words = press(app, "Add this spelling")
    assert "“Homs” already leads to another place: Homs (city)" in words
    assert "Is it a spelling of Saraqeb, Idlib as well?" in words
    assert not user_places.load().entries
    assert app.text_input(key="incidents.w.add-spellings").value == "Homs"
    press(app, "Add it all the same")
    assert user_places.load().live[0].names == ("Homs",)
    assert user_places.load().live[0].target == data.gazetteer().resolve("Saraqeb").place.place_id


def test_an_answer_counts_only_for_what_was_asked_about(app: AppTest) -> None:
    _spelling(app, "Saraqeb", "Homs")
    press(app, "Add this spelling")
    fill(app, spellings="Idlib")
    assert "Add it all the same" not in [button.label for button in app.button]
    assert "“Idlib” already leads" in press(app, "Add this spelling")
    fill(app, spellings="Sarageb")
    press(app, "Add this spelling")
    assert [entry.names for entry in user_places.load().live] == [("Sarageb",)]


def test_namesakes_that_bear_the_spelling_exactly_are_asked_about(app: AppTest) -> None:
    assert data.gazetteer().resolve("Ashrafiyeh").place is None
    _spelling(app, "Saraqeb", "Ashrafiyeh")
    assert "“Ashrafiyeh” already leads to another place: Ashrafiyeh, " in press(app, "Add this spelling")
    assert not user_places.load().entries


def test_a_place_known_there_already_is_asked_about_and_its_point_is_told_as_ones_own(app: AppTest) -> None:
    known = data.gazetteer().resolve("Saraqeb").place
    assert known is not None
    show(app, Section.ADD)
    fill(app, latin="Saraqeb", point=f"{known.lat + 0.02:.4f}, {known.lon:.4f}", initials="RK")
    words = press(app, "Add this place")
    assert "Saraqeb, Idlib is known there already (2.2 km away): adding it corrects its point." in words
    assert not user_places.load().entries
    assert app.text_input(key="incidents.w.add-latin").value == "Saraqeb"
    words = press(app, "Add it all the same")
    assert f"{known.lat + 0.02:.4f}" in words
    assert "PointYours, added " in words
    assert "by RK" in words.split("PointYours")[1]
    assert "answers scored like this" in words, "the place itself is known from a list"


def test_a_place_known_elsewhere_is_added_without_a_question(app: AppTest) -> None:
    show(app, Section.ADD)
    fill(app, latin="Saraqeb", point=POINT)
    assert "was added and is used from now on" in press(app, "Add this place")


# --- the two forms, and what is said of a place of one's own ---


def test_the_forms_share_no_text(app: AppTest) -> None:
    _spelling(app, "Saraqeb", "Sarageb")
    fill(app, spelling_note="heard it said")
    app.button_group(key="incidents.w.add-how").set_value(NEW)
    run(app)
    assert [app.text_input(key=f"incidents.w.add-{part}").value for part in ("others", "note")] == ["", ""]
    fill(app, latin=NAME, point=POINT, others="Tell Maksur", note="a map")
    app.button_group(key="incidents.w.add-how").set_value(SPELLING)
    run(app)
    assert app.text_input(key="incidents.w.add-spellings").value == "Sarageb"
    assert app.text_input(key="incidents.w.add-spelling_note").value == "heard it said"
    app.button_group(key="incidents.w.add-how").set_value(NEW)
    run(app)
    press(app, "Add this place")
    assert user_places.load().live[0].names == (NAME, "Tell Maksur")


def test_an_unknown_spelling_is_carried_to_both_forms(app: AppTest) -> None:
    search(app, "Sarageb")
    press(app, "Not what you mean? Add a place")
    assert app.text_input(key="incidents.w.add-latin").value == "Sarageb"
    app.button_group(key="incidents.w.add-how").set_value(SPELLING)
    run(app)
    assert app.text_input(key="incidents.w.add-spellings").value == "Sarageb"
    saraqeb = data.gazetteer().resolve("Saraqeb").place
    assert saraqeb is not None
    assert app.selectbox(key="incidents.w.add-target").value == saraqeb.place_id
    assert "“Sarageb” was added" in press(app, "Add this spelling")


def test_a_place_of_ones_own_is_not_said_to_be_measured(app: AppTest) -> None:
    show(app, Section.ADD)
    fill(app, latin=NAME, point=POINT)
    words = press(app, "Add this place")
    assert "a place you added: how often such answers are right was not measured" in words
    assert "times in 100" not in words
    assert "PointYours" not in words, "said of a known place whose point was corrected"
