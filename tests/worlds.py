"""A small made-up world of reports, crowded enough that what they tell meets: for tests of what joins them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from incidents import copies
from incidents.derive import derive_incident, group_of
from incidents.group import Group
from incidents.link import Telling
from incidents.model import (
    EVENT_TYPE_OF,
    NOT_REPORTED,
    Actor,
    ActorCategory,
    Casualties,
    Claim,
    ClaimantSide,
    DateRange,
    Document,
    Governorate,
    Join,
    Precision,
    ReportResult,
    ResolvedPlace,
    Role,
    Run,
    Stance,
    SubEventType,
)

CITY = ResolvedPlace(
    mention="Homs",
    place_id="gn:169577",
    name="Homs",
    governorate=Governorate.HOMS,
    lat=34.732,
    lon=36.714,
    radius_km=6.0,
    precision=Precision.SETTLEMENT,
    score=0.9,
)
PART = replace(
    CITY, mention="Waer", place_id="sy:homs/waer", name="Waer, Homs", lat=34.741, lon=36.668, radius_km=0.9,
    precision=Precision.NEIGHBOURHOOD,
)  # fmt: skip
OTHER_PART = replace(
    PART, mention="Bayada", place_id="sy:homs/bayada", name="Bayada, Homs", lat=34.75, lon=36.73
)
TOWN = replace(
    CITY, mention="Talbiseh", place_id="gn:163779", name="Talbiseh", lat=34.841, lon=36.731, radius_km=2.0
)
VILLAGE = replace(TOWN, mention="Ghanto", place_id="sy:village/ghanto", name="Ghanto", lat=34.826, lon=36.694)
PROVINCE = replace(CITY, place_id="sy:adm1/homs", radius_km=90.0, precision=Precision.GOVERNORATE)
PLACES = (CITY, PART, OTHER_PART, TOWN, VILLAGE, PROVINCE)
KINDS = (
    SubEventType.SHELLING,
    SubEventType.AIR_STRIKE,
    SubEventType.ATTACK,
    SubEventType.REMOTE_EXPLOSIVE,
    SubEventType.ARMED_CLASH,
)
FIRST = dt.date(2012, 3, 10)
RUN = Run("rules/test", "derive/test", "test/1")


@dataclass(frozen=True)
class Told:
    """What one claim tells, in short."""

    place: ResolvedPlace = CITY
    day: int | None = 1
    """Of March 2012, counted from the 10th; None for an undated one."""
    kind: SubEventType = SubEventType.SHELLING
    killed: Casualties = NOT_REPORTED
    wounded: Casualties = NOT_REPORTED
    claimant: str | None = "activists"
    by: ActorCategory | None = None
    weapon: str | None = None
    stance: Stance = Stance.ASSERTS
    words: str | None = None
    """The sentence, where it matters."""


def exactly(number: int) -> Casualties:
    return Casualties(number, number, str(number))


def at_least(number: int) -> Casualties:
    return Casualties(number, None, f"at least {number}")


def report(
    number: int, groups: Sequence[Sequence[Told]], *, theme: int | None = None, day: int = 2
) -> ReportResult:
    """A report that tells of one occurrence a group; reports of one theme are copies of one."""
    rng = random.Random(theme if theme is not None else f"own {number}")
    body = " ".join("".join(rng.choices("abcdefghij", k=6)) for _ in range(120))
    sentences = [
        [told.words or f"Sentence {n} {k} of {number}." for k, told in enumerate(group)]
        for n, group in enumerate(groups)
    ]
    text = " ".join([body, *(s for group in sentences for s in group), f"No. {number}"])
    document = Document.create(
        text, ref=f"r{number}", publisher=f"Paper {number}", published=FIRST + dt.timedelta(day)
    )
    made: list[Group] = []
    for n, group in enumerate(groups):
        claims = tuple(_claim(document, f"{number}-{n}-{k}", sentences[n][k], t) for k, t in enumerate(group))
        joins = tuple(Join(claims[0].id, c.id, "same place, kind and days") for c in claims[1:])
        made.append(Group(claims, joins))
    incidents = tuple(derive_incident(group) for group in made)
    return ReportResult(document, tuple(c for g in made for c in g.claims), incidents, (), RUN)


def _claim(document: Document, name: str, words: str, told: Told) -> Claim:
    start = document.text.index(words)
    day = None if told.day is None else FIRST + dt.timedelta(told.day)
    return Claim(
        f"clm-{name}",
        document.id,
        words,
        start,
        start + len(words),
        told.claimant,
        ClaimantSide.OPPOSITION if told.claimant else ClaimantSide.JOURNALIST,
        told.stance,
        EVENT_TYPE_OF[told.kind],
        told.kind,
        None if day is None else DateRange(day, day),
        told.place,
        told.killed,
        told.wounded,
        actors=(Actor(told.by.value, told.by, Role.INITIATOR),) if told.by else (),
        weapon=told.weapon,
    )


def tellings_of(results: Sequence[ReportResult]) -> list[Telling]:
    """The tellings of some reports, as the store takes them."""
    found = []
    for result in results:
        claims = {c.id: c for c in result.claims}
        found += [
            Telling(group_of(i, [claims[c] for c in i.claim_ids]), result.document.published)
            for i in result.incidents
        ]
    return found


def copies_of(results: Sequence[ReportResult]) -> set[tuple[str, str]]:
    """The pairs of reports that are copies, the lower id first, found by comparing each with each."""
    sketches = {r.document.id: copies.signature(r.document.text) for r in results}
    return {
        (one, other)
        for one in sketches
        for other in sketches
        if one < other and copies.alike(sketches[one], sketches[other])
    }


figures = st.sampled_from((3, 9, 10, 12, 30))
"""Few, so that reports agree now and then."""
counts = st.one_of(
    st.just(NOT_REPORTED),
    figures.map(exactly),
    figures.map(at_least),
    st.just(Casualties(12, None, "dozens")),
)
told = st.builds(
    Told,
    place=st.sampled_from((CITY, CITY, *PLACES)),
    day=st.sampled_from((1, 1, 1, 2, 3, None)),
    kind=st.sampled_from((KINDS[0], KINDS[0], *KINDS)),
    killed=counts,
    wounded=st.one_of(st.just(NOT_REPORTED), st.just(NOT_REPORTED), counts),
    claimant=st.sampled_from(("activists", "SANA", None)),
    by=st.sampled_from((None, None, ActorCategory.GOVERNMENT, ActorCategory.REBELS)),
    weapon=st.sampled_from((None, None, "car bomb")),
    stance=st.sampled_from((Stance.ASSERTS, Stance.ASSERTS, Stance.DENIES)),
)
groups = st.lists(st.lists(told, min_size=1, max_size=2), min_size=1, max_size=2)


@st.composite
def worlds(draw: st.DrawFn, reports: int = 5) -> list[ReportResult]:
    """Two or more reports, up to so many, of the same few days, some of them copies."""
    many = draw(st.integers(min(2, reports), reports))
    return [
        report(n, draw(groups), theme=draw(st.sampled_from((None, None, 1))), day=draw(st.integers(0, 4)))
        for n in range(many)
    ]
