"""Incidents across reports, kept up to date with each report and each decision: only what is touched is grouped anew.

The rules themselves are pure (:mod:`incidents.link`, :mod:`incidents.review`, :mod:`incidents.derive`); here the
tellings that can matter are fetched, and what follows from them is written where it differs from what stands.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain

from sqlalchemy import Connection, insert, select, update

from incidents import link, review
from incidents.claimants import Source, Voices, sources_of
from incidents.derive import derive_incident, incident_id
from incidents.frame import flatten
from incidents.group import Group
from incidents.link import Edge, Link, Telling, Verdict
from incidents.model import Document, Incident
from incidents.review import Decision
from incidents.rules import DEFAULT_RULES, BestFigure, NumberWords, Rules
from incidents.store import copied, flat, records, schema
from incidents.store.tellings import (
    Stored,
    chunks,
    claims_held,
    copy_pairs,
    decisions_on,
    incidents_of,
    load,
    numbers_where,
    tellings_of,
    tellings_of_claims,
    tellings_of_documents,
    voices_of,
)
from incidents.tolls import estimate, killed_of, read_as, wounded_of

# --- adding what a report tells -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """A report with its derivation's number and its groups of claims."""

    document: Document
    derivation: int
    groups: Sequence[Group]


def add_tellings(
    connection: Connection, reports: Sequence[Told], sequence: Mapping[str, int]
) -> tuple[dict[str, list[int]], set[int]]:
    """Add the groups of claims of some reports, with what they may be linked to: as if one after the other.

    Parameters
    ----------
    sequence : mapping of str to int
        Number in the store of each claim.

    Returns
    -------
    tuple of dict of str to list of int, set of int
        Their numbers by report, and those of other reports' tellings that they change; both to give to
        :func:`regroup`.
    """
    pairs = copied.compare(connection, [report.document for report in reports])
    own = _insert_tellings(connection, reports, sequence)
    mine = {
        seq: Telling(group, report.document.published)
        for report in reports
        for seq, group in zip(own[report.document.id], report.groups, strict=True)
    }
    keyed = [{"key": key, "telling_seq": seq} for seq, t in mine.items() for key in set(link.keys(t))]
    if keyed:
        connection.execute(insert(schema.telling_key), keyed)
    rows = _edge_rows(connection, own, mine, pairs)
    if rows:
        connection.execute(insert(schema.edge), rows)
    _add_anchors(connection, sequence)
    return own, of_copies(connection, set(own).intersection(chain.from_iterable(pairs)))


def _insert_tellings(
    connection: Connection, reports: Sequence[Told], sequence: Mapping[str, int]
) -> dict[str, list[int]]:
    table = schema.telling
    rows = [_telling_row(r.derivation, group, sequence) for r in reports for group in r.groups]
    if rows:
        connection.execute(insert(table), rows)
    numbers = {
        (row.derivation_seq, row.id): int(row.seq)
        for piece in chunks(report.derivation for report in reports)
        for row in connection.execute(
            select(table.c.derivation_seq, table.c.id, table.c.seq).where(table.c.derivation_seq.in_(piece))
        )
    }
    return {r.document.id: [numbers[r.derivation, group.claims[0].id] for group in r.groups] for r in reports}


def _telling_row(derivation: int, group: Group, sequence: Mapping[str, int]) -> dict[str, object]:
    return {
        "id": group.claims[0].id,
        "derivation_seq": derivation,
        "claims": json.dumps([sequence[c.id] for c in group.claims]),
        "summaries": json.dumps([sequence[c.id] for c in group.summaries]),
        "joins": json.dumps([asdict(join) for join in group.joins], ensure_ascii=False),
        "notes": json.dumps(list(group.notes), ensure_ascii=False),
        "loosely": json.dumps(sorted(group.loosely)),
    }


def of_copies(connection: Connection, documents: set[str]) -> set[int]:
    """Tellings of the other reports that are copies of some: whose voice they speak with can have changed."""
    family = set(chain.from_iterable(copy_pairs(connection, documents))) - documents
    return tellings_of_documents(connection, family)


def _edge_rows(
    connection: Connection, own: Mapping[str, Sequence[int]], mine: Mapping[int, Telling], pairs: link.Copies
) -> list[dict[str, object]]:
    """What links the tellings of new reports to those that were there, and to each other: each pair once."""
    near = _candidates(connection, own, mine, pairs)
    stored = load(connection, set(chain.from_iterable(near.values())) - mine.keys())
    known = {s.seq: s.telling for s in stored}
    rows = []
    for document_id, numbers in own.items():
        others = sorted(near[document_id] & known.keys())
        rows += [
            _edge_row(mine[seq], seq, other, made)
            for seq in numbers
            for other in others
            if (made := link.edge(mine[seq], known[other], pairs)) is not None
        ]
        known |= {seq: mine[seq] for seq in numbers}
    return rows


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


def _candidates(
    connection: Connection, own: Mapping[str, Sequence[int]], mine: Mapping[int, Telling], pairs: link.Copies
) -> dict[str, set[int]]:
    """For each new report the tellings that place and days, or a copied report, bring together with its own."""
    asking: dict[str, set[str]] = {}
    for document_id, numbers in own.items():
        for key in chain.from_iterable(link.lookups(mine[seq]) for seq in numbers):
            asking.setdefault(key, set()).add(document_id)
    near: dict[str, set[int]] = {document_id: set() for document_id in own}
    keyed = schema.telling_key
    for piece in chunks(asking):
        found = select(keyed.c.key, keyed.c.telling_seq).where(keyed.c.key.in_(piece))
        for row in connection.execute(found):
            for document_id in asking[row.key]:
                near[document_id].add(row.telling_seq)
    for document_id in own:
        others = {other for pair in pairs if document_id in pair for other in pair} - {document_id}
        if others:
            near[document_id] |= tellings_of_documents(connection, others)
    return near


# --- grouping anew -------------------------------------------------------------------------------------------------


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
    stored = {s.telling.id: s for s in load(connection, around)}
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
    return numbers_where(connection, query, table.c.seq.in_, tellings)


def _joined_to(connection: Connection, tellings: set[int]) -> set[int]:
    table = schema.edge
    joins = table.c.verdict == Verdict.JOIN.value
    right = numbers_where(connection, select(table.c.right_seq).where(joins), table.c.left_seq.in_, tellings)
    left = numbers_where(connection, select(table.c.left_seq).where(joins), table.c.right_seq.in_, tellings)
    return left | right


def _decided_with(connection: Connection, tellings: set[int]) -> set[int]:
    """Tellings whose claims a person named together with those of some."""
    named, told, held, table = schema.decision_claim, schema.claim, schema.derived_claim, schema.telling
    of_their_reports = (
        select(named.c.decision_seq)
        .join(told, told.c.id == named.c.claim_id)
        .join(held, held.c.claim_seq == told.c.seq)
        .join(table, table.c.derivation_seq == held.c.derivation_seq)
    )
    if not numbers_where(connection, of_their_reports, table.c.seq.in_, tellings):
        return set()
    claims = claims_held(connection, tellings)
    together = {c for d in decisions_on(connection, claims) for c in (*d.one, *d.other)}
    return tellings_of_claims(connection, together - claims)


def _edges(connection: Connection, stored: Collection[Stored]) -> list[Edge]:
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


# --- writing what changed ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Made:
    """An incident as it now is, with what it rests on."""

    group: Group
    incident: Incident
    record: str
    sources: Mapping[str, Source]

    @property
    def rests_on(self) -> frozenset[str]:
        """Ids of its sources and of its reports."""
        return frozenset(self.sources) | {claim.document_id for claim in self.group.claims}


def _replace(
    connection: Connection,
    standing: set[int],
    groups: Sequence[Group],
    stored: Mapping[str, Stored],
    decisions: Sequence[Decision],
    now: dt.datetime,
) -> None:
    """Supersede the standing incidents that are no longer what their claims give, and add the new ones."""
    before = _standing_records(connection, standing)
    documents = {c.document_id for g in groups for c in g.claims}
    voices = voices_of(connection, documents)
    fresh, kept = [], []
    holders = {claim_id: s for s in stored.values() for claim_id in s.claim_seqs}
    for group in sorted(groups, key=lambda g: holders[g.claims[0].id].seq):
        if not any(claim.place is not None and claim.place.located for claim in group.claims):
            continue  # a person parted what has no place from what has one: it is listed as not mapped
        incident = review.reviewed(derive_incident(group, DEFAULT_RULES, voices), decisions)
        sources = {s.id: s for claim in group.claims for s in sources_of(claim, voices)}
        made = _Made(group, incident, records.dumps(incident), sources)
        seq = before.pop((made.record, made.rests_on), None)
        if seq is None:
            fresh.append(made)
        else:
            kept += [(seq, telling) for telling in dict.fromkeys(holders[c.id].seq for c in group.claims)]
    _hold(connection, kept)
    table = schema.incident
    for piece in chunks(before.values()):
        connection.execute(update(table).where(table.c.seq.in_(piece)).values(superseded_at=now))
    if fresh:
        _add_incidents(connection, fresh, holders, voices, now)


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


def _standing_records(connection: Connection, standing: set[int]) -> dict[tuple[str, frozenset[str]], int]:
    """Numbers of some incidents by their records and what they rest on."""
    table, held = schema.incident_record, schema.incident_source
    rests_on: dict[int, set[str]] = {seq: set() for seq in standing}
    written: dict[int, str] = {}
    for piece in chunks(standing):
        for row in connection.execute(select(table).where(table.c.incident_seq.in_(piece))):
            written[row.incident_seq] = row.record
        for row in connection.execute(select(held).where(held.c.incident_seq.in_(piece))):
            rests_on[row.incident_seq].add(row.source_id)
    return {(record, frozenset(rests_on[seq])): seq for seq, record in written.items()}


def _add_incidents(
    connection: Connection,
    fresh: Sequence[_Made],
    holders: Mapping[str, Stored],
    voices: Voices,
    now: dt.datetime,
) -> None:
    sample = _samples(connection, {d for made in fresh for d in made.incident.document_ids})
    told_by = [list(dict.fromkeys(holders[c.id].seq for c in made.group.claims)) for made in fresh]
    runs = _runs(connection, set(chain.from_iterable(told_by)))
    flats = [flatten(made.incident, sample[made.incident.document_ids[0]]) for made in fresh]
    rows = [
        columns
        | {
            "choice": depends_on_choice(made.group, made.incident, voices),
            "created_at": now,
            "run_seq": max(runs[seq] for seq in tellings),
        }
        for made, tellings, columns in zip(fresh, told_by, flat.columns_of(connection, flats), strict=True)
    ]
    table = schema.incident
    connection.execute(insert(table), rows)
    seqs = {
        row.id: int(row.seq)
        for piece in chunks(made.incident.id for made in fresh)
        for row in connection.execute(
            select(table.c.id, table.c.seq).where(table.c.id.in_(piece), table.c.superseded_at.is_(None))
        )
    }
    numbered = [
        (seqs[made.incident.id], made, tellings) for made, tellings in zip(fresh, told_by, strict=True)
    ]
    connection.execute(
        insert(schema.incident_record),
        [{"incident_seq": seq, "record": made.record} for seq, made, _ in numbered],
    )
    connection.execute(
        insert(schema.incident_telling),
        [{"incident_seq": seq, "telling_seq": t} for seq, _, tellings in numbered for t in tellings],
    )
    connection.execute(
        insert(schema.incident_claim),
        [
            {"incident_seq": seq, "position": position, "claim_seq": holders[c.id].claim_seqs[c.id]}
            for seq, made, _ in numbered
            for position, c in enumerate(made.group.claims)
        ],
    )
    connection.execute(
        insert(schema.incident_source),
        [{"source_id": i, "incident_seq": seq} for seq, made, _ in numbered for i in sorted(made.rests_on)],
    )
    add_sources(connection, {i: s for made in fresh for i, s in made.sources.items()})


def add_sources(connection: Connection, sources: Mapping[str, Source]) -> None:
    """Add the names of those sources that are new."""
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
