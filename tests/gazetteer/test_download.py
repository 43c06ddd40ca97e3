"""Downloads from a real server on this computer: whole and checked, or one line that says why not."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gazetteer import download as module
from gazetteer import regions
from gazetteer.download import GEONAMES_URL, MAX_REDIRECTS, URL_SETTING, download, geonames_url
from gazetteer.errors import DownloadError
from tests.gazetteer.geonames_server import COLUMNS, SAMPLE_ROWS, GeonamesServer, sample_zip, zip_of

SHORT_S = 0.3
BY_HAND = "or download SY.zip in a browser and run: gazetteer import SY.zip --format geonames"
# Longer than a name may be, each part short enough: refused on this computer, without asking a name server.
TOO_LONG_A_NAME = ".".join(["nowhere-at-all"] * 20)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv(URL_SETTING, raising=False)


def failure(url: str, folder: Path, timeout_s: float = 5.0) -> str:
    """The message of a download that fails, and leaves the folder as it was."""
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(DownloadError) as caught:
        download(url, folder, timeout_s=timeout_s)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert message.endswith(BY_HAND)
    return message


# --- it works ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("behaviour", ["complete", "chunked", "no_length"])
def test_a_whole_file_arrives_under_its_own_name(tmp_path: Path, behaviour: str) -> None:
    with GeonamesServer(behaviour) as server:
        path = download(server.url, tmp_path)
    assert path == tmp_path / "SY.zip"
    assert path.read_bytes() == sample_zip()
    assert list(tmp_path.iterdir()) == [path]


def test_the_server_is_told_who_asks(tmp_path: Path) -> None:
    with GeonamesServer() as server:
        download(server.url, tmp_path)
    [(path, headers)] = server.requests
    assert path == "/export/dump/SY.zip"
    program, _, part = headers["User-Agent"].partition(" ")
    assert program.startswith("syria-incidents/")
    assert program.removeprefix("syria-incidents/")[0].isdigit()
    assert part == "gazetteer"


def test_a_newer_file_replaces_an_older_one(tmp_path: Path) -> None:
    (tmp_path / "SY.zip").write_bytes(b"older")
    with GeonamesServer() as server:
        download(server.url, tmp_path)
    assert (tmp_path / "SY.zip").read_bytes() == sample_zip()


@pytest.mark.parametrize(("behaviour", "total_is_known"), [("complete", True), ("chunked", False)])
def test_progress_grows_up_to_the_total(tmp_path: Path, behaviour: str, total_is_known: bool) -> None:
    # Text that packs badly, so that the file comes in several blocks.
    body = zip_of({"SY.txt": "\n".join(f"{number * 7919**5 % 10**15:x}" for number in range(60_000))})
    seen: list[tuple[int, int | None]] = []
    with GeonamesServer(behaviour, body=body) as server:
        download(server.url, tmp_path, progress=lambda received, total: seen.append((received, total)))
    counts = [received for received, _ in seen]
    assert len(counts) > 2
    assert counts == sorted(set(counts))
    assert counts[-1] == len(body)
    assert {total for _, total in seen} == {len(body) if total_is_known else None}


@pytest.mark.parametrize("error", [OSError("the terminal is gone"), KeyboardInterrupt()])
def test_what_goes_wrong_in_progress_is_not_blamed_on_the_download(
    tmp_path: Path, error: BaseException
) -> None:
    def progress(received: int, total: int | None) -> None:
        raise error

    with GeonamesServer() as server, pytest.raises(type(error)) as caught:
        download(server.url, tmp_path, progress=progress)
    assert caught.value is error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("behaviour", ["redirect", "redirect_endless"])
def test_a_redirect_is_followed(tmp_path: Path, behaviour: str) -> None:
    start = time.monotonic()
    with GeonamesServer() as there, GeonamesServer(behaviour, target=there.url) as here:
        path = download(here.url, tmp_path)
    assert path.read_bytes() == sample_zip()
    assert len(there.requests) == 1
    assert time.monotonic() - start < 5


def test_each_server_on_the_way_has_its_own_time(tmp_path: Path) -> None:
    with (
        GeonamesServer(delay_s=0.6) as there,
        GeonamesServer("redirect", target=there.url, delay_s=0.6) as here,
    ):
        assert download(here.url, tmp_path, timeout_s=1.0).read_bytes() == sample_zip()


def test_a_proxy_of_the_environment_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with GeonamesServer() as proxy, GeonamesServer("refused") as behind:
        monkeypatch.setenv("http_proxy", proxy.url.removesuffix("/export/dump/SY.zip"))
        download(behind.url, tmp_path)
    assert [path for path, _ in proxy.requests] == [behind.url]


# --- what the server does wrong ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        ("truncated", "stopped before its end"),
        ("chunked_cut", "stopped before its end"),
        ("no_length_cut", "cut short or damaged"),
        ("cut_zip", "cut short or damaged"),
        ("longer", "cut short or damaged"),
        ("damaged", "cut short or damaged"),
        ("html", "web page instead of SY.zip"),
        ("empty", "empty file"),
        ("no_table", "holds no SY.txt"),
        ("forbidden", "HTTP 403 Forbidden"),
        ("missing", "HTTP 404 Not Found"),
        ("broken", "HTTP 500 Internal Server Error"),
        ("refused", "connection refused"),
        ("hangs_up", "connection broken off"),
        ("no_http", "not HTTP"),
        ("to_file", "address that may not be used"),
        ("to_ftp", "does not start with http:// or https://"),
        ("loop", "in a circle"),
    ],
)
def test_a_failed_download_is_told_and_leaves_nothing(tmp_path: Path, behaviour: str, says: str) -> None:
    with GeonamesServer(behaviour) as server:
        message = failure(server.url, tmp_path)
        assert says in message
        assert server.url.split("/")[2] in message
        (tmp_path / "SY.zip").write_bytes(b"from an earlier, good download")
        failure(server.url, tmp_path)


def test_few_redirects_are_followed(tmp_path: Path) -> None:
    with GeonamesServer("loop") as server:
        failure(server.url, tmp_path)
    assert len(server.requests) == MAX_REDIRECTS + 1


def test_the_message_names_the_host_that_failed(tmp_path: Path) -> None:
    with GeonamesServer("refused") as there, GeonamesServer("redirect", target=there.url) as here:
        message = failure(here.url, tmp_path)
    assert there.url.split("/")[2] in message


def test_another_zip_signature_is_no_file_of_places(tmp_path: Path) -> None:
    with GeonamesServer(body=zip_of({})) as server:
        assert "something else than SY.zip" in failure(server.url, tmp_path)


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    body = bytearray(sample_zip())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = body.rindex(signature)  # of the last member, SY.txt
        body[at + flags] |= 1
    with GeonamesServer(body=bytes(body)) as server:
        assert "damaged" in failure(server.url, tmp_path)


# --- time and size ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "says"), [("stall", "stopped"), ("drip", "stopped"), ("drip_head", "reach")]
)
def test_a_server_that_stalls_is_left(tmp_path: Path, behaviour: str, says: str) -> None:
    start = time.monotonic()
    with GeonamesServer(behaviour) as server:
        message = failure(server.url, tmp_path, timeout_s=SHORT_S)
    assert "timed out" in message
    assert says in message
    assert SHORT_S <= time.monotonic() - start < 10 * SHORT_S


def test_the_whole_download_has_a_limit_of_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TIMEOUTS", 0.5)
    with GeonamesServer("endless") as server:
        # Never silent for a timeout, so only the limit of the whole can end it.
        assert "timed out" in failure(server.url, tmp_path, timeout_s=1.0)


# "drip" tells a large length, and would take very long to send it.
@pytest.mark.parametrize("behaviour", ["complete", "chunked", "endless", "drip"])
def test_a_file_that_is_too_large_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behaviour: str
) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 500)
    with GeonamesServer(behaviour) as server:
        assert len(server.body) > 500
        assert "sends more than" in failure(server.url, tmp_path)


def test_a_zip_that_unpacks_to_too_much_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_UNPACKED_BYTES", 999_999)
    with GeonamesServer(body=zip_of({"SY.txt": "0" * 1_000_000})) as server:
        assert "unpack" in failure(server.url, tmp_path)


# --- names and addresses ----------------------------------------------------------------------------------------


def test_a_name_that_is_not_resolved(tmp_path: Path) -> None:
    message = failure(f"http://{TOO_LONG_A_NAME}/SY.zip", tmp_path)
    assert "(name not resolved); check the connection, or download" in message
    assert len(message) < 300


def test_a_proxy_that_fails_is_named_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with GeonamesServer("refused") as proxy:
        address = proxy.url.split("/")[2]
        monkeypatch.setenv("http_proxy", f"http://user:secret@{address}")
        message = failure("http://127.0.0.1:9/SY.zip", tmp_path)
    assert f"127.0.0.1:9 through the proxy {address} (connection refused)" in message
    assert "secret" not in message


@pytest.mark.parametrize(
    ("proxy", "why"),
    [
        ("socks5://127.0.0.1:9", "only http proxies can be used"),
        ("http://127.0.0.1:port", "no valid address"),
    ],
)
def test_a_proxy_that_cannot_be_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proxy: str, why: str
) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    message = failure("http://127.0.0.1:9/SY.zip", tmp_path)
    assert "could not reach 127.0.0.1:9 through the proxy 127.0.0.1:" in message
    assert f"({why})" in message


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "ftp://127.0.0.1/SY.zip",
        "SY.zip",
        "http://",
        "http:///SY.zip",
        "http://127.0.0.1:port/SY.zip",
        "http://127.0.0.1:0/SY.zip",
        "http://[::1/SY.zip",
        "http://user:secret@127.0.0.1/SY.zip",
        "http://127.0.0.1/S Y.zip",
        "http://127.0.0.1/SY.zip\r\nX-Header: 1",
        "http://127.0.0.1/سوريا.zip",
    ],
)
def test_only_plain_web_addresses_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    assert "secret" not in failure(url, tmp_path)
    monkeypatch.setenv(URL_SETTING, url)
    with pytest.raises(DownloadError, match=URL_SETTING) as caught:
        geonames_url()
    assert "http:// or https://" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_a_label_that_no_host_can_have_is_told(tmp_path: Path) -> None:
    assert "(no valid address)" in failure("http://a..b/SY.zip", tmp_path)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/copies/SY-2024.zip", "SY-2024.zip"),
        ("/get?file=../../x.zip", "get"),
        ("/", "SY.zip"),
        ("/..%2F..%2Fx.zip", "SY.zip"),
        ("/.bashrc", "SY.zip"),
        ("/a/..", "SY.zip"),
    ],
)
def test_the_file_is_named_after_a_plain_last_part_of_the_address(path: str, name: str) -> None:
    assert module._file_name(f"https://mirror.example{path}") == name


@pytest.mark.parametrize("given", ["", "  "])
def test_without_a_setting_geonames_is_asked(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    assert geonames_url() == GEONAMES_URL == "https://download.geonames.org/export/dump/SY.zip"
    monkeypatch.setenv(URL_SETTING, given)
    assert geonames_url() == GEONAMES_URL


def test_a_setting_names_another_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with GeonamesServer("missing") as server:
        monkeypatch.setenv(URL_SETTING, f" {server.url}\n")
        assert geonames_url() == server.url
        assert f"; check {URL_SETTING}, or download" in failure(geonames_url(), tmp_path)


# --- the disk ---------------------------------------------------------------------------------------------------


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with GeonamesServer() as server:
        for folder, why in (("missing", "no such file"), ("file", "not a directory")):
            with pytest.raises(DownloadError, match=f"could not write to .*{folder} .{why}"):
                download(server.url, tmp_path / folder)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert server.requests == []


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "SY.zip").mkdir()
    with GeonamesServer() as server, pytest.raises(DownloadError, match="could not write to"):
        download(server.url, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["SY.zip"]


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with GeonamesServer() as server, files_of_at_most(100), pytest.raises(DownloadError) as caught:
        download(server.url, tmp_path)
    assert str(caught.value).startswith(f"could not write to {tmp_path} (")
    assert "make room" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The nearest thing to a full disk that every user may make: the system refuses to write more to a file."""
    resource = pytest.importorskip("resource", reason="this system has no limit of file sizes")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# --- secure connections -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 and its key in one file, made for this run."""
    openssl = shutil.which("openssl")
    if openssl is None:
        reason = "the program openssl is not there to make a certificate"
        if os.environ.get("INCIDENTS_REQUIRE_ALL") == "1":
            pytest.fail(f"INCIDENTS_REQUIRE_ALL is set, but {reason}")
        pytest.skip(reason)
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    command = (
        f"{openssl} req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 "
        f"-addext subjectAltName=IP:127.0.0.1 -keyout {path}.key -out {path}.crt"
    )
    subprocess.run(command.split(), check=True, capture_output=True, timeout=30)
    path.write_bytes(Path(f"{path}.key").read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def test_https_with_a_certificate_that_is_trusted(tmp_path: Path, tls: ssl.SSLContext, trusted: None) -> None:
    with GeonamesServer(tls=tls) as server:
        assert server.url.startswith("https:")
        assert download(server.url, tmp_path).read_bytes() == sample_zip()


def test_https_with_a_certificate_of_nobody(tmp_path: Path, tls: ssl.SSLContext) -> None:
    with GeonamesServer(tls=tls) as server:
        assert "its certificate is not valid" in failure(server.url, tmp_path)
    assert server.requests == []


def test_https_is_not_left_for_http(tmp_path: Path, tls: ssl.SSLContext, trusted: None) -> None:
    with GeonamesServer() as there, GeonamesServer("redirect", target=there.url, tls=tls) as here:
        assert "from https to http" in failure(here.url, tmp_path)
        assert "from https to http" in failure(here.url.replace("https", "HTTPS"), tmp_path)
    assert there.requests == []


def test_a_secure_connection_that_stalls_is_left(tmp_path: Path, tls: ssl.SSLContext, trusted: None) -> None:
    with GeonamesServer("drip", tls=tls) as server:
        assert "timed out" in failure(server.url, tmp_path, timeout_s=SHORT_S)


def test_a_server_without_a_secure_connection(tmp_path: Path) -> None:
    with GeonamesServer() as server:
        message = failure(server.url.replace("http:", "https:"), tmp_path)
    assert "no secure connection" in message


# --- the stand-in for the server --------------------------------------------------------------------------------


# GeoNames' codes of the governorates that the sample uses.
ADMIN1 = {
    "02": "Latakia", "04": "Raqqa", "06": "Daraa", "07": "Deir ez-Zor", "08": "Rif Dimashq", "09": "Aleppo",
    "11": "Homs", "12": "Idlib",
}  # fmt: skip


def test_the_sample_has_geonames_layout(tmp_path: Path) -> None:
    path = tmp_path / "SY.zip"
    path.write_bytes(sample_zip())
    with zipfile.ZipFile(path) as archive:
        lines = archive.read("SY.txt").decode("utf-8").splitlines()
    rows = [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines]
    assert len(rows) == len(SAMPLE_ROWS) == 8
    assert [row["geonameid"] for row in rows] == [str(99000001 + n) for n in range(8)]
    assert all(row["asciiname"].isascii() and row["country code"] == "SY" for row in rows)
    assert {row["feature class"] for row in rows} == {"P"}


def test_the_sample_lies_where_it_says() -> None:
    latitude, longitude, admin1 = (COLUMNS.index(name) for name in ("latitude", "longitude", "admin1 code"))
    for row in SAMPLE_ROWS:
        found = regions.load().at(float(row[latitude]), float(row[longitude])).governorate
        assert found == ADMIN1[row[admin1]], row


def test_rows_of_a_test_s_own_can_be_served(tmp_path: Path) -> None:
    path = tmp_path / "SY.zip"
    path.write_bytes(sample_zip(SAMPLE_ROWS[:1]))
    with zipfile.ZipFile(path) as archive:
        assert archive.read("SY.txt").decode("utf-8").splitlines() == ["\t".join(SAMPLE_ROWS[0])]


def test_a_behaviour_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no behaviour 'nice'"):
        GeonamesServer("nice")
