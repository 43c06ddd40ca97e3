"""Who did it to whom."""

from __future__ import annotations

import pytest

from incidents.derive import perpetrators
from incidents.model import ActorCategory, Role
from tests.extract.conftest import Reader

A = ActorCategory
INITIATOR, TARGET, PARTICIPANT, ALLEGED = Role

ROLES = [
    ("Government troops killed 10 people in Homs.", {(A.GOVERNMENT, INITIATOR)}),
    ("Ten people were killed by government troops in Homs.", {(A.GOVERNMENT, INITIATOR)}),
    ("Rebels killed 10 soldiers in Homs.", {(A.REBELS, INITIATOR), (A.GOVERNMENT, TARGET)}),
    ("Rebels clashed with government forces in Homs.", {(A.REBELS, PARTICIPANT), (A.GOVERNMENT, PARTICIPANT)}),
    ("Clashes between rebels and the army erupted in Homs.", {(A.REBELS, PARTICIPANT), (A.GOVERNMENT, PARTICIPANT)}),
    ("Russian warplanes bombed Idlib.", {(A.RUSSIA, INITIATOR)}),
    ("Russian air strikes killed 10 people in Idlib.", {(A.RUSSIA, INITIATOR)}),
    ("Turkish artillery shelled Manbij.", {(A.TURKEY, INITIATOR)}),
    ("US-led coalition warplanes struck Raqqa.", {(A.COALITION, INITIATOR)}),
    ("Israeli jets struck a depot near Damascus.", {(A.ISRAEL, INITIATOR)}),
    ("Islamic State fighters captured Palmyra.", {(A.ISLAMIC_STATE, INITIATOR)}),
    ("Palmyra was captured by Islamic State.", {(A.ISLAMIC_STATE, INITIATOR)}),
    ("The Syrian Democratic Forces captured Manbij from Islamic State.",
     {(A.SDF, INITIATOR), (A.ISLAMIC_STATE, TARGET)}),
    ("Nusra Front fighters executed 13 soldiers in Idlib.", {(A.NUSRA, INITIATOR), (A.GOVERNMENT, TARGET)}),
    ("Shabbiha militiamen slaughtered 40 people in Homs.", {(A.MILITIA, INITIATOR)}),
    ("Hezbollah fighters ambushed rebels in Zabadani.", {(A.IRAN, INITIATOR), (A.REBELS, TARGET)}),
    ("The army launched an assault on Homs.", {(A.GOVERNMENT, INITIATOR)}),
    ("Rebel shelling killed five people in Aleppo.", {(A.REBELS, INITIATOR)}),
    ("Five people were killed in rebel shelling of Aleppo.", {(A.REBELS, INITIATOR)}),
    ("A barrel bomb killed 10 people in Aleppo.", {(A.GOVERNMENT, INITIATOR)}),
    ("Residents of rebel-held Douma were killed by shelling.", set()),
    ("Ten people were killed when army tanks pushed into Hama.", {(A.GOVERNMENT, INITIATOR)}),
    ("Activists accused the army of killing 10 people in Homs.", {(A.GOVERNMENT, ALLEGED)}),
    ("State media blamed terrorists for a bombing that killed 10 people in Homs.", {(A.REBELS, ALLEGED)}),
    ("The attack in Homs was blamed on Islamic State.", {(A.ISLAMIC_STATE, ALLEGED)}),
    ("Islamic State claimed responsibility for a bombing in Homs.", {(A.ISLAMIC_STATE, INITIATOR)}),
    ("The army said 10 people were killed by shelling in Homs.", set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "roles"), ROLES)
def test_roles(text: str, roles: set[tuple[ActorCategory, Role]], read: Reader) -> None:
    claims = read(text)
    assert claims
    assert {(a.category, a.role) for a in claims[0].actors} == roles


BLAME = [
    # Several sides before one word.
    ("Syrian and Russian warplanes bombed Atareb.", {"syrian government", "russia"}),
    ("Presumed Russian or Syrian government airstrikes killed nine people in Aleppo.", {"syrian government", "russia"}),
    ("Regime and Russian air raids killed 12 people in Idlib.", {"syrian government", "russia"}),
    ("The raids on Douma were flown by either Syrian or Russian jets and killed two.",
     {"syrian government", "russia"}),
    # Guesses.
    ("Suspected Russian strikes hit a market in Idlib.", {"russia"}),
    ("Six people died in Atareb in air raids believed to be Russian.", {"russia"}),
    ("Air strikes thought to be Israeli hit Homs on Monday.", {"israel"}),
    # Whose machines, units and men.
    ("Aircraft of the US-led coalition killed 20 people in Raqqa.", {"us-led coalition"}),
    ("Warplanes from the international coalition hit Manbij.", {"us-led coalition"}),
    ("Units of the Syrian army shelled Douma.", {"syrian government"}),
    ("Fighters loyal to the government killed 40 villagers in Houla.", {"syrian government"}),
    ("Members of Jaish al-Islam shot dead two teachers in Douma.", {"rebels"}),
    ("Terrorists affiliated to al-Nusra fired shells at Idlib, killing two people.", {"nusra front"}),
    ("Al-Nusra terrorists killed three people in Idlib.", {"nusra front"}),
    ("The terrorist group Ahrar al-Sham shelled Fuaa.", {"rebels"}),
    ("The terrorist organization Daesh beheaded two men in Raqqa.", {"islamic state"}),
    ("The army's artillery pounded Homs.", {"syrian government"}),
    ("The regime's helicopters attacked Daraya.", {"syrian government"}),
    ("Assads forces shelled Homs.", {"syrian government"}),
    ("Damascus's forces shelled Homs.", {"syrian government"}),
    ("A coalition of rebel groups fired rockets at Aleppo.", {"rebels"}),
    # The verb that carries the event.
    ("The army and its allies laid siege to Aleppo.", {"syrian government"}),
    ("Rebels responded with mortar fire on Damascus that wounded ten people.", {"rebels"}),
    ("Turkish forces unleashed a bombardment on Manbij.", {"turkey"}),
    ("Soldiers made 40 arrests in Hama.", {"syrian government"}),
    ("A bombardment unleashed by the army killed four people in Homs.", {"syrian government"}),
    ("In an operation launched by the SDF, Manbij was captured.", {"sdf"}),
    # Who is told of in another clause.
    ("Soldiers stormed into the village, shooting dead six people in Houla.", {"syrian government"}),
    ("Kurdish fighters raised their flag in Kobani after capturing the town.", {"sdf"}),
    ("The insurgents, who had shelled Fuaa on Sunday, left.", {"rebels"}),
    ("It was regime forces that bombarded Homs on Monday.", {"syrian government"}),
    ("The army advanced from the west and captured Zabadani.", {"syrian government"}),
    ("The Turkish army said it had shelled Manbij on Monday.", {"turkey"}),
    ("The US-led coalition said its warplanes had struck Raqqa on Monday.", {"us-led coalition"}),
    # Deeds.
    ("Scores of terrorists were killed in army operations against their dens in Idlib.", {"syrian government"}),
    ("Two children were killed by rebel fire in Aleppo.", {"rebels"}),
    ("Twenty villagers were shot when shabbiha entered Houla.", {"pro-government militia"}),
    ("Six men were executed after rebels entered the village of Fuaa.", {"rebels"}),
    ("Four shepherds died in an Islamic State ambush near Sukhna.", {"islamic state"}),
    ("Ten villagers died at the hands of Islamic State in Sukhna.", {"islamic state"}),
    ("Three priests were killed at the hands of militants from the Nusra Front in Idlib.", {"nusra front"}),
    # Blame.
    ("The massacre in Houla, which activists blamed on shabbiha, killed 100 people.", {"pro-government militia"}),
    ("A gas attack that the West blames on Assad's forces killed 80 people in Douma.", {"syrian government"}),
    ("Western states put the blame for the gas attack in Douma on the army.", {"syrian government"}),
    ("Doctors laid the blame for Monday's strike on a clinic in Idlib on Russia.", {"russia"}),
    ("Islamic State was behind the bombing that killed 20 people in Homs.", {"islamic state"}),
    ("Residents think that the Nusra Front is behind Monday's car bombing in Idlib.", {"nusra front"}),
    ("A car bombing claimed by Islamic State killed 20 people in Homs.", {"islamic state"}),
    ("Nusra Front members kidnapped a priest in Idlib.", {"nusra front"}),
    ("Islamic State men killed 40 people in Sukhna.", {"islamic state"}),
    ("Regime Commits Massacre In Houla.", {"syrian government"}),
    ("Dozens of terrorists died and vehicles were destroyed in army operations in Idlib.", {"syrian government"}),
    ("Some terrorists were killed and a depot was hit by army fire in Idlib.", {"syrian government"}),
    # Not they.
    ("In a blow to the army's campaign, ten people were killed in Homs.", set()),
    ("Rebel groups are making an effort to live with the air strikes on Idlib.", set()),
    ("Troops backed by Russia captured Palmyra on Sunday.", {"syrian government"}),
    ("Government forces, supported by Hezbollah and Russia, shelled Homs.", {"syrian government"}),
    ("Rebel areas of Aleppo were shelled on Monday.", set()),
    ("A bomb exploded near a police station in Hama, killing two people.", set()),
    ("Five people were killed in shelling of the last Islamic State stronghold in Raqqa.", set()),
    ("A mortar hit the regime-controlled district of Midan in Damascus.", set()),
    ("An air strike hit a village held by Islamic State near Raqqa, killing ten people.", set()),
    ("Twelve IS jihadists killed in Kobani on Monday.", set()),
    ("Over 30 Kurdish fighters wounded in Hasaka.", set()),
    ("Fighting In Idlib: 25 Terrorists Killed.", set()),
    ("A car bomb killed two government employees in Homs.", set()),
    ("The army shelled Homs on Monday after rebels killed two soldiers there.", {"syrian government"}),
    ("Six died in government air strikes on Douma after rebels fired rockets at a bus.", {"syrian government"}),
    ("The National Coalition said an air strike killed 12 people in Idlib.", set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "blamed"), BLAME)
def test_perpetrators(text: str, blamed: set[str], read: Reader) -> None:
    claims = read(text)
    assert claims
    assert {category.value for category in perpetrators(claims[:1])} == blamed


GOING_ON = [
    # Words that stand for a side named before.
    ("Islamic State swept in from the east. The group captured Sukhna on Monday.", {"islamic state"}),
    ("The Nusra Front announced a new campaign. The militants shelled Fuaa on Monday.", {"nusra front"}),
    ("IS holds the east of the country. Four people died in a jihadist attack on Manbij.", {"islamic state"}),
    ("IS lost ground near the border. On Monday extremists beheaded two men in Raqqa.", {"islamic state"}),
    ("The SDF crossed the river on Sunday. The alliance captured Tabqa on Monday.", {"sdf"}),
    ("The army and its allies advanced in the east. They took Mayadin on Saturday.", {"syrian government"}),
    ("Islamic State came in from Iraq. It overran Sukhna on Monday.", {"islamic state"}),
    ("IS seized Sukhna on Sunday.", {"islamic state"}),
    ("Before government forces left Homs they executed 15 detainees, activists said.", {"syrian government"}),
    ("When rebels fled Azaz they blew up a bridge, residents said.", {"rebels"}),
    ("Nusra and others formed a coalition of rebel groups. The coalition shelled Aleppo on Monday.", set()),
    ("The US-led coalition is at war with IS. The coalition bombed Raqqa on Monday.", {"us-led coalition"}),
    ("Two men were beheaded by IS in Raqqa.", {"islamic state"}),
    # The same raid, told on.
    ("Russian jets bombed Idlib on Monday. In Atareb ten people were killed.", {"russia"}),
    ("Government jets bombed Douma on Monday. Another raid killed six people in Harasta.", {"syrian government"}),
    ("Rebels shelled Fuaa on Monday. The shelling killed three people in Kafraya, too.", {"rebels"}),
    ("The army killed 20 terrorists in Idlib. Ten more terrorists were killed in Jobar.", {"syrian government"}),
    ("Turkish forces killed eight Kurdish fighters in Afrin. Three YPG fighters were killed in Azaz.", {"turkey"}),
    # Somebody else, or nobody known.
    ("The Observatory is based in Britain. The group said 10 people were killed in Homs.", set()),
    ("Islamic State holds Raqqa. The monitoring group counted 10 people killed in Homs.", set()),
    ("Rebels shelled Fuaa on Monday. Ten people were killed by government troops in Homs.", {"syrian government"}),
    ("Russian jets bombed Idlib on Monday. A car bomb killed ten people in Homs.", set()),
    ("Ten people were killed in Homs. They were shot.", set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "blamed"), GOING_ON)
def test_perpetrators_named_before(text: str, blamed: set[str], read: Reader) -> None:
    claims = read(text)
    assert claims
    assert {category.value for category in perpetrators(claims[-1:])} == blamed


@pytest.mark.parametrize(
    "text",
    [
        "A market in Douma was shelled on Monday. A bomb killed ten people in Homs and residents accused the army.",
        "Jets hit Idlib on Sunday. Two people died in a blast in Homs; the opposition blamed the regime.",
    ],
)
def test_the_act_told_in_the_same_sentence_is_the_one_blamed(text: str, read: Reader) -> None:
    blame = read(text)[-1]
    assert blame.place is not None
    assert blame.place.name == "Homs"
    assert perpetrators([blame]) == (A.GOVERNMENT,)


def test_words_are_kept_as_written(read: Reader) -> None:
    (claim,) = read("ISIL terrorists shelled Aleppo.")
    assert [(a.as_written, a.category) for a in claim.actors] == [("ISIL terrorists", A.ISLAMIC_STATE)]


def test_a_name_with_its_force_word_is_one_actor(read: Reader) -> None:
    (claim,) = read("Activists accused shabbiha militiamen of killing 10 people in Homs.")
    assert [a.as_written for a in claim.actors] == ["shabbiha militiamen"]


@pytest.mark.parametrize(
    ("text", "text_of_actor"),
    [
        ("Terrorists affiliated to al-Nusra shelled Idlib.", "Terrorists affiliated to al-Nusra"),
        ("Al-Nusra terrorists shelled Idlib.", "Al-Nusra terrorists"),
        ("Aircraft of the US-led coalition bombed Raqqa.", "Aircraft of the US-led coalition"),
    ],
)
def test_men_and_those_they_are_of_are_one_actor(text: str, text_of_actor: str, read: Reader) -> None:
    (claim,) = read(text)
    assert [a.as_written for a in claim.actors] == [text_of_actor]


@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ("Some 40 tanks and 300 soldiers took part in the assault on Mleiha.", {"syrian government"}),
        ("Hezbollah took part in the offensive on Qusair.", {"iran and allies"}),
        ("Rebels participated in the attack on Kasab.", {"rebels"}),
        ("A school in Anjara was struck on Monday, killing nine; activists blamed Russia.", {"russia"}),
        ("Damascus accused Ankara of arming the rebels who attacked Kasab on Sunday.", {"rebels"}),
        ("The army accused Jordan of funding militants who shelled Deraa on Sunday.", set()),
        ("The opposition accused the army of shelling Deraa on Sunday.", {"syrian government"}),
    ],
)
def test_parts_in_a_roundabout_way(text: str, blamed: set[str], read: Reader) -> None:
    roles = {Role.INITIATOR, Role.ALLEGED_PERPETRATOR}
    found = {a.category.value for c in read(text) for a in c.actors if a.role in roles}
    assert found - {"unknown"} == blamed


OTHER_STATES = [
    ("The Iraqi army shelled Albu Kamal on Sunday.", "Iraqi army", A.UNKNOWN),
    ("Jordan's air force hit a convoy near Nasib on Sunday.", "Jordan's air force", A.UNKNOWN),
    ("Lebanese security forces killed two men near Flita.", "Lebanese security forces", A.UNKNOWN),
    ("The army of Lebanon shelled hills near Flita.", "army of Lebanon", A.UNKNOWN),
    ("Clashes with Jordanian border guards near Nasib killed three.", "Jordanian border guards", A.UNKNOWN),
    ("Iranian troops killed ten people in Khan Tuman.", "Iranian troops", A.IRAN),
    ("Iraqi Shia militiamen killed 12 villagers in Aleppo.", "Iraqi Shia militiamen", A.IRAN),
    ("Turkish security forces shot dead two people at Atmeh.", "Turkish security forces", A.TURKEY),
    ("Near the Iraqi border soldiers killed two people in Albu Kamal.", "soldiers", A.GOVERNMENT),
    ("Syria's army shelled Homs.", "Syria's army", A.GOVERNMENT),
    ("Jordanian jets of the US-led coalition bombed Raqqa.", "Jordanian jets of the US-led coalition", A.COALITION),
]  # fmt: skip


@pytest.mark.parametrize(("text", "written", "category"), OTHER_STATES)
def test_forces_of_other_states_are_not_the_syrian_government_s(
    text: str, written: str, category: ActorCategory, read: Reader
) -> None:
    (actor,) = read(text)[0].actors
    assert (actor.as_written, actor.category) == (written, category)


GUNMEN = [
    ("Gunmen killed five people in Homs.", A.UNKNOWN),
    ("A doctor was shot dead by gunmen in Aleppo, residents said.", A.UNKNOWN),
    ("Gunmen stormed a house in Hama on Sunday and killed three people.", A.UNKNOWN),
    ("State media said gunmen killed five people in Homs.", A.REBELS),
    ("Opposition gunmen killed five people in Homs.", A.REBELS),
    ("Gunmen from Ahrar al-Sham killed five people in Homs.", A.REBELS),
    ("Armed groups killed five people in Homs, SANA said.", A.REBELS),
]


@pytest.mark.parametrize(("text", "category"), GUNMEN)
def test_gunmen_are_rebels_only_in_the_government_s_words(
    text: str, category: ActorCategory, read: Reader
) -> None:
    (actor,) = read(text)[0].actors
    assert actor.category is category
