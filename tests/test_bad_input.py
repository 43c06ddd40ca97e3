"""Bad input never hurts: pages and markup, hostile or damaged, odd characters, tables; nothing is lost unsaid."""

from __future__ import annotations

import datetime as dt
import json
import socket
from pathlib import Path

import pytest
import trafilatura
from hypothesis import example, given, settings
from hypothesis import strategies as st

from incidents.errors import IncidentsError, UnreadableReport
from incidents.model import Document
from incidents.sources import NO_DATE, Loaded, Rejected, from_bytes, from_path, from_text, normalise_newlines
from incidents.sources.markup import looks_like_html, unescape, visible_text
from incidents.sources.remarks import longest_sentence, looks_like_table

DAY = dt.date(2012, 3, 12)
FIRST = (
    "Troops shelled the Homs district of Baba Amr on Monday, killing at least 10 people, activists said. It was the "
    "worst day since 15 March 2011, when the protests began in the south of the country."
)
SECOND = "A car bomb killed 12 people in Idlib on Sunday, residents said by telephone – “we saw it all”."
THIRD = "State media said armed groups had attacked a bus on the road to Hama, leaving three dead."
BODY = f"<p>{FIRST}</p>\n<p>{SECOND}</p><p>{THIRD}</p>"
MENU = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/w'>World</a></li></ul></nav>"
META = (
    "<meta property='og:site_name' content='Wire &amp; Co'>"
    "<meta property='article:published_time' content='2012-03-12T10:00:00Z'>"
    "<meta property='article:modified_time' content='2019-01-01T10:00:00Z'>"
    "<meta property='og:title' content='Shelling in Homs'><link rel='canonical' href='https://wire.example/a'>"
)


def page(body: str = BODY, head: str = META) -> str:
    head = f"<head><title>x</title>{head}</head>"
    return f"<!DOCTYPE html><html>{head}<body>{MENU}<article>{body}</article></body></html>"


def read(markup: str | bytes, published: dt.date | None = None) -> Loaded:
    data = markup if isinstance(markup, bytes) else markup.encode("utf-8", "surrogatepass")
    return from_bytes(data, "page.html", published)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


# --- pages ---


def test_a_saved_page_becomes_its_report_in_paragraphs(tmp_path: Path) -> None:
    (tmp_path / "homs.HTM").write_text(page())
    (loaded,) = from_path(tmp_path / "homs.HTM")
    assert isinstance(loaded, Loaded)
    document = loaded.document
    assert document.text == "\n\n".join([FIRST, SECOND, THIRD])
    assert (document.title, document.publisher, document.published) == ("Shelling in Homs", "Wire & Co", DAY)
    assert (document.ref, document.url) == ("homs.HTM", "https://wire.example/a")
    assert loaded.warnings == (
        "publication date 2012-03-12 taken from the page; give another with --published if it is wrong",
        "HTML: markup, menus and the like were removed, quotes count in the text without them",
        "title and publisher taken from the page",
    )


def test_what_is_given_wins_over_the_page() -> None:
    loaded = read(page(), dt.date(2013, 1, 1))
    assert loaded.document.published == dt.date(2013, 1, 1)
    named = from_text(page(), title="Mine", publisher="Me", url="https://me.example/", published=DAY)
    assert (named.document.title, named.document.publisher) == ("Mine", "Me")
    assert named.document.url == "https://me.example/"
    assert not [warning for warning in named.warnings if "taken from" in warning]


@pytest.mark.parametrize(
    "body",
    [
        f"<p>The strike of 2013-08-21 killed many.</p>{BODY}",
        f"{BODY}<p>Most read: <time datetime='2016-06-14'>14 June 2016</time></p>",
        f"{BODY}<footer>Copyright 2023 Wire</footer>",
    ],
)
def test_a_day_told_of_in_a_page_is_not_its_own(body: str) -> None:
    loaded = read(page(body, head=""))
    assert loaded.document.published is None
    assert NO_DATE in loaded.warnings


def test_a_page_says_its_day_in_other_ways_too() -> None:
    data = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2012-03-12"}</script>'
    assert read(page(head=data)).document.published == DAY
    marked = f"<time itemprop='datePublished' datetime='2012-03-12'>12/03</time>{BODY}"
    assert read(page(marked, head="")).document.published == DAY
    assert read(page(f"<p>March 12, 2012</p>{BODY}", head="")).document.published == DAY


def test_no_script_address_is_taken_for_the_pages_own() -> None:
    link = "<link rel='canonical' href='javascript:alert(1)'>"
    assert read(page(head=link)).document.url is None


def test_a_bare_page_is_read_whole_with_its_sentences_in_one_piece() -> None:
    loaded = read("<html><body><nav>Homs: <i>12</i> killed</nav><p>We use cookies.</p></body></html>")
    assert loaded.document.text == "Homs: 12 killed\n\nWe use cookies."
    assert "HTML: markup was removed" in " ".join(loaded.warnings)


@pytest.mark.parametrize("found", [None, "We use cookies.", ValueError()])
def test_where_the_report_is_not_found_all_visible_text_is_kept(
    found: str | Exception | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def extract(*_: object, **__: object) -> str | None:
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(trafilatura, "extract", extract)
    loaded = read(page(f"{BODY}<p>We use cookies.</p>"))
    assert loaded.document.text.endswith("\n\n".join([FIRST, SECOND, THIRD, "We use cookies."]))
    assert "all its visible text" in " ".join(loaded.warnings)


def test_a_page_of_markup_alone_is_refused_in_one_line() -> None:
    with pytest.raises(UnreadableReport, match="no text"):
        read("<html><head><script>var x = 'Homs'</script></head><body><br></body></html>")


@pytest.mark.parametrize(
    ("data", "warns"),
    [
        (page(f"<meta charset='windows-1256'>{BODY}").encode(), False),
        (page().encode("utf-16"), False),
        (page().encode("utf-16-le"), False),
        (page().encode("utf-16-be"), False),
        (page().encode("utf-8-sig"), False),
        (page(head="<meta charset='utf-8'>").encode("cp1252"), True),
        (page(head="<meta http-equiv=x content='text/html; charset=ISO-8859-1'>").encode("cp1252"), True),
        (page(head="<meta charset=zip>").encode("cp1252"), True),
        (page(head="<meta charset=iso-8859-12>").encode("cp1252"), True),
    ],
)
def test_what_a_page_says_of_its_encoding_is_not_believed_blindly(data: bytes, warns: bool) -> None:
    loaded = read(data)
    assert SECOND in loaded.document.text
    assert any("not UTF-8" in warning for warning in loaded.warnings) is warns


def test_a_declared_old_encoding_is_used() -> None:
    data = page("<p>Взрыв в Хомсе убил 10 человек, сообщили активисты.</p>", "<meta charset='windows-1251'>")
    assert "Взрыв в Хомсе" in read(data.encode("cp1251")).document.text


# --- markup in rows, files and pasted words ---


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Homs.</p><p>Hama &amp; Idlib.</p>", "Homs.\n\nHama & Idlib."),
        ("<p>Homs\nwas <b>shelled</b>.\n\n<p>Hama.", "Homs was shelled.\n\nHama."),
        ("Homs.<br>Hama.<br/>Idlib.", "Homs.\nHama.\nIdlib."),
        ("Homs was <b>shelled</b>.\nHama too.\n\nIdlib.", "Homs was shelled.\nHama too.\n\nIdlib."),
        ("&lt;p&gt;Homs.&lt;/p&gt;&lt;p&gt;Hama.&lt;/p&gt;", "Homs.\n\nHama."),
        ("<ul><li>Homs: 3</li><li>Hama: 4</li></ul>", "Homs: 3\n\nHama: 4"),
        ("<table><tr><td>Homs</td><td>12</td></tr></table>", "Homs | 12"),
        ("<p>He said <unclear> and a < b, <john@x.org>.</p>", "He said <unclear> and a < b, <john@x.org>."),
        ("<p title='a > b'>Homs.</p><!-- <p>Hama</p> --><style>p {}</style>", "Homs."),
        ("<p>Homs&#8217;s &quot;caf&eacute;&quot;&nbsp;&#x41;</p>", 'Homs’s "café" A'),
        ("<p>Homs.</p><!-- never closed: Hama.", "Homs.\n\nnever closed: Hama."),
    ],
)
def test_markup_goes_and_words_stay(markup: str, text: str) -> None:
    loaded = from_text(markup, published=DAY)
    assert loaded.document.text == text
    assert any("HTML" in warning for warning in loaded.warnings)


def test_entities_alone_are_read_and_said() -> None:
    loaded = from_text("Homs&#8217;s AT&amp;T office &unknown; &#99999999999; R&D", published=DAY)
    assert loaded.document.text == "Homs’s AT&T office &unknown; &#99999999999; R&D"
    assert len(loaded.warnings) == 1
    assert "entities" in loaded.warnings[0]


@pytest.mark.parametrize(
    "text",
    [
        "a < b and b > c",
        "if x<p and q>5 then 12 died",
        "<unclear> he said </unclear>",
        "Fewer than <10 died>",
        "<john@x.org> wrote on <https://x.org/a>",
        "->> He left <<-",
        "Tom & Jerry; &c.",
        "He wrote <b.",
        "<script>alert(1)</script> <img src=x>",
    ],
)
def test_a_stray_sign_is_no_markup(text: str) -> None:
    assert not looks_like_html(text)
    assert from_text(text, published=DAY) == Loaded(Document.create(text, ref="pasted text", published=DAY))


def test_rows_with_markup_are_read_as_their_text(tmp_path: Path) -> None:
    rows = [{"doc_id": "a", "text": f"<p>{FIRST}</p><p>{SECOND}</p>"}, {"doc_id": "b", "text": "<p></p>"}]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    good, bad = from_path(tmp_path / "rows.jsonl")
    assert isinstance(good, Loaded)
    assert good.document.text == f"{FIRST}\n\n{SECOND}"
    assert good.warnings[0] == NO_DATE
    assert isinstance(bad, Rejected)
    assert "no text" in bad.reason


# --- hostile pages ---

DEEP = 100_000
HOSTILE_PAGES = {
    "nested deeper than parsers go": page("<div>" * DEEP + BODY + "</div>" * DEEP),
    "nested, never closed": page("<b><i>" * DEEP + BODY),
    "lost in the depth": page(BODY.replace(SECOND, "One.") + "<font>" * 300 + f"<p>{SECOND}</p>"),
    "a huge attribute": page(f"<p title='{'x' * 1_000_000}'>One.</p>{BODY}"),
    "a hundred thousand attributes": page(
        "<p " + " ".join(f"a{i}=1" for i in range(DEEP)) + f">One.</p>{BODY}"
    ),
    "tags never ended": page(BODY + "<a " * 300_000),
    "quotes never ended": page(BODY + "<a '" * 300_000),
    "comments never ended": page(BODY + "<!--" * 300_000),
    "scripts": page("<script>if (a<b) write('<p>killed</p>')</script>" * 20_000 + BODY),
    "a bomb of entities": "<!DOCTYPE x [<!ENTITY a 'lol'><!ENTITY b '&a;&a;'>]>" + page(f"<p>&b;</p>{BODY}"),
    "a number of a million figures": page(f"<p>&#{'9' * 1_000_000};</p>{BODY}"),
    "a picture within": page(f"<img src='data:image/png;base64,{'QUJD' * 1_000_000}'>{BODY}"),
    "data nested without end": page(head=f"<script type='application/ld+json'>{'[' * DEEP}</script>"),
    "a hundred thousand metas": page(head="<meta name=date content=2012>" * 50_000),
    "more tags than a page has": page("<ul><li>x" * 50_000 + BODY),
}


@pytest.mark.parametrize("kind", HOSTILE_PAGES)
def test_hostile_pages_keep_their_words(kind: str) -> None:
    loaded = read(HOSTILE_PAGES[kind])
    assert SECOND in loaded.document.text
    assert "write('" not in loaded.document.text
    assert "base64" not in loaded.document.text
    assert all("\n" not in warning and len(warning) < 200 for warning in loaded.warnings)


def test_text_hidden_by_an_unclosed_script_is_said_to_be_left_out() -> None:
    loaded = read(page(f"{BODY}<script>var a = 1; <p>Hama</p>"))
    assert any("unclosed <script>" in warning for warning in loaded.warnings)


MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            ["<p>", "</p>", "<br/>", "<b>", "</b>", "<script>", "</script>", "<!--", "-->", "<td>", "</td>",
             "<a href='x'>", "<html>", "<body>", "&amp;", "&#0;", "&#x1b;", "&#xd800;",
             "<", ">", "'", '"', "\n", "\n\n", "\0", "<?xml",
             "<!DOCTYPE x [", "]>", "<svg/>", "<title>"]
        ),
        st.text(max_size=8),
    ),
    max_size=20,
).map("".join)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(MARKUP, st.booleans())
@example("<p>&#13;a", False)
def test_any_markup_is_read_or_refused_in_one_line(markup: str, as_page: bool) -> None:
    try:
        loaded = read(markup) if as_page else from_text(markup)
    except IncidentsError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 - not raising is as good
    else:
        text = loaded.document.text
        assert text == normalise_newlines(text)
        assert "\0" not in text
        assert text.encode()


@settings(deadline=None)
@given(
    st.lists(st.text("abc é1.", min_size=1).filter(str.strip), min_size=1),
    st.sampled_from(["p", "div", "li", "td"]),
)
def test_visible_text_keeps_every_word(words: list[str], tag: str) -> None:
    text, cut = visible_text("".join(f"<{tag} class='x'>{word}</{tag}>" for word in words))
    assert cut is None
    assert text.replace("|", " ").split() == " ".join(words).split()


@settings(deadline=None)
@given(st.text())
@example("&#" + "9" * 5_000 + ";")
def test_entities_never_fail(text: str) -> None:
    unescape(text)


# --- what the reader is told ---


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ho\x01ms and \x1b[31mHama", "2 control characters"),
        ("\u202eHoms\u202c", "2 that turn the direction"),
        ("\u2067Homs", "1 that turns the direction"),
        ("Ho\u200bms Ha\u00adma", "2 characters of no width removed"),
        ("Homs\ta\t12\nHama\tb\t30\nIdlib\tc\t4", "looks like a table"),
        ("| town | killed |\n|---|---|\n| Homs | 12 |\n| Hama | 3 |", "looks like a table"),
        ("town,killed,wounded\nHoms,12,30\nHama,3,4\nIdlib,5,6", "looks like a table"),
        ("Homs  12  30  45\n\nHama  1  2  3\n\nIdlib 4 5 6", "looks like a table"),
        ("and on " * 300, "text without full stops was cut"),
        ("Homs \0 Hama", "1 character of no width removed"),
        ("Homs \ud800\ud801 Hama", "2 characters that no database can hold"),
    ],
)
def test_oddities_are_kept_and_said(text: str, said: str) -> None:
    loaded = from_text(text, published=DAY)
    assert len(loaded.warnings) == 1
    assert said in loaded.warnings[0]
    removed = 0 if "removed" not in said else int(said.split()[0])
    assert len(loaded.document.text) == len(text) - removed


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Karm\0 el-Zey\u200ctoun was shelled.", "Karm el-Zeytoun was shelled."),
        ("Gunmen\u200b killed ten in Ho\u2060ms.", "Gunmen killed ten in Homs."),
        ("Gunmen&#8203; killed ten in Ho&shy;ms.", "Gunmen killed ten in Homs."),
        ("The army\u2028shelled Homs.", "The army shelled Homs."),
        ("On Sunday,\x85Homs was shelled.", "On Sunday, Homs was shelled."),
        ("Homs was shelled.\u2028Hama was not.", "Homs was shelled.\nHama was not."),
        ("Army shells Homs\u2028The army shelled Homs.", "Army shells Homs\nThe army shelled Homs."),
        ("One.\u2029two", "One.\ntwo"),
    ],
)
def test_signs_inside_words_and_sentences_do_not_part_them(text: str, kept: str) -> None:
    assert from_text(text, published=DAY).document.text == kept


@pytest.mark.parametrize(
    "text",
    [
        FIRST,
        "قصف الجيش حي بابا عمرو في حمص.\u200f وقتل عشرة.",
        "می\u200cخواهم 👨\u200d👩\u200d👧",
        "BEIRUT, March 12, 2012 (Reuters)\nHoms, Syria\nMarch 13, 2012\nHama, Syria\nBy A, B and C",
        "Homs | Hama\n\nTroops came on 12 March 2012.\n\nKilled: 12",
        "He left. " * 500,
    ],
)
def test_an_ordinary_text_has_no_remarks(text: str) -> None:
    assert from_text(text, published=DAY).warnings == ()
    assert not looks_like_table(text)


def test_the_longest_sentence_is_measured() -> None:
    assert longest_sentence("He left. They came back.\nNo.") == len("They came back.")
    assert longest_sentence("") == 0


@pytest.mark.parametrize("way", ["file", "page", "row", "paste"])
def test_a_missing_date_is_said_once_whatever_the_way_in(way: str, tmp_path: Path) -> None:
    file = tmp_path / {"file": "a.txt", "page": "a.html", "row": "a.jsonl", "paste": "-"}[way]
    if way == "paste":
        loaded: Loaded | Rejected = from_text(FIRST)
    else:
        content = {"file": FIRST, "page": page(head=""), "row": json.dumps({"text": FIRST})}[way]
        file.write_text(content)
        (loaded,) = from_path(file)
    assert isinstance(loaded, Loaded)
    assert [warning for warning in loaded.warnings if "date" in warning] == [NO_DATE]


def test_a_head_whose_day_is_none_is_told() -> None:
    loaded = from_bytes(b"---\npublished: last Monday\n---\nTroops came.", "a.txt")
    assert loaded.document.published is None
    assert any("'published' in the head" in warning for warning in loaded.warnings)
