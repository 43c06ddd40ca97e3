"""Incidents that this program wrote, read back without loss: its GeoJSON, and its CSV with the claims beside it.

Read are the claims, the reports they stand in, and which of them were taken to speak of one occurrence; what people
decided comes with the incident. A report's full text is in no export: its stand-in holds the quoted words at their
places and blanks between them, so that a claim still is ``text[start:end]``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from gazetteer import tabular
from gazetteer.tabular import RowError
from incidents.derive import derive_incident
from incidents.errors import InputError, StoreError
from incidents.exchange.geojson import INHERITED
from incidents.group import Group
from incidents.model import Claim, Document, Incident, Join, ReportResult, Run
from incidents.store.own import MAKER
from incidents.store.records import Dossier, from_record

RUN: Final = Run(MAKER, "import/1", "")
LONGEST_TEXT: Final = 2_000_000
"""Characters of a report, and of any words in a file."""
MOST_PEOPLE: Final = 10_000_000
DEEPEST: Final = 12
"""Levels of lists within lists in one incident: its own records have six."""
_ID: Final = {"inc": re.compile(r"inc-[0-9a-f]{16}"), "clm": re.compile(r"clm-[0-9a-f]{16}"),
              "doc": re.compile(r"doc-[0-9a-f]{16}")}  # fmt: skip
_AS_IN_FILE: Final = "as in the imported file"


@dataclass(frozen=True, slots=True)
class Own:
    """What a file of ours gave."""

    dossiers: tuple[Dossier, ...]
    faults: tuple[str, ...] = ()
    """``feature 17: why`` or ``line 17: why`` for each incident that was left out."""
    notes: tuple[str, ...] = ()


# --- GeoJSON -----------------------------------------------------------------------------------------------------


def read_geojson(content: bytes, name: str) -> Own:
    """Read a FeatureCollection that this program wrote.

    Raises
    ------
    InputError
        It is no JSON, no collection of ours, or holds sample data or no incident that can be used.
    """
    collection = _parsed(content, name)
    if not isinstance(collection, dict) or not isinstance(collection.get("features"), list):
        raise InputError(f"{name} is no GeoJSON FeatureCollection: give a file as this program exports it.")
    features = collection["features"]
    if features and not any(isinstance(f, dict) and "incident" in f for f in features):
        raise InputError(
            f"{name} was not written by this program: save it as a table, and import that (--format csv)."
        )
    rows = ((f"feature {number}", feature) for number, feature in enumerate(features, 1))
    return gathered(name, rows, _of_feature)


def _parsed(content: bytes, name: str) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not text in UTF-8: export it again.") from error
    except RecursionError as error:
        raise InputError(f"{name} holds lists within lists without end: it is no export of ours.") from error
    except ValueError as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(f"{name} is damaged or no JSON{where}: export it again.") from error


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number of JSON")


def _of_feature(feature: Any) -> Dossier:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        raise RowError("it is no Feature with properties")
    told = feature["properties"].get("claims")
    if not isinstance(told, list) or not all(isinstance(entry, dict) for entry in told):
        raise RowError("its claims are missing")
    incident = feature.get("incident")
    inherited = (
        {name: incident[name] for name in INHERITED if name in incident} if isinstance(incident, dict) else {}
    )
    claims = [_claim_record({**inherited, **entry}) for entry in told]
    documents: dict[str, Any] = {}
    for entry in told:
        document = entry.get("document")
        if isinstance(document, dict):
            documents[str(document.get("id"))] = {**document, "sample": feature["properties"].get("sample")}
    return dossier(incident, claims, documents.values())


def _claim_record(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A claim of the GeoJSON as the store keeps it."""
    document = entry.get("document")
    record = {name: value for name, value in entry.items() if name not in {"document", "note"}}
    for count in ("killed", "wounded"):
        low, high, phrase = (record.pop(f"{count}_{part}", None) for part in ("low", "high", "as_written"))
        record[count] = {"low": low, "high": high, "phrase": phrase}
    document_id = document.get("id") if isinstance(document, dict) else None
    return {**record, "document_id": document_id, "note": entry.get("note") or ""}


# --- what both have ----------------------------------------------------------------------------------------------


def gathered(name: str, rows: Iterable[tuple[str, Any]], read: Callable[[Any], Dossier]) -> Own:
    """The incidents of a file, each row read by itself.

    Raises
    ------
    InputError
        None can be used, or they are sample data.
    """
    found: list[Dossier] = []
    faults: list[str] = []
    seen: dict[str, str] = {}
    for where, row in rows:
        try:
            made = read(row)
            twice = next((c.id for c in made.claims if c.id in seen), None)
            if twice is not None:
                raise RowError(f"its claim {twice} stands in {seen[twice]} already")
        except RowError as error:
            faults.append(f"{where}: {error}")
            continue
        seen |= dict.fromkeys((c.id for c in made.claims), where)
        found.append(made)
    if any(made.sample for made in found):
        raise InputError(
            f"{name} holds the program's sample data, which are never mixed with yours: look at them under “Samples”."
        )
    if not found:
        why = f" (the first: {faults[0]})" if faults else ""
        raise InputError(f"{name} has no incident that can be used{why}: check that it is the right file.")
    return Own(tuple(found), tuple(faults))


def dossier(incident: Any, claims: Iterable[Any], documents: Iterable[Any]) -> Dossier:
    """An incident with its claims and reports, of records.

    Raises
    ------
    RowError
        Something of it is missing, damaged, or not to be believed.
    """
    held = tuple(_value(Claim, record, f"claim {n}") for n, record in enumerate(claims, 1))
    made = _value(Incident, incident, "the incident")
    reports = [_value(Document, {**_mapping(d), "text": ""}, "a report") for d in documents]
    _check_ids(made, held, reports)
    for claim in held:
        _check_claim(claim)
    _check_place(made.place.lat, made.place.lon)
    if not any(c.place is not None and c.place.located for c in held):
        raise RowError("none of its claims has a place")
    return Dossier(made, held, tuple(_stand_in(report, held) for report in reports))


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise RowError("a part of it is missing")
    return value


def _value(kind: type[Any], record: Any, what: str) -> Any:
    _check_words(_mapping(record), DEEPEST)
    try:
        return from_record(kind, dict(record))
    except StoreError as error:
        spot = re.search(r"\(at ([\w. -]{1,80})\)", str(error))
        raise RowError(f"{what} cannot be read" + (f" (at {spot[1]})" if spot else "")) from error


def _check_words(value: Any, deep: int) -> None:
    """No words that a database cannot hold, none without end."""
    if deep < 0:
        raise RowError("it holds lists within lists without end")
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise RowError(f"it holds words of more than {LONGEST_TEXT:,} characters")
        if "\0" in value or not _is_text(value):
            raise RowError("it holds characters that are none (NUL, or half of one)")
    elif isinstance(value, Mapping):
        for item in (*value.keys(), *value.values()):
            _check_words(item, deep - 1)
    elif isinstance(value, list | tuple):
        for item in value:
            _check_words(item, deep - 1)


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_ids(incident: Incident, claims: tuple[Claim, ...], documents: Iterable[Document]) -> None:
    reports = {document.id for document in documents}
    ids = [("inc", incident.id), *(("clm", c.id) for c in claims), *(("doc", name) for name in reports)]
    odd = next((name for kind, name in ids if not _ID[kind].fullmatch(name)), None)
    if odd is not None:
        raise RowError(f"'{tabular.shown(odd)}' is no id of this program")
    if [c.id for c in claims] != list(incident.claim_ids):
        raise RowError("its claims are not those that it names")
    if any(c.document_id not in reports for c in claims):
        raise RowError("the report of a claim is missing")


def _check_claim(claim: Claim) -> None:
    for count in (claim.killed, claim.wounded, *(c for v in claim.victims for c in (v.killed, v.wounded))):
        if max(count.low or 0, count.high or 0) > MOST_PEOPLE:
            raise RowError("a count is no number of people")
    if claim.place is not None:
        _check_place(claim.place.lat, claim.place.lon)
    if claim.quote is None:
        return
    start, end = claim.start, claim.end
    if start is None or end is None or start < 0 or end - start != len(claim.quote) or end > LONGEST_TEXT:
        raise RowError(f"claim {claim.id}: its words do not stand where it says")


def _check_place(lat: float | None, lon: float | None) -> None:
    if lat is None or lon is None:
        return
    if not (abs(lat) <= 90 and abs(lon) <= 180):  # not a number fails too
        raise RowError("its point is not on earth")


def _stand_in(document: Document, claims: Iterable[Claim]) -> Document:
    """The report with what is quoted of it for its text."""
    text: list[str] = []
    for claim in sorted(
        (c for c in claims if c.document_id == document.id and c.quote), key=lambda c: c.start or 0
    ):
        start = claim.start or 0
        text += " " * (start - len(text))
        text[start : start + len(claim.quote or "")] = claim.quote or ""
    return replace(document, text="".join(text))


# --- for the store -----------------------------------------------------------------------------------------------


def results(dossiers: Iterable[Dossier]) -> list[ReportResult]:
    """The incidents by report, as a store takes them: each report with its claims, grouped as in the file."""
    documents: dict[str, Document] = {}
    groups: dict[str, list[Group]] = {}
    for made in dossiers:
        for document in made.documents:
            told = tuple(c for c in made.claims if c.document_id == document.id)
            if not told:
                continue
            before = documents.get(document.id)
            documents[document.id] = document if before is None else _both(before, document)
            groups.setdefault(document.id, []).append(_group(made.incident, told))
    return [_result(_signed(documents[key]), made) for key, made in groups.items()]


def _both(one: Document, other: Document) -> Document:
    """Two stand-ins of a report laid over each other."""
    width = max(len(one.text), len(other.text))
    pairs = zip(one.text.ljust(width), other.text.ljust(width), strict=True)
    return replace(one, text="".join(b if a == " " else a for a, b in pairs))


def _signed(document: Document) -> Document:
    """A stand-in that says what it is, behind its words."""
    note = f"[Only the quoted words of this report came with the import: {document.id}.]"
    return replace(document, text=f"{document.text}\n\n{note}")


def _group(incident: Incident, claims: tuple[Claim, ...]) -> Group:
    held = {claim.id for claim in claims}
    joins = [j for j in incident.joins if {j.left, j.right} <= held]
    return Group(
        claims,
        (*joins, *_missing_joins(claims, joins)),
        incident.notes,
        loosely=frozenset(held.intersection(incident.loose_ids)),
    )


def _missing_joins(claims: tuple[Claim, ...], joins: Iterable[Join]) -> list[Join]:
    """What holds claims together that only another report's claim tied to each other."""
    root = {claim.id: claim.id for claim in claims}

    def top(name: str) -> str:
        while root[name] != name:
            name = root[name]
        return name

    for join in joins:
        root[top(join.right)] = top(join.left)
    made: list[Join] = []
    for claim in claims[1:]:
        first, own = top(claims[0].id), top(claim.id)
        if first != own:
            root[own] = first
            made.append(Join(claims[0].id, claim.id, _AS_IN_FILE))
    return made


def _result(document: Document, groups: list[Group]) -> ReportResult:
    located = [g for g in groups if any(c.place is not None and c.place.located for c in g.claims)]
    incidents = tuple(derive_incident(group) for group in located)
    claims = tuple(claim for group in groups for claim in group.claims)
    return ReportResult(document, claims, incidents, (), RUN)
