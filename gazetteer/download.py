"""Download GeoNames' list of places of Syria: the only part of this package that uses the network.

Nothing is downloaded unless the user asks for it. Where GeoNames cannot be reached, the environment variable
``SYRIA_GAZETTEER_GEONAMES_URL`` names another address (http or https) of a copy of ``SY.zip``. Proxies are taken from
the environment (``https_proxy``, ``http_proxy``, ``no_proxy``).

Messages hold no word of an answer: what a server sends is not to be trusted on a terminal.
"""

from __future__ import annotations

import http.client
import io
import os
import re
import secrets
import socket
import ssl
import time
import urllib.request
import zipfile
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from http import HTTPStatus
from importlib import metadata
from pathlib import Path
from typing import IO, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from gazetteer.errors import DownloadError
from gazetteer.mode import READ_ONLY, read_only

GEONAMES_URL: Final = "https://download.geonames.org/export/dump/SY.zip"
URL_SETTING: Final = "SYRIA_GAZETTEER_GEONAMES_URL"
"""Environment variable: the address of a copy of ``SY.zip`` to use instead of GeoNames' own."""

FILE_NAME: Final = "SY.zip"
TABLE: Final = "SY.txt"
ZIP_SIGNATURE: Final = b"PK\x03\x04"
MAX_BYTES: Final = 100_000_000
"""Far more than the file has (a few MB): what is larger is something else."""
MAX_UNPACKED_BYTES: Final = 1_000_000_000
"""More than the file can hold unpacked: a small zip can unpack to more than any disk has."""
MAX_REDIRECTS: Final = 3
LEAST_BYTES: Final = 1_000
"""So much must arrive within each ``timeout_s``: a server that sends a byte now and then has stalled, too."""
MAX_TIMEOUTS: Final = 60
"""A whole download may take so many times ``timeout_s``, half an hour by default: enough for a bad mobile line."""

_BLOCK_BYTES: Final = 64 * 1024
_SAFE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_BY_HAND: Final = (
    f"or download {FILE_NAME} in a browser and run: gazetteer import {FILE_NAME} --format geonames"
)
_REASONS: Final[tuple[tuple[type[BaseException] | type[str], str], ...]] = (
    (socket.gaierror, "name not resolved"),
    (UnicodeError, "no valid address"),
    (ConnectionRefusedError, "connection refused"),
    (TimeoutError, "timed out: no answer, or too slow"),
    (ssl.SSLCertVerificationError, "its certificate is not valid: a wrong clock, or someone in between"),
    (ssl.SSLError, "no secure connection possible"),
    (ConnectionError, "connection broken off"),
    (http.client.InvalidURL, "no valid address"),
    (http.client.IncompleteRead, "connection broken off"),
    (http.client.HTTPException, "the answer is not HTTP"),
    (ValueError, "the answer is not HTTP"),
    (str, "only http proxies can be used"),  # urllib's word for a kind of proxy that it does not know
)
"""Kind of error -> what happened; the first that fits."""


def geonames_url() -> str:
    """Where to download from: the address in ``SYRIA_GAZETTEER_GEONAMES_URL``, or GeoNames' own.

    Raises
    ------
    DownloadError
        The setting is not an http or https address.
    """
    given = os.environ.get(URL_SETTING, "").strip()
    if not given:
        return GEONAMES_URL
    if fault := _fault(given):
        raise DownloadError(
            f"{URL_SETTING} {fault}; set it to the http:// or https:// address of a copy of {FILE_NAME}, or unset it"
        )
    return given


def download(
    url: str,
    folder: Path,
    *,
    progress: Callable[[int, int | None], None] | None = None,
    timeout_s: float = 30.0,
) -> Path:
    """Download ``SY.zip`` whole, checked, under the file name of its address.

    Until everything is checked the file has a temporary name; a file of the same name from earlier is replaced at the
    end, or stays as it was.

    Parameters
    ----------
    url
        An http or https address, see :func:`geonames_url`.
    folder
        Where to put the file; it must exist.
    progress
        Called after each block with the number of bytes so far and in all; the latter is None when the server does
        not tell it.
    timeout_s
        Seconds a connection may take, and in which each further 1,000 bytes must arrive; the whole download may take
        60 times as long.

    Returns
    -------
    Path
        The file, a zip that holds ``SY.txt``.

    Raises
    ------
    DownloadError
        The file could not be had whole, or not be written; the folder is as before.
    """
    if read_only():
        raise DownloadError(
            f"nothing is downloaded in a public view ({READ_ONLY} is set); unset it to download"
        )
    if fault := _fault(url):
        raise DownloadError(f"the address to download from {fault}; correct it, {_BY_HAND}")
    name = _file_name(url)
    part = folder / f".{name}.{secrets.token_hex(4)}.part"
    try:
        with _disk_errors(folder):  # unbuffered: a full disk shows when writing, not when closing
            file = part.open("xb", buffering=0)
        with file, closing(_blocks(url, timeout_s)) as blocks:
            for block, received, total in blocks:
                with _disk_errors(folder):
                    _write(file, block)
                if progress:
                    progress(received, total)
            with _disk_errors(folder):
                os.fsync(file.fileno())
        with _disk_errors(folder):
            _check(part, _host(url))
            part.replace(folder / name)
    finally:
        with suppress(OSError):  # what went wrong before is what the user must read
            part.unlink()
    return folder / name


# --- the address ------------------------------------------------------------------------------------------------


def _fault(url: str) -> str | None:
    """What is wrong with an address, after its name in a message; None when it can be used."""
    if not (url.isascii() and url.isprintable()) or " " in url:
        return "has characters that an address may not have (write them as %20 and the like)"
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port != 0
    except ValueError:
        return "is not a valid address"
    if parts.scheme not in ("http", "https"):
        return "does not start with http:// or https://"
    if not parts.hostname or not port_is_valid:
        return "is not a valid address"
    if "@" in parts.netloc:
        return "has a user name or password in it, which is not supported"
    return None


def _file_name(url: str) -> str:
    """The last part of the address's path; ``SY.zip`` where that is no plain file name."""
    name = urlsplit(url).path.rpartition("/")[2]
    return name if _SAFE_NAME.fullmatch(name) else FILE_NAME


def _host(url: str) -> str:
    """Host and port of an address for a message, and the proxy on the way there."""
    parts = urlsplit(url)
    proxy = urllib.request.getproxies().get(parts.scheme)
    if not proxy or urllib.request.proxy_bypass(parts.netloc):
        return _shown(parts.netloc)
    return f"{_shown(parts.netloc)} through the proxy {_shown(proxy)}"


def _shown(address: str) -> str:
    """Host and port of what may be no valid address: without a password, and short."""
    netloc = address.rpartition("@")[2].rpartition("://")[2].partition("/")[0]
    return re.sub(r"[^\w.:\[\]-]", "?", netloc)[:80]


# --- the connection ---------------------------------------------------------------------------------------------


def _blocks(url: str, timeout_s: float) -> Generator[tuple[bytes, int, int | None], None, None]:
    """The body of an answer: block, bytes so far, bytes in all if known; every failure is a DownloadError."""
    redirects = _Redirects(url)
    opener = _opener(redirects, _Pace(timeout_s))
    request = urllib.request.Request(url, headers={"User-Agent": _user_agent(), "Accept": "*/*"})
    answered = False
    try:
        with opener.open(request, timeout=timeout_s) as response:
            answered = True
            received, total = 0, response.length
            if total is not None and total > MAX_BYTES:
                raise _too_large(redirects.url)
            while block := response.read1(_BLOCK_BYTES):
                received += len(block)
                if received > MAX_BYTES:
                    raise _too_large(redirects.url)
                yield block, received, total
            if total is not None and received < total:
                raise http.client.IncompleteRead(b"", total - received)
    except DownloadError:
        raise
    except HTTPError as error:
        error.close()
        raise DownloadError(_refusal(error.code, _host(redirects.url))) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise DownloadError(_failure(error, _host(redirects.url), answered)) from error


def _opener(redirects: _Redirects, pace: _Pace) -> urllib.request.OpenerDirector:
    """Only http and https: urllib's usual opener reads local files and ftp, too."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        _Connections(pace),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        redirects,
    ):
        opener.add_handler(handler)
    return opener


def _user_agent() -> str:
    try:
        version = metadata.version("syria-incidents")
    except metadata.PackageNotFoundError:
        version = "unknown"
    return f"syria-incidents/{version} gazetteer"


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, to http and https only; ``url`` is where they have led so far."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._followed = 0

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        fp.close()  # the body of a redirect says nothing, and urllib would read it to its end
        self._followed += 1
        if self._followed > MAX_REDIRECTS:
            raise _lost(self.url, "too often, or in a circle")
        if fault := _fault(newurl):
            raise _lost(self.url, f"to an address that {fault}")
        if (urlsplit(self.url).scheme, urlsplit(newurl).scheme) == ("https", "http"):
            raise _lost(self.url, "from https to http, where anyone on the way could change the file")
        self.url = newurl
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Pace:
    """How long a download may still take: for the next 1,000 bytes, and in all."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._end = time.monotonic() + MAX_TIMEOUTS * timeout_s
        self.restart()

    def restart(self) -> None:
        """Give the next 1,000 bytes their full time."""
        self._count = 0
        self._due = time.monotonic() + self._timeout_s

    def count(self, received: int) -> None:
        self._count += received
        if self._count >= LEAST_BYTES:
            self.restart()

    def left_s(self) -> float:
        left = min(self._due, self._end) - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _PacedReader(io.RawIOBase):
    """What a connection brings, head and body, at the pace it must keep.

    A socket's own timeout starts anew with each byte, so that one byte a time would keep a download going forever.
    """

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, pace: _Pace) -> None:
        self._raw, self._sock, self._pace = raw, sock, pace

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._pace.left_s())
        count = self._raw.readinto(buffer)
        self._pace.count(count or 0)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Connections(urllib.request.AbstractHTTPHandler):
    """Opens http and https connections whose answers are read at a pace."""

    def __init__(self, pace: _Pace) -> None:
        super().__init__()

        class PacedResponse(http.client.HTTPResponse):
            def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
                super().__init__(sock, *args, **options)
                pace.restart()
                self.fp = io.BufferedReader(_PacedReader(self.fp.detach(), sock, pace))

        class PacedHTTP(http.client.HTTPConnection):
            response_class = PacedResponse

        class PacedHTTPS(http.client.HTTPSConnection):
            response_class = PacedResponse

        self._http, self._https = PacedHTTP, PacedHTTPS

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._http, request)

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._https, request)

    http_request = https_request = urllib.request.AbstractHTTPHandler.do_request_


# --- what went wrong --------------------------------------------------------------------------------------------


def _failure(error: Exception, host: str, answered: bool) -> str:
    cause = error.reason if isinstance(error, URLError) else error
    why = next((words for kind, words in _REASONS if isinstance(cause, kind)), None)
    if why is None and "unnel connection failed" in str(cause):
        why = "the proxy does not let it through"
    if why is None:
        why = str(getattr(cause, "strerror", None) or "no connection").lower()
    if answered:
        return f"the download from {host} stopped before its end ({why}); try again, {_BY_HAND}"
    return f"could not reach {host} ({why}); check the connection, {_BY_HAND}"


def _advice() -> str:
    """What to do where the server is reached, but does not give the file."""
    first = f"check {URL_SETTING}" if os.environ.get(URL_SETTING) else "try again later"
    return f"{first}, {_BY_HAND}"


def _refusal(status: int, host: str) -> str:
    if 300 <= status < 400:
        return f"{host} redirects to an address that may not be used; {_advice()}"
    try:
        answer = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        answer = str(status)
    return f"{host} does not give the file (HTTP {answer}); {_advice()}"


def _lost(url: str, whither: str) -> DownloadError:
    return DownloadError(f"{_host(url)} redirects {whither}; {_advice()}")


def _too_large(url: str) -> DownloadError:
    limit = MAX_BYTES // 1_000_000
    return DownloadError(f"{_host(url)} sends more than {limit} MB, which cannot be {FILE_NAME}; {_advice()}")


@contextmanager
def _disk_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except DownloadError:
        raise
    except OSError as error:
        why = (error.strerror or "unknown reason").lower()
        raise DownloadError(
            f"could not write to {folder} ({why}); make room there, or choose a folder that can be written to"
        ) from error


def _write(file: io.FileIO, block: bytes) -> None:
    """All of a block: an unbuffered write may take a part of it."""
    rest = memoryview(block)
    while rest:
        rest = rest[file.write(rest) :]


# --- what arrived -----------------------------------------------------------------------------------------------


def _check(path: Path, host: str) -> None:
    """Refuse what is not a whole, sound ``SY.zip``; the checksums in the zip find cut and changed content."""
    with path.open("rb") as file:
        start = file.read(512)
    if not start:
        raise DownloadError(f"{host} sent an empty file; {_advice()}")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise DownloadError(
            f"{host} sent a web page instead of {FILE_NAME}; if this network wants a login, log in first, {_BY_HAND}"
        )
    if not start.startswith(ZIP_SIGNATURE):
        raise DownloadError(f"{host} sent something else than {FILE_NAME}; {_advice()}")
    if fault := _zip_fault(path):
        raise DownloadError(f"{FILE_NAME} from {host} {fault}; {_advice()}")


def _zip_fault(path: Path) -> str | None:
    damaged = "is cut short or damaged"
    try:
        if not zipfile.is_zipfile(path):
            return damaged
        with zipfile.ZipFile(path) as archive:
            if TABLE not in archive.namelist():
                return f"holds no {TABLE}"
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED_BYTES:
                return "would unpack to far more than a list of places"
            return damaged if archive.testzip() else None
    except Exception:  # zipfile raises a dozen kinds of errors at hostile or damaged content
        return damaged
