"""Builders of documents, claims and incidents for tests; every argument has a plausible default."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from incidents.derive import derive_incident
from incidents.group import Group
from incidents.model import (
    SUB_EVENT_TYPES,
    Accusation,
    Actor,
    ActorCategory,
    Band,
    Casualties,
    CasualtyEstimate,
    Claim,
    ClaimantSide,
    Corroboration,
    DatePrecision,
    DateRange,
    Document,
    EventType,
    Flag,
    Governorate,
    Incident,
    Join,
    Precision,
    ReportResult,
    ResolvedPlace,
    ReviewStatus,
    Role,
    Run,
    Stance,
    SubEventType,
    stable_id,
)

TEXT = (
    "BEIRUT, March 12, 2012 - At least 45 women and children were stabbed and burned in the Homs district of "
    "Karm al-Zeitoun, activists said. State media said armed groups had killed them.\n\n"
    "In Deraa a car bomb killed one schoolgirl and wounded 25 others. More than 7,500 people have died since 2011."
)

HOSTILE = (
    "{{ cycler.__init__.__globals__.os.getcwd() }} <img src=x onerror=alert(1)> ${alert(2)} `id` "
    '</script><script>alert(3)</script> \u202egnp.exe\u202c =HYPERLINK("http://x") كرم الزيتون'
)
"""Words that must come out as words: template, markup, shell, spreadsheet and text-direction tricks."""

HOMS = ResolvedPlace(
    mention="Karm al-Zeitoun",
    place_id="sy:homs/karm-al-zeitoun",
    name="Karm al-Zeitoun, Homs",
    governorate=Governorate.HOMS,
    lat=34.722213,
    lon=36.735127,
    radius_km=0.6,
    precision=Precision.NEIGHBOURHOOD,
    score=0.98,
    reason="neighbourhood of Homs, named with its city",
)
DARAA = ResolvedPlace(
    mention="Deraa",
    place_id="gn:170905",
    name="Daraa",
    governorate=Governorate.DARAA,
    lat=32.6189,
    lon=36.1021,
    radius_km=3.0,
    precision=Precision.SETTLEMENT,
    score=0.95,
    reason="exact name",
)
UNLOCATED = ResolvedPlace(mention="Tel Nowhere", reason="no place of this name known")

DAY = DateRange(dt.date(2012, 3, 11), dt.date(2012, 3, 12))
RUN = Run(extractor="rules/0.1.0", rules="derive/0.1.0", gazetteer="test/1", model="none")


def make_document(text: str = TEXT, **fields: Any) -> Document:
    given = {
        "ref": "homs.txt",
        "title": "Massacre in Homs",
        "publisher": "Wire",
        "published": dt.date(2012, 3, 12),
    }
    return Document.create(text, **(given | fields))


def make_claim(document: Document, words: str = "At least 45 women and children", **fields: Any) -> Claim:
    """A claim on `words`, which must stand in the document."""
    start = document.text.index(words)
    given: dict[str, Any] = {
        "id": stable_id("clm", document.id, words, str(fields.get("claimant", "activists"))),
        "document_id": document.id,
        "quote": words,
        "start": start,
        "end": start + len(words),
        "claimant": "activists",
        "claimant_side": ClaimantSide.OPPOSITION,
        "stance": Stance.ASSERTS,
        "event_type": EventType.VIOLENCE,
        "sub_event_type": SubEventType.ATTACK,
        "dates": DAY,
        "place": HOMS,
        "killed": Casualties(45, None, "at least 45"),
        "actors": (Actor("shabbiha militiamen", ActorCategory.MILITIA, Role.ALLEGED_PERPETRATOR),),
        "extractor": RUN.extractor,
    }
    return Claim(**(given | fields))


def make_incident(claims: Sequence[Claim], **fields: Any) -> Incident:
    """An incident holding `claims`, its fields those of the first."""
    first = claims[0]
    killed, wounded = first.killed, first.wounded
    blamed = [a for c in claims for a in c.actors if a.role in (Role.INITIATOR, Role.ALLEGED_PERPETRATOR)]
    given: dict[str, Any] = {
        "id": stable_id("inc", *sorted(claim.id for claim in claims)),
        "claim_ids": tuple(claim.id for claim in claims),
        "document_ids": tuple(dict.fromkeys(claim.document_id for claim in claims)),
        "event_type": first.event_type,
        "sub_event_type": first.sub_event_type,
        "dates": first.dates,
        "place": first.place or UNLOCATED,
        "killed": CasualtyEstimate(killed.low, killed.low, killed.high, "single report"),
        "wounded": CasualtyEstimate(wounded.low, wounded.low, wounded.high, "single report"),
        "actors": tuple(dict.fromkeys(a for c in claims for a in c.actors)),
        "perpetrators": tuple(dict.fromkeys(a.category for a in blamed)),
        "corroboration": Corroboration.SINGLE,
        "contested": False,
        "contested_reason": "",
        "confidence": Band.MEDIUM,
    }
    return Incident(**(given | fields))


def make_result(text: str = TEXT, *, later: int = 0, **document_fields: Any) -> ReportResult:
    """A report with a contested killing (two claims), a bombing, and a total that stays off the map.

    All of it so many days `later`: reports of the same days tell of the same incidents.
    """
    document = make_document(text, **document_fields)
    days = DateRange(DAY.start + dt.timedelta(later), DAY.end + dt.timedelta(later))
    activists = make_claim(document, dates=days)
    state = make_claim(
        document,
        "State media said armed groups had killed them",
        dates=days,
        claimant="State media",
        claimant_side=ClaimantSide.GOVERNMENT,
        killed=Casualties(),
        actors=(Actor("armed groups", ActorCategory.REBELS, Role.ALLEGED_PERPETRATOR),),
    )
    bomb = make_claim(
        document,
        "In Deraa a car bomb killed one schoolgirl and wounded 25 others",
        dates=days,
        event_type=EventType.EXPLOSIONS,
        sub_event_type=SubEventType.REMOTE_EXPLOSIVE,
        place=DARAA,
        killed=Casualties(1, 1, "one schoolgirl"),
        wounded=Casualties(25, 25, "25 others"),
        actors=(),
        weapon="car bomb",
    )
    total = make_claim(
        document,
        "More than 7,500 people have died since 2011",
        place=None,
        dates=None,
        flags=frozenset({Flag.CUMULATIVE, Flag.NO_PLACE}),
        flag_reason="a total since 2011",
        actors=(),
    )
    same = Join(activists.id, state.id, "same place, adjoining sentences")
    killing = derive_incident(Group((activists, state), (same,)))
    return ReportResult(
        document, (activists, state, bomb, total), (killing, derive_incident(Group((bomb,)))), (), RUN
    )


def random_incidents(count: int, seed: int = 0) -> list[Incident]:
    """`count` incidents of one claim each, spread over types, places, days and actors."""
    rng = random.Random(seed)
    governorates = list(Governorate)
    first_day = dt.date(2011, 3, 15)
    made = []
    for number in range(count):
        event = rng.choice(list(EventType))
        start = first_day + dt.timedelta(days=rng.randrange(4000))
        dates = DateRange(
            start, start + dt.timedelta(days=rng.choice((0, 0, 0, 1, 6, 29))), DatePrecision.DAY
        )
        governorate = rng.choice(governorates)
        sides = tuple(rng.sample(list(ClaimantSide), rng.randrange(1, 3)))
        place = replace(
            HOMS,
            governorate=governorate,
            district_id=rng.choice((None, "sy:adm2/homs/homs", "sy:adm2/idlib/harim")),
            subdistrict_id=rng.choice((None, "sy:adm3/homs/homs", "sy:adm3/idlib/salqin")),
            place_id=rng.choice(("sy:homs/karm-al-zeitoun", "gn:170905", "gn:1")),
            city_id=rng.choice((None, "gn:169577")),
            precision=rng.choice(list(Precision)),
            lat=round(rng.uniform(32.5, 37.0), 5),
            lon=round(rng.uniform(35.8, 42.0), 5),
        )
        low = rng.choice((None, 0, 1, 3, 12, 45))
        categories = rng.sample(list(ActorCategory), rng.randrange(3))
        made.append(
            Incident(
                id=stable_id("inc", str(seed), str(number)),
                claim_ids=(stable_id("clm", str(seed), str(number)),),
                document_ids=(stable_id("doc", str(seed), str(number)),),
                event_type=event,
                sub_event_type=rng.choice(SUB_EVENT_TYPES[event]),
                dates=dates if rng.random() > 0.05 else None,
                place=place if rng.random() > 0.05 else UNLOCATED,
                killed=CasualtyEstimate(low, low, low, "single report"),
                wounded=CasualtyEstimate(),
                actors=tuple(Actor(c.value, c, Role.INITIATOR) for c in categories),
                perpetrators=tuple(c for c in categories if c is not ActorCategory.UNKNOWN),
                corroboration=rng.choice(list(Corroboration)),
                contested=rng.random() < 0.2,
                contested_reason="",
                confidence=rng.choice(list(Band)),
                review=rng.choice(list(ReviewStatus)),
                sides=sides,
                accusations=tuple(Accusation(rng.choice(sides), c) for c in categories),
                source_ids=tuple(f"src-{n:016x}" for n in rng.sample(range(6), rng.randrange(1, 4))),
            )
        )
    return made
