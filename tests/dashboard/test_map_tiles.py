"""Addresses of tile servers: what a browser may be sent to, and that nothing but a person sends it there."""

from __future__ import annotations

import base64
import json
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.dashboard.map import tiles
from incidents.dashboard.map.layer import IncidentLayer
from incidents.errors import InputError
from tests.factories import HOSTILE

GOOD = "https://tiles.example.org/a/{z}/{x}/{y}.png"


@pytest.mark.parametrize("name", tiles.BY_NAME)
def test_each_source_offered_by_name_needs_no_key_and_says_whose_it_is(name: str) -> None:
    source = tiles.by_name(name)
    assert source.name == name
    assert urlsplit(source.url).scheme == "https"
    assert source.attribution
    assert "{s}" not in source.url


@pytest.mark.parametrize(
    "url",
    [
        GOOD,
        "https://tiles.example.org:8443/wmts?layer=a&z={z}&x={x}&y={y}&again={z}",
        "http://127.0.0.1:9000/{z}/{x}/{y}",
        "http://localhost/{z}/{y}/{x}.jpg",
        "http://[::1]:9000/{z}/{x}/{y}",
    ],
)
def test_addresses_that_can_be_used(url: str) -> None:
    assert tiles.own(f"  {url} ", "Us").url == url


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://tiles.example.org/{z}/{x}/{y}.png", "https"),
        ("ftp://tiles.example.org/{z}/{x}/{y}.png", "https"),
        ("javascript:alert('{z}{x}{y}')", "one server"),
        ("data:image/png,{z}{x}{y}", "one server"),
        ("//tiles.example.org/{z}/{x}/{y}", "https"),
        ("https://tiles.example.org/{z}/{x}.png", "{y}"),
        ("https://tiles.example.org/{z}/{x}/{y}?key={key}", "Write out"),
        ("https://{s}.example.org/{z}/{x}/{y}.png", "one server"),
        ("https://me:secret@example.org/{z}/{x}/{y}.png", "one server"),
        ("https://example.org/{z}/{x}/{y}/{", "Write out"),
        ("https://example.org:port/{z}/{x}/{y}", "no web address"),
        ("https://[::1/{z}/{x}/{y}", "no web address"),
        ("https:///{z}/{x}/{y}", "one server"),
        ("https://example.org/{z}/{x}/{y} onerror=x", "signs"),
        ('https://example.org/{z}/{x}/{y}"><script>', "signs"),
        ("https://example.org/{{ 7*7 }}/{z}/{x}/{y}", "signs"),
        (GOOD + "a" * 600, "too long"),
        ("", "signs"),
    ],
)
def test_addresses_that_cannot_be_used_say_why(url: str, why: str) -> None:
    with pytest.raises(InputError, match=why.replace("{", r"\{").replace("}", r"\}")):
        tiles.own(url, "Us")


@given(st.text(max_size=80) | st.text(max_size=20).map(lambda text: GOOD + text))
def test_whatever_is_typed_is_an_address_of_one_server_or_refused(url: str) -> None:
    try:
        source = tiles.own(url, "Us")
    except InputError:
        return
    parts = urlsplit(source.url)
    assert parts.scheme == "https" or parts.hostname in ("127.0.0.1", "localhost", "::1")
    assert "{" not in source.host
    for hole in ("{z}", "{x}", "{y}"):
        assert hole in source.url
    assert "{" not in source.url.replace("{z}", "").replace("{x}", "").replace("{y}", "")


def test_nobodys_tiles_are_refused() -> None:
    with pytest.raises(InputError, match="whose tiles"):
        tiles.own(GOOD, "  ")
    with pytest.raises(InputError, match="Shorten"):
        tiles.own(GOOD, "x" * 301)


@pytest.mark.parametrize("name", ["Nowhere.Tiles", "", "__class__", HOSTILE])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="known by that name"):
        tiles.by_name(name)


def test_a_source_that_needs_a_key_is_refused() -> None:
    with pytest.raises(InputError, match="need a key"):
        tiles.by_name("Thunderforest.OpenCycleMap")


def test_the_environment_offers_a_name_or_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(tiles.SETTING, raising=False)
    assert tiles.preset() is None
    monkeypatch.setenv(tiles.SETTING, "Esri.WorldShadedRelief")
    offered = tiles.preset()
    assert offered is not None
    assert offered.max_zoom == 13
    assert not offered.named
    monkeypatch.setenv(tiles.SETTING, GOOD)
    offered = tiles.preset()
    assert offered is not None
    assert offered.attribution == "Tiles from tiles.example.org"
    monkeypatch.setenv(tiles.SETTING, "http://tiles.example.org/{z}/{x}/{y}")
    with pytest.raises(InputError, match="https"):
        tiles.preset()


def test_no_word_of_a_source_goes_through_folium_as_it_is() -> None:
    source = tiles.own(GOOD, HOSTILE[:200] + "{{ 7*7 }} </script>")
    layer = IncidentLayer(url="media/0a.bin", version="0" * 32, bits=b"", tiles=source)
    for words in ("example", "{{", "script", "{z}"):
        assert words not in layer.state
    told = json.loads(base64.b64decode(json.loads(layer.state)["tiles"]))
    assert told["url"] == GOOD
    assert told["attribution"] == source.attribution
