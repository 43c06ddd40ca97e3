"""A real Streamlit server and a real browser, for measurements and browser tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
CHROMIUM_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """Path of a Chromium or Chrome on this machine."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator[Any]:
    """Run headless Chromium with a fresh profile and nothing of its own going to the network."""
    from playwright.sync_api import sync_playwright

    path = find_chromium()
    if path is None:
        raise FileNotFoundError("Chromium is not installed; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=list(CHROMIUM_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


class Server(NamedTuple):
    """A running Streamlit server."""

    url: str
    pid: int

    @property
    def memory_mb(self) -> float:
        """Resident memory now (Linux only; NaN elsewhere)."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        except OSError:
            return float("nan")
        return float(status.split("VmRSS:")[1].split()[0]) / 1024


@contextmanager
def streamlit_server(
    script: Path, *, env: Mapping[str, str] | None = None, base_path: str = "", log: Path | None = None
) -> Iterator[str]:
    """Run a server, see :func:`running_server`, and yield the page's address."""
    with running_server(script, env=env, base_path=base_path, log=log) as server:
        yield server.url


@contextmanager
def running_server(
    script: Path, *, env: Mapping[str, str] | None = None, base_path: str = "", log: Path | None = None
) -> Iterator[Server]:
    """Run ``streamlit run`` on a free loopback port.

    Parameters
    ----------
    script : pathlib.Path
        The page.
    env : mapping of str to str, optional
        Added to the environment.
    base_path : str
        ``server.baseUrlPath``.
    log : pathlib.Path, optional
        Where the server's output goes; nowhere by default.

    Raises
    ------
    RuntimeError
        If the server does not answer within a minute.
    """
    port = _free_port()
    url = f"http://127.0.0.1:{port}{'/' + base_path if base_path else ''}"
    settings = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "server.baseUrlPath": base_path,
        "browser.gatherUsageStats": "false",
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    with log.open("ab") if log else open(os.devnull, "wb") as output:  # noqa: PTH123
        command = [sys.executable, "-m", "streamlit", "run", str(script), *options]
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=output, cwd=ROOT)
        try:
            _wait_for(f"{url}/_stcore/health", server)
            yield Server(url, server.pid)
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes], timeout_s: float = 60) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with opener.open(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.15)
    raise RuntimeError(f"the Streamlit server did not start (exit code {server.poll()})")
