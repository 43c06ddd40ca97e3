"""Incidents across reports, kept up to date with each report and each decision: only what is touched is grouped anew.

The rules themselves are pure (:mod:`incidents.link`, :mod:`incidents.review`, :mod:`incidents.derive`); here the
tellings that can matter are fetched, and what follows from them is written where it differs from what stands.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
from sqlalchemy import ColumnElement, Connection, RowMapping, Select, insert, or_, select, update

from incidents import copies, link, review
from incidents.claimants import Voices, source_of
from incidents.derive import (
    DEFAULT_RULES,
    BestFigure,
    NumberWords,
    Rules,
    derive_incident,
    estimate,
    incident_id,
    killed_of,
    read_as,
    wounded_of,
)
from incidents.errors import StoreError
from incidents.frame import FRAME_COLUMNS, flatten
from incidents.group import Group
from incidents.link import Edge, Link, Telling, Verdict
from incidents.model import Basis, Claim, Correction, Document, Incident, Join
from incidents.review import Act, Decision
from incidents.store import records, schema

CHUNK: Final = 500
"""Values in one statement: below every database's limit."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """A telling with its number in the store and the numbers of its claims."""

    seq: int
    telling: Telling
    claim_seqs: Mapping[str, int]


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Pieces of a list of values that one statement can hold, in a fixed order."""
    ordered = sorted(set(values))
    yield from (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


# --- adding what a report tells -----------------------------------------------------------------------------------


def add_tellings(
    connection: Connection,
    document: Document,
    derivation: int,
    groups: Sequence[Group],
    sequence: Mapping[str, int],
    now: dt.datetime,
) -> list[int]:
    """Add a report's groups of claims, with what they may be linked to.

    Parameters
    ----------
    sequence : mapping of str to int
        Number in the store of each claim.

    Returns
    -------
    list of int
        Their numbers, to give to :func:`regroup`.
    """
    pairs = _copies_of(connection, document)
    added = [_add_telling(connection, derivation, group, sequence) for group in groups]
    mine = {seq: Telling(group, document.published) for seq, group in zip(added, groups, strict=True)}
    for seq, telling in mine.items():
        found = _candidates(connection, telling, pairs) - mine.keys()
        made = [
            (other.seq, edge)
            for other in _load(connection, found)
            if (edge := link.edge(telling, other.telling, pairs)) is not None
        ]
        rows = [_edge_row(telling, seq, other, edge) for other, edge in made]
        if rows:
            connection.execute(insert(schema.edge), rows)
    # Only now, so that a report's own tellings do not find each other.
    keyed = [{"key": key, "telling_seq": seq} for seq, t in mine.items() for key in set(link.keys(t))]
    if keyed:
        connection.execute(insert(schema.telling_key), keyed)
    _add_anchors(connection, sequence)
    return added


def _add_telling(connection: Connection, derivation: int, group: Group, sequence: Mapping[str, int]) -> int:
    row = {
        "id": group.claims[0].id,
        "derivation_seq": derivation,
        "claims": json.dumps([sequence[c.id] for c in group.claims]),
        "summaries": json.dumps([sequence[c.id] for c in group.summaries]),
        "joins": json.dumps([asdict(join) for join in group.joins], ensure_ascii=False),
        "notes": json.dumps(list(group.notes), ensure_ascii=False),
        "loosely": json.dumps(sorted(group.loosely)),
    }
    return new_seq(connection.execute(insert(schema.telling).values(row)).inserted_primary_key)


def new_seq(key: Sequence[object] | None) -> int:
    """The number that the database gave to a new row."""
    if not key or not isinstance(key[0], int):
        raise StoreError("The database gave no number to a new row: nothing was added.")
    return key[0]


def _edge_row(telling: Telling, seq: int, other: int, edge: Edge) -> dict[str, object]:
    left, right = (seq, other) if edge.left == telling.id else (other, seq)
    verdict, score, reason = edge.link.verdict.value, edge.link.score, edge.link.reason
    return {"left_seq": left, "right_seq": right, "verdict": verdict, "score": score, "reason": reason}


def _add_anchors(connection: Connection, claim_ids: Iterable[str]) -> None:
    table = schema.anchor
    ids = {incident_id(claim_id): claim_id for claim_id in claim_ids}
    for piece in chunks(ids):
        known = set(connection.scalars(select(table.c.incident_id).where(table.c.incident_id.in_(piece))))
        rows = [{"incident_id": i, "claim_id": ids[i]} for i in piece if i not in known]
        if rows:
            connection.execute(insert(table), rows)


def _candidates(connection: Connection, telling: Telling, pairs: link.Copies) -> set[int]:
    """Tellings that stand and that place and days, or a copied report, bring together with this one."""
    table, keyed = schema.telling, schema.telling_key
    found: set[int] = set()
    for piece in chunks(link.lookups(telling)):
        query = select(keyed.c.telling_seq).where(keyed.c.key.in_(piece)).distinct()
        found |= set(connection.scalars(query))
    others = set(chain.from_iterable(pairs)) - {telling.document_id}
    for piece in chunks(others):
        query = (
            select(table.c.seq)
            .join(schema.derivation, schema.derivation.c.seq == table.c.derivation_seq)
            .where(schema.derivation.c.document_id.in_(piece))
        )
        found |= set(connection.scalars(query))
    return found


def _copies_of(connection: Connection, document: Document) -> set[tuple[str, str]]:
    """The pairs in which a report is a copy of one that is there; a new report is compared with those it may copy."""
    known = select(schema.signature.c.document_id).where(schema.signature.c.document_id == document.id)
    if connection.scalar(known) is None:
        _compare_text(connection, document)
    table = schema.copy
    query = select(table.c.one, table.c.other).where(
        or_(table.c.one == document.id, table.c.other == document.id)
    )
    return {(row.one, row.other) for row in connection.execute(query)}


def _compare_text(connection: Connection, document: Document) -> None:
    sketch = copies.signature(document.text)
    keys = copies.bands(sketch)
    near = set(
        connection.scalars(select(schema.band.c.document_id).where(schema.band.c.key.in_(keys)).distinct())
    )
    rows = []
    for piece in chunks(near):
        table = schema.signature
        for row in connection.execute(select(table).where(table.c.document_id.in_(piece))):
            other = np.frombuffer(row.sketch, dtype="<u8")
            if copies.alike(sketch, other):
                one, two = sorted((document.id, row.document_id))
                rows.append({"one": one, "other": two, "similarity": copies.similarity(sketch, other)})
    if rows:
        connection.execute(insert(schema.copy), rows)
    blob = sketch.astype("<u8").tobytes()
    connection.execute(insert(schema.signature).values(document_id=document.id, sketch=blob))
    connection.execute(insert(schema.band), [{"key": key, "document_id": document.id} for key in keys])


# --- grouping anew -------------------------------------------------------------------------------------------------


def incidents_of(connection: Connection, tellings: Iterable[int]) -> set[int]:
    """Numbers of the standing incidents that hold any of these tellings."""
    return _numbers(
        connection,
        select(schema.incident_telling.c.incident_seq)
        .join(schema.incident, schema.incident.c.seq == schema.incident_telling.c.incident_seq)
        .where(schema.incident.c.superseded_at.is_(None)),
        schema.incident_telling.c.telling_seq.in_,
        tellings,
    )


def shared(connection: Connection, tellings: Iterable[int]) -> int:
    """How many of the standing incidents that hold these tellings several reports tell of."""
    table = schema.incident
    numbers = incidents_of(connection, tellings)
    several = select(table.c.seq).where(table.c.n_documents > 1)
    return len(_numbers(connection, several, table.c.seq.in_, numbers))


def tellings_of(connection: Connection, incidents: Iterable[int]) -> set[int]:
    """Numbers of the tellings that these incidents hold."""
    table = schema.incident_telling
    return _numbers(connection, select(table.c.telling_seq), table.c.incident_seq.in_, incidents)


def tellings_of_claims(connection: Connection, claim_ids: Iterable[str]) -> set[int]:
    """Numbers of the standing tellings that hold any of these claims."""
    table, held, told = schema.telling, schema.derived_claim, schema.claim
    owners = _numbers(
        connection,
        select(held.c.derivation_seq).join(told, told.c.seq == held.c.claim_seq),
        told.c.id.in_,
        claim_ids,
    )
    wanted = set(claim_ids)
    seqs = _numbers(connection, select(table.c.seq), table.c.derivation_seq.in_, owners)
    stored = _load(connection, seqs)
    return {s.seq for s in stored if wanted & s.claim_seqs.keys()}


def claims_held(connection: Connection, tellings: Iterable[int]) -> set[str]:
    """Ids of the claims that these tellings hold."""
    return {c for s in _load(connection, tellings) for c in s.claim_seqs}


def _numbers(
    connection: Connection,
    query: Select[tuple[Any]],
    among: Callable[[Sequence[Any]], ColumnElement[bool]],
    values: Iterable[Any],
) -> set[int]:
    found: set[int] = set()
    for piece in chunks(values):
        found |= {int(number) for number in connection.scalars(query.where(among(piece)))}
    return found


def regroup(
    connection: Connection, tellings: Iterable[int], now: dt.datetime, gone: Iterable[int] = ()
) -> None:
    """Bring the incidents up to date around some tellings.

    Parameters
    ----------
    tellings : iterable of int
        Numbers of tellings that were added or decided on.
    now : datetime
        The moment what is written stands from (aware).
    gone : iterable of int
        Numbers of tellings that no longer stand.
    """
    gone = set(gone)
    standing = incidents_of(connection, gone)
    around = _closure(connection, set(tellings) | tellings_of(connection, standing))
    stored = {s.telling.id: s for s in _load(connection, around)}
    standing |= incidents_of(connection, around)
    decisions = decisions_on(connection, {c for s in stored.values() for c in s.claim_seqs})
    edges = _edges(connection, stored.values())
    linked = link.cluster([s.telling for s in stored.values()], edges)
    groups = review.apply(linked.groups, decisions)
    _replace(connection, standing, groups, stored, decisions, now)


def _closure(connection: Connection, seeds: set[int]) -> set[int]:
    """All standing tellings that links, decisions or standing incidents tie to some, directly or through others."""
    reached: set[int] = set()
    fresh = _still_standing(connection, seeds)
    while fresh:
        reached |= fresh
        near = _joined_to(connection, fresh)
        near |= tellings_of(connection, incidents_of(connection, fresh))
        near |= _decided_with(connection, fresh)
        fresh = _still_standing(connection, near - reached)
    return reached


def _still_standing(connection: Connection, tellings: set[int]) -> set[int]:
    table, made = schema.telling, schema.derivation
    query = (
        select(table.c.seq)
        .join(made, made.c.seq == table.c.derivation_seq)
        .where(made.c.superseded_at.is_(None))
    )
    return _numbers(connection, query, table.c.seq.in_, tellings)


def _joined_to(connection: Connection, tellings: set[int]) -> set[int]:
    table = schema.edge
    joins = table.c.verdict == Verdict.JOIN.value
    right = _numbers(connection, select(table.c.right_seq).where(joins), table.c.left_seq.in_, tellings)
    left = _numbers(connection, select(table.c.left_seq).where(joins), table.c.right_seq.in_, tellings)
    return left | right


def _decided_with(connection: Connection, tellings: set[int]) -> set[int]:
    if connection.scalar(select(schema.decision.c.seq).limit(1)) is None:
        return set()
    claims = {c for s in _load(connection, tellings) for c in s.claim_seqs}
    named = {c for d in decisions_on(connection, claims) for c in (*d.one, *d.other)}
    return tellings_of_claims(connection, named - claims)


def _load(connection: Connection, tellings: Iterable[int]) -> list[_Stored]:
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


def _claims(connection: Connection, seqs: Iterable[int]) -> dict[int, Claim]:
    table = schema.claim
    return {
        row.seq: records.loads(Claim, row.record)
        for piece in chunks(seqs)
        for row in connection.execute(select(table.c.seq, table.c.record).where(table.c.seq.in_(piece)))
    }


def _stored(row: RowMapping, claims: Mapping[int, Claim]) -> _Stored:
    seqs, summaries = json.loads(row["claims"]), json.loads(row["summaries"])
    joins = [Join(j["left"], j["right"], j["reason"], Basis(j["basis"])) for j in json.loads(row["joins"])]
    group = Group(
        tuple(claims[seq] for seq in seqs),
        tuple(joins),
        tuple(json.loads(row["notes"])),
        tuple(claims[seq] for seq in summaries),
        frozenset(json.loads(row["loosely"])),
    )
    published = row["published"] and dt.date.fromisoformat(row["published"])
    held = {claims[seq].id: seq for seq in seqs}
    return _Stored(row["seq"], Telling(group, published), held)


def _edges(connection: Connection, stored: Collection[_Stored]) -> list[Edge]:
    """The links among some tellings."""
    ids = {s.seq: s.telling.id for s in stored}
    table = schema.edge
    found = []
    for piece in chunks(ids):
        for row in connection.execute(select(table).where(table.c.left_seq.in_(piece))):
            if row.right_seq in ids:
                told = Link(Verdict(row.verdict), row.score, row.reason)
                found.append(Edge(ids[row.left_seq], ids[row.right_seq], told))
    return found


def decisions_on(connection: Connection, claim_ids: Iterable[str]) -> list[Decision]:
    """The decisions that name any of these claims, and all that take one of them back."""
    table, named = schema.decision, schema.decision_claim
    seqs = _numbers(connection, select(named.c.decision_seq), named.c.claim_id.in_, claim_ids)
    fresh = seqs
    while fresh:
        fresh = _numbers(connection, select(table.c.seq), table.c.undoes.in_, fresh) - seqs
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


# --- writing what changed ------------------------------------------------------------------------------------------


def _replace(
    connection: Connection,
    standing: set[int],
    groups: Sequence[Group],
    stored: Mapping[str, _Stored],
    decisions: Sequence[Decision],
    now: dt.datetime,
) -> None:
    """Supersede the standing incidents that are no longer what their claims give, and add the new ones."""
    table = schema.incident
    before = {
        row.record: row.seq
        for piece in chunks(standing)
        for row in connection.execute(select(table.c.seq, table.c.record).where(table.c.seq.in_(piece)))
    }
    documents = {c.document_id for g in groups for c in g.claims}
    voices, sample = voices_of(connection, documents), _samples(connection, documents)
    fresh, kept = [], []
    holders = {claim_id: s for s in stored.values() for claim_id in s.claim_seqs}
    for group in sorted(groups, key=lambda g: holders[g.claims[0].id].seq):
        if not any(claim.place is not None and claim.place.located for claim in group.claims):
            continue  # a person parted what has no place from what has one: it is listed as not mapped
        incident = review.reviewed(derive_incident(group, DEFAULT_RULES, voices), decisions)
        record = records.dumps(incident)
        seq = before.pop(record, None)
        if seq is None:
            fresh.append((group, incident, record))
        else:
            kept += [(seq, telling) for telling in dict.fromkeys(holders[c.id].seq for c in group.claims)]
    _hold(connection, kept)
    for piece in chunks(before.values()):
        connection.execute(update(table).where(table.c.seq.in_(piece)).values(superseded_at=now))
    runs = _runs(connection, {s.seq for s in stored.values()})
    for group, incident, record in fresh:
        tellings = list(dict.fromkeys(holders[c.id].seq for c in group.claims))
        row = dict(zip(FRAME_COLUMNS, flatten(incident, sample[incident.document_ids[0]]), strict=True))
        row |= {"record": record, "choice": depends_on_choice(group, incident, voices), "created_at": now}
        row["run_seq"] = max(runs[seq] for seq in tellings)
        seq = new_seq(connection.execute(insert(table).values(row)).inserted_primary_key)
        _link_incident(connection, seq, group, tellings, holders, voices)


def _hold(connection: Connection, kept: Sequence[tuple[int, int]]) -> None:
    """Tie incidents that stay as they are to the tellings that give them now: a report read again has new ones."""
    table = schema.incident_telling
    known = {
        (row.incident_seq, row.telling_seq)
        for piece in chunks(seq for seq, _ in kept)
        for row in connection.execute(select(table).where(table.c.incident_seq.in_(piece)))
    }
    rows = [{"incident_seq": i, "telling_seq": t} for i, t in kept if (i, t) not in known]
    if rows:
        connection.execute(insert(table), rows)


def _link_incident(
    connection: Connection,
    seq: int,
    group: Group,
    tellings: Sequence[int],
    holders: Mapping[str, _Stored],
    voices: Voices,
) -> None:
    connection.execute(
        insert(schema.incident_telling), [{"incident_seq": seq, "telling_seq": t} for t in tellings]
    )
    connection.execute(
        insert(schema.incident_claim),
        [
            {"incident_seq": seq, "position": position, "claim_seq": holders[c.id].claim_seqs[c.id]}
            for position, c in enumerate(group.claims)
        ],
    )
    sources = {s.id: s for s in (source_of(claim, voices) for claim in group.claims)}
    ids = sources.keys() | {claim.document_id for claim in group.claims}
    connection.execute(
        insert(schema.incident_source), [{"source_id": i, "incident_seq": seq} for i in sorted(ids)]
    )
    table = schema.source
    known = {
        source_id
        for piece in chunks(sources)
        for source_id in connection.scalars(select(table.c.id).where(table.c.id.in_(piece)))
    }
    rows = [{"id": s.id, "name": s.name, "named": s.named} for s in sources.values() if s.id not in known]
    if rows:
        connection.execute(insert(table), rows)


def depends_on_choice(group: Group, incident: Incident, voices: Voices) -> bool:
    """Whether another scheme for counts could give this incident other figures."""
    for of, standard in ((killed_of, incident.killed), (wounded_of, incident.wounded)):
        told = [of(claim) for claim in group.claims if of(claim).reported]
        if len(told) < 2 and not any(read_as(count, NumberWords.LITERAL) != count for count in told):
            continue
        for rules in (Rules(best, numbers) for best in BestFigure for numbers in NumberWords):
            other = estimate(group.claims, of, incident.place, rules, voices)
            if (other.low, other.best, other.high) != (standard.low, standard.best, standard.high):
                return True
    return False


def _runs(connection: Connection, tellings: set[int]) -> dict[int, int]:
    table, made = schema.telling, schema.derivation
    query = select(table.c.seq, made.c.run_seq).join(made, made.c.seq == table.c.derivation_seq)
    return {
        row.seq: row.run_seq
        for piece in chunks(tellings)
        for row in connection.execute(query.where(table.c.seq.in_(piece)))
    }


def _samples(connection: Connection, documents: Iterable[str]) -> dict[str, bool]:
    table = schema.document
    return {
        row.id: row.sample
        for piece in chunks(documents)
        for row in connection.execute(select(table.c.id, table.c.sample).where(table.c.id.in_(piece)))
    }


def voices_of(connection: Connection, documents: Iterable[str]) -> Voices:
    """Whose voice each document speaks with: its publisher's; a copy with that of the first, by id, of its kind."""
    wanted = set(documents)
    pairs = _copy_pairs(connection, wanted)
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


def _copy_pairs(connection: Connection, documents: set[str]) -> set[tuple[str, str]]:
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
