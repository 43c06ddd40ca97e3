"""What is stored and passed on: documents, claims and the incidents derived from them.

A *claim* is one source saying one thing, with the words that say it; claims are never changed. An *incident* is a
set of claims about one occurrence, its fields derived from them by the rules in :mod:`incidents.derive`.

Everything here is a frozen value without I/O. The vocabularies are closed on purpose: a value outside them is a
mistake in our code, not in the user's input, and is caught by the type checker and by :mod:`incidents.store`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class EventType(StrEnum):
    """The six event types of the ACLED codebook."""

    BATTLES = "Battles"
    PROTESTS = "Protests"
    RIOTS = "Riots"
    EXPLOSIONS = "Explosions/Remote violence"
    VIOLENCE = "Violence against civilians"
    STRATEGIC = "Strategic developments"


class SubEventType(StrEnum):
    """The 25 sub-event types of the ACLED codebook."""

    GOVERNMENT_REGAINS = "Government regains territory"
    NON_STATE_OVERTAKES = "Non-state actor overtakes territory"
    ARMED_CLASH = "Armed clash"
    EXCESSIVE_FORCE = "Excessive force against protesters"
    PROTEST_WITH_INTERVENTION = "Protest with intervention"
    PEACEFUL_PROTEST = "Peaceful protest"
    VIOLENT_DEMONSTRATION = "Violent demonstration"
    MOB_VIOLENCE = "Mob violence"
    CHEMICAL_WEAPON = "Chemical weapon"
    AIR_STRIKE = "Air/drone strike"
    SUICIDE_BOMB = "Suicide bomb"
    SHELLING = "Shelling/artillery/missile attack"
    REMOTE_EXPLOSIVE = "Remote explosive/landmine/IED"
    GRENADE = "Grenade"
    SEXUAL_VIOLENCE = "Sexual violence"
    ATTACK = "Attack"
    ABDUCTION = "Abduction/forced disappearance"
    AGREEMENT = "Agreement"
    ARRESTS = "Arrests"
    CHANGE_TO_GROUP = "Change to group/activity"
    DISRUPTED_WEAPONS = "Disrupted weapons use"
    HEADQUARTERS = "Headquarters or base established"
    LOOTING = "Looting/property destruction"
    NON_VIOLENT_TRANSFER = "Non-violent transfer of territory"
    OTHER = "Other"


SUB_EVENT_TYPES: Final[dict[EventType, tuple[SubEventType, ...]]] = {
    EventType.BATTLES: (
        SubEventType.GOVERNMENT_REGAINS,
        SubEventType.NON_STATE_OVERTAKES,
        SubEventType.ARMED_CLASH,
    ),
    EventType.PROTESTS: (
        SubEventType.EXCESSIVE_FORCE,
        SubEventType.PROTEST_WITH_INTERVENTION,
        SubEventType.PEACEFUL_PROTEST,
    ),
    EventType.RIOTS: (SubEventType.VIOLENT_DEMONSTRATION, SubEventType.MOB_VIOLENCE),
    EventType.EXPLOSIONS: (
        SubEventType.CHEMICAL_WEAPON,
        SubEventType.AIR_STRIKE,
        SubEventType.SUICIDE_BOMB,
        SubEventType.SHELLING,
        SubEventType.REMOTE_EXPLOSIVE,
        SubEventType.GRENADE,
    ),
    EventType.VIOLENCE: (SubEventType.SEXUAL_VIOLENCE, SubEventType.ATTACK, SubEventType.ABDUCTION),
    EventType.STRATEGIC: (
        SubEventType.AGREEMENT,
        SubEventType.ARRESTS,
        SubEventType.CHANGE_TO_GROUP,
        SubEventType.DISRUPTED_WEAPONS,
        SubEventType.HEADQUARTERS,
        SubEventType.LOOTING,
        SubEventType.NON_VIOLENT_TRANSFER,
        SubEventType.OTHER,
    ),
}
"""Which sub-event types belong to which event type (ACLED codebook)."""

EVENT_TYPE_OF: Final[dict[SubEventType, EventType]] = {
    sub: event for event, subs in SUB_EVENT_TYPES.items() for sub in subs
}


class Governorate(StrEnum):
    """The 14 governorates (admin 1), as this program spells them."""

    ALEPPO = "Aleppo"
    DAMASCUS = "Damascus"
    RIF_DIMASHQ = "Rif Dimashq"
    DARAA = "Daraa"
    DEIR_EZ_ZOR = "Deir ez-Zor"
    HAMA = "Hama"
    HASAKAH = "Hasakah"
    HOMS = "Homs"
    IDLIB = "Idlib"
    LATAKIA = "Latakia"
    QUNEITRA = "Quneitra"
    RAQQA = "Raqqa"
    SUWAYDA = "Suwayda"
    TARTUS = "Tartus"


class ActorCategory(StrEnum):
    """Who an actor belongs to; the words of the report are kept beside it."""

    GOVERNMENT = "syrian government"
    MILITIA = "pro-government militia"
    RUSSIA = "russia"
    IRAN = "iran and allies"
    REBELS = "rebels"
    NUSRA = "nusra front"
    ISLAMIC_STATE = "islamic state"
    SDF = "sdf"
    COALITION = "us-led coalition"
    TURKEY = "turkey"
    ISRAEL = "israel"
    TRANSITIONAL = "syrian transitional government"
    CIVILIANS = "civilians"
    UNKNOWN = "unknown"


class Role(StrEnum):
    """What an actor does in a claim."""

    INITIATOR = "initiator"
    TARGET = "target"
    PARTICIPANT = "participant"
    ALLEGED_PERPETRATOR = "alleged_perpetrator"


PERPETRATOR_ROLES: Final = frozenset({Role.INITIATOR, Role.ALLEGED_PERPETRATOR})
"""Roles of those who are said to have done it."""
ACTING_ROLES: Final = PERPETRATOR_ROLES | {Role.PARTICIPANT}
"""Roles of those who took part, on whichever side; all but the target."""


class ClaimantSide(StrEnum):
    """Where a source stands."""

    GOVERNMENT = "government"
    OPPOSITION = "opposition"
    MONITOR = "monitor"
    UN = "un"
    FOREIGN_STATE = "foreign state"
    ISLAMIC_STATE = "islamic state"
    KURDISH = "kurdish"
    RESCUE = "rescue or medical"
    RESIDENT = "resident"
    MEDIA = "media"
    JOURNALIST = "journalist"  # the reporter's own voice
    UNKNOWN = "unknown"


class Stance(StrEnum):
    """How the claimant relates to what is claimed."""

    ASSERTS = "asserts"
    DENIES = "denies"
    REPORTS_BLAME = "reports blame"


class Precision(StrEnum):
    """What the coordinates stand for, from the exact spot to the whole country."""

    SITE = "site"
    NEIGHBOURHOOD = "neighbourhood"
    SETTLEMENT = "settlement"
    NEAR_SETTLEMENT = "near_settlement"
    SUBDISTRICT = "subdistrict"
    DISTRICT = "district"
    GOVERNORATE = "governorate"
    AREA = "area"
    COUNTRY = "country"


AREA_PRECISIONS: Final = frozenset(
    {Precision.SUBDISTRICT, Precision.DISTRICT, Precision.GOVERNORATE, Precision.AREA, Precision.COUNTRY}
)
"""Precisions that are drawn as their area, never as a pin."""


class DatePrecision(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class DateKind(StrEnum):
    """Whether a range means "once, somewhere in it" or "all through it"."""

    UNCERTAIN = "uncertain"
    DURATION = "duration"


class Origin(StrEnum):
    TEXT = "text"
    IMPORT = "import"
    REVIEWER = "reviewer"


class Flag(StrEnum):
    """Why a claim is kept off the map."""

    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"
    HISTORICAL = "historical"
    CUMULATIVE = "cumulative"
    SUMMARY = "summary of other claims"
    PLAN_OR_THREAT = "plan or threat"
    DIPLOMACY = "diplomacy"
    OTHER_COUNTRY = "other country"
    CAPTION = "caption or page furniture"
    NO_PLACE = "no place in Syria named"


class Band(StrEnum):
    """Confidence in words; what share of each band is right is measured, not assumed."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Corroboration(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    CONFLICTING = "conflicting"
    ADMITTED = "admitted"


@dataclass(frozen=True, slots=True)
class Casualties:
    """A number of people as a source gives it.

    ``(None, None)`` is not reported, ``(0, 0)`` reported as none, ``(45, None)`` at least 45, ``(30, 40)`` a range.
    """

    low: int | None = None
    high: int | None = None
    phrase: str | None = None
    """The words that give the number, as written."""

    def __post_init__(self) -> None:
        if self.low is None and self.high is not None:
            raise ValueError("a count with an upper bound needs a lower one; use low=0 for 'up to'")
        if self.low is not None and (self.low < 0 or (self.high is not None and self.high < self.low)):
            raise ValueError(f"not a range: {self.low} to {self.high}")

    @property
    def reported(self) -> bool:
        return self.low is not None


NOT_REPORTED: Final = Casualties()


@dataclass(frozen=True, slots=True)
class VictimGroup:
    """Victims of one group as written ("women and children"), a breakdown of the claim's totals."""

    group: str
    killed: Casualties = NOT_REPORTED
    wounded: Casualties = NOT_REPORTED


@dataclass(frozen=True, slots=True)
class DateRange:
    """The days (inclusive) on or over which something happened."""

    start: dt.date
    end: dt.date
    precision: DatePrecision = DatePrecision.DAY
    kind: DateKind = DateKind.UNCERTAIN

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a date range cannot end before it starts: {self.start} to {self.end}")


@dataclass(frozen=True, slots=True)
class Actor:
    as_written: str
    category: ActorCategory
    role: Role


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """One place that a mention may mean, and why."""

    place_id: str
    name: str
    lat: float
    lon: float
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class ResolvedPlace:
    """Where a place mention points to.

    ``lat`` and ``lon`` (WGS 84 degrees) are None when the mention could not be located; ``radius_km`` then says
    nothing. From sub-district up the point only represents the area.
    """

    mention: str
    place_id: str | None = None
    name: str | None = None
    """Standard name; for a neighbourhood with its city: "Karm al-Zeitoun, Homs"."""
    governorate: Governorate | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    precision: Precision | None = None
    score: float = 0.0
    reason: str = ""
    candidates: tuple[PlaceCandidate, ...] = ()
    implied: bool = False
    """Not named with the event, but carried over from the sentences before."""
    district_id: str | None = None
    """Id of the district (admin 2) that holds it, or that it is."""
    subdistrict_id: str | None = None
    """Id of the sub-district (admin 3)."""
    city_id: str | None = None
    """Id of the city of a neighbourhood."""

    def __post_init__(self) -> None:
        if (self.lat is None) != (self.lon is None):
            raise ValueError("lat and lon come together")

    @property
    def located(self) -> bool:
        return self.lat is not None


@dataclass(frozen=True, slots=True)
class Document:
    """One report. ``id`` is a hash of what it says, so the same report has the same id wherever it comes from."""

    id: str
    text: str
    ref: str = ""
    """What the user calls it: a file name, or the doc_id of a row."""
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: dt.date | None = None
    sample: bool = False

    @classmethod
    def create(
        cls,
        text: str,
        *,
        ref: str = "",
        title: str | None = None,
        publisher: str | None = None,
        url: str | None = None,
        published: dt.date | None = None,
        sample: bool = False,
    ) -> Document:
        """Build a document, with its id from text and publication date.

        White space does not count, so a re-wrapped copy is the same report; the publication date does, as "on
        Monday" means another day then.
        """
        key = " ".join(text.split()) + "\0" + (published.isoformat() if published else "")
        return cls(stable_id("doc", key), text, ref, title, publisher, url, published, sample)


@dataclass(frozen=True, slots=True)
class SlotBands:
    """How sure the machine is of each part of what it read; None where that part is empty or was not read by it."""

    place: Band | None = None
    dates: Band | None = None
    event_type: Band | None = None
    killed: Band | None = None
    wounded: Band | None = None
    actors: Band | None = None
    """Of who did it: of the actors that are initiators or accused."""
    claimant: Band | None = None


NO_BANDS: Final = SlotBands()


@dataclass(frozen=True, slots=True)
class Claim:
    """One source saying one thing about one occurrence, tied to the words that say it."""

    id: str
    document_id: str
    quote: str | None
    """The exact words, ``text[start:end]`` of the document; None for imported rows."""
    start: int | None
    end: int | None
    claimant: str | None
    """As written; None when the journalist speaks for themselves."""
    claimant_side: ClaimantSide
    stance: Stance
    event_type: EventType
    sub_event_type: SubEventType
    dates: DateRange | None
    place: ResolvedPlace | None
    killed: Casualties = NOT_REPORTED
    wounded: Casualties = NOT_REPORTED
    victims: tuple[VictimGroup, ...] = ()
    actors: tuple[Actor, ...] = ()
    weapon: str | None = None
    flags: frozenset[Flag] = frozenset()
    flag_reason: str = ""
    """For a flagged claim: what in the words raised the flag, for a person to read."""
    origin: Origin = Origin.TEXT
    confidence: Band = Band.MEDIUM
    slots: SlotBands = NO_BANDS
    extractor: str = ""
    """Name and version of what made the claim, e.g. ``rules/0.1.0``; of an imported row ``import/acled``."""
    note: str = ""
    """For an imported row: what it says of the event, in the dataset's words."""


@dataclass(frozen=True, slots=True)
class CasualtyEstimate:
    """A derived count: the lowest and highest bound and the best figure, with the rule that chose it."""

    low: int | None = None
    best: int | None = None
    high: int | None = None
    rule: str = ""


class Basis(StrEnum):
    """Who found that two claims speak of one occurrence."""

    REPORT = "within a report"
    REPORTS = "across reports"
    PERSON = "a person"


@dataclass(frozen=True, slots=True)
class Join:
    """Why two claims were taken to speak of one occurrence.

    The joins of an incident hold its claims together as the edges of a tree: take one away and it falls in two.
    """

    left: str
    """Id of the claim that was there."""
    right: str
    """Id of the claim that was joined to it, with all that hung on it."""
    reason: str
    """For a person to read."""
    basis: Basis = Basis.REPORT


class ReviewStatus(StrEnum):
    """What people made of an incident."""

    UNREVIEWED = "unreviewed"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person put in the place of derived fields; None leaves a field as derived."""

    sub_event_type: SubEventType | None = None
    place: ResolvedPlace | None = None
    dates: DateRange | None = None
    killed: Casualties | None = None
    wounded: Casualties | None = None
    perpetrators: tuple[ActorCategory, ...] | None = None
    contested: bool | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields it changes."""
        return tuple(name for name in self.__slots__ if getattr(self, name) is not None)


@dataclass(frozen=True, slots=True)
class Accusation:
    """That sources of one side name a category as the one who did it."""

    side: ClaimantSide
    category: ActorCategory


@dataclass(frozen=True, slots=True)
class Incident:
    """A set of claims about one occurrence and what follows from them."""

    id: str
    claim_ids: tuple[str, ...]
    document_ids: tuple[str, ...]
    event_type: EventType
    sub_event_type: SubEventType
    dates: DateRange | None
    place: ResolvedPlace
    killed: CasualtyEstimate
    wounded: CasualtyEstimate
    actors: tuple[Actor, ...]
    perpetrators: tuple[ActorCategory, ...]
    corroboration: Corroboration
    contested: bool
    contested_reason: str
    confidence: Band
    joins: tuple[Join, ...] = ()
    """Why its claims were taken to speak of one occurrence."""
    notes: tuple[str, ...] = ()
    """What else a person should know of how it came about."""
    summary_ids: tuple[str, ...] = ()
    """Claims that count this incident among others ("among 77 killed"); they are part of no incident."""
    loose_ids: tuple[str, ...] = ()
    """Claims that name its place only by a larger or a neighbouring one."""
    slots: SlotBands = NO_BANDS
    sides: tuple[ClaimantSide, ...] = ()
    """Where those stand who tell of it."""
    accusations: tuple[Accusation, ...] = ()
    """Who blames whom."""
    source_ids: tuple[str, ...] = ()
    """Ids of its sources, see :mod:`incidents.claimants`."""
    review: ReviewStatus = ReviewStatus.UNREVIEWED
    review_note: str = ""
    """Who decided that, when, and why; or which fields were corrected."""


@dataclass(frozen=True, slots=True)
class ReportResult:
    """All that one report gives: its claims, the incidents made of them, and what stayed off the map."""

    document: Document
    claims: tuple[Claim, ...]
    incidents: tuple[Incident, ...]
    warnings: tuple[str, ...] = ()
    run: Run | None = None

    @property
    def not_mapped(self) -> tuple[Claim, ...]:
        """Claims that are part of no incident, each with its flags and the reason."""
        used = {claim_id for incident in self.incidents for claim_id in incident.claim_ids}
        return tuple(claim for claim in self.claims if claim.id not in used)


@dataclass(frozen=True, slots=True)
class Run:
    """Which versions produced a derived set."""

    extractor: str
    rules: str
    gazetteer: str
    model: str = field(default="")


def stable_id(prefix: str, *parts: str) -> str:
    """Name a thing by its content: the same parts give the same id on every machine.

    Returns
    -------
    str
        ``prefix-`` and 16 hexadecimal digits (64 bits: a clash among ten million is a one in 370,000 chance).
    """
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{prefix}-{digest[:16]}"
