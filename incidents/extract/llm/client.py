"""The conversation with the server of a language model: the only part of extraction that uses the network.

It talks to the address the user names and to no other: redirects are not followed and proxies not used. Messages hold
no word of an answer: what a server sends is not to be trusted on a terminal.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from incidents import __version__
from incidents.errors import NoAnswer
from incidents.extract.llm.answers import content_of
from incidents.extract.llm.prompt import Message, payload
from incidents.extract.llm.settings import CHAT, KEY_SETTING, Settings

MAX_BYTES: Final = 1_000_000
"""An answer is some kilobytes long; what is larger is something else."""
RETRY_WAIT_S: Final = 1.0
"""Pause before asking again, where the server names none."""

_BLOCK_BYTES: Final = 64 * 1024
_REFUSES_FORM: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})
_REASONS: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (socket.gaierror, "name not resolved"),
    (ConnectionRefusedError, "connection refused"),
    (ssl.SSLCertVerificationError, "its certificate is not valid"),
    (ssl.SSLError, "no secure connection possible"),
    (ConnectionError, "connection broken off"),
    (http.client.IncompleteRead, "connection broken off"),
    (http.client.HTTPException, "the answer is not HTTP"),
    (ValueError, "the answer is not HTTP"),
)
"""Kind of error -> what happened; the first that fits."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes = b""
    retry_after: str | None = None

    @property
    def worth_retrying(self) -> bool:
        return self.status == HTTPStatus.TOO_MANY_REQUESTS or self.status >= 500


class Client:
    """Asks one model of one server.

    Parameters
    ----------
    settings : Settings
    retry_wait_s : float
        Seconds to wait before asking again, where the server names none.
    """

    def __init__(self, settings: Settings, retry_wait_s: float = RETRY_WAIT_S) -> None:
        self._settings = settings
        self._retry_wait_s = retry_wait_s
        self._with_schema = True

    def complete(self, messages: Sequence[Message]) -> str:
        """The model's answer to some messages.

        A connection that fails and an answer that says "later" (429, 5xx) are tried once more. A server that does not
        know how to hold an answer to a form is asked once without, and from then on if that helped.

        Raises
        ------
        NoAnswer
            The server cannot be reached, is too slow, or does not answer as it should; the message says which.
        """
        end = time.monotonic() + self._settings.timeout_s
        answer = self._ask(messages, end, with_schema=self._with_schema)
        if answer.status in _REFUSES_FORM and self._with_schema:
            answer = self._ask(messages, end, with_schema=False)
            self._with_schema = answer.status != HTTPStatus.OK
        if answer.status != HTTPStatus.OK:
            raise NoAnswer(self._refusal(answer.status))
        return content_of(answer.body)

    def _ask(self, messages: Sequence[Message], end: float, *, with_schema: bool) -> _Answer:
        """Send a request, and once more when that may help and there is time."""
        body = payload(self._settings.model, messages, with_schema=with_schema)
        data = json.dumps(body).encode("ascii")
        wait_s = self._retry_wait_s
        try:
            answer = self._send(data, end)
            if not answer.worth_retrying:
                return answer
            wait_s = _seconds(answer.retry_after, wait_s)
            if time.monotonic() + wait_s >= end:
                return answer
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._give_up_on(error, end - wait_s)
        time.sleep(wait_s)
        try:
            return self._send(data, end)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NoAnswer(self._failure(error)) from error

    def _give_up_on(self, error: Exception, latest: float) -> None:
        """Raise `NoAnswer` for what another try does not mend, or has no time for."""
        hopeless = isinstance(error, TimeoutError | ssl.SSLCertVerificationError)
        if hopeless or time.monotonic() >= latest:
            raise NoAnswer(self._failure(error)) from error

    def _send(self, data: bytes, end: float) -> _Answer:
        """One request and its answer; a TimeoutError when `end` comes first, however slowly bytes drip in."""
        left_s = end - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        connection = self._connection(left_s)
        try:
            connection.connect()
            with _Watch(connection.sock, end) as watch:
                try:
                    answer = self._exchange(connection, data)
                except Exception as error:
                    raise (TimeoutError() if watch.cut else error) from error
                if watch.cut:  # it may look complete
                    raise TimeoutError
                return answer
        finally:
            connection.close()

    def _connection(self, timeout_s: float) -> http.client.HTTPConnection:
        parts = urlsplit(self._settings.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        return kind(parts.hostname or "", parts.port, timeout=timeout_s)

    def _exchange(self, connection: http.client.HTTPConnection, data: bytes) -> _Answer:
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": f"syria-incidents/{__version__}",
            "Connection": "close",
        }
        if self._settings.key:
            headers["Authorization"] = f"Bearer {self._settings.key}"
        connection.request("POST", urlsplit(self._settings.url).path + CHAT, data, headers)
        with connection.getresponse() as response:
            if response.status != HTTPStatus.OK:
                return _Answer(response.status, retry_after=response.headers.get("Retry-After"))
            return _Answer(response.status, self._body(response))

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        received = bytearray()
        while block := response.read1(_BLOCK_BYTES):
            received += block
            if len(received) > MAX_BYTES:
                raise NoAnswer(f"{self._settings.host} sends more than {MAX_BYTES // 1_000_000} MB")
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        return bytes(received)

    def _failure(self, error: Exception) -> str:
        host = self._settings.host
        if isinstance(error, TimeoutError):
            return f"no answer from {host} within {self._settings.timeout_s:g} seconds"
        why = next((words for kind, words in _REASONS if isinstance(error, kind)), "no connection")
        return f"could not reach {host} ({why})"

    def _refusal(self, status: int) -> str:
        host = self._settings.host
        if 300 <= status < 400:
            return (
                f"{host} redirects elsewhere (HTTP {status}), which is not followed: name the final address"
            )
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return f"{host} does not accept the key (HTTP {status}): set {KEY_SETTING}"
        if status == HTTPStatus.NOT_FOUND:
            return f"{host} knows no such address or model (HTTP 404): check both"
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return f"{host} is asked too often (HTTP 429)"
        return f"{host} refused (HTTP {status})"


class _Watch:
    """Cuts a connection off when its time is up; a socket's own timeout starts anew with each byte."""

    def __init__(self, sock: socket.socket, end: float) -> None:
        self.cut = False
        self._sock = sock
        self._timer = threading.Timer(max(end - time.monotonic(), 0.0), self._cut_off)
        self._timer.daemon = True

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _cut_off(self) -> None:
        self.cut = True
        with suppress(OSError, ValueError):
            self._sock.shutdown(socket.SHUT_RDWR)


def _seconds(retry_after: str | None, otherwise: float) -> float:
    """Seconds that a Retry-After asks for, as a number or a date."""
    given = (retry_after or "").strip()
    if given.isascii() and given.isdigit():
        return float(given[:9])
    try:
        moment = email.utils.parsedate_to_datetime(given)
    except ValueError:
        return otherwise
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max((moment - dt.datetime.now(dt.UTC)).total_seconds(), 0.0)
