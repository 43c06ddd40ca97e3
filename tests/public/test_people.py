"""Names of private persons are found, and those that everybody may know stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.public import reading
from incidents.public.people import WITHHELD, Finder, Named, hidden, merged

RULES = Finder(is_place=reading.is_place)


@pytest.fixture(scope="module")
def finder() -> Finder:
    return reading.finder()


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Activist Rami al-Kassab said the shelling began at dawn.", "Rami al-Kassab"),
        ("The dead were named as Hamza Qashoush and a girl.", "Hamza Qashoush"),
        ("A baker, Nidhal Tarrouf, was shot in Baba Amr.", "Nidhal Tarrouf"),
        ("Umm Ahmad, a resident, fled with her son.", "Umm Ahmad"),
        ("Her brother Qutayfan, 23, died of his wounds.", "Qutayfan"),
        ("Rawan Haddad told Reuters by telephone.", "Rawan Haddad"),
        ("“They shelled us,” said Dr Yunis Barghash of the field hospital.", "Yunis Barghash"),
        ("Ahmad Kassab, a neighbour of the president, was killed.", "Ahmad Kassab"),
        ("Khaled al-Assad, a farmer, was killed.", "Khaled al-Assad"),
        ("قتل الطفل محمد العلي في القصف", "محمد العلي"),
        ("استشهدت فاطمة درويش، 34 عاما، برصاص قناص في ريف حماة", "فاطمة درويش"),
        ("قال الناشط قتيبة الحموي إن القصف بدأ فجرا", "قتيبة الحموي"),
        ("وقال زوجها حمزة النجار", "حمزة النجار"),
    ],
)
@pytest.mark.parametrize("by", ["rules", "model"])
def test_names_of_private_persons_are_withheld(by: str, said: str, name: str, finder: Finder) -> None:
    made = hidden(said, (RULES if by == "rules" else finder).spans(said))
    assert WITHHELD in made
    assert not [part for part in name.split() if len(part) > 3 and part in made], made


@pytest.mark.parametrize(
    "said",
    [
        "President Bashar al-Assad met Foreign Minister Walid al-Moallem in Damascus.",
        "Defence ministry spokesman Igor Konashenkov denied that Russian warplanes had struck Saraqib.",
        "Rami Abdel Rahman, head of the Syrian Observatory for Human Rights, told AFP.",
        "The Local Coordination Committees and the Free Syrian Army said Karm al-Zeitoun was shelled.",
        "Rebels of Ahrar al-Sham and Jaish al-Islam took a checkpoint near Maarat al-Numan on Monday.",
        "The White Helmets said ten people were killed in Khan Sheikhoun.",
        "Security Forces Shoot Protesters Dead in Southern Syrian City",
        "U.N. Secretary-General Ban Ki-moon and Kofi Annan condemned it.",
        "وقال الرئيس بشار الأسد إن الجيش دخل مدينة حمص",
        "كتيبة خالد بن الوليد هاجمت الحاجز",
        "قال المرصد السوري لحقوق الإنسان إن عشرة قتلوا على طريق حلب",
    ],
)
def test_public_figures_bodies_and_places_stay(said: str, finder: Finder) -> None:
    assert hidden(said, finder.spans(said)) == said


def test_a_name_is_found_again_by_its_last_word() -> None:
    text = "Activist Rami al-Kassab spoke. Al-Kassab was killed a day later; so was Kassab's dog."
    named = Named.of(text, RULES.spans(text))
    assert "Kassab" not in hidden(text, [*RULES.spans(text), *named.spans(text)])


@given(st.text(max_size=200))
def test_any_text_gives_spans_in_order_within_it(text: str) -> None:
    spans = RULES.spans(text)
    assert spans == merged(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert len(hidden(text, spans)) >= 0
