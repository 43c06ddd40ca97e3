"""The folium side of the maps: a map without outside addresses and layers that carry numbers only.

Words of a report and names of places never come near these classes: folium compiles what it is given as a template on
the server and writes it into a script in the browser.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import folium
import streamlit.components.v1 as components
from folium.template import Template

from incidents.dashboard.map.areas import AreaFill
from incidents.dashboard.map.tiles import TileSource

ASSETS: Final = Path(__file__).parent / "assets"
_NAME: Final = "assets"
# Both the map's frame and our files are served below component/, whatever server.baseUrlPath says.
_BASE_URL: Final = f"../{__name__}.{_NAME}"

# boot.js first: it says in words what is wrong when one of the others does not arrive.
SCRIPTS: Final = (
    "boot.js",
    "vendor/leaflet/leaflet.js",
    "columns.js",
    "cluster.js",
    "pane.js",
    "basemap.js",
    "symbols.js",
    "words.js",
    "controls.js",
    "playback.js",
    "link.js",
    "stage.js",
    "painter.js",
    "stack.js",
    "engine.js",
    "box.js",
    "areas.js",
    "tiles.js",
    "board.js",
    "counts.js",
    "backdrop.js",
    "placemarks.js",
    "places.js",
)
STYLES: Final = ("vendor/leaflet/leaflet.css", "map.css")

_MEDIA_URL = re.compile(r"media/[0-9a-f]+\.[a-z]+")
_VERSION = re.compile(r"[0-9a-f]{32}")


def declare_assets() -> None:
    """Let Streamlit serve our scripts from the package's folder, also when installed from a wheel.

    Streamlit registers a component only inside a script run, so this is called in each one.
    """
    components.declare_component(_NAME, path=ASSETS)


class OfflineMap(folium.Map):
    """A folium map that loads everything from its own server and has no tiles.

    It takes no arguments on purpose: any difference in its script would make the browser build the map anew and lose
    the view. What varies travels in an :class:`IncidentLayer` or a :class:`PlaceLayer`.
    """

    default_js = [(Path(name).stem, f"{_BASE_URL}/{name}") for name in SCRIPTS]  # noqa: RUF012
    default_css = [(f"{Path(name).stem}_css", f"{_BASE_URL}/{name}") for name in STYLES]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__(
            location=[35.0, 38.6],
            zoom_start=7,
            tiles=None,
            zoom_control=False,
            zoom_snap=0.25,
            zoom_delta=1,
            wheel_px_per_zoom_level=90,
            max_bounds_viscosity=0.9,
            bounce_at_zoom_limits=False,
        )
        # Without a tile layer, Leaflet does not know how far one may zoom.
        # At zoom 5.5 the country fits into 240 pixels.
        self.options.update(maxZoom=18, minZoom=5.5, maxBounds=[[28.5, 30.0], [40.5, 48.5]])


class IncidentLayer(folium.FeatureGroup):
    """What the browser should show now: a data version, the selected rows as bits, a highlighted row.

    Parameters
    ----------
    url : str
        Where the columns are served, relative to the server's base path: ``media/<hash>.bin``.
    version : str
        Version of the columns.
    bits : bytes
        Rows to show, least significant bit first.
    selected : int
        Row to highlight, or -1.
    dark : bool
        Draw on a dark ground.
    view : tuple of float, optional
        ``(lat, lon, zoom)`` to go to.
    box : tuple of float, optional
        ``(west, south, east, north)`` of the box to outline.
    areas : AreaFill, optional
        Draw areas coloured by numbers in place of the incidents.
    tiles : TileSource, optional
        Lay the tiles of a server under the incidents.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = window.IncidentMap.layer({{ this.state }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        *,
        url: str,
        version: str,
        bits: bytes,
        selected: int = -1,
        dark: bool = False,
        view: tuple[float, float, float] | None = None,
        box: tuple[float, float, float, float] | None = None,
        areas: AreaFill | None = None,
        tiles: TileSource | None = None,
    ) -> None:
        super().__init__()
        state: dict[str, Any] = {
            **_source(url, version),
            "bits": base64.b64encode(bits).decode("ascii"),
            "selected": int(selected),
            "dark": bool(dark),
            "view": None if view is None else [round(float(number), 5) for number in view],
        }
        if box is not None:
            state["box"] = [float(edge) for edge in box]
        if areas is not None:
            state["areas"] = areas.state()
        if tiles is not None:
            state["tiles"] = _tiles(tiles)
        self.state = json.dumps(state, allow_nan=False)


class CountLayer(IncidentLayer):
    """The same for counts in place of rows: its data are JSON, see :mod:`incidents.dashboard.map.counts`."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = window.IncidentMap.countLayer({{ this.state }});
        {% endmacro %}
        """
    )


class PlaceLayer(folium.FeatureGroup):
    """What the map of places should show now.

    Parameters
    ----------
    url : str
        Where the places are served, relative to the server's base path: ``media/<hash>.json``.
    version : str
        Version of the places.
    chosen : iterable of int
        Positions in the list of the places to highlight.
    dark : bool
        Draw on a dark ground.
    pick : bool
        A click on empty ground sets a point.
    backdrop : tuple of str, optional
        Address and version of the known places behind them, as ``url`` and ``version``.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = window.IncidentMap.placeLayer({{ this.state }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        *,
        url: str,
        version: str,
        chosen: Iterable[int] = (),
        dark: bool = False,
        pick: bool = False,
        backdrop: tuple[str, str] | None = None,
    ) -> None:
        super().__init__()
        state: dict[str, Any] = {
            **_source(url, version),
            "chosen": [int(index) for index in chosen],
            "dark": bool(dark),
            "pick": bool(pick),
        }
        if backdrop is not None:
            state["backdrop"] = _source(*backdrop)
        self.state = json.dumps(state, allow_nan=False)


def _tiles(tiles: TileSource) -> str:
    """A source of tiles for the browser. Address and attribution are a person's words: base64 holds no template."""
    told = {
        "url": tiles.url, "host": tiles.host, "attribution": tiles.attribution, "zoom": tiles.max_zoom,
        "named": tiles.named,
    }  # fmt: skip
    return base64.b64encode(json.dumps(told).encode("ascii")).decode("ascii")


def _source(url: str, version: str) -> dict[str, str]:
    """Where the browser finds a layer's data, seen from the map's frame."""
    if not _MEDIA_URL.fullmatch(url) or not _VERSION.fullmatch(version):
        raise ValueError("the map takes only addresses of the media store and content hashes")
    return {"url": f"../../{url}", "version": version}
