"""Playing the incidents over time on the map of the samples."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import NewPage, Serve, expect
from tests.browser.test_dashboard import APP, WAIT_MS, map_frame

pytestmark = pytest.mark.browser
SHOWN = "IncidentMap.engine.bits.reduce((n, byte) => n + byte.toString(2).split('1').length - 1, 0)"


@pytest.fixture
def frame(serve: Serve, new_page: NewPage) -> Any:
    return map_frame(new_page(serve(APP, env={"INCIDENTS_TEST": "playback"})))


def test_playing_shows_more_and_more_and_closing_shows_all_again(frame: Any) -> None:
    everything = frame.evaluate(SHOWN)
    frame.get_by_role("button", name="Play over time").click()
    frame.wait_for_function(f"{SHOWN} > 0", timeout=WAIT_MS)
    first = frame.evaluate(SHOWN)
    assert first < everything
    frame.wait_for_function(f"{SHOWN} > {first}", timeout=WAIT_MS)
    frame.get_by_role("button", name="Pause").click()
    stopped = frame.locator(".im-play-day").inner_text()
    frame.page.wait_for_timeout(600)
    assert frame.locator(".im-play-day").inner_text() == stopped
    frame.get_by_role("button", name="Stop playing").click()
    assert frame.evaluate(SHOWN) == everything


def test_a_trailing_window_lets_go_of_what_is_past(frame: Any) -> None:
    frame.get_by_role("button", name="Play over time").click()
    frame.get_by_role("button", name="Pause").click()
    slider = frame.get_by_role("slider", name="Day shown")
    slider.focus()
    slider.press("End")
    expect(frame.locator(".im-play-day")).to_contain_text("2019")
    everything = frame.evaluate(SHOWN)
    frame.get_by_label("Which incidents stay on the map").select_option("30 days")
    assert 0 < frame.evaluate(SHOWN) < everything
    slider.press("Home")
    expect(frame.locator(".im-play-day")).to_contain_text("2011")


def test_a_new_selection_stops_what_plays(frame: Any) -> None:
    frame.get_by_role("button", name="Play over time").click()
    page = frame.page
    page.get_by_role("combobox", name="Event type").click()
    page.get_by_role("option").first.click()
    page.locator(".si-count", has_text="Filtered:").wait_for(timeout=WAIT_MS)
    expect(frame.get_by_role("button", name="Play over time")).to_be_visible(timeout=WAIT_MS)
