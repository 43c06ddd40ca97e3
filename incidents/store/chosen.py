"""Incidents under a researcher's own choice of rules: other schemes for counts, sources left out. Nothing is written.

Only the incidents that the choice can change are derived again; the rest is read as it stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Row, Table, and_, false, func, or_, select

from incidents.claimants import Voices
from incidents.derive import derive_incident, group_of
from incidents.frame import build_frame, flatten
from incidents.model import Claim, Incident
from incidents.query import Filters, FrameIndex, mask
from incidents.review import Decision, reviewed
from incidents.rules import DEFAULT_RULES, Rules, left_out
from incidents.store import flat, pushdown, read, records, schema, search
from incidents.store.records import Dossier
from incidents.store.tellings import chunks, decisions_on, voices_of


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One source, with the number of standing incidents it has claims in."""

    id: str
    name: str
    named: bool
    n_incidents: int


def frame(
    connection: Connection, as_of: dt.datetime | None, rules: Rules, filters: Filters | None = None
) -> pd.DataFrame:
    """The incident table under `rules`; incidents that only sources left out tell of are not in it.

    With filters only what matches them, and no more is read than these rules may make match.
    """
    stands = read.standing(schema.incident, as_of)
    where = stands if filters is None else wanted(connection, filters, as_of, rules)
    numbers, table = flat.read(connection, where)
    if rules == DEFAULT_RULES:
        return table
    made = _under_rules(connection, as_of, rules, numbers, table)
    if filters is None:
        return made
    index = FrameIndex(made)
    if filters.words:
        found = search.find(connection, filters.words, filters.words_in, as_of, rules)
        index = index.narrowed(made["id"].isin(found).to_numpy(dtype=bool))
    return made[mask(index, filters)].reset_index(drop=True)


def wanted(
    connection: Connection, filters: Filters, as_of: dt.datetime | None, rules: Rules
) -> ColumnElement[bool]:
    """The condition that an incident stands and matches the filters, or might under these rules."""
    matching = pushdown.condition(connection, filters, as_of)
    if rules == DEFAULT_RULES:
        return matching
    return or_(matching, and_(read.standing(schema.incident, as_of), _changeable(rules)))


def _under_rules(
    connection: Connection,
    as_of: dt.datetime | None,
    rules: Rules,
    numbers: npt.NDArray[np.int64],
    table: pd.DataFrame,
) -> pd.DataFrame:
    changed = np.isin(numbers, list(_changed(connection, as_of, rules)))
    made = dict(_derived(connection, numbers[changed].tolist(), rules))
    sample = dict(zip(numbers[changed].tolist(), table["sample"][changed].tolist(), strict=True))
    anew = build_frame([flatten(incident, sample[seq]) for seq, incident in made.items()])
    both = pd.concat([table[~changed], anew]) if len(anew) else table[~changed]
    order = np.argsort([*numbers[~changed], *made], kind="stable")
    return both.iloc[order].reset_index(drop=True)


def incident(
    connection: Connection, incident_id: str, as_of: dt.datetime | None, rules: Rules
) -> Incident | None:
    """The incident of that id under `rules`; None when there is none, or only sources left out tell of it."""
    seq = read.number_of(connection, incident_id, as_of)
    if seq is None:
        return None
    if rules == DEFAULT_RULES:
        return read.incident(connection, incident_id, as_of)
    return dict(_derived(connection, [seq], rules)).get(seq)


def dossiers(
    connection: Connection, ids: Sequence[str], as_of: dt.datetime | None, rules: Rules
) -> Iterator[Dossier]:
    """As :func:`incidents.store.read.dossiers`, under `rules`."""
    for dossier in read.dossiers(connection, ids, as_of):
        if rules == DEFAULT_RULES:
            yield dossier
            continue
        voices = voices_of(connection, dossier.incident.document_ids)
        decisions = decisions_on(connection, [claim.id for claim in dossier.claims])
        made = _under(dossier.incident, dossier.claims, rules, voices, decisions)
        if made is not None:
            claims = tuple(c for c in dossier.claims if c.id in made.claim_ids)
            documents = tuple(d for d in dossier.documents if d.id in made.document_ids)
            yield replace(dossier, incident=made, claims=claims, documents=documents)


def with_claims(
    connection: Connection, ids: Sequence[str], as_of: dt.datetime | None, rules: Rules
) -> Iterator[tuple[Incident, list[Claim]]]:
    """The incidents named, each with the claims it is derived from under `rules`; the others are passed over."""
    table = schema.incident
    for piece in chunks(ids):
        query = read.recorded().where(table.c.id.in_(piece), read.standing(table, as_of))
        stored = {row.seq: records.loads(Incident, row.record) for row in connection.execute(query)}
        behind = read.claims_behind(connection, stored)
        voices = voices_of(connection, {d for item in stored.values() for d in item.document_ids})
        decisions = decisions_on(connection, [c.id for claims in behind.values() for c in claims])
        for seq, item in stored.items():
            made = item if rules == DEFAULT_RULES else _under(item, behind[seq], rules, voices, decisions)
            if made is not None:
                kept = set(made.claim_ids)
                yield made, [claim for claim in behind[seq] if claim.id in kept]


def sources(connection: Connection, as_of: dt.datetime | None) -> list[SourceEntry]:
    """All sources of the standing incidents, the most frequent first."""
    table, held, derived = schema.source, schema.incident_source, schema.incident
    counts = (
        select(held.c.source_id, func.count().label("n"))
        .join(derived, derived.c.seq == held.c.incident_seq)
        .where(read.standing(derived, as_of))
        .group_by(held.c.source_id)
        .subquery()
    )
    query = select(table, counts.c.n).join(counts, counts.c.source_id == table.c.id)
    entries = [SourceEntry(row.id, row.name, row.named, row.n) for row in connection.execute(query)]
    return sorted(entries, key=lambda e: (-e.n_incidents, e.name))


def named_sources(connection: Connection, ids: Iterable[str]) -> Mapping[str, str]:
    """What to call sources, and documents, by their ids; unknown ones are missing."""
    table, told = schema.source, schema.document
    found: dict[str, str] = {}
    for piece in chunks(ids):
        found |= {row.id: row.name for row in _rows(connection, table, piece)}
        found |= {row.id: row.title or row.ref or row.id for row in _rows(connection, told, piece)}
    return found


def _rows(connection: Connection, table: Table, ids: Sequence[str]) -> Iterable[Row[Any]]:
    return connection.execute(select(table).where(table.c.id.in_(ids)))


def _changed(connection: Connection, as_of: dt.datetime | None, rules: Rules) -> set[int]:
    """Numbers of the standing incidents that these rules can change."""
    table = schema.incident
    return set(connection.scalars(select(table.c.seq).where(read.standing(table, as_of), _changeable(rules))))


def _changeable(rules: Rules) -> ColumnElement[bool]:
    """The condition that these rules can change an incident."""
    table, held = schema.incident, schema.incident_source
    parts: list[ColumnElement[bool]] = []
    if replace(rules, without=frozenset()) != DEFAULT_RULES:
        parts.append(table.c.choice)
    if rules.without:
        told = select(held.c.incident_seq).where(held.c.source_id.in_(sorted(rules.without)))
        parts.append(table.c.seq.in_(told))
    return or_(false(), *parts)


def _derived(connection: Connection, numbers: Iterable[int], rules: Rules) -> Iterator[tuple[int, Incident]]:
    for piece in chunks(numbers):
        query = read.recorded().where(schema.incident.c.seq.in_(piece))
        stored = {row.seq: records.loads(Incident, row.record) for row in connection.execute(query)}
        behind = read.claims_behind(connection, stored)
        voices = voices_of(connection, {d for i in stored.values() for d in i.document_ids})
        decisions = decisions_on(connection, [c.id for claims in behind.values() for c in claims])
        for seq, item in stored.items():
            made = _under(item, behind[seq], rules, voices, decisions)
            if made is not None:
                yield seq, made


def _under(
    incident: Incident,
    claims: Sequence[Claim],
    rules: Rules,
    voices: Voices,
    decisions: Sequence[Decision],
) -> Incident | None:
    """A stored incident under other rules; None when only sources left out give it a place."""
    told = [c for c in claims if not left_out(c, rules.without, voices)]
    if not any(c.place is not None and c.place.located for c in told):
        return None
    made = reviewed(derive_incident(group_of(incident, claims), rules, voices), decisions)
    return replace(made, summary_ids=incident.summary_ids)
