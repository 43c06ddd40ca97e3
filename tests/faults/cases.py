"""All faults by name, and on which databases each can happen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tests.faults import damage, faults
from tests.faults.faults import Fault

KINDS: Final = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Case:
    """A fault."""

    strike: Fault
    about: str
    kinds: tuple[str, ...] = KINDS
    why_not: str = ""
    """Why it does not happen on the other kinds."""


CASES: Final[dict[str, Case]] = {
    "ingest": Case(faults.killed_ingest, "SIGKILL of an ingest with two workers, at any moment"),
    "decisions": Case(
        faults.killed_decisions, "SIGKILL of a program that writes decisions one after the other"
    ),
    "migrate": Case(faults.killed_migration, "SIGKILL in the middle of `incidents migrate`"),
    "two": Case(faults.two_ingests, "two ingests of the same corpus at once"),
    "restart": Case(
        faults.server_restarted,
        "the server stopped in mid-ingest, in order and as by a crash, and started again",
        ("postgresql",),
        "there is no server",
    ),
    "disk": Case(damage.full_disk, "the disk full in mid-ingest, then space again"),
    "damage": Case(
        damage.damaged_file,
        "the file overwritten in the middle, cut short, something else, or a few bytes changed",
        ("sqlite",),
        "the files are the server's",
    ),
}
