"""Statements about an act told before: that it is a lie, who did it, whose the planes were."""

from __future__ import annotations

import pytest

from incidents.model import ActorCategory, Claim, Role, Stance
from tests.extract.conftest import Reader

A = ActorCategory
SHELLED = "The army shelled Talbiseh on Sunday and killed six people, residents said. "
BOMBED = "Warplanes bombed Saraqeb on Sunday, killing 12 people. "

DENIALS = [
    ("SANA dismissed that as nonsense.", "SANA"),
    ("Damascus called it a fabrication by rebels.", "Damascus"),
    ("That was “fake news”, the defence ministry in Moscow answered.", "defence ministry in Moscow"),
    ("State television said that was a lie.", "State television"),
    ("A government official called the accusation “an insult to common sense”.", "government official"),
]

NO_DENIALS = [
    "State television said that troops had told lies to their officers.",
    "Damascus called it a victory over rebels.",
    "The opposition called a false alarm off.",
    "SANA did not call the report a fabrication.",
]


def denials(claims: list[Claim]) -> list[Claim]:
    return [c for c in claims if c.stance is Stance.DENIES]


@pytest.mark.parametrize(("text", "who"), DENIALS)
def test_to_call_a_report_untrue_is_to_deny_it(text: str, who: str, read: Reader) -> None:
    (denial,) = denials(read(SHELLED + text))
    assert denial.claimant == who
    assert not any(a.role in {Role.INITIATOR, Role.ALLEGED_PERPETRATOR} for a in denial.actors)


@pytest.mark.parametrize("text", NO_DENIALS)
def test_other_words_of_that_kind_deny_nothing(text: str, read: Reader) -> None:
    assert denials(read(SHELLED + text)) == []


def test_blame_and_a_toll_in_one_sentence_are_two_statements(read: Reader) -> None:
    claims = read(
        "Shabbiha killed 78 people in Qubeir on Sunday, activists said. "
        "State television blamed terrorists and spoke of nine victims."
    )
    blame = next(c for c in claims if c.stance is Stance.REPORTS_BLAME)
    assert [(a.category, a.role) for a in blame.actors] == [(A.REBELS, Role.ALLEGED_PERPETRATOR)]
    assert [c.killed.low for c in claims if c.claimant == "State television"] == [9, None]


DOERS = [
    ("The planes were Russian, the Observatory said.", A.RUSSIA, Role.ALLEGED_PERPETRATOR),
    ("Russian aircraft had carried it out, the Observatory said.", A.RUSSIA, Role.ALLEGED_PERPETRATOR),
    ("The army was behind it, activists said.", A.GOVERNMENT, Role.ALLEGED_PERPETRATOR),
    ("Islamic State did it.", A.ISLAMIC_STATE, Role.INITIATOR),
    ("Islamic State said it was behind it.", None, None),
    ("The army was not behind it, SANA said.", None, None),
    ("It could be that the rebels did it, a resident said.", A.REBELS, Role.ALLEGED_PERPETRATOR),
    ("The rebels may have done it.", None, None),
    ("The planes were old, the Observatory said.", None, None),
    ("The government is responsible for the water supply.", None, None),
]


@pytest.mark.parametrize(("text", "category", "role"), DOERS)
def test_who_did_it(text: str, category: A | None, role: Role | None, read: Reader) -> None:
    told = [c for c in read(BOMBED + text) if (c.start or 0) >= len(BOMBED)]
    found = [(a.category, a.role) for c in told for a in c.actors if c.stance is not Stance.DENIES]
    assert found == ([(category, role)] if category is not None else [])
    assert all(
        c.place is not None and c.place.name == "Saraqeb" and c.place.implied for c in told if c.actors
    )


TWO = "A car bomb killed five people in Homs on Sunday. The same day six died in Tartus in a blast. "


def blamed_for(claims: list[Claim]) -> set[str | None]:
    return {c.place.name for c in claims if c.place and any(a.category is A.ISLAMIC_STATE for a in c.actors)}


def test_whoever_claims_several_acts_did_each(read: Reader) -> None:
    assert blamed_for(read(TWO + "Islamic State claimed responsibility for both attacks.")) == {
        "Homs", "Tartus",
    }  # fmt: skip
    assert blamed_for(read(TWO + "Islamic State claimed the attack.")) == {"Tartus"}
    earlier = TWO.replace("on Sunday", "on March 2")
    assert blamed_for(read(earlier.replace("The same day", "On Sunday") + "Islamic State claimed the attacks.")) == {
        "Tartus"
    }  # fmt: skip


def test_where_the_hurt_were_taken_nothing_happened(read: Reader) -> None:
    text = "A car bomb exploded in Saraqeb on Sunday. Rescuers took 55 wounded to clinics in Idlib."
    assert {c.place.name for c in read(text) if c.place} == {"Saraqeb"}
    text = "A car bomb exploded in Saraqeb on Sunday. Fighters took the road to Idlib."
    assert "Idlib" not in {c.place.name for c in read(text) if c.place and c.wounded.reported}
