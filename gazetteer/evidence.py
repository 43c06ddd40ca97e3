"""What the words around a name say for or against each place of that name.

What they say is binding: a place outside the city or the governorate named is not taken, however well its name fits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from gazetteer import regions
from gazetteer.distance import distance_km
from gazetteer.match import Hit, Tier
from gazetteer.names import key
from gazetteer.places import ADMIN, Place, PlaceKind

K = PlaceKind
SUBURB_KM: Final = 20.0
"""How far outside a city a town named as its suburb may lie."""
QUARTER_KM: Final = 3.0
"""How far outside a city a place named as its neighbourhood may lie."""
NEAR_KM: Final = 15.0
FAR_KM: Final = 60.0
"""A place further than this from the one named as close by is not meant."""
BORDER_KM: Final = 20.0
"""A place further than this outside the district named with it is not meant."""
SLIP_KM: Final = 5.0
"""A place this close to the governorate named may have been put into it by mistake, where nothing inside fits."""
SAME_REPORT_KM: Final = 30.0


@dataclass(frozen=True, slots=True)
class Around:
    """Context with its places looked up."""

    governorates: frozenset[str] = frozenset()
    parent: Place | None = None
    parent_unknown: str | None = None
    near: Place | None = None
    others: tuple[Place, ...] = ()
    near_unknown: str | None = None
    hint: PlaceKind | None = None
    whole_country: bool = False
    """Whether the index covers the country, so that a name found once is likely to be unique."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A hit with what speaks for it; ``against`` says why it cannot be the one."""

    hit: Hit
    fit: int = 0
    """How much the words around the name say for it."""
    company: int = 0
    """How much the other places of the report say for it: less than any word, so it only tells namesakes apart."""
    because: tuple[str, ...] = ()
    against: str | None = None
    slip: bool = False
    """Just outside the governorate named."""
    unsure: bool = False
    """What is named as holding it is not known, so that it may lie anywhere."""

    @property
    def order(self) -> tuple[bool, int, int]:
        """Smaller is better: any support by the words around, then how the name was found, then how much support.

        Equal orders are true namesakes.
        """
        return (self.fit == 0, self.hit.closeness[0], -self.fit)

    @property
    def support(self) -> int:
        """All that speaks for it: 0, 1 or 2."""
        return min(self.fit + self.company, 2)

    @property
    def reason(self) -> str:
        return "; ".join((self.hit.reason, *self.because, *((self.against,) if self.against else ())))


def judge(hit: Hit, around: Around) -> Ranked:
    """Weigh one hit against the context."""
    return judge_from(Ranked(hit), around)


def judge_from(ranked: Ranked, around: Around) -> Ranked:
    """Let each part of the context speak for or against a hit, until one excludes it."""
    for step in (_judge_governorate, _judge_parent, _judge_near, _judge_others):
        ranked = step(ranked, around)
        if ranked.against:
            break
    return ranked


def slipped(hit: Hit, around: Around) -> Ranked | None:
    """Weigh a hit that lies just outside the governorate named, as if that were a slip; None when it is further off."""
    place = hit.place
    if hit.tier >= Tier.KEY or place.kind in ADMIN:
        return None
    ids = filter(None, map(regions.load().governorate_id, around.governorates))
    if not any(regions.load().distance_km(unit, place.lat, place.lon) <= SLIP_KM for unit in ids):
        return None
    return judge_from(Ranked(hit, slip=True), around)


def _for(ranked: Ranked, points: int, because: str) -> Ranked:
    # Built anew, not by dataclasses.replace: this runs for every namesake of every name.
    return Ranked(
        ranked.hit,
        ranked.fit + points,
        ranked.company,
        (*ranked.because, because),
        slip=ranked.slip,
        unsure=ranked.unsure,
    )


def _judge_governorate(ranked: Ranked, around: Around) -> Ranked:
    own = ranked.hit.place.governorate
    if not around.governorates or own is None:
        return ranked
    if own in around.governorates:
        return _for(ranked, 1, f"in {own} as named")
    if ranked.slip:
        named = " or ".join(sorted(around.governorates))
        return replace(ranked, because=(*ranked.because, f"in {own}, just outside {named} as named"))
    return replace(
        ranked, against=f"lies in {own}, not in {' or '.join(sorted(around.governorates))} as named"
    )


def _judge_parent(ranked: Ranked, around: Around) -> Ranked:
    place, parent = ranked.hit.place, around.parent
    if around.parent_unknown and place.kind is K.NEIGHBOURHOOD:
        return replace(ranked, against=f"'{around.parent_unknown}', named as its city, is not known")
    if around.parent_unknown:
        why = f"'{around.parent_unknown}', named as holding it, is not known"
        return replace(ranked, because=(*ranked.because, why), unsure=True)
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
        town = place.kind is not K.NEIGHBOURHOOD and ranked.hit.tier < Tier.KEY
        reach = city.radius_km if town else QUARTER_KM
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
    if near is None:
        if around.near_unknown is None:
            return ranked
        why = f"'{around.near_unknown}', named as near, is not known"
        return replace(ranked, because=(*ranked.because, why))
    if place.kind in ADMIN:
        return _judge_unit_near(ranked, near)
    if place.parent_id == near.place_id:
        return _for(ranked, 3, f"inside {near.name} as named")
    if _inside_unit(place, near):
        return _for(ranked, 2, f"in {near.name} {near.kind.value} as named")
    apart = distance_km(place.lat, place.lon, near.lat, near.lon)
    if apart <= NEAR_KM + near.radius_km:
        return _for(ranked, 2, f"{apart:.0f} km from {near.name} as named")
    beyond = regions.load().distance_km(near.place_id, place.lat, place.lon) if near.kind in ADMIN else apart
    if beyond > (BORDER_KM if near.kind in ADMIN else FAR_KM + near.radius_km):
        return replace(ranked, against=f"{beyond:.0f} km from {near.name}, which is named as near")
    # Reports call a town near a city that lies further off than a sound-alike in the next street.
    return ranked if near.kind in ADMIN else _for(ranked, 1, f"{apart:.0f} km from {near.name} as named")


def _judge_unit_near(ranked: Ranked, near: Place) -> Ranked:
    """A unit is near a place when its border is, or the place lies in it."""
    apart = regions.load().distance_km(ranked.hit.place.place_id, near.lat, near.lon)
    if apart <= NEAR_KM + near.radius_km:
        return ranked
    return replace(ranked, against=f"{apart:.0f} km from {near.name}, which is named as near")


def _judge_others(ranked: Ranked, around: Around) -> Ranked:
    place = ranked.hit.place
    if not around.others or place.kind in ADMIN:
        return ranked
    if place.parent_id in {other.place_id for other in around.others}:
        return _beside(ranked, 2, "inside a city of the same report")
    spots = [o for o in around.others if o.kind not in ADMIN and o.place_id != place.place_id]
    apart = [(distance_km(place.lat, place.lon, o.lat, o.lon), o) for o in spots]
    nearest = min(apart, key=lambda pair: pair[0], default=None)
    if nearest and nearest[0] <= SAME_REPORT_KM:
        return _beside(ranked, 1, f"{nearest[0]:.0f} km from {nearest[1].name} of the same report")
    return ranked


def _beside(ranked: Ranked, points: int, because: str) -> Ranked:
    return replace(ranked, company=points, because=(*ranked.because, because))
