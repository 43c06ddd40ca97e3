"""A page with nothing but the map of places, for the tests beside it."""

from __future__ import annotations

import streamlit as st

from incidents.dashboard.map.backdrop import Backdrop
from incidents.dashboard.map.places import MapPlace, Picked, place_map
from tests.map_frames import HOSTILE_NAMES

SETS = {
    "towns": (
        MapPlace(34.7324, 36.7137, 6.0, "Homs · حمص", "settlement"),
        MapPlace(36.3700, 38.4100, 3.0, "Homs in the north", "settlement"),
        MapPlace(35.1000, 40.3000, 0.4, "Homs, a site", "site"),
    ),
    "units": (
        MapPlace(36.5130, 36.8690, 4.0, "Afrin", "settlement"),
        MapPlace(36.51, 36.87, 14.0, "Afrin sub-district", "subdistrict", unit_id="sy:adm3/aleppo/afrin"),
        MapPlace(36.55, 36.80, 30.0, "Afrin district", "district", unit_id="sy:adm2/aleppo/afrin"),
        MapPlace(36.2, 37.5, 90.0, "Aleppo", "governorate", unit_id="sy:adm1/aleppo"),
        MapPlace(36.1, 36.4, 25.0, "A region without borders", "area", unit_id="sy:adm3/no/such-unit"),
    ),
    "hostile": tuple(
        MapPlace(33.2 + 0.5 * number, 36.5 + 0.6 * number, 8.0, name, "settlement")
        for number, name in enumerate((*HOSTILE_NAMES, "{{7*7}}"))
    ),
    "one spot": tuple(MapPlace(35.0, 38.0, 2.0, f"Namesake {number}", "settlement") for number in range(5)),
    "none": (),
}  # fmt: skip
# Villages in the steppe, clear of the base map's towns: two to find, two hundred light ones about them, some with
# hostile names, and one that the base map shows itself.
LONELY, LARGE = (34.6, 38.0), (34.62, 38.04)
_CROWD = [(34.485 + 0.012 * (number % 20), 37.65 + 0.06 * (number // 20)) for number in range(200)]
_STRANGE = [(34.55 + 0.01 * number, 38.1) for number in range(len(HOSTILE_NAMES))]
_KNOWN: list[tuple[tuple[float, float], str, int]] = [
    (LONELY, "Lonely village", 200),
    (LARGE, "Large village · قرية كبيرة", 9000),
    *((at, f"Hamlet {number}", 0) for number, at in enumerate(_CROWD)),
    *((at, name, 100) for at, name in zip(_STRANGE, HOSTILE_NAMES, strict=True)),
    ((34.7241, 36.7257), "Homs", 775_404),
]


def backdrop() -> Backdrop:
    return Backdrop(
        version="1",
        lats=[lat for (lat, _), _, _ in _KNOWN],
        lons=[lon for (_, lon), _, _ in _KNOWN],
        names=[name for _, name, _ in _KNOWN],
        weights=[weight for _, _, weight in _KNOWN],
    )


@st.fragment
def page() -> None:
    st.session_state.runs = st.session_state.get("runs", 0) + 1
    names = list(SETS)
    wanted = st.radio("Places", names, horizontal=True)
    left, middle, right, last = st.columns(4)
    dark = left.checkbox("Dark")
    pick = middle.checkbox("Set a point")
    again = right.checkbox("Other names")
    behind = backdrop() if last.checkbox("Known places") else None
    chosen = st.session_state.get("chosen", 0)
    places = [
        MapPlace(
            place.lat, place.lon, place.radius_km, place.label + (" again" if again else ""), place.kind,
            chosen=index == chosen, unit_id=place.unit_id,
        )
        for index, place in enumerate(SETS[wanted])
    ]  # fmt: skip
    clicked = place_map(places, key="places", dark=dark, height=460, pick=pick, backdrop=behind)
    _tell(clicked)


def _tell(clicked: Picked | None) -> None:
    state = st.session_state
    if clicked is not None:
        state.clicks = state.get("clicks", 0) + 1
        state.picked = clicked
        if clicked.index is not None:
            state.chosen = clicked.index
            st.rerun(scope="fragment")
    picked = state.get("picked", Picked())
    st.text(f"runs={state.runs} clicks={state.get('clicks', 0)}")
    st.text(f"index={picked.index} lat={picked.lat} lon={picked.lon}")


page()
