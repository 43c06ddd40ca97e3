"""The map of places on the server: what travels by which way, what is refused, and that a click counts once."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gazetteer.places import PlaceKind
from incidents.dashboard.launch import CONFIG
from incidents.dashboard.map import backdrop as backdrops
from incidents.dashboard.map import component
from incidents.dashboard.map.backdrop import LONGEST_NAME, MOST_PLACES, Backdrop, pack, packed
from incidents.dashboard.map.layer import ASSETS, PlaceLayer
from incidents.dashboard.map.places import LONGEST_LABEL, MapPlace, Picked, _encode
from tests.dashboard.test_map_layer import page as incident_page
from tests.map_frames import HOSTILE_NAMES

VERSION = "0" * 32
HOSTILE = (*HOSTILE_NAMES, "{{7*7}}", "half a character: \ud83d")
AREAS = {"subdistrict", "district", "governorate", "area", "country"}


def place(label: str = "Homs", **changes: Any) -> MapPlace:
    values: dict[str, Any] = {"lat": 34.73, "lon": 36.72, "radius_km": 5.0, "kind": "settlement", **changes}
    return MapPlace(label=label, **values)


def known(*names: str, version: str = "1", **changes: Any) -> Backdrop:
    """Places a hundredth of a degree apart, the first the heaviest."""
    values: dict[str, Any] = {
        "lats": [34.5 + 0.01 * number for number in range(len(names))],
        "lons": [38.0] * len(names),
        "weights": range(len(names), 0, -1),
        **changes,
    }
    return Backdrop(version=version, names=names, **values)


def page(pick: bool = True, dark: bool = False, chosen: int = 0, behind: str = "") -> None:
    import streamlit as st

    from incidents.dashboard.map.places import place_map
    from tests.dashboard.test_place_map import HOSTILE, known, place

    places = [place(label, unit_id=label, chosen=index == chosen) for index, label in enumerate(HOSTILE)]
    st.session_state.picked = place_map(
        places,
        key="places",
        dark=dark,
        pick=pick,
        backdrop=known(*HOSTILE, version=behind) if behind else None,
    )


def sent(script: Any = page, **kwargs: Any) -> dict[str, Any]:
    app = AppTest.from_function(script, kwargs=kwargs).run()
    assert not app.exception
    return dict(json.loads(app.get("component_instance")[0].proto.json_args))


def state_of(args: dict[str, Any]) -> dict[str, Any]:
    found = re.search(r"IncidentMap\.placeLayer\((\{.*\})\)", args["feature_group"])
    assert found is not None
    return dict(json.loads(found[1]))


# What travels


def test_labels_travel_as_data() -> None:
    payload, version = _encode([place(label) for label in HOSTILE])
    data = json.loads(payload)
    assert data["version"] == version
    assert [row["label"] for row in data["places"]] == list(HOSTILE)


def test_no_label_and_no_unit_goes_through_folium() -> None:
    everything = json.dumps(sent())
    for label in HOSTILE:
        assert label not in everything
        assert json.dumps(label)[1:-1] not in everything
    assert set(state_of(sent())) == {"url", "version", "chosen", "dark", "pick"}


def test_a_row_holds_what_is_drawn() -> None:
    payload, _ = _encode([place("حمص", kind="district", unit_id="sy:adm2/homs/homs")])
    assert json.loads(payload)["places"] == [
        {
            "lat": 34.73,
            "lon": 36.72,
            "radius_km": 5.0,
            "label": "حمص",
            "kind": "district",
            "soft": True,
            "unit": "sy:adm2/homs/homs",
        }
    ]


@pytest.mark.parametrize("kind", PlaceKind)
def test_areas_are_soft_and_spots_are_not(kind: PlaceKind) -> None:
    row = json.loads(_encode([place(kind=kind)])[0])["places"][0]
    assert (row["kind"], row["soft"]) == (kind.value, kind.value in AREAS)


def test_the_version_names_the_list_and_not_the_choice() -> None:
    one, other = place("one"), place("other")
    version = _encode([one, other])[1]
    assert re.fullmatch("[0-9a-f]{32}", version)
    assert _encode([one, place("other", chosen=True)])[1] == version
    assert len({version, _encode([other, one])[1], _encode([one])[1], _encode([])[1]}) == 4
    assert _encode([one, place("other", radius_km=6.0)])[1] != version


def test_a_long_label_is_cut() -> None:
    label = json.loads(_encode([place("ح" * 5000)])[0])["places"][0]["label"]
    assert len(label) == LONGEST_LABEL
    assert label.endswith("…")


def test_only_the_layer_differs_between_runs() -> None:
    first, second = sent(), sent(dark=True, chosen=3, pick=False)
    assert state_of(first) == {**state_of(second), "dark": False, "chosen": [0], "pick": True}
    assert (state_of(second)["dark"], state_of(second)["chosen"], state_of(second)["pick"]) == (
        True,
        [3],
        False,
    )
    for unstable in ("feature_group", "id", "key"):
        first.pop(unstable, None)
        second.pop(unstable, None)
    assert first == second


def test_it_is_the_map_of_the_incidents_with_another_layer() -> None:
    places, incidents = sent(), sent(incident_page)
    for shared in ("script", "header", "html", "js_links", "css_links", "returned_objects"):
        assert places[shared] == incidents[shared]


# The known places behind them


@pytest.fixture(autouse=True)
def _nothing_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backdrops, "_cache", {})


def test_known_places_travel_by_weight() -> None:
    ready = pack(known("hamlet", "حمص", "town", lats=[34.1, 34.2, 34.3333333], weights=[0, 9, 5]))
    assert json.loads(ready.payload) == {
        "version": ready.version,
        "lats": [3420000, 3433333, 3410000],
        "lons": [3800000] * 3,
        "names": ["حمص", "town", "hamlet"],
    }
    assert re.fullmatch("[0-9a-f]{32}", ready.version)
    assert ready.version != pack(known("hamlet")).version != pack(known("town")).version


def test_of_the_known_places_nothing_but_address_and_hash_goes_through_folium() -> None:
    args = sent(behind="{{7*7}}")
    everything = json.dumps(args)
    for label in HOSTILE:
        assert label not in everything
        assert json.dumps(label)[1:-1] not in everything
    version = pack(known(*HOSTILE)).version
    backdrop = state_of(args)["backdrop"]
    assert set(backdrop) == {"url", "version"}
    assert backdrop["version"] == version
    assert re.fullmatch(r"\.\./\.\./media/[0-9a-f]+\.[a-z]+", backdrop["url"])


def test_known_places_that_cannot_be_drawn_are_left_out() -> None:
    names = ("good", "no point", "off the globe", " ", "ح" * 500, "half a character: \ud83d")
    ready = pack(known(*names, lats=[34, math.nan, 91, 34, 34, 34], lons=[38, 38, 38, 38, 38, 38]))
    assert json.loads(ready.payload)["names"] == [
        "good",
        "ح" * (LONGEST_NAME - 1) + "…",
        "half a character: ?",
    ]
    assert json.loads(pack(known()).payload)["names"] == []


def test_the_lightest_of_too_many_known_places_are_left_out() -> None:
    names = [f"Place {number}" for number in range(MOST_PLACES + 10)]
    payload = pack(known(*names, lats=[34.12345] * len(names), lons=[38.12345] * len(names))).payload
    assert json.loads(payload)["names"] == names[:MOST_PLACES]
    assert len(payload) < 800_000


def test_known_places_are_packed_once_for_a_version(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def count(backdrop: Backdrop) -> Any:
        seen.append(backdrop.version)
        return pack(backdrop)

    monkeypatch.setattr(backdrops, "pack", count)
    first = packed(known("town", version="a"))
    assert packed(known("town", version="a")) is first, "another object of the same version"
    assert packed(known("other town", version="b")).version != first.version
    assert packed(known("town", version="a")) is first
    assert seen == ["a", "b"]
    for number in range(10):
        packed(known("town", version=str(number)))
    assert len(backdrops._cache) < 6, "versions of the past are let go"


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        known("one", "two", weights=[1])


# What is refused


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lat": 90.5}, "point on the globe"),
        ({"lat": math.nan}, "point on the globe"),
        ({"lon": -180.5}, "point on the globe"),
        ({"lon": math.inf}, "point on the globe"),
        ({"radius_km": -1.0}, "not a length"),
        ({"radius_km": math.nan}, "not a length"),
        ({"radius_km": math.inf}, "not a length"),
        ({"kind": "planet"}, "kind of place"),
        ({"kind": ""}, "kind of place"),
    ],
)
def test_a_place_that_cannot_be_drawn_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        place(**changes)


@pytest.mark.parametrize("url", ["media/{{ 7*7 }}.json", "https://example.org/a.json", "media/A.json\n"])
def test_only_addresses_of_the_media_store_are_taken(url: str) -> None:
    with pytest.raises(ValueError, match="media store"):
        PlaceLayer(url=url, version=VERSION)


# What was clicked


@pytest.fixture
def click(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Picked | None]:
    """Stand in for the browser: set what it last sent, run the page, give what the page got."""
    moments = iter(range(1, 1000))
    version = _encode([place(label, unit_id=label) for label in HOSTILE])[1]
    app = AppTest.from_function(page)

    def run(
        properties: dict[str, Any] | None, *, moment: int | None = None, pick: bool = True
    ) -> Picked | None:
        known = {"version": version, "moment": next(moments) if moment is None else moment}
        answer = {"last_active_drawing": properties and {"properties": {**known, **properties}}}
        monkeypatch.setattr(component, "st_folium", lambda *_args, **_kwargs: answer)
        app.args, app.kwargs = (), {"pick": pick}
        app.run()
        assert not app.exception
        picked: Picked | None = app.session_state.picked
        return picked

    return run


def test_nothing_clicked_is_nothing(click: Any) -> None:
    assert click(None) is None


def test_a_click_counts_once(click: Any) -> None:
    assert click({"index": 1}, moment=5000) == Picked(index=1)
    assert click({"index": 1}, moment=5000) is None
    assert click({"index": 1}, moment=5001) == Picked(index=1)
    assert click({"lat": 35.1, "lon": 38.25}, moment=5002) == Picked(lat=35.1, lon=38.25)
    assert click({"lat": 35.1, "lon": 38.25}, moment=5002) is None


@pytest.mark.parametrize("index", [-1, len(HOSTILE), 10**30, "1", 1.0, True, None, [1]])
def test_a_place_that_is_not_there_is_not_clicked(click: Any, index: Any) -> None:
    assert click({"index": index}) is None


def test_a_click_on_an_earlier_list_is_none_on_this(click: Any) -> None:
    assert click({"index": 1, "version": VERSION}) is None


def test_the_ground_counts_only_where_a_point_may_be_set(click: Any) -> None:
    assert click({"lat": 35.1, "lon": 38.25}, pick=False) is None
    assert click({"index": 1}, pick=False) == Picked(index=1)


@pytest.mark.parametrize(
    "ground",
    [
        {"lat": 91, "lon": 38},
        {"lat": 35, "lon": 181},
        {"lat": 10**400, "lon": 38},
        {"lat": math.nan, "lon": 38},
        {"lat": "35", "lon": "38"},
        {"lat": 35},
        {"lat": None, "lon": None},
    ],
)
def test_a_point_off_the_globe_is_not_set(click: Any, ground: dict[str, Any]) -> None:
    assert click(ground) is None


# Colours


def colours(script: str = "placemarks.js") -> dict[str, dict[str, str]]:
    text = (ASSETS / script).read_text(encoding="utf-8")
    lines = re.findall(r"^ +(light|dark): \{ (\w+: .*) \},$", text, re.MULTILINE)
    return {theme: dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', line)) for theme, line in lines}


def grounds() -> dict[str, str]:
    """What the marks are drawn on: the ground of the symbols."""
    text = (ASSETS / "symbols.js").read_text(encoding="utf-8")
    return dict(re.findall(r'^ +(light|dark): \{ ground: "(#[0-9a-f]{6})"', text, re.MULTILINE))


def luminance(colour: str) -> float:
    """WCAG 2's relative luminance."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chosen_one_has_the_accent_of_the_page(theme: str) -> None:
    assert (
        colours()[theme]["accent"]
        == tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][theme]["primaryColor"]
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_numbers_and_outlines_can_be_told_from_their_ground(theme: str) -> None:
    own, ground = colours()[theme], grounds()[theme]
    assert contrast(own["on"], own["accent"]) >= 4.5
    assert contrast(own["other"], ground) >= 4.5
    assert contrast(own["accent"], ground) >= 4.5


def land() -> dict[str, list[str]]:
    """The ground of the base map, at home and abroad."""
    text = (ASSETS / "basemap.js").read_text(encoding="utf-8")
    found = re.findall(r'land: "(#[0-9a-f]{6})", syria: "(#[0-9a-f]{6})"', text)
    return dict(zip(("light", "dark"), map(list, found), strict=True))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_names_of_known_places_are_quiet_and_can_be_read(theme: str) -> None:
    own = colours("backdrop.js")[theme]
    for ground in land()[theme]:
        assert 4.5 <= contrast(own["text"], ground) < 8
        assert contrast(own["dot"], ground) >= 3
