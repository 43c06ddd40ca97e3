"""Who did it to whom."""

from __future__ import annotations

import pytest

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


def test_words_are_kept_as_written(read: Reader) -> None:
    (claim,) = read("ISIL terrorists shelled Aleppo.")
    assert [(a.as_written, a.category) for a in claim.actors] == [("ISIL terrorists", A.ISLAMIC_STATE)]


def test_a_name_with_its_force_word_is_one_actor(read: Reader) -> None:
    (claim,) = read("Activists accused shabbiha militiamen of killing 10 people in Homs.")
    assert [a.as_written for a in claim.actors] == ["shabbiha militiamen"]
