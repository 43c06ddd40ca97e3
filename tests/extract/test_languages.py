"""Reports in two languages, and in none that is read: what can be read is, the rest is said."""

from __future__ import annotations

import datetime as dt

import pytest

from incidents.extract.arabic import NOTE
from incidents.extract.extractor import Extractor
from incidents.extract.languages import sort_by_language
from incidents.extract.nlp import sentence_spans
from incidents.model import Document

DAY = dt.date(2015, 8, 17)
ENGLISH = "Shelling killed ten people in Homs on Friday."
ARABIC = "قتل خمسة مدنيين في غارات روسية على إدلب."
PERSIAN = "در حمله هوایی به شهر حلب ده نفر کشته شدند."
FRENCH = (
    "Le gouvernement a annoncé vendredi que ses troupes avaient repris la ville après de violents combats contre les "
    "djihadistes du groupe, qui la tenaient depuis le mois de mai dernier, selon une organisation de suivi du conflit "
    "et une agence officielle citée par plusieurs journaux de la région."
)


def remarks(text: str) -> tuple[str, ...]:
    return sort_by_language(text, sentence_spans(text)).remarks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ENGLISH, ()),
        (ARABIC, (NOTE,)),
        (PERSIAN, ("1 sentence in Persian, Kurdish or Urdu not read: only English and Arabic are",)),
        (
            "Обстрел города Хама. Погибли люди.",
            ("1 sentence in Cyrillic not read: only English and Arabic are",),
        ),
        (FRENCH, ("this does not read like English: what was found in it may be wrong, and much is missed",)),
        (f"{ENGLISH * 9} {FRENCH}", ()),
        ("", ()),
        ("12 345 — … 67", ()),
    ],
)
def test_what_is_not_read_is_said(text: str, expected: tuple[str, ...]) -> None:
    assert remarks(text) == expected


def test_both_languages_of_a_report_are_read_in_their_order(extractor: Extractor) -> None:
    document = Document.create(f"{ARABIC} {ENGLISH}\n{PERSIAN}", published=DAY)
    reading = extractor.read(document)
    assert [(c.place and c.place.name, c.killed.low) for c in reading.claims] == [("Idlib", 5), ("Homs", 10)]
    assert [c.quote for c in reading.claims] == [ARABIC, ENGLISH]
    assert len(reading.remarks) == 2
    assert list(reading.claims) == extractor.extract(document)


def test_an_arabic_event_that_is_not_understood_is_counted(
    extractor: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("incidents.extract.arabic.reader.decide_type", lambda *args: None)
    reading = extractor.read(Document.create(f"{ARABIC} {ARABIC}", published=DAY))
    assert reading.claims == ()
    assert reading.remarks[-1] == "2 Arabic sentences with a word for an event not understood"
