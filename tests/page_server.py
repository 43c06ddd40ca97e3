"""A web server on this computer for tests: a page, and all the ways in which a server can misbehave, by path."""

from __future__ import annotations

import gzip
import ssl
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self

from tests.pdf_files import pdf

LONGEST_S: Final = 20.0
BODY: Final = (
    "<p>Troops shelled the Homs district of Baba Amr on Monday, killing at least 10 people, activists said. It was the "
    "worst day since 15 March 2011, when the protests began in the south of the country.</p>"
    "<p>A car bomb killed 12 people in Idlib on Sunday, residents said by telephone.</p>"
)
PAGE: Final = (
    "<!DOCTYPE html><html><head><title>x</title><meta property='og:site_name' content='Wire'>"
    "<meta property='og:title' content='Shelling in Homs'>"
    "<meta property='article:published_time' content='2012-03-12T10:00:00Z'>"
    "<link rel='canonical' href='https://elsewhere.example/a'></head>"
    f"<body><nav><a href='/'>Home</a></nav><article>{BODY}</article></body></html>"
)


class Answer(BaseHTTPRequestHandler):
    """One request, answered as its path says."""

    server: _Server

    def do_GET(self) -> None:
        owner = self.server.owner
        owner.requests.append((self.path, dict(self.headers.items())))
        name, _, rest = self.path.lstrip("/").partition("?")
        with suppress(ConnectionError):
            WAYS.get(name, _missing)(self, rest)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def send(
        self, body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **heads: str
    ) -> None:
        self.head(kind, status, **{"Content-Length": str(len(body)), **heads})
        self.wfile.write(body)

    def head(self, kind: str | None, status: int = 200, **heads: str) -> None:
        self.send_response(status)
        for name, value in {**({"Content-Type": kind} if kind else {}), **heads}.items():
            self.send_header(name, value)
        self.end_headers()

    def drip(self, data: bytes) -> None:
        end = time.monotonic() + LONGEST_S
        while time.monotonic() < end and not self.server.owner.closing.wait(0.05):
            self.wfile.write(data)
            self.wfile.flush()


def _missing(answer: Answer, rest: str) -> None:
    answer.send(b"<html><title>404</title></html>", status=404)


def _status(answer: Answer, rest: str) -> None:
    answer.send(b"<html>No.</html>", status=int(rest))


def _redirect(answer: Answer, rest: str) -> None:
    answer.send(b"", status=302, Location=rest)


def _loop(answer: Answer, rest: str) -> None:
    answer.send(b"", status=301, Location=f"/loop?{int(rest or 0) + 1}")


def _huge(answer: Answer, rest: str) -> None:
    answer.head("text/html")
    answer.drip(b"Killed in Homs. " * 100_000)


def _slow_body(answer: Answer, rest: str) -> None:
    answer.head("text/html")
    answer.drip(b"<p>")


def _slow_head(answer: Answer, rest: str) -> None:
    answer.wfile.write(b"HTTP/1.1 200 OK\r\n")
    answer.drip(b"X")


def _raw(data: bytes) -> Callable[[Answer, str], None]:
    return lambda answer, rest: (answer.wfile.write(data), None)[1]


WAYS: Final[dict[str, Callable[[Answer, str], None]]] = {
    "a": lambda answer, rest: answer.send(PAGE.encode()),
    "text": lambda answer, rest: answer.send(b"2012-03-12\n\nShelling hit Homs.", "text/plain"),
    "pdf": lambda answer, rest: answer.send(pdf([["12 March 2012", "Shelling hit Homs."]]), "application/pdf"),
    "old": lambda answer, rest: answer.send("Взрыв в Хомсе.".encode("cp1251"), "text/plain; charset=windows-1251"),
    "packed": lambda answer, rest: answer.send(gzip.compress(PAGE.encode()), **{"Content-Encoding": "gzip"}),
    "bomb": lambda answer, rest: answer.send(gzip.compress(b"a " * 50_000_000), **{"Content-Encoding": "gzip"}),
    "odd-packing": lambda answer, rest: answer.send(b"x", **{"Content-Encoding": "br"}),
    "bad-packing": lambda answer, rest: answer.send(b"xxxxxxxxxxxx", **{"Content-Encoding": "gzip"}),
    "picture": lambda answer, rest: answer.send(b"\x89PNG", "image/png"),
    "untyped": lambda answer, rest: answer.head(None),
    "stated-huge": lambda answer, rest: answer.head("text/html", **{"Content-Length": "99999999"}),
    "short": lambda answer, rest: (answer.head("text/html", **{"Content-Length": "500"}), answer.wfile.write(b"x"))[0],
    "status": _status,
    "redirect": _redirect,
    "loop": _loop,
    "huge": _huge,
    "slow-body": _slow_body,
    "slow-head": _slow_head,
    "no-http": _raw(b"SSH-2.0-OpenSSH\r\n\r\n"),
    "closed": _raw(b""),
}  # fmt: skip


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    owner: PageServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that broke off, or whose handshake failed, is what some tests are about."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class PageServer:
    """``with PageServer() as server:`` serves ``WAYS`` at ``server.url``; with `tls`, as https."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls

    def __enter__(self) -> Self:
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), Answer)
        self._server.owner = self
        if self._tls:
            self._server.socket = self._tls.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"
