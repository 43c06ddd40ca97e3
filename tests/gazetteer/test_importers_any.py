"""Whatever a file holds, it is read or refused, and every row is accounted for."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.errors import ImportFileError
from gazetteer.importers import Imported, read
from tests.gazetteer.list_files import (
    COMMUNITIES,
    FORMATS,
    NEIGHBOURHOODS,
    geonames_line,
    workbook,
    zipped,
)


def outcome(path: Path, kind: str) -> Imported | str:
    """What is read, or the message of the refusal; any other exception fails the test."""
    try:
        return read(path, kind)
    except ImportFileError as error:
        return str(error)


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=30)
degrees = st.one_of(st.floats(30, 45).map(str), cells)


@given(
    rows=st.lists(st.tuples(cells, degrees, degrees, cells, cells, cells, cells), min_size=1, max_size=8),
    separator=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@settings(deadline=None)
def test_every_row_is_a_place_or_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], separator: str, encoding: str
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(["note", "name", "lat", "lon", "kind", "aliases", "governorate", "place_id"])
    writer.writerows([f"n{number}", *row] for number, row in enumerate(rows))
    path = tmp_path_factory.getbasetemp() / "rows.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    found = outcome(path, "csv")
    if isinstance(found, str):
        assert f"none of its {len(rows)} row" in found
        return
    unusable = [line for line in found.skipped if re.match(r"row \d+: (?!kept, but )", line)]
    assert len(found.places) + len(unusable) == len(rows)
    assert len({place.place_id for place in found.places}) == len(found.places)
    assert all(line == " ".join(line.split()) and line.isprintable() for line in found.skipped)
    for place in found.places:
        texts = (place.place_id, place.name, place.feature, place.source, *place.aliases)
        assert all(text.isprintable() for text in texts)


HEADINGS = (
    "name,lat,lon,kind\n",
    "name;lat;lon\n",
    COMMUNITIES,
    NEIGHBOURHOODS,
    "\t".join("x" * 19) + "\n",
    geonames_line() + "\n",
    "",
)


def read_or_refused(path: Path, kind: str) -> None:
    found = outcome(path, kind)
    if isinstance(found, str):
        assert len(found.splitlines()) == 1
    else:
        assert found.places


@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.tuples(st.sampled_from(HEADINGS), st.text(max_size=200)).map(
            lambda parts: "".join(parts).encode("utf-8")
        ),
        st.tuples(st.sampled_from(HEADINGS), st.text('ab", ;\t\r\n34.7', max_size=200)).map(
            lambda p: "".join(p).encode()
        ),
        st.binary(max_size=200).map(lambda tail: b"name,lat,lon\nHoms,34.7,36.7\n" + tail),
        st.binary(max_size=100).map(lambda tail: b"PK\x03\x04" + tail),
        st.text(max_size=100).map(lambda text: ("name,lat,lon\n" + text).encode("utf-16", "surrogatepass")),
    ),
    kind=st.sampled_from(FORMATS),
)
@settings(deadline=None, max_examples=300)
def test_any_content_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, kind: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    read_or_refused(path, kind)


@pytest.fixture(scope="module")
def sound_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A workbook and a zip file to damage, the members not compressed, so that damage reaches what is in them."""
    folder = tmp_path_factory.mktemp("sound")
    rows: list[list[object]] = [["name", "lat", "lon"], ["Homs", 34.7, 36.7], ["حماة", "35,1", 36.7]]
    packed = workbook(folder / "list.xlsx", Sheet1=rows)
    with zipfile.ZipFile(packed) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return {
        "csv": packed.read_bytes(),
        "ocha": stored.getvalue(),
        "geonames": zipped(folder / "SY.zip", SY=geonames_line()).read_bytes(),
    }


@given(
    kind=st.sampled_from(FORMATS),
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6
    ),
)
@settings(deadline=None, max_examples=150)
def test_damaged_zip_files_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory,
    sound_files: dict[str, bytes],
    kind: str,
    changes: list[tuple[float, int]],
) -> None:
    content = bytearray(sound_files[kind])
    for where, byte in changes:
        content[int(where * len(content))] = byte
    path = tmp_path_factory.getbasetemp() / "damaged.bin"
    path.write_bytes(content)
    for as_kind in {kind, "csv"}:
        read_or_refused(path, as_kind)


@given(xml=st.text('<>/="rcvst 0123456789AZ&;', max_size=80))
@settings(deadline=None, max_examples=100)
def test_odd_sheets_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, sound_files: dict[str, bytes], xml: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "odd.xlsx"
    with zipfile.ZipFile(io.BytesIO(sound_files["csv"])) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename.startswith("xl/worksheets/"):
                content = content.replace(b"</sheetData>", xml.encode() + b"</sheetData>")
            new.writestr(info.filename, content)
    read_or_refused(path, "csv")
