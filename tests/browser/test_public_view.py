"""A public view in a real browser: nothing private is in anything that the server sends, and nothing can be written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from incidents.exchange.formats import FORMATS
from incidents.store import Store
from tests.browser.conftest import NewPage, Serve, expect
from tests.browser.test_dashboard import APP, CLIPBOARD, WAIT_MS, copy_link, wait_for_count
from tests.public.test_public_store import NAMES, SECRET, planted

pytestmark = pytest.mark.browser
PLANTED = (*NAMES, SECRET[:30], "hamza-q", "jane-doe", "34.722", "own.sqlite")


class Sent:
    """All that a server sends to a page, over HTTP and through the web socket."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, bytes]] = []

    def listen(self, page: Any) -> None:
        page.on(
            "websocket", lambda socket: socket.on("framereceived", lambda data: self._add("socket", data))
        )
        page.on("requestfinished", self._body)

    def _add(self, where: str, data: str | bytes) -> None:
        self.parts.append((where, data.encode() if isinstance(data, str) else data))

    def _body(self, request: Any) -> None:
        response = request.response()
        if response is not None and response.status == 200:
            self._add(request.url, response.body())

    def found(self, words: str) -> list[str]:
        forms = {words.encode(), words.encode("utf-16-le"), words.encode("unicode_escape")}
        return [where for where, data in self.parts if any(form.lower() in data.lower() for form in forms)]


@pytest.fixture
def where(tmp_path: Path) -> str:
    store = Store.open(tmp_path / "own.sqlite")
    store.add(planted())
    (incident,) = store.incidents()
    store.accept(incident.id, by="Jane Doe", note="Jane Doe knows Hamza")
    store.protect(incident.id, by="Jane Doe")
    store.close()
    return str(tmp_path / "own.sqlite")


def settled(page: Any) -> None:
    page.locator("[data-test-script-state=notRunning]").first.wait_for(timeout=WAIT_MS)


def test_nothing_private_is_in_anything_the_server_sends(serve: Serve, new_page: NewPage, where: str) -> None:
    url = serve(APP, env={"INCIDENTS_DB": where, "INCIDENTS_READONLY": "1"})
    chosen = Store.open(where).incidents()[0].id
    sent = Sent()
    page = new_page(f"{url}/?v=1&sel={chosen}", before=sent.listen, permissions=CLIPBOARD)
    wait_for_count(page, "1 of 1 incidents shown")
    expect(page.locator(".si-account").first).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_text("Public view.")).to_be_visible()
    page.get_by_text("Cite this incident").click()
    page.get_by_role("tab", name="Not mapped").click()
    assert not [name for name in PLANTED if name in copy_link(page)]
    page.get_by_role("button", name="Export").click()
    page.get_by_text("More formats").click()
    for name in (form.label for form in FORMATS.values()):
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).last.click(timeout=WAIT_MS)
        sent.parts.append((name, download.value.path().read_bytes()))
    for path in ("overview", "sources", "places", "about", "add", "review"):
        page.goto(f"{url}/{path}?v=1&sel={chosen}")
        expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=WAIT_MS)
        settled(page)
    page.wait_for_timeout(500)
    assert sent.found("shot by a sniper"), "what is public was sent, so this test reads what the server sends"
    assert sent.found("name withheld")
    assert {words: found for words in PLANTED if (found := sent.found(words))} == {}


def test_what_writes_is_not_listed_and_says_so(serve: Serve, new_page: NewPage, where: str) -> None:
    url = serve(APP, env={"INCIDENTS_DB": where, "INCIDENTS_READONLY": "1"})
    page = new_page(url)
    wait_for_count(page, "1 of 1 incidents shown")
    expect(page.get_by_role("link", name="Sources")).to_be_visible()
    expect(page.get_by_role("link", name="Review")).to_have_count(0)
    expect(page.get_by_role("link", name="Add a report")).to_have_count(0)
    for path in ("add", "review"):
        page.goto(f"{url}/{path}")
        expect(page.get_by_text("This is a public view")).to_be_visible(timeout=WAIT_MS)
    page.goto(f"{url}/places")
    expect(page.get_by_role("heading", name="Places")).to_be_visible(timeout=WAIT_MS)
    settled(page)
    expect(page.get_by_role("radio", name="Add a place")).to_have_count(0)
    expect(page.get_by_role("button", name="Add")).to_have_count(0)
