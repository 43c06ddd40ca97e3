"""The record of ``incidents extract``: its fields are a promise to scripts."""

from __future__ import annotations

import json
from dataclasses import replace

from incidents.exchange.extract_json import document_record
from incidents.model import Actor, ActorCategory, Role
from tests.factories import UNLOCATED, make_result

INCIDENT = (
    "id place place_id governorate lat lon radius_km precision date_start date_end date_precision date_kind event_type "
    "sub_event_type killed_low killed_high wounded_low wounded_high actors perpetrators contested corroboration "
    "confidence slot_confidence claims"
)
CLAIM = (
    "id quote start end claimant claimant_side stance event_type place killed_low killed_high wounded_low wounded_high "
    "actors confidence slot_confidence"
)


def test_the_fields_are_exactly_those_promised() -> None:
    record = document_record(make_result())
    assert list(record) == ["doc_id", "warnings", "incidents", "not_mapped"]
    assert list(record["incidents"][0]) == INCIDENT.split()
    assert list(record["incidents"][0]["claims"][0]) == CLAIM.split()
    assert list(record["not_mapped"][0]) == ["quote", "start", "end", "reason"]
    assert json.loads(json.dumps(record)) == record


def test_values_are_those_of_the_incident() -> None:
    result = make_result()
    record = document_record(replace(result, warnings=("mind this",)))
    first = record["incidents"][0]
    assert (record["doc_id"], record["warnings"]) == ("homs.txt", ["mind this"])
    assert (first["place"], first["governorate"], first["precision"]) == (
        "Karm al-Zeitoun, Homs",
        "Homs",
        "neighbourhood",
    )
    assert (first["date_start"], first["date_kind"], first["contested"]) == ("2012-03-11", "uncertain", True)
    assert [claim["claimant"] for claim in first["claims"]] == ["activists", "State media"]
    assert record["not_mapped"][0]["reason"] == "cumulative, no place in Syria named: a total since 2011"


def test_perpetrators_act_or_are_accused_and_are_known() -> None:
    roles = [
        (ActorCategory.REBELS, Role.INITIATOR),
        (ActorCategory.MILITIA, Role.ALLEGED_PERPETRATOR),
        (ActorCategory.UNKNOWN, Role.INITIATOR),
        (ActorCategory.CIVILIANS, Role.TARGET),
        (ActorCategory.TURKEY, Role.PARTICIPANT),
        (ActorCategory.REBELS, Role.ALLEGED_PERPETRATOR),
    ]
    actors = tuple(Actor("someone", category, role) for category, role in roles)
    result = make_result()
    incident = replace(
        result.incidents[0], actors=actors, perpetrators=(ActorCategory.REBELS, ActorCategory.UNKNOWN)
    )
    record = document_record(replace(result, incidents=(incident,)))["incidents"][0]
    assert record["perpetrators"] == ["rebels", "pro-government militia"]
    assert len(record["actors"]) == 6


def test_unlocated_and_undated_incidents_have_nulls() -> None:
    result = make_result(ref="")
    bare = replace(result.incidents[0], place=UNLOCATED, dates=None)
    record = document_record(replace(result, incidents=(bare,)))
    first = record["incidents"][0]
    assert [
        first[name] for name in ("lat", "lon", "radius_km", "precision", "date_start", "date_precision")
    ] == [None] * 6
    assert record["doc_id"] == result.document.id
