"""A store that holds more incidents than are read at once: the pages in Streamlit's test runner."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from gazetteer.mode import READ_ONLY
from incidents import cli
from incidents.dashboard.counted import MOST_ROWS, SETTING, most_rows
from incidents.dashboard.data import RULES_ASIDE, WORDS_ASIDE
from incidents.dashboard.map import AreaFill
from incidents.dashboard.map.counts import HOME, Window, pack, window_in
from incidents.errors import InputError
from incidents.public import blur
from incidents.query import AreaCounts, Filters, FrameIndex, mask
from incidents.query.grid import areas, cells
from incidents.store import Store
from tests.dashboard.conftest import Seed
from tests.dashboard.test_pages_app import _checked, html, start
from tests.factories import TEXT, make_result

pytestmark = pytest.mark.usefixtures("fresh_page")
calm = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
REPORTS = 4
"""Each tells of two incidents, in Homs and in Daraa."""


@pytest.fixture
def large(own: Seed, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Eight incidents where at most three are read."""
    monkeypatch.setenv(SETTING, "3")
    return own(*(make_result(f"{n} {TEXT}", later=400 * n) for n in range(REPORTS)))


def page(name: str, **params: str) -> AppTest:
    app = AppTest.from_function(_page, args=(name,), default_timeout=60)
    for key, value in params.items():
        app.query_params[key] = value
    return _checked(app.run())


def _page(name: str) -> None:
    from importlib import import_module

    from incidents.dashboard import state

    state.current()
    import_module(f"incidents.dashboard.pages.{name}").page()


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return _checked(app.run())


def layer(app: AppTest, kind: str) -> dict[str, Any]:
    """The state of the map's layer, of that kind."""
    sent = json.loads(app.get("component_instance")[0].proto.json_args)["feature_group"]
    found = re.search(rf"IncidentMap\.{kind}\((\{{.*\}})\)", sent)
    assert found is not None, sent[:300]
    return dict(json.loads(found[1]))


def sidebar(app: AppTest) -> list[Any]:
    """All choices of the filters with their counts."""
    return [
        *((each.label, each.options) for each in app.multiselect),
        *(each.label for each in app.button_group if each.label.startswith("Contested")),
        *(each.label for each in app.checkbox),
    ]


@pytest.mark.parametrize(
    "link", [{}, {"contested": "yes"}, {"type": "explosions"}, {"from": "2013-01-01"}, {"gov": "homs"}]
)
def test_its_numbers_are_those_of_the_ordinary_page(
    large: Store, link: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    many = start(**link)
    monkeypatch.delenv(SETTING)
    ordinary = start(**link)
    count, key = (
        re.compile(rf'<{tag} class="si-{name}".*?</{tag}>', re.S)
        for tag, name in (("div", "count"), ("ul", "legend"))
    )
    assert count.findall(html(many)) == count.findall(html(ordinary)) != []
    assert key.findall(html(many)) == key.findall(html(ordinary)) != []
    assert sidebar(many) == sidebar(ordinary)
    assert chart(many) == chart(ordinary)


def chart(app: AppTest) -> list[Any]:
    """Bins and axis of the timeline."""
    told = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    found = next(each for each in told if "bins" in each)
    return [found["bins"], found["domain"]]


def test_the_map_shows_counts_and_a_sentence_says_so(large: Store) -> None:
    app = start()
    assert layer(app, "countLayer")["bits"] == ""
    assert "8 of 8 incidents shown" in html(app)
    assert "8 incidents match: the map shows counts by area. Narrow the filters to see each one." in html(app)
    assert not app.dataframe
    assert not app.tabs
    assert "incidents export --format csv" in app.code[0].value


def test_the_command_it_names_exports_the_selection(large: Store, tmp_path: Path) -> None:
    app = start(contested="yes", **{"from": "2012-01-01"})
    assert "4 of 8 incidents shown" in html(app)
    words = shlex.split(app.code[0].value)
    out = tmp_path / "some.csv"
    assert words[:6] == ["incidents", "export", "--format", "csv", "--out", "FILE"]
    found = CliRunner().invoke(cli.app, [*words[1:5], str(out), *words[6:]])
    assert found.exit_code == 0, found.output
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 1 + 4


def test_a_button_narrows_to_what_is_read_and_shown_as_ever(large: Store) -> None:
    app = press(start(), "2012 (2)")
    assert "2 of 8 incidents shown" in html(app)
    layer(app, "layer")
    assert [frame.value.shape[0] for frame in app.dataframe] == [2]
    assert "Filtered: " in html(app)
    press(app, "Reset all filters")
    layer(app, "countLayer")


def test_a_governorate_that_still_holds_too_many_offers_years_alone(large: Store) -> None:
    app = press(start(), "Homs (4)")
    assert "4 of 8 incidents shown" in html(app)
    narrow = [label for label in labels(app) if re.fullmatch(r".* \(\d\)", label)]
    assert narrow == ["2012 (1)", "2013 (1)", "2014 (1)", "2015 (1)"]


@pytest.mark.parametrize("level", ["governorates", "districts"])
def test_areas_are_coloured_by_what_the_database_counted(
    large: Store, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = layer(start(map=level, measure="killed"), "countLayer")["areas"]
    monkeypatch.delenv(SETTING)
    assert many == layer(start(map=level, measure="killed"), "layer")["areas"]
    assert sum(row[0] for row in many["rows"]) + many["elsewhere"] == 8


def test_sums_of_the_database_fill_areas_as_the_table_does(large: Store) -> None:
    index = FrameIndex(large.frame())
    counts = large.counts().by_area(Filters(), "districts")
    made = AreaFill.of_sums(counts, "districts", "incidents").counts
    wanted = AreaFill.of(index, mask(index, Filters()), "districts", "incidents").counts
    for name in AreaCounts.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(made, name), getattr(wanted, name))


@pytest.mark.parametrize("name", ["overview", "review", "sources"])
def test_other_pages_ask_for_fewer_and_then_work(large: Store, name: str) -> None:
    app = page(name)
    assert "8 incidents match: more than the 3 that this page can take." in html(app)
    assert not app.dataframe
    assert app.multiselect[0].label == "Event type"
    assert "this page can take" not in html(page(name, **{"from": "2015-01-01"}))


def test_about_counts_all(large: Store) -> None:
    assert "8 incidents from 4 reports" in html(page("about"))


def test_the_small_page_shows_counts(large: Store) -> None:
    app = page("embed")
    assert "8 incidents" in html(app)
    assert layer(app, "countLayer")["url"]
    app = page("embed", **{"from": "2015-01-01"})
    assert "2 incidents" in html(app)
    layer(app, "layer")


def test_other_rules_are_applied_once_few_enough_are_shown(large: Store) -> None:
    app = start(best="lowest")
    assert RULES_ASIDE.split(":")[0] in html(app)
    assert "Best figure: " not in html(app)
    few = start(best="lowest", **{"from": "2015-01-01"})
    assert "2 of 8 incidents shown" in html(few)
    assert RULES_ASIDE.split(":")[0] not in html(few)
    assert "Best figure: the lowest" in html(few)


def test_as_of_a_moment_counts_what_stood_then(large: Store) -> None:
    app = start(asof="2001-01-01T00:00:00Z")
    assert "0 of 0 incidents shown" in html(app) or "There is no incident" in html(app)


def test_a_link_with_an_incident_opens_it_beside_the_counts(large: Store) -> None:
    chosen = large.incidents()[0].id
    app = start(sel=chosen)
    assert "8 of 8 incidents shown" in html(app)
    assert "si-incident" in html(app)


def test_a_public_view_counts_too_but_looks_for_no_words(
    large: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(READ_ONLY, "1")
    app = start()
    assert "8 of 8 incidents shown" in html(app)
    layer(app, "countLayer")
    app = start(q="bomb")
    assert WORDS_ASIDE.split(":")[0] in html(app)
    assert "8 of 8 incidents shown" in html(app)


def test_a_public_view_that_blurs_places_says_why_it_counts_nothing(
    large: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(READ_ONLY, "1")
    monkeypatch.setenv(blur.BLUR, "Attack")
    app = start()
    assert "places of some of them are blurred" in html(app)
    assert not app.get("component_instance")


@pytest.mark.parametrize("told", ["0", "-1", "many", "1e6", "٣"])
def test_a_limit_that_is_none_says_so(large: Store, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, told)
    with pytest.raises(InputError, match=SETTING):
        most_rows()
    assert SETTING in html(start())


def test_without_a_setting_a_million_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert most_rows() == MOST_ROWS == 1_000_000


# --- what travels to and from the browser -----------------------------------------------------------------------------


def test_what_is_packed_is_what_was_counted(large: Store) -> None:
    index = FrameIndex(large.frame())
    shown = mask(index, Filters())
    window = HOME.counted
    found = cells(index, shown, window.grid), areas(index, shown, window.grid)
    payload, version = pack(*found, window)
    told = json.loads(payload)
    assert told["version"] == version
    assert sum(row[4] for row in told["cells"]) + sum(row[4] for row in told["areas"]) == 8
    assert all(sum(row[7:]) == row[4] for row in [*told["cells"], *told["areas"]])
    assert pack(*found, window)[1] == version
    assert pack(found[0][:-1], found[1], window)[1] != version


@calm
@given(
    st.dictionaries(
        st.sampled_from(["window", "zoom", "other"]),
        st.one_of(
            st.none(),
            st.integers(-3, 30),
            st.floats(),
            st.text(max_size=3),
            st.lists(st.floats() | st.integers() | st.text(max_size=2), max_size=5),
        ),
    )
)
def test_anything_else_than_a_view_is_none(click: dict[str, Any]) -> None:
    found = window_in(click)
    assert found is None or len(found.counted.grid.lons) < 500


@calm
@given(
    st.floats(-180, 180),
    st.floats(-85, 85),
    st.floats(0.0001, 360),
    st.floats(0.0001, 170),
    st.integers(1, 18),
)
def test_no_view_has_more_cells_than_a_screen_has_room_for(
    west: float, south: float, wide: float, high: float, zoom: int
) -> None:
    found = window_in({"window": [west, south, west + wide, south + high], "zoom": zoom})
    if found is not None:
        grid = found.counted.grid
        assert len(grid.lats) < 500
        assert len(grid.lons) < 500
        assert found.zoom <= zoom


def test_a_view_is_counted_with_a_margin_and_no_further_than_the_map_goes() -> None:
    window = Window(36.0, 33.0, 37.0, 34.0, 9)
    more = window.counted
    assert more.west < 36.0 < 37.0 < more.east
    assert window_in({"window": [-100, -80, 100, 80], "zoom": 5}).counted.west == 28.0  # type: ignore[union-attr]
