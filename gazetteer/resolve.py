"""Which of the places called so is meant: context first, then how well the spelling fits, then size.

A wrong pin is worse than none: namesakes that nothing tells apart give a ranked list and the area that holds them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from gazetteer import regions
from gazetteer.distance import distance_km
from gazetteer.evidence import Around, Ranked, judge, slipped
from gazetteer.match import Hit, Index, Tier, folded
from gazetteer.places import ADMIN, Candidate, Place, PlaceKind
from gazetteer.relative.model import Spot

K = PlaceKind
WHOLE: Final = frozenset({K.GOVERNORATE, K.COUNTRY})
LOCAL: Final = frozenset({K.SETTLEMENT, K.NEIGHBOURHOOD, K.SITE, K.AREA})
_AREA_ORDER: Final = (
    frozenset({K.AREA}), frozenset({K.DISTRICT}), frozenset({K.SUBDISTRICT}), frozenset({K.GOVERNORATE}), LOCAL,
)  # fmt: skip
KIND_ORDER: Final[dict[PlaceKind | None, tuple[frozenset[PlaceKind], ...]]] = {
    None: (
        LOCAL,
        frozenset({K.GOVERNORATE}),
        frozenset({K.SUBDISTRICT}),
        frozenset({K.DISTRICT}),
        frozenset(K),
    ),
    K.SITE: (frozenset({K.SITE}), LOCAL),
    K.NEIGHBOURHOOD: (frozenset({K.NEIGHBOURHOOD, K.SETTLEMENT, K.SITE}), frozenset({K.AREA})),
    K.SETTLEMENT: (frozenset({K.SETTLEMENT}), LOCAL, frozenset({K.SUBDISTRICT})),
    K.SUBDISTRICT: (frozenset({K.SUBDISTRICT}), frozenset({K.DISTRICT}), LOCAL),
    K.DISTRICT: (frozenset({K.DISTRICT}), frozenset({K.SUBDISTRICT}), LOCAL),
    K.GOVERNORATE: (frozenset({K.GOVERNORATE}), *_AREA_ORDER),
    K.AREA: _AREA_ORDER,
    K.COUNTRY: (frozenset({K.COUNTRY}),),
}
"""Which kinds are tried, in turn, when the phrase says what a name is."""
ONE_PLACE_KM: Final = 2.0
"""Namesakes closer than this do not compete: a village and its site, a suburb that is also a town."""
ONE_SPOT_KM: Final = 6.0
"""Namesakes that all lie this close to the middle between them are told as that spot: either way it is near."""
SMALL_AREA_KM: Final = 20.0
"""Radius up to which the area that holds all namesakes is worth being told as a place."""
SITE_KM: Final = 15.0
"""How far from its town a base, a prison or a crossing may lie that is called after it."""
SIZE_FACTOR: Final = 10
SIZE_LEAST: Final = 10_000
CITY: Final = 50_000
"""A town of this size is what its bare name means first."""
WELL_KNOWN: Final = 20_000
WELL_KNOWN_RATIO: Final = 80.0
"""A town of so many people, whose letters are this much like the name's (rapidfuzz ratio), is meant before a village of
just that name which only an imported list holds."""
NAMED_RATIO: Final = 90.0
"""So much like it, a smaller one that reports name may be meant, too: then neither is taken."""
SISTERS: Final = ({"Damascus", "Rif Dimashq"},)
"""Governorates that reports do not keep apart."""

HIGH: Final = 0.9
"""From this score on an answer is "high"."""
RIGHT_OF_100: Final = {"high": 97, "medium": 85}
"""How often an answer of each band is within 10 km, at least, on names from three databases; a test in CI holds it."""
UNSURE: Final = 0.72
"""Highest score of a place whose holder, as named, is not known."""
BESIDE: Final = 0.88
"""Highest score of a place that stands before others of its name only because they fit less well."""
MEDIUM: Final = 0.7
"""From this score on an answer is "medium". Below it no place is chosen."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The outcome: a place, or the spot or the namesakes left, and every candidate in order."""

    chosen: Ranked | None
    reason: str
    score: float
    tied: tuple[Place, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    spot: Spot | None = None
    excluded: bool = False
    """Every place of the name was ruled out by the context."""


def governorates_of(names: Sequence[str], index: Index) -> frozenset[str]:
    """Standard governorate names for names as written; "Damascus / Rif Dimashq" means either."""
    found: set[str] = set()
    for part in (piece for name in names for piece in name.split("/")):
        stem = part.strip().removesuffix(" province").removesuffix(" governorate")
        found |= {h.place.name for h in index.hits(stem) if h.place.kind is K.GOVERNORATE}
    for sisters in SISTERS:
        if found & sisters:
            found |= sisters
    return frozenset(found)


def choose(hits: Sequence[Hit], around: Around, more: Callable[[], Sequence[Hit]] | None = None) -> Choice:
    """Pick the place meant among `hits`, or say why none can be picked.

    Parameters
    ----------
    hits
        Places of the name.
    around
        What is known about where it was used.
    more
        Gives places that only sound alike; asked where none of `hits` can be meant, and believed only where the context
        supports one.
    """
    ranked = [judge(hit, around) for hit in hits]
    possible = [r for r in ranked if r.against is None]
    if not possible and more is not None:
        further = [judge(hit, around) for hit in more()]
        possible = [r for r in further if r.against is None and r.support]
        ranked += further
    if not possible:
        possible = [r for hit in hits if (r := slipped(hit, around)) is not None and r.against is None]
    if not possible:
        return _excluded(ranked)
    group = sorted(_kind_group(possible, around.hint), key=_sort_key)
    taken = {r.hit.place.place_id for r in group}
    rest = [r for r in ranked if r.hit.place.place_id not in taken]
    return _decide(group, tuple(_candidate(r, 0.4) for r in sorted(rest, key=_sort_key)), around)


def _sort_key(ranked: Ranked) -> tuple[tuple[bool, int, int], int, bool, int, tuple[int, bool, bool], str]:
    place = ranked.hit.place
    return (
        ranked.order,
        -ranked.company,
        not place.notable,
        -place.population,
        ranked.hit.closeness,
        place.place_id,
    )


def _candidate(ranked: Ranked, score: float) -> Candidate:
    return Candidate(ranked.hit.place, score, ranked.reason)


def _excluded(ranked: Sequence[Ranked]) -> Choice:
    if not ranked:
        return Choice(None, "no place of this name is known", 0.0)
    once: dict[str, Ranked] = {}
    for r in sorted(ranked, key=_sort_key):
        once.setdefault(r.hit.place.place_id, r)
    out = tuple(_candidate(r, 0.3) for r in once.values())
    best = min(ranked, key=lambda r: (r.hit.tier, _sort_key(r)))
    why = best.against or "it only sounds alike"
    return Choice(None, f"not taken: {best.hit.place.name}: {why}", 0.0, candidates=out, excluded=True)


def _kind_group(possible: list[Ranked], hint: PlaceKind | None) -> list[Ranked]:
    """Hits of the kinds that come first; of what only sounds like the name only where no other kind bears it."""
    surest = min(r.hit.closeness[0] for r in possible)
    for kinds in KIND_ORDER[hint]:
        group = [r for r in possible if r.hit.place.kind in kinds]
        if group and (hint is not None or surest == min(r.hit.closeness[0] for r in group)):
            return group
    return list(possible)


def _decide(group: list[Ranked], rest: tuple[Candidate, ...], around: Around) -> Choice:
    town = _town_meant(group)
    if town is not None and town.hit.place.population >= WELL_KNOWN:
        return _taken(town, 0.75, "the well-known town, not a village spelt just so", group, rest)
    if town is not None:
        named = (town, *(r for r in group if r is not town))
        return _undecided((group[0], town), (*(_candidate(r, 0.5) for r in named), *rest))
    rivals = [r for r in group[1:] if not _one_place(group[0].hit.place, r.hit.place)]
    tied = [r for r in rivals if r.order == group[0].order]
    best, score, why = _tell_apart(group[0], tied, around)
    others = [r for r in group if r is not best]
    candidates = (*(_candidate(r, 0.5) for r in (best, *others)), *rest)
    if score is None:
        return _undecided((best, *tied), candidates)
    doubt = _doubt(best, rivals, around)
    if doubt:
        places = tuple(r.hit.place for r in (best, *rivals)) if rivals else ()
        return Choice(None, doubt, 0.3, places, candidates)
    if rivals and not tied:
        fit = "fits" if len(rivals) == 1 else "fit"
        score, why = min(score, BESIDE), f"{_others(len(rivals))} of that name {fit} less well"
    return _taken(best, score, why, others, rest)


def _taken(
    best: Ranked, score: float, why: str, others: Sequence[Ranked], rest: tuple[Candidate, ...]
) -> Choice:
    score = min(score, UNSURE) if best.unsure else score
    reason = "; ".join(part for part in (best.reason, why) if part)
    ahead = (_candidate(r, 0.5) for r in others if r is not best)
    return Choice(best, reason, score, (), (Candidate(best.hit.place, score, reason), *ahead, *rest))


def _town_meant(group: Sequence[Ranked]) -> Ranked | None:
    """A town that reports name, of nearly that spelling, where only villages of imported lists are spelt just so.

    "Raqa" is a village of Aleppo in the lists, and in reports the city.
    """
    if (
        group[0].support
        or group[0].hit.tier >= Tier.KEY
        or any(r.hit.place.notable and r.hit.tier < Tier.KEY for r in group)
    ):
        return None
    towns = [r for r in group if r.hit.tier is Tier.KEY and r.hit.alike >= _least_alike(r.hit.place)]
    return towns[0] if len(towns) == 1 else None


def _least_alike(place: Place) -> float:
    if place.population >= WELL_KNOWN:
        return WELL_KNOWN_RATIO
    return NAMED_RATIO if place.notable and place.kind is K.SETTLEMENT else 101.0


def _tell_apart(best: Ranked, tied: Sequence[Ranked], around: Around) -> tuple[Ranked, float | None, str]:
    """The one meant of true namesakes, how sure that is, and what tells it from them; None when nothing does."""
    if not tied:
        return best, _sure(best, around), ""
    everyone = (best, *tied)
    for pick in (_city, _in_company, _much_larger, _town_of_a_site, _notable, _no_neighbourhood, _closest):
        found = pick(everyone)
        if found is not None:
            return found
    return best, None, ""


Picked = tuple[Ranked, float | None, str]


def _city(everyone: Sequence[Ranked]) -> Picked | None:
    found = _much_larger(everyone)
    return (found[0], 0.9, found[2]) if found and found[0].hit.place.population >= CITY else None


def _in_company(everyone: Sequence[Ranked]) -> Picked | None:
    """The one that the other places of the report speak for."""
    first, second = sorted(everyone, key=lambda r: -r.company)[:2]
    if first.company == second.company:
        return None
    return first, 0.85, f"{_others(len(everyone) - 1)} of that name lie elsewhere"


def _much_larger(everyone: Sequence[Ranked]) -> Picked | None:
    first, second = sorted(everyone, key=lambda r: -r.hit.place.population)[:2]
    large = first.hit.place.population >= max(SIZE_LEAST, SIZE_FACTOR * second.hit.place.population)
    if not large or not _as_good_a_name(first, everyone):
        return None
    return first, 0.75, "far larger than its namesakes"


def _town_of_a_site(everyone: Sequence[Ranked]) -> Picked | None:
    """The town after which a base, a prison or a crossing close by is called."""
    towns = [r for r in everyone if r.hit.place.kind is K.SETTLEMENT]
    sites = [r.hit.place for r in everyone if r.hit.place.kind is K.SITE]
    if len(towns) != 1 or len(sites) != len(everyone) - 1:
        return None
    town = towns[0].hit.place
    if any(distance_km(town.lat, town.lon, site.lat, site.lon) > SITE_KM for site in sites):
        return None
    return towns[0], 0.85, "what else is called so close by is called after it"


def _notable(everyone: Sequence[Ranked]) -> Picked | None:
    """The only one in our own tables; a neighbourhood is told with its city, so that without one it is not taken."""
    found = [r for r in everyone if r.hit.place.notable]
    if (
        len(found) != 1
        or found[0].hit.place.kind is K.NEIGHBOURHOOD
        or not _as_good_a_name(found[0], everyone)
    ):
        return None
    return found[0], 0.72, "of its namesakes the one that reports on the war name"


def _no_neighbourhood(everyone: Sequence[Ranked]) -> Picked | None:
    found = [r for r in everyone if r.hit.place.kind is not K.NEIGHBOURHOOD]
    if len(found) != 1 or not found[0].support:
        return None
    return found[0], 0.72, "its namesakes are neighbourhoods, which are told with their city"


def _closest(everyone: Sequence[Ranked]) -> Picked | None:
    """The one spelt as written to the letter; only among places of which the context speaks."""
    first, second = sorted(everyone, key=lambda r: r.hit.closeness)[:2]
    if first.hit.closeness == second.hit.closeness or not first.support:
        return None
    return first, 0.75, f"its name fits better than that of {_others(len(everyone) - 1)}"


def _as_good_a_name(ranked: Ranked, everyone: Sequence[Ranked]) -> bool:
    """Whether no other is called so by its main name while this one is only in passing."""
    return ranked.hit.main or not any(r.hit.main for r in everyone)


def _sure(best: Ranked, around: Around) -> float:
    """How sure a place is that has no true namesake: by the tier, by what the context says, by what the index covers.

    The figures are shares of right answers, rounded down, on names from three databases (``python -m benchmarks
    geocoding``).
    """
    if best.slip:
        return 0.75
    tier, supported = best.hit.closeness[0], best.support
    if tier == Tier.SKELETON:
        return (0.0, 0.7, 0.75)[supported]
    if tier == Tier.KEY:
        return (0.75, 0.8 if best.hit.place.notable else 0.75, 0.85)[supported]
    if best.hit.main and (best.hit.place.population >= CITY or best.hit.place.kind in WHOLE):
        return 0.97
    if best.hit.place.kind is K.NEIGHBOURHOOD and not best.support:
        return 0.8  # a neighbourhood is told with its city
    if around.whole_country:
        return (0.92 if best.hit.place.notable else 0.9, 0.95, 0.97)[supported]
    well_known = best.hit.main or best.hit.place.population > 0
    return (0.85, 0.92 if well_known else 0.88, 0.95 if well_known else 0.9)[supported]


def _others(count: int) -> str:
    return "1 other" if count == 1 else f"{count} others"


def _undecided(tied: Sequence[Ranked], candidates: tuple[Candidate, ...]) -> Choice:
    places = tuple(r.hit.place for r in tied)
    names = ", ".join(sorted({where(place) for place in places}))
    spot = _spot(
        places, f"{len(places)} places are called so, close together ({names}): the middle between them"
    )
    if spot is not None:
        return Choice(None, spot.reason, MEDIUM, places, candidates, spot)
    reason = f"{len(places)} places are called so and nothing tells them apart: {names}"
    return Choice(None, reason, 0.4, places, candidates)


def _spot(places: Sequence[Place], reason: str) -> Spot | None:
    """The middle between places, when they all lie close to it."""
    if any(place.kind in ADMIN for place in places):
        return None
    lat = sum(place.lat for place in places) / len(places)
    lon = sum(place.lon for place in places) / len(places)
    reach = max(distance_km(lat, lon, place.lat, place.lon) for place in places)
    if reach > ONE_SPOT_KM:
        return None
    radius_km = reach + max(place.radius_km for place in places)
    return Spot(round(lat, 5), round(lon, 5), round(radius_km, 1), reason)


def _doubt(best: Ranked, rivals: Sequence[Ranked], around: Around) -> str | None:
    """Why the best match is not taken when nothing around the name supports it."""
    place = best.hit.place
    if best.support:
        return None
    if not best.hit.distinctive(whole_country=around.whole_country):
        return f"sounds like {where(place)}, but nothing else speaks for it"
    if place.kind is not K.NEIGHBOURHOOD:
        return None
    told = len(folded(best.hit.written).split()) >= 2 or around.whole_country
    if rivals or best.hit.tier >= Tier.KEY or not told:
        return f"a neighbourhood, and no city is named with it: {where(place)}?"
    return None


def _one_place(one: Place, other: Place) -> bool:
    if abs(one.lat - other.lat) > ONE_PLACE_KM / 100:  # a degree of latitude has 111 km
        return False
    return distance_km(one.lat, one.lon, other.lat, other.lon) <= ONE_PLACE_KM


def where(place: Place) -> str:
    """A place with what holds it: "Jobar (Homs)"."""
    return f"{place.name} ({place.governorate})" if place.governorate else place.name


def smallest_area(places: Sequence[Place], index: Index) -> Place | None:
    """The smallest administrative unit that holds all of `places`, up to a governorate."""
    for pick in ("subdistrict", "district"):
        ids = {getattr(place, pick) for place in places}
        if len(ids) == 1 and (only := ids.pop()) is not None:
            return index.places.get(only)
    governorates = {place.governorate for place in places}
    if len(governorates) == 1 and (name := governorates.pop()) is not None:
        unit = regions.load().governorate_id(name)
        return index.places.get(unit) if unit else None
    return None
