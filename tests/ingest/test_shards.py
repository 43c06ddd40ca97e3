"""A corpus cut into shards: nothing is lost, names follow the content, and a new file changes few of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.ingest.messages import Reply, Setup, dump_items, load_items
from incidents.ingest.progress import Progress, duration
from incidents.ingest.shards import cut, key_of, portions
from incidents.sources import Item, Meter, Rejected
from incidents.sources.items import read_item


def item(text: str, **given: object) -> Item:
    return Item("where", "ref", text.encode(), "text", **given)  # type: ignore[arg-type]


FOUND = st.lists(
    st.one_of(st.text(max_size=9).map(item), st.just(Rejected("x", "no")), st.just(item("the same"))),
    max_size=60,
)


@given(FOUND, st.integers(1, 10))
def test_shards_hold_all_in_order_and_are_bounded(found: list[Item | Rejected], average: int) -> None:
    shards = list(cut(found, Meter(), average))
    assert [one for s in shards for one in s.items] == [one for one in found if isinstance(one, Item)]
    assert [one for s in shards for one in s.rejected] == [one for one in found if isinstance(one, Rejected)]
    assert all(len(s.items) <= 2 * average and (s.items or s.rejected) for s in shards)


def test_a_report_added_in_front_changes_one_or_two_shards() -> None:
    corpus = [item(f"report {number}") for number in range(2000)]
    before = {shard.key() for shard in cut(corpus, Meter(), 50)}
    after = {shard.key() for shard in cut([item("new"), *corpus], Meter(), 50)}
    assert len(before) > 20
    assert len(after - before) <= 2


def test_large_reports_end_a_shard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("incidents.ingest.shards.MOST_BYTES", 100)
    assert [len(s.items) for s in cut([item("x" * 60)] * 4, Meter(), 1_000_000)] == [2, 2]


def test_a_key_tells_content_and_versions_apart_but_not_names() -> None:
    one, other = item("a"), Item("elsewhere", "renamed", b"a", "text")
    assert key_of([one], "v1") == key_of([other], "v1")
    different = [item("b"), item("a", url="https://x.org"), Item("w", "r", b"a", "page")]
    keys = {key_of([i], "v1") for i in (one, *different)} | {key_of([one], "v2"), key_of([one, one], "v1")}
    assert len(keys) == 6


@given(st.integers(0, 50), st.integers(1, 9))
def test_portions_hold_all_in_order(count: int, workers: int) -> None:
    items = [item(str(number)) for number in range(count)]
    some = list(portions(items, workers))
    assert [one for portion in some for one in portion] == items
    assert all(1 <= len(portion) <= 8 for portion in some)


@given(st.binary(max_size=50), st.text(max_size=20), st.none() | st.dates())
@settings(max_examples=50)
def test_items_and_replies_come_through_as_they_were(data: bytes, text: str, day: object) -> None:
    sent = [Item(text, text, data, "page", text, day)]  # type: ignore[arg-type]
    line = dump_items(sent)
    assert "\n" not in line
    assert line.isascii()
    assert load_items(line) == sent
    reply = Reply(text, text, text, text)
    assert "\n" not in reply.dumps()
    assert Reply.loads(reply.dumps()) == reply
    assert read_item(sent[0]) is not None  # whatever it is, it is read or rejected


def test_a_setup_comes_through_and_hides_its_key() -> None:
    from incidents.extract.llm.settings import Settings

    setup = Setup(llm=Settings("http://127.0.0.1:1/v1", "m", "secret"))
    assert Setup.loads(setup.dumps()) == setup
    assert "secret" not in repr(setup)
    assert Setup().content_key() != Setup(factory="other:one").content_key()


def test_how_far_it_is_in_words() -> None:
    progress = Progress(1_000_000)
    progress.mark(0, 0, 0)
    progress.mark(10, 100, 250_000)
    assert progress.words(3) == "100 reports (25% of 1.0 MB), 10.0 a second, 30 s left, 3 set aside"
    progress.mark(200, 119, 260_000)
    progress.mark(230, 125, 300_000)
    assert "125 reports (30% of 1.0 MB), 0.1 a second" in progress.words(0)
    assert Progress(0).words(0) == "nothing read yet"
    assert [duration(s) for s in (5, 65, 700, 7260)] == ["5 s", "1 min 5 s", "11 min", "2 h 1 min"]
