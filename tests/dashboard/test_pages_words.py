"""Dates, counts and places in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.dashboard import words
from incidents.model import (
    Actor,
    ActorCategory,
    Band,
    Casualties,
    CasualtyEstimate,
    ClaimantSide,
    Corroboration,
    DateKind,
    DatePrecision,
    DateRange,
    Precision,
    Role,
    SlotBands,
    Stance,
)
from tests.factories import HOMS, UNLOCATED

MARCH = DateRange(dt.date(2012, 3, 1), dt.date(2012, 3, 31), DatePrecision.MONTH)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (None, "Date not known"),
        (DateRange(dt.date(2012, 3, 12), dt.date(2012, 3, 12)), "12 March 2012"),
        (DateRange(dt.date(2012, 3, 11), dt.date(2012, 3, 12)), "11 or 12 March 2012"),
        (DateRange(dt.date(2012, 2, 29), dt.date(2012, 3, 1)), "29 February or 1 March 2012"),
        (DateRange(dt.date(2012, 3, 9), dt.date(2012, 3, 12)), "Once between 9 and 12 March 2012"),
        (
            DateRange(dt.date(2012, 12, 30), dt.date(2013, 1, 2)),
            "Once between 30 December 2012 and 2 January 2013",
        ),
        (MARCH, "March 2012, day not known"),
        (DateRange(dt.date(2012, 1, 1), dt.date(2012, 12, 31), DatePrecision.YEAR), "2012, month not known"),
        (
            DateRange(dt.date(2012, 2, 4), dt.date(2012, 3, 1), kind=DateKind.DURATION),
            "From 4 February to 1 March 2012",
        ),
    ],
)
def test_dates_in_words_invent_no_day(dates: DateRange | None, expected: str) -> None:
    assert words.date_range(dates) == expected


def test_short_dates() -> None:
    assert words.date_short(None, None) == "not known"
    assert words.date_short(dt.date(2012, 3, 12), dt.date(2012, 3, 12), "day") == "2012-03-12"
    assert words.date_short(MARCH.start, MARCH.end, "month") == "2012-03"
    assert words.date_short(dt.date(2012, 3, 9), dt.date(2012, 3, 12), "month") == "2012-03-09 to 2012-03-12"
    assert words.date_short(dt.date(2012, 1, 1), dt.date(2012, 12, 31), "year") == "2012"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (None, None, "not reported"),
        (0, 0, "none"),
        (45, 45, "45"),
        (45, None, "at least 45"),
        (0, 12, "up to 12"),
        (30, 40, "30–40"),
        (1200, 1500, "1,200–1,500"),
    ],
)
def test_counts_keep_unknown_and_none_apart(low: int | None, high: int | None, expected: str) -> None:
    assert words.count(low, high) == expected


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_every_count_names_its_bounds(low: int, more: int) -> None:
    said = words.count(low, low + more).replace(",", "")
    assert said == "none" if low + more == 0 else str(low + more) in said


def test_the_phrase_is_given_where_it_says_more() -> None:
    assert words.casualties(Casualties(12, None, "dozens")) == "at least 12 (“dozens”)"
    assert words.casualties(Casualties(45, None, "at least 45")) == "at least 45"
    assert words.casualties(Casualties(7500, 7500, "7,500")) == "7,500"
    assert words.casualties(Casualties(None, None, None)) == "not reported"


def test_estimates_name_a_best_figure_that_adds_something() -> None:
    assert words.estimate(CasualtyEstimate(30, 35, 40)) == "30–40; best figure 35"
    assert words.estimate(CasualtyEstimate(45, 45, 45)) == "45"
    assert words.estimate(CasualtyEstimate(45, 45, None)) == "at least 45"


def test_places_in_words() -> None:
    assert words.place_name(HOMS) == "Karm al-Zeitoun, Homs"
    assert words.place_name(replace(HOMS, name="Talbiseh")) == "Talbiseh, Homs"
    assert words.place_precision(HOMS) == "A neighbourhood; within about 600 m of the point"
    assert words.place_precision(replace(HOMS, precision=Precision.GOVERNORATE, radius_km=63.2)) == (
        "Somewhere in the governorate; within about 63 km of the point"
    )
    assert words.place_name(UNLOCATED) == "Tel Nowhere"
    assert words.place_precision(UNLOCATED).startswith("Not located")


def test_blame_gives_the_words_of_the_report() -> None:
    shabbiha = Actor("shabbiha", ActorCategory.MILITIA, Role.ALLEGED_PERPETRATOR)
    victims = Actor("civilians", ActorCategory.CIVILIANS, Role.TARGET)
    assert words.blamed([shabbiha, victims]) == "Pro-government militia (“shabbiha”)"
    assert words.blamed([victims]) == words.NOBODY
    assert words.blamed([Actor("Russia", ActorCategory.RUSSIA, Role.INITIATOR)]) == "Russia"


def test_parties_are_those_who_fought_and_those_who_suffered() -> None:
    rebels = Actor("Islamic Front", ActorCategory.REBELS, Role.PARTICIPANT)
    state = Actor("ISIS", ActorCategory.ISLAMIC_STATE, Role.PARTICIPANT)
    tanks = Actor("tanks", ActorCategory.UNKNOWN, Role.INITIATOR)
    civilians = Actor("civilians", ActorCategory.CIVILIANS, Role.TARGET)
    assert words.parties([rebels, state]) == "Rebels (“Islamic Front”); Islamic State (“ISIS”)"
    assert words.parties([tanks, civilians]) == "against: Civilians"
    assert words.parties([tanks]) == ""
    assert words.blamed([tanks]) == "“tanks”, side not named"


def test_confidence_names_each_part_under_its_band() -> None:
    slots = SlotBands(place=Band.HIGH, killed=Band.HIGH, event_type=Band.LOW)
    assert words.confidence_by_slot(slots) == "high: place, killed; low: kind"
    assert words.confidence_by_slot(SlotBands()) == ""


def test_every_code_has_words() -> None:
    assert list(words.SLOT_WORDS) == [slot.name for slot in fields(SlotBands)]
    assert list(words.BAND_WORDS) == list(Band)
    assert set(words.PRECISION_WORDS) == set(Precision)
    assert set(words.STANCE_WORDS) == set(Stance)
    assert set(words.SIDE_WORDS) == set(ClaimantSide)
    assert set(words.CORROBORATION_WORDS) == set(Corroboration)
    assert all(words.actor_name(category) for category in ActorCategory)
    assert words.actor_name("someone new") == "someone new"
