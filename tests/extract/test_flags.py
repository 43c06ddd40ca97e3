"""What must not become a pin, and why the record says so."""

from __future__ import annotations

import datetime as dt

import pytest

from incidents.extract.flagged import longest_phrase
from incidents.extract.furniture import sentence_flag
from incidents.extract.lexicon import Lexicon
from incidents.model import Flag, SubEventType
from tests.extract.conftest import Reader

OFF_THE_MAP = [
    ("The army could attack Homs.", Flag.HYPOTHETICAL),
    ("If rebels attack Homs, many will flee.", Flag.HYPOTHETICAL),
    ("Residents fear an assault on Homs.", Flag.HYPOTHETICAL),
    ("Activists warned of a massacre in Homs.", Flag.HYPOTHETICAL),
    ("The army threatened to shell Homs.", Flag.HYPOTHETICAL),
    ("There are fears of an attack on Homs.", Flag.HYPOTHETICAL),
    ("A possible attack on Homs was discussed by officers.", Flag.HYPOTHETICAL),
    ("Diplomats urged rebels to stop the shelling of Homs.", Flag.HYPOTHETICAL),
    ("The army will storm Homs.", Flag.PLAN_OR_THREAT),
    ("Rebels vowed to capture Homs.", Flag.PLAN_OR_THREAT),
    ("The army massed tanks in Rastan to shell Homs.", Flag.PLAN_OR_THREAT),
    ("Rebels prepared to storm Homs.", Flag.PLAN_OR_THREAT),
    ("There was no shelling in Homs.", Flag.NEGATED),
    ("Troops did not shell Homs.", Flag.NEGATED),
    ("More than 7,500 people have been killed since the uprising began.", Flag.CUMULATIVE),
    ("The conflict has killed 100,000 people in Syria.", Flag.CUMULATIVE),
    ("At least 2,000 people were killed across the country.", Flag.CUMULATIVE),
    ("So far 60 people have died in Homs.", Flag.CUMULATIVE),
    ("Three decades ago troops massacred 10,000 people in Hama.", Flag.HISTORICAL),
    ("In 1982 the army killed thousands of people in Hama.", Flag.HISTORICAL),
    ("Homs has seen heavy fighting.", Flag.HISTORICAL),
    ("Homs has repeatedly been shelled.", Flag.HISTORICAL),
    ("Envoys held talks on the killings in Homs.", Flag.DIPLOMACY),
    ("The United Nations condemned the massacre in Homs.", Flag.DIPLOMACY),
    ("A car bomb killed 10 people in Baghdad.", Flag.OTHER_COUNTRY),
    ("Gunmen killed 10 people in Tripoli, Lebanon.", Flag.OTHER_COUNTRY),
    ("Smoke rises after shelling in Homs in this photo provided by activists.", Flag.CAPTION),
    ("Read more: shelling kills 10 people in Homs.", Flag.CAPTION),
    ("A bomb killed 10 people.", Flag.NO_PLACE),
]


@pytest.mark.parametrize(("text", "flag"), OFF_THE_MAP)
def test_statements_that_stay_off_the_map(text: str, flag: Flag, read: Reader) -> None:
    claims = read(text)
    assert all(c.flags for c in claims), [c.quote for c in claims if not c.flags]
    flags = frozenset[Flag]().union(*(c.flags for c in claims))
    assert flag in flags
    assert all(c.flag_reason for c in claims)


ON_THE_MAP = [
    "Troops managed to seize Rastan.",
    "The army forced rebels to withdraw from Rastan.",
    "The first bomb to hit Hama killed 10 people.",
    "At least 300 people were killed in Hama on Sunday.",
    "A car bomb killed 10 people in Hama on Sunday, days after a truce was agreed.",
    "Shelling killed 45 people in Hama.",
    "Shelling killed nobody in Hama.",
]


@pytest.mark.parametrize("text", ON_THE_MAP)
def test_statements_that_do_not(text: str, read: Reader) -> None:
    assert any(not c.flags for c in read(text))


def test_what_is_old_when_the_report_comes_out_is_background(read: Reader) -> None:
    text = "Shelling killed 10 people in Homs on 4 March 2012."
    assert not read(text)[0].flags
    assert read(text, dt.date(2015, 1, 1))[0].flags == {Flag.HISTORICAL}


def test_the_reason_of_a_flag_does_not_depend_on_the_order_of_a_set(lexicon: Lexicon) -> None:
    flagged = sentence_flag("Cookie policy and terms of use, all rights reserved.", lexicon.cues)
    assert flagged is not None
    assert flagged.reason == "“all rights reserved”", "the longest phrase, in every run"


def test_phrases_are_whole_words() -> None:
    phrases = frozenset({"so far", "overall"})
    assert longest_phrase("overalls were torn", phrases) is None
    assert longest_phrase("so far nothing overall", phrases) == "overall"


HABITUAL = [
    "Government planes regularly bomb Idlib.",
    "Homs is frequently shelled by the army.",
    "Rebels often target Jaramana with mortar fire.",
    "Aleppo has in recent weeks been hit by air strikes.",
    "The air force has carried out raids across Idlib in recent months.",
    "Rebels have been shelling Latakia for months.",
    "Deir ez-Zor has been a key target of air strikes.",
    "Daraya has been the scene of fierce fighting.",
    "Raqqa has been under bombardment since the summer.",
    "The army has heavily bombarded areas around Aleppo that have fallen out of its control.",
    "Rebels continue fighting against the army in Hama.",
    "Government forces continue to bomb Douma.",
    "The area around Rastan was the scene of fierce battles.",
    "The government is intensively attacking rural areas in Idlib and Hama.",
    "The air force is bombing large parts of Aleppo.",
    "The group is made up of rebels fighting to topple the government in Homs.",
    "It is an alliance of Kurdish forces battling Islamic State around Manbij.",
    "A truce was offered to the fighters besieging Nubl.",
    "The town of Azaz is calm after recent clashes between rebel groups.",
    "Previous attacks on Jaramana were blamed on rebels.",
]
COMMENT = [
    "The attack on Mleiha is part of an operation east of Damascus.",
    "The air strikes on Aleppo are another violation of the truce.",
    "This onslaught on Aleppo is clearly aimed at the political process.",
    "The shelling of Homs comes as the army advances in the province.",
    "People fled the fighting in Daraya.",
    "Thousands of people escaping clashes in Hasakah reached Qamishli.",
    "The group reached Aleppo from Deir ez-Zor, where the army is battling Islamic State.",
    "The battle for Homs is the longest of the war.",
    "Rastan is one of the most dangerous places in the battle for Homs.",
    "The two districts have been used by rebels to fire rockets at Aleppo.",
]
LASTING = [
    "More than 9,000 people have been killed in Homs, the United Nations said on Friday.",
    "Since February 1 air strikes have killed 136 civilians in Idlib.",
    "In the past three months shelling has killed 90 people in Homs.",
    "At least 400 people have been killed in Homs since mid-January.",
    "In recent weeks air raids on Idlib have killed dozens of civilians.",
]
PLANNED = [
    "Islamic State is preparing for a massive offensive on Salamiyah.",
    "The group prepared for an assault on Qamishli.",
    "The army wants to capture Raqqa.",
    "Rebels tried to seize Nubl.",
    "Troops moved north in an attempt to encircle Aleppo.",
    "The army sent tanks in a bid to recapture Palmyra.",
    "The campaign is aimed at capturing Tabqa.",
]
STATES = [
    "Aid reached the besieged town of Nubl.",
    "More than 1,000 people live under siege in Foua.",
    "Residents of besieged Zabadani lack medicine.",
]
CAPTIONS = [
    "A view shows the damage after an air strike in Idlib.",
    "A general view shows the site of an explosion in Homs.",
    "File photo of a shelling in Douma.",
    "In this picture taken on Sunday smoke rises after air strikes on Kobani.",
    "A man walks past rubble after shelling in Aleppo in this handout picture.",
]


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (HABITUAL, {Flag.HISTORICAL, Flag.DIPLOMACY}),
        (COMMENT, {Flag.HISTORICAL}),
        (LASTING, {Flag.CUMULATIVE}),
        (PLANNED, {Flag.PLAN_OR_THREAT, Flag.HYPOTHETICAL}),
        (STATES, {Flag.HISTORICAL, Flag.DIPLOMACY}),
        (CAPTIONS, {Flag.CAPTION}),
    ],
)
def test_what_tells_of_no_occurrence(texts: list[str], wanted: set[Flag], read: Reader) -> None:
    wrong = [t for t in texts if any(not c.flags & (wanted | {Flag.NO_PLACE}) for c in read(t))]
    assert not wrong, wrong


TOLD = [
    "At least 320 people have been killed in Hama since troops entered it five days ago.",
    "More than 400 people have been killed in Homs since Friday.",
    "Warplanes repeatedly bombed Idlib on Sunday.",
    "The army regularly shelled Homs on Saturday night, killing three people.",
    "Air strikes on Idlib killed 12 people on Sunday, the deadliest raid in recent weeks.",
    "For the first time in months rockets fell on Latakia on Saturday.",
    "Daraya was the scene of heavy fighting on Sunday.",
    "Rebels continued to shell Nubl on Sunday.",
    "Jets continued to pound Douma for a second day.",
    "In Homs troops clashed with gunmen who tried to slip into the city, killing six of them.",
    "Near Nubl the army ambushed rebels trying to flee and killed 20 of them.",
    "At least 132 fighters have been killed in Hasakah since Saturday.",
    "Since Thursday bombing has killed 44 civilians in Idlib.",
    "The attack on Mleiha killed nine soldiers.",
    "People fled Daraya after shelling killed five of them.",
    "Rebels besieged the town of Nubl on Friday.",
    "Shelling killed three people in the besieged town of Nubl.",
    "In an attempt to break the siege rebels attacked Khan Tuman on Sunday.",
    "Rebels attacked Hama in an attempt to draw troops away from Aleppo.",
    "Tags Syria Homs bombing At least 10 people were killed by a car bomb in Homs on Sunday.",
    "A view shows the damage in Hass, where air strikes killed 22 children on Sunday.",
    "Troops preparing for a parade were killed by a car bomb in Homs.",
    "Troops managed to recapture Palmyra.",
    "The battle for Aleppo is still under way.",
    "Four soldiers fighting rebels in Hama died on Sunday.",
    "The army is bombing Douma.",
    "Reports suggest that 14 people were killed by an air strike on Tabqa.",
    "Russian warplanes shelling the town of Talbiseh",
    "Rebels fighting the army in Daraya",
    "A recent air strike on Sarmin killed 12 people.",
    "Warplanes were seen bombing Douma.",
    "Civilians fled after an air strike on Sarmin.",
    "At least 20 fighters died in ongoing clashes in Manbij.",
]


@pytest.mark.parametrize("text", TOLD)
def test_what_tells_of_one_all_the_same(text: str, read: Reader) -> None:
    claims = read(text)
    assert any(not c.flags for c in claims), [(c.flag_reason) for c in claims]


def test_the_killing_in_a_sentence_about_an_attempt_is_not_one(read: Reader) -> None:
    for text in (
        "Army units clashed with terrorists who tried to infiltrate from Homs to Rastan killing six of them.",
        "Guards foiled gunmen trying to enter Hama and killed six of them.",
    ):
        told = [c for c in read(text) if c.killed.low == 6]
        assert told, text
        assert all(c.flags <= {Flag.NO_PLACE} for c in told), text


def test_a_month_long_gone_is_background(read: Reader) -> None:
    text = "In October air strikes killed 60 civilians in Homs."
    assert read(text)[0].flags >= {Flag.HISTORICAL}
    assert not read("In February air strikes killed 60 civilians in Homs.")[0].flags


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("Sunday's air strike on Hass may be the deadliest attack on a school so far.", False),
        ("The bombing of the market in Ariha could be the worst this year, rescuers said.", False),
        ("There may be an air strike on Hass tonight.", True),
        ("An air strike on Hass might follow, rescuers said.", True),
    ],
)
def test_doubt_on_what_an_event_was_is_no_doubt_that_it_was(text: str, flagged: bool, read: Reader) -> None:
    assert any(Flag.HYPOTHETICAL in c.flags or Flag.PLAN_OR_THREAT in c.flags for c in read(text)) is flagged


YEARS = [
    ("More than 200 people died in such attacks on Homs this year.", Flag.CUMULATIVE),
    ("Barrel bomb attacks on Aleppo killed 400 people this year.", Flag.CUMULATIVE),
    ("Thirty clashes were counted in Idlib last year.", Flag.CUMULATIVE),
    ("Shells fell on Aleppo, ravaged by a war that has killed 300,000 people, on Sunday.", Flag.CUMULATIVE),
    ("He was one of 72 journalists killed in Syria.", Flag.CUMULATIVE),
    ("She is one of at least 30 doctors who have been killed.", Flag.CUMULATIVE),
    ("Fears that the army would attack Homs grew.", Flag.HYPOTHETICAL),
    ("The fear that gunmen will attack Salamiyah is great.", Flag.HYPOTHETICAL),
    ("Jets struck Homs, said a commander of the alliance that fights for the president.", Flag.HISTORICAL),
    ("A bomb went off in Homs, said a group that battles the army.", Flag.HISTORICAL),
]


@pytest.mark.parametrize(("text", "flag"), YEARS)
def test_what_is_no_single_occurrence(text: str, flag: Flag, read: Reader) -> None:
    assert flag in {f for c in read(text) for f in c.flags}


FURNITURE = [
    "Related: Islamic State kills 200 in Deir ez-Zor",
    "Read also: Bomb kills 12 in Homs",
    "See also | Shelling kills five in Hama",
    "Most read: Air strike kills 10 in Douma",
    "WATCH: Barrel bombs fall on Aleppo",
    "Editor's picks: Mortar fire kills eight in Damascus",
    "Related stories:\nRebels shell Nubl, killing two",
    "PHOTO CAPTION: Smoke rises over Kobani after an air strike.",
    "Photo: Rescue workers after an air strike in Ariha",
    "The ruins of Homs after shelling. (Photo: AFP)",
    "Smoke rises over Homs after an air strike. Reuters/Ann Other",
    "A burning car after an air strike in Douma [Ann Other/AFP]",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_what_stands_around_a_report_is_no_part_of_it(line: str, read: Reader) -> None:
    report = "Rebels shelled Azaz on Sunday.\n{}\nA bomb killed three people in Hama, too."
    claims = read(report.format(line))
    around = [c for c in claims if c.quote in line]
    assert around
    assert all(Flag.CAPTION in c.flags and c.flag_reason for c in around)
    assert sum(not c.flags for c in claims) == 2, "the report's own sentences stay"


@pytest.mark.parametrize(
    "text",
    [
        "He was one of 12 people killed in Douma on Sunday.",
        "One of the attackers was killed in Homs on Sunday.",
        "Rebels who fight for the town of Zabadani killed six soldiers there on Sunday.",
    ],
)
def test_what_is_one_all_the_same(text: str, read: Reader) -> None:
    assert any(not c.flags for c in read(text))


@pytest.mark.parametrize(
    "text",
    [
        "A bomb killed 12 people in Homs on Sunday (AFP).",
        "Residents watch: a barrel bomb killed two people in Aleppo.",
        "Shelling killed five people in Douma on Sunday. (Reuters)",
        "Air strikes hit Homs. AFP reported two raids on Hama.",
        "Air strikes hit Homs on Sunday.\nRelated\nTroops shelled Hama on Sunday, activists said.",
        "A bomb killed 12 people in Homs. (Photo: AFP)",
    ],
)
def test_agencies_and_words_of_the_report_make_no_caption(text: str, read: Reader) -> None:
    assert all(Flag.CAPTION not in c.flags for c in read(text))


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("The United States is preparing missile strikes on Damascus.", {Flag.PLAN_OR_THREAT}),
        ("Turkey was planning an assault on Azaz.", {Flag.PLAN_OR_THREAT}),
        ("Britain was weighing missile strikes on Damascus.", {Flag.HYPOTHETICAL}),
        ("The group planned the attack that killed 20 people in Homs.", set()),
        ("In January an air strike on Hass killed 22 children.", set()),
        ("Helicopters dropped chlorine on Sarmin in January, killing a family of six.", set()),
        ("In October 2011 a shell killed three people in Homs.", {Flag.HISTORICAL}),
        ("Air strikes were carried out in Homs in December.", {Flag.HISTORICAL}),
        ("In December troops killed 160 people in Hama.", {Flag.HISTORICAL}),
        ("Ten protesters were hurt in Kafr Sousa on Friday as police broke up a demonstration.", set()),
        ("Two demonstrators died in Daraa on Friday.", set()),
        ("Four marchers were injured in Idlib when soldiers scattered a rally.", set()),
        ("He took part in a protest in Homs.", {Flag.HISTORICAL}),
    ],
)
def test_plans_months_and_protests(text: str, flags: set[Flag], read: Reader) -> None:
    assert read(text)[0].flags == flags


def test_what_an_act_answers_tells_nothing_of_the_act(read: Reader) -> None:
    act, cause = read(
        "Israel struck a base in Homs on Sunday in response to Saturday's rocket fire from Quneitra."
    )
    assert act.sub_event_type is SubEventType.AIR_STRIKE
    assert not act.flags
    assert cause.flags == {Flag.HISTORICAL}
