"""Places and spellings added by hand: kept, shared, taken back."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import Context, Gazetteer, manage, user_places
from gazetteer.errors import ImportFileError, LayerError
from gazetteer.places import PlaceKind
from gazetteer.user_places import UserPlaces, new_place, new_spelling, parse, to_geojson

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(hours=1)
FARM = new_place(
    ["Mazraat al-Mithal", "مزرعة المثال"], 35.7123456, 36.61, now=NOON, note="field visit", added_by="AB"
)


def saved(*entries: user_places.Entry) -> UserPlaces:
    places = UserPlaces()
    for entry in entries:
        places = places.with_entry(entry)
    user_places.save(places)
    return places


def test_a_place_added_is_found_from_then_on_in_both_scripts():
    assert Gazetteer.load().resolve("Mazraat al-Mithal").place is None
    saved(FARM)
    gazetteer = Gazetteer.load()
    for written in ("Mazraat al-Mithal", "Mazra'at al Mithal", "مزرعة المثال"):
        found = gazetteer.resolve(written, Context(governorates=("Idlib",)))
        assert found.place.place_id == FARM.entry_id, written
    assert (found.lat, found.lon, found.place.governorate) == (35.71235, 36.61, "Idlib")
    assert found.place.source == "added by AB"
    assert [m.text for m in gazetteer.find("shells hit Mazraat al-Mithal")] == ["Mazraat al-Mithal"]


def test_a_spelling_added_leads_to_the_place():
    homs = Gazetteer.embedded().resolve("Homs").place.place_id
    assert Gazetteer.load().resolve("Xumusa").place is None
    saved(new_spelling(homs, ["Xumusa", "خومسا"], now=NOON))
    assert Gazetteer.load().resolve("Xumusa").place.place_id == homs
    assert Gazetteer.load().resolve("خومسا").place.place_id == homs


def test_a_neighbourhood_added_lies_in_its_city():
    homs = Gazetteer.embedded().resolve("Homs").place.place_id
    part = new_place(["Hayy al-Mithal"], 34.73, 36.72, now=NOON, kind=PlaceKind.NEIGHBOURHOOD, parent_id=homs)
    saved(part)
    assert Gazetteer.load().resolve("Hayy al-Mithal", Context(parent="Homs")).place.place_id == part.entry_id


def test_a_known_place_added_again_is_corrected_and_keeps_its_id():
    known = Gazetteer.embedded().resolve("Kansafra").place
    saved(new_place(["Kansafra"], known.lat + 0.01, known.lon, now=NOON))
    moved = Gazetteer.load().resolve("Kansafra").place
    assert moved.place_id == known.place_id
    assert moved.lat == pytest.approx(known.lat + 0.01, abs=1e-5)


def test_what_is_taken_back_is_gone_but_stays_in_the_file():
    places = saved(FARM)
    user_places.save(places.without(FARM.entry_id, now=LATER))
    assert Gazetteer.load().resolve("Mazraat al-Mithal").place is None
    again = user_places.load()
    assert (again.revision, again.live, len(again.entries)) == (2, (), 1)
    with pytest.raises(LayerError, match="no"):
        again.without(FARM.entry_id, now=LATER)


def test_the_file_is_geojson_that_comes_back_the_same():
    places = saved(FARM, new_spelling("gn:169577", ["Xumusa"], now=NOON))
    assert user_places.load().revision == places.revision
    assert set(user_places.load().entries) == set(places.entries)
    whole = json.loads(user_places.path().read_text("utf-8"))
    assert whole["type"] == "FeatureCollection"
    assert sorted(str(f["geometry"] and f["geometry"]["type"]) for f in whole["features"]) == [
        "None",
        "Point",
    ]


def test_every_revision_is_kept():
    saved(FARM)
    user_places.save(user_places.load().without(FARM.entry_id, now=LATER))
    (before,) = user_places.history().glob("*.geojson")
    assert parse(before.read_bytes()).live == (FARM,)


def test_a_colleagues_file_is_joined():
    saved(FARM)
    other = new_place(["Tall al-Mithal"], 35.0, 37.0, now=NOON)
    content = to_geojson(UserPlaces().with_entry(other).with_entry(FARM)).encode()
    assert manage.share_in(content) == (1, 2)
    assert manage.share_in(content) == (0, 2)
    assert Gazetteer.load().place(other.entry_id) is not None


def test_an_older_copy_does_not_bring_back_what_was_taken_back():
    old = UserPlaces().with_entry(FARM)
    gone = old.without(FARM.entry_id, now=LATER)
    assert gone.joined(old).live == ()
    assert old.joined(gone).live == ()
    anew = replace(FARM, changed_at=(LATER + dt.timedelta(days=1)).isoformat())
    assert gone.joined(UserPlaces().with_entry(anew)).live == (anew,)


def test_joining_does_not_depend_on_the_order():
    one = UserPlaces().with_entry(FARM)
    other = UserPlaces().with_entry(replace(FARM, note="second visit", changed_at=LATER.isoformat()))
    assert one.joined(other).entries == other.joined(one).entries


@pytest.mark.parametrize(
    ("names", "lat", "lon", "kind", "says"),
    [
        ([], 35.0, 37.0, PlaceKind.SETTLEMENT, "a name is needed"),
        (["  "], 35.0, 37.0, PlaceKind.SETTLEMENT, "a name is needed"),
        (["123"], 35.0, 37.0, PlaceKind.SETTLEMENT, "is no name"),
        (["x" * 300], 35.0, 37.0, PlaceKind.SETTLEMENT, "is no name"),
        (["Tall"], 37.0, 35.0, PlaceKind.SETTLEMENT, "not in Syria"),
        (["Tall"], 36.6, 35.7, PlaceKind.GOVERNORATE, "official borders"),
        (["Tall"], 48.8, 2.3, PlaceKind.SETTLEMENT, "not in Syria"),
        (["Tall"], float("nan"), 37.0, PlaceKind.SETTLEMENT, "numbers"),
        (["Tall"], 40.0, 33.0, PlaceKind.SETTLEMENT, "swapped"),
    ],
)
def test_what_cannot_be_a_place_is_told(names, lat, lon, kind, says):
    with pytest.raises(ValueError, match=says):
        new_place(names, lat, lon, kind=kind, now=NOON)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{}", b"\xff\xfe", b"[1]", b'{"format": "syria-gazetteer-user-places/1"}',
        b'{"format": "syria-gazetteer-user-places/1", "revision": 1, "features": [1]}',
        b'{"format": "syria-gazetteer-user-places/1", "revision": 1, "features": [{"id": "gn:1", "properties": '
        b'{"names": ["x"], "target": "gn:1"}}]}',
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_in_one_line_and_nothing_changes(content, tmp_path):
    saved(FARM)
    path = tmp_path / "theirs.geojson"
    path.write_bytes(content)
    with pytest.raises(ImportFileError) as caught:
        manage.share_in_file(path)
    assert str(caught.value).startswith("theirs.geojson: ")
    assert len(str(caught.value).splitlines()) == 1
    assert user_places.load().live == (FARM,)


def test_a_damaged_own_file_points_to_the_revisions_before_it():
    saved(FARM)
    user_places.path().write_text("{", "utf-8")
    with pytest.raises(LayerError, match="history"):
        Gazetteer.load()


def test_a_damaged_own_file_gives_way_to_the_revision_before_it():
    saved(FARM)
    user_places.save(user_places.load().with_entry(new_spelling("gn:169577", ["Xumusa"], now=LATER)))
    user_places.path().write_text("{", "utf-8")
    assert user_places.restore().live == (FARM,)
    assert user_places.load().live == (FARM,)
    (damaged,) = user_places.history().glob("damaged-*")
    assert damaged.read_text("utf-8") == "{"


def test_without_an_earlier_revision_nothing_is_touched():
    saved(FARM)
    user_places.path().write_text("{", "utf-8")
    with pytest.raises(LayerError, match="no earlier revision"):
        user_places.restore()
    assert user_places.path().read_text("utf-8") == "{"


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_content_is_a_file_or_refused(content):
    try:
        parse(content)
    except ImportFileError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 - either outcome is right
