"""A stand-in for a server of language models: on this computer only, well or badly behaved as a test says.

``with ModelServer(says({"claims": []})) as server:`` answers at ``server.url`` as an OpenAI-compatible server does.
Each request takes the next step of the script, the last one again and again.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self

HOST: Final = "127.0.0.1"
LONGEST_S: Final = 20.0
"""When a server that stalls or drips gives up: a test that waits for that long fails, but does not hang."""


class Answer(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        owner = self.server.owner
        with owner.lock:
            owner.requests.append((self.path, dict(self.headers.items()), json.loads(body)))
            step = owner.script.pop(0) if len(owner.script) > 1 else owner.script[0]
        step(self)

    def do_GET(self) -> None:
        self.server.owner.gets.append(self.path)
        self.send(b"{}")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: a test's output is the test's."""

    def send(
        self,
        body: bytes,
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def drip(self, data: bytes, every_s: float) -> None:
        end = time.monotonic() + LONGEST_S
        while time.monotonic() < end and not self.server.owner.closing.wait(every_s):
            self.wfile.write(data)
            self.wfile.flush()


Step = Callable[[Answer], None]


def chat(content: Any, **choice: Any) -> bytes:
    """The body of an answer in which the model says this."""
    message = {"role": "assistant", "content": content}
    first = {"index": 0, "message": message, "finish_reason": "stop", **choice}
    return json.dumps({"id": "c-1", "object": "chat.completion", "choices": [first]}).encode()


def says(value: Any, **choice: Any) -> Step:
    """The model says a text, or a value as JSON."""
    content = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return lambda answer: answer.send(chat(content, **choice))


def replies(think: Callable[[str], Any]) -> Step:
    """The model says what `think` makes of the part of the report it was sent."""

    def answer_to(answer: Answer) -> None:
        user = answer.server.owner.requests[-1][2]["messages"][1]["content"]
        says(think(user.partition("Report:\n\n")[2]))(answer)

    return answer_to


def sends(body: bytes) -> Step:
    return lambda answer: answer.send(body)


def refuses(status: int, **headers: str) -> Step:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda answer: answer.send(b'{"error": {"message": "secret words"}}', status=status, headers=named)


def stalls(answer: Answer) -> None:
    answer.server.owner.closing.wait(LONGEST_S)


def drips_head(answer: Answer) -> None:
    answer.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
    answer.drip(b"a", every_s=0.02)


def drips_body(answer: Answer) -> None:
    answer.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 900000\r\n\r\n")
    answer.drip(b" ", every_s=0.02)


def drips_unmeasured(answer: Answer) -> None:
    """Without a length, so that the end of the connection looks like the end of the answer."""
    answer.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" + chat('{"claims": []}'))
    answer.drip(b" ", every_s=0.02)


def endless(answer: Answer) -> None:
    answer.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
    answer.drip(b"x" * 200_000, every_s=0.0)


def hangs_up(answer: Answer) -> None:
    """Close the connection without a word."""


def no_http(answer: Answer) -> None:
    answer.wfile.write(b"220 ftp.example ready\r\n")


def cut_short(answer: Answer) -> None:
    body = chat('{"claims": []}')
    answer.send(body[:-5], length=len(body))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    owner: ModelServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what the tests are about; anything else is a fault of the server."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class ModelServer:
    """A local server; without steps nothing listens at its address.

    Attributes
    ----------
    url : str
        The address under which ``/chat/completions`` lies.
    script : list of Step
        What is still to be answered; can be changed while the server runs.
    requests : list of (str, dict, Any)
        Path, headers and JSON body of each request.
    """

    def __init__(self, *script: Step) -> None:
        self.script = list(script)
        self.requests: list[tuple[str, dict[str, str], Any]] = []
        self.gets: list[str] = []
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._closed_port: socket.socket | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/v1"

    def __enter__(self) -> Self:
        if not self.script:
            # Bound and not listening: connections are refused, and no other program can be given the port.
            self._closed_port = socket.socket()
            self._closed_port.bind((HOST, 0))
            self.port = self._closed_port.getsockname()[1]
            return self
        self._server = _Server((HOST, 0), Answer)
        self._server.owner = self
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        if self._closed_port:
            self._closed_port.close()
        if self._server and self._thread:
            self._server.shutdown()
            self._thread.join(timeout=5)
            with suppress(OSError):
                self._server.server_close()
