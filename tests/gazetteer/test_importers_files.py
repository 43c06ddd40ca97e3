"""Files that are not what they should be."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from gazetteer import tabular
from gazetteer.errors import ImportFileError
from gazetteer.importers import read
from tests.gazetteer.list_files import FORMATS, geonames, geonames_line, workbook, written, zipped


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n \n", "is empty"),
        (b"\n <!DOCTYPE html><html><body>Not found</body></html>", "is a web page"),
        (b"<HTML>\n<head>", "is a web page"),
        (b"name,lat\n\x00\x01\x02\xff\xfe", "is not (a )?text"),
        ("name,lat,lon\nHoms,34,36".encode("utf-16-le"), "is not a text file"),
        (b"\xff\xfeh", "is not text"),
        (b"name,lat,lon\n\x01\xff,34.7,36.7\n", "is not text"),
        (b"PK\x03\x04 and no more", "damaged or cut short"),
        (b"PK\x05\x06" + b"\0" * 18, "holds no SY.txt|no Excel workbook"),
        (b"one line of prose", "GeoNames' layout|lacks the columns"),
    ],
)
def test_wrong_content_is_told_in_one_line(tmp_path: Path, kind: str, content: bytes, message: str) -> None:
    path = tmp_path / "SY.zip"
    path.write_bytes(content)
    with pytest.raises(ImportFileError, match=message) as caught:
        read(path, kind)
    assert "SY.zip" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert re.search("; (download|save|unpack|check|give)", str(caught.value))


@pytest.mark.parametrize("kind", FORMATS)
def test_no_file_or_a_folder(tmp_path: Path, kind: str) -> None:
    with pytest.raises(ImportFileError, match="there is no file"):
        read(tmp_path / "none.csv", kind)
    with pytest.raises(ImportFileError, match="is a folder"):
        read(tmp_path, kind)
    with pytest.raises(ImportFileError, match=r"there is no file|cannot read"):
        read(tmp_path / ("n" * 5000), kind)


def test_unknown_format(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="no format 'kml'; the formats are geonames, ocha, csv"):
        read(written(tmp_path, "x"), "kml")  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["geonames", "ocha"])
def test_published_lists_must_be_utf8(tmp_path: Path, kind: str) -> None:
    text = "NAME_EN,NAME_ARA,PCODE,LATITUDE,LONGITUDE\nHoms,حمص,C2528,34.73,36.71\n"
    with pytest.raises(ImportFileError, match="not text in UTF-8; save it anew"):
        read(written(tmp_path, text, "cp1256"), kind)


@pytest.mark.parametrize("kind", FORMATS)
def test_truncated_zip(tmp_path: Path, kind: str) -> None:
    names = "\n".join(geonames_line(n, f"Kafr {n * 7919}") for n in range(500))
    whole = zipped(tmp_path / "SY.zip", SY=names).read_bytes()
    if kind != "geonames":
        rows: list[list[object]] = [["name", "lat", "lon"], *[[f"Kafr {n}", 34.7, 36.7] for n in range(500)]]
        whole = workbook(tmp_path / "list.xlsx", Sheet1=rows).read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ImportFileError, match="damaged or cut short; download it again"):
        read(cut, kind)


def test_corrupt_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "SY.zip", SY="\n".join(geonames_line(n, f"Kafr {n * 7919}") for n in range(500)))
    content = bytearray(path.read_bytes())
    content[200:240] = bytes(40)
    path.write_bytes(content)
    with pytest.raises(ImportFileError, match="damaged or cut short"):
        read(path, "geonames")


def test_locked_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "SY.zip", SY=geonames_line())
    content = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    path.write_bytes(content)
    with pytest.raises(ImportFileError, match="is locked or oddly packed; unpack it"):
        read(path, "geonames")


def test_another_sort_of_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    lines = ["a line of something"] * 1000
    assert len(geonames(tmp_path, *lines[1:], geonames_line()).skipped) == 999
    with pytest.raises(ImportFileError, match="holds no place in GeoNames' layout"):
        geonames(tmp_path, *lines, geonames_line())


@pytest.mark.parametrize("kind", FORMATS)
def test_zip_bomb_is_not_unpacked(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "LARGEST", 100_000)
    path = zipped(tmp_path / "SY.zip", SY="x" * 100_001)
    assert path.stat().st_size < 1000
    with pytest.raises(ImportFileError, match="unpacks to more than"):
        read(path, kind)


def test_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "LARGEST", 10)
    with pytest.raises(ImportFileError, match="is larger than"):
        read(written(tmp_path, "name,lat,lon"), "csv")


def test_start_up_does_not_wait_for_excel() -> None:
    code = "import sys, gazetteer.importers; print('openpyxl' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
