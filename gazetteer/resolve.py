"""Which of the places called so is meant: context first, then how well the spelling fits, then size.

A wrong pin is worse than none. So what the words around a name say is binding: a place outside the city or the
governorate named is not taken, however well its name fits, and namesakes that nothing tells apart give a ranked list
and the area that holds them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from gazetteer import regions
from gazetteer.distance import distance_km
from gazetteer.match import Hit, Index, Tier, folded
from gazetteer.names import key
from gazetteer.places import Candidate, Place, PlaceKind

K = PlaceKind
LOCAL: Final = frozenset({K.SETTLEMENT, K.NEIGHBOURHOOD, K.SITE, K.AREA})
ADMIN: Final = frozenset({K.GOVERNORATE, K.DISTRICT, K.SUBDISTRICT})
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
SUBURB_KM: Final = 20.0
"""How far outside a city a town named as its suburb may lie."""
QUARTER_KM: Final = 3.0
"""How far outside a city a place named as its neighbourhood may lie."""
NEAR_KM: Final = 15.0
FAR_KM: Final = 60.0
"""A place further than this from the one named as close by is not meant."""
BORDER_KM: Final = 20.0
"""A place further than this outside the district named with it is not meant."""
SAME_REPORT_KM: Final = 30.0
SIZE_FACTOR: Final = 10
SIZE_LEAST: Final = 10_000
SISTERS: Final = ({"Damascus", "Rif Dimashq"},)
"""Governorates that reports do not keep apart."""


@dataclass(frozen=True, slots=True)
class Around:
    """Context with its places looked up."""

    governorates: frozenset[str] = frozenset()
    parent: Place | None = None
    parent_unknown: str | None = None
    near: Place | None = None
    others: tuple[Place, ...] = ()
    hint: PlaceKind | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A hit with what speaks for it; ``against`` says why it cannot be the one."""

    hit: Hit
    fit: int = 0
    because: tuple[str, ...] = ()
    against: str | None = None

    @property
    def order(self) -> tuple[int, int, int]:
        """Smaller is better; equal orders are namesakes that only size can tell apart."""
        return (-self.fit, int(self.hit.tier is Tier.KEY), int(not self.hit.main))

    @property
    def score(self) -> float:
        base = 0.95 if self.hit.tier is not Tier.KEY else 0.85
        return round(min(0.99, base + 0.02 * min(self.fit, 2)), 2)

    @property
    def reason(self) -> str:
        return "; ".join((self.hit.reason, *self.because, *((self.against,) if self.against else ())))

    def candidate(self, factor: float = 1.0) -> Candidate:
        return Candidate(self.hit.place, round(self.score * factor, 2), self.reason)


@dataclass(frozen=True, slots=True)
class Choice:
    """The outcome: a place, or the namesakes left, and every candidate in order."""

    chosen: Ranked | None
    reason: str
    score: float
    tied: tuple[Place, ...] = ()
    candidates: tuple[Candidate, ...] = ()


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


def choose(hits: Sequence[Hit], around: Around) -> Choice:
    """Pick the place meant among `hits`, or say why none can be picked."""
    ranked = [_judge(hit, around) for hit in hits]
    possible = [r for r in ranked if r.against is None]
    if not possible:
        out = tuple(r.candidate(0.4) for r in sorted(ranked, key=_sort_key))
        return Choice(None, f"not taken: {_most_telling(ranked)}", 0.0, candidates=out)
    group = _kind_group(possible, around.hint)
    group.sort(key=_sort_key)
    rest = [r for r in ranked if r not in group]
    return _decide(group, tuple(r.candidate(0.4) for r in sorted(rest, key=_sort_key)), around)


def _sort_key(ranked: Ranked) -> tuple[tuple[int, int, int], int, str]:
    return (ranked.order, -ranked.hit.place.population, ranked.hit.place.place_id)


def _most_telling(ranked: Sequence[Ranked]) -> str:
    best = min(ranked, key=lambda r: (r.hit.tier, _sort_key(r)))
    return f"{best.hit.place.name}: {best.against}"


def _kind_group(possible: list[Ranked], hint: PlaceKind | None) -> list[Ranked]:
    for kinds in KIND_ORDER[hint]:
        group = [r for r in possible if r.hit.place.kind in kinds]
        if group:
            return group
    return list(possible)


def _decide(group: list[Ranked], rest: tuple[Candidate, ...], around: Around) -> Choice:
    best = group[0]
    rivals = [r for r in group[1:] if not _one_place(best.hit.place, r.hit.place)]
    tied = [r for r in rivals if r.order == best.order]
    ahead = tuple(r.candidate(0.6) for r in group[1:])
    if tied and not _much_larger(best.hit.place, [r.hit.place for r in tied]):
        names = ", ".join(sorted({where(r.hit.place) for r in (best, *tied)}))
        return Choice(
            None,
            f"{len(tied) + 1} places are called so and nothing tells them apart: {names}",
            0.4,
            tuple(r.hit.place for r in (best, *tied)),
            (best.candidate(0.6), *ahead, *rest),
        )
    doubt = _doubt(best, rivals)
    if doubt:
        tied_places = tuple(r.hit.place for r in (best, *rivals))
        return Choice(None, doubt, 0.3, tied_places if rivals else (), (best.candidate(0.6), *ahead, *rest))
    score, reason = best.score, best.reason
    if tied:
        score, reason = 0.75, f"{reason}; far larger than its namesakes"
    elif rivals and best.fit == rivals[0].fit:
        score, reason = min(score, 0.85), f"{reason}; its name fits better than that of {len(rivals)} others"
    return Choice(best, reason, score, (), (Candidate(best.hit.place, score, reason), *ahead, *rest))


def _doubt(best: Ranked, rivals: Sequence[Ranked]) -> str | None:
    """Why the best match is not taken when nothing around the name supports it."""
    place = best.hit.place
    if best.fit > 0:
        return None
    if not best.hit.distinctive:
        return f"sounds like {where(place)}, but nothing else speaks for it"
    if place.kind is not K.NEIGHBOURHOOD:
        return None
    if rivals or best.hit.tier is Tier.KEY or len(folded(best.hit.written).split()) < 2:
        return f"a neighbourhood of a name used in many cities, with no city named: {where(place)}?"
    return None


def _one_place(one: Place, other: Place) -> bool:
    return distance_km(one.lat, one.lon, other.lat, other.lon) <= ONE_PLACE_KM


def _much_larger(place: Place, others: Sequence[Place]) -> bool:
    largest = max(other.population for other in others)
    return place.population >= SIZE_LEAST and place.population >= SIZE_FACTOR * largest


def where(place: Place) -> str:
    """A place with what holds it: "Jobar (Homs)"."""
    return f"{place.name} ({place.governorate})" if place.governorate else place.name


def _judge(hit: Hit, around: Around) -> Ranked:
    ranked = Ranked(hit)
    for step in (_judge_governorate, _judge_parent, _judge_near, _judge_others):
        ranked = step(ranked, around)
        if ranked.against:
            break
    return ranked


def _for(ranked: Ranked, points: int, because: str) -> Ranked:
    return replace(ranked, fit=ranked.fit + points, because=(*ranked.because, because))


def _judge_governorate(ranked: Ranked, around: Around) -> Ranked:
    own = ranked.hit.place.governorate
    if not around.governorates or own is None:
        return ranked
    if own in around.governorates:
        return _for(ranked, 1, f"in {own} as named")
    return replace(
        ranked, against=f"lies in {own}, not in {' or '.join(sorted(around.governorates))} as named"
    )


def _judge_parent(ranked: Ranked, around: Around) -> Ranked:
    place, parent = ranked.hit.place, around.parent
    if around.parent_unknown and place.kind is K.NEIGHBOURHOOD:
        return replace(ranked, against=f"'{around.parent_unknown}', named as its city, is not known")
    if parent is None or place.place_id == parent.place_id:
        return ranked
    if place.parent_id == parent.place_id:
        return _for(ranked, 3, f"inside {parent.name} as named")
    if _inside_unit(place, parent):
        return _for(ranked, 2, f"in {parent.name} {parent.kind.value} as named")
    if parent.kind in ADMIN:
        return replace(ranked, against=f"not in {parent.name} {parent.kind.value} as named")
    return _judge_city(ranked, parent, around.hint)


def _judge_city(ranked: Ranked, city: Place, hint: PlaceKind | None) -> Ranked:
    place = ranked.hit.place
    apart = distance_km(place.lat, place.lon, city.lat, city.lon)
    if place.kind is K.NEIGHBOURHOOD or hint is K.NEIGHBOURHOOD:
        reach = QUARTER_KM if place.kind is K.NEIGHBOURHOOD else city.radius_km
        if city.radius_km + reach >= apart and place.parent_id is None:
            return _for(ranked, 2, f"{apart:.0f} km from the centre of {city.name} as named")
        return replace(ranked, against=f"not in {city.name} as named")
    if apart <= city.radius_km + SUBURB_KM:
        return _for(ranked, 2, f"{apart:.0f} km from {city.name} as named")
    if key(city.name) == key(place.governorate or ""):
        return _for(ranked, 1, f"in {place.governorate} province, which may be what '{city.name}' means")
    return replace(ranked, against=f"{apart:.0f} km from {city.name}, which is named as holding it")


def _inside_unit(place: Place, unit: Place) -> bool:
    if unit.kind is K.AREA:
        return distance_km(place.lat, place.lon, unit.lat, unit.lon) <= unit.radius_km
    own = {K.GOVERNORATE: place.governorate, K.DISTRICT: place.district, K.SUBDISTRICT: place.subdistrict}
    return unit.kind in own and own[unit.kind] == (unit.name if unit.kind is K.GOVERNORATE else unit.place_id)


def _judge_near(ranked: Ranked, around: Around) -> Ranked:
    place, near = ranked.hit.place, around.near
    if near is None or place.kind in ADMIN:
        return ranked
    if _inside_unit(place, near):
        return _for(ranked, 2, f"in {near.name} {near.kind.value} as named")
    apart = distance_km(place.lat, place.lon, near.lat, near.lon)
    if apart <= NEAR_KM + near.radius_km:
        return _for(ranked, 2, f"{apart:.0f} km from {near.name} as named")
    beyond = regions.load().distance_km(near.place_id, place.lat, place.lon) if near.kind in ADMIN else apart
    if beyond > (BORDER_KM if near.kind in ADMIN else FAR_KM + near.radius_km):
        return replace(ranked, against=f"{beyond:.0f} km from {near.name}, which is named as near")
    return ranked


def _judge_others(ranked: Ranked, around: Around) -> Ranked:
    place = ranked.hit.place
    if not around.others or place.kind in ADMIN:
        return ranked
    if place.parent_id in {other.place_id for other in around.others}:
        return _for(ranked, 2, "inside a city of the same report")
    spots = [o for o in around.others if o.kind not in ADMIN and o.place_id != place.place_id]
    apart = [(distance_km(place.lat, place.lon, o.lat, o.lon), o) for o in spots]
    nearest = min(apart, key=lambda pair: pair[0], default=None)
    if nearest and nearest[0] <= SAME_REPORT_KM:
        return _for(ranked, 1, f"{nearest[0]:.0f} km from {nearest[1].name} of the same report")
    return ranked


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
