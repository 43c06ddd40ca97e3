"""The gazetteer as a geopy geocoder: works wherever one is expected, and never asks the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from gazetteer.gazetteer import Gazetteer
from gazetteer.places import Candidate, Context, Place, Resolution

LANGUAGES: Final = ("en", "ar")


class SyriaGazetteer(Geocoder):
    """Geocode names of places in Syria from the embedded tables.

    Parameters
    ----------
    gazetteer
        The gazetteer to ask; by default the embedded one, loaded once for all instances.
    **options
        What every geopy geocoder accepts (``timeout``, ``user_agent`` ...): without effect, as nothing is sent.

    Examples
    --------
    >>> SyriaGazetteer().geocode("Deraa").raw["place_id"]
    'gn:170905'
    >>> from geopandas.tools import geocode
    >>> geocode(["Homs", "Deraa"], provider=SyriaGazetteer)  # doctest: +SKIP
    """

    _shared: Gazetteer | None = None

    def __init__(self, gazetteer: Gazetteer | None = None, **options: Any) -> None:
        known = {name: options[name] for name in ("timeout", "user_agent", "scheme") if name in options}
        super().__init__(**known)
        self._gazetteer = gazetteer or self._embedded()

    @classmethod
    def _embedded(cls) -> Gazetteer:
        if SyriaGazetteer._shared is None:
            SyriaGazetteer._shared = Gazetteer.load()
        return SyriaGazetteer._shared

    def geocode(
        self,
        query: str,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        *,
        governorate: str | Sequence[str] | None = None,
        parent: str | None = None,
        near: str | None = None,
        language: str = "en",
    ) -> Location | list[Location] | None:
        """Find a place by name.

        Parameters
        ----------
        query
            "Talbiseh", "Idlib province", "Jobar, Damascus".
        exactly_one
            True for the place meant, or None when it cannot be told; False for all candidates, best first.
        timeout
            Accepted as everywhere in geopy; nothing is waited for.
        governorate, parent, near
            What holds the place or lies close by, see :class:`gazetteer.Context`.
        language
            "en" or "ar": the language of the address.

        Returns
        -------
        geopy.location.Location, list of them, or None
            ``raw`` holds place_id, kind, precision, radius_km, score, reason.
        """
        del timeout
        found = self._gazetteer.resolve(_query(query), _context(governorate, parent, near))
        if exactly_one:
            return _location(found, language)
        return [_candidate(c, language) for c in found.candidates] or None

    def reverse(
        self, query: Any, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL, *, language: str = "en"
    ) -> Location | list[Location] | None:
        """Name the sub-district that holds a point, ``(lat, lon)`` or whatever geopy takes for one; None outside."""
        del timeout
        try:
            point = Point(query)
        except (ValueError, TypeError) as error:
            raise GeocoderQueryError(
                f"not a point: {str(query)[:60]!r}; give latitude and longitude"
            ) from error
        place = self._gazetteer.reverse(point.latitude, point.longitude)
        if place is None:
            return None
        location = Location(address(place, language), point, _raw(place, 1.0, "holds the point"))
        return location if exactly_one else [location]


def _query(query: Any) -> str:
    if not isinstance(query, str):
        raise GeocoderQueryError(f"a place name is expected, not {type(query).__name__}")
    return query


def _context(governorate: str | Sequence[str] | None, parent: str | None, near: str | None) -> Context:
    names = (governorate,) if isinstance(governorate, str) else tuple(governorate or ())
    return Context(governorates=names, parent=parent, near=near)


def address(place: Place, language: str = "en") -> str:
    """A place with what holds it: "Karm al-Zeitoun, Homs, Syria"."""
    if language == "ar" and place.name_ar:
        return f"{place.name_ar}، سوريا"
    parts = dict.fromkeys((place.name, place.governorate or place.name, "Syria"))
    return ", ".join(parts)


def _raw(place: Place, score: float, reason: str) -> dict[str, Any]:
    return {
        "place_id": place.place_id,
        "name": place.name,
        "name_ar": place.name_ar,
        "kind": place.kind.value,
        "governorate": place.governorate,
        "precision": place.kind.value,
        "radius_km": place.radius_km,
        "score": score,
        "reason": reason,
        "source": place.source,
    }


def _candidate(candidate: Candidate, language: str) -> Location:
    place = candidate.place
    return Location(
        address(place, language), (place.lat, place.lon), _raw(place, candidate.score, candidate.reason)
    )


def _location(found: Resolution, language: str) -> Location | None:
    if found.place is None:
        return None
    raw = _raw(found.place, found.score, found.reason) | {
        "precision": found.precision,
        "radius_km": found.radius_km,
        "candidates": [candidate.place.place_id for candidate in found.candidates],
    }
    return Location(address(found.place, language), (found.lat, found.lon), raw)
