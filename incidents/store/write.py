"""Writing reports: one transaction each, all of it or nothing."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace

from sqlalchemy import Connection, insert, select, update

from incidents.derive import group_of
from incidents.errors import ReportRefused, StoreError
from incidents.group import Group
from incidents.model import Claim, Document, ReportResult, Run
from incidents.review import GROUPING, STANDING, Act, Decision
from incidents.store import counting, grouping, records, schema, search, tombstones
from incidents.store.tellings import as_decision, claims_held, new_seq, shared, tellings_of_claims
from incidents.store.tombstones import Kind


@dataclass(frozen=True, slots=True)
class AddOutcome:
    """What adding a report did."""

    added: bool
    """False when the store held the report already and nothing changed."""
    document_id: str
    n_claims: int
    n_incidents: int
    n_shared: int = 0
    """Incidents it tells of that other reports tell of too, and that were joined with theirs."""
    dated: bool = False
    """Whether it took the place of the same report read without its publication date, or with another."""


def add(
    connection: Connection,
    result: ReportResult,
    now: dt.datetime,
    *,
    supersede: bool,
    redate: bool = False,
    again: bool = False,
) -> AddOutcome:
    """Add one report inside the caller's transaction.

    Parameters
    ----------
    result
        The report and what was made of it.
    now
        The moment it stands from (aware).
    supersede
        For a report that is there already: False leaves everything as it is, True puts the new derivation in
        the place of the current one, which is kept as superseded.
    redate
        Let it take the place of the same words under another publication date, too: a person has corrected the date.
        Looks through all texts; without it only a reading without a date is found, by its id.
    again
        Add it even if it was purged.

    Raises
    ------
    ReportRefused
        It was taken out or purged, or a name was removed from it.
    """
    _check(result)
    document_id = result.document.id
    if (why := refusal(connection, result.document)) is not None and not (again and why.purged):
        raise ReportRefused(why.said)
    known = (
        connection.scalar(select(schema.document.c.id).where(schema.document.c.id == document_id)) is not None
    )
    # A reading that another date took the place of is no longer there: given again, it stands again.
    added = supersede or not counting.stands(connection, document_id)
    others = _other_dates(connection, result.document, any_date=redate) if added else set()
    outcome = AddOutcome(added, document_id, len(result.claims), len(result.incidents), dated=bool(others))
    if not outcome.added:
        return outcome
    gone = counting.supersede(connection, _readings(connection, {*others, document_id}), now)
    if not known:
        connection.execute(insert(schema.document).values(_document_row(result.document, now)))
        search.add_document(connection, result.document, result.claims)
    run = counting.run_number(connection, result.run or Run(extractor="", rules="", gazetteer=""), now)
    derivation = counting.insert_derivation(connection, document_id, run, result.warnings, None, now)
    sequence = counting.insert_claims(connection, derivation, result.claims)
    groups = groups_of(result)
    own, touched = grouping.add_tellings(connection, result.document, derivation, groups, sequence, now)
    grouping.regroup(connection, {*own, *touched}, now, gone)
    counting.carry(connection, others, result.document, now)
    bump(connection)
    return replace(outcome, n_shared=shared(connection, own))


def groups_of(result: ReportResult) -> list[Group]:
    """The groups of claims that the incidents of one report were derived from."""
    claims = {claim.id: claim for claim in result.claims}
    return [
        group_of(
            incident,
            [claims[c] for c in incident.claim_ids],
            [claims[c] for c in incident.summary_ids if c in claims],
        )
        for incident in result.incidents
    ]


def decide(connection: Connection, decision: Decision, now: dt.datetime) -> int:
    """Add what a person decided, inside the caller's transaction, and make anew what it touches.

    Returns
    -------
    int
        Its number.

    Raises
    ------
    StoreError
        It names a claim that is part of no incident, or a decision that is not there or does not stand.
    """
    root = _undone(connection, decision) if decision.act is Act.UNDO else decision
    if root.act in STANDING:
        seq = _record(connection, decision, now)
        counting.settle(connection, replace(root, number=root.number or seq), now)
        bump(connection)
        return seq
    claims = {*root.one, *root.other}
    tellings = tellings_of_claims(connection, claims)
    known = claims_held(connection, tellings)
    paired = decision.act not in GROUPING or decision.other
    if decision.act is not Act.UNDO and not (decision.one and paired and claims <= known):
        raise StoreError("The incident was changed meanwhile: open it again, then decide.")
    seq = _record(connection, decision, now)
    grouping.regroup(connection, tellings, now)
    bump(connection)
    return seq


def add_missed(connection: Connection, claim: Claim, decision: Decision, now: dt.datetime) -> int:
    """Add what a person read in a report and the machine missed; otherwise as :func:`decide`."""
    seq = _record(connection, decision, now)
    counting.add_missed(connection, claim, seq, now)
    bump(connection)
    return seq


def _record(connection: Connection, decision: Decision, now: dt.datetime) -> int:
    """Write a decision down with the claims that it names; gives its number."""
    values = {
        "act": decision.act.value,
        "one": json.dumps(list(decision.one)),
        "other": json.dumps(list(decision.other)),
        "undoes": decision.undoes,
        "correction": None if decision.correction is None else records.dumps(decision.correction),
        "made_by": decision.by,
        "note": decision.note,
        "at": now,
    }
    seq = new_seq(connection.execute(insert(schema.decision).values(values)).inserted_primary_key)
    named = [{"claim_id": i, "decision_seq": seq} for i in sorted({*decision.one, *decision.other})]
    if named:
        connection.execute(insert(schema.decision_claim), named)
    return seq


def _undone(connection: Connection, decision: Decision) -> Decision:
    """The decision that another takes back, directly or through others."""
    table = schema.decision
    number = decision.undoes
    while number is not None:
        row = connection.execute(select(table).where(table.c.seq == number)).mappings().one_or_none()
        if row is None:
            raise StoreError(f"There is no decision number {decision.undoes}: list them, then take one back.")
        found = as_decision(row)
        if found.act is not Act.UNDO:
            return found
        number = found.undoes
    raise StoreError("Name the decision to take back by its number.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a report is not added."""

    said: str
    """For a person to read."""
    purged: bool = False
    """Whether it may be added all the same when asked for."""


def refusal(connection: Connection, document: Document) -> Refusal | None:
    """Why a report is not added: it was taken out or purged, or a name was removed from it; None for any other."""
    out = counting.withdrawn(connection).get(document.id)
    if out is not None:
        when, by = out.at.date().isoformat() if out.at else "before", f" by {out.by}" if out.by else ""
        return Refusal(
            f"This report was taken out on {when}{by}: take it in again on the page Sources, or with "
            f"'incidents restore {document.id}'."
        )
    kept = connection.scalar(select(schema.document.c.text).where(schema.document.c.id == document.id))
    if kept is not None and " ".join(kept.split()) == " ".join(document.text.split()):
        return None
    stone = tombstones.of_text(connection, document)
    if stone is None:
        return None
    if stone.kind is Kind.NAME:
        return Refusal(
            f"A name was removed from this report on {stone.at.date().isoformat()}, at someone's request: it is not "
            "added with the name in it."
        )
    return Refusal(
        f"{stone.said}: it is not added again; 'incidents ingest --again' does so all the same.", purged=True
    )


def _check(result: ReportResult) -> None:
    document_id = result.document.id
    known = {claim.id for claim in result.claims}
    if len(known) != len(result.claims):
        raise StoreError(f"Report {document_id} names a claim twice: nothing was added; please report this.")
    if any(claim.document_id != document_id for claim in result.claims):
        raise StoreError(f"A claim of report {document_id} belongs to another one: nothing was added.")
    if any(not known.issuperset(incident.claim_ids) for incident in result.incidents):
        raise StoreError(f"An incident of report {document_id} names an unknown claim: nothing was added.")


def bump(connection: Connection) -> None:
    """Count a change, so that readers see that what they cached is old."""
    revision = int(connection.scalar(select(schema.meta.c.value).where(schema.meta.c.key == "revision")) or 0)
    connection.execute(
        update(schema.meta).where(schema.meta.c.key == "revision").values(value=str(revision + 1))
    )


def _readings(connection: Connection, documents: set[str]) -> set[int]:
    """Numbers of what runs made of some documents that stands; what people added to them stays."""
    made = schema.derivation
    standing = made.c.superseded_at.is_(None) & made.c.decision_seq.is_(None)
    return set(connection.scalars(select(made.c.seq).where(made.c.document_id.in_(documents), standing)))


def _other_dates(connection: Connection, document: Document, *, any_date: bool) -> set[str]:
    """The standing readings of the same words without a publication date, or with another, whose place this one takes.

    They are superseded, not deleted.
    """
    if document.published is None:
        return set()
    others = {Document.create(document.text).id}
    if any_date:
        same = select(schema.document.c.id).where(schema.document.c.text == document.text)
        others |= set(connection.scalars(same)) - {document.id}
    table = schema.derivation
    current = select(table.c.document_id).where(
        table.c.document_id.in_(others), table.c.superseded_at.is_(None), table.c.decision_seq.is_(None)
    )
    return set(connection.scalars(current))


def _document_row(document: Document, now: dt.datetime) -> dict[str, object]:
    return {
        "id": document.id,
        "ref": document.ref,
        "title": document.title,
        "publisher": document.publisher,
        "url": document.url,
        "published": document.published and document.published.isoformat(),
        "sample": document.sample,
        "text": document.text,
        "added_at": now,
    }
