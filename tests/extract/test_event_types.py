"""Of what kind: ACLED's sub-event types."""

from __future__ import annotations

import pytest

from incidents.model import SubEventType as S
from tests.extract.conftest import Reader

KINDS = [
    ("Government troops retook Zabadani from rebels.", S.GOVERNMENT_REGAINS),
    ("The army seized control of Qusair.", S.GOVERNMENT_REGAINS),
    ("Rebels captured Azaz.", S.NON_STATE_OVERTAKES),
    ("Islamic State took control of Palmyra.", S.NON_STATE_OVERTAKES),
    ("Rebels and soldiers clashed in Homs.", S.ARMED_CLASH),
    ("Gunmen ambushed an army patrol near Hama.", S.ARMED_CLASH),
    ("Security forces shot dead five protesters at a demonstration in Deraa.", S.EXCESSIVE_FORCE),
    ("Police dispersed a protest in Damascus with tear gas.", S.PROTEST_WITH_INTERVENTION),
    ("Thousands of people held a protest in Idlib.", S.PEACEFUL_PROTEST),
    ("A crowd rioted in Latakia.", S.VIOLENT_DEMONSTRATION),
    ("A mob attack in Latakia killed a man.", S.MOB_VIOLENCE),
    ("A sarin attack killed 80 people in Khan Sheikhoun.", S.CHEMICAL_WEAPON),
    ("Chlorine gas killed six people in Sarmin.", S.CHEMICAL_WEAPON),
    ("An air strike killed 10 people in Douma.", S.AIR_STRIKE),
    ("Warplanes bombed a market in Douma, killing 10 people.", S.AIR_STRIKE),
    ("Barrel bombs dropped on Aleppo killed 10 people.", S.AIR_STRIKE),
    ("A suicide bomber killed 10 people in Damascus.", S.SUICIDE_BOMB),
    ("A man blew himself up in Damascus, killing 10 people.", S.SUICIDE_BOMB),
    ("Shelling killed 10 people in Homs.", S.SHELLING),
    ("Mortar rounds fell on Damascus, killing two people.", S.SHELLING),
    ("A car bomb exploded in Jaramana.", S.REMOTE_EXPLOSIVE),
    ("A landmine went off near Manbij, killing two people.", S.REMOTE_EXPLOSIVE),
    ("A grenade attack wounded two policemen in Aleppo.", S.GRENADE),
    ("Women were raped in Homs.", S.SEXUAL_VIOLENCE),
    ("Gunmen executed 13 villagers in Houla.", S.ATTACK),
    ("A sniper shot dead a nurse in Aleppo.", S.ATTACK),
    ("Gunmen kidnapped two priests near Aleppo.", S.ABDUCTION),
    ("A truce was agreed in Homs.", S.AGREEMENT),
    ("Security forces arrested 30 students in Aleppo.", S.ARRESTS),
    ("Forty soldiers defected in Idlib.", S.CHANGE_TO_GROUP),
    ("Rebels shot down a helicopter near Idlib.", S.DISRUPTED_WEAPONS),
    ("Militants blew up a temple in Palmyra.", S.LOOTING),
    ("Rebels withdrew from Qusair.", S.NON_VIOLENT_TRANSFER),
    ("Rebels set up a base in Qusair.", S.HEADQUARTERS),
    ("Prisoners broke out of a jail in Idlib.", S.OTHER),
    ("Russian jets struck targets in Idlib.", S.AIR_STRIKE),
    ("Ten soldiers were killed in Idlib.", S.ARMED_CLASH),
    ("Ten civilians were killed in Idlib.", S.ATTACK),
    ("Two rebels and 10 soldiers died in fighting in Idlib.", S.ARMED_CLASH),
    ("An army unit killed a number of terrorists in Idlib.", S.ARMED_CLASH),
    ("Army units targeted gatherings of terrorists in Douma.", S.ARMED_CLASH),
    ("The army killed terrorists affiliated to al-Nusra in Idlib.", S.ARMED_CLASH),
    ("Scores of terrorists were killed in army operations against their dens in Idlib.", S.ARMED_CLASH),
    ("Rebels attacked an army checkpoint in Hama.", S.ARMED_CLASH),
    ("The army killed ten villagers and a rebel in Hama.", S.ATTACK),
    ("Three children were killed in a rebel rocket attack in Aleppo.", S.SHELLING),
    ("Rebels attacked the village of Fuaa with rockets, killing three children.", S.SHELLING),
    ("Forty people were killed in bombing raids on Douma.", S.AIR_STRIKE),
    ("Activists accused Russia of bombing Talbiseh.", S.AIR_STRIKE),
    ("Army units eliminated 20 terrorists in Talbiseh.", S.ARMED_CLASH),
    ("Dozens of terrorists were wiped out near Hama.", S.ARMED_CLASH),
    ("The army neutralised a group of terrorists in Talbiseh.", S.ARMED_CLASH),
    ("Government forces fired chlorine at Sarmin.", S.CHEMICAL_WEAPON),
    ("The army used sarin in Sarmin.", S.CHEMICAL_WEAPON),
    ("Chlorine was dropped on Saraqeb.", S.CHEMICAL_WEAPON),
    ("Rebels took the hospital on the edge of Jisr al-Shughour.", S.NON_STATE_OVERTAKES),
    ("The army took a hill outside Latakia.", S.GOVERNMENT_REGAINS),
    ("Islamic State took a checkpoint near Palmyra.", S.NON_STATE_OVERTAKES),
    ("A ceasefire took hold in Moadamiyeh on Sunday.", S.AGREEMENT),
    ("A ceasefire came into force in Zabadani.", S.AGREEMENT),
]

NONE = [
    "The army neutralised a bomb in Homs.",
    "The government eliminated bread subsidies in Homs.",
    "Stocks of chlorine were found in Sarmin.",
    "Rebels took the children to Homs.",
    "Talks on a ceasefire in Moadamiyeh went on.",
]


@pytest.mark.parametrize("text", NONE)
def test_no_event(text: str, read: Reader) -> None:
    assert all(claim.flags for claim in read(text))


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_kinds(text: str, kind: S, read: Reader) -> None:
    claims = read(text)
    assert [c.sub_event_type for c in claims][:1] == [kind]


def test_every_kind_that_the_word_lists_know_is_tried() -> None:
    assert {kind for _, kind in KINDS} == set(S)


@pytest.mark.parametrize(
    "text",
    [
        "The army has stocks of mortars in Homs.",
        "The war-torn city of Homs is cold.",
        "He took a bus to Homs.",
        "The bomb-making workshop stood in Homs.",
        "On 3 March people in Homs went to work.",
    ],
)
def test_words_that_name_no_event(text: str, read: Reader) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "sub"),
    [
        ("A car blew up at a checkpoint in Homs.", S.REMOTE_EXPLOSIVE),
        ("A lorry packed with fertiliser blew up in Rastan, killing ten.", S.REMOTE_EXPLOSIVE),
        ("Rebels blew up a bridge in Homs.", S.LOOTING),
        ("A mosque was blown up by militants in Raqqa.", S.LOOTING),
    ],
)
def test_what_blows_up_and_what_is_blown_up(text: str, sub: S, read: Reader) -> None:
    assert [c.sub_event_type for c in read(text)] == [sub]
