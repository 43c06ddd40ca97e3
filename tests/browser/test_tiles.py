"""Tiles of a server: none unless a person switches them on; when they fail, the built-in map is there and says so."""

from __future__ import annotations

import struct
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.browser.conftest import NewPage, Serve, expect
from tests.browser.test_dashboard import APP, WAIT_MS, map_frame

pytestmark = pytest.mark.browser


def _grey_png() -> bytes:
    """One grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x90")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@dataclass
class TileServer:
    host: str
    asked: list[str] = field(default_factory=list)
    works: bool = True


@pytest.fixture
def tile_server() -> Iterator[TileServer]:
    """A tile server on this machine: the one other host that a page of these tests may ask."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            self.send_response(200 if told.works else 404)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            if told.works:
                self.wfile.write(_grey_png())

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told = TileServer(f"127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()


def switch_on(page: Any, tiles: TileServer) -> None:
    page.get_by_role("button", name="Background").click()
    page.get_by_text("Another tile server").click()
    page.get_by_label("Address of the tiles").fill(f"http://{tiles.host}/{{z}}/{{x}}/{{y}}.png")
    page.get_by_label("Address of the tiles").press("Tab")
    page.get_by_label("Attribution").fill("<b>Our</b> own tiles")
    page.get_by_label("Attribution").press("Tab")
    page.get_by_role("button", name="Switch on").click()
    page.keyboard.press("Escape")  # closes the menu, which may lie over the map


def test_tiles_come_only_when_switched_on_and_go_again(
    serve: Serve, new_page: NewPage, tile_server: TileServer
) -> None:
    env = {"INCIDENTS_TILES": f"http://{tile_server.host}/{{z}}/{{x}}/{{y}}.png"}
    page = new_page(serve(APP, env=env), also={tile_server.host})
    frame = map_frame(page)
    frame.evaluate("map.setView([35, 38], 8, {animate: false})")
    page.wait_for_timeout(500)
    assert tile_server.asked == [], "a setting offers tiles, it does not switch them on"
    page.get_by_role("button", name="Background").click()
    expect(page.get_by_text("sees which part of the map you look at")).to_be_visible()
    page.get_by_text("Set up here").click()
    frame.wait_for_function("IncidentMap.engine.tiles.named", timeout=WAIT_MS)
    assert tile_server.asked[0].startswith("/8/")
    expect(frame.locator(".leaflet-control-attribution")).to_contain_text("Tiles from 127.0.0.1")
    assert tile_server.host not in page.url
    assert "tile" not in page.url.lower()
    page.get_by_text("Built-in map", exact=True).click()
    frame.wait_for_function("!IncidentMap.engine.tiles.layer", timeout=WAIT_MS)
    expect(frame.locator(".leaflet-control-attribution")).not_to_contain_text("Tiles from")


def test_the_next_session_starts_without_them_whatever_its_link(
    serve: Serve, new_page: NewPage, tile_server: TileServer
) -> None:
    page = new_page(serve(APP, env={"INCIDENTS_TEST": "tools"}), also={tile_server.host})
    frame = map_frame(page)
    switch_on(page, tile_server)
    frame.wait_for_function("IncidentMap.engine.tiles.named", timeout=WAIT_MS)
    expect(frame.locator(".leaflet-control-attribution")).to_contain_text("<b>Our</b> own tiles")
    address = page.url
    asked = len(tile_server.asked)
    other = new_page(address)
    map_frame(other)
    other.wait_for_timeout(800)
    assert len(tile_server.asked) == asked


def test_when_tiles_fail_the_built_in_map_is_shown_and_says_so(
    serve: Serve, new_page: NewPage, tile_server: TileServer
) -> None:
    tile_server.works = False
    page = new_page(serve(APP, env={"INCIDENTS_TEST": "tools"}), also={tile_server.host})
    frame = map_frame(page)
    switch_on(page, tile_server)
    note = frame.get_by_role("status").get_by_text("the built-in map is shown")
    note.wait_for(timeout=WAIT_MS)
    assert frame.evaluate("IncidentMap.engine.tiles.layer") is None
    tile_server.works = True
    frame.get_by_role("button", name="Try again").click()
    frame.wait_for_function("IncidentMap.engine.tiles.named", timeout=WAIT_MS)
    expect(note).to_be_hidden()


def test_an_address_that_cannot_be_used_says_why(serve: Serve, new_page: NewPage) -> None:
    page = new_page(serve(APP, env={"INCIDENTS_TEST": "tools"}))
    frame = map_frame(page)
    page.get_by_role("button", name="Background").click()
    page.get_by_text("Another tile server").click()
    page.get_by_label("Address of the tiles").fill("http://tiles.example.org/{z}/{x}/{y}.png")
    page.get_by_label("Address of the tiles").press("Tab")
    page.get_by_role("button", name="Switch on").click()
    page.get_by_text("must begin with https://").wait_for(timeout=WAIT_MS)
    assert frame.evaluate("IncidentMap.engine.tiles.layer") is None
