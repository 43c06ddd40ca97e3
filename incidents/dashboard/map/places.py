"""A small map of places: the candidates of a search, numbered as in the list beside it.

Names travel like the incidents' columns, as data the browser fetches by a content hash; folium gets positions in the
list and no words.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from incidents.dashboard.map.backdrop import Backdrop, packed
from incidents.dashboard.map.columns import SOFT_PRECISIONS
from incidents.dashboard.map.component import JSON, draw, serve
from incidents.dashboard.map.layer import PlaceLayer
from incidents.model import Precision

LONGEST_LABEL: Final = 160
"""Characters of a name that are shown; a longer one would cover the map."""
_KINDS: Final = frozenset(Precision)


@dataclass(frozen=True, slots=True)
class MapPlace:
    """One place to draw.

    ``lat`` and ``lon`` are WGS 84 degrees, ``radius_km`` is the circle around them that holds the place.

    Raises
    ------
    ValueError
        If the point is not on the globe, the radius is not a length, or the kind is unknown.
    """

    lat: float
    lon: float
    radius_km: float
    label: str
    """The place's name, in any script; shown as text only."""
    kind: str
    """What it is, as a :class:`gazetteer.places.PlaceKind`; from sub-district up it is drawn as an area."""
    chosen: bool = False
    """The answer: highlighted."""
    unit_id: str | None = None
    """``place_id`` of an administrative unit: its polygon is drawn instead of the circle, where the base map has it."""

    def __post_init__(self) -> None:
        if not _on_globe(self.lat, self.lon):
            raise ValueError(f"lat {self.lat}, lon {self.lon} is not a point on the globe")
        if not math.isfinite(self.radius_km) or self.radius_km < 0:
            raise ValueError(f"a radius of {self.radius_km} km is not a length")
        if self.kind not in _KINDS:
            raise ValueError(f"{self.kind!r} is not a kind of place")


@dataclass(frozen=True, slots=True)
class Picked:
    """A click on the map: on a place, which ``index`` gives by its position in the list, or on the ground.

    ``lat`` and ``lon`` are WGS 84 degrees, given for the ground only.
    """

    index: int | None = None
    lat: float | None = None
    lon: float | None = None


def place_map(
    places: Sequence[MapPlace],
    *,
    key: str,
    dark: bool,
    height: int = 460,
    pick: bool = False,
    backdrop: Backdrop | None = None,
) -> Picked | None:
    """Draw places with their numbers and their reach, and tell what was clicked.

    The view is fitted to the places when other ones come, to the whole country when there are none; but it stays where
    the user has moved it as long as all of them are in sight there.

    Parameters
    ----------
    places : sequence of MapPlace
        In the order of the list beside the map: the first gets the number 1.
    key : str
        Names this map in the session.
    dark : bool
        Draw on a dark ground.
    height : int, default 460
        In CSS pixels.
    pick : bool, default False
        A click on empty ground, or Enter for the middle of the map, sets a point, marked with a cross until other
        places come.
    backdrop : Backdrop, optional
        Known places to draw behind these from zoom 9 on. They are fetched once per version and cannot be clicked.

    Returns
    -------
    Picked or None
        What was clicked since the last run, or None.
    """
    payload, version = _encode(places)
    layer = PlaceLayer(
        url=serve(payload, version, JSON, f"place-map.{key}"),
        version=version,
        chosen=[index for index, place in enumerate(places) if place.chosen],
        dark=dark,
        pick=pick,
        backdrop=None if backdrop is None else _serve_backdrop(backdrop, key),
    )
    click = draw(layer, key=key, height=height)
    return _place_in(click, len(places), version) or (_ground_in(click) if pick else None)


def _serve_backdrop(backdrop: Backdrop, key: str) -> tuple[str, str]:
    known = packed(backdrop)
    return serve(known.payload, known.version, JSON, f"place-map.{key}.backdrop"), known.version


def _encode(places: Sequence[MapPlace]) -> tuple[bytes, str]:
    """Pack what the browser draws, without what is chosen, and hash it.

    The hash then names the list: it stays the same while the user goes through it.
    """
    rows = [_row(place) for place in places]
    version = hashlib.sha256(_json(rows)).hexdigest()[:32]
    return _json({"version": version, "places": rows}), version


def _row(place: MapPlace) -> dict[str, Any]:
    return {
        "lat": round(float(place.lat), 6),
        "lon": round(float(place.lon), 6),
        "radius_km": round(float(place.radius_km), 3),
        "label": _shortened(place.label),
        "kind": str(place.kind),
        "soft": place.kind in SOFT_PRECISIONS,
        "unit": place.unit_id,
    }


def _json(value: Any) -> bytes:
    # Escaped to ASCII, as a name may hold half a character that no encoding takes.
    return json.dumps(value, allow_nan=False, separators=(",", ":")).encode("ascii")


def _shortened(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"


def _place_in(click: dict[str, Any], count: int, version: str) -> Picked | None:
    index = click.get("index")
    if type(index) is not int or not 0 <= index < count or click.get("version") != version:
        return None
    return Picked(index=index)


def _ground_in(click: dict[str, Any]) -> Picked | None:
    lat, lon = click.get("lat"), click.get("lon")
    if not isinstance(lat, int | float) or not isinstance(lon, int | float) or not _on_globe(lat, lon):
        return None
    return Picked(lat=float(lat), lon=float(lon))


def _on_globe(lat: float, lon: float) -> bool:
    return -90 <= lat <= 90 and -180 <= lon <= 180  # neither holds for NaN
