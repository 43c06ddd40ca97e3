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
    ("Troops killed at least a dozen people.", 12, None, "people"),
    ("Troops killed more than a dozen villagers.", 12, None, "villagers"),
    ("Troops killed about a dozen people.", 12, 12, "people"),
    ("Troops killed a dozen people.", 12, 12, "people"),
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


NEWS = [
    # as headlines and agency reports write it: sentence, killed, wounded
    ("Barrel bombing of Douma leaves 17 dead.", (17, 17), (None, None)),
    ("Clashes near Rastan have left 40 soldiers dead.", (40, 40), (None, None)),
    ("Shelling left at least six people dead and 20 wounded in Talbiseh.", (6, None), (20, 20)),
    ("Nine dead in car bomb blast in Jableh", (9, 9), (None, None)),
    ("At least 14 dead after air raid on Atarib", (14, None), (None, None)),
    ("Death toll from Idlib market bombing at least 38.", (38, None), (None, None)),
    ("Death toll in Azaz blast up to at least 60", (60, None), (None, None)),
    ("The death toll in the bombing of Jableh has risen to 78.", (78, 78), (None, None)),
    ("Air raids on Harasta cost the lives of 11 people.", (11, 11), (None, None)),
    ("The bombing of Raqqa has cost the life of a nurse.", (1, 1), (None, None)),
    ("The car bomb in Hama claimed the lives of four people and injured 10.", (4, 4), (10, 10)),
    ("Rockets fell on Aleppo, claiming the life of a girl and injuring two people.", (1, 1), (2, 2)),
    ("Two dead, twenty injured in rocket attack on Latakia", (2, 2), (20, 20)),
    ("Three dead 15 injured in mortar attack on Jaramana", (3, 3), (15, 15)),
    ("Girl killed, two others injured by sniper fire in Nubl.", (1, 1), (2, 2)),
    ("Woman killed 13 people injured in rocket attack on Nubl.", (1, 1), (13, 13)),
    ("Child killed by shelling in Nubl.", (1, 1), (None, None)),
    ("Shelling kills 12 rebel fighters in Morek.", (12, 12), (None, None)),
    ("Bombing kills 30 in Sarmin. ", (30, 30), (None, None)),
    ("Air strike kills 20, wounds dozens in Raqqa.", (20, 20), (12, None)),
    ("Rocket attack kills 10 injures scores in Aleppo.", (10, 10), (12, None)),
    (
        "Army kills 12 militants At least 12 militants were killed in clashes in Morek.",
        (12, 12),
        (None, None),
    ),
    (
        "Blast kills 15 soldiers At least 15 soldiers were killed by a car bomb in Homs.",
        (15, 15),
        (None, None),
    ),
    ("A blast in Homs killed 21 people, among them nine soldiers.", (21, 21), (None, None)),
    (
        "Fifteen civilians among them 11 children were killed in an air strike on Binnish.",
        (15, 15),
        (None, None),
    ),
    ("Twenty people, most of them women, were killed by shelling in Daraya.", (20, 20), (None, None)),
    ("Shelling killed 13 civilians, four of them children, in Douma.", (13, 13), (None, None)),
    (
        "At least 30 people including 22 children and 6 teachers were killed in an air raid on Hass.",
        (30, None),
        (None, None),
    ),
    ("An air strike killed 23 civilians and nine fighters in Mayadin.", (32, 32), (None, None)),
    ("Five rebels and three soldiers were killed in clashes in Rastan.", (8, 8), (None, None)),
    ("A further nine people were killed by rockets in Nubl.", (9, 9), (None, None)),
    ("Another child was killed by shelling in Harasta.", (1, 1), (None, None)),
    ("Another seven people were killed by shelling in Arbin.", (7, 7), (None, None)),
    ("Another woman and a boy were killed by mortar fire in Jaramana.", (2, 2), (None, None)),
    ("Shelling killed four people in Harasta, bringing the death toll to 19.", (19, 19), (None, None)),
    ("Two of the wounded died in Jableh, raising the toll of the bombing to 48.", (48, 48), (None, None)),
    ("Air strikes killed up to 80 fighters in Mayadin.", (0, 80), (None, None)),
    ("Shells killed a two-day-old baby in Douma.", (1, 1), (None, None)),
    ("A sniper killed a 12-year-old boy in Nubl.", (1, 1), (None, None)),
    ("In Homs snipers killed a boy aged 12 and a girl aged nine.", (2, 2), (None, None)),
    ("The army killed all members of a group of gunmen in Rastan.", (None, None), (None, None)),
    ("A rocket killed all the passengers of a bus in Nubl.", (None, None), (None, None)),
    ("Dozens were killed or wounded by shelling in Douma.", (None, None), (None, None)),
    ("At least 30 people were killed or injured by a car bomb in Azaz.", (None, None), (None, None)),
    ("Air strike on Raqqa: 19 killed and injured.", (None, None), (None, None)),
    ("Shells fell on Jaramana without causing casualties.", (0, 0), (0, 0)),
    (
        "There were no immediate reports of casualties in the shelling of Jaramana.",
        (None, None),
        (None, None),
    ),
    ("There was no word on casualties from the air strike on Raqqa.", (None, None), (None, None)),
    ("Sixty air raids killed five people in Zabadani.", (5, 5), (None, None)),
    (
        "Clashes in seven villages near Morek killed 19 soldiers and destroyed 10 tanks.",
        (19, 19),
        (None, None),
    ),
    ("A car bomb 20 kilometres from Hama killed three policemen.", (3, 3), (None, None)),
    ("Troops fired 25 rockets at Daraya and killed a woman.", (1, 1), (None, None)),
    ("A car bomb killed three people in Homs and wounded 13 others.", (3, 3), (13, 13)),
    ("Ten people were killed by shells in Nubl and 13 others wounded.", (10, 10), (13, 13)),
    ("09-02-2016 Eight civilians killed 14 injured in bombing in Homs.", (8, 8), (14, 14)),
    ("21-03-2016 Army kills 30 gunmen in Rastan.", (30, 30), (None, None)),
    ("Sun Mar 4 2012 Child killed 20 people injured in shelling of Nubl.", (1, 1), (20, 20)),
    ("Blast kills chief judge in Idlib.", (1, 1), (None, None)),
    ("Car bomb kills rebel commander in Azaz.", (1, 1), (None, None)),
    ("An air strike has claimed lives of eight civilians in Tabqa.", (8, 8), (None, None)),
    ("Air strikes on Sunday claimed the lives of two girls in Nubl.", (2, 2), (None, None)),
    ("A woman, her two sons and a neighbour were killed by a shell in Nubl.", (4, 4), (None, None)),
    ("A teacher and his wife were killed by shelling in Nubl.", (2, 2), (None, None)),
    ("Army offensive in northern Aleppo leaves 70 dead -", (70, 70), (None, None)),
    (
        "Rebels fought each other in Azaz in clashes that left dozens dead a monitor said.",
        (12, None),
        (None, None),
    ),
    ("Explosion in Idlib Leaves At Least 25 Dead", (25, None), (None, None)),
    ("24 hours of bombardment in Aleppo kill 45 -", (45, 45), (None, None)),
    ("Six people mostly women killed in shelling of Nubl.", (6, 6), (None, None)),
    ("Ten civilians most of them children were killed by shelling in Nubl.", (10, 10), (None, None)),
    (
        "In early March at least 88 civilians were killed in an air strike on Sarmin.",
        (88, None),
        (None, None),
    ),
    ("In February more than 60 people were killed by shelling in Homs.", (60, None), (None, None)),
    ("In January 15 people died when a man blew himself up in Azaz.", (15, 15), (None, None)),
    ("In February 60 civilians were killed by air strikes on Homs.", (60, 60), (None, None)),
    ("On March 5 rebels attacked Homs and killed two soldiers.", (2, 2), (None, None)),
    ("Shelling claimed three lives in Nubl.", (3, 3), (None, None)),
    ("A car bomb went off in Azaz, claiming at least 17 lives.", (17, None), (None, None)),
    ("A suicide bomber killed at least 16 people and wounded 40 in Qamishli.", (16, None), (40, 40)),
    ("A gunman shot dead four soldiers in Hama.", (4, 4), (None, None)),
    ("Dozens killed in Homs blast A car bomb killed 25 people in Homs.", (25, 25), (None, None)),
    ("There were no casualties among the rebels in the shelling of Rastan.", (None, None), (None, None)),
    ("The dead in the bombing of Azaz included several children.", (None, None), (None, None)),
    ("35 cases of suffocation in chlorine attack on Saraqib.", (None, None), (35, 35)),
    ("Doctors treated 20 cases of suffocation after a chlorine attack on Sarmin.", (None, None), (20, 20)),
    (
        "The attack on Khan Sheikhoun killed 58 people and left 160 suffering from suffocation.",
        (58, 58),
        (None, None),
    ),
    ("Security forces shot dead eight people in Homs and wounded 20.", (8, 8), (20, 20)),
    ("Gunmen shot dead five villagers near Salamiyah.", (5, 5), (None, None)),
    ("Police shot dead a man and wounded nine in Daraa on Friday.", (1, 1), (9, 9)),
    ("In Homs, eight people shot dead, residents said.", (8, 8), (None, None)),
    ("IS killed 217 people in Palmyra.", (217, 217), (None, None)),
    ("IS beheaded 12 men in Raqqa.", (12, 12), (None, None)),
    ("IS has executed three activists in Raqqa.", (3, 3), (None, None)),
    ("ISIS beheaded 12 men in Raqqa.", (12, 12), (None, None)),
    ("Shelling killed a woman and her child in Homs.", (2, 2), (None, None)),
    ("Shelling killed my neighbour and his two sons in Homs.", (3, 3), (None, None)),
    ("A shell killed our cousin and her three children in Douma.", (4, 4), (None, None)),
    ("A woman and her baby died in shelling of Homs.", (2, 2), (None, None)),
    ("Shelling killed a woman and hit her child's school in Homs.", (1, 1), (None, None)),
    ("A woman was killed in Homs while her child was at school.", (1, 1), (None, None)),
    ("Eight people lost their lives in shelling of Dael.", (8, 8), (None, None)),
    ("A woman lost her life in an air raid on Douma.", (1, 1), (None, None)),
    ("12 soldiers lost their lives when a mine exploded in Palmyra.", (12, 12), (None, None)),
    ("Scores of villagers, perhaps as many as 200, were killed in Houla.", (12, 200), (None, None)),
    ("Dozens of people, possibly up to 90, were killed by shelling in Homs.", (12, 90), (None, None)),
    ("As many as 200 were killed in Houla.", (0, 200), (None, None)),
    ("ISIS fighters stormed a prison in Raqqa city; 23 killed.", (23, 23), (None, None)),
    ("Jets bombed a market in Maarat al-Numan; 40 dead and 60 wounded.", (40, 40), (60, 60)),
    ("Aleppo: barrel bombs on Masaken Hanano, 17 dead", (17, 17), (None, None)),
    ("Idlib: air strikes on Saraqib, 9 killed, 12 wounded", (9, 9), (12, 12)),
    ("- Rockets on Douma: five killed", (5, 5), (None, None)),
]


@pytest.mark.parametrize(("text", "killed", "wounded"), NEWS)
def test_counts_as_the_news_writes_them(
    text: str, killed: tuple[Any, Any], wounded: tuple[Any, Any], read: Reader
) -> None:
    told = [c for c in read(text) if not c.flags]
    assert told
    found = {(c.killed.low, c.killed.high) for c in told if c.killed.reported} or {(None, None)}
    assert found == {killed}
    assert ({(c.wounded.low, c.wounded.high) for c in told if c.wounded.reported} or {(None, None)}) == {
        wounded
    }


def test_a_part_of_the_dead_is_no_toll(read: Reader) -> None:
    for text in (
        "Five children were among the dead in the shelling of Douma.",
        "Two nurses were among those killed in the air raid on Arbin.",
    ):
        (claim,) = read(text)
        assert not claim.killed.reported, text
        assert claim.victims, text


def test_groups_are_kept_beside_the_toll(read: Reader) -> None:
    (claim,) = read("Shelling killed 13 civilians, among them four children and two women, in Douma.")
    assert {(g.group, g.killed.low) for g in claim.victims} == {
        ("civilians", 13),
        ("children", 4),
        ("women", 2),
    }


LISTS = [
    ("Warplanes killed 23 people in Saqba, 11 in Douma and nine in Harasta, said a doctor.", [23, 11, 9]),
    ("Six people were killed in Nawa, five in Inkhil and at least three in Jasim in air raids.", [6, 5, 3]),
    ("Shelling killed four soldiers in Homs and two in Hama.", [4, 2]),
    ("Shelling killed four soldiers in Homs, including two in Jobar.", [4]),
    ("Shelling killed four soldiers in Homs, and five tanks in Hama burned.", [4]),
]


@pytest.mark.parametrize(("text", "killed"), LISTS)
def test_numbers_of_a_list_go_with_their_places(text: str, killed: list[int], read: Reader) -> None:
    assert [c.killed.low for c in read(text) if c.killed.reported] == killed


PERSONS = [
    ("A boy of 14 was shot dead in Nawa.", 1),
    ("A man of 70 was killed by shelling in Nawa.", 1),
    ("A crew of 14 was killed in Nawa.", 14),
    ("A group of 14 soldiers was killed in Nawa.", 14),
    ("Gunmen stopped a bus in Ariha and shot its driver dead.", 1),
    ("A rocket hit the shrine in Nawa, killing its caretaker.", 1),
    ("Gunmen killed his cousin in Nawa.", 1),
    ("Gunmen killed his hopes in Nawa.", None),
    ("Nawa buried eight more of its people on Sunday, all of them killed in an air raid.", 8),
    ("Nawa mourned four men, all of whom were killed by shelling.", 4),
    ("Shelling killed eight people in Nawa, all of them civilians.", 8),
]


@pytest.mark.parametrize(("text", "killed"), PERSONS)
def test_persons_told_in_a_roundabout_way(text: str, killed: int | None, read: Reader) -> None:
    assert [c.killed.low for c in read(text)][:1] in ([killed], [] if killed is None else [killed])


DEATHS = [
    ("Angry townspeople beat a man to death in Shaqqa.", 1),
    ("Two women were stoned to death in Raqqa.", 2),
    ("Guards tortured six prisoners to death in Saydnaya.", 6),
    ("A man fled to Hama after the death of two friends.", 2),
    ("Residents caught a thief in Atmeh and lynched him.", 1),
    ("Gunmen stopped a doctor in Nawa and shot her dead.", 1),
    ("Gunmen stopped a doctor in Nawa and insulted her.", None),
]


@pytest.mark.parametrize(("text", "killed"), DEATHS)
def test_those_done_to_death(text: str, killed: int | None, read: Reader) -> None:
    assert [c.killed.low for c in read(text) if c.killed.reported] == ([killed] if killed else [])
