"""Where many reports lie: each kind of file is read row by row, and what is wrong with one costs no other."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.errors import InputError, NotFetched
from incidents.ingest import collect
from incidents.model import Document
from incidents.sources import Corpus, Fetched, Item, Loaded, Meter, Rejected, corpus, packed, tables

WORDS = "Shelling killed nine people in Homs on Monday, activists said."
ROWS = [
    {"doc_id": "a", "published": "2012-03-12", "text": WORDS, "title": "One", "publisher": "P", "url": "https://x.org/a"},
    {"doc_id": "b", "published": None, "text": "Clashes in Idlib; “three” died, they said.\nA second line."},
]  # fmt: skip


def read(path: Path, **given: Any) -> tuple[list[Document], list[Rejected]]:
    found = collect_all(corpus([path], given.pop("columns", ()), **given))
    documents = [one.document for one in found if isinstance(one, Loaded)]
    return documents, [one for one in found if isinstance(one, Rejected)]


def collect_all(of: Corpus) -> list[Loaded | Rejected]:
    from incidents.sources import read_item

    return [one if isinstance(one, Rejected) else read_item(one) for one in of.items()]


def reasons(path: Path, **given: Any) -> str:
    return " ".join(rejected.reason for rejected in read(path, **given)[1])


def as_csv(path: Path, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        out = csv.DictWriter(file, list(ROWS[0]), delimiter=delimiter)
        out.writeheader()
        out.writerows(ROWS)
    return path


def as_lines(rows: list[dict[str, Any]] = ROWS) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def zstd(data: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as out:
        out.write(data)
    return bytes(sink.getvalue())


def files(folder: Path) -> dict[str, Path]:
    """The same two reports in every kind of file."""
    as_csv(folder / "comma.csv")
    as_csv(folder / "excel.csv", ";", "utf-8-sig")
    as_csv(folder / "tabs.tsv", "\t")
    (folder / "rows.jsonl").write_bytes(as_lines())
    (folder / "packed.jsonl.gz").write_bytes(gzip.compress(as_lines()))
    (folder / "twice.jsonl.gz").write_bytes(
        gzip.compress(as_lines(ROWS[:1])) + gzip.compress(as_lines(ROWS[1:]))
    )
    (folder / "packed.jsonl.zst").write_bytes(zstd(as_lines()))
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("deep/rows.jsonl", as_lines())
    table = pa.Table.from_pylist([{**row, "published": row["published"]} for row in ROWS], schema=None)
    days = pa.array([dt.date(2012, 3, 12), None])
    pq.write_table(
        table.set_column(table.schema.get_field_index("published"), "published", days), folder / "t.parquet"
    )
    return {path.name: path for path in folder.iterdir()}


def test_every_kind_of_file_gives_the_same_reports(tmp_path: Path) -> None:
    for name, path in files(tmp_path).items():
        documents, rejected = read(path)
        assert rejected == [], name
        assert [d.id for d in documents] == [
            Document.create(WORDS, published=dt.date(2012, 3, 12)).id,
            Document.create(str(ROWS[1]["text"])).id,
        ], name
        assert (documents[0].ref, documents[0].title, documents[0].publisher) == ("a", "One", "P"), name
        assert documents[0].url == "https://x.org/a"


def test_a_folder_of_all_of_it_is_read_in_name_order_and_measured(tmp_path: Path) -> None:
    every = files(tmp_path)
    of, meter = corpus([tmp_path]), Meter()
    found = list(of.items(meter))
    names = [one.where.removeprefix(f"{tmp_path}/").split(" ")[0].split("/")[0] for one in found]
    assert names == sorted(names)
    assert set(names) == set(every)
    assert meter.done == of.size() == sum(path.stat().st_size for path in every.values())


@pytest.mark.parametrize("name", ["body.csv", "body.parquet"])
def test_a_missing_text_column_says_which_there_are_and_how_to_name_it(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("csv"):
        path.write_text(f'Id,Body\n7,"{WORDS}"\n')
    else:
        pq.write_table(pa.table({"Id": [7], "Body": [WORDS]}), path)
    assert reasons(path) == (
        f"{name} has no column 'text' (it has Id, Body): say which one holds the text with --column text=NAME."
    )
    documents, _ = read(path, columns=["text=body", "doc_id=Id"])
    assert [(d.text, d.ref) for d in documents] == [(WORDS, "7")]
    assert "no column 'nothing'" in reasons(path, columns=["text=nothing"])


def test_columns_of_json_rows_can_be_named_too(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(as_lines([{"body": WORDS, "id": 4}]))
    documents, _ = read(tmp_path / "a.jsonl", columns=["text=body", "doc_id=id"])
    assert [(d.text, d.ref) for d in documents] == [(WORDS, "4")]


@pytest.mark.parametrize("words", ["text", "text=", "=body", "words=body", "te\x1bxt=body"])
def test_a_column_that_is_not_named_rightly_is_one_line(words: str) -> None:
    with pytest.raises(InputError, match="write --column text=body") as caught:
        corpus([], [words])
    assert "\x1b" not in str(caught.value)


def test_bad_rows_of_a_table_are_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lines = [
        b"text,published",
        f'"{WORDS}",'.encode(),
        b"Caf\xe9 in Homs hit,",
        b"Shelling in Hama,12/3/12",
        b"",
        b"Clashes in Idlib,",
    ]
    path.write_bytes(b"\n".join(lines))
    documents, rejected = read(path)
    assert [d.text for d in documents] == [WORDS, "Clashes in Idlib"]
    assert ["UTF-8" in rejected[0].reason, "not a date" in rejected[1].reason] == [True, True]
    path.write_text('text\n"never closed ' + "x" * 2_500_000 + '\n"fine again"\n')
    assert "quotation marks" in reasons(path)
    path.write_bytes(b"text\n\x00\x00binary")
    assert "not a table as text" in reasons(path)
    path.write_text("")
    assert "is empty" in reasons(path)


def test_a_line_without_end_is_left_out_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_ROW_BYTES", 200)
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b'{"text": "' + b"x" * 900 + b'"}\n' + json.dumps({"text": "Clashes in Idlib."}).encode()
    )
    documents, rejected = read(path)
    assert [d.text for d in documents] == ["Clashes in Idlib."]
    assert "line 1 is longer than" in rejected[0].reason


# --- packed files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["bomb.zip", "bomb.txt.gz", "bomb.jsonl.gz", "bomb.jsonl.zst", "bomb.csv.gz"]
)
def test_what_unpacks_without_end_is_stopped(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "FREE_BYTES", 1_000_000)
    path, bomb = tmp_path / name, b"text\n" * ("csv" in name) + (b" " * 99_999 + b"\n") * 300
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(6):
                archive.writestr(f"{number}.csv", b"text\n" + bomb)
    else:
        path.write_bytes(zstd(bomb) if name.endswith("zst") else gzip.compress(bomb))
    found = list(corpus([path]).items())
    if "txt" in name:  # one text is never read further than a text may be long
        assert [len(one.data) for one in found if isinstance(one, Item)] == [2_000_001]
    else:
        assert any(
            isinstance(one, Rejected) and "more than 200 times its size" in one.reason for one in found
        )


@pytest.mark.parametrize("name", ["a.zip", "a.jsonl.gz", "a.jsonl.zst", "a.parquet"])
@pytest.mark.parametrize("data", [b"", b"not packed at all", b"PK\x03\x04", b"\x1f\x8b\x08\x00half"])
def test_damaged_files_are_one_line(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    documents, (rejected,) = read(tmp_path / name)
    assert documents == []
    assert ":" in rejected.reason
    assert "please report" not in rejected.reason
    assert len(rejected.reason.splitlines()) == 1


def test_a_file_cut_off_gives_what_it_holds_before(tmp_path: Path) -> None:
    whole = gzip.compress(as_lines(ROWS * 2000))
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    documents, (rejected,) = read(tmp_path / "a.jsonl.gz")
    assert len(documents) > 100
    assert "is damaged" in rejected.reason


def test_members_of_an_archive_are_read_and_others_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("../../b.txt", WORDS)
        archive.writestr("a.html", f"<html><body><p>{WORDS} Twice.</p></body></html>")
        archive.writestr("inner.zip", b"PK")
        archive.writestr("word.docx", b"PK")
        archive.writestr("photo.jpg", b"\xff\xd8")
        archive.writestr("__MACOSX/._b.txt", b"\x00")
        archive.writestr(".hidden.txt", "Hidden.")
    documents, rejected = read(tmp_path / "a.zip")
    assert {d.text for d in documents} == {WORDS, f"{WORDS} Twice."}
    assert [(r.where if hasattr(r, "where") else r.ref).rpartition("/")[2] for r in rejected] == [
        "inner.zip", "photo.jpg", "word.docx",
    ]  # fmt: skip
    assert [r.passed_over for r in rejected] == [False, True, False]
    assert [path.name for path in tmp_path.parent.glob("b.txt")] == []


# --- feeds ------------------------------------------------------------------------------------------------------

RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>
<item><title>Homs</title><link>https://x.org/homs</link><pubDate>Tue, 13 Mar 2012 01:00:00 +0300</pubDate>
<description>&lt;p&gt;{WORDS}&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description></item>
<item><title>Only a title</title><link>https://x.org/idlib</link></item></channel></rss>"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>
<entry><title>Homs</title><id>tag:1</id><link href="https://x.org/homs"/><updated>2012-03-13T23:30:00-05:00</updated>
<summary>Short.</summary><content type="html">&lt;p&gt;{WORDS}&lt;/p&gt;</content></entry></feed>"""


@pytest.mark.parametrize(
    ("name", "feed"), [("f.rss", RSS), ("f.xml", RSS), ("f.atom", ATOM), ("f.xml", ATOM)]
)
def test_entries_of_a_feed_are_reports_of_the_day_it_writes(tmp_path: Path, name: str, feed: str) -> None:
    (tmp_path / name).write_text(feed)
    documents, rejected = read(tmp_path / name)
    (document,) = documents
    assert document.text == WORDS
    assert (document.title, document.publisher, document.url) == ("Homs", "Wire", "https://x.org/homs")
    assert document.published == dt.date(2012, 3, 13), "the day as the feed writes it, not Greenwich's"
    assert [("add --follow-links" in r.reason) for r in rejected] == ([True] if feed is RSS else [])


def test_linked_pages_are_fetched_only_when_asked_for(tmp_path: Path) -> None:
    (tmp_path / "f.rss").write_text(RSS)
    asked: list[str] = []

    def fetch(url: str) -> Fetched:
        asked.append(url)
        if "idlib" in url:
            raise NotFetched(f"{url} has no such page: check the address.")
        return Fetched(url, "page", f"<html><body><p>{WORDS} In full.</p></body></html>".encode())

    list(Corpus((tmp_path / "f.rss",), fetch=fetch).items())
    assert asked == []
    page, refused = Corpus((tmp_path / "f.rss",), follow_links=True, fetch=fetch).items()
    assert asked == ["https://x.org/homs", "https://x.org/idlib"]
    assert isinstance(page, Item)
    assert page.published == dt.date(2012, 3, 13)
    assert isinstance(refused, Rejected)


def test_links_into_a_private_network_are_refused(tmp_path: Path) -> None:
    for address in ("http://127.0.0.1/a", "http://192.168.0.1/a", "file:///etc/hostname"):
        (tmp_path / "f.rss").write_text(RSS.replace("https://x.org/homs", address))
        said = reasons(tmp_path / "f.rss", follow_links=True)
        assert "private network" in said or "only web pages are fetched" in said


def test_a_feed_at_an_address_is_read_whatever_its_server_calls_it() -> None:
    for kind in ("feed", "text", "page"):
        page = Fetched("https://x.org/rss", kind, RSS.encode())  # type: ignore[arg-type]
        found = list(Corpus(("https://x.org/rss",), fetch=lambda url, page=page: page).items())
        assert [type(one) for one in found] == [Item, Rejected], kind


def test_entities_of_a_feed_are_not_expanded_and_open_no_file(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    for declared, used in (
        (f'<!ENTITY l0 "lol">{laughs}', "&l9;"),
        ('<!ENTITY e SYSTEM "file:///etc/passwd">', "&e;"),
    ):
        text = RSS.replace("<rss", f"<!DOCTYPE rss [{declared}]><rss").replace(
            "Shelling killed", f"{used} Shelling"
        )
        (tmp_path / "f.rss").write_text(text)
        documents, rejected = read(tmp_path / "f.rss")
        said = " ".join(d.text for d in documents) + " ".join(r.reason for r in rejected)
        assert len(said) < 2_000
        assert "root:" not in said


@pytest.mark.parametrize("data", [b"", b"<html><body>No feed</body></html>", b"<a/>", b"\x00\xff" * 50])
def test_what_is_no_feed_is_one_line(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "f.xml").write_bytes(data)
    documents, (rejected,) = read(tmp_path / "f.xml")
    assert documents == []
    assert "no RSS or Atom feed" in rejected.reason


# --- properties -------------------------------------------------------------------------------------------------


@given(
    st.binary(max_size=400),
    st.sampled_from(["csv", "jsonl", "parquet", "xml", "zip", "csv.gz", "jsonl.zst", "tsv"]),
)
@settings(max_examples=80, deadline=None)
def test_whatever_a_file_holds_it_is_read_or_set_aside(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"a.{suffix}"
    path.write_bytes(data)
    for one in collect([path]):
        assert isinstance(one, Loaded) or "please report" not in one.reason


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40), max_size=8))
@settings(max_examples=60, deadline=None)
def test_texts_come_out_of_a_table_as_they_went_in(texts: list[str]) -> None:
    buffer = io.StringIO(newline="")
    out = csv.writer(buffer)
    out.writerow(["doc_id", "text"])
    out.writerows([(f"d{n}", text) for n, text in enumerate(texts)])
    found = list(tables.csv_rows(io.BytesIO(buffer.getvalue().encode()), "w", "t.csv", {}))
    rows = [json.loads(one.data) for one in found if isinstance(one, Item)]
    assert rows == [
        {"doc_id": f"d{n}"} | ({"text": text} if text.strip() else {}) for n, text in enumerate(texts)
    ]
