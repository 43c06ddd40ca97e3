"""The assembled index, kept on disk: joining some fifteen thousand places takes seconds, reading them back does not.

A cache file is named by what it was made from: the version of the data and the code that normalises and joins names. It
can be deleted at any time. Whatever is wrong with one, it is not used and made anew.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import platformdirs

from gazetteer.errors import LayerError
from gazetteer.layers import APP_NAME, write_whole
from gazetteer.match import Spelling, filed
from gazetteer.places import Place, PlaceKind

PREFIX: Final = "gazetteer-index-"
_CODE: Final = ("names.py", "match.py", "merge.py", "tables.py", "assemble.py", "cache.py", "places.py")
"""Modules whose change makes a kept index stale."""
_FIELDS: Final = tuple(field.name for field in dataclasses.fields(Place))
_KIND: Final = _FIELDS.index("kind")
_TUPLES: Final = tuple(_FIELDS.index(name) for name in ("aliases", "listed_as", "provenance"))


@dataclass(frozen=True, slots=True)
class Kept:
    """Places, and for each in order the forms of its names."""

    places: tuple[Place, ...]
    names: tuple[Sequence[Spelling], ...]

    @classmethod
    def of(cls, places: Sequence[Place]) -> Kept:
        return cls(tuple(places), tuple(filed(place) for place in places))


def folder() -> Path:
    """Where the index is kept: the user's cache folder (``XDG_CACHE_HOME`` is honoured)."""
    return Path(platformdirs.user_cache_dir(APP_NAME, appauthor=False))


def read(version: str) -> Kept | None:
    """The index of this version of the data; None when there is none that can be used."""
    try:
        whole = json.loads(_path(version).read_text("utf-8"))
        if whole["version"] != version:
            return None
        places = tuple(_place(row) for row in whole["places"])
        names = tuple(whole["names"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Kept(places, names) if len(places) == len(names) else None


def write(version: str, kept: Kept) -> None:
    """Keep an index, and drop those of earlier versions. A cache that cannot be written is done without."""
    rows = [[getattr(place, name) for name in _FIELDS] for place in kept.places]
    text = json.dumps({"version": version, "places": rows, "names": kept.names}, ensure_ascii=False)
    own = _path(version)
    with contextlib.suppress(LayerError, OSError):
        write_whole(own, text)
        for other in folder().glob(f"{PREFIX}*.json"):
            if other != own:
                other.unlink()


def _path(version: str) -> Path:
    digest = hashlib.sha256(f"{version}|{_code_version()}".encode()).hexdigest()[:16]
    return folder() / f"{PREFIX}{digest}.json"


@lru_cache(maxsize=1)
def _code_version() -> str:
    digest = hashlib.sha256()
    for name in _CODE:
        digest.update(files("gazetteer").joinpath(name).read_bytes())
    return digest.hexdigest()


def _place(row: list[Any]) -> Place:
    row[_KIND] = PlaceKind(row[_KIND])
    for position in _TUPLES:
        row[position] = tuple(row[position])
    return Place(*row)
