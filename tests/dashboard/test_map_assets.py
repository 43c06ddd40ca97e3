"""The files the browser loads: Leaflet as published, our scripts without outside addresses, a base map that fits."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from incidents.dashboard.map.layer import ASSETS

LEAFLET = ASSETS / "vendor" / "leaflet"
GAZETTEER = Path(__file__).resolve().parents[2] / "data" / "gazetteer"
OWN = sorted(path for path in ASSETS.iterdir() if path.suffix in (".js", ".css"))


def listed() -> dict[str, str]:
    lines = (LEAFLET / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}


def test_leaflet_is_the_published_one() -> None:
    files = {path.relative_to(LEAFLET).as_posix() for path in LEAFLET.rglob("*") if path.is_file()}
    assert files - {"SHA256SUMS"} == set(listed())
    for name, digest in listed().items():
        assert hashlib.sha256((LEAFLET / name).read_bytes()).hexdigest() == digest, name
    # Version 1.9.4 as npm has it.
    assert listed()["leaflet.js"] == "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a"


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_own_scripts_neither_reach_out_nor_write_markup(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"https?://|//cdn|@import|url\(", text)
    assert not re.search(
        r"\binnerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text
    )
    assert len(text.splitlines()) <= 500


def test_base_map_is_small_and_has_every_area() -> None:
    file = ASSETS / "basemap.json"
    assert file.stat().st_size < 600_000
    base = json.loads(file.read_text(encoding="utf-8"))
    for layer in ("governorates", "districts", "subdistricts"):
        features = json.loads((GAZETTEER / f"{layer}.geojson").read_text(encoding="utf-8"))["features"]
        assert {area["id"] for area in base[layer]} == {f["properties"]["place_id"] for f in features}
        assert all(area["rings"] for area in base[layer])
    assert [country["name"] for country in base["countries"] if country["home"]] == ["Syria"]
    assert {"Euphrates", "Tigris", "Orontes"} <= {river["name"] for river in base["rivers"]}


def test_base_map_rings_stay_within_reach() -> None:
    base = json.loads((ASSETS / "basemap.json").read_text(encoding="utf-8"))
    for area in base["governorates"] + base["districts"] + base["subdistricts"]:
        for ring in area["rings"]:
            lon = lat = 0
            for dlon, dlat in zip(ring[::2], ring[1::2], strict=True):
                lon, lat = lon + dlon, lat + dlat
                assert 35.5e4 < lon < 42.6e4, area["id"]
                assert 32.2e4 < lat < 37.5e4, area["id"]
