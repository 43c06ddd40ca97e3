"""The store: reports, the claims read in them, and the incidents derived from those. The only SQL is in here."""

from __future__ import annotations

import datetime as dt
import logging
import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

import pandas as pd
from sqlalchemy import Connection, Engine, insert, inspect, select

from gazetteer.mode import read_only
from incidents.errors import ReadOnlyStore, StoreError
from incidents.model import Claim, Correction, Document, Incident, ReportResult
from incidents.query import Filters, Unit
from incidents.query.filters import WordsIn
from incidents.query.grid import Grid
from incidents.redact import Name
from incidents.review import Act, Decision
from incidents.rules import DEFAULT_RULES, Rules
from incidents.store import (
    beside,
    chosen,
    counting,
    forget,
    imports,
    own,
    proposals,
    purge,
    pushdown,
    read,
    schema,
    search,
    tellings,
    tombstones,
    write,
)
from incidents.store.chosen import SourceEntry
from incidents.store.counts import Counts
from incidents.store.dialect import dialect_of, explained, understood
from incidents.store.forget import Occurrences
from incidents.store.location import as_url, default_url, memory_engine, open_engine, shown
from incidents.store.own import OwnOutcome
from incidents.store.proposals import Proposal
from incidents.store.pushdown import Aggregates
from incidents.store.read import DocumentEntry
from incidents.store.records import Dossier, dossiers_of
from incidents.store.tombstones import REASON_WORDS, Kind, Reason, Tombstone
from incidents.store.upgrade import upgrade as upgrade_tables
from incidents.store.upgrade import version_of
from incidents.store.write import AddOutcome, Refusal

__all__ = [
    "REASON_WORDS",
    "AddOutcome",
    "Counts",
    "DocumentEntry",
    "Dossier",
    "Kind",
    "Occurrences",
    "OwnOutcome",
    "Proposal",
    "Reason",
    "Refusal",
    "SourceEntry",
    "Store",
    "Tombstone",
    "default_url",
    "dossiers_of",
]

_LOG: Final = logging.getLogger(__name__)


class Store:
    """Reports, claims and incidents in one database; safe to share between threads.

    Made by :meth:`open` (the user's own) or :meth:`samples` (the sample reports, read-only). Methods with `as_of`
    give what stood at that moment (aware); None is now.
    """

    public = False
    """Whether what comes out of it is withheld, see :mod:`incidents.public`."""

    def __init__(self, engine: Engine, where: str, *, sample: bool = False, read_only: bool = False) -> None:
        self._engine = engine
        self._reader = dialect_of(engine).reader(engine)
        self.where = where
        """The file or address, for messages."""
        self.sample = sample
        self.read_only = sample or read_only
        self._anchor: Connection | None = None

    # --- opening ---

    @classmethod
    def open(
        cls,
        url: str | os.PathLike[str] | None = None,
        *,
        create: bool = True,
        upgrade: bool | None = None,
        tell: Callable[[str], None] = _LOG.warning,
    ) -> Store:
        """Open the store at `url` (an address or a path), by default the user's own; in a public view for reading only.

        Parameters
        ----------
        url
            None for :func:`default_url`.
        create
            Whether to make a store where there is none.
        upgrade
            Whether to bring a store of an earlier version up to date; None does so for a file, after a copy, but not
            for a database that colleagues share.
        tell
            Is told what is done to an earlier store.

        Raises
        ------
        StoreError
            There is none, it cannot be read or written, is damaged, another program's, or from a later version.
        """
        location = as_url(url) if url is not None else default_url()
        where = shown(location)
        with explained(where), understood(where):
            reading = cls.public or read_only()
            engine = open_engine(location, create=create, read_only=reading)
            store = cls(engine, where, read_only=reading)
            try:
                store._prepare(create=create and not reading)
                store._update(False if reading else upgrade, tell)
            except BaseException:
                engine.dispose()
                raise
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
            dialect_of(self._engine).prepare(self._engine)
            with self._writing() as connection:
                if not inspect(connection).get_table_names():  # no other process was faster
                    _create(connection)
        with self._engine.connect() as connection:
            if not {"meta", "document", "claim", "incident"} <= set(inspect(connection).get_table_names()):
                raise StoreError(f"{self.where} is not a store of this program: give another path.")

    def _update(self, wanted: bool | None, tell: Callable[[str], None]) -> None:
        with self._engine.connect() as connection:
            version = version_of(connection, self.where)
        if version == schema.SCHEMA_VERSION:
            return
        if wanted is False or (wanted is None and not dialect_of(self._engine).upgrades_unasked):
            raise StoreError(
                f"{self.where} was made by an earlier version of this program: let all who use it update theirs, make "
                "a backup, then run `incidents migrate`."
            )
        upgrade_tables(self._engine, self.where, tell)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with explained(self.where), self._engine.execution_options(writing=True).begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with explained(self.where), understood(self.where), self._reader.connect() as connection:
            yield connection

    def close(self) -> None:
        if self._anchor is not None:
            self._anchor.close()
        self._engine.dispose()

    # --- writing ---

    def add(
        self, result: ReportResult, *, supersede: bool = False, redate: bool = False, again: bool = False
    ) -> AddOutcome:
        """Add one report in one transaction; a report that is there already changes nothing.

        Parameters
        ----------
        supersede
            Put this derivation of a report that is there already in the place of the current one, which is kept.
        redate
            Let it take the place of the same words under another publication date, which is kept as superseded.
        again
            Add it even if it was purged.

        Raises
        ------
        ReadOnlyStore
            This is the sample store.
        ReportRefused
            It was purged or taken out, or a name was removed from it.
        StoreError
            The report could not be written; nothing of it was.
        """
        self._must_write("added to")
        if result.document.sample:
            raise StoreError("Sample reports are kept apart: add the text as a report of your own.")
        now = dt.datetime.now(dt.UTC)
        with self._writing() as connection:
            return write.add(connection, result, now, supersede=supersede, redate=redate, again=again)

    def add_many(self, results: Sequence[ReportResult], *, again: bool = False) -> list[AddOutcome]:
        """Add reports in one transaction, as if one after the other with :meth:`add`, in a third of the time.

        Raises
        ------
        ReadOnlyStore
            This is the sample store.
        ReportRefused
            Some were purged or taken out, or a name was removed from them: it says which. None was written.
        StoreError
            One of them could not be written; none was.
        """
        self._must_write("added to")
        if any(result.document.sample for result in results):
            raise StoreError("Sample reports are kept apart: add the text as a report of your own.")
        now = dt.datetime.now(dt.UTC)
        with self._writing() as connection:
            return write.add_many(connection, results, now, again=again)

    def holds(self, documents: Iterable[str]) -> set[str]:
        """Those of some reports, by id, that count now."""
        with self._reading() as connection:
            return counting.counted(connection, documents)

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
        self._must_write("added to")
        now = dt.datetime.now(dt.UTC)
        with self._writing() as connection:
            return imports.add(connection, result, now)

    def add_own(self, dossiers: Sequence[Dossier], results: Iterable[ReportResult]) -> OwnOutcome:
        """Add incidents that another store gave out, see :func:`incidents.store.own.add`, in one transaction.

        Raises
        ------
        ReadOnlyStore
            This is the sample store.
        StoreError
            They could not be written; nothing of them was.
        """
        self._must_write("added to")
        now = dt.datetime.now(dt.UTC)
        with self._writing() as connection:
            return own.add(connection, dossiers, results, now)

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

    def protect(self, incident_id: str, *, by: str = "", note: str = "") -> int:
        """Decide that the place of an incident could bring harm: a public view blurs it. Otherwise as :meth:`part`."""
        return self._decide(Decision(0, Act.PROTECT, self._claim_ids(incident_id), by=by, note=note))

    def _claim_ids(self, incident_id: str) -> tuple[str, ...]:
        return tuple(claim.id for claim in self.claims(incident_id))

    def add_missed(self, claim: Claim, *, by: str = "", note: str = "") -> int:
        """Add what the machine missed: a claim that a person read in a report, see :mod:`incidents.missed`.

        Returns
        -------
        int
            The number of the decision, for :meth:`undo`.

        Raises
        ------
        ReadOnlyStore
            This is the sample store.
        StoreError
            Its report does not count, its words are not there, it has no place, or it was added already.
        """
        self._must_write()
        decision = Decision(0, Act.ADD, (claim.id,), by=by, note=note)
        with self._writing() as connection:
            return write.add_missed(connection, claim, decision, dt.datetime.now(dt.UTC))

    def withdraw(self, document_id: str, *, by: str = "", note: str = "") -> int:
        """Take a report out: nothing in it counts from now on, until that is undone; otherwise as :meth:`part`."""
        return self._decide(Decision(0, Act.WITHDRAW, (document_id,), by=by, note=note))

    def purge_report(self, document_id: str, reason: Reason, *, by: str = "") -> Tombstone:
        """Erase a report for good, with all that was made of it: it cannot be undone.

        Raises
        ------
        ReadOnlyStore
            This is the sample store.
        StoreError
            There is no such report; or it was erased, but other programs keep the file open (the message says so).
        """
        return self._purge(lambda connection, now: purge.report(connection, document_id, reason, by, now))

    def purge_name(self, name: Name, reason: Reason, *, by: str = "") -> Tombstone:
        """Take a person's name out of everything for good; otherwise as :meth:`purge_report`."""
        return self._purge(lambda connection, now: forget.forget(connection, name, reason, by, now))

    def _purge(self, erase: Callable[[Connection, dt.datetime], Tombstone]) -> Tombstone:
        self._must_write()
        with self._writing() as connection:
            stone = erase(connection, dt.datetime.now(dt.UTC))
            write.bump(connection)
        if self._anchor is None:
            beside.clear(self.where)
        self.compact()
        return stone

    def compact(self) -> None:
        """Rewrite the file without what was deleted, so that nothing of it is left in it.

        Raises
        ------
        StoreError
            Another program has the file open.
        """
        self._must_write()
        self._engine.dispose()  # connections of this program that wait for work hold no old pages
        if self._anchor is None and not dialect_of(self._engine).emptied(self._engine, schema.all_tables()):
            raise StoreError(
                f"What was purged is gone from {self.where}, but other programs have it open, and parts may be left "
                "in its free space or log: close them, then run 'incidents purge finish'."
            )

    def _must_write(self, what: str = "changed") -> None:
        if self.read_only:
            whose = (
                "The sample reports" if self.sample else "This store is open for reading only, its reports"
            )
            raise ReadOnlyStore(f"{whose} cannot be {what}: open a store of your own.")

    def undo(self, number: int, *, by: str = "", note: str = "") -> int:
        """Take back a decision, by its number; it stays on record. Otherwise as :meth:`part`."""
        return self._decide(Decision(0, Act.UNDO, undoes=number, by=by, note=note))

    def _decide(self, decision: Decision) -> int:
        self._must_write()
        now = dt.datetime.now(dt.UTC)
        with understood(self.where), self._writing() as connection:
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

    def frame(
        self,
        as_of: dt.datetime | None = None,
        rules: Rules = DEFAULT_RULES,
        filters: Filters | None = None,
    ) -> pd.DataFrame:
        """All incidents as a table, see :func:`incidents.frame.build_frame`, or with filters those that match.

        Parameters
        ----------
        rules
            Which figure is best, how vague words are read, and whose claims are left out; incidents that nobody else
            tells of are not in the table then.
        """
        with self._reading() as connection:
            return chosen.frame(connection, as_of, rules, filters)

    def counts(self, as_of: dt.datetime | None = None) -> Counts:
        """What the database counts, for more incidents than can be read at once; as derived by the default rules."""
        return Counts(self._reading, as_of)

    def search(
        self,
        words: str,
        where: WordsIn = "told",
        as_of: dt.datetime | None = None,
        rules: Rules = DEFAULT_RULES,
    ) -> set[str]:
        """Ids of the incidents that hold all the words, see :mod:`incidents.query.words`; all of them for no word.

        Parameters
        ----------
        words
            As typed; any text.
        where
            "told": one of its claims holds all of them, in its quote, place, source or actors. "reports": or one of
            its reports does, in title, publisher or text.
        rules
            Claims and reports that these leave out do not count.
        """
        with self._reading() as connection:
            return search.find(connection, words, where, as_of, rules)

    def aggregate(
        self, filters: Filters, grid: Grid, as_of: dt.datetime | None = None, unit: Unit | None = None
    ) -> Aggregates:
        """Counts, facets, histogram and the map's cells of a selection, worked out by the database in one state of it.

        For more incidents than :meth:`frame` can give a browser; as derived by the default rules.
        """
        with self._reading() as connection:
            return pushdown.aggregate(connection, filters, grid, as_of, unit)

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

    def standing_claims(self, claim_ids: Sequence[str]) -> list[Claim]:
        """Those of these claims that stand now, in no order."""
        with self._reading() as connection:
            return read.standing_claims(connection, claim_ids)

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

    def sensitive_claims(self) -> frozenset[str]:
        """Ids of the claims of which a person decided that their place could bring harm."""
        with self._reading() as connection:
            return proposals.protected(connection)

    def sensitive(self, as_of: dt.datetime | None = None) -> frozenset[str]:
        """Ids of the incidents that hold such a claim; what is decided now counts for every moment."""
        with self._reading() as connection:
            return proposals.holding(connection, proposals.protected(connection), as_of)

    def claims_of_document(self, document_id: str, as_of: dt.datetime | None = None) -> list[Claim]:
        """All claims read in one report, those kept off the map too."""
        with self._reading() as connection:
            return read.claims_of_document(connection, document_id, as_of)

    def not_mapped(
        self, as_of: dt.datetime | None = None, documents: Iterable[str] | None = None
    ) -> list[Claim]:
        """Claims that are part of no incident, each with its flags and the reason; of all reports or of some, by id."""
        with self._reading() as connection:
            return read.not_mapped(connection, as_of, documents)

    def document(self, document_id: str) -> Document | None:
        """The report of that id, or None."""
        with self._reading() as connection:
            return read.document(connection, document_id)

    def withdrawn(self) -> Mapping[str, Decision]:
        """The reports taken out, by id, each with the decision that did so."""
        with self._reading() as connection:
            return counting.withdrawn(connection)

    def refusal(self, document: Document) -> Refusal | None:
        """Why a report would not be added: it was purged or taken out, or a name was removed from it."""
        with self._reading() as connection:
            return write.refusal(connection, document)

    def occurrences(self, name: Name) -> Occurrences:
        """Where a name stands, before it is purged."""
        with self._reading() as connection:
            return forget.occurrences(connection, name)

    def purged(self, some_id: str) -> Tombstone | None:
        """What became of a report or an incident of that id, when a report was purged; None for any other id."""
        with self._reading() as connection:
            return tombstones.of_id(connection, some_id)

    def tombstones(self) -> list[Tombstone]:
        """That things were purged, the latest first; never what."""
        with self._reading() as connection:
            return tombstones.all_of(connection)

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
