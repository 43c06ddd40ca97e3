"""Who is one source: the many names of the known ones, and reports that only pass on what another says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from incidents.claimants import independent, known_as, source_of
from incidents.model import ClaimantSide, ReportResult
from tests.worlds import Told, report

S = ClaimantSide
OBSERVATORY = "Syrian Observatory for Human Rights"


@pytest.mark.parametrize(
    ("written", "side", "name"),
    [
        ("the Syrian Observatory for Human Rights", S.MONITOR, OBSERVATORY),
        ("Observatory director Rami Abdel Rahman", S.MONITOR, OBSERVATORY),
        ("Abdel Rahman", S.MONITOR, OBSERVATORY),
        ("a monitor", S.MONITOR, OBSERVATORY),
        ("the Britain-based group", S.MONITOR, OBSERVATORY),
        ("the group", S.OPPOSITION, "group"),
        ("the Syrian Network for Human Rights", S.MONITOR, "Syrian Network for Human Rights"),
        ("SANA", S.GOVERNMENT, "Syrian state media"),
        ("state television", S.GOVERNMENT, "Syrian state media"),
        ("the state news agency SANA", S.GOVERNMENT, "Syrian state media"),
        ("the White Helmets", S.RESCUE, "White Helmets (Syria Civil Defence)"),
        ("Syrian Civil Defence", S.RESCUE, "White Helmets (Syria Civil Defence)"),
        ("the LCC", S.OPPOSITION, "Local Coordination Committees"),
        ("opposition activists", S.OPPOSITION, "activists"),
        ("an activist in the area", S.OPPOSITION, "activists"),
        ("a resident", S.RESIDENT, "residents"),
        ("a man who lost 12 relatives", S.UNKNOWN, "residents"),
        ("an army man", S.GOVERNMENT, "Syrian government"),
        ("another group", S.OPPOSITION, "group"),
        ("the United Nations", S.UN, "United Nations"),
        ("Moscow", S.FOREIGN_STATE, "Russian government"),
    ],
)
def test_known_names_count_as_one(written: str, side: ClaimantSide, name: str) -> None:
    assert known_as(written, side) == name


def test_a_person_with_a_name_is_a_source_of_their_own() -> None:
    assert known_as("activist Hadi Abdallah", S.OPPOSITION) == "activist Hadi Abdallah"
    assert known_as("activist Hadi Abdallah", S.OPPOSITION) != known_as("activist Abu Omar", S.OPPOSITION)


def single(number: int, claimant: str | None) -> ReportResult:
    return report(number, [[Told(claimant=claimant)]])


def test_names_of_one_source_are_one_source_on_every_machine() -> None:
    (one,), (other,) = single(1, "state television").claims, single(2, "SANA").claims
    one, other = (replace(c, claimant_side=S.GOVERNMENT) for c in (one, other))
    assert source_of(one) == source_of(other)
    assert source_of(one).id.startswith("src-")


def test_a_report_that_names_its_source_is_no_second_one() -> None:
    named = report(1, [[Told(claimant="activists"), Told(claimant=None)]]).claims
    assert independent(named) == {source_of(named[0]).id}
    assert len(independent(single(2, None).claims)) == 1
    assert len(independent([*named, *single(2, None).claims])) == 2, "another report vouches for itself"
    assert len(independent([*named, *single(2, "activists").claims])) == 1, "which passes on the same people"


def test_copies_speak_with_one_voice() -> None:
    one, other = single(1, None).claims, single(2, None).claims
    assert len(independent([*one, *other])) == 2
    voices = {c.document_id: "Northern Wire" for c in (*one, *other)}
    assert len(independent([*one, *other], voices)) == 1
    mixed = [*report(3, [[Told(claimant="activists")]]).claims, *other]
    assert len(independent(mixed, {c.document_id: "Northern Wire" for c in mixed})) == 1
    assert independent([]) == set()
