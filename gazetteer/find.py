"""Find place names in running text: one pass over the words, dictionary look-ups only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from gazetteer.match import Index, Named
from gazetteer.names import ARTICLES, consonants, fold, is_arabic, key_of
from gazetteer.places import PlaceKind, PlaceMention

LONGEST: Final = 5
"""Most words, articles not counted, in one name."""
LONGEST_WORD: Final = 40
"""Letters; what is longer is no word of a name, and not worth keeping in memory."""
LEAST_KEY_CONSONANTS: Final = 3
"""A word is taken by its key only from this many consonants on: short keys fit half the dictionary."""

LEAST_KEY_RATIO: Final = 80.0
"""How alike (rapidfuzz ratio) a word and a known spelling must be: English words share keys, seldom letters."""

KEPT: Final = 4096
"""Names and words with a capital of which it is kept what they mean."""

_JOINED: Final = frozenset("وبلف")
"""Arabic words of one letter (and, in, to, so) that are written together with the next."""
_APOSTROPHE: Final = "'’‘`´ʼʻʾʿ"
_WORD: Final = re.compile(rf"[^\W\d_]+(?:[{_APOSTROPHE}][^\W\d_]+)*(?:\d{{1,3}}\b)?|\b\d{{1,4}}\b")
"""A word, with a number right after it ("T4"), or the number of a base or a quarter ("Mezzeh 86")."""
_POSSESSIVE: Final = re.compile(rf"[{_APOSTROPHE}]s$", re.IGNORECASE)
_GAPS: Final = frozenset({" ", "-", "‐", "‑", "–", "\u00a0", "\n", " \n", "\n ", "\r\n"})


class Token(NamedTuple):
    """One word of the text."""

    start: int
    end: int
    folded: str
    article: bool
    name_like: bool
    """Written like a part of a name: a capital first, or a script without capitals."""


class _Meant(NamedTuple):
    """What a name means, whatever stands around it."""

    form: str
    kinds: frozenset[PlaceKind]
    country: str | None
    obscure: bool
    by_key: bool


@lru_cache(maxsize=65536)
def _word(written: str) -> tuple[int, str, bool, bool]:
    """Length without a possessive 's, folded form, whether it is an article, whether it is written like a name."""
    owner = _POSSESSIVE.search(written)
    word = written[: owner.start()] if owner else written
    folded = fold(word)
    return len(word), folded, folded in ARTICLES, word[:1].isupper() or is_arabic(word)


def tokens(text: str) -> list[Token]:
    """The words of a text; a possessive 's is no part of its word."""
    found = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        if end - start > LONGEST_WORD:
            continue
        length, folded, article, name_like = _word(match[0])
        if folded:
            found.append(Token(start, start + length, folded, article, name_like))
    return found


@lru_cache(maxsize=1)
def ambiguous_words() -> dict[str, str]:
    """Folded names that are also something else -> what: word, person, agency, or "article" (only without one)."""
    text = files("incidents_data").joinpath("gazetteer", "ambiguous_words.txt").read_text("utf-8")
    rows = (line.partition("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {form: why for form, _, why in rows}


class Finder:
    """Finds the names of one index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._ambiguous = ambiguous_words()
        self._plain_words = _plain_words(index)
        # Reports name the same places and people again and again.
        self._meant = lru_cache(maxsize=KEPT)(self._look_up)

    def find(self, text: str) -> list[PlaceMention]:
        """All names, longest first at each spot, in order, without overlap."""
        words = tokens(text)
        mentions: list[PlaceMention] = []
        position = 0
        while position < len(words):
            found = self._at(text, words, position) if self._may_start(words, position) else None
            if found is None and words[position].folded[0] in _JOINED:
                found = self._without_joined_word(text, words, position)
            if found is None:
                position += 1
            else:
                mention, position = found
                mentions.append(mention)
        return mentions

    def _without_joined_word(
        self, text: str, words: list[Token], position: int
    ) -> tuple[PlaceMention, int] | None:
        """Read "وإدلب" (and Idlib) as "إدلب"."""
        own = words[position]
        rest = fold(text[own.start + 1 : own.end])
        if len(rest) < LEAST_KEY_CONSONANTS:
            return None
        words[position] = own._replace(start=own.start + 1, folded=rest)
        found = self._at(text, words, position)
        words[position] = own
        return found

    @staticmethod
    def _may_start(words: list[Token], position: int) -> bool:
        return words[position].name_like and not words[position].article

    def _at(self, text: str, words: list[Token], position: int) -> tuple[PlaceMention, int] | None:
        """The longest name whose first full word is at `position`, and the position after it."""
        chain = self._chain(text, words, position)
        for length in range(len(chain), 0, -1):
            part = chain[:length]
            mention = self._mention(text, words, position, [words[i] for i in part])
            if mention is not None:
                return mention, part[-1] + 1
        return None

    def _chain(self, text: str, words: list[Token], position: int) -> list[int]:
        """Positions of the words, without articles, that one name starting at `position` could consist of."""
        chain = [position]
        last = position
        while len(chain) < LONGEST and last + 1 < len(words):
            if text[words[last].end : words[last + 1].start] not in _GAPS:
                break
            last += 1
            if words[last].article:
                continue
            if not words[last].name_like and words[last].folded not in self._plain_words:
                break
            chain.append(last)
        return chain

    def _mention(
        self, text: str, words: list[Token], position: int, part: list[Token]
    ) -> PlaceMention | None:
        meant = self._meant(tuple([token.folded for token in part]))
        if meant is None:
            return None
        start, end = _start_with_article(text, words, position), part[-1].end
        return PlaceMention(
            start,
            end,
            text[start:end],
            meant.kinds,
            meant.country,
            meant.obscure or self._is_ambiguous(meant.form, start < part[0].start, meant.by_key),
        )

    def _look_up(self, words: tuple[str, ...]) -> _Meant | None:
        """What a name given as its folded words means; None when it is none, or first of all a word."""
        form = " ".join(words)
        entries: Sequence[Named] = self._index.by_fold.get(form, ())
        foreign = self._index.means_foreign(form)
        by_key = not entries and foreign is None
        if by_key:
            entries = self._keyed(form, words)
        if not entries and foreign is None:
            return None
        obscure = foreign is None and _obscure(entries)
        if obscure and form in self._ambiguous:
            return None
        kinds = frozenset() if foreign else frozenset(named.place.kind for named in entries)
        return _Meant(form, kinds, foreign.country if foreign else None, obscure, by_key)

    def _keyed(self, form: str, words: tuple[str, ...]) -> list[Named]:
        """Places whose name differs only as romanisations do, and is written with nearly the same letters."""
        joined = key_of(words)
        if len(consonants(joined)) < LEAST_KEY_CONSONANTS or any(map(self._no_part_of_a_name, words)):
            return []
        entries = self._index.by_key.get(joined, ())
        return [named for named in entries if self._index.likeness(form, named.place) >= LEAST_KEY_RATIO]

    def _no_part_of_a_name(self, word: str) -> bool:
        return len(word) < 2 or self._ambiguous.get(word) == "not"

    def _is_ambiguous(self, form: str, has_article: bool, by_key: bool) -> bool:
        why = self._ambiguous.get(form)
        if why is None:
            return by_key and " " not in form and not has_article
        return not (why == "article" and has_article)


def _obscure(entries: Sequence[Named]) -> bool:
    """Whether only imported lists know the name: ten thousand villages are also called as persons and things are."""
    return not any(named.place.notable for named in entries)


def _plain_words(index: Index) -> frozenset[str]:
    """Words that names have in small letters, and their numbers: "Tabqa air base", "Mezzeh 86"."""
    notable = (place for place in index.places.values() if place.notable)
    aliases = {name for place in notable for name in (place.name, *place.aliases) if " " in name}
    words = {word for alias in aliases for word in re.split(r"[\s-]", alias)[1:] if word.isascii()}
    small = {word for word in words if word.isdigit() or (word.isalpha() and word.islower())}
    return frozenset(small - ARTICLES)


def _start_with_article(text: str, words: list[Token], position: int) -> int:
    """Where the name starts when the article before it is written as a part of it: "al-Rastan", "Ar Raqqah"."""
    own = words[position]
    before = words[position - 1] if position else None
    if before is None or not before.article:
        return own.start
    between = text[before.end : own.start]
    tied = between in {"-", "‐", "‑", "–"}
    loose = between == " " and (before.folded in {"al", "el"} or _assimilated(before, own))
    return before.start if tied or loose else own.start


def _assimilated(article: Token, word: Token) -> bool:
    """Whether an article with a capital ends as the name begins: "Ar Raqqah", "Ash Shaddadah"."""
    return article.name_like and len(article.folded) > 1 and word.folded.startswith(article.folded[1:])
