"""Whether a report counts, and what people added to it: deciding both, and taking it back. Nothing is deleted.

What a person adds to a report is a derivation of its own, so that reading the report again leaves it as it is. A report
that is taken out has no standing derivation; it comes back as new ones with the same claims, grouped anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from sqlalchemy import Connection, func, insert, select, update

from incidents.errors import StoreError
from incidents.group import Group
from incidents.model import Claim, Document, Origin, ReportResult, Run
from incidents.review import Act, Decision, standing
from incidents.store import grouping, read, records, schema, search
from incidents.store.grouping import Told
from incidents.store.tellings import chunks, decisions_on, groups_told, new_seq, tellings_of_claims

BY_HAND: Final = Run(extractor="reviewer", rules="", gazetteer="")
"""Of what a person added."""
_UNKNOWN: Final = Run(extractor="", rules="", gazetteer="")


# --- what a person adds ------------------------------------------------------------------------------------------


def add_missed(connection: Connection, claim: Claim, decision: int, now: dt.datetime) -> None:
    """Let a claim that a person read in a report stand, and bring the incidents up to date.

    Raises
    ------
    StoreError
        Its report is not there or does not count, its words are not those of the report, or it is there already.
    """
    document = read.document(connection, claim.document_id)
    if document is None or not stands(connection, document.id):
        raise StoreError(
            "That report does not count now: take it in again on the page Sources, then add to it."
        )
    _check(claim, document)
    if tellings_of_claims(connection, {claim.id}):
        raise StoreError("The same was added already: see the incident, or change what differs.")
    _let_stand(connection, document, (Group((claim,)),), (claim,), BY_HAND, decision, now)


def _check(claim: Claim, document: Document) -> None:
    if claim.origin is not Origin.REVIEWER or claim.place is None or not claim.place.located:
        raise StoreError("The place is missing: give a name the lists know, or set a point on the map.")
    if claim.start is None or claim.end is None or claim.quote != document.text[claim.start : claim.end]:
        raise StoreError("The marked words are not in the report any more: mark the sentence again.")


def _let_stand(
    connection: Connection,
    document: Document,
    groups: Sequence[Group],
    claims: Sequence[Claim],
    run: Run | int,
    decision: int | None,
    now: dt.datetime,
    gone: Collection[int] = (),
) -> None:
    """Add a derivation with its claims and tellings in the place of those `gone`, and group anew what it touches."""
    run_seq = run if isinstance(run, int) else run_number(connection, run, now)
    derivation = _insert_derivation(connection, document.id, run_seq, decision, now)
    sequence = insert_claims(connection, {derivation: claims})
    own, touched = grouping.add_tellings(connection, [Told(document, derivation, groups)], sequence)
    grouping.regroup(connection, touched.union(*own.values()), now, gone)


def carry(connection: Connection, documents: Collection[str], new: Document, now: dt.datetime) -> None:
    """Take what people added to earlier readings of the same words over to the one that takes their place."""
    made = schema.derivation
    query = select(made.c.seq, made.c.decision_seq).where(
        made.c.document_id.in_(documents), made.c.superseded_at.is_(None), made.c.decision_seq.is_not(None)
    )
    for row in connection.execute(query.order_by(made.c.seq)).all():
        claims = [_moved(claim, new) for claim in _claims_of(connection, row.seq)]
        gone = supersede(connection, {row.seq}, now)
        groups = [Group((claim,)) for claim in claims]
        _let_stand(connection, new, groups, claims, BY_HAND, row.decision_seq, now, gone)


def _moved(claim: Claim, new: Document) -> Claim:
    """The same claim in other white space; its id stays, so that what was decided on it does."""
    start = claim.start or 0
    if claim.quote is None or new.text[start : claim.end] == claim.quote:
        return replace(claim, document_id=new.id)
    found = new.text.find(claim.quote)
    if found < 0:
        return replace(claim, document_id=new.id, start=None, end=None)
    return replace(claim, document_id=new.id, start=found, end=found + len(claim.quote))


# --- reports that count or do not --------------------------------------------------------------------------------


def stands(connection: Connection, document_id: str) -> bool:
    """Whether a reading of the report counts now."""
    return bool(counted(connection, [document_id]))


def counted(connection: Connection, documents: Iterable[str]) -> set[str]:
    """Those of some reports, by id, a reading of which counts now."""
    return set(_current(connection, documents))


def readings(connection: Connection, documents: Iterable[str]) -> set[int]:
    """Numbers of what runs made of some reports that stands; what people added to them stays."""
    return set(chain.from_iterable(_current(connection, documents).values()))


def _current(connection: Connection, documents: Iterable[str]) -> dict[str, list[int]]:
    table = schema.derivation
    current = select(table.c.document_id, table.c.seq).where(
        table.c.superseded_at.is_(None), table.c.decision_seq.is_(None)
    )
    found: dict[str, list[int]] = {}
    for piece in chunks(documents):
        for row in connection.execute(current.where(table.c.document_id.in_(piece))):
            found.setdefault(row.document_id, []).append(int(row.seq))
    return found


def withdrawn(connection: Connection) -> Mapping[str, Decision]:
    """The reports taken out, by id, each with the decision that did so."""
    table, named = schema.decision, schema.decision_claim
    out = connection.scalars(
        select(named.c.claim_id)
        .join(table, table.c.seq == named.c.decision_seq)
        .where(table.c.act == Act.WITHDRAW.value)
        .distinct()
    )
    return {
        decision.one[0]: decision
        for decision in standing(decisions_on(connection, out.all()))
        if decision.act is Act.WITHDRAW and decision.one
    }


def withdraw(connection: Connection, document_id: str, now: dt.datetime) -> None:
    """Let nothing of a report count from now on."""
    made = schema.derivation
    current = select(made.c.seq).where(made.c.document_id == document_id, made.c.superseded_at.is_(None))
    numbers = set(connection.scalars(current))
    if not numbers:
        raise StoreError("That report does not count now: there is nothing to take out.")
    gone = supersede(connection, numbers, now)
    family = grouping.of_copies(connection, {document_id})
    grouping.regroup(connection, family, now, gone)


def _restore(connection: Connection, document_id: str, now: dt.datetime) -> None:
    """Let a report count again: its last reading, and what people added that was not taken back."""
    made = schema.derivation
    mine = made.c.document_id == document_id
    last = connection.scalar(select(func.max(made.c.seq)).where(mine, made.c.decision_seq.is_(None)))
    added = select(func.max(made.c.seq)).where(mine, made.c.decision_seq.is_not(None))
    numbers = [last, *connection.scalars(added.group_by(made.c.decision_seq))]
    for number in numbers:
        if number is not None:
            _again(connection, number, now)


def _again(connection: Connection, derivation: int, now: dt.datetime) -> None:
    """Let a derivation stand again, unless it does, or the decision behind it was taken back."""
    made = schema.derivation
    row = connection.execute(select(made).where(made.c.seq == derivation)).mappings().one()
    if row["superseded_at"] is None or not _decided(connection, row["decision_seq"]):
        return
    document = read.document(connection, row["document_id"])
    assert document is not None  # a derivation is of a document
    claims, groups = _claims_of(connection, derivation), groups_told(connection, derivation)
    _let_stand(connection, document, groups, claims, int(row["run_seq"]), row["decision_seq"], now)


def _decided(connection: Connection, decision: int | None) -> bool:
    if decision is None:
        return True
    named = select(schema.decision_claim.c.claim_id).where(schema.decision_claim.c.decision_seq == decision)
    return decision in {d.number for d in standing(decisions_on(connection, connection.scalars(named).all()))}


def settle(connection: Connection, root: Decision, now: dt.datetime) -> None:
    """After something was taken back: let what the decision at the root of it is about count, or not."""
    valid = _decided(connection, root.number)
    if root.act is Act.WITHDRAW:
        if valid:
            withdraw(connection, root.one[0], now)
        else:
            _restore(connection, root.one[0], now)
        return
    made = schema.derivation
    mine = made.c.decision_seq == root.number
    current = set(connection.scalars(select(made.c.seq).where(mine, made.c.superseded_at.is_(None))))
    last = connection.execute(
        select(made.c.seq, made.c.document_id).where(mine).order_by(made.c.seq.desc())
    ).first()
    if not valid and current:
        grouping.regroup(connection, (), now, supersede(connection, current, now))
    elif valid and not current and last is not None and last.document_id not in withdrawn(connection):
        _again(connection, int(last.seq), now)


def supersede(connection: Connection, derivations: Collection[int], now: dt.datetime) -> set[int]:
    """Let some derivations no longer stand; gives the numbers of their tellings."""
    made, told = schema.derivation, schema.telling
    gone: set[int] = set()
    for piece in chunks(derivations):
        gone |= set(connection.scalars(select(told.c.seq).where(told.c.derivation_seq.in_(piece))))
        connection.execute(update(made).where(made.c.seq.in_(piece)).values(superseded_at=now))
    return gone


# --- rows --------------------------------------------------------------------------------------------------------


def _claims_of(connection: Connection, derivation: int) -> list[Claim]:
    held, told = schema.derived_claim, schema.claim
    query = (
        select(told.c.record)
        .join(held, held.c.claim_seq == told.c.seq)
        .where(held.c.derivation_seq == derivation)
        .order_by(held.c.position)
    )
    return [records.loads(Claim, record) for record in connection.scalars(query)]


def run_number(connection: Connection, run: Run, now: dt.datetime) -> int:
    """Number of the run with these versions; a new one when there is none."""
    table = schema.run
    names = {"extractor": run.extractor, "rules": run.rules, "gazetteer": run.gazetteer, "model": run.model}
    same = select(table.c.seq).where(*(table.c[name] == value for name, value in names.items()))
    found = connection.scalar(same)
    if found is not None:
        return int(found)
    return new_seq(connection.execute(insert(table).values(created_at=now, **names)).inserted_primary_key)


def _insert_derivation(
    connection: Connection, document_id: str, run_seq: int, decision: int | None, now: dt.datetime
) -> int:
    """Add a derivation that a decision made; gives its number."""
    row = _derivation_row(document_id, run_seq, (), decision, now)
    return new_seq(connection.execute(insert(schema.derivation).values(row)).inserted_primary_key)


def insert_readings(
    connection: Connection, results: Sequence[ReportResult], now: dt.datetime
) -> dict[str, int]:
    """Add what runs made of some reports, none of which has a reading that stands; gives the numbers by report."""
    runs = {r.run: run_number(connection, r.run or _UNKNOWN, now) for r in results}
    rows = [_derivation_row(r.document.id, runs[r.run], r.warnings, None, now) for r in results]
    connection.execute(insert(schema.derivation), rows)
    return {i: made[0] for i, made in _current(connection, (r.document.id for r in results)).items()}


def _derivation_row(
    document_id: str, run_seq: int, warnings: Sequence[str], decision: int | None, now: dt.datetime
) -> dict[str, object]:
    return {
        "document_id": document_id,
        "run_seq": run_seq,
        "warnings": json.dumps(list(warnings), ensure_ascii=False),
        "decision_seq": decision,
        "created_at": now,
    }


def insert_claims(connection: Connection, derived: Mapping[int, Sequence[Claim]]) -> dict[str, int]:
    """Add the claims of some derivations that are new, and say at which row each stands; no two have the same id."""
    table = schema.claim
    claims = [claim for of_one in derived.values() for claim in of_one]
    records_of = {claim.id: records.dumps(claim) for claim in claims}
    digests = {i: digest(record) for i, record in records_of.items()}
    known = _numbers(connection, digests)
    rows = [
        {"id": c.id, "document_id": c.document_id, "digest": digests[c.id], "record": records_of[c.id]}
        for c in claims
        if c.id not in known
    ]
    if rows:
        connection.execute(insert(table), rows)
        known |= _numbers(connection, {str(row["id"]): str(row["digest"]) for row in rows})
        new = {row["id"] for row in rows}
        search.add_claims(connection, {known[c.id]: c for c in claims if c.id in new})
    held = [
        {"derivation_seq": derivation, "position": position, "claim_seq": known[claim.id]}
        for derivation, of_one in derived.items()
        for position, claim in enumerate(of_one)
    ]
    if held:
        connection.execute(insert(schema.derived_claim), held)
    return {claim.id: int(known[claim.id]) for claim in claims}


def digest(record: str) -> str:
    """Names the version of a claim."""
    return hashlib.sha256(record.encode()).hexdigest()[:16]


def _numbers(connection: Connection, digests: Mapping[str, str]) -> dict[str, int]:
    """Numbers of those of some claims, by id, that are there in the same words."""
    table = schema.claim
    return {
        row.id: row.seq
        for piece in chunks(digests)
        for row in connection.execute(
            select(table.c.seq, table.c.id, table.c.digest).where(table.c.id.in_(piece))
        )
        if row.digest == digests[row.id]
    }
