"""The way in: find place names in a text, and say where a name is."""

from __future__ import annotations

import gc
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Final

from gazetteer import assemble, cache, regions, tables
from gazetteer.evidence import Around
from gazetteer.find import Finder
from gazetteer.match import Foreign, Hit, Index, Spelling, folded
from gazetteer.names import clean, fold
from gazetteer.phrases import Phrase, held, stages
from gazetteer.places import Context, Place, PlaceKind, PlaceMention, PrecisionName, Resolution
from gazetteer.relative import Relative, locate, parse_relative
from gazetteer.relative.words import bearing_of
from gazetteer.resolve import SMALL_AREA_KM, Choice, choose, governorates_of, smallest_area

LONGEST_NAME: Final = 120
"""Characters. The longest names in use have about 50."""
NOT_IN_NAMES: Final = re.compile(r"[{}<>$%;=\\|^~\[\]@#*!?\"]|--|/\*")
"""Characters that come with markup, code and queries, never with a place name."""
NEAR_MOST_KM: Final = 30.0
"""A wider circle around a town is told as an area."""
BY_RELATION: Final = 0.9
"""What the score of a place is worth for another that is told by its relation to it."""
_PRECISION: Final[dict[PlaceKind, PrecisionName]] = {
    PlaceKind.SITE: "site",
    PlaceKind.NEIGHBOURHOOD: "neighbourhood",
    PlaceKind.SETTLEMENT: "settlement",
    PlaceKind.SUBDISTRICT: "subdistrict",
    PlaceKind.DISTRICT: "district",
    PlaceKind.GOVERNORATE: "governorate",
    PlaceKind.AREA: "area",
    PlaceKind.COUNTRY: "country",
}
HALF_OF_A_CITY: Final = frozenset({"Damascus", "Aleppo"})
"""Cities whose halves reports name ("eastern Aleppo"); elsewhere "northern Homs" means the province."""


class Gazetteer:
    """Places of Syria by name.

    Build one with :meth:`load` and keep it: it is immutable and may be shared between threads.

    Examples
    --------
    >>> gazetteer = Gazetteer.load()
    >>> gazetteer.resolve("Jobar", Context(parent="Homs")).place.place_id
    'sy:homs/jobar'
    """

    def __init__(
        self,
        places: Iterable[Place],
        foreign: Iterable[Foreign] = (),
        version: str = "custom",
        *,
        names: Iterable[Sequence[Spelling]] | None = None,
    ) -> None:
        self._index = Index(places, foreign, names)
        # The rows of a list share their governorates and districts: each is looked up once.
        self._named = lru_cache(maxsize=4096)(self._look_up_context)
        self._governorates = lru_cache(maxsize=4096)(lambda written: governorates_of(written, self._index))
        self._finder = Finder(self._index)
        self._version = version

    @classmethod
    def load(cls) -> Gazetteer:
        """The gazetteer of this machine: the embedded tables, imported layers and what the user added.

        The assembled index is kept in the user's cache folder, so that only the first load after a change takes
        seconds.

        Raises
        ------
        LayerError
            A layer's file is damaged; the message says how to go on.
        """
        wanted = assemble.sources()
        if not wanted.names and not wanted.user.live:
            return cls.embedded()
        with _no_collection():
            kept = cache.read(wanted.version)
            if kept is None:
                kept = cache.Kept.of(assemble.assembled(wanted))
                cache.write(wanted.version, kept)
            return cls(kept.places, tables.foreign(), wanted.version, names=kept.names)

    @classmethod
    def embedded(cls) -> Gazetteer:
        """The gazetteer with only the tables that come with the program, the same on every machine."""
        return cls(tables.embedded(), tables.foreign(), tables.version())

    @property
    def version(self) -> str:
        """Names the data behind the answers; equal data, equal version."""
        return self._version

    @property
    def places(self) -> Sequence[Place]:
        """All places, in the order of the tables."""
        return tuple(self._index.places.values())

    def place(self, place_id: str) -> Place | None:
        """The place with this id, or the one that the record of this id was joined into; None when there is none."""
        return self._index.place(place_id)

    def governorates(self, names: Sequence[str]) -> frozenset[str]:
        """Standard names of governorates as written; Damascus and Rif Dimashq come together, as reports mix them."""
        return self._governorates(tuple(names))

    def find(self, text: str) -> list[PlaceMention]:
        """All known place names in `text`, longest match first at each spot, in order, without overlap."""
        return self._finder.find(text)

    def lookup(
        self,
        name: str,
        *,
        governorates: Sequence[str] = (),
        near: str | None = None,
        parent: str | None = None,
    ) -> Resolution:
        """:meth:`resolve` with the context spelt out."""
        return self.resolve(name, Context(governorates=tuple(governorates), near=near, parent=parent))

    def resolve_many(self, queries: Iterable[str | tuple[str, Context]]) -> list[Resolution]:
        """:meth:`resolve` for many names, each alone or with its context; answers in the same order."""
        return [
            self.resolve(query) if isinstance(query, str) else self.resolve(query[0], query[1])
            for query in queries
        ]

    def reverse(self, lat: float, lon: float) -> Place | None:
        """The smallest administrative unit that holds a point; None outside Syria."""
        unit = regions.load().at(lat, lon)
        return self.place(unit.subdistrict_id) if unit.subdistrict_id else None

    def resolve(self, name: str, context: Context | None = None) -> Resolution:
        """Where `name` is, given what is known around it.

        Parameters
        ----------
        name
            As written: "Talbiseh", "Idlib province", "the city of Homs", "Jobar, Damascus".
        context
            What the phrase and the report say about it; binding, not a hint.

        Returns
        -------
        Resolution
            Never raises on strange input: a name that cannot be placed has ``place`` None and a ``reason``.
        """
        context = context or Context()
        tidy = clean(name)
        complaint = _complaint(name, tidy)
        if complaint:
            return _nothing(name[:LONGEST_NAME], complaint)
        relative = self._relative(name, tidy, context)
        if relative is not None:
            return relative
        hits, phrase = self._hits(tidy)
        if not hits:
            tidy, context = _with_phrase(tidy, context)
            hits, phrase = self._hits(tidy)
        if phrase.kind is not None and context.kind_hint is None:
            context = replace(context, kind_hint=phrase.kind)
        foreign = self._foreign(tidy, phrase, context)
        if foreign is not None:
            return replace(_nothing(name, f"a place in {foreign}, not in Syria"), foreign=foreign)
        around = self._around(context)
        choice = choose(_meant(hits, phrase, around), around, lambda: self._index.skeleton_hits(phrase.name))
        if not choice.candidates:
            choice = replace(choice, candidates=self._index.suggestions(phrase.name))
        return self._answer(name, choice, phrase)

    def _relative(self, name: str, tidy: str, context: Context) -> Resolution | None:
        """A place told by its relation to others, such as "30 km south of Idlib"; None when it is no such phrase.

        A phrase that is itself the name of a place is that: "South of the Stadium" is a quarter of Homs.
        """
        may_be = " " in tidy and folded(tidy) not in self._index.by_fold
        told = parse_relative(tidy) if may_be else None
        if told is None:
            return None
        found = [self.resolve(anchor, context) for anchor in told.anchors]
        places = [answer.place for answer in found if answer.place is not None]
        if len(places) < len(found):
            lost = next(answer for answer in found if answer.place is None)
            return replace(_nothing(name, lost.reason), candidates=lost.candidates, foreign=lost.foreign)
        spot = locate(told, places)
        if spot is None:
            return _nothing(name, f"too far from {places[0].name}, or not in Syria")
        unit = regions.load().at(spot.lat, spot.lon)
        return Resolution(
            name,
            places[0] if len(places) == 1 else None,
            spot.lat,
            spot.lon,
            spot.radius_km,
            "near_settlement" if spot.radius_km <= NEAR_MOST_KM else "area",
            round(min(answer.score for answer in found) * BY_RELATION, 2),
            "; ".join((spot.reason, *dict.fromkeys(answer.reason for answer in found))),
            tuple(answer.candidates[0] for answer in found),
            told_by=tuple(places),
            area=self.place(unit.subdistrict_id) if unit.subdistrict_id else None,
        )

    def _hits(self, tidy: str) -> tuple[list[Hit], Phrase]:
        """Places called by the phrase with as few of the words around the name taken off as there are any."""
        forms = stages(tidy)
        for number, phrase in enumerate(forms):
            if number in (0, len(forms) - 1) or self._index.by_fold.get(folded(phrase.name)):
                hits = self._index.hits(phrase.name)
                if hits:
                    return hits, phrase
        return [], forms[-1]

    def _foreign(self, tidy: str, phrase: Phrase, context: Context) -> str | None:
        entry = self._index.means_foreign(folded(tidy)) or self._index.means_foreign(folded(phrase.name))
        parent = self._index.means_foreign(folded(context.parent)) if context.parent else None
        if parent is not None:
            return parent.country
        placed_in_syria = context.governorates or context.parent or context.near
        if entry is None or (placed_in_syria and self._index.by_fold.get(folded(phrase.name))):
            return None
        return entry.country

    def _around(self, context: Context) -> Around:
        governorates = self._governorates(context.governorates)
        parent, unknown = self._named(context.parent, governorates)
        near, near_unknown = self._named(context.near, governorates)
        others = tuple(p for p in map(self.place, context.others) if p is not None)
        return Around(
            governorates,
            parent,
            unknown,
            near,
            others,
            near_unknown,
            context.kind_hint,
            self._index.whole_country,
        )

    def _look_up_context(
        self, name: str | None, governorates: frozenset[str]
    ) -> tuple[Place | None, str | None]:
        """A place of the context looked up, and its name when it is not known."""
        if not name or not clean(name):
            return None, None
        found = (
            self.place(name) or self.resolve(name, Context(governorates=tuple(sorted(governorates)))).place
        )
        return found, None if found else clean(name)

    def _unchosen(self, name: str, choice: Choice) -> Resolution:
        """No place, but what is left of one: a spot between namesakes, or the area that holds them."""
        answer = replace(_nothing(name, choice.reason), candidates=choice.candidates, score=choice.score)
        if choice.spot is not None:
            spot = choice.spot
            return replace(
                answer, lat=spot.lat, lon=spot.lon, radius_km=spot.radius_km, precision="near_settlement"
            )
        area = smallest_area(choice.tied, self._index) if choice.tied else None
        if area is None or area.radius_km > SMALL_AREA_KM:
            return replace(answer, area=area)
        return replace(
            answer,
            area=area,
            lat=area.lat,
            lon=area.lon,
            radius_km=area.radius_km,
            precision=_PRECISION[area.kind],
        )

    def _answer(self, name: str, choice: Choice, phrase: Phrase) -> Resolution:
        if choice.chosen is None:
            return self._unchosen(name, choice)
        place = choice.chosen.hit.place
        whole = Resolution(
            name,
            place,
            place.lat,
            place.lon,
            place.radius_km,
            _PRECISION[place.kind],
            choice.score,
            choice.reason,
            choice.candidates,
        )
        return _part_of(whole, place, phrase.direction) if phrase.direction else whole


def _part_of(whole: Resolution, place: Place, direction: str) -> Resolution:
    """The half of a town that "eastern Aleppo" means; of a unit, whose halves have no borders, the whole."""
    if place.kind is not PlaceKind.SETTLEMENT:
        why = f"'{direction}' is not used: the whole {place.kind.value} is told"
        return replace(whole, reason=f"{whole.reason}; {why}")
    bearing = bearing_of(direction)
    spot = locate(Relative("part", (place.name,), bearing), [place]) if bearing is not None else None
    if spot is None:
        return replace(whole, precision="near_settlement")
    return replace(
        whole,
        lat=spot.lat,
        lon=spot.lon,
        radius_km=spot.radius_km,
        precision="near_settlement",
        reason=f"{spot.reason}; {whole.reason}",
    )


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without the garbage collector, which would look through hundreds of thousands of new objects for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _meant(hits: list[Hit], phrase: Phrase, around: Around) -> list[Hit]:
    """For "northern Idlib" the province; "eastern Aleppo" stays the city."""
    if not phrase.direction or around.hint is not None:
        return hits
    provinces = [
        h for h in hits if h.place.kind is PlaceKind.GOVERNORATE and h.place.name not in HALF_OF_A_CITY
    ]
    return provinces or hits


def _with_phrase(tidy: str, context: Context) -> tuple[str, Context]:
    """A name without what its own phrase says of where it is, and the context with that."""
    said = held(tidy)
    return said.name, replace(context, parent=context.parent or said.parent, near=context.near or said.near)


def _complaint(name: str, tidy: str) -> str | None:
    if not tidy:
        return "no name given"
    if len(name) > LONGEST_NAME:
        return f"too long for a place name ({len(name):,} characters)"
    plain = name.isascii() and name.isprintable()
    if NOT_IN_NAMES.search(tidy) or not (plain or _all_readable(name.strip())):
        return "not written like a place name"
    if not fold(tidy) or not any(c.isalpha() for c in tidy):
        return "no letters in it"
    return None


def _all_readable(text: str) -> bool:
    """No symbols, emoji, control characters or half characters."""
    return all(unicodedata.category(c) not in {"So", "Cc", "Cn", "Cs"} for c in text)


def _nothing(name: str, reason: str) -> Resolution:
    return Resolution(name, None, None, None, None, None, 0.0, reason)
