"""The index over all names, and the tiers in which a name is looked up in it.

Measured on spellings collected from news (see ``benchmarks/geocoding.py``): equal after folding is nearly always the
same place; equal keys still are; what only sounds alike is a guess, so skeleton and fuzzy matches are never taken,
only suggested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Final

from rapidfuzz import fuzz, process

from gazetteer.names import consonants, content_tokens, fold, is_arabic, key
from gazetteer.places import Candidate, Place, PlaceKind

FUZZY_LEAST: Final = 84.0
"""rapidfuzz ratio from which a name is worth suggesting."""
SHORT_KEY: Final = 2
"""Keys with at most this many consonants collide by chance ("Dael", "Dala"): they need similar spellings too."""
DISTINCTIVE_KEY: Final = 4
"""Consonants from which a key match is taken without context: with three, most are other, unknown places."""
SHORT_KEY_RATIO: Final = 75.0
SUGGESTIONS: Final = 3
KNOWN_TOWN: Final = 20_000
"""A town of Syria with this many people is meant even where a country has the same name."""
GEONAMES: Final = "GeoNames"
"""``source`` of the registry towns."""
COUNTRY_WEIGHT: Final = 10_000_000


class Tier(IntEnum):
    """How a name was found; lower is surer."""

    EXACT = 0
    FOLD = 1
    KEY = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that bears a name, and the spelling of it in the index."""

    place: Place
    tier: Tier
    alias: str
    written: str
    """The name as it was looked up."""

    @property
    def distinctive(self) -> bool:
        """Whether the match says enough to stand without any context."""
        return self.tier is not Tier.KEY or len(consonants(key(self.written))) >= DISTINCTIVE_KEY

    @property
    def main(self) -> bool:
        return self.alias == self.place.name

    @property
    def reason(self) -> str:
        what = "name" if self.main else "alias"
        return f"{('exact match', 'same spelling but for accents', 'key match')[self.tier]} on {what} '{self.alias}'"


@dataclass(frozen=True, slots=True)
class Foreign:
    """A country, or a town outside Syria."""

    name: str
    country: str
    weight: int
    """Inhabitants; countries and capitals count as ten million, as their names mean them first."""


def folded(name: str) -> str:
    """Fold and drop articles: the form under which names are filed."""
    return " ".join(content_tokens(fold(name)))


class Index:
    """All names of all places. Build it once; it is not changed afterwards."""

    def __init__(self, places: Iterable[Place], foreign: Iterable[Foreign] = ()) -> None:
        self.places: dict[str, Place] = {place.place_id: place for place in places}
        self.by_fold: dict[str, list[tuple[Place, str]]] = {}
        self.by_key: dict[str, list[tuple[Place, str]]] = {}
        for place in self.places.values():
            self._file(place)
        self.foreign: dict[str, Foreign] = {}
        for entry in foreign:
            form = folded(entry.name)
            if form and (form not in self.foreign or self.foreign[form].weight < entry.weight):
                self.foreign[form] = entry

    def _file(self, place: Place) -> None:
        aliases = dict.fromkeys((place.name, *place.aliases, place.name_ar or place.name))
        keys = {alias: key(alias) for alias in aliases}
        shared = Counter(keys.values())
        filed: set[str] = set()
        for alias, a_key in keys.items():
            form = folded(alias)
            if form:
                self.by_fold.setdefault(form, []).append((place, alias))
            # GeoNames lists names in many languages ("Gebru" for Yabroud): a form used once is no romanisation.
            foreign = (
                place.source == GEONAMES
                and shared[a_key] == 1
                and alias != place.name
                and not is_arabic(alias)
            )
            if a_key and a_key not in filed and not foreign:
                filed.add(a_key)
                self.by_key.setdefault(a_key, []).append((place, alias))

    def hits(self, name: str) -> list[Hit]:
        """Places called `name`, each once with its surest tier."""
        found: dict[str, Hit] = {}
        form = folded(name)
        for place, alias in self.by_fold.get(form, ()):
            tier = Tier.EXACT if alias == name else Tier.FOLD
            held = found.get(place.place_id)
            if held is None or (tier, alias != place.name) < (held.tier, not held.main):
                found[place.place_id] = Hit(place, tier, alias, name)
        name_key = key(name)
        short = len(consonants(name_key)) <= SHORT_KEY
        for place, alias in self.by_key.get(name_key, ()):
            if place.place_id in found or (short and not self._spelt_alike(form, place)):
                continue
            found[place.place_id] = Hit(place, Tier.KEY, alias, name)
        return list(found.values())

    def means_foreign(self, form: str) -> Foreign | None:
        """The place abroad that a folded name means, unless it is first of all a place of Syria."""
        entry = self.foreign.get(form)
        if entry is None:
            return None
        for place, alias in self.by_fold.get(form, ()):
            known = place.population >= KNOWN_TOWN or place.kind in (PlaceKind.GOVERNORATE, PlaceKind.COUNTRY)
            if known or (entry.weight < COUNTRY_WEIGHT and alias == place.name):
                return None
        return entry

    @staticmethod
    def _spelt_alike(form: str, place: Place) -> bool:
        names = (folded(alias) for alias in (place.name, *place.aliases))
        return any(fuzz.ratio(form, name) >= SHORT_KEY_RATIO for name in names)

    def suggestions(self, name: str) -> tuple[Candidate, ...]:
        """Names that look alike, for a person to choose from."""
        near = process.extract(
            folded(name),
            self._fuzzy_names,
            scorer=fuzz.ratio,
            score_cutoff=FUZZY_LEAST,
            limit=4 * SUGGESTIONS,
        )
        out: dict[str, Candidate] = {}
        for form, ratio, _ in near:
            for place, alias in self.by_fold[form]:
                reason = f"looks like '{alias}' (suggestion only)"
                out.setdefault(place.place_id, Candidate(place, round(ratio / 250, 2), reason))
        return tuple(out.values())[:SUGGESTIONS]

    @cached_property
    def _fuzzy_names(self) -> list[str]:
        return [form for form in self.by_fold if len(form) > SHORT_KEY + 1]
