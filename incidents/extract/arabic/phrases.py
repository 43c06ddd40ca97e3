"""Phrases of the word lists found among the words of a sentence: longest first, with clitics and regular endings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Generic, TypeVar

from incidents.extract.arabic.text import Word, plain, readings

T = TypeVar("T")
OBJECTS: Final = ("ه", "ها", "هم", "هما")
FAR: Final = 9
"""Words after a verb among which the word must stand that makes its meaning: "opened ... fire"."""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A phrase at words ``first`` to ``last`` (inclusive)."""

    first: int
    last: int
    clitic: str
    """What is written together with its first word: "و" (and), "ال" (the), "س" (will) ..."""
    form: str
    value: T

    @property
    def definite(self) -> bool:
        return self.clitic.endswith("ال") or self.clitic.endswith("لل")


class Book(Generic[T]):
    """Phrases and what each stands for, filed by their first word.

    Parameters
    ----------
    entries : iterable of (str, value)
        In usual spelling; the article of each word is left out, so that it may be there or not.
    """

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for phrase, value in entries:
            parts = tuple(_no_article(part) for part in plain(phrase).split())
            self._by_first.setdefault(parts[0], []).append((parts, value))
        for listed in self._by_first.values():
            listed.sort(key=lambda pair: -len(pair[0]))

    def at(
        self, words: Sequence[Word], i: int, accept: Callable[[T, str], bool] | None = None
    ) -> Found[T] | None:
        """The longest phrase that begins at a word."""
        best: Found[T] | None = None
        for clitic, stem in _readings(words[i].form):
            for parts, value in self._by_first.get(stem, ()):
                if best is not None and len(parts) <= best.last - best.first + 1:
                    break
                if _follows(words, i, parts) and (accept is None or accept(value, clitic)):
                    best = Found(i, i + len(parts) - 1, clitic, stem, value)
                    break
        return best

    def all(
        self, words: Sequence[Word], accept: Callable[[T, str], bool] | None = None
    ) -> Iterator[Found[T]]:
        """All phrases, longest first at each word, without overlap."""
        i = 0
        while i < len(words):
            found = self.at(words, i, accept)
            if found is not None:
                yield found
            i = found.last + 1 if found is not None else i + 1

    def ending_at(self, words: Sequence[Word], end: int, longest: int = 4) -> Found[T] | None:
        """The longest phrase whose last word is the one before `end`."""
        for start in range(max(0, end - longest), end):
            found = self.at(words, start)
            if found is not None and found.last == end - 1:
                return found
        return None

    def within(self, words: Sequence[Word]) -> Found[T] | None:
        """The first phrase among some words, or None."""
        return next(self.all(words), None)


def book(phrases: Iterable[str]) -> Book[str]:
    """A book of phrases that stand for themselves."""
    return Book((phrase, phrase) for phrase in phrases)


def _no_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


@lru_cache(maxsize=65536)
def _readings(form: str) -> tuple[tuple[str, str], ...]:
    """The readings of a word and, for clitics alone ("ل 5"), the word itself."""
    found = [("", form)] if len(form) == 1 else []
    for clitic, stem in readings(form):
        found.append((clitic, stem))
        if clitic in {"", "و", "ف", "ب", "ل"} and _no_article(stem) != stem:
            found.append((clitic + "ال", stem[2:]))
    return tuple(found)


def _follows(words: Sequence[Word], i: int, parts: Sequence[str]) -> bool:
    if i + len(parts) > len(words):
        return False
    return all(_is(words[i + k].form, parts[k]) for k in range(1, len(parts)))


def _is(form: str, part: str) -> bool:
    if part[0] == "و" and form.startswith("وال") and form[3:] == part[1:]:
        return True
    return form == part or any(stem == part for clitic, stem in _readings(form) if clitic[:1] not in {"س"})


# --- endings -------------------------------------------------------------------------------------------------------


def verb_forms(entry: str) -> tuple[str, ...]:
    """The forms of a verb given as "past/present": he, she, they, two; with "him", "her", "them" behind it.

    Examples
    --------
    >>> verb_forms("قصف/يقصف")[:4]
    ('قصف', 'قصفت', 'قصفوا', 'قصفا')
    """
    past, _, present = plain(entry).partition("/")
    forms = list(_past(past))
    if present:
        forms += _present(present)
    return tuple(dict.fromkeys(forms))


def _past(past: str) -> Iterator[str]:
    stem = past[:-1] if past.endswith("ي") or past.endswith("ا") else past
    weak = stem != past
    yield from (past, stem + "ت", stem + "وا", (past if weak else stem) + "ا")
    yield stem + "تا"
    for pronoun in OBJECTS:
        yield (stem + "ا" if weak else stem) + pronoun
        yield stem + "ت" + pronoun
        yield stem + "و" + pronoun


def _present(present: str) -> Iterator[str]:
    weak = present.endswith("ي") or present.endswith("و")
    stem = present[:-1] if weak else present
    for person in ("ي", "ت"):
        yield from (
            person + present[1:],
            person + stem[1:] + "ون",
            person + stem[1:] + "وا",
            person + present[1:] + "ان",
        )
        if weak:
            yield person + stem[1:]  # "لم يسفر" keeps its end, "لم يؤد" loses it
        for pronoun in OBJECTS:
            yield person + present[1:] + pronoun


def noun_forms(entry: str) -> tuple[str, ...]:
    """The forms of a noun given as "singular/plurals": regular plurals, two of it, "its ...", the object's ending.

    Examples
    --------
    >>> "غارتين" in noun_forms("غارة"), "قصفا" in noun_forms("قصف")
    (True, True)
    """
    found: list[str] = []
    for text in entry.split("/"):
        ends_in_teh = text.endswith("ة")
        word = plain(text)
        found.append(word)
        if " " in word:
            continue
        stem = word[:-1] + "ت" if ends_in_teh else word
        found += [stem + ending for ending in ("ه", "ها", "هم", "ين", "ان", "ا")]
        found.append(word[:-1] + "ات" if ends_in_teh else word + "ات")
        if stem.endswith("ات") or ends_in_teh:
            found += [word[:-1] + "اته", word[:-1] + "اتها"]
    return tuple(dict.fromkeys(found))
