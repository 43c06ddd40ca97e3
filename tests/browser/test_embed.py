"""The small page inside another website: what is in it, that it fits, and the way out to the whole."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import Serve, expect
from tests.browser.test_dashboard import APP, WAIT_MS

pytestmark = pytest.mark.browser
Host = Callable[[str], str]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def website(tmp_path: Path) -> Iterator[Host]:
    """Another website on this machine, at another address than the dashboard's."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def publish(frame: str) -> str:
        (tmp_path / "page.html").write_text(f"<meta charset=utf-8><p>News</p>{frame}", encoding="utf-8")
        return f"http://127.0.0.1:{server.server_port}/page.html"

    yield publish
    server.shutdown()


@pytest.mark.parametrize(("width", "height"), [(600, 400), (360, 640)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_frame_fits_and_leads_to_the_whole(
    serve: Serve, browser: Any, website: Host, width: int, height: int, scheme: str
) -> None:
    src = f"{serve(APP)}/?v=1&type=explosions&amp;embed=true".replace("&type", "&amp;type")
    context = browser.new_context(viewport={"width": 800, "height": 700}, color_scheme=scheme)
    page = context.new_page()
    page.goto(website(f'<iframe src="{src}" width="{width}" height="{height}"></iframe>'))
    frame = page.locator("iframe").first.element_handle().content_frame()
    frame.locator(".si-embed-foot").wait_for(timeout=3 * WAIT_MS)
    inner = frame.wait_for_selector(".st-key-si-embed-map iframe", timeout=WAIT_MS).content_frame()
    inner.wait_for_function("window.IncidentMap && IncidentMap.drawn", timeout=WAIT_MS)
    # The map takes what the rest leaves.
    inner.wait_for_function(
        "least => map.getSize().y >= least && map.getSize().y === innerHeight",
        arg=height - 200,
        timeout=WAIT_MS,
    )

    expect(frame.locator(".si-embed-count")).to_contain_text("incidents Explosions/Remote violence")
    assert frame.locator(".si-legend li").count() == 1
    assert frame.locator(".st-key-si-embed .timeline svg path").count() >= 1
    for gone in (
        "[data-testid=stSidebar]",
        ".si-banner",
        "button:has-text('Add')",
        "button:has-text('Copy link')",
    ):
        assert frame.locator(gone).count() == 0, gone
    frame.wait_for_function(
        "document.querySelector('.si-embed-foot').getBoundingClientRect().bottom <= innerHeight",
        timeout=WAIT_MS,
    )
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ground = frame.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 27)"}[scheme]

    with context.expect_page() as opened:
        frame.get_by_role("link", name="Open in full").click()
    whole = opened.value
    expect(whole.locator(".si-count")).to_contain_text("incidents shown", timeout=WAIT_MS)
    query = parse_qs(urlsplit(whole.url).query)
    assert query["type"] == ["explosions"]
    assert "embed" not in query
    context.close()


def test_the_code_to_embed_needs_an_address_others_reach(serve: Serve, browser: Any) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(serve(APP))
    page.get_by_role("button", name="Export").click(timeout=WAIT_MS)
    page.get_by_text("Embed in a web page").click()
    expect(page.get_by_text("INCIDENTS_PUBLIC_URL").first).to_be_visible(timeout=WAIT_MS)
    page.get_by_text("Cite this selection").click()
    expect(page.get_by_text("incidents of the war in Syria (no filter), sample data.")).to_be_visible(
        timeout=WAIT_MS
    )
    page.context.close()
