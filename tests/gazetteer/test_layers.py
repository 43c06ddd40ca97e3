"""Lists that a user imported: kept whole, replaced whole, joined with the tables, removed without a trace."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from gazetteer import Context, Gazetteer, assemble, cache, layers, manage, user_places
from gazetteer.errors import ImportFileError, LayerError
from gazetteer.importers import Imported
from gazetteer.places import Place, PlaceKind, UnitName
from tests.gazetteer.geonames_server import SAMPLE_ROWS, sample_zip

PLACE = Place(
    "csv:mine/kafr-mithal", "Kafr Mithal", PlaceKind.SETTLEMENT, 35.71, 36.61, 1.0, name_ar="كفر مثال",
    aliases=("Kfar Mithal",),
)  # fmt: skip
FOUND = Imported("csv-mine", "My list", "me", "", (PLACE,), skipped=("row 3: no latitude",))


@pytest.fixture
def geonames(tmp_path: Path) -> Path:
    path = tmp_path / "SY.zip"
    path.write_bytes(sample_zip())
    return path


def known(place_id: str) -> Place | None:
    return Gazetteer.load().place(place_id)


def test_a_layer_comes_back_as_it_was_saved():
    units = (UnitName(3, "SY070500", ("Ariha", "أريحا"), ((35.8, 36.6),)),)
    full = replace(PLACE, provenance=("a", "b"), listed_as=("x",), accuracy_km=0.5, parent_id="gn:1")
    info = layers.save(replace(FOUND, places=(full,), units=units), "mine.csv")
    loaded = layers.load("csv-mine")
    assert (loaded.info, loaded.places, loaded.units) == (info, (full,), units)
    assert loaded.left_out == ("row 3: no latitude",)
    assert layers.listed() == [info]
    assert (info.n_places, info.n_skipped, info.file) == (1, 1, "mine.csv")


def test_equal_content_has_an_equal_digest_whenever_it_was_imported():
    first = layers.save(FOUND, "mine.csv")
    time.sleep(0.01)
    assert layers.save(FOUND, "other.csv").digest == first.digest
    assert layers.save(replace(FOUND, places=(replace(PLACE, lat=35.72),)), "mine.csv").digest != first.digest


def test_importing_again_replaces(geonames, tmp_path):
    manage.import_file(geonames, "geonames")
    geonames.write_bytes(sample_zip(SAMPLE_ROWS[:2]))
    report = manage.import_file(geonames, "geonames")
    assert report.info.n_places == 2
    assert known("gn:99000001") is not None
    assert known("gn:99000008") is None


def test_what_was_imported_is_found_and_removed_again(geonames):
    before = Gazetteer.load()
    assert before.resolve("Kfar Talheen").place is None
    report = manage.import_file(geonames, "geonames")
    assert (report.info.n_places, report.joined, report.new) == (8, 0, 8)
    assert "8 are new" in report.sentence()
    found = Gazetteer.load().resolve("Kfar Talheen", Context(governorates=("Idlib",)))
    assert found.place.place_id == "gn:99000001"
    assert (found.place.governorate, found.place.source) == ("Idlib", "GeoNames")
    assert found.place.subdistrict is not None
    layers.remove("geonames")
    after = Gazetteer.load()
    assert after.version == before.version
    assert after.resolve("Kfar Talheen").place is None


def test_a_record_of_a_known_place_is_joined_with_it(tmp_path):
    homs = Gazetteer.embedded().resolve("Homs").place
    path = tmp_path / "mine.csv"
    path.write_text(f"name,lat,lon,aliases\nHoms,{homs.lat},{homs.lon},Emesa al-Qadima\n", encoding="utf-8")
    report = manage.import_file(path, "csv")
    assert (report.joined, report.new) == (1, 0)
    gazetteer = Gazetteer.load()
    assert gazetteer.resolve("Emesa al-Qadima").place.place_id == homs.place_id
    assert gazetteer.place("csv:mine/homs").place_id == homs.place_id
    assert gazetteer.resolve("Homs").place.provenance == (homs.place_id, "csv:mine/homs")


def test_a_file_that_cannot_be_used_changes_nothing(geonames, tmp_path):
    manage.import_file(geonames, "geonames")
    version = Gazetteer.load().version
    bad = tmp_path / "bad.zip"
    bad.write_bytes(sample_zip()[:-200])
    with pytest.raises(ImportFileError):
        manage.import_file(bad, "geonames")
    assert Gazetteer.load().version == version


def test_the_version_names_every_layer(geonames):
    manage.import_file(geonames, "geonames")
    layers.save(FOUND, "mine.csv")
    parts = assemble.sources().version.split("+")
    assert [part.rsplit("-", 1)[0] for part in parts] == ["embedded", "geonames", "csv-mine"]


def test_codes_and_spellings_of_units_come_with_a_list():
    points = tuple((35.80 + i / 200, 36.60) for i in range(6))
    found = replace(FOUND, units=(UnitName(3, "SY070500", ("Eriha", "مركز أريحا"), points),))
    layers.save(found, "mine.csv")
    unit = Gazetteer.load().reverse(35.80, 36.60)
    assert unit.pcode == "SY070500"
    assert Gazetteer.load().resolve("Eriha subdistrict").place.place_id == unit.place_id
    assert Gazetteer.embedded().place(unit.place_id).pcode is None


@pytest.mark.parametrize("damage", ["", "{}\n", "not json\n", "[1]\n", None])
def test_a_damaged_layer_is_told_in_one_line_that_helps(damage):
    layers.save(FOUND, "mine.csv")
    path = layers.folder() / "csv-mine.layer.jsonl"
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n" if damage is None else damage, "utf-8")
    with pytest.raises(LayerError) as caught:
        Gazetteer.load()
    message = str(caught.value)
    assert "gazetteer remove csv-mine" in message
    assert len(message.splitlines()) == 1
    layers.remove("csv-mine")
    Gazetteer.load()


@pytest.mark.parametrize("name", ["../evil", "a/b", "", "UPPER", "x" * 200, "a\n"])
def test_names_of_layers_are_safe_as_file_names(name):
    with pytest.raises(LayerError):
        layers.save(replace(FOUND, name=name), "x.csv")
    with pytest.raises(LayerError):
        layers.remove(name)


def test_removing_what_is_not_there_says_what_is():
    layers.save(FOUND, "mine.csv")
    with pytest.raises(LayerError, match="csv-mine"):
        layers.remove("geonames")


def test_a_folder_that_cannot_be_written_is_told():
    layers.folder().parent.mkdir(parents=True)
    layers.folder().write_text("a file in the folder's place", encoding="utf-8")
    with pytest.raises(LayerError, match="XDG_DATA_HOME"):
        layers.save(FOUND, "mine.csv")


class TestCache:
    def test_a_second_load_reads_what_the_first_kept(self, geonames):
        manage.import_file(geonames, "geonames")
        (kept,) = cache.folder().glob("*.json")
        content = json.loads(kept.read_text("utf-8"))
        row = next(row for row in content["places"] if row[0] == "gn:99000001")
        row[1] = "Read From The Cache"
        kept.write_text(json.dumps(content), "utf-8")
        assert known("gn:99000001").name == "Read From The Cache"

    def test_kept_or_made_anew_the_places_are_the_same(self, geonames):
        manage.import_file(geonames, "geonames")
        kept = Gazetteer.load()
        fresh = Gazetteer(assemble.assembled(assemble.sources()))
        assert kept.places == fresh.places
        assert kept.find("in Kfar Talheen") == fresh.find("in Kfar Talheen")

    @pytest.mark.parametrize("content", ["", "{}", "[]", '{"version": "another"}', "\0"])
    def test_a_useless_cache_is_made_anew(self, geonames, content):
        manage.import_file(geonames, "geonames")
        (kept,) = cache.folder().glob("*.json")
        kept.write_text(content, "utf-8")
        assert known("gn:99000001") is not None

    def test_only_the_last_is_kept(self, geonames):
        manage.import_file(geonames, "geonames")
        layers.save(FOUND, "mine.csv")
        Gazetteer.load()
        assert len(list(cache.folder().glob("*.json"))) == 1

    def test_without_layers_nothing_is_written(self):
        Gazetteer.load()
        assert not cache.folder().exists()
        assert user_places.load() == user_places.UserPlaces()
