"""A real server and a real browser. A request to any other host fails the test that made it."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from benchmarks.server import Server, chromium, find_chromium, running_server

Serve = Callable[..., str]
NewPage = Callable[..., Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Once more for what fails here: on a busy machine a page may be drawn anew under a click. The summary lists it."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


def _miss(reason: str) -> None:
    if os.environ.get("INCIDENTS_REQUIRE_ALL") == "1":
        pytest.fail(f"INCIDENTS_REQUIRE_ALL is set, but {reason}")
    pytest.skip(reason)


def expect(locator: Any) -> Any:
    """Playwright's assertions, which look again until the page has been drawn."""
    from playwright.sync_api import expect as waiting

    return waiting(locator)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if find_chromium() is None:
        _miss("Chromium is not installed")
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        _miss("Playwright is not installed")
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def serve(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start ``streamlit run`` on a script; the same script and settings share one server in a session.

    Keyword arguments: ``env``, added to the environment, and ``base_path``. Each server has a data folder, a cache
    folder and a store of its own.
    """
    running: dict[tuple[Any, ...], Server] = {}
    with contextlib.ExitStack() as stack:

        def start(script: Path, *, env: dict[str, str] | None = None, base_path: str = "") -> str:
            key = (script, base_path, *sorted((env or {}).items()))
            if key not in running:
                folder = tmp_path_factory.mktemp("server")
                own = {
                    "XDG_DATA_HOME": str(folder),
                    "XDG_CACHE_HOME": str(folder / "cache"),
                    "INCIDENTS_DB": str(folder / "store.sqlite"),
                }
                server = running_server(
                    script, env={**own, **(env or {})}, base_path=base_path, log=folder / "server.log"
                )
                running[key] = stack.enter_context(server)
            return running[key].url

        yield start
        # All at once: each takes a second or two to stop.
        for server in running.values():
            os.kill(server.pid, signal.SIGTERM)


@pytest.fixture
def new_page(browser: Any) -> Iterator[NewPage]:
    """Open a page with a fresh profile.

    ``before`` is called with the page before it goes to the address; ``also`` names the hosts that this page alone may
    ask; further keyword arguments go to ``browser.new_context``.
    """
    foreign: list[str] = []
    contexts: list[Any] = []

    def note(url: str, allowed: Collection[str]) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc not in allowed:
            foreign.append(url)

    def open_page(
        url: str, *, before: Callable[[Any], None] | None = None, also: Collection[str] = (), **options: Any
    ) -> Any:
        allowed = {urlsplit(url).netloc, *also}
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        context.on("request", lambda request: note(request.url, allowed))
        page.on("websocket", lambda socket: note(socket.url, allowed))
        if before is not None:
            before(page)
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not foreign, f"requests to other hosts: {foreign}"
