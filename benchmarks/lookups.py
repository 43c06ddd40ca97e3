"""Look-ups a second and memory, beside rapidfuzz over the same names: ``python -m benchmarks lookups``.

From the project folder::

    python -m benchmarks lookups [--ocha FILE ...] [--geonames SY.zip] [--names 5000]

Names are drawn from the index itself and looked up as they stand (exact), with accents, hyphens and case changed (fold)
and with other vowels (key), alone and with their governorate. The yardstick does what a program without a gazetteer
would: ``rapidfuzz.process.extractOne`` with ``WRatio``, best of all names. Seconds are processor time of one core.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from rapidfuzz import fuzz, process

from benchmarks.geocoding import with_lists
from gazetteer import Context, Gazetteer, PlaceKind, match, names
from gazetteer.match import Index, Tier
from gazetteer.places import Place

SEED: Final = 20120312
YARDSTICK_NAMES: Final = 200
"""The yardstick is hundreds of times slower, so it gets fewer names."""
OTHER_VOWELS: Final = str.maketrans({"a": "e", "i": "e", "o": "u", "u": "o", "e": "i"})
OTHER_MARKS: Final = str.maketrans({"-": " ", "a": "ā", "s": "ş"})


def samples(index: Index, count: int) -> dict[Tier, list[tuple[str, Place]]]:
    """Names that the index finds by each tier, with a place of that name."""
    rng = random.Random(SEED)
    places = [place for place in index.places.values() if place.kind is PlaceKind.SETTLEMENT]
    changes: dict[Tier, Callable[[str], str]] = {
        Tier.EXACT: lambda name: name,
        Tier.FOLD: lambda name: name.translate(OTHER_MARKS).upper(),
        Tier.KEY: lambda name: name.lower().translate(OTHER_VOWELS),
    }
    found: dict[Tier, list[tuple[str, Place]]] = {tier: [] for tier in changes}
    for tier, change in changes.items():
        rng.shuffle(places)
        for place in places:
            name = change(place.name)
            if len(found[tier]) < count and min((hit.tier for hit in index.hits(name)), default=None) is tier:
                found[tier].append((name, place))
    return found


def seconds(work: Callable[[Any], Any], items: Sequence[Any]) -> float:
    """Processor seconds for all items, after one pass over a few that is not counted."""
    for item in items[:50]:
        work(item)
    for cached in (names.fold, names.key, names.token_key, match.folded):
        cached.cache_clear()  # names seen before would be nearly free
    begin = time.process_time()
    for item in items:
        work(item)
    return time.process_time() - begin


def main(arguments: list[str]) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="benchmarks lookups", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ocha", type=Path, nargs="*", default=[], help="OCHA's lists")
    parser.add_argument("--geonames", type=Path, help="SY.zip of GeoNames")
    parser.add_argument("--names", type=int, default=5000)
    options = parser.parse_args(arguments)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lists = options.ocha or options.geonames
    gazetteer = with_lists(options.ocha, options.geonames) if lists else Gazetteer.embedded()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    gc.collect()
    gc.freeze()  # as a server does: the collector need not look through the index again and again
    index = Index(gazetteer.places)
    forms = list(index.by_fold)
    print(
        f"{len(gazetteer.places):,} places under {len(forms):,} names; assembling and loading them took "
        f"{(after - before) / 1024:.0f} MB at most"
    )
    for tier, pairs in samples(index, options.names).items():
        written = [name for name, _ in pairs]
        rates = {
            "alone": len(written) / seconds(gazetteer.resolve, written),
            "with governorate": len(written)
            / seconds(lambda pair: gazetteer.resolve(pair[0], Context((pair[1].governorate or "",))), pairs),
            "names only": len(written) / seconds(index.hits, written),
        }
        few = written[:YARDSTICK_NAMES]
        slow = len(few) / seconds(lambda name: process.extractOne(name, forms, scorer=fuzz.WRatio), few)
        told = ", ".join(f"{label} {rate:,.0f}" for label, rate in rates.items())
        print(
            f"{tier.name.lower():6} {told} look-ups/s; rapidfuzz WRatio {slow:,.0f}; ratio {rates['alone'] / slow:,.0f}"
        )
    return 0
