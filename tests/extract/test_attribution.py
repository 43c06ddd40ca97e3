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
    # Who disputes or rejects what was said speaks, and is "he" afterwards.
    ("Shelling hit Homs, activist Omar Saleh said. Ali Deeb, a government official, disputed this. "
     "“Rebels shot 12 people in Homs,” he said.", "Ali Deeb", SIDE.GOVERNMENT),
    ("Shelling hit Homs, activists said. A government official, Ali Deeb, rejected the accusations. "
     "He said rebels had shot 12 people in Homs.", "Ali Deeb", SIDE.GOVERNMENT),
    ("Omar Saleh, an army officer, disputed that. He said rebels had shot 12 people in Homs.",
     "Omar Saleh", SIDE.GOVERNMENT),
    ("The army killed ten people in Homs, said Rami Saleh, who heads the Observatory.", "Rami Saleh", SIDE.MONITOR),
    ("Three doctors were killed in Homs, according to their employer.", "their employer", SIDE.UNKNOWN),
]  # fmt: skip


NAMES = [
    # Lost commas: the source is the noun phrase beside the verb, not all that stands before it.
    ("Ten people were killed in Homs a monitor said.", "monitor", SIDE.MONITOR),
    ("Shells killed ten people in the town of Talbiseh residents said.", "residents", SIDE.RESIDENT),
    ("Shelling killed 10 people in Homs and Talbiseh local media reported on Monday.", "local media", SIDE.MEDIA),
    ("Shells killed 10 people in Homs the Syrian Observatory for Human Rights (SOHR) said on Friday.",
     "Syrian Observatory for Human Rights", SIDE.MONITOR),
    ("Shelling killed 10 people in Homs said Omar Hadi head of the Aleppo Media Center adding that 5 were hurt.",
     "Omar Hadi", SIDE.OPPOSITION),
    ("A shell killed 10 people in Homs said the civil defence.", "civil defence", SIDE.RESCUE),
    ("The Observatory a Britain-based monitoring group said shelling killed 10 people in Homs.",
     "Observatory", SIDE.MONITOR),
    ("According to the Observatory shelling killed 10 people in Homs.", "Observatory", SIDE.MONITOR),
    ("Shells killed 10 people near Homs an organisation monitoring the war said on Friday.",
     "organisation", SIDE.MONITOR),
    # Never an event, a weapon or a number.
    ("Multiple air raids believed to be Russian killed 10 people in Idlib, the Observatory said.",
     "Observatory", SIDE.MONITOR),
    ("The shelling believed to come from army posts killed 10 people in Homs.", None, SIDE.JOURNALIST),
    ("A bomb claimed the lives of 10 people in Homs.", None, SIDE.JOURNALIST),
    ("No group said who killed 10 people in Homs.", None, SIDE.JOURNALIST),
    # Where a name begins and ends.
    ("(Reuters) Local officials told AFP that shells killed 10 people in Homs.", "Local officials", SIDE.RESIDENT),
    ("Rami Abdel Rahman director of the Observatory said shelling killed 10 people in Homs.",
     "Rami Abdel Rahman", SIDE.MONITOR),
    ("Observatory head Rami Abdel Rahman said shelling killed 10 people in Homs.",
     "Observatory head Rami Abdel Rahman", SIDE.MONITOR),
    ("The Observatory's director, Rami Abdel Rahman, said shelling killed 10 people in Homs.",
     "Rami Abdel Rahman", SIDE.MONITOR),
    ("The Observatory was cautious, it said. Its director, Rami Abdel Rahman, said shelling killed 10 people in Homs.",
     "Rami Abdel Rahman", SIDE.MONITOR),
    ("A monitor and activists said shelling killed 10 people in Homs.", "monitor and activists", SIDE.OPPOSITION),
    ("One of the residents said shelling killed 10 people in Homs.", "One of the residents", SIDE.RESIDENT),
    # Who speaks through whom.
    ("SANA quoted a military source as saying that troops killed 10 gunmen in Homs.",
     "military source, quoted by SANA", SIDE.GOVERNMENT),
    ("Troops killed 10 gunmen in Homs, SANA said, citing a military source.",
     "military source, quoted by SANA", SIDE.GOVERNMENT),
    ("The Observatory, citing residents, said shells killed 10 people in Homs.",
     "residents, quoted by Observatory", SIDE.RESIDENT),
    ("Citing residents, the Observatory said shelling killed 10 people in Homs.",
     "residents, quoted by Observatory", SIDE.RESIDENT),
    ("An official, quoted by SANA, said shells killed 10 people in Homs.", "official, quoted by SANA", SIDE.GOVERNMENT),
    ("A source told SANA that shells killed 10 people in Homs.", "source", SIDE.GOVERNMENT),
    ("A source told AFP that shells killed 10 people in Homs.", "source", SIDE.UNKNOWN),
    ("A source told SANA that Homs was calm. The source added that shells killed 10 people in Talbiseh.",
     "source", SIDE.GOVERNMENT),
    ("IS said its men killed 10 soldiers in Homs.", "IS", SIDE.ISLAMIC_STATE),
    ("Islamic State, which said it killed 10 soldiers in Homs, is a jihadist group.",
     "Islamic State", SIDE.ISLAMIC_STATE),
    # Pronouns.
    ("The Observatory said Homs was calm. Omar Hadi, a resident, told AFP he was afraid. It said shelling killed 10 "
     "people in Talbiseh.", "Observatory", SIDE.MONITOR),
    ("Omar Hadi, a resident, met Sami Karam, a doctor. Hadi said he was afraid. He added that shelling killed 10 "
     "people in Homs.", "Hadi", SIDE.UNKNOWN),
    ("The Observatory said it had counted 10 people killed by shelling in Homs.", "Observatory", SIDE.MONITOR),
    ("With the Observatory saying that shelling killed 10 people in Homs, the talks broke off.",
     "Observatory", SIDE.MONITOR),
    # Quotations over several sentences.
    ("Omar Hadi, an activist, was there. “Shelling killed 10 people in Homs. It went on all night,” he told AFP. "
     "“We were afraid,” said Sami Karam, a doctor. “Shells killed 10 people in Talbiseh. We counted them.”",
     "Sami Karam", SIDE.RESCUE),
    ("“Shelling killed 10 people in Homs. It never stopped,” said Sami Karam, a doctor.", "Sami Karam", SIDE.RESCUE),
    # Sides.
    ("A Turkish army source said shelling killed 10 people in Idlib.", "Turkish army source", SIDE.FOREIGN_STATE),
    ("The defence ministry in Moscow said its jets struck rebels in Idlib.",
     "defence ministry in Moscow", SIDE.FOREIGN_STATE),
    ("An AFP correspondent said shelling killed 10 people in Homs.", "AFP correspondent", SIDE.MEDIA),
    ("A SANA reporter said shelling killed 10 people in Homs.", "SANA reporter", SIDE.GOVERNMENT),
    ("A source at the police command told SANA that shells killed 10 people in Homs.",
     "source at the police command", SIDE.GOVERNMENT),
    ("Hawar news agency reported that shelling killed 10 people in Afrin.", "Hawar news agency", SIDE.KURDISH),
    ("Syrian Coalition member Omar Hadi said shelling killed 10 people in Homs.",
     "Syrian Coalition member Omar Hadi", SIDE.OPPOSITION),
    ("The Red Crescent confirmed that shelling killed 10 people in Homs.", "Red Crescent", SIDE.RESCUE),
]  # fmt: skip
SOURCES_OF_CLAUSES = [
    ("The Observatory said shelling killed 20 people in Homs, while SANA said a bomb killed five soldiers in Idlib.",
     ["Observatory", "SANA"]),
    ("Shelling killed 20 people in Homs, the Observatory said; a bomb killed five soldiers in Idlib, SANA said.",
     ["Observatory", "SANA"]),
    ("Activists said shelling killed 20 people in Homs but SANA said a bomb killed five soldiers in Idlib.",
     ["Activists", "SANA"]),
    ("Activists said shelling killed 20 people in Homs, and that a bomb killed five soldiers in Idlib.",
     ["Activists", "Activists"]),
]  # fmt: skip


def last(claims: list[Claim]) -> Claim:
    assert claims
    return claims[-1]


@pytest.mark.parametrize(("text", "name", "side"), SOURCES)
def test_sources(text: str, name: str | None, side: ClaimantSide, read: Reader) -> None:
    claim = last(read(text))
    assert (claim.claimant, claim.claimant_side) == (name, side)


@pytest.mark.parametrize(("text", "name", "side"), NAMES)
def test_names(text: str, name: str | None, side: ClaimantSide, read: Reader) -> None:
    claims = read(text)
    claim = last([c for c in claims if c.killed.reported] or claims)
    assert (claim.claimant, claim.claimant_side) == (name, side)


@pytest.mark.parametrize(("text", "names"), SOURCES_OF_CLAUSES)
def test_each_clause_has_its_own_source(text: str, names: list[str], read: Reader) -> None:
    assert [claim.claimant for claim in read(text)] == names


STANCES = [
    ("Activists blamed the army for the shelling that killed 10 people in Homs.", Stance.REPORTS_BLAME),
    ("The opposition accused the army of shelling Homs.", Stance.REPORTS_BLAME),
    ("The army denied shelling Homs.", Stance.DENIES),
    ("The foreign ministry denied that the army had shelled Homs.", Stance.DENIES),
    ("Residents said the army shelled Homs.", Stance.ASSERTS),
    ("Islamic State claimed responsibility for a bombing in Homs.", Stance.ASSERTS),
    ("Activists held the army responsible for the shelling of Homs.", Stance.REPORTS_BLAME),
    ("Residents attributed the air strike on Idlib to Russian jets.", Stance.REPORTS_BLAME),
    ("The opposition pointed the finger at the army for the shelling of Homs.", Stance.REPORTS_BLAME),
    ("The government dismissed reports that the army had shelled Homs.", Stance.DENIES),
    ("The army rejected a truce and shelled Homs.", Stance.ASSERTS),
    ("A man pointed out that the army had shelled Homs.", Stance.ASSERTS),
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


LATE = [
    ("Fighters looted shops in Kasab, an Armenian resident who had fled to Latakia said.", "resident"),
    ("Shells killed two men in Nubl, a doctor who treated the wounded said.", "doctor"),
    ("Opposition fighters in Hama captured two villages, they said.", "Opposition fighters"),
    ("The rebels shelled Nubl, they said.", "rebels"),
    ("It said, quoting residents, that shells had hit Nubl.", "residents"),
    ("It said, citing a doctor, that shells had hit Nubl.", "doctor"),
    ("He met the rebels. Shells hit Nubl, residents said.", "residents"),
]


@pytest.mark.parametrize(("text", "name"), LATE)
def test_sources_told_late_or_by_a_pronoun(text: str, name: str, read: Reader) -> None:
    assert any(name in (c.claimant or "") for c in read(text))


def test_blame_in_a_relative_clause_is_that_of_the_act(read: Reader) -> None:
    claims = read("An air strike near Rajo, which the Kurds blamed on Ankara, wounded four men on Sunday.")
    assert ("Kurds", Stance.REPORTS_BLAME) in [(c.claimant, c.stance) for c in claims]


def test_a_source_s_name_holds_no_marks_of_direction(read: Reader) -> None:
    (claim,) = read("\u202eThe government\u202c said rebels shelled Homs on Sunday.")
    assert claim.claimant is not None
    assert claim.claimant.isascii()
    assert claim.quote.startswith("\u202e"), "the quotation stays as written"
