"""Whatever a server sends, claims rest on the report's own words and nothing raises."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from incidents.extract.extractor import Extractor
from incidents.extract.llm.client import Client
from incidents.extract.llm.prompt import answer_schema
from incidents.extract.llm.reader import ModelReader
from incidents.extract.llm.settings import Settings
from incidents.group import group_claims
from incidents.model import SUB_EVENT_TYPES, Document
from tests.extract.llm.conftest import BOMB, MASSACRE, MONDAY, REPORT, massacre
from tests.extract.llm.model_server import ModelServer, says, sends

WORDS = REPORT.split()
ARABIC = "قتل خمسة مدنيين في قصف على حمص يوم الأحد، بحسب ناشطين."
TEXT = f"{REPORT}\n\n{ARABIC}"
SHAPE = answer_schema()["properties"]["claims"]["items"]["properties"]

whatever = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def stretches(draw: st.DrawFn) -> str:
    """Words of the report, perhaps cut or changed."""
    start = draw(st.integers(0, len(TEXT) - 1))
    words = TEXT[start : start + draw(st.integers(1, 150))]
    return words.replace("4", draw(st.sampled_from("49"))).replace(
        "\n", draw(st.sampled_from(["\n", " ", ""]))
    )


strings = (
    stretches()
    | st.sampled_from(
        [MASSACRE, BOMB, ARABIC, "on Sunday", "Homs", "7,500", "2012-03-11", "0001-01-01", "9999-12-31"]
    )
    | st.sampled_from([word for field in SHAPE.values() for word in field.get("enum", ())])
    | st.text(max_size=12)
)
numbers = st.integers(-3, 50) | st.sampled_from([7500, 10**400, 1e308, float("nan"), True])
actors = st.fixed_dictionaries(
    {
        "words": strings,
        "category": st.sampled_from(["rebels", "syrian government", "x"]),
        "role": st.sampled_from(["target", "initiator"]),
    }
)
likely = st.fixed_dictionaries(
    {},
    optional={
        name: (numbers if name.endswith(("low", "high")) else strings | st.none()) | whatever
        for name in SHAPE
        if name not in {"actors", "flags"}
    }
    | {"actors": st.lists(actors | whatever, max_size=3), "flags": st.lists(strings | whatever, max_size=3)},
)
claims = likely.map(lambda changed: massacre(**changed)) | likely | whatever


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with ModelServer(says("")) as running:
        yield running


@pytest.fixture(scope="module")
def reader(server: ModelServer, extractor: Extractor) -> ModelReader:
    chosen = Settings(server.url, "tiny")
    return ModelReader(extractor, Client(chosen, retry_wait_s=0.0), chosen.extractor)


many = settings(
    deadline=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
DOCUMENT = Document.create(TEXT, published=MONDAY)
UNDATED = Document.create(TEXT)


def borne_out(document: Document, reader: ModelReader) -> int:
    """Read a report, check that its claims hold no word but the report's, and count them."""
    reading = reader.read(document)
    flat = " ".join(document.text.split())
    for claim in reading.claims:
        assert claim.start is not None
        assert claim.quote == document.text[claim.start : claim.end]
        assert claim.quote.strip()
        assert claim.sub_event_type in SUB_EVENT_TYPES[claim.event_type]
        said = [claim.claimant, claim.weapon, claim.killed.phrase, claim.wounded.phrase]
        said += [actor.as_written for actor in claim.actors]
        if claim.extractor.startswith("llm/"):
            assert all(words in flat or words in document.text for words in said if words)
        json.dumps(claim.flag_reason).encode()
    assert len({claim.id for claim in reading.claims}) == len(reading.claims)
    group_claims(reading.claims)
    return sum(claim.extractor.startswith("llm/") for claim in reading.claims)


@many
@given(st.lists(claims, max_size=4), st.booleans())
@example(
    [massacre(quote=ARABIC, killed_words="خمسة مدنيين", killed_low=5, place="حمص", claimant="ناشطين")], True
)
@example([massacre(killed_low=10**400, killed_high=float("inf"))], True)
@example([massacre(date_start="0001-01-01", date_end="0001-01-01", date_words="burned")], True)
def test_claims_rest_on_the_report(
    server: ModelServer, reader: ModelReader, answer: list[Any], dated: bool
) -> None:
    server.script[:] = [says({"claims": answer})]
    borne_out(DOCUMENT if dated else UNDATED, reader)


def test_the_claims_made_up_here_do_come_through(server: ModelServer, reader: ModelReader) -> None:
    """Were every made-up claim left out, the test above would say nothing."""
    server.script[:] = [says({"claims": [massacre(), massacre(quote=ARABIC, place="حمص")]})]
    assert borne_out(DOCUMENT, reader) == 2


@many
@given(whatever | st.dictionaries(st.sampled_from(["claims", "choices"]), whatever))
def test_any_json_is_read_or_left_to_the_rules(server: ModelServer, reader: ModelReader, answer: Any) -> None:
    server.script[:] = [says(answer), sends(json.dumps(answer).encode())]
    borne_out(DOCUMENT, reader)
    borne_out(DOCUMENT, reader)


@many
@given(st.text(max_size=200) | st.text(alphabet='{}[]":,claims \\\n`1', max_size=200))
def test_any_words_are_read_or_left_to_the_rules(
    server: ModelServer, reader: ModelReader, content: str
) -> None:
    server.script[:] = [says(content.encode("utf-8", "replace").decode())]
    borne_out(DOCUMENT, reader)


@pytest.mark.parametrize("content", ["{" * 100_000, '{"claims":' * 20_000, "[" * 100_000 + '{"claims": []}'])
def test_deep_nesting_is_no_trap(server: ModelServer, reader: ModelReader, content: str) -> None:
    server.script[:] = [says(content)]
    borne_out(DOCUMENT, reader)
