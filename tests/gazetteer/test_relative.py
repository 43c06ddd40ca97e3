from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from gazetteer import Gazetteer, Place, PlaceKind, regions
from gazetteer.relative import Relative, locate, parse_relative
from gazetteer.relative.english import road_ends
from gazetteer.relative.where import COUNTRYSIDE_KM, FARTHEST_KM, WIDEST_KM
from gazetteer.relative.words import LONGEST_PHRASE

SPHERE = Geod(a=6_371_000, f=0)
"""Distances and bearings by another program than the one under test."""
LOADED = Gazetteer.embedded()
MILE = 1.609344

# phrase, relation, anchors, bearing, distance
PHRASES = [
    # A direction
    ("north of Homs", "side", ("Homs",), 0, None),
    ("north of homs", "side", ("homs",), 0, None),
    ("to the west of Zabadani", "side", ("Zabadani",), 270, None),
    ("just south-east of Khan Tuman", "side", ("Khan Tuman",), 135, None),
    ("west of the town of Atmeh", "side", ("Atmeh",), 270, None),
    ("south of the provincial capital Idlib", "side", ("Idlib",), 180, None),
    ("in rebel-held farmland east of Saraqib", "side", ("Saraqib",), 90, None),
    ("a village north-northwest of al-Bab", "side", ("al-Bab",), 337.5, None),
    ("the desert located southwest of Palmyra city", "side", ("Palmyra city",), 225, None),
    ("north and west of Manbij", "side", ("Manbij",), 315, None),
    ("a town north-east of the Syrian capital", "side", ("Damascus",), 45, None),
    ("north of the mainly Kurdish town of Ras al-Ayn", "side", ("Ras al-Ayn",), 0, None),
    ("northwards from Kobani", "side", ("Kobani",), 0, None),
    ("close to the Turkish border north of Aleppo", "side", ("Aleppo",), 0, None),
    ("near the border with Turkey, west of Jarablus", "side", ("Jarablus",), 270, None),
    ("east of Idlib's Saraqib", "side", ("Saraqib, Idlib",), 90, None),
    ("north of Talbiseh, Homs", "side", ("Talbiseh, Homs",), 0, None),
    ("north of Talbiseh, in Homs province", "side", ("Talbiseh, Homs province",), 0, None),
    ("north of Talbiseh in the northern countryside of Homs", "side", ("Talbiseh, Homs",), 0, None),
    ("east of Tadef in northern Syria", "side", ("Tadef",), 90, None),
    ("south of Tel Brak on Monday", "side", ("Tel Brak",), 180, None),
    ("to the north and south of Abu al-Duhur", "near", ("Abu al-Duhur",), None, None),
    # A direction and a distance
    ("30 km south of Idlib", "side", ("Idlib",), 180, 30),
    ("some 20 miles (32 km) north-east of Damascus", "side", ("Damascus",), 45, 20 * MILE),
    ("about 40 kilometres [25 miles] to the east of the city of Homs", "side", ("Homs",), 90, 40),
    ("located 7km NNW of Hama", "side", ("Hama",), 337.5, 7),
    ("5.5 kms SW of Nubl", "side", ("Nubl",), 225, 5.5),
    ("1,5 km west of Atmeh", "side", ("Atmeh",), 270, 1.5),
    ("1,200 metres north of Jisr al-Shughur", "side", ("Jisr al-Shughur",), 0, 1.2),
    ("twenty-five miles south of Deir ez-Zor", "side", ("Deir ez-Zor",), 180, 25 * MILE),
    ("half a mile east of Douma", "side", ("Douma",), 90, MILE / 2),
    ("one and a half kilometres east of Douma", "side", ("Douma",), 90, 1.5),
    ("a mile east of Hama", "side", ("Hama",), 90, MILE),
    ("a dozen kilometers south of Qardaha", "side", ("Qardaha",), 180, 12),
    ("a hundred and twenty km east of Homs", "side", ("Homs",), 90, 120),
    ("an estimated 60 km west and northwest of Raqqa", "side", ("Raqqa",), 292.5, 60),
    ("20 to 30 km east of Palmyra", "side", ("Palmyra",), 90, 25),
    ("between 20 and 30 kilometres east of Palmyra", "side", ("Palmyra",), 90, 25),
    ("ten to fourteen kilometres north of Salamiyah", "side", ("Salamiyah",), 0, 12),
    ("a hill 3 km north of Morek, Hama", "side", ("Morek, Hama",), 0, 3),
    # A distance alone
    ("a few kilometres from Maaloula", "near", ("Maaloula",), None, 3),
    ("within 5 km of Palmyra", "near", ("Palmyra",), None, 5),
    ("5km from Jarablus", "near", ("Jarablus",), None, 5),
    ("nearly 45 kilometers outside Raqqa", "near", ("Raqqa",), None, 45),
    ("several miles away from the Bab al-Hawa crossing", "near", ("Bab al-Hawa crossing",), None, 5 * MILE),
    ("a few hundred metres from Kuweires air base", "near", ("Kuweires air base",), None, 0.3),
    ("less than two kilometres from the eastern entrance of Salamiyah", "near", ("Salamiyah",), None, 2),
    # Nearness
    ("near Salqin", "near", ("Salqin",), None, None),
    ("near kafr zita", "near", ("kafr zita",), None, None),
    ("just outside Douma", "near", ("Douma",), None, None),
    ("the area around Kobani", "near", ("Kobani",), None, None),
    ("in and around the besieged city of Deir ez-Zor", "near", ("Deir ez-Zor",), None, None),
    ("not far from Ma'arat al-Numan", "near", ("Ma'arat al-Numan",), None, None),
    ("in the vicinity of the government-held Tiyas air base", "near", ("Tiyas air base",), None, None),
    ("close to Khan Shaykhun in southern Idlib", "near", ("Khan Shaykhun, southern Idlib",), None, None),
    ("outside the capital, Damascus", "near", ("Damascus",), None, None),
    # Outskirts
    ("Aleppo's eastern suburbs", "outskirts", ("Aleppo",), 90, None),
    ("Homs’ northern outskirts", "outskirts", ("Homs",), 0, None),
    ("the outskirts of Damascus", "outskirts", ("Damascus",), None, None),
    ("southern outskirts of Aleppo", "outskirts", ("Aleppo",), 180, None),
    ("on the western edge of the town of Qamishli", "outskirts", ("Qamishli",), 270, None),
    ("the north-eastern approaches to Hama", "outskirts", ("Hama",), 45, None),
    ("southern Damascus suburbs", "outskirts", ("Damascus",), 180, None),
    ("an eastern suburb of Damascus", "outskirts", ("Damascus",), 90, None),
    ("a suburb of Damascus", "outskirts", ("Damascus",), None, None),
    ("the Damascus suburbs", "outskirts", ("Damascus",), None, None),
    ("the Ghouta suburbs", "outskirts", ("Ghouta",), None, None),
    ("the Eastern Ghouta suburbs", "outskirts", ("Eastern Ghouta",), None, None),
    ("near the northern outskirts of Aleppo", "outskirts", ("Aleppo",), 0, None),
    # Countryside
    ("the northern countryside of Hama", "countryside", ("Hama",), 0, None),
    ("northern Hama countryside", "countryside", ("Hama",), 0, None),
    ("Hama's northern and western countryside", "countryside", ("Hama",), 315, None),
    ("Homs eastern countryside", "countryside", ("Homs",), 90, None),
    ("in the northern countryside of Raqqa province", "countryside", ("Raqqa",), 0, None),
    ("northern rural Aleppo", "countryside", ("Aleppo",), 0, None),
    # A part
    ("the north of Raqqa city", "part", ("Raqqa city",), 0, None),
    ("in the government-held west of Aleppo", "part", ("Aleppo",), 270, None),
    ("the southern part of Idlib province", "part", ("Idlib province",), 180, None),
    ("eastern neighbourhoods of Hasakah", "part", ("Hasakah",), 90, None),
    # Between two
    ("between Ariqa and Sweida", "between", ("Ariqa", "Sweida"), None, None),
    ("midway between Homs and Hama", "between", ("Homs", "Hama"), None, None),
    ("halfway between the towns of Saraqib and Ariha", "between", ("Saraqib", "Ariha"), None, None),
    ("between Hama and Idlib provinces", "between", ("Hama province", "Idlib province"), None, None),
    ("between the provinces of Hama and Idlib", "between", ("Hama province", "Idlib province"), None, None),
    ("on the road between Homs and Palmyra", "between", ("Homs", "Palmyra"), None, None),
    ("a checkpoint on the desert road from Sukhnah to Palmyra", "between", ("Sukhnah", "Palmyra"), None, None),
    ("the M4 highway linking Latakia with Saraqib", "between", ("Latakia", "Saraqib"), None, None),
    ("on the Damascus-Homs highway", "between", ("Damascus", "Homs"), None, None),
    ("the Aleppo-Damascus road", "between", ("Aleppo", "Damascus"), None, None),
    ("the Damascus–Beirut international highway", "between", ("Damascus", "Beirut"), None, None),
    ("the Homs - Tartus motorway", "between", ("Homs", "Tartus"), None, None),
    ("Damascus to Deraa highway", "between", ("Damascus", "Deraa"), None, None),
    ("the old Deir ez-Zor-Palmyra road in Homs province", "between", ("Deir ez-Zor", "Palmyra"), None, None),
    ("the Damascus-Homs highway near Nabk", "near", ("Nabk",), None, None),
    # Arabic
    ("شمال حمص", "side", ("حمص",), 0, None),
    ("شرقي دمشق", "side", ("دمشق",), 90, None),
    ("جنوب غرب مدينة تدمر", "side", ("تدمر",), 225, None),
    ("إلى الشمال من حماة", "side", ("حماة",), 0, None),
    ("المنطقة الواقعة شرق سراقب", "side", ("سراقب",), 90, None),
    ("على بعد 30 كم جنوب إدلب", "side", ("إدلب",), 180, 30),
    ("على بعد نحو ٢٥ كيلومتراً شمال شرق سلمية", "side", ("سلمية",), 45, 25),
    ("على بعد بضعة كيلومترات من معلولا", "near", ("معلولا",), None, 3),
    ("بالقرب من سلقين في ريف إدلب", "near", ("سلقين, ريف إدلب",), None, None),
    ("في محيط مدينة الباب", "near", ("الباب",), None, None),
    ("بين حمص وحماة", "between", ("حمص", "حماة"), None, None),
    ("بين وادي بردى ووادي العيون", "between", ("وادي بردى", "وادي العيون"), None, None),
    ("على طريق دمشق - حمص", "between", ("دمشق", "حمص"), None, None),
    ("ضواحي دمشق", "outskirts", ("دمشق",), None, None),
    ("أطراف حلب الغربية", "outskirts", ("حلب",), 270, None),
    ("الضواحي الشرقية للباب", "outskirts", ("الباب",), 90, None),
    ("ريف حلب الشمالي", "countryside", ("حلب",), 0, None),
    ("بريف حماة الشمالي الغربي", "countryside", ("حماة",), 315, None),
    ("الريف الجنوبي لإدلب", "countryside", ("إدلب",), 180, None),
]  # fmt: skip

PLAIN = [
    "Homs", "the city of Homs", "Karm al-Zeitoun", "Tell Rifaat", "Ayn al-Arab", "Jabal al-Zawiya", "Deir ez-Zor",
    "North Hama province", "Northern Idlib", "Southern Aleppo", "south-east Idlib", "East Ghouta", "Eastern Ghouta",
    "West Ghouta", "rural Damascus", "Rif Dimashq", "Deir ez-Zor's Jobar district", "the southern district of Midan",
    "the northern city of Manbij", "Damascus countryside", "the countryside of Hama", "the suburb of Harasta",
    "Harasta suburb", "the Damascus suburb of Jaramana", "Bab al-Hawa border crossing", "Castello Road",
    "Damascus airport road", "Jayrud, 60 km from Damascus", "Northern Syria", "the north of Syria", "outside Syria",
    "ريف دمشق", "الغوطة الشرقية", "شمال سوريا", "الغارية الغربية", "حي الخالدية", "دير الزور",
]  # fmt: skip

NOTHING = [
    "", "   ", "north", "northern outskirts", "the outskirts", "the countryside", "30 km", "30 km south",
    "between Homs", "north of", "of Homs", "near the provincial capital", "north of the city", "the city's outskirts",
    "near a school",
    "in the west of the country", "near the Turkish border", "near the border with Iraq", "around 32 civilians",
    "between 20 and 30 people", "between Monday and Tuesday", "0 km north of Homs", "miles from Homs",
    "30 to 20 km north of Homs", "an hour's drive from Homs", "an hour's drive north of Homs", "-- ' \" ;",
    "of of of of", "بين", "شمال", "ريف", "شمال المدينة",
]  # fmt: skip


def anchor(name: str) -> Place:
    place = LOADED.resolve(name).place
    assert place is not None, name
    return place


def spot_of(phrase: str):
    relative = parse_relative(phrase)
    assert relative is not None, phrase
    return locate(relative, [anchor(name) for name in relative.anchors])


def away(place: Place, spot) -> tuple[float, float]:
    """Bearing from the place to the spot, and km between them."""
    bearing, _, metres = SPHERE.inv(place.lon, place.lat, spot.lon, spot.lat)
    return bearing % 360, metres / 1000


def turn(one: float, other: float) -> float:
    return abs((one - other + 180) % 360 - 180)


# ---- Words


@pytest.mark.parametrize(
    ("phrase", "relation", "anchors", "bearing", "km"), PHRASES, ids=lambda v: str(v)[:60]
)
def test_a_relative_place_is_taken_apart(phrase, relation, anchors, bearing, km):
    found = parse_relative(phrase)
    assert found is not None
    assert (found.relation, found.anchors, found.bearing_deg) == (relation, anchors, bearing)
    assert found.distance_km == (None if km is None else pytest.approx(km, abs=0.001))


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_name_is_not_relative(name):
    assert parse_relative(name) is None


@pytest.mark.parametrize("text", NOTHING)
def test_what_names_no_place_is_not_relative(text):
    assert parse_relative(text) is None


def test_names_of_the_gazetteer_are_not_relative():
    names = {name for p in LOADED.places for name in (p.name, p.name_ar, *p.aliases) if name}
    taken = [name for name in sorted(names) if parse_relative(name)]
    # A few quarters are named by their side of something: "South of the Stadium".
    assert len(taken) <= len(names) / 1000, taken


@pytest.mark.parametrize(
    ("phrase", "approximate", "spread"),
    [
        ("30 km south of Idlib", False, 0),
        ("just 30 km south of Idlib", False, 0),
        ("about 30 km south of Idlib", True, 0),
        ("a few km south of Idlib", True, 0),
        ("20-30 km south of Idlib", True, 5),
        ("south of Idlib", True, 0),
        ("على بعد 30 كم جنوب إدلب", False, 0),
        ("على بعد حوالي 30 كم جنوب إدلب", True, 0),
    ],
)
def test_it_is_told_how_exact_a_distance_is_meant(phrase, approximate, spread):
    found = parse_relative(phrase)
    assert (found.approximate, found.spread_km) == (approximate, spread)


@pytest.mark.parametrize("unit", ["km", "kms", "kilometre", "kilometres", "kilometer", "كم", "كيلومتر"])
def test_units_of_a_kilometre(unit):
    name, of = ("حمص", "شمال") if unit[0] > "z" else ("Homs", "north of")
    assert parse_relative(f"12 {unit} {of} {name}").distance_km == 12


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("Damascus-Homs", ("Damascus", "Homs")),
        ("Palmyra-Deir ez-Zor", ("Palmyra", "Deir ez-Zor")),
        ("al-Hasakah-Qamishli", ("al-Hasakah", "Qamishli")),
        ("Tell-Abyad-Raqqa", ("Tell-Abyad", "Raqqa")),
        ("Homs - al-Qusayr", ("Homs", "al-Qusayr")),
        ("Tel-Abyad", ("Tel-Abyad",)),
        ("Castello", ("Castello",)),
    ],
)
def test_the_towns_in_the_name_of_a_road(name, ends):
    assert road_ends(name) == ends


@given(st.text(max_size=LONGEST_PHRASE + 20))
def test_no_text_makes_it_raise(text):
    parse_relative(text)


BITS = [
    "north", "south", "eastern", "of", "from", "the", "a", "an", "near", "around", "between", "and", "road", "area",
    "countryside", "suburbs", "'", "'s", ",", "-", "5", "0", "km", "miles", "20", "to", "Homs", "Hama", "al-",
    "Deir", "in", "on", "held", "province", "city", "about", "few", "half", "just", "capital", "NE", "(", ")",
    "with", "شمال", "ريف", "بين", "و", "كم", "من", "دمشق",
]  # fmt: skip


@given(st.lists(st.sampled_from(BITS), max_size=30), st.sampled_from([" ", "", "  ", "-"]))
@settings(max_examples=300)
def test_no_mixture_of_its_own_words_makes_it_raise(words, separator):
    found = parse_relative(separator.join(words))
    if found is not None:
        assert all(name.strip() for name in found.anchors)
        assert len(found.anchors) == (2 if found.relation == "between" else 1)
        assert found.bearing_deg is None or 0 <= found.bearing_deg < 360
        assert found.distance_km is None or found.distance_km > 0


COMPASS = {
    "north": 0,
    "north-east": 45,
    "east": 90,
    "southeast": 135,
    "south": 180,
    "south-west": 225,
    "west": 270,
}


@given(
    km=st.integers(1, 999),
    word=st.sampled_from(sorted(COMPASS)),
    hedge=st.sampled_from(
        ["", "some ", "about ", "less than ", "a village ", "at a distance of ", "Located "]
    ),
    town=st.sampled_from(["", "the town of ", "the besieged village of ", "the city of "]),
    name=st.sampled_from(["Homs", "Deir ez-Zor", "Ma'arat al-Nu'man", "Khan al-Asal", "Ras al-Ayn"]),
    tail=st.sampled_from(["", ", in Syria", " on Sunday", " near the Turkish border", "."]),
)
def test_direction_and_distance_come_through_whatever_stands_around_them(km, word, hedge, town, name, tail):
    found = parse_relative(f"{hedge}{km} km {word} of {town}{name}{tail}")
    assert found == Relative("side", (name,), COMPASS[word], km, hedge in {"some ", "about ", "less than "})


@pytest.mark.parametrize(
    "unit",
    ["north of ", "near ", "a village near ", "between x and ", "about ", "the road ", "north", "Homs-", "a few ", "1,",
     "old ", "rebel-held ", "suburbs of ", "x's north ", "in ", " ", "(", "شمال ", "ريف ", "بين و "],
)  # fmt: skip
@pytest.mark.parametrize("length", [LONGEST_PHRASE, 10_000])
def test_no_text_takes_long(unit, length):
    """A pattern that goes back and forth would take minutes; the bound is wide, for a busy machine."""
    text = (unit * length)[: length - 1] + "!"
    start = time.perf_counter()
    parse_relative(text)
    assert time.perf_counter() - start < 2


# ---- Geometry


@pytest.mark.parametrize(
    ("phrase", "bearing", "km"),
    [
        ("30 km south of Idlib", 180, 30),
        ("20 miles northeast of Damascus", 45, 20 * MILE),
        ("100 km west of Deir ez-Zor", 270, 100),
        ("4 km ENE of Maaloula", 67.5, 4),
    ],
)
def test_the_point_is_at_the_distance_and_in_the_direction(phrase, bearing, km):
    place = anchor(parse_relative(phrase).anchors[0])
    found_bearing, found_km = away(place, spot_of(phrase))
    assert found_km == pytest.approx(km, rel=0.001)
    assert turn(found_bearing, bearing) < 0.1


def test_the_circle_grows_with_the_distance_and_with_a_range():
    near, far = spot_of("10 km south of Homs"), spot_of("60 km south of Homs")
    assert near.radius_km == pytest.approx(anchor("Homs").radius_km + 2.5)
    assert far.radius_km == pytest.approx(anchor("Homs").radius_km + 15)
    assert spot_of("50 to 70 km south of Homs").radius_km == pytest.approx(far.radius_km + 10)
    assert spot_of("100 metres south of Homs").radius_km == pytest.approx(anchor("Homs").radius_km + 2)


@pytest.mark.parametrize("town", ["Aleppo", "Homs", "Salqin", "Maaloula", "Atmeh"])
def test_a_side_without_distance_reaches_from_the_edge_outwards(town):
    place = anchor(town)
    spot = spot_of(f"east of {town}")
    bearing, km = away(place, spot)
    assert turn(bearing, 90) < 0.5
    assert km - spot.radius_km <= place.radius_km
    assert km > place.radius_km + 5
    assert 15 < km + spot.radius_km - place.radius_km < 36


def test_villages_that_reports_place_so_are_held():
    # Facts of the map: what lies where, as reports tell it.
    for phrase, village in [
        ("north of Homs", "Talbiseh"), ("north of Homs", "Rastan"), ("north of Aleppo", "Rityan"),
        ("west of Aleppo", "Atareb"), ("northeast of Damascus", "Douma"), ("south of Idlib", "Ariha"),
        ("25 km northwest of Damascus", "Zabadani"), ("60 km northeast of Damascus", "Jayrud"),
        ("30 km north of Damascus", "Rankus"), ("northern Hama countryside", "Kafr Zita"),
        ("southern Idlib countryside", "Khan Shaykhun"), ("western Aleppo countryside", "Atareb"),
        ("the eastern suburbs of Damascus", "Saqba"), ("on the Damascus-Homs highway", "Nabk"),
    ]:  # fmt: skip
        spot = spot_of(phrase)
        assert away(anchor(village), spot)[1] <= spot.radius_km, (phrase, village)


def test_near_and_outskirts_are_around_the_place():
    place = anchor("Salqin")
    for phrase in ("near Salqin", "the outskirts of Salqin"):
        spot = spot_of(phrase)
        assert (spot.lat, spot.lon) == (place.lat, place.lon)
        assert 5 <= spot.radius_km - place.radius_km <= 8
    edge = spot_of("southern outskirts of Aleppo")
    bearing, km = away(anchor("Aleppo"), edge)
    assert turn(bearing, 180) < 0.1
    assert km == pytest.approx(anchor("Aleppo").radius_km, rel=0.01)
    assert edge.radius_km == anchor("Aleppo").radius_km


def test_near_a_neighbourhood_stays_in_town():
    quarter = next(p for p in LOADED.places if p.kind is PlaceKind.NEIGHBOURHOOD)
    assert locate(Relative("near", ("x",)), [quarter]).radius_km <= quarter.radius_km + 3
    assert locate(Relative("side", ("x",), 0.0), [quarter]).radius_km < 6


def test_a_distance_without_direction_is_a_circle_around_the_place():
    spot = spot_of("5 km from Jarablus")
    place = anchor("Jarablus")
    assert (spot.lat, spot.lon) == (place.lat, place.lon)
    assert spot.radius_km == pytest.approx(5 + place.radius_km + 2)


@pytest.mark.parametrize("pair", [("Ariqa", "Suwayda"), ("Homs", "Palmyra"), ("Hasakah", "Qamishli")])
def test_between_is_the_midpoint_from_either_end(pair):
    one, other = map(anchor, pair)
    there = locate(Relative("between", pair), [one, other])
    back = locate(Relative("between", pair[::-1]), [other, one])
    assert (there.lat, there.lon, there.radius_km) == (back.lat, back.lon, back.radius_km)
    to_one, to_other = away(one, there)[1], away(other, there)[1]
    assert to_one == pytest.approx(to_other, abs=0.01)
    assert to_one + to_other == pytest.approx(away(one, other)[1], abs=0.01)
    assert to_one < there.radius_km < to_one + 5
    assert there.reason == f"halfway between {one.name} and {other.name}, {to_one + to_other:.0f} km apart"


@pytest.mark.parametrize(
    ("phrase", "province", "bearing"),
    [
        ("northern Hama countryside", "Hama", 0),
        ("the eastern countryside of Homs province", "Homs", 90),
        ("southern Idlib countryside", "Idlib", 180),
        ("Aleppo's western countryside", "Aleppo", 270),
        ("ريف دمشق الغربي", "Rif Dimashq", 270),
    ],
)
def test_the_countryside_of_a_capital_is_in_its_province(phrase, province, bearing):
    spot = spot_of(phrase)
    found, km = away(anchor(parse_relative(phrase).anchors[0]), spot)
    assert regions.load().at(spot.lat, spot.lon).governorate == province
    assert turn(found, bearing) < 45
    assert km < COUNTRYSIDE_KM
    assert spot.radius_km < COUNTRYSIDE_KM


def test_the_countryside_of_another_town_is_what_lies_on_that_side():
    assert spot_of("the western countryside of Salamiyah") == spot_of("west of Salamiyah")


def test_a_part_of_a_unit_lies_in_it_on_that_side():
    unit = LOADED.place("sy:adm1/idlib")
    polygon = regions.load().polygon(unit.place_id)
    north = locate(Relative("part", ("x",), 0.0), [unit])
    south = locate(Relative("side", ("x",), 180.0), [unit])
    assert north.lat > polygon.centroid.y > south.lat
    assert {regions.load().at(s.lat, s.lon).governorate for s in (north, south)} == {"Idlib"}
    # Two halves make the whole.
    assert north.radius_km**2 + south.radius_km**2 == pytest.approx(unit.radius_km**2, rel=0.02)
    ghouta = anchor("Eastern Ghouta")
    bearing, km = away(ghouta, spot_of("the north of Eastern Ghouta"))
    assert turn(bearing, 0) < 0.5
    assert 0 < km < ghouta.radius_km / 2


@pytest.mark.parametrize(
    "phrase",
    [
        "320 km northeast of Damascus",  # too far to mean anything
        "150 km north of Qamishli",  # in another country
        "60 km west of Latakia",  # at sea
        "150 km from Homs",  # a circle that holds half the country
        "the Aleppo-Damascus road",
        "the western countryside of Latakia",
    ],
)
def test_no_spot_is_better_than_a_useless_one(phrase):
    assert spot_of(phrase) is None


def test_a_point_just_across_the_border_is_kept():
    assert spot_of("north of Qamishli") is not None


def test_the_country_and_a_wrong_number_of_places_give_none():
    homs, hama, country = anchor("Homs"), anchor("Hama"), LOADED.place("sy:country")
    near, between = Relative("near", ("x",)), Relative("between", ("x", "y"))
    assert locate(near, [country]) is None
    assert locate(near, []) is None
    assert locate(near, [homs, hama]) is None
    assert locate(between, [homs]) is None
    assert locate(between, [homs, country]) is None
    assert locate(between, [homs, hama]) is not None


RELATIVES = st.builds(
    Relative,
    relation=st.sampled_from(["side", "near", "outskirts"]),
    anchors=st.just(("x",)),
    bearing_deg=st.none() | st.floats(0, 359.99),
    distance_km=st.none() | st.floats(0.01, 400),
    spread_km=st.floats(0, 50),
)
TOWNS = [
    p for p in LOADED.places if p.kind in {PlaceKind.SETTLEMENT, PlaceKind.SITE, PlaceKind.NEIGHBOURHOOD}
]


@given(relative=RELATIVES, place=st.sampled_from(TOWNS))
@settings(max_examples=300, deadline=None)
def test_the_circle_is_never_further_off_than_what_was_told(relative, place):
    spot = locate(relative, [place])
    if spot is None:
        return
    _, km = away(place, spot)
    assert km <= spot.radius_km + place.radius_km + (relative.distance_km or 0) + 0.1
    assert place.radius_km / 2 <= spot.radius_km <= WIDEST_KM
    assert (relative.distance_km or 0) <= FARTHEST_KM
    assert place.name in spot.reason
    assert re.search(r"\d|edge", spot.reason)


@given(place=st.sampled_from(LOADED.places), bearing=st.none() | st.floats(0, 359.99))
@settings(max_examples=200, deadline=None)
def test_every_kind_of_place_can_be_an_anchor(place, bearing):
    for relation in ("side", "near", "outskirts", "countryside", "part"):
        spot = locate(Relative(relation, (place.name,), bearing), [place])
        assert spot is None or (30 < spot.lat < 39 and 34 < spot.lon < 44 and spot.radius_km >= 1)


def test_a_place_without_a_governorate_has_a_countryside():
    bare = replace(anchor("Salamiyah"), governorate=None)
    assert locate(Relative("countryside", ("x",), 0.0), [bare]) is not None
