"""Where: place phrases, and what words point back to."""

from __future__ import annotations

import pytest

from incidents.model import Claim, Precision
from tests.extract.conftest import Reader

KILLED = "Shelling killed 10 people {}."
PLACES = [
    # phrase after "Shelling killed 10 people", name or id, precision
    ("in Homs", "Homs", Precision.SETTLEMENT),
    ("in the city of Homs", "Homs", Precision.SETTLEMENT),
    ("in Homs province", "Homs", Precision.GOVERNORATE),
    ("in the province of Homs", "Homs", Precision.GOVERNORATE),
    ("in the Homs district of Karm al-Zeitoun", "sy:homs/karm-al-zeitoun", Precision.NEIGHBOURHOOD),
    ("in the Karm al-Zeitoun district of Homs", "sy:homs/karm-al-zeitoun", Precision.NEIGHBOURHOOD),
    ("in Homs's Khalidiya neighbourhood", "sy:homs/khalidiyah", Precision.NEIGHBOURHOOD),
    ("in the Baba Amr district in Homs", "sy:homs/baba-amr", Precision.NEIGHBOURHOOD),
    ("in the Damascus suburb of Douma", "Douma", Precision.SETTLEMENT),
    ("in Taftanaz, near Idlib", "Taftanaz", Precision.SETTLEMENT),
    ("in Azaz in northern Aleppo province", "Azaz", Precision.SETTLEMENT),
    ("in the town of Rastan, in Homs province", "Rastan", Precision.SETTLEMENT),
    ("in Rastan, north of Homs", "Rastan", Precision.SETTLEMENT),
    ("near Idlib", "Idlib", Precision.NEAR_SETTLEMENT),
    ("on the outskirts of Idlib", "Idlib", Precision.NEAR_SETTLEMENT),
    ("in the Aleppo countryside", "Aleppo", Precision.GOVERNORATE),
    ("in the capital", "Damascus", Precision.SETTLEMENT),
    ("in the Syrian capital", "Damascus", Precision.SETTLEMENT),
    ("near the capital", "Damascus", Precision.NEAR_SETTLEMENT),
    ("in Deir al-Zor", "Deir ez-Zor", Precision.SETTLEMENT),
    ("in Deraa", "Daraa", Precision.SETTLEMENT),
    ("in the Yarmouk camp in Damascus", "sy:damascus/yarmouk", None),
    ("in Eastern Ghouta", "Eastern Ghouta", Precision.AREA),
]


def only(claims: list[Claim]) -> Claim:
    (claim,) = claims
    return claim


@pytest.mark.parametrize(("phrase", "name", "precision"), PLACES)
def test_place_phrases(phrase: str, name: str, precision: Precision | None, read: Reader) -> None:
    place = only(read(KILLED.format(phrase))).place
    assert place is not None
    assert name in (place.name, place.place_id)
    assert precision is None or place.precision is precision


POINTING = [
    # a sentence before, the sentence, the place it means
    ("Troops entered Rastan on Sunday.", "Shelling killed 10 people there.", "Rastan"),
    ("Troops entered Rastan on Sunday.", "Shelling killed 10 people in the town.", "Rastan"),
    (
        "Troops entered Homs on Sunday.",
        "Shelling killed 10 people in the city's Jobar district.",
        "sy:homs/jobar",
    ),
    (
        "Troops entered Damascus on Sunday.",
        "Shelling killed 10 people in the Jobar district.",
        "sy:damascus/jobar",
    ),
    ("Troops shelled Baba Amr in Homs.", "Snipers killed 10 people in the district.", "sy:homs/baba-amr"),
    ("Troops entered Hama on Sunday.", "Shelling killed 10 people.", "Hama"),
]


@pytest.mark.parametrize(("before", "text", "name"), POINTING)
def test_words_that_point_back(before: str, text: str, name: str, read: Reader) -> None:
    place = read(f"{before} {text}")[-1].place
    assert place is not None
    assert name in (place.name, place.place_id)


@pytest.mark.parametrize(
    "text",
    [
        "Damascus denied that its forces had shelled rebels.",
        "The Damascus regime blamed gunmen for the killing of 10 people.",
        "Officials in Moscow said rebels had killed 10 soldiers.",
        "Gunmen killed 10 people on the Syria-Turkey border.",
        "Gunmen shot Abu Homs dead.",
    ],
)
def test_names_that_are_not_where_it_happened(text: str, read: Reader) -> None:
    assert not [c for c in read(text) if c.place is not None and c.place.located]


def test_two_towns_are_two_claims(read: Reader) -> None:
    claims = read("Shelling hit Homs and Hama.")
    assert [c.place.name for c in claims if c.place] == ["Homs", "Hama"]


def test_two_names_in_one_word_are_two_places(read: Reader) -> None:
    claims = read("Ten people were killed by shelling in Aleppo/Idlib.")
    assert {c.place.name for c in claims if c.place and not c.flags} == {"Aleppo", "Idlib"}


def test_the_finest_of_a_city_and_its_province_is_taken(read: Reader) -> None:
    claims = read("In Idlib province, shelling killed 10 people in Saraqeb.")
    assert [c.place.name for c in claims if c.place] == ["Saraqeb"]


def test_an_unknown_place_is_told_by_the_known_one_that_holds_it(read: Reader) -> None:
    place = only(read(KILLED.format("in the Mallaqwa district of Homs"))).place
    assert place is not None
    assert place.name == "Homs"


@pytest.mark.parametrize(
    ("where", "lat", "lon", "radius_km"),
    [
        ("30 km south of Idlib", 35.66, 36.63, 11.5),
        ("some 20 miles (32 km) north-east of Damascus", 33.71, 36.54, 18.0),
        ("10 km to the west of the city of Hama", 35.13, 36.65, 6.5),
    ],
)
def test_a_place_told_by_distance_and_direction_is_there(read: Reader, where, lat, lon, radius_km):
    place = only(read(KILLED.format(where))).place
    assert (place.lat, place.lon) == pytest.approx((lat, lon), abs=0.02)
    assert place.precision is Precision.NEAR_SETTLEMENT
    assert place.radius_km == pytest.approx(radius_km, abs=1.5)


def test_the_east_of_a_town_is_in_it(read: Reader):
    place = only(read(KILLED.format("in the east of Idlib"))).place
    assert place.lat == pytest.approx(35.93, abs=0.01)
