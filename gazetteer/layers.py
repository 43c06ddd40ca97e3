"""Layers: places that the user imported or added, each a file of its own in the user's data folder.

An imported layer is written whole and replaced whole; removing its file removes it. The first line of a file says what
it is, each further line is one place, so that a list of the layers reads first lines only. The places a person adds by
hand are :mod:`gazetteer.user_places`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, Protocol, cast

import platformdirs

from gazetteer.errors import LayerError
from gazetteer.mode import must_write
from gazetteer.places import Place, PlaceKind, UnitName

APP_NAME: Final = "syria-incidents"
FORMAT: Final = "syria-gazetteer-layer/1"
SUFFIX: Final = ".layer.jsonl"
ORDER: Final = ("ocha-places", "ocha-neighbourhoods", "geonames")
"""Which layer is joined first: OCHA's points are the more exact, and its neighbourhoods name OCHA's towns as their
cities. The user's own lists follow, by name."""
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HEADER_MOST: Final = 100_000


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """What is known of a layer without reading its places."""

    name: str
    title: str
    source: str
    licence: str
    file: str
    """Name of the file it was imported from."""
    imported_at: dt.datetime
    digest: str
    """SHA-256 of its places and units: equal data, equal digest."""
    n_places: int
    n_skipped: int = 0


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer with its places."""

    info: LayerInfo
    places: tuple[Place, ...]
    units: tuple[UnitName, ...] = ()
    left_out: tuple[str, ...] = ()
    """Rows of the file that could not be used, each with the reason, and remarks on others."""

    @property
    def rank(self) -> tuple[int, str]:
        """Orders layers as they are joined."""
        return _rank(self.info.name)


def folder() -> Path:
    """Where the layers are: ``gazetteer/`` in the user's data folder (``XDG_DATA_HOME`` is honoured)."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "gazetteer"


class Found(Protocol):
    """What an importer found in a file."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def licence(self) -> str: ...
    @property
    def places(self) -> Sequence[Place]: ...
    @property
    def units(self) -> Sequence[UnitName]: ...
    @property
    def skipped(self) -> Sequence[str]: ...
    @property
    def n_left_out(self) -> int: ...


def described(found: Found, file: str, imported_at: dt.datetime | None = None) -> LayerInfo:
    """What a layer of this content is; `file` is the name of the file it came from."""
    moment = imported_at or dt.datetime.now(dt.UTC).replace(microsecond=0)
    digest = hashlib.sha256("\n".join(_lines(found)).encode()).hexdigest()
    return LayerInfo(
        _checked(found.name), found.title, found.source, found.licence, file, moment, digest,
        len(found.places), found.n_left_out,
    )  # fmt: skip


def save(found: Found, file: str, imported_at: dt.datetime | None = None) -> LayerInfo:
    """Write a layer, in place of one of the same name; whole or not at all.

    Parameters
    ----------
    found
        Its places.
    file
        Name of the file that they were read from.
    imported_at
        Aware; now if not given.

    Raises
    ------
    LayerError
        The data folder cannot be written.
    """
    info = described(found, file, imported_at)
    header = {
        "format": FORMAT,
        **dataclasses.asdict(info),
        "imported_at": info.imported_at.isoformat(),
        "n_units": len(found.units),
        "n_lines": len(found.skipped),
    }
    left_out = [json.dumps(line, ensure_ascii=False) for line in found.skipped]
    text = "\n".join([json.dumps(header, ensure_ascii=False), *_lines(found), *left_out]) + "\n"
    write_whole(_path(info.name), text)
    return info


def _lines(found: Found) -> list[str]:
    rows = [*map(_plain, found.places), *map(dataclasses.asdict, found.units)]
    return [json.dumps(row, ensure_ascii=False) for row in rows]


def listed() -> list[LayerInfo]:
    """The imported layers, in the order in which they are joined.

    Raises
    ------
    LayerError
        A layer's file is not one, or cannot be read.
    """
    if not folder().is_dir():
        return []
    names = [path.name.removesuffix(SUFFIX) for path in sorted(folder().glob(f"*{SUFFIX}"))]
    return [_info(name, _header(name)) for name in sorted(names, key=_rank)]


def load(name: str) -> Layer:
    """Read one layer.

    Raises
    ------
    LayerError
        There is none of this name, or its file is damaged.
    """
    header = _header(name)
    with _readable(name):
        rows = [json.loads(line) for line in _path(name).read_text("utf-8").split("\n")[1:-1]]
        n_places, n_units, n_lines = (int(header[key]) for key in ("n_places", "n_units", "n_lines"))
        if len(rows) != n_places + n_units + n_lines:
            raise ValueError("lines are missing")
        places = tuple(map(_place, rows[:n_places]))
        units = tuple(map(_unit, rows[n_places : n_places + n_units]))
        left_out = tuple(map(str, rows[n_places + n_units :]))
    return Layer(_info(name, header), places, units, left_out)


def remove(name: str) -> None:
    """Remove an imported layer.

    Raises
    ------
    LayerError
        There is none of this name, its file cannot be deleted, or this is a public view.
    """
    must_write("removing a list")
    try:
        _path(name).unlink()
    except FileNotFoundError:
        raise LayerError(_none_called(name)) from None
    except OSError as error:
        raise LayerError(f"cannot remove the layer '{name}': {error.strerror}; check {folder()}") from error


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that a reader sees the old one or the new one, never a part.

    Raises
    ------
    LayerError
        The folder cannot be written, or this is a public view.
    """
    must_write("writing a list of places")
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        raise LayerError(
            f"cannot write {path}: {error.strerror}; free some space there, or set XDG_DATA_HOME to another folder"
        ) from error


def _rank(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


def _checked(name: str) -> str:
    """A name that is safe as a part of a file name."""
    if not _NAME.fullmatch(name) or len(name) > 80:
        raise LayerError(f"{name[:80]!r} is no name for a layer; use small letters, digits and hyphens")
    return name


def _path(name: str) -> Path:
    return folder() / f"{_checked(name)}{SUFFIX}"


def _none_called(name: str) -> str:
    known = ", ".join(info.name for info in listed()) or "none"
    return f"there is no layer called '{name}'; imported layers: {known}"


@contextlib.contextmanager
def _readable(name: str) -> Iterator[None]:
    """Turn whatever a damaged file causes into one line that says how to go on."""
    try:
        yield
    except FileNotFoundError:
        raise LayerError(_none_called(name)) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LayerError(
            f"the imported layer '{name}' cannot be read ({error}); run 'gazetteer remove {name}' and import it again"
        ) from error


def _header(name: str) -> dict[str, Any]:
    with _readable(name), _path(name).open(encoding="utf-8") as file:
        header = json.loads(file.readline(_HEADER_MOST))
        if not isinstance(header, dict) or header.get("format") != FORMAT:
            raise ValueError("it is not a layer of this version")
        return header


def _info(name: str, header: Mapping[str, Any]) -> LayerInfo:
    with _readable(name):
        return LayerInfo(
            name=name,
            title=str(header["title"]),
            source=str(header["source"]),
            licence=str(header["licence"]),
            file=str(header["file"]),
            imported_at=dt.datetime.fromisoformat(header["imported_at"]),
            digest=str(header["digest"]),
            n_places=int(header["n_places"]),
            n_skipped=int(header["n_skipped"]),
        )


_DEFAULTS: Final = {field.name: field.default for field in dataclasses.fields(Place)}


def _plain(place: Place) -> dict[str, Any]:
    """A place as JSON, without the fields that say nothing."""
    return {name: value for name, value in dataclasses.asdict(place).items() if value != _DEFAULTS[name]}


def _place(row: Mapping[str, Any]) -> Place:
    values = dict(row)
    values["kind"] = PlaceKind(values["kind"])
    for name in ("aliases", "listed_as", "provenance"):
        values[name] = tuple(values.get(name, ()))
    return Place(**values)


def _unit(row: Mapping[str, Any]) -> UnitName:
    level = cast(Literal[1, 2, 3], int(row["level"]))
    points = tuple((float(lat), float(lon)) for lat, lon in row["points"])
    return UnitName(level, str(row["pcode"]), tuple(row["names"]), points)
