from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import Context, Gazetteer, PlaceKind
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
    "Hama, Japan",
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
