"""The tables. Documents and claims are only ever added; incidents are derived, and superseded rather than deleted."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from incidents.frame import FRAME_COLUMNS
from incidents.store.dialect import dialect_of

SCHEMA_VERSION: Final = 4
"""Rises with every change of the tables; a store from a later program is not touched."""
FIRST_VERSION: Final = 3
"""That of the first release: what is older cannot be brought up to date. See :mod:`incidents.store.upgrade`."""


class Moment(TypeDecorator[dt.datetime]):
    """An aware moment as ISO text in UTC, whose order as text is its order in time on every database."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else dt.datetime.fromisoformat(value)


metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)

document = Table(
    "document",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("ref", Text, nullable=False),
    Column("title", Text),
    Column("publisher", Text),
    Column("url", Text),
    Column("published", String(10)),  # ISO date
    Column("sample", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("added_at", Moment, nullable=False),
)

claim = Table(
    "claim",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(32), nullable=False, index=True),
    Column("document_id", ForeignKey("document.id"), nullable=False, index=True),
    Column("digest", String(16), nullable=False),
    Column("record", Text, nullable=False),
    # A later run may read the same words otherwise: then both versions of the claim stay.
    UniqueConstraint("id", "digest"),
)

run = Table(
    "run",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("extractor", Text, nullable=False),
    Column("rules", Text, nullable=False),
    Column("gazetteer", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

derivation = Table(
    "derivation",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("document_id", ForeignKey("document.id"), nullable=False, index=True),
    Column("run_seq", ForeignKey("run.seq"), nullable=False),
    Column("warnings", Text, nullable=False),  # JSON list
    Column("decision_seq", ForeignKey("decision.seq"), index=True),  # of what a person added; None for a run
    Column("created_at", Moment, nullable=False),
    Column("superseded_at", Moment),
)
"""What one run made of one document, or a person added to it; the current ones are not superseded."""

derived_claim = Table(
    "derived_claim",
    metadata,
    Column("derivation_seq", ForeignKey("derivation.seq"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("claim_seq", ForeignKey("claim.seq"), nullable=False),
)

telling = Table(
    "telling",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(32), nullable=False, index=True),  # of its first claim
    Column("derivation_seq", ForeignKey("derivation.seq"), nullable=False, index=True),
    Column("claims", Text, nullable=False),  # JSON list of claim.seq
    Column("summaries", Text, nullable=False),  # JSON list of claim.seq
    Column("joins", Text, nullable=False),  # JSON
    Column("notes", Text, nullable=False),  # JSON list
    Column("loosely", Text, nullable=False),  # JSON list of claim ids
)
"""What one report tells of one occurrence: the machine's grouping within the report. It stands with its derivation."""

telling_key = Table(
    "telling_key",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("telling_seq", ForeignKey("telling.seq"), primary_key=True),
)
"""Under which keys of place and day a telling is found, see :func:`incidents.link.keys`."""

edge = Table(
    "edge",
    metadata,
    Column("left_seq", ForeignKey("telling.seq"), primary_key=True),
    Column("right_seq", ForeignKey("telling.seq"), primary_key=True, index=True),
    Column("verdict", String(32), nullable=False),
    Column("score", Float, nullable=False),
    Column("reason", Text, nullable=False),
)
"""Two tellings that may be of one occurrence, see :class:`incidents.link.Edge`."""

signature = Table(
    "signature",
    metadata,
    Column("document_id", ForeignKey("document.id"), primary_key=True),
    Column("sketch", LargeBinary, nullable=False),
)

band = Table(
    "band",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("document_id", ForeignKey("document.id"), primary_key=True),
)

copy = Table(
    "copy",
    metadata,
    Column("one", ForeignKey("document.id"), primary_key=True),
    Column("other", ForeignKey("document.id"), primary_key=True, index=True),
    Column("similarity", Float, nullable=False),
)
"""Pairs of reports that are copies of one, the lower id first, see :mod:`incidents.copies`."""

decision = Table(
    "decision",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("act", String(16), nullable=False),
    Column("one", Text, nullable=False),  # JSON list of claim ids
    Column("other", Text, nullable=False),
    Column("undoes", Integer),
    Column("correction", Text),  # JSON
    Column("made_by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
"""What people decided, see :mod:`incidents.review`."""

decision_claim = Table(
    "decision_claim",
    metadata,
    Column("claim_id", String(32), primary_key=True),  # of a report, when it was taken out
    Column("decision_seq", ForeignKey("decision.seq"), primary_key=True),
)

_FRAME_TYPES: Final[dict[str, Any]] = {
    "id": String(32),
    "lat": Float,
    "lon": Float,
    "radius_km": Float,
    "date_start": String(10),
    "date_end": String(10),
    "contested": Boolean,
    "sample": Boolean,
    "n_claims": Integer,
    "n_documents": Integer,
}
_REQUIRED: Final = {"id", "place", "event_type", "sub_event_type", "contested", "corroboration", "confidence"}


def _frame_column(name: str) -> Column[Any]:
    kind = _FRAME_TYPES.get(name, Integer if name.startswith(("killed", "wounded")) else Text)
    return Column(name, kind, nullable=name not in _REQUIRED)


SHARED: Final[dict[str, tuple[str, ...]]] = {
    "kind": (
        "event_type", "sub_event_type", "precision", "date_precision", "date_kind", "contested", "corroboration",
        "confidence", "review", "sample",
    ),
    "where": ("place", "place_id", "governorate", "district_id", "subdistrict_id", "city_id"),
    "who": ("perpetrators", "actors", "sides", "accusations"),
    "told_by": ("source_ids",),
}  # fmt: skip
"""Values that many incidents have alike: each combination of them stands once, in a table of its own.

An incident has its number. So filters look at a few thousand rows, and counting groups small numbers.
"""


def _shared_table(name: str, columns: tuple[str, ...]) -> Table:
    return Table(
        f"incident_{name}",
        metadata,
        Column("seq", Integer, primary_key=True),
        Column("digest", String(32), nullable=False, unique=True),  # of the values
        *(_frame_column(column) for column in columns),
    )


shared: Final = {name: _shared_table(name, columns) for name, columns in SHARED.items()}
"""The tables of :data:`SHARED`, by the same names."""
OWN: Final = tuple(name for name in FRAME_COLUMNS if not any(name in columns for columns in SHARED.values()))
"""The columns of an incident table that each incident has for itself."""

incident = Table(
    "incident",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("run_seq", ForeignKey("run.seq"), nullable=False),
    *(Column(f"{name}_seq", ForeignKey(f"incident_{name}.seq"), nullable=False) for name in SHARED),
    *(_frame_column(name) for name in OWN),
    Column("choice", Boolean, nullable=False),  # whether its figures depend on a scheme
    Column("created_at", Moment, nullable=False),
    Column("superseded_at", Moment),
)

incident_record = Table(
    "incident_record",
    metadata,
    Column("incident_seq", ForeignKey("incident.seq"), primary_key=True, autoincrement=False),
    Column("record", Text, nullable=False),
)
"""All that an incident holds, as JSON: long, so that it is not in the way of filters and counts."""

_STANDS: Final = incident.c.superseded_at.is_(None)
Index("incident_current_id", incident.c.id, unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS)
_COUNTED: Final = ("date_end", "killed_low", "killed_best", "killed_high", "lat", "lon", "radius_km")
Index(
    "incident_standing",
    # The day first: an index that began with the numbers would be entered once for each pair of a kind and a place.
    incident.c.date_start,
    incident.c.superseded_at,  # never set in it, but SQLite would look at the table for it
    *(incident.c[f"{name}_seq"] for name in SHARED),
    *(incident.c[name] for name in _COUNTED),
    sqlite_where=_STANDS,
    postgresql_where=_STANDS,
)
"""All that filters, counts and the map read of the incidents that stand: they need not look at the table."""
Index("incident_id", incident.c.id)

incident_telling = Table(
    "incident_telling",
    metadata,
    Column("incident_seq", ForeignKey("incident.seq"), primary_key=True),
    Column("telling_seq", ForeignKey("telling.seq"), primary_key=True, index=True),
)

incident_claim = Table(
    "incident_claim",
    metadata,
    Column("incident_seq", ForeignKey("incident.seq"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("claim_seq", ForeignKey("claim.seq"), nullable=False),
    # Both columns: from claims to the incidents that hold them without a look at the table.
    Index("incident_claim_of", "claim_seq", "incident_seq"),
)

source = Table(
    "source",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("named", Boolean, nullable=False),
)

incident_source = Table(
    "incident_source",
    metadata,
    Column("source_id", String(32), primary_key=True),  # of a source or of a document
    Column("incident_seq", ForeignKey("incident.seq"), primary_key=True),
)
"""Whose claims an incident rests on: what has to be derived anew when one is left out."""

anchor = Table(
    "anchor",
    metadata,
    Column("incident_id", String(32), primary_key=True),
    Column("claim_id", String(32), nullable=False),
)
"""The id that an incident has while this is its first claim: an old id leads to whichever holds the claim now."""

tombstone = Table(
    "tombstone",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),  # report or name
    Column("reason", String(32), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
"""That something was purged; never what, see :mod:`incidents.store.tombstones`."""

tombstone_mark = Table(
    "tombstone_mark",
    metadata,
    Column("mark", String(64), primary_key=True),
    Column("tombstone_id", ForeignKey("tombstone.id"), nullable=False, index=True),
    Column("claim_id", String(32)),  # whose incident an old id leads to
)
"""By what an old id or a purged text is known again: a hash with the store's own key."""

PURGING: Final = "purging"
"""Key in ``meta`` that is set, inside its transaction alone, while something is purged: the one exception."""


APPEND_ONLY: Final = (document, claim, decision)


def refuse_changes(connection: Connection) -> None:
    """Let the database itself refuse to change or delete rows of these tables, whoever asks; but for a purge."""
    for table in APPEND_ONLY:
        for statement in dialect_of(connection).append_only(table.name, PURGING):
            connection.exec_driver_sql(statement)


WORD_TABLES: Final[dict[str, tuple[str, TypeEngine[Any]]]] = {
    "claim_words": ("rowid", Integer()),
    "document_words": ("document_id", String(32)),
}
"""Tables of the words in claims and reports with their keys, see :mod:`incidents.store.search`."""


def all_tables() -> list[str]:
    """The names of all tables."""
    return [*metadata.tables, *WORD_TABLES]


def words_beside(connection: Connection) -> None:
    """Make the tables of words: each kind of database has its own."""
    for name, (key, kind) in WORD_TABLES.items():
        for statement in dialect_of(connection).words_table(name, key, kind.compile(connection.dialect)):
            connection.exec_driver_sql(statement)


@event.listens_for(metadata, "after_create")
def _created(_: MetaData, connection: Connection, **__: object) -> None:
    refuse_changes(connection)
    words_beside(connection)
