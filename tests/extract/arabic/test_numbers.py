"""Numbers in Arabic words, made by a generator that shares nothing with the reader."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.extract.arabic.lexicon import load_arabic, person_forms
from incidents.extract.arabic.numbers import find_quantities, parse_number
from incidents.extract.arabic.text import Flat, words_of

# The name of a number depends on the gender of what is counted and on its place in the sentence.
MASCULINE = ("", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة")
FEMININE = ("", "واحدة", "اثنتان", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع")
TENS_SUBJECT = ("", "", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون")
TENS_OBJECT = ("", "", "عشرين", "ثلاثين", "أربعين", "خمسين", "ستين", "سبعين", "ثمانين", "تسعين")
HUNDREDS = ("", "مئة", "مئتان", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة")
OLD_HUNDREDS = (
    "",
    "مائة",
    "مائتين",
    "ثلاث مائة",
    "أربع مائة",
    "خمس مائة",
    "ست مائة",
    "سبع مائة",
    "ثماني مائة",
    "تسع مائة",
)
MASCULINE_TEENS = ("عشرة", "أحد عشر", "اثنا عشر", *(f"{u} عشر" for u in MASCULINE[3:]))
FEMININE_TEENS = ("عشر", "إحدى عشرة", "اثنتا عشرة", *(f"{u} عشرة" for u in FEMININE[3:]))


def spelt(number: int, *, feminine: bool = False, oblique: bool = False, old: bool = False) -> str:
    """A number from 1 to 9,999 in words."""
    units, teens = (FEMININE, FEMININE_TEENS) if feminine else (MASCULINE, MASCULINE_TEENS)
    tens, hundreds = (TENS_OBJECT if oblique else TENS_SUBJECT), (OLD_HUNDREDS if old else HUNDREDS)
    thousand, rest = divmod(number, 1000)
    hundred, small = divmod(rest, 100)
    parts = []
    if thousand:
        two = "ألفين" if oblique else "ألفان"
        parts.append("ألف" if thousand == 1 else two if thousand == 2 else f"{MASCULINE[thousand]} آلاف")
    if hundred:
        parts.append(hundreds[hundred])
    if 0 < small < 10:
        parts.append(units[small])
    elif 10 <= small < 20:
        parts.append(teens[small - 10])
    elif small:
        ten, unit = divmod(small, 10)
        parts += [units[unit], tens[ten]] if unit else [tens[ten]]
    return " و".join(parts)


@pytest.mark.parametrize("feminine", [False, True])
@pytest.mark.parametrize("oblique", [False, True])
@pytest.mark.parametrize("old", [False, True])
def test_every_number_in_words_is_read(feminine: bool, oblique: bool, old: bool) -> None:
    wrong = []
    for number in range(1, 10_000):
        text = spelt(number, feminine=feminine, oblique=oblique, old=old)
        if parse_number(text) != number:
            wrong.append((number, text, parse_number(text)))
    assert wrong == []


@given(st.integers(0, 9_999_999), st.booleans())
def test_figures_of_either_script_are_read(number: int, grouped: bool) -> None:
    figure = f"{number:,}" if grouped else str(number)
    eastern = figure.translate(str.maketrans("0123456789,", "٠١٢٣٤٥٦٧٨٩٬"))
    assert parse_number(figure) == number
    assert parse_number(eastern) == number


@settings(deadline=None)
@given(st.text(max_size=40))
def test_reading_a_number_never_raises(text: str) -> None:
    value = parse_number(text)
    assert value is None or value >= 0


QUANTITIES = [
    ("قتل 12 مدنيا", (12, 12), "civilians"),
    ("مقتل مدنيين اثنين", (2, 2), "civilians"),
    ("مقتل شخصين", (2, 2), "people"),
    ("استشهاد طفلين", (2, 2), "children"),
    ("مقتل امرأة", (1, 1), "women"),
    ("استشهاد الطفل محمد", (1, 1), "children"),
    ("ما لا يقل عن 45 شخصا", (45, None), "people"),
    ("20 شخصا على الأقل", (20, None), "people"),
    ("أكثر من عشرين جنديا", (20, None), "soldiers"),
    ("أقل من 10 أشخاص", (0, 10), "people"),
    ("نحو ثلاثين مقاتلا", (30, 30), "fighters"),
    ("حوالي ٥٠ عنصرا", (50, 50), "fighters"),
    ("بين 30 و40 مدنيا", (30, 40), "civilians"),
    ("من 10 إلى 15 شخصا", (10, 15), "people"),
    ("عشرات المدنيين", (12, None), "civilians"),
    ("مئات الأشخاص", (100, None), "people"),
    ("عدد من المدنيين", (3, None), "civilians"),
    ("عدة أشخاص", (3, None), "people"),
    ("خمسة من المدنيين", (5, 5), "civilians"),
    ("ثلاثة آلاف شخص", (3000, 3000), "people"),
    ("2,500 شخص", (2500, 2500), "people"),
    ("خمس وعشرون امرأة", (25, 25), "women"),
    ("بـ 12 مقاتلاً", (12, 12), "fighters"),
]


@pytest.mark.parametrize(("text", "bounds", "group"), QUANTITIES)
def test_numbers_of_people(text: str, bounds: tuple[int, int | None], group: str) -> None:
    flat = Flat.of(text)
    (found,) = find_quantities(flat, words_of(flat), load_arabic())
    assert (found.low, found.high) == bounds
    assert found.person is not None
    assert found.person.group == group
    assert found.phrase in text


@pytest.mark.parametrize(
    "text",
    [
        "على بعد 5 كيلومترات", "في عام 2012", "بعد ثلاثة أيام", "خمس غارات", "يوم الاثنين", "ثلاثة منازل",
        "من عائلة واحدة", "بنسبة 20%", "الساعة 10", "القوات المدنية", "مقتل مدنيين", "أحد المنازل",
    ],
)  # fmt: skip
def test_what_counts_no_people(text: str) -> None:
    flat = Flat.of(text)
    assert find_quantities(flat, words_of(flat), load_arabic()) == []


def test_a_list_is_told_from_two_numbers() -> None:
    flat = Flat.of("مقتل ثلاثة مدنيين وطفلين وإصابة خمسة")
    found = find_quantities(flat, words_of(flat), load_arabic())
    assert [(q.low, q.joined) for q in found] == [(3, False), (2, True), (5, False)]


def test_duals_that_look_like_plurals_tell_no_number() -> None:
    assert dict(person_forms("طفل", ["أطفال"]))["طفلين"] == 2
    assert dict(person_forms("مدني", ["مدنيون"]))["مدنيين"] is None
    assert dict(person_forms("مدني", ["مدنيون"]))["مدنيان"] == 2
