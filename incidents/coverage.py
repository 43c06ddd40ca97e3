"""Who reports what, and where sources disagree: over many incidents, source by source and pair by pair. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from incidents.claimants import Voices, source_of
from incidents.group import CAMP
from incidents.model import PERPETRATOR_ROLES, ActorCategory, Claim, ClaimantSide, Incident, Stance
from incidents.rules import DEFAULT_RULES, Rules
from incidents.tolls import figures, killed_of


@dataclass(frozen=True, slots=True)
class Told:
    """What one source says of one incident."""

    source_id: str
    name: str
    named: bool
    side: ClaimantSide
    killed: int | None
    """The lower bound of its figure, None where it gives none."""
    blames: frozenset[ActorCategory]
    denies: bool


@dataclass(frozen=True, slots=True)
class Dispute:
    """One incident on which sources disagree."""

    incident_id: str
    tolls: tuple[tuple[str, int], ...]
    """Source and figure, lowest first, where the figures differ; else empty."""
    blame: tuple[tuple[str, str], ...]
    """Source and whom it blames, where different camps are blamed; else empty."""
    denied_by: tuple[str, ...]


@dataclass(slots=True)
class SourceCoverage:
    """What one source reports, over many incidents."""

    id: str
    name: str
    named: bool
    sides: Counter[ClaimantSide] = field(default_factory=Counter)
    incidents: int = 0
    alone: int = 0
    """Incidents that no other source tells of."""
    with_toll: int = 0
    lowest: int = 0
    """Incidents where its toll is the lowest of several that differ."""
    highest: int = 0
    denies: int = 0
    blames: Counter[ActorCategory] = field(default_factory=Counter)
    disputed: int = 0
    """Incidents on which it and another source disagree."""

    @property
    def side(self) -> ClaimantSide:
        return self.sides.most_common(1)[0][0]


@dataclass(slots=True)
class PairCoverage:
    """How two sources stand to each other, over the incidents that both tell of."""

    left: str
    right: str
    both: int = 0
    same_toll: int = 0
    other_toll: int = 0
    blame_differs: int = 0

    @property
    def disagree(self) -> int:
        return self.other_toll + self.blame_differs


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who reports what."""

    sources: tuple[SourceCoverage, ...]
    """The most frequent first."""
    pairs: tuple[PairCoverage, ...]
    """Pairs of sources that tell of common incidents, by names; those that disagree most often first."""
    disputes: tuple[Dispute, ...]


def coverage(
    dossiers: Iterable[tuple[Incident, Sequence[Claim]]], voices: Voices, rules: Rules = DEFAULT_RULES
) -> Coverage:
    """Count over incidents what each source reports and where it stands apart.

    Parameters
    ----------
    dossiers : iterable of tuple
        Incidents with the claims they are derived from.
    voices : mapping of str to str
        Whose voice each document speaks with.
    rules : Rules
        How vague words are read.
    """
    sources: dict[str, SourceCoverage] = {}
    pairs: dict[tuple[str, str], PairCoverage] = {}
    disputes = []
    for incident, claims in dossiers:
        told = list(told_of(incident, claims, voices, rules))
        _count(told, sources)
        _count_pairs(told, pairs)
        dispute = _dispute(incident.id, told)
        if dispute is not None:
            disputes.append(dispute)
    return Coverage(
        tuple(sorted(sources.values(), key=lambda s: (-s.incidents, s.name))),
        tuple(sorted(pairs.values(), key=lambda p: (-p.disagree, -p.both, p.left, p.right))),
        tuple(disputes),
    )


def told_of(
    incident: Incident, claims: Sequence[Claim], voices: Voices, rules: Rules = DEFAULT_RULES
) -> Iterator[Told]:
    """What each source says of an incident, in the order of the claims; parameters as :func:`coverage`."""
    by_source: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_source[source_of(claim, voices).id].append(claim)
    tolls = {
        f.source.id: f.count.low for f in figures(claims, killed_of, incident.place, rules, voices) if f.used
    }
    for own in by_source.values():
        source = source_of(own[0], voices)
        blames = {
            actor.category
            for claim in own
            if claim.stance is not Stance.DENIES
            for actor in claim.actors
            if actor.role in PERPETRATOR_ROLES and actor.category is not ActorCategory.UNKNOWN
        }
        yield Told(
            source.id,
            source.name,
            source.named,
            own[0].claimant_side,
            tolls.get(source.id),
            frozenset(blames),
            any(claim.stance is Stance.DENIES for claim in own),
        )


def _camps(told: Told) -> frozenset[str]:
    return frozenset(CAMP[category] for category in told.blames if category in CAMP)


def _differ(a: Told, b: Told) -> bool:
    """Whether two sources blame different camps; silence contradicts nobody."""
    one, other = _camps(a), _camps(b)
    return bool(one and other and not one & other)


def _count(told: Sequence[Told], sources: dict[str, SourceCoverage]) -> None:
    tolls = {t.killed for t in told if t.killed is not None}
    for t in told:
        entry = sources.setdefault(t.source_id, SourceCoverage(t.source_id, t.name, t.named))
        entry.sides[t.side] += 1
        entry.incidents += 1
        entry.alone += len(told) == 1
        entry.denies += t.denies
        entry.blames.update(t.blames)
        entry.with_toll += t.killed is not None
        if len(tolls) > 1 and t.killed is not None:
            entry.lowest += t.killed == min(tolls)
            entry.highest += t.killed == max(tolls)
        entry.disputed += any(_at_odds(t, other) for other in told if other is not t)


def _at_odds(a: Told, b: Told) -> bool:
    tolls = a.killed is not None and b.killed is not None and a.killed != b.killed
    return tolls or a.denies != b.denies or _differ(a, b)


def _count_pairs(told: Sequence[Told], pairs: dict[tuple[str, str], PairCoverage]) -> None:
    for a, b in combinations(sorted(told, key=lambda t: (t.name, t.source_id)), 2):
        pair = pairs.setdefault((a.source_id, b.source_id), PairCoverage(a.name, b.name))
        pair.both += 1
        if a.killed is not None and b.killed is not None:
            pair.same_toll += a.killed == b.killed
            pair.other_toll += a.killed != b.killed
        pair.blame_differs += _differ(a, b) or a.denies != b.denies


def _dispute(incident_id: str, told: Sequence[Told]) -> Dispute | None:
    tolls = sorted(((t.name, t.killed) for t in told if t.killed is not None), key=lambda x: (x[1], x[0]))
    if len({toll for _, toll in tolls}) < 2:
        tolls = []
    blame = [(t.name, ", ".join(sorted(t.blames))) for t in told if t.blames]
    if not any(_differ(a, b) for a, b in combinations(told, 2)):
        blame = []
    denied = [t.name for t in told if t.denies] if any(not t.denies for t in told) else []
    if not (tolls or blame or denied):
        return None
    return Dispute(incident_id, tuple(tolls), tuple(blame), tuple(denied))
