"""What this program wrote comes back to the last field; what was changed in it costs the incident, with a reason."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.errors import InputError
from incidents.exchange import claims_csv, geojson, importing, own
from incidents.exchange.about import About
from incidents.exchange.formats import zipped
from incidents.exchange.own import Own
from incidents.model import ActorCategory, Casualties, Correction, ReviewStatus, SubEventType
from incidents.store import Dossier, Store, dossiers_of
from incidents.store.records import to_record
from tests.exchange.values import dossiers
from tests.factories import HOSTILE, TEXT, make_claim, make_document, make_result

SLOW = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
ABOUT = About(dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


def as_geojson(told: list[Dossier]) -> bytes:
    return geojson.dumps(told)


def as_claims(told: list[Dossier]) -> bytes:
    out = io.BytesIO()
    assert len(list(claims_csv.told(told, out))) == len(told)
    return out.getvalue()


def as_zip(told: list[Dossier]) -> bytes:
    return zipped("csv", "incidents.csv", told, ABOUT)


WAYS: dict[str, tuple[Callable[[list[Dossier]], bytes], str]] = {
    "geojson": (as_geojson, "geojson"),
    "claims": (as_claims, "csv"),
    "zip": (as_zip, "csv"),
}


def back(told: list[Dossier], way: str) -> Own:
    write, key = WAYS[way]
    made = importing.read_bytes(write(told), "file", key)
    assert isinstance(made, Own)
    return made


@pytest.mark.parametrize("way", WAYS)
@SLOW
@given(st.data())
def test_every_field_of_incidents_and_claims_comes_back(way: str, data: st.DataObject) -> None:
    told = [data.draw(dossiers(number)) for number in range(data.draw(st.integers(1, 2)))]
    made = back(told, way)
    assert made.faults == ()
    for before, after in zip(told, made.dossiers, strict=True):
        assert after.incident == before.incident
        assert after.claims == before.claims
        assert [replace(d, text="") for d in after.documents] == [
            replace(d, text="") for d in before.documents
        ]
        texts = {document.id: document.text for document in after.documents}
        for claim in after.claims:
            if claim.quote is not None:
                assert len(texts[claim.document_id]) >= (claim.end or 0)


def test_quoted_words_stand_at_their_places_and_nothing_else_of_the_report() -> None:
    (killing, bomb) = back(dossiers_of(make_result()), "geojson").dossiers
    text = killing.documents[0].text
    for claim in killing.claims:
        assert text[claim.start : claim.end] == claim.quote
    assert "BEIRUT" not in text
    (result,) = own.results([killing, bomb])
    assert "Only the quoted words" in result.document.text
    assert "BEIRUT" not in result.document.text
    for claim in result.claims:
        assert result.document.text[claim.start : claim.end] == claim.quote


# --- into a store ---


def moved(source: Store, way: str = "geojson") -> tuple[Store, str]:
    """Another store with what a store gives out."""
    told = list(source.dossiers(source.frame()["id"].tolist()))
    target = Store.in_memory()
    return target, importing.bring_in(back(told, way), target)


def incidents_of(store: Store) -> dict[str, dict[str, Any]]:
    return {incident.id: to_record(incident) for incident in store.incidents()}


@pytest.mark.parametrize("way", WAYS)
def test_another_store_then_holds_the_same_incidents(way: str) -> None:
    samples = [
        replace(d, documents=tuple(replace(document, sample=False) for document in d.documents))
        for d in (lambda s: s.dossiers(s.frame()["id"].tolist()))(Store.samples())
    ]
    target = Store.in_memory()
    said = importing.bring_in(back(samples, way), target)
    assert said == f"{len(samples)} incidents of 37 reports added"
    assert incidents_of(target) == {d.incident.id: to_record(d.incident) for d in samples}
    again = importing.bring_in(back(samples, way), target)
    assert f"{len(samples)} of them in place of what was there" in again
    assert incidents_of(target) == {d.incident.id: to_record(d.incident) for d in samples}


def test_what_people_decided_comes_with_it() -> None:
    source = Store.in_memory([make_result(), make_result(TEXT + " Later.", later=40)])
    one, two, three, four = source.frame()["id"].tolist()
    source.accept(one, by="AB", note="seen")
    source.reject(two, by="AB")
    source.correct(three, Correction(killed=Casualties(3, 4), perpetrators=(ActorCategory.REBELS,)), by="AB")
    source.correct(four, Correction(sub_event_type=SubEventType.SUICIDE_BOMB), by="AB")
    target, said = moved(source)
    assert "4 decisions of people taken over" in said
    for incident in source.incidents():
        here = target.incident(incident.id)
        assert here is not None
        assert (here.review, here.sub_event_type) == (incident.review, incident.sub_event_type)
        assert (here.killed.low, here.killed.high) == (incident.killed.low, incident.killed.high)
        assert here.perpetrators == incident.perpetrators
        assert "AB" in here.review_note
    assert {i.review for i in target.incidents()} == set(ReviewStatus) - {ReviewStatus.UNREVIEWED}


def test_what_people_joined_and_parted_stays_so() -> None:
    source = Store.in_memory([make_result()])
    killing, bomb = source.incidents()
    source.part(killing.claim_ids[:1], killing.claim_ids[1:])
    (first,) = [i for i in source.incidents() if i.claim_ids == killing.claim_ids[:1]]
    source.join(first.claim_ids, bomb.claim_ids)
    target, _ = moved(source)
    parts = {frozenset(i.claim_ids) for i in source.incidents()}
    assert {frozenset(i.claim_ids) for i in target.incidents()} == parts
    assert len(parts) == 2


def test_a_report_that_was_read_here_stays_as_read() -> None:
    told = dossiers_of(make_result())
    changed = replace(told[0], incident=replace(told[0].incident, review_note=""))
    store = Store.in_memory([make_result()])
    before = incidents_of(store)
    assert "1 report left as read here" in importing.bring_in(back([changed, told[1]], "geojson"), store)
    assert incidents_of(store) == before


def test_a_report_given_later_is_there_already() -> None:
    result = make_result()
    store = Store.in_memory()
    importing.bring_in(back(dossiers_of(result), "geojson"), store)
    assert not store.add(result).added


def test_a_part_of_a_report_leaves_the_rest_that_came_before() -> None:
    told = dossiers_of(make_result())
    store = Store.in_memory()
    importing.bring_in(back(told, "geojson"), store)
    importing.bring_in(back(told[:1], "geojson"), store)
    assert {i.id for i in store.incidents()} == {d.incident.id for d in told}


def test_a_changed_claim_takes_the_place_of_the_one_before() -> None:
    told = dossiers_of(make_result())
    store = Store.in_memory()
    importing.bring_in(back(told, "geojson"), store)
    claim = replace(told[1].claims[0], killed=Casualties(7, 7, "seven"))
    newer = back([told[0], replace(told[1], claims=(claim,))], "geojson")
    assert importing.change(newer, store) == importing.Change(0, 1, 2)
    importing.bring_in(newer, store)
    (bomb,) = [i for i in store.incidents() if claim.id in i.claim_ids]
    assert bomb.killed.low == 7


def test_a_claim_cannot_be_taken_to_another_report() -> None:
    result = make_result()
    store = Store.in_memory([result])
    other = make_document(TEXT + " Forged.")
    stolen = replace(
        make_claim(other), id=result.claims[0].id, claimant="nobody", killed=Casualties(900, 900, "900")
    )
    forged = Dossier(
        replace(result.incidents[0], claim_ids=(stolen.id,), document_ids=(other.id,), joins=()),
        (stolen,),
        (other,),
    )
    before = incidents_of(store)
    importing.bring_in(back([forged], "geojson"), store)
    assert incidents_of(store) == before
    assert store.claims(result.incidents[0].id)[0].claimant == "activists"


def test_samples_are_never_mixed_with_a_users_store() -> None:
    for way in WAYS:
        with pytest.raises(InputError, match="sample data"):
            back(dossiers_of(make_result(sample=True)), way)


# --- what cannot be used ---

Edit = Callable[[dict[str, Any]], object]


def one_changed(edit: Edit) -> tuple[str, ...]:
    """The reasons when the first of two features is changed."""
    collection = json.loads(geojson.collection_of(make_result()))
    edit(collection["features"][0])
    content = json.dumps(collection, allow_nan=False).encode()
    return own.read_geojson(content, "a.geojson").faults


def claim(feature: dict[str, Any]) -> dict[str, Any]:
    return feature["properties"]["claims"][0]


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda f: f.pop("incident"), "claim 1 cannot be read"),
        (lambda f: f.update(properties=None), "it is no Feature with properties"),
        (lambda f: f["properties"].pop("claims"), "its claims are missing"),
        (lambda f: claim(f).update(place=7), "claim 1 cannot be read (at place"),
        (lambda f: claim(f).update(stance="shouts"), "claim 1 cannot be read (at stance"),
        (lambda f: claim(f).update(killed_low=9, killed_high=3), "claim 1 cannot be read (at killed"),
        (lambda f: claim(f).update(killed_low=10**9), "a count is no number of people"),
        (lambda f: claim(f).update(start=10**12, end=10**12 + 30), "do not stand where it says"),
        (lambda f: claim(f).update(quote="other"), "do not stand where it says"),
        (lambda f: claim(f).update(id="../../etc/passwd"), "is no id of this program"),
        (lambda f: claim(f).update(document=None), "claim 1 cannot be read"),
        (lambda f: claim(f).update(weapon="a\0b"), "characters that are none"),
        (lambda f: f["incident"]["place"].update(lat=1e9), "its point is not on earth"),
        (lambda f: f["incident"].update(claim_ids=[]), "are not those that it names"),
        (lambda f: f["incident"].update(notes=["x" * 3_000_000]), "more than 2,000,000 characters"),
    ],
)
def test_a_changed_incident_is_told_and_the_rest_goes_in(edit: Edit, reason: str) -> None:
    (fault,) = one_changed(edit)
    assert fault.startswith("feature 1: ")
    assert reason in fault


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "damaged or no JSON"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"[" * 200_000, "lists within lists"),
        (b'{"type":"FeatureCollection","features":[NaN]}', "damaged or no JSON"),
        (b'{"a":' + b"9" * 10_000 + b"}", "damaged or no JSON"),
        (b"[1, 2]", "no GeoJSON FeatureCollection"),
        (b'{"type":"FeatureCollection","features":[]}', "no incident that can be used"),
        (b'{"features":[{"type":"Feature","properties":{}}]}', "not written by this program"),
    ],
)
def test_files_that_are_something_else_are_one_clear_line(content: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        own.read_geojson(content, "a.geojson")
    assert "\n" not in str(caught.value)


def test_a_table_whose_cells_a_spreadsheet_cut_tells_where() -> None:
    content = as_claims(dossiers_of(make_result())).decode("utf-8-sig")
    cut = content.replace('""origin""', "", 1)
    made = claims_csv.read(cut.encode(), "a.csv")
    (fault,) = made.faults
    assert fault.startswith("line 2: claim_record was cut or changed")
    assert len(made.dossiers) == 1


def test_hostile_words_come_back_as_they_were(tmp_path: Path) -> None:
    document = make_document(f"{TEXT} {HOSTILE}", title=HOSTILE, publisher="=1+1")
    told = make_claim(document, HOSTILE, claimant="=cmd|' /C calc'!A0")
    result = replace(make_result(), document=document, claims=(told,), incidents=())
    from incidents.derive import derive_incident
    from incidents.group import Group

    result = replace(result, incidents=(derive_incident(Group((told,))),))
    for way in WAYS:
        (made,) = back(dossiers_of(result), way).dossiers
        assert made.claims == (told,)
        assert made.documents[0].publisher == "=1+1"


def test_a_table_is_read_with_its_claims_beside_it(tmp_path: Path) -> None:
    result = make_result()
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,lat\n")
    (tmp_path / "a.csv.claims.csv").write_bytes(as_claims(dossiers_of(result)))
    made = importing.read_file(path, "csv")
    assert isinstance(made, Own)
    assert [d.incident for d in made.dossiers] == list(result.incidents)
