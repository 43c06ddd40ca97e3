"""What notebooks use: a store opened, filtered, as a table, on a map; a text read."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest

from incidents.errors import InputError, StoreError
from incidents.exchange.formats import claims_name, side_name
from incidents.model import EventType
from incidents.notebook import Incidents, extract
from incidents.store import Store
from tests.factories import HOSTILE, make_result


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store = Store.open(tmp_path / "own.sqlite")
    store.add(make_result())
    store.close()
    return tmp_path / "own.sqlite"


def test_a_store_is_opened_and_filtered(path: Path) -> None:
    all_of_it = Incidents.open(path)
    battles = all_of_it.where("?v=1&type=explosions")
    assert (len(all_of_it), len(battles)) == (2, 1)
    assert repr(battles) == f"1 of 2 incidents, {path}"
    assert [dossier.incident.event_type for dossier in battles] == [EventType.EXPLOSIONS]
    assert battles.to_dataframe()["event_type"].tolist() == ["Explosions/Remote violence"]
    assert len(battles.where("")) == 2


def test_words_and_boxes_filter_too(path: Path) -> None:
    found = Incidents.open(path)
    assert len(found.where("q=women")) == 1
    assert len(found.where("q=nowhere")) == 0
    assert len(found.where("box=36.5,34.5,37,35")) == 1


def test_a_geodataframe_has_a_point_for_what_has_a_place(path: Path) -> None:
    frame = Incidents.open(path).to_geodataframe()
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame.crs.to_epsg() == 4326
    assert (frame.geometry.x == frame["lon"]).all()
    assert (frame.geometry.y == frame["lat"]).all()


def test_a_map_is_one_page_in_a_frame_of_its_own(path: Path, tmp_path: Path) -> None:
    store = Store.open(path)
    store.add(make_result(f"{HOSTILE} {make_result().document.text}", title=HOSTILE))
    page = Incidents.open(path).explore()
    shown = page._repr_html_()
    assert shown.count("<") == 2, "all of the page is inside the attribute"
    assert "sandbox=" in shown
    assert page.save(tmp_path / "page.html").read_text(encoding="utf-8") == page.content


def test_a_selection_is_written_in_any_format(path: Path, tmp_path: Path) -> None:
    made = Incidents.open(path).where("type=explosions").export(tmp_path / "a.geojson")
    collection = json.loads(made.read_text(encoding="utf-8"))
    assert len(collection["features"]) == 1
    assert "type=explosions" in collection["link"]
    with pytest.raises(InputError, match="'shp' is no format: choose one of geojson, "):
        Incidents.open(path).export(tmp_path / "a.shp", "shp")
    Incidents.open(path).export(tmp_path / "b.csv", "csv")
    assert {file.name for file in tmp_path.glob("b*")} == {"b.csv", claims_name("b.csv"), side_name("b.csv")}


def test_what_is_wrong_is_told_in_a_line(path: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no store at"):
        Incidents.open(tmp_path / "none.sqlite")
    with pytest.raises(InputError, match="not one this program knows"):
        Incidents.open(path).where("type=war")
    with pytest.raises(InputError, match="'March' is no day: write it as 2012-03-12"):
        extract("Shelling killed ten people in Homs.", published="March")


def test_a_public_view_is_one_in_a_notebook_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_READONLY", "1")
    (first, *_) = Incidents.open(path)
    assert all(document.text == "" for document in first.documents)


def test_a_text_is_read_and_nothing_stored() -> None:
    result = extract(
        "Shelling killed at least 12 people in Idlib on Sunday, residents said.", published="2012-03-12"
    )
    (incident,) = result.incidents
    assert (incident.place.governorate, incident.killed.low) == ("Idlib", 12)
    assert str(incident.dates.start) == "2012-03-11"
