"""Fetch one page from the web: the only part of :mod:`incidents.sources` that uses the network.

Nothing is fetched unless the user gives an address. One page comes, without its pictures, scripts or frames; no cookie
and no referer is sent, and proxies of the environment are not used. The server this runs on may stand in a network
whose other machines trust it, so that every address on the way, each redirect's too, must be a public one: the name is
looked up once, every address it has is checked, and the connection goes to an address that was checked.

Messages hold no word of an answer: what a server sends is not to be trusted on a terminal.
"""

from __future__ import annotations

import codecs
import datetime as dt
import http.client
import io
import queue
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from importlib import metadata
from typing import Any, Final, Literal

from gazetteer.mode import read_only
from incidents.errors import NotFetched
from incidents.sources.address import BY_HAND, PORTS, Address, is_public
from incidents.sources.reading import Kind, Loaded, from_bytes, limit_of

MAX_REDIRECTS: Final = 5
LONGEST_S: Final = 30.0
"""For all of it: names, connections, redirects and the page itself."""
FetchedKind = Kind | Literal["feed"]
KINDS: Final[dict[str, FetchedKind]] = {
    "text/html": "page",
    "application/xhtml+xml": "page",
    "text/plain": "text",
    "application/pdf": "pdf",
}
FEED_KINDS: Final[dict[str, FetchedKind]] = dict.fromkeys(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"),
    "feed",
)

_BLOCK_BYTES: Final = 64 * 1024


def may_fetch() -> bool:
    """Whether this installation fetches pages at all; a public view does not."""
    return not read_only()


@dataclass(frozen=True, slots=True)
class Guard:
    """Where a connection may go. Tests with a server of their own hand over a wider one; no setting does."""

    address: Callable[[str], bool] = is_public
    port: Callable[[str, int], bool] = lambda scheme, port: PORTS[scheme] == port


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer: where it came from in the end, what it is, and its bytes."""

    url: str
    kind: FetchedKind
    data: bytes


def from_url(
    url: str, published: dt.date | None = None, *, guard: Guard | None = None, longest_s: float = LONGEST_S
) -> Loaded:
    """Fetch one page, text or PDF and read it as a report.

    Parameters
    ----------
    url
        An http or https address.
    published
        Publication date; given, it wins over what the page states.
    guard
        Where connections may go; public addresses by default.
    longest_s
        Seconds for all of it.

    Returns
    -------
    Loaded
        Its document's ``url`` is where the page was found in the end.

    Raises
    ------
    NotFetched
        It was refused or could not be had, in one line that says why.
    ReportTooLarge, UnreadableReport
        What came cannot be read.
    """
    page = fetch(url, guard=guard, longest_s=longest_s)
    assert page.kind != "feed"
    return from_bytes(page.data, page.url, published, kind=page.kind, url=page.url)


def fetch(
    url: str, *, feeds: bool = False, guard: Guard | None = None, longest_s: float = LONGEST_S
) -> Fetched:
    """Fetch one page, text or PDF, or a feed where `feeds` are taken; see :func:`from_url`."""
    if not may_fetch():
        raise NotFetched(f"Pages are not fetched from this server: {BY_HAND}.")
    clock, at = _Clock(longest_s), Address.of(url.strip())
    for _ in range(MAX_REDIRECTS + 1):
        found = _one(at, KINDS | FEED_KINDS if feeds else KINDS, guard or Guard(), clock)
        if isinstance(found, Fetched):
            return found
        at = found
    raise NotFetched(f"{at.site} redirects too often, or in a circle: {BY_HAND}.")


# --- the connection ---------------------------------------------------------------------------------------------


class _Clock:
    """How long it may still take."""

    def __init__(self, longest_s: float) -> None:
        self._end = time.monotonic() + longest_s

    def left_s(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def _one(at: Address, kinds: Mapping[str, FetchedKind], guard: Guard, clock: _Clock) -> Fetched | Address:
    """Ask one server: the page, or where it redirects to."""
    if not guard.port(at.scheme, at.port):
        raise NotFetched(f"{at.site} is not fetched: web pages are at the usual ports only (80 and 443).")
    with _told(at, clock):
        sock = _connected(at, _checked(at, guard, clock), clock)
        try:
            response = _ask(at, kinds, sock, clock)
            if response.status in (301, 302, 303, 307, 308):
                return at.redirected(response.getheader("Location") or "")
            if response.status != HTTPStatus.OK:
                raise _refusal(response.status, at.site)
            kind = _kind(response, kinds, at.site)
            most = limit_of("page" if kind == "feed" else kind)
            return Fetched(at.url, kind, _as_utf8(_body(response, at.site, most), response, kind))
        finally:
            sock.close()


def _checked(at: Address, guard: Guard, clock: _Clock) -> list[str]:
    """The addresses of a host; all must be allowed, as its owner decides which is answered first."""
    found = _looked_up(at.host, at.port, clock.left_s())
    if not found or not all(guard.address(address) for address in found):
        raise NotFetched(
            f"{at.site} is not fetched: it lies in a private network or on this computer, not on the web."
        )
    return found


def _looked_up(host: str, port: int, longest_s: float) -> list[str]:
    """The addresses of a host, in the system's order; in a thread, as the system's look-up knows no time limit."""
    answers: queue.Queue[list[str] | Exception] = queue.Queue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        answer = answers.get(timeout=longest_s)
    except queue.Empty as error:
        raise TimeoutError from error
    if isinstance(answer, Exception):
        raise answer
    return answer


def _connected(at: Address, addresses: list[str], clock: _Clock) -> socket.socket:
    """A connection to the first of the checked addresses that answers."""
    failure: OSError = TimeoutError()
    for address in addresses[:4]:
        try:
            # An address of figures is not looked up again.
            sock = socket.create_connection((address, at.port), timeout=clock.left_s())
        except OSError as error:
            failure = error
            continue
        return sock if at.scheme == "http" else _secured(sock, at.host)
    raise failure


def _secured(sock: socket.socket, host: str) -> socket.socket:
    try:
        return ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    except BaseException:
        sock.close()
        raise


class _TimedReader(io.RawIOBase):
    """What a connection brings, until the clock has run out.

    A socket's own time limit starts anew with each byte, so that one byte a time would keep it busy forever.
    """

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, clock: _Clock) -> None:
        self._raw, self._sock, self._clock = raw, sock, clock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._clock.left_s())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _ask(
    at: Address, kinds: Mapping[str, FetchedKind], sock: socket.socket, clock: _Clock
) -> http.client.HTTPResponse:
    class Timed(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
            super().__init__(sock, *args, **options)
            self.fp = io.BufferedReader(_TimedReader(self.fp.detach(), sock, clock))

    connection = http.client.HTTPConnection(at.host, at.port)
    connection.response_class = Timed
    connection.auto_open = 0  # never a connection of its own, which would look the name up again
    connection.sock = sock
    sock.settimeout(clock.left_s())
    connection.putrequest("GET", at.target, skip_host=True, skip_accept_encoding=True)
    for name, value in (
        ("Host", at.netloc),
        ("User-Agent", _user_agent()),
        ("Accept", ", ".join(kinds)),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
    ):
        connection.putheader(name, value)
    connection.endheaders()
    return connection.getresponse()


def _user_agent() -> str:
    try:
        version = metadata.version("syria-incidents")
    except metadata.PackageNotFoundError:
        version = "unknown"
    return f"syria-incidents/{version}"


# --- the answer -------------------------------------------------------------------------------------------------


def _kind(response: http.client.HTTPResponse, kinds: Mapping[str, FetchedKind], site: str) -> FetchedKind:
    stated = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    if stated in FEED_KINDS and stated not in kinds:
        raise NotFetched(f"{site} gives a feed there: give its address to the command `incidents ingest`.")
    if stated not in kinds:
        raise NotFetched(
            f"{site} gives no page, plain text or PDF there: look for the address of the report itself."
        )
    return kinds[stated]


def _body(response: http.client.HTTPResponse, site: str, most: int) -> bytes:
    """All of an answer, unpacked, if it is not too large."""
    if response.length is not None and response.length > most:
        raise _too_large(site, most)
    coding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip"):
        raise NotFetched(f"{site} sends the page packed in a way that is not read: {BY_HAND}.")
    unpack = zlib.decompressobj(wbits=31) if coding != "identity" else None
    expected, received, body = response.length, 0, bytearray()
    while block := response.read1(_BLOCK_BYTES):
        received += len(block)
        body += unpack.decompress(block, most + 1 - len(body)) if unpack else block
        if len(body) > most or received > most:
            raise _too_large(site, most)
    if expected is not None and received < expected:
        raise http.client.IncompleteRead(b"")
    return bytes(body)


def _as_utf8(data: bytes, response: http.client.HTTPResponse, kind: FetchedKind) -> bytes:
    """A text in UTF-8 where only the answer's head names its old encoding."""
    named = response.headers.get_content_charset() or ""
    if kind in ("pdf", "feed") or not re.fullmatch(
        r"(?:windows-|cp)125\d|iso-?8859-\d{1,2}|koi8-[ru]", named
    ):
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return codecs.decode(data, "cp1252" if named.replace("-", "") == "iso88591" else named).encode()
        except (ValueError, LookupError):
            return data
    return data


# --- what went wrong --------------------------------------------------------------------------------------------


def _too_large(site: str, most: int) -> NotFetched:
    return NotFetched(
        f"{site} sends more than {most // 1_000_000} MB, more than one report has: look for the report itself."
    )


def _refusal(status: int, site: str) -> NotFetched:
    try:
        answer = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        answer = str(status)
    if status in (404, 410):
        return NotFetched(f"{site} has no such page ({answer}): check the address.")
    if status >= 500:
        return NotFetched(f"{site} cannot give the page now ({answer}): try again later, or {BY_HAND}.")
    return NotFetched(f"{site} does not give the page to a program ({answer}): {BY_HAND}.")


_REASONS: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (socket.gaierror, "there is no such name, or no connection: check the address"),
    (UnicodeError, "there is no such name: check the address"),
    (ConnectionRefusedError, f"it refuses the connection: try again later, or {BY_HAND}"),
    (
        ssl.SSLCertVerificationError,
        f"its certificate is not valid (a wrong clock, or someone in between): check the address, or {BY_HAND}",
    ),
    (ssl.SSLError, f"no secure connection is possible: {BY_HAND}"),
    (ConnectionError, "the connection broke off: try again"),
    (http.client.IncompleteRead, "the connection broke off: try again"),
    (http.client.HTTPException, f"its answer is not that of a web server: {BY_HAND}"),
    (zlib.error, f"its answer is damaged: try again, or {BY_HAND}"),
    (OSError, "no connection: check the address and the network"),
    (ValueError, f"its answer is not that of a web server: {BY_HAND}"),
)
"""Kind of error -> what happened and what to do; the first that fits."""


@contextmanager
def _told(at: Address, clock: _Clock) -> Iterator[None]:
    """Make one line of whatever a connection can do wrong."""
    try:
        yield
    except NotFetched:
        raise
    except TimeoutError as error:
        raise NotFetched(
            f"{at.site} did not give the page in time, or too slowly: try again, or {BY_HAND}."
        ) from error
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        why = next(words for kind, words in _REASONS if isinstance(error, kind))
        raise NotFetched(f"{at.site} was not reached: {why}.") from error
