"""The store: reports, the claims read in them, and the incidents derived from those. The only SQL is in here."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import pandas as pd
from sqlalchemy import Connection, Engine, insert, inspect, select

from incidents.errors import ReadOnlyStore, StoreError
from incidents.model import Claim, Correction, Document, Incident, ReportResult
from incidents.review import Act, Decision
from incidents.rules import DEFAULT_RULES, Rules
from incidents.store import chosen, imports, proposals, read, schema, tellings, write
from incidents.store.chosen import SourceEntry
from incidents.store.location import as_url, default_url, explained, keep_log, memory_engine, open_engine
from incidents.store.proposals import Proposal
from incidents.store.read import DocumentEntry
from incidents.store.records import Dossier, dossiers_of
from incidents.store.write import AddOutcome

__all__ = [
    "AddOutcome",
    "DocumentEntry",
    "Dossier",
    "Proposal",
    "SourceEntry",
    "Store",
    "default_url",
    "dossiers_of",
]


class Store:
    """Reports, claims and incidents in one database; safe to share between threads.

    Made by :meth:`open` (the user's own) or :meth:`samples` (the sample reports, read-only). Methods with `as_of`
    give what stood at that moment (aware); None is now.
    """

    def __init__(self, engine: Engine, where: str, *, sample: bool = False) -> None:
        self._engine = engine
        self.where = where
        """The file or address, for messages."""
        self.sample = sample
        self.read_only = sample
        self._anchor: Connection | None = None

    # --- opening ---

    @classmethod
    def open(cls, url: str | os.PathLike[str] | None = None, *, create: bool = True) -> Store:
        """Open the store at `url` (an address or a path), by default the user's own.

        Parameters
        ----------
        url
            None for :func:`default_url`.
        create
            Whether to make a store where there is none.

        Raises
        ------
        StoreError
            There is none, it cannot be read or written, is damaged, another program's, or from a later version.
        """
        location = as_url(url) if url is not None else default_url()
        where = location.removeprefix("sqlite:///")
        with explained(where):
            store = cls(open_engine(location, create=create), where)
            store._prepare(create=create)
        return store

    @classmethod
    def samples(cls) -> Store:
        """The shipped sample reports, in a read-only store of their own."""
        from incidents.store.shipped import sample_results

        return cls.in_memory(sample_results(), sample=True)

    @classmethod
    def in_memory(cls, results: Iterable[ReportResult] = (), *, sample: bool = False) -> Store:
        """A store that lasts as long as the program, holding `results`; read-only if `sample`."""
        store = cls(memory_engine(), "sample reports" if sample else "memory", sample=sample)
        store._anchor = store._engine.connect()  # keeps the database while no one reads
        store._prepare(create=True)
        # The samples do not change: they stood at any moment a link may ask for.
        now = dt.datetime(2000, 1, 1, tzinfo=dt.UTC) if sample else dt.datetime.now(dt.UTC)
        with store._writing() as connection:
            write.add_many(connection, list(results), now)
        return store

    def _prepare(self, *, create: bool) -> None:
        """Make the tables in an empty database; in another, check that they are ours."""
        with self._engine.connect() as connection:
            empty = not inspect(connection).get_table_names()
        if empty and create:
            with self._writing() as connection:
                if not inspect(connection).get_table_names():  # no other process was faster
                    _create(connection)
        with self._engine.connect() as connection:
            if not {"meta", "document", "claim", "incident"} <= set(inspect(connection).get_table_names()):
                raise StoreError(f"{self.where} is not a store of this program: give another path.")
            self._check_version(connection)

    def _check_version(self, connection: Connection) -> None:
        version = _meta(connection, "schema_version")
        if not version.isdecimal():
            raise StoreError(f"{self.where} does not say its version: it is damaged; restore a backup.")
        if int(version) > schema.SCHEMA_VERSION:
            raise StoreError(f"{self.where} was made by a later version of this program: update this one.")
        if int(version) < schema.SCHEMA_VERSION:
            raise StoreError(
                f"{self.where} was made before the first release of this program, which reads it no longer: nothing "
                "was changed in it; add the reports to a new store."
            )

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with explained(self.where), self._engine.execution_options(writing=True).begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with explained(self.where), self._engine.connect() as connection:
            yield connection

    def close(self) -> None:
        if self._anchor is not None:
            self._anchor.close()
        self._engine.dispose()

    # --- writing ---

    @contextmanager
    def written_at_length(self) -> Iterator[None]:
        """While many reports are added: others can read meanwhile. The store is one file again afterwards."""
        keep_log(self._engine, True)
        try:
            yield
        finally:
            keep_log(self._engine, False)

    def add(self, result: ReportResult, *, supersede: bool = False, redate: bool = False) -> AddOutcome:
        """Add one report in one transaction; a report that is there already changes nothing.

        Parameters
        ----------
        supersede
            Put this derivation of a report that is there already in the place of the current one, which is kept.
        redate
            Let it take the place of the same words under another publication date, which is kept as superseded.

        Raises
        ------
        ReadOnlyStore
            This is the sample store.
        StoreError
            The report could not be written; nothing of it was.
        """
        if self.read_only:
            raise ReadOnlyStore("The sample reports cannot be added to: open a store of your own.")
        if result.document.sample:
            raise StoreError("Sample reports are kept apart: add the text as a report of your own.")
        now = dt.datetime.now(dt.UTC)
        with self._writing() as connection:
            return write.add(connection, result, now, supersede=supersede, redate=redate)

    def add_many(self, results: Sequence[ReportResult]) -> list[AddOutcome]:
        """Add reports in one transaction, as if one after the other with :meth:`add`, in a third of the time.

        Raises
        ------
        ReadOnlyStore
            This is the sample store.
        StoreError
            One of them could not be written; none was.
        """
        if self.read_only:
            raise ReadOnlyStore("The sample reports cannot be added to: open a store of your own.")
        if any(result.document.sample for result in results):
            raise StoreError("Sample reports are kept apart: add the text as a report of your own.")
        now = dt.datetime.now(dt.UTC)
        with self._writing() as connection:
            return write.add_many(connection, results, now)

    def holds(self, documents: Iterable[str]) -> set[str]:
        """Those of some reports, by id, that stand in the store."""
        with self._reading() as connection:
            return write.standing(connection, documents)

    def add_import(self, result: ReportResult) -> tuple[AddOutcome, int]:
        """Add the rows of another dataset in one transaction; each takes the place of the same row of an earlier file.

        Returns
        -------
        AddOutcome
        int
            How many of the rows were there before.

        Raises
        ------
        ReadOnlyStore
            This is the sample store.
        StoreError
            They could not be written; nothing of them was.
        """
        if self.read_only:
            raise ReadOnlyStore("The sample reports cannot be added to: open a store of your own.")
        now = dt.datetime.now(dt.UTC)
        with self._writing() as connection:
            return imports.add(connection, result, now)

    def part(self, one: Sequence[str], other: Sequence[str], *, by: str = "", note: str = "") -> int:
        """Decide that two sets of claims, by id, speak of different occurrences.

        Returns
        -------
        int
            The number of the decision, for :meth:`undo`.

        Raises
        ------
        ReadOnlyStore
            This is the sample store.
        StoreError
            A claim is part of no incident, or a set is empty; nothing was written.
        """
        return self._decide(Decision(0, Act.PART, tuple(one), tuple(other), by=by, note=note))

    def join(self, one: Sequence[str], other: Sequence[str], *, by: str = "", note: str = "") -> int:
        """Decide that two sets of claims, by id, speak of one occurrence; otherwise as :meth:`part`."""
        return self._decide(Decision(0, Act.JOIN, tuple(one), tuple(other), by=by, note=note))

    def accept(self, incident_id: str, *, by: str = "", note: str = "") -> int:
        """Decide that an incident is right as it stands; otherwise as :meth:`part`."""
        return self._decide(Decision(0, Act.ACCEPT, self._claim_ids(incident_id), by=by, note=note))

    def reject(self, incident_id: str, *, by: str = "", note: str = "") -> int:
        """Decide that an incident is none; it stays on record. Otherwise as :meth:`part`."""
        return self._decide(Decision(0, Act.REJECT, self._claim_ids(incident_id), by=by, note=note))

    def correct(self, incident_id: str, correction: Correction, *, by: str = "", note: str = "") -> int:
        """Put a person's values in the place of derived ones, which are kept; otherwise as :meth:`part`."""
        ids = self._claim_ids(incident_id)
        return self._decide(Decision(0, Act.CORRECT, ids, by=by, note=note, correction=correction))

    def _claim_ids(self, incident_id: str) -> tuple[str, ...]:
        return tuple(claim.id for claim in self.claims(incident_id))

    def undo(self, number: int, *, by: str = "", note: str = "") -> int:
        """Take back a decision, by its number; it stays on record. Otherwise as :meth:`part`."""
        return self._decide(Decision(0, Act.UNDO, undoes=number, by=by, note=note))

    def _decide(self, decision: Decision) -> int:
        if self.read_only:
            raise ReadOnlyStore("The sample reports cannot be changed: open a store of your own.")
        now = dt.datetime.now(dt.UTC)
        with self._writing() as connection:
            return write.decide(connection, decision, now)

    # --- reading ---

    def version(self) -> str:
        """Names the state of the store; changes with each write. Cheap: a key for caches."""
        with self._reading() as connection:
            return f"{_meta(connection, 'store_id')}:{_meta(connection, 'revision')}"

    def is_empty(self) -> bool:
        """Whether no report was added yet."""
        with self._reading() as connection:
            return connection.execute(select(schema.document.c.id).limit(1)).first() is None

    def frame(self, as_of: dt.datetime | None = None, rules: Rules = DEFAULT_RULES) -> pd.DataFrame:
        """All incidents as a table, see :func:`incidents.frame.build_frame`.

        Parameters
        ----------
        rules
            Which figure is best, how vague words are read, and whose claims are left out; incidents that nobody else
            tells of are not in the table then.
        """
        with self._reading() as connection:
            return chosen.frame(connection, as_of, rules)

    def incidents(self, as_of: dt.datetime | None = None) -> list[Incident]:
        with self._reading() as connection:
            return read.incidents(connection, as_of)

    def incident(
        self, incident_id: str, as_of: dt.datetime | None = None, rules: Rules = DEFAULT_RULES
    ) -> Incident | None:
        """The incident of that id, or the one it was merged into; None for an unknown id.

        None as well when `rules` leave out all who tell where it was.
        """
        with self._reading() as connection:
            return chosen.incident(connection, incident_id, as_of, rules)

    def claims(self, incident_id: str, as_of: dt.datetime | None = None) -> list[Claim]:
        """The claims an incident is made of, in the order it names them; none for an unknown id."""
        with self._reading() as connection:
            return read.claims(connection, incident_id, as_of)

    def claims_by_id(self, claim_ids: Sequence[str]) -> list[Claim]:
        """The claims of these ids, in that order; unknown ids are passed over."""
        with self._reading() as connection:
            return read.claims_by_id(connection, claim_ids)

    def with_claims(
        self, ids: Sequence[str], as_of: dt.datetime | None = None, rules: Rules = DEFAULT_RULES
    ) -> Iterator[tuple[Incident, list[Claim]]]:
        """The incidents named, in any order, each with the claims it is derived from; unknown ids are passed over."""
        with self._reading() as connection:
            yield from chosen.with_claims(connection, ids, as_of, rules)

    def sources(self, as_of: dt.datetime | None = None) -> list[SourceEntry]:
        """Who is a source of the incidents, the most frequent first."""
        with self._reading() as connection:
            return chosen.sources(connection, as_of)

    def source_names(self, ids: Iterable[str]) -> Mapping[str, str]:
        """What to call the sources and reports of these ids; unknown ids are missing."""
        with self._reading() as connection:
            return chosen.named_sources(connection, ids)

    def voices(self, documents: Iterable[str]) -> Mapping[str, str]:
        """Whose voice each of these reports speaks with, see :func:`incidents.claimants.source_of`."""
        with self._reading() as connection:
            return tellings.voices_of(connection, documents)

    def proposals(self, incident_id: str | None = None) -> list[Proposal]:
        """Pairs of incidents that may be one occurrence, the surest first; of one incident, or of all."""
        with self._reading() as connection:
            return proposals.proposals(connection, incident_id)

    def decisions(self, incident_id: str | None = None) -> list[Decision]:
        """What people decided on the grouping, in order; on one incident's claims, or all."""
        with self._reading() as connection:
            return proposals.decisions(connection, incident_id)

    def claims_of_document(self, document_id: str, as_of: dt.datetime | None = None) -> list[Claim]:
        """All claims read in one report, those kept off the map too."""
        with self._reading() as connection:
            return read.claims_of_document(connection, document_id, as_of)

    def not_mapped(self, as_of: dt.datetime | None = None) -> list[Claim]:
        """Claims that are part of no incident, each with its flags and the reason."""
        with self._reading() as connection:
            return read.not_mapped(connection, as_of)

    def document(self, document_id: str) -> Document | None:
        """The report of that id, or None."""
        with self._reading() as connection:
            return read.document(connection, document_id)

    def documents(self) -> list[DocumentEntry]:
        """All reports without their texts, in the order they were added."""
        with self._reading() as connection:
            return read.documents(connection)

    def dossiers(
        self, ids: Sequence[str], as_of: dt.datetime | None = None, rules: Rules = DEFAULT_RULES
    ) -> Iterator[Dossier]:
        """The incidents named, in that order, each with its claims and their documents, for exports."""
        with self._reading() as connection:
            yield from chosen.dossiers(connection, ids, as_of, rules)


def _create(connection: Connection) -> None:
    schema.metadata.create_all(connection)
    values = {"schema_version": str(schema.SCHEMA_VERSION), "store_id": uuid.uuid4().hex, "revision": "0"}
    connection.execute(insert(schema.meta), [{"key": key, "value": value} for key, value in values.items()])


def _meta(connection: Connection, key: str) -> str:
    return str(connection.scalar(select(schema.meta.c.value).where(schema.meta.c.key == key)) or "")
