"""One reader of Arabic over the embedded gazetteer for all tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from gazetteer import Gazetteer
from incidents.extract.arabic import ArabicReader
from incidents.extract.nlp import sentence_spans
from incidents.model import Claim, Document

MONDAY = dt.date(2012, 3, 12)
ReadArabic = Callable[..., list[Claim]]


@pytest.fixture(scope="session")
def reader(gazetteer: Gazetteer) -> ArabicReader:
    return ArabicReader(gazetteer)


@pytest.fixture(scope="session")
def read_arabic(reader: ArabicReader) -> ReadArabic:
    """Claims of an Arabic text that came out on Monday, 12 March 2012."""

    def claims(text: str, published: dt.date | None = MONDAY) -> list[Claim]:
        spans = [(start, end) for _, start, end in sentence_spans(text)]
        return reader.read(Document.create(text, published=published), spans)

    return claims
