"""What an importer finds, and what all of them need."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from gazetteer.names import fold, key
from gazetteer.places import Place, PlaceKind, UnitName
from gazetteer.tables import read_rows

Format = Literal["geonames", "ocha", "csv"]
K = PlaceKind


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file holds, ready to be a layer."""

    name: str
    """Of the layer: ``geonames``, ``ocha-places``, ``ocha-neighbourhoods``, or ``csv-<slug>`` for a user's own list."""
    title: str
    """Words for people: "GeoNames, Syria"."""
    source: str
    """Attribution line."""
    licence: str
    """Empty for a user's own list."""
    places: tuple[Place, ...]
    units: tuple[UnitName, ...] = ()
    skipped: tuple[str, ...] = ()
    """One line each: ``row 17: latitude 'abc' is not a number``, or a count of what a list holds and we do not take."""

    @property
    def n_left_out(self) -> int:
        """Rows that could not be used; what else stands in ``skipped`` are remarks on rows that were kept."""
        return sum(line.startswith("row ") and ": kept, " not in line for line in self.skipped)


def spellings_besides(*names: str | None, than: Sequence[str | None]) -> tuple[str, ...]:
    """The spellings that are not among those given, each once."""
    return tuple(dict.fromkeys(name for name in names if name and name not in than))


def no_rows(file: str, faults: Sequence[str]) -> str:
    why = (
        f"none of its {many(len(faults), 'row')} can be used ({faults[0]})" if faults else "there are no rows"
    )
    return f"{file} holds no place: {why}; correct the file or choose another format"


@lru_cache(maxsize=1)
def _governorates() -> Mapping[str, str]:
    """Code, folded spelling or key of a governorate -> its name here."""
    found: dict[str, str] = {}
    rows = [row for row in read_rows("admin_names.csv") if row["level"] == "1"]
    for row in rows:
        found[row["pcode"].lower()] = row["name"]
    for form in (fold, key):
        for row in rows:
            for name in (row["name"], row["name_ar"], *row["aliases"].split(";")):
                found.setdefault(form(name), row["name"])
    found.pop("", None)
    return found


def governorate_of(*written: str) -> str | None:
    """Our name of a governorate by the first that is known: a code ("SY04", "SY040102") or a name in any spelling."""
    for text in written:
        code = re.match(r"SY\d\d", text, re.IGNORECASE)
        folded = re.sub(r"\b(?:governorate|province)\b", "", fold(text)).strip()
        for form in (code[0].lower() if code else "", folded, key(folded)):
            if form in _governorates():
                return _governorates()[form]
    return None


def many(n: int, thing: str) -> str:
    return f"{n} {thing}" if n == 1 else f"{n} {thing}s"
