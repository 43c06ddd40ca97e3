"""Where: place phrases, and what words point back to."""

from __future__ import annotations

import pytest

from incidents.model import Claim, Flag, Precision
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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("At a checkpoint south of Hasaka, on the road to Shaddadi, a bomber killed eight men.", "Hasakah"),
        ("A bomb went off in Ariha, on the highway to Latakia.", "Ariha"),
        ("On the road leading to Palmyra gunmen shot two men in Qaryatayn.", "Qaryatayn"),
        ("A bomb killed two men on the road to Shaddadi.", "Shaddadi"),
        ("A bomb killed a man on the road to Muzayrib in Daraa province.", "Muzayrib"),
        ("The Homs native was killed in Idlib by a car bomb.", "Idlib"),
        ("An Aleppo doctor was shot dead in Hama.", "Hama"),
        ("A Hama resident was shot dead by police.", "Hama"),
        ("Shelling killed two men in Khan Tuman the London based group said.", "Khan Tuman"),
        ("Shelling killed two men in Saraqib the Gaziantep-based centre said.", "Saraqeb"),
    ],
)
def test_where_a_road_leads_or_somebody_is_from_is_second_to_where_it_happened(
    text: str, name: str, read: Reader
) -> None:
    assert [c.place and c.place.name for c in read(text) if not c.flags] == [name]


@pytest.mark.parametrize(
    "text", ["The Homs native was killed in Baghdad by a car bomb.", "An Idlib man was shot dead in Beirut."]
)
def test_people_from_a_town_who_die_abroad_do_not_die_there(text: str, read: Reader) -> None:
    assert all(c.flags for c in read(text))


ABROAD = [
    "Turkish jets bombed Jarabulus. Islamic State fired rockets at the Turkish town of Karkamis in reply.",
    "Fighting spilled from Azaz to the Turkish town of Kilis, where a shell killed two people.",
    "Shells from Daraa hit the Jordanian border town of Ramtha, wounding five people.",
    "Rockets fired from Qusayr killed two people in the Lebanese village of Nabi Sheet.",
    "A shell killed two people on the Turkish side of the border near Jarabulus.",
    "Clashes in the Lebanese village of Qusayr killed four people.",
]


@pytest.mark.parametrize("text", ABROAD)
def test_a_town_called_another_country_s_is_in_it(text: str, read: Reader) -> None:
    last = read(text)[-1]
    assert Flag.OTHER_COUNTRY in last.flags
    assert last.place is not None
    assert not last.place.located


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Turkish troops shelled the Syrian town of Azaz, killing five people.", "Azaz"),
        ("The Turkish-held town of Azaz was shelled on Sunday.", "Azaz"),
        ("Turkish troops entered the town of Jarabulus, killing five people.", "Jarabulus"),
        ("The shelling of Azaz was heard on the Turkish side of the border.", "Azaz"),
        (
            "The Turkish town of Akcakale lies opposite Tal Abyad, where shelling killed two people.",
            "Tal Abyad",
        ),
    ],
)
def test_a_town_of_syria_beside_another_country_s_word_stays(text: str, name: str, read: Reader) -> None:
    (claim,) = read(text)
    assert not claim.flags
    assert claim.place is not None
    assert claim.place.name == name
