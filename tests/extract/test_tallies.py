"""Counts that stand beside their event: totals of a day, rival tolls, rows of lists."""

from __future__ import annotations

import pytest

from incidents.model import Flag
from tests.extract.conftest import Reader


@pytest.mark.parametrize(
    "total",
    [
        "Total for the day: 87 killed.",
        "The toll for the day stands at 87.",
        "Total: 87 killed",
        "The day's death toll is 87.",
    ],
)
def test_a_days_total_is_no_incident(total: str, read: Reader) -> None:
    one, *rest = read(f"Shelling killed three people in Douma on Monday.\n{total}")
    assert (one.killed.low, one.flags) == (3, frozenset())
    assert rest
    assert all(Flag.CUMULATIVE in c.flags for c in rest)


@pytest.mark.parametrize(
    ("rival", "low"),
    [
        ("State television put the number at more than 400.", 400),
        ("Residents put the death toll at 300.", 300),
        ("The government said 12 had been killed.", 12),
    ],
)
def test_a_rival_toll_of_what_was_just_told_is_no_running_total(rival: str, low: int, read: Reader) -> None:
    *_, last = read(f"Troops killed many people in Houla on Friday. {rival}")
    assert (last.killed.low, last.flags) == (low, frozenset())


def test_a_count_after_a_stop_is_that_of_the_event_before_it(read: Reader) -> None:
    (claim,) = read("ISIS fighters stormed a prison in Raqqa city; 23 killed.")
    assert claim.killed.low == 23
    claims = read("Clashes erupted in Aleppo; three people were killed in Homs.")
    assert [c.killed.low for c in claims] == [None, 3]


def test_the_heading_of_a_row_is_no_second_place(read: Reader) -> None:
    (claim,) = read("Idlib: air strikes on Saraqib, 9 killed, 12 wounded")
    assert claim.place is not None
    assert claim.place.name == "Saraqeb"
