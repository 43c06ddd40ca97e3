"""The page Places in Streamlit's test runner: look up, and the words of an answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gazetteer import Gazetteer, user_places
from gazetteer.places import Context
from incidents.dashboard import place_words
from incidents.dashboard.components.place_draft import point_in
from incidents.dashboard.components.place_lists import safe_name
from incidents.dashboard.components.place_sections import Section
from incidents.dashboard.place_found import items
from tests.dashboard.places_page import (
    NAME,
    NOW,
    POINT,
    fill,
    governorate,
    html,
    name_only,
    press,
    run,
    said,
    search,
    show,
)
from tests.factories import HOSTILE

pytestmark = pytest.mark.usefixtures("own_folders")


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
    gazetteer = Gazetteer.embedded()
    found = gazetteer.resolve("Jobar", Context(governorates=("Homs",)))
    ids = [candidate.place.place_id for candidate in found.candidates]
    assert len(ids) == 2
    twice = replace(found, candidates=(*found.candidates, *reversed(found.candidates)))
    assert [item.place.place_id for item in items(twice, gazetteer) if item.place] == ids


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


# --- the governorate goes with the name ---


def test_a_governorate_that_came_with_a_button_goes_with_the_name(app: AppTest) -> None:
    name_only(app, "Jobar")
    press(app, "In Homs")
    assert governorate(app).value == "Homs"
    assert "City · Idlib governorate" in name_only(app, "Idlib")
    assert governorate(app).value == ""


def test_a_governorate_that_came_with_an_added_place_goes_with_the_name(app: AppTest) -> None:
    show(app, Section.ADD)
    fill(app, latin=NAME, point=POINT)
    press(app, "Add this place")
    assert governorate(app).value
    assert "City · Homs governorate" in name_only(app, "Homs")
    assert governorate(app).value == ""


def test_a_governorate_that_the_user_chose_stays(app: AppTest) -> None:
    governorate(app).set_value("Homs")
    run(app)
    assert "Neighbourhood of Homs" in name_only(app, "Jobar")
    name_only(app, "Bab Amr")
    assert governorate(app).value == "Homs"


# --- candidates are told apart ---


def test_neighbourhoods_of_one_name_are_told_apart_by_their_cities(app: AppTest) -> None:
    search(app, "Ashrafiyeh", governorate="Aleppo")
    options = "\n".join(app.radio[0].options).replace("\\", "")
    assert "Ashrafiyeh, Afrin, Aleppo" in options
    assert "Ashrafiyeh, Aleppo" in options
    captions = " ".join(app.radio[0].proto.captions)
    assert "Neighbourhood of Afrin" in captions
    assert "Neighbourhood of Aleppo" in captions
    assert "Neighbourhood of Afrin ·" in press(app, "In Afrin")


def test_a_suggested_neighbourhood_names_its_city(app: AppTest) -> None:
    name_only(app, "Ashrafiyehk")
    labels = [button.label for button in app.button]
    assert r"Ashrafiyeh\, Aleppo" in labels
    assert "Neighbourhood of Afrin ·" in press(app, r"Ashrafiyeh\, Afrin\, Aleppo")
