"""What a verb is done to decides whether it tells of an event, and of which kind."""

from __future__ import annotations

import pytest

from incidents.model import SubEventType as S
from tests.extract.conftest import Reader

KINDS = [
    ("Rebels set up a military base near Azaz on Sunday.", S.HEADQUARTERS),
    ("Turkey has established two outposts in Idlib province.", S.HEADQUARTERS),
    ("The militia opened a new headquarters in Tartus on Sunday.", S.HEADQUARTERS),
    ("The opposition set up a committee in Azaz on Sunday.", None),
    ("A school was established in Azaz on Sunday.", None),
    ("Security agents took three students away in Aleppo on Sunday.", S.ARRESTS),
    ("Police took away at least 20 men in Qatana on Sunday.", S.ARRESTS),
    ("Agents picked up four lawyers in Latakia on Sunday.", S.ARRESTS),
    ("Masked men took a doctor away in Aleppo on Sunday.", S.ABDUCTION),
    ("The rebels took two drivers away near Hama on Sunday.", S.ABDUCTION),
    ("The wounded were taken to a hospital in Aleppo on Sunday.", None),
    ("Workers took the rubble away in Homs on Sunday.", None),
    ("Police foiled a bombing in Damascus on Sunday.", S.DISRUPTED_WEAPONS),
    ("Agents thwarted a plot to bomb a bridge in Tartus on Sunday.", S.DISRUPTED_WEAPONS),
    ("Engineers dismantled an explosive device in Latakia on Sunday.", S.DISRUPTED_WEAPONS),
    ("Sappers defused two car bombs in Homs on Sunday.", S.DISRUPTED_WEAPONS),
    ("A gas cylinder exploded in Homs on Sunday.", S.REMOTE_EXPLOSIVE),
    ("The army foiled an attempt to enter Homs on Sunday.", None),
    ("Villagers beat a soldier in Daraya on Sunday.", S.MOB_VIOLENCE),
    ("An angry crowd lynched two men in Idlib on Sunday.", S.MOB_VIOLENCE),
    ("Residents caught a thief in Atmeh on Sunday and stoned the man.", S.MOB_VIOLENCE),
    ("Soldiers beat a man in Daraya on Sunday.", S.ATTACK),
    ("Gunmen broke into the villagers' homes in Daraya on Sunday, killing 14 of them.", S.ATTACK),
    ("The team beat its rivals in Homs on Sunday.", None),
    ("Police dispersed a crowd in Aleppo on Sunday.", S.PROTEST_WITH_INTERVENTION),
    ("Soldiers fired into the air to break up a protest in Hama on Sunday.", S.PROTEST_WITH_INTERVENTION),
    ("Officers used tear gas on students in Latakia on Sunday.", S.PROTEST_WITH_INTERVENTION),
    ("The smoke over Aleppo dispersed on Sunday.", None),
    ("Protesters threw stones at the governor's office in Latakia on Sunday.", S.VIOLENT_DEMONSTRATION),
    ("Young men burned tyres in Salamiyah on Sunday.", S.VIOLENT_DEMONSTRATION),
    ("A march in Suwayda turned into a riot on Sunday.", S.VIOLENT_DEMONSTRATION),
    ("A family burned wood in Salamiyah on Sunday.", None),
    ("Police raided homes in Douma on Sunday.", S.ARRESTS),
    ("Soldiers raided Daraya on Sunday and arrested 20 people.", S.ARRESTS),
    ("Security forces raided an apartment in Latakia on Sunday.", S.ARRESTS),
    ("Rebels raided an army base in Douma on Sunday.", S.ARMED_CLASH),
    ("Inmates escaped from a prison in Aleppo on Sunday.", S.OTHER),
    ("Forty men broke out of the central jail in Suwayda on Sunday.", S.OTHER),
    ("Rebels cut off electricity to Aleppo on Sunday.", S.OTHER),
    ("Rebels cut off the talks in Aleppo on Sunday.", None),
    ("The army used sarin in Douma on Sunday.", S.CHEMICAL_WEAPON),
    ("The army used chlorine against Sarmin on Sunday.", S.CHEMICAL_WEAPON),
    ("The town of Sarmin used water from a well on Sunday.", None),
    ("Colonel Hassan switched sides in Idlib on Sunday.", S.CHANGE_TO_GROUP),
    ("Two rebel brigades in Kafranbel merged on Sunday.", S.CHANGE_TO_GROUP),
    ("Three factions in Azaz merged into one on Sunday.", S.CHANGE_TO_GROUP),
    ("Soldiers sexually assaulted two women in Homs on Sunday.", S.SEXUAL_VIOLENCE),
    ("Helicopters rocketed a market in Saraqib on Sunday.", S.AIR_STRIKE),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_kinds_by_the_object(text: str, kind: S | None, read: Reader) -> None:
    assert [c.sub_event_type for c in read(text) if not c.flags][:1] == ([kind] if kind else [])


HANDED_OVER = [
    ("Rebels handed over their weapons in Homs on Sunday under a truce.", S.AGREEMENT),
    ("Rebels in Douma handed over 12 captives on Sunday in a prisoner swap.", S.AGREEMENT),
    ("Rebels handed over the town of Zabadani on Sunday.", S.NON_VIOLENT_TRANSFER),
    ("The militia handed over two prisoners in Hama on Sunday.", None),
    ("Troops entered Zabadani on Sunday without firing a shot.", S.NON_VIOLENT_TRANSFER),
    ("Government forces took control of Qusair without a fight on Sunday.", S.NON_VIOLENT_TRANSFER),
    ("Soldiers walked into Tal Kalakh unopposed on Sunday.", S.NON_VIOLENT_TRANSFER),
    ("Troops entered Zabadani on Sunday after heavy fighting.", S.GOVERNMENT_REGAINS),
    ("A girl walked into a police station in Damascus on Sunday.", None),
]


@pytest.mark.parametrize(("text", "kind"), HANDED_OVER)
def test_what_changes_hands_without_a_fight(text: str, kind: S | None, read: Reader) -> None:
    assert [c.sub_event_type for c in read(text) if not c.flags][:1] == ([kind] if kind else [])


TOLLS = [
    (
        "A rally in Manbij turned into a riot on Sunday, and three policemen were hurt.",
        S.VIOLENT_DEMONSTRATION,
    ),
    ("Shells hit Nubl on Sunday; the Observatory put the dead at five.", S.SHELLING),
    ("The army used chlorine in Sarmin on Sunday, and two people died.", S.CHEMICAL_WEAPON),
    ("Shells hit Nubl on Sunday, while two soldiers were killed in Homs.", S.ARMED_CLASH),
]


@pytest.mark.parametrize(("text", "kind"), TOLLS)
def test_a_toll_is_that_of_the_act_told_before_in_its_sentence(text: str, kind: S, read: Reader) -> None:
    assert read(text)[-1].sub_event_type == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The planes which struck Raqqa on Sunday came from the west.", S.AIR_STRIKE),
        ("The car bomb that hit a checkpoint in Homs on Sunday was small.", S.REMOTE_EXPLOSIVE),
        ("The rockets that killed two children in Nubl on Sunday came from the south.", S.SHELLING),
        ("The men who killed two children in Nubl on Sunday came from the south.", S.ATTACK),
    ],
)
def test_means_named_before_a_relative_clause(text: str, kind: S, read: Reader) -> None:
    assert kind in {c.sub_event_type for c in read(text)}
