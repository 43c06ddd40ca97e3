"""A stand-in for GeoNames' download server: on this computer only, well or badly behaved by name.

``with GeonamesServer("complete") as server:`` serves a small ``SY.zip`` at ``server.url``, in the layout of the real
one. ``BEHAVIOURS`` lists what else it can do, and ``"refused"`` is a port where nothing listens.
"""

from __future__ import annotations

import io
import socket
import ssl
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlsplit

HOST: Final = "127.0.0.1"
PATH: Final = "/export/dump/SY.zip"
LONGEST_S: Final = 20.0
"""When a server that stalls or drips gives up: a test that waits for that long fails, but does not hang."""

COLUMNS: Final = (
    "geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature class", "feature code",
    "country code", "cc2", "admin1 code", "admin2 code", "admin3 code", "admin4 code", "population", "elevation",
    "dem", "timezone", "modification date",
)  # fmt: skip
"""The columns of GeoNames' country files, in their order; the files have no line that names them."""


def geonames_row(
    geonameid: int,
    name: str,
    asciiname: str,
    alternatenames: str,
    lat: float,
    lon: float,
    admin1: str,
    *,
    feature: str = "PPL",
    population: int = 0,
) -> tuple[str, ...]:
    """One row of a country file; columns that GeoNames leaves empty for Syria's villages are empty."""
    return (
        str(geonameid), name, asciiname, alternatenames, f"{lat:.5f}", f"{lon:.5f}", "P", feature, "SY", "", admin1,
        "", "", "", str(population), "", "400", "Asia/Damascus", "2024-05-17",
    )  # fmt: skip


SAMPLE_ROWS: Final = (
    geonames_row(
        99000001, "Kafr Ţalḩīn", "Kafr Talhin", "Kafr Talhin,Kfar Talheen,كفر طلحين", 35.7612, 36.6421, "12",
        population=2140,
    ),
    geonames_row(
        99000002, "Tall az Zanābiq", "Tall az Zanabiq", "Tal Zanabiq,Tell ez-Zanabik,تل الزنابق", 34.9127, 36.8836,
        "11", population=860,
    ),
    geonames_row(
        99000003, "‘Ayn as Suwaydān", "`Ayn as Suwaydan", "Ain Sweidan,Ayn as Suwaydan,عين السويدان", 35.4408, 36.1164,
        "02",
    ),
    geonames_row(
        99000004, "Khirbat al Mishmish", "Khirbat al Mishmish", "Kherbet el-Mishmish,خربة المشمش", 32.8816, 36.2203,
        "06", population=1325,
    ),
    geonames_row(
        99000005, "Rasm aţ Ţarfā’", "Rasm at Tarfa'", "Rasm al-Tarfa,رسم الطرفاء", 36.1043, 37.7419, "09",
    ),
    geonames_row(
        99000006, "Bi’r ar Rummān", "Bi'r ar Rumman", "Bir Rumman,بئر الرمان", 36.2517, 38.9024, "04", population=430,
    ),
    geonames_row(
        99000007, "Ḩawījat an Nu‘mān", "Hawijat an Nu`man", "Hawijat Numan,حويجة النعمان", 35.1389, 40.3945, "07",
        population=3075,
    ),
    geonames_row(
        99000008, "Mazra‘at al Jawzah", "Mazra`at al Jawzah", "Mazraat al-Jozeh,مزرعة الجوزة", 33.6874, 36.3716, "08",
        feature="PPLF",
    ),
)  # fmt: skip
"""Invented places, each inside the governorate that its admin1 code names; GeoNames gives no such ids yet."""

README: Final = "GeoNames geographical database, a country file; licence: Creative Commons Attribution 4.0.\n"


def sample_zip(rows: Sequence[Sequence[str]] | None = None) -> bytes:
    """A valid ``SY.zip``: the table ``SY.txt``, and the readme that GeoNames puts beside it.

    Parameters
    ----------
    rows
        Rows of 19 values each, see ``COLUMNS`` and ``geonames_row``; ``SAMPLE_ROWS`` when None.
    """
    table = "".join("\t".join(row) + "\n" for row in (SAMPLE_ROWS if rows is None else rows))
    return zip_of({"readme.txt": README, "SY.txt": table})


def zip_of(members: dict[str, str]) -> bytes:
    """A zip with these members; equal members, equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            member = zipfile.ZipInfo(name, date_time=(2024, 5, 17, 2, 0, 0))
            archive.writestr(member, text.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


class Answer(BaseHTTPRequestHandler):
    """One request, answered as the server's behaviour says."""

    server: _Server

    def do_GET(self) -> None:
        owner = self.server.owner
        owner.requests.append((self.path, dict(self.headers.items())))
        owner.closing.wait(owner.delay_s)
        if self._path() != PATH and owner.behaviour != "loop":
            self.refuse(404)
        else:
            BEHAVIOURS[owner.behaviour](self)

    def _path(self) -> str:
        return urlsplit(self.path).path  # a proxy is asked for the whole address

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: a test's output is the test's."""

    @property
    def body(self) -> bytes:
        return self.server.owner.body

    def send(
        self, body: bytes, *, length: int | None = None, status: int = 200, kind: str = "application/zip"
    ) -> None:
        """Answer with this body, and with its length or another one in the head."""
        self.head(
            status, {"Content-Type": kind, "Content-Length": str(len(body) if length is None else length)}
        )
        self.wfile.write(body)

    def head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def refuse(self, status: int) -> None:
        self.send(f"<html><title>{status}</title></html>".encode(), status=status, kind="text/html")

    def redirect(self, address: str) -> None:
        self.head(302, {"Location": address, "Content-Length": "0"})

    def chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def drip(self, data: bytes, every_s: float) -> None:
        """Send the same bytes again and again, until the client or the test has had enough."""
        end = time.monotonic() + LONGEST_S
        while time.monotonic() < end and not self.server.owner.closing.wait(every_s):
            self.wfile.write(data)
            self.wfile.flush()


def _truncated(answer: Answer) -> None:
    answer.send(answer.body[: len(answer.body) // 2], length=len(answer.body))


def _chunked(answer: Answer) -> None:
    answer.protocol_version = "HTTP/1.1"
    answer.head(200, {"Transfer-Encoding": "chunked"})
    half = len(answer.body) // 2
    answer.chunk(answer.body[:half])
    answer.chunk(answer.body[half:])
    answer.chunk(b"")


def _chunked_cut(answer: Answer) -> None:
    answer.protocol_version = "HTTP/1.1"
    answer.head(200, {"Transfer-Encoding": "chunked"})
    answer.chunk(answer.body[: len(answer.body) // 2])


def _no_length(answer: Answer) -> None:
    answer.head(200, {"Content-Type": "application/zip"})
    answer.wfile.write(answer.body)


def _no_length_cut(answer: Answer) -> None:
    answer.head(200, {"Content-Type": "application/zip"})
    answer.wfile.write(answer.body[: len(answer.body) // 2])


def _html(answer: Answer) -> None:
    page = "<!DOCTYPE html>\n<html><title>Welcome</title><p>Please log in to use this network.</html>\n"
    answer.send(page.encode(), kind="text/html; charset=utf-8")


def _damaged(answer: Answer) -> None:
    """The right length, and one byte of the table's packed content is wrong."""
    at = answer.body.index(b"SY.txt") + 60
    answer.send(answer.body[:at] + bytes([answer.body[at] ^ 0xFF]) + answer.body[at + 1 :])


def _no_http(answer: Answer) -> None:
    answer.wfile.write(b"220 ftp.example ready\r\n")


def _stall(answer: Answer) -> None:
    answer.head(200, {"Content-Length": str(len(answer.body))})
    answer.wfile.write(answer.body[:40])
    answer.wfile.flush()
    answer.server.owner.closing.wait(LONGEST_S)


def _drip(answer: Answer) -> None:
    answer.head(200, {"Content-Length": "50000000"})
    answer.drip(b"P", every_s=0.02)


def _drip_head(answer: Answer) -> None:
    answer.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
    answer.drip(b"a", every_s=0.02)


def _endless(answer: Answer) -> None:
    answer.head(200, {})
    answer.wfile.write(b"PK\x03\x04")
    answer.drip(b"x" * 2_000, every_s=0.01)


def _redirect_endless(answer: Answer) -> None:
    """A redirect is complete with its head; this one's body never ends."""
    answer.head(302, {"Location": answer.server.owner.target})
    answer.drip(b"x" * 2_000, every_s=0.01)


def _redirect_to(address: str) -> Callable[[Answer], None]:
    return lambda answer: answer.redirect(address)


BEHAVIOURS: Final[dict[str, Callable[[Answer], None]]] = {
    "complete": lambda answer: answer.send(answer.body),
    "chunked": _chunked,
    "no_length": _no_length,
    "truncated": _truncated,
    "chunked_cut": _chunked_cut,
    "no_length_cut": _no_length_cut,
    "cut_zip": lambda answer: answer.send(answer.body[: len(answer.body) // 2]),
    "longer": lambda answer: answer.send(answer.body, length=len(answer.body) - 20),
    "damaged": _damaged,
    "html": _html,
    "empty": lambda answer: answer.send(b""),
    "no_table": lambda answer: answer.send(zip_of({"readme.txt": README, "LB.txt": "1\tBeirut\n"})),
    "forbidden": lambda answer: answer.refuse(403),
    "missing": lambda answer: answer.refuse(404),
    "broken": lambda answer: answer.refuse(500),
    "no_http": _no_http,
    "hangs_up": lambda answer: None,
    "stall": _stall,
    "drip": _drip,
    "drip_head": _drip_head,
    "endless": _endless,
    "redirect": lambda answer: answer.redirect(answer.server.owner.target),
    "redirect_endless": _redirect_endless,
    "loop": lambda answer: answer.redirect(f"/again/{len(answer.server.owner.requests)}"),
    "to_file": _redirect_to("file:///etc/hostname"),
    "to_ftp": _redirect_to(f"ftp://{HOST}/SY.zip"),
}
"""What the server can do with a request, by name. Any other path than that of ``SY.zip`` is missing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    owner: GeonamesServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what the tests are about; anything else is a fault of the server."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class GeonamesServer:
    """A local server with GeoNames' layout.

    Parameters
    ----------
    behaviour
        A name of ``BEHAVIOURS``, or ``"refused"``: nothing listens at ``url``. Among the others, ``behaviour`` can be
        changed while the server runs.
    body
        What a good answer holds; ``sample_zip()`` when None.
    target
        Where ``"redirect"`` leads to.
    delay_s
        How long it takes to answer.
    tls
        Serve https with this context.

    Attributes
    ----------
    url : str
        The address of ``SY.zip``.
    requests : list of (str, dict)
        What was asked for: path and headers of each request.
    """

    def __init__(
        self,
        behaviour: str = "complete",
        *,
        body: bytes | None = None,
        target: str = "",
        delay_s: float = 0.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        if behaviour != "refused" and behaviour not in BEHAVIOURS:
            raise ValueError(f"no behaviour {behaviour!r}; use 'refused' or one of {', '.join(BEHAVIOURS)}")
        self.behaviour = behaviour
        self.body = sample_zip() if body is None else body
        self.target: str = target
        self.delay_s = delay_s
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.closing = threading.Event()
        self._tls = tls
        self._port = 0
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._closed_port: socket.socket | None = None

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://{HOST}:{self._port}{PATH}"

    def __enter__(self) -> Self:
        if self.behaviour == "refused":
            # Bound and not listening: connections are refused, and no other program can be given the port.
            self._closed_port = socket.socket()
            self._closed_port.bind((HOST, 0))
            self._port = self._closed_port.getsockname()[1]
            return self
        self._server = _Server((HOST, 0), Answer)
        self._server.owner = self
        self._port = self._server.server_port
        if self._tls:
            self._server.socket = self._tls.wrap_socket(self._server.socket, server_side=True)
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
