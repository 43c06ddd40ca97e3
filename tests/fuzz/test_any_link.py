"""Whatever stands in a link: it is read, what it cannot hold is dropped with a note, the rest comes back the same."""

from __future__ import annotations

import string
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from incidents.dashboard.state import DATA_PARAM, from_link
from incidents.query import LinkState, from_params, to_params
from tests.factories import HOSTILE
from tests.fuzz.targets import KEPT, check_link

NAMES = [name for name in to_params(LinkState()) if name != "v"]
VALUES = sorted(
    {
        (name, value)
        for path in sorted((KEPT.parent / "links").rglob("*.txt"))
        for name, values in parse_qs(
            path.read_text(encoding="utf-8").splitlines()[0].rpartition("?")[2], keep_blank_values=True
        ).items()
        if name in NAMES
        for value in values
        if not from_params({name: value})[1]
    }
)
"""Values that people's links hold, of every parameter."""
PLAIN = set(string.ascii_lowercase + string.digits + "TZ,.:-/")
"""All that a value is written with, but for the words looked for."""
SPLICES = [
    "",
    ",",
    ",,",
    "any",
    "none",
    "-",
    "\n",
    "\0",
    "%00",
    "٣",
    "e",
    "1e9",
    "+",
    " ",
    "NaN",
    "inf",
    "9" * 400,
    HOSTILE,
]


@st.composite
def changed(draw: st.DrawFn) -> tuple[str, str]:
    """A value that a link may hold, with something done to it."""
    name, value = draw(st.sampled_from(VALUES))
    at, end = sorted((draw(st.integers(0, len(value))), draw(st.integers(0, len(value)))))
    middle = draw(st.sampled_from(SPLICES) | st.text(max_size=6) | st.just(value[at:end] * 2))
    return name, value[:at] + middle + value[end:]


def test_there_is_a_value_of_every_parameter() -> None:
    assert {name for name, _ in VALUES} == set(NAMES)


@settings(deadline=None, max_examples=300)
@given(changed() | st.tuples(st.sampled_from(NAMES), st.text(max_size=60)))
@example(("view", "-0,-0,0"))
@example(("asof", "1900-01-01T00:00:00Z"))
def test_a_value_is_taken_whole_or_dropped_with_a_note(made: tuple[str, str]) -> None:
    name, value = made
    state, notes = from_params({name: value})
    if notes:
        assert state == LinkState()
        assert len(notes) == 1
        assert f"'{name}'" in notes[0]
        assert value not in notes[0] or len(value) < 8
    else:
        assert name == "q" or set(value) <= PLAIN, "a sign that no value is written with was taken"
        assert from_params({name: to_params(state)[name]}) == (state, [])
        assert {key for key, kept in to_params(state).items() if kept != to_params(LinkState())[key]} <= {
            name
        }


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        changed() | st.tuples(st.sampled_from([*NAMES, "v", DATA_PARAM, "x"]), st.text(max_size=20)),
        max_size=12,
    )
)
def test_any_address_opens_the_page_and_comes_back_the_same(pairs: list[tuple[str, str]]) -> None:
    given_ = parse_qs(urlencode(pairs, errors="replace"), keep_blank_values=True)
    state, _ = check_link({name: values for name, values in given_.items() if name != DATA_PARAM})
    session = from_link(given_)
    assert session.link == state
    assert from_params(to_params(session.link)) == (session.link, [])
    if any(len(values) > 1 for name, values in given_.items() if name in (*NAMES, "v", DATA_PARAM)):
        assert any("more than once" in note for note in session.notes)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "value",
    [HOSTILE, "javascript:alert(1)", "../../etc/passwd", "' OR 1=1 --", "<svg/onload=x>", "\0", "9" * 3_000],
)
def test_a_hostile_value_is_dropped_with_a_note(name: str, value: str) -> None:
    state, notes = from_params({name: value})
    if name == "q" and not notes:  # words that happen to be plain
        assert state.filters.words == value
        return
    assert state == LinkState()
    assert [f"'{name}'" in note and value not in note for note in notes] == [True]
