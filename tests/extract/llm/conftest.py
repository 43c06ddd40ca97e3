"""A report, a true answer to it, and a way to read a report with a scripted server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from incidents.extract.extractor import Extractor, Reading
from incidents.extract.llm.client import Client
from incidents.extract.llm.reader import ModelReader
from incidents.extract.llm.settings import Settings
from incidents.model import Document
from tests.extract.llm.model_server import ModelServer, Step

MONDAY = dt.date(2012, 3, 12)
REPORT = (
    "BEIRUT, March 12, 2012 - Dozens killed in Syria, activists say\n\n"
    "At least 45 women and children were stabbed and burned in the Homs district of Karm al-Zeitoun on Sunday, "
    "opposition activists said. State media said “armed terrorist groups” had killed them.\n\n"
    "In the southern city of Deraa a car bomb\nkilled one schoolgirl and wounded 25 others on Monday.\n\n"
    "Gunmen fled through Idlib. More than 7,500 people have been killed since the uprising began."
)
MASSACRE = (
    "At least 45 women and children were stabbed and burned in the Homs district of Karm al-Zeitoun on Sunday, "
    "opposition activists said."
)
BOMB = "In the southern city of Deraa a car bomb killed one schoolgirl and wounded 25 others on Monday."


def massacre(**changed: Any) -> dict[str, Any]:
    """A true claim about the report's first event, with some fields changed."""
    return {
        "quote": MASSACRE,
        "claimant": "opposition activists",
        "claimant_side": "opposition",
        "stance": "asserts",
        "event_type": "Violence against civilians",
        "sub_event_type": "Attack",
        "place": "Karm al-Zeitoun",
        "date_words": "on Sunday",
        "date_start": "2012-03-11",
        "date_end": "2012-03-11",
        "killed_words": "At least 45 women and children",
        "killed_low": 45,
        "killed_high": None,
        "wounded_words": None,
        "wounded_low": None,
        "wounded_high": None,
        "actors": [],
        "weapon": None,
        "flags": [],
        **changed,
    }


def bomb(**changed: Any) -> dict[str, Any]:
    """A true claim about the report's second event; the report breaks its line elsewhere than the quote."""
    return massacre(
        **{
            "quote": BOMB,
            "claimant": None,
            "claimant_side": "journalist",
            "event_type": "Explosions/Remote violence",
            "sub_event_type": "Remote explosive/landmine/IED",
            "place": "Deraa",
            "date_words": "on Monday",
            "date_start": "2012-03-12",
            "date_end": "2012-03-12",
            "killed_words": "one schoolgirl",
            "killed_low": 1,
            "killed_high": 1,
            "wounded_words": "25 others",
            "wounded_low": 25,
            "wounded_high": 25,
            "weapon": "car bomb",
            **changed,
        }
    )


@dataclass
class Read:
    """A reading, and the server it came from."""

    reading: Reading
    server: ModelServer

    @property
    def by_rules(self) -> str | None:
        """The warning that the rules read it; None when the model did."""
        first = self.reading.remarks[0]
        return first if first.startswith("read by the rules instead") else None


ReadWith = Callable[..., Read]


@pytest.fixture(scope="session")
def read_with(extractor: Extractor) -> ReadWith:
    """Read a report with a server that follows a script."""

    def read(
        *script: Step, text: str = REPORT, published: dt.date | None = MONDAY, timeout_s: float = 10.0
    ) -> Read:
        with ModelServer(*script) as server:
            settings = Settings(server.url, "tiny", timeout_s=timeout_s)
            reader = ModelReader(extractor, Client(settings, retry_wait_s=0.01), settings.extractor)
            return Read(reader.read(Document.create(text, published=published)), server)

    return read
