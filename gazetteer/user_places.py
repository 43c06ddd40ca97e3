"""Places and spellings that a person adds by hand: one versioned file that colleagues can share.

The file is GeoJSON, so that QGIS opens it and a version control system shows what changed. It holds every entry ever
made; one that was taken back stays, marked, so that joining a colleague's older copy does not bring it back. Each
change raises the file's ``revision``, and the revision before it is kept beside it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from gazetteer.errors import ImportFileError, LayerError
from gazetteer.layers import folder, write_whole
from gazetteer.mode import must_write, read_only
from gazetteer.names import clean, fold, is_arabic, slug
from gazetteer.places import Place, PlaceKind
from gazetteer.sizes import KIND_RADII

FORMAT: Final = "syria-gazetteer-user-places/1"
FILE_NAME: Final = "user-places.geojson"
KEPT_REVISIONS: Final = 20
LARGEST: Final = 20_000_000
"""Bytes of a file of user's places; far above what hands can type."""
LONGEST: Final = 200
"""Characters of a name or a note."""
SOUTH, NORTH, WEST, EAST = 32.0, 37.6, 35.4, 42.6
"""Syria and a strip around it, degrees."""
KINDS: Final = (PlaceKind.SETTLEMENT, PlaceKind.NEIGHBOURHOOD, PlaceKind.SITE, PlaceKind.AREA)
"""What can be added by hand: units have official borders, which a point cannot give."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing added: a place of its own, or more spellings for a place that is known (``target``)."""

    entry_id: str
    names: tuple[str, ...]
    """As they are written, either script; the first is the main one."""
    target: str | None = None
    """``place_id`` of the known place that these are spellings of; then there is no position."""
    kind: PlaceKind = PlaceKind.SETTLEMENT
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    governorate: str | None = None
    parent_id: str | None = None
    note: str = ""
    """Where this is from: the source, for the colleague who reads it."""
    added_by: str = ""
    changed_at: str = ""
    """UTC, ISO 8601."""
    removed: bool = False


@dataclass(frozen=True, slots=True)
class UserPlaces:
    """All that was added by hand, as of one revision."""

    revision: int = 0
    entries: tuple[Entry, ...] = ()

    @property
    def live(self) -> tuple[Entry, ...]:
        """Entries that were not taken back."""
        return tuple(entry for entry in self.entries if not entry.removed)

    @property
    def digest(self) -> str:
        """Names the content: equal entries, equal digest, whatever the revision."""
        rows = sorted(
            json.dumps(_properties(entry), sort_keys=True) + repr((entry.lat, entry.lon))
            for entry in self.live
        )
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()

    def with_entry(self, entry: Entry) -> UserPlaces:
        """Add an entry, in place of one with its id."""
        others = tuple(e for e in self.entries if e.entry_id != entry.entry_id)
        return UserPlaces(self.revision + 1, (*others, entry))

    def without(self, entry_id: str, *, now: dt.datetime) -> UserPlaces:
        """Take an entry back; it stays in the file, marked.

        Raises
        ------
        LayerError
            There is no such entry.
        """
        found = next((e for e in self.live if e.entry_id == entry_id), None)
        if found is None:
            raise LayerError(
                f"nothing added by hand has the id '{entry_id}'; 'gazetteer layers' lists what there is"
            )
        return self.with_entry(replace(found, removed=True, changed_at=_moment(now)))

    def joined(self, other: UserPlaces) -> UserPlaces:
        """Join a colleague's entries with these: of two versions of one entry the one changed last counts."""
        latest = {entry.entry_id: entry for entry in self.entries}
        for entry in other.entries:
            own = latest.get(entry.entry_id)
            if own is None or (entry.changed_at, entry.removed) > (own.changed_at, own.removed):
                latest[entry.entry_id] = entry
        entries = tuple(latest.values())
        return self if entries == self.entries else UserPlaces(self.revision + 1, entries)

    def places(self) -> tuple[Place, ...]:
        """The places of their own, as records to join with the others."""
        return tuple(_place(entry) for entry in self.live if entry.target is None)

    def spellings(self) -> dict[str, tuple[str, ...]]:
        """``place_id`` of known places -> further spellings of them."""
        found: dict[str, tuple[str, ...]] = {}
        for entry in self.live:
            if entry.target is not None:
                found[entry.target] = tuple(dict.fromkeys((*found.get(entry.target, ()), *entry.names)))
        return found


def new_place(
    names: Sequence[str],
    lat: float,
    lon: float,
    *,
    now: dt.datetime,
    kind: PlaceKind = PlaceKind.SETTLEMENT,
    radius_km: float | None = None,
    governorate: str | None = None,
    parent_id: str | None = None,
    note: str = "",
    added_by: str = "",
) -> Entry:
    """Make the entry of a place that no list holds.

    Raises
    ------
    ValueError
        A name, the position or the radius cannot be used; the message says why.
    """
    kept = _names(names)
    _check_position(lat, lon)
    if kind not in KINDS:
        raise ValueError(f"a {kind.value} has official borders and cannot be added as a point")
    if radius_km is not None and not 0 < radius_km <= 200:
        raise ValueError("the radius must be between 0 and 200 km")
    lat, lon = round(lat, 5), round(lon, 5)
    digest = hashlib.sha256(f"{fold(kept[0])}|{lat}|{lon}".encode()).hexdigest()[:8]
    return Entry(
        f"user:{slug(kept[0])[:60]}-{digest}", kept, None, kind, lat, lon, radius_km, governorate, parent_id,
        clean(note)[:LONGEST], clean(added_by)[:LONGEST], _moment(now),
    )  # fmt: skip


def new_spelling(
    target: str, names: Sequence[str], *, now: dt.datetime, note: str = "", added_by: str = ""
) -> Entry:
    """Make the entry of further spellings of a known place.

    Raises
    ------
    ValueError
        A name cannot be used.
    """
    kept = _names(names)
    digest = hashlib.sha256(f"{target}|{'|'.join(sorted(map(fold, kept)))}".encode()).hexdigest()[:12]
    return Entry(
        f"user:spelling-{digest}", kept, target, note=clean(note)[:LONGEST],
        added_by=clean(added_by)[:LONGEST], changed_at=_moment(now),
    )  # fmt: skip


def path() -> Path:
    """Where the user's own file is."""
    return folder() / FILE_NAME


def load() -> UserPlaces:
    """Read the user's own file; empty when there is none.

    Raises
    ------
    LayerError
        The file is damaged.
    """
    try:
        return parse(path().read_bytes())
    except FileNotFoundError:
        return UserPlaces()
    except ImportFileError as error:
        raise LayerError(
            f"the file of your own places is damaged: {error}; the revisions before it are in {history()}"
        ) from error
    except OSError as error:
        raise LayerError(f"cannot read {path()}: {error.strerror}; check its permissions") from error


def save(places: UserPlaces) -> None:
    """Write the user's own file; the revision before it is kept.

    Raises
    ------
    LayerError
        The data folder cannot be written.
    """
    if path().is_file():
        before = load()
        write_whole(history() / f"user-places-{before.revision:06d}.geojson", path().read_text("utf-8"))
        for old in sorted(history().glob("user-places-*.geojson"))[:-KEPT_REVISIONS]:
            old.unlink(missing_ok=True)
    write_whole(path(), to_geojson(places))


def restore() -> UserPlaces:
    """Go back to the newest earlier revision, after the file was damaged; the damaged one is kept beside it.

    Raises
    ------
    LayerError
        No earlier revision can be read, the data folder cannot be written, or this is a public view.
    """
    must_write("going back to a revision")
    for kept in sorted(history().glob("user-places-*.geojson"), reverse=True):
        try:
            before = parse(kept.read_bytes())
        except (ImportFileError, OSError):
            continue
        try:
            path().replace(history() / f"damaged-after-{kept.stem}.geojson")
        except OSError as error:
            raise LayerError(f"cannot move {path()} away: {error.strerror}; check its permissions") from error
        write_whole(path(), to_geojson(before))
        return before
    raise LayerError(f"there is no earlier revision in {history()}; move {path()} away to begin anew")


def history() -> Path:
    """Folder of the earlier revisions."""
    return folder() / "user-places-history"


def to_geojson(places: UserPlaces) -> str:
    """The file's text: GeoJSON with a point for each place; spellings of known places have no geometry."""
    features = [
        {
            "type": "Feature",
            "id": entry.entry_id,
            "geometry": None
            if entry.lat is None
            else {"type": "Point", "coordinates": [entry.lon, entry.lat]},
            "properties": _properties(entry),
        }
        for entry in sorted(places.entries, key=lambda e: e.entry_id)
    ]
    whole = {
        "type": "FeatureCollection",
        "format": FORMAT,
        "revision": places.revision,
        "features": features,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def parse(content: bytes) -> UserPlaces:
    """Read a file of user's places, one's own or a colleague's.

    Raises
    ------
    ImportFileError
        It is not such a file; the message says what is wrong with it.
    """
    if len(content) > LARGEST:
        raise ImportFileError("it is too large for a file of places added by hand (20 MB)")
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ImportFileError("it is not GeoJSON; choose a file saved from the Places page") from error
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise ImportFileError(
            f"it is not a file of user's places (format {FORMAT}); choose a file saved from the Places page"
        )
    features = whole.get("features")
    if not isinstance(features, list) or not isinstance(whole.get("revision"), int):
        raise ImportFileError("its features or its revision are missing; save it anew from the Places page")
    return UserPlaces(whole["revision"], tuple(_entries(features)))


def _entries(features: Iterable[Any]) -> Iterable[Entry]:
    for number, feature in enumerate(features, start=1):
        try:
            yield _entry(feature)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ImportFileError(f"entry {number} cannot be used ({error}); correct or remove it") from error


def _entry(feature: Mapping[str, Any]) -> Entry:
    own = feature["properties"]
    lat = lon = None
    target = own.get("target")
    if target is None:
        lon, lat = (float(number) for number in feature["geometry"]["coordinates"][:2])
        _check_position(lat, lon)
    radius = own.get("radius_km")
    entry_id = str(feature["id"])
    if not entry_id.startswith("user:"):
        raise ValueError(f"its id {entry_id[:40]!r} does not begin with 'user:'")
    return Entry(
        entry_id=entry_id,
        names=_names([str(name) for name in own["names"]]),
        target=None if target is None else str(target),
        kind=PlaceKind(own.get("kind", PlaceKind.SETTLEMENT)),
        lat=lat,
        lon=lon,
        radius_km=None if radius is None else float(radius),
        governorate=own.get("governorate"),
        parent_id=own.get("parent_id"),
        note=clean(str(own.get("note", "")))[:LONGEST],
        added_by=clean(str(own.get("added_by", "")))[:LONGEST],
        changed_at=str(own.get("changed_at", "")),
        removed=bool(own.get("removed", False)),
    )


def _properties(entry: Entry) -> dict[str, Any]:
    """What stands beside the geometry, without what says nothing."""
    values = {
        "names": list(entry.names),
        "target": entry.target,
        "kind": entry.kind.value if entry.target is None else None,
        "radius_km": entry.radius_km,
        "governorate": entry.governorate,
        "parent_id": entry.parent_id,
        "note": entry.note or None,
        "added_by": entry.added_by or None,
        "changed_at": entry.changed_at or None,
        "removed": entry.removed or None,
    }
    return {name: value for name, value in values.items() if value is not None}


def _place(entry: Entry) -> Place:
    assert entry.lat is not None
    assert entry.lon is not None
    latin = [name for name in entry.names if not is_arabic(name)]
    arabic = [name for name in entry.names if is_arabic(name)]
    main = (latin or arabic)[0]
    return Place(
        place_id=entry.entry_id,
        name=main,
        kind=entry.kind,
        lat=entry.lat,
        lon=entry.lon,
        radius_km=entry.radius_km or KIND_RADII[entry.kind],
        governorate=entry.governorate,
        name_ar=arabic[0] if arabic else None,
        aliases=tuple(name for name in entry.names if name != main),
        parent_id=entry.parent_id,
        feature=entry.kind.value,
        notable=True,
        source=f"added by {entry.added_by}" if entry.added_by and not read_only() else "added by hand",
    )


def _names(names: Sequence[str]) -> tuple[str, ...]:
    kept = tuple(dict.fromkeys(tidy for name in names if (tidy := clean(name))))
    if not kept:
        raise ValueError("a name is needed")
    for name in kept:
        if len(name) > LONGEST or not fold(name) or not any(c.isalpha() for c in name):
            raise ValueError(f"{name[:40]!r} is no name: letters, at most {LONGEST} characters")
    return kept


def _check_position(lat: float, lon: float) -> None:
    if not (math.isfinite(lat) and math.isfinite(lon)):
        raise ValueError("latitude and longitude must be numbers")
    if not (SOUTH <= lat <= NORTH and WEST <= lon <= EAST):
        swapped = SOUTH <= lon <= NORTH and WEST <= lat <= EAST
        hint = (
            "latitude and longitude look swapped"
            if swapped
            else f"expected {SOUTH} to {NORTH} north, {WEST} to {EAST} east"
        )
        raise ValueError(f"{lat}, {lon} is not in Syria: {hint}")


def _moment(now: dt.datetime) -> str:
    return now.astimezone(dt.UTC).replace(microsecond=0).isoformat()
