"""The conversation with the server: what is sent, and every way in which it can go wrong."""

from __future__ import annotations

import datetime as dt
import email.utils
import json
import time

import pytest

from incidents.errors import NoAnswer
from incidents.extract.llm.client import MAX_BYTES, Client
from incidents.extract.llm.prompt import messages
from incidents.extract.llm.settings import Settings
from tests.extract.llm.model_server import (
    ModelServer,
    Step,
    chat,
    cut_short,
    drips_body,
    drips_head,
    drips_unmeasured,
    endless,
    hangs_up,
    no_http,
    refuses,
    says,
    sends,
    stalls,
)

SAID = messages("Shelling hit Homs.", dt.date(2012, 3, 12))
EMPTY = '{"claims": []}'


def client(server: ModelServer, *, timeout_s: float = 10.0, key: str | None = None) -> Client:
    return Client(Settings(server.url, "tiny:1b", key, timeout_s), retry_wait_s=0.01)


def failure(*script: Step, timeout_s: float = 10.0, key: str | None = None) -> tuple[str, int]:
    """The message of a conversation that fails, and how many requests it took."""
    with ModelServer(*script) as server:
        with pytest.raises(NoAnswer) as caught:
            client(server, timeout_s=timeout_s, key=key).complete(SAID)
        message = str(caught.value).replace(f"127.0.0.1:{server.port}", "HOST")
        assert "secret" not in message
        return message, len(server.requests)


def test_a_request_holds_model_messages_temperature_and_form_and_nothing_else() -> None:
    with ModelServer(says(EMPTY)) as server:
        assert client(server).complete(SAID) == EMPTY
    ((path, headers, body),) = server.requests
    assert path == "/v1/chat/completions"
    assert set(body) == {"model", "messages", "temperature", "response_format"}
    assert (body["model"], body["temperature"], body["messages"]) == ("tiny:1b", 0, SAID)
    assert body["response_format"]["type"] == "json_schema"
    assert set(headers) == {
        "Host", "Accept-Encoding", "Content-Length", "Content-Type", "Accept", "User-Agent", "Connection",
    }  # fmt: skip


def test_the_key_is_sent_as_a_bearer_token() -> None:
    with ModelServer(says(EMPTY)) as server:
        client(server, key="sk-secret").complete(SAID)
    assert server.requests[0][1]["Authorization"] == "Bearer sk-secret"


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with ModelServer(says(EMPTY)) as server, ModelServer(says(EMPTY)) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        client(server).complete(SAID)
    assert (len(server.requests), len(proxy.requests)) == (1, 0)


@pytest.mark.parametrize("status", [400, 422])
def test_a_server_that_knows_no_form_is_asked_without_and_that_is_remembered(status: int) -> None:
    with ModelServer(refuses(status), says(EMPTY)) as server:
        asking = client(server)
        asking.complete(SAID)
        asking.complete(SAID)
    assert ["response_format" in body for _, _, body in server.requests] == [True, False, False]


def test_a_server_that_refuses_either_way_is_asked_twice_and_with_the_form_again_later() -> None:
    with ModelServer(refuses(400)) as server:
        asking = client(server)
        for _ in range(2):
            with pytest.raises(NoAnswer, match="refused \\(HTTP 400\\)"):
                asking.complete(SAID)
    assert ["response_format" in body for _, _, body in server.requests] == [True, False, True, False]


@pytest.mark.parametrize(
    ("status", "words", "times"),
    [
        (401, "HOST does not accept the key (HTTP 401): set INCIDENTS_LLM_KEY", 1),
        (403, "does not accept the key (HTTP 403)", 1),
        (404, "knows no such address or model (HTTP 404)", 1),
        (429, "asked too often (HTTP 429)", 2),
        (500, "refused (HTTP 500)", 2),
        (503, "refused (HTTP 503)", 2),
        (204, "refused (HTTP 204)", 1),
    ],
)
def test_refusals_say_what_to_do_and_only_what_may_pass_is_tried_again(
    status: int, words: str, times: int
) -> None:
    message, asked = failure(refuses(status))
    assert words in message
    assert asked == times


@pytest.mark.parametrize("first", [refuses(500), refuses(429), hangs_up, no_http, cut_short])
def test_one_more_try_helps(first: Step) -> None:
    with ModelServer(first, says(EMPTY)) as server:
        assert client(server).complete(SAID) == EMPTY
    assert len(server.requests) == 2


@pytest.mark.parametrize("as_date", [False, True])
def test_a_server_that_names_a_pause_gets_it(as_date: bool) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2)
    pause = email.utils.format_datetime(later, usegmt=True) if as_date else "1"
    with ModelServer(refuses(429, Retry_After=pause), says(EMPTY)) as server:
        begun = time.monotonic()
        assert client(server).complete(SAID) == EMPTY
    assert 0.9 < time.monotonic() - begun < 5


def test_a_pause_longer_than_the_time_left_is_not_waited_for() -> None:
    begun = time.monotonic()
    message, asked = failure(refuses(429, Retry_After="3600"), timeout_s=5.0)
    assert (asked, "HTTP 429" in message) == (1, True)
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("slow", [stalls, drips_head, drips_body, drips_unmeasured])
def test_time_is_up_however_the_server_dawdles(slow: Step) -> None:
    begun = time.monotonic()
    message, asked = failure(slow, timeout_s=0.5)
    assert (message, asked) == ("no answer from HOST within 0.5 seconds", 1)
    assert time.monotonic() - begun < 3


def test_a_refused_connection_says_so() -> None:
    assert failure() == ("could not reach HOST (connection refused)", 0)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (hangs_up, "could not reach HOST (connection broken off)"),
        (no_http, "could not reach HOST (the answer is not HTTP)"),
        (cut_short, "could not reach HOST (connection broken off)"),
    ],
)
def test_a_broken_conversation_is_tried_twice(step: Step, words: str) -> None:
    assert failure(step) == (words, 2)


@pytest.mark.parametrize("step", [sends(b" " * (MAX_BYTES + 1)), endless])
def test_an_answer_without_bounds_is_not_read_to_its_end(step: Step) -> None:
    assert failure(step) == ("HOST sends more than 1 MB", 1)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status: int) -> None:
    with ModelServer(says(EMPTY)) as other:
        message, asked = failure(refuses(status, Location=other.url + "/chat/completions"), key="sk-secret")
    assert f"redirects elsewhere (HTTP {status})" in message
    assert (asked, other.requests, other.gets) == (1, [], [])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is not JSON"),
        (b"<html>Log in</html>", "is not JSON"),
        (b"\xff\xfe\xff", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"9" * 5000, "is not JSON"),
        (b"[]", "not that of a chat"),
        (b'{"error": "secret"}', "not that of a chat"),
        (b'{"choices": []}', "not that of a chat"),
        (b'{"choices": [{"message": "secret"}]}', "not that of a chat"),
        (chat(None), "is empty"),
        (chat("  "), "is empty"),
        (chat({"a": 1}), "is empty"),
        (chat('{"claims": [', finish_reason="length"), "cut off at the server's limit"),
    ],
)
def test_what_is_no_answer_of_a_chat_is_none(body: bytes, words: str) -> None:
    message, asked = failure(sends(body))
    assert words in message
    assert asked == 1


def test_an_answer_in_pieces_is_joined() -> None:
    pieces = [{"type": "text", "text": '{"claims"'}, {"type": "text", "text": ": []}"}, "odd", {"type": "x"}]
    with ModelServer(sends(chat(pieces))) as server:
        assert json.loads(client(server).complete(SAID)) == {"claims": []}
