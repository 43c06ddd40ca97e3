"""Answers of a gazetteer as geopy locations, with addresses in English or Arabic."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Final, Literal
from weakref import WeakKeyDictionary

from geopy.location import Location

from gazetteer import regions
from gazetteer.distance import distance_km
from gazetteer.gazetteer import Gazetteer
from gazetteer.nearby import Nearby
from gazetteer.places import Place, PlaceKind, Resolution
from gazetteer.tables import SYRIA

K = PlaceKind
Language = Literal["en", "ar"]
ZOOM: Final[dict[PlaceKind, int]] = {
    K.COUNTRY: 0,
    K.GOVERNORATE: 5,
    K.DISTRICT: 8,
    K.SUBDISTRICT: 9,
    K.SETTLEMENT: 10,
    K.NEIGHBOURHOOD: 14,
    K.SITE: 18,
}
"""From which zoom on a kind is told; as in Nominatim, where 3 is the country, 5 the state, 8 the county, 10 the city,
14 the neighbourhood and 18 the building."""
_LOCAL: Final = frozenset({K.SITE, K.NEIGHBOURHOOD, K.SETTLEMENT})
"""Kinds whose circle says that a point lies in them. Units have borders for that; a named region has neither."""
_UNIT: Final[dict[Language, dict[PlaceKind, str]]] = {
    "en": {
        K.GOVERNORATE: "{} governorate",
        K.DISTRICT: "{} district",
        K.SUBDISTRICT: "{} sub-district",
    },
    "ar": {K.GOVERNORATE: "محافظة {}", K.DISTRICT: "منطقة {}", K.SUBDISTRICT: "ناحية {}"},
}
_WORDS: Final[dict[Language, dict[str, str]]] = {
    "en": {"comma": ", ", "near": "near {}", "in": "in {}", "and": " and "},
    "ar": {"comma": "، ", "near": "قرب {}", "in": "في {}", "and": " و"},
}


@dataclass(frozen=True, slots=True)
class Telling:
    """Answers of a gazetteer as locations, with addresses in a language."""

    gazetteer: Gazetteer
    language: Language

    def answer(self, found: Resolution) -> Location | None:
        """The place meant, or the spot or area that is left of it; None when nothing is."""
        if found.lat is None or found.lon is None:
            return None
        chosen = None if found.told_by else found.place
        raw = self._raw(chosen, found.lat, found.lon) | {
            "precision": found.precision,
            "radius_km": found.radius_km,
            "score": found.score,
            "reason": found.reason,
            "candidates": [candidate.place.place_id for candidate in found.candidates],
        }
        address = self.address(chosen) if chosen else self._address_of_spot(found, found.lat, found.lon)
        return Location(address, (found.lat, found.lon), raw)

    def all_of(self, found: Resolution) -> list[Location]:
        """The answer, if there is one, then the other places that may be meant."""
        if not found.score:
            return []  # the candidates of a miss only look alike, or are ruled out by the context
        best = self.answer(found)
        told = [best] if best is not None else []
        if found.told_by:
            return told  # its candidates are the places that it is told by
        ids = [candidate.place.place_id for candidate in found.candidates]
        for candidate in found.candidates:
            place = candidate.place
            if found.place is None or place.place_id != found.place.place_id:
                told.append(self._location(place, candidate.score, candidate.reason, candidates=ids))
        return told

    def chain(self, lat: float, lon: float, zoom: int) -> list[Location]:
        """What holds a point, from fine to coarse."""
        if regions.load().at(lat, lon).subdistrict_id is None:
            return []
        units = self._units(lat, lon)
        local = _nearby(self.gazetteer).holding(lat, lon)
        held = [place for place in (*local, *units, SYRIA) if ZOOM[place.kind] <= zoom]
        if held[0] is not SYRIA:
            held.pop()  # that every point lies in it goes without saying
        ids = [place.place_id for place in held]
        apart = [distance_km(lat, lon, place.lat, place.lon) for place in held]
        return [
            self._location(place, 1.0, _why(place, km), candidates=ids, distance_km=round(km, 2))
            for place, km in zip(held, apart, strict=True)
        ]

    def address(self, place: Place) -> str:
        """A place with what holds it: "Karm al-Zeitoun, Homs, Homs governorate, Syria"."""
        if place.kind is K.COUNTRY:
            return self._name(place)
        return self._joined(self._label(place), *self._holders(place))

    def _holders(self, place: Place) -> list[str]:
        """City of a neighbourhood, or sub-district of another place that is not its seat; and the governorate."""
        if place.kind is K.GOVERNORATE:
            return []
        city = self.gazetteer.place(place.parent_id or "")
        unit = self.gazetteer.place(place.subdistrict or "")
        governorate = self._governorate(place.governorate)
        if city is not None:
            return [self._name(city), *governorate]
        # A place on a border may be listed under one governorate and lie in a sub-district of another.
        if unit is None or unit.governorate != place.governorate:
            return governorate
        if place.name in (unit.name, *unit.aliases, place.governorate):
            return governorate
        return [self._label(unit), *governorate]

    def _governorate(self, name: str | None) -> list[str]:
        if name is None:
            return []
        place = self.gazetteer.place(regions.load().governorate_id(name) or "")
        return [_UNIT[self.language][K.GOVERNORATE].format(self._name(place) if place else name)]

    def _address_of_spot(self, found: Resolution, lat: float, lon: float) -> str:
        """Near the places it is told by, if they are near, otherwise in the unit that is as large as it is vague."""
        words = _WORDS[self.language]
        radius_km = found.radius_km or 0.0
        units = self._units(lat, lon)
        if not found.told_by and found.area is not None:
            return self._joined(words["in"].format(self._label(found.area)), *self._holders(found.area))
        anchors = [candidate.place for candidate in found.candidates[: None if found.told_by else 1]]
        reach = [distance_km(lat, lon, a.lat, a.lon) - a.radius_km for a in anchors]
        if anchors and (not units or all(km <= radius_km for km in reach)):
            head = words["near"].format(words["and"].join(map(self._label, anchors)))
            governorates = {anchor.governorate for anchor in anchors}
            return self._joined(
                head, *self._governorate(governorates.pop() if len(governorates) == 1 else None)
            )
        if not units:
            return self._joined()
        unit = next((unit for unit in units if unit.radius_km >= radius_km), units[-1])
        return self._joined(words["in"].format(self._label(unit)), *self._holders(unit))

    def _units(self, lat: float, lon: float) -> list[Place]:
        """Sub-district, district and governorate at a point; none outside Syria."""
        unit = regions.load().at(lat, lon)
        ids = (unit.subdistrict_id, unit.district_id, unit.governorate_id)
        return [place for place in (self.gazetteer.place(one or "") for one in ids) if place is not None]

    def _name(self, place: Place) -> str:
        return (place.name_ar if self.language == "ar" else None) or place.name

    def _label(self, place: Place) -> str:
        return _UNIT[self.language].get(place.kind, "{}").format(self._name(place))

    def _joined(self, *parts: str) -> str:
        return _WORDS[self.language]["comma"].join((*parts, self._name(SYRIA)))

    def _location(self, place: Place, score: float, reason: str, **more: Any) -> Location:
        own = {
            "precision": place.kind.value,
            "radius_km": place.radius_km,
            "score": score,
            "reason": reason,
        }
        raw = self._raw(place, place.lat, place.lon) | own | more
        return Location(self.address(place), (place.lat, place.lon), raw)

    def _raw(self, place: Place | None, lat: float, lon: float) -> dict[str, Any]:
        """What is known of a place, or only of where a spot is."""
        units = {unit.kind: unit for unit in self._units(lat, lon)} if place is None else {}
        district = self.gazetteer.place(place.district or "") if place else units.get(K.DISTRICT)
        subdistrict = self.gazetteer.place(place.subdistrict or "") if place else units.get(K.SUBDISTRICT)
        governorate = units.get(K.GOVERNORATE)
        return {
            "place_id": place.place_id if place else None,
            "name": place.name if place else None,
            "name_ar": place.name_ar if place else None,
            "kind": place.kind.value if place else None,
            "governorate": place.governorate if place else governorate and governorate.name,
            "district": district and district.name,
            "subdistrict": subdistrict and subdistrict.name,
            "lat": lat,
            "lon": lon,
            "source": place.source if place else None,
            "provenance": list(place.provenance or (place.place_id,)) if place else [],
        }


_NEARBY: Final[WeakKeyDictionary[Gazetteer, Nearby]] = WeakKeyDictionary()
_NEARBY_LOCK: Final = threading.Lock()


def _nearby(gazetteer: Gazetteer) -> Nearby:
    """Where its places are; made when first asked for, and kept as long as the gazetteer is."""
    with _NEARBY_LOCK:
        known = _NEARBY.get(gazetteer)
        if known is None:
            known = _NEARBY[gazetteer] = Nearby(p for p in gazetteer.places if p.kind in _LOCAL)
        return known


def _why(place: Place, km: float) -> str:
    if place.kind not in _LOCAL:
        return "the point lies in it"
    return f"the point lies {km:.1f} km from its centre, in its circle of {place.radius_km:g} km"
