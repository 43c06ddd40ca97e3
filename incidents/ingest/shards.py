"""A corpus cut into shards: some hundred reports each, named by what is in them. Pure.

Where a shard ends depends on the reports, not on their number: a file that is added to a folder changes the shard it
falls into, and all others keep their names and what was done for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from incidents.ingest.messages import digest_of
from incidents.sources import Item, Meter, Rejected

AVERAGE: Final = 200
"""Reports in a shard, about."""
MOST_BYTES: Final = 16_000_000
"""Of the reports in a shard, but for its last one."""
MOST_AT_ONCE: Final = 8
"""Reports that a process is given at a time."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Some reports that follow on each other, with what could not be got at between them."""

    items: tuple[Item, ...]
    rejected: tuple[Rejected, ...]
    bytes_behind: int
    """Bytes of the corpus that are read when this shard is."""

    def key(self, *about: str) -> str:
        """Its name: the same for the same reports, read in the same way."""
        return key_of(self.items, *about)


def key_of(items: Iterable[Item], *about: str) -> str:
    """The name of some reports, read in a way."""
    return digest_of([*about, *(item.digest for item in items)])


def cut(found: Iterable[Item | Rejected], meter: Meter, average: int = AVERAGE) -> Iterator[Shard]:
    """Cut what is found in a corpus into shards.

    Parameters
    ----------
    meter
        What counts the bytes of the corpus as it is gone through.
    average
        Reports in a shard, about; none has more than twice as many.
    """
    items: list[Item] = []
    rejected: list[Rejected] = []
    size = 0
    for one in found:
        if isinstance(one, Rejected):
            rejected.append(one)
        else:
            items.append(one)
            size += len(one.data)
        last = isinstance(one, Item) and int.from_bytes(one.digest[:8], "big") % average == 0
        full = len(items) >= 2 * average or len(rejected) >= 2 * average or size >= MOST_BYTES
        if last or full:
            yield Shard(tuple(items), tuple(rejected), meter.done)
            items, rejected, size = [], [], 0
    if items or rejected:
        yield Shard(tuple(items), tuple(rejected), meter.done)


def portions(items: Sequence[Item], workers: int, most: int = MOST_AT_ONCE) -> Iterator[Sequence[Item]]:
    """Pieces of a shard, so that all workers have some."""
    size = max(1, min(most, ceil(len(items) / (2 * workers))))
    yield from (items[start : start + size] for start in range(0, len(items), size))
