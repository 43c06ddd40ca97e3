"""Whatever is given to an importer: incidents, or one line that says why not. Never another exception."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from incidents.errors import InputError
from incidents.exchange import importing, own
from incidents.exchange.own import Own
from tests.exchange.shaped import acled_rows, as_csv, ged_rows
from tests.fuzz.targets import FILES, taken

KEYS = tuple(importing.FORMATS)
BOUNDED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(autouse=True, scope="module")
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@BOUNDED
@given(st.binary(max_size=300), st.sampled_from(KEYS))
@example(b"", "acled")
@example(b"\0", "csv")
@example(b"PK\x03\x04", "ged")
@example(b"{}", "geojson")
def test_any_bytes(content: bytes, key: str) -> None:
    assert taken(content, key)


@BOUNDED
@given(st.sampled_from(sorted(FILES)), st.sampled_from(KEYS), st.integers(0, 2**32), st.integers(1, 12))
def test_files_of_ours_with_bytes_changed(seed: str, key: str, number: int, changes: int) -> None:
    rng, content = random.Random(number), bytearray(FILES[seed])
    for _ in range(changes):
        if not content:
            break
        at = rng.randrange(len(content))
        how = rng.randrange(4)
        if how == 0:
            content[at] = rng.randrange(256)
        elif how == 1:
            del content[at : at + rng.randrange(1, 40)]
        elif how == 2:
            content[at:at] = rng.choice(
                (b'"', b"\n", b"\0", b";", b"\xff", b"{", b"9" * 40, b"=1+1", b"\\u0000")
            )
        else:
            content = content[: max(at, 1)]
    taken(bytes(content), key)


ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=12),
    st.sampled_from(
        ["2012-03-11", "clm-0123456789abcdef", "doc-0123456789abcdef", "asserts", "site", "=1+1", "\0"]
    ),
)
VALUES = st.recursive(
    ATOMS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


@BOUNDED
@given(st.data())
def test_geojson_of_ours_with_a_member_changed(data: st.DataObject) -> None:
    collection = json.loads(FILES["geojson"])
    spot = collection["features"][0]
    for _ in range(data.draw(st.integers(1, 6))):
        if isinstance(spot, dict) and spot:
            key = data.draw(st.sampled_from(sorted(spot)))
        elif isinstance(spot, list) and spot:
            key = data.draw(st.integers(0, len(spot) - 1))
        else:
            break
        holder, spot = spot, spot[key]
    holder[key] = data.draw(VALUES)
    taken(json.dumps(collection).encode("utf-8", "surrogatepass"), "geojson")


@BOUNDED
@given(st.data())
def test_rows_with_any_cell(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(["acled", "ged"]))
    rows = acled_rows(3) if key == "acled" else ged_rows(3)
    rows[0][data.draw(st.sampled_from(sorted(rows[0])))] = data.draw(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    )
    taken(as_csv(rows), key)


# --- hostile on purpose ---


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(doctype: bytes, words: bytes) -> bytes:
    """A workbook with a declaration of entities in front of its sheet, and words of XML in a cell."""
    book = openpyxl.Workbook()
    for row in (["date", "type", "lat", "lon", "notes"], ["2012-03-11", "Attack", 34.7, 36.7, "WORDS"]):
        book.active.append(row)
    made, out = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(
                name, doctype + content.replace(b"WORDS", words) if b"WORDS" in content else content
            )
    return out.getvalue()


LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol" * 10) for n in range(10)
)
ENTITIES = {
    "laughs": (b"<!DOCTYPE worksheet [" + LAUGHS + b"]>", b"&l9;"),
    "a file": (b'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>', b"&x;"),
}


@pytest.mark.parametrize("key", KEYS)
def test_a_zip_bomb_is_not_unpacked(key: str) -> None:
    bomb = packed(**{"a.csv": b"\0" * 210_000_000})
    assert len(bomb) < 1_000_000
    assert taken(bomb, key, "bomb.zip")


@pytest.mark.parametrize("kind", ENTITIES)
def test_entities_in_a_workbook_do_not_unfold(kind: str) -> None:
    content = workbook(*ENTITIES[kind])
    if not (said := taken(content, "csv", "a.xlsx")):
        made = importing.read_bytes(content, "a.xlsx", "csv")
        assert not isinstance(made, Own)
        said = "".join(claim.note for claim in made.result.claims)
    assert "root:" not in said
    assert "lollol" not in said


def test_names_in_a_zip_file_are_no_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    content = FILES["acled"]
    made = importing.read_bytes(packed(**{"../../evil.csv": content}), "../../../x.zip", "acled")
    assert not isinstance(made, Own)
    assert len(made.result.claims) == 6
    assert [path.name for path in tmp_path.iterdir()] == []


def test_a_gigantic_field_costs_its_row() -> None:
    rows = acled_rows(3)
    rows[1]["notes"] = "x" * 3_000_000
    made = importing.read_bytes(as_csv(rows), "a.csv", "acled")
    assert not isinstance(made, Own)
    (fault,) = made.faults
    assert "longer than" in fault
    assert len(fault) < 200
    assert len(made.result.claims) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.encode("utf-16-le"), ""),
        (lambda text: text.encode().replace(b"Homs", b"Ho\0ms"), ""),
        (lambda text: b"\xff\xfe" + text.encode(), ""),
        (lambda text: b"<html><body>" + text.encode(), ""),
    ],
)
def test_wrong_encodings_are_one_clear_line(change: Callable[[str], bytes], words: str) -> None:
    assert words in taken(change(FILES["acled"].decode()), "acled")


def test_formulas_stay_words() -> None:
    rows = acled_rows(2)
    rows[0]["notes"] = '=HYPERLINK("http://x")'
    rows[0]["source"] = "'+cmd"
    made = importing.read_bytes(as_csv(rows), "a.csv", "acled")
    assert not isinstance(made, Own)
    assert made.result.claims[0].note == '=HYPERLINK("http://x")'
    assert made.result.claims[0].claimant == "+cmd"


def test_a_deep_nest_is_refused() -> None:
    collection = json.loads(FILES["geojson"])
    nest: object = "x"
    for _ in range(300):
        nest = [nest]
    collection["features"][0]["incident"]["notes"] = nest
    (fault,) = own.read_geojson(json.dumps(collection).encode(), "a").faults
    assert "lists within lists" in fault


def test_the_name_of_a_file_is_no_markup_and_no_line() -> None:
    with pytest.raises(InputError) as caught:
        importing.read_bytes(b"x", "a\n<b>.csv", "geojson")
    assert "damaged" in str(caught.value)
