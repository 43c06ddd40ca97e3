"""Which texts are Arabic, and what is said of those that cannot be read; letters made plain with the way back."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.extract.arabic import is_arabic, unread_script
from incidents.extract.arabic.script import PERSIAN
from incidents.extract.arabic.text import Flat, plain, words_of


@pytest.mark.parametrize(
    ("text", "arabic", "unread"),
    [
        ("قصفت قوات النظام بلدة مورك", True, None),
        ("قُتِلَ ٥ أشخاص (AFP)", True, None),
        ("Shelling of Morek (مورك) killed five", False, None),
        ("", False, None),
        ("12/3/2012 – 45", False, None),
        ("Bombardements à Alep", False, None),
        ("حملات هوایی به شهر حلب ادامه دارد که در آن پنج نفر کشته شدند", False, PERSIAN),
        ("شام کے شہر حلب میں بمباری سے پانچ افراد ہلاک ہو گئے ہیں", False, PERSIAN),
        ("بۆردومانی شاری حەلەب بەردەوامە و پێنج کەس کوژران", False, PERSIAN),
        ("הפצצה בעיר חלב", False, "Hebrew"),
        ("Обстрел города Хама", False, "Cyrillic"),
        ("阿勒颇遭到炮击", False, "Chinese or Japanese"),
        ("Βομβαρδισμός στο Χαλέπι", False, "Greek"),
        # One foreign letter in an Arabic sentence is a name.
        ("أعلنت قوات سوريا الديمقراطية في گري سبي مقتل خمسة من عناصرها في هجوم لتنظيم الدولة", True, None),
    ],
)
def test_scripts(text: str, arabic: bool, unread: str | None) -> None:
    assert is_arabic(text) is arabic
    assert unread_script(text) == unread


@given(st.text(max_size=200))
def test_a_text_is_never_both_arabic_and_unread(text: str) -> None:
    assert not (is_arabic(text) and unread_script(text))


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=80))
def test_every_plain_word_leads_back_to_its_letters(text: str) -> None:
    flat = Flat.of(text)
    assert flat.plain == plain(text)
    assert len(flat.offsets) == len(flat.plain)
    assert list(flat.offsets) == sorted(flat.offsets)
    for word in words_of(flat):
        assert word.form in plain(flat.written(word.start, word.end))


def test_vowel_signs_stay_with_their_word() -> None:
    flat = Flat.of("قُتِلَ خمسةٌ")
    assert flat.plain == "قتل خمسه"
    assert flat.written(0, 3) == "قُتِلَ"
    assert flat.written(4, 8) == "خمسةٌ"
    assert all(unicodedata.category(c) != "Mn" for c in flat.plain)
