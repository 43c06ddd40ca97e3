"""How the columns of somebody's own table are to be read: guessed from its headings, changed by hand, remembered.

A mapping is a small JSON file: ``name`` (what the list is called), ``columns`` (field -> heading), ``dates`` (whether
01/02/2012 has the day or the month first), ``event`` (sub-event type of rows that name none) and ``events`` (the
table's own words -> sub-event type). It is remembered under the headings of the table, so that next month's file is
read the same.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

import platformdirs
import yaml

from gazetteer.tabular import shown
from incidents.errors import InputError
from incidents.exchange import crosswalk
from incidents.model import SubEventType
from incidents.store.location import APP_NAME

Dates = Literal["day first", "month first"]
FIELDS: Final[dict[str, str]] = {
    "id": "Id of the row",
    "date": "Day, or first day",
    "date_end": "Last day",
    "event_type": "Event type",
    "sub_event_type": "Sub-type",
    "place": "Name of the place",
    "governorate": "Governorate",
    "lat": "Latitude",
    "lon": "Longitude",
    "radius_km": "Radius in km",
    "killed": "Killed, or at least",
    "killed_high": "Killed, at most",
    "wounded": "Wounded, or at least",
    "wounded_high": "Wounded, at most",
    "actor": "Who did it",
    "target": "Whom it was done to",
    "source": "Who says so",
    "notes": "Description",
}
"""Fields of a row, and what to call them."""
REQUIRED: Final = ("date",)
LONGEST: Final = 200
"""Characters of a heading, or of the name of a list."""
_LARGEST: Final = 200_000
_EMPTY: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How to read a table."""

    name: str
    """What the list is called: the publisher of its rows."""
    columns: Mapping[str, str]
    """Field of :data:`FIELDS` -> heading, as written in the table."""
    dates: Dates = "day first"
    event: SubEventType | None = None
    """Of rows that name none, or one that nothing knows."""
    events: Mapping[str, SubEventType] = field(default_factory=dict)
    """Words of the table, in small letters -> what they mean."""

    @property
    def lacking(self) -> tuple[str, ...]:
        """Fields without which no row can be read."""
        some = not {"event_type", "sub_event_type"} & set(self.columns) and self.event is None
        return (*(name for name in REQUIRED if name not in self.columns), *(("event_type",) if some else ()))


@cache
def _synonyms() -> Mapping[str, Sequence[str]]:
    text = (files(__package__) / "lexicons" / "columns.yaml").read_text(encoding="utf-8")
    return {str(name): [plain(str(word)) for word in words] for name, words in yaml.safe_load(text).items()}


def plain(heading: str) -> str:
    """A heading as it is compared."""
    return re.sub(r"[\W_]+", "", heading.casefold())


def guess(headings: Sequence[str], name: str) -> ColumnMap:
    """The mapping that a table's headings suggest; `name` is what to call the list."""
    columns: dict[str, str] = {}
    taken: set[str] = set()
    written = {plain(heading): heading for heading in reversed(headings) if heading.strip()}
    for key, words in _synonyms().items():
        found = next((w for w in words if w in written and w not in taken), None)
        if found is not None:
            columns[key] = written[found]
            taken.add(found)
    return ColumnMap(name[:LONGEST].strip() or "own list", columns)


# --- as a file ---------------------------------------------------------------------------------------------------


def dumps(mapping: ColumnMap) -> str:
    """The mapping as JSON."""
    record = {
        "name": mapping.name,
        "columns": dict(mapping.columns),
        "dates": mapping.dates,
        "event": mapping.event and mapping.event.value,
        "events": {words: sub.value for words, sub in mapping.events.items()},
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def loads(text: str, file: str) -> ColumnMap:
    """The mapping in a file's text.

    Raises
    ------
    InputError
        It is none; says at what.
    """
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{file} is no JSON file of a mapping: see docs/formats.md for what it holds."
        ) from error
    if not isinstance(record, dict):
        raise InputError(f"{file} is no mapping: it holds no JSON object.")
    columns, events = record.get("columns"), record.get("events") or {}
    if not isinstance(columns, dict) or not isinstance(events, dict):
        raise InputError(f"{file}: 'columns' and 'events' are objects of names: see docs/formats.md.")
    odd = next((key for key in columns if key not in FIELDS), None)
    if odd is not None:
        raise InputError(f"{file}: '{shown(str(odd))}' is no field; the fields are {', '.join(FIELDS)}.")
    if not all(isinstance(h, str) and 0 < len(h) <= LONGEST for h in columns.values()):
        raise InputError(
            f"{file}: each of 'columns' is a heading of the table, of at most {LONGEST} characters."
        )
    dates = record.get("dates", "day first")
    if dates not in ("day first", "month first"):
        raise InputError(f"{file}: 'dates' is 'day first' or 'month first', not '{shown(str(dates))}'.")
    name = record.get("name")
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST:
        raise InputError(f"{file}: 'name' says what the list is called, in at most {LONGEST} characters.")
    event = record.get("event")
    return ColumnMap(
        name.strip(),
        columns,
        dates,
        None if event is None else _sub(event, file),
        {str(words).casefold(): _sub(sub, file) for words, sub in events.items()},
    )


def _sub(value: Any, file: str) -> SubEventType:
    found = crosswalk.sub_event_of(value) if isinstance(value, str) else None
    if found is None:
        raise InputError(f"{file}: '{shown(str(value))}' is not one of ACLED's sub-event types.")
    return found


def read(path: Path) -> ColumnMap:
    """The mapping in a file, see :func:`loads`."""
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(
                f"{path.name} is too large for a mapping: give the file that describes the columns."
            )
        return loads(path.read_text(encoding="utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is no mapping: it is not text in UTF-8.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): check its name.") from error


# --- remembered --------------------------------------------------------------------------------------------------


def folder() -> Path:
    """Where mappings are remembered: in the user's data folder."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "mappings"


def _place(headings: Sequence[str]) -> Path:
    key = "\x1f".join(sorted(plain(heading) for heading in headings if heading.strip()))
    return folder() / f"{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:16]}.json"


def remember(headings: Sequence[str], mapping: ColumnMap) -> None:
    """Keep a mapping for tables with these headings.

    Raises
    ------
    InputError
        It cannot be written.
    """
    path = _place(headings)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        beside.write_text(dumps(mapping), encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise InputError(f"The mapping cannot be kept in {path.parent} ({error.strerror}).") from error


def recall(headings: Sequence[str]) -> ColumnMap | None:
    """The mapping kept for tables with these headings; None where there is none that fits."""
    path = _place(headings)
    if not path.is_file():
        return None
    try:
        found = read(path)
    except InputError:
        return None  # damaged: it is guessed anew
    there = set(headings)
    return replace(found, columns={f: h for f, h in found.columns.items() if h in there})
