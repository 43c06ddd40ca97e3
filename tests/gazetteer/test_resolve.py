from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import Context, Gazetteer, Place, PlaceKind, tables
from gazetteer.distance import distance_km
from incidents.extract.protocol import Places

VARIANTS = [
    (row["written"], row["parent"], row["place_id"])
    for row in csv.DictReader((Path(__file__).parent / "variants.csv").read_text("utf-8").splitlines())
]
UNKNOWN = [
    (row["written"], row["city"])
    for row in csv.DictReader(
        (Path(__file__).parent / "unknown_neighbourhoods.csv").read_text("utf-8").splitlines()
    )
]
LOADED = Gazetteer.embedded()


def place_id(found):
    return found.place.place_id if found.place else None


def of_parent(parent: str) -> Context:
    return Context(parent=parent, kind_hint=PlaceKind.NEIGHBOURHOOD) if parent else Context()


@pytest.mark.parametrize(("written", "parent", "wanted"), VARIANTS)
def test_a_spelling_variant_is_never_another_place(gazetteer, written, parent, wanted):
    assert place_id(gazetteer.resolve(written, of_parent(parent))) in (wanted, None)


def test_spelling_variants_are_found(gazetteer):
    """At least 300 of them were collected from how news, agencies and Arabic sources write; most must be found."""
    missed = [v for v in VARIANTS if place_id(gazetteer.resolve(v[0], of_parent(v[1]))) is None]
    assert len(VARIANTS) >= 300
    assert len(missed) <= 0.12 * len(VARIANTS), missed


@pytest.mark.parametrize(("written", "city"), UNKNOWN)
def test_a_neighbourhood_that_no_table_holds_gives_nothing(gazetteer, written, city):
    found = gazetteer.resolve(written, Context(parent=city or None, kind_hint=PlaceKind.NEIGHBOURHOOD))
    assert (found.place, found.lat) == (None, None)
    assert found.reason


def test_the_gazetteer_is_what_extraction_asks_for(gazetteer):
    places: Places = gazetteer
    assert places.version.startswith("embedded-")
    assert places.resolve("Homs").place is not None


@pytest.mark.parametrize(
    ("parent", "wanted"),
    [("Homs", "sy:homs/jobar"), ("Damascus", "sy:damascus/jobar"), ("city of Homs", "sy:homs/jobar")],
)
def test_a_neighbourhood_is_that_of_the_city_named(gazetteer, parent, wanted):
    found = gazetteer.resolve("Jobar", Context(parent=parent, kind_hint=PlaceKind.NEIGHBOURHOOD))
    assert place_id(found) == wanted
    assert found.precision == "neighbourhood"
    assert "as named" in found.reason


def test_a_neighbourhood_name_used_twice_is_not_guessed(gazetteer):
    found = gazetteer.resolve("Jobar")
    assert found.place is None
    assert found.lat is None
    assert {c.place.place_id for c in found.candidates} >= {"sy:homs/jobar", "sy:damascus/jobar"}


def test_a_neighbourhood_is_not_looked_for_in_another_city(gazetteer):
    found = gazetteer.resolve("Baba Amr", Context(parent="Aleppo"))
    assert found.place is None
    assert "Aleppo" in found.reason


def test_the_other_places_of_the_report_decide(gazetteer):
    homs = gazetteer.resolve("Homs").place.place_id
    assert place_id(gazetteer.resolve("Jobar", Context(others=(homs,)))) == "sy:homs/jobar"


@pytest.mark.parametrize(
    "name",
    [
        "Karm al-Zaafaran",
        "Hayy al-Mustaqbal",
        "Bustan al-Ward",
        "Zuqaq al-Tawil",
        "Dawar al-Nakhla",
        "Shari al-Bahr",
    ],
)
@pytest.mark.parametrize("parent", ["Homs", "Aleppo", None])
def test_unknown_neighbourhoods_give_nothing(gazetteer, name, parent):
    found = gazetteer.resolve(name, Context(parent=parent, kind_hint=PlaceKind.NEIGHBOURHOOD))
    assert found.place is None
    assert found.lat is None


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Idlib province", "sy:adm1/idlib"),
        ("Homs governorate", "sy:adm1/homs"),
        ("northern Idlib", "sy:adm1/idlib"),
        ("Rif Dimashq", "sy:adm1/rif-dimashq"),
        ("Damascus countryside", "sy:adm1/rif-dimashq"),
        ("Hama countryside", "sy:adm1/hama"),
        ("محافظة حمص", "sy:adm1/homs"),
    ],
)
def test_governorates_when_the_phrase_says_so(gazetteer, name, wanted):
    found = gazetteer.resolve(name)
    assert place_id(found) == wanted
    assert found.precision == "governorate"
    assert found.radius_km > 20


def test_the_kind_hint_gives_the_governorate(gazetteer):
    assert place_id(gazetteer.resolve("Idlib", Context(kind_hint=PlaceKind.GOVERNORATE))) == "sy:adm1/idlib"
    assert gazetteer.resolve("Idlib").precision == "settlement"


@pytest.mark.parametrize(
    ("name", "wanted", "precision"),
    [
        ("Afrin district", "sy:adm2/aleppo/afrin", "district"),
        ("Mintaqat Azaz district", "sy:adm2/aleppo/azaz", "district"),
        ("Talbiseh subdistrict", "sy:adm3/homs/talbiseh", "subdistrict"),
    ],
)
def test_districts_and_subdistricts(gazetteer, name, wanted, precision):
    found = gazetteer.resolve(name)
    assert (place_id(found), found.precision) == (wanted, precision)


def test_the_governorate_decides_among_namesakes(gazetteer):
    hama = gazetteer.resolve("Suran", Context(governorates=("Hama",)))
    aleppo = gazetteer.resolve("Suran", Context(governorates=("Aleppo",)))
    assert hama.place.governorate == "Hama"
    assert aleppo.place.governorate == "Aleppo"


def test_a_governorate_without_such_a_place_gives_nothing(gazetteer):
    found = gazetteer.resolve("Talbiseh", Context(governorates=("Daraa",)))
    assert found.place is None
    assert "not in Daraa" in found.reason


def test_damascus_or_its_countryside_means_either(gazetteer):
    assert (
        gazetteer.resolve("Douma", Context(governorates=("Damascus / Rif Dimashq",))).place.governorate
        == "Rif Dimashq"
    )
    assert gazetteer.resolve("Douma", Context(governorates=("Damascus",))).place is not None


@pytest.mark.parametrize(
    ("name", "country"),
    [("Doha", "Qatar"), ("Ankara", "Turkey"), ("Baghdad", "Iraq"), ("Beirut", "Lebanon"), ("Beijing", "China"),
     ("Moscow", "Russia"), ("Turkey", "Turkey"), ("Gaziantep", "Turkey"), ("Amman", "Jordan")],
)  # fmt: skip
def test_places_abroad_are_named_as_such(gazetteer, name, country):
    found = gazetteer.resolve(name)
    assert (found.foreign, found.place, found.lat) == (country, None, None)


def test_tripoli_is_not_in_syria(gazetteer):
    found = gazetteer.resolve("Tripoli")
    assert "Lebanon" in found.foreign
    assert found.lat is None


def test_a_quarter_of_a_city_abroad_is_abroad(gazetteer):
    assert gazetteer.resolve("Karrada", Context(parent="Baghdad")).foreign == "Iraq"


HOSTILE = [
    "", "   ", "\0", "x" * 10_000, "🔥", "Homs 🔥", "'; DROP TABLE places; --", "Homs'--", "{{ 7*7 }}", "{{Homs}}",
    "${Homs}", "<b>Homs</b>", "Hоms", "Homs\u0435", "12345", "...", "\ud800", "%s%s%n", "../../etc/passwd",
    "Hama, Japan", "Hama in Japan", "Hama (Japan)", "Damascus, Maryland", "Homs, Libya", "Al Khums", "Jenin", "Hilla",
    "Homs حمص", "حلبAleppo", "SELECT * FROM places", "Homs OR 1=1", "${jndi:ldap://Homs}", "{% raw %}Homs{% endraw %}",
    "<script>Homs</script>", "Homs\x00", "30 km south of", "between Homs and", "10 km north of Beirut", "near", "north",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE, ids=lambda n: ascii(n[:20]))
def test_odd_input_gives_no_place_and_a_reason(gazetteer, name):
    found = gazetteer.resolve(name)
    assert found.place is None
    assert found.lat is None
    assert found.reason


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.text(max_size=30), st.text(max_size=30), st.sampled_from([None, *PlaceKind]))
def test_resolve_never_raises(name, parent, near, hint):
    found = LOADED.resolve(name, Context(governorates=(near,), parent=parent, near=near, kind_hint=hint))
    assert found.reason
    assert (found.lat is None) == (found.lon is None)


def test_every_place_is_found_by_its_own_name_and_governorate(gazetteer):
    """Its name leads to it, or to namesakes among which it is."""
    missed = []
    for place in gazetteer.places:
        if place.kind is not PlaceKind.SETTLEMENT:
            continue
        found = gazetteer.resolve(place.name, Context(governorates=(place.governorate,)))
        if place.place_id not in {c.place.place_id for c in found.candidates}:
            missed.append(place.place_id)
    assert missed == []


def test_reverse(gazetteer):
    assert gazetteer.reverse(34.72, 36.72).place_id == "sy:adm3/homs/homs"
    assert gazetteer.reverse(48.85, 2.35) is None


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Jobar district of Homs", "sy:homs/jobar"),
        ("Jobar (Damascus)", "sy:damascus/jobar"),
        ("Jobar neighbourhood in the city of Homs", "sy:homs/jobar"),
        ("Suran in Hama province", "gn:163915"),
        ("Suran, Hama", "gn:163915"),
        ("Douma, near Damascus", "gn:170592"),
        ("the town of Talbiseh, north of Homs", "gn:163779"),
        ("جوبر، دمشق", "sy:damascus/jobar"),
        ("حي جوبر في حمص", "sy:homs/jobar"),
        ("the city of Homs, Syria", "gn:169577"),
    ],
)
def test_a_names_own_phrase_says_where_it_is(gazetteer, written, wanted):
    assert place_id(gazetteer.resolve(written)) == wanted


def test_a_holder_that_is_not_known_makes_the_answer_unsure(gazetteer):
    sure, unsure = gazetteer.resolve("Talbiseh"), gazetteer.resolve("Talbiseh, Qwertyland")
    assert unsure.place == sure.place
    assert unsure.score < sure.score
    assert "'Qwertyland', named as holding it, is not known" in unsure.reason


def test_relative_places_have_a_point_a_radius_and_no_pin(gazetteer):
    homs, found = gazetteer.resolve("Homs"), gazetteer.resolve("30 km south of Idlib")
    assert (found.precision, found.place.place_id) == ("near_settlement", "gn:169389")
    assert distance_km(found.lat, found.lon, found.place.lat, found.place.lon) == pytest.approx(30, abs=0.5)
    assert found.radius_km >= 7.5
    assert found.reason.startswith("30 km south of Idlib")
    north = gazetteer.resolve("north of Homs")
    assert north.lat > homs.lat
    assert north.lon == pytest.approx(homs.lon, abs=0.01)
    between = gazetteer.resolve("between Ariqa and Sweida")
    assert (between.place, between.precision) == (None, "near_settlement")
    assert len(between.candidates) == 2
    assert between.area is not None
    assert gazetteer.resolve("outskirts of Damascus").radius_km > gazetteer.resolve("Damascus").radius_km


def test_the_anchor_of_a_relative_place_takes_the_context(gazetteer):
    found = gazetteer.resolve("5 km west of Suran", Context(governorates=("Aleppo",)))
    assert found.place.governorate == "Aleppo"


# Small countries of our own, in which one rule is seen at a time.

KAFR = Place("t:1", "Kafr Mithal", PlaceKind.SETTLEMENT, 35.0, 36.8, 1.0, "Hama")
"""In the sub-district of Hama, as the polygons have it."""


def country(*places: Place) -> Gazetteer:
    return Gazetteer(tables.with_country(places))


def moved(place: Place, new_id: str, north_km: float, **more: object) -> Place:
    return replace(place, place_id=new_id, lat=place.lat + north_km / 111.2, **more)


def test_namesakes_close_together_are_told_as_the_spot_between_them():
    found = country(KAFR, moved(KAFR, "t:2", 8.0)).resolve("Kafr Mithal")
    assert (found.place, found.precision) == (None, "near_settlement")
    assert found.lat == pytest.approx(KAFR.lat + 4 / 111.2, abs=0.001)
    assert found.radius_km == pytest.approx(5.0, abs=0.2)
    assert len(found.candidates) == 2


def test_namesakes_apart_are_ranked_with_the_area_that_holds_them():
    found = country(KAFR, moved(KAFR, "t:2", 40.0)).resolve("Kafr Mithal")
    assert (found.place, found.lat) == (None, None)
    assert "nothing tells them apart" in found.reason
    assert found.area.place_id == "sy:adm2/hama/hama"
    assert {c.place.place_id for c in found.candidates} == {"t:1", "t:2"}


def test_namesakes_of_two_governorates_have_no_area():
    other = replace(moved(KAFR, "t:2", 120.0), governorate="Aleppo")
    found = country(KAFR, other).resolve("Kafr Mithal")
    assert (found.place, found.lat, found.area) == (None, None, None)


def test_the_far_larger_is_meant():
    town = moved(KAFR, "t:2", 40.0, population=25_000)
    found = country(KAFR, town).resolve("Kafr Mithal")
    assert found.place.place_id == "t:2"
    assert "far larger" in found.reason


def test_the_one_that_reports_name_is_meant_unless_it_is_so_called_only_in_passing():
    known = moved(KAFR, "t:2", 40.0, notable=True)
    assert country(KAFR, known).resolve("Kafr Mithal").place.place_id == "t:2"
    passing = replace(known, name="Tell Sukkar", aliases=("Kafr Mithal",))
    assert country(KAFR, passing).resolve("Kafr Mithal").place is None


def test_the_other_places_of_the_report_tell_namesakes_apart():
    neighbour = moved(KAFR, "t:3", 45.0, name="Rasm Sukkar")
    gazetteer = country(KAFR, moved(KAFR, "t:2", 40.0), neighbour)
    found = gazetteer.resolve("Kafr Mithal", Context(others=("t:3",)))
    assert found.place.place_id == "t:2"


def test_a_city_is_meant_before_a_namesake_near_the_reports_other_places():
    city = replace(KAFR, place_id="t:2", lat=34.0, lon=36.3, population=400_000, governorate=None)
    neighbour = moved(KAFR, "t:3", 5.0, name="Rasm Sukkar")
    found = country(KAFR, city, neighbour).resolve("Kafr Mithal", Context(others=("t:3",)))
    assert found.place.place_id == "t:2"


def test_a_well_known_town_is_meant_before_a_village_spelt_just_so():
    town = replace(KAFR, place_id="t:1", name="Raqqa", population=220_000, notable=True)
    village = moved(KAFR, "t:2", 60.0, name="Raqa")
    assert country(town, village).resolve("Raqa").place.place_id == "t:1"
    assert country(town, village).resolve("Raqa", Context(near="Raqa")).place is not None


@pytest.mark.parametrize(
    ("written", "governorate", "found"),
    [
        ("Mazraat Sukr", "Hama", True),
        ("Mazraat Sukr", None, False),
        ("Mazraat Sukr", "Homs", False),
        ("Azraat Sukr", "Hama", False),
    ],
)
def test_equal_consonants_count_only_where_the_context_agrees(written, governorate, found):
    place = replace(KAFR, name="Mazraat Sukkar")
    context = Context(governorates=(governorate,) if governorate else ())
    assert (country(place).resolve(written, context).place is not None) is found


def test_a_place_just_over_the_border_is_taken_where_nothing_inside_fits():
    sarmada = Gazetteer.embedded().resolve("Sarmada").place
    found = LOADED.resolve("Sarmada", Context(governorates=("Aleppo",)))
    assert found.place == sarmada
    assert "just outside Aleppo" in found.reason
    assert LOADED.resolve("Sarmada", Context(governorates=("Daraa",))).place is None


def test_resolve_many_gives_the_answers_in_order():
    queries = ["Homs", ("Jobar", Context(parent="Damascus")), "Nowhere at all"]
    assert [place_id(found) for found in LOADED.resolve_many(queries)] == [
        "gn:169577",
        "sy:damascus/jobar",
        None,
    ]


def test_an_exact_name_further_off_comes_before_a_sound_alike_next_door():
    """Qusayr lies 27 km from Homs; Qusour is a quarter of it."""
    assert place_id(LOADED.resolve("Qusayr", Context(near="Homs"))) == "gn:173322"
    assert place_id(LOADED.resolve("al-Qusayr, near Homs")) == "gn:173322"


def test_the_part_of_the_city_named_comes_before_a_village_near_it():
    city = replace(KAFR, place_id="t:9", name="Madinat Mithal", population=500_000)
    part = replace(KAFR, place_id="t:1", kind=PlaceKind.NEIGHBOURHOOD, parent_id="t:9")
    gazetteer = country(city, part, moved(KAFR, "t:2", 8.0))
    assert gazetteer.resolve("Kafr Mithal", Context(near="Madinat Mithal")).place.place_id == "t:1"


def test_a_neighbourhood_of_that_name_keeps_a_village_from_being_taken_alone():
    part = replace(KAFR, place_id="t:1", kind=PlaceKind.NEIGHBOURHOOD, parent_id="t:9", notable=True)
    village = moved(KAFR, "t:2", 80.0)
    gazetteer = country(part, village)
    assert gazetteer.resolve("Kafr Mithal").place is None
    found = gazetteer.resolve("Kafr Mithal", Context(governorates=("Hama",)))
    assert found.place.place_id == "t:2"
    assert "told with their city" in found.reason


def test_neither_is_taken_where_a_named_town_is_spelt_nearly_like_an_unknown_village():
    town = replace(KAFR, place_id="t:1", name="Kuwayris", aliases=("Kuweires",), notable=True)
    village = moved(KAFR, "t:2", 80.0, name="Kweires")
    found = country(town, village).resolve("Kweires")
    assert found.place is None
    assert {c.place.place_id for c in found.candidates} >= {"t:1", "t:2"}


def test_the_town_is_meant_before_the_prison_called_after_it():
    prison = moved(KAFR, "t:2", 4.0, kind=PlaceKind.SITE)
    found = country(KAFR, prison).resolve("Kafr Mithal")
    assert found.place.place_id == "t:1"
    assert found.precision == "settlement"


def test_a_direction_gives_the_half_of_a_town_and_is_said_to_be_unused_for_a_unit(gazetteer):
    aleppo, east = gazetteer.resolve("Aleppo"), gazetteer.resolve("eastern Aleppo")
    assert east.precision == "near_settlement"
    assert east.lon > aleppo.lon + 0.02
    assert east.radius_km < aleppo.radius_km
    assert "'northern' is not used" in gazetteer.resolve("northern Idlib").reason


def test_a_near_place_that_is_not_known_is_told(gazetteer):
    found = gazetteer.resolve("Douma", Context(near="Narnia"))
    assert "'Narnia', named as near, is not known" in found.reason


@pytest.mark.parametrize("name", ["بيروت", "الموصل", "أنقرة", "عمان"])
def test_places_abroad_are_known_in_arabic(gazetteer, name):
    assert gazetteer.resolve(name).foreign


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("town of Salma in Latakia", "sy:village/latakia/salma"),
        ("Aleppo's Bustan al-Qasr neighbourhood", "sy:aleppo/bustan-al-qasr"),
        ("Homs' Bab Amr district", "sy:homs/baba-amr"),
    ],
)
def test_phrases_with_the_holder_before_or_after(gazetteer, written, wanted):
    assert place_id(gazetteer.resolve(written)) == wanted
