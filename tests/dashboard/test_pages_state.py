"""Links in and out of a session, and the settings the dashboard is served with."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.dashboard import launch, state
from incidents.dashboard.components.timeline import range_of
from incidents.model import EventType
from incidents.query import Filters, LinkState

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
CHECKOUT = Path(__file__).resolve().parents[2]


def test_a_link_restores_what_it_was_made_of() -> None:
    filters = Filters(event_types=frozenset({EventType.BATTLES}), date_from=dt.date(2012, 3, 1))
    made = state.SessionState(LinkState(filters, selected="inc-0123456789abcdef"), data="samples")
    read = state.from_link(state.link_params(made, "samples", NOW))
    assert (read.filters, read.selected, read.data, read.notes) == (filters, made.selected, "samples", ())


def test_a_link_pins_the_moment_of_the_users_own_data_only() -> None:
    session = state.SessionState()
    assert state.from_link(state.link_params(session, "own", NOW)).link.as_of == NOW
    assert state.from_link(state.link_params(session, "samples", NOW)).link.as_of is None
    filtered = state.SessionState(LinkState(Filters(contested="yes")))
    assert state.address_params(filtered)["asof"] == "latest"


def test_a_pinned_moment_stays_pinned() -> None:
    earlier = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    session = state.SessionState(LinkState(as_of=earlier))
    assert state.from_link(state.link_params(session, "own", NOW)).link.as_of == earlier
    assert state.address_params(session)["asof"].startswith("2026-01-01")


def test_the_address_names_the_samples_only_if_they_were_asked_for() -> None:
    assert state.address_params(state.SessionState()) == {"v": "1"}
    assert state.is_default(state.SessionState())
    assert state.address_params(state.SessionState(data="samples"))["data"] == "samples"
    assert not state.is_default(state.SessionState(data="samples"))


@given(st.dictionaries(st.sampled_from(["data", "type", "from", "sel", "v", "x"]), st.text(max_size=20)))
def test_no_link_breaks_a_session(params: dict[str, str]) -> None:
    read = state.from_link(params)
    assert read.data in ("own", "samples")
    if params.get("data", "own") not in ("own", "samples"):
        assert any("'data'" in note for note in read.notes)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", None),
        ("https://maps.example.org/syria/", "https://maps.example.org/syria"),
        ("javascript:alert(1)", None),
        ("maps.example.org", None),
    ],
)
def test_public_address(given: str, expected: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(state.PUBLIC_URL, given)
    assert state.public_url() == expected


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (["2012-03-01", "2012-03-31", 4], (dt.date(2012, 3, 1), dt.date(2012, 3, 31), 4)),
        (["2012-03-31", "2012-03-01", 4], (dt.date(2012, 3, 1), dt.date(2012, 3, 31), 4)),
        ([None, "2012-03-31", 1], (None, dt.date(2012, 3, 31), 1)),
        ([None, None, 2], (None, None, 2)),
        (["yesterday", None, 2], None),
        ([20120301, None, 2], None),
        ([None, None], None),
        ([None, None, "2"], None),
        ({"start": 1}, None),
        (None, None),
    ],
)
def test_a_range_from_the_browser_is_days_and_a_number_or_nothing(sent: object, expected: object) -> None:
    assert range_of(sent) == expected


def test_both_copies_of_the_settings_agree() -> None:
    assert (CHECKOUT / ".streamlit" / "config.toml").read_text() == launch.CONFIG.read_text()


def test_the_server_stays_at_home() -> None:
    settings = tomllib.loads(launch.CONFIG.read_text())
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["server"]["showEmailPrompt"] is False


def test_serve_passes_the_settings_on() -> None:
    command = launch.command(8765, headless=True)
    assert command[3:5] == ["run", str(launch.SCRIPT)]
    assert {"--server.address=127.0.0.1", "--server.port=8765", "--server.headless=true"} <= set(command)
    assert "--browser.gatherUsageStats=false" in command
    assert launch.SCRIPT.exists()


def test_the_entry_file_is_thin() -> None:
    assert len((CHECKOUT / "app.py").read_text().splitlines()) < 20
