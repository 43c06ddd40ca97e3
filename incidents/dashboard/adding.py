"""What the page Add does, without the screen: a draft of one report, and many reports one after the other."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, Protocol

import pandas as pd

from incidents import sources
from incidents.dashboard import words
from incidents.errors import InputError
from incidents.ingest import Counts, Processor, add_one
from incidents.model import Document, ReviewStatus
from incidents.query import Filters, mask
from incidents.sources import Loaded, Rejected
from incidents.store import Store

How = Literal["Paste the text", "Upload files", "Web address", "Import a dataset"]
PASTE: Final[How] = "Paste the text"
UPLOAD: Final[How] = "Upload files"
WEB: Final[How] = "Web address"
DATASET: Final[How] = "Import a dataset"
MOST_REPORTS: Final = 1_000
"""Added at once by the page; longer lists are for the command line, which goes on when the browser is closed."""

_LOGGER: Final = logging.getLogger(__name__)


class File(Protocol):
    """A file that was uploaded."""

    @property
    def name(self) -> str: ...

    def getvalue(self) -> bytes: ...


# --- one report -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form holds; it stays when another page is opened."""

    how: How = PASTE
    text: str = ""
    url: str = ""
    title: str = ""
    publisher: str = ""
    published: dt.date | None = None
    touched: frozenset[str] = frozenset()
    """Fields that the user filled in; the others hold what was found in the report."""
    uploads: int = 0
    """Raised to empty the field for files."""


SOURCES: Final = frozenset({"how", "text", "url"})
"""Fields that hold the report itself, not what is known of it."""


def changed(draft: Draft, name: str, value: Any) -> Draft:
    """The draft after the user changed a field; an emptied one is free for what is found in the next report."""
    if name in SOURCES:
        return replace(draft, **{name: value})
    if value == getattr(draft, name):
        return draft
    touched = draft.touched | {name} if value else draft.touched - {name}
    return replace(replace(draft, touched=touched), **{name: value})


def filled(draft: Draft, loaded: Loaded | None) -> Draft:
    """The draft with what was found in a report, where the user has filled in nothing."""
    found = loaded.document if loaded else None
    fields: dict[str, Any] = {
        "title": (found and found.title) or "",
        "publisher": (found and found.publisher) or "",
        "published": found and found.published,
    }
    return replace(draft, **{name: value for name, value in fields.items() if name not in draft.touched})


def load_file(file: File) -> Loaded:
    """Read one file.

    Raises
    ------
    InputError
    """
    if not sources.is_read(file.name):
        raise InputError(sources.refusal(file.name))
    return sources.from_bytes(file.getvalue(), file.name)


def confirmed(loaded: Loaded, draft: Draft, today: dt.date) -> Document:
    """The report under the title, publisher and day that stand in the form.

    Raises
    ------
    InputError
        The day lies in the future.
    """
    document = loaded.document
    return Document.create(
        document.text,
        ref=document.ref,
        title=draft.title.strip() or None,
        publisher=draft.publisher.strip() or None,
        url=document.url,
        published=draft.published and sources.not_in_future(draft.published, today),
    )


def remarks(loaded: Loaded, draft: Draft) -> tuple[str, ...]:
    """What the reader of a report should know of it, in words of the page."""
    others = [words.sentence(warning) for warning in loaded.warnings if not speaks_of_date(warning)]
    return (*others, *_on_date(loaded, draft))


def speaks_of_date(warning: str) -> bool:
    """Whether a warning is about the publication date, of which the page speaks in its own words."""
    return warning.startswith(("publication date", "no publication date", "the file was made on"))


def _on_date(loaded: Loaded, draft: Draft) -> tuple[str, ...]:
    own, given = loaded.document.published, draft.published
    if given is None:
        return (
            "No publication date was given or found, so days such as “on Monday” stay unknown. "
            "Fill in “Published on” and read the report again to date them.",
        )
    if "published" not in draft.touched:
        return (
            f"Publication date {words.day(given)}, found in {where(loaded)}. "
            "If it is wrong, fill in “Published on” and read the report again.",
        )
    if own is None or own == given:
        return ()
    return (
        f"The report bears the date {words.day(own)}, but was read as published on {words.day(given)}, as filled in. "
        "If that day was left from another report, clear the field and read this one again.",
    )


def where(loaded: Loaded) -> str:
    """Where the day of a report was found."""
    return {"the first lines": "the report's first lines"}.get(
        loaded.origins.published or "", loaded.origins.published or "the report"
    )


# --- many reports -----------------------------------------------------------------------------------------------

Status = Literal["waiting", "added", "there already", "not added"]


@dataclass(slots=True)
class Item:
    """One file of many, or one row of a file."""

    name: str
    data: bytes
    is_row: bool = False
    status: Status = "waiting"
    told: str = ""
    """What came of it, or why not and what to do."""


@dataclass(slots=True)
class Batch:
    """Reports that are added one after the other; each step adds one, and what was added stays."""

    items: list[Item]
    published: dt.date | None = None
    """Of those that give none."""
    at: int = 0
    cancelled: bool = False
    fault: str = ""
    """What stopped it: something that concerns all reports."""
    counts: Counts = field(default_factory=Counts)
    found: list[str] | None = None
    """Ids of the incidents that the reports added tell of; None until they were looked for."""

    @property
    def running(self) -> bool:
        return not (self.cancelled or self.fault) and self.at < len(self.items)

    def cancel(self) -> None:
        """Stop after the report that is read now."""
        self.cancelled = True

    def step(self, store: Store, reader: Callable[[], Processor]) -> None:
        """Add the next report; what is wrong with it alone is noted beside it.

        Raises
        ------
        IncidentsError, GazetteerError
            All reports are concerned.
        """
        item = self.items[self.at]
        loaded = _load(item, self.published)
        if isinstance(loaded, Rejected):
            self.counts.set_aside.append(loaded)
            item.status, item.told = "not added", loaded.reason
        else:
            _add(store, reader(), loaded, self.counts, item)
        item.data = b""  # what was read needs no more room
        self.at += 1


def _add(store: Store, reader: Processor, loaded: Loaded, counts: Counts, item: Item) -> None:
    before = (counts.known, len(counts.set_aside), counts.incidents)
    add_one(store, reader, loaded, counts)
    if len(counts.set_aside) > before[1]:
        item.status, item.told = "not added", counts.set_aside[-1].reason
    elif counts.known > before[0]:
        item.status = "there already"
    else:
        item.status = "added"
        item.told = words.plural(counts.incidents - before[2], "incident")
        if loaded.document.published is None:
            item.told += "; no publication date found, so “on Monday” and the like stay unknown"


def _load(item: Item, published: dt.date | None) -> Loaded | Rejected:
    try:
        if item.is_row:
            return sources.from_row(item.data, item.name, published)
        if not sources.is_read(item.name):
            return Rejected(item.name, sources.refusal(item.name))
        return sources.from_bytes(item.data, item.name, published)
    except InputError as error:
        return Rejected(item.name, str(error))
    except Exception as error:  # one file must not cost the others
        _LOGGER.debug("%s", item.name, exc_info=True)
        return Rejected(item.name, sources.unexpected(item.name, error))


def is_rows(name: str) -> bool:
    """Whether a file holds many reports."""
    return name.lower().endswith(tuple(sources.ROW_SUFFIXES))


def batch_of(files: Iterable[File], published: dt.date | None, today: dt.date) -> Batch:
    """Many files, each row of a table of reports by itself.

    Raises
    ------
    InputError
        They are too many, or the day lies in the future.
    """
    items = [item for file in files for item in _items(file)]
    if len(items) > MOST_REPORTS:
        raise InputError(
            f"These are {len(items):,} reports, and the page takes {MOST_REPORTS:,} at once: "
            "give fewer, or use the command `incidents ingest`."
        )
    return Batch(items, published and sources.not_in_future(published, today))


def _items(file: File) -> list[Item]:
    data = file.getvalue()
    if not is_rows(file.name) or not data.strip():
        return [Item(file.name, data)]
    rows = enumerate(data.split(b"\n"), start=1)
    return [Item(f"{file.name} line {number}", row, is_row=True) for number, row in rows if row.strip()]


# --- what to check next -----------------------------------------------------------------------------------------


def incidents_of(store: Store, documents: Sequence[str]) -> list[str]:
    """Ids of the incidents that some reports tell of."""
    wanted = set(documents)
    return [i.id for i in store.incidents() if wanted.intersection(i.document_ids)] if wanted else []


def filters_around(frame: pd.DataFrame, ids: Sequence[str]) -> tuple[Filters, int]:
    """Filters that leave these incidents and as few others as days and places can tell apart.

    Returns
    -------
    (Filters, int)
        And how many unchecked incidents they leave.
    """
    chosen = frame["id"].isin(list(ids)).to_numpy()
    rows = frame[chosen]
    dated = rows["date_start"].notna()
    unchecked = Filters(reviews=frozenset({ReviewStatus.UNREVIEWED}))
    days = replace(
        unchecked,
        date_from=rows["date_start"].min().date() if dated.any() else None,
        date_to=rows["date_end"].max().date() if dated.any() else None,
        include_undated=not bool(dated.all()),
    )
    places = replace(days, places=frozenset(str(name) for name in rows["place_id"] if name))
    open_ = chosen & mask(frame, unchecked)
    for filters in (places, days, unchecked):
        left = mask(frame, filters)
        if bool((left | ~open_).all()):
            return filters, int(left.sum())
    return Filters(), len(frame)
