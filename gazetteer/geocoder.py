"""The gazetteer as a geopy geocoder: works wherever one is expected, and never asks the network."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final, Literal, TypeVar

from geopy.adapters import BaseAsyncAdapter
from geopy.exc import ConfigurationError, GeocoderQueryError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from gazetteer import assemble
from gazetteer.addresses import ZOOM, Language, Telling
from gazetteer.gazetteer import Gazetteer
from gazetteer.names import clean
from gazetteer.places import Context, Place, PlaceKind, Resolution
from gazetteer.tables import SYRIA

K = PlaceKind
T = TypeVar("T")
Answer = Any
"""What geopy geocoders give: a Location, a list of them or None. With an async adapter, an awaitable of that: a type
that named both would have to be taken apart at each call."""
Box = tuple[float, float, float, float]
"""South, west, north, east; degrees."""

LANGUAGES: Final[dict[str, Language]] = {"en": "en", "ar": "ar"}
COUNTRY_CODES: Final = frozenset({"sy", "syr"})
KEYS: Final[dict[str, PlaceKind]] = {
    "country": K.COUNTRY,
    "state": K.GOVERNORATE,
    "governorate": K.GOVERNORATE,
    "county": K.DISTRICT,
    "district": K.DISTRICT,
    "subdistrict": K.SUBDISTRICT,
    "city": K.SETTLEMENT,
    "town": K.SETTLEMENT,
    "village": K.SETTLEMENT,
    "suburb": K.NEIGHBOURHOOD,
    "neighbourhood": K.NEIGHBOURHOOD,
}
"""Keys of a structured query, from coarse to fine. The names are Nominatim's, and for units also this program's."""


class SyriaGazetteer(Geocoder):
    """Geocode names of places in Syria, and name the places at a point, without the network.

    Parameters
    ----------
    gazetteer
        The gazetteer to ask. By default the one of this machine, :meth:`gazetteer.Gazetteer.load`: read once for all
        instances, and again for a new instance after the user imported or added places.
    scheme, timeout, proxies, user_agent, ssl_context, adapter_factory
        What every geopy geocoder accepts. As nothing is sent they have no effect, but that with an adapter for asyncio
        all methods return awaitables, as everywhere in geopy.

    Raises
    ------
    TypeError
        An option that geopy does not know.
    geopy.exc.ConfigurationError
        `gazetteer` is something else.
    gazetteer.errors.LayerError
        An imported layer is damaged; the message says how to go on.

    Notes
    -----
    ``Location.raw`` holds plain values, ready for JSON: place_id, name, name_ar, kind, governorate, district,
    subdistrict, lat, lon, precision, radius_km, score, reason, source, provenance (ids of the joined records) and
    candidates (place_ids, best first). place_id, name, name_ar, kind and source are None where a spot or an area is
    told that is no place of its own: "30 km south of Idlib", or the sub-district that holds all namesakes; the units
    are then those at its middle.

    Examples
    --------
    >>> geocoder = SyriaGazetteer(Gazetteer.embedded())
    >>> geocoder.geocode("Karm el-Zeytoun, Homs").address
    'Karm al-Zeitoun, Homs, Homs governorate, Syria'
    >>> geocoder.geocode({"city": "Deraa", "country": "Syria"}).raw["place_id"]
    'gn:170905'
    >>> geocoder.reverse("34.718, 36.732").address
    'Karm al-Zeitoun, Homs, Homs governorate, Syria'
    >>> from geopandas.tools import geocode
    >>> list(geocode(["Homs", "Deraa"], provider=SyriaGazetteer)["address"])
    ['Homs, Homs governorate, Syria', 'Daraa, Daraa governorate, Syria']
    """

    _shared: Gazetteer | None = None
    _lock = threading.Lock()

    def __init__(
        self,
        gazetteer: Gazetteer | None = None,
        *,
        scheme: str | None = None,
        timeout: Any = DEFAULT_SENTINEL,
        proxies: Any = DEFAULT_SENTINEL,
        user_agent: str | None = None,
        ssl_context: Any = DEFAULT_SENTINEL,
        adapter_factory: Callable[..., Any] | None = None,
    ) -> None:
        super().__init__(
            scheme=scheme,
            timeout=timeout,
            proxies=proxies,
            user_agent=user_agent,
            ssl_context=ssl_context,
            adapter_factory=adapter_factory,
        )
        if gazetteer is not None and not isinstance(gazetteer, Gazetteer):
            raise ConfigurationError(
                f"the gazetteer must be a gazetteer.Gazetteer, not {type(gazetteer).__name__}"
            )
        self._gazetteer = self._load() if gazetteer is None else gazetteer

    @classmethod
    def _load(cls) -> Gazetteer:
        """The gazetteer of this machine, read anew only when its data changed."""
        with SyriaGazetteer._lock:
            shared = SyriaGazetteer._shared
            if shared is None or shared.version != assemble.sources().version:
                shared = SyriaGazetteer._shared = Gazetteer.load()
            return shared

    def geocode(
        self,
        query: str | Mapping[str, str | None],
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        *,
        limit: int | None = None,
        language: str | Literal[False] | None = "en",
        governorate: str | Iterable[str] | None = None,
        parent: str | None = None,
        near: str | None = None,
        viewbox: Sequence[Any] | None = None,
        bounded: bool = False,
    ) -> Answer:
        """Find a place by name.

        Parameters
        ----------
        query
            "Talbiseh", "Idlib province", "Jobar, Damascus", "30 km south of Idlib"; or a dictionary with one or more
            of the keys `country`, `state` (`governorate`), `county` (`district`), `subdistrict`, `city` (`town`,
            `village`), `suburb` (`neighbourhood`), of which the finest is looked for inside the others.
        exactly_one
            True for the place meant, or None when it cannot be told. False for all places that may be meant, best
            first: when one can be told it is the first of them, and what the context speaks against comes last.
        timeout
            Accepted as everywhere in geopy; nothing is waited for.
        limit
            At most so many of them; without effect when one is asked for.
        language
            Of the address: "en" or "ar", also as "ar-SY" or in a list such as "fr, ar;q=0.8", of which the first
            that is known counts. English for any other.
        governorate, parent, near
            What holds the place or lies close by, see :class:`gazetteer.Context`.
        viewbox
            Two opposite corners, each a Point, ``(latitude, longitude)`` or "latitude, longitude". Without `bounded`
            it has no effect: a name is not believed to mean the place that one would like to find.
        bounded
            Only what lies inside the viewbox.

        Returns
        -------
        geopy.location.Location, list of them, or None
            None also for a name too long for one, a state that is none of Syria, and a country that is not Syria. A
            precision of "near_settlement" or "area" means anywhere within radius_km.

        Raises
        ------
        geopy.exc.GeocoderQueryError
            The query is empty, neither text nor a dictionary, or a dictionary with other keys; or an option is not of
            its type.
        ValueError
            `limit` is below 1.

        Examples
        --------
        >>> geocoder = SyriaGazetteer(Gazetteer.embedded())
        >>> geocoder.geocode("Jobar") is None  # one in Damascus, one in Homs
        True
        >>> [place.raw["governorate"] for place in geocoder.geocode("Jobar", exactly_one=False)]
        ['Damascus', 'Homs']
        >>> geocoder.geocode("حمص", language="ar-SY").address
        'حمص، محافظة حمص، سوريا'
        """
        del timeout
        most = None if exactly_one else _limit(limit)
        told = Telling(self._gazetteer, _language(language))
        box = self._box(viewbox, bounded)
        asked = self._asked(query, self._context(governorate, parent, near))

        def work() -> Location | list[Location] | None:
            if asked is None:
                return None
            found = self._bounded(self._gazetteer.resolve(*asked), asked, box)
            return told.answer(found) if exactly_one else told.all_of(found)[:most] or None

        return self._run(work)

    def geocode_many(
        self,
        queries: Iterable[Any],
        timeout: Any = DEFAULT_SENTINEL,
        *,
        language: str | Literal[False] | None = "en",
        governorate: str | Iterable[str] | None = None,
        parent: str | None = None,
        near: str | None = None,
        viewbox: Sequence[Any] | None = None,
        bounded: bool = False,
    ) -> Answer:
        """Find many places, one for each query.

        Parameters
        ----------
        queries
            Each as for :meth:`geocode`, or ``(text, Context)`` where each has a context of its own. A missing value
            (None, NaN, empty text) is a miss.
        timeout, language, governorate, parent, near, viewbox, bounded
            As for :meth:`geocode`, for all of them; a context of its own takes the place of this one.

        Returns
        -------
        list of geopy.location.Location or None
            As many as there are queries, in their order.

        Raises
        ------
        geopy.exc.GeocoderQueryError
            As for :meth:`geocode`; the message counts the queries from 0.

        Examples
        --------
        >>> geocoder = SyriaGazetteer(Gazetteer.embedded())
        >>> rows = ["Homs", None, ("Jobar", Context(parent="Damascus"))]
        >>> [place and place.raw["place_id"] for place in geocoder.geocode_many(rows)]
        ['gn:169577', None, 'sy:damascus/jobar']
        """
        del timeout
        told = Telling(self._gazetteer, _language(language))
        box = self._box(viewbox, bounded)
        context = self._context(governorate, parent, near)
        asked = [self._one_of_many(number, query, context) for number, query in enumerate(queries)]

        def work() -> list[Location | None]:
            found = iter(self._gazetteer.resolve_many(one for one in asked if one is not None))
            return [one and told.answer(self._bounded(next(found), one, box)) for one in asked]

        return self._run(work)

    def reverse(
        self,
        query: Any,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        *,
        language: str | Literal[False] | None = "en",
        zoom: int | None = None,
    ) -> Answer:
        """Name the places that hold a point.

        Parameters
        ----------
        query
            A Point, ``(latitude, longitude)``, "latitude, longitude" or whatever else geopy takes for a point.
        exactly_one
            True for the finest, False for all: neighbourhoods and sites whose circle holds the point, then towns and
            villages, each the nearest first, then sub-district, district and governorate.
        timeout
            Accepted as everywhere in geopy; nothing is waited for.
        language
            As for :meth:`geocode`.
        zoom
            How fine at most, 0 to 18 as in Nominatim: 5 governorate, 8 district, 9 sub-district, 10 town or village,
            14 neighbourhood, 18 everything; the country below 5.

        Returns
        -------
        geopy.location.Location, list of them, or None
            The location is that of the place; ``raw["distance_km"]`` says how far from it the point is. None outside
            Syria.

        Raises
        ------
        ValueError
            The query is no point: a latitude beyond 90 degrees, a value that is missing or no number.
        geopy.exc.GeocoderQueryError
            `zoom` is no number, or `language` no text.

        Examples
        --------
        >>> geocoder = SyriaGazetteer(Gazetteer.embedded())
        >>> for place in geocoder.reverse((35.655, 36.487), exactly_one=False):
        ...     print(place.address)
        Kansafra, Ehsem sub-district, Idlib governorate, Syria
        Ehsem sub-district, Idlib governorate, Syria
        Ariha district, Idlib governorate, Syria
        Idlib governorate, Syria
        """
        del timeout
        point = _point(query)
        told = Telling(self._gazetteer, _language(language))
        finest = _zoom(zoom)

        def work() -> Location | list[Location] | None:
            chain = told.chain(point.latitude, point.longitude, finest)
            return (chain[0] if exactly_one else chain) if chain else None

        return self._run(work)

    def _run(self, work: Callable[[], T]) -> T | Coroutine[Any, Any, T]:
        """Do it now; with an adapter for asyncio when it is awaited, as the user's other geocoders are."""
        if not isinstance(self.adapter, BaseAsyncAdapter):
            return work()

        async def later() -> T:
            return work()

        return later()

    def _box(self, viewbox: Any, bounded: bool) -> Box | None:
        if viewbox is None:
            return None
        try:
            corners = self._format_bounding_box(viewbox, "%(lat1)r %(lon1)r %(lat2)r %(lon2)r")
            south, west, north, east = map(float, corners.split())
        except (TypeError, ValueError, OverflowError) as error:
            raise GeocoderQueryError(f"the viewbox must be two points, its corners: {error}") from error
        return (south, west, north, east) if bounded else None

    def _context(
        self, governorate: Any, parent: Any, near: Any, own: Context | None = None
    ) -> Context | None:
        """What was said with a name, checked; None where all governorates that it names are none of Syria."""
        one = isinstance(governorate, str) or not isinstance(governorate, Iterable)
        given = [_optional("governorate", name) for name in ((governorate,) if one else governorate)]
        names = [name for name in given if name is not None]
        standard = self._governorates(names)
        if names and not standard:
            return None
        parent, near = _optional("parent", parent), _optional("near", near)
        return replace(own or Context(), governorates=standard, parent=parent, near=near)

    def _governorates(self, names: Iterable[str]) -> tuple[str, ...]:
        """Standard names of governorates; those that are none of Syria left out."""
        return tuple(sorted(self._gazetteer.governorates([_bare(name) for name in names])))

    def _asked(self, query: Any, context: Context | None) -> tuple[str, Context] | None:
        """The name to look up and all that is said of where it is; None where that cannot be in Syria."""
        if isinstance(query, Mapping):
            parts = _parts(query)
            return None if context is None else self._structured(parts, context)
        if not isinstance(query, str):
            raise _not_text("query", query)
        if not clean(query):
            raise GeocoderQueryError("the query is empty; give the name of a place, such as 'Talbiseh'")
        return None if context is None else (query, context)

    def _structured(self, parts: dict[PlaceKind, str], context: Context) -> tuple[str, Context] | None:
        country = parts.pop(K.COUNTRY, SYRIA.name)
        if not self._is_syria(country):
            return None
        state = parts.pop(K.GOVERNORATE, None)
        if state is not None:
            allowed = context.governorates
            names = tuple(n for n in self._governorates([state]) if not allowed or n in allowed)
            if not names or not parts:
                return (_bare(state), replace(context, kind_hint=K.GOVERNORATE)) if names else None
            context = replace(context, governorates=names)
        if not parts:
            return SYRIA.name, context
        *holders, (kind, name) = parts.items()
        for its_kind, holder in holders:
            place = self._gazetteer.resolve(holder, replace(context, kind_hint=its_kind)).place
            if place is None:
                return None  # in what is not known, or in one of several, nothing can be told
            context = replace(context, parent=place.place_id)
        return name, replace(context, kind_hint=kind)

    def _is_syria(self, country: str) -> bool:
        place = self._gazetteer.resolve(country).place
        return country.casefold() in COUNTRY_CODES or (place is not None and place.kind is K.COUNTRY)

    def _one_of_many(self, number: int, query: Any, context: Context | None) -> tuple[str, Context] | None:
        try:
            if isinstance(query, tuple) and len(query) == 2 and isinstance(query[1], Context):
                query, own = query
                context = self._context(own.governorates, own.parent, own.near, own)
            return None if _missing(query) else self._asked(query, context)
        except GeocoderQueryError as error:
            raise GeocoderQueryError(f"query {number}: {error}") from error

    def _bounded(self, found: Resolution, asked: tuple[str, Context], box: Box | None) -> Resolution:
        """The part of an answer that lies in a box."""
        if box is None:
            return found
        inside = found.lat is not None and found.lon is not None and _holds(box, found.lat, found.lon)
        nowhere = replace(found, place=None, lat=None, lon=None, radius_km=None, precision=None, area=None)
        if found.told_by:
            return found if inside else replace(nowhere, score=0.0, candidates=())
        kept = tuple(c for c in found.candidates if _holds(box, c.place.lat, c.place.lon))
        if inside:
            return replace(found, candidates=kept)
        again = self._only_one_inside(kept[0].place, asked) if found.score and len(kept) == 1 else None
        if again is not None:
            return replace(again, candidates=again.candidates[:1])
        return replace(nowhere, candidates=kept)

    def _only_one_inside(self, only: Place, asked: tuple[str, Context]) -> Resolution | None:
        """The answer when just one of the places of a name lies in the box, if nothing else speaks against that one.

        The name then means it or nothing, so that its governorate is as good as named.
        """
        name, context = asked
        allowed = context.governorates or (only.governorate,)
        if only.governorate is None or only.governorate not in allowed:
            return None
        again = self._gazetteer.resolve(name, replace(context, governorates=(only.governorate,)))
        return again if again.place == only else None


def _holds(box: Box, lat: float, lon: float) -> bool:
    south, west, north, east = box
    return south <= lat <= north and west <= lon <= east


def _parts(query: Mapping[Any, Any]) -> dict[PlaceKind, str]:
    """What a structured query says, from coarse to fine."""
    unknown = [key for key in query if key not in KEYS]
    if unknown:
        names = ", ".join(str(key)[:40] for key in unknown[:5])
        raise GeocoderQueryError(f"a query has no keys {names}; the keys understood are: {', '.join(KEYS)}")
    parts: dict[PlaceKind, str] = {}
    for key, kind in KEYS.items():
        value = _optional(key, query.get(key))
        if value is not None and parts.setdefault(kind, value) != value:
            raise GeocoderQueryError(f"'{key}' says something else than another key for the same; give one")
    if not parts:
        raise GeocoderQueryError(f"the query is empty; give one or more of: {', '.join(KEYS)}")
    return parts


def _optional(name: str, value: Any) -> str | None:
    if _missing(value):
        return None
    if not isinstance(value, str):
        raise _not_text(name, value)
    return value


def _missing(value: Any) -> bool:
    """None, blank text, or what pandas has for a missing value."""
    if value is None or isinstance(value, str):
        return not clean(value or "")
    import pandas as pd  # takes a while to import, and only odd values need it

    return pd.api.types.is_scalar(value) and bool(pd.isna(value))


def _bare(governorate: str) -> str:
    """The name of a governorate without the word for what it is, which other geocoders give with it."""
    return re.sub(r"\s+(?:governorate|province)$", "", clean(governorate), flags=re.IGNORECASE)


def _not_text(name: str, value: Any) -> GeocoderQueryError:
    return GeocoderQueryError(f"the {name} must be text, not {type(value).__name__}")


def _language(wanted: Any) -> Language:
    if wanted is None or wanted is False:
        return "en"  # False is Nominatim's default
    if not isinstance(wanted, str):
        raise _not_text("language", wanted)
    codes = (part.partition(";")[0].strip().replace("_", "-").partition("-")[0] for part in wanted.split(","))
    known = (LANGUAGES.get(code.casefold()) for code in codes)
    return next((language for language in known if language is not None), "en")


def _limit(limit: Any) -> int | None:
    if limit is None:
        return None
    try:
        most = int(limit)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"the limit must be a number, not {str(limit)[:40]!r}") from error
    if most < 1:
        raise ValueError("Limit cannot be less than 1")
    return most


def _zoom(zoom: Any) -> int:
    if zoom is None:
        return max(ZOOM.values())
    try:
        return max(0, int(zoom))
    except (TypeError, ValueError, OverflowError) as error:
        raise GeocoderQueryError(f"the zoom must be a number, not {str(zoom)[:40]!r}") from error


def _point(query: Any) -> Point:
    try:
        given = query if isinstance(query, (str, Point)) else tuple(islice(query, 4))
        # geopy takes what is missing for 0, a point in the Gulf of Guinea.
        if isinstance(given, tuple) and (len(given) < 2 or any(part is None or part == "" for part in given)):
            raise ValueError("a coordinate is missing")
        return Point(given)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"Must be a coordinate pair or Point: {error}") from error
