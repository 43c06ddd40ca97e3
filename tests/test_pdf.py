"""PDFs become reports: text put together from pages; what cannot be read is one line, and nothing hangs."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pypdf
import pypdf.errors
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.errors import IncidentsError, ReportTooLarge, UnreadableReport
from incidents.ingest import collect
from incidents.sources import NO_DATE, Loaded, Rejected, from_bytes, from_path, pdf_text
from incidents.sources.pages import join_pages
from incidents.sources.pdf import read_pdf
from tests.pdf_files import bomb, busy, locked, pdf, picture

DAY = dt.date(2012, 3, 12)
HEAD = ["Bombing in Idlib market", "12 March 2012"]
BODY = [
    "A car bomb killed twelve people in a crowded market in Idlib on Sunday, opposi-",
    "tion activists said. Two of the dead were children. The governor, who lives in a",
    "government-held town nearby, spoke of nine dead and of a search for the attack-",
    "ers, while residents of Karm al-Zeitoun said by telephone that they had heard it",
    "from far away and that the hospital had no blood left.",
    "State media blamed armed groups for it.",
]
READ = (
    "A car bomb killed twelve people in a crowded market in Idlib on Sunday, opposition activists said. Two of the "
    "dead were children. The governor, who lives in a government-held town nearby, spoke of nine dead and of a search "
    "for the attackers, while residents of Karm al-Zeitoun said by telephone that they had heard it from far away and "
    "that the hospital had no blood left."
)


def test_a_pdf_becomes_its_report(tmp_path: Path) -> None:
    (tmp_path / "idlib.PDF").write_bytes(pdf([[*HEAD, *BODY]]))
    (loaded,) = from_path(tmp_path / "idlib.PDF")
    assert isinstance(loaded, Loaded)
    assert loaded.document.text.split("\n\n") == [*HEAD, READ, BODY[-1]]
    assert (loaded.document.published, loaded.document.ref) == (DAY, "idlib.PDF")
    assert loaded.origins.published == "the first page"
    assert "publication date 2012-03-12 taken from the first page" in loaded.warnings[0]
    assert any(warning.startswith("PDF: its pages were put together") for warning in loaded.warnings)


def test_a_dateline_begins_a_paragraph() -> None:
    lines = [
        "Shelling of Hama",
        "HAMA, Syria, March 15, 2012 - Army shelling killed",
        "four people, residents said.",
    ]
    loaded = from_bytes(pdf([lines]), "a.pdf")
    assert loaded.document.text.split("\n\n") == [lines[0], " ".join(lines[1:])]
    assert loaded.document.published == dt.date(2012, 3, 15)


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = (
        ["Shelling of Homs killed", "nine people on Monday."],
        ["Clashes in Hama went on", "all night."],
    )
    text = from_bytes(pdf([], columns=[(left, right)]), "a.pdf").document.text
    assert text.replace("\n\n", " ") == " ".join([*left, *right])


# --- what the file's properties say ---

MADE = "D:20190503101500Z"


def test_the_day_a_file_was_made_is_not_its_publication() -> None:
    loaded = from_bytes(pdf([BODY], properties={"CreationDate": MADE}), "a.pdf")
    assert loaded.document.published is None
    assert loaded.hints.made == dt.date(2019, 5, 3)
    assert loaded.warnings[:2] == (
        NO_DATE,
        "the file was made on 2019-05-03, which is not the day its report came out",
    )
    assert from_bytes(pdf([BODY], properties={"CreationDate": MADE}), "a.pdf", DAY).document.published == DAY


def test_a_title_counts_if_the_first_page_bears_it() -> None:
    stated = {"Title": "Bombing in  Idlib Market", "Author": "A. Writer"}
    borne = from_bytes(pdf([[*HEAD, *BODY]], properties=stated), "a.pdf")
    assert borne.document.title == "Bombing in Idlib Market"
    assert (borne.origins.title, borne.hints.title, borne.hints.author) == (
        "the first page",
        None,
        "A. Writer",
    )
    assert borne.document.publisher is None
    other = from_bytes(pdf([BODY], properties=stated), "a.pdf")
    assert (other.document.title, other.hints.title) == (None, "Bombing in Idlib Market")
    draft = from_bytes(pdf([BODY], properties={"Title": "Microsoft Word - draft3.doc"}), "a.pdf")
    assert draft.hints.title is None


# --- what cannot be read ---

PLAIN = pdf([BODY])
BAD = {
    "empty": (b"", "is empty"),
    "no pdf": (b"Words of a report.", "is no PDF"),
    "cut off": (PLAIN[:60], "damaged PDF"),
    "torn": (b"%PDF-1.7\n" + bytes(range(256)) * 40, "damaged PDF"),
    "locked": (locked(PLAIN, "secret"), "locked with a password"),
    "a picture": (picture(), "needs text recognition"),
    "no page": (pdf([]), "needs text recognition"),
    "too many pages": (pdf([["Words."]] * (pdf_text.MAX_PAGES + 1)), "has 401 pages"),
    "a bomb": (bomb(400_000_000), "unpacks to more than"),
    "too large": (b"%PDF-1.4" + bytes(20_000_001), "larger than 20 MB"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_read_is_one_line_that_says_what_to_do(kind: str) -> None:
    data, words = BAD[kind]
    began = time.monotonic()
    with pytest.raises((UnreadableReport, ReportTooLarge), match=words) as caught:
        from_bytes(data, "a.pdf")
    assert len(str(caught.value).splitlines()) == 1
    assert ": " in str(caught.value)
    assert time.monotonic() - began < 30


def test_a_file_that_keeps_its_reader_busy_is_left_in_time() -> None:
    began = time.monotonic()
    with pytest.raises(UnreadableReport, match="longer than 1 seconds"):
        read_pdf(busy(1_500_000), "a.pdf", longest_s=1.0)
    assert time.monotonic() - began < 10


def test_a_cipher_that_is_not_read_is_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    def need_more(*_: object, **__: object) -> None:
        raise pypdf.errors.DependencyError("cryptography>=43 is required for AES algorithm")

    monkeypatch.setattr(pypdf, "PdfReader", need_more)
    found = pdf_text.extract(PLAIN)
    assert found == {"fault": "cipher"}
    monkeypatch.setattr("incidents.sources.pdf._in_child", lambda *_: found)
    with pytest.raises(UnreadableReport, match="print it to a new PDF"):
        from_bytes(PLAIN, "a.pdf")


def test_a_file_locked_with_no_password_is_read() -> None:
    assert READ in from_bytes(locked(PLAIN, ""), "a.pdf").document.text


def test_pages_without_text_are_counted() -> None:
    loaded = from_bytes(pdf([BODY, [], []]), "a.pdf")
    assert any(warning.startswith("2 of 3 pages hold no text") for warning in loaded.warnings)


def test_a_bad_file_does_not_end_the_batch(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(locked(PLAIN, "secret"))
    (tmp_path / "b.pdf").write_bytes(picture())
    (tmp_path / "c.pdf").write_bytes(PLAIN)
    assert [type(report) for report in collect([tmp_path])] == [Rejected, Rejected, Loaded]


def test_a_pdf_under_another_name_says_how_it_is_read() -> None:
    with pytest.raises(UnreadableReport, match=r"ends in \.pdf"):
        from_bytes(PLAIN, "a.txt")


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_any_damage_is_read_or_refused_in_one_line(data: st.DataObject) -> None:
    """In this process: what the child does, without its limits."""
    whole = bytearray(PLAIN)
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    found = pdf_text.extract(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    assert found.get("fault") in (None, "damaged", "encrypted", "cipher", "limit", "pages")
    if "pages" in found:
        join_pages(found["pages"])


# --- pages into text ---


def page_of(number: int, words: str) -> str:
    head = f"SYRIA REPORT   {number}" if number % 2 else f"{number}   March 2012"
    return "\n".join(
        [head, *[f"{words} line {n} of this page goes on and on" for n in "abcdefgh"], "www.report.example"]
    )


def test_heads_feet_and_page_numbers_go() -> None:
    text = join_pages([page_of(number, f"word{number}") for number in range(1, 9)])
    assert text.count("SYRIA REPORT") == 1, "the first page's head may name the paper and the day"
    assert "March 2012" not in text
    assert "www.report.example" not in text
    assert text.count("goes on") == 64
    assert "\n\n" not in text.partition("\n\n")[2], "a paragraph that runs over pages is one"


@pytest.mark.parametrize("number", ["Page 1", "page 1 of 3", "1/3", "- 1 -", "1"])
def test_a_page_number_goes_from_a_single_page_too(number: str) -> None:
    assert number not in join_pages(["\n".join(["One report.", *BODY, number])]).split("\n\n")


def test_a_sentence_said_on_two_pages_stays() -> None:
    said = "The army shelled the city again on Monday, residents said."
    pages = [
        "\n".join([title, said, "More of it.", "And more.", "Even more."]) for title in ("A title", "Another")
    ]
    pages[1] = "\n".join([said, "Words.", "More words.", "And others."])
    assert join_pages(pages).count(said) == 2


def test_an_arabic_pdf_is_to_be_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fonts of our small PDFs have no Arabic: the child's answer is made up."""
    answer = {"pages": ["قصف الجيش حي بابا عمرو في حمص يوم الاثنين."]}
    monkeypatch.setattr("incidents.sources.pdf._in_child", lambda *_: answer)
    assert any("reversed order" in said for said in from_bytes(PLAIN, "a.pdf").warnings)


def test_rows_of_a_table_at_a_pages_edge_stay() -> None:
    pages = [
        f"Killed in Homs: {n}\nWords of page {p} are here.\nMore words."
        for p, n in enumerate([12, 30, 7, 45])
    ]
    assert all(f"Killed in Homs: {n}" in join_pages(pages) for n in (12, 30, 7, 45))


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["the demon-", "strators"], "the demonstrators"),
        (["in Karm al-", "Zeitoun"], "in Karm al-Zeitoun"),
        (["a pro-", "government militia"], "a pro-government militia"),
        (["a rebel-", "held town"], "a rebel-held town"),
        (["anti-aircraft guns and anti-", "aircraft guns"], "anti-aircraft guns and anti-aircraft guns"),
        (["soft\u00ad", "ware"], "software"),
        (["from 2011-", "2012"], "from 2011- 2012"),
        (["o\ufb03cers of the \ufb01rst brigade"], "officers of the first brigade"),
        (["\ufee3\ufeae\ufea3\ufe92\ufe8e"], "مرحبا"),
    ],
)
def test_words_parted_at_a_lines_end_are_whole(lines: list[str], text: str) -> None:
    assert join_pages(["\n".join(lines)]) == text


@settings(deadline=None)
@given(st.lists(st.text("ab CD.-\n1\u00ad", max_size=200), max_size=5))
def test_any_pages_are_put_together_without_losing_letters_in_between(pages: list[str]) -> None:
    text = join_pages(pages)
    assert "\n\n\n" not in text
    once = [page for page in pages if page.strip()]
    if len(once) == 1 and not any(sign.isdigit() for sign in once[0]):
        assert [sign for sign in text if sign.isalpha()] == [sign for sign in once[0] if sign.isalpha()]


def test_errors_are_of_one_tree() -> None:
    assert issubclass(UnreadableReport, IncidentsError)
