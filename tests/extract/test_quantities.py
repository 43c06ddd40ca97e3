"""How many: numbers of people, their bounds, and which of them count the killed and the wounded."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.extract.lexicon import Lexicon
from incidents.extract.quantities import find_quantities, parse_number
from tests.extract.conftest import Reader

ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spell(number: int) -> str:
    """English words for 1 to 9999, as the news writes them."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = f" and {spell(number % 100)}" if number % 100 else ""
        return f"{ONES[number // 100]} hundred{rest}"
    rest = f" {spell(number % 1000)}" if number % 1000 else ""
    return f"{spell(number // 1000)} thousand{rest}"


@settings(deadline=None)
@given(st.integers(1, 9999))
def test_number_words_are_read_back(number: int) -> None:
    assert parse_number(spell(number)) == number


@settings(deadline=None)
@given(st.integers(0, 9999))
def test_figures_are_read_back(number: int) -> None:
    assert parse_number(str(number)) == number
    assert parse_number(f"{number:,}") == number


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_number_or_none(text: str) -> None:
    number = parse_number(text)
    assert number is None or number >= 0


AMOUNTS = [
    # sentence, low, high, counted noun
    ("Troops killed 45 people.", 45, 45, "people"),
    ("Troops killed forty-five civilians.", 45, 45, "civilians"),
    ("Troops killed 1,102 people.", 1102, 1102, "people"),
    ("Troops killed two hundred and six people.", 206, 206, "people"),
    ("Troops killed at least 45 people.", 45, None, "people"),
    ("Troops killed more than 45 people.", 45, None, "people"),
    ("Troops killed over 45 people.", 45, None, "people"),
    ("Troops killed no fewer than 45 people.", 45, None, "people"),
    ("Troops killed upwards of 45 people.", 45, None, "people"),
    ("Troops killed well over 45 people.", 45, None, "people"),
    ("Troops killed up to 45 people.", 0, 45, "people"),
    ("Troops killed as many as 45 people.", 0, 45, "people"),
    ("Troops killed fewer than 45 people.", 0, 45, "people"),
    ("Troops killed nearly 45 people.", 45, 45, "people"),
    ("Troops killed almost 45 people.", 45, 45, "people"),
    ("Troops killed about 45 people.", 45, 45, "people"),
    ("Troops killed some 45 people.", 45, 45, "people"),
    ("Troops killed an estimated 45 people.", 45, 45, "people"),
    ("Troops killed 30 to 40 people.", 30, 40, "people"),
    ("Troops killed between 30 and 40 people.", 30, 40, "people"),
    ("Troops killed 30-40 people.", 30, 40, "people"),
    ("Troops killed dozens of people.", 12, None, "people"),
    ("Troops killed scores of villagers.", 12, None, "villagers"),
    ("Troops killed tens of people.", 10, None, "people"),
    ("Troops killed hundreds of people.", 100, None, "people"),
    ("Troops killed several people.", 3, None, "people"),
    ("Troops killed a handful of people.", 3, None, "people"),
    ("Troops killed two dozen people.", 24, 24, "people"),
    ("Troops killed a young nurse.", 1, 1, "nurse"),
    ("Troops killed a hospital employee.", 1, 1, "employee"),
    ("Troops killed his brother.", 1, 1, "brother"),
    ("Troops killed 12 government soldiers.", 12, 12, "soldiers"),
    ("Troops killed 12 unarmed young men.", 12, 12, "men"),
    ("Troops killed 12.", 12, 12, None),
]

NO_PEOPLE = [
    "Troops fired 45 rockets.",
    "Troops destroyed 12 tanks.",
    "The town lies 40 km away.",
    "Troops shelled the town for 20 days.",
    "Troops burned 30 houses.",
    "It was the 4th Division.",
    "It happened in 2012.",
    "They cited Article 39.",
    "Prices rose 20 percent.",
    "A 12-year siege ended.",
]


@pytest.mark.parametrize(("text", "low", "high", "noun"), AMOUNTS)
def test_amounts(text: str, low: int, high: int | None, noun: str | None, nlp: Any, lexicon: Lexicon) -> None:
    (found,) = find_quantities(nlp(text)[:], lexicon)
    assert (found.low, found.high, found.noun) == (low, high, noun)


@pytest.mark.parametrize("text", NO_PEOPLE)
def test_other_numbers_count_nobody(text: str, nlp: Any, lexicon: Lexicon) -> None:
    assert find_quantities(nlp(text)[:], lexicon) == []


def test_vague_words_by_the_literal_scheme(nlp: Any, lexicon: Lexicon) -> None:
    (found,) = find_quantities(nlp("Troops killed scores of villagers.")[:], lexicon, "literal")
    assert (found.low, found.high) == (40, None)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([t for t, *_ in AMOUNTS] + NO_PEOPLE + ["up to", "between 9 and", "at least"]),
        max_size=4,
    )
)
def test_bounds_are_in_order_and_spans_apart(nlp: Any, lexicon: Lexicon, parts: list[str]) -> None:
    sent = nlp(" ".join(parts) or "Nothing.")[:]
    found = find_quantities(sent, lexicon)
    assert all(q.low is None or q.high is None or q.low <= q.high for q in found)
    assert all(q.first <= q.head <= q.last < len(sent) for q in found)
    assert all(a.last < b.first for a, b in pairwise(found))


COUNTS = [
    # sentence, killed, wounded
    ("A shell killed 10 people in Homs.", (10, 10), (None, None)),
    ("Ten people were killed by a shell in Homs.", (10, 10), (None, None)),
    ("Ten people died when a shell hit a house in Homs.", (10, 10), (None, None)),
    ("A car bomb in Homs left 10 dead and 25 wounded.", (10, 10), (25, 25)),
    ("A car bomb killed 10 people and wounded 25 in Homs.", (10, 10), (25, 25)),
    ("A car bomb killed at least 10 people and wounded dozens in Homs.", (10, None), (12, None)),
    ("Ten people, including three children, were killed by shelling in Homs.", (10, 10), (None, None)),
    ("Two women and four children were killed by shelling in Homs.", (6, 6), (None, None)),
    ("Shelling wounded 12 people in Homs.", (None, None), (12, 12)),
    ("Nobody was killed in the shelling of Homs.", (0, 0), (None, None)),
    ("The shelling of Homs caused no casualties.", (0, 0), (0, 0)),
    ("Troops executed 13 men in Homs.", (13, 13), (None, None)),
    ("The bodies of 13 men were found in Homs.", (13, 13), (None, None)),
    ("Shelling claimed the lives of seven people in Homs.", (7, 7), (None, None)),
    ("Car bomb kills 4 in Homs.", (4, 4), (None, None)),
    ("Troops fired rockets at Homs, killing 9 people.", (9, 9), (None, None)),
    ("Shelling of Homs killed 30 to 40 people.", (30, 40), (None, None)),
]


@pytest.mark.parametrize(("text", "killed", "wounded"), COUNTS)
def test_counts(text: str, killed: tuple[Any, Any], wounded: tuple[Any, Any], read: Reader) -> None:
    (claim,) = read(text)
    assert (claim.killed.low, claim.killed.high) == killed
    assert (claim.wounded.low, claim.wounded.high) == wounded


def test_places_of_one_clause_share_its_numbers(read: Reader) -> None:
    claims = read("Shelling killed 10 people in Homs and five in Hama.")
    assert [(c.place.name, c.killed.low) for c in claims if c.place] == [("Homs", 10), ("Hama", 5)]


def test_groups_of_victims_are_kept_with_their_numbers(read: Reader) -> None:
    (claim,) = read("Two women and four children were killed by shelling in Homs.")
    assert {(g.group, g.killed.low) for g in claim.victims} == {("women", 2), ("children", 4)}
