"""Pages from the web: only public addresses are ever asked, and every way in which it can go wrong is one line."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from incidents.errors import InputError, NotFetched
from incidents.sources import web
from incidents.sources.address import Address, is_public
from incidents.sources.web import Guard, fetch, from_url
from tests.page_server import PageServer

ANYWHERE = Guard(address=lambda address: True, port=lambda scheme, port: True)
"""For the server of these tests; nothing but a test can hand it over."""
DAY = dt.date(2012, 3, 12)


@pytest.fixture(scope="module")
def server() -> Iterator[PageServer]:
    with PageServer() as running:
        yield running


def refusal(url: str, guard: Guard | None = ANYWHERE, longest_s: float = 10.0) -> str:
    with pytest.raises(NotFetched) as caught:
        fetch(url, guard=guard, longest_s=longest_s)
    said = str(caught.value)
    assert len(said.splitlines()) == 1
    assert ": " in said, "it must say what to do"
    return said


# --- what comes ---


def test_a_page_is_fetched_and_read_as_a_report(server: PageServer) -> None:
    loaded = from_url(f"{server.url}/a#part", guard=ANYWHERE)
    document = loaded.document
    assert document.url == f"{server.url}/a", "where it was found, not what the page says of itself"
    assert (document.title, document.publisher, document.published) == ("Shelling in Homs", "Wire", DAY)
    assert "Troops shelled the Homs district" in document.text
    assert loaded.origins.title == "the page"
    assert from_url(f"{server.url}/a", dt.date(2013, 1, 1), guard=ANYWHERE).document.published.year == 2013  # type: ignore[union-attr]


def test_little_is_told_to_the_server(server: PageServer) -> None:
    server.requests.clear()
    fetch(f"{server.url}/redirect?{server.url}/a", guard=ANYWHERE)
    assert [path.partition("?")[0] for path, _ in server.requests] == ["/redirect", "/a"]
    for _, heads in server.requests:
        assert set(heads) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
        assert heads["User-Agent"].startswith("syria-incidents/")


@pytest.mark.parametrize(
    ("path", "words"),
    [("text", "Shelling hit"), ("pdf", "Shelling hit"), ("old", "Взрыв"), ("packed", "Troops")],
)
def test_other_kinds_and_encodings_are_read(server: PageServer, path: str, words: str) -> None:
    assert words in from_url(f"{server.url}/{path}", guard=ANYWHERE).document.text


def test_proxies_of_the_environment_are_not_used(server: PageServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetch(f"{server.url}/a", guard=ANYWHERE).kind == "page"


# --- what goes wrong ---


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nothing", "no such page (404 Not Found)"),
        ("status?410", "no such page"),
        ("status?401", "does not give the page to a program"),
        ("status?403", "does not give the page to a program"),
        ("status?429", "does not give the page to a program"),
        ("status?503", "try again later"),
        ("status?299", "does not give the page"),
        ("status?304", "does not give the page"),
        ("loop", "too often, or in a circle"),
        ("redirect?ftp://x.example/", "redirects to what is no web page"),
        ("redirect?file:///etc/hostname", "redirects to what is no web page"),
        ("redirect?http://user:word@x.example/", "redirects to what is no web page"),
        ("redirect?http://[", "redirects to what is no web page"),
        ("huge", "sends more than 10 MB"),
        ("stated-huge", "sends more than 10 MB"),
        ("bomb", "sends more than 10 MB"),
        ("odd-packing", "packed in a way that is not read"),
        ("bad-packing", "its answer is damaged"),
        ("picture", "no page, plain text or PDF"),
        ("untyped", "no page, plain text or PDF"),
        ("short", "broke off"),
        ("no-http", "not that of a web server"),
        ("closed", "was not reached"),
    ],
)
def test_what_goes_wrong_is_one_line(server: PageServer, path: str, words: str) -> None:
    assert words in refusal(f"{server.url}/{path}")


@pytest.mark.parametrize("path", ["slow-head", "slow-body"])
def test_a_server_that_drips_is_left_in_time(server: PageServer, path: str) -> None:
    began = time.monotonic()
    assert "too slowly" in refusal(f"{server.url}/{path}", longest_s=0.6)
    assert time.monotonic() - began < 5


def test_a_look_up_that_hangs_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(1) or [])
    assert "in time" in refusal("http://slow.example/", longest_s=0.3)


def test_names_that_are_not_there_and_ports_where_nothing_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert "refuses the connection" in refusal(f"http://127.0.0.1:{free.getsockname()[1]}/")
    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert "there is no such name" in refusal("https://no.example/")


def test_no_secure_connection_is_one_line(server: PageServer) -> None:
    assert "no secure connection" in refusal(server.url.replace("http:", "https:") + "/a")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "not start with http"),
        ("homs.example/a", "not start with http"),
        ("ftp://x.example/a", "not start with http"),
        ("file:///etc/hostname", "not start with http"),
        ("javascript://x.example/%0aalert(1)", "not start with http"),
        ("http://user:word@x.example/", "holds a user name"),
        ("http:///a", "not a web address"),
        ("http://[::1/", "not a web address"),
        ("http://x.example:99999/", "not a web address"),
        ("http://x.example/a b", "not a web address"),
        ("http://x.example\\@127.0.0.1/", "not a web address"),
        ("http://x.example/\r\nHost: y", "not a web address"),
        ("http://x" + "a" * 3000, "not a web address"),
        ("http://.../", "not a web address"),
        ("https://x.example:22/", "usual ports only"),
        ("http://x.example:443/", "usual ports only"),
    ],
)
def test_addresses_that_are_not_taken(url: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("looked up"))
    assert words in refusal(url, guard=None)


def test_fetching_can_be_forbidden_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "may_fetch", lambda: False)
    assert "not fetched from this server" in refusal("https://x.example/")


# --- secure connections ---


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for news.example and its key in one file, made for this run."""
    openssl = shutil.which("openssl")
    if openssl is None:
        reason = "the program openssl is not there to make a certificate"
        if os.environ.get("INCIDENTS_REQUIRE_ALL") == "1":
            pytest.fail(f"INCIDENTS_REQUIRE_ALL is set, but {reason}")
        pytest.skip(reason)
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    command = (
        f"{openssl} req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=news.example "
        f"-addext subjectAltName=DNS:news.example -keyout {path}.key -out {path}.crt"
    )
    subprocess.run(command.split(), check=True, capture_output=True, timeout=30)
    path.write_bytes(Path(f"{path}.key").read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


def test_a_certificate_must_be_trusted_and_of_the_name_though_a_checked_address_is_connected_to(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with PageServer(context) as secure:

        def look_up(host: str, port: int, **_: Any) -> list[Any]:
            return [(0, 0, 0, "", ("127.0.0.1", port))]

        monkeypatch.setattr(web.socket, "getaddrinfo", look_up)
        monkeypatch.setattr(web.socket, "create_connection", _plain_connection)
        assert "certificate is not valid" in refusal(f"https://news.example:{secure.port}/a")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert fetch(f"https://news.example:{secure.port}/a", guard=ANYWHERE).kind == "page"
        assert "certificate is not valid" in refusal(f"https://other.example:{secure.port}/a")
        assert [heads["Host"] for _, heads in secure.requests] == [f"news.example:{secure.port}"]


def _plain_connection(address: tuple[str, int], timeout: float) -> socket.socket:
    """A connection without a look-up of its own, which the test has replaced."""
    sock = socket.socket()
    sock.settimeout(timeout)
    sock.connect(address)
    return sock


# --- whither it may go ---


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[tuple[str, int]]:
    """Let the names resolve to these addresses, one list for each look-up; what is connected to is noted."""
    left, connected = list(answers), []

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        return [(0, 0, 0, "", (address, port)) for address in left.pop(0)]

    def connect(address: tuple[str, int], **_: Any) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    return connected


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["8.8.8.8", "10.0.0.1"],
        ["::ffff:127.0.0.1"],
        ["::ffff:a00:1"],
        ["fe80::1%eth0"],
        ["169.254.169.254"],
        [],
    ],
)
def test_a_name_with_any_private_address_is_never_connected_to(
    addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    connected = resolving(monkeypatch, addresses)
    assert "private network or on this computer" in refusal("https://news.example/a", guard=None)
    assert connected == []


def test_the_address_that_was_checked_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    connected = resolving(monkeypatch, ["8.8.8.8", "2001:4860:4860::8888"], ["127.0.0.1"])
    assert "refuses the connection" in refusal("https://news.example/a", guard=None)
    assert connected == [("8.8.8.8", 443), ("2001:4860:4860::8888", 443)]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "127.1", "2130706433", "0x7f.1", "0.0.0.0"]
)
def test_this_computer_is_refused_however_it_is_written(host: str, server: PageServer) -> None:
    server.requests.clear()
    assert ": " in refusal(f"http://{host}/a", guard=None)
    redirected = Guard(
        address=lambda address: len(server.requests) < 1 or is_public(address), port=ANYWHERE.port
    )
    assert ": " in refusal(
        f"{server.url}/redirect?http://{host}:{server.url.rpartition(':')[2]}/a", guard=redirected
    )
    assert [path for path, _ in server.requests if path == "/a"] == []


def test_a_redirect_to_less_safety_is_refused() -> None:
    with pytest.raises(NotFetched, match="from https to http"):
        Address.of("https://x.example/a").redirected("http://x.example/b")
    assert Address.of("https://x.example/a/b?c").redirected("../d#e").url == "https://x.example/d"


SPECIAL = (
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
    "192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 ::/96 fc00::/7 fe80::/10 "
    "fec0::/10 ff00::/8 2001:db8::/32 2002::/16 100::/64 2001::/32 64:ff9b:1::/48"
)
BLOCKS = [ipaddress.ip_network(block) for block in SPECIAL.split(" ")]


@st.composite
def special_addresses(draw: st.DrawFn) -> str:
    block = draw(st.sampled_from(BLOCKS))
    ip = block[draw(st.integers(0, block.num_addresses - 1))]
    if ip.version == 4:
        forms = [str(ip), f"::ffff:{ip}", str(ipaddress.IPv6Address(0x64FF9B << 96 | int(ip))), f"::{ip}"]
        return draw(st.sampled_from(forms))
    return str(ip) + draw(st.sampled_from(["", "%eth0"]))


@settings(max_examples=500)
@given(special_addresses())
@example("::ffff:127.0.0.1")
@example("64:ff9b::7f00:1")
def test_no_special_address_is_public(address: str) -> None:
    assert not is_public(address)


@settings(max_examples=300)
@given(st.ip_addresses())
def test_what_is_taken_for_public_is_global(ip: Any) -> None:
    if is_public(str(ip)):
        embedded = getattr(ip, "ipv4_mapped", None)
        assert ip.is_global or (embedded is not None and embedded.is_global)
        assert (
            not (ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast)
            or embedded is not None
        )


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "151.101.1.1", "2a00:1450:4001::1", "::ffff:8.8.8.8"]
)
def test_the_public_internet_is_public(address: str) -> None:
    assert is_public(address)


@given(st.text())
def test_any_text_is_an_address_or_one_line(text: str) -> None:
    assert not is_public(text) or ipaddress.ip_address(text)
    try:
        at = Address.of(text)
    except InputError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 - not raising is as good
    else:
        assert at.url.isascii()
        assert at.target.startswith("/")
