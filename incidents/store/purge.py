"""Erasing a report for good, with all that was made of it: the one exception to "nothing is deleted".

What other reports tell stays: an incident, standing or superseded, that rested on the report too is derived anew from
the claims that are left, by the rules of this version.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, insert, or_, select, update

from gazetteer.names import fold
from incidents import review
from incidents.claimants import OWN_VOICE, Voices, source_of
from incidents.derive import derive_incident, group_of
from incidents.errors import StoreError
from incidents.frame import flatten
from incidents.group import Group
from incidents.model import Claim, Document, Incident, stable_id
from incidents.review import Act, Decision
from incidents.rules import DEFAULT_RULES
from incidents.store import flat, grouping, read, records, schema, search, tombstones
from incidents.store.tellings import chunks, decisions_on, numbers_where, tellings_of, voices_of
from incidents.store.tombstones import Kind, Reason, Tombstone

QUOTED_WORDS: Final = 5
"""Words in a row that a note shares with a report when it quotes it."""


@contextmanager
def exception(connection: Connection) -> Iterator[None]:
    """Let the caller's transaction change and delete what is otherwise only added."""
    connection.execute(insert(schema.meta).values(key=schema.PURGING, value="1"))
    yield
    connection.execute(delete(schema.meta).where(schema.meta.c.key == schema.PURGING))


def report(connection: Connection, document_id: str, reason: Reason, by: str, now: dt.datetime) -> Tombstone:
    """Erase a report inside the caller's transaction.

    Raises
    ------
    StoreError
        There is none of that id.
    """
    document = read.document(connection, document_id)
    if document is None:
        raise StoreError(f"There is no report {document_id[:40]}: list them with 'incidents reports'.")
    with exception(connection):
        what = _belongings(connection, document)
        stone = tombstones.lay(connection, Kind.REPORT, reason, by, now)
        _decisions(connection, document, what)
        old = _rewrite_incidents(connection, what, erase=lambda: _erase(connection, document_id, what))
        tombstones.mark_ids(connection, stone, {**old, document_id: None})
        tombstones.mark_text(connection, stone, document.text)
        drop_sources(connection)
    grouping.regroup(connection, what.around, now)
    flat.drop_unused(connection)
    return stone


@dataclass(frozen=True, slots=True)
class _Belongings:
    """What hangs on a report."""

    claims: Mapping[int, str]
    """Number of each version of its claims, with the claim's id."""
    derivations: frozenset[int]
    tellings: frozenset[int]
    incidents: frozenset[int]
    """Those that rest on it, or speak with its voice, whether they stand or not."""
    around: frozenset[int]
    """Tellings of other reports that are to be grouped anew."""

    @property
    def claim_ids(self) -> set[str]:
        return set(self.claims.values())


def _belongings(connection: Connection, document: Document) -> _Belongings:
    told, made, held = schema.claim, schema.derivation, schema.incident_claim
    rows = connection.execute(select(told.c.seq, told.c.id).where(told.c.document_id == document.id))
    claims = {int(row.seq): str(row.id) for row in rows}
    derivations = set(connection.scalars(select(made.c.seq).where(made.c.document_id == document.id)))
    table = schema.telling
    tellings = numbers_where(connection, select(table.c.seq), table.c.derivation_seq.in_, derivations)
    resting = numbers_where(connection, select(held.c.incident_seq), held.c.claim_seq.in_, claims)
    family = grouping.of_copies(connection, {document.id})
    resting |= _speaking(connection, document)
    around = (tellings_of(connection, resting) | family) - tellings
    return _Belongings(
        claims, frozenset(derivations), frozenset(tellings), frozenset(resting), frozenset(around)
    )


def _speaking(connection: Connection, document: Document) -> set[int]:
    """Incidents of copies that speak with the voice of this report: its publisher's, or its own title."""
    voice = voices_of(connection, {document.id}).get(document.id)
    if voice is None:
        return set()
    table = schema.incident_source
    source = stable_id("src", OWN_VOICE, voice.casefold())
    return set(connection.scalars(select(table.c.incident_seq).where(table.c.source_id == source)))


def _erase(connection: Connection, document_id: str, what: _Belongings) -> None:
    """Delete all rows of a report; those of its incidents are dealt with by the caller."""
    edge, copy = schema.edge, schema.copy
    for column in (edge.c.left_seq, edge.c.right_seq):
        delete_where(connection, edge, column, what.tellings)
    delete_where(connection, schema.telling_key, schema.telling_key.c.telling_seq, what.tellings)
    delete_where(connection, schema.incident_telling, schema.incident_telling.c.telling_seq, what.tellings)
    delete_where(connection, schema.telling, schema.telling.c.seq, what.tellings)
    delete_where(connection, schema.derived_claim, schema.derived_claim.c.derivation_seq, what.derivations)
    delete_where(connection, schema.derivation, schema.derivation.c.seq, what.derivations)
    delete_where(connection, schema.incident_claim, schema.incident_claim.c.claim_seq, what.claims)
    delete_where(connection, schema.anchor, schema.anchor.c.claim_id, what.claim_ids)
    search.forget(connection, what.claims, {document_id})
    delete_where(connection, schema.claim, schema.claim.c.seq, what.claims)
    connection.execute(delete(copy).where(or_(copy.c.one == document_id, copy.c.other == document_id)))
    for table in (schema.signature, schema.band):
        connection.execute(delete(table).where(table.c.document_id == document_id))
    connection.execute(delete(schema.document).where(schema.document.c.id == document_id))


def delete_where(connection: Connection, table: Table, column: Any, values: Collection[Any]) -> None:
    """Delete the rows whose column has one of some values."""
    for piece in chunks(values):
        connection.execute(delete(table).where(column.in_(piece)))


# --- incidents that rested on it ---------------------------------------------------------------------------------


def _rewrite_incidents(connection: Connection, what: _Belongings, erase: Any) -> dict[str, str | None]:
    """Derive what is left of the incidents anew, after `erase`; gives where their old ids lead, None for nowhere."""
    table, told, first = schema.incident, schema.incident_record, schema.anchor
    old: dict[str, str | None] = {
        name: None
        for piece in chunks(what.claim_ids)
        for name in connection.scalars(select(first.c.incident_id).where(first.c.claim_id.in_(piece)))
    }
    before: dict[int, tuple[Incident, dt.datetime]] = {}
    for piece in chunks(what.incidents):
        query = select(table.c.seq, told.c.record, table.c.created_at).where(table.c.seq.in_(piece))
        query = query.join(told, told.c.incident_seq == table.c.seq)
        for row in connection.execute(query.order_by(table.c.seq)):
            before[row.seq] = (records.loads(Incident, row.record), row.created_at)
    delete_where(connection, schema.incident_source, schema.incident_source.c.incident_seq, what.incidents)
    erase()
    behind = read.claims_behind(connection, before)
    voices = voices_of(connection, {c.document_id for claims in behind.values() for c in claims})
    for seq, (incident, stood_from) in before.items():
        claims = behind[seq]
        if not any(c.place is not None and c.place.located for c in claims):
            _drop_incident(connection, seq)
            continue
        group = _left(connection, incident, claims)
        decisions = [
            d for d in decisions_on(connection, [c.id for c in claims]) if d.at and d.at <= stood_from
        ]
        write_incident(connection, seq, group, decisions, voices)
        if incident.id in old:  # it began with a claim of the report
            old[incident.id] = claims[0].id
    return old


def _left(connection: Connection, incident: Incident, claims: Sequence[Claim]) -> Group:
    """What is left of an incident's claims; why they were joined goes where the claim between them did."""
    summaries = read.claims_by_id(connection, incident.summary_ids)
    group = group_of(incident, claims, summaries)
    ids = {claim.id for claim in claims}
    joins = tuple(join for join in group.joins if {join.left, join.right} <= ids)
    return Group(group.claims, joins, (), group.summaries, group.loosely & ids)


def _drop_incident(connection: Connection, seq: int) -> None:
    tied = (
        schema.incident_record, schema.incident_telling, schema.incident_claim, schema.incident_source,
    )  # fmt: skip
    for table in tied:
        connection.execute(delete(table).where(table.c.incident_seq == seq))
    connection.execute(delete(schema.incident).where(schema.incident.c.seq == seq))


def write_incident(
    connection: Connection, seq: int, group: Group, decisions: Sequence[Decision], voices: Voices
) -> None:
    """Put an incident as derived now in the place of a stored one."""
    made = review.reviewed(derive_incident(group, DEFAULT_RULES, voices), decisions)
    choice = grouping.depends_on_choice(group, made, voices)
    sources = {s.id: s for s in (source_of(claim, voices) for claim in group.claims)}
    replace_incident(connection, seq, made, choice)
    rests_on = sorted({*sources, *(claim.document_id for claim in group.claims)})
    connection.execute(
        insert(schema.incident_source), [{"source_id": i, "incident_seq": seq} for i in rests_on]
    )
    grouping.add_sources(connection, sources)


def replace_incident(connection: Connection, seq: int, incident: Incident, choice: bool) -> None:
    """Write another record over a stored incident's."""
    table, told, kind = schema.incident, schema.incident_record, schema.shared["kind"]
    query = select(kind.c.sample).join(table, table.c.kind_seq == kind.c.seq).where(table.c.seq == seq)
    (columns,) = flat.columns_of(connection, [flatten(incident, bool(connection.scalar(query)))])
    connection.execute(update(table).where(table.c.seq == seq).values(columns | {"choice": choice}))
    record = records.dumps(incident)
    connection.execute(update(told).where(told.c.incident_seq == seq).values(record=record))


def drop_sources(connection: Connection) -> None:
    """Forget the names of sources that no incident rests on any more."""
    held = select(schema.incident_source.c.source_id)
    connection.execute(delete(schema.source).where(schema.source.c.id.not_in(held)))


# --- decisions ---------------------------------------------------------------------------------------------------


def _decisions(connection: Connection, document: Document, what: _Belongings) -> None:
    """Take the report's claims, and words that quote it, out of what people decided; numbers stay."""
    gone = what.claim_ids | {document.id}
    table, named = schema.decision, schema.decision_claim
    touched = numbers_where(connection, select(named.c.decision_seq), named.c.claim_id.in_, gone)
    lost: dict[str, set[str]] = {}
    fresh = touched
    while fresh := numbers_where(connection, select(table.c.seq), table.c.undoes.in_, fresh) - touched:
        touched |= fresh
    delete_where(connection, named, named.c.claim_id, gone)
    quoted = _runs(" ".join(filter(None, (document.title, document.text))))
    for row in connection.execute(select(table)).mappings().all():
        quotes = row["seq"] in touched or not quoted.isdisjoint(_runs(row["note"]))
        if quotes and row["note"]:
            connection.execute(update(table).where(table.c.seq == row["seq"]).values(note=""))
            lost.setdefault(row["note"], set()).update(json.loads(row["one"]))
        if row["seq"] in touched:
            _lapse(connection, row, gone)
    for note, claims in lost.items():
        _unquote(connection, note, claims)


def _unquote(connection: Connection, note: str, claims: set[str]) -> None:
    """Take a note out of what the incidents of some claims say of their review, whether they stand or not."""
    table, held, told, kept = (
        schema.incident, schema.incident_claim, schema.claim, schema.incident_record,
    )  # fmt: skip
    holding = select(held.c.incident_seq).join(told, told.c.seq == held.c.claim_seq)
    numbers = numbers_where(connection, holding, told.c.id.in_, claims)
    for piece in chunks(numbers):
        query = select(table.c.seq, table.c.choice, kept.c.record).where(table.c.seq.in_(piece))
        query = query.join(kept, kept.c.incident_seq == table.c.seq)
        for row in connection.execute(query).all():
            incident = records.loads(Incident, row.record)
            if note in incident.review_note:
                left = incident.review_note.replace(f": {note}", "").replace(note, "")
                replace_incident(connection, row.seq, replace(incident, review_note=left), row.choice)


def _lapse(connection: Connection, row: Any, gone: set[str]) -> None:
    """Leave of a decision what concerns other reports; nothing, where one of its sides is gone."""
    one = [i for i in json.loads(row["one"]) if i not in gone]
    other = [i for i in json.loads(row["other"]) if i not in gone]
    first_gone = any(i in gone for i in json.loads(row["one"])[:1])
    paired = Act(row["act"]) in review.GROUPING
    empty = not one or (paired and not other) or (not paired and first_gone)
    if Act(row["act"]) is Act.UNDO:
        return
    values: dict[str, Any] = {
        "one": json.dumps([] if empty else one),
        "other": json.dumps([] if empty else other),
        "correction": None if empty else row["correction"],
    }
    table, named = schema.decision, schema.decision_claim
    connection.execute(update(table).where(table.c.seq == row["seq"]).values(values))
    if empty:
        connection.execute(delete(named).where(named.c.decision_seq == row["seq"]))


def _runs(text: str) -> set[tuple[str, ...]]:
    """All runs of so many words in a row that two texts share when one quotes the other."""
    words = fold.__wrapped__(text).split()
    return set(zip(*(words[n:] for n in range(QUOTED_WORDS)), strict=False))
