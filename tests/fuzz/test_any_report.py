"""Whatever a report holds, reading it all the way fails nowhere, and what is read of it stands in it."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from incidents.errors import IncidentsError
from incidents.exchange.about import About
from incidents.exchange.formats import FORMATS
from incidents.pipeline import Pipeline
from incidents.sources import Loaded, from_bytes, from_text
from incidents.store import Store, dossiers_of
from tests.fuzz import targets
from tests.fuzz.targets import check_result

bounded = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)

WORDS = st.sampled_from(
    """activists|said|killed|wounded|shelling|an air strike|a car bomb|clashes|protesters|in Homs|in Karm al-Zeitoun
    Aleppo|near Idlib|rebels|the army|Islamic State|civilians|no one|at least|more than|up to|dozens of|hundreds
    between|and|or|including|five children|he told Reuters|denied|blamed|on Sunday|yesterday|since March 2011|would
    had|were|not|from|to|Deir ez-Zor|the Syrian Observatory for Human Rights|Jabhat al-Nusra|a total of|another
    three more|bodies|.|,|;|–|"|“|”|~|~~""".replace("\n    ", "|")
    .replace("~", "\n")
    .split("|")
)
ARABIC = st.sampled_from(
    [
        "قُتل",
        "وأصيب",
        "عشرة أشخاص",
        "٢٥",
        "في حمص",
        "بقصف",
        "قوات النظام",
        "يوم الأحد",
        "،",
        "وقال ناشطون",
        "إدلب",
        "\u200f",
    ]
)
NUMBERS = st.one_of(
    st.integers(-(10**40), 10**40).map(str),
    st.integers(0, 10**9).map("{:,}".format),
    st.sampled_from(
        [
            "1e400",
            "9" * 400,
            "NaN",
            "½",
            "²",
            "٣٠",
            "10-3",
            "3–10",
            "1.000.000",
            "twenty twenty",
            "0",
            "-0",
            "1/0",
        ]
    ),
)
DATES = st.one_of(
    st.dates().map(dt.date.isoformat),
    st.sampled_from(
        ["30 February", "February 29, 2013", "0000-00-00", "32/13/2012", "99 years ago", "last year",
         "the past century", "12 March 99999", "1 January 1", "31 December 9999", "March", "2012-03-12T25:61:61Z"]
    ),
)  # fmt: skip
SIGNS = st.one_of(
    st.text(st.characters(categories=["Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs", "Mn"]), max_size=6),
    st.sampled_from(
        ["\x00", "\x1b[2J", "\u202e", "\ufeff", "\ufffd", "💣", "\U000e0041", "a\u0301\u0301\u0301"]
    ),
)
MARKUP = st.sampled_from(
    ["<p>", "</p>", "<br>", "<td>", "<script>", "</script>", "<!--", "-->", "&amp;", "&#8203;", "&#x110000;",
     "<a href='x'>", "<html><body>", "---\n", "title: x\n", "{{ x }}", "<![CDATA["]
)  # fmt: skip
PIECES = st.lists(st.one_of(WORDS, WORDS, WORDS, ARABIC, NUMBERS, DATES, SIGNS, MARKUP), max_size=40)
REPORTS = st.tuples(PIECES, st.sampled_from([" ", " ", "", "\n"])).map(lambda made: made[1].join(made[0]))


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return targets.pipeline()


def _read(content: str, published: dt.date | None) -> Loaded | None:
    try:
        return from_text(content, published=published)
    except IncidentsError as error:
        assert "\n" not in str(error)  # noqa: PT017 - not raising is as good
        return None


@bounded
@given(text=REPORTS, published=st.none() | st.dates())
@example(
    text="At least 9,999,999,999,999 to 3 people were killed in Homs on 30 February.", published=dt.date.min
)
@example(text="قُتل 10-3 أشخاص في حمص", published=dt.date.max)
def test_any_report_is_read_all_the_way(pipeline: Pipeline, text: str, published: dt.date | None) -> None:
    loaded = _read(text, published)
    if loaded is not None:
        check_result(pipeline.process(loaded.document))


@settings(bounded, max_examples=12)
@given(text=REPORTS, published=st.dates(dt.date(2011, 1, 1), dt.date(2024, 12, 31)))
@example(
    text="Rebels killed at least 9,999,999,999,999 people in Homs on Sunday, activists said.",
    published=dt.date(2012, 3, 12),
)
def test_any_report_can_be_stored_and_given_out(pipeline: Pipeline, text: str, published: dt.date) -> None:
    loaded = _read(text, published)
    if loaded is None:
        return
    result = pipeline.process(loaded.document)
    store = Store.in_memory([result])
    assert {claim.id for claim in store.claims_of_document(result.document.id)} == {
        c.id for c in result.claims
    }
    assert len(store.frame()) == len(store.incidents())
    store.close()
    for name in ("geojson", "csv", "acled"):
        FORMATS[name].write(io.BytesIO(), dossiers_of(result), About())


@bounded
@given(st.binary(max_size=400))
def test_any_bytes_are_a_report_or_refused_in_one_line(content: bytes) -> None:
    try:
        from_bytes(content, "report.txt")
    except IncidentsError as error:
        assert "\n" not in str(error)  # noqa: PT017
