"""Who says it."""

from __future__ import annotations

import datetime as dt

import pytest

from incidents.model import Claim, ClaimantSide, Role, Stance
from tests.extract.conftest import Reader

SIDE = ClaimantSide
SOURCES = [
    # text, claimant of its last claim, side
    ("Troops killed 10 people in Homs, activists said.", "activists", SIDE.OPPOSITION),
    ("Activists said troops killed 10 people in Homs.", "Activists", SIDE.OPPOSITION),
    ("Troops killed 10 people in Homs, said activists.", "activists", SIDE.OPPOSITION),
    ("According to activists, troops killed 10 people in Homs.", "activists", SIDE.OPPOSITION),
    ("Troops killed 10 people in Homs, according to residents.", "residents", SIDE.RESIDENT),
    ("A resident told Reuters that troops killed 10 people in Homs.", "resident", SIDE.RESIDENT),
    ("The Syrian Observatory for Human Rights said shelling killed 10 people in Homs.",
     "Syrian Observatory for Human Rights", SIDE.MONITOR),
    ("Shelling killed 10 people in Homs, the Observatory said.", "Observatory", SIDE.MONITOR),
    ("The state news agency SANA reported that a bomb killed 10 people in Homs.",
     "state news agency SANA", SIDE.GOVERNMENT),
    ("State television said gunmen killed 10 people in Homs.", "State television", SIDE.GOVERNMENT),
    ("The White Helmets said an air strike killed 10 people in Idlib.", "White Helmets", SIDE.RESCUE),
    ("A doctor at a field hospital said shelling killed 10 people in Homs.",
     "doctor at a field hospital", SIDE.RESCUE),
    ("The United Nations said shelling killed 10 people in Homs.", "United Nations", SIDE.UN),
    ("Moscow's defence ministry said its jets struck rebels in Idlib.",
     "Moscow's defence ministry", SIDE.FOREIGN_STATE),
    ("The Amaq agency said a suicide bomber killed 10 people in Homs.", "Amaq agency", SIDE.ISLAMIC_STATE),
    ("The YPG announced that its fighters captured Manbij.", "YPG", SIDE.KURDISH),
    ("The Local Coordination Committees counted and announced that 10 people were killed in Homs.",
     "Local Coordination Committees", SIDE.OPPOSITION),
    ("Human Rights Watch documented an air strike that killed 10 people in Aleppo.",
     "Human Rights Watch", SIDE.MONITOR),
    ("Shelling killed 10 people in Homs.", None, SIDE.JOURNALIST),
    ("Activists reached by phone spoke out. “Shelling killed 10 people in Homs.”", None, SIDE.JOURNALIST),
    ("Walid Fares, an activist, said the city was calm. He said shelling killed 10 people in Homs.",
     "Walid Fares", SIDE.OPPOSITION),
    ("Activist Walid Fares said the city was calm. Shelling killed 10 people in Homs, Fares said.",
     "Activist Walid Fares", SIDE.OPPOSITION),
    ("A witness said troops had come. “They shot 10 people in Homs.”", "witness", SIDE.RESIDENT),
    ("The governor of Homs said a bomb killed 10 people in Homs.", "governor of Homs", SIDE.GOVERNMENT),
    ("Shelling hit Homs. The Observatory put the dead at three.", "Observatory", SIDE.MONITOR),
    ("Shelling hit Homs. SANA gave a toll of 30 dead.", "SANA", SIDE.GOVERNMENT),
    ("Shelling hit Homs. A hospital in the city spoke of 30 dead.", "hospital in the city", SIDE.RESCUE),
    ("Rebels claimed responsibility for the bombing that killed 10 soldiers in Homs.", "Rebels", SIDE.OPPOSITION),
]  # fmt: skip


def last(claims: list[Claim]) -> Claim:
    assert claims
    return claims[-1]


@pytest.mark.parametrize(("text", "name", "side"), SOURCES)
def test_sources(text: str, name: str | None, side: ClaimantSide, read: Reader) -> None:
    claim = last(read(text))
    assert (claim.claimant, claim.claimant_side) == (name, side)


STANCES = [
    ("Activists blamed the army for the shelling that killed 10 people in Homs.", Stance.REPORTS_BLAME),
    ("The opposition accused the army of shelling Homs.", Stance.REPORTS_BLAME),
    ("The army denied shelling Homs.", Stance.DENIES),
    ("The foreign ministry denied that the army had shelled Homs.", Stance.DENIES),
    ("Residents said the army shelled Homs.", Stance.ASSERTS),
    ("Islamic State claimed responsibility for a bombing in Homs.", Stance.ASSERTS),
]


@pytest.mark.parametrize(("text", "stance"), STANCES)
def test_stances(text: str, stance: Stance, read: Reader) -> None:
    assert last(read(text)).stance is stance


def test_a_denial_blames_nobody(read: Reader) -> None:
    claim = last(read("The army denied shelling Homs."))
    assert not [a for a in claim.actors if a.role is Role.ALLEGED_PERPETRATOR]


def test_blame_in_a_sentence_of_its_own_is_tied_to_the_act_before(read: Reader) -> None:
    claims = read("Gunmen killed 10 people in Homs on Sunday. Activists blamed shabbiha militiamen.")
    told, blame = claims
    assert blame.stance is Stance.REPORTS_BLAME
    assert blame.place is not None
    assert told.place is not None
    assert blame.place.place_id == told.place.place_id
    assert blame.dates == told.dates
    assert [a.role for a in blame.actors] == [Role.ALLEGED_PERPETRATOR]


def test_a_statement_that_is_not_made_makes_no_claim_of_blame(read: Reader) -> None:
    claims = read("Gunmen killed 10 people in Homs on Sunday. Activists did not blame the army.")
    assert [c.stance for c in claims] == [Stance.ASSERTS]


def test_the_day_of_saying_is_not_the_day_of_the_event(read: Reader) -> None:
    (claim,) = read("Activists said on Saturday that shelling killed 10 people in Homs.")
    assert claim.dates is not None
    assert claim.dates.end == dt.date(2012, 3, 10)
    (claim,) = read("Activists said on Saturday that shelling killed 10 people in Homs on March 1.")
    assert claim.dates is not None
    assert claim.dates.end == dt.date(2012, 3, 1)
