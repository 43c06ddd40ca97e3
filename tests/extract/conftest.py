"""One language model, one gazetteer and one extractor for all tests of extraction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from gazetteer import Gazetteer
from incidents.extract.extractor import Extractor
from incidents.extract.lexicon import Lexicon, load_lexicon
from incidents.extract.nlp import load_model
from incidents.model import Claim, Document

MONDAY = dt.date(2012, 3, 12)
Reader = Callable[..., list[Claim]]


@pytest.fixture(scope="session")
def nlp() -> Any:
    return load_model()


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.embedded()


@pytest.fixture(scope="session")
def extractor(gazetteer: Gazetteer, nlp: Any) -> Extractor:
    return Extractor(gazetteer, nlp)


@pytest.fixture(scope="session")
def read(extractor: Extractor) -> Reader:
    """Claims of a text that came out on Monday, 12 March 2012."""

    def claims(text: str, published: dt.date | None = MONDAY) -> list[Claim]:
        return extractor.extract(Document.create(text, published=published))

    return claims
