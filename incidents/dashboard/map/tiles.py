"""Pictures of the ground from a tile server, which a person may lay under the incidents: never unless they say so.

Whoever runs the tile server sees which part of the map is looked at, and from which address. So nothing here is used
by default, nothing of it is part of a link, and addresses are checked before the browser gets them.
"""

from __future__ import annotations

import os
import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from incidents.errors import InputError

SETTING: Final = "INCIDENTS_TILES"
BY_NAME: Final = ("OpenStreetMap.Mapnik", "OpenTopoMap", "Esri.WorldTopoMap", "Esri.WorldImagery")
"""Offered by their names in xyzservices; others can be preset with ``INCIDENTS_TILES``."""
LONGEST_URL: Final = 500
LONGEST_ATTRIBUTION: Final = 300
MAX_ZOOM: Final = 18
OWN: Final = "own"

_WITHOUT_NAMES: Final = frozenset({"Esri.WorldImagery", "Esri.WorldShadedRelief"})
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_SIGNS = re.compile(r"[A-Za-z0-9._~:/?\[\]@!$&'()*+,;=%{}-]+")
_HOLES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class TileSource:
    """Where tiles come from.

    Raises
    ------
    InputError
        If the address is none that a browser should be sent to, or nobody is named as its source.
    """

    name: str
    url: str
    """Template with ``{z}``, ``{x}`` and ``{y}``, once each or more; https, or http on this computer."""
    attribution: str
    """Plain text, shown on the map."""
    max_zoom: int = MAX_ZOOM
    named: bool = True
    """The tiles show names of places, so that ours would stand twice."""

    def __post_init__(self) -> None:
        _check(self.url)
        if not self.attribution.strip():
            raise InputError("Say whose tiles these are: the attribution that their server asks for.")
        if len(self.attribution) > LONGEST_ATTRIBUTION:
            raise InputError(f"Shorten the attribution to {LONGEST_ATTRIBUTION} characters.")

    @property
    def host(self) -> str:
        """Who will see what is looked at."""
        return urlsplit(self.url).netloc


def _check(url: str) -> None:
    if len(url) > LONGEST_URL or not _SIGNS.fullmatch(url):
        raise InputError(
            "The address of the tiles holds signs that a web address cannot have, or is too long."
        )
    try:
        parts = urlsplit(url)
        host, user = parts.hostname or "", parts.username
        _ = parts.port
    except ValueError:
        raise InputError("The address of the tiles is no web address.") from None
    if "{" in parts.netloc or not host or user is not None:
        raise InputError("The address of the tiles must name one server, without a user's name or password.")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
        raise InputError("The address of the tiles must begin with https:// (http:// only on this computer).")
    holes = _HOLES.findall(url)
    if not {"z", "x", "y"} <= set(holes):
        raise InputError("The address of the tiles must hold {z}, {x} and {y}.")
    if set(holes) - {"z", "x", "y"} or "{" in _HOLES.sub("", url) or "}" in _HOLES.sub("", url):
        raise InputError("Write out everything in the address of the tiles but {z}, {x} and {y}.")


@lru_cache(maxsize=32)
def by_name(name: str) -> TileSource:
    """A source that xyzservices knows and that needs no key.

    Raises
    ------
    InputError
        It knows no such source, or it needs a key.
    """
    # Imported here: it reads all its sources when imported.
    import xyzservices
    import xyzservices.providers as known

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of keys that some need: said below
            found: xyzservices.TileProvider = known.query_name(name)
            needs_key = found.requires_token()
            url = "" if needs_key else found.build_url()
    except ValueError:
        raise InputError(
            "No tiles are known by that name: use a name that xyzservices lists, or an address."
        ) from None
    if needs_key:
        raise InputError(
            "These tiles need a key: give their whole address, with the key, instead of their name."
        )
    own_limit = int(found.get("max_zoom") or MAX_ZOOM)
    return TileSource(
        name=str(found["name"]),
        url=url,
        attribution=str(found["attribution"])[:LONGEST_ATTRIBUTION],
        max_zoom=min(own_limit, MAX_ZOOM),
        named=str(found["name"]) not in _WITHOUT_NAMES,
    )


def own(url: str, attribution: str) -> TileSource:
    """A source by its address.

    Raises
    ------
    InputError
        As :class:`TileSource`.
    """
    return TileSource(OWN, url.strip(), " ".join(attribution.split()))


def preset() -> TileSource | None:
    """What whoever runs the program offers: a name or an address in the environment; None without.

    Raises
    ------
    InputError
        The setting cannot be used.
    """
    wanted = os.environ.get(SETTING, "").strip()
    if not wanted:
        return None
    if "://" not in wanted:
        return by_name(wanted)
    return own(wanted, f"Tiles from {urlsplit(wanted).hostname}")
