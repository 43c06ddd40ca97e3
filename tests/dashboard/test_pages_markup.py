"""A report's words on the page: marked where claims rest on them, and never anything but words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.dashboard import markup
from incidents.dashboard.components.accounts import account_cards
from incidents.dashboard.components.panel import LONG_REPORT, facts_from, headline, report_text
from incidents.dashboard.highlight import excerpt, segments
from tests.factories import HOSTILE, TEXT, make_claim, make_document, make_result

SPANS = st.lists(st.none() | st.tuples(st.integers(-5, 80), st.integers(-5, 80)), max_size=6)
ALLOWED = {
    "span",
    "bdi",
    "dl",
    "dt",
    "dd",
    "div",
    "sup",
    "mark",
    "article",
    "h2",
    "h3",
    "li",
    "ol",
    "ul",
    "blockquote",
    "br",
}


class Reader(HTMLParser):
    """Collects what a browser would see: tags, text, and the texts of marks."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.marks: list[str] = []
        self._in_mark = False
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "mark":
            self._in_mark = True
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = self._in_mark and tag != "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_mark:
            self.marks[-1] += data


@given(st.text(max_size=60), SPANS)
def test_segments_give_the_text_back(text: str, spans: list[tuple[int, int] | None]) -> None:
    assert "".join(part.text for part in segments(text, spans)) == text


@given(st.text(min_size=1, max_size=60), SPANS)
def test_each_character_belongs_to_the_claims_that_cover_it(
    text: str, spans: list[tuple[int, int] | None]
) -> None:
    position = 0
    for part in segments(text, spans):
        for _ in part.text:
            covering = tuple(i for i, span in enumerate(spans) if span and span[0] <= position < span[1])
            assert part.claims == covering
            position += 1


def test_an_excerpt_keeps_every_marked_word_and_says_what_it_left_out() -> None:
    text = "a" * 10_000 + "KILLED" + "b" * 10_000
    short = excerpt(segments(text, [(10_000, 10_006)]), around=50)
    assert [part.text for part in short if part.claims] == ["KILLED"]
    assert sum(len(part.text) + part.omitted for part in short) == len(text)
    assert sum(part.omitted for part in short) == 2 * (10_000 - 50)


@given(st.text(max_size=200))
def test_escaped_words_are_only_words(words: str) -> None:
    read = Reader(markup.isolated(words))
    assert read.tags <= {"bdi", "span"}
    assert not re.search("[\u202a-\u202e\u2066-\u2069\ud800-\udfff]", markup.isolated(words))


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u202a", "\x00", "\ud800"])
def test_characters_that_reorder_or_hide_are_shown(mark: str) -> None:
    code = f"U+{ord(mark):04X}"
    assert code in markup.text(f"a{mark}b")
    assert markup.plain(f"a{mark}b") == f"a[{code}]b"


def test_labels_hold_no_markdown() -> None:
    label = markup.label("![x](http://evil.example/a.png) **b** :material/home: $x$ `c`\n# d")
    assert re.sub(r"\\[!-/:-@\[-`{-~]", "", label) == re.sub(r"[!-/:-@\[-`{-~]", "", label)
    assert "\n" not in label


def test_the_claims_words_are_marked_in_the_report() -> None:
    result = make_result()
    read = Reader(report_text(result.document, result.claims))
    assert read.marks == [claim.quote for claim in result.claims]
    assert TEXT in read.text


def test_hostile_reports_come_out_as_text() -> None:
    document = make_document(TEXT + HOSTILE, title=HOSTILE, publisher=HOSTILE)
    claim = make_claim(document, HOSTILE, claimant=HOSTILE)
    result = make_result(TEXT + HOSTILE)
    for source in (
        report_text(document, [claim]),
        account_cards([claim], {}),
        headline(result.incidents[0], [claim], dark=False),
        facts_from([{"organisation": HOSTILE, "title": HOSTILE}]),
    ):
        read = Reader(source)
        assert read.tags <= ALLOWED
        assert not any(name.startswith("on") or name in ("src", "href") for name in read.attributes)
    shown = Reader(report_text(document, [claim])).text
    assert (
        "{{ cycler.__init__.__globals__.os.getcwd() }} <img src=x onerror=alert(1)> ${alert(2)} `id`" in shown
    )


def test_a_sample_names_the_sources_of_its_facts() -> None:
    source = {
        "organisation": "OPCW",
        "title": "Report of the mission",
        "reference": "S/1510/2017",
        "date": "2017-06-29",
    }
    assert "OPCW, Report of the mission, S/1510/2017, 2017-06-29" in Reader(facts_from([source])).text
    assert facts_from([]) == ""


def test_a_very_long_report_is_shortened_around_its_claims() -> None:
    document = make_document("x " * LONG_REPORT + TEXT)
    source = report_text(document, [make_claim(document)])
    assert len(source) < LONG_REPORT
    assert Reader(source).marks == ["At least 45 women and children"]
    assert "characters not shown" in source
