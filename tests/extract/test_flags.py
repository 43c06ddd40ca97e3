"""What must not become a pin, and why the record says so."""

from __future__ import annotations

import datetime as dt

import pytest

from incidents.extract.flags import longest_phrase, sentence_flag
from incidents.extract.lexicon import Lexicon
from incidents.model import Flag
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
