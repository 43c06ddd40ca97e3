"""Strategies for incidents with everything in them that a store can hold, for tests of what is lost on the way."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from incidents.derive import derive_incident
from incidents.group import Group
from incidents.model import (
    EVENT_TYPE_OF,
    Actor,
    ActorCategory,
    Band,
    Basis,
    Casualties,
    Claim,
    ClaimantSide,
    DateKind,
    DatePrecision,
    DateRange,
    Document,
    Governorate,
    Join,
    Origin,
    PlaceCandidate,
    Precision,
    ResolvedPlace,
    ReviewStatus,
    Role,
    SlotBands,
    Stance,
    SubEventType,
    VictimGroup,
    stable_id,
)
from incidents.store import Dossier

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
SOME_WORDS = WORDS.filter(lambda words: bool(words.strip()))
BANDS = st.none() | st.sampled_from(Band)
COUNTS = st.one_of(
    st.just((None, None)),
    st.integers(0, 500).map(lambda n: (n, None)),
    st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda pair: (min(pair), max(pair))),
)


@st.composite
def casualties(draw: st.DrawFn) -> Casualties:
    low, high = draw(COUNTS)
    return Casualties(low, high, draw(st.none() | WORDS))


@st.composite
def dates(draw: st.DrawFn) -> DateRange:
    start = draw(st.dates(dt.date(1980, 1, 1), dt.date(2030, 1, 1)))
    end = start + dt.timedelta(draw(st.integers(0, 400)))
    return DateRange(start, end, draw(st.sampled_from(DatePrecision)), draw(st.sampled_from(DateKind)))


DEGREES = st.floats(30, 43, allow_nan=False)
CANDIDATES = st.builds(PlaceCandidate, WORDS, WORDS, DEGREES, DEGREES, st.floats(0, 1), WORDS)


@st.composite
def places(draw: st.DrawFn) -> ResolvedPlace:
    return ResolvedPlace(
        mention=draw(WORDS),
        place_id=draw(st.none() | st.sampled_from(["gn:170905", "sy:homs/karm-al-zeitoun", "user:1"])),
        name=draw(st.none() | WORDS),
        governorate=draw(st.none() | st.sampled_from(Governorate)),
        lat=draw(DEGREES),
        lon=draw(DEGREES),
        radius_km=draw(st.none() | st.floats(0.1, 300)),
        precision=draw(st.sampled_from(Precision)),
        score=draw(st.floats(0, 1)),
        reason=draw(WORDS),
        candidates=tuple(draw(st.lists(CANDIDATES, max_size=2))),
        implied=draw(st.booleans()),
        district_id=draw(st.none() | st.just("sy:adm2/homs/homs")),
        subdistrict_id=draw(st.none() | st.just("sy:adm3/homs/homs")),
        city_id=draw(st.none() | st.just("gn:169577")),
    )


ACTORS = st.builds(Actor, WORDS, st.sampled_from(ActorCategory), st.sampled_from(Role))
SLOTS = st.builds(SlotBands, BANDS, BANDS, BANDS, BANDS, BANDS, BANDS, BANDS)


@st.composite
def claims(draw: st.DrawFn, document: Document, number: int) -> Claim:
    sub = draw(st.sampled_from(SubEventType))
    imported = draw(st.booleans())
    start = draw(st.integers(0, max(len(document.text) - 2, 0)))
    end = draw(st.integers(start + 1, len(document.text)))
    return Claim(
        id=stable_id("clm", document.id, str(number)),
        document_id=document.id,
        quote=None if imported else document.text[start:end],
        start=None if imported else start,
        end=None if imported else end,
        claimant=draw(st.none() | WORDS),
        claimant_side=draw(st.sampled_from(ClaimantSide)),
        stance=draw(st.sampled_from(Stance)),
        event_type=EVENT_TYPE_OF[sub],
        sub_event_type=sub,
        dates=draw(st.none() | dates()),
        place=draw(places()),
        killed=draw(casualties()),
        wounded=draw(casualties()),
        victims=tuple(draw(st.lists(st.builds(VictimGroup, WORDS, casualties(), casualties()), max_size=2))),
        actors=tuple(draw(st.lists(ACTORS, max_size=3))),
        weapon=draw(st.none() | WORDS),
        origin=Origin.IMPORT if imported else Origin.TEXT,
        confidence=draw(st.sampled_from(Band)),
        slots=draw(SLOTS),
        extractor=draw(st.sampled_from(["rules/0.1.0", "import/acled"])),
        note=draw(WORDS) if imported else "",
    )


@st.composite
def dossiers(draw: st.DrawFn, number: int = 0) -> Dossier:
    """An incident of one to four claims in one or two reports, with all that stands behind it."""
    reports = [
        replace(
            Document.create(
                draw(SOME_WORDS) + f" {number}.{n}",
                ref=draw(WORDS),
                title=draw(st.none() | WORDS),
                publisher=draw(st.none() | WORDS),
                url=draw(st.none() | WORDS),
                published=draw(st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2026, 1, 1))),
            )
        )
        for n in range(draw(st.integers(1, 2)))
    ]
    told = [draw(claims(reports[n % len(reports)], n)) for n in range(draw(st.integers(len(reports), 4)))]
    joins = tuple(Join(told[0].id, c.id, draw(WORDS), draw(st.sampled_from(Basis))) for c in told[1:])
    group = Group(tuple(told), joins, tuple(draw(st.lists(WORDS, max_size=2))))
    made = replace(
        derive_incident(group),
        summary_ids=tuple(draw(st.lists(st.just("clm-0123456789abcdef"), max_size=1))),
        review=draw(st.sampled_from(ReviewStatus)),
        review_note=draw(WORDS),
        contested_reason=draw(WORDS),
    )
    return Dossier(made, tuple(told), tuple(reports))
