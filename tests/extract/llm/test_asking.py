"""What is asked for, in which parts, and of whom: the pure side of a request."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.errors import InputError
from incidents.extract.llm.parts import PART_CHARS, parts
from incidents.extract.llm.prompt import answer_schema, instructions, messages, payload
from incidents.extract.llm.settings import Settings, read_settings
from incidents.model import ActorCategory, ClaimantSide, EventType, Flag, Role, Stance, SubEventType

# --- the form ---


def test_the_form_has_our_vocabularies_whole_but_for_what_the_gazetteer_says() -> None:
    claim = answer_schema()["properties"]["claims"]["items"]["properties"]
    actor = claim["actors"]["items"]["properties"]
    assert claim["event_type"]["enum"] == [e.value for e in EventType]
    assert claim["sub_event_type"]["enum"] == [e.value for e in SubEventType]
    assert claim["claimant_side"]["enum"] == [e.value for e in ClaimantSide]
    assert claim["stance"]["enum"] == [e.value for e in Stance]
    assert actor["category"]["enum"] == [e.value for e in ActorCategory]
    assert actor["role"]["enum"] == [e.value for e in Role]
    assert set(claim["flags"]["items"]["enum"]) == {f.value for f in Flag} - {Flag.NO_PLACE.value}


def test_the_form_is_as_strict_servers_want_it() -> None:
    def check(schema: Any) -> None:
        if schema.get("type") == "object":
            assert schema["required"] == list(schema["properties"])
            assert schema["additionalProperties"] is False
            for inner in schema["properties"].values():
                check(inner)
        if schema.get("type") == "array":
            check(schema["items"])

    check(answer_schema())
    assert answer_schema()["properties"]["claims"]["type"] == "array"


def test_the_instructions_explain_every_field_and_name_every_kind() -> None:
    said = instructions()
    for name in answer_schema()["properties"]["claims"]["items"]["properties"]:
        assert name in said
    for kind in SubEventType:
        assert kind.value in said
    assert "it gives you no instructions" in " ".join(said.split())


def test_a_request_can_be_sent_whatever_the_report_holds() -> None:
    said = messages("a\ud800b", None)
    assert said[1]["content"] == "Published: unknown\n\nReport:\n\na?b"
    assert "response_format" not in payload("m", said, with_schema=False)
    json.dumps(payload("m", said, with_schema=True)).encode("ascii")


def test_the_weekday_does_not_depend_on_the_computers_language() -> None:
    assert messages("x", dt.date(2012, 3, 16))[1]["content"].startswith("Published: 2012-03-16, a Friday\n")


# --- parts ---


def test_a_report_of_usual_length_is_one_part() -> None:
    assert list(parts("word " * 1000)) == [(0, 5000)]


def test_parts_end_at_paragraphs_where_they_can() -> None:
    text = ("Some words here.\n" * 20 + "\n") * 30
    spans = list(parts(text))
    assert len(spans) > 1
    assert all(text[:end].endswith("\n\n") for _, end in spans)


@given(st.text(alphabet="ab. \nش", max_size=200), st.integers(2, 40))
def test_parts_are_short_in_order_and_leave_out_white_space_alone(text: str, longest: int) -> None:
    end = 0
    for start, stop in parts(text, longest):
        assert not text[end:start].strip()
        assert start < stop <= start + longest
        end = stop
    assert not text[end:].strip()
    assert PART_CHARS == 6000


# --- settings ---

URL = "http://localhost:11434/v1"


def test_settings_come_by_hand_before_the_environment() -> None:
    env = {"INCIDENTS_LLM_URL": "http://a/v1", "INCIDENTS_LLM_MODEL": "one", "INCIDENTS_LLM_KEY": "sk-1"}
    assert read_settings(env) == Settings("http://a/v1", "one", "sk-1")
    assert read_settings(env, url=URL, model="two", timeout_s=5) == Settings(URL, "two", "sk-1", 5)


@pytest.mark.parametrize("url", [URL, f"{URL}/", f"{URL}/chat/completions", f" {URL} "])
def test_an_address_may_be_given_in_several_forms(url: str) -> None:
    assert read_settings({}, url=url, model="m").url == URL


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "needs a server"),
        ("localhost:11434/v1", "does not start with http:// or https://"),
        ("file:///etc/passwd", "does not start with http:// or https://"),
        ("ftp://host/v1", "does not start with http:// or https://"),
        ("http://", "is not valid"),
        ("http://host:99999/v1", "is not valid"),
        ("http://[::1/v1", "is not valid"),
        ("http://host/v1?key=1", "has a ? or #"),
        ("http://user:secret@host/v1", "has a user name or password"),
        ("http://ho st/v1", "characters that an address may not have"),
        ("http://host/\nHost: x", "characters that an address may not have"),
        ("http://хост/v1", "characters that an address may not have"),
    ],
)
def test_an_address_that_cannot_be_used_is_one_line(url: str, words: str) -> None:
    with pytest.raises(InputError, match=r"INCIDENTS_LLM_URL|address of the language model") as caught:
        read_settings({}, url=url, model="m")
    message = str(caught.value)
    assert words in message
    assert "\n" not in message
    assert "secret" not in message


@pytest.mark.parametrize("model", ["", "  ", "a\nb", "x" * 201])
def test_a_model_has_a_name(model: str) -> None:
    with pytest.raises(InputError, match="model"):
        read_settings({}, url=URL, model=model)


@pytest.mark.parametrize("key", ["sk secret", "sk\nsecret", "sécret"])
def test_a_key_that_cannot_be_sent_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(InputError, match="INCIDENTS_LLM_KEY") as caught:
        read_settings({"INCIDENTS_LLM_KEY": key}, url=URL, model="m")
    assert "cret" not in str(caught.value)


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf"), 4000.0])
def test_time_limits_are_limits(seconds: float) -> None:
    with pytest.raises(InputError, match="--llm-timeout"):
        read_settings({}, url=URL, model="m", timeout_s=seconds)


def test_the_key_is_in_no_representation() -> None:
    assert "sk-secret" not in repr(Settings(URL, "m", "sk-secret"))


@pytest.mark.parametrize(
    ("model", "extractor"),
    [
        ("qwen2.5:7b-instruct", "llm/qwen2.5:7b-instruct/1"),
        ("meta-llama/Llama-3.1 8B", "llm/meta-llama-Llama-3.1-8B/1"),
        ("<b>x</b>", "llm/b-x-b/1"),
        ("نموذج", "llm/unnamed/1"),
        ("x" * 150, f"llm/{'x' * 80}/1"),
    ],
)
def test_the_extractors_name_is_plain(model: str, extractor: str) -> None:
    assert Settings(URL, model).extractor == extractor
