"""A user's own list, as CSV or Excel."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from anyascii import anyascii

from gazetteer import tabular
from gazetteer.errors import ImportFileError
from gazetteer.importers.model import (
    Imported,
    governorate_of,
    no_rows,
    spellings_besides,
)
from gazetteer.names import is_arabic, slug
from gazetteer.places import Place, PlaceKind
from gazetteer.sizes import KIND_RADII
from gazetteer.tabular import RowError, has_letters, number, position, shown, usable_name
from gazetteer.user_places import KINDS, LONGEST

K = PlaceKind

CSV_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "name_en", "place_name", "place"),
    "lat": ("lat", "latitude", "y"),
    "lon": ("lon", "longitude", "x", "lng", "long"),
    "name_ar": ("name_ar", "name_ara", "arabic_name", "arabic"),
    "aliases": ("aliases", "alias", "other_names", "spellings"),
    "kind": ("kind",),
    "feature": ("feature",),
    "governorate": ("governorate", "province", "admin1"),
    "radius_km": ("radius_km", "radius"),
    "accuracy_km": ("accuracy_km", "accuracy"),
    "population": ("population",),
    "place_id": ("place_id", "id"),
    "parent_id": ("parent_id",),
    "source": ("source",),
    "note": ("note", "notes"),
}
"""Field -> headings it may have, as above. A note is for who keeps the list; a place has none."""
_KIND_WORDS: Final[Mapping[str, PlaceKind]] = {
    **{kind.value: kind for kind in PlaceKind},
    **dict.fromkeys(("", "city", "town", "village"), K.SETTLEMENT),
    "neighborhood": K.NEIGHBOURHOOD,
    "sub-district": K.SUBDISTRICT,
}
_LARGEST_KM: Final = 200.0
_MOST_PEOPLE: Final = 100_000_000


def read_csv(content: bytes, file: str, called: str) -> Imported:
    table = tabular.read_table(content, file, CSV_COLUMNS, ("name", "lat", "lon"), arabic_windows=True)
    title = shown(called, 80) or "places"
    layer = re.sub(r"[^a-z0-9]+", "-", slug(anyascii(title))).strip("-")[:60].strip("-") or "places"
    ids = _Ids(f"csv:{layer}/")
    places: list[Place] = []
    lines = list(table.faults)
    for number_, row in table.rows:
        notes: list[str] = []
        try:
            places.append(_csv_place(row, table.decimal_comma, title, ids, notes))
            lines += [f"row {number_}: kept, but {note}" for note in notes]
        except RowError as error:
            lines.append(f"row {number_}: {error}")
    if not places:
        raise ImportFileError(no_rows(file, lines))
    unused = [f"columns that are not used: {', '.join(table.unused)}"] if table.unused else []
    return Imported(f"csv-{layer}", title, title, "", tuple(places), (), (*lines, *table.notes, *unused))


class _Ids:
    """Ids for the rows of one list: those given if they are free, otherwise made from the name."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._taken: set[str] = set()
        self._last: Counter[str] = Counter()

    def take(self, given: str, name: str, notes: list[str]) -> str:
        sound = re.fullmatch(r"[^\s<>\"']{1,120}", given) is not None
        if given and not sound:
            notes.append(
                f"the id '{shown(given)}' has blanks or quotation marks or is too long; it has a new one"
            )
        wanted = given if sound else self._prefix + slug(name)
        free = wanted
        while free in self._taken:
            self._last[wanted] += 1
            free = f"{wanted}-{self._last[wanted] + 1}"
        if sound and free != given:
            notes.append(f"the id '{shown(given)}' stands twice; this one is {shown(free, 130)}")
        self._taken.add(free)
        return free


def _csv_place(row: Mapping[str, str], decimal_comma: bool, title: str, ids: _Ids, notes: list[str]) -> Place:
    """One row as a place; what is wrong with it and does not matter is added to the notes."""
    name = usable_name(row["name"])
    lat, lon = position(row["lat"], row["lon"], decimal_comma=decimal_comma)
    kind = _kind(row.get("kind", ""), notes)

    def text(field: str) -> str:
        written = row.get(field, "")
        if len(written) > LONGEST:
            notes.append(f"its {field} is longer than {LONGEST} characters and left out")
            return ""
        return written

    def amount(field: str, most: float) -> float | None:
        written = row.get(field, "")
        if field == "population":  # "12,500" and "12.500" are both written for 12500
            written = re.sub(r"(?<=\d)[ ,.'](?=\d{3}(?!\d))", "", written)
        value = number(written, decimal_comma=decimal_comma)
        if not written or (value is not None and 0 < value <= most):
            return value
        if value != 0:
            notes.append(f"its {field} '{shown(written)}' is not a number up to {most:,.0f} and left out")
        return None

    name_ar = text("name_ar") or (name if is_arabic(name) else "")
    return Place(
        place_id=ids.take(row.get("place_id", ""), name, notes), name=name, kind=kind, lat=lat, lon=lon,
        radius_km=amount("radius_km", _LARGEST_KM) or KIND_RADII[kind],
        governorate=_known_governorate(row.get("governorate", ""), notes),
        name_ar=name_ar or None,
        aliases=spellings_besides(*_aliases(row.get("aliases", ""), notes), than=(name, name_ar)),
        parent_id=text("parent_id") or None,
        feature=text("feature") or (text("kind").casefold() if kind is K.SETTLEMENT else "") or kind.value,
        population=int(amount("population", _MOST_PEOPLE) or 0), source=text("source") or title,
        accuracy_km=amount("accuracy_km", _LARGEST_KM),
    )  # fmt: skip


def _kind(written: str, notes: list[str]) -> PlaceKind:
    kind = _KIND_WORDS.get(written.casefold())
    if kind is None:
        notes.append(f"its kind '{shown(written)}' is none of {', '.join(KINDS)}; taken as settlement")
        return K.SETTLEMENT
    if kind not in KINDS:
        raise RowError(f"a {kind.value} has official borders, which a point cannot give")
    return kind


def _known_governorate(written: str, notes: list[str]) -> str | None:
    found = governorate_of(written)
    if written and found is None:
        notes.append(f"its governorate '{shown(written)}' is not known; the position will tell")
    return found


def _aliases(written: str, notes: list[str]) -> list[str]:
    parts = [part for piece in re.split(r"[;|]", written) if (part := piece.strip())]
    kept = [part for part in parts if len(part) <= LONGEST and has_letters(part)]
    if len(kept) < len(parts):
        notes.append(f"{len(parts) - len(kept)} of its aliases have no letters or are too long and left out")
    return kept
