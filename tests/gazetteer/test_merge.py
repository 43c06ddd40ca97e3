"""Records of several lists that are one place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.merge import ids_of, join, merge
from gazetteer.places import Place, PlaceKind

HOMS = Place(
    "gn:169577", "Homs", PlaceKind.SETTLEMENT, 34.724, 36.726, 6.0, population=775_404, source="GeoNames"
)
VILLAGE = Place("ocha:C1", "Kafr Sijna", PlaceKind.SETTLEMENT, 35.5, 36.6, 1.0, name_ar="كفرسجنة")


def at(place: Place, place_id: str, name: str, north_km: float, **more: object) -> Place:
    return replace(place, place_id=place_id, name=name, lat=place.lat + north_km / 111.2, **more)


@pytest.mark.parametrize(
    ("name", "north_km", "one"),
    [
        ("Kafr Sajnah", 2.0, True),
        ("Kfar Sijneh", 4.5, True),
        ("Kafr Sajnah", 6.0, False),
        ("Kafr Nabl", 0.5, False),
    ],
)
def test_one_name_close_by_is_one_place(name, north_km, one):
    found = join([VILLAGE], [at(VILLAGE, "gn:7", name, north_km, name_ar=None)])
    assert (len(found) == 1) is one
    if one:
        assert found[0].place_id == "ocha:C1"
        assert found[0].provenance == ("ocha:C1", "gn:7")
        assert name in found[0].aliases


def test_an_arabic_name_joins_too():
    other = at(VILLAGE, "gn:7", "Another romanisation", 1.0, aliases=("كفر سجنة",), name_ar="كفر سجنة")
    assert len(join([VILLAGE], [other])) == 1


def test_one_list_never_joins_its_own_records():
    twins = [at(VILLAGE, "gn:7", "Kafr Sajnah", 0.5), at(VILLAGE, "gn:8", "Kafr Sijneh", 3.0)]
    assert len(join([], twins)) == 2
    found = join([VILLAGE], twins)
    assert [ids_of(place) for place in found] == [("ocha:C1", "gn:7"), ("gn:8",)]


def test_the_nearer_namesake_is_the_one():
    near, far = at(VILLAGE, "a:1", "Kafr Sijna", 1.0), at(VILLAGE, "a:2", "Kafr Sijna", -4.0)
    found = join([far, near], [VILLAGE])
    assert [ids_of(place) for place in found] == [("a:2",), ("a:1", "ocha:C1")]


def test_short_names_must_lie_closer_or_be_spelt_the_same():
    dael = replace(VILLAGE, place_id="a:1", name="Dael", name_ar=None)
    assert len(join([dael], [at(dael, "a:2", "Dala", 3.0)])) == 2
    assert len(join([dael], [at(dael, "a:2", "Dael", 3.0)])) == 1


def test_a_rough_position_gives_way_and_a_good_one_stays():
    rough = replace(VILLAGE, accuracy_km=3.0)
    other = at(VILLAGE, "gn:7", "Kafr Sijna", 2.0)
    assert join([rough], [other])[0].lat == other.lat
    assert join([replace(rough, accuracy_km=0.5)], [other])[0].lat == VILLAGE.lat


def test_what_a_person_corrects_is_taken():
    other = at(VILLAGE, "user:kafr-sijna-1", "Kafr Sijna", 2.0)
    (found,) = join([VILLAGE], [other], corrects=True)
    assert (found.place_id, found.lat) == ("ocha:C1", other.lat)


def test_an_id_known_before_joins_whatever_the_name_and_distance():
    moved = at(HOMS, "gn:169577", "Emesa", 40.0)
    assert len(join([HOMS], [moved])) == 1


def test_a_neighbourhood_goes_to_the_city_its_list_names():
    city = replace(HOMS, provenance=("gn:169577", "ocha:C2528"))
    part = Place("ocha:N1", "Bab Hud", PlaceKind.NEIGHBOURHOOD, 34.73, 36.71, 0.7, parent_id="ocha:C2528")
    assert join([city], [part])[1].parent_id == "gn:169577"


def test_a_neighbourhood_of_no_known_city_goes_to_the_city_it_lies_in():
    part = Place("gn:9", "Bab Hud", PlaceKind.NEIGHBOURHOOD, 34.73, 36.71, 0.7, parent_id="ocha:C9999")
    assert join([HOMS], [part])[1].parent_id == "gn:169577"
    lonely = replace(part, lat=33.0)
    assert join([HOMS], [lonely])[1].parent_id is None


def test_neighbourhoods_of_two_cities_are_two():
    one = Place("a:1", "Jobar", PlaceKind.NEIGHBOURHOOD, 34.69, 36.67, 0.7, parent_id="gn:1")
    other = replace(one, place_id="a:2", parent_id="gn:169577")
    assert len(join([replace(HOMS, place_id="gn:1"), HOMS, one], [other])) == 4


def test_a_village_swallowed_by_a_city_is_its_neighbourhood():
    part = Place(
        "sy:homs/jobar", "Jobar", PlaceKind.NEIGHBOURHOOD, 34.69, 36.67, 0.7, parent_id=HOMS.place_id
    )
    village = Place("ocha:C2504", "Jobar", PlaceKind.SETTLEMENT, 34.69, 36.672, 1.0)
    found = join([HOMS, part], [village])
    assert ids_of(found[1]) == ("sy:homs/jobar", "ocha:C2504")


def test_foreign_names_of_a_large_town_are_not_taken_over():
    other = replace(HOMS, place_id="gn:169577", aliases=("Emesa", "Hims", "حمص"))
    (found,) = join([replace(HOMS, aliases=("Hims",))], [other])
    assert set(found.aliases) == {"Hims", "حمص"}


def test_hand_written_rows_of_one_name_and_city_are_one():
    assert len(merge([VILLAGE, at(VILLAGE, "sy:x", "Kafr Sajnah", 2.0)])) == 1
    assert len(merge([VILLAGE, at(VILLAGE, "sy:x", "Kafr Sajnah", 3.5)])) == 2


records = st.lists(
    st.builds(
        lambda number, name, lat, kind: Place(f"t:{number}", name, kind, lat, 36.6, 1.0),
        st.integers(0, 10_000),
        st.sampled_from(["Kafr Sijna", "Kafr Sajnah", "Dael", "Dala", "Jobar", "حمص", "Al Bab"]),
        st.floats(34.0, 34.2),
        st.sampled_from([PlaceKind.SETTLEMENT, PlaceKind.NEIGHBOURHOOD, PlaceKind.SITE]),
    ),
    max_size=12,
    unique_by=lambda place: place.place_id,
)


@settings(deadline=None, max_examples=200)
@given(records, records)
def test_no_record_is_lost_or_told_twice(known, layer):
    layer = [replace(place, place_id=f"l:{place.place_id}") for place in layer]
    found = join(known, layer)
    ids = [one for place in found for one in ids_of(place)]
    assert sorted(ids) == sorted(p.place_id for p in [*known, *layer])
    assert [place.place_id for place in found[: len(known)]] == [place.place_id for place in known]
