"""A group of claims while others are still joined to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from incidents.group.meeting import vague
from incidents.group.places import fineness
from incidents.model import Claim, Join, ResolvedPlace


@dataclass(eq=False)
class Draft:
    """A group while claims are still joined to it; never empty."""

    claims: list[Claim]
    joins: list[Join] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    loosely: set[str] = field(default_factory=set)
    """Ids of claims that name the place by a larger or a neighbouring one."""
    summaries: list[Claim] = field(default_factory=list)

    def join(self, other: Draft, to: Claim, reason: str) -> None:
        """Take over what another group tells, tied to one claim of this one."""
        self.joins += [*other.joins, Join(to.id, other.claims[0].id, reason)]
        self.claims += other.claims
        self.notes += other.notes
        self.loosely |= other.loosely

    @property
    def places(self) -> list[ResolvedPlace]:
        """The places its claims name themselves; where none does, those carried over from the words before."""
        exact = (c for c in self.claims if c.id not in self.loosely)
        found = [c.place for c in exact if c.place is not None and c.place.located]
        return [p for p in found if not p.implied] or found

    @property
    def finest(self) -> ResolvedPlace | None:
        return min(self.places, key=fineness, default=None)

    @property
    def toll(self) -> int | None:
        """Its largest figure of people killed; None without one."""
        figures = [c.killed.low for c in self.claims if c.killed.low is not None and not vague(c.killed)]
        return max(figures, default=None)

    @property
    def weight(self) -> tuple[int, int]:
        """How prominent it is in the report: its toll, then how often it is told."""
        return max((c.killed.low or 0 for c in self.claims), default=0), len(self.claims)
