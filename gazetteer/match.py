"""The index over all names, and the tiers in which a name is looked up in it.

Measured on spellings collected from news (see ``benchmarks/geocoding.py``): equal after folding is nearly always the
same place; equal keys still are. Equal consonants alone are a guess: such a place is taken only where it also starts
alike, is spelt alike and lies where the words around the name say. What merely looks alike is never taken, only
suggested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Final, NamedTuple

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
SKELETON_LEAST: Final = 3
"""Consonants a name must have to be looked up by them alone."""
SKELETON_RATIO: Final = 70.0
"""How alike (rapidfuzz ratio) the letters must be for a match of the consonants to count."""
SUGGESTIONS: Final = 3
COUNTRYWIDE: Final = 3_000
"""Imported places from which on the index is taken to cover the country; it has some 11,700 settlements."""
KNOWN_TOWN: Final = 20_000
"""A town of Syria with this many people is meant even where a country has the same name."""
LARGE_TOWN: Final = 5_000
"""From this size on a town has names in many languages in GeoNames."""
GEONAMES: Final = "GeoNames"
"""``source`` of the registry towns."""
COUNTRY_WEIGHT: Final = 10_000_000


class Tier(IntEnum):
    """How a name was found; lower is surer."""

    EXACT = 0
    FOLD = 1
    KEY = 2
    SKELETON = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that bears a name, and the spelling of it in the index."""

    place: Place
    tier: Tier
    alias: str
    written: str
    """The name as it was looked up."""

    def distinctive(self, *, whole_country: bool) -> bool:
        """Whether the match says enough to stand without any context, in an index that covers the country or not."""
        least = DISTINCTIVE_KEY if whole_country else DISTINCTIVE_KEY + 1
        return self.tier < Tier.KEY or len(consonants(key(self.written))) >= least

    @property
    def main(self) -> bool:
        """Whether it is the name under which a list has the place, not one of its further spellings."""
        return folded(self.alias) in map(folded, (self.place.name, *self.place.listed_as))

    @property
    def to_the_letter(self) -> bool:
        """Whether the article is the same, too: "As Samiriyah" beside "Samiriyah"."""
        return fold(self.alias) == fold(self.written)

    @property
    def closeness(self) -> tuple[int, int, int]:
        """Smaller is better: tells the spellings of one place apart, and weakly also namesakes."""
        return (self.tier if self.tier >= Tier.KEY else 0, int(not self.to_the_letter), int(not self.main))

    @property
    def reason(self) -> str:
        what = "name" if self.main else "alias"
        how = ("exact match", "same spelling but for accents", "key match", "same consonants, spelt alike")
        return f"{how[self.tier]} on {what} '{self.alias}'"


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


class Filed(NamedTuple):
    """One spelling of a place as the index keeps it."""

    alias: str
    form: str
    """Folded, without articles."""
    key: str
    """Empty where the spelling is not filed by key."""


def filed(place: Place) -> tuple[Filed, ...]:
    """The spellings of a place with the forms under which each is found."""
    aliases = dict.fromkeys((place.name, *place.aliases, place.name_ar or place.name))
    keys = {alias: key(alias) for alias in aliases}
    shared = Counter(keys.values())
    seen: set[str] = set()
    found = []
    for alias, a_key in keys.items():
        # GeoNames lists names in many languages ("Gebru" for Yabroud): a form used once is no romanisation.
        foreign = (
            place.source == GEONAMES
            and place.population >= LARGE_TOWN
            and shared[a_key] == 1
            and alias != place.name
            and not is_arabic(alias)
        )
        by_key = a_key if a_key not in seen and not foreign else ""
        seen.add(by_key)
        found.append(Filed(alias, folded(alias), by_key))
    return tuple(found)


class Index:
    """All names of all places. Build it once; it is not changed afterwards.

    Parameters
    ----------
    places
    foreign
        Places abroad that must not become places of Syria.
    names
        For each place, in order, what :func:`filed` gives; computed when it is not given.
    """

    def __init__(
        self,
        places: Iterable[Place],
        foreign: Iterable[Foreign] = (),
        names: Iterable[Sequence[Filed]] | None = None,
    ) -> None:
        self.places: dict[str, Place] = {place.place_id: place for place in places}
        self.by_fold: dict[str, list[tuple[Place, str]]] = {}
        self.by_key: dict[str, list[tuple[Place, str]]] = {}
        known = names if names is not None else map(filed, self.places.values())
        for place, own in zip(self.places.values(), known, strict=True):
            self._file(place, own)
        self._joined = {known: place.place_id for place in self.places.values() for known in place.provenance}
        self.foreign: dict[str, Foreign] = {}
        for entry in foreign:
            form = folded(entry.name)
            if form and (form not in self.foreign or self.foreign[form].weight < entry.weight):
                self.foreign[form] = entry

    def _file(self, place: Place, names: Iterable[Filed]) -> None:
        for alias, form, a_key in names:
            if form:
                self.by_fold.setdefault(form, []).append((place, alias))
            if a_key:
                self.by_key.setdefault(a_key, []).append((place, alias))

    @cached_property
    def whole_country(self) -> bool:
        """Whether a list of the whole country is in it: only then a name found once is likely to be unique."""
        return sum(not place.notable for place in self.places.values()) >= COUNTRYWIDE

    def place(self, place_id: str) -> Place | None:
        """The place with this id, or the one that the record of this id was joined into."""
        return self.places.get(place_id) or self.places.get(self._joined.get(place_id, ""))

    def hits(self, name: str) -> list[Hit]:
        """Places called `name`, each once with its surest tier, down to an equal key."""
        found: dict[str, Hit] = {}
        form = folded(name)
        for place, alias in self.by_fold.get(form, ()):
            hit = Hit(place, Tier.EXACT if alias == name else Tier.FOLD, alias, name)
            held = found.get(place.place_id)
            if held is None or (hit.closeness, hit.tier) < (held.closeness, held.tier):
                found[place.place_id] = hit
        name_key = key(name)
        short = len(consonants(name_key)) <= SHORT_KEY
        for place, alias in self.by_key.get(name_key, ()):
            if place.place_id in found or (short and not self._spelt_alike(form, place)):
                continue
            found[place.place_id] = Hit(place, Tier.KEY, alias, name)
        return list(found.values())

    def skeleton_hits(self, name: str) -> list[Hit]:
        """Places whose names have the same consonants, start alike and are spelt alike; only a context confirms one."""
        name_key, form = key(name), folded(name)
        bare = consonants(name_key)
        if len(bare) < SKELETON_LEAST:
            return []
        found: dict[str, Hit] = {}
        for other in self._keys_by_consonants.get(bare, ()):
            if other == name_key or other[0] != name_key[0]:
                continue
            for place, alias in self.by_key[other]:
                if fuzz.ratio(form, folded(alias)) >= SKELETON_RATIO:
                    found.setdefault(place.place_id, Hit(place, Tier.SKELETON, alias, name))
        return list(found.values())

    @cached_property
    def _keys_by_consonants(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for a_key in self.by_key:
            bare = consonants(a_key)
            if len(bare) >= SKELETON_LEAST and not is_arabic(a_key):
                found.setdefault(bare, []).append(a_key)
        return found

    def means_foreign(self, form: str) -> Foreign | None:
        """The place abroad that a folded name means, unless it is first of all a place of Syria."""
        entry = self.foreign.get(form)
        if entry is None:
            return None
        for place, alias in self.by_fold.get(form, ()):
            known = place.population >= KNOWN_TOWN or place.kind in (PlaceKind.GOVERNORATE, PlaceKind.COUNTRY)
            if known or (place.notable and entry.weight < COUNTRY_WEIGHT and alias == place.name):
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
