"""What the timeline is given to draw, and what is listed beside map and timeline."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from incidents.dashboard.components.off_map import filtered_by, why_kept_off, why_unlocated
from incidents.dashboard.components.timeline import domain, kind_of, said, stacked
from incidents.dashboard.data import first_of
from incidents.frame import to_frame
from incidents.model import ClaimantSide, DateKind, DateRange, EventType, Flag, Governorate, ResolvedPlace
from incidents.query import Filters, FrameIndex, histogram, mask
from incidents.query.claims import NOT_OF_CLAIMS, claim_matches
from tests.dashboard.conftest import Seed
from tests.dashboard.test_pages_app import _checked, html, start
from tests.factories import make_claim, make_document, make_result, random_incidents

EPOCH = dt.date(1970, 1, 1)


def number(day: dt.date) -> int:
    return (day - EPOCH).days


@pytest.mark.parametrize(
    ("last", "unit"),
    [
        (dt.date(2012, 3, 9), "day"),
        (dt.date(2012, 3, 15), "day"),
        (dt.date(2012, 4, 8), "day"),
        (dt.date(2013, 3, 8), "week"),
        (dt.date(2022, 3, 8), "month"),
    ],
)
def test_the_axis_holds_whole_bins_and_a_week_at_least(last: dt.date, unit: str) -> None:
    first = dt.date(2012, 3, 9)
    begin, end = domain(first, last, unit)
    assert begin <= number(first)
    assert end > number(last)
    assert end - begin >= 7
    assert begin >= number(first) - 31
    assert end <= number(last) + 32


def test_the_chosen_incident_widens_the_axis() -> None:
    day = dt.date(2012, 3, 9)
    begin, end = domain(day, day, "day", DateRange(dt.date(2012, 2, 1), dt.date(2012, 4, 30)))
    assert (begin, end) == (number(dt.date(2012, 2, 1)), number(dt.date(2012, 5, 1)))


def test_bars_hold_every_dated_incident_once() -> None:
    index = FrameIndex(to_frame(random_incidents(300), samples=False))
    shown = mask(index, Filters())
    bars = stacked(histogram(index, shown))
    assert sum(sum(counts) for _, _, counts in bars) == int((shown & ~np.isnat(index.start)).sum())
    assert [start for start, _, _ in bars] == sorted({start for start, _, _ in bars})
    assert all(start <= end and len(counts) == len(EventType) for start, end, counts in bars)


def test_a_day_an_uncertain_day_and_a_duration_are_drawn_and_said_differently() -> None:
    first, last = dt.date(2012, 3, 3), dt.date(2012, 3, 9)
    ranges = [
        DateRange(first, first),
        DateRange(first, last, kind=DateKind.UNCERTAIN),
        DateRange(first, last, kind=DateKind.DURATION),
    ]
    assert [kind_of(dates) for dates in ranges] == ["day", "uncertain", "duration"]
    assert len({said(dates) for dates in [*ranges, None]}) == 4
    assert "no date" in said(None)


@pytest.mark.parametrize("most", [1, 5, 400])
def test_the_first_of_an_order_are_those_shown_first(most: int) -> None:
    rng = np.random.default_rng(1)
    order, shown = rng.permutation(300), rng.random(300) < 0.05
    assert first_of(order, shown, most).tolist() == order[shown[order]][:most].tolist()


def test_claims_follow_the_filters_that_claims_can_meet() -> None:
    claim = make_claim(make_document())
    place, dates = claim.place, claim.dates
    assert place is not None
    assert dates is not None
    assert claim_matches(claim, Filters())
    assert claim_matches(claim, Filters(event_types=frozenset({claim.event_type})))
    others = frozenset(EventType) - {claim.event_type}
    assert not claim_matches(claim, Filters(event_types=others))
    assert not claim_matches(claim, Filters(sides=frozenset(ClaimantSide) - {claim.claimant_side}))
    assert not claim_matches(claim, Filters(governorates=frozenset(Governorate) - {place.governorate}))
    assert not claim_matches(replace(claim, place=None), Filters(governorates=frozenset(Governorate)))
    assert not claim_matches(claim, Filters(date_from=dates.end + dt.timedelta(days=1)))
    assert claim_matches(claim, Filters(date_from=dates.end, date_to=dates.end))
    assert not claim_matches(replace(claim, dates=None), Filters(include_undated=False))
    assert claim_matches(claim, Filters(contested="yes", killed_min=10**6))  # only incidents have these


def test_filters_that_claims_cannot_meet_are_named() -> None:
    assert "contested" in filtered_by(Filters(contested="yes"))
    assert "but not" not in filtered_by(Filters(event_types=frozenset({EventType.BATTLES})))
    assert {name for name in NOT_OF_CLAIMS if not hasattr(Filters(), name)} == set()


def test_no_place_an_unknown_one_and_an_implied_one_are_told_apart() -> None:
    claim = make_claim(make_document())
    unknown = ResolvedPlace("Kafr Nowhere", reason="in no list of places")
    assert claim.place is not None
    told = [
        why_kept_off(replace(claim, place=place), Flag.NO_PLACE)
        for place in (None, unknown, replace(claim.place, implied=True), replace(claim.place, implied=False))
    ]
    assert told[0] == "no place in Syria named"
    assert told[1] == "“Kafr Nowhere” not located"
    assert len(set(told)) == 4
    rows = [
        {"place": None, "place_id": None, "precision": None},
        {"place": "Kafr Nowhere", "place_id": None, "precision": None},
        {"place": "Syria", "place_id": "sy", "precision": "country"},
    ]
    assert len({why_unlocated(dict(row)) for row in rows}) == 3


def test_incidents_without_a_date_are_counted_and_listed(own: Seed) -> None:
    result = make_result()
    first, second = result.incidents
    claims = tuple(replace(c, dates=None) if c.id in first.claim_ids else c for c in result.claims)
    own(replace(result, claims=claims, incidents=(replace(first, dates=None), second)))
    app = start()
    listing = next(b for b in app.button if "no date: list them below" in b.label)
    assert listing.label.startswith("1 of the incidents shown has")
    listing.click()
    _checked(app.run())
    assert "Without a date, so not on the timeline: 1 incident" in html(app)
    assert [b.key for b in app.button if "start-undated" in (b.key or "")] == [
        f"incidents.w.start-undated-{first.id}"
    ]
    app.multiselect[0].select(first.event_type)
    _checked(app.run())
    assert "Without a date" in html(app)  # the list stays in view when the counts in the tabs' words change
