"""What one event frame says, before it is cut into claims."""

from __future__ import annotations

from dataclasses import dataclass

from incidents.extract.attribution import Attribution
from incidents.extract.casualties import Counts
from incidents.extract.facts import SentenceFacts
from incidents.extract.frames import Frame
from incidents.extract.placing import Where
from incidents.extract.timing import When
from incidents.model import Actor, SubEventType


@dataclass(frozen=True, slots=True)
class Account:
    """What one frame says, apart from its places."""

    frame: Frame
    facts: SentenceFacts
    attribution: Attribution | None
    sub: SubEventType
    counts: Counts
    actors: tuple[Actor, ...]
    when: When
    where: Where
    weapon: str | None
