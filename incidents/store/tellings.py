"""Fetching what reports tell, what people decided on it, and whose voice reports speak with."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, or_, select

from incidents import copies
from incidents.claimants import Voices
from incidents.errors import StoreError
from incidents.group import Group
from incidents.link import Telling
from incidents.model import Basis, Claim, Correction, Join
from incidents.review import Act, Decision
from incidents.store import records, schema

CHUNK: Final = 500
"""Values in one statement: below every database's limit."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A telling with its number in the store and the numbers of its claims."""

    seq: int
    telling: Telling
    claim_seqs: Mapping[str, int]


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Pieces of a list of values that one statement can hold, in a fixed order."""
    ordered = sorted(set(values))
    yield from (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


def new_seq(key: Sequence[object] | None) -> int:
    """The number that the database gave to a new row."""
    if not key or not isinstance(key[0], int):
        raise StoreError("The database gave no number to a new row: nothing was added.")
    return key[0]


def incidents_of(connection: Connection, tellings: Iterable[int]) -> set[int]:
    """Numbers of the standing incidents that hold any of these tellings."""
    return numbers_where(
        connection,
        select(schema.incident_telling.c.incident_seq)
        .join(schema.incident, schema.incident.c.seq == schema.incident_telling.c.incident_seq)
        .where(schema.incident.c.superseded_at.is_(None)),
        schema.incident_telling.c.telling_seq.in_,
        tellings,
    )


def shared(connection: Connection, own: Mapping[str, Sequence[int]]) -> dict[str, int]:
    """How many of the standing incidents that hold the tellings of each report several reports tell of.

    Parameters
    ----------
    own : mapping of str to sequence of int
        Numbers of tellings, by report.
    """
    table, held = schema.incident, schema.incident_telling
    several = (
        select(held.c.telling_seq, held.c.incident_seq)
        .join(table, table.c.seq == held.c.incident_seq)
        .where(table.c.superseded_at.is_(None), table.c.n_documents > 1)
    )
    holding: dict[int, set[int]] = defaultdict(set)
    for piece in chunks(chain.from_iterable(own.values())):
        for row in connection.execute(several.where(held.c.telling_seq.in_(piece))):
            holding[row.telling_seq].add(row.incident_seq)
    return {document: len(set().union(*(holding[seq] for seq in seqs))) for document, seqs in own.items()}


def tellings_of(connection: Connection, incidents: Iterable[int]) -> set[int]:
    """Numbers of the tellings that these incidents hold."""
    table = schema.incident_telling
    return numbers_where(connection, select(table.c.telling_seq), table.c.incident_seq.in_, incidents)


def tellings_of_documents(connection: Connection, documents: Iterable[str]) -> set[int]:
    """Numbers of the tellings of these reports, whether they stand or not."""
    table, made = schema.telling, schema.derivation
    query = select(table.c.seq).join(made, made.c.seq == table.c.derivation_seq)
    return numbers_where(connection, query, made.c.document_id.in_, documents)


def tellings_of_claims(connection: Connection, claim_ids: Iterable[str]) -> set[int]:
    """Numbers of the standing tellings that hold any of these claims."""
    table, held, told = schema.telling, schema.derived_claim, schema.claim
    owners = numbers_where(
        connection,
        select(held.c.derivation_seq).join(told, told.c.seq == held.c.claim_seq),
        told.c.id.in_,
        claim_ids,
    )
    wanted = set(claim_ids)
    seqs = numbers_where(connection, select(table.c.seq), table.c.derivation_seq.in_, owners)
    stored = load(connection, seqs)
    return {s.seq for s in stored if wanted & s.claim_seqs.keys()}


def claims_held(connection: Connection, tellings: Iterable[int]) -> set[str]:
    """Ids of the claims that these tellings hold."""
    return {c for s in load(connection, tellings) for c in s.claim_seqs}


def numbers_where(
    connection: Connection,
    query: Select[tuple[Any]],
    among: Callable[[Sequence[Any]], ColumnElement[bool]],
    values: Iterable[Any],
) -> set[int]:
    found: set[int] = set()
    for piece in chunks(values):
        found |= {int(number) for number in connection.scalars(query.where(among(piece)))}
    return found


def load(connection: Connection, tellings: Iterable[int]) -> list[Stored]:
    """Standing tellings with their claims."""
    table, made, told = schema.telling, schema.derivation, schema.document
    query = (
        select(table, told.c.published)
        .join(made, made.c.seq == table.c.derivation_seq)
        .join(told, told.c.id == made.c.document_id)
        .where(made.c.superseded_at.is_(None))
    )
    rows = [
        row
        for piece in chunks(tellings)
        for row in connection.execute(query.where(table.c.seq.in_(piece))).mappings()
    ]
    wanted = {seq for row in rows for seq in (*json.loads(row["claims"]), *json.loads(row["summaries"]))}
    claims = _claims(connection, wanted)
    return [_stored(row, claims) for row in rows]


def groups_told(connection: Connection, derivation: int) -> list[Group]:
    """The groups of a derivation, whether it stands or not."""
    table = schema.telling
    query = select(table).where(table.c.derivation_seq == derivation).order_by(table.c.seq)
    rows = connection.execute(query).mappings().all()
    wanted = {seq for row in rows for seq in (*json.loads(row["claims"]), *json.loads(row["summaries"]))}
    claims = _claims(connection, wanted)
    return [_group(row, claims) for row in rows]


def _claims(connection: Connection, seqs: Iterable[int]) -> dict[int, Claim]:
    table = schema.claim
    return {
        row.seq: records.loads(Claim, row.record)
        for piece in chunks(seqs)
        for row in connection.execute(select(table.c.seq, table.c.record).where(table.c.seq.in_(piece)))
    }


def _stored(row: RowMapping, claims: Mapping[int, Claim]) -> Stored:
    published = row["published"] and dt.date.fromisoformat(row["published"])
    held = {claims[seq].id: seq for seq in json.loads(row["claims"])}
    return Stored(row["seq"], Telling(_group(row, claims), published), held)


def _group(row: RowMapping, claims: Mapping[int, Claim]) -> Group:
    joins = [Join(j["left"], j["right"], j["reason"], Basis(j["basis"])) for j in json.loads(row["joins"])]
    return Group(
        tuple(claims[seq] for seq in json.loads(row["claims"])),
        tuple(joins),
        tuple(json.loads(row["notes"])),
        tuple(claims[seq] for seq in json.loads(row["summaries"])),
        frozenset(json.loads(row["loosely"])),
    )


def decisions_on(connection: Connection, claim_ids: Iterable[str]) -> list[Decision]:
    """The decisions that name any of these claims, and all that take one of them back."""
    table, named = schema.decision, schema.decision_claim
    seqs = numbers_where(connection, select(named.c.decision_seq), named.c.claim_id.in_, claim_ids)
    fresh = seqs
    while fresh:
        fresh = numbers_where(connection, select(table.c.seq), table.c.undoes.in_, fresh) - seqs
        seqs = seqs | fresh
    rows = [
        row
        for piece in chunks(seqs)
        for row in connection.execute(select(table).where(table.c.seq.in_(piece))).mappings()
    ]
    return [as_decision(row) for row in rows]


def as_decision(row: RowMapping) -> Decision:
    return Decision(
        row["seq"],
        Act(row["act"]),
        tuple(json.loads(row["one"])),
        tuple(json.loads(row["other"])),
        row["undoes"],
        row["made_by"],
        row["at"],
        row["note"],
        None if row["correction"] is None else records.loads(Correction, row["correction"]),
    )


def voices_of(connection: Connection, documents: Iterable[str]) -> Voices:
    """Whose voice each document speaks with: its publisher's; a copy with that of the first, by id, of its kind."""
    wanted = set(documents)
    pairs = copy_pairs(connection, wanted)
    first = copies.families(wanted.union(*pairs), pairs)
    table = schema.document
    named = {
        row.id: row.publisher or row.ref or row.title or row.id
        for piece in chunks(first.values())
        for row in connection.execute(
            select(table.c.id, table.c.publisher, table.c.ref, table.c.title).where(table.c.id.in_(piece))
        )
    }
    return {document: named[first[document]] for document in wanted if first[document] in named}


def copy_pairs(connection: Connection, documents: set[str]) -> set[tuple[str, str]]:
    """All pairs of copies that lead from some documents on, directly or through others."""
    table = schema.copy
    pairs: set[tuple[str, str]] = set()
    seen, fresh = set(documents), documents
    while fresh:
        for piece in chunks(fresh):
            ends = or_(table.c.one.in_(piece), table.c.other.in_(piece))
            pairs |= {
                (r.one, r.other) for r in connection.execute(select(table.c.one, table.c.other).where(ends))
            }
        fresh = set(chain.from_iterable(pairs)) - seen
        seen |= fresh
    return pairs
