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
from functools import cached_property, lru_cache
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
KNOWN_LEAST: Final = 10_000
KNOWN_RATIO: Final = 80.0
"""A town of so many people is meant by a key of few consonants when the letters are this much alike."""
ALIKE_RATIO: Final = 85.0
"""The same for a smaller place that reports name."""
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
    main: bool
    """Whether it is the name under which a list has the place, not one of its further spellings."""
    to_the_letter: bool
    """Whether the article is the same, too: "As Samiriyah" beside "Samiriyah"."""

    alike: float
    """How alike the name and the most similar spelling of the place are written, 0 to 100 (rapidfuzz ratio)."""
    closeness: tuple[int, bool, bool]
    """Smaller is better: tells the spellings of one place apart, and weakly also namesakes."""

    def distinctive(self, *, whole_country: bool) -> bool:
        """Whether the match says enough to stand without any context, in an index that covers the country or not.

        Other names of few consonants share a key; so such a match counts for a known town that is also spelt alike.
        """
        if self.tier < Tier.KEY:
            return True
        count = len(consonants(key(self.written)))
        if count >= (DISTINCTIVE_KEY if whole_country else DISTINCTIVE_KEY + 1):
            return True
        if self.place.kind is not PlaceKind.SETTLEMENT:
            return False
        known = self.place.notable and (whole_country or count >= DISTINCTIVE_KEY)
        return self.alike >= (
            KNOWN_RATIO if self.place.population >= KNOWN_LEAST else ALIKE_RATIO if known else 101
        )

    @property
    def reason(self) -> str:
        what = "name" if self.main else "alias"
        how = ("exact match", "same spelling but for accents", "key match", "same consonants, spelt alike")
        return f"{how[self.tier]} on {what} '{self.alias}'"


def _hit(named: Named, tier: Tier, written: str, plain: str, alike: float = 100.0) -> Hit:
    to_the_letter = named.plain == plain
    closeness = (int(tier) if tier >= Tier.KEY else 0, not to_the_letter, not named.main)
    return Hit(named.place, tier, named.alias, written, named.main, to_the_letter, alike, closeness)


@dataclass(frozen=True, slots=True)
class Foreign:
    """A country, or a town outside Syria."""

    name: str
    country: str
    weight: int
    """Inhabitants; countries and capitals count as ten million, as their names mean them first."""


@lru_cache(maxsize=32768)
def folded(name: str) -> str:
    """Fold and drop articles: the form under which names are filed."""
    return " ".join(content_tokens(fold(name)))


class Spelling(NamedTuple):
    """One spelling of a place as the index keeps it."""

    alias: str
    plain: str
    """Folded."""
    form: str
    """Folded, without articles."""
    key: str
    """Empty where it is not filed by key."""
    main: bool
    """Whether it is the name under which a list has the place, not one of its further spellings."""


class Named(NamedTuple):
    """A place under one of its spellings."""

    place: Place
    alias: str
    plain: str
    main: bool


def filed(place: Place) -> tuple[Spelling, ...]:
    """The spellings of a place with the forms under which each is found."""
    aliases = dict.fromkeys((place.name, *place.aliases, place.name_ar or place.name))
    keys = {alias: key(alias) for alias in aliases}
    shared = Counter(keys.values())
    own_names = (place.name, *place.listed_as)
    mains = set(map(folded, own_names))
    seen: set[str] = set()
    written: set[str] = set()
    found = []
    for alias, a_key in keys.items():
        plain = fold(alias)
        if plain in written:
            continue  # the same but for accents
        written.add(plain)
        # GeoNames lists names in many languages ("Gebru" for Yabroud): a form used once is no romanisation.
        foreign = (
            place.source == GEONAMES
            and place.population >= LARGE_TOWN
            and shared[a_key] == 1
            and alias not in own_names
            and not is_arabic(alias)
        )
        by_key = a_key if a_key not in seen and not foreign else ""
        seen.add(by_key)
        form = folded(alias)
        found.append(Spelling(alias, plain, form, by_key, form in mains))
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
        names: Iterable[Sequence[Spelling]] | None = None,
    ) -> None:
        self.places: dict[str, Place] = {place.place_id: place for place in places}
        self.by_fold: dict[str, list[Named]] = {}
        self.by_key: dict[str, list[Named]] = {}
        known: Iterable[Sequence[Spelling]] = names if names is not None else map(filed, self.places.values())
        self._forms: dict[str, tuple[str, ...]] = {}
        for place, own in zip(self.places.values(), known, strict=True):
            self._file(place, own)
        self._joined = {known: place.place_id for place in self.places.values() for known in place.provenance}
        self.foreign: dict[str, Foreign] = {}
        for entry in foreign:
            form = folded(entry.name)
            if form and (form not in self.foreign or self.foreign[form].weight < entry.weight):
                self.foreign[form] = entry

    def _file(self, place: Place, spellings: Sequence[Spelling]) -> None:
        self._forms[place.place_id] = tuple({form for _, _, form, _, _ in spellings})
        for alias, plain, form, a_key, main in spellings:
            named = Named(place, alias, plain, main)
            if form:
                self.by_fold.setdefault(form, []).append(named)
            if a_key:
                self.by_key.setdefault(a_key, []).append(named)

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
        form, plain = folded(name), fold(name)
        for named in self.by_fold.get(form, ()):
            held = found.get(named.place.place_id)
            if held is None or (named.plain == plain and not held.to_the_letter):
                tier = Tier.EXACT if named.alias == name else Tier.FOLD
                found[named.place.place_id] = _hit(named, tier, name, plain)
        name_key = key(name)
        short = len(consonants(name_key)) <= SHORT_KEY
        for named in self.by_key.get(name_key, ()):
            if named.place.place_id in found:
                continue
            alike = self.likeness(form, named.place)
            if not short or alike >= SHORT_KEY_RATIO:
                found[named.place.place_id] = _hit(named, Tier.KEY, name, plain, alike)
        return list(found.values())

    def likeness(self, form: str, place: Place) -> float:
        """How alike a folded name and the most similar spelling of a place are, 0 to 100 (rapidfuzz ratio)."""
        best = process.extractOne(form, self._forms[place.place_id], scorer=fuzz.ratio)
        return float(best[1]) if best else 0.0

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
            for named in self.by_key[other]:
                alike = fuzz.ratio(form, folded(named.alias))
                if alike >= SKELETON_RATIO:
                    hit = _hit(named, Tier.SKELETON, name, fold(name), alike)
                    found.setdefault(named.place.place_id, hit)
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
        for place, alias, *_ in self.by_fold.get(form, ()):
            known = place.population >= KNOWN_TOWN or place.kind in (PlaceKind.GOVERNORATE, PlaceKind.COUNTRY)
            if known or (place.notable and entry.weight < COUNTRY_WEIGHT and alias == place.name):
                return None
        return entry

    def suggestions(self, name: str) -> tuple[Candidate, ...]:
        """Names that look alike and start alike, for a person to choose from."""
        form = folded(name)
        near = process.extract(
            form,
            self._names_by_letter.get(form[:1], ()),
            scorer=fuzz.ratio,
            score_cutoff=FUZZY_LEAST,
            limit=4 * SUGGESTIONS,
        )
        found = [(ratio, named) for other, ratio, _ in near for named in self.by_fold[other]]
        # Of names that look equally alike the one that a person is likelier to have meant comes first.
        found.sort(key=lambda pair: (-pair[0], not pair[1].place.notable, -pair[1].place.population))
        out: dict[str, Candidate] = {}
        for ratio, (place, alias, *_) in found:
            reason = f"looks like '{alias}' (suggestion only)"
            out.setdefault(place.place_id, Candidate(place, round(ratio / 250, 2), reason))
        return tuple(out.values())[:SUGGESTIONS]

    @cached_property
    def _names_by_letter(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for form in self.by_fold:
            if len(form) > SHORT_KEY + 1:
                found.setdefault(form[0], []).append(form)
        return found
