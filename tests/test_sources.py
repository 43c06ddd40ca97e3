"""Reports from outside: what is read, what is refused, and in which words."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents import sources
from incidents.errors import IncidentsError, InputError, ReportTooLarge, UnreadableReport
from incidents.sources import (
    Loaded,
    Rejected,
    find_published,
    from_bytes,
    from_path,
    from_text,
    parse_date,
    printable,
)
from incidents.sources.text import without_widthless
from tests.factories import HOSTILE

DAY = dt.date(2012, 3, 12)


def only(path: Path, published: dt.date | None = None) -> Loaded:
    (report,) = from_path(path, published)
    assert isinstance(report, Loaded)
    return report


def one_line(error: BaseException) -> str:
    message = str(error)
    assert "\n" not in message
    assert len(message) < 300
    return message


# --- files ---


def test_a_text_file_becomes_a_document_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "homs.txt"
    file.write_bytes("BEIRUT, March 12, 2012 (Reuters) - “Dozens” died in Homs.\r\nMore.\r".encode())
    loaded = only(file)
    assert loaded.document.text == "BEIRUT, March 12, 2012 (Reuters) - “Dozens” died in Homs.\nMore.\n"
    assert (loaded.document.ref, loaded.document.published) == ("homs.txt", DAY)
    assert "2012-03-12" in loaded.warnings[0]


def test_a_given_date_wins_over_the_first_lines_and_a_head_over_a_given_one(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("March 12, 2012\n\nWords.")
    assert only(file, dt.date(2013, 1, 1)).document.published == dt.date(2013, 1, 1)
    file.write_text("---\npublished: 2012-03-12\n---\nWords.")
    assert only(file, dt.date(2013, 1, 1)).document.published == DAY


def test_a_yaml_head_gives_title_publisher_and_ref_and_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(
        "---\nref: s-1\ntitle: Two lines\n  of title\npublisher: Wire\npublished: 2012-03-12\n---\n\nWords."
    )
    document = only(file).document
    assert document.text == "Words."
    assert (document.ref, document.title, document.publisher) == ("s-1", "Two lines of title", "Wire")


@pytest.mark.parametrize(
    "head", ["--- a dash\nWords", "---\n: : :\n---\nWords", "---\n- list\n---\nWords", "---\nopen"]
)
def test_what_only_looks_like_a_head_stays_text(head: str) -> None:
    assert from_bytes(head.encode(), "a.txt", DAY).document.text == head


def test_deep_or_repeating_yaml_does_no_harm() -> None:
    bomb = "---\na: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntitle: *c\n---\nWords."
    assert from_bytes(bomb.encode(), "a.md", DAY).document.title is None
    deep = "---\n" + "[" * 8000 + "\n---\nWords."
    assert from_bytes(deep.encode(), "a.md", DAY).document.text.endswith("Words.")
    code = "---\ntitle: !!python/object/apply:os.getcwd []\n---\nWords."
    assert from_bytes(code.encode(), "a.md", DAY).document.text == code


def test_rows_are_read_one_by_one_and_bad_ones_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    rows = [
        json.dumps(
            {"doc_id": 7, "published": "2012-03-12", "text": "Words.", "title": "T", "url": "http://x"}
        ),
        "{broken",
        json.dumps({"doc_id": "b"}),
        json.dumps({"doc_id": "c", "text": "Words.", "published": "yesterday"}),
        json.dumps({"doc_id": "d", "text": "   "}),
        "[1]",
        "",
        json.dumps({"doc_id": "e", "text": "Lone \ud800 surrogate.", "published": "2012-03-12T10:00:00Z"}),
    ]
    file.write_text("\n".join(rows))
    read = list(from_path(file))
    good = [report for report in read if isinstance(report, Loaded)]
    bad = [report for report in read if isinstance(report, Rejected)]
    assert [report.document.ref for report in good] == ["7", "e"]
    assert [report.document.published for report in good] == [DAY, DAY]
    assert good[0].document.title == "T"
    assert good[1].document.text.encode("utf-8")
    assert [report.ref for report in bad] == [f"rows.jsonl line {number}" for number in range(2, 7)]
    assert "d is empty" in bad[3].reason


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("report.rtf", "save it as .pdf or .txt"),
        ("report.DOCX", "word processor's document"),
        ("photo.jpg", "OCR"),
        ("all.zip", "unpack it"),
        ("tolls.xlsx", "is a table"),
        ("mail.eml", "open it, save the report"),
        ("report", r"only \.txt, \.md, \.html, \.pdf and \.jsonl files"),
        ("a\x1b[31m.xyz", r"only \.txt, \.md, \.html, \.pdf and \.jsonl files"),
    ],
)
def test_other_kinds_of_file_are_refused_with_what_to_do(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / name).write_text("Words.")
    with pytest.raises(InputError, match=words) as caught:
        list(from_path(tmp_path / name))
    one_line(caught.value)
    assert "\x1b" not in str(caught.value)


def test_a_missing_file_a_folder_and_a_web_address_are_refused(tmp_path: Path) -> None:
    for path, words in (
        (tmp_path / "no.txt", "no file"),
        (tmp_path, "only .txt"),
        ("https://x.org/a.txt", "web address"),
    ):
        with pytest.raises(InputError, match=words):
            list(from_path(path))


# --- bad text ---


@pytest.mark.parametrize("data", [b"", b" \r\n\t", "\ufeff".encode(), b"\xff\xfe", "\u200b\n".encode()])
def test_empty_reports_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableReport, match="is empty"):
        from_bytes(data, "a.txt")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"PK\x03\x04\x14\x00", "Word, Excel or zip"),
        (b"\x89PNG\r\n\x1a\n\x00", "an image"),
        (bytes(range(256)) * 20, "not text"),
        (b"Words\x00more words", "not text"),
        (("\x01\x02" * 50 + "Words. " * 20).encode(), "not text"),
        (b"\xff\xfea", "unknown encoding"),
        (b"bad \x81\x8d\x8f western", "unknown encoding"),
    ],
)
def test_binary_files_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableReport, match=words) as caught:
        from_bytes(data, "a.txt")
    one_line(caught.value)


@pytest.mark.parametrize("size", [sources.MAX_REPORT_BYTES + 1, 5_000_000])
def test_a_report_over_the_limit_is_refused(size: int, tmp_path: Path) -> None:
    big = ("Shelling killed nine in Homs. " * (size // 30 + 1))[:size]
    for attempt in (lambda: from_text(big), lambda: from_bytes(big.encode(), "a.txt")):
        with pytest.raises(ReportTooLarge, match="2 MB") as caught:
            attempt()
        one_line(caught.value)
    (tmp_path / "big.txt").write_text(big)
    with pytest.raises(ReportTooLarge):
        list(from_path(tmp_path / "big.txt"))
    rows = json.dumps({"doc_id": "big", "text": big}) + "\n" + json.dumps({"doc_id": "ok", "text": "Words."})
    (tmp_path / "rows.jsonl").write_text(rows)
    assert [type(report) for report in from_path(tmp_path / "rows.jsonl")] == [Rejected, Loaded]


def test_the_limit_counts_bytes_not_characters() -> None:
    with pytest.raises(ReportTooLarge):
        from_text("حمص " * 300_000)


def test_hostile_text_is_kept_word_for_word() -> None:
    document = from_bytes(HOSTILE.encode(), HOSTILE, DAY).document
    assert document.text == HOSTILE
    assert printable(document.text) == HOSTILE


@given(st.text(min_size=1, max_size=300))
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    try:
        loaded = from_text(text)
    except IncidentsError as error:
        one_line(error)
    else:
        assert loaded.document.text == without_widthless(sources.normalise_newlines(text))[0]
        shown = printable(loaded.document.text)
        assert len(shown) == len(loaded.document.text)
        assert all(sign == "\n" or sign == "\t" or ord(sign) >= 0x20 for sign in shown)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes) -> None:
    try:
        from_bytes(data, "a.txt")
    except IncidentsError as error:
        one_line(error)


# --- encodings ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_are_read_as_they_are(encoding: str) -> None:
    text = "“Shelling” hit كرم الزيتون – again."
    assert from_bytes(text.encode(encoding), "a.txt", DAY) == Loaded(
        from_text(text, ref="a.txt", published=DAY).document
    )


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("“Dozens” were killed – in Homs’s café, Réuters said.", "cp1252"),
        ("قصف على حي بابا عمرو في حمص Homs", "cp1256"),
    ],
)
def test_old_windows_text_is_read_with_a_warning(text: str, encoding: str) -> None:
    loaded = from_bytes(text.encode(encoding), "a.txt", DAY)
    assert loaded.document.text == text
    assert "not UTF-8" in loaded.warnings[0]


# --- publication date ---


@pytest.mark.parametrize(
    "line",
    [
        "Mar 12, 2012",
        "12 March 2012",
        "2012-03-12",
        "12 Mar 2012 - BEIRUT",
        "Mon Mar 12, 2012 5:32pm EDT",
        "Monday, March 12, 2012",
        "Published: 12th March 2012",
        "BEIRUT, March 12, 2012 (Reuters) - Dozens were killed",
        "DAMASCUS, Syria, 12 March 2012 — Dozens were killed",
        "By A. Reporter | BEIRUT | Mon Mar 12, 2012",
        "Massacre in Homs\n\nMarch 12, 2012, 14:05\n\nDozens were killed.",
    ],
)
def test_a_stated_publication_date_is_found(line: str) -> None:
    assert find_published(f"{line}\n\nDozens were killed in Homs on Monday.") == DAY


@pytest.mark.parametrize(
    "line",
    [
        "On March 15, 2011, protests began in Deraa.",
        "BEIRUT (Reuters) - On 12 March 2012 the army entered Homs",
        "15 March 2011 was the day it began.",
        "At least 45 were killed on 12 March 2012",
        "March 12 - no year",
        "Feb 30, 2012",
        "1066-10-14",
        "٢٠١٢-٠٣-١٢",
    ],
)
def test_a_date_in_a_sentence_or_none_at_all_is_not_taken(line: str) -> None:
    assert find_published(line) is None
    assert from_text(line).warnings == (sources.NO_DATE,)


def test_a_date_far_down_is_not_the_reports_own() -> None:
    assert find_published("Words.\n" * 10 + "March 12, 2012") is None


@pytest.mark.parametrize("text", ["2012-03-12", "12 March 2012", " March 12, 2012 "])
def test_a_person_may_write_the_date_in_words(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    "text", ["", "12/03/2012", "yesterday", "2012-02-30", HOSTILE, "12 March 2012 or so"]
)
def test_other_dates_are_refused_with_the_form_to_use(text: str) -> None:
    with pytest.raises(InputError, match="2012-03-12"):
        parse_date(text)
